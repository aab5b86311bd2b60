//! Servers are asked on their schedule.

use super::server::Server;
use super::{Watching, desk, rules, with_topic};
use crate::folder::Folder;

/// The pipeline of the desk, with a feed of a server.
fn with_wire(folder: &Folder, server: &Server, keys: &str) {
    let text = folder.read("p.toml").unwrap();
    folder.write("p.toml", server.stage(keys) + &text);
}

#[test]
fn changes_of_files_ask_no_server() {
    let server = Server::start();
    server.set(&["First of the wire"]);
    let folder = desk();
    with_wire(&folder, &server, "every = \"1h\"");
    let watching = Watching::start(&folder);
    watching.until("the feed", || watching.texts().len() == 3);
    assert_eq!(server.asked(), 1);
    server.set(&["First of the wire", "Second of the wire"]);
    folder.write("inbox/c.txt", "A new one.");
    watching.until("the file", || watching.texts().len() == 4);
    // Nor does a changed rule: what the feed gave is worked on all the same.
    folder.write("rules.toml", rules("wire\", \"new"));
    watching.until("the rule", || with_topic(&folder) == 2);
    watching.settle();
    assert_eq!(server.asked(), 1, "{}", watching.heard());
    // The wire's turn comes with the next start.
    watching.signal("TERM");
    assert_eq!(watching.end().0.code(), Some(0));
    let watching = Watching::start(&folder);
    watching.until("the second", || watching.texts().len() == 5);
    assert_eq!(server.asked(), 2);
    watching.signal("TERM");
    assert_eq!(watching.end().0.code(), Some(0));
}

#[test]
fn a_feed_is_asked_again_and_again() {
    let server = Server::start();
    server.set(&["First"]);
    let folder = desk();
    with_wire(&folder, &server, "every = \"1s\"");
    let watching = Watching::start(&folder);
    server.set(&["Second", "Third"]);
    // A feed shows the newest only: what it shows no more is kept.
    watching.until("all three", || watching.texts().len() == 5);
    let heard = watching.heard();
    assert!(heard.contains("watching p.toml: files when files change, wire every 1s;"), "{heard}");
    let asked = server.asked();
    watching.until("asked again", || server.asked() > asked);
    watching.signal("TERM");
    let (status, heard) = watching.end();
    assert_eq!(status.code(), Some(0), "{heard}");
    assert!(heard.contains("1 source gone and kept"), "{heard}");
}

/// A server that does not answer is no reason to ask it more often, nor for others to wait.
#[test]
fn a_server_that_fails() {
    let server = Server::start();
    server.set(&["First"]);
    let folder = desk();
    with_wire(&folder, &server, "every = \"2s\"");
    let watching = Watching::start(&folder);
    server.fail(Some("503 Service Unavailable"));
    watching.until("quarantine", || folder.quarantine().contains("wire.xml"));
    folder.write("inbox/c.txt", "Files go on.");
    watching.until("files go on", || watching.texts().contains(&"Files go on.".to_owned()));
    assert!(watching.texts().iter().any(|text| text.contains("First")), "it is kept");
    server.fail(None);
    server.set(&["Second"]);
    watching.until("it is back", || watching.texts().len() == 5);
    watching.until("no failure is left", || folder.quarantine().is_empty());
    let seconds = watching.started.elapsed().as_secs();
    assert!(server.asked() as u64 <= seconds / 2 + 1, "{} in {seconds} s", server.asked());
    watching.signal("TERM");
    assert_eq!(watching.end().0.code(), Some(0));
}
