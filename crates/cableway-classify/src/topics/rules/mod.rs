//! The rules file: what it says, or all that is wrong with it.

use std::collections::HashSet;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use cableway_core::{ConfigError, ConfigProblem, Place};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::fold::plain;
use super::needle::{Needle, Style};
use super::query::{Field, Node};

mod doubtful;
mod query;
mod values;

/// What decides whether a document is about a topic.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) label: String,
    /// What another system calls it.
    pub(crate) code: Option<String>,
    /// The file and the line where it stands: `topics.toml:12`.
    pub(crate) rule: String,
    pub(crate) threshold: f64,
    pub(crate) title_boost: f64,
    pub(crate) any: Vec<Term>,
    pub(crate) all: Vec<Term>,
    pub(crate) none: Vec<Term>,
    pub(crate) near: Vec<Near>,
    pub(crate) queries: Vec<Query>,
    /// The bytes of the file that it stands at.
    range: Range<usize>,
}

impl Topic {
    /// What is searched for, in the order of `any`, `all`, `none`, `near` and `query`.
    pub(crate) fn needles(&self) -> impl Iterator<Item = &Needle> {
        let terms = self.any.iter().chain(&self.all).chain(&self.none);
        let near = self.near.iter().flat_map(|near| &near.needles);
        let queries = self.queries.iter().flat_map(|query| &query.needles);
        terms.map(|term| &term.needle).chain(near).chain(queries)
    }

    /// The most points that a document can have.
    fn most_points(&self) -> f64 {
        let boost = self.title_boost.max(1.0);
        let terms: f64 = self.any.iter().chain(&self.all).map(|term| term.weight).sum();
        let near: f64 = self.near.iter().map(|near| near.weight).sum();
        let most = |query: &Query| {
            query.weight * if query.root.may_stand_in(Field::HEAD) { boost } else { 1.0 }
        };
        (terms + near) * boost + self.queries.iter().map(most).sum::<f64>()
    }
}

/// A word or a phrase.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// As it stands in the file, in [`plain`] form.
    pub(crate) written: String,
    pub(crate) needle: Needle,
    pub(crate) weight: f64,
    /// The bytes of the file that it stands at.
    range: Range<usize>,
}

/// A query that counts when it holds.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) root: Node,
    /// What its terms are, by slot.
    pub(crate) needles: Vec<Needle>,
    pub(crate) weight: f64,
    /// True where it asks how far words are from one another.
    pub(crate) counts_words: bool,
    /// The bytes of the file that it stands at.
    range: Range<usize>,
}

/// Terms that count when they stand close together.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    /// The terms as they stand in the file, with ` ~ ` between them.
    pub(crate) name: String,
    pub(crate) needles: Vec<Needle>,
    /// The most words from the first word of the first term to the first word of the last.
    pub(crate) within: u64,
    pub(crate) weight: f64,
    /// The bytes of the file that it stands at.
    range: Range<usize>,
}

/// No weight, threshold or boost is above this, so that no sum of them is infinite.
const MOST: f64 = 1e6;

const FILE_KEYS: [&str; 5] = ["topic", "threshold", "title_boost", "case", "stem"];
const TOPIC_KEYS: [&str; 11] = [
    "label",
    "code",
    "query",
    "any",
    "all",
    "none",
    "near",
    "threshold",
    "title_boost",
    "case",
    "stem",
];
const TERM_KEYS: [&str; 2] = ["term", "weight"];
const NEAR_KEYS: [&str; 3] = ["terms", "within", "weight"];

/// What a rules file says.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub(crate) topics: Vec<Topic>,
    /// What can be worked with, but is probably not meant.
    pub(crate) warnings: Vec<ConfigProblem>,
}

/// Reads a rules file. `shown` is what messages call it.
///
/// # Errors
/// All that is wrong with it, in the order of the file.
pub(crate) fn read(text: &str, shown: PathBuf) -> Result<Rules, ConfigError> {
    let (problems, warnings) = Default::default();
    let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut reader = Reader { path: shown, text: text.into(), line_ends, problems, warnings };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        reader.problem(error.span().unwrap_or(0..0), error.message().to_owned(), None);
    }
    // What is missing from a file that could not be read may stand in the part that was not read.
    let topics = if errors.is_empty() { reader.file(table.get_ref()) } else { Vec::new() };
    reader.doubtful(&topics);
    let start = |problem: &ConfigProblem| match &problem.place {
        Place::File { range, .. } => range.start,
        Place::Config(_) => 0,
    };
    reader.problems.problems.sort_by_key(start);
    reader.warnings.problems.sort_by_key(start);
    let warnings = reader.warnings.problems;
    reader.problems.or(Rules { topics, warnings })
}

