//! What differs, for people at a terminal.

use std::time::Duration;

use cableway_core::StageKind;

use super::matrix;
use super::outcome::{Documents, Impact};
use super::stages::StageChange;
use crate::report::printable;

/// How many labels a matrix has.
const LABELS: usize = 10;

/// How many characters of a cell of a table are shown, and how many of a label in a matrix.
const WIDTH: usize = 90;
const LABEL_WIDTH: usize = 24;

/// The impact as text: the counts first, then what changed in the pipeline, then what came of it. Sections in which
/// nothing differs are left out, but for the times that the stages took.
///
/// Nothing that a document says can control the terminal.
///
/// ```
/// use cableway_testing::impact::{Impact, to_terminal};
///
/// let shown = to_terminal(&Impact::default(), false);
/// assert_eq!(shown, " → \nno difference in 0 documents\n");
/// ```
pub fn to_terminal(impact: &Impact, color: bool) -> String {
    let mut page = Page { out: String::new(), color };
    let [old, new] = &impact.pipelines;
    page.line(0, &printable(&format!("{old} → {new}")));
    page.documents(impact);
    page.stages(impact);
    page.first(impact);
    page.labels(impact);
    page.counts(impact);
    page.failures(impact);
    page.changes(impact);
    page.times(impact);
    page.out
}

struct Page {
    out: String,
    color: bool,
}

impl Page {
    fn documents(&mut self, impact: &Impact) {
        let Documents {
            compared,
            changed,
            only_old,
            only_new,
            examples_only_old,
            examples_only_new,
        } = &impact.documents;
        if impact.is_nothing() {
            let words = format!("no difference in {}", counted(*compared, "document"));
            self.painted_line("32", &words);
            return;
        }
        let words = format!("{changed} of {} changed", counted(*compared, "document"));
        self.painted_line(if *changed > 0 { "31" } else { "32" }, &words);
        for (count, examples, side) in
            [(*only_old, examples_only_old, "old"), (*only_new, examples_only_new, "new")]
        {
            if count > 0 {
                let words = format!("{} only in the {side} run", counted(count, "document"));
                self.painted_line("33", &words);
                for uri in examples {
                    self.line(1, &printable(uri));
                }
                self.rest(1, count, examples.len(), "document");
            }
        }
    }

    fn stages(&mut self, impact: &Impact) {
        let is_other =
            |stage: &&StageChange| stage.renamed_from.is_some() || !stage.reasons.is_empty();
        let mut others = impact.stages.iter().filter(is_other).peekable();
        if others.peek().is_some() || impact.limits_changed {
            self.heading("changed in the pipeline");
        }
        if impact.limits_changed {
            self.line(1, "its `[limits]`");
        }
        for stage in others {
            let name = self.painted("1", &stage.name);
            self.line(1, &format!("{} {name}", stage.kind));
            if let Some(old) = &stage.renamed_from {
                self.line(2, &printable(&format!("it was called `{old}`")));
            }
            for reason in &stage.reasons {
                self.line(2, &printable(&reason.to_string()));
            }
        }
    }

    fn first(&mut self, impact: &Impact) {
        if impact.first.is_empty() {
            return;
        }
        self.heading("first stage that differs");
        for first in &impact.first {
            let differ = if first.documents == 1 { "differs" } else { "differ" };
            let documents = counted(first.documents, "document");
            let stage = self.painted("1", first.stage.as_str());
            self.line(1, &format!("{documents} {differ} first in {stage}"));
            for reason in &first.reasons {
                self.line(2, &printable(reason));
            }
        }
    }

    fn labels(&mut self, impact: &Impact) {
        for flips in impact.labels.iter().filter(|flips| flips.documents > 0) {
            self.heading(&format!("labels of {}: {}", flips.stage, flips.kind));
            let documents = counted(flips.documents, "document");
            let words = format!(
                "{documents} changed; {} flipped, {} gained, {} lost",
                flips.flipped, flips.gained, flips.lost
            );
            self.line(1, &words);
            let mut rows = matrix::rows(flips, LABELS);
            for cell in rows.iter_mut().flatten() {
                *cell = short(cell, LABEL_WIDTH);
            }
            self.table(&rows, 1);
        }
    }

