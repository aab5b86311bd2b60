//! From the main part of a document to its paragraphs and tables.

use std::collections::HashMap;

use cableway_core::{BlockKind, Context, StageError};
use quick_xml::events::BytesStart;

use super::styles::{Look, Styles};
use crate::reader::package::xml::{Part, Xml, attribute, name, one_line};

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    /// The level of a heading, from 1.
    pub(super) level: u8,
    pub(super) text: String,
}

/// What the main part holds.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) pieces: Vec<Piece>,
    /// The ids of the notes, in the order in which the text refers to them.
    pub(super) footnotes: Vec<String>,
    pub(super) endnotes: Vec<String>,
}

/// Elements whose text is no text of the document: what was deleted or moved away, what only
/// programs read, and the second of two versions of the same thing.
const LEFT_OUT: &[&str] =
    &["del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText", "fldData", "object"];

impl Body {
    pub(super) fn read(
        text: &str,
        part: &str,
        styles: &Styles,
        context: &Context<'_>,
    ) -> Result<Self, StageError> {
        let mut reading = Reading::new(styles);
        reading.all(text, part, context)?;
        Ok(reading.body)
    }
}

/// The texts of the notes in a part of footnotes or endnotes, by their ids.
pub(super) fn notes(
    text: &str,
    styles: &Styles,
    context: &Context<'_>,
) -> Result<HashMap<String, String>, StageError> {
    let mut reading = Reading::new(styles);
    reading.notes = Some(HashMap::new());
    reading.all(text, "footnotes.xml", context)?;
    Ok(reading.notes.unwrap_or_default())
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    text: String,
    look: Option<Look>,
    level: Option<u8>,
    listed: Option<bool>,
}

/// A table that is being read: rows of cells of paragraphs.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Piece>>>,
}

struct Reading<'s> {
    styles: &'s Styles,
    body: Body,
    /// The notes by their ids, where the part is one of notes.
    notes: Option<HashMap<String, String>>,
    /// The note that is being read, where it is one that a reader sees.
    note: Option<String>,
    /// Paragraphs that are open: a text box stands inside one.
    paragraphs: Vec<Paragraph>,
    table: Option<Table>,
    /// How many tables are open, one in another.
    tables: usize,
    /// True inside `<w:t>`.
    in_text: bool,
    /// True in a run whose text is not shown.
    hidden: bool,
    /// Inside the properties of a paragraph.
    in_properties: bool,
}

