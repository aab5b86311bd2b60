//! Which terms a document must hold for a topic to be worth a look.
//!
//! Looking at each topic one of whose terms occurs would be slow where thousands of queries have a common
//! word. A query that needs two terms waits for the rarer one alone.

use super::query::{Kind, Node};
use super::rules::Topic;

/// What makes a topic worth a look.
#[derive(Clone, Debug)]
pub(crate) enum Watch {
    /// Nothing: even a document without a word may have it.
    Always,
    /// One of these slots occurs. The number says how often that is likely to happen.
    Slots(Vec<usize>, f64),
}

impl Watch {
    /// One of both must happen.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Slots(mut slots, cost), Self::Slots(others, more)) => {
                slots.extend(others);
                Self::Slots(slots, cost + more)
            }
            _ => Self::Always,
        }
    }

    /// Both must happen: so it is enough to wait for the rarer one.
    fn and(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Slots(_, cost), Self::Slots(_, more)) if cost <= more => self,
            (Self::Slots(..), Self::Always) => self,
            _ => other,
        }
    }
}

/// What `topic` waits for. `cost` is how common the term of a slot is likely to be.
pub(crate) fn watch(topic: &Topic, cost: &dyn Fn(usize) -> f64) -> Watch {
    let slot = |slot: usize| Watch::Slots(vec![slot], cost(slot));
    let (any, all, none) = (topic.any.len(), topic.all.len(), topic.none.len());
    let mut one_of: Option<Watch> = None;
    let mut add = |watch: Watch| {
        one_of = Some(match one_of.take() {
            Some(others) => others.or(watch),
            None => watch,
        });
    };
    (0..any).for_each(|number| add(slot(number)));
    let mut first = any + all + none;
    for near in &topic.near {
        let terms = first..first + near.needles.len();
        first = terms.end;
        if let Some(rarest) = terms.map(slot).reduce(Watch::and) {
            add(rarest);
        }
    }
    for query in &topic.queries {
        add(of_node(&query.root, &|number| slot(first + number)));
        first += query.needles.len();
    }
    let needed = (any..any + all).map(slot);
    needed.chain(one_of).reduce(Watch::and).unwrap_or(Watch::Always)
}

fn of_node(node: &Node, slot: &dyn Fn(usize) -> Watch) -> Watch {
    let all = |nodes: &mut dyn Iterator<Item = &Node>| {
        nodes.map(|node| of_node(node, slot)).reduce(Watch::and).unwrap_or(Watch::Always)
    };
    match &node.kind {
        Kind::Term { slot: number, .. } => slot(*number),
        Kind::And(nodes) => all(&mut nodes.iter()),
        Kind::Or(nodes) => {
            let parts = nodes.iter().map(|node| of_node(node, slot));
            parts.reduce(Watch::or).unwrap_or(Watch::Always)
        }
        Kind::Not(_) => Watch::Always,
        Kind::Near(first, steps) => {
            all(&mut std::iter::once(first.as_ref()).chain(steps.iter().map(|step| &step.node)))
        }
        Kind::AtLeast(_, node) | Kind::In(_, node) => of_node(node, slot),
    }
}
