//! Figures of speech: `killed the deal`, `beat France at football`, `hosted a parade` are no events of force or of meeting.

use std::sync::LazyLock;

use super::{Party, Type, is_known, party};
use crate::actors::Kind;
use crate::hash::WordMap;
use crate::syntax::{Analysis, Clause, GroupKind, Reading, Tag};
use crate::tables::{Role, tables};
use crate::work::Work;

/// What the table says that a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Sort {
    Harmless,
    Works,
    Body,
    Contest,
    Score,
    Nature,
    Weapon,
    Guest,
    Needs,
    Blast,
}

impl Sort {
    const ALL: [(Self, &'static str); 10] = [
        (Self::Harmless, "harmless"),
        (Self::Works, "works"),
        (Self::Body, "body"),
        (Self::Contest, "contest"),
        (Self::Score, "score"),
        (Self::Nature, "nature"),
        (Self::Weapon, "weapon"),
        (Self::Guest, "guest"),
        (Self::Needs, "needs"),
        (Self::Blast, "blast"),
    ];

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// The table `data/figures.tsv`: words with one bit for each sort, and the endings of what is harmless.
struct Table {
    words: WordMap<&'static str, u32>,
    endings: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { words: WordMap::default(), endings: Vec::new() };
    for (sort, list) in rows() {
        let Some((sort, _)) = Sort::ALL.iter().find(|(_, name)| *name == sort) else { continue };
        for word in list.split(';') {
            match word.strip_prefix('-') {
                Some(ending) => table.endings.push(ending),
                None => *table.words.entry(word).or_default() |= sort.bit(),
            }
        }
    }
    table
});

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = include_str!("../../data/figures.tsv");
    text.lines().filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once('\t'))
}

fn is(reading: &Reading, token: usize, sort: Sort) -> bool {
    is_sort(reading.lower(token), sort)
}

fn is_sort(word: &str, sort: Sort) -> bool {
    TABLE.words.get(word).is_some_and(|bits| bits & sort.bit() != 0)
}

/// True for what nobody can hurt.
fn is_harmless(reading: &Reading, token: usize) -> bool {
    let bits = TABLE.words.get(reading.lower(token)).copied().unwrap_or_default();
    if bits & Sort::Body.bit() != 0 {
        return false;
    }
    // Names are no such words.
    let by_ending = || {
        reading.tokens[token].tag != Tag::Proper
            && TABLE.endings.iter().any(|ending| reading.lower(token).ends_with(ending))
    };
    bits & Sort::Harmless.bit() != 0 || by_ending()
}

/// What a verb of the table of events is in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// What it says.
    No,
    /// A word of blame: `attacked the report`.
    Blame,
    /// No event.
    Nothing,
}

/// Whether a clause with a verb of force or of meeting only speaks in a figure.
pub(super) fn figure(work: &Work, analysis: &Analysis, clause: &Clause, kind: Type) -> Figure {
    match kind {
        Type::Assault => of_force(work, analysis, clause),
        Type::Consult => of_meeting(work, analysis, clause),
        _ => Figure::No,
    }
}

fn of_force(work: &Work, analysis: &Analysis, clause: &Clause) -> Figure {
    let reading = &work.reading;
    let head = |group: &usize| match analysis.groups[*group].kind {
        GroupKind::Noun { head } => Some(head),
        _ => None,
    };
    let verb = &clause.verb;
    // `The earthquake killed 30 people`.
    let by_nature = |group: &usize| {
        head(group).is_some_and(|head| {
            is(reading, head, Sort::Nature) && !is_gunfire(work, analysis, (*group, head))
        })
    };
    let doers: &[usize] = if verb.passive { &[] } else { &clause.subject };
    if doers.iter().any(by_nature)
        || verb.passive
            && clause
                .prepositional
                .iter()
                .any(|(by, group)| reading.lower(*by) == "by" && by_nature(group))
    {
        return Figure::Nothing;
    }
    let done_to = if verb.passive { &clause.subject } else { &clause.objects };
    let is_contest = clause.prepositional.iter().any(|(preposition, group)| {
        let one = analysis.groups[*group];
        matches!(reading.lower(*preposition), "at" | "in" | "for" | "to" | "with" | "on" | "by")
            && (one.first..=one.last).any(|at| is(reading, at, Sort::Contest))
    });
    if verb.lemma == "beat" && is_outvoted(work, analysis, clause, (done_to, is_contest)) {
        return Figure::Nothing;
    }
    if done_to.is_empty() {
        return if is_contest || is_without_object(work, analysis, clause) {
            Figure::Nothing
        } else {
            Figure::No
        };
    }
    let beaten = |group: &usize| {
        let named = head(group).and_then(|head| work.cast.at(head));
        let is_named = named.is_some_and(|mention| {
            let kind = work.cast.actors[mention.actor].kind;
            mention.form != crate::actors::Form::Pronoun
                && (matches!(kind, Kind::State) || kind.is_person())
        });
        // Teams and candidates are beaten, not hit.
        let is_team = head(group).is_some_and(|head| is(reading, head, Sort::Contest));
        is_named && (verb.lemma == "beat" || is_contest) || is_team && verb.lemma == "beat"
    };
    let harmless = |group: &usize| {
        let head = head(group).map(|head| one_of_series(reading, analysis, (*group, head)));
        head.is_some_and(|head| {
            is(reading, head, Sort::Works) && !hits_works(work, analysis, clause)
                || is_harmless(reading, head)
        })
    };
    if done_to.iter().all(beaten) {
        return Figure::Nothing;
    }
    if done_to.iter().all(harmless) {
        let blames = verb.lemma == "attack" && !by_weapon(reading, analysis, clause);
        return if blames { Figure::Blame } else { Figure::Nothing };
    }
    Figure::No
}

