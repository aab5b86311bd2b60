//! Parts of speech: what a word may be by the lexicon and its ending, and which of these its neighbours
//! leave.

use super::lexicon::{self, Entry, may_be as m};
use super::report::opens_report;
use super::token::Reading;
use super::verb_form::{demands, verb_form};
use crate::vocabulary;

/// A part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Determiner,
    Adjective,
    Adverb,
    Noun,
    /// A name: a capital letter where none need be.
    Proper,
    Pronoun,
    Preposition,
    Coordinator,
    Subordinator,
    Relative,
    Modal,
    Be,
    Have,
    Do,
    /// The base form of a verb, or its present in the plural.
    Base,
    Present,
    Past,
    Participle,
    Gerund,
    Number,
    To,
    Not,
    Possessive,
    Mark,
}

impl Tag {
    /// True for a full verb that can head a clause.
    pub(crate) fn is_verb(self) -> bool {
        matches!(self, Self::Base | Self::Present | Self::Past | Self::Participle | Self::Gerund)
    }

    /// True for what helps a verb.
    pub(crate) fn is_auxiliary(self) -> bool {
        matches!(self, Self::Modal | Self::Be | Self::Have | Self::Do)
    }

    /// True for a noun or a name.
    pub(crate) fn is_noun(self) -> bool {
        matches!(self, Self::Noun | Self::Proper)
    }
}

/// Gives each token its tag.
pub(crate) fn tag(reading: &mut Reading) {
    // Sentences hold all tokens, in order.
    let mut possible = Vec::with_capacity(reading.tokens.len());
    for sentence in 0..reading.sentences.len() {
        let (first, end) = (reading.sentences[sentence].first, reading.sentences[sentence].end);
        for token in first..end {
            let known = vocabulary::known(reading.lower(token));
            possible.push(possibilities(reading, token, first, known.entry));
            let here = &mut reading.tokens[token];
            // For as long as it may be a verb.
            here.lemma = known.entry.map_or(0, |entry| entry.lemma);
            here.asked = known.asked;
            reading.sentences[sentence].asked |= known.asked;
        }
    }
    for sentence in 0..reading.sentences.len() {
        let (first, end) = (reading.sentences[sentence].first, reading.sentences[sentence].end);
        let mut around = Around { first, end, finite: false, demanded: false, demanding: false };
        for token in first..end {
            let tag = choose(reading, &possible, token, &mut around);
            if !tag.is_verb() && !tag.is_auxiliary() {
                reading.tokens[token].lemma = 0;
            }
            reading.tokens[token].tag = tag;
            if tag.is_verb() && opens_report(reading, &possible, token, &around) {
                around.finite = false;
            }
        }
    }
}

/// What is known of the sentence while its words are gone through.
pub(super) struct Around {
    pub(super) first: usize,
    pub(super) end: usize,
    /// True where the clause at hand has a verb that tells a time.
    pub(super) finite: bool,
    /// True after a verb such as `demand`, whose clause has its verb in the base form.
    pub(super) demanded: bool,
    /// True where the last verb is such a verb.
    demanding: bool,
}

pub(super) const PROPER: u32 = 1 << 30;
pub(super) const MARK: u32 = 1 << 31;

fn possibilities(reading: &Reading, token: usize, first_token: usize, entry: Option<Entry>) -> u32 {
    let word = reading.word(token);
    let lower = reading.lower(token);
    let Some(first) = word.chars().next() else { return MARK };
    if matches!(lower, "'s" | "’s") {
        return m::POSSESSIVE;
    }
    if first.is_ascii_digit() {
        return m::NUMBER;
    }
    if !first.is_alphanumeric() {
        return MARK;
    }
    let known = entry.map_or(0, |entry| entry.may_be & !m::NATION);
    if first.is_uppercase() {
        let starts = starts_sentence(reading, token, first_token);
        let time = known & m::TIME != 0 && !(starts && known & m::MODAL != 0);
        if time {
            return m::NOUN | m::TIME;
        }
        if !starts || (known == 0 && lower != "i") {
            // `Will China take part` begins a question; inside a sentence a capital is a name's.
            return if word == "I" { m::PRONOUN } else { PROPER };
        }
        return known | if known & m::VERB != 0 { PROPER } else { 0 };
    }
    if known != 0 { known } else { lexicon::by_ending(lower) }
}

