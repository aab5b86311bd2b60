//! The stage `csv`.

use cableway_core::{
    ConfigError, Document, Export, KeyPath, Place, Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::column::Column;
use crate::output::Output;

/// Names this far from a known one (Jaro-Winkler, 0 to 1) are taken for a slip of it.
const SIMILAR: f64 = 0.8;

/// Writes one row for each document, with a header row, as RFC 4180 describes; rows end with a line
/// feed.
///
/// A cell with several values has `; ` between them; what a document does not have is an empty cell.
///
/// ```
/// use cableway_core::{Document, Export as _, Limits, Setup, Stage as _};
/// use cableway_export::{Csv, CsvConfig};
///
/// let folder = tempfile::tempdir()?;
/// let config = r#"{"path": "table.csv", "columns": ["uri", "title"], "delimiter": ";"}"#;
/// let config: CsvConfig = serde_json::from_str(config)?;
/// let mut table = Csv::new(config, &Setup::new(folder.path(), Limits::default()))?;
/// let mut builder = Document::builder("ferry.txt");
/// builder.meta.title = Some("Ferry; tide".into());
/// table.open()?;
/// table.write(&builder.build())?;
/// table.commit()?;
///
/// let text = std::fs::read_to_string(folder.path().join("table.csv"))?;
/// assert_eq!(text, "uri;title\nferry.txt;\"Ferry; tide\"\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Csv {
    output: Output,
    names: Vec<String>,
    columns: Vec<Column>,
    delimiter: u8,
    formulas: Formulas,
    byte_order_mark: bool,
    /// Kept from row to row.
    row: Vec<u8>,
    cell: String,
}

/// What a pipeline may tell `csv`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvConfig {
    /// The file to write, relative to the pipeline file; `-` is standard output.
    pub path: String,
    /// The columns, in their order.
    ///
    /// `id`, `uri`, `media_type`, `bytes`, `digest`, `retrieved`, `reader`, `part`, `title`, `standfirst`,
    /// `authors`, `publisher`, `published`, `modified`, `language`, `url`, `section`, `tags`, `text`,
    /// `summary`, `notes`; `label:KIND` and `score:KIND` for the annotations of a kind (`topics` is
    /// `label:topic`, `keywords` is `label:keyword`); `summary:STAGE` for the summary of one stage.
    #[serde(default = "default_columns")]
    #[schemars(length(min = 1))]
    pub columns: Vec<String>,
    /// The character between two cells, such as `;` or a tab.
    #[serde(default = "default_delimiter")]
    #[schemars(length(equal = 1))]
    pub delimiter: String,
    /// What to do with a cell that a spreadsheet would run as a formula.
    #[serde(default)]
    pub formulas: Formulas,
    /// Whether the file begins with a byte order mark: Excel then reads it as UTF-8 on a double click.
    #[serde(default)]
    pub byte_order_mark: bool,
}

/// What to do with a text that begins like a formula: with `=`, `+`, `-`, `@`, a tab or a line end.
///
/// Titles come from strangers, and tables are opened in spreadsheets, which run such cells. So
/// `escape` is the default, at the price of an apostrophe before a title such as '-5 degrees'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Formulas {
    /// Put an apostrophe in front, so that it stays text.
    #[default]
    Escape,
    /// Write it as it is: for programs that are no spreadsheet.
    Keep,
}

fn default_columns() -> Vec<String> {
    let names = [
        "id",
        "uri",
        "published",
        "title",
        "publisher",
        "authors",
        "language",
        "topics",
        "keywords",
        "summary",
    ];
    names.map(str::to_owned).to_vec()
}

fn default_delimiter() -> String {
    ",".to_owned()
}

impl Stage for Csv {
    type Config = CsvConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "csv", "writes a table with a row for each document")
            .uses(&["language", "topic", "keyword"])
            .version("1")
    }

    fn new(config: CsvConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let output = match Output::new(&config.path, setup) {
            Ok(output) => Some(output),
            Err(error) => {
                problems.problems.extend(error.problems);
                None
            }
        };
        let columns = columns(&config.columns, &mut problems);
        let delimiter = match config.delimiter.as_bytes() {
            &[byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => byte,
            _ => {
                let place = Place::Config(KeyPath::from("delimiter"));
                let hint = "such as \",\", \";\" or \"\\t\"".to_owned();
                problems.add(place, "must be one ASCII character, and no quote", Some(hint));
                b','
            }
        };
        match output {
            Some(output) => problems.or(Self {
                output,
                names: config.columns,
                columns,
                delimiter,
                formulas: config.formulas,
                byte_order_mark: config.byte_order_mark,
                row: Vec::new(),
                cell: String::new(),
            }),
            None => Err(problems),
        }
    }
}

fn columns(names: &[String], problems: &mut ConfigError) -> Vec<Column> {
    if names.is_empty() {
        let place = Place::Config(KeyPath::from("columns"));
        problems.add(place, "a table has at least one column", None);
    }
    let mut columns = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        if let Some(column) = Column::named(name) {
            columns.push(column);
        } else {
            let place = Place::Config(KeyPath::from("columns").at(index));
            problems.add(place, format!("unknown column `{name}`"), Some(hint(name)));
        }
    }
    columns
}

fn hint(name: &str) -> String {
    // `meta.title` is how the record calls it.
    let last = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let best = Column::names()
        .map(|known| (strsim::jaro_winkler(known, &last), known))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match best {
        Some((similarity, known)) if similarity >= SIMILAR => format!("did you mean `{known}`?"),
        _ => format!("there are {}", Column::names().collect::<Vec<_>>().join(", ")),
    }
}

impl Csv {
    /// Writes one row, whose cells `fill` puts in, column by column.
    fn write_row(&mut self, document: Option<&Document>) -> Result<(), StageError> {
        self.row.clear();
        if document.is_none() && self.byte_order_mark {
            self.row.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .buffer_capacity(1 << 10)
            .from_writer(&mut self.row);
        for (column, name) in self.columns.iter().zip(&self.names) {
            self.cell.clear();
            match document {
                Some(document) => column.fill(document, &mut self.cell),
                None => self.cell.push_str(name),
            }
            if self.formulas == Formulas::Escape && !column.is_number() && is_formula(&self.cell) {
                self.cell.insert(0, '\'');
            }
            writer.write_field(&self.cell).map_err(in_memory)?;
        }
        writer.write_record(None::<&[u8]>).map_err(in_memory)?;
        writer.flush().map_err(|error| in_memory(error.into()))?;
        drop(writer);
        self.output.write(&self.row)
    }
}

/// The row is built in memory, where nothing can fail.
fn in_memory(error: csv::Error) -> StageError {
    StageError::internal("a row cannot be built").with_source(error)
}

/// True for what a spreadsheet takes for a formula, also in the wide forms of East Asian scripts.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

impl Export for Csv {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()?;
        self.write_row(None)
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.write_row(Some(document))
    }

    fn commit(&mut self) -> Result<(), StageError> {
        self.output.commit()
    }

    fn target(&self) -> String {
        self.output.target()
    }
}
