//! Names in running text: where they stand, and what speaks for their kind.

use super::evidence::{Evidence, around, has_word_ending, in_dateline, is_legal_form, is_roman};
use super::lists::{Cue, LISTS, Listed};
use super::namesakes;
use super::reading::{Gap, Reading, Shape, is_function_word};
use super::runs::{cue, is_capital, is_many, lower, run_end};

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
    namesakes::settle(reading, &mut mentions);
    mentions
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
    // `Unlike China`; but `the New Deal` is one name.
    let is_opener = token.first && LISTS.cue(&lower) == Some(Cue::Opener);
    if is_opener && token.shape == Shape::Capital {
        return true;
    }
    if lower == "new" && !token.first && at + 1 < end {
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
    let word = reading.word(at);
    let most = LISTS
        .longest(word.trim_end_matches('.'))
        .max(LISTS.longest(word))
        .max(shouted(reading, at, at + 1).map_or(0, |word| LISTS.longest(&word)));
    (at + 1..=end.min(at + most)).rev().find_map(|stop| {
        let name = reading.slice(at, stop);
        LISTS
            .name(name)
            .or_else(|| LISTS.name(name.trim_end_matches('.')))
            .or_else(|| LISTS.name(&shouted(reading, at, stop)?))
            .map(|listed| (listed, stop))
    })
}

/// A name in capitals as it is written elsewhere: `SEOUL`, as datelines have it. Short ones are acronyms.
pub(super) fn shouted(reading: &Reading<'_>, first: usize, end: usize) -> Option<String> {
    let tokens = reading.tokens.get(first..end)?;
    let is_shouted = |token: &super::reading::Token| token.shape == Shape::Upper && !token.casual;
    if !tokens.iter().all(is_shouted) || reading.tokens[first].end - reading.tokens[first].start < 3
    {
        return None;
    }
    let mut name = String::new();
    let mut in_word = false;
    for c in reading.slice(first, end).chars() {
        if in_word {
            name.extend(c.to_lowercase());
        } else {
            name.push(c);
        }
        in_word = c.is_alphabetic();
    }
    (name.len() > 3).then_some(name)
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
    // `Ambassador Linda Park of the United States`: a person's name goes not on with `of`.
    let link = (first + 1..end)
        .find(|&at| matches!(reading.word(at), "of" | "for" | "on" | "the" | "and"));
    let is_person = || {
        matches!(cue(reading, first), Some(Cue::Title)) || LISTS.is_given_name(reading.word(first))
    };
    if let Some(link) = link.filter(|_| is_person())
        && !(first..link).any(|at| matches!(cue(reading, at), Some(Cue::Organisation)))
    {
        name(reading, first, link, mentions);
        if let Some(next) = (link..end).find(|&at| is_capital(reading, at)) {
            split(reading, next, end, mentions);
        }
        return;
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
        if !is_name && goes_on(reading, stop, end, listed) {
            return unknown(reading, first, end, mentions);
        }
        if !is_name {
            push(mentions, first, stop, Some(listed), Evidence::default(), false, false);
            return split(reading, stop, end, mentions);
        }
    }
    person(reading, first, end, mentions, false);
}

/// True where the name of a place or state is the beginning of a longer name: `Paris Hilton`, `London
/// Olympics`; but not `Moscow Mayor`, and not in headlines.
fn goes_on(reading: &Reading<'_>, stop: usize, end: usize, listed: Listed) -> bool {
    let Some(next) = reading.tokens.get(stop).filter(|_| stop < end) else { return false };
    matches!(listed, Listed::Place | Listed::State(_))
        && !next.casual
        && next.shape == Shape::Capital
        && next.gap == Gap::Space
        && cue(reading, stop).is_none()
        && longest_listed(reading, stop, end).is_none()
}

/// A name of which the form tells nothing.
fn unknown(reading: &Reading<'_>, first: usize, end: usize, mentions: &mut Vec<Mention>) {
    let evidence = around(reading, first, end);
    let weak = reading.tokens[first].casual;
    mentions.push(Mention { first, end, listed: None, evidence, weak, titled: false });
}

fn has_organisation_word(reading: &Reading<'_>, first: usize, end: usize) -> bool {
    let is_word =
        |at: usize| is_capital(reading, at) && matches!(cue(reading, at), Some(Cue::Organisation));
    if first + 1 < end && is_legal_form(reading.word(end - 1)) {
        return true;
    }
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
    // `The Bank said so`: the word says what it is, and not which.
    let is_noun = matches!(
        cue(reading, first),
        Some(Cue::Organisation | Cue::Place | Cue::Opener | Cue::Abbreviation)
    );
    if tokens == 1 && is_noun && !given && !titled {
        return;
    }
    let has_article = !token.first
        && first.checked_sub(1).is_some_and(|at| matches!(reading.word(at), "the" | "a" | "an"));
    if is_acronym && in_dateline(reading, first) {
        evidence = Evidence { place: 0.6, ..Evidence::default() };
    } else if is_acronym {
        let length = reading.word(first).chars().filter(|c| c.is_alphabetic()).count();
        if token.casual || length > 6 || is_roman(reading.word(first)) {
            return;
        }
        // `NFU said`: institutions speak too.
        let organisation = 1.0 - (1.0 - evidence.organisation) * (1.0 - evidence.person) * 0.7;
        evidence = Evidence { person: 0.0, organisation, ..evidence };
    } else if given && (2..=4).contains(&tokens) {
        evidence = evidence.and(Evidence { person: 0.8, ..Evidence::default() });
    } else if (2..=3).contains(&tokens)
        && capitals == tokens
        && token.shape != Shape::Upper
        && !has_article
        && reading.word(first) != "New"
    {
        // Three words, two that start a sentence, and words with an ending of nouns and adjectives are
        // not enough by themselves: so are the names of events, laws and goods written.
        let is_bare = (first..end).any(|at| has_word_ending(reading.word(at)));
        let person = if tokens == 2 && !token.first && !is_bare { 0.4 } else { 0.35 };
        evidence = evidence.and(Evidence { person, ..Evidence::default() });
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
