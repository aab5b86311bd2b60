//! A register of forecasts: what is foretold, how sure, under which condition, until when, by whom.

mod claim;
mod condition;
mod denial;
mod find;
mod hedge;
mod hedged;
mod holder;
mod stated;
#[cfg(test)]
mod tests;
mod whole;

use cableway_sdk::serde_json::json;
use cableway_sdk::{Annotation, Document};
use schemars::JsonSchema;
use serde::Deserialize;

use self::find::{Forecast, forecasts};
pub(crate) use self::hedge::first_words as first_words_of_hedges;
use self::hedged::Rule;
use crate::events::name;
use crate::hash::WordMap;
use crate::stage::{actor_ids, classify_stage};
use crate::work::Work;

/// Finds forecasts, with the words that say how sure they are.
///
/// One annotation `forecast` for each, labelled with its scale: `icd-203` for the words of Intelligence Community
/// Directive 203, `survey` for words whose range is from a survey of readers, `stated` where the text itself
/// gives it in numbers, `possible` where nothing is said of how probable it is, and `foretold` where it is told outright to
/// come, `is bound to`, `will not … before 2030`, or told by `will` or `would` under a condition. How sure an assessment is, `with
/// high confidence`, is no probability, and is kept in `hedge`. The first span is the claim, the second the words that hedge it. Attributes: `hedge`; `low` and
/// `high` in percent for the first three scales only; `negated`; `occurs_low` and `occurs_high`; `condition`; `rule`, the line of the table; `from` and `to`, the days that it reaches over, and `review`, the day on which one can tell; `speaker`,
/// `author` where nobody else is named. Only the body is read, so that a standfirst that repeats the conclusion counts
/// once. What is likely *now* is no forecast, and neither is what makes something more likely.
///
/// `negated` is true where what is foretold is denied, whatever denies it: its verb (`will probably not leave`), its hedge (`is
/// not likely to leave`, `almost impossible`), or whoever holds it (`nobody expects that`, `we doubt that`). `low` and `high` are
/// what the words are worth as they stand, and so of staying in the first case and of leaving in the others. `occurs_low` and
/// `occurs_high` are always of the same: that what is spoken of comes about, here that somebody leaves.
#[derive(Debug)]
pub struct Forecasts {}

/// What a pipeline may tell `forecasts`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastsConfig {}

classify_stage!(
    Forecasts,
    ForecastsConfig,
    "forecasts",
    "finds what is foretold, how sure, under which condition, until when and by whom",
    "forecast",
    annotations
);

fn annotations(work: &Work, document: &Document) -> Vec<Annotation> {
    let ids = actor_ids(document);
    forecasts(work, document).iter().map(|one| annotation(work, &ids, one)).collect()
}

fn annotation(work: &Work, ids: &WordMap<&str, &str>, forecast: &Forecast) -> Annotation {
    let slice = |span: cableway_sdk::Span| span.slice(&work.reading.text).unwrap_or_default();
    let speaker = forecast.speaker.map_or_else(|| "author".to_owned(), |party| name(work, &party));
    let rule = match forecast.rule {
        Rule::Entry(line) => format!("hedges.tsv: {line}"),
        Rule::Condition => format!("`{}` under a condition", slice(forecast.hedge).to_lowercase()),
        Rule::Denied => {
            format!(
                "`{}` with a negation, and a term or a belief",
                slice(forecast.hedge).to_lowercase()
            )
        }
        Rule::Number => "probability in numbers".to_owned(),
        Rule::Chance(line) => format!("hedges.tsv: {line}, said of a chance"),
    };
    let mut annotation = Annotation::new("forecast", forecast.scale.as_str())
        .with_span(forecast.claim)
        .with_span(forecast.hedge)
        .with_attribute("hedge", slice(forecast.hedge))
        .with_attribute("negated", forecast.negated())
        .with_attribute("rule", rule)
        .with_attribute("speaker", speaker.clone());
    if let Some((low, high)) = forecast.band {
        annotation =
            annotation.with_attribute("low", json!(low)).with_attribute("high", json!(high));
    }
    if let Some((low, high)) = forecast.occurs() {
        annotation = annotation
            .with_attribute("occurs_low", json!(low))
            .with_attribute("occurs_high", json!(high));
    }
    if let Some(condition) = forecast.condition {
        annotation = annotation.with_span(condition).with_attribute("condition", slice(condition));
    }
    if let Some(when) = forecast.horizon {
        annotation = annotation
            .with_attribute("from", when.first.to_string())
            .with_attribute("to", when.last.to_string())
            .with_attribute("review", when.last.to_string());
    }
    let known = ids.get(speaker.as_str());
    match known {
        Some(id) => annotation.with_link("speaker", *id),
        None => annotation,
    }
}
