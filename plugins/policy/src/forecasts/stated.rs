//! Probabilities that a text gives in numbers: `a 40 per cent chance`, `60–70 percent likely`, `one chance in four`.

use crate::quantities::simple;
use crate::syntax::Reading;
use crate::vocabulary::asks;

/// A probability in numbers that begins at a token: the lowest and the highest percent, and its last token.
pub(super) fn at(reading: &Reading, first: usize, end: usize) -> Option<((u8, u8), usize)> {
    // Most tokens are no number, and nothing else begins one of these.
    if !reading.is_asked(first, asks::PROBABILITY) {
        return None;
    }
    let word = |at: usize| if at < end { reading.lower(at) } else { "" };
    let begins = word(first);
    // `an even chance`: as much as not. `A roughly even chance` is one of the directive's.
    if begins == "even" {
        let own = first > 0 && matches!(reading.lower(first - 1), "an" | "the" | "at" | "of");
        return (own && is_probability(word(first + 1))).then_some(((50, 50), first + 1));
    }
    let low = simple(begins)?;
    if let Some(found) = halves(reading, first, end, low) {
        return Some(found);
    }
    if let Some(found) = ratio(reading, first, end, low) {
        return Some(found);
    }
    let (high, number) = match word(first + 1) {
        "to" | "–" | "-" | "—" | "and" | "or" => (simple(word(first + 2))?, first + 2),
        _ => (low, first),
    };
    let last = match word(number + 1) {
        "%" | "percent" => number + 1,
        "per" if word(number + 2) == "cent" => number + 2,
        _ => return None,
    };
    let band = percent(low).zip(percent(high)).filter(|(low, high)| low <= high)?;
    // `40 percent more likely` compares, and says nothing of how probable it is.
    if is_probability(word(last + 1)) || word(last + 1) == "likely" || word(last + 1) == "certain" {
        return Some((band, last + 1));
    }
    is_of_probability(reading, first).then_some((band, last))
}

/// `one chance in four`, `a one in four chance`, `a one-in-four chance`.
fn ratio(reading: &Reading, first: usize, end: usize, many: f64) -> Option<((u8, u8), usize)> {
    let word = |at: usize| if at < end { reading.lower(at) } else { "" };
    let (of, last) = if is_probability(word(first + 1)) && word(first + 2) == "in" {
        (simple(word(first + 3))?, first + 3)
    } else {
        let dash = usize::from(word(first + 1) == "-");
        let of = first + 2 + 2 * dash;
        let many_of = simple(word(of)).filter(|_| word(first + 1 + dash) == "in")?;
        if is_probability(word(of + 1)) {
            (many_of, of + 1)
        } else {
            // `the odds are three in ten`
            is_of_probability(reading, first).then_some((many_of, of))?
        }
    };
    let share = (many > 0.0 && many <= of).then(|| percent((100.0 * many / of).round()))??;
    Some(((share, share), last))
}

/// `a fifty-fifty chance`, `a 50-50 chance`.
fn halves(reading: &Reading, first: usize, end: usize, low: f64) -> Option<((u8, u8), usize)> {
    let word = |at: usize| if at < end { reading.lower(at) } else { "" };
    let noun = first + 3;
    let twice = (low - 50.0).abs() < f64::EPSILON
        && matches!(word(first + 1), "-" | "–" | "/")
        && word(first) == word(first + 2);
    (twice && is_probability(word(noun))).then_some(((50, 50), noun))
}

/// A number that is put beside words which end at a token: `likely, perhaps 60 percent`, `unlikely (20–45 percent)`,
/// `likely, with a probability of 70 per cent`. The range, and the tokens from the mark to the end of the number.
pub(super) fn beside(
    reading: &Reading,
    last: usize,
    end: usize,
) -> Option<((u8, u8), (usize, usize))> {
    let word = |at: usize| if at < end { reading.lower(at) } else { "" };
    let opens = last + 1;
    if !matches!(word(opens), "," | "(" | "—" | "–" | ":") {
        return None;
    }
    let mut at = opens + 1;
    if word(at) == "with" && matches!(word(at + 1), "a" | "the") {
        at += 2;
        if !is_probability(word(at)) || word(at + 1) != "of" {
            return None;
        }
        at += 2;
    }
    while matches!(
        word(at),
        "perhaps" | "about" | "around" | "roughly" | "some" | "say" | "maybe" | "at" | "by"
    ) {
        at += 1;
    }
    let low = simple(word(at))?;
    let (high, number) = match word(at + 1) {
        "to" | "–" | "-" | "—" => (simple(word(at + 2))?, at + 2),
        _ => (low, at),
    };
    let close = match word(number + 1) {
        "%" | "percent" => number + 1,
        "per" if word(number + 2) == "cent" => number + 2,
        _ => return None,
    };
    // `likely, 60 percent of them at once` tells of others.
    let band = percent(low).zip(percent(high)).filter(|(low, high)| low <= high)?;
    let goes_on = matches!(word(close + 1), "of" | "more" | "less");
    let close = close + usize::from(word(opens) == "(" && word(close + 1) == ")");
    (!goes_on).then_some((band, (opens, close)))
}

