//! Whether a document fulfils a query, and which of its words make it so.
//!
//! Each part that has places in the text stands for a set of stretches of words: a term for its places,
//! `OR` for those of all its members, `NEAR` for each pair that is close enough. This is the interval
//! algebra of Clarke, Cormack and Burkowski (1995), but with all stretches rather than the smallest alone:
//! so `(a NEAR/5 b) NEAR/1 c` finds the `c` beside a `b`, though another `b` may be closer to `a`.

use std::cell::Cell;
use std::rc::Rc;

use cableway_core::Span;

use super::super::matcher::{MOST_NEAR, Occurrence};
use super::{Field, Kind, Node, Step};

/// A stretch of text.
#[derive(Clone, Debug)]
struct Stretch {
    /// The places of its first and its last word, counted from the beginning of the document.
    first: u64,
    last: u64,
    in_head: bool,
    /// The terms that make it up.
    terms: Rc<Terms>,
}

/// Shared by all stretches that are made of the same parts.
#[derive(Debug)]
enum Terms {
    One(Span),
    Two(Rc<Terms>, Rc<Terms>),
}

impl Terms {
    fn spans(&self) -> Vec<Span> {
        let mut out = Vec::new();
        let mut left = vec![self];
        while let Some(terms) = left.pop() {
            match terms {
                Self::One(span) => out.push(*span),
                Self::Two(one, other) => left.extend([other.as_ref(), one.as_ref()]),
            }
        }
        out
    }
}

/// What makes a query true: the part of it, how often, and where.
#[derive(Debug)]
pub(crate) struct Reason {
    pub(crate) name: String,
    pub(crate) times: usize,
    pub(crate) in_head: bool,
    /// Of each of the first times the words.
    pub(crate) places: Vec<Vec<Span>>,
}

/// A document as queries see it.
pub(crate) struct Evaluation<'a> {
    /// The places of a term, by its slot in the query; words must have been counted.
    pub(crate) occurrence: &'a dyn Fn(usize) -> Option<&'a Occurrence>,
    /// The most places that are given for each reason.
    pub(crate) most: usize,
    /// True once more stretches were found than are looked at.
    pub(crate) cut_off: Cell<bool>,
}

