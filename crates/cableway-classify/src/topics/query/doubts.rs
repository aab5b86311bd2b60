//! What can be said of a query without any document: that it never or always holds, or asks for
//! something that is hardly meant.

use std::collections::HashMap;
use std::ops::Range;

use super::super::needle::Needle;
use super::super::stem::LANGUAGES;
use super::lex::Remark;
use super::{Field, Kind, Node, Step};

/// What is doubtful in a query whose terms are `needles`, by slot.
pub(crate) fn doubts(root: &Node, needles: &[Needle]) -> Vec<Remark> {
    let mut search = Search::new(needles, None);
    let all = search.verdict(root, Field::ALL, &Known::default());
    let whole = |message: &str, hint: &str| Remark {
        range: root.range.clone(),
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    };
    match all {
        Verdict::Never if search.found.is_empty() => {
            search.found.push(whole(NEVER, "what one part asks for, another one forbids"));
        }
        Verdict::Always => search.found.push(whole(
            "every document fulfils this query",
            "join what is forbidden to what is looked for: `ferry AND NOT sport`",
        )),
        Verdict::Maybe if holds_without_words(root) => search.found.push(whole(
            "a document that holds none of its words fulfils this query",
            "join what is forbidden to what is looked for: `ferry AND NOT sport`",
        )),
        Verdict::Maybe => {
            if let Some(language) = never_by_stem(root, needles) {
                search.found.push(whole(
                    &format!("no document in `{language}` can fulfil this query"),
                    "with `stem`, words are the same that have one stem: what one part asks for, another \
                     one forbids",
                ));
            }
        }
        Verdict::Never => {}
    }
    search.repeated(root);
    search.short(root);
    search.found.sort_by_key(|remark| remark.range.start);
    search.found
}

/// What is said of a query that never holds.
pub(crate) const NEVER: &str = "no document can fulfil this query";

/// True where no document in `language`, or none at all, can fulfil `root`.
pub(crate) fn never_holds(root: &Node, needles: &[Needle], language: Option<&'static str>) -> bool {
    let mut search = Search::new(needles, language);
    search.quiet = 1;
    search.verdict(root, Field::ALL, &Known::default()) == Verdict::Never
}

/// The first language in which `root` never holds, because its words have one stem there.
pub(crate) fn never_by_stem(root: &Node, needles: &[Needle]) -> Option<&'static str> {
    let has_stem = needles.iter().any(|needle| needle.stemmed().is_some());
    let never = |language: &&'static str| never_holds(root, needles, Some(language));
    LANGUAGES.into_iter().filter(|_| has_stem).find(never)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Never,
    Always,
    Maybe,
}

impl Verdict {
    fn not(self) -> Self {
        match self {
            Self::Never => Self::Always,
            Self::Always => Self::Never,
            Self::Maybe => Self::Maybe,
        }
    }
}

/// A part that holds, or does not, in all that is looked at.
#[derive(Clone)]
struct Fact<'a> {
    node: &'a Node,
    field: Field,
}

#[derive(Clone, Default)]
struct Known<'a> {
    holds: Vec<Fact<'a>>,
    fails: Vec<Fact<'a>>,
}

/// Parts are looked at again in the light of those around them, which doubles the work with each level:
/// a query of a person's needs a hundredth of this.
const BUDGET: usize = 100_000;

/// Facts are compared with one another, so that no more than this are kept.
const MOST_FACTS: usize = 64;

struct Search<'a> {
    needles: &'a [Needle],
    /// That of the documents in question, where words are compared by stems.
    language: Option<&'static str>,
    found: Vec<Remark>,
    /// Above zero while nothing is to be reported.
    quiet: usize,
    /// How many parts may still be looked at.
    budget: usize,
}

impl<'a> Search<'a> {
    fn new(needles: &'a [Needle], language: Option<&'static str>) -> Self {
        Self { needles, language, found: Vec::new(), quiet: 0, budget: BUDGET }
    }

    /// What is certain of `node`, given what is known.
    fn verdict(&mut self, node: &'a Node, field: Field, known: &Known<'a>) -> Verdict {
        self.budget = self.budget.saturating_sub(1);
        if self.budget == 0 {
            return Verdict::Maybe;
        }
        if field.is_empty() {
            if !matches!(node.kind, Kind::Not(_)) {
                self.report(node, "no part of a document lies in both of these fields");
            }
            return Verdict::Never;
        }
        match &node.kind {
            Kind::Term { .. } | Kind::Near(..) | Kind::AtLeast(..) => {
                self.fact(&Fact { node, field }, known)
            }
            Kind::Not(inner) => self.verdict(inner, field, known).not(),
            Kind::In(inner, node) => self.verdict(node, field.and(*inner), known),
            Kind::And(_) => self.all_of(node, field, known),
            Kind::Or(nodes) => {
                let mut verdict = Verdict::Never;
                let mut opposites = known.clone();
                for part in nodes {
                    let found = self.found.len();
                    let own = self.verdict(part, field, known);
                    let is_told = self.found.len() > found || !matches!(part.kind, Kind::And(_));
                    match own {
                        Verdict::Never if !is_told => {
                            self.report(part, "this part can never hold");
                        }
                        Verdict::Never => {}
                        Verdict::Always => return Verdict::Always,
                        Verdict::Maybe => verdict = Verdict::Maybe,
                    }
                    // `a OR NOT a`: whatever is left when all before it fail.
                    self.quiet += 1;
                    let left = self.verdict(part, field, &opposites);
                    self.quiet -= 1;
                    if left == Verdict::Always {
                        return Verdict::Always;
                    }
                    take_facts(part, field, false, &mut opposites);
                }
                verdict
            }
        }
    }

