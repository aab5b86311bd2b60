//! The exports, as they are and through the plugin interface: `export` runs both and compares.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_policy::{Actors, Brief, Events, Forecasts, Graph, Options, Register, Relations};
use cableway_sdk::serde_json::json;
use cableway_sdk::testing::{classify, export};
use cableway_sdk::text::sentence_iter;
use cableway_sdk::{Annotations, BlockKind, Document, Record, Sentence, Stage, StageName, Summary};

/// An article on which the classify stages have worked.
fn article() -> Document {
    let mut builder = Document::builder("inbox/gulf.txt");
    builder.meta.title = Some("Ghana & <Togo>".to_owned());
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some("2022-05-01".parse().unwrap());
    builder.block(BlockKind::Title, "Ghana & <Togo>");
    builder.block(
        BlockKind::Paragraph,
        "Ghana imposed sanctions on Togo on April 3. Mali depends on Ghana. Togo may attack Mali. \
         Ghana has not threatened Mali. Togo will probably leave the union this year. \
         Nobody thinks that a truce is likely. Mali will almost certainly not pay.",
    );
    builder.block(
        BlockKind::Paragraph,
        "Option one is for Togo to stay. Option two is for Togo to leave. It would be costly.",
    );
    builder.block(BlockKind::Note, "A project with the embassy of Sweden, which praised Norway.");
    let mut document = builder.build();
    add(&mut document, "policy:actors", classify::<Actors>);
    add(&mut document, "policy:events", classify::<Events>);
    add(&mut document, "policy:relations", classify::<Relations>);
    add(&mut document, "policy:forecasts", classify::<Forecasts>);
    add(&mut document, "policy:options", classify::<Options>);
    document
}

type Run = fn(
    &cableway_sdk::serde_json::Value,
    &Document,
) -> Result<Record, cableway_sdk::testing::Failure>;

fn add(document: &mut Document, name: &str, run: Run) {
    let known = document.annotations().len();
    let stage: StageName = name.parse().unwrap();
    let record = run(&json!({}), document).unwrap();
    let mut annotations = Annotations::new(stage.clone());
    for note in record.notes.iter().skip(document.notes().len()) {
        document.add_note(&stage, note.message.clone());
    }
    for one in record.annotations.into_iter().skip(known) {
        annotations.push(one);
    }
    let kinds = ["actor", "event", "scene", "relation", "forecast", "option"];
    document.add_annotations(&stage, &kinds, annotations).unwrap();
}

fn written<S: Stage + cableway_sdk::Export + 'static>(path: &str) -> String {
    written_of::<S>(path, article())
}

fn written_of<S: Stage + cableway_sdk::Export + 'static>(path: &str, article: Document) -> String {
    let files = export::<S>(|_| json!({"path": path}), &[article]).unwrap();
    assert_eq!(files.len(), 1, "nothing else is left in the folder");
    String::from_utf8(files[path].clone()).unwrap()
}

#[test]
fn the_register_has_forecasts_and_events() {
    insta::assert_snapshot!(written::<Register>("register.csv"));
}

#[test]
fn the_brief_as_markdown() {
    insta::assert_snapshot!(written::<Brief>("brief.md"));
}

