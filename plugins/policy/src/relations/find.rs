//! Finds ties in verbs, `Niger depends on Nigeria`, and in nouns, `China's influence on Pyongyang`.

use std::sync::LazyLock;

use cableway_sdk::Span;

use crate::events::{Party, Status, Type, events, is_known, party, status, subjects};
use crate::syntax::{Analysis, Clause, GroupKind, Reading, Tag};
use crate::work::Work;

/// A tie between two actors.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) kind: &'static str,
    pub(crate) from: Party,
    pub(crate) to: Party,
    pub(crate) words: Span,
    pub(crate) negated: bool,
    pub(crate) status: Status,
    pub(crate) change: Option<&'static str>,
    pub(crate) rule: String,
}

/// One line of the table `data/relations.tsv`.
struct Line {
    kind: &'static str,
    verbs: Vec<(&'static str, Option<&'static str>)>,
    nouns: Vec<&'static str>,
    prepositions: Vec<&'static str>,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let lines =
        include_str!("../../data/relations.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let list = |column: usize| columns.get(column).copied().unwrap_or_default().split(';');
            Line {
                kind: columns[0],
                verbs: list(1)
                    .map(|verb| {
                        verb.split_once('+')
                            .map_or((verb, None), |(lemma, word)| (lemma, Some(word)))
                    })
                    .collect(),
                nouns: list(2).collect(),
                prepositions: list(3).collect(),
            }
        })
        .collect()
});

/// All ties of the body, each sentence saying one of each type between two actors at most once.
pub(crate) fn relations(work: &Work) -> Vec<Relation> {
    let mut all: Vec<Relation> = Vec::new();
    let told = events(work);
    for (sentence, analysis) in work.analyses.iter().enumerate() {
        let one = &work.reading.sentences[sentence];
        if !one.kind.is_body() {
            continue;
        }
        let before = all.len();
        let asked = work.reading.word(one.end - 1) == "?";
        for place in 0..analysis.clauses.len() {
            all.extend(by_verb(work, analysis, place, asked));
        }
        for place in 0..analysis.groups.len() {
            all.extend(by_noun(work, analysis, place, asked));
        }
        let from = told.partition_point(|event| event.sentence < sentence);
        for event in told[from..].iter().take_while(|event| event.sentence == sentence) {
            all.extend(by_event(event));
        }
        let mut at = before;
        while at < all.len() {
            let (done, here) = all.split_at(at);
            let one = &here[0];
            let is_again = done[before..].iter().any(|other| {
                other.kind == one.kind && same(&other.from, &one.from) && same(&other.to, &one.to)
            });
            if is_again || same(&one.from, &one.to) {
                all.remove(at);
            } else {
                at += 1;
            }
        }
    }
    all
}

fn same(one: &Party, other: &Party) -> bool {
    one.actor == other.actor && one.actor.is_some()
        || one.state == other.state && one.state.is_some()
}

/// How many bytes after the words of an event whom it ties may be named.
const NEAR: usize = 60;

/// Ties that events of some types show.
fn by_event(event: &crate::events::Event) -> Option<Relation> {
    let kind = match event.kind {
        Type::Sanction => "sanctions",
        // To thank or to welcome is no tie.
        Type::Aid => "supports",
        Type::Accuse => "opposes",
        _ => return None,
    };
    let from = *event.sources.first().filter(|party| party.actor.is_some())?;
    let to = *event.recipients.first().filter(|party| party.actor.is_some())?;
    // A recipient that is found far from the verb is not tied by it.
    let is_near = to.span.start() < event.trigger.end() + NEAR && from.state != to.state;
    let real = matches!(event.status, Status::Happened | Status::Ongoing) && is_near;
    real.then(|| Relation {
        kind,
        from,
        to,
        words: event.trigger,
        negated: false,
        status: event.status,
        change: None,
        rule: format!("event {}", event.kind.as_str()),
    })
}

