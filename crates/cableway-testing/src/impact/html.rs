//! What differs, as one page for a browser.

use std::time::Duration;

use cableway_core::StageKind;

use super::matrix;
use super::outcome::{Documents, Impact};
use crate::report::html::{CSS, push_all, push_element, push_message};
use crate::report::push_escaped_text;

/// What the tables look like; the rest is as in the report of cases.
const TABLES: &str = include_str!("tables.css");

/// How many labels a matrix has.
const LABELS: usize = 40;

/// The impact as one HTML page that needs nothing but itself, without a script. No text of a document can
/// become a part of it. Times are in it only where `with_times` says so: without them the same runs give
/// the same bytes.
///
/// ```
/// use cableway_testing::impact::{Impact, to_html};
///
/// let impact = Impact { pipelines: ["<old>".into(), "new".into()], ..Impact::default() };
/// let page = to_html(&impact, false);
/// assert!(page.contains("&lt;old&gt;") && !page.contains("<old>"));
/// ```
pub fn to_html(impact: &Impact, with_times: bool) -> String {
    let mut out = String::new();
    push_head(&mut out, impact);
    push_documents(&mut out, impact);
    push_stages(&mut out, impact);
    push_first(&mut out, impact);
    push_labels(&mut out, impact);
    push_counts(&mut out, impact);
    push_failures(&mut out, impact);
    push_changes(&mut out, impact);
    if with_times {
        push_times(&mut out, impact);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn push_head(out: &mut String, impact: &Impact) {
    let [old, new] = &impact.pipelines;
    out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.push_str("style-src 'unsafe-inline'\">\n<title>");
    push_escaped_text(out, &format!("{old} → {new}"));
    push_all(out, &["</title>\n<style>\n", CSS, TABLES, "</style>\n</head>\n<body>\n<main>\n"]);
    push_element(out, "h1", "title", &format!("`{old}` → `{new}`"));
}

fn push_documents(out: &mut String, impact: &Impact) {
    let documents = &impact.documents;
    let Documents { compared, changed, only_old, only_new, .. } = documents;
    let words = format!(
        "{changed} of {compared} documents changed; {only_old} only in the old run, {only_new} only in the new \
         run"
    );
    push_element(out, "p", "message", &words);
    for (examples, side) in
        [(&documents.examples_only_old, "old"), (&documents.examples_only_new, "new")]
    {
        if !examples.is_empty() {
            push_element(out, "h2", "title", &format!("Only in the {side} run"));
            push_list(out, examples.iter().map(String::as_str));
        }
    }
}

fn push_stages(out: &mut String, impact: &Impact) {
    let mut rows = vec![["kind", "stage", "uses", "what changed"].map(str::to_owned).to_vec()];
    for stage in &impact.stages {
        let mut words: Vec<String> = stage.reasons.iter().map(ToString::to_string).collect();
        if let Some(old) = &stage.renamed_from {
            words.insert(0, format!("it was called `{old}`"));
        }
        let (kind, name) = (stage.kind.to_string(), stage.name.clone());
        rows.push(vec![kind, name, stage.stage.clone(), words.join("; ")]);
    }
    push_section(out, "Stages", &rows);
    if impact.limits_changed {
        push_element(out, "p", "message", "The pipelines have other `[limits]`.");
    }
}

fn push_first(out: &mut String, impact: &Impact) {
    let mut rows = vec![["stage", "why", "documents"].map(str::to_owned).to_vec()];
    for first in &impact.first {
        let (stage, documents) = (first.stage.to_string(), first.documents.to_string());
        rows.push(vec![stage, first.reasons.join("; "), documents]);
    }
    push_section(out, "First stage that differs", &rows);
}

fn push_labels(out: &mut String, impact: &Impact) {
    for flips in impact.labels.iter().filter(|flips| flips.documents > 0) {
        let title = format!("Labels of `{}`: {}", flips.stage, flips.kind);
        push_section(out, &title, &matrix::rows(flips, LABELS));
        let words = format!(
            "{} documents changed; {} flipped, {} gained, {} lost",
            flips.documents, flips.flipped, flips.gained, flips.lost
        );
        push_element(out, "p", "message", &words);
    }
}

fn push_counts(out: &mut String, impact: &Impact) {
    let header = ["stage", "documents", "gained", "lost", "sentences in", "out", "moved"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for one in &impact.summaries {
        let counts = [
            one.documents,
            one.gained,
            one.lost,
            one.sentences_in,
            one.sentences_out,
            one.sentences_moved,
        ];
        let counts = counts.iter().map(u64::to_string);
        rows.push(std::iter::once(one.stage.clone()).chain(counts).collect());
    }
    push_section(out, "Summaries", &rows);
    let mut rows = vec![["field", "documents"].map(str::to_owned).to_vec()];
    for one in &impact.metadata {
        rows.push(vec![one.field.clone(), one.documents.to_string()]);
    }
    push_section(out, "Metadata", &rows);
    let mut rows = vec![["what", "documents"].map(str::to_owned).to_vec()];
    for (what, count) in [("other words", impact.text.words), ("other blocks", impact.text.blocks)]
    {
        if count > 0 {
            rows.push(vec![what.to_owned(), count.to_string()]);
        }
    }
    push_section(out, "Text", &rows);
}

fn push_failures(out: &mut String, impact: &Impact) {
    let mut rows = vec![["stage", "reason", "old", "new"].map(str::to_owned).to_vec()];
    for reason in &impact.failures.reasons {
        let (old, new) = (reason.old.to_string(), reason.new.to_string());
        rows.push(vec![reason.stage.clone(), reason.error.clone(), old, new]);
    }
    push_section(out, "In quarantine", &rows);
    if rows.len() > 1 {
        let failures = &impact.failures;
        let words = format!(
            "{} documents in the old run alone, {} in the new run alone, {} in both",
            failures.only_old, failures.only_new, failures.both
        );
        push_element(out, "p", "message", &words);
    }
}

fn push_changes(out: &mut String, impact: &Impact) {
    for one in &impact.changes {
        let title = format!(
            "`{}`, {}: {} in {} documents",
            one.stage,
            one.name().replace('_', " "),
            one.changes,
            one.documents
        );
        push_element(out, "h2", "title", &title);
        out.push_str("<ul class=\"changes\">\n");
        for example in &one.examples {
            out.push_str("<li><span class=\"stage\">");
            push_escaped_text(out, &example.uri);
            out.push_str("</span> <span>");
            push_message(out, &example.message);
            out.push_str("</span></li>\n");
        }
        out.push_str("</ul>\n");
    }
}

fn push_times(out: &mut String, impact: &Impact) {
    let header = ["stage", "kind", "old (ms)", "new (ms)"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let time = |time: Option<Duration>| {
        time.map(|time| format!("{:.1}", time.as_secs_f64() * 1e3)).unwrap_or_default()
    };
    for one in &impact.times {
        let kind = one.kind.map(StageKind::as_str).unwrap_or_default().to_owned();
        rows.push(vec![one.name.clone(), kind, time(one.old), time(one.new)]);
    }
    push_section(out, "Time, added up over all workers", &rows);
}

/// A heading and a table: a row of headings, and at least one more, or nothing is shown.
fn push_section(out: &mut String, title: &str, rows: &[Vec<String>]) {
    let [header, rows @ ..] = rows else { return };
    if rows.is_empty() {
        return;
    }
    push_element(out, "h2", "title", title);
    out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>");
    for cell in header {
        out.push_str("<th scope=\"col\">");
        push_escaped_text(out, cell);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let (open, close) = match (place, is_number(cell)) {
                (0, _) => ("<th scope=\"row\">", "</th>"),
                (_, true) => ("<td class=\"number\">", "</td>"),
                _ => ("<td>", "</td>"),
            };
            out.push_str(open);
            push_message(out, cell);
            out.push_str(close);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// Whether a cell holds a count, a time, or nothing of either.
fn is_number(cell: &str) -> bool {
    cell == "-" || cell.parse::<f64>().is_ok()
}

fn push_list<'a>(out: &mut String, items: impl Iterator<Item = &'a str>) {
    out.push_str("<ul>\n");
    for item in items {
        out.push_str("<li>");
        push_escaped_text(out, item);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}
