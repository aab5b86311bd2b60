//! From lines to paragraphs: joined over lines, columns and pages, with the hyphens at the ends of lines
//! undone.

use std::collections::HashMap;

use cableway_core::{BlockKind, Context, StageError};

use super::Page;
use super::columns::{self, Column};
use super::glyphs::Line;
use super::hyphens::{Words, join};

/// A heading is so much larger than the text.
const HEADING: f64 = 1.12;

/// A footnote is so much smaller than the text.
const FOOTNOTE: f64 = 0.9;

/// No heading is longer than this, in characters.
const LONGEST_HEADING: usize = 200;

/// A paragraph, a heading, a table.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    pub(super) size: f64,
    /// The page that it begins on, from 0.
    pub(super) page: usize,
}

/// The pieces of all pages, in order.
pub(super) fn pieces(pages: Vec<Page>, context: &Context<'_>) -> Result<Vec<Piece>, StageError> {
    let body = body_size(&pages);
    let words = Words::of(&pages);
    let mut flow = Flow { body, words, pieces: Vec::new(), open: None, held: None };
    let mut gutters = Vec::new();
    for (number, page) in pages.into_iter().enumerate() {
        context.check()?;
        for column in columns::order(page.lines, &mut gutters) {
            flow.column(&column, number, page.height);
        }
    }
    flow.end();
    Ok(flow.pieces)
}

/// The size that most of the text has.
fn body_size(pages: &[Page]) -> f64 {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *counts.entry((line.size * 4.0).round() as i64).or_default() += line.text.len();
    }
    let most = counts.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(10.0, |(size, _)| size as f64 / 4.0)
}

/// What the lines that come are compared with.
struct Open {
    kind: BlockKind,
    text: String,
    size: f64,
    page: usize,
    bold: bool,
}

struct Flow {
    body: f64,
    words: Words,
    pieces: Vec<Piece>,
    open: Option<Open>,
    /// What was open when a footnote began: it may go on in the next column, or on the next page.
    held: Option<Open>,
}

impl Flow {
    fn end(&mut self) {
        self.close();
        self.open = self.held.take();
        self.close();
    }

    fn close(&mut self) {
        if let Some(Open { kind, text, size, page, .. }) = self.open.take() {
            self.pieces.push(Piece { kind, text, size, page });
        }
    }

    fn column(&mut self, lines: &Column, page: usize, height: f64) {
        let rows = rows(lines);
        let leading = leading(&rows);
        let left = edge(lines.iter().map(|line| line.left));
        let right = lines.iter().map(|line| line.right).fold(f64::MIN, f64::max);
        let mut before: Option<&Line> = None;
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let table = table_length(&rows[at..]);
            if table > 0 {
                self.end();
                let lines: Vec<String> =
                    rows[at..at + table].iter().map(|row| cells(row).join("\t")).collect();
                let (kind, text, size) = (BlockKind::Table, lines.join("\n"), row[0].size);
                self.pieces.push(Piece { kind, text, size, page });
                before = None;
                at += table;
                continue;
            }
            let line = joined(row);
            let kind = self.kind(&line, height);
            let mut starts = match before {
                None => self.starts_over(&line, kind),
                Some(before) => self.starts(&line, kind, &Around { before, leading, left, right }),
            };
            let in_note = self.open.as_ref().is_some_and(|open| open.kind == BlockKind::Note);
            if starts && in_note && kind != BlockKind::Note {
                self.close();
                self.open = self.held.take();
                starts = self.starts_over(&line, kind);
            }
            if starts {
                if kind == BlockKind::Note && !in_note {
                    self.held = self.open.take();
                } else {
                    self.close();
                }
                let (size, bold) = (line.size, line.bold);
                let text = strip_mark(&line.text, kind).to_owned();
                self.open = Some(Open { kind, text, size, page, bold });
            } else if let Some(open) = &mut self.open {
                join(&mut open.text, &line.text, &self.words);
            }
            before = Some(row[0]);
            at += 1;
        }
    }

    /// What a line is by itself.
    fn kind(&self, line: &Line, height: f64) -> BlockKind {
        let ratio = line.size / self.body;
        let short = line.text.chars().count() <= LONGEST_HEADING;
        let speaks = line.text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        if ratio >= HEADING && short && speaks {
            BlockKind::Heading
        } else if ratio < FOOTNOTE && line.base > 0.6 * height {
            BlockKind::Note
        } else if is_caption(&line.text) {
            BlockKind::Caption
        } else if mark(&line.text).is_some() {
            BlockKind::ListItem
        } else if line.bold
            && short
            && speaks
            && !line.text.ends_with(['.', ',', ';'])
            && ratio > FOOTNOTE
        {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        }
    }

    /// Whether the first line of a column or a page begins something new.
    fn starts_over(&self, line: &Line, kind: BlockKind) -> bool {
        let Some(open) = &self.open else { return true };
        let same = (open.size - line.size).abs() < 0.06 * self.body && open.bold == line.bold;
        let is_middle = match open.kind {
            BlockKind::Paragraph => !ends_sentence(&open.text),
            // Items often end without a full stop.
            BlockKind::ListItem => line.text.starts_with(char::is_lowercase),
            _ => false,
        };
        let goes_on = kind == BlockKind::Paragraph && is_middle;
        !(same && goes_on)
    }

    fn starts(&self, line: &Line, kind: BlockKind, around: &Around<'_>) -> bool {
        let Some(open) = &self.open else { return true };
        let &Around { before, leading, left, right } = around;
        let gap = line.base - before.base;
        let other_size = (open.size - line.size).abs() > 0.06 * self.body.max(line.size);
        if other_size || gap > 1.35 * leading.clamp(line.size, 2.5 * line.size) || gap < -line.size
        {
            return true;
        }
        match kind {
            BlockKind::Heading => open.kind != BlockKind::Heading || open.bold != line.bold,
            BlockKind::ListItem | BlockKind::Caption => true,
            _ if open.kind == BlockKind::Heading => open.bold != line.bold,
            BlockKind::Note => open.kind != BlockKind::Note,
            // The lines of an item, a caption stand under its first words.
            _ if open.kind != BlockKind::Paragraph => {
                line.left < before.left - 0.3 * line.size && ends_sentence(&open.text)
            }
            _ => {
                let indented =
                    line.left - left > 0.8 * line.size && before.left - left < 0.4 * line.size;
                let ended =
                    before.right < right - 0.15 * (right - left) && ends_sentence(&open.text);
                indented && ends_sentence(&open.text) || ended
            }
        }
    }
}

