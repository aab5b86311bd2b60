//! A stage of each kind, as it is and through the interface: the test kit compares the two. Small
//! enough for Miri, which watches the pointers.

#![expect(clippy::panic, reason = "the panic is what is tested")]

use std::path::PathBuf;

use cableway_sdk::testing::{classify, export, ingest, summarize, text};
use cableway_sdk::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, Export, Ingest,
    Item, KeyPath, ListError, Reads, Score, Sentence, Setup, Span, Stage, StageError, StageInfo,
    StageKind, Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Config {
    level: u32,
}

fn first_word(document: &Document) -> Result<Span, StageError> {
    let text = document.text();
    let end = text.find(' ').unwrap_or(text.len());
    Span::new(0, end).map_err(|error| StageError::internal(error.to_string()))
}

/// Repeats what stages before it found.
struct Repeat;

impl Stage for Repeat {
    type Config = Config;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "repeat", "repeats what others found")
            .uses(&["ferry"])
            .adds(&["repeat"])
            .reads(Reads::Labels)
    }

    fn new(_: Config, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Classify for Repeat {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        let published = document.meta().published.as_ref().map_or("", cableway_sdk::Date::as_str);
        for one in document.annotations().iter().filter(|one| one.kind == "ferry") {
            let label = format!("{} of {} on {published}", one.label, one.stage);
            let copy = Annotation::new("repeat", label).with_spans(one.spans.iter().copied());
            annotations.push(copy.with_link("of", one.id.as_str()));
        }
        Ok(())
    }
}

/// Does all that a classify stage may do, and what it may not.
struct Mark(Config);

impl Stage for Mark {
    type Config = Config;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "mark", "marks the first word")
            .adds(&["mark"])
            .reads(Reads::Blocks)
    }

    fn new(config: Config, _: &Setup) -> Result<Self, ConfigError> {
        if config.level > 9 {
            return Err(ConfigError::at(KeyPath::whole().key("level"), "nine is the most"));
        }
        Ok(Self(config))
    }
}

impl Classify for Mark {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        context.check()?;
        match self.0.level {
            1 => return Err(StageError::bad_input("the level is one").with_source(std::fmt::Error)),
            2 => panic!("the level is two"),
            _ => context.note(format!("{} blocks", document.blocks().len())),
        }
        annotations.push(
            Annotation::new("mark", "first")
                .with_span(first_word(document)?)
                .with_score(Score::new(0.5).map_err(|e| StageError::internal(e.to_string()))?)
                .with_attribute("language", document.language().unwrap_or("none")),
        );
        Ok(())
    }
}

/// Reads the whole record.
struct Shorten;

impl Stage for Shorten {
    type Config = Config;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Summarize, "shorten", "takes the first word").reads(Reads::Record)
    }

    fn new(_: Config, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Summarize for Shorten {
    fn summarize(
        &self,
        document: &Document,
        _: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        if document.meta().title.is_none() {
            return Ok(None);
        }
        let span = first_word(document)?;
        let word = document.slice(span).unwrap_or_default();
        Ok(Some(Summary::new(vec![Sentence::new(word, vec![span])])))
    }
}

/// Brings in two documents.
struct Bring;

impl Stage for Bring {
    type Config = Config;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Ingest, "bring", "brings in two documents")
    }

    fn new(_: Config, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Ingest for Bring {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let items = ["one", "two"].map(|name| Ok(Item::new(name, name.as_bytes().to_vec())));
        Box::new(items.into_iter())
    }

    fn read(&self, item: &Item, _: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let mut builder = Document::builder(&item.uri);
        builder.meta.title = Some(item.uri.clone());
        builder.block(BlockKind::Paragraph, &String::from_utf8_lossy(&item.bytes));
        Ok(vec![builder.build()])
    }
}

/// Writes the number of documents.
struct Count {
    path: PathBuf,
    documents: usize,
}

