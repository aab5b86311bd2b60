//! Ledgers that other builds have made.

use cableway_engine::{Ledger, LedgerError, LedgerOptions};
use rusqlite::Connection;

use crate::desk::Desk;
use crate::two_ferries;

const OLD: &str = "CREATE INDEX listed ON items (source, state, position, id)";

fn database(desk: &Desk) -> Connection {
    Connection::open(Ledger::path_of(&desk.path("p.toml"))).unwrap()
}

fn index(desk: &Desk) -> String {
    let words = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = 'listed'";
    database(desk).query_row(words, [], |row| row.get(0)).unwrap()
}

/// Its index makes way for the one of now, and what it remembers stays.
#[test]
fn a_ledger_of_an_earlier_build_gets_the_index_of_now() {
    let desk = two_ferries();
    desk.run();
    let now = index(&desk);
    assert_ne!(now, OLD);
    for earlier in ["", OLD] {
        database(&desk).execute_batch(&format!("DROP INDEX listed; {earlier}")).unwrap();
        // Who only looks changes nothing.
        let looked = Ledger::look(&desk.path("p.toml")).unwrap().unwrap();
        assert_eq!(looked.status().unwrap().documents, 4);
        drop(looked);
        desk.calls.take();
        let report = desk.run();
        assert!(!report.delivered);
        assert_eq!(desk.calls.take(), (0, 0, 0), "nothing is worked on again");
        assert_eq!(index(&desk), now, "{earlier}");
        assert_eq!(desk.ledger().verify().unwrap().problems, Vec::<String>::new());
    }
}

/// The items are read in the order of the index: nothing is sorted that has the size of the whole.
#[test]
fn a_batch_of_items_is_read_in_the_order_of_the_index() {
    let desk = two_ferries();
    desk.run();
    let database = database(&desk);
    let mut query = database
        .prepare(
            "EXPLAIN QUERY PLAN SELECT id FROM items
             WHERE source = 'folder' AND state = 0 AND (position, uri) > (1, 'a') ORDER BY position, uri LIMIT 9",
        )
        .unwrap();
    let plan = query.query_map([], |row| row.get::<_, String>("detail")).unwrap();
    let plan = plan.map(Result::unwrap).collect::<Vec<_>>().join("\n");
    assert!(plan.contains("INDEX listed") && !plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn a_ledger_of_a_newer_form_is_left_alone() {
    let desk = two_ferries();
    desk.run();
    database(&desk)
        .execute_batch(&format!("DROP INDEX listed; {OLD}; PRAGMA user_version = 9"))
        .unwrap();
    let opened = Ledger::open(&desk.path("p.toml"), &LedgerOptions::default());
    assert!(matches!(opened, Err(LedgerError::Newer { form: 9, .. })), "{opened:?}");
    assert_eq!(index(&desk), OLD);
}
