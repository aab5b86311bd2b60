//! Pronouns, where it is certain whom they mean.

use std::collections::BTreeMap;

use super::{Cast, Form, Kind, Mention, possessive};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Reading};

/// Adds mentions for `it` and `they` as the subject of what somebody says: `Hungary said it would …`. After a
/// verb of demanding they are whom something is demanded of, and so nobody certain: those are left alone.
pub(super) fn resolve(reading: &Reading, analyses: &[Analysis], cast: &mut Cast) {
    let mut more: BTreeMap<usize, Mention> = BTreeMap::new();
    sentence_first(reading, analyses, cast, &mut more);
    for (analysis, sentence) in analyses.iter().zip(&reading.sentences) {
        possessive::resolve(reading, sentence, analysis, cast, &mut more);
        for (at, clause) in analysis.clauses.iter().enumerate() {
            let [subject] = clause.subject[..] else { continue };
            let group = analysis.groups[subject];
            let word = reading.lower(group.first);
            if group.first != group.last || !matches!(word, "it" | "they" | "he" | "she") {
                continue;
            }
            let because = clause.opener.is_some_and(|opener| {
                opener + 1 == group.first
                    && matches!(
                        reading.lower(opener),
                        "because" | "although" | "though" | "since" | "as"
                    )
            });
            let main = || {
                let before = analysis.clauses[..at].iter();
                before
                    .rev()
                    .position(|one| one.verb.finite && one.opener.is_none())
                    .map(|back| at - 1 - back)
            };
            let place = match clause.governor {
                Some((Governor::Content, place)) => Some(place),
                _ if because => main(),
                _ => None,
            };
            let Some(place) = place else { continue };
            let speaker = &analysis.clauses[place];
            if matches!(
                speaker.verb.lemma,
                "demand" | "insist" | "urge" | "ask" | "require" | "accuse"
            ) {
                continue;
            }
            let Some(actor) = subject_of(analysis, speaker, cast, &more) else { continue };
            // `Peru sanctioned Chile because it armed rebels`: which of them, only the reader knows.
            let is_other = |group: &usize| {
                let group = analysis.groups[*group];
                cast.within(group.first, group.last).iter().any(|one| one.actor != actor)
            };
            if because && speaker.objects.iter().any(is_other) {
                continue;
            }
            let kind = cast.actors[actor].kind;
            let fits = match word {
                "it" => matches!(
                    kind,
                    Kind::State | Kind::Government | Kind::Organisation | Kind::Group
                ),
                "they" => kind == Kind::Group || speaker.subject.len() > 1,
                _ => matches!(kind, Kind::Leader | Kind::Person),
            };
            let is_new = !more.contains_key(&group.first) && cast.at(group.first).is_none();
            if let Some(span) = reading.span(group.first, group.last).filter(|_| fits && is_new) {
                more.insert(group.first, Mention { first: group.first,
                    last: group.last,
                    span,
                    actor,
                    form: Form::Pronoun,
                    rule: "subject of what its own actor says, or of the reason for what it does",
                });
            }
        }
    }
    cast.mentions.extend(more.into_values());
    cast.mentions.sort_by_key(|one| one.first);
}

/// `It has never refused`, after a sentence whose main verb has one state or body for its subject.
fn sentence_first(
    reading: &Reading,
    analyses: &[Analysis],
    cast: &Cast,
    more: &mut BTreeMap<usize, Mention>,
) {
    for place in 1..analyses.len() {
        let (sentence, before) = (&reading.sentences[place], &reading.sentences[place - 1]);
        let next = reading.lower(sentence.first + 1);
        let in_one_block = reading
            .text
            .get(reading.tokens[before.end - 1].end..reading.tokens[sentence.first].start)
            .is_some_and(|between| !between.contains('\n'));
        if reading.word(sentence.first) != "It"
            || !in_one_block
            || is_expletive(reading, sentence.first, next)
        {
            continue;
        }
        let main = analyses[place - 1].clauses.iter().find(|clause| {
            clause.verb.finite && clause.opener.is_none() && clause.governor.is_none()
        });
        let Some(main) = main.filter(|clause| clause.subject.len() == 1) else { continue };
        let Some(actor) = subject_of(&analyses[place - 1], main, cast, more) else { continue };
        let is_body =
            matches!(cast.actors[actor].kind, Kind::State | Kind::Government | Kind::Organisation);
        if let Some(span) = reading.span(sentence.first, sentence.first).filter(|_| is_body) {
            more.insert(
                sentence.first,
                Mention {
                    first: sentence.first,
                    last: sentence.first,
                    span,
                    actor,
                    form: Form::Pronoun,
                    rule: "subject, after a sentence whose only subject is its actor",
                },
            );
        }
    }
}

/// `It is clear that`, `It seems`; but `It is unlikely to stay` is about somebody.
fn is_expletive(reading: &Reading, first: usize, next: &str) -> bool {
    let is_be = matches!(next, "is" | "was" | "'s" | "’s");
    let to = |at: usize| {
        let apt = matches!(
            reading.lower(at),
            "likely"
                | "unlikely"
                | "ready"
                | "willing"
                | "able"
                | "unable"
                | "prepared"
                | "busy"
                | "keen"
        );
        apt && reading.lower(at + 1) == "to"
    };
    next == "seems" || is_be && !(first + 2..first + 4).any(to)
}

pub(super) fn subject_of(
    analysis: &Analysis,
    clause: &Clause,
    cast: &Cast,
    more: &BTreeMap<usize, Mention>,
) -> Option<usize> {
    let group = analysis.groups[*clause.subject.first()?];
    let GroupKind::Noun { head } = group.kind else { return None };
    let known = cast.at(head).or_else(|| more.get(&head));
    known.map(|one| one.actor)
}
