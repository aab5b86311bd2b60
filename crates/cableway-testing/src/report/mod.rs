//! What came of all cases, as text for a terminal, as JSON, as XML in `JUnit`'s form, and as one HTML page.
//!
//! An [`Outcome`] is plain data: one comparison of one snapshot. All four forms show the same: what
//! changed in meaning first, by document and stage; then the first stage whose output differs and what
//! changed in it; then the difference of the texts. None of them tells a time, so that equal outcomes
//! are equal bytes.

pub(crate) mod html;
mod json;
mod junit;
mod terminal;

use serde::Serialize;

pub use self::html::to_html;
pub use self::json::to_json;
pub use self::junit::to_junit;
pub use self::terminal::{Style, to_terminal};
use crate::difference::{Change, Origin, TextDifference};

/// What came of one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The output is what the snapshot says.
    Passed,
    /// The output is not what the snapshot says.
    Differs,
    /// There is no snapshot yet.
    Missing,
    /// There is a snapshot that nothing asks for any more.
    Unreferenced,
    /// No comparison could be made.
    Broken,
}

impl Status {
    /// All five, in the order in which they are counted.
    pub const ALL: [Self; 5] =
        [Self::Passed, Self::Differs, Self::Missing, Self::Unreferenced, Self::Broken];

    /// The status as JSON and `JUnit` spell it: `differs`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Differs => "differs",
            Self::Missing => "missing",
            Self::Unreferenced => "unreferenced",
            Self::Broken => "broken",
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The first stage whose output differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstStage {
    /// The stage.
    pub stage: Origin,
    /// What of it, or of the stages before it, is not as it was when the snapshot was taken, in words:
    /// `its file `topics.toml` changed`.
    pub reasons: Vec<String>,
}

/// What came of comparing one snapshot of one case; or of a case as a whole, where it is broken.
///
/// ```
/// use cableway_testing::report::{Outcome, Report, Status, Style, to_terminal};
///
/// let mut outcome = Outcome::new("harbour", Status::Broken);
/// outcome.message = Some("no input matches `input/*.html`".to_owned());
/// let report = Report::new(vec![outcome, Outcome::new("airport", Status::Passed)]);
/// assert_eq!(
///     to_terminal(&report, Style::default()),
///     "broken  harbour\n  no input matches `input/*.html`\n\n1 passed, 1 broken\n"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The case's name.
    pub case: String,
    /// The snapshot's name, such as `records` or `after-desk`; nothing for a case as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// What came of it.
    pub status: Status,
    /// Why it is so, where changes do not say it; in lower case and without a full stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What changed in meaning.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// The first stage whose output differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_stage: Option<FirstStage>,
    /// Where the texts differ.
    #[serde(skip_serializing_if = "TextDifference::is_empty")]
    pub text: TextDifference,
    /// What the case's author should know, whatever came of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Outcome {
    /// An outcome that says no more than this.
    pub fn new(case: impl Into<String>, status: Status) -> Self {
        Self {
            case: case.into(),
            snapshot: None,
            status,
            message: None,
            changes: Vec::new(),
            first_stage: None,
            text: TextDifference::default(),
            warnings: Vec::new(),
        }
    }

    /// The case's name, and that of the snapshot where there is one.
    pub fn title(&self) -> String {
        match &self.snapshot {
            Some(snapshot) => format!("{} · {snapshot}", self.case),
            None => self.case.clone(),
        }
    }
}

/// The outcomes of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    outcomes: Vec<Outcome>,
}

impl Report {
    /// A report of these outcomes: by case, then by snapshot, in whatever order they come.
    pub fn new(mut outcomes: Vec<Outcome>) -> Self {
        outcomes.sort_by(|a, b| (&a.case, &a.snapshot).cmp(&(&b.case, &b.snapshot)));
        Self { outcomes }
    }

    /// The outcomes, by case and snapshot.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// How many outcomes have this status.
    pub fn count(&self, status: Status) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.status == status).count()
    }

    /// True where everything passed.
    pub fn has_passed(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.status == Status::Passed)
    }

    /// The numbers in words: `3 passed, 1 differs`.
    pub fn summary(&self) -> String {
        let counts: Vec<String> = Status::ALL
            .into_iter()
            .map(|status| (status, self.count(status)))
            .filter(|(_, count)| *count > 0)
            .map(|(status, count)| format!("{count} {status}"))
            .collect();
        if counts.is_empty() { "no cases".to_owned() } else { counts.join(", ") }
    }
}

