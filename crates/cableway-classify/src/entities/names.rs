//! Names in running text: where they stand, and what speaks for their kind.

use super::lists::{Cue, LISTS, Listed};
use super::reading::{Gap, Reading, Shape, is_function_word, is_short_title};

/// The most tokens of a name; longer runs of capitals are headlines or lists.
const MOST_TOKENS: usize = 12;

/// A name at one place.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) listed: Option<Listed>,
    pub(super) evidence: Evidence,
    /// True where the words alone do not make it a name: it counts if another mention does.
    pub(super) weak: bool,
    /// A title is in front of it, or its words are those of a person.
    pub(super) titled: bool,
}

impl Mention {
    fn listed(first: usize, end: usize, listed: Listed, evidence: Evidence) -> Self {
        Self { first, end, listed: Some(listed), evidence, weak: false, titled: false }
    }
}

/// What speaks for each kind, from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    pub(super) person: f64,
    pub(super) place: f64,
    pub(super) organisation: f64,
}

impl Evidence {
    /// Both together, as independent signs.
    pub(super) fn and(self, other: Self) -> Self {
        let join = |one: f64, other: f64| 1.0 - (1.0 - one) * (1.0 - other);
        Self {
            person: join(self.person, other.person),
            place: join(self.place, other.place),
            organisation: join(self.organisation, other.organisation),
        }
    }
}

/// All names, in the order of the text.
pub(super) fn mentions(reading: &Reading<'_>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        if !is_capital(reading, at) {
            // `al-Qaeda`
            let listed = longest_listed(reading, at, reading.tokens.len());
            at = listed.map_or(at + 1, |(listed, stop)| {
                mentions.push(Mention::listed(at, stop, listed, Evidence::default()));
                stop
            });
            continue;
        }
        let end = run_end(reading, at);
        // `Côte d'Ivoire`, `Washington, D.C.`: listed names that hold what parts others.
        let beyond = (at..end).find_map(|first| {
            let (listed, stop) = longest_listed(reading, first, reading.tokens.len())?;
            (stop > end).then_some((first, stop, listed))
        });
        let Some((first, stop, listed)) = beyond else {
            split(reading, at, end, &mut mentions);
            at = end;
            continue;
        };
        if let Some(last) = (at..first).rev().find(|&place| is_capital(reading, place)) {
            split(reading, at, last + 1, &mut mentions);
        }
        let evidence = around(reading, first, stop);
        mentions.push(Mention::listed(first, stop, listed, evidence));
        at = stop;
    }
    mentions
}

fn is_capital(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .tokens
        .get(at)
        .is_some_and(|token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial))
}

fn lower(reading: &Reading<'_>, at: usize) -> String {
    reading.word(at).to_lowercase()
}

fn cue(reading: &Reading<'_>, at: usize) -> Option<Cue> {
    LISTS.cue(lower(reading, at).trim_end_matches('.'))
}