impl Evaluation<'_> {
    /// Whether the document fulfils `node`.
    pub(crate) fn holds(&self, node: &Node) -> bool {
        self.holds_in(node, Field::ALL)
    }

    fn holds_in(&self, node: &Node, field: Field) -> bool {
        match &node.kind {
            Kind::Term { slot, .. } => (self.occurrence)(*slot)
                .is_some_and(|occurrence| !occurrence.fields.and(field).is_empty()),
            Kind::And(nodes) => nodes.iter().all(|node| self.holds_in(node, field)),
            Kind::Or(nodes) => nodes.iter().any(|node| self.holds_in(node, field)),
            Kind::Not(node) => !self.holds_in(node, field),
            Kind::Near(first, steps) => !self.near(first, steps, field).is_empty(),
            Kind::AtLeast(times, node) => self.count(node, field) >= *times as usize,
            Kind::In(inner, node) => self.holds_in(node, field.and(*inner)),
        }
    }

    /// Why `node` holds, which it must: each part of it that is true and stands outside of `NOT`.
    pub(crate) fn reasons(&self, node: &Node) -> Vec<Reason> {
        let mut out = Vec::new();
        self.gather(node, Field::ALL, &mut out);
        out
    }

    fn gather(&self, node: &Node, field: Field, out: &mut Vec<Reason>) {
        match &node.kind {
            Kind::And(nodes) => nodes.iter().for_each(|node| self.gather(node, field, out)),
            Kind::Or(nodes) => {
                for node in nodes.iter().filter(|node| self.holds_in(node, field)) {
                    self.gather(node, field, out);
                }
            }
            Kind::Not(_) => {}
            Kind::In(inner, node) => self.gather(node, field.and(*inner), out),
            Kind::AtLeast(_, inner) => {
                let reason = self.reason(inner, field);
                out.push(Reason { name: named(node, field), ..reason });
            }
            Kind::Term { .. } | Kind::Near(..) => out.push(self.reason(node, field)),
        }
    }

    /// Why a part holds that has places in the text.
    fn reason(&self, node: &Node, field: Field) -> Reason {
        let name = named(node, field);
        // Most reasons are terms, and most terms have many places.
        if let Kind::Term { slot, .. } = &node.kind
            && let Some(occurrence) = (self.occurrence)(*slot)
        {
            let places = occurrence.places.iter().filter(|place| field.covers(place.field));
            let places: Vec<Vec<Span>> =
                places.take(self.most).map(|place| vec![place.span]).collect();
            let in_head = !occurrence.fields.and(field).and(Field::HEAD).is_empty();
            return Reason { name, times: self.count(node, field), in_head, places };
        }
        let stretches = smallest(self.stretches(node, field));
        Reason {
            name,
            times: stretches.len(),
            in_head: stretches.iter().any(|stretch| stretch.in_head),
            places: stretches.iter().take(self.most).map(|stretch| stretch.terms.spans()).collect(),
        }
    }

    /// How often a part occurs that has places in the text.
    fn count(&self, node: &Node, field: Field) -> usize {
        match &node.kind {
            Kind::Term { slot, .. } => (self.occurrence)(*slot).map_or(0, |occurrence| {
                if field == Field::ALL {
                    return occurrence.count;
                }
                occurrence.places.iter().filter(|place| field.covers(place.field)).count()
            }),
            Kind::In(inner, node) => self.count(node, field.and(*inner)),
            _ => smallest(self.stretches(node, field)).len(),
        }
    }

    /// In the order of their first words, then of their last; no two of one extent.
    fn stretches(&self, node: &Node, field: Field) -> Vec<Stretch> {
        match &node.kind {
            Kind::Term { slot, .. } => {
                let Some(occurrence) = (self.occurrence)(*slot) else { return Vec::new() };
                let places = occurrence.places.iter().filter(|place| field.covers(place.field));
                let stretches = places.map(|place| Stretch {
                    first: place.word,
                    last: place.last_word,
                    in_head: Field::HEAD.covers(place.field),
                    terms: Rc::new(Terms::One(place.span)),
                });
                self.in_order(stretches.collect())
            }
            Kind::Or(nodes) => {
                let all = nodes.iter().flat_map(|node| self.stretches(node, field));
                self.in_order(all.collect())
            }
            Kind::In(inner, node) => self.stretches(node, field.and(*inner)),
            Kind::Near(first, steps) => self.near(first, steps, field),
            // The parser lets none of these stand where places are asked for.
            Kind::And(_) | Kind::Not(_) | Kind::AtLeast(..) => Vec::new(),
        }
    }

    fn near(&self, first: &Node, steps: &[Step], field: Field) -> Vec<Stretch> {
        let mut joined = self.stretches(first, field);
        for step in steps {
            if joined.is_empty() {
                break;
            }
            let others = self.stretches(&step.node, field);
            let mut out = Vec::new();
            self.join(&joined, &others, step.within, &mut out);
            if !step.ordered {
                self.join(&others, &joined, step.within, &mut out);
            }
            joined = self.in_order(out);
        }
        joined
    }

    /// Adds each pair of one of `left` and one of `right` behind it, at most `within` words away. The two
    /// share no word.
    fn join(&self, left: &[Stretch], right: &[Stretch], within: u32, out: &mut Vec<Stretch>) {
        for one in left {
            let from = right.partition_point(|other| other.first <= one.last);
            let near = right[from..].iter();
            for other in near.take_while(|other| other.first - one.last <= u64::from(within)) {
                if out.len() >= 2 * MOST_NEAR {
                    self.cut_off.set(true);
                    return;
                }
                out.push(Stretch {
                    first: one.first,
                    last: one.last.max(other.last),
                    in_head: one.in_head,
                    terms: Rc::new(Terms::Two(Rc::clone(&one.terms), Rc::clone(&other.terms))),
                });
            }
        }
    }

    fn in_order(&self, mut stretches: Vec<Stretch>) -> Vec<Stretch> {
        stretches.sort_by_key(|stretch| (stretch.first, stretch.last));
        stretches.dedup_by_key(|stretch| (stretch.first, stretch.last));
        if stretches.len() > MOST_NEAR {
            self.cut_off.set(true);
            stretches.truncate(MOST_NEAR);
        }
        stretches
    }
}

/// What a part is called in the evidence.
fn named(node: &Node, field: Field) -> String {
    if field == Field::ALL {
        return node.to_string();
    }
    let inner = Node { kind: node.kind.clone(), range: node.range.clone() };
    Node { kind: Kind::In(field, Box::new(inner)), range: node.range.clone() }.to_string()
}

/// Those that hold no other one within them, in the order of the text.
fn smallest(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut end = u64::MAX;
    let mut out: Vec<Stretch> = Vec::new();
    let mut rest = stretches;
    // From the back: of those that begin at one word, the shortest first.
    rest.sort_by(|one, other| other.first.cmp(&one.first).then(one.last.cmp(&other.last)));
    for stretch in rest {
        if stretch.last < end {
            end = stretch.last;
            out.push(stretch);
        }
    }
    out.reverse();
    out
}
