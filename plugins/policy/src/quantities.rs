//! Amounts: how many of what, and whether at least or at most.

mod name;
mod number;

use cableway_sdk::{Annotation, Document, Span};
use schemars::JsonSchema;
use serde::Deserialize;

use self::name::is_of_name;
pub(crate) use self::number::{first_words, simple, simple_words};
use self::number::{hyphened, is_beside_days, number};
use crate::stage::classify_stage;
use crate::syntax::group::is_time;
use crate::syntax::{Reading, Sentence, Tag};
use crate::vocabulary::asks;
use crate::work::Work;

/// Finds amounts with their bounds: `at least three types` is 3 or more.
///
/// One annotation `quantity` for each, labelled with the bound: `=`, `~` (about), `>`, `>=`, `<` or `<=`. Attributes:
/// `value`, and `unit` where the text gives one: a noun, `percent`, or the sign of a currency. `hundreds of millions`
/// and `24 to 48 hours` have `low` and `high` in place of a value. `rule` says by which words it was found. Dates, years, ordinals, telephones and
/// numbers in names (`Article 4`, `Estlink 2`) are none.
#[derive(Debug)]
pub struct Quantities {}

/// What a pipeline may tell `quantities`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuantitiesConfig {}

classify_stage!(
    Quantities,
    QuantitiesConfig,
    "quantities",
    "finds how many of what, with bounds such as at least",
    "quantity",
    annotations
);

/// An amount.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity {
    pub(crate) span: Span,
    pub(crate) bound: &'static str,
    /// The words before the number that make the bound.
    pub(crate) bounding: Option<Span>,
    /// The value, or the lowest and the highest.
    pub(crate) value: Result<f64, (f64, f64)>,
    pub(crate) unit: Option<String>,
}

fn annotations(work: &Work, _: &Document) -> Vec<Annotation> {
    let sentences = work.reading.sentences.iter().filter(|one| one.kind.is_body());
    let found = sentences.flat_map(|sentence| quantities(&work.reading, sentence));
    found
        .map(|one| {
            let bounding = one.bounding.and_then(|span| span.slice(&work.reading.text));
            let rule = match (bounding, &one.unit) {
                (Some(words), _) => format!("number after `{}`", words.to_lowercase()),
                (None, Some(unit)) => format!("number before its unit `{}`", unit.to_lowercase()),
                (None, None) => "number".to_owned(),
            };
            let mut annotation = Annotation::new("quantity", one.bound)
                .with_span(one.span)
                .with_attribute("rule", rule);
            annotation = match one.value {
                Ok(value) => annotation.with_attribute("value", value),
                Err((low, high)) => {
                    annotation.with_attribute("low", low).with_attribute("high", high)
                }
            };
            match one.unit {
                Some(unit) => annotation.with_attribute("unit", unit),
                None => annotation,
            }
        })
        .collect()
}

