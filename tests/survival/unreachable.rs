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

/// A feed that cannot be had for now has all its entries still: they are not gone.
#[test]
fn a_feed_that_a_server_cannot_give_for_a_while() {
    for (keys, stay) in [
        ("", true),
        ("removed = \"withdraw\"", true),
        ("removed = \"withdraw\"\nunreachable = \"withdraw\"", false),
    ] {
        let server = Server::start();
        server.set(&["The ferry sails", "The harbour is closed"]);
        let folder = Folder::new();
        folder.write("p.toml", server.stage(keys) + EXPORTS);
        assert_eq!(folder.records(0).len(), 2);
        let written = folder.read("out.jsonl").unwrap();
        server.fail(Some("503 Service Unavailable"));
        for time in ["first", "second"] {
            let ran = folder.run(&["run", "p.toml"]);
            assert_eq!(ran.code, Some(3), "{keys}: {}", ran.shown());
            let told =
                ran.stderr.contains("could not be had, and kept for now: 2 sources: http://");
            assert_eq!(told, stay, "{keys}, {time}: {}", ran.shown());
            assert_eq!(
                ran.stderr.contains("gone, and"),
                !stay && time == "first",
                "{}",
                ran.shown()
            );
            let left = folder.read("out.jsonl").unwrap();
            assert_eq!(left, if stay { written.as_str() } else { "" }, "{keys}");
            assert_eq!(folder.quarantine().lines().count(), 1);
        }
        // When it is back, what it has no more is gone.
        server.fail(None);
        server.set(&["The harbour is closed"]);
        let ran = folder.run(&["run", "p.toml"]);
        assert_eq!(ran.code, Some(0), "{keys}: {}", ran.shown());
        let is_gone = ran.stderr.contains("gone, and ");
        assert_eq!(is_gone, stay, "{keys}: {}", ran.shown());
        assert!(!ran.stderr.contains("could not be had"), "{keys}: {}", ran.shown());
    }
}

/// The page of an entry that cannot be had is told, asked for again, and does not go for a bad hour.
#[test]
fn a_page_of_an_entry_that_cannot_be_had() {
    let server = Server::start();
    server.set(&["The page itself tells more of the ferry, and at length."]);
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"feed\"\npaths = [\"desk.xml\"]\nfull = true\nallow_private = true\nrobots = false\n\
         per_host_seconds = 0\nretries = 0\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Desk</title><item><guid>n-1</guid><title>Ferry</title>\
         <link>{}</link><description>So says the feed.</description></item></channel></rss>",
        server.page(0)
    );
    folder.write("desk.xml", feed);
    let after = |status: Option<&'static str>| {
        server.fail(status);
        let ran = folder.run(&["run", "p.toml"]);
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        (ran.stderr, folder.read("out.jsonl").unwrap())
    };
    let (told, first) = after(Some("503 Service Unavailable"));
    assert!(
        first.contains("So says the feed") && first.contains("the text is the feed's own"),
        "{first}"
    );
    let expected = "pages of entries that cannot be had: 1; their text is the feed's own";
    assert!(told.contains(expected) && told.contains("status 503"), "{told}");
    // It is there the next time, and stays for a bad hour.
    let (told, whole) = after(None);
    assert!(whole.contains("The page itself") && !told.contains("cannot be had"), "{whole}{told}");
    let (told, kept) = after(Some("503 Service Unavailable"));
    assert_eq!(kept, whole);
    assert!(told.contains("cannot be had: 1; they are read as they are in the cache"), "{told}");
    // Nobody is asked, and nothing is said of the page.
    let verified = folder.run(&["verify", "out.jsonl"]);
    assert_eq!(verified.code, Some(0), "{}", verified.shown());
    assert!(verified.stdout.contains("was not asked (`--network` asks)"), "{}", verified.shown());
    assert_eq!(verified.stderr, "");
    // Its server says that it is gone for good.
    let (told, last) = after(Some("404 Not Found"));
    assert!(last.contains("So says the feed") && told.contains(expected), "{last}{told}");
}