    fn all_of(&mut self, node: &'a Node, field: Field, known: &Known<'a>) -> Verdict {
        let parts = node.conjuncts();
        let mut inside = known.clone();
        for part in &parts {
            take_facts(part, field, true, &mut inside);
        }
        let mut verdict = Verdict::Always;
        for part in parts {
            // A part is no reason for itself.
            let own = self.verdict(part, field, known);
            if own == Verdict::Never {
                return Verdict::Never;
            }
            if own == Verdict::Maybe {
                verdict = Verdict::Maybe;
            }
            self.quiet += 1;
            let within = self.verdict(part, field, &without(&inside, part));
            self.quiet -= 1;
            if within == Verdict::Never {
                let message = format!("this never holds where the rest of `{}` does", brief(node));
                self.report(part, &message);
                return Verdict::Never;
            }
        }
        verdict
    }

    fn fact(&self, fact: &Fact<'a>, known: &Known<'a>) -> Verdict {
        if known.fails.iter().any(|other| self.implies(fact, other)) {
            return Verdict::Never;
        }
        if known.holds.iter().any(|other| self.implies(other, fact)) {
            return Verdict::Always;
        }
        // `head:a AND NOT title:a AND NOT standfirst:a`: each place of it lies in one field.
        let mut failing = Field(0);
        for other in &known.fails {
            let field = fact.field.and(other.field);
            let has_a_place = matches!(other.node.kind, Kind::Term { .. } | Kind::Near(..));
            if has_a_place && !field.is_empty() && self.implies(&Fact { field, ..*fact }, other) {
                failing = Field(failing.0 | field.0);
            }
        }
        if failing.covers(fact.field) { Verdict::Never } else { Verdict::Maybe }
    }

    /// True if `wide` holds wherever `narrow` does: the same words, as close or closer.
    fn is_closer(narrow: (&Node, &[Step]), wide: (&Node, &[Step])) -> bool {
        let fits = |(one, other): (&Step, &Step)| {
            one.within <= other.within && (one.ordered || !other.ordered)
        };
        let same = |(one, other): (&Step, &Step)| one.node == other.node;
        let turned = match (narrow.1, wide.1) {
            ([one], [other]) => !other.ordered && *narrow.0 == other.node && one.node == *wide.0,
            _ => false,
        };
        let pairs = || narrow.1.iter().zip(wide.1);
        narrow.1.len() == wide.1.len()
            && pairs().all(fits)
            && (turned || narrow.0 == wide.0 && pairs().all(same))
    }

    /// True if `other` holds wherever `one` does.
    fn implies(&self, one: &Fact<'_>, other: &Fact<'_>) -> bool {
        if one.node == other.node {
            return other.field.covers(one.field);
        }
        match (&one.node.kind, &other.node.kind) {
            (Kind::Term { slot: one_slot, .. }, Kind::Term { slot: other_slot, .. }) => {
                let needles = (self.needles.get(*one_slot), self.needles.get(*other_slot));
                let (Some(narrow), Some(wide)) = needles else { return false };
                other.field.covers(one.field) && narrow.implies_in(wide, self.language)
            }
            (Kind::Near(one_first, one_steps), Kind::Near(other_first, other_steps))
                if Self::is_closer((one_first, one_steps), (other_first, other_steps)) =>
            {
                other.field.covers(one.field)
            }
            (Kind::Near(first, steps), _) => {
                let parts = std::iter::once(first.as_ref()).chain(steps.iter().map(|s| &s.node));
                parts.into_iter().any(|node| self.implies(&Fact { node, ..*one }, other))
            }
            (Kind::AtLeast(most, node), Kind::AtLeast(least, same)) => {
                most >= least && node == same && other.field.covers(one.field)
            }
            (Kind::AtLeast(_, node), _) => self.implies(&Fact { node, ..*one }, other),
            (Kind::In(field, node), _) => {
                self.implies(&Fact { node, field: one.field.and(*field) }, other)
            }
            (_, Kind::In(field, node)) => {
                self.implies(one, &Fact { node, field: other.field.and(*field) })
            }
            (Kind::Or(nodes), _) => {
                nodes.iter().all(|node| self.implies(&Fact { node, ..*one }, other))
            }
            (_, Kind::Or(nodes)) => {
                nodes.iter().any(|node| self.implies(one, &Fact { node, ..*other }))
            }
            _ => false,
        }
    }