/// What a file sets for all its topics.
#[derive(Clone, Copy)]
struct Defaults {
    threshold: f64,
    title_boost: f64,
    style: Style,
}

struct Reader {
    path: PathBuf,
    text: Arc<str>,
    /// Counting the lines before each topic anew would take a time that grows with the square.
    line_ends: Vec<usize>,
    problems: ConfigError,
    warnings: ConfigError,
}

impl Reader {
    fn problem(&mut self, range: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let place = Place::File { path: self.path.clone(), text: Arc::clone(&self.text), range };
        self.problems.add(place, message, hint);
    }

    fn warning(&mut self, range: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let place = Place::File { path: self.path.clone(), text: Arc::clone(&self.text), range };
        self.warnings.add(place, message, hint);
    }

    fn file(&mut self, table: &DeTable<'_>) -> Vec<Topic> {
        self.known_keys(table, &FILE_KEYS);
        let style = Style::default();
        let defaults = self.settings(table, Defaults { threshold: 1.0, title_boost: 2.0, style });
        let topics = match table.get("topic").map(|value| (value.span(), value.get_ref())) {
            Some((_, DeValue::Array(topics))) if !topics.is_empty() => topics,
            Some((range, _)) => {
                self.problem(range, "`topic` is a list of tables", Some(example()));
                return Vec::new();
            }
            None => {
                self.problem(0..0, "there are no topics in this file", Some(example()));
                return Vec::new();
            }
        };
        let mut read: Vec<Topic> = Vec::new();
        let mut labels = HashSet::new();
        for topic in topics {
            let DeValue::Table(table) = topic.get_ref() else {
                self.problem(topic.span(), "a topic is a table", Some(example()));
                continue;
            };
            let Some(topic) = self.topic(table, topic.span(), defaults) else { continue };
            if !labels.insert(topic.label.clone()) {
                let range = table.get("label").map_or(0..0, Spanned::span);
                let message = format!("there are two topics with the label `{}`", topic.label);
                self.problem(range, message, Some("put their terms into one".to_owned()));
            }
            read.push(topic);
        }
        read
    }

    fn topic(
        &mut self,
        table: &DeTable<'_>,
        range: Range<usize>,
        defaults: Defaults,
    ) -> Option<Topic> {
        let problems_before = self.problems.problems.len();
        self.known_keys(table, &TOPIC_KEYS);
        let defaults = self.settings(table, defaults);
        let label = match table.get("label").map(|value| (value.span(), value.get_ref())) {
            Some((_, DeValue::String(label))) if !label.trim().is_empty() => {
                Some(label.trim().to_owned())
            }
            Some((range, _)) => {
                self.problem(range, "`label` is a text that is not empty", None);
                None
            }
            None => {
                self.problem(range.clone(), "this topic has no `label`", None);
                None
            }
        };
        let code = self.code(table);
        let style = defaults.style;
        let any = self.terms(table, "any", style);
        let all = self.terms(table, "all", style);
        let none = self.terms(table, "none", style);
        let near = self.near(table, style);
        let queries = self.queries(table, style);
        let is_empty = |key: &&str| match table.get(*key).map(Spanned::get_ref) {
            Some(DeValue::Array(list)) => list.is_empty(),
            Some(_) => false,
            None => true,
        };
        if ["query", "any", "all", "near"].iter().all(is_empty) {
            let hint = "`query`, `any`, `all` or `near` say which words speak for it".to_owned();
            self.problem(range.clone(), "no document can ever have this topic", Some(hint));
        }
        let Defaults { threshold, title_boost, .. } = defaults;
        let line = self.line_ends.partition_point(|end| *end < range.start) + 1;
        let topic = Topic {
            label: label?,
            code,
            rule: format!("{}:{line}", self.path.display()),
            threshold,
            title_boost,
            any,
            all,
            none,
            near,
            queries,
            range: range.clone(),
        };
        // Terms that could not be read would be missed in the sum.
        let is_sound = self.problems.problems.len() == problems_before;
        let most = topic.most_points();
        if is_sound && most < threshold * (1.0 - 1e-9) {
            let range = table.get("threshold").map_or(range, Spanned::span);
            let message = format!(
                "no document can ever have this topic: all its terms together give {most}, and the \
                 threshold is {threshold}"
            );
            let hint = "lower `threshold`, or give terms more `weight`".to_owned();
            self.problem(range, message, Some(hint));
        }
        Some(topic)
    }