    fn counts(&mut self, impact: &Impact) {
        if !impact.summaries.is_empty() {
            self.heading("summaries");
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
            self.table(&rows, 1);
        }
        if !impact.metadata.is_empty() {
            self.heading("metadata");
            let mut rows = vec![["field", "documents"].map(str::to_owned).to_vec()];
            for one in &impact.metadata {
                rows.push(vec![one.field.clone(), one.documents.to_string()]);
            }
            self.table(&rows, 1);
        }
        if impact.text.words + impact.text.blocks > 0 {
            self.heading("text");
            let words = counted(impact.text.words, "document");
            let blocks = counted(impact.text.blocks, "document");
            self.line(1, &format!("{words} with other words, {blocks} with other blocks"));
        }
    }

    fn failures(&mut self, impact: &Impact) {
        let failures = &impact.failures;
        if failures.only_old + failures.only_new + failures.both == 0 {
            return;
        }
        self.heading("in quarantine");
        self.line(
            1,
            &format!(
                "{} in the old run alone, {} in the new run alone, {} in both",
                failures.only_old, failures.only_new, failures.both
            ),
        );
        let mut rows = vec![["stage", "reason", "old", "new"].map(str::to_owned).to_vec()];
        for reason in &failures.reasons {
            let (old, new) = (reason.old.to_string(), reason.new.to_string());
            rows.push(vec![reason.stage.clone(), reason.error.clone(), old, new]);
        }
        self.table(&rows, 2);
    }

    fn changes(&mut self, impact: &Impact) {
        for one in &impact.changes {
            let (changes, documents) =
                (counted(one.changes, "change"), counted(one.documents, "document"));
            self.heading(&format!(
                "{}, {}: {changes} in {documents}",
                one.stage,
                one.name().replace('_', " ")
            ));
            for example in &one.examples {
                let uri = self.painted("2", &example.uri);
                self.line(1, &format!("{uri}  {}", printable(&example.message)));
            }
            self.rest(1, one.changes, one.examples.len(), "change");
        }
    }

    fn times(&mut self, impact: &Impact) {
        if impact.times.is_empty() {
            return;
        }
        self.heading("time, added up over all workers");
        let mut rows = vec![["stage", "", "old", "new"].map(str::to_owned).to_vec()];
        let time = |time: Option<Duration>| {
            time.map_or_else(
                || "-".to_owned(),
                |time| format!("{:.1} ms", time.as_secs_f64() * 1e3),
            )
        };
        for one in &impact.times {
            let kind = one.kind.map(StageKind::as_str).unwrap_or_default().to_owned();
            rows.push(vec![one.name.clone(), kind, time(one.old), time(one.new)]);
        }
        self.table(&rows, 2);
    }

    fn heading(&mut self, words: &str) {
        self.out.push('\n');
        self.painted_line("1", words);
    }

    /// Rows under each other: the first `left` columns start at the left, as words do, the others end at the
    /// right, as numbers do.
    fn table(&mut self, rows: &[Vec<String>], left: usize) {
        let shown: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| short(cell, WIDTH)).collect()).collect();
        let mut widths = vec![0; shown.first().map_or(0, Vec::len)];
        for row in &shown {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in &shown {
            let cells = row.iter().zip(&widths).enumerate().map(|(place, (cell, width))| {
                if place < left { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            self.line(1, line.trim_end());
        }
    }

    fn rest(&mut self, depth: usize, count: u64, shown: usize, noun: &str) {
        let left = count.saturating_sub(shown as u64);
        if left > 0 && shown > 0 {
            let plural = if left == 1 { "" } else { "s" };
            self.line(depth, &format!("… and {left} more {noun}{plural}"));
        }
    }

    fn painted_line(&mut self, code: &str, text: &str) {
        let text = self.painted(code, text);
        self.line(0, &text);
    }

    fn painted(&self, code: &str, text: &str) -> String {
        let text = printable(text);
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text }
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// A cell of a table: one line, and not too long.
fn short(cell: &str, width: usize) -> String {
    let line: String = printable(cell).replace(['\n', '\t'], " ");
    match line.char_indices().nth(width) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