/// `beat his rival by ten votes`, `beat the party in the election`: candidates and teams; not `police beat voters at the polls`.
fn is_outvoted(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    (done_to, is_contest): (&[usize], bool),
) -> bool {
    let reading = &work.reading;
    let scored = clause.prepositional.iter().any(|(preposition, group)| {
        let one = analysis.groups[*group];
        matches!(reading.lower(*preposition), "by" | "with")
            && (one.first..=one.last).any(|at| is(reading, at, Sort::Score))
    });
    let role = |group: &usize| match analysis.groups[*group].kind {
        GroupKind::Noun { head } => tables().role(reading.lower(head)),
        _ => None,
    };
    let armed = |group: &usize| matches!(role(group), Some(Role::Military | Role::Police));
    let crowd = |group: &usize| {
        matches!(role(group), Some(Role::Civilians | Role::Military | Role::Police | Role::Rebels))
    };
    // `beat the party in the capital`
    let party = |group: &usize| {
        matches!(analysis.groups[*group].kind, GroupKind::Noun { head }
            if matches!(reading.lower(head), "party" | "parties" | "incumbent" | "challenger"))
    };
    let rivals = done_to.iter().any(party) || is_contest && !done_to.iter().any(crowd);
    scored || rivals && !clause.subject.iter().any(armed)
}

/// `Fire from Israel killed ten people` is shot, no blaze.
fn is_gunfire(work: &Work, analysis: &Analysis, (group, head): (usize, usize)) -> bool {
    work.reading.lower(head) == "fire"
        && work.reading.lower(head + 1) == "from"
        && party(work, analysis, group + 2).as_ref().is_some_and(is_known)
}

/// What there is a series of: `a series of bases`.
fn one_of_series(reading: &Reading, analysis: &Analysis, (group, head): (usize, usize)) -> usize {
    let behind = (reading.lower(head) == "series" && reading.lower(head + 1) == "of")
        .then(|| analysis.groups.get(group + 2));
    match behind.flatten().map(|group| group.kind) {
        Some(GroupKind::Noun { head }) => head,
        _ => head,
    }
}

/// `bombed the pipeline`, `attacked the market in Gaza`, `attacked the wells with drones`: it is hit where it stands.
fn hits_works(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    let reading = &work.reading;
    let is_where = |(preposition, group): &(usize, usize)| {
        matches!(reading.lower(*preposition), "in" | "near" | "at" | "of" | "outside")
            && party(work, analysis, *group).as_ref().is_some_and(is_known)
    };
    is_sort(clause.verb.lemma, Sort::Blast)
        || matches!(clause.verb.lemma, "attack" | "storm" | "strike" | "hit")
            && (by_weapon(reading, analysis, clause) || clause.prepositional.iter().any(is_where))
}

/// `bombed`, `shelled out`, `stormed to victory`: verbs that need somebody to be hit, without anybody.
fn is_without_object(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    let reading = &work.reading;
    let needs = is_sort(clause.verb.lemma, Sort::Needs);
    let group = analysis.groups[clause.group];
    // `the town that Peru shelled`, `shelled and bombed`: whom, another clause says.
    let elsewhere = clause.opener.is_some()
        || !clause.verb.finite
        || matches!(reading.lower(group.last + 1), "and" | "or" | ",");
    let hits = clause.prepositional.iter().any(|(preposition, group)| {
        matches!(reading.lower(*preposition), "against" | "on" | "at" | "into" | "in" | "near")
            && party(work, analysis, *group).as_ref().is_some_and(is_known)
    });
    // `Israel bombed all night`
    let by_army = || {
        is_sort(clause.verb.lemma, Sort::Blast)
            && clause.subject.iter().any(|group| is_power(work, analysis, *group))
            && reading.lower(clause.verb.head + 1) != "out"
    };
    needs && !elsewhere && !hits && !by_army()
}