/// `Niger depends on Nigeria`: a verb with its subject, and an object or who stands after a preposition.
fn by_verb(work: &Work, analysis: &Analysis, place: usize, asked: bool) -> Option<Relation> {
    let clause = &analysis.clauses[place];
    let reading = &work.reading;
    let follows = |word: &str| {
        (clause.verb.head + 1..clause.verb.head + 7).any(|at| reading.lower(at) == word)
    };
    let line = LINES.iter().find(|line| {
        line.verbs
            .iter()
            .any(|(lemma, particle)| *lemma == clause.verb.lemma && particle.is_none_or(follows))
    })?;
    let before = subjects(work, analysis, clause).into_iter().find(is_known)?;
    let after = clause
        .objects
        .iter()
        .chain(
            clause
                .prepositional
                .iter()
                .filter(|(word, _)| reading.lower(*word) != "by")
                .map(|(_, group)| group),
        )
        .filter_map(|group| party(work, analysis, *group))
        .find(is_known);
    let by = || {
        let by = clause.prepositional.iter().filter(|(word, _)| reading.lower(*word) == "by");
        by.filter_map(|(_, group)| party(work, analysis, *group)).find(is_known)
    };
    let (from, to) = if clause.verb.passive { (by()?, before) } else { (before, after?) };
    let group = analysis.groups[clause.group];
    let status = status(reading, analysis, place, asked);
    Some(Relation {
        kind: line.kind,
        from,
        to,
        words: reading.span(group.first, group.last)?,
        negated: status == Status::Denied,
        status,
        change: change(reading, group.first.saturating_sub(3), group.last + 12, analysis),
        rule: format!("relations.tsv: {} {}", line.kind, clause.verb.lemma),
    })
}

/// `China's influence on Pyongyang`, `Washington has no influence on Delhi`, `trade between Peru and Chile`.
fn by_noun(work: &Work, analysis: &Analysis, place: usize, asked: bool) -> Option<Relation> {
    let reading = &work.reading;
    let group = analysis.groups[place];
    let GroupKind::Noun { head } = group.kind else { return None };
    let line = LINES.iter().find(|line| line.nouns.contains(&reading.lower(head)))?;
    let clause = clause_of(analysis, place);
    let mentions = work.cast.within(group.first, head);
    let owner = mentions.iter().find(|one| one.last < head).map(|one| Party {
        actor: Some(one.actor),
        state: work.cast.actors[one.actor].state,
        span: one.span,
    });
    let has = clause.filter(|at| {
        let clause = &analysis.clauses[*at];
        clause.objects.contains(&place)
            || clause.prepositional.iter().any(|(_, group)| *group == place)
    });
    // The first after the noun with one of its prepositions, and with `and` a second.
    let preposition = reading.lower(group.last + 1);
    let target = line
        .prepositions
        .contains(&preposition)
        .then(|| party(work, analysis, place + 2))
        .flatten()
        .filter(is_known);
    let second = || {
        let joined = reading.lower(analysis.groups.get(place + 3)?.first) == "and";
        joined.then(|| party(work, analysis, place + 4)).flatten().filter(is_known)
    };
    let subject = || {
        let clause = &analysis.clauses[has?];
        subjects(work, analysis, clause).into_iter().find(is_known)
    };
    let indirect = || {
        let clause = &analysis.clauses[has?];
        let others = clause.objects.iter().filter(|group| **group != place);
        others.filter_map(|group| party(work, analysis, *group)).find(is_known)
    };
    // Sanctions that are lifted, or not joined, tie nobody.
    let ends = clause.is_some_and(|at| {
        matches!(
            analysis.clauses[at].verb.lemma,
            "lift"
                | "ease"
                | "end"
                | "join"
                | "remove"
                | "suspend"
                | "loosen"
                | "waive"
                | "avoid"
                | "escape"
        )
    });
    if ends {
        return None;
    }
    // `Cuba, a close ally of Caracas`
    let explained = || {
        let is_apposed = place >= 2 && reading.word(analysis.groups[place - 1].first) == ",";
        is_apposed.then(|| party(work, analysis, place - 2)).flatten().filter(is_known)
    };
    let (from, to) = match (preposition, owner, target) {
        ("between", None, Some(first)) => (first, second()?),
        (_, Some(owner), Some(target)) => (owner, target),
        (_, None, Some(target)) => (explained().or_else(subject)?, target),
        // `sanctions` and their like need somebody after them; an owner alone ties nobody.
        (_, _, None) if line.kind != "mediates between" => (subject()?, indirect()?),
        _ => return None,
    };
    let status = clause.map_or(Status::Happened, |at| status(reading, analysis, at, asked));
    let none = matches!(reading.lower(group.first), "no" | "neither");
    Some(Relation {
        kind: line.kind,
        from,
        to,
        words: reading.span(group.first, head)?,
        negated: none || status == Status::Denied,
        status: if none { Status::Denied } else { status },
        change: change(reading, group.first.saturating_sub(2), group.last + 8, analysis),
        rule: format!("relations.tsv: {} {}", line.kind, reading.lower(head)),
    })
}

