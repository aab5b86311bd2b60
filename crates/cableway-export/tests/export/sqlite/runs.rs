//! What one run after another leaves.

use super::*;
use crate::articles::{annotate, ferry};
use proptest::prelude::*;

#[test]
fn what_is_new_comes_in_and_what_is_not_written_goes() {
    let place = Place::new();
    place.run(&[plain("a", "One."), plain("b", "Two.")]);
    assert_eq!(place.rows("SELECT uri, text FROM documents ORDER BY uri"), "a | One.\nb | Two.\n");
    place.run(&[plain("b", "Two, and more."), plain("c", "Three.")]);
    assert_eq!(
        place.rows("SELECT uri, text FROM documents ORDER BY uri"),
        "b | Two, and more.\nc | Three.\n"
    );
    place.run(&[]);
    let empty = Place::new();
    empty.run(&[]);
    assert_eq!(place.dump(), empty.dump());
}

#[test]
fn an_unchanged_record_costs_no_write() {
    let place = Place::new();
    let documents: Vec<Document> =
        (0..50).map(|at| plain(&format!("{at}.txt"), "The ferry sails.")).collect();
    assert!(place.run(&documents) > 50);
    let before = std::fs::read(place.path().join("records.db")).unwrap();
    assert_eq!(place.run(&documents), 0);
    assert_eq!(std::fs::read(place.path().join("records.db")).unwrap(), before);

    // Whatever the order.
    let mut turned = documents.clone();
    turned.reverse();
    assert_eq!(place.run(&turned), 0);

    turned[7] = plain("42.txt", "The ferry does not sail.");
    let one = place.run(&turned);
    assert!((1..20).contains(&one), "{one} rows for one document");
}

#[test]
fn where_the_words_are_the_same_the_index_stays() {
    let place = Place::new();
    let document = plain("a", "The ferry sails.");
    place.run(std::slice::from_ref(&document));
    let mut labelled = document.clone();
    annotate(&mut labelled, "desk", &[("topic", "shipping", 0.5)]);
    let before = place.rows("SELECT * FROM search_data");
    assert_eq!(place.run(&[labelled]), 4, "its row, its block (out and in), the label");
    assert_eq!(place.rows("SELECT * FROM search_data"), before);
}

#[test]
fn a_run_without_a_commit_changes_nothing() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    let before = std::fs::read(place.path().join("records.db")).unwrap();
    drop(place.written(&[plain("a", "Another."), plain("b", "Two.")]));
    assert_eq!(std::fs::read(place.path().join("records.db")).unwrap(), before);
    // Nothing that was not committed counts as known: the failed run does not hide these documents.
    place.run(&[plain("a", "Another."), plain("b", "Two.")]);
    assert_eq!(
        place.rows("SELECT uri, text FROM documents ORDER BY uri"),
        "a | Another.\nb | Two.\n"
    );
}

#[test]
fn the_file_is_complete_by_itself() {
    let place = Place::new();
    for text in ["One.", "Two."] {
        place.run(&[plain("a", text)]);
        let names: Vec<_> =
            place.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["records.db"]);
        let copy = Place::new();
        std::fs::copy(place.path().join("records.db"), copy.path().join("records.db")).unwrap();
        assert_eq!(copy.dump(), place.dump());
    }
}

#[test]
fn a_write_ahead_log_that_somebody_chose_is_given_up() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    assert_eq!(place.rows("PRAGMA journal_mode = WAL"), "wal\n");
    place.run(&[plain("a", "Two.")]);
    assert_eq!(place.rows("PRAGMA journal_mode"), "delete\n");
    assert_eq!(place.rows("SELECT text FROM documents"), "Two.\n");
}

#[test]
fn renewed_it_writes_every_row() {
    let place = Place::new();
    place.run(&[plain("a", "One."), plain("b", "Two.")]);
    let expected = place.dump();
    // By hand: the digest of the record is as it was, and what stands beside it is not.
    let connection = place.connection();
    connection
        .execute_batch(
            "UPDATE documents SET title = 'Edited', text = 'Edited.'; DELETE FROM blocks; \
             INSERT INTO authors VALUES ((SELECT min(number) FROM documents), 1, 'Nobody'); \
             DELETE FROM search_data WHERE id > 10",
        )
        .unwrap();
    drop(connection);
    let documents = [plain("a", "One."), plain("b", "Two.")];
    assert_eq!(place.run(&documents), 0, "it trusts what it has written");
    let mut stage = place.stage();
    stage.renew();
    stage.open().unwrap();
    for document in &documents {
        stage.write(document).unwrap();
    }
    stage.commit().unwrap();
    assert_eq!(place.dump(), expected);
}

#[test]
fn tables_that_were_changed_are_made_anew() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    let expected = place.dump();
    for change in ["DROP TABLE blocks", "DROP VIEW labels", "PRAGMA user_version = 0"] {
        place.connection().execute_batch(change).unwrap();
        assert!(place.run(&[plain("a", "One.")]) > 0, "{change}");
        assert_eq!(place.dump(), expected, "{change}");
    }
}

