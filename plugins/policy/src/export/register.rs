//! Forecasts and events as a table.

use std::path::PathBuf;

use cableway_sdk::{
    Annotation, ConfigError, Document, Export, KeyPath, Place, Setup, Stage, StageError, StageInfo,
    StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Output;
use super::{names, plain, text};

/// Writes forecasts and events as CSV, one a line, with the words that each rests on.
///
/// A forecast has its hedge, its range where there is one, condition, days, review date and speaker, so that it can be
/// scored later: `low` and `high` are what its words are worth as they stand, `will probably not leave`, `occurs_low` and
/// `occurs_high` what it gives for that somebody leaves, in percent, and `negated` whether that is denied. An event has its type of PLOVER, status, sources, recipients, date and place. `words` is the evidence,
/// `start` and `end` its place in bytes of the document's text, the end excluded.
#[derive(Debug)]
pub struct Register {
    output: Output,
}

/// What a pipeline may tell `register`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterConfig {
    /// The file to write.
    pub path: PathBuf,
}

const COLUMNS: [&str; 24] = [
    "kind",
    "document",
    "published",
    "type",
    "status",
    "source",
    "recipient",
    "date",
    "place",
    "claim",
    "hedge",
    "low",
    "high",
    "negated",
    "occurs_low",
    "occurs_high",
    "condition",
    "from",
    "to",
    "review",
    "speaker",
    "words",
    "start",
    "end",
];

impl Stage for Register {
    type Config = RegisterConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "register", "writes forecasts and events as a table")
            .uses(&["forecast", "event"])
            .version("1")
    }

    fn new(config: RegisterConfig, setup: &Setup) -> Result<Self, ConfigError> {
        // A spreadsheet would not open it under the name of another format.
        let ending = config.path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if let Some(ending) = ending.filter(|ending| ending != "csv") {
            let mut error = ConfigError::default();
            let message =
                format!("`{}` ends in `.{ending}`, and the register is CSV", config.path.display());
            error.add(
                Place::Config(KeyPath::from("path")),
                message,
                Some("let its name end in `.csv`".to_owned()),
            );
            return Err(error);
        }
        let output = Output::new(&config.path, setup.resolve(&config.path));
        Ok(Self { output })
    }
}

impl Export for Register {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        let is_row = |one: &&Annotation| matches!(one.kind.as_str(), "forecast" | "event");
        let rows = document.annotations().iter().filter(is_row).map(|one| row(document, one));
        let lines = lines(rows)?;
        if lines.is_empty() { Ok(()) } else { self.output.push(&lines) }
    }

    fn commit(&mut self) -> Result<(), StageError> {
        let head = lines(std::iter::once(COLUMNS.map(str::to_owned)))?;
        self.output.commit(&head, &[])
    }

    fn target(&self) -> String {
        self.output.target()
    }
}

/// Rows as CSV.
fn lines(rows: impl Iterator<Item = [String; 24]>) -> Result<Vec<u8>, StageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cannot = |error: String| {
        StageError::internal(format!("cannot make a line of the register: {error}"))
    };
    for row in rows {
        writer.write_record(row).map_err(|error| cannot(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| cannot(error.to_string()))
}

fn row(document: &Document, annotation: &Annotation) -> [String; 24] {
    let is_event = annotation.kind == "event";
    let span = annotation.spans.first().copied();
    let words = span.and_then(|span| document.slice(span)).unwrap_or_default().to_owned();
    let published = document.meta().published.as_ref().map_or("", cableway_sdk::Date::as_str);
    let place = |of: fn(cableway_sdk::Span) -> usize| {
        span.map(of).map(|at| at.to_string()).unwrap_or_default()
    };
    [
        annotation.kind.clone(),
        document.source().uri.clone(),
        published.to_owned(),
        annotation.label.clone(),
        text(annotation, "status").to_owned(),
        names(annotation, "sources"),
        names(annotation, "recipients"),
        text(annotation, "date").to_owned(),
        text(annotation, "place").to_owned(),
        if is_event { String::new() } else { words.clone() },
        text(annotation, "hedge").to_owned(),
        plain(annotation, "low"),
        plain(annotation, "high"),
        plain(annotation, "negated"),
        plain(annotation, "occurs_low"),
        plain(annotation, "occurs_high"),
        text(annotation, "condition").to_owned(),
        text(annotation, "from").to_owned(),
        text(annotation, "to").to_owned(),
        text(annotation, "review").to_owned(),
        text(annotation, "speaker").to_owned(),
        words,
        place(cableway_sdk::Span::start),
        place(cableway_sdk::Span::end),
    ]
    .map(no_formula)
}

/// A cell that a spreadsheet would run as a formula begins with an apostrophe, as in the export `csv`.
fn no_formula(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
