//! How well the stages do on the labelled commentaries: precision, recall and F1.
//!
//! `cargo test -p cableway-policy --test measure -- --nocapture` shows the figures, with `MISSES=1` also what was
//! missed and what is too much. The tests hold floors a little below them, so that a change for the worse is
//! noticed.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]

mod gold;

use std::collections::BTreeSet;

use cableway_policy::{Actors, Events, Forecasts, Options, Quantities, Quotes, Relations};
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::classify;
use gold::{Commentary, commentaries, places};

/// What was wanted, given, and both.
#[derive(Debug, Default)]
struct Counts {
    wanted: usize,
    given: usize,
    right: usize,
}

impl Counts {
    fn add<T: Ord + std::fmt::Debug>(
        &mut self,
        name: &str,
        wanted: &BTreeSet<T>,
        given: &BTreeSet<T>,
    ) {
        self.wanted += wanted.len();
        self.given += given.len();
        self.right += wanted.intersection(given).count();
        if std::env::var_os("MISSES").is_some() {
            for one in wanted.difference(given) {
                println!("{name}: missed {one:?}");
            }
            for one in given.difference(wanted) {
                println!("{name}: extra {one:?}");
            }
        }
    }

    fn tell(&self, what: &str) -> (f64, f64, f64) {
        let share = |of: usize| self.right as f64 / of.max(1) as f64;
        let (precision, recall) = (share(self.given), share(self.wanted));
        let f1 = 2.0 * self.right as f64 / (self.given + self.wanted).max(1) as f64;
        println!("| {what} | {} | {precision:.3} | {recall:.3} | {f1:.3} |", self.wanted);
        (precision, recall, f1)
    }
}

/// A mention without its article, so that `the Kremlin` and `Kremlin` are the same.
fn bare(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let article = ["the ", "The "].iter().find(|article| text[start..end].starts_with(**article));
    (start + article.map_or(0, |article| article.len()), end)
}

/// The mentions of a commentary's actors, `name, start, end`; what lies in a longer one is left out.
fn wanted_mentions(one: &Commentary) -> BTreeSet<(String, String, usize, usize)> {
    let mut all = Vec::new();
    for actor in &one.labels.actor {
        for mention in &actor.mentions {
            for place in places(&one.document, mention) {
                let (start, end) = bare(one.document.text(), place);
                all.push((
                    actor.name.clone(),
                    one.document.text()[start..end].to_owned(),
                    start,
                    end,
                ));
            }
        }
    }
    let inside = |a: &(String, String, usize, usize)| {
        all.iter().any(|b| b.2 <= a.2 && a.3 <= b.3 && b.3 - b.2 > a.3 - a.2)
    };
    all.iter().filter(|one| !inside(one)).cloned().collect()
}