/// The clause whose verb stands nearest before a group, or after it where it is the subject.
fn clause_of(analysis: &Analysis, place: usize) -> Option<usize> {
    let holds = |clause: &Clause| {
        clause.subject.contains(&place)
            || clause.objects.contains(&place)
            || clause.prepositional.iter().any(|(_, group)| *group == place)
    };
    analysis.clauses.iter().position(holds)
}

/// Whether a tie grows or fades, by the words around it.
fn change(
    reading: &Reading,
    first: usize,
    last: usize,
    analysis: &Analysis,
) -> Option<&'static str> {
    let end = analysis.groups.last().map_or(last, |group| group.last).min(last);
    let start = analysis.groups.first().map_or(first, |group| group.first).max(first);
    (start..=end)
        .take_while(|at| *at <= first + 3 || reading.tokens[*at].tag != Tag::Mark)
        .find_map(|at| match reading.lower(at) {
            "growing" | "rising" | "increasing" | "worsening" | "deepening" | "unprecedented"
            | "escalating" | "grows" | "increased" | "deepened" | "grown" | "risen"
            | "increasingly" => Some("rising"),
            "waning" | "declining" | "decreasing" | "shrinking" | "weakening" | "fading"
            | "diminishing" | "decreased" | "declined" | "weakened" | "waned" | "shrunk" => {
                Some("waning")
            }
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Context, Document};

    use super::relations;
    use crate::events::name;
    use crate::work::Work;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut builder = Document::builder("a.txt");
        builder.meta.published = "2021-03-03".parse().ok();
        builder.block(BlockKind::Paragraph, text);
        let document = builder.build();
        let work = Work::new(&document, &Context::default()).unwrap();
        let told = relations(&work).into_iter().map(|one| {
            let negated = if one.negated { "not " } else { "" };
            let change = one.change.map(|change| format!(", {change}")).unwrap_or_default();
            format!(
                "{negated}{}: {} -> {}{change}",
                one.kind,
                name(&work, &one.from),
                name(&work, &one.to)
            )
        });
        assert_eq!(told.collect::<Vec<_>>().join("\n"), expect, "{text}");
    }

    #[test]
    fn verbs() {
        check("Mali depends on Chad for its water.", "depends on: Mali -> Chad");
        check("Mali is not supported by Chad.", "not supports: Chad -> Mali");
    }

    #[test]
    fn nouns() {
        check("China's influence on Mali is waning.", "influences: China -> Mali, waning");
        check("Lima has no influence on Chile.", "not influences: Government of Peru -> Chile");
        check("Trade between Peru and Chile is small.", "trades with: Peru -> Chile");
        check("Peru put growing pressure on Chile.", "pressures: Peru -> Chile, rising");
    }

    #[test]
    fn events_tie_their_actors_where_they_are_real() {
        check("Peru imposed sanctions on Chile.", "sanctions: Peru -> Chile");
        check("Peru may accuse Chile.", "opposes: Peru -> Chile");
    }
}
