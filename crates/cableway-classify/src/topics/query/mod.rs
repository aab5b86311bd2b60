//! Queries as analysts write them: words and phrases joined by `AND`, `OR`, `NOT`, `NEAR/n` and more.
//!
//! [`parse()`] turns the text of a query into a tree, or lists all mistakes in it. Printing a tree gives
//! a query that parses to the same tree. [`Evaluation`] tells whether a document fulfils it and which
//! words make it so; [`doubts`] finds what can be said of a query without any document.
//!
//! The names of the operators are those that users of news databases know; where these differ (Lexis
//! binds `OR` before `AND`, most others after it), the parser warns.

mod doubts;
mod evaluate;
mod lex;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

pub(crate) use self::doubts::{NEVER, doubts, never_by_stem, never_holds};
pub(crate) use self::evaluate::Evaluation;
pub(crate) use self::parse::parse;

/// A query has no more bytes than this.
pub(crate) const MOST_BYTES: usize = 65_536;
/// Nothing in a query is nested deeper than this, so that nothing recurses without an end.
pub(crate) const MOST_DEPTH: usize = 100;
/// The largest number of words that `NEAR` takes.
pub(crate) const MOST_WITHIN: u32 = 1_000;
/// The largest number of times that `ATLEAST` takes: no more places of a term are looked at.
pub(crate) const MOST_TIMES: u32 = 10_000;

/// A query or a part of it. Two are equal if they say the same, wherever they stand.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// The bytes of the query that it stands at.
    pub(crate) range: Range<usize>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What a part of a query is. Lists have two members at least.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A word or a phrase, in [`super::fold::plain`] form, and its number among those of the query.
    Term {
        written: String,
        slot: usize,
    },
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// The second joined to the first, the third to these two, and so on.
    Near(Box<Node>, Vec<Step>),
    AtLeast(u32, Box<Node>),
    In(Field, Box<Node>),
}

/// What a `NEAR` joins to the parts before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    /// True where it must stand behind them.
    pub(crate) ordered: bool,
    /// The most words from the last word of the one to the first word of the other.
    pub(crate) within: u32,
    pub(crate) node: Node,
}

impl Step {
    fn operator(&self) -> &'static str {
        if self.ordered { "ONEAR" } else { "NEAR" }
    }
}

/// Parts of a document that a term may be held to: a set of kinds of block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field(pub(crate) u8);

impl Field {
    pub(crate) const TITLE: Self = Self(1);
    pub(crate) const STANDFIRST: Self = Self(2);
    pub(crate) const HEADING: Self = Self(4);
    pub(crate) const QUOTATION: Self = Self(8);
    pub(crate) const OTHER: Self = Self(16);
    pub(crate) const HEAD: Self = Self(1 | 2);
    pub(crate) const BODY: Self = Self(4 | 8 | 16);
    pub(crate) const ALL: Self = Self(31);

    /// What a query calls them.
    pub(crate) const NAMES: [(&'static str, Self); 6] = [
        ("title", Self::TITLE),
        ("standfirst", Self::STANDFIRST),
        ("head", Self::HEAD),
        ("body", Self::BODY),
        ("heading", Self::HEADING),
        ("quotation", Self::QUOTATION),
    ];

    /// What both have in common.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True if all of `other` lies in it.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field)| *field == self).map_or("text", |(name, _)| name)
    }
}

impl Node {
    /// The same as a part of a greater whole: `slots` terms and `bytes` stand before it there.
    pub(crate) fn moved(&self, slots: usize, bytes: usize) -> Self {
        let all = |nodes: &[Self]| nodes.iter().map(|node| node.moved(slots, bytes)).collect();
        let one = |node: &Self| Box::new(node.moved(slots, bytes));
        let kind = match &self.kind {
            Kind::Term { written, slot } => {
                Kind::Term { written: written.clone(), slot: slot + slots }
            }
            Kind::And(nodes) => Kind::And(all(nodes)),
            Kind::Or(nodes) => Kind::Or(all(nodes)),
            Kind::Not(node) => Kind::Not(one(node)),
            Kind::AtLeast(times, node) => Kind::AtLeast(*times, one(node)),
            Kind::In(field, node) => Kind::In(*field, one(node)),
            Kind::Near(first, steps) => {
                let step = |step: &Step| Step { node: step.node.moved(slots, bytes), ..*step };
                Kind::Near(one(first), steps.iter().map(step).collect())
            }
        };
        Self { kind, range: self.range.start + bytes..self.range.end + bytes }
    }

    /// True where a word that it asks for may stand in `field`.
    pub(crate) fn may_stand_in(&self, field: Field) -> bool {
        match &self.kind {
            Kind::Term { .. } => !field.is_empty(),
            Kind::Not(_) => false,
            Kind::And(nodes) | Kind::Or(nodes) => nodes.iter().any(|node| node.may_stand_in(field)),
            Kind::AtLeast(_, node) => node.may_stand_in(field),
            Kind::In(inner, node) => node.may_stand_in(field.and(*inner)),
            Kind::Near(first, steps) => {
                first.may_stand_in(field) && steps.iter().all(|step| step.node.may_stand_in(field))
            }
        }
    }

    fn is_term(&self) -> bool {
        matches!(self.kind, Kind::Term { .. })
    }

    /// Writes it so that it stays one part beside other words.
    fn write_closed(&self, f: &mut fmt::Formatter<'_>, open: fn(&Kind) -> bool) -> fmt::Result {
        if open(&self.kind) { write!(f, "({self})") } else { write!(f, "{self}") }
    }

    /// Itself and all parts of it that are members of one list, and of lists in that list.
    pub(crate) fn conjuncts(&self) -> Vec<&Node> {
        let mut out = Vec::new();
        let mut left = vec![self];
        while let Some(node) = left.pop() {
            match &node.kind {
                Kind::And(nodes) => left.extend(nodes.iter().rev()),
                _ => out.push(node),
            }
        }
        out
    }
}

fn joins(kind: &Kind) -> bool {
    matches!(kind, Kind::And(_) | Kind::Or(_))
}

fn joins_or_is_near(kind: &Kind) -> bool {
    matches!(kind, Kind::And(_) | Kind::Or(_) | Kind::Not(_) | Kind::Near(..))
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, nodes: &[Node], operator: &str| {
            for (place, node) in nodes.iter().enumerate() {
                if place > 0 {
                    f.write_str(operator)?;
                }
                node.write_closed(f, joins)?;
            }
            Ok(())
        };
        match &self.kind {
            Kind::Term { written, .. } if lex::is_bare(written) => f.write_str(written),
            Kind::Term { written, .. } => write!(f, "\"{written}\""),
            Kind::And(nodes) => list(f, nodes, " AND "),
            Kind::Or(nodes) => list(f, nodes, " OR "),
            Kind::Not(node) => {
                f.write_str("NOT ")?;
                node.write_closed(f, joins)
            }
            Kind::Near(first, steps) => {
                first.write_closed(f, joins_or_is_near)?;
                for step in steps {
                    write!(f, " {}/{} ", step.operator(), step.within)?;
                    step.node.write_closed(f, joins_or_is_near)?;
                }
                Ok(())
            }
            Kind::AtLeast(times, node) => write!(f, "ATLEAST/{times}({node})"),
            Kind::In(field, node) if node.is_term() => write!(f, "{}:{node}", field.name()),
            Kind::In(field, node) => write!(f, "{}:({node})", field.name()),
        }
    }
}
