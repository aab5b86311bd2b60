//! Whether a word is a verb where it stands, and which form of one.

use super::lexicon::{self, may_be as m};
use super::tag::{Around, MARK, PROPER, Tag};
use super::token::Reading;

/// Verbs whose clause has its verb in the base form: `demanded that Moscow admit`.
pub(super) fn demands(lemma: &str) -> bool {
    matches!(
        lemma,
        "demand"
            | "insist"
            | "urge"
            | "ask"
            | "propose"
            | "recommend"
            | "request"
            | "require"
            | "suggest"
    )
}

/// True where names joined by `and` stand before a token: `Norway and Sweden support Ukraine`.
fn are_joined(reading: &Reading, first: usize, token: usize) -> bool {
    let is_name = |at: &usize| reading.tokens[*at].tag == Tag::Proper;
    let name = (first..token).rev().take_while(is_name).last();
    name.and_then(|name| name.checked_sub(1))
        .is_some_and(|and| and > first && reading.lower(and) == "and" && is_name(&(and - 1)))
}

/// Which form of a verb a word is here, if it is one.
#[expect(
    clippy::too_many_lines,
    reason = "one rule after the other, in the order in which they apply"
)]
pub(super) fn verb_form(
    reading: &Reading,
    possible: &[u32],
    token: usize,
    (before, leader): (Option<Tag>, Option<Tag>),
    around: &Around,
) -> Option<Tag> {
    let set = possible[token];
    let is_noun_too = set & (m::NOUN | m::ADJECTIVE | m::PREPOSITION | PROPER) != 0;
    let next = if token + 1 < around.end { possible[token + 1] } else { MARK };
    let next_word = if token + 1 < around.end { reading.lower(token + 1) } else { "" };
    let opens_group =
        matches!(before, Some(Tag::Determiner | Tag::Adjective | Tag::Possessive | Tag::Number));
    // What may follow a verb, and not the noun that the word could be.
    let object_follows = next & (m::DETERMINER | m::PRONOUN | PROPER | m::TO) != 0
        || matches!(next_word, "that" | "to" | "“" | "\"");
    let verb_follows = next & (m::PAST | m::MODAL | m::BE | m::HAVE | m::DO) != 0
        && next & (m::NOUN | m::ADJECTIVE | m::TIME) == 0;
    if set & m::GERUND != 0 {
        return match leader {
            Some(Tag::Be) => Some(Tag::Gerund),
            _ if opens_group && !object_follows => None,
            _ if is_listed_noun(reading, token) && !object_follows => None,
            _ if set & m::NOUN != 0
                && !object_follows
                && before.is_none_or(|tag| !tag.is_noun()) =>
            {
                None
            }
            _ => Some(Tag::Gerund),
        };
    }
    if set & (m::PAST | m::PARTICIPLE) != 0 && set & (m::BASE) == 0
        || set & m::PAST != 0 && before_is_subject(before)
    {
        let past = set & m::PAST != 0;
        let participle = set & m::PARTICIPLE != 0;
        return match leader {
            Some(Tag::Have | Tag::Be) if participle => Some(Tag::Participle),
            Some(Tag::Modal | Tag::To | Tag::Do) => (set & m::BASE != 0).then_some(Tag::Base),
            _ if opens_group && !(before == Some(Tag::Number)) => {
                // `proposed changes`, but `its decision, announced` and `the two met`.
                if past
                    && object_follows
                    && before != Some(Tag::Determiner)
                    && before != Some(Tag::Possessive)
                    && before != Some(Tag::Adjective)
                {
                    Some(Tag::Past)
                } else {
                    Some(Tag::Participle).filter(|_| participle).or(Some(Tag::Past))
                }
            }
            Some(Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Number | Tag::Relative) if past => {
                // `the ministry said in a statement the road would reopen`: few things are said in one.
                let hangs = next & m::PREPOSITION != 0
                    && reading.lower(token) != "said"
                    && finite_ahead(possible, token, around.end);
                let reduced = participle && (next_word == "by" || around.finite || hangs);
                Some(if reduced && leader != Some(Tag::Relative) {
                    Tag::Participle
                } else {
                    Tag::Past
                })
            }
            Some(Tag::Preposition) if is_noun_too => None,
            Some(Tag::Mark | Tag::Coordinator) if past => {
                let reduced = participle && (next_word == "by" || before.is_none());
                Some(if reduced { Tag::Participle } else { Tag::Past })
            }
            _ if participle => Some(Tag::Participle),
            _ => Some(Tag::Past),
        };
    }
    if set & m::BASE != 0 {
        return match leader {
            Some(Tag::To) => {
                let is_noun = is_noun_too
                    && before == Some(Tag::To)
                    && is_after_noun_to(reading, token, around)
                    && !object_follows;
                (!is_noun).then_some(Tag::Base)
            }
            Some(Tag::Modal | Tag::Do) => Some(Tag::Base),
            _ if opens_group => None,
            Some(Tag::Pronoun | Tag::Relative) => Some(Tag::Base),
            Some(Tag::Noun | Tag::Proper)
                if is_question(reading, around) && (!is_noun_too || object_follows) =>
            {
                Some(Tag::Base)
            }
            Some(Tag::Noun | Tag::Proper)
                if around.demanded && (!is_noun_too || object_follows) =>
            {
                Some(Tag::Base)
            }
            Some(Tag::Noun | Tag::Proper)
                if (is_plural(reading, token - 1) || are_joined(reading, around.first, token))
                    && !verb_follows
                    && !around.finite =>
            {
                Some(Tag::Base).filter(|_| {
                    !is_noun_too || object_follows || next & (m::NOUN | m::ADJECTIVE) != 0
                })
            }
            Some(Tag::Coordinator) if !is_noun_too || object_follows => Some(Tag::Base),
            // `may close it, move it or sell it`
            Some(Tag::Mark)
                if object_follows
                    && before == Some(Tag::Mark)
                    && (around.first..token)
                        .rev()
                        .take(8)
                        .any(|at| reading.tokens[at].tag == Tag::Modal) =>
            {
                Some(Tag::Base)
            }
            // `leave or wait`
            Some(Tag::Coordinator)
                if token > around.first + 1 && reading.tokens[token - 2].tag == Tag::Base =>
            {
                Some(Tag::Base)
            }
            _ if !is_noun_too => Some(Tag::Base),
            _ => None,
        };
    }
    if set & m::PRESENT != 0 {
        return match leader {
            _ if opens_group => None,
            Some(Tag::Pronoun | Tag::Relative) => Some(Tag::Present),
            Some(Tag::Noun | Tag::Proper) if !is_noun_too => Some(Tag::Present),
            Some(Tag::Noun | Tag::Proper) if around.finite || verb_follows || next_word == "of" => {
                None
            }
            Some(Tag::Noun | Tag::Proper)
                if !object_follows && finite_ahead(possible, token, around.end) =>
            {
                None
            }
            Some(Tag::Proper) if !object_follows && is_adjective(reading, token) => None,
            Some(Tag::Proper)
                if object_follows
                    || next & (m::PREPOSITION | m::ADJECTIVE | m::ADVERB | MARK) != 0 =>
            {
                Some(Tag::Present)
            }
            // `Chile exports copper`, where no other word can be the verb.
            Some(Tag::Proper)
                if (next & m::NOUN != 0 && next & m::VERB == 0
                    || reading.lower(token) == "needs")
                    && !is_adjective(reading, token)
                    && !finite_ahead(possible, token, around.end) =>
            {
                Some(Tag::Present)
            }
            Some(Tag::Noun) if object_follows => Some(Tag::Present),
            Some(Tag::Coordinator)
                if matches!(next_word, "on" | "for") && reading.lower(token) == "calls" =>
            {
                Some(Tag::Present)
            }
            Some(Tag::Coordinator | Tag::Mark) if object_follows || !is_noun_too => {
                Some(Tag::Present)
            }
            _ if !is_noun_too => Some(Tag::Present),
            _ => None,
        };
    }
    None
}

