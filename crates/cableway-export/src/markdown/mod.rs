//! The stage `markdown`.

mod escape;
mod section;

use cableway_core::{
    ConfigError, Document, Export, Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::escape::{is_blank, push_text};
use self::section::push_section;
use crate::output::Output;

/// Writes a brief to read: a section for each document, with its summary, and under it a footnote for
/// each sentence: the words of the source that it rests on, and where they stand.
///
/// Footnotes have the form of GitHub, Pandoc and most other Markdown programs, `[^1]`, and are
/// numbered through the whole file. Nothing that a document says can become Markdown of its own.
///
/// ```
/// use cableway_core::{BlockKind, Document, Export as _, Limits, Setup, Stage as _};
/// use cableway_export::{Markdown, MarkdownConfig};
///
/// let folder = tempfile::tempdir()?;
/// let config = MarkdownConfig { path: "brief.md".into(), title: "Harbour".into() };
/// let mut brief = Markdown::new(config, &Setup::new(folder.path(), Limits::default()))?;
/// let mut builder = Document::builder("ferry.txt");
/// builder.block(BlockKind::Title, "Ferry *returns*");
/// builder.meta.title = Some("Ferry *returns*".into());
/// brief.open()?;
/// brief.write(&builder.build())?;
/// brief.commit()?;
///
/// let text = std::fs::read_to_string(folder.path().join("brief.md"))?;
/// assert!(text.starts_with("# Harbour\n\n## Ferry \\*returns\\*\n\n`ferry.txt`\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Markdown {
    output: Output,
    title: String,
    /// How many documents were written.
    documents: usize,
    /// The number of the last footnote.
    footnote: usize,
    /// Kept from section to section.
    section: String,
    /// Whether it says that there are no documents.
    says_so: bool,
}

/// What a pipeline may tell `markdown`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkdownConfig {
    /// The file to write, relative to the pipeline file; `-` is standard output.
    pub path: String,
    /// The heading of the whole brief; an empty one leaves it out.
    #[serde(default = "default_title")]
    pub title: String,
}

fn default_title() -> String {
    "Brief".to_owned()
}

impl Stage for Markdown {
    type Config = MarkdownConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Export,
            "markdown",
            "writes a brief with footnotes to the sources",
        )
        .uses(&["topic", "keyword"])
        .version("1")
    }

    fn new(config: MarkdownConfig, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self {
            output: Output::new(&config.path, setup)?,
            title: config.title,
            documents: 0,
            footnote: 0,
            section: String::new(),
            says_so: false,
        })
    }
}

impl Export for Markdown {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.section.clear();
        self.begin();
        let mut footnote = self.footnote;
        push_section(&mut self.section, document, &mut footnote);
        self.output.write(self.section.as_bytes())?;
        // Only now: what may be tried again must be the same words again.
        self.documents += 1;
        self.footnote = footnote;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        if self.documents == 0 && !self.says_so {
            self.section.clear();
            self.begin();
            self.section.push_str("*No documents.*\n");
            self.output.write(self.section.as_bytes())?;
            self.says_so = true;
        }
        self.output.commit()
    }

    fn target(&self) -> String {
        self.output.target()
    }
}

impl Markdown {
    /// The heading of the brief before the first section, and an empty line before every other.
    fn begin(&mut self) {
        let out = &mut self.section;
        if self.documents > 0 {
            out.push('\n');
        } else if !is_blank(&self.title) {
            out.push_str("# ");
            push_text(out, &self.title);
            out.push_str("\n\n");
        }
    }
}
