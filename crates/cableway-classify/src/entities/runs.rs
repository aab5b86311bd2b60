//! Runs of capitals that may be names.

use super::lists::{Cue, LISTS};
use super::reading::{Gap, Reading, Shape, is_short_title};

/// The most tokens of a name; longer runs of capitals are headlines or lists.
const MOST_TOKENS: usize = 12;

pub(super) fn is_capital(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .tokens
        .get(at)
        .is_some_and(|token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial))
}

pub(super) fn lower(reading: &Reading<'_>, at: usize) -> String {
    reading.word(at).to_lowercase()
}

pub(super) fn cue(reading: &Reading<'_>, at: usize) -> Option<Cue> {
    LISTS.cue(lower(reading, at).trim_end_matches('.'))
}

/// Where the run of capitals ends that starts at `at`.
pub(super) fn run_end(reading: &Reading<'_>, at: usize) -> usize {
    let mut end = at + 1;
    let mut headed = is_head(reading, at);
    while end < reading.tokens.len() && end - at < MOST_TOKENS {
        let token = reading.tokens[end];
        if reading.tokens[end - 1].possessive && !is_many(reading.word(end - 1)) {
            // `People's Bank` goes on, `Russia's President` does not.
            break;
        }
        let after_initial = reading.tokens[end - 1].shape == Shape::Initial
            || is_short_title(reading.word(end - 1));
        let joined = match token.gap {
            Gap::Space | Gap::Nothing | Gap::Hyphen | Gap::Ampersand => true,
            Gap::Stop => after_initial && !token.first,
            Gap::Break => false,
        };
        if !joined {
            break;
        }
        if is_capital(reading, end) {
            headed |= is_head(reading, end);
            end += 1;
            continue;
        }
        // `Kim Jong-un`, but not `Russian-led`.
        let word = reading.word(end);
        if token.gap == Gap::Hyphen
            && end - at >= 2
            && (2..=4).contains(&word.len())
            && !is_ending(word)
        {
            end += 1;
            continue;
        }
        // A number in a name: `Boeing 737`, `Group of 77`; not at its start.
        let Some(next) = connected(reading, end, headed) else { break };
        headed |= is_head(reading, next);
        end = next + 1;
    }
    end
}

/// People as such, to whom institutions belong but no offices: `People's Bank`, `Children's Hospital`.
pub(super) fn is_many(word: &str) -> bool {
    matches!(word, "People" | "Children" | "Women" | "Men")
}

/// The capital that small words lead to: `of the` in names of institutions, `von` in those of people.
fn connected(reading: &Reading<'_>, at: usize, headed: bool) -> Option<usize> {
    let mut next = at;
    while next < at + 2 && !is_capital(reading, next) {
        let token = reading.tokens.get(next)?;
        if token.gap != Gap::Space && token.gap != Gap::Hyphen {
            return None;
        }
        let word = reading.word(next);
        let links = match word {
            "of" | "for" | "the" | "on" => headed,
            "and" => {
                headed
                    && next == at
                    && reading.tokens.get(next + 1).is_some_and(|token| !token.first)
                    && is_institution_so_far(reading, at)
            }
            "al" | "bin" | "ibn" | "von" | "van" | "de" | "der" | "den" | "del" | "della"
            | "da" | "di" | "dos" | "das" | "du" | "la" | "le" | "el" | "ten" | "ter" | "zu"
            | "do" | "bint" => true,
            _ => false,
        };
        if !links {
            return None;
        }
        next += 1;
    }
    let token = reading.tokens.get(next)?;
    let is_joined = matches!(token.gap, Gap::Space | Gap::Hyphen);
    // `Port Morrow on Monday`
    let is_name = is_capital(reading, next) && cue(reading, next) != Some(Cue::Calendar);
    (next > at && is_joined && is_name).then_some(next)
}

/// `and` goes on in `Ministry of Health and Welfare` and `Centers for Disease Control and Prevention`,
/// not in `Mary and John`, nor before what is a name by itself.
fn is_institution_so_far(reading: &Reading<'_>, at: usize) -> bool {
    let is_of = |back: usize| {
        at.checked_sub(back).is_some_and(|place| matches!(reading.word(place), "of" | "for"))
    };
    let next = reading.word(at + 1);
    let is_own = reading.tokens.get(at + 1).is_some_and(|token| token.shape == Shape::Upper)
        || LISTS.is_given_name(next)
        || LISTS.longest(next) > 0
        || matches!(cue(reading, at + 1), Some(Cue::Title));
    (is_of(2) || is_of(3)) && !is_own
}

/// A word that a name of an institution or a place may go on from with `of`.
fn is_head(reading: &Reading<'_>, at: usize) -> bool {
    matches!(cue(reading, at), Some(Cue::Organisation | Cue::Place))
        || matches!(
            reading.word(at),
            "Republic"
                | "Kingdom"
                | "States"
                | "House"
                | "Horn"
                | "Strait"
                | "Gulf"
                | "Isle"
                | "Commonwealth"
                | "Institute"
                | "Office"
                | "Union"
                | "Emirates"
                | "Bank"
                | "Day"
                | "Doctors"
        )
}

/// The second part of an adjective with a hyphen.
fn is_ending(word: &str) -> bool {
    matches!(
        word,
        "led"
            | "era"
            | "old"
            | "run"
            | "made"
            | "born"
            | "wide"
            | "like"
            | "able"
            | "half"
            | "in"
            | "to"
            | "up"
            | "off"
            | "on"
            | "of"
            | "rich"
            | "poor"
            | "free"
            | "only"
            | "year"
            | "day"
            | "week"
            | "held"
            | "type"
            | "and"
            | "or"
            | "the"
            | "a"
            | "an"
            | "for"
            | "non"
            | "pro"
            | "anti"
    )
}
