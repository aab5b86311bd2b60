//! What a document says of itself, in its properties and in its first lines.

use cableway_core::{BlockKind, Date, Meta};
use encoding_rs::WINDOWS_1252;
use hayro_interpret::hayro_syntax::metadata::Metadata;
use hayro_interpret::hayro_syntax::object::DateTime;

use crate::reader::byline;
use crate::reader::text::{self, Fact};

/// What has more words than this is a paragraph, and the article has begun.
const MOST_WORDS_OF_LINE: usize = 25;

/// The properties that are of use.
#[derive(Debug, Default)]
pub(super) struct Facts {
    title: Option<String>,
    author: Option<String>,
    keywords: Option<String>,
    created: Option<Date>,
    modified: Option<Date>,
}

impl Facts {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().and_then(decoded);
        Self {
            title: text(&metadata.title).filter(|title| !is_name_of_file(title)),
            author: text(&metadata.author),
            keywords: text(&metadata.keywords),
            created: metadata.creation_date.and_then(day),
            modified: metadata.modification_date.and_then(day),
        }
    }

    pub(super) fn fill(self, meta: &mut Meta) {
        meta.title = self.title;
        meta.authors = self.author.as_deref().map(byline::split).unwrap_or_default();
        for tag in self.keywords.as_deref().unwrap_or_default().split([',', ';']) {
            let tag = tag.trim();
            if !tag.is_empty() && !meta.tags.iter().any(|known| known == tag) {
                meta.tags.push(tag.to_owned());
            }
        }
        meta.published = self.created;
        meta.modified = self.modified;
    }
}

/// The kind of a short paragraph above the text: who wrote it, when, or the text itself.
pub(super) fn opening(line: &str, meta: &mut Meta) -> BlockKind {
    if line.split_whitespace().count() > MOST_WORDS_OF_LINE {
        return BlockKind::Paragraph;
    }
    match text::fact_of_line(line) {
        Some(Fact::Byline(authors, _)) => {
            if !authors.is_empty() {
                meta.authors = authors;
            }
            BlockKind::Byline
        }
        Some(Fact::Dates(_)) => BlockKind::Dateline,
        Some(Fact::Credit) => BlockKind::Credit,
        None => BlockKind::Paragraph,
    }
}

/// A text of the properties: UTF-16 or UTF-8 with a mark, or else in a charset of its own, which is that of
/// Windows but for some signs.
fn decoded(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !bytes.starts_with(b"\xfe\xff") => text.into(),
        _ => WINDOWS_1252.decode(bytes).0,
    };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// True for titles that a program made up: `Microsoft Word - draft7.doc`.
fn is_name_of_file(title: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".doc", ".docx", ".odt", ".pdf", ".indd", ".qxd", ".tex", ".dvi", ".rtf", ".html", ".txt",
    ];
    let lower = title.to_lowercase();
    lower.starts_with("microsoft word - ")
        || lower.starts_with("untitled")
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// The day alone: the interpreter does not tell whether the file says in which time zone.
fn day(date: DateTime) -> Option<Date> {
    let DateTime { year, month, day, .. } = date;
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}