#[test]
fn actors() {
    let (mut mentions, mut actors) = (Counts::default(), Counts::default());
    println!("| stage | labels | precision | recall | F1 |\n|---|---:|---:|---:|---:|");
    for one in commentaries() {
        let record = classify::<Actors>(&json!({}), &one.document).unwrap();
        let text = one.document.text();
        let body: Vec<_> = one
            .document
            .blocks()
            .iter()
            .filter(|block| block.kind == cableway_sdk::BlockKind::Paragraph)
            .collect();
        let mut given = BTreeSet::new();
        let mut named = BTreeSet::new();
        for annotation in &record.annotations {
            for (span, form) in
                annotation.spans.iter().zip(annotation.attributes["forms"].as_array().unwrap())
            {
                if form == "pronoun" || !body.iter().any(|block| block.span.contains(*span)) {
                    continue;
                }
                let (start, end) = bare(text, (span.start(), span.end()));
                given.insert((annotation.label.clone(), text[start..end].to_owned(), start, end));
                let kind = annotation.attributes["type"].as_str().unwrap().to_owned();
                let iso = annotation
                    .attributes
                    .get("iso")
                    .and_then(|iso| iso.as_str())
                    .unwrap_or_default();
                named.insert((annotation.label.clone(), kind, iso.to_owned()));
            }
        }
        let wanted = wanted_mentions(&one);
        mentions.add(&one.name, &wanted, &given);
        let labelled: BTreeSet<_> = one
            .labels
            .actor
            .iter()
            .filter(|actor| !actor.mentions.is_empty())
            .map(|actor| {
                (actor.name.clone(), actor.r#type.clone(), actor.iso.clone().unwrap_or_default())
            })
            .collect();
        actors.add(&one.name, &labelled, &named);
    }
    let (_, _, f1) = mentions.tell("actors: mentions");
    assert!(f1 > 0.85, "{mentions:?}");
    let (_, _, f1) = actors.tell("actors: name, type and code");
    assert!(f1 > 0.85, "{actors:?}");
}

/// Where words first stand in a text.
fn place(one: &Commentary, words: &str) -> (usize, usize) {
    let start = one.document.text().find(words).unwrap();
    (start, start + words.len())
}

#[test]
fn events() {
    let (mut types, mut statuses, mut sources) =
        (Counts::default(), Counts::default(), Counts::default());
    let mut not_real = Vec::new();
    for one in commentaries() {
        let record = classify::<Events>(&json!({}), &one.document).unwrap();
        let mut used = vec![false; record.annotations.len()];
        let (mut wanted, mut given) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_status, mut given_status) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_source, mut given_source) = (BTreeSet::new(), BTreeSet::new());
        for (number, event) in one.labels.event.iter().enumerate() {
            let (start, end) = place(&one, &event.words);
            wanted.insert((event.r#type.clone(), number, event.words.clone()));
            let found = record.annotations.iter().enumerate().find(|(at, annotation)| {
                let span = annotation.spans[0];
                !used[*at]
                    && annotation.label == event.r#type
                    && span.start() < end
                    && start < span.end()
            });
            let Some((at, annotation)) = found else { continue };
            used[at] = true;
            given.insert((event.r#type.clone(), number, event.words.clone()));
            let status = annotation.attributes["status"].as_str().unwrap();
            wanted_status.insert((number, event.status.clone(), event.words.clone()));
            given_status.insert((number, status.to_owned(), event.words.clone()));
            let is_real = |status: &str| matches!(status, "happened" | "ongoing");
            if is_real(status) && !is_real(&event.status) {
                not_real.push(format!("{}: {} is {}", one.name, event.words, event.status));
            }
            if !event.source.is_empty() {
                wanted_source.insert((number, event.source.join("+"), event.words.clone()));
                let names: Vec<&str> = annotation.attributes["sources"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|party| party["name"].as_str())
                    .collect();
                given_source.insert((number, names.join("+"), event.words.clone()));
            }
        }
        for (at, annotation) in record.annotations.iter().enumerate() {
            if !used[at] {
                let words = annotation.spans[0].slice(&record.text).unwrap();
                given.insert((annotation.label.clone(), 1000 + at, words.to_owned()));
            }
        }
        types.add(&one.name, &wanted, &given);
        statuses.add(&one.name, &wanted_status, &given_status);
        sources.add(&one.name, &wanted_source, &given_source);
    }
    let (_, _, f1) = types.tell("events: type and words");
    assert!(f1 > 0.4, "{types:?}");
    let (_, right, _) = statuses.tell("events: status, of those found");
    assert!(right > 0.8, "{statuses:?}");
    sources.tell("events: sources, of those found");
    assert!(not_real.is_empty(), "told as real and labelled otherwise: {not_real:#?}");
}

#[test]
fn quotes() {
    let (mut all, mut speakers) = (Counts::default(), Counts::default());
    for one in commentaries() {
        let record = classify::<Quotes>(&json!({}), &one.document).unwrap();
        let (mut wanted, mut given) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_speaker, mut given_speaker) = (BTreeSet::new(), BTreeSet::new());
        let told: Vec<(String, String, String)> = record
            .annotations
            .iter()
            .map(|annotation| {
                let words = annotation.spans[0].slice(&record.text).unwrap().to_owned();
                let speaker =
                    annotation.attributes.get("speaker").and_then(|speaker| speaker.as_str());
                (annotation.label.clone(), words, speaker.unwrap_or_default().to_owned())
            })
            .collect();
        for quote in &one.labels.quote {
            wanted.insert((quote.kind.clone(), quote.words.clone()));
            let found =
                told.iter().find(|(kind, words, _)| *kind == quote.kind && *words == quote.words);
            if let (Some((_, words, speaker)), Some(labelled)) = (found, &quote.speaker) {
                wanted_speaker.insert((words.clone(), labelled.clone()));
                given_speaker.insert((words.clone(), speaker.clone()));
            }
        }
        given.extend(told.iter().map(|(kind, words, _)| (kind.clone(), words.clone())));
        all.add(&one.name, &wanted, &given);
        speakers.add(&one.name, &wanted_speaker, &given_speaker);
    }
    let (_, _, f1) = all.tell("quotes: kind and words");
    assert!(f1 > 0.5, "{all:?}");
    speakers.tell("quotes: speakers, of those found");
}

#[test]
fn quantities() {
    let (mut spans, mut values) = (Counts::default(), Counts::default());
    for one in commentaries() {
        let record = classify::<Quantities>(&json!({}), &one.document).unwrap();
        let wanted: BTreeSet<String> =
            one.labels.quantity.iter().map(|quantity| quantity.words.clone()).collect();
        let mut given = BTreeSet::new();
        let (mut wanted_value, mut given_value) = (BTreeSet::new(), BTreeSet::new());
        for annotation in &record.annotations {
            let words = annotation.spans[0].slice(&record.text).unwrap().to_owned();
            if let Some(labelled) =
                one.labels.quantity.iter().find(|quantity| quantity.words == words)
            {
                let value =
                    annotation.attributes.get("value").and_then(Value::as_f64).unwrap_or_default();
                wanted_value.insert((
                    words.clone(),
                    labelled.bound.clone(),
                    format!("{:.3}", labelled.value),
                ));
                given_value.insert((
                    words.clone(),
                    annotation.label.clone(),
                    format!("{value:.3}"),
                ));
            }
            given.insert(words);
        }
        spans.add(&one.name, &wanted, &given);
        values.add(&one.name, &wanted_value, &given_value);
    }
    let (_, _, f1) = spans.tell("quantities: words");
    assert!(f1 > 0.6, "{spans:?}");
    values.tell("quantities: bound and value, of those found");
}

#[test]
fn forecasts() {
    let [mut all, mut bands, mut horizons, mut conditions, mut speakers] =
        std::array::from_fn(|_| Counts::default());
    for one in commentaries() {
        let record = classify::<Forecasts>(&json!({}), &one.document).unwrap();
        let (mut wanted, mut given) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_band, mut given_band) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_days, mut given_days) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_if, mut given_if) = (BTreeSet::new(), BTreeSet::new());
        let (mut wanted_speaker, mut given_speaker) = (BTreeSet::new(), BTreeSet::new());
        let mut used = vec![false; record.annotations.len()];
        for (number, forecast) in one.labels.forecast.iter().enumerate() {
            wanted.insert((number, forecast.claim.clone()));
            let (start, end) = place(&one, &forecast.claim);
            let found = record.annotations.iter().enumerate().find(|(at, annotation)| {
                let span = annotation.spans[0];
                !used[*at] && span.start() < end && start < span.end()
            });
            let Some((at, annotation)) = found else { continue };
            used[at] = true;
            given.insert((number, forecast.claim.clone()));
            let text = |name: &str| {
                annotation.attributes.get(name).map(ToString::to_string).unwrap_or_default()
            };
            let band = forecast.band.map(|[low, high]| format!("{low} {high}")).unwrap_or_default();
            wanted_band.insert((number, band, forecast.negated, forecast.claim.clone()));
            given_band.insert((
                number,
                format!("{} {}", text("low"), text("high")).trim().to_owned(),
                annotation.attributes["negated"] == true,
                forecast.claim.clone(),
            ));
            if let Some([from, to]) = &forecast.horizon {
                wanted_days.insert((
                    number,
                    format!("\"{from}\" \"{to}\""),
                    forecast.claim.clone(),
                ));
                given_days.insert((
                    number,
                    format!("{} {}", text("from"), text("to")),
                    forecast.claim.clone(),
                ));
            }
            wanted_speaker.insert((number, forecast.speaker.clone()));
            given_speaker.insert((number, text("speaker").trim_matches('"').to_owned()));
            if let Some(condition) = &forecast.condition {
                wanted_if.insert((number, format!("\"{condition}\"")));
                given_if.insert((number, text("condition")));
            }
        }
        for (at, annotation) in record.annotations.iter().enumerate().filter(|(at, _)| !used[*at]) {
            given.insert((1000 + at, annotation.spans[0].slice(&record.text).unwrap().to_owned()));
        }
        all.add(&one.name, &wanted, &given);
        bands.add(&one.name, &wanted_band, &given_band);
        horizons.add(&one.name, &wanted_days, &given_days);
        conditions.add(&one.name, &wanted_if, &given_if);
        speakers.add(&one.name, &wanted_speaker, &given_speaker);
    }
    let (_, _, f1) = all.tell("forecasts: claim, by place");
    assert!(f1 > 0.6, "{all:?}");
    bands.tell("forecasts: range and negation, of those found");
    horizons.tell("forecasts: days, of those found");
    conditions.tell("forecasts: condition, of those found");
    speakers.tell("forecasts: speaker, of those found");
}

