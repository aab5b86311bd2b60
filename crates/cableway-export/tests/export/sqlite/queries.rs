//! What people find in the database.

use insta::assert_snapshot;

use super::*;
use crate::articles::{annotate, bare, ferry, name};
use cableway_core::{Annotation, Annotations, Span};

/// A database of two articles; a label of the one has two pieces of evidence, and links to another.
fn articles() -> Place {
    let mut ferry = ferry();
    let mut annotations = Annotations::new(name("actors"));
    let at = |words: &str| {
        let start = ferry.text().find(words).unwrap();
        Span::new(start, start + words.len()).unwrap()
    };
    let board = Annotation::new("organisation", "board").with_span(at("the board"));
    let first = annotations.push(board);
    annotations.push(
        Annotation::new("cost", "ticket")
            .with_spans([at("Tickets"), at("€5")])
            .with_attribute("euros", 5)
            .with_link("said_by", first),
    );
    ferry.add_annotations(&name("actors"), &["organisation", "cost"], annotations).unwrap();
    ferry.add_note(&name("actors"), "one name was left out");
    let place = Place::new();
    place.run(&[ferry, bare()]);
    place
}

#[test]
fn all_that_a_record_has_is_in_the_tables() {
    let place = articles();
    let tables = [
        "id, uri, media_type, bytes, title, standfirst, publisher, published, language, url FROM documents",
        "name FROM authors",
        "name FROM tags",
        "block, kind, start_byte, end_byte FROM blocks",
        "annotation, id, stage, kind, label, score, attributes FROM annotations",
        "annotation, span, start_byte, end_byte, quote FROM annotation_spans",
        "annotation, link, role, target FROM links",
        "summary, stage FROM summaries",
        "summary, sentence, text, attributes FROM sentences",
        "summary, sentence, span, start_byte, end_byte, quote FROM sentence_spans",
        "note, stage, message FROM notes",
    ];
    let mut text = String::new();
    for table in tables {
        let rows = place.rows(&format!("SELECT {table}"));
        write!(text, "{table}\n{rows}\n").unwrap();
    }
    assert_snapshot!(text);
}

#[test]
fn the_record_is_there_and_its_digest_is_right() {
    let place = articles();
    let connection = place.connection();
    let mut statement =
        connection.prepare("SELECT number, record, record_digest FROM documents").unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?)))
        .unwrap();
    let mut count = 0;
    for row in rows {
        let (number, record, digest): (i64, _, _) = row.unwrap();
        assert_eq!(cableway_core::Digest::of(record.as_bytes()).as_bytes()[..], digest);
        let record: cableway_core::Record = serde_json::from_str(&record).unwrap();
        assert!(number >= 0);
        Document::try_from(record).unwrap();
        count += 1;
    }
    assert_eq!(count, 2);
}

#[test]
fn words_are_found_whatever_their_case_and_marks() {
    let place = Place::new();
    place.run(&[ferry(), plain("b", "Zażółć gęślą jaźń, said the captain of a FERRY.")]);
    let found = |words: &str| {
        place.rows(&format!(
            "SELECT uri FROM search JOIN documents ON number = search.rowid WHERE search MATCH '{words}' ORDER BY uri"
        ))
    };
    assert_eq!(found("ferry"), "b\ninbox/ferry_line.html\n");
    assert_eq!(found("title : ferry"), "inbox/ferry_line.html\n");
    assert_eq!(found("gesla"), "b\n");
    assert_eq!(found("\"sails again\""), "inbox/ferry_line.html\n");
    assert_eq!(found("captain NOT monday"), "b\n");
    assert_snapshot!(
        place.rows("SELECT highlight(search, 1, '[', ']') FROM search WHERE search MATCH 'captain'"),
        @r#"Zażółć gęślą jaźń, said the [captain] of a FERRY."#
    );
    assert_snapshot!(
        place.rows(
            "SELECT snippet(search, -1, '[', ']', '…', 6) FROM search WHERE search MATCH 'monday'"
        ),
        @r#"…again on [Monday]. Tickets cost €5…"#
    );
    place.run(&[plain("b", "Nothing.")]);
    assert_eq!(found("ferry OR gesla"), "");
}

