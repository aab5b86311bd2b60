//! The stage `actors`.

use cableway_sdk::serde_json::Value;
use cableway_sdk::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Reads, Setup, Stage,
    StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Cast, Mention};
use crate::work::{Work, applies};

/// Finds who acts in an article: states, governments, leaders, organisations, groups and persons.
///
/// One annotation `actor` for each, labelled with its name. Its spans are its mentions, in the order of the
/// text. Attributes: `type` (`state`, `government`, `leader`, `organisation`, `group`, `person`); `iso` and `alpha3`,
/// the codes of ISO 3166-1; `office` of a leader at the date of publication, or `former`; `forms` and
/// `rules`, for each span its form and the rule that made it a mention; `entry`, the line of the table that it stands in. Leaders are
/// known by their names alone where the article has a date of publication, the only clock; others by a title.
#[derive(Debug)]
pub struct Actors {}

/// What a pipeline may tell `actors`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActorsConfig {}

impl Stage for Actors {
    type Config = ActorsConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Classify,
            "actors",
            "finds who acts: states, governments, leaders, organisations, groups",
        )
        .uses(&["language"])
        .adds(&["actor"])
        .reads(Reads::Labels)
        .version("1")
    }

    fn new(_: ActorsConfig, _: &Setup) -> Result<Self, ConfigError> {
        crate::vocabulary::warm();
        crate::tables::tables();
        Ok(Self {})
    }
}

impl Classify for Actors {
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
            context.note("no date of publication: leaders are known by their titles only");
        }
        for place in 0..work.cast.actors.len() {
            annotations.push(annotation(&work.cast, place));
        }
        Ok(())
    }
}

fn annotation(cast: &Cast, place: usize) -> Annotation {
    let actor = &cast.actors[place];
    let mentions: Vec<&Mention> =
        cast.of_actor[place].iter().map(|at| &cast.mentions[*at]).collect();
    let forms: Vec<&str> = mentions.iter().map(|one| one.form.as_str()).collect();
    let rules: Vec<&str> = mentions.iter().map(|one| one.rule).collect();
    let mut annotation = Annotation::new("actor", actor.name.clone())
        .with_attribute("type", actor.kind.as_str())
        .with_attribute("forms", forms)
        .with_attribute("rules", rules)
        .with_spans(mentions.iter().map(|one| one.span));
    let optional = [
        ("iso", actor.iso().map(Value::from)),
        ("alpha3", actor.alpha3().map(Value::from)),
        ("office", actor.office.clone().map(Value::from)),
        ("former", actor.former.then_some(Value::from(true))),
        ("entry", actor.entry.clone().map(Value::from)),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            annotation = annotation.with_attribute(name, value);
        }
    }
    annotation
}
