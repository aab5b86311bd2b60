//! Options and scenarios: which there are, whose they are, what speaks for and against each.

mod announced;
mod find;
mod lean;
mod markers;
mod paired;
mod refer;
mod spoken;
#[cfg(test)]
mod tests;
mod unmarked;
mod weigh;
mod wording;

use cableway_sdk::{Annotation, Document, Span};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::announced::words;
pub(crate) use self::find::choices;
pub(crate) use self::wording::first_words as first_words_of_weighing;
use crate::stage::{actor_ids, classify_stage};
use crate::work::Work;

/// Finds the options or scenarios that a text sets out.
///
/// One annotation `option` for each, labelled `option` or `scenario` with its number: `option 1`, `scenario 2`. The
/// first span is the words that open it, `Option one`, or, where no number does, those that tell it, `borrow abroad`; others
/// are those that speak for it, against it, and that refer to it later: `the second scenario` is option two where there is no
/// scenario two. Attributes: `number`, counted on where the text gives none; `words` that tell it; `actor`, whose option it is;
/// `benefits` and `costs`, in the words of the text; `lean` of the author: `for`, `against`, `expected`; `rule`, what made it one.
/// No more than the first 99 of a text are kept; where there are more, the last annotation has `more`, which is true.
#[derive(Debug)]
pub struct Options {}

/// What a pipeline may tell `options`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionsConfig {}

classify_stage!(
    Options,
    OptionsConfig,
    "options",
    "finds options and scenarios, their benefits and costs, and which the author leans to",
    "option",
    annotations
);

/// An option or a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) kind: &'static str,
    pub(crate) number: u32,
    pub(crate) marker: Span,
    /// The words that tell it.
    pub(crate) words: Span,
    pub(crate) rule: String,
    pub(crate) actor: Option<String>,
    pub(crate) benefits: Vec<Span>,
    pub(crate) costs: Vec<Span>,
    pub(crate) lean: Option<&'static str>,
    /// Words that refer to it later.
    pub(crate) later: Vec<Span>,
    /// True of the last one, where the text sets out more than are kept.
    pub(crate) more: bool,
}

fn annotations(work: &Work, document: &Document) -> Vec<Annotation> {
    let ids = actor_ids(document);
    let words = |spans: &[Span]| -> Vec<String> {
        spans.iter().filter_map(|span| span.slice(&work.reading.text)).map(str::to_owned).collect()
    };
    let all = work.choices();
    all.iter()
        .map(|one| {
            let mut annotation = Annotation::new("option", format!("{} {}", one.kind, one.number))
                .with_span(one.marker)
                .with_spans(one.benefits.iter().chain(&one.costs).chain(&one.later).copied())
                .with_attribute("number", one.number)
                .with_attribute("words", one.words.slice(&work.reading.text).unwrap_or_default())
                .with_attribute("rule", one.rule.clone())
                .with_attribute("benefits", words(&one.benefits))
                .with_attribute("costs", words(&one.costs));
            if let Some(actor) = &one.actor {
                annotation = annotation.with_attribute("actor", actor.clone());
                let known = ids.get(actor.as_str());
                if let Some(known) = known {
                    annotation = annotation.with_link("actor", *known);
                }
            }
            if one.more {
                annotation = annotation.with_attribute("more", true);
            }
            match one.lean {
                Some(lean) => annotation.with_attribute("lean", lean),
                None => annotation,
            }
        })
        .collect()
}
