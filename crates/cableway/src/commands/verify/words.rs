//! What came of a verification, for people.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use cableway_engine::{LostQuotation, Trouble, Verification, What};

use crate::commands::counted;

/// The characters that are shown of a quotation.
const EXCERPT: usize = 100;

/// The lost quotations of a record that are shown; all are in the JSON.
const FEW: usize = 3;

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
        (
            counts.kept,
            "the source is gone, and the pipeline keeps the document: checked by itself alone",
        ),
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
    if counts.unrecorded > 0 && counts.records > 0 {
        let documents = counted(counts.unrecorded, "document");
        let _ = writeln!(
            text,
            "\n{documents} of the sources without a record in it: newer than the output, in quarantine, or lost from it"
        );
    }
    for unchecked in &verification.unchecked {
        let _ = writeln!(text, "\nnot checked: {unchecked}");
    }
    let mut last: Option<String> = None;
    for trouble in &verification.troubles {
        let heading = heading(trouble);
        if last.as_ref() != Some(&heading) {
            let _ = write!(text, "\n{heading}");
            last = Some(heading);
        }
        let _ = writeln!(text, "  {}", words(&trouble.what));
    }
    if verification.left_out > 0 {
        let _ = writeln!(text, "\nand {} more", counted(verification.left_out, "trouble"));
    }
    text.push_str(&conclusion(verification));
    text
}

fn conclusion(verification: &Verification) -> String {
    let counts = &verification.counts;
    let all = match (verification.holds, counts.remote + counts.kept) {
        _ if counts.records == 0 && verification.troubles.is_empty() => {
            let documents = counted(counts.unrecorded, "document");
            let nothing = "there is no record in it: nothing was verified";
            return match counts.unrecorded {
                0 => format!("{nothing}; the sources give no document either\n"),
                _ => format!("{nothing}, although the sources give {documents}\n"),
            };
        }
        (true, 0) if verification.unchecked.is_empty() => "everything holds",
        (true, 0) => "everything that was checked holds",
        (true, _) if counts.remote > 0 => "everything that was asked for holds",
        (true, _) => "everything whose source is there holds",
        (false, _) => "not everything holds",
    };
    format!("\n{all}\n")
}

/// Which document, and where in the output.
fn heading(trouble: &Trouble) -> String {
    match (&trouble.uri, trouble.line) {
        (Some(uri), Some(line)) => format!("{uri} (line {line})\n"),
        (Some(uri), None) => format!("{uri}\n"),
        (None, Some(line)) => format!("line {line}\n"),
        (None, None) if matches!(trouble.what, What::Output { .. }) => "the output\n".to_owned(),
        (None, None) => "sources\n".to_owned(),
    }
}

fn words(what: &What) -> String {
    match what {
        What::NoRecord { reason } => format!("no record: {reason}"),
        What::Contradiction { reason } => format!("contradiction: {reason}"),
        What::Output { reason } => reason.clone(),
        What::Sentence { owner, span, expected, found, more } => {
            let more = match more {
                0 => String::new(),
                more => format!("\n    and so are {more} more of its sentences"),
            };
            format!(
                "{owner}: says {}\n    but at {span} stands {}{more}",
                quoted(found),
                quoted(expected)
            )
        }
        What::Read { fields } => format!(
            "read otherwise: the same reader gives other values from the same bytes now: {}",
            fields.join(", ")
        ),
        What::Said { stages } => format!("said otherwise: {}", stages.join("\n    ")),
        What::Changed { expected, found, quotations, lost } => {
            let rest = match (quotations, lost) {
                (1.., 0) => "; all that it quotes stands in it",
                _ => "",
            };
            format!("changed: the digest is {found}\n    and was {expected}{rest}")
        }
        What::Lost { quotations, lost, quotes } => {
            let mut text =
                format!("lost: its source lacks {lost} of {}", counted(*quotations, "quotation"));
            for LostQuotation { owner, span, quote } in quotes.iter().take(FEW) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\n    {owner} quotes {} (at {span})", quoted(quote));
            }
            if *lost > FEW as u64 {
                let _ = write!(text, "\n    and {} more", lost - FEW as u64);
            }
            text
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

/// What is said of an output of an export `stage` that writes no records, with what can be verified in its place.
/// `pipeline` is the file that had to be named for that, if one had.
pub(super) fn no_records_by(
    stage: &str,
    output: &Path,
    records: &[PathBuf],
    pipeline: Option<&Path>,
) -> String {
    let more = pipeline.map(|file| format!(" --pipeline {}", file.display())).unwrap_or_default();
    let records: Vec<String> =
        records.iter().map(|path| format!("`cableway verify {}{more}`", path.display())).collect();
    let advice = if records.is_empty() {
        "give its pipeline an export `jsonl` or `sqlite` too, run it, and verify what that writes"
            .to_owned()
    } else {
        format!("try {}, which the same pipeline writes", records.join(" or "))
    };
    format!(
        "`{}` is what the export `{stage}` writes, and has no records in it that could be verified; those of `jsonl` and \
         `sqlite` have: {advice}",
        output.display()
    )
}