/// True for a state, a government or an army, by the head of its noun group.
fn is_power(work: &Work, analysis: &Analysis, group: usize) -> bool {
    let GroupKind::Noun { head } = analysis.groups[group].kind else { return false };
    let is_state = work.cast.at(head).is_some_and(|mention| {
        matches!(work.cast.actors[mention.actor].kind, Kind::State | Kind::Government)
    });
    is_state || tables().role(work.reading.lower(head)) == Some(Role::Military)
}

fn by_weapon(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    clause.prepositional.iter().any(|(preposition, group)| {
        matches!(reading.lower(*preposition), "with" | "by")
            && matches!(analysis.groups[*group].kind, GroupKind::Noun { head } if is(reading, head, Sort::Weapon))
    })
}

/// `France met Brazil in the final`: teams of two states.
fn plays(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    let reading = &work.reading;
    let is_match = |(preposition, group): &(usize, usize)| {
        matches!(reading.lower(*preposition), "at" | "in" | "for")
            && matches!(analysis.groups[*group].kind, GroupKind::Noun { head }
                if is(reading, head, Sort::Contest) && reading.lower(head) != "side")
    };
    clause.prepositional.iter().any(is_match)
        && clause
            .subject
            .iter()
            .chain(&clause.objects)
            .all(|group| is_power(work, analysis, *group))
}

/// `hosted a parade`, `received 80 million tourists`, `met the deadline`
fn of_meeting(work: &Work, analysis: &Analysis, clause: &Clause) -> Figure {
    let reading = &work.reading;
    let verb = &clause.verb;
    let hosts = matches!(verb.lemma, "host" | "receive");
    if !hosts && verb.lemma != "meet" {
        return Figure::No;
    }
    if !hosts && plays(work, analysis, clause) {
        return Figure::Nothing;
    }
    let guests = if verb.passive { &clause.subject } else { &clause.objects };
    let is_somebody = |group: &usize| {
        let one = analysis.groups[*group];
        let GroupKind::Noun { head } = one.kind else { return false };
        if !hosts {
            return !is(reading, head, Sort::Harmless) && !is_harmless(reading, head);
        }
        let official = tables().role(reading.lower(head)).is_some_and(|role| {
            !matches!(role, Role::Civilians | Role::Military | Role::Police | Role::Rebels)
        });
        official
            || work.cast.at(head).is_some()
            || (one.first..=one.last).any(|at| is(reading, at, Sort::Guest))
    };
    let nobody = !guests.is_empty() && !guests.iter().any(is_somebody);
    if nobody { Figure::Nothing } else { Figure::No }
}

/// `Rockets hit Israel`, `missiles from Yemen struck a port`: what flies strikes whoever is named behind.
pub(super) fn weapon_strikes(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    let reading = &work.reading;
    let strikes =
        matches!(clause.verb.lemma, "hit" | "strike" | "pound" | "land" | "fall" | "rain" | "slam");
    if !strikes || weapon(reading, analysis, clause).is_none() {
        return false;
    }
    let known = |group: usize| party(work, analysis, group).as_ref().is_some_and(is_known);
    clause.objects.iter().any(|group| known(*group))
        || clause.prepositional.iter().any(|(preposition, group)| {
            matches!(reading.lower(*preposition), "on" | "in" | "near" | "into" | "of" | "at")
                && known(*group)
        })
}

/// The group of the weapon that is the subject of a clause, or of the one that stands between it and its verb: `rockets fired
/// from Gaza hit`.
fn weapon(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let of = |clause: &Clause| {
        clause.subject.iter().copied().find(|group| {
            matches!(analysis.groups[*group].kind, GroupKind::Noun { head } if is(reading, head, Sort::Weapon))
        })
    };
    let between = || {
        let (_, by) = clause.governor?;
        let before = &analysis.clauses[by];
        let flies = matches!(
            before.verb.lemma,
            "fire" | "launch" | "shoot" | "come" | "send" | "drop" | "fly" | "lob"
        );
        of(before).filter(|_| flies && before.objects.is_empty())
    };
    of(clause).filter(|_| !clause.verb.passive).or_else(between)
}

/// Where weapons come from that strike: `rockets fired from Gaza hit …`.
pub(super) fn origin(work: &Work, analysis: &Analysis, clause: &Clause) -> Option<Party> {
    let reading = &work.reading;
    let first = weapon(reading, analysis, clause)?;
    let from = (first + 1..clause.group)
        .find(|group| matches!(reading.lower(analysis.groups[*group].first), "from" | "by"))?;
    party(work, analysis, from + 1).filter(is_known)
}

#[cfg(test)]
mod tests {
    use super::{Sort, rows};

    #[test]
    fn every_line_has_a_sort_and_every_sort_a_line() {
        for (_, name) in Sort::ALL {
            assert!(rows().any(|(sort, _)| sort == name), "{name}");
        }
        for (sort, words) in rows() {
            assert!(Sort::ALL.iter().any(|(_, name)| *name == sort), "{sort}");
            assert!(words.split(';').all(|word| word.len() > 1), "{sort}");
        }
    }
}
