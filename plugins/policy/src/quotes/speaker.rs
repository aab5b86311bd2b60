//! Who speaks.

use cableway_sdk::Span;

use crate::events::{Party, is_known, party, subjects};
use crate::syntax::verb_kind::speaks;
use crate::syntax::{Analysis, Clause, GroupKind, Tag};
use crate::work::Work;

/// Who says what stands in marks: the subject of the verb of saying nearest to it in the sentences that it touches.
pub(super) fn speaker_of(
    work: &Work,
    span: Span,
    before: Option<Party>,
) -> Option<(Party, &'static str)> {
    let reading = &work.reading;
    let start = reading.tokens.partition_point(|token| token.end < span.start());
    let end = reading.tokens.partition_point(|token| token.start <= span.end()).saturating_sub(1);
    let first = reading.sentence_of(start.min(reading.tokens.len().checked_sub(1)?))?;
    let last = reading.sentence_of(end.min(reading.tokens.len() - 1)).unwrap_or(first);
    // After a comma inside the marks, the words of saying follow; they may be taken for a sentence.
    let mut best: Option<(usize, Party, &'static str)> = None;
    for place in first..=last {
        let analysis = &work.analyses[place];
        for clause in &analysis.clauses {
            let token = &reading.tokens[clause.verb.head];
            let inside = token.start >= span.start() && token.end <= span.end();
            if inside
                || !(speaks(clause.verb.lemma)
                    || matches!(
                        clause.verb.lemma,
                        "demand" | "call" | "accuse" | "respond" | "speak"
                    ))
            {
                continue;
            }
            let distance = if token.start >= span.end() {
                token.start - span.end()
            } else {
                span.start().saturating_sub(token.end)
            };
            // `Ida Holm, a spokeswoman of the office, who also accused …`: whoever spoke before.
            let is_relative =
                clause.opener.is_some_and(|opener| reading.tokens[opener].tag == Tag::Relative);
            let found = before.filter(|_| is_relative).or_else(|| speaking(work, analysis, clause));
            let Some(party) = found else { continue };
            let is_in_quote = party.span.start() >= span.start() && party.span.end() <= span.end();
            if !is_in_quote && best.is_none_or(|(nearest, _, _)| distance < nearest) {
                best = Some((distance, party, clause.verb.lemma));
            }
        }
    }
    best.map(|(_, party, verb)| (pronoun_owner(work, party), verb)).or_else(|| {
        let analysis = &work.analyses[first];
        according_to(work, analysis)
            .map(|party| (party, "according to"))
            .or_else(|| in_the_words_of(work, analysis).map(|party| (party, "in the words of")))
    })
}

/// How many mentions before a pronoun are looked at.
const LOOK_BACK: usize = 64;

/// `According to Ida Holm, …`
pub(crate) fn according_to(work: &Work, analysis: &Analysis) -> Option<Party> {
    let reading = &work.reading;
    let at = analysis.groups.iter().position(|group| {
        let first = group.first;
        reading.lower(first) == "to" && first > 0 && reading.lower(first - 1) == "according"
    })?;
    party(work, analysis, at + 1).filter(is_known)
}

/// `In the words of Ida Holm, …`
fn in_the_words_of(work: &Work, analysis: &Analysis) -> Option<Party> {
    let reading = &work.reading;
    let at = analysis.groups.windows(3).position(|groups| {
        reading.lower(groups[0].last) == "words"
            && reading.lower(groups[1].first) == "of"
            && matches!(groups[2].kind, GroupKind::Noun { .. })
    })?;
    party(work, analysis, at + 2)
}

/// `he` is the person who was the subject of the sentence before, where one was: whoever is named in what that person
/// said is not the one who goes on speaking. Else it is the last person named before.
pub(crate) fn pronoun_owner(work: &Work, party: Party) -> Party {
    let pronoun = party.span.slice(&work.reading.text).unwrap_or_default();
    if party.actor.is_some() || !matches!(pronoun, "he" | "she" | "He" | "She") {
        return party;
    }
    let before = work.cast.mentions.partition_point(|one| one.span.start() < party.span.start());
    let is_person = |actor: usize| work.cast.actors[actor].kind.is_person();
    // Somebody without a name, `an adviser to the president`, speaks on as well.
    let subject = || {
        let token = work.reading.tokens.partition_point(|one| one.start < party.span.start());
        let place = work.reading.sentence_of(token)?.checked_sub(1)?;
        let analysis = &work.analyses[place];
        let mut clauses = analysis.clauses.iter();
        let says = clauses.find(|one| speaks(one.verb.lemma) && !one.verb.passive)?;
        let by = speaking(work, analysis, says)?;
        let words = by.span.slice(&work.reading.text).unwrap_or_default();
        let is_someone = words.starts_with("a ")
            || words.starts_with("an ")
            || words.starts_with("A ")
            || words.starts_with("An ");
        by.actor.map_or(is_someone, is_person).then_some(by)
    };
    let last = || {
        let mut near = work.cast.mentions[..before].iter().rev().take(LOOK_BACK);
        near.find(|one| is_person(one.actor)).map(|one| Party {
            actor: Some(one.actor),
            state: work.cast.actors[one.actor].state,
            span: party.span,
        })
    };
    let owner = subject().or_else(last);
    // One who is named is told at the place of the pronoun.
    owner.map_or(party, |owner| match owner.actor {
        Some(_) => Party { span: party.span, ..owner },
        None => owner,
    })
}

/// Who a verb of saying says it of: its subject, the agent of a passive one (`was told by Ida Holm`), whom a spokesman speaks for, and
/// not the owner of a person with a name of their own.
pub(super) fn speaking(work: &Work, analysis: &Analysis, clause: &Clause) -> Option<Party> {
    let reading = &work.reading;
    if clause.verb.passive
        && let Some((_, group)) =
            clause.prepositional.iter().find(|(at, _)| reading.lower(*at) == "by")
    {
        return party(work, analysis, *group);
    }
    let found = subjects(work, analysis, clause).into_iter().next()?;
    let Some(group) = clause.subject.first().map(|at| analysis.groups[*at]) else {
        return Some(found);
    };
    let GroupKind::Noun { head } = group.kind else { return Some(found) };
    let is_spokesman = matches!(
        reading.lower(head),
        "spokesman" | "spokeswoman" | "spokesperson" | "representative"
    );
    if is_spokesman
        && found.actor.is_none()
        && matches!(reading.lower(group.last + 1), "for" | "of")
        && let Some(place) = clause.subject.first()
        && let Some(whose) = party(work, analysis, place + 2).filter(is_known)
    {
        return Some(Party { span: found.span, ..whose });
    }
    // `The CIA's former director Ann Poll`: a name behind an owner.
    let owner = (group.first..group.last).find(|at| matches!(reading.lower(*at), "'s" | "’s"));
    let name = (group.first..=group.last)
        .rev()
        .take_while(|at| reading.tokens[*at].tag == Tag::Proper)
        .last();
    if let (Some(owner), Some(name)) = (owner, name)
        && name > owner + 1
        && name < group.last
        && work.cast.within(name, group.last).is_empty()
    {
        return Some(Party { actor: None, state: None, span: reading.span(name, group.last)? });
    }
    Some(found)
}

/// `An earlier version of this article said`, `Option A foresees`: what is no words of anybody.
pub(crate) fn is_no_speaker(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    // `Option A says`, `The second scenario has it`: one of several things to choose from.
    let is_choice = clause.subject.first().is_some_and(|at| {
        let group = analysis.groups[*at];
        (group.first..=group.last).any(|at| {
            matches!(work.reading.lower(at), "option" | "scenario" | "alternative" | "variant")
        })
    });
    is_choice
        || clause.subject.first().is_some_and(|at| match analysis.groups[*at].kind {
            GroupKind::Noun { head } => matches!(
                work.reading.lower(head),
                "version" | "article" | "correction" | "headline" | "caption" | "clause" | "rumour"
            ),
            _ => false,
        })
}
