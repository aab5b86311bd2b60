//! To whom something is done.

use super::bounds::{end_of_participle, other_time};
use super::party::{is_known, linked, object, subjects};
use super::status_table::{Place, is};
use super::{Party, Type, relative, takes_places};
use crate::actors::Kind;
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Tag};
use crate::tables::{Bystander, Role, bystander, tables};
use crate::work::Work;

/// An object that is people of no named state: they are taken for the source's own, `sentenced an opposition leader`.
fn people_at_home(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    sources: &[Party],
    kind: Type,
) -> Vec<Party> {
    let [source] = sources else { return Vec::new() };
    // `Beijing supports the government`: a government that supports one supports another's.
    let governs = source.actor.is_some_and(|actor| {
        matches!(work.cast.actors[actor].kind, Kind::State | Kind::Government)
    });
    let is_of_another = |group: &usize| match analysis.groups[*group].kind {
        GroupKind::Noun { head } => governs && is_of_another_state(work.reading.lower(head), kind),
        _ => false,
    };
    // `sentenced judges`, `freed opposition leader Ana Quispe`
    let is_people = |group: &&usize| {
        let one = analysis.groups[**group];
        let GroupKind::Noun { head } = one.kind else { return false };
        let is_role = |at: usize| tables().role(work.reading.lower(at)).is_some();
        is_role(head) || work.reading.is_capital(head) && (one.first..head).any(is_role)
    };
    let group = clause.objects.iter().find(is_people);
    let at_home = group.and_then(|group| linked(work, analysis, *group, false));
    let foreign = group.is_some_and(is_of_another);
    // `recalled its envoy` is done to nobody else.
    at_home
        .filter(|party| party.actor.is_none() || party.actor != source.actor)
        .map(|party| Party { state: party.state.or(source.state.filter(|_| !foreign)), ..party })
        .into_iter()
        .collect()
}

/// `backs the army`, `armed the rebels`, `attacked the junta`: a state does that to no army, rebels or rulers of its own.
fn is_of_another_state(noun: &str, kind: Type) -> bool {
    match tables().role(noun) {
        Some(Role::Military) => {
            !matches!(kind, Type::Coerce | Type::Mobilize | Type::Retreat | Type::Concede)
        }
        Some(Role::Rebels) => matches!(kind, Type::Support | Type::Aid),
        _ => matches!(noun, "government" | "junta" | "regime" | "authorities" | "rulers"),
    }
}

/// Where a clause ends that stands before the one that it depends on: `If no agreement is reached by May, Iceland will …` and
/// `Since Chad left, Mali …` say nothing of Iceland or Mali before the comma.
fn opening_end(work: &Work, analysis: &Analysis, place: usize) -> Option<usize> {
    let reading = &work.reading;
    let clause = &analysis.clauses[place];
    let opener = clause.opener?;
    let sentence = &reading.sentences[reading.sentence_of(opener)?];
    let with = reading.lower(opener);
    let opens = opener == sentence.first
        && (reading.tokens[opener].tag == Tag::Subordinator
            || matches!(with, "if" | "unless" | "should"))
        || matches!(with, "when" | "since" | "after" | "before" | "until" | "because")
            && reading.word(opener - 1) == ",";
    if !opens {
        return None;
    }
    // The comma before the next verb that does not depend on this opener.
    let main = analysis.clauses[place + 1..]
        .iter()
        .find(|one| one.verb.finite && one.opener != clause.opener)
        .and_then(|one| one.subject.first().or(Some(&one.group)))
        .map(|group| analysis.groups[*group].first);
    let mut commas = (clause.verb.head + 1..sentence.end).filter(|at| reading.word(*at) == ",");
    match main {
        Some(main) => commas.take_while(|at| *at < main).last(),
        None => commas.next(),
    }
}

/// Where the next clause begins behind `and` or `but`, with a subject of its own or, where it is told
/// with whom or where people met, `met in Geneva and accused`, without: whoever it names takes no part in the one before.
fn next_clause(work: &Work, analysis: &Analysis, place: usize, kind: Type) -> Option<usize> {
    let clause = &analysis.clauses[place];
    let is_told =
        !takes_places(kind) && clause.objects.is_empty() && !clause.prepositional.is_empty();
    analysis.clauses[place + 1..].iter().find_map(|one| {
        let joins = |group: usize| {
            let before = analysis.groups[group].first.checked_sub(1)?;
            matches!(work.reading.lower(before), "and" | "but" | "yet").then_some(before)
        };
        let own = one.subject.first().copied().filter(|group| *group > clause.group);
        let Some(subject) = own else {
            let shares = one.verb.finite
                && is_told
                && clause.verb.finite
                && one.subject == clause.subject
                && one.governor == Some((Governor::Shared, place));
            return shares.then(|| joins(one.group)).flatten();
        };
        let is_own = one.verb.finite
            && one.opener.is_none()
            && one.governor.is_none_or(|(kind, _)| kind == Governor::Content)
            && !clause.objects.contains(&subject);
        is_own.then(|| joins(subject)).flatten()
    })
}

