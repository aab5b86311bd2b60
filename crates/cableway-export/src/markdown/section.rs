//! How one document looks in a brief.

use std::fmt::Write as _;

use cableway_core::{Date, Document, Span, Summary};

use super::escape::{is_blank, push_code, push_link, push_text};

/// The most labels of a kind that are shown: a brief is to be read at a glance.
const MOST_LABELS: usize = 8;

/// Kinds that say nothing that a reader of the summary does not see.
const PASSED_OVER: &[&str] = &["language"];

/// Appends the section of `document`. `footnote` is the number of the last footnote before it, and
/// afterwards that of its own last one.
pub(super) fn push_section(out: &mut String, document: &Document, footnote: &mut usize) {
    push_heading(out, document);
    push_origin(out, document);
    push_labels(out, document);
    if document.summaries().is_empty() {
        out.push_str("\n*No summary.*\n");
    }
    push_summaries(out, document, *footnote);
    push_notes(out, document);
    push_footnotes(out, document, footnote);
}

/// Where the document lies, to show: its URI, or its id where that is blank.
fn place(document: &Document) -> &str {
    let uri = &document.source().uri;
    if is_blank(uri) { document.id().as_str() } else { uri }
}

/// `## Title`; without a title the URI stands for it.
fn push_heading(out: &mut String, document: &Document) {
    let title = document.meta().title.as_deref().filter(|title| !is_blank(title));
    out.push_str("## ");
    push_text(out, title.unwrap_or_else(|| place(document)));
    out.push('\n');
}

/// `Harbour Post · 2026-03-04 · by Anna Berg · [harbour.example](<…>)`
fn push_origin(out: &mut String, document: &Document) {
    let meta = document.meta();
    out.push('\n');
    let known = |text: &&str| !is_blank(text);
    if let Some(publisher) = meta.publisher.as_deref().filter(known) {
        push_text(out, publisher);
        out.push_str(" · ");
    }
    if let Some(published) = &meta.published {
        out.push_str(published.day().unwrap_or(Date::as_str(published)));
        out.push_str(" · ");
    }
    // `Holm, Ida` and `Lund, Per` are two people, not four.
    let between = if meta.authors.iter().any(|author| author.contains(',')) { "; " } else { ", " };
    for (place, author) in meta.authors.iter().map(String::as_str).filter(known).enumerate() {
        out.push_str(if place == 0 { "by " } else { between });
        push_text(out, author);
    }
    if meta.authors.iter().map(String::as_str).any(|author| known(&author)) {
        out.push_str(" · ");
    }
    let place = place(document);
    let linked = meta.url.as_deref().and_then(|url| push_link(out, url));
    if linked.or_else(|| push_link(out, place)).is_none() {
        push_code(out, place);
    }
    out.push('\n');
}

/// `*topic:* ferries, ports · *keyword:* harbour`: the labels of each kind, in the order in which the
/// stages gave them.
fn push_labels(out: &mut String, document: &Document) {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for annotation in document.annotations() {
        let (kind, label) = (annotation.kind.as_str(), annotation.label.as_str());
        if PASSED_OVER.contains(&kind) || is_blank(kind) || is_blank(label) {
            continue;
        }
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            // One more than is shown tells that there are more.
            Some((_, labels)) if labels.len() > MOST_LABELS || labels.contains(&label) => {}
            Some((_, labels)) => labels.push(label),
            None => kinds.push((kind, vec![label])),
        }
    }
    for (place, (kind, labels)) in kinds.iter().enumerate() {
        out.push_str(if place == 0 { "\n*" } else { " · *" });
        push_text(out, kind);
        out.push_str(":* ");
        for (place, label) in labels.iter().take(MOST_LABELS).enumerate() {
            if place > 0 {
                out.push_str(", ");
            }
            push_text(out, label);
        }
        if labels.len() > MOST_LABELS {
            out.push_str(", …");
        }
    }
    if !kinds.is_empty() {
        out.push('\n');
    }
}

/// The summaries, a paragraph each; where there are several, with the name of the stage.
fn push_summaries(out: &mut String, document: &Document, mut footnote: usize) {
    let summaries = document.summaries();
    for Summary { stage, sentences } in summaries {
        out.push('\n');
        if summaries.len() > 1 {
            out.push_str("**");
            push_text(out, stage.as_str());
            out.push_str(":** ");
        }
        for (place, sentence) in sentences.iter().enumerate() {
            if place > 0 {
                out.push(' ');
            }
            footnote += 1;
            push_text(out, &sentence.text);
            // Writing to a string cannot fail, here and below.
            let _ = write!(out, "[^{footnote}]");
        }
        out.push('\n');
    }
}

/// What the stages that wrote the summaries want their reader to know.
fn push_notes(out: &mut String, document: &Document) {
    let summaries = document.summaries();
    for note in document.notes() {
        let of_summary = summaries.iter().any(|summary| summary.stage == note.stage);
        if of_summary && !is_blank(&note.message) {
            out.push_str("\n*Note of ");
            push_text(out, note.stage.as_str());
            out.push_str(":* ");
            push_text(out, &note.message);
            out.push('\n');
        }
    }
}

/// For each sentence of the summaries what it rests on.
fn push_footnotes(out: &mut String, document: &Document, footnote: &mut usize) {
    let sentences = document.summaries().iter().flat_map(|summary| &summary.sentences);
    for (place, sentence) in sentences.enumerate() {
        if place == 0 {
            out.push('\n');
        }
        *footnote += 1;
        let _ = write!(out, "[^{footnote}]: ");
        push_sources(out, document, &sentence.spans);
        out.push('\n');
    }
}

/// ``“The ferry sails.” (bytes 40–56); “Tickets cost more.” (bytes 70–88) in the text of `inbox/ferry.txt` ``
fn push_sources(out: &mut String, document: &Document, spans: &[Span]) {
    for (place, span) in spans.iter().enumerate() {
        if place > 0 {
            out.push_str("; ");
        }
        let words = document.slice(*span).unwrap_or_default();
        // Words that begin with a quotation mark need no second one.
        let marked = words.starts_with(['“', '"', '„', '«', '»', '‘', '‚', '\'']);
        out.extend((!marked).then_some('“'));
        push_text(out, words);
        out.extend((!marked).then_some('”'));
        let _ = write!(out, " (bytes {}–{})", span.start(), span.end());
    }
    // Of the text in its record, that is: a page has other bytes.
    out.push_str(" in the text of ");
    push_code(out, place(document));
}