/// How a document is named to people: by its URI, and by its id where the URI is not known.
fn document_name(change: &Change) -> &str {
    if change.uri.is_empty() { change.id.as_deref().unwrap_or("a document") } else { &change.uri }
}

/// `text` without what controls a terminal, or what XML cannot hold; line breaks and tabs stay.
pub(crate) fn printable(text: &str) -> String {
    let keep = |c: char| {
        let is_xml = !matches!(c, '\u{fffe}' | '\u{ffff}');
        match c {
            '\n' | '\t' => c,
            c if is_xml => crate::difference::printable(c),
            _ => '\u{fffd}',
        }
    };
    text.chars().map(keep).collect()
}

/// Appends `text` as the content of an element of HTML or XML.
pub(crate) fn push_escaped_text(out: &mut String, text: &str) {
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

/// Appends `text` as the value of an attribute in double quotes.
fn push_escaped_attribute(out: &mut String, text: &str) {
    let start = out.len();
    push_escaped_text(out, text);
    let escaped = out.split_off(start).replace('"', "&quot;").replace('\n', "&#10;");
    out.push_str(&escaped);
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::difference::{Options, compare, compare_lines};
    use crate::rendering::render;

    fn record(name: &str, label: &str, title: &str) -> Value {
        json!({
            "schema": "cableway.record/1",
            "id": name,
            "source": {"uri": format!("input/{name}.txt")},
            "meta": {"title": title},
            "text": "The ferry sails.",
            "annotations": [
                {"id": "desk-1", "stage": "desk", "kind": "topic", "label": label, "spans": [[4, 9]]},
            ],
        })
    }

    /// One outcome of each sort, with what must be escaped in each form.
    pub(crate) fn report() -> Report {
        let old = [record("a", "shipping", "A"), record("b", "shipping", "B")];
        let new =
            [record("a", "<b>&\"sanctions\"</b>", "A"), record("b", "sanctions", "B \u{1b}[31m")];
        let mut differs = Outcome::new("harbour", Status::Differs);
        differs.snapshot = Some("records".to_owned());
        differs.changes = compare(&old, &new, &Options::default());
        differs.text = compare_lines(&render(&old), &render(&new), 1);
        differs.first_stage = Some(FirstStage {
            stage: Origin::Stage("desk".to_owned()),
            reasons: vec!["its file `topics.toml` changed".to_owned()],
        });
        differs.warnings.push("`.id` selects nothing: correct it, or take the rule out".to_owned());
        let mut missing = Outcome::new("harbour", Status::Missing);
        missing.snapshot = Some("after-desk".to_owned());
        let mut unreferenced = Outcome::new("old & gone", Status::Unreferenced);
        unreferenced.snapshot = Some("records".to_owned());
        let mut broken = Outcome::new("airport", Status::Broken);
        broken.message = Some("no input matches `<input>`\nadd a file".to_owned());
        let mut passed = Outcome::new("harbour", Status::Passed);
        passed.snapshot = Some("export-jsonl".to_owned());
        Report::new(vec![differs, missing, unreferenced, broken, passed])
    }

    #[test]
    fn outcomes_are_sorted_and_counted() {
        let report = report();
        let titles: Vec<String> = report.outcomes().iter().map(Outcome::title).collect();
        assert_eq!(
            titles,
            [
                "airport",
                "harbour · after-desk",
                "harbour · export-jsonl",
                "harbour · records",
                "old & gone · records",
            ]
        );
        assert_eq!(report.summary(), "1 passed, 1 differs, 1 missing, 1 unreferenced, 1 broken");
        assert!(!report.has_passed());
        let nothing = Report::new(Vec::new());
        assert_eq!(nothing.summary(), "no cases");
        assert!(nothing.has_passed());
    }

    #[test]
    fn nothing_escapes() {
        let mut out = String::new();
        let text = "<a href=\"x\" b='y'>&\u{0}\u{ffff}\u{202e}\n";
        push_escaped_text(&mut out, text);
        assert_eq!(out, "&lt;a href=\"x\" b='y'&gt;&amp;\u{fffd}\u{fffd}\u{fffd}\n");
        out.clear();
        push_escaped_attribute(&mut out, text);
        assert_eq!(out, "&lt;a href=&quot;x&quot; b='y'&gt;&amp;\u{fffd}\u{fffd}\u{fffd}&#10;");
    }
}
