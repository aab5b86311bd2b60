//! A brief as Markdown, with a footnote for each line.

use std::fmt::Write as _;

use super::Bytes;
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
            let first = note + 1;
            for (at, span) in article.sentences_of(line) {
                note += 1;
                let _ = write!(notes, "[^{number}-{note}]: “");
                push_escaped(&mut notes, &around(document, article.sentences[at], span));
                let _ = writeln!(notes, "” (bytes {}–{})", span.start(), span.end());
            }
            for (place, cell) in line.cells.iter().enumerate() {
                out.push_str(if place == 0 { "| " } else { " | " });
                push_escaped(&mut out, cell);
                if place == 0 {
                    for note in first..=note {
                        let _ = write!(out, "[^{number}-{note}]");
                    }
                }
            }
            out.push_str(" |\n");
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
    push_escaped(&mut out, text);
    out
}

/// The same at the end of `out`. What needs no change is copied at once.
fn push_escaped(out: &mut String, text: &str) {
    static SPECIAL: Bytes = Bytes::new(br"\|*_[]<>`#&");
    let mut rest = text;
    while let Some(at) = SPECIAL.find(rest) {
        let (plain, special) = rest.split_at(at);
        let mut chars = special.chars();
        out.push_str(plain);
        out.push('\\');
        out.extend(chars.next());
        rest = chars.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_markdown_would_take_for_more_than_text_is_escaped() {
        assert_eq!(escape("[R&D] *fünf*|"), r"\[R\&D\] \*fünf\*\|");
        assert_eq!(escape("“plain” – text"), "“plain” – text");
        assert_eq!(escape(r"\\"), r"\\\\");
        assert_eq!(escape(""), "");
    }
}