/// `Will Peru attack`, `Should the talks resume`: the sentence begins with what its verb waits for.
fn is_question(reading: &Reading, around: &Around) -> bool {
    matches!(reading.tokens[around.first].tag, Tag::Modal | Tag::Do)
}

/// True where a verb that tells a time comes before the clause ends, so that this word need not be one.
fn finite_ahead(possible: &[u32], token: usize, end: usize) -> bool {
    let ends = |set: u32| {
        set & (MARK | m::COORDINATOR | m::SUBORDINATOR | m::RELATIVE | m::TO) != 0
            && set & m::PREPOSITION == 0
    };
    let mut ahead =
        possible[token + 1..end.min(token + 12)].iter().skip(1).take_while(|set| !ends(**set));
    ahead.any(|set| {
        let verb = set & (m::PAST | m::MODAL | m::BE | m::HAVE | m::DO) != 0;
        verb && set & (m::NOUN | m::ADJECTIVE | m::TIME | PROPER) == 0
    })
}

/// True for a word after an adjective such as `Greek`, which asks for a noun.
fn is_adjective(reading: &Reading, token: usize) -> bool {
    let before = token.checked_sub(1).map_or("", |at| reading.lower(at));
    let is_nation = lexicon::entry(before).is_some_and(|entry| entry.may_be & m::NATION != 0);
    is_nation && !before.ends_with('s') && !before.contains('.')
}

/// True for nouns in `-ing` that the lexicon lists.
fn is_listed_noun(reading: &Reading, token: usize) -> bool {
    lexicon::entry(reading.lower(token)).is_some_and(|entry| entry.may_be & m::NOUN != 0)
}

fn before_is_subject(before: Option<Tag>) -> bool {
    matches!(before, Some(Tag::Noun | Tag::Proper | Tag::Pronoun | Tag::Relative))
}

/// `an end to strikes`: what `to` stands before is a noun where a noun and no verb asks for `to`.
fn is_after_noun_to(reading: &Reading, token: usize, around: &Around) -> bool {
    let Some(to) = token.checked_sub(1).filter(|to| *to > around.first) else { return false };
    let before = reading.lower(to - 1);
    matches!(
        before,
        "end" | "aid" | "due" | "threat" | "return" | "according" | "response" | "opposition"
    )
}

fn is_plural(reading: &Reading, token: usize) -> bool {
    let word = reading.lower(token);
    word.ends_with("men")
        || word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
        || matches!(word, "people" | "police" | "troops" | "others" | "men" | "women")
}
