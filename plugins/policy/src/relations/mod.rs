//! What ties actors to each other.

mod find;
mod noun;
mod table;
mod tie;
mod verb;

use cableway_sdk::{Annotation, Document};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::find::relations;
pub(crate) use self::tie::Relation;
use crate::events::name;
use crate::hash::WordMap;
use crate::stage::{actor_ids, classify_stage};
use crate::tables::tables;
use crate::work::Work;

/// Finds what ties two actors: who influences, depends on, pressures, supports, opposes, allies with, trades with or
/// sanctions whom, and who mediates with whom.
///
/// One annotation `relation` for each sentence that says so, labelled with its type (`influences`, `depends on`,
/// `pressures`, `supports`, `mediates between`, `opposes`, `allies with`, `trades with`, `sanctions`). The first span
/// is the words that say so, the others are the two actors. Attributes: `from` and `to`, each with its `iso` where it
/// has one; `polarity` (`positive`, `negative`, `neutral`); `negated` where it is said not to be so; `status` as for
/// events; `change` (`rising`, `waning`) where the text says that it changes; `rule`. Where the article has annotations
/// `actor`, links lead to them with the roles `from` and `to`.
#[derive(Debug)]
pub struct Relations {}

/// What a pipeline may tell `relations`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationsConfig {}

classify_stage!(
    Relations,
    RelationsConfig,
    "relations",
    "finds who influences, depends on, supports, opposes or sanctions whom",
    "relation",
    annotations
);

fn annotations(work: &Work, document: &Document) -> Vec<Annotation> {
    let ids = actor_ids(document);
    relations(work).iter().map(|relation| annotation(work, &ids, relation)).collect()
}

fn annotation(work: &Work, ids: &WordMap<&str, &str>, relation: &Relation) -> Annotation {
    let polarity = match relation.kind {
        "supports" | "allies with" | "trades with" => "positive",
        "opposes" | "sanctions" | "pressures" => "negative",
        _ => "neutral",
    };
    let mut annotation = Annotation::new("relation", relation.kind)
        .with_span(relation.words)
        .with_attribute("polarity", polarity)
        .with_attribute("negated", relation.negated)
        .with_attribute("status", relation.status.as_str())
        .with_attribute("rule", relation.rule.clone());
    if let Some(change) = relation.change {
        annotation = annotation.with_attribute("change", change);
    }
    for (role, party) in [("from", relation.from), ("to", relation.to)] {
        let who = name(work, &party);
        if !annotation.spans.contains(&party.span) {
            annotation = annotation.with_span(party.span);
        }
        annotation = annotation.with_attribute(role, who.clone());
        if let Some(state) = party.state {
            annotation =
                annotation.with_attribute(format!("{role}_iso"), tables().states[state].iso);
        }
        let known = ids.get(who.as_str());
        if let Some(actor) = known {
            annotation = annotation.with_link(role, *actor);
        }
    }
    annotation
}