/// Where the words begin that tell what the object says, `denied reports that …`: whoever they name takes no part.
fn content_of_object(work: &Work, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let openers = analysis.clauses.iter().filter_map(|one| one.opener);
    openers
        .filter(|at| work.reading.lower(*at) == "that")
        .find(|at| clause.objects.iter().any(|group| analysis.groups[*group].last + 1 == *at))
}

/// Where words on others begin: behind a semicolon; behind a comma `according to`, `contrary to`, `as did`; with a subject of its own `while`.
fn aside(work: &Work, (from, end): (usize, usize)) -> Option<usize> {
    let reading = &work.reading;
    (from..end).find(|at| {
        let here = reading.lower(*at);
        match bystander(here) {
            Some(Bystander::Aside) => {
                reading.word(at - 1) == "," || matches!(here, "while" | "whereas")
            }
            // `in a letter seen by`
            Some(Bystander::Carrier) => matches!(reading.lower(at + 1), "by" | "in" | "on"),
            None if here == ";" => true,
            // `before Turkey does`
            None if matches!(here, "before" | "after" | "than" | "as") => {
                matches!(reading.lower(at + 2), "did" | "do" | "does") && reading.is_capital(at + 1)
                    || here == "as"
                        && reading.word(at - 1) == ","
                        // `, as did Jordan`
                        && matches!(
                            reading.lower(at + 1),
                            "did" | "do" | "does" | "has" | "have" | "had"
                        )
            }
            _ => false,
        }
    })
}

/// The token at which whoever may be named no longer takes part in what a clause tells.
fn end_of(work: &Work, analysis: &Analysis, place: usize, (end, kind): (usize, Type)) -> usize {
    let clause = &analysis.clauses[place];
    let limits = [
        opening_end(work, analysis, place),
        next_clause(work, analysis, place, kind),
        content_of_object(work, analysis, clause),
        other_time(work, analysis, clause, end),
        end_of_participle(work, analysis, place),
        aside(work, (clause.verb.head + 1, end)),
        relative::of(work, analysis, place).and_then(|one| one.end),
    ];
    limits.into_iter().flatten().fold(end, usize::min)
}

/// True for words in a noun group for a newspaper or a reporter, or behind one: `told reporters in Muscat`.
fn is_of_medium(work: &Work, analysis: &Analysis, token: usize) -> bool {
    let group = analysis.groups.partition_point(|one| one.last < token);
    let medium = |group: Option<usize>| {
        let Some(GroupKind::Noun { head }) =
            group.and_then(|group| analysis.groups.get(group)).map(|one| one.kind)
        else {
            return false;
        };
        bystander(work.reading.lower(head)) == Some(Bystander::Medium)
    };
    let hangs = group >= 2 && matches!(analysis.groups[group - 1].kind, GroupKind::Preposition);
    medium(Some(group)) || hangs && medium(group.checked_sub(2))
}

/// The first token of the words for a deed that somebody condemns or praises: `condemned the murder of a judge`.
pub(super) fn judged_deed(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    kind: Type,
) -> Option<usize> {
    let judges = matches!(kind, Type::Accuse | Type::Support | Type::Reject);
    let names_deed = |group: &&usize| match analysis.groups[**group].kind {
        GroupKind::Noun { head } => is(&work.reading, head, Place::Deed),
        _ => false,
    };
    let group = clause.objects.iter().find(|group| judges && names_deed(group))?;
    Some(analysis.groups[*group].first)
}

/// Whose a deed is: `the Israeli raid`.
fn doer(work: &Work, analysis: &Analysis, group: usize) -> Option<Party> {
    let one = analysis.groups[group];
    let mention = work.cast.within(one.first, one.last).first()?;
    let state = work.cast.actors[mention.actor].state;
    Some(Party { actor: Some(mention.actor), state, span: mention.span })
}

/// True for a name behind `in`, `at` and their like.
fn is_where(work: &Work, first: usize) -> bool {
    first.checked_sub(1).is_some_and(|before| {
        matches!(work.reading.lower(before), "in" | "at" | "near" | "outside" | "inside")
    })
}

