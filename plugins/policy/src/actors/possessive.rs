//! `its`, `his` and `her`, where it is certain whose.

use std::collections::BTreeMap;

use super::pronoun::subject_of;
use super::{Cast, Form, Kind, Mention};
use crate::syntax::{Analysis, GroupKind, Reading, Sentence};

/// Adds mentions for possessive pronouns of one sentence. `more` are the pronouns that were understood before.
pub(super) fn resolve(
    reading: &Reading,
    sentence: &Sentence,
    analysis: &Analysis,
    cast: &Cast,
    more: &mut BTreeMap<usize, Mention>,
) {
    for (place, group) in analysis.groups.iter().enumerate() {
        let first = group.first;
        if !matches!(group.kind, GroupKind::Noun { .. }) || group.last == first {
            continue;
        }
        let word = reading.lower(first);
        if !matches!(word, "its" | "his" | "her") {
            continue;
        }
        let owner = own(analysis, place, cast, more)
            .or_else(|| forward(sentence, analysis, first, cast, more));
        let Some((actor, rule)) = owner else { continue };
        let kind = cast.actors[actor].kind;
        let fits = if word == "its" {
            matches!(kind, Kind::State | Kind::Government | Kind::Organisation | Kind::Group)
        } else {
            kind.is_person()
        };
        if let Some(span) = reading.span(first, first).filter(|_| fits) {
            let mention = Mention { first, last: first, span, actor, form: Form::Pronoun, rule };
            more.insert(first, mention);
        }
    }
}

type Owner = (usize, &'static str);

/// `Kenya lifted its ban`: the one subject of the verb, where nobody else stands between.
fn own(
    analysis: &Analysis,
    place: usize,
    cast: &Cast,
    more: &BTreeMap<usize, Mention>,
) -> Option<Owner> {
    let clause = analysis.clauses.iter().find(|clause| {
        clause.objects.contains(&place)
            || clause.prepositional.iter().any(|(_, group)| *group == place)
    })?;
    let [subject] = clause.subject[..] else { return None };
    let actor = subject_of(analysis, clause, cast, more)?;
    let (from, to) = (analysis.groups[subject].last + 1, analysis.groups[place].first);
    let alone = from <= to
        && cast
            .within(from, to.saturating_sub(1))
            .iter()
            .all(|one| one.actor == actor || cast.actors[one.actor].kind.is_person());
    alone.then_some((actor, "owned by the only subject of its own verb"))
}

/// `Given its quarrel with Chile, Peru waits`: the subject that follows, where nobody was named and no verb told a time before.
fn forward(
    sentence: &Sentence,
    analysis: &Analysis,
    first: usize,
    cast: &Cast,
    more: &BTreeMap<usize, Mention>,
) -> Option<Owner> {
    let opens = first > sentence.first && first < sentence.first + 8;
    if !opens || !cast.within(sentence.first, first).is_empty() {
        return None;
    }
    let main = analysis.clauses.iter().find(|clause| clause.verb.finite)?;
    let [subject] = main.subject[..] else { return None };
    let after = analysis.groups[subject].first > first && main.opener.is_none();
    let actor = subject_of(analysis, main, cast, more).filter(|_| after)?;
    Some((actor, "points forward to the subject of the sentence"))
}