#[test]
fn tables_of_others_stay() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    place
        .connection()
        .execute_batch("CREATE TABLE mine (a); INSERT INTO mine VALUES ('kept')")
        .unwrap();
    place.run(&[plain("a", "Two.")]);
    assert_eq!(place.rows("SELECT a, text FROM mine, documents"), "kept | Two.\n");
}

#[test]
fn of_two_versions_in_one_run_the_last_one_stays() {
    let place = Place::new();
    place.run(&[plain("a", "One."), plain("b", "Two."), plain("a", "One again.")]);
    place.run(&[plain("b", "Another."), plain("a", "One again."), plain("b", "Two.")]);
    assert_eq!(
        place.rows("SELECT uri, text FROM documents ORDER BY uri"),
        "a | One again.\nb | Two.\n"
    );
}

#[test]
fn a_database_made_meanwhile_is_not_replaced() {
    let place = Place::new();
    let mut slow = place.written(&[plain("a", "Slow.")]);
    place.run(&[plain("a", "Fast.")]);
    let error = slow.commit().unwrap_err();
    assert!(error.message().ends_with("while the run was at work: run again"), "{error}");
    drop(slow);
    assert_eq!(place.rows("SELECT text FROM documents"), "Fast.\n");
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn a_database_changed_meanwhile_is_told() {
    let place = Place::new();
    let (one, two) = (plain("a", "One."), plain("b", "Two."));
    place.run(&[one.clone(), two.clone()]);
    for other in [vec![two.clone()], vec![plain("a", "Another."), two.clone()]] {
        let mut slow = place.written(&[one.clone(), two.clone()]);
        place.run(&other);
        let before = place.dump();
        assert!(slow.commit().unwrap_err().message().ends_with("run again"));
        drop(slow);
        assert_eq!(place.dump(), before);
        place.run(&[one.clone(), two.clone()]);
    }
}

#[test]
fn committed_twice_is_committed_once() {
    let place = Place::new();
    let mut stage = place.written(&[plain("a", "One.")]);
    stage.commit().unwrap();
    place.run(&[plain("a", "Two.")]);
    stage.commit().unwrap();
    assert_eq!(place.rows("SELECT text FROM documents"), "Two.\n");
    assert!(stage.write(&plain("a", "Three.")).unwrap_err().message().ends_with("is closed"));
}

#[test]
fn a_fresh_database_is_the_same_bytes() {
    let documents = [ferry(), plain("a", "One."), plain("b", "Two.")];
    let made = [0, 1].map(|_| {
        let place = Place::new();
        place.run(&documents);
        std::fs::read(place.path().join("records.db")).unwrap()
    });
    assert!(made[0] == made[1]);
}

/// One run: a document for each place that has a version, and how the run ends.
#[derive(Clone, Debug)]
struct Run {
    versions: Vec<Option<u8>>,
    turned: bool,
    renewed: bool,
    committed: bool,
}

fn run() -> impl Strategy<Value = Run> {
    let versions = prop::collection::vec(prop::option::weighted(0.7, 0..4_u8), 6);
    (versions, any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.7)).prop_map(
        |(versions, turned, renewed, committed)| Run { versions, turned, renewed, committed },
    )
}

/// A document that differs from version to version in all that a record has.
fn version(place: usize, version: u8) -> Document {
    let mut builder = Document::builder(format!("inbox/{place}.txt"));
    builder.meta.title = (version > 0).then(|| format!("Title {version}"));
    builder.meta.authors = vec!["Anna Berg".into(); version.into()];
    builder.meta.tags = vec!["bay\0".into(); version.into()];
    // Version 3 has the words of version 2.
    let words = version.min(2);
    builder.block(BlockKind::Paragraph, &format!("Zażółć gęślą {place} in version {words}."));
    let mut document = builder.build();
    let labels = [("topic", "a", 0.1), ("topic", "b", 0.7), ("kind", "c", 1.0)];
    annotate(&mut document, "desk", &labels[..version.into()]);
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However the database came to be, it says what one run over the last documents would.
    #[test]
    fn only_the_last_commit_counts(runs in prop::collection::vec(run(), 1..7)) {
        let place = Place::new();
        let mut last = None;
        for run in &runs {
            let mut documents: Vec<Document> = run
                .versions
                .iter()
                .enumerate()
                .filter_map(|(place, &it)| Some(version(place, it?)))
                .collect();
            if run.turned {
                documents.reverse();
            }
            let mut stage = place.stage();
            if run.renewed {
                stage.renew();
            }
            stage.open().unwrap();
            for document in &documents {
                stage.write(document).unwrap();
            }
            if run.committed {
                stage.commit().unwrap();
                last = Some(documents);
            }
        }
        if let Some(last) = last {
            let once = Place::new();
            once.run(&last);
            prop_assert_eq!(place.dump(), once.dump());
        } else {
            prop_assert_eq!(place.path().read_dir().unwrap().count(), 0);
        }
    }
}