#[test]
fn relations() {
    let mut all = Counts::default();
    for one in commentaries() {
        let record = classify::<Relations>(&json!({}), &one.document).unwrap();
        // A government and its state are one here.
        let plain = |name: &str| {
            name.trim_start_matches("Government of ").trim_start_matches("the ").to_owned()
        };
        let wanted: BTreeSet<_> = one
            .labels
            .relation
            .iter()
            .map(|relation| {
                (
                    relation.r#type.clone(),
                    plain(&relation.from),
                    plain(&relation.to),
                    relation.negated,
                )
            })
            .collect();
        let given: BTreeSet<_> = record
            .annotations
            .iter()
            .map(|annotation| {
                let text = |name: &str| plain(annotation.attributes[name].as_str().unwrap());
                (
                    annotation.label.clone(),
                    text("from"),
                    text("to"),
                    annotation.attributes["negated"] == true,
                )
            })
            .collect();
        all.add(&one.name, &wanted, &given);
    }
    let (_, _, f1) = all.tell("relations: type, actors and negation, once a text");
    assert!(f1 > 0.55, "{all:?}");
}

#[test]
fn options() {
    let (mut all, mut leans) = (Counts::default(), Counts::default());
    for one in commentaries() {
        let record = classify::<Options>(&json!({}), &one.document).unwrap();
        let wanted: BTreeSet<u64> =
            one.labels.option.iter().map(|option| u64::from(option.number)).collect();
        let number = |annotation: &cableway_sdk::Annotation| {
            annotation.attributes["number"].as_u64().unwrap()
        };
        let given: BTreeSet<u64> = record.annotations.iter().map(number).collect();
        all.add(&one.name, &wanted, &given);
        let (mut wanted_lean, mut given_lean) = (BTreeSet::new(), BTreeSet::new());
        for option in
            one.labels.option.iter().filter(|option| given.contains(&u64::from(option.number)))
        {
            let annotation = record
                .annotations
                .iter()
                .find(|one| number(one) == u64::from(option.number))
                .unwrap();
            let lean =
                annotation.attributes.get("lean").and_then(Value::as_str).unwrap_or_default();
            wanted_lean.insert((option.number, option.lean.clone().unwrap_or_default()));
            given_lean.insert((option.number, lean.to_owned()));
        }
        leans.add(&one.name, &wanted_lean, &given_lean);
    }
    let (_, _, f1) = all.tell("options: numbers");
    assert!(f1 > 0.85, "{all:?}");
    leans.tell("options: lean, of those found");
}
