//! A brief as Markdown, with a footnote for each line.

use std::fmt::Write as _;

use cableway_sdk::Document;

use super::brief::{Article, one_line};

/// One article; `number` keeps footnotes of several apart. Writing to a string cannot fail.
pub(super) fn article(document: &Document, article: &Article, number: usize) -> String {
    let mut out = String::new();
    let mut notes = String::new();
    let mut note = 0;
    let about: Vec<String> = article.about.iter().map(|one| escape(one)).collect();
    let _ = writeln!(out, "# {}\n\n{}", escape(&article.title), about.join(" · "));
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
                let words = document.slice(article.sentences[at]).unwrap_or_default();
                let _ = writeln!(
                    notes,
                    "[^{number}-{note}]: “{}” (bytes {}–{})",
                    escape(&one_line(words)),
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

/// What Markdown would take for more than text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '[' | ']' | '<' | '>' | '`' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
