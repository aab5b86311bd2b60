//! A brief as Markdown, with a footnote for each line.

use std::fmt::Write as _;

use cableway_sdk::{Document, Span};

use super::brief::{Article, one_line};

/// One article; `number` keeps footnotes of several apart. Writing to a string cannot fail.
pub(super) fn article(document: &Document, article: &Article, number: usize) -> String {
    let mut out = String::new();
    let mut notes = String::new();
    let mut note = 0;
    let about: Vec<String> = article.about.iter().map(|one| escape(one)).collect();
    let title = escape(&one_line(&article.title));
    let _ = writeln!(out, "# {title}\n\n{}", one_line(&about.join(" · ")));
    for table in &article.tables {
        let _ = writeln!(
            out,
            "\n## {}\n\n| {} |\n|{}",
            table.title,
            table.columns.join(" | "),
            "---|".repeat(table.columns.len())
        );
        for line in &table.lines {
            let mut cells: Vec<String> = line.cells.iter().map(|cell| escape(cell)).collect();
            let sentence = line.evidence.and_then(|span| Some((span, article.sentence_at(span)?)));
            if let Some((span, at)) = sentence {
                note += 1;
                if let Some(cell) = cells.first_mut() {
                    let _ = write!(cell, "[^{number}-{note}]");
                }
                let words = around(document, article.sentences[at], span);
                let _ = writeln!(
                    notes,
                    "[^{number}-{note}]: “{}” (bytes {}–{})",
                    escape(&words),
                    span.start(),
                    span.end()
                );
            }
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    if !notes.is_empty() {
        let _ = write!(out, "\n{notes}");
    }
    out
}

/// The most bytes of a sentence before and after the words that a line rests on: one that never ends would stand in
/// every footnote.
const AROUND: usize = 300;

/// The sentence that a line rests on, with `…` for what is far from its words.
fn around(document: &Document, sentence: Span, span: Span) -> String {
    let text = document.text();
    let mut from = sentence.start().max(span.start().saturating_sub(AROUND));
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = sentence.end().min(span.end().min(span.start() + AROUND) + AROUND);
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let words = one_line(text.get(from..to).unwrap_or_default());
    let before = if from > sentence.start() { "… " } else { "" };
    let after = if to < sentence.end() { " …" } else { "" };
    format!("{before}{words}{after}")
}

/// What Markdown would take for more than text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '[' | ']' | '<' | '>' | '`' | '#' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