impl<'s> Reading<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            body: Body::default(),
            notes: None,
            note: None,
            paragraphs: Vec::new(),
            table: None,
            tables: 0,
            in_text: false,
            hidden: false,
            in_properties: false,
        }
    }

    fn all(&mut self, text: &str, part: &str, context: &Context<'_>) -> Result<(), StageError> {
        let mut parts = Xml::new(text, part);
        // How deep the reader is in an element that is left out.
        let mut outside = 0_usize;
        let mut count = 0_usize;
        while let Some(part) = parts.next()? {
            count += 1;
            if count.is_multiple_of(4096) {
                context.check()?;
            }
            match part {
                Part::Open(element) if outside > 0 || self.is_left_out(&element) => {
                    outside += 1;
                    drop(element);
                }
                Part::Close(_) if outside > 0 => outside -= 1,
                Part::Text(_) if outside > 0 => {}
                Part::Open(element) => self.open(&element),
                Part::Close(name) => self.close(&name),
                Part::Text(text) => {
                    if self.in_text && !self.hidden {
                        self.push(&text);
                    }
                }
            }
        }
        Ok(())
    }

    fn is_left_out(&self, element: &BytesStart<'_>) -> bool {
        let name = name(element);
        // In the properties of a paragraph these say that its mark was deleted, no more.
        LEFT_OUT.contains(&name) && !(self.in_properties && name == "del")
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            // A soft hyphen says where a word may be parted, and is no letter of it.
            text.split('\u{ad}').for_each(|piece| paragraph.text.push_str(piece));
        }
    }

    fn open(&mut self, element: &BytesStart<'_>) {
        let value = || attribute(element, "val");
        let is_on = || !matches!(value().as_deref(), Some("0" | "false" | "off"));
        match name(element) {
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.in_properties = true,
            "pStyle" => {
                let look = value().and_then(|id| self.styles.look(&id));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.look = look;
                }
            }
            "outlineLvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = value().and_then(|level| level.parse().ok());
                }
            }
            "numId" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.listed = Some(value().as_deref() != Some("0"));
                }
            }
            "r" => self.hidden = false,
            "vanish" if !self.in_properties => self.hidden = is_on(),
            "t" => self.in_text = true,
            "tab" | "br" | "cr" | "ptab" if !self.in_properties => self.push(" "),
            "noBreakHyphen" => self.push("\u{2011}"),
            "footnoteReference" => {
                self.body.footnotes.extend(attribute(element, "id"));
            }
            "endnoteReference" => self.body.endnotes.extend(attribute(element, "id")),
            "footnote" | "endnote" if self.notes.is_some() => {
                let is_shown = attribute(element, "type").is_none_or(|kind| kind == "normal");
                self.note = attribute(element, "id").filter(|_| is_shown);
            }
            "tbl" => {
                self.tables += 1;
                self.table.get_or_insert_default();
            }
            "tr" if self.tables == 1 => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            "tc" if self.tables == 1 => {
                let row = self.table.as_mut().and_then(|table| table.rows.last_mut());
                if let Some(row) = row {
                    row.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.paragraph(paragraph);
                }
            }
            "pPr" => self.in_properties = false,
            "r" => self.hidden = false,
            "t" => self.in_text = false,
            "footnote" | "endnote" => self.note = None,
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0
                    && let Some(table) = self.table.take()
                {
                    self.body.pieces.extend(table.into_pieces());
                }
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { text, look, level, listed } = paragraph;
        let code = look == Some(Look::Block(BlockKind::Code));
        let text = if code { text } else { one_line(&text) };
        if text.trim().is_empty() || look == Some(Look::Index) {
            return;
        }
        if let Some(notes) = &mut self.notes {
            if let Some(id) = &self.note {
                let note = notes.entry(id.clone()).or_default();
                if !note.is_empty() {
                    note.push(' ');
                }
                note.push_str(&text);
            }
            return;
        }
        let (kind, level) = match (look, level, listed) {
            (_, Some(level @ 0..=8), _) => (BlockKind::Heading, level + 1),
            (Some(Look::Heading(level)), _, _) => (BlockKind::Heading, level),
            (_, _, Some(true)) => (BlockKind::ListItem, 0),
            (Some(Look::Block(BlockKind::ListItem)), _, Some(false)) => (BlockKind::Paragraph, 0),
            (Some(Look::Block(kind)), _, _) => (kind, 0),
            _ => (BlockKind::Paragraph, 0),
        };
        let piece = Piece { kind, level, text };
        let cell = self
            .table
            .as_mut()
            .and_then(|table| table.rows.last_mut())
            .and_then(|row| row.last_mut());
        match cell {
            Some(cell) => cell.push(piece),
            None => self.add(piece),
        }
    }

    /// Adds a piece; lines of code one after another are one block.
    fn add(&mut self, piece: Piece) {
        match self.body.pieces.last_mut() {
            Some(last) if piece.kind == BlockKind::Code && last.kind == BlockKind::Code => {
                last.text.push('\n');
                last.text.push_str(&piece.text);
            }
            _ => self.body.pieces.push(piece),
        }
    }
}

impl Table {
    /// One table, or what is in its cells where it only lays out the page.
    fn into_pieces(self) -> Vec<Piece> {
        let cells = self.rows.iter().map(Vec::len);
        let (most, all) = (cells.clone().max().unwrap_or(0), cells.sum::<usize>());
        let bytes: usize = self.rows.iter().flatten().flatten().map(|piece| piece.text.len()).sum();
        let holds_data = self.rows.len() >= 2 && most >= 2 && bytes / all.max(1) < 300;
        if !holds_data {
            return self.rows.into_iter().flatten().flatten().collect();
        }
        let line = |row: &Vec<Vec<Piece>>| {
            let cell = |cell: &Vec<Piece>| {
                cell.iter().map(|piece| one_line(&piece.text)).collect::<Vec<_>>().join(" ")
            };
            row.iter().map(cell).collect::<Vec<_>>().join("\t")
        };
        let lines: Vec<String> =
            self.rows.iter().map(line).filter(|line| !line.trim().is_empty()).collect();
        vec![Piece { kind: BlockKind::Table, level: 0, text: lines.join("\n") }]
    }
}