    /// Members of a list that stand there twice, and terms that are to be near themselves.
    fn repeated(&mut self, root: &'a Node) {
        let mut left = vec![root];
        while let Some(node) = left.pop() {
            match &node.kind {
                Kind::And(nodes) | Kind::Or(nodes) => {
                    let mut seen: HashMap<String, Range<usize>> = HashMap::new();
                    for part in nodes {
                        if seen.insert(part.to_string(), part.range.clone()).is_some() {
                            self.report(part, "this stands in the list twice");
                        }
                    }
                    left.extend(nodes);
                }
                Kind::Not(inner) | Kind::In(_, inner) | Kind::AtLeast(_, inner) => left.push(inner),
                Kind::Near(first, steps) => {
                    let written = first.to_string();
                    if let Some(step) = steps.iter().find(|step| step.node.to_string() == written) {
                        let within = step.within;
                        self.found.push(Remark {
                            range: node.range.clone(),
                            message: format!(
                                "this asks for `{written}` twice within {within} words"
                            ),
                            hint: Some(format!("if once is enough, write `{written}` alone")),
                        });
                    }
                    left.push(first);
                    left.extend(steps.iter().map(|step| &step.node));
                }
                Kind::Term { .. } => {}
            }
        }
    }

    /// Words so open that they stand for a good part of all words.
    fn short(&mut self, root: &'a Node) {
        let mut left = vec![root];
        while let Some(node) = left.pop() {
            match &node.kind {
                Kind::And(nodes) | Kind::Or(nodes) => left.extend(nodes),
                Kind::Not(inner) | Kind::In(_, inner) | Kind::AtLeast(_, inner) => left.push(inner),
                Kind::Near(first, steps) => {
                    left.push(first);
                    left.extend(steps.iter().map(|step| &step.node));
                }
                Kind::Term { written, slot } => {
                    if self.needles.get(*slot).is_some_and(Needle::is_too_open) {
                        let message = format!("`{written}` stands for very many words");
                        self.found.push(Remark {
                            range: node.range.clone(),
                            message,
                            hint: Some("give the word two letters more".to_owned()),
                        });
                    }
                }
            }
        }
    }

    fn report(&mut self, node: &Node, message: &str) {
        if self.quiet == 0 && !self.found.iter().any(|remark| remark.range == node.range) {
            let message = message.to_owned();
            self.found.push(Remark { range: node.range.clone(), message, hint: None });
        }
    }
}

/// Whether `node` holds for a text without words.
fn holds_without_words(node: &Node) -> bool {
    match &node.kind {
        Kind::Term { .. } | Kind::Near(..) | Kind::AtLeast(..) => false,
        Kind::Not(node) => !holds_without_words(node),
        Kind::In(_, node) => holds_without_words(node),
        Kind::And(nodes) => nodes.iter().all(holds_without_words),
        Kind::Or(nodes) => nodes.iter().any(holds_without_words),
    }
}

/// Adds what holds where `node` is `holds`.
fn take_facts<'a>(node: &'a Node, field: Field, holds: bool, known: &mut Known<'a>) {
    let mut left = vec![(node, field, holds)];
    while let Some((node, field, holds)) = left.pop() {
        let facts = if holds { &mut known.holds } else { &mut known.fails };
        match &node.kind {
            _ if facts.len() >= MOST_FACTS => {}
            Kind::Term { .. } | Kind::Near(..) | Kind::AtLeast(..) => {
                facts.push(Fact { node, field });
            }
            Kind::Not(inner) => left.push((inner, field, !holds)),
            Kind::In(inner, node) => left.push((node, field.and(*inner), holds)),
            Kind::And(nodes) if holds => left.extend(nodes.iter().map(|n| (n, field, holds))),
            Kind::Or(nodes) if !holds => left.extend(nodes.iter().map(|n| (n, field, holds))),
            Kind::And(_) | Kind::Or(_) => {}
        }
    }
}

/// What is known without what `part` itself says.
fn without<'a>(known: &Known<'a>, part: &Node) -> Known<'a> {
    let outside = |fact: &&Fact<'a>| {
        let (inner, outer) = (&fact.node.range, &part.range);
        inner.start < outer.start || inner.end > outer.end
    };
    Known {
        holds: known.holds.iter().filter(outside).cloned().collect(),
        fails: known.fails.iter().filter(outside).cloned().collect(),
    }
}

/// A part of a query, short enough for a message.
fn brief(node: &Node) -> String {
    let text = node.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text,
    }
}
