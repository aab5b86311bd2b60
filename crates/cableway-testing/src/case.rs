//! A case: a folder with `case.toml` and the input files, and where its snapshots lie.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cableway_core::{Digest, ErrorKind};
use cableway_engine::{Diagnostic, Diagnostics, Location, SourceText};
use jiff::Timestamp;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::redaction::{Action, Filter, Rule};

/// The file that makes a folder a case.
pub const CASE_FILE: &str = "case.toml";

/// The folder in a case that its snapshots lie in.
pub const SNAPSHOTS: &str = "snapshots";

/// The folder in a case that its inputs lie in, unless it says otherwise.
pub const INPUT: &str = "input";

/// What `case.toml` says.
///
/// ```
/// use cableway_testing::case::{Case, Expect};
///
/// let case = Case::parse("case.toml", "pipeline = \"../p.toml\"\nexpect = \"diagnostics\"\n").unwrap();
/// assert_eq!(case.expect, Expect::Diagnostics);
///
/// let mistakes = Case::parse("case.toml", "pipelin = \"../p.toml\"\n").unwrap_err();
/// assert!(mistakes.to_string().contains("case.toml:1:1"));
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The pipeline file, relative to the case's folder.
    pub pipeline: PathBuf,
    /// What the pipeline's ingest stages read instead of what they say: paths and globs relative to the
    /// case's folder.
    #[serde(default)]
    pub inputs: Inputs,
    /// What time it is for every stage that asks, as RFC 3339; in the file, a text or a time of TOML.
    #[serde(default = "default_clock", deserialize_with = "clock")]
    pub clock: String,
    /// What is laid over the pipeline file, as `--set` does.
    #[serde(default, rename = "set")]
    pub sets: Vec<String>,
    /// The stages after which the records are a snapshot too.
    #[serde(default)]
    pub after: Vec<String>,
    /// The export stages whose files are snapshots; no other export runs.
    #[serde(default)]
    pub exports: Vec<String>,
    /// What the case shows.
    #[serde(default)]
    pub expect: Expect,
    /// What may happen without the case failing for it.
    #[serde(default)]
    pub allow: Vec<Allowed>,
    /// Records are compared by their id, not by their order.
    #[serde(default)]
    pub unordered: bool,
    /// How far two scores may lie apart and still be the same, 0 to 1.
    #[serde(default)]
    pub tolerance: f64,
    /// The variables that `${VAR}` in the pipeline file sees; beside those of `inherit`, it sees no others.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Names of variables that `${VAR}` sees as they are where the case runs, if they are set there and `environment`
    /// does not say them. For what lies elsewhere on each machine, such as the library of a plugin.
    #[serde(default)]
    pub inherit: Vec<String>,
    /// What stands in for stages.
    #[serde(default, rename = "mock")]
    pub mocks: Vec<Mock>,
    /// What is made plain in records before they are compared.
    #[serde(default, rename = "redact")]
    pub redactions: Vec<Redaction>,
    /// What is replaced in the text of every snapshot before it is compared.
    #[serde(default, rename = "filter")]
    pub filters: Vec<Replace>,
}

/// Which files the ingest stages read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(from = "InputsForm")]
pub enum Inputs {
    /// The first ingest stage that has `paths` reads these; no other reads anything.
    First(Vec<String>),
    /// These stages read these; no others read anything.
    Named(BTreeMap<String, Vec<String>>),
}

impl Default for Inputs {
    fn default() -> Self {
        Self::First(vec!["input/**/*".to_owned()])
    }
}

/// What both forms look like in TOML.
struct InputsForm(Inputs);

impl<'de> Deserialize<'de> for InputsForm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not an untagged enum: its message would name neither form.
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = InputsForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a list of paths, or a table of ingest stages with a list of paths each",
                )
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                seq: A,
            ) -> Result<InputsForm, A::Error> {
                let paths = Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))?;
                Ok(InputsForm(Inputs::First(paths)))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<InputsForm, A::Error> {
                let paths =
                    BTreeMap::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(InputsForm(Inputs::Named(paths)))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl From<InputsForm> for Inputs {
    fn from(form: InputsForm) -> Self {
        form.0
    }
}

/// What a case shows.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// The records that the pipeline makes of the inputs.
    #[default]
    Records,
    /// What `cableway check` says of the pipeline, which must not pass.
    Diagnostics,
}