/// True for the first word of a sentence, and of words in quotation marks.
fn starts_sentence(reading: &Reading, token: usize, first: usize) -> bool {
    if token == first {
        return true;
    }
    let before = reading.word(token - 1);
    matches!(
        before,
        "“" | "\"" | "‘" | "{" | "(" | "[" | "—" | ":" | "•" | "–" | "'" | "`" | "-" | "."
    ) && (token - 1 == first || !matches!(before, "-" | "'" | "—" | "–"))
}

#[expect(
    clippy::too_many_lines,
    reason = "one rule after the other, in the order in which they apply"
)]
fn choose(reading: &Reading, possible: &[u32], token: usize, around: &mut Around) -> Tag {
    let set = possible[token];
    let lower = reading.lower(token);
    let before = if token > around.first { Some(reading.tokens[token - 1].tag) } else { None };
    let next = if token + 1 < around.end { possible[token + 1] } else { MARK };
    let next_word = if token + 1 < around.end { reading.lower(token + 1) } else { "" };
    if set & MARK != 0 {
        if matches!(lower, ";" | ":" | "—" | "–" | ",") {
            around.finite = false;
        }
        return Tag::Mark;
    }
    if set == PROPER {
        return Tag::Proper;
    }
    // What a verb would need before it, adverbs and negations apart.
    let leader = (around.first..token)
        .rev()
        .map(|at| reading.tokens[at].tag)
        .find(|tag| !matches!(tag, Tag::Adverb | Tag::Not));
    let in_name = before == Some(Tag::Proper) && set & PROPER != 0;
    if set & m::POSSESSIVE != 0 {
        // `it's`: the verb, after a pronoun.
        return if before == Some(Tag::Pronoun) { Tag::Be } else { Tag::Possessive };
    }
    if set & m::NUMBER != 0 && set & m::PRONOUN == 0 {
        return Tag::Number;
    }
    if lower == "one" {
        let counts = next & (m::NOUN | m::NUMBER | m::ADJECTIVE) != 0;
        return if counts { Tag::Number } else { Tag::Pronoun };
    }
    if set & m::NOT != 0 || lower == "no" && next_word == "longer" {
        return Tag::Not;
    }
    // `Given its size, …`
    let given = lower == "given" && matches!(before, None | Some(Tag::Mark));
    if given && next & (m::DETERMINER | PROPER) != 0 {
        return Tag::Preposition;
    }
    if set & m::TO != 0 {
        return Tag::To;
    }
    if set & m::COORDINATOR != 0 && (lower != "yet" || before == Some(Tag::Mark)) {
        around.finite = false;
        return Tag::Coordinator;
    }
    // `May` with a capital inside a sentence is the month.
    let is_month = set == m::NOUN | m::TIME;
    if set & m::MODAL != 0 && set & m::TIME == 0 || lower == "may" && !is_month {
        let is_noun = matches!(leader, Some(Tag::Determiner | Tag::Adjective | Tag::Possessive));
        if !is_noun {
            around.finite = true;
            return Tag::Modal;
        }
    }
    if set & m::BE != 0 {
        around.finite |= !matches!(lower, "be" | "been" | "being");
        return Tag::Be;
    }
    if set & m::HAVE != 0 {
        around.finite |= lower != "having";
        return Tag::Have;
    }
    if set & m::DO != 0 {
        around.finite |= lower != "doing";
        return Tag::Do;
    }
    if lower == "that" {
        let tag = that(before, next, next_word, around);
        around.demanded = tag == Tag::Subordinator && around.demanding;
        return tag;
    }
    if set & m::RELATIVE != 0 {
        let asks = before.is_none()
            || matches!(before, Some(Tag::Preposition)) && lower != "which" && lower != "whom";
        around.finite = false;
        return if asks && lower == "what" { Tag::Pronoun } else { Tag::Relative };
    }
    if set & m::SUBORDINATOR != 0 && is_subordinator(reading, possible, token, lower, around.end) {
        around.finite = false;
        around.demanded = false;
        return Tag::Subordinator;
    }
    if set & m::VERB != 0
        && !in_name
        && let Some(tag) = verb_form(reading, possible, token, (before, leader), around)
    {
        around.finite |=
            matches!(tag, Tag::Present | Tag::Past) || tag == Tag::Base && leader != Some(Tag::To);
        around.demanded = false;
        around.demanding = tag.is_verb()
            && lexicon::entry(lower).is_some_and(|entry| demands(lexicon::lemma(entry.lemma)));
        return tag;
    }
    // What no list knows is a verb right after a modal one.
    if before == Some(Tag::Modal) && set & !m::NOUN == 0 && lexicon::entry(lower).is_none() {
        return Tag::Base;
    }
    rest(set, next)
}

