//! The value of a number, in digits or in words.

use super::{is_month, is_year};
use crate::syntax::group::is_time;
use crate::syntax::{Reading, Sentence, Tag};

/// The noun for a measure that a hyphen joins to a number: `20-year`.
pub(super) fn hyphened(reading: &Reading, number: usize, end: usize) -> Option<usize> {
    let joined = |at: usize| at < end && reading.tokens[at].joined;
    let follows = joined(number + 1) && reading.word(number + 1) == "-" && joined(number + 2);
    let is_measure = matches!(
        reading.lower(number + 2),
        "hour"
            | "day"
            | "week"
            | "month"
            | "year"
            | "decade"
            | "metre"
            | "meter"
            | "kilometre"
            | "kilometer"
            | "mile"
            | "tonne"
            | "ton"
            | "percent"
            | "point"
            | "member"
    );
    (follows && is_measure).then_some(number + 2)
}

/// A value, or the lowest and the highest, and the last token of the number.
pub(super) type Number = (Result<f64, (f64, f64)>, usize);

/// A number that begins at a token.
pub(super) fn number(reading: &Reading, at: usize, sentence: &Sentence) -> Option<Number> {
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
    if let Some(found) = shares(reading, at, sentence).or_else(|| range(reading, at, sentence)) {
        return Some(found);
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

/// The most that a share is told of in one number: `one in a hundred`.
const WHOLE: f64 = 1000.0;

/// `two thirds`, `three-quarters`, `one third of`, `one in five`, `three out of ten`
fn shares(reading: &Reading, at: usize, sentence: &Sentence) -> Option<Number> {
    let word = |place: usize| if place < sentence.end { reading.lower(place) } else { "" };
    let many = simple(word(at))?;
    let noun = at + 1 + usize::from(word(at + 1) == "-");
    let is_one = matches!(word(at), "one" | "1");
    let part = if is_one { Some(word(noun)) } else { word(noun).strip_suffix('s') };
    if let Some(share) = part.and_then(fraction) {
        // `one third party` has no share.
        let after = word(noun + 1);
        let ends = after == "of" || !after.starts_with(char::is_alphabetic);
        return (!is_one || ends).then_some((Ok(many * share), noun));
    }
    let of = match (word(at + 1), word(at + 2)) {
        ("in", _) => at + 2,
        ("out", "of") => at + 3,
        _ => return None,
    };
    let is_written_out = word(at).starts_with(char::is_alphabetic);
    let whole = simple(word(of)).filter(|whole| *whole > many && *whole <= WHOLE)?;
    // `one in five years`, `two in ten days` tell how often.
    let is_time = is_time(word(of + 1).trim_end_matches('s')) || is_month(word(of + 1));
    let same = is_written_out == word(of).starts_with(char::is_alphabetic);
    (same && !is_time).then_some((Ok(many / whole), of))
}

/// `21 and 22 November`, `14, 15 and 16 August`, `3 to 5 June`, `November 21 and 22`: a day beside other days, before or behind a month.
pub(super) fn is_beside_days(reading: &Reading, at: usize, sentence: &Sentence) -> bool {
    let inside = |at: usize| (sentence.first..sentence.end).contains(&at);
    let is_day = |at: usize| {
        let word = if inside(at) { reading.word(at) } else { "" };
        word.len() <= 2 && word.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
    };
    let joins = |at: usize| {
        inside(at) && matches!(reading.lower(at), "and" | "or" | "to" | "," | "–" | "-" | "&")
    };
    if !is_day(at) {
        return false;
    }
    let mut next = at;
    while joins(next + 1) && is_day(next + 2) {
        next += 2;
    }
    let mut first = at;
    while first >= sentence.first + 2 && joins(first - 1) && is_day(first - 2) {
        first -= 2;
    }
    next > first
        && (inside(next + 1) && is_month(reading.lower(next + 1))
            || first > sentence.first && is_month(reading.lower(first - 1)))
}

/// `24 to 48 hours`, `60–70 percent`, `two or three people`: two numbers of one unit, the second the greater one. Days and years are none.
fn range(reading: &Reading, at: usize, sentence: &Sentence) -> Option<Number> {
    let word = |place: usize| if place < sentence.end { reading.lower(place) } else { "" };
    let joins = matches!(word(at + 1), "to" | "–" | "-" | "or");
    let low = simple(word(at)).filter(|_| joins)?;
    let high = simple(word(at + 2)).filter(|high| *high > low)?;
    let before = at.checked_sub(1).map_or("", |at| reading.lower(at));
    let counts = matches!(word(at + 3), "%" | "percent" | "per")
        || reading.tokens.get(at + 3).is_some_and(|next| {
            at + 3 < sentence.end && matches!(next.tag, Tag::Noun | Tag::Adjective)
        });
    let is_date = is_year(word(at)) || is_month(word(at + 3)) || is_month(before);
    (counts && !is_date && before != "from").then_some((Err((low, high)), at + 2))
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
    SIMPLE.iter().find(|(one, _)| *one == word).map(|(_, value)| *value)
}

/// One word for a number.
const SIMPLE: [(&str, f64); 27] = [
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];

/// The words of [`simple`].
pub(crate) fn simple_words() -> impl Iterator<Item = &'static str> {
    SIMPLE.iter().map(|(word, _)| *word)
}

/// The words that an amount may begin with, in lower case.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    let others = ["a", "an", "half", "$", "€", "£"];
    simple_words().chain(others).chain(PLURALS.iter().map(|(word, _)| *word))
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

/// Words for many: `hundreds of people`.
const PLURALS: [(&str, f64); 7] = [
    ("dozens", 12.0),
    ("tens", 10.0),
    ("hundreds", 1e2),
    ("thousands", 1e3),
    ("millions", 1e6),
    ("billions", 1e9),
    ("trillions", 1e12),
];

fn plural(word: &str) -> Option<f64> {
    PLURALS.iter().find(|(one, _)| *one == word).map(|(_, value)| *value)
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