/// What may happen without a case failing for it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Allowed {
    /// Documents may go to quarantine; they are part of the snapshot.
    Quarantine,
    /// The pipeline may be checked with warnings.
    Warnings,
    /// Loopback addresses may be connected to; without it, nothing is.
    Loopback,
}

/// What stands in for a stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mock {
    /// The stage's name in the pipeline, also where another file includes it.
    pub stage: String,
    /// Only documents whose URI fits this glob are meant; others get nothing from the stage.
    #[serde(default)]
    pub only: Option<String>,
    /// What a classify stage says.
    #[serde(default)]
    pub annotations: Vec<MockAnnotation>,
    /// What a summarize stage says: each sentence must stand in the text as it is here.
    #[serde(default)]
    pub sentences: Vec<String>,
    /// What an ingest stage lists; the stage itself reads it.
    #[serde(default)]
    pub items: Vec<MockItem>,
    /// What the stage fails with.
    #[serde(default)]
    pub error: Option<MockError>,
    /// How long the stage takes, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
}

/// An annotation of a mock.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MockAnnotation {
    /// Its kind.
    pub kind: String,
    /// Its label.
    pub label: String,
    /// Its score, a finite number; records keep four decimals.
    #[serde(default)]
    pub score: Option<f64>,
    /// The words that it rests on: the first place of each in the text.
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// An item of a mock.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MockItem {
    /// Its URI.
    pub uri: String,
    /// The file with its bytes, relative to the case's folder.
    pub file: PathBuf,
    /// Its media type.
    #[serde(default)]
    pub media_type: Option<String>,
}

/// An error of a mock.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MockError {
    /// Its kind.
    #[serde(default = "internal")]
    pub kind: ErrorKind,
    /// What it says.
    pub message: String,
}

/// What is made plain in records: one of `with`, `round` and `sort`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// Which values, in insta's grammar: `.**.score`.
    pub select: String,
    /// The text that takes the values' place.
    #[serde(default)]
    pub with: Option<String>,
    /// How many digits behind the point numbers keep.
    #[serde(default)]
    pub round: Option<u8>,
    /// Whether lists are sorted.
    #[serde(default)]
    pub sort: bool,
}

/// What is replaced in texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// A regular expression of the crate `regex`.
    pub regex: String,
    /// What stands in place of each match; `$1` is what the first group found.
    pub replace: String,
}

/// Where the value lies that `keys` lead to in a file; the table `number` is meant where there are several.
fn place(text: &str, keys: &[&str], number: usize) -> Range<usize> {
    let Ok(whole) = DeTable::parse(text) else { return 0..0 };
    let mut table = whole.get_ref();
    let mut place = 0..0;
    for key in keys {
        let Some(value) = table.get(*key) else { return place };
        place = value.span();
        let value = match value.get_ref() {
            DeValue::Array(values) => values.get(number).map(Spanned::get_ref),
            value => Some(value),
        };
        match value {
            Some(DeValue::Table(below)) => table = below,
            _ => return place,
        }
    }
    place
}

fn internal() -> ErrorKind {
    ErrorKind::Internal
}

fn default_clock() -> String {
    "2000-01-01T00:00:00Z".to_owned()
}

fn clock<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a time such as 2026-03-02T06:00:00Z")]
    enum Form {
        Text(String),
        Time(toml::value::Datetime),
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::Text(text) => text,
        Form::Time(time) => time.to_string(),
    })
}

