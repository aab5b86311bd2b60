//! What came of a verification, for people.

use std::fmt::Write as _;
use std::path::Path;

use cableway_engine::{Trouble, Verification, What};

use crate::commands::counted;

/// The characters that are shown of a quotation.
const EXCERPT: usize = 100;

/// Counts first, then each trouble under its document.
pub(super) fn report(verification: &Verification, output: &Path, pipeline: &Path) -> String {
    let counts = &verification.counts;
    let mut text = format!(
        "{}: {} with {}, by {}\n\n",
        output.display(),
        counted(counts.records, "record"),
        counted(counts.quotations, "quotation"),
        pipeline.display()
    );
    let lines = [
        (counts.same, "same bytes, same text: every quotation stands in its source"),
        (
            counts.read_otherwise,
            "same bytes, read as another text now: every quotation stands in it",
        ),
        (counts.lost, "same bytes, read as another text now: quotations are missing in it"),
        (counts.changed, "the source has other bytes now"),
        (counts.unreadable, "the source is there, but gives no document now"),
        (counts.gone, "the source is gone"),
        (counts.remote, "the source is on the net, and was not asked (`--network` asks)"),
        (counts.contradictory, "contradict themselves, whatever became of their source"),
        (counts.no_records, "places in the output are no record"),
    ];
    let width = lines.iter().map(|(count, _)| count.to_string().len()).max().unwrap_or_default();
    for (count, what) in lines.into_iter().filter(|(count, _)| *count > 0) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {count:>width$}  {what}");
    }
    if counts.own_words > 0 {
        let sentences = counted(counts.own_words, "sentence");
        let _ =
            writeln!(text, "\n{sentences} in a stage's own words: only their spans were checked");
    }
    let mut last = None;
    for trouble in &verification.troubles {
        let document = (&trouble.line, &trouble.id, &trouble.uri);
        if last != Some(document) {
            let _ = write!(text, "\n{}", heading(trouble));
            last = Some(document);
        }
        let _ = writeln!(text, "  {}", words(&trouble.what));
    }
    if verification.left_out > 0 {
        let _ = writeln!(text, "\nand {} more", counted(verification.left_out, "trouble"));
    }
    text.push_str(match (verification.holds, counts.remote) {
        (true, 0) => "\neverything holds\n",
        (true, _) => "\neverything that was asked for holds\n",
        (false, _) => "\nnot everything holds\n",
    });
    text
}

/// Which document, and where in the output.
fn heading(trouble: &Trouble) -> String {
    match (&trouble.uri, trouble.line) {
        (Some(uri), Some(line)) => format!("{uri} (line {line})\n"),
        (Some(uri), None) => format!("{uri}\n"),
        (None, Some(line)) => format!("line {line}\n"),
        (None, None) => "sources\n".to_owned(),
    }
}

fn words(what: &What) -> String {
    match what {
        What::NoRecord { reason } => format!("no record: {reason}"),
        What::Contradiction { reason } => format!("contradiction: {reason}"),
        What::Sentence { owner, span, expected, found } => format!(
            "{owner}: says {}\n    but at {span} stands {}",
            quoted(found),
            quoted(expected)
        ),
        What::Changed { expected, found, quotations, lost } => format!(
            "changed: the digest is {found}\n    and was {expected}; {lost} of {quotations} quotations are lost"
        ),
        What::Lost { owner, span, quote } => {
            format!("lost: {owner} quotes {} (at {span})", quoted(quote))
        }
        What::Gone => "gone: no ingest stage finds it".to_owned(),
        What::Unreadable { reason } => format!("unreadable: {reason}"),
        What::NotListed { stage, reason } => format!(
            "`{stage}` could not list everything, so that some may only look as if they were gone: {reason}"
        ),
        _ => "does not hold".to_owned(),
    }
}

/// A quotation in one line, shortened in the middle.
fn quoted(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = line.chars().count();
    if count <= EXCERPT {
        return format!("\"{line}\"");
    }
    let start: String = line.chars().take(EXCERPT / 2).collect();
    let end: String = line.chars().skip(count - EXCERPT / 2).collect();
    format!("\"{} … {}\"", start.trim_end(), end.trim_start())
}