/// Those to whom it is done, other than the doers: an object, who stands after a preposition, or whoever is
/// named further on in what the clause governs; those of another state come first.
#[expect(clippy::too_many_lines, reason = "one kind of candidate after the other")]
pub(super) fn recipients(
    work: &Work,
    analysis: &Analysis,
    place: usize,
    sources: &[Party],
    (end, kind): (usize, Type),
) -> Vec<Party> {
    let clause = &analysis.clauses[place];
    let mut candidates: Vec<Party> = Vec::new();
    if clause.verb.passive {
        candidates.extend(subjects(work, analysis, clause).into_iter().filter(is_known));
        // `ties Mali to a government that is accused`: whoever that is, it is nobody else.
        let is_relative = clause
            .opener
            .filter(|opener| matches!(work.reading.lower(*opener), "that" | "who" | "which"))
            .is_some_and(|opener| analysis.groups[clause.group].first == opener + 1);
        if is_relative && candidates.is_empty() {
            return Vec::new();
        }
    }
    let end = end_of(work, analysis, place, (end, kind));
    // `condemned the murder of a judge in Quito`: where that was is not who is blamed for it.
    let deed = judged_deed(work, analysis, clause, kind);
    let objects: Vec<Party> = clause
        .objects
        .iter()
        .filter(|group| analysis.groups[**group].first < end)
        .filter_map(|group| match deed {
            Some(deed) if deed == analysis.groups[*group].first => doer(work, analysis, *group),
            _ => object(work, analysis, *group),
        })
        .filter(is_known)
        .collect();
    candidates.extend(&objects);
    // `which Israel bombed`: the noun before is what it is done to.
    let relative = relative::of(work, analysis, place).filter(|one| one.by_others);
    if let Some(relative) = relative
        && clause.objects.is_empty()
        && !clause.verb.passive
    {
        candidates.extend(object(work, analysis, relative.antecedent).filter(is_known));
        if candidates.is_empty() && clause.prepositional.is_empty() {
            return Vec::new();
        }
    }
    let strikes = matches!(kind, Type::Assault | Type::Mobilize | Type::Threaten);
    // `Peru and Chile signed a treaty under the eye of Brazil`: both sides are named already.
    let is_complete = matches!(kind, Type::Agree | Type::Consult)
        && sources.iter().filter(|one| is_known(one)).count() > 1;
    for (preposition, group) in &clause.prepositional {
        let is_side = matches!(work.reading.lower(*preposition), "with" | "to");
        if is_complete && !is_side {
            continue;
        }
        let is_target = matches!(
            work.reading.lower(*preposition),
            "to" | "against"
                | "with"
                | "from"
                | "on"
                | "for"
                | "at"
                | "upon"
                | "over"
                | "between"
                | "of"
                | "about"
                | "into"
                | "among"
                | "by"
                | "toward"
                | "towards"
        );
        // `fired a missile from Ankara`: where a blow comes from is not where it goes.
        let is_origin = work.reading.lower(*preposition) == "from" && strikes;
        if is_target
            && !is_origin
            && analysis.groups[*group].first < end
            && !is_of_medium(work, analysis, analysis.groups[*group].first)
            && let Some(party) = match deed {
                Some(_) if work.reading.lower(*preposition) == "of" => None,
                _ => object(work, analysis, *group).filter(is_known),
            }
        {
            candidates.push(party);
        }
    }
    let first =
        clause.subject.first().map_or(clause.verb.head, |group| analysis.groups[*group].first);
    let from = if clause.verb.passive { first.min(clause.verb.head) } else { clause.verb.head + 1 };
    for mention in work.cast.within(from, end.saturating_sub(1)) {
        if is_complete {
            break;
        }
        let is_scene =
            deed.is_some_and(|deed| deed < mention.first) && is_where(work, mention.first);
        if is_scene || is_of_medium(work, analysis, mention.first) {
            continue;
        }
        let state = work.cast.actors[mention.actor].state;
        candidates.push(Party { actor: Some(mention.actor), state, span: mention.span });
    }
    for (first, last, state) in work.cast.places_within(from, end) {
        let is_origin = strikes && *first > 0 && work.reading.lower(*first - 1) == "from";
        let is_scene = deed.is_some_and(|deed| deed < *first) && is_where(work, *first);
        if takes_places(kind)
            && !is_scene
            && state.is_some()
            && !is_origin
            && !is_of_medium(work, analysis, *first)
            && let Some(span) = work.reading.span(*first, *last)
        {
            candidates.push(Party { actor: None, state: *state, span });
        }
    }
    let is_other = |one: &Party| {
        !sources.iter().any(|source| {
            source.actor.is_some() && source.actor == one.actor || source.span == one.span
        })
    };
    let is_foreign = |one: &Party| {
        !sources.iter().any(|source| source.state.is_some() && source.state == one.state)
            && (one.state.is_some()
                || one
                    .actor
                    .is_some_and(|actor| work.cast.actors[actor].kind == Kind::Organisation))
    };
    let first = candidates
        .iter()
        .find(|one| is_other(one) && is_foreign(one))
        .or_else(|| candidates.iter().find(|one| is_other(one) && sources.len() < 2));
    let Some(first) = first.copied() else {
        return people_at_home(work, analysis, clause, sources, kind);
    };
    // `accused Peru and Chile`: those who stand beside the first.
    let mut all = vec![first];
    if objects.contains(&first) {
        all.extend(objects.iter().filter(|one| **one != first && is_other(one) && is_foreign(one)));
    } else {
        let mut beside = candidates
            .iter()
            .filter(|one| is_other(one) && is_foreign(one) && one.span.start() > first.span.end());
        if let Some(next) = beside.next() {
            let between =
                work.reading.text.get(first.span.end()..next.span.start()).unwrap_or_default();
            if matches!(between.trim(), "and" | ", and" | "and the" | "or") {
                all.push(*next);
            }
        }
    }
    all
}
