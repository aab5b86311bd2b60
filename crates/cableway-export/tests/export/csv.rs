use cableway_core::Document;
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use crate::articles::{annotate, bare, ferry, name, summarize, titled};
use crate::{mistakes, written};

#[test]
fn the_usual_columns() {
    assert_snapshot!(written("csv", json!({}), &[ferry(), bare()]), @r#"
    id,uri,published,title,publisher,authors,language,topics,keywords,summary
    d973c348009f5970ae8e176a,inbox/ferry_line.html,2026-03-04T08:15:00+01:00,Ferry line returns,Harbour Post,Anna Berg; Jon Vale,en,shipping; prices,ferry; bay,The ferry sails again on Monday. It had closed in May [2024].
    a8d272ea8c866cbcf493cd16,inbox/a`b_c.txt,,,,,,,,
    "#);
}

#[test]
fn every_column() {
    let names = "id uri media_type bytes digest retrieved reader title standfirst authors publisher \
        published modified language url section tags text summary notes topics keywords label:topic \
        score:topic summary:lexrank summary:lead label:actor";
    let names: Vec<&str> = names.split(' ').collect();
    let mut document = ferry();
    document.add_note(&name("files"), "read as UTF-8");
    let table = written("csv", json!({ "columns": names }), &[document]);
    let rows: Vec<_> =
        csv::Reader::from_reader(table.as_bytes()).into_records().map(Result::unwrap).collect();
    let cells = names.iter().zip(&rows[0]);
    let shown: Vec<_> = cells.map(|(name, cell)| format!("{name} = {cell:?}")).collect();
    assert_eq!(rows.len(), 1);
    assert_snapshot!(shown.join("\n"), @r#"
    id = "d973c348009f5970ae8e176a"
    uri = "inbox/ferry_line.html"
    media_type = "text/html"
    bytes = "2048"
    digest = ""
    retrieved = ""
    reader = ""
    title = "Ferry line returns"
    standfirst = "After two years, ships cross the bay again"
    authors = "Anna Berg; Jon Vale"
    publisher = "Harbour Post"
    published = "2026-03-04T08:15:00+01:00"
    modified = ""
    language = "en"
    url = "https://www.harbour-post.example/2026/ferry?id=7&copy=1"
    section = ""
    tags = "transport; bay"
    text = "Ferry line returns\n\nThe ferry sails again on Monday. Tickets cost €5, the board said.\n\nIt had closed in May [2024]."
    summary = "The ferry sails again on Monday. It had closed in May [2024]."
    notes = "read as UTF-8"
    topics = "shipping; prices"
    keywords = "ferry; bay"
    label:topic = "shipping; prices"
    score:topic = "0.75; 0.25"
    summary:lexrank = "The ferry sails again on Monday. It had closed in May [2024]."
    summary:lead = ""
    label:actor = ""
    "#);
}

#[test]
fn a_summary_is_the_first_or_that_of_a_stage() {
    let mut document = ferry();
    summarize(&mut document, "lead", &["Tickets cost €5, the board said."]);
    let columns = json!({"columns": ["summary", "summary:lead"]});
    assert_snapshot!(written("csv", columns, &[document]), @r#"
    summary,summary:lead
    The ferry sails again on Monday. It had closed in May [2024].,"Tickets cost €5, the board said."
    "#);
}

#[test]
fn a_table_without_rows_has_a_header() {
    assert_eq!(written("csv", json!({"columns": ["id", "title"]}), &[]), "id,title\n");
}

#[test]
fn cells_are_quoted_where_they_must_be() {
    let config = json!({"columns": ["title", "uri"], "delimiter": ";"});
    let titles = ["a;b", "say \"no\"", "two\nlines", "a,b", ""];
    let documents = titles.map(|title| titled(title, ""));
    assert_snapshot!(written("csv", config, &documents), @r#"
    title;uri
    "a;b";inbox/titled.txt
    "say ""no""";inbox/titled.txt
    "two
    lines";inbox/titled.txt
    a,b;inbox/titled.txt
    ;inbox/titled.txt
    "#);
}

#[test]
fn an_empty_cell_alone_is_still_a_row() {
    let documents = [titled("", ""), titled("a", "")];
    assert_eq!(written("csv", json!({"columns": ["title"]}), &documents), "title\n\"\"\na\n");
}

#[test]
fn a_tab_may_part_cells() {
    let config = json!({"columns": ["title", "bytes"], "delimiter": "\t"});
    assert_eq!(written("csv", config, &[ferry()]), "title\tbytes\nFerry line returns\t2048\n");
}

#[test]
fn a_byte_order_mark_on_request() {
    let config = json!({"columns": ["bytes"], "byte_order_mark": true});
    assert_eq!(written("csv", config, &[ferry()]), "\u{feff}bytes\n2048\n");
}

#[test]
fn formulas_do_not_run() {
    let titles =
        ["=1+1", "+1", "-5 degrees", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "a=1", "'=1"];
    let documents = titles.map(|title| titled(title, ""));
    let titles_of = |config| -> Vec<String> {
        let table = written("csv", config, &documents);
        let rows = csv::Reader::from_reader(table.as_bytes()).into_records();
        rows.map(|row| row.unwrap()[0].to_owned()).collect()
    };
    let escaped: Vec<_> =
        titles_of(json!({"columns": ["title"]})).iter().map(|title| format!("{title:?}")).collect();
    assert_snapshot!(escaped.join(" "), @r#""'=1+1" "'+1" "'-5 degrees" "'@SUM(A1)" "'\t=1" "'\r=1" "'\n=1" "'＝1" "a=1" "'=1""#);
    assert_eq!(titles_of(json!({"columns": ["title"], "formulas": "keep"})), titles);
}

#[test]
fn a_negative_score_is_a_number() {
    let mut document = bare();
    annotate(&mut document, "tone", &[("tone", "-dark", -0.5)]);
    let columns = json!({"columns": ["label:tone", "score:tone"]});
    assert_snapshot!(written("csv", columns, &[document]), @r#"
    label:tone,score:tone
    '-dark,-0.5
    "#);
}

#[test]
fn mistakes_all_at_once() {
    let config = json!({
        "path": "out/",
        "columns": ["id", "titel", "meta.publisher", "Language", "topic", "label:", "colour:x", ""],
        "delimiter": "ab",
    });
    assert_snapshot!(mistakes("csv", config), @r#"
    path: names a folder: add the name of the file to write
    columns[1]: unknown column `titel` (did you mean `title`?)
    columns[2]: unknown column `meta.publisher` (did you mean `publisher`?)
    columns[3]: unknown column `Language` (did you mean `language`?)
    columns[4]: unknown column `topic` (did you mean `topics`?)
    columns[5]: unknown column `label:` (did you mean `label:KIND`?)
    columns[6]: unknown column `colour:x` (there are id, uri, media_type, bytes, digest, retrieved, reader, part, title, standfirst, authors, publisher, published, modified, language, url, section, tags, text, summary, notes, topics, keywords, label:KIND, score:KIND, summary:STAGE)
    columns[7]: unknown column `` (there are id, uri, media_type, bytes, digest, retrieved, reader, part, title, standfirst, authors, publisher, published, modified, language, url, section, tags, text, summary, notes, topics, keywords, label:KIND, score:KIND, summary:STAGE)
    delimiter: must be one ASCII character, and no quote (such as ",", ";" or "\t")
    "#);
}

#[test]
fn a_delimiter_is_one_plain_character() {
    for delimiter in ["", "\"", "\n", "\r", "é", ";;"] {
        let found = mistakes("csv", json!({"path": "a", "delimiter": delimiter}));
        assert!(found.starts_with("delimiter: "), "{delimiter:?}: {found}");
    }
    assert_snapshot!(mistakes("csv", json!({"path": "a", "columns": []})), @r#"columns: a table has at least one column"#);
}

proptest! {
    #[test]
    fn any_text_comes_back(
        titles in prop::collection::vec(any::<String>(), 1..5),
        delimiter in "[,;\t|a']",
    ) {
        let documents: Vec<Document> = titles.iter().map(|title| titled(title, title)).collect();
        let config = json!({
            "columns": ["title", "uri", "text"],
            "delimiter": &delimiter,
            "formulas": "keep",
        });
        let table = written("csv", config, &documents);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.as_bytes()[0])
            .from_reader(table.as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), documents.len());
        for (row, document) in rows.iter().zip(&documents) {
            let title = document.meta().title.as_deref().unwrap();
            prop_assert_eq!(row.iter().collect::<Vec<_>>(), [title, "inbox/titled.txt", document.text()]);
        }
    }

    #[test]
    fn no_cell_begins_like_a_formula(title in "[=+@'\t\r\n -]{0,3}[a-z=]{0,3}") {
        let table = written("csv", json!({"columns": ["title"]}), &[titled(&title, "")]);
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        prop_assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        prop_assert!(row[0] == title || row[0][1..] == title);
    }
}
