//! What all kinds of words that tie two actors share: whom they name, how real it is, whether it grows or fades.

use cableway_sdk::Span;

use crate::events::{Frame, Party, Status, is_known, party};
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

/// A sentence, with what the rules ask of it.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) work: &'a Work,
    pub(super) analysis: &'a Analysis,
    /// What the text around makes of it.
    pub(super) frame: Frame,
}

impl<'a> Sight<'a> {
    pub(super) fn reading(self) -> &'a Reading {
        &self.work.reading
    }

    /// The first word of a group in lower case; empty where there is none.
    pub(super) fn word(self, group: usize) -> &'a str {
        let group = self.analysis.groups.get(group);
        group.map_or("", |one| self.work.reading.lower(one.first))
    }

    pub(super) fn is_noun(self, group: usize) -> bool {
        let kind = self.analysis.groups.get(group).map(|one| one.kind);
        matches!(kind, Some(GroupKind::Noun { .. }))
    }

    /// Whoever a group names.
    pub(super) fn known(self, group: usize) -> Option<Party> {
        party(self.work, self.analysis, group).filter(is_known)
    }

    /// Whoever a group names, and those that follow it with `and`.
    pub(super) fn list(self, group: usize) -> Vec<Party> {
        let mut all: Vec<Party> = self.known(group).into_iter().collect();
        let mut at = group;
        while !all.is_empty() && matches!(self.word(at + 1), "and" | ",") {
            at += if self.word(at + 1) == "," && self.word(at + 2) == "and" { 3 } else { 2 };
            let Some(next) = Some(at).filter(|at| self.is_noun(*at)).and_then(|at| self.known(at))
            else {
                break;
            };
            // `…, and Kenya leaves`: the subject of the next verb is not one of them.
            let begins =
                self.analysis.clauses.iter().any(|one| one.subject == [at] && one.group > at);
            if begins {
                break;
            }
            all.push(next);
        }
        all
    }

    /// The clause that a group is a part of.
    pub(super) fn clause_of(self, group: usize) -> Option<usize> {
        let holds = |clause: &Clause| {
            clause.subject.contains(&group)
                || clause.objects.contains(&group)
                || clause.prepositional.iter().any(|(_, other)| *other == group)
        };
        self.analysis.clauses.iter().position(holds)
    }
}

/// Whether a word tells of growing or fading.
pub(super) fn grows(word: &str) -> Option<&'static str> {
    Some(match word {
        "growing" | "rising" | "increasing" | "worsening" | "deepening" | "unprecedented"
        | "escalating" | "grows" | "grew" | "increased" | "increases" | "deepened" | "deepens"
        | "grown" | "rose" | "risen" | "rises" | "increasingly" | "expanding" | "expanded"
        | "doubled" | "doubles" | "strengthened" | "strengthening" | "strengthens" | "mounting"
        | "intensified" | "intensifying" | "surged" | "escalation" | "escalated" | "tightening"
        | "widening" | "grow" => "rising",
        "waning" | "wanes" | "declining" | "declines" | "decreasing" | "decreases"
        | "shrinking" | "shrinks" | "weakening" | "weakens" | "fading" | "fades"
        | "diminishing" | "dwindling" | "decreased" | "declined" | "weakened" | "waned"
        | "shrunk" | "shrank" | "faded" | "dwindled" | "diminished" | "eroding" | "eroded"
        | "vanished" | "fallen" | "fell" | "falling" | "reduced" | "lost" | "losing" | "eased"
        | "easing" => "waning",
        _ => return None,
    })
}

/// Whether a tie grows or fades, by the words from `first` to `last`, up to the next mark.
pub(super) fn change(sight: Sight<'_>, first: usize, last: usize) -> Option<&'static str> {
    let (reading, groups) = (sight.reading(), &sight.analysis.groups);
    let end = groups.last().map_or(last, |group| group.last).min(last);
    let start = groups.first().map_or(first, |group| group.first).max(first);
    (start..=end)
        .take_while(|at| *at <= first + 3 || reading.tokens[*at].tag != Tag::Mark)
        .find_map(|at| grows(reading.lower(at)))
}