#[derive(Deserialize, JsonSchema)]
struct Where {
    path: PathBuf,
}

impl Stage for Count {
    type Config = Where;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "count", "counts documents")
    }

    fn new(told: Where, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self { path: told.path, documents: 0 })
    }
}

impl Export for Count {
    fn write(&mut self, _: &Document) -> Result<(), StageError> {
        self.documents += 1;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        std::fs::write(&self.path, self.documents.to_string())
            .map_err(|error| StageError::io("cannot write the count", error))
    }

    fn target(&self) -> String {
        self.path.display().to_string()
    }
}

#[test]
fn classify_stages() {
    let document = text("Ferries sail.\n\nAgain.");
    let record = classify::<Mark>(&json!({}), &document).unwrap();
    assert_eq!(record.annotations[0].spans, [Span::new(0, 7).unwrap()]);
    assert_eq!(record.notes[0].message, "2 blocks");
    let failed = classify::<Mark>(&json!({"level": 1}), &document).unwrap_err();
    assert_eq!(failed.0.len(), 2, "the cause comes with it: {failed}");
    let panicked = std::panic::catch_unwind(|| classify::<Mark>(&json!({"level": 2}), &text("A.")));
    assert!(panicked.is_err(), "as it is, a panic is not caught; through the interface it is");
    let refused = classify::<Mark>(&json!({"level": 10}), &document).unwrap_err();
    assert!(refused.to_string().contains("nine is the most"), "{refused}");
}

#[test]
fn what_stages_before_found_is_lent() {
    let mut builder = Document::builder("a.txt");
    builder.meta.published = Some("2026-03-01".parse().unwrap());
    builder.block(BlockKind::Paragraph, "Elin and Maja sail.");
    let mut document = builder.build();
    let found = ["Elin", "Maja"].into_iter().zip([0, 9]).map(|(name, at)| {
        let spans = [Span::new(at, at + 4).unwrap(), Span::new(14, 18).unwrap()];
        Annotation::new("ferry", name).with_spans(spans).with_attribute("berths", 4)
    });
    let other = Annotation::new("verb", "sail").with_span(Span::new(14, 18).unwrap());
    let stage: cableway_sdk::StageName = "ferries".parse().unwrap();
    let mut annotations = Annotations::new(stage.clone());
    found.chain([other]).for_each(|one| {
        annotations.push(one);
    });
    document.add_annotations(&stage, &["ferry", "verb"], annotations).unwrap();
    let record = classify::<Repeat>(&json!({}), &document).unwrap();
    let said: Vec<_> = record
        .annotations
        .iter()
        .filter(|one| one.kind == "repeat")
        .map(|one| (one.label.as_str(), one.spans.len(), one.links[0].to.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Elin of ferries on 2026-03-01", 2, "ferries-1"),
            ("Maja of ferries on 2026-03-01", 2, "ferries-2"),
        ]
    );
}

#[test]
fn summarize_stages() {
    assert!(summarize::<Shorten>(&json!({}), &text("Untitled.")).unwrap().summaries.is_empty());
    let mut builder = Document::builder("a.txt");
    builder.meta.title = Some("Ferries".to_owned());
    builder.block(BlockKind::Paragraph, "Ferries sail.");
    let record = summarize::<Shorten>(&json!({}), &builder.build()).unwrap();
    assert_eq!(record.summaries[0].sentences[0].text, "Ferries");
}

#[test]
fn ingest_stages() {
    let records = ingest::<Bring>(&json!({})).unwrap();
    let titles: Vec<_> = records.iter().filter_map(|record| record.meta.title.clone()).collect();
    assert_eq!(titles, ["one", "two"]);
}

#[test]
fn export_stages() {
    let files = export::<Count>(
        |folder| json!({"path": folder.join("count.txt")}),
        &[text("One."), text("Two.")],
    )
    .unwrap();
    assert_eq!(files["count.txt"], b"2");
}