fn that(before: Option<Tag>, next: u32, next_word: &str, around: &mut Around) -> Tag {
    match before {
        Some(Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Number) => {
            around.finite = false;
            // `the decision that hurt` or `said Tuesday that`: a relative has its verb next.
            let verb_next = next & (m::VERB | m::MODAL | m::BE | m::HAVE | m::DO | m::NOT) != 0
                && next & (m::NOUN | m::DETERMINER | m::ADVERB) == 0
                || next & (m::MODAL | m::BE | m::HAVE | m::DO) != 0;
            if verb_next { Tag::Relative } else { Tag::Subordinator }
        }
        Some(tag)
            if tag.is_verb()
                || matches!(
                    tag,
                    Tag::Adjective | Tag::Adverb | Tag::Mark | Tag::Be | Tag::Coordinator
                ) =>
        {
            if next & (m::MODAL | m::BE | m::HAVE) != 0 || next_word == "," {
                return Tag::Pronoun;
            }
            around.finite = false;
            Tag::Subordinator
        }
        _ if next & (m::NOUN | m::ADJECTIVE) != 0 && next & (m::BE | m::MODAL) == 0 => {
            Tag::Determiner
        }
        _ => Tag::Pronoun,
    }
}

/// `after` and `since` stand before a clause or before a noun; look for a verb before the next mark.
fn is_subordinator(
    reading: &Reading,
    possible: &[u32],
    token: usize,
    lower: &str,
    end: usize,
) -> bool {
    if matches!(lower, "so" | "once") {
        return possible.get(token + 1).is_some_and(|next| {
            next & (m::DETERMINER | m::PRONOUN | PROPER) != 0 && next & m::ADJECTIVE == 0
        });
    }
    if lower == "should" || lower == "provided" {
        return false;
    }
    if possible[token] & m::PREPOSITION == 0 {
        return true;
    }
    for at in token + 1..end.min(token + 12) {
        let set = possible[at];
        // `Since Chad and Sudan left`
        let joins_names = set & m::COORDINATOR != 0
            && at > token + 1
            && possible[token + 1..at].iter().all(|one| one & PROPER != 0)
            && possible.get(at + 1).is_some_and(|next| next & PROPER != 0);
        if joins_names {
            continue;
        }
        if set & MARK != 0 && reading.word(at) != "-"
            || set & (m::COORDINATOR | m::TO | m::RELATIVE) != 0
        {
            return false;
        }
        if set & (m::MODAL | m::BE | m::HAVE | m::DO) != 0 && set & m::TIME == 0 {
            return true;
        }
        if at == token + 1 {
            continue;
        }
        let comes_after_noun = possible[at - 1] & (m::NOUN | PROPER | m::PRONOUN) != 0;
        if set & (m::PAST | m::PRESENT) != 0 && set & m::NOUN == 0 && comes_after_noun {
            return true;
        }
    }
    false
}

/// What is no verb.
fn rest(set: u32, next: u32) -> Tag {
    let noun_follows =
        next & (m::NOUN | PROPER | m::ADJECTIVE | m::NUMBER) != 0 && next & m::DETERMINER == 0;
    if set & m::DETERMINER != 0 && (set & m::PRONOUN == 0 || noun_follows) {
        return Tag::Determiner;
    }
    if set & m::PRONOUN != 0 {
        return Tag::Pronoun;
    }
    if set & m::PREPOSITION != 0 {
        let is_adverb = set & m::ADVERB != 0
            && next
                & (m::DETERMINER
                    | m::NOUN
                    | PROPER
                    | m::PRONOUN
                    | m::NUMBER
                    | m::ADJECTIVE
                    | m::GERUND)
                == 0;
        return if is_adverb { Tag::Adverb } else { Tag::Preposition };
    }
    if set & m::ADJECTIVE != 0 {
        let is_noun = set & m::NOUN != 0 && !noun_follows;
        let is_adverb = set & m::ADVERB != 0 && !noun_follows;
        return if is_noun {
            Tag::Noun
        } else if is_adverb {
            Tag::Adverb
        } else {
            Tag::Adjective
        };
    }
    if set & m::NOUN != 0 && !(set & m::ADVERB != 0 && set & m::TIME != 0) {
        return Tag::Noun;
    }
    if set & m::ADVERB != 0 {
        return Tag::Adverb;
    }
    Tag::Noun
}