/// What a line stands among.
struct Around<'a> {
    before: &'a Line,
    leading: f64,
    left: f64,
    right: f64,
}

/// The lines of a column by their heights.
fn rows(lines: &[Line]) -> Vec<Vec<&Line>> {
    let mut rows: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if (line.base - row[0].base).abs() < 0.3 * line.size => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

/// The usual distance of two lines.
fn leading(rows: &[Vec<&Line>]) -> f64 {
    let mut gaps: Vec<f64> = rows
        .windows(2)
        .map(|pair| pair[1][0].base - pair[0][0].base)
        .filter(|gap| *gap > 0.0)
        .collect();
    gaps.sort_by(f64::total_cmp);
    // Paragraphs may be as many as lines: the smaller distances are those inside them.
    gaps.get(gaps.len() / 4).copied().unwrap_or(0.0)
}

/// Where most lines begin.
fn edge(places: impl Iterator<Item = f64>) -> f64 {
    let mut places: Vec<f64> = places.collect();
    places.sort_by(f64::total_cmp);
    places.get(places.len() / 3).copied().unwrap_or(0.0)
}

/// How many rows from here on are a table: two at least, each of several cells that stand under each other.
fn table_length(rows: &[Vec<&Line>]) -> usize {
    let is_row = |row: &&Vec<&Line>| row.len() >= 2;
    let count = rows.iter().take_while(is_row).count();
    let Some(first) = rows.first().filter(|_| count >= 2) else { return 0 };
    let under = |row: &Vec<&Line>| {
        let beside = |a: &Line, b: &Line| {
            (a.left - b.left).abs() < 2.0 * a.size || (a.right - b.right).abs() < 2.0 * a.size
        };
        row.iter().any(|cell| first[1..].iter().any(|head| beside(cell, head)))
    };
    if rows[..count].iter().all(under) { count } else { 0 }
}

fn cells(row: &[&Line]) -> Vec<String> {
    row.iter().map(|cell| cell.text.clone()).collect()
}

fn joined(row: &[&Line]) -> Line {
    let mut line = row[0].clone();
    for part in &row[1..] {
        line.text.push(' ');
        line.text.push_str(&part.text);
        line.right = part.right;
        line.bold &= part.bold;
    }
    line
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']']);
    text.ends_with(['.', '!', '?', ':', '…', '。', '！', '？'])
        || text.chars().next_back().is_some_and(|c| c.is_numeric() || c == '¹')
            && text.trim_end_matches(char::is_numeric).ends_with(['.', '!', '?'])
}

/// The mark before an item of a list.
fn mark(text: &str) -> Option<&str> {
    let (mark, rest) = text.split_once(' ')?;
    let number = mark.strip_suffix(['.', ')']).filter(|number| {
        (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    });
    let is_mark = matches!(mark, "•" | "‣" | "◦" | "▪" | "·" | "–" | "*" | "o" | "●" | "■");
    (is_mark || number.is_some() && rest.len() > 3).then_some(mark)
}

fn strip_mark(text: &str, kind: BlockKind) -> &str {
    match mark(text).filter(|_| kind == BlockKind::ListItem) {
        Some(mark) => text[mark.len()..].trim_start(),
        None => text,
    }
}

/// True for `Figure 3: The lock`.
fn is_caption(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "figure",
        "fig.",
        "table",
        "abbildung",
        "abb.",
        "tabelle",
        "tableau",
        "figura",
        "tabla",
        "chart",
    ];
    let mut parts = text.splitn(3, ' ');
    let first = parts.next().unwrap_or_default().to_lowercase();
    let number = parts.next().unwrap_or_default();
    WORDS.contains(&&*first)
        && number.ends_with([':', '.', '|'])
        && number.starts_with(|c: char| c.is_ascii_digit())
}
