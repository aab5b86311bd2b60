//! What a rules file may say, but hardly means.

use std::collections::HashMap;
use std::ops::Range;

use cableway_core::Place;

use super::{Reader, Term, Topic};
use crate::topics::needle::Needle;
use crate::topics::query::{Kind, NEVER, Node, never_by_stem, never_holds};
use crate::topics::stem::LANGUAGES;

/// A list of terms is compared with what is forbidden up to this many pairs.
const MOST_PAIRS: usize = 100_000;

impl Reader {
    /// Warns of topics that say the same, and of terms that never count.
    pub(super) fn doubtful(&mut self, topics: &[Topic]) {
        for topic in topics {
            if !self.forbidden(topic) {
                self.impossible(topic);
            }
            for term in topic.any.iter().chain(&topic.all).chain(&topic.none) {
                if term.needle.is_too_open() {
                    let message = format!("`{}` stands for very many words", term.written);
                    let hint = "give the word two letters more".to_owned();
                    self.warning(term.range.clone(), message, Some(hint));
                }
            }
        }
        self.twice(topics);
    }

    /// Terms that another list of the same topic forbids.
    /// True where that leaves no document.
    fn forbidden(&mut self, topic: &Topic) -> bool {
        let speaking = topic.any.len() + topic.all.len();
        if topic.none.len().saturating_mul(speaking) > MOST_PAIRS {
            return false;
        }
        let mut is_told = false;
        for (number, term) in topic.any.iter().chain(&topic.all).enumerate() {
            let forbids = |language: Option<&'static str>| {
                let mut none = topic.none.iter();
                let none = none.find(|none| term.needle.implies_in(&none.needle, language))?;
                Some((
                    none,
                    language.map_or(String::new(), |l| format!(" where a text is in `{l}`")),
                ))
            };
            let by_stem = || LANGUAGES.into_iter().find_map(|language| forbids(Some(language)));
            let Some((none, whence)) = forbids(None).or_else(by_stem) else { continue };
            let (asked, none) = (&term.written, &none.written);
            let message = if number < topic.any.len() {
                format!("`{asked}` never counts{whence}: `none` forbids `{none}`")
            } else {
                is_told = true;
                format!(
                    "no document can ever have this topic{whence}: `all` asks for `{asked}`, and `none` \
                     forbids `{none}`"
                )
            };
            let hint = "take one of the two out".to_owned();
            self.warning(term.range.clone(), message, Some(hint));
        }
        is_told
    }

    /// Queries and `near` that can never count beside the lists of their topic, and topics that no
    /// document can have for that reason.
    fn impossible(&mut self, topic: &Topic) {
        let lists = topic.all.len() + topic.none.len();
        let parts = topic.near.len() + topic.queries.len();
        if parts == 0 || parts.saturating_mul(lists * lists) > MOST_PAIRS {
            return;
        }
        let needles: Vec<Needle> = topic.needles().cloned().collect();
        let beside = beside(topic);
        let mut impossible = Vec::new();
        for (range, part) in parts_of(topic, beside.len()) {
            let whole = Node {
                range: 0..part.range.end,
                kind: Kind::And(std::iter::once(part.clone()).chain(beside.clone()).collect()),
            };
            let language = if never_holds(&whole, &needles, None) {
                None
            } else if let Some(language) = never_by_stem(&whole, &needles) {
                Some(language)
            } else {
                continue;
            };
            let alone = never_holds(&part, &needles, language);
            impossible.push((range, language, alone));
        }
        let is_forbidden =
            |term: &Term| topic.none.iter().any(|none| term.needle.implies(&none.needle));
        let is_never = impossible.len() == parts && topic.any.iter().all(is_forbidden);
        for (range, language, alone) in impossible {
            let whence = language.map_or(String::new(), |l| format!(" where a text is in `{l}`"));
            let (message, hint) = match (is_never, alone) {
                // That has been said.
                (false, true) => continue,
                (false, false) => (
                    format!("this never counts{whence}: `all` and `none` rule it out"),
                    "take what it asks for out of `none`",
                ),
                (true, true) => (
                    format!(
                        "no document can ever have the topic `{}`{whence}: this never holds",
                        topic.label
                    ),
                    "what one part asks for, another one forbids: take one of the two out",
                ),
                (true, false) => (
                    format!(
                        "no document can ever have the topic `{}`{whence}: what this asks for, `all` and `none` \
                         rule out",
                        topic.label
                    ),
                    "take what it asks for out of `none`",
                ),
            };
            // What was said of the query alone says less.
            self.warnings.problems.retain(|warning| {
                !(warning.message.starts_with(NEVER) && range_holds(&warning.place, &range))
            });
            self.warning(range, message, Some(hint.to_owned()));
        }
    }

    /// Topics that differ in their label alone.
    fn twice(&mut self, topics: &[Topic]) {
        let mut seen: HashMap<(Vec<&Needle>, String), &str> = HashMap::new();
        for topic in topics {
            let queries: Vec<String> =
                topic.queries.iter().map(|query| query.root.to_string()).collect();
            let within: Vec<(usize, u64)> =
                topic.near.iter().map(|near| (near.needles.len(), near.within)).collect();
            let lists = (topic.any.len(), topic.all.len(), topic.none.len());
            let rest = format!("{lists:?} {within:?} {queries:?}");
            if let Some(first) = seen.insert((topic.needles().collect(), rest), &topic.label) {
                let message = format!("this topic asks for the same words as `{first}`");
                let hint = "one of the two says nothing that the other does not".to_owned();
                self.warning(topic.range.clone(), message, Some(hint));
            }
        }
    }
}

/// What `all` and `none` ask for, as parts of a query.
fn beside(topic: &Topic) -> Vec<Node> {
    let first = topic.any.len();
    let lists = topic.all.iter().chain(&topic.none).enumerate();
    let node = |(number, term): (usize, &Term)| {
        let range = number..number + 1;
        let node = term_node(&term.written, first + number, number);
        if number < topic.all.len() {
            node
        } else {
            Node { kind: Kind::Not(Box::new(node)), range }
        }
    };
    lists.map(node).collect()
}

fn term_node(written: &str, slot: usize, at: usize) -> Node {
    Node { kind: Kind::Term { written: written.to_owned(), slot }, range: at..at + 1 }
}

/// Each `near` and `query` of a topic as a query, with its bytes of the file. The slots are those of the
/// topic; the places in the query begin at `at`.
fn parts_of(topic: &Topic, at: usize) -> Vec<(Range<usize>, Node)> {
    let mut first = topic.any.len() + topic.all.len() + topic.none.len();
    let mut parts = Vec::new();
    for near in &topic.near {
        let terms = near.name.split(" ~ ").enumerate();
        let terms: Vec<Node> =
            terms.map(|(number, term)| term_node(term, first + number, at + number)).collect();
        let range = at..at + terms.len();
        parts.push((near.range.clone(), Node { kind: Kind::And(terms), range }));
        first += near.needles.len();
    }
    for query in &topic.queries {
        parts.push((query.range.clone(), query.root.moved(first, at)));
        first += query.needles.len();
    }
    parts
}

/// True where `place` lies in `range` of a file.
fn range_holds(place: &Place, range: &Range<usize>) -> bool {
    matches!(place, Place::File { range: own, .. } if range.start <= own.start && own.end <= range.end)
}
