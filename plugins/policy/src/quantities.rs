//! Amounts: how many of what, and whether at least or at most.

use cableway_sdk::{Annotation, Document, Span};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::stage::classify_stage;
use crate::syntax::group::is_time;
use crate::syntax::{Reading, Sentence, Tag};
use crate::work::Work;

/// Finds amounts with their bounds: `at least three types` is 3 or more.
///
/// One annotation `quantity` for each, labelled with the bound: `=`, `~` (about), `>`, `>=`, `<` or `<=`. Attributes:
/// `value`, and `unit` where the text gives one: a noun, `percent`, or the sign of a currency. `hundreds of millions`
/// has `low` and `high` in place of a value. `rule` says by which words it was found. Dates, years, ordinals and numbers in names are none.
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
        match quantity(reading, at, sentence) {
            Some((quantity, last)) => {
                all.push(quantity);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    all
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
                || is_month(after)
                || is_year(word(number_at)) && !matches!(after, "percent" | "%"))
        || after == "/"
        || before == "/"
        || matches!(before, "no." | "option" | "scenario" | "brief" | "-" | ":")
        || at > sentence.first && reading.tokens[at].joined && !currency && before != "(";
    if is_date || matches!(after, "a.m" | "p.m" | "a.m." | "p.m." | ":") {
        return None;
    }
    let mut unit = currency.then(|| word(at).to_owned());
    if matches!(after, "%" | "percent") || after == "per" && word(last + 2) == "cent" {
        last += if after == "per" { 2 } else { 1 };
        unit = Some("percent".to_owned());
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
    let span = reading.span(first, last)?;
    let bounding = at.checked_sub(1).filter(|before| *before >= first);
    let bounding = bounding.and_then(|before| reading.span(first, before));
    Some((Quantity { span, bound, bounding, value, unit }, last))
}

/// A value, or the lowest and the highest, and the last token of the number.
type Number = (Result<f64, (f64, f64)>, usize);

/// A number that begins at a token.
fn number(reading: &Reading, at: usize, sentence: &Sentence) -> Option<Number> {
    let word = |place: usize| if place < sentence.end { reading.lower(place) } else { "" };
    // `a third`, `an eighth`, `half`.
    let follows = |place: usize| {
        let word = word(place);
        word == "of" || !word.starts_with(char::is_alphabetic)
    };
    if matches!(word(at), "a" | "an")
        && follows(at + 2)
        && let Some(share) = fraction(word(at + 1))
    {
        return Some((Ok(share), at + 1));
    }
    if word(at) == "half"
        && at > sentence.first
        && matches!(reading.lower(at - 1), "than" | "about" | "nearly" | "almost" | "least")
    {
        return Some((Ok(0.5), at));
    }
    // `hundreds of millions`
    if word(at + 1) == "of"
        && let (Some(many), Some(scale)) = (plural(word(at)), plural(word(at + 2)))
    {
        return Some((Err((2.0 * many * scale, 10.0 * many * scale)), at + 2));
    }
    let mut value = simple(word(at))
        .or_else(|| matches!(word(at), "a").then(|| scale(word(at + 1)).map(|_| 1.0)).flatten())
        .or_else(|| singular(reading, at, word(at), word(at + 1)))?;
    let mut last = at;
    while let Some(by) = scale(word(last + 1)) {
        value *= by;
        last += 1;
    }
    Some((Ok(value), last))
}

/// `a year`, `a decade`, after words that bound it: `more than a year`.
fn singular(reading: &Reading, at: usize, word: &str, next: &str) -> Option<f64> {
    let bounded =
        at > 0 && matches!(reading.lower(at - 1), "than" | "least" | "about" | "over" | "nearly");
    let counts = matches!(next, "year" | "month" | "week" | "day" | "decade" | "century" | "hour");
    (bounded && counts && matches!(word, "a" | "an")).then_some(1.0)
}

/// The value of a number in digits, or of one word for it.
pub(crate) fn simple(word: &str) -> Option<f64> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.replace(',', "").parse().ok();
    }
    Some(match word {
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

fn plural(word: &str) -> Option<f64> {
    word.strip_suffix('s').and_then(|one| scale(one).or((one == "ten").then_some(10.0)))
}

fn fraction(word: &str) -> Option<f64> {
    Some(match word {
        "half" => 1.0 / 2.0,
        "third" => 1.0 / 3.0,
        "quarter" => 1.0 / 4.0,
        "fifth" => 1.0 / 5.0,
        "sixth" => 1.0 / 6.0,
        "eighth" => 1.0 / 8.0,
        "tenth" => 1.0 / 10.0,
        _ => return None,
    })
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
    }

    #[test]
    fn what_is_no_amount() {
        check("They met on March 10, 2023 and work 24/7.", "");
        check(
            "It is measured in hundreds of millions of dollars, not in the billions.",
            "=200000000..1000000000 dollars",
        );
        check("One of them left in 1998.", "");
    }
}
