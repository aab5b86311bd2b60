//! The report for people at a terminal.

use std::time::Duration;

use super::{Outcome, Report, Status, document_name, printable};
use crate::difference::{Change, Sign, by_document};

/// How a report is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used besides words and signs.
    pub color: bool,
    /// Whether what passed is shown, too.
    pub verbose: bool,
    /// Whether all changes and all lines of the texts are shown, and not only the first.
    pub all: bool,
    /// How long it took, where that is to be told.
    pub took: Option<Duration>,
}

/// How many changes of one document, and how many lines of one text, are shown.
const CHANGES: usize = 20;
const LINES: usize = 80;

#[derive(Clone, Copy)]
enum Tone {
    Good,
    Bad,
    Doubtful,
    Quiet,
    Strong,
}

/// The report as text: what did not pass, case by case, and the numbers on the last line.
///
/// Nothing that a document says can control the terminal.
pub fn to_terminal(report: &Report, style: Style) -> String {
    let mut page = Page { out: String::new(), style };
    for outcome in report.outcomes() {
        let is_worth_it = outcome.status != Status::Passed || !outcome.warnings.is_empty();
        if is_worth_it || style.verbose {
            page.outcome(outcome);
            if is_worth_it {
                page.out.push('\n');
            }
        }
    }
    let took =
        style.took.map_or_else(String::new, |took| format!(" in {:.1} s", took.as_secs_f64()));
    let tone = if report.has_passed() { Tone::Good } else { Tone::Bad };
    let summary = page.painted(tone, &report.summary());
    page.out.push_str(&summary);
    page.out.push_str(&took);
    page.out.push('\n');
    page.out
}

/// What has been written so far.
struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn outcome(&mut self, outcome: &Outcome) {
        let status = self.painted(tone(outcome.status), outcome.status.as_str());
        let title = self.painted(Tone::Strong, &outcome.title());
        self.line(0, &format!("{status}  {title}"));
        for line in outcome.message.iter().flat_map(|message| message.lines()) {
            self.line(1, &printable(line));
        }
        for changes in by_document(&outcome.changes) {
            self.document(changes);
        }
        if let Some(first) = &outcome.first_stage {
            let stage = self.painted(Tone::Strong, first.stage.as_str());
            self.line(1, &format!("first stage that differs: {stage}"));
            for reason in &first.reasons {
                self.line(2, &printable(reason));
            }
        }
        self.text(outcome);
        for warning in &outcome.warnings {
            let word = self.painted(Tone::Doubtful, "warning");
            self.line(1, &format!("{word}: {}", printable(warning)));
        }
    }

    fn document(&mut self, changes: &[Change]) {
        let Some(first) = changes.first() else { return };
        self.line(1, &printable(document_name(first)));
        let width = changes.iter().map(|change| change.stage.as_str().chars().count()).max();
        let width = width.unwrap_or_default();
        let shown = if self.style.all { changes.len() } else { CHANGES };
        for change in changes.iter().take(shown) {
            let stage = self.painted(Tone::Quiet, &format!("{:width$}", change.stage));
            self.line(2, &format!("{stage}  {}", printable(&change.to_string())));
        }
        self.rest(2, changes.len(), shown, "changes");
    }

    /// The difference of the texts.
    fn text(&mut self, outcome: &Outcome) {
        if outcome.text.is_empty() {
            return;
        }
        let (removed, added) = outcome.text.counts();
        let heading = format!("text: {removed} lines removed (-), {added} added (+)");
        self.line(1, &heading);
        let count: usize = outcome.text.hunks.iter().map(|hunk| hunk.lines.len()).sum();
        let shown = if self.style.all { count } else { LINES };
        let mut left = shown;
        for hunk in &outcome.text.hunks {
            if left == 0 {
                break;
            }
            let heading = self.painted(Tone::Quiet, &hunk.heading());
            self.line(1, &heading);
            for line in hunk.lines.iter().take(left) {
                left -= 1;
                let text = format!("{}{}", line.sign.as_char(), printable(&line.text));
                let text = match line.sign {
                    Sign::Same => text,
                    Sign::Removed => self.painted(Tone::Bad, &text),
                    Sign::Added => self.painted(Tone::Good, &text),
                };
                self.line(1, &text);
            }
        }
        self.rest(1, count, shown, "lines");
    }

    fn rest(&mut self, depth: usize, count: usize, shown: usize, noun: &str) {
        if count > shown {
            self.line(depth, &format!("… and {} more {noun}", count - shown));
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn painted(&self, tone: Tone, text: &str) -> String {
        if !self.style.color {
            return printable(text);
        }
        let code = match tone {
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Doubtful => "33",
            Tone::Quiet => "2",
            Tone::Strong => "1",
        };
        format!("\u{1b}[{code}m{}\u{1b}[0m", printable(text))
    }
}

fn tone(status: Status) -> Tone {
    match status {
        Status::Passed => Tone::Good,
        Status::Differs | Status::Broken => Tone::Bad,
        Status::Missing | Status::Unreferenced => Tone::Doubtful,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::*;
    use crate::difference::compare_lines;

    #[test]
    fn people_see_what_changed_first() {
        insta::assert_snapshot!(to_terminal(&report(), Style::default()));
    }

    #[test]
    fn colours_add_nothing_but_colour() {
        let plain =
            Style { verbose: true, took: Some(Duration::from_millis(1250)), ..Style::default() };
        let colored = to_terminal(&report(), Style { color: true, ..plain });
        let mut without = String::new();
        let mut rest = colored.as_str();
        while let Some((before, after)) = rest.split_once("\u{1b}[") {
            without.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        without.push_str(rest);
        let plain = to_terminal(&report(), plain);
        assert_eq!(without, plain);
        assert!(colored.len() > plain.len());
        assert!(plain.ends_with("1 broken in 1.2 s\n") && plain.contains("\npassed  harbour"));
    }

    #[test]
    fn long_differences_are_cut() {
        let mut outcome = Outcome::new("long", Status::Differs);
        let lines: Vec<String> = (0..200).map(|number| number.to_string()).collect();
        outcome.text = compare_lines("", &lines.join("\n"), 0);
        let report = Report::new(vec![outcome]);
        let short = to_terminal(&report, Style::default());
        assert!(short.contains("… and 120 more lines"), "{short}");
        let all = to_terminal(&report, Style { all: true, ..Style::default() });
        assert!(all.contains("+199") && !all.contains('…'));
    }
}
