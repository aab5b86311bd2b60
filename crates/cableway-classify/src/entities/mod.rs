//! The stage `entities`.

mod aliases;
mod amounts;
mod evidence;
mod lists;
mod names;
mod namesakes;
mod reading;
mod runs;
mod units;

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Place, Score, Setup, Span,
    Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use self::aliases::{Entity, Kind};
use self::lists::LISTS;
use self::reading::Reading;

/// Finds people, organisations, places, states and amounts in English text.
///
/// An annotation of the kind `entity` stands for one of them, with the spans of all its mentions; the label
/// is its fullest name, for a state the name in our list, for an amount its value and unit. The attribute
/// `type` is `person`, `organisation`, `place`, `state`, `money`, `percent` or `quantity`; a state has its
/// code of ISO 3166-1 as `iso`, an amount `value` and `unit`, a range `low` and `high` in place of `value`.
///
/// It goes by capital letters, lists of names, words around (`President`, `said`, `in`) and what the document does
/// with the word elsewhere: what it also writes in small letters is no name at the start of a sentence. A
/// short name belongs to the full one that came before it (`Kim` to `Kim Jong Un`), an acronym to the name that it
/// stands behind in brackets.
///
/// ```
/// use cableway_classify::{Entities, EntitiesConfig};
/// use cableway_core::*;
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.block(BlockKind::Paragraph, "Ada Lindqvist flew to Norway. The shaft, Lindqvist said, cost €90,000.");
/// let entities = Entities::new(EntitiesConfig::default(), &Setup::new(".", Limits::default()))?;
/// let mut found = Annotations::new("entities".parse::<StageName>()?);
/// entities.classify(&builder.build(), &mut found, &Context::default())?;
/// let labels: Vec<_> = found.as_slice().iter().map(|entity| entity.label.as_str()).collect();
/// assert_eq!(labels, ["Ada Lindqvist", "Norway", "90000 EUR"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Entities {
    config: EntitiesConfig,
}

/// What a pipeline may tell `entities`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EntitiesConfig {
    /// Which types to find; empty means all.
    pub types: Vec<EntityType>,
    /// Whether `French` and `Frenchmen` are mentions of France.
    pub demonyms: bool,
    /// How sure it must be of a person, organisation or place (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_score: f64,
}

impl Default for EntitiesConfig {
    fn default() -> Self {
        Self { types: Vec::new(), demonyms: true, min_score: 0.4 }
    }
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityType {
    /// Somebody with a name.
    Person,
    /// An institution, a company, a party, a team.
    Organisation,
    /// A city, a region, a river; states are for themselves.
    Place,
    /// A state or territory of ISO 3166-1.
    State,
    /// A sum of money.
    Money,
    /// A share in per cent.
    Percent,
    /// A number with a unit of measure.
    Quantity,
}

impl EntityType {
    fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::State => "state",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Quantity => "quantity",
        }
    }
}

impl Stage for Entities {
    type Config = EntitiesConfig;

    fn info() -> StageInfo {
        let summary = "finds people, organisations, places, states and amounts in English text";
        StageInfo::new(StageKind::Classify, "entities", summary)
            .uses(&["language"])
            .adds(&["entity"])
            .version("2")
    }

    fn new(config: EntitiesConfig, _: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        if !(0.0..=1.0).contains(&config.min_score) {
            problems.add(Place::Config("min_score".into()), "must be from 0 to 1", None);
        }
        // Read now, so that no document pays for it.
        std::sync::LazyLock::force(&LISTS);
        problems.or(Self { config })
    }
}

impl Classify for Entities {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let is_english = |tag: &str| {
            tag.split(['-', '_']).next().is_some_and(|tag| tag.eq_ignore_ascii_case("en"))
        };
        if let Some(language) = document.language().filter(|tag| !is_english(tag)) {
            context.note(format!(
                "no entities: they are found in English only, and this is `{language}`"
            ));
            return Ok(());
        }
        let reading = Reading::of(document);
        context.check()?;
        let mut found: Vec<(usize, Annotation)> = Vec::new();
        let amounts = amounts::amounts(&reading);
        let mut names = names::mentions(&reading);
        // The letters of `C$5` are no name.
        names.retain(|name| {
            let (start, end) = (reading.tokens[name.first].start, reading.tokens[name.end - 1].end);
            let at = amounts.partition_point(|amount| amount.end <= start);
            amounts.get(at).is_none_or(|amount| amount.start >= end)
        });
        for entity in aliases::entities(&reading, names, self.config.demonyms) {
            if entity.score >= self.config.min_score && self.wants(entity.kind.name()) {
                found.extend(annotation(&reading, &entity));
            }
        }
        context.check()?;
        for amount in amounts {
            if !self.wants(amount.kind) {
                continue;
            }
            let Ok(span) = Span::new(amount.start, amount.end) else { continue };
            let mut one = Annotation::new("entity", amount.label()).with_spans(vec![span]);
            one.score = Score::new(0.95).ok();
            one.attributes.insert("type", json!(amount.kind));
            match amount.high {
                Some(high) => {
                    one.attributes.insert("low", json!(amount.value));
                    one.attributes.insert("high", json!(high));
                }
                None => {
                    one.attributes.insert("value", json!(amount.value));
                }
            }
            one.attributes.insert("unit", json!(amount.unit));
            found.push((amount.start, one));
        }
        found.sort_by_key(|(start, _)| *start);
        for (_, annotation) in found {
            annotations.push(annotation);
        }
        Ok(())
    }
}

impl Entities {
    fn wants(&self, kind: &str) -> bool {
        self.config.types.is_empty() || self.config.types.iter().any(|wanted| wanted.name() == kind)
    }
}

fn annotation(reading: &Reading<'_>, entity: &Entity) -> Option<(usize, Annotation)> {
    let span = |&(first, end): &(usize, usize)| {
        Span::new(reading.tokens.get(first)?.start, reading.tokens.get(end - 1)?.end).ok()
    };
    let spans: Vec<Span> = entity.mentions.iter().filter_map(span).collect();
    let start = spans.first()?.start();
    let mut annotation = Annotation::new("entity", entity.label.clone()).with_spans(spans);
    annotation.score = Score::new(entity.score).ok();
    annotation.attributes.insert("type", json!(entity.kind.name()));
    if let Kind::State(state) = entity.kind {
        annotation.attributes.insert("iso", json!(LISTS.states[state].iso));
    }
    Some((start, annotation))
}
