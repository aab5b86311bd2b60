//! Ties in verbs, `Niger depends on Nigeria`, and in adjectives, `Niger is dependent on Nigeria`.

use super::table;
use super::tie::{Relation, Sight, change};
use crate::events::{Party, Status, is_known, status, subjects};
use crate::syntax::{Clause, Governor, GroupKind, Tag};

/// A verb with its subject, and an object or who stands after a preposition.
pub(super) fn by_verb(sight: Sight<'_>, place: usize, all: &mut Vec<Relation>) {
    let clause = &sight.analysis.clauses[place];
    let reading = sight.reading();
    let head = clause.verb.head;
    let follows = |word: &str| (head + 1..head + 9).any(|at| reading.lower(at) == word);
    let Some(line) = table::verb(clause.verb.lemma, follows) else { return };
    let all_subjects = subjects(sight.work, sight.analysis, clause);
    let known: Vec<Party> = all_subjects.into_iter().filter(is_known).collect();
    let Some(first) = known.first() else { return };
    if resents_harm(sight, clause, line.kind) {
        return;
    }
    let others =
        if clause.verb.passive { agents(sight, clause) } else { objects(sight, clause, first) };
    let pairs = known.iter().flat_map(|one| {
        let pair =
            |other: &Party| if clause.verb.passive { (*other, *one) } else { (*one, *other) };
        others.iter().map(pair).collect::<Vec<_>>()
    });
    let group = sight.analysis.groups[clause.group];
    let Some(words) = reading.span(group.first, group.last) else { return };
    let mut status = status(reading, sight.analysis, place, sight.frame);
    // `stopped supporting`
    let ends = clause.governor.is_some_and(|(kind, by)| {
        kind == Governor::Complement
            && matches!(sight.analysis.clauses[by].verb.lemma, "stop" | "cease" | "quit" | "refuse")
    });
    if ends {
        status = Status::Denied;
    }
    for (from, to) in pairs {
        all.push(Relation {
            kind: line.kind,
            from,
            to,
            words,
            negated: status == Status::Denied,
            status,
            change: change(sight, group.first.saturating_sub(3), group.last + 12),
            rule: format!("relations.tsv: {} {}", line.kind, clause.verb.lemma),
        });
    }
}

/// Those after the verb: its first object that is somebody else, or else who stands after a preposition, with those joined to
/// them.
fn objects(sight: Sight<'_>, clause: &Clause, subject: &Party) -> Vec<Party> {
    let reading = sight.reading();
    let further = clause.prepositional.iter().filter(|(word, _)| reading.lower(*word) != "by");
    // Who fears the collapse of Mali does not fear Mali.
    let itself = clause.verb.lemma == "fear" && !clause.objects.is_empty();
    let is_other = |group: &&usize| {
        let other = |party: Party| party.actor != subject.actor || party.actor.is_none();
        let one = sight.analysis.groups[**group];
        let is_there = !itself || !sight.work.cast.within(one.first, one.last).is_empty();
        is_there && sight.known(**group).is_some_and(other)
    };
    let further = further.map(|(_, group)| group).filter(|_| !itself);
    let mut groups = clause.objects.iter().chain(further);
    groups.find(is_other).map(|group| sight.list(*group)).unwrap_or_default()
}

/// Who criticises the sanctions on Mali does not oppose Mali.
fn resents_harm(sight: Sight<'_>, clause: &Clause, kind: &str) -> bool {
    let object = clause.objects.first().map(|group| sight.analysis.groups[*group].kind);
    let Some(GroupKind::Noun { head }) = object.filter(|_| kind == "opposes") else { return false };
    table::noun(sight.reading().lower(head))
        .is_some_and(|(_, line)| matches!(line.kind, "opposes" | "sanctions" | "pressures"))
}

/// Those after `by`.
pub(super) fn agents(sight: Sight<'_>, clause: &Clause) -> Vec<Party> {
    let by = clause.prepositional.iter().find(|(word, _)| sight.reading().lower(*word) == "by");
    by.map(|(_, group)| sight.list(*group)).unwrap_or_default()
}

/// `is dependent on Nigeria`, `Mali, long hostile to Chad,`: an adjective or a participle with its preposition.
pub(super) fn by_adjective(sight: Sight<'_>, place: usize, all: &mut Vec<Relation>) {
    let reading = sight.reading();
    let group = sight.analysis.groups[place];
    let head = match group.kind {
        GroupKind::Noun { head } => head,
        GroupKind::Verb(verb) => verb.head,
        GroupKind::Word => group.first,
        GroupKind::Preposition => return,
    };
    let next = reading.lower(head + 1);
    let Some(line) = table::adjective(reading.lower(head), |word| word == next) else { return };
    let clause = holder(sight, place);
    let before = match clause {
        Some(at) => subjects(sight.work, sight.analysis, &sight.analysis.clauses[at])
            .into_iter()
            .find(is_known),
        // `Armenia, long reliant on Russia`
        None => {
            let mut at = place;
            while at > 0
                && (sight.word(at - 1) == ","
                    || matches!(
                        reading.tokens[sight.analysis.groups[at - 1].last].tag,
                        Tag::Adverb | Tag::Adjective
                    ))
            {
                at -= 1;
            }
            at.checked_sub(1).and_then(|at| sight.known(at))
        }
    };
    let Some(from) = before else { return };
    let Some(words) = reading.span(group.first, head + 1) else { return };
    let status =
        clause.map_or(Status::Happened, |at| status(reading, sight.analysis, at, sight.frame));
    for to in sight.list(place + 2) {
        all.push(Relation {
            kind: line.kind,
            from,
            to,
            words,
            negated: status == Status::Denied,
            status,
            change: change(sight, group.first.saturating_sub(2), head + 8),
            rule: format!("relations.tsv: {} {} {next}", line.kind, reading.lower(head)),
        });
    }
}

/// The clause whose verb says that its subject is so.
fn holder(sight: Sight<'_>, place: usize) -> Option<usize> {
    let analysis = sight.analysis;
    let own = analysis.clauses.iter().position(|one| one.group == place);
    own.or_else(|| {
        let at = analysis.clauses.iter().rposition(|one| one.group < place)?;
        let clause = &analysis.clauses[at];
        let links = matches!(
            clause.verb.lemma,
            "be" | "become" | "remain" | "stay" | "seem" | "look" | "grow" | "feel" | "appear"
        );
        let plain = |group: usize| {
            let first = analysis.groups[group].first;
            matches!(
                sight.reading().tokens[first].tag,
                Tag::Adverb | Tag::Adjective | Tag::Not | Tag::Coordinator | Tag::Determiner
            )
        };
        (links && (clause.group + 1..place).all(plain)).then_some(at)
    })
}
