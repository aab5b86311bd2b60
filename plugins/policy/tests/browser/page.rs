//! Pages as `brief` writes them.

use cableway_policy::{Actors, Brief, Events, Forecasts, Options, Relations};
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::{Failure, classify, export};
use cableway_sdk::{
    Annotations, BlockKind, Document, DocumentBuilder, Record, Sentence, Span, StageName, Summary,
};

/// An article of the example, on ties of all sorts.
const ARTICLE: &str = include_str!("../../../../examples/policy-watch/inbox/gulf-mediators.txt");

/// The page about the article, which is what the picture shows.
pub(crate) fn example() -> String {
    written(&[article()])
}

/// A page about two articles; the second is in French and has words that are too long for a small screen.
pub(crate) fn difficult() -> String {
    let long = "Verfassungsschutzzuständigkeitsverordnungsänderungsausschuss".repeat(2);
    let mut builder = Document::builder(format!("inbox/{long}.txt"));
    builder.meta.title = Some(format!("Ghana & <Togo>, {long}"));
    builder.meta.language = Some("fr".to_owned());
    builder.block(BlockKind::Paragraph, &format!("Le Ghana remercie le Togo, {long}."));
    written(&[article(), finished(builder)])
}

fn written(documents: &[Document]) -> String {
    let files = export::<Brief>(|_| json!({"path": "brief.html"}), documents).unwrap();
    String::from_utf8(files["brief.html"].clone()).unwrap()
}

fn article() -> Document {
    let text = ARTICLE.replace("\r\n", "\n");
    let parts: Vec<&str> = text.trim().split("\n\n").collect();
    let mut builder = Document::builder("inbox/gulf-mediators.txt");
    builder.meta.title = Some(parts[0].to_owned());
    builder.meta.authors = vec!["Selma Achterberg".to_owned()];
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some("2026-02-26".parse().unwrap());
    for (place, part) in parts.iter().enumerate() {
        let kind = match place {
            0 => BlockKind::Title,
            1 => BlockKind::Byline,
            2 => BlockKind::Dateline,
            _ if place + 1 == parts.len() => BlockKind::Note,
            _ => BlockKind::Paragraph,
        };
        builder.block(kind, part);
    }
    finished(builder)
}

type Run = fn(&Value, &Document) -> Result<Record, Failure>;

/// The document after all stages, with its first sentence for a summary.
fn finished(builder: DocumentBuilder) -> Document {
    let mut document = builder.build();
    let stages: [(&str, Run); 5] = [
        ("policy:actors", classify::<Actors>),
        ("policy:events", classify::<Events>),
        ("policy:relations", classify::<Relations>),
        ("policy:forecasts", classify::<Forecasts>),
        ("policy:options", classify::<Options>),
    ];
    for (name, run) in stages {
        let known = document.annotations().len();
        let stage: StageName = name.parse().unwrap();
        let record = run(&json!({}), &document).unwrap();
        let mut annotations = Annotations::new(stage.clone());
        for one in record.annotations.into_iter().skip(known) {
            annotations.push(one);
        }
        let kinds = ["actor", "event", "relation", "forecast", "option"];
        document.add_annotations(&stage, &kinds, annotations).unwrap();
    }
    let start =
        document.body().find(|block| block.kind == BlockKind::Paragraph).unwrap().span.start();
    let length = document.text()[start..].find('.').unwrap() + 1;
    let span = Span::new(start, start + length).unwrap();
    let words = document.slice(span).unwrap().to_owned();
    let summary = Summary::new(vec![Sentence::new(words, vec![span])]);
    document.add_summary(&"salience".parse().unwrap(), summary).unwrap();
    document
}
