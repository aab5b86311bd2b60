//! Pages and files that cannot be had for a while.

use crate::folder::Folder;
use crate::watch::server::Server;

const EXPORTS: &str = "[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n\
                       [[export]]\nuse = \"sqlite\"\npath = \"out.db\"\n";

/// A pipeline that has fetched two pages of `server`, and what it wrote.
fn fetched(server: &Server, keys: &str) -> (Folder, String) {
    server.set(&["The ferry sails on Monday.", "The harbour is closed."]);
    let folder = Folder::new();
    folder.write("p.toml", server.pages(2, keys) + EXPORTS);
    assert_eq!(folder.records(0).len(), 2);
    let written = folder.read("out.jsonl").unwrap();
    (folder, written)
}

/// A newsroom runs every ten minutes, and a server has a bad hour.
#[test]
fn a_page_that_a_server_cannot_give_for_a_while_stays() {
    let server = Server::start();
    let (folder, written) = fetched(&server, "");
    for status in ["503 Service Unavailable", "429 Too Many Requests", "408 Request Timeout"] {
        server.fail(Some(status));
        let asked = server.asked();
        assert_eq!(folder.records(3).len(), 2, "{status}");
        assert_eq!(server.asked(), asked + 2, "it is asked again");
        assert_eq!(folder.read("out.jsonl").as_ref(), Some(&written), "{status}");
        let told = folder.quarantine();
        assert_eq!(told.lines().count(), 2, "{told}");
        assert!(told.contains(&format!("status {}", &status[..3])), "{told}");
        let listed = folder.run(&["quarantine", "list", "p.toml", "--json"]);
        assert_eq!(listed.stdout.matches("\"retried\": true").count(), 2, "{}", listed.shown());
    }
    let verified = folder.run(&["ledger", "verify", "p.toml"]);
    assert_eq!(verified.code, Some(0), "{}", verified.shown());
    let rows = rusqlite::Connection::open(folder.path().join("out.db")).unwrap().query_row(
        "SELECT count(*) FROM documents",
        [],
        |row| row.get(0),
    );
    assert_eq!(rows, Ok(2));

    server.fail(None);
    server.set(&["The ferry sails on Tuesday.", "The harbour is closed."]);
    let records = folder.records(0);
    assert_eq!(records.len(), 2);
    assert!(records[0]["text"].as_str().unwrap().contains("Tuesday"), "{}", records[0]);
    assert_eq!(folder.quarantine(), "");
}

#[test]
fn a_page_that_a_server_has_no_more_goes() {
    for status in ["404 Not Found", "410 Gone", "403 Forbidden"] {
        let server = Server::start();
        let (folder, _) = fetched(&server, "");
        server.fail(Some(status));
        assert_eq!(folder.records(3).len(), 0, "{status}");
        assert_eq!(folder.quarantine().lines().count(), 2);
        // What a server says after that it has no such page does not bring it back.
        server.fail(Some("503 Service Unavailable"));
        assert_eq!(folder.records(3).len(), 0, "{status}");
    }
}

#[test]
fn a_pipeline_may_ask_for_what_there_is_now() {
    let server = Server::start();
    let (folder, written) = fetched(&server, "unreachable = \"withdraw\"");
    server.fail(Some("503 Service Unavailable"));
    assert_eq!(folder.records(3).len(), 0);
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline.replace("\"withdraw\"", "\"keep\""));
    assert_eq!(folder.records(3).len(), 0, "what is out is out");
    server.fail(None);
    assert_eq!(folder.records(0).len(), 2);
    server.fail(Some("500 Internal Server Error"));
    assert_eq!(folder.records(3).len(), 2);
    assert_eq!(folder.read("out.jsonl").unwrap().lines().count(), written.lines().count());
}

#[test]
fn a_mistake_in_the_key_is_told() {
    let folder = Folder::new();
    folder.write("p.toml", Server::start().pages(1, "unreachable = \"kep\"") + EXPORTS);
    let checked = folder.run(&["check", "p.toml"]);
    assert_ne!(checked.code, Some(0));
    let message = "`unreachable` must be \"keep\" or \"withdraw\"";
    assert!(checked.stderr.contains(message), "{}", checked.shown());
}