fn percent(value: f64) -> Option<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    (0.0..=100.0).contains(&value).then(|| value.round() as u8)
}

pub(super) fn is_probability(word: &str) -> bool {
    matches!(
        word,
        "chance" | "chances" | "probability" | "likelihood" | "odds" | "risk" | "possibility"
    )
}

/// `puts the probability of a truce at 40 percent`, `the chance that Peru leaves is 40 percent`: a noun for it stands
/// before, joined by `at`, `as` or a form of `be`; `raises the chance by 40 percent` only compares.
fn is_of_probability(reading: &Reading, first: usize) -> bool {
    let Some(sentence) = reading.sentence_of(first) else { return false };
    let begin = reading.sentences[sentence].first;
    let skipped = |word: &str| matches!(word, "about" | "around" | "roughly" | "only" | "some");
    let before = (begin..first).rev().find(|at| !skipped(reading.lower(*at)));
    let Some(before) = before else { return false };
    let before = match bound(reading, (begin, first)) {
        Some((_, opens)) if opens > begin => opens - 1,
        _ => before,
    };
    let joins =
        matches!(reading.lower(before), "at" | "as" | "is" | "are" | "remains" | "be" | "between");
    joins && noun(reading, begin, before).is_some() || is_put(reading, first)
}

/// `I put it at one in five`, said of what the sentence before asks or tells of as to come; `first` is the token of the number.
pub(super) fn is_put(reading: &Reading, first: usize) -> bool {
    let Some(sentence) = reading.sentence_of(first) else { return false };
    let begin = reading.sentences[sentence].first;
    let light = |word: &str| matches!(word, "about" | "around" | "roughly" | "perhaps" | "some");
    let Some(at) = (begin + 3..first).rev().find(|at| !light(reading.lower(*at))) else {
        return false;
    };
    let puts = reading.lower(at) == "at"
        && matches!(reading.lower(at - 1), "it" | "this" | "that")
        && matches!(reading.lower(at - 2), "put" | "puts");
    let before = sentence.checked_sub(1).and_then(|at| reading.sentences.get(at));
    puts && before.is_some_and(|one| {
        (one.first..one.end).any(|at| {
            is_probability(reading.lower(at))
                || matches!(reading.lower(at), "will" | "would" | "could" | "may" | "might")
                || reading.lower(at) == "going" && reading.lower(at + 1) == "to"
        })
    })
}

/// Words before a number that make it the least or the most.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Least,
    Most,
}

/// `no better than`, `at least a`, before a number: what they make of it, and their first token.
fn bound(reading: &Reading, (begin, number): (usize, usize)) -> Option<(Bound, usize)> {
    let word = |back: usize| {
        number.checked_sub(back).filter(|at| *at >= begin).map_or("", |at| reading.lower(at))
    };
    let skip = usize::from(matches!(word(1), "a" | "an"));
    let found = match (word(2 + skip), word(1 + skip)) {
        ("better" | "more" | "higher" | "greater", "than") if word(3 + skip) == "no" => {
            (Bound::Most, 3)
        }
        ("less" | "lower", "than") if word(3 + skip) == "no" => (Bound::Least, 3),
        ("at", "least") | ("better" | "more" | "higher" | "greater", "than") => (Bound::Least, 2),
        ("at", "most" | "best") | ("less" | "lower", "than") => (Bound::Most, 2),
        _ => return None,
    };
    Some((found.0, number - skip - found.1))
}

/// The range of a number with the words before it that make it the least or the most, and the first token of the whole.
pub(super) fn bounded(
    reading: &Reading,
    (begin, number): (usize, usize),
    (low, high): (u8, u8),
) -> ((u8, u8), usize) {
    match bound(reading, (begin, number)) {
        Some((Bound::Least, opens)) => ((low, 100), opens),
        Some((Bound::Most, opens)) => ((0, high), opens),
        None => ((low, high), number),
    }
}

/// The last noun for a probability in the tokens from `first` up to `end`.
pub(super) fn noun(reading: &Reading, first: usize, end: usize) -> Option<usize> {
    (first..end).rev().find(|at| is_probability(reading.lower(*at)))
}
