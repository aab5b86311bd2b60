//! Mistakes in a pipeline file, with places, in words for the person who wrote it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

/// A file, or another text such as a command-line argument, that a mistake can stand in.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// What to call it: a path as the user gave it, or `--set`.
    pub name: String,
    /// What it says.
    pub text: Arc<str>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The text.
    pub source: Arc<SourceText>,
    /// The bytes, end excluded.
    pub range: Range<usize>,
}

impl Location {
    /// The line and column of the first byte, both counted from 1, the column in characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let mut start = self.range.start.min(self.source.text.len());
        while !self.source.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &self.source.text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pipeline cannot run.
    Error,
    /// The pipeline can run, but probably does not do what was meant.
    Warning,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// Where; absent where the file as a whole is meant and cannot be shown.
    pub location: Option<Location>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Another place that belongs to the mistake, with what it is.
    pub related: Option<(Location, String)>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(location: Location, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            location: Some(location),
            hint: None,
            related: None,
        }
    }

    /// An error without a place.
    pub fn global(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            location: None,
            hint: None,
            related: None,
        }
    }

    /// The same as something that the pipeline can run with.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a hint, where there is one.
    #[must_use]
    pub fn with_optional_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// The same with another place.
    #[must_use]
    pub fn with_related(mut self, location: Location, label: impl Into<String>) -> Self {
        self.related = Some((location, label.into()));
        self
    }

    fn group(&self) -> Group<'_> {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()));
        if let Some(location) = &self.location {
            group = group.element(snippet(location, AnnotationKind::Primary, None));
        }
        if let Some((location, label)) = &self.related {
            group = group.element(snippet(location, AnnotationKind::Context, Some(label)));
        }
        match &self.hint {
            Some(hint) => group.element(Level::HELP.message(hint.as_str())),
            None => group,
        }
    }
}

/// The longest excerpt of a line that is shown on each side of a mistake, in bytes: a rules file may
/// be one line of a megabyte.
const MARGIN: usize = 160;

fn snippet<'a>(
    location: &'a Location,
    kind: AnnotationKind,
    label: Option<&'a String>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = &location.source.text;
    let start = floor(text, location.range.start.min(text.len()));
    let (line, _) = location.line_and_column();
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    // Only the first line of what is wrong is shown: the rest says no more.
    let end = floor(text, location.range.end.clamp(start, line_end));
    let from = floor(text, line_start.max(start.saturating_sub(MARGIN)));
    let to = floor(text, line_end.min(end + MARGIN)).max(end);
    let annotation = kind.span(start - from..end - from);
    let annotation = match label {
        Some(label) => annotation.label(label.as_str()),
        None => annotation,
    };
    Snippet::source(&text[from..to])
        .line_start(line)
        .path(location.source.name.as_str())
        .annotation(annotation)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// All mistakes that were found, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// True when one of them keeps the pipeline from running.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The mistakes as the user sees them, in the manner of `rustc`.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in &self.0 {
            out.push_str(&renderer.render(&[diagnostic.group()]));
            out.push_str("\n\n");
        }
        out
    }

    /// The mistakes for a program: an array of objects with `severity`, `message`, and, where they
    /// are known, `file`, `line`, `column` (from 1, in characters) and `hint`.
    pub fn to_json(&self) -> serde_json::Value {
        #[derive(Serialize)]
        struct Entry<'a> {
            severity: Severity,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            file: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            line: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            column: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            hint: Option<&'a str>,
        }
        let entries = self.0.iter().map(|diagnostic| {
            let location = diagnostic.location.as_ref();
            let place = location.map(Location::line_and_column);
            Entry {
                severity: diagnostic.severity,
                message: &diagnostic.message,
                file: location.map(|location| location.source.name.as_str()),
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
                hint: diagnostic.hint.as_deref(),
            }
        });
        serde_json::json!(entries.collect::<Vec<_>>())
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// The candidate that `word` was probably meant to be.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= 1.max(candidate.chars().count() / 3))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The one candidate that `word` is the beginning of: `lang` for `language`.
fn begun<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let mut begun = candidates.iter().filter(|candidate| candidate.starts_with(word));
    match (begun.next(), begun.next()) {
        (Some(candidate), None) if word.chars().count() >= 2 => Some(candidate),
        _ => None,
    }
}

/// The hint for a name that nothing bears: the nearest candidate, or all of them.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let near = begun(word, &candidates).or_else(|| nearest(word, candidates.iter().copied()));
    if let Some(candidate) = near {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let all: Vec<String> = candidates.iter().map(|name| format!("`{name}`")).collect();
    (!all.is_empty()).then(|| format!("known here: {}", all.join(", ")))
}