#[test]
fn every_line_of_the_page_leads_to_a_sentence_of_it() {
    let page = written::<Brief>("brief.html");
    insta::assert_snapshot!(page);
    let targets: Vec<&str> =
        page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(targets.len() > 10);
    for target in targets {
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
    assert!(!page.contains("<Togo>") && !page.contains("<script"));
}

#[test]
fn only_what_is_real_is_in_the_graph() {
    let gexf = written::<Graph>("graph.gexf");
    insta::assert_snapshot!(gexf);
    assert!(!gexf.contains("Sweden") && !gexf.contains("hypothetical") && !gexf.contains("denied"));
    insta::assert_snapshot!(written::<Graph>("graph.graphml"));
}

/// An article of one paragraph on which two stages have worked.
fn plain(language: &str, published: Option<&str>, text: &str) -> Document {
    let mut builder = Document::builder("inbox/plain.txt");
    builder.meta.language = Some(language.to_owned());
    builder.meta.published = published.map(|day| day.parse().unwrap());
    builder.block(BlockKind::Paragraph, text);
    let mut document = builder.build();
    add(&mut document, "policy:actors", classify::<Actors>);
    add(&mut document, "policy:events", classify::<Events>);
    document
}

#[test]
fn a_brief_says_what_the_stages_could_not_do() {
    let french = || plain("fr", Some("2022-05-01"), "Le Togo a quitté le Ghana.");
    let says = "does not apply: the language is `fr`, and the rules are for English";
    let brief = written_of::<Brief>("brief.md", french());
    assert!(brief.contains("## Notes"), "{brief}");
    assert!(brief.contains("| policy:actors, policy:events |"), "{brief}");
    assert!(brief.contains("the rules are for English"), "{brief}");
    let page = written_of::<Brief>("brief.html", french());
    assert!(page.contains(says) && page.contains("id=\"notes-1\""), "{page}");
    let undated = written_of::<Brief>("brief.md", plain("en", None, "Ghana left Togo in May."));
    assert!(undated.contains("no date of publication"), "{undated}");
    let whole = plain("en", Some("2022-05-01"), "Ghana left Togo in May.");
    assert!(!written_of::<Brief>("brief.md", whole).contains("Notes"));
}

#[test]
fn what_is_imagined_is_no_summary() {
    let mut article = plain(
        "en",
        Some("2022-05-01"),
        "Suppose that Ghana attacks Togo. Mali sends troops to Togo. In reality, Ghana met Togo.",
    );
    let sentences = sentence_iter(article.text()).map(|span| {
        let words = span.slice(article.text()).unwrap();
        Sentence::new(words, vec![span])
    });
    let summary = Summary::new(sentences.collect());
    article.add_summary(&"lead".parse().unwrap(), summary).unwrap();
    let brief = written_of::<Brief>("brief.md", article);
    let summary = brief.split("## Summary").nth(1).unwrap().split("## ").next().unwrap();
    assert!(summary.contains("In reality") && !summary.contains("Suppose"), "{summary}");
    assert!(!summary.contains("troops") && brief.contains("| hypothetical |"), "{brief}");
}

#[test]
fn one_megabyte_is_exported_whole() {
    let sentences = "Ghana imposed sanctions on Togo. Mali accused Ghana of lying. ";
    let text = sentences.repeat((1 << 20) / sentences.len());
    let count = text.matches("imposed").count();
    let article = plain("en", Some("2022-05-01"), &text);
    assert_eq!(article.text().matches("imposed").count(), count);
    let page = written_of::<Brief>("brief.html", article.clone());
    assert_eq!(page.matches("<td>SANCTION").count() + page.matches(">SANCTION</a>").count(), count);
    assert!(page.ends_with("</html>\n"));
    let register = written_of::<Register>("register.csv", article.clone());
    assert_eq!(register.matches("SANCTION").count(), count);
    let graph = written_of::<Graph>("graph.gexf", article);
    assert!(graph.contains("Ghana") && graph.trim_end().ends_with("</gexf>"));
}

/// A tie that several sentences tell of is one line, which leads to each of them.
#[test]
fn a_tie_is_told_once_with_all_its_sentences() {
    let mut builder = Document::builder("inbox/twice.txt");
    builder.meta.language = Some("en".to_owned());
    builder.block(
        BlockKind::Paragraph,
        "Mali depends on Ghana. Togo is calm. Mali depends on Ghana for gas. Ghana depends on Mali.",
    );
    let mut document = builder.build();
    add(&mut document, "policy:actors", classify::<Actors>);
    add(&mut document, "policy:relations", classify::<Relations>);
    let page = written_of::<Brief>("brief.html", document.clone());
    let rows = |page: &str, words: &str| {
        page.lines().filter(|line| line.starts_with("<tr>") && line.contains(words)).count()
    };
    assert_eq!(rows(&page, ">depends on<"), 2, "{page}");
    let row = page.lines().find(|line| line.contains(">depends on<")).unwrap();
    assert!(row.contains("<a href=\"#s1-0\">Mali</a> <a href=\"#s1-2\""), "{row}");
    let notes = written_of::<Brief>("brief.md", document);
    let ties: Vec<&str> = notes.lines().filter(|line| line.contains("| depends on |")).collect();
    assert_eq!(ties.len(), 2, "{notes}");
    assert!(
        ties[0].starts_with("| Mali[^1-") && ties[0].matches("[^1-").count() == 2,
        "{}",
        ties[0]
    );
    assert_eq!(ties[1].matches("[^1-").count(), 1, "{}", ties[1]);
}
