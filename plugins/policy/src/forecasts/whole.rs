//! Where a claim begins with the whole subject of its verb.

use super::denial::holds;
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Clause, GroupKind, Reading, Tag};

/// Where a clause begins with its whole subject, `An invasion before 2030`, and not with what a preposition of time was taken for
/// the subject of.
pub(super) fn begin(
    reading: &Reading,
    analysis: &Analysis,
    first: usize,
    clause: &Clause,
) -> usize {
    let group = analysis.groups[clause.group];
    let Some(subject) = clause.subject.first().map(|at| analysis.groups[*at]) else {
        return group.first;
    };
    if subject.first >= group.first {
        return group.first;
    }
    let is_time = |at: usize| {
        matches!(reading.lower(at), "before" | "after" | "since" | "until" | "by" | "during")
    };
    // `before the end of the year`: what hangs on what hangs on it.
    let mut head = subject.first;
    let mut opener = None;
    while let Some(at) = head.checked_sub(1).filter(|at| *at >= first) {
        if is_time(at) {
            opener = Some(at);
            break;
        }
        let links = matches!(reading.lower(at), "of" | "in" | "the" | "a" | "next" | "this");
        if !links && !reading.tokens[at].tag.is_noun() {
            break;
        }
        head = at;
    }
    let Some(opener) = opener else { return subject.first };
    if opener == first
        || !reading.tokens[opener - 1].tag.is_noun()
            && reading.tokens[opener - 1].tag != Tag::Number
    {
        let is_whole_sentence = opener == first
            || analysis.clauses.iter().any(|one| one.verb.finite && one.verb.head == opener - 1);
        if is_whole_sentence && opener != first {
            // `A ban that Norway proposed before the summit`: behind what says more of it.
            return of_relative(reading, analysis, first, opener).unwrap_or(subject.first);
        }
        // `After the election Chile will join`: two groups in one.
        let name = (subject.first + 1..=subject.last).find(|at| {
            reading.tokens[*at].tag == Tag::Proper && reading.tokens[*at - 1].tag == Tag::Noun
        });
        return name.unwrap_or(subject.first);
    }
    let stops = |at: &usize| {
        matches!(reading.word(*at), "," | ";" | ":" | "—" | "“" | "\"" | "(")
            || matches!(
                reading.lower(*at),
                "that" | "and" | "but" | "or" | "while" | "because" | "if"
            )
    };
    // `I think ratification before Christmas is likely`: behind the verb of those who hold it.
    let holds_it = |at: &usize| {
        analysis.clauses.iter().any(|one| {
            one.verb.head == *at
                && one.verb.finite
                && (says(one.verb.lemma) || holds(one.verb.lemma))
        })
    };
    let from =
        (first..opener).rev().find(|at| stops(at) || holds_it(at)).map_or(first, |at| at + 1);
    let has_verb = analysis
        .clauses
        .iter()
        .any(|one| one.verb.finite && (from..opener).contains(&one.verb.head));
    if has_verb {
        return subject.first;
    }
    // `Still, ` and `But ` are no part of it.
    (from..opener)
        .find(|at| !matches!(reading.tokens[*at].tag, Tag::Adverb | Tag::Coordinator | Tag::Mark))
        .unwrap_or(from)
}

/// Where the subject of a verb begins that stands behind a relative clause on it: `A flood like the one of 2011, when homes were
/// lost, is unlikely`, `A cabinet that has lost two votes will probably fall`.
pub(super) fn whole_subject(
    reading: &Reading,
    analysis: &Analysis,
    first: usize,
    clause: &Clause,
) -> Option<usize> {
    let verb = analysis.groups[clause.group].first;
    // Most sentences have no such word.
    let opens = |at: usize| {
        matches!(reading.lower(at), "that" | "which" | "who" | "whom" | "whose" | "where" | "when")
    };
    let opener = (first + 1..verb).rev().find(|at| opens(*at))?;
    let comma = reading.word(opener - 1) == ",";
    let noun = opener.checked_sub(1 + usize::from(comma)).filter(|at| *at >= first)?;
    let follows = reading.tokens[noun].tag.is_noun() || reading.tokens[noun].tag == Tag::Number;
    if !follows || matches!(reading.lower(opener), "when") && !comma {
        return None;
    }
    let mut inside = analysis
        .clauses
        .iter()
        .filter(|one| one.verb.finite && (opener..verb).contains(&one.verb.head));
    let own = inside.next()?;
    // `who met and said`, `that prices rose and a truce is near`: more than one clause on the noun.
    let goes_on = inside.next().is_some()
        || (own.verb.head..verb).any(|at| reading.tokens[at].tag == Tag::Coordinator)
        || says(own.verb.lemma) && own.verb.head + 1 < verb;
    // What stands between commas ends with one.
    let is_open = comma && !(own.verb.head..verb).any(|at| reading.word(at) == ",");
    if goes_on || is_open || own.group == clause.group {
        return None;
    }
    let belongs = |at: &usize| {
        let tag = reading.tokens[*at].tag;
        tag.is_noun()
            || matches!(
                tag,
                Tag::Determiner
                    | Tag::Adjective
                    | Tag::Number
                    | Tag::Preposition
                    | Tag::Possessive
                    | Tag::Pronoun
            )
            || reading.word(*at) == "-"
    };
    let mut from = (first..noun).rev().take_while(belongs).last().unwrap_or(noun);
    // `told the court that …` is what is told.
    let teller = from.checked_sub(1).filter(|at| *at >= first && reading.lower(opener) == "that");
    if teller.is_some_and(|at| {
        analysis.clauses.iter().any(|one| one.verb.head == at && says(one.verb.lemma))
    }) {
        return None;
    }
    while from < noun && reading.tokens[from].tag == Tag::Preposition {
        from += 1;
    }
    Some(from)
}

/// The noun that a relative clause which ends before a token says more of.
fn of_relative(reading: &Reading, analysis: &Analysis, first: usize, end: usize) -> Option<usize> {
    let opener = (first + 1..end).rev().find(|at| {
        matches!(reading.lower(*at), "that" | "which" | "who")
            && reading.tokens[*at - 1].tag.is_noun()
    })?;
    let mut groups = analysis.groups.iter().filter(|one| one.first >= first && one.last < opener);
    let noun = groups.next_back().filter(|one| matches!(one.kind, GroupKind::Noun { .. }))?;
    Some(noun.first)
}