    fn terms(&mut self, table: &DeTable<'_>, key: &str, style: Style) -> Vec<Term> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            let hint = format!("such as `{key} = [\"ferry\", \"container ship\"]`");
            self.problem(value.span(), format!("`{key}` is a list of terms"), Some(hint));
            return Vec::new();
        };
        let terms = list.iter().map(|value| (value.span(), self.term(value, style, key != "none")));
        let terms: Vec<_> = terms.collect();
        self.once_each(terms, false)
    }

    /// The terms that could be read, each once. A second one counts no more, but for `near` it is a
    /// mistake: a term is always near itself.
    fn once_each(&mut self, read: Vec<(Range<usize>, Option<Term>)>, is_near: bool) -> Vec<Term> {
        let mut needles = HashSet::new();
        let mut terms = Vec::new();
        for (range, term) in read {
            let Some(term) = term else { continue };
            if needles.insert(term.needle.clone()) {
                terms.push(term);
                continue;
            }
            let message = format!("`{}` stands twice in this list", term.written);
            if is_near {
                self.problem(range, message, None);
            } else {
                self.warning(range, message, Some("the second one does not count".to_owned()));
            }
        }
        terms
    }

    /// A text, or a table with a text and a weight.
    fn term(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        style: Style,
        has_weight: bool,
    ) -> Option<Term> {
        match value.get_ref() {
            DeValue::String(text) => self.phrase(text, value.span(), style, 1.0),
            DeValue::Table(table) => {
                self.known_keys(table, &TERM_KEYS);
                if let Some(weight) = table.get("weight").filter(|_| !has_weight) {
                    self.problem(weight.span(), "a term of `none` has no weight", None);
                }
                let weight = self.positive(table, "weight", 1.0);
                match table.get("term").map(|term| (term.span(), term.get_ref())) {
                    Some((range, DeValue::String(text))) => self.phrase(text, range, style, weight),
                    Some((range, _)) => {
                        self.problem(range, "`term` is a text", None);
                        None
                    }
                    None => {
                        self.problem(value.span(), "`term` is missing", None);
                        None
                    }
                }
            }
            _ => {
                let hint = "such as \"ferry\" or { term = \"ferry\", weight = 2.0 }".to_owned();
                self.problem(value.span(), "a term is a text or a table", Some(hint));
                None
            }
        }
    }

    fn phrase(
        &mut self,
        text: &str,
        range: Range<usize>,
        style: Style,
        weight: f64,
    ) -> Option<Term> {
        let written = plain(text);
        match Needle::parse(&written, style) {
            Ok(needle) => Some(Term { written, needle, weight, range }),
            Err(message) => {
                self.problem(range, message, None);
                None
            }
        }
    }

    fn near(&mut self, table: &DeTable<'_>, style: Style) -> Vec<Near> {
        let Some(value) = table.get("near") else { return Vec::new() };
        let hint =
            || Some("such as `near = [{ terms = [\"port\", \"strike\"], within = 8 }]`".to_owned());
        let DeValue::Array(list) = value.get_ref() else {
            self.problem(value.span(), "`near` is a list of tables", hint());
            return Vec::new();
        };
        let mut read = Vec::new();
        for value in list {
            let DeValue::Table(table) = value.get_ref() else {
                self.problem(value.span(), "an entry of `near` is a table", hint());
                continue;
            };
            self.known_keys(table, &NEAR_KEYS);
            let terms = match table.get("terms").map(|terms| (terms.span(), terms.get_ref())) {
                Some((_, DeValue::Array(list))) if list.len() >= 2 => self.texts(list, style),
                Some((range, _)) => {
                    self.problem(range, "`terms` is a list of at least two terms", hint());
                    continue;
                }
                None => {
                    self.problem(value.span(), "`terms` is missing", hint());
                    continue;
                }
            };
            let within = self.words(table, "within", 8);
            let weight = self.positive(table, "weight", 1.0);
            let names: Vec<&str> = terms.iter().map(|term| term.written.as_str()).collect();
            let name = names.join(" ~ ");
            let needles = terms.into_iter().map(|term| term.needle).collect();
            let range = value.span();
            read.push(Near { name, needles, within: within.into(), weight, range });
        }
        read
    }

    fn texts(&mut self, list: &DeArray<'_>, style: Style) -> Vec<Term> {
        let mut terms = Vec::new();
        for value in list {
            match value.get_ref() {
                DeValue::String(text) => {
                    terms.push((value.span(), self.phrase(text, value.span(), style, 1.0)));
                }
                _ => self.problem(value.span(), "a term of `near` is a text", None),
            }
        }
        self.once_each(terms, true)
    }
}

fn example() -> String {
    "such as `[[topic]]`, then `label = \"shipping\"`, then `any = [\"ferry\", \"harbour\"]`"
        .to_owned()
}
