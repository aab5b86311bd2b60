//! Ledgers that other builds have made.

use cableway_engine::{Ledger, LedgerError, LedgerOptions};
use rusqlite::Connection;

use crate::desk::Desk;
use crate::listed::with_keys;
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

/// Every new item asks for what an earlier form has named by its place, and there is none as a rule: the index says so
/// without a look at the items.
#[test]
fn what_was_named_by_its_place_is_found_by_its_index() {
    let desk = two_ferries();
    desk.run();
    let index = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = 'by_place'";
    let sql: String = database(&desk).query_row(index, [], |row| row.get(0)).unwrap();
    assert!(sql.contains("(source, digest, state, position)"), "{sql}");
    let database = database(&desk);
    let mut query = database
        .prepare(
            "EXPLAIN QUERY PLAN SELECT id FROM items INDEXED BY by_place
             WHERE by_place = 1 AND source = 'folder' AND digest = x'00' AND state = 0 AND uri <> 'a' ORDER BY position",
        )
        .unwrap();
    let plan = query.query_map([], |row| row.get::<_, String>("detail")).unwrap();
    let plan = plan.map(Result::unwrap).collect::<Vec<_>>().join("\n");
    assert!(plan.contains("INDEX by_place") && !plan.contains("TEMP B-TREE"), "{plan}");
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

/// Makes the ledger one of form 1, in which lines bear their numbers.
fn as_form_one(desk: &Desk) {
    database(desk)
        .execute_batch(
            "DROP INDEX by_place; ALTER TABLE items DROP COLUMN part; ALTER TABLE items DROP COLUMN by_place;
             PRAGMA user_version = 1",
        )
        .unwrap();
}

const BY_PLACE: &str = "names = \"place\"\nremoved = \"keep\"";

/// The texts of the records, in their order.
fn texts(desk: &Desk) -> Vec<String> {
    let records = desk.outputs()[0].clone().unwrap();
    let text = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["text"].as_str().unwrap().trim_end_matches(" 0").to_owned()
    };
    records.lines().map(text).collect()
}

/// What was kept stays, and nothing is there twice: also where a line was taken out, and one was changed, before the first
/// run of now.
#[test]
fn lines_that_a_form_before_has_named_by_their_number() {
    let desk = Desk::new();
    with_keys(&desk, "one", BY_PLACE);
    desk.write("in/a.txt", "lines\none\ntwo\nthree\ntwo\n4:four");
    desk.write("in/b.txt", "lines\ngone");
    desk.write("in/c.txt", "three");
    desk.run();
    desk.remove("in/b.txt");
    desk.run();
    let before = ["one", "two", "three", "two", "4:four", "three", "gone"];
    assert_eq!(texts(&desk), before);
    as_form_one(&desk);
    // Who only looks changes nothing.
    let looked = Ledger::look(&desk.path("p.toml")).unwrap().unwrap();
    assert_eq!((looked.status().unwrap().kept, looked.quarantined().unwrap().len()), (1, 0));
    drop(looked);

    with_keys(&desk, "one", "removed = \"keep\"");
    desk.write("in/a.txt", "lines\nnew\none\ntwo\ntwo\n4:changed");
    let report = desk.run();
    let after = ["new", "one", "two", "two", "4:changed", "three", "three", "4:four", "gone"];
    assert_eq!((texts(&desk), report.quarantined), (after.map(str::to_owned).to_vec(), 0));
    assert_eq!((report.removed.kept, report.removed.withdrawn), (2, 0));
    assert!(!desk.run().delivered);
    assert_eq!(desk.ledger().verify().unwrap().problems, Vec::<String>::new());
    // What is gone is found under its name of now when it comes back.
    desk.write("in/a.txt", "lines\nnew\none\ntwo\ntwo\n4:changed\nthree");
    desk.run();
    let back = ["new", "one", "two", "two", "4:changed", "three", "three", "4:four", "gone"];
    assert_eq!(texts(&desk), back);
}

/// That form took a line that moved up for the one before it, so that the last one was there twice.
#[test]
fn what_a_form_before_has_doubled_is_there_once() {
    let desk = Desk::new();
    with_keys(&desk, "one", BY_PLACE);
    desk.write("in/a.txt", "lines\none\ntwo\nthree");
    desk.run();
    desk.write("in/a.txt", "lines\none\nthree");
    desk.run();
    assert_eq!(texts(&desk), ["one", "three", "three"], "as it was");
    as_form_one(&desk);
    with_keys(&desk, "one", "removed = \"keep\"");
    desk.run();
    assert_eq!(texts(&desk), ["one", "three"]);
}

/// A stage that fails on a line in the first run of now does not cost what it was.
#[test]
fn what_fails_when_it_is_named_anew_is_not_lost() {
    let desk = Desk::new();
    with_keys(&desk, "one", BY_PLACE);
    desk.write("in/a.txt", "lines\none\nno two 1");
    desk.run();
    as_form_one(&desk);
    with_keys(&desk, "two", "removed = \"keep\"");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (1, 1));
    desk.write("in/a.txt", "lines\none");
    desk.run();
    with_keys(&desk, "one", "removed = \"keep\"");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (2, 0));
}

/// A name may end like a place: it is listed as ever, beside a new part of the same file with the same words.
#[test]
fn a_name_that_looks_like_a_place() {
    let desk = Desk::new();
    desk.write("in/a.txt", "lines\nline=7:same\nother");
    desk.run();
    as_form_one(&desk);
    desk.write("in/a.txt", "lines\nline=7:same\nother\nline=8:x\nother");
    for _ in 0..2 {
        desk.run();
        assert_eq!(desk.outputs(), desk.expected());
        assert_eq!(desk.ledger().status().unwrap().items, 4);
    }
    assert!(!desk.run().delivered);
    let marked = "SELECT count(*) FROM items WHERE by_place = 1";
    let marked: i64 = database(&desk).query_row(marked, [], |row| row.get(0)).unwrap();
    assert_eq!(marked, 0);
}