/// All amounts of a sentence.
pub(crate) fn quantities(reading: &Reading, sentence: &Sentence) -> Vec<Quantity> {
    let mut all = Vec::new();
    let mut at = sentence.first;
    while at < sentence.end {
        match Some(at)
            .filter(|at| may_begin(reading, *at))
            .and_then(|at| quantity(reading, at, sentence))
        {
            Some((quantity, last)) => {
                all.push(quantity);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    all
}

/// False for most words that begin no amount, by their part of speech: it says so faster than the words do.
fn may_begin(reading: &Reading, at: usize) -> bool {
    if !reading.is_asked(at, asks::AMOUNT) {
        return false;
    }
    match reading.tokens[at].tag {
        Tag::Number | Tag::Mark | Tag::Proper => true,
        Tag::Determiner | Tag::Pronoun => {
            matches!(reading.lower(at), "a" | "an" | "one" | "half")
        }
        // `half`, `hundreds`, `20th`
        Tag::Noun | Tag::Adjective => {
            let word = reading.lower(at);
            word.ends_with('s') || word == "half" || word.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

fn quantity(reading: &Reading, at: usize, sentence: &Sentence) -> Option<(Quantity, usize)> {
    let word = |place: usize| if place < sentence.end { reading.lower(place) } else { "" };
    let currency = matches!(word(at), "$" | "€" | "£");
    let number_at = at + usize::from(currency);
    let (value, mut last) = number(reading, number_at, sentence)?;
    let is_written_out = !word(number_at).starts_with(|c: char| c.is_ascii_digit());
    let (bound, first) = bound(reading, at, sentence.first);
    // A day, a year, a number in a name or of a chapter.
    let before = if at > sentence.first { reading.lower(at - 1) } else { "" };
    let plain = bound == "=" && !currency && last == number_at;
    let after = word(last + 1);
    let numbers_chapter = at == sentence.first && matches!(word(last + 1), "." | ")" | "");
    let is_turn = word(at) == "one" && matches!(before, "the" | "no" | "any");
    let is_date = numbers_chapter
        || is_turn
        || plain
            && (is_month(before)
                || matches!(after, "-" | "–") && is_month(word(last + 3))
                || is_month(after)
                || is_beside_days(reading, number_at, sentence)
                || is_year(word(number_at)) && !matches!(after, "percent" | "%"))
        || after == "/"
        || before == "/"
        || matches!(before, "no." | "option" | "scenario" | "brief" | "-" | ":")
        || at > sentence.first && reading.tokens[at].joined && !currency && before != "(";
    if is_date || matches!(after, "a.m" | "p.m" | "a.m." | "p.m." | ":") {
        return None;
    }
    let mut unit = currency.then(|| word(at).to_owned());
    let mut counted = None;
    if matches!(after, "%" | "percent") || after == "per" && word(last + 2) == "cent" {
        last += if after == "per" { 2 } else { 1 };
        unit = Some("percent".to_owned());
    } else if let Some(noun) = hyphened(reading, last, sentence.end).filter(|_| !currency) {
        // `a 20-year pact`
        unit = Some(reading.word(noun).to_owned());
        last = noun;
    } else if !currency {
        // The nouns that follow, over adjectives: `three Norwegian organisations`.
        let end = (last + 1..sentence.end.min(last + 5))
            .find(|place| {
                let tag = reading.tokens[*place].tag;
                let starts_other = tag == Tag::Proper
                    && *place > last + 1
                    && reading.tokens[*place - 1].tag == Tag::Noun;
                starts_other || !(tag.is_noun() || tag == Tag::Adjective || tag == Tag::Participle)
            })
            .unwrap_or(sentence.end.min(last + 5));
        let noun = (last + 1..end).rev().find(|place| reading.tokens[*place].tag.is_noun());
        counted = noun;
        if let Some(noun) = noun {
            let from = (last + 1..=noun)
                .find(|place| reading.tokens[*place].tag == Tag::Noun)
                .unwrap_or(noun);
            unit = reading
                .span(from, noun)
                .and_then(|span| span.slice(&reading.text))
                .map(str::to_owned);
            last = noun;
        } else if value.is_err() && after == "of" {
            if let Some(noun) =
                (last + 2..sentence.end).next().filter(|at| reading.tokens[*at].tag.is_noun())
            {
                unit = Some(reading.word(noun).to_owned());
                last = noun;
            }
        } else if plain && is_written_out {
            // `the two met`, `one of them`: no amount of anything.
            return None;
        }
    }
    let may_name = plain && (counted.is_some() || unit.is_none());
    if may_name && is_of_name(reading, number_at, sentence, counted) {
        return None;
    }
    let span = reading.span(first, last)?;
    let bounding = at.checked_sub(1).filter(|before| *before >= first);
    let bounding = bounding.and_then(|before| reading.span(first, before));
    Some((Quantity { span, bound, bounding, value, unit }, last))
}

/// The bound that stands before a number, and the token where it begins.
fn bound(reading: &Reading, at: usize, first: usize) -> (&'static str, usize) {
    let before = |back: usize| {
        at.checked_sub(back)
            .filter(|place| *place >= first)
            .map_or("", |place| reading.lower(place))
    };
    let (three, two, one) = (before(3), before(2), before(1));
    match (three, two, one) {
        ("no" | "not", "more", "than") => ("<=", at - 3),
        ("no" | "not", "fewer" | "less", "than") => (">=", at - 3),
        (_, "at", "least") => (">=", at - 2),
        (_, "at", "most") | (_, "up", "to") => ("<=", at - 2),
        (_, "more", "than") => (">", at - 2),
        (_, "fewer" | "less", "than") => ("<", at - 2),
        (_, _, "above" | "exceeding") => (">", at - 1),
        // `over two islands` is about them.
        (_, _, "over")
            if reading.lower(at).starts_with(|c: char| c.is_ascii_digit() || c == '$') =>
        {
            (">", at - 1)
        }
        (_, _, "under" | "below") => ("<", at - 1),
        (
            _,
            _,
            "about" | "around" | "some" | "roughly" | "approximately" | "nearly" | "almost"
            | "perhaps" | "estimated",
        ) => ("~", at - 1),
        (_, _, "all") => ("=", at - 1),
        _ => ("=", at),
    }
}

fn is_month(word: &str) -> bool {
    is_time(word)
        && !matches!(
            word,
            "week"
                | "weeks"
                | "month"
                | "months"
                | "year"
                | "years"
                | "day"
                | "days"
                | "night"
                | "weekend"
        )
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Document};

    use super::quantities;
    use crate::syntax::Reading;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, text);
        let document = builder.build();
        let reading = Reading::new(&document);
        let found = quantities(&reading, &reading.sentences[0]);
        let told = found.iter().map(|one| {
            let value = match one.value {
                Ok(value) => value.to_string(),
                Err((low, high)) => format!("{low}..{high}"),
            };
            format!("{}{value} {}", one.bound, one.unit.as_deref().unwrap_or("-"))
        });
        assert_eq!(told.collect::<Vec<_>>().join("; "), expect, "{text}");
    }

    #[test]
    fn bounds() {
        check("Peru has at least four types of ships.", ">=4 types");
        check("No more than 16 percent left.", "<=16 percent");
        check("It cost about $3.2 billion.", "~3200000000 $");
        check("More than 1,500 Chilean soldiers came.", ">1500 soldiers");
        check("About a third of them fled.", "~0.3333333333333333 -");
        check("Some two thirds of them fled.", "~0.6666666666666666 -");
        check("Three-quarters of the ships sank.", "=0.75 -");
        check("It takes 24 to 48 hours.", "=24..48 hours");
        check("At least 60–70 percent left.", ">=60..70 percent");
        check("They signed a 20-year pact.", "=20 year");
        check("They met on 10-12 March and in 2019–2021.", "");
    }

    #[test]
    fn what_is_no_amount() {
        check("They met on March 10, 2023 and work 24/7.", "");
        check(
            "The bill comes to hundreds of millions of dollars, not to the billions.",
            "=200000000..1000000000 dollars",
        );
        check("One of them left in 1998.", "");
    }
}