impl Case {
    /// Reads the text of a `case.toml` that is called `name`.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let source = Arc::new(SourceText { name: name.to_owned(), text: text.into() });
        let mistake = |range, message: String, hint: Option<&str>| {
            let location = Location { source: Arc::clone(&source), range };
            let diagnostic = Diagnostic::error(location, message);
            Diagnostics(vec![diagnostic.with_optional_hint(hint.map(str::to_owned))])
        };
        let case: Self = toml::from_str(text).map_err(|error| {
            mistake(error.span().unwrap_or(0..0), error.message().to_owned(), None)
        })?;
        // What is written below, an error of which is not serde's, is found by its keys.
        let at = |keys: &[&str], number: usize| place(text, keys, number);
        if case.time().is_err() {
            let message = format!("`{}` is no time", case.clock);
            let hint = "write it as 2026-03-02T06:00:00Z";
            return Err(mistake(at(&["clock"], 0), message, Some(hint)));
        }
        if !(0.0..=1.0).contains(&case.tolerance) {
            let message = "`tolerance` must be a number from 0 to 1".to_owned();
            return Err(mistake(at(&["tolerance"], 0), message, None));
        }
        for (number, redaction) in case.redactions.iter().enumerate() {
            if let Err(message) = redaction.rule() {
                return Err(mistake(at(&["redact", "select"], number), message, None));
            }
        }
        for (number, filter) in case.filters.iter().enumerate() {
            if let Err(error) = filter.filter() {
                return Err(mistake(at(&["filter", "regex"], number), error, None));
            }
        }
        Ok(case)
    }

    /// A case of this pipeline that says nothing else.
    pub fn of(pipeline: &Path) -> Self {
        Self {
            pipeline: pipeline.to_owned(),
            inputs: Inputs::default(),
            clock: default_clock(),
            sets: Vec::new(),
            after: Vec::new(),
            exports: Vec::new(),
            expect: Expect::default(),
            allow: Vec::new(),
            unordered: false,
            tolerance: 0.0,
            environment: BTreeMap::new(),
            inherit: Vec::new(),
            mocks: Vec::new(),
            redactions: Vec::new(),
            filters: Vec::new(),
        }
    }

    /// The digest of what the case itself lays over the output: its mocks, redactions and filters.
    pub(crate) fn overlay(&self) -> Option<Digest> {
        let is_plain =
            self.mocks.is_empty() && self.redactions.is_empty() && self.filters.is_empty();
        let said = format!("{:?}{:?}{:?}", self.mocks, self.redactions, self.filters);
        (!is_plain).then(|| Digest::of(said.as_bytes()))
    }

    /// What time it is in the case.
    ///
    /// # Errors
    /// When `clock` is no time.
    pub fn time(&self) -> Result<SystemTime, String> {
        let moment = self.clock.parse::<Timestamp>().map_err(|error| error.to_string())?;
        let since = moment.duration_since(Timestamp::UNIX_EPOCH).unsigned_abs();
        let epoch = SystemTime::UNIX_EPOCH;
        let time = if moment < Timestamp::UNIX_EPOCH {
            epoch.checked_sub(since)
        } else {
            epoch.checked_add(since)
        };
        time.ok_or_else(|| "the clock of this machine does not go as far".to_owned())
    }

    /// What `${name}` stands for in the pipeline file, if it is for the case to see.
    pub fn variable(&self, name: &str) -> Option<String> {
        let inherited = || {
            self.inherit.iter().any(|one| one == name).then(|| std::env::var(name).ok()).flatten()
        };
        self.environment.get(name).cloned().or_else(inherited)
    }

    /// Whether this may happen.
    pub fn allows(&self, what: Allowed) -> bool {
        self.allow.contains(&what)
    }
}

impl Redaction {
    /// The rule that it stands for.
    ///
    /// # Errors
    /// In words, when the selector does not parse, or it does not say one thing to do.
    pub fn rule(&self) -> Result<Rule, String> {
        let action = match (&self.with, self.round, self.sort) {
            (Some(text), None, false) => Action::With(text.clone()),
            (None, Some(digits), false) => Action::Round(digits),
            (None, None, true) => Action::Sort,
            _ => return Err("a redaction has one of `with`, `round` and `sort = true`".to_owned()),
        };
        Rule::new(&self.select, action).map_err(|error| error.to_string())
    }
}

impl Replace {
    /// The filter that it stands for.
    ///
    /// # Errors
    /// In words, when `regex` is no regular expression.
    pub fn filter(&self) -> Result<Filter, String> {
        Filter::new(&self.regex, &self.replace).map_err(|error| error.to_string())
    }
}
