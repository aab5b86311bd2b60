//! The stage `events`.

use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Reads, Setup, Stage,
    StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Event, Party, name, scene};
use crate::hash::WordMap;
use crate::stage::actor_ids;
use crate::tables::tables;
use crate::work::{Work, applies};

/// Finds what happened, is going on, is announced or expected, may happen, or is denied.
///
/// One annotation `event` for each, labelled with its type of PLOVER 0.8 (`AGREE` … `ASSAULT`). Its spans are the
/// words that tell it and, after them, those of its sources and recipients. Attributes: `status` (`happened`,
/// `ongoing`, `announced`, `expected`, `hypothetical`, `denied`); `sources` and `recipients`, each with `name` and,
/// where known, `iso` and `alpha3` of ISO 3166-1; `date` as ISO 8601, or a range with `/`; `place`; `rule`, what made it an event; `status_rule`, the word of `status.tsv` that says how real it
/// is, where one does; `negated`, for what is
/// hypothetical and would not be, `if Peru does not sign`. Where
/// the article has annotations `actor`, links lead to them with the roles `source` and `recipient`.
///
/// One annotation `scene`, labelled `imagined`, for each passage that tells what happens in a film, a novel, a war game, or
/// after `Suppose that`: its span are the sentences in a row. All events in it are hypothetical.
///
/// To say that one will do what helps is `AGREE`, to say that one will not is `REJECT`, to say that one will do
/// what harms is `THREATEN`: the deed itself has not happened.
#[derive(Debug)]
pub struct Events {}

/// What a pipeline may tell `events`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsConfig {}

impl Stage for Events {
    type Config = EventsConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Classify,
            "events",
            "finds what happened, what is expected, and what is denied",
        )
        .uses(&["language", "actor"])
        .adds(&["event", "scene"])
        .reads(Reads::Labels)
        .version("1")
    }

    fn new(_: EventsConfig, _: &Setup) -> Result<Self, ConfigError> {
        crate::vocabulary::warm();
        tables();
        Ok(Self {})
    }
}

impl Classify for Events {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        if !applies(document, context) {
            return Ok(());
        }
        let work = Work::new(document, context)?;
        if work.date.is_none() {
            context.note("no date of publication: days and months without a year have no date");
        }
        let ids = actor_ids(document);
        for event in work.events() {
            annotations.push(annotation(&work, &ids, event));
        }
        for passage in scene::passages(&work) {
            annotations.push(
                Annotation::new("scene", "imagined")
                    .with_span(passage)
                    .with_attribute("rule", "status.tsv: scene, fictional or imagine"),
            );
        }
        Ok(())
    }
}

fn annotation(work: &Work, ids: &WordMap<&str, &str>, event: &Event) -> Annotation {
    let told = |parties: &[Party]| -> Vec<Value> {
        let one = |party: &Party| {
            let mut told = json!({ "name": name(work, party) });
            if let Some(state) = party.state {
                told["iso"] = json!(tables().states[state].iso);
                told["alpha3"] = json!(tables().states[state].alpha3);
            }
            told
        };
        parties.iter().map(one).collect()
    };
    let mut spans = vec![event.trigger];
    for span in event.sources.iter().chain(&event.recipients).map(|party| party.span) {
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    let mut annotation = Annotation::new("event", event.kind.as_str())
        .with_attribute("status", event.status.as_str())
        .with_attribute("sources", told(&event.sources))
        .with_attribute("recipients", told(&event.recipients))
        .with_attribute("rule", event.rule.clone())
        .with_spans(spans);
    if let Some(why) = event.why {
        annotation = annotation.with_attribute("status_rule", why.told(&work.reading));
    }
    if event.negated {
        annotation = annotation.with_attribute("negated", true);
    }
    if let Some(when) = &event.when {
        annotation = annotation.with_attribute("date", when.to_string());
    }
    if let Some(place) = event.place.and_then(|place| place.slice(&work.reading.text)) {
        annotation = annotation.with_attribute("place", place);
    }
    for (role, parties) in [("source", &event.sources), ("recipient", &event.recipients)] {
        for party in parties {
            let wanted = name(work, party);
            let known = ids.get(wanted.as_str());
            if let Some(actor) = known {
                annotation = annotation.with_link(role, *actor);
            }
        }
    }
    annotation
}