#[test]
fn labels_with_their_words() {
    let place = articles();
    assert_snapshot!(place.rows("SELECT uri, kind, label, score, stage, quotes, attributes FROM labels ORDER BY kind, label"), @r#"
    inbox/ferry_line.html | cost | ticket | - | actors | Tickets … €5 | {"euros":5}
    inbox/ferry_line.html | keyword | bay | 0.25 | keywords | - | -
    inbox/ferry_line.html | keyword | ferry | 0.5 | keywords | - | -
    inbox/ferry_line.html | language | en | 0.98 | language | - | -
    inbox/ferry_line.html | organisation | board | - | actors | the board | -
    inbox/ferry_line.html | topic | prices | 0.25 | desk | - | -
    inbox/ferry_line.html | topic | shipping | 0.75 | desk | - | -
    "#);
    assert_snapshot!(place.rows("SELECT label, start_byte, end_byte, quote FROM evidence ORDER BY start_byte"), @r#"
    ticket | 53 | 60 | Tickets
    ticket | 66 | 70 | €5
    board | 72 | 81 | the board
    "#);
}

#[test]
fn sentences_with_their_source() {
    let place = articles();
    assert_snapshot!(place.rows("SELECT title, stage, sentence, text, quote FROM summary_sentences ORDER BY uri, sentence"), @r#"
    Ferry line returns | lexrank | 1 | The ferry sails again on Monday. | The ferry sails again on Monday.
    Ferry line returns | lexrank | 2 | It had closed in May [2024]. | It had closed in May [2024].
    "#);
}

#[test]
fn blocks_with_their_words() {
    let place = articles();
    assert_snapshot!(place.rows("SELECT uri, kind, text FROM block_texts ORDER BY uri, block"), @r#"
    inbox/a`b_c.txt | paragraph | Nothing happened.
    inbox/ferry_line.html | title | Ferry line returns
    inbox/ferry_line.html | paragraph | The ferry sails again on Monday. Tickets cost €5, the board said.
    inbox/ferry_line.html | paragraph | It had closed in May [2024].
    "#);
}

#[test]
fn labels_by_day_and_week() {
    let dated = |uri: &str, published: &str, label: &str| {
        let mut builder = Document::builder(uri);
        builder.meta.published = Some(published.parse().unwrap());
        let mut document = builder.build();
        annotate(&mut document, "desk", &[("topic", label, 0.5), ("topic", label, 0.25)]);
        document
    };
    let place = Place::new();
    place.run(&[
        // A Monday, the Sunday after it, and the Monday after that.
        dated("a", "2026-03-02T23:30:00-05:00", "ports"),
        dated("b", "2026-03-08", "ports"),
        dated("c", "2026-03-09T00:00:00Z", "ports"),
        dated("d", "2026-03-02", "ports"),
        dated("e", "2026-03", "ports"),
        dated("f", "2026-03-09", "fish"),
    ]);
    assert_snapshot!(place.rows("SELECT * FROM labels_by_day ORDER BY label, day"), @r#"
    topic | fish | 2026-03-09 | 1
    topic | ports | 2026-03-02 | 2
    topic | ports | 2026-03-08 | 1
    topic | ports | 2026-03-09 | 1
    "#);
    assert_snapshot!(place.rows("SELECT * FROM labels_by_week ORDER BY label, week"), @r#"
    topic | fish | 2026-03-09 | 1
    topic | ports | 2026-03-02 | 3
    topic | ports | 2026-03-09 | 1
    "#);
}

#[test]
fn obvious_queries_use_an_index() {
    let place = articles();
    for query in [
        "SELECT * FROM documents WHERE id = 'a'",
        "SELECT * FROM documents WHERE uri = 'a'",
        "SELECT * FROM documents WHERE published >= '2026'",
        "SELECT * FROM labels WHERE kind = 'topic' AND label = 'a'",
        "SELECT document FROM authors WHERE name = 'Anna Berg'",
        "SELECT document FROM tags WHERE name = 'bay'",
    ] {
        let plan = place.rows(&format!("EXPLAIN QUERY PLAN {query}"));
        // The quotes of one label are gone through one by one.
        let scans = plan.lines().any(|line| line.contains("SCAN") && !line.contains("(subquery"));
        assert!(!scans, "{query}\n{plan}");
    }
    let known = place.rows(
        "EXPLAIN QUERY PLAN SELECT 1 FROM documents WHERE id = 'a' AND substr(record_digest, 1, 16) = x'00'",
    );
    assert!(known.contains("COVERING INDEX"), "{known}");
}