/// Where the run of capitals ends that starts at `at`.
fn run_end(reading: &Reading<'_>, at: usize) -> usize {
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
fn is_many(word: &str) -> bool {
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

/// `and` goes on in `Ministry of Health and Welfare`, not in `Mary and John`.
fn is_institution_so_far(reading: &Reading<'_>, at: usize) -> bool {
    at >= 2 && matches!(reading.word(at - 2), "of" | "for")
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

/// Takes a run apart into names.
fn split(reading: &Reading<'_>, first: usize, end: usize, mentions: &mut Vec<Mention>) {
    let mut at = first;
    // Words that start a sentence, and all that are no names.
    while at < end && drops_in_front(reading, at, end) {
        at += 1;
    }
    if at >= end {
        return;
    }
    let stop = (at..end).find(|&place| place > at && ends_name(reading, place)).unwrap_or(end);
    if stop < end {
        name(reading, at, stop, mentions);
        let next = (stop..end).find(|&place| !ends_name(reading, place)).unwrap_or(end);
        if next < end {
            split(reading, next, end, mentions);
        }
        return;
    }
    name(reading, at, end, mentions);
}

fn drops_in_front(reading: &Reading<'_>, at: usize, end: usize) -> bool {
    let token = reading.tokens[at];
    let lower = lower(reading, at);
    if longest_listed(reading, at, end).is_some() {
        return false;
    }
    let single = token.shape == Shape::Initial && (lower == "i" || lower == "a");
    if single
        || !is_capital(reading, at)
        || matches!(LISTS.cue(&lower), Some(Cue::Calendar)) && !after_given(reading, at)
    {
        return true;
    }
    let has_own = token.possessive && is_many(reading.word(at));
    if is_function_word(&lower) && token.shape != Shape::Upper && !has_own {
        return true;
    }
    token.first
        && at + 1 < end
        && reading.is_common(at)
        && LISTS.cue(&lower).is_none()
        && !LISTS.is_given_name(reading.word(at))
}

/// True for a month or day within a run, which parts names: `On Monday Mr May`.
fn ends_name(reading: &Reading<'_>, at: usize) -> bool {
    is_capital(reading, at)
        && matches!(cue(reading, at), Some(Cue::Calendar))
        && !after_given(reading, at)
}

/// `Theresa May` is no month.
fn after_given(reading: &Reading<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).filter(|_| reading.tokens[at].gap == Gap::Space);
    before.is_some_and(|before| {
        LISTS.is_given_name(reading.word(before))
            || matches!(cue(reading, before), Some(Cue::Title))
    })
}

/// The longest listed name that starts at `at`.
fn longest_listed(reading: &Reading<'_>, at: usize, end: usize) -> Option<(Listed, usize)> {
    let most =
        LISTS.longest(reading.word(at).trim_end_matches('.')).max(LISTS.longest(reading.word(at)));
    (at + 1..=end.min(at + most)).rev().find_map(|stop| {
        let name = reading.slice(at, stop);
        LISTS
            .name(name)
            .or_else(|| LISTS.name(name.trim_end_matches('.')))
            .map(|listed| (listed, stop))
    })
}

/// A run without what is no part of a name.
fn name(reading: &Reading<'_>, first: usize, end: usize, mentions: &mut Vec<Mention>) {
    let push = |mentions: &mut Vec<Mention>, first, end, listed, evidence, weak, titled| {
        mentions.push(Mention { first, end, listed, evidence, weak, titled });
    };
    let casual = reading.tokens[first].casual;
    if let Some((listed, stop)) = longest_listed(reading, first, end)
        && stop == end
    {
        let evidence = around(reading, first, end);
        return push(mentions, first, end, Some(listed), evidence, false, false);
    }
    let titles =
        (first..end).take_while(|&at| matches!(cue(reading, at), Some(Cue::Title))).count();
    // `Prime Minister Ada Lovelace`, `Mr Kim`.
    if titles > 0 && first + titles < end {
        let next = first + titles;
        // `Defence Ministry`, `Foreign Office` begin with words of titles too.
        if !has_organisation_word(reading, next, end) {
            return person(reading, next, end, mentions, true);
        }
    }
    if titles > 0 && first + titles >= end {
        return;
    }
    // `South Korean Ministry of Unification`
    if let Some((listed, stop)) = longest_listed(reading, first, end)
        && matches!(cue(reading, stop), Some(Cue::Organisation))
        && matches!(reading.word(stop + 1), "of" | "for")
    {
        push(mentions, first, stop, Some(listed), Evidence::default(), false, false);
        return split(reading, stop, end, mentions);
    }
    if end - first >= 2 && has_organisation_word(reading, first, end) {
        let evidence = Evidence { organisation: 0.85, ..Evidence::default() };
        return push(mentions, first, end, None, evidence, casual, false);
    }
    if end - first >= 2
        && (matches!(cue(reading, end - 1), Some(Cue::Place))
            // `Mount Elgon`, but not `Park Geun-hye`.
            || matches!(cue(reading, first), Some(Cue::Place))
                && !LISTS.is_given_name(reading.word(first)))
    {
        let evidence = Evidence { place: 0.8, ..Evidence::default() };
        return push(mentions, first, end, None, evidence, casual, false);
    }
    // `Russian President Vladimir Putin`: what is listed goes by itself.
    if let Some((listed, stop)) = longest_listed(reading, first, end) {
        let is_name = matches!(listed, Listed::Place | Listed::State(_))
            && LISTS.is_given_name(reading.word(first));
        if !is_name {
            push(mentions, first, stop, Some(listed), Evidence::default(), false, false);
            return split(reading, stop, end, mentions);
        }
    }
    person(reading, first, end, mentions, false);
}

fn has_organisation_word(reading: &Reading<'_>, first: usize, end: usize) -> bool {
    let is_word =
        |at: usize| is_capital(reading, at) && matches!(cue(reading, at), Some(Cue::Organisation));
    // At the end, or before `of`: `Harbour Board`, `Bank of Morrow`.
    is_word(end - 1)
        || (first..end.saturating_sub(1))
            .any(|at| is_word(at) && matches!(reading.word(at + 1), "of" | "for" | "on"))
        || first + 1 < end
            && (first + 1..end).any(is_word)
            && matches!(reading.word(end - 2), "of" | "and" | "&")
}

/// A name of which only its form and what stands around it tell the kind.
fn person(
    reading: &Reading<'_>,
    first: usize,
    end: usize,
    mentions: &mut Vec<Mention>,
    titled: bool,
) {
    let tokens = end - first;
    let token = reading.tokens[first];
    let mut evidence = around(reading, first, end);
    let capitals = (first..end).filter(|&at| is_capital(reading, at)).count();
    let given = LISTS.is_given_name(reading.word(first));
    if (first..end).all(|at| reading.tokens[at].shape == Shape::Initial) {
        return;
    }
    if titled {
        evidence = evidence.and(Evidence { person: 0.85, ..Evidence::default() });
    }
    let is_acronym = tokens == 1 && token.shape == Shape::Upper;
    if is_acronym {
        let length = reading.word(first).chars().filter(|c| c.is_alphabetic()).count();
        if token.casual || length > 6 || is_roman(reading.word(first)) {
            return;
        }
        evidence = evidence.and(Evidence { organisation: 0.55, ..Evidence::default() });
    } else if given && (2..=4).contains(&tokens) {
        evidence = evidence.and(Evidence { person: 0.8, ..Evidence::default() });
    } else if (2..=3).contains(&tokens) && capitals == tokens && token.shape != Shape::Upper {
        evidence = evidence.and(Evidence { person: 0.4, ..Evidence::default() });
    } else if given {
        evidence = evidence.and(Evidence { person: 0.35, ..Evidence::default() });
    }
    // A single word with a capital at the start of a sentence, or where all have one, may be any word.
    let weak = !titled && (token.casual || tokens == 1 && token.first && !is_acronym);
    if weak && !token.casual && reading.is_common(first) {
        return;
    }
    mentions.push(Mention {
        first,
        end,
        listed: None,
        evidence,
        weak,
        titled: titled || given && tokens >= 2,
    });
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// What the words before and behind say.
fn around(reading: &Reading<'_>, first: usize, end: usize) -> Evidence {
    let mut evidence = Evidence::default();
    let joined = |at: usize| reading.tokens.get(at).is_some_and(|token| token.gap == Gap::Space);
    if joined(end)
        && !reading.tokens[end - 1].possessive
        && matches!(LISTS.cue(reading.word(end)), Some(Cue::Speech))
    {
        evidence.person = 0.45;
    }
    let before = first.checked_sub(1).filter(|_| joined(first) && !reading.tokens[first].first);
    if let Some(before) = before {
        let word = reading.word(before);
        match LISTS.cue(word) {
            Some(Cue::Locative) => evidence.place = 0.5,
            Some(Cue::Title) => evidence.person = 0.7,
            Some(Cue::Speech) => evidence.person = 0.45,
            _ if word == "the" => evidence.organisation = 0.3,
            _ if matches!(word, "from" | "to" | "of") => evidence.place = 0.2,
            _ => {}
        }
    }
    // `Ada Lindqvist, 45,` and `Ada Lindqvist, who`
    let next = reading.tokens.get(end).filter(|token| token.gap == Gap::Break);
    if next.is_some()
        && (reading.word(end) == "who"
            || reading.tokens[end].shape == Shape::Number && reading.word(end).len() == 2)
    {
        evidence.person = evidence.person.max(0.5);
    }
    evidence
}
