//! Deeds that are events though the text names nobody who did them: `Gunmen massacred at least 70 people`, `A ceasefire was signed`.

use super::party::linked;
use super::{Party, Type};
use crate::syntax::{Analysis, Clause, GroupKind};
use crate::tables::{Role, Unnamed, tables, unnamed};
use crate::work::Work;

/// Those who do such a deed, as far as the words say, and those to whom it is done; `None` where the words leave a doubt that it is one.
pub(super) fn parties(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    kind: Type,
) -> Option<(Vec<Party>, Vec<Party>)> {
    // A text that names no state at all is of something else.
    if !clause.verb.finite || work.cast.actors.is_empty() {
        return None;
    }
    let view = View { work, analysis, clause };
    let lemma = clause.verb.lemma;
    match kind {
        Type::Assault if unnamed(lemma, Unnamed::Blow) => view.force(false),
        Type::Assault if unnamed(lemma, Unnamed::Harm) => view.force(true),
        Type::Coerce if unnamed(lemma, Unnamed::Capture) => view.force(false),
        Type::Protest if unnamed(lemma, Unnamed::March) => view.march(),
        Type::Agree if unnamed(lemma, Unnamed::Sign) => view.signed(),
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct View<'a> {
    work: &'a Work,
    analysis: &'a Analysis,
    clause: &'a Clause,
}

impl View<'_> {
    /// Somebody strikes people, or people are struck.
    fn force(self, needs_evidence: bool) -> Option<(Vec<Party>, Vec<Party>)> {
        let verb = &self.clause.verb;
        let (doers, struck): (Vec<usize>, &[usize]) = if verb.passive {
            let by = self
                .clause
                .prepositional
                .iter()
                .filter(|(at, _)| self.work.reading.lower(*at) == "by");
            (by.map(|(_, group)| *group).collect(), &self.clause.subject)
        } else {
            (self.clause.subject.clone(), &self.clause.objects)
        };
        let armed = |group: &usize| {
            matches!(
                self.role(*group),
                Some(Role::Military | Role::Rebels | Role::Police | Role::Court)
            )
        };
        if !doers.iter().all(armed) || !verb.passive && doers.is_empty() {
            return None;
        }
        let is_evident = || {
            !doers.is_empty()
                || struck.iter().any(|group| {
                    self.role(*group) == Some(Role::Military) || self.is_word(*group, "civilians")
                })
                || self.clause.prepositional.iter().any(|(_, group)| self.is_evidence(*group))
        };
        // `massacred at least 70 people`
        let reading = &self.work.reading;
        let mut struck = struck.to_vec();
        let from = self.analysis.groups[self.clause.group].last + 1;
        if !verb.passive && reading.lower(from) == "at" && struck.is_empty() {
            let next = (self.clause.group + 1..self.analysis.groups.len()).take(4);
            struck.extend(next.filter(|group| {
                self.role(*group).is_some() && self.analysis.groups[*group].first <= from + 3
            }));
        }
        let suffers = |group: &usize| {
            self.role(*group).is_some()
                // `The airport was shelled.`
                || matches!(verb.lemma, "shell" | "bomb" | "bombard") && verb.passive
        };
        if !struck.iter().any(suffers) || needs_evidence && !is_evident() {
            return None;
        }
        Some((self.all(&doers), self.all(&struck)))
    }

    /// Many are in the streets.
    fn march(self) -> Option<(Vec<Party>, Vec<Party>)> {
        let verb = &self.clause.verb;
        let many =
            self.clause.subject.iter().any(|group| self.role(*group) == Some(Role::Civilians));
        (many && !verb.passive && self.clause.objects.is_empty())
            .then(|| (self.all(&self.clause.subject), Vec::new()))
    }

    /// A treaty is signed.
    fn signed(self) -> Option<(Vec<Party>, Vec<Party>)> {
        let reading = &self.work.reading;
        let is_treaty = |group: &usize| {
            let one = self.analysis.groups[*group];
            let GroupKind::Noun { head } = one.kind else { return false };
            let word = reading.lower(head);
            unnamed(word, Unnamed::Document)
                || matches!(word, "agreement" | "deal")
                    && (one.first..head).any(|at| unnamed(reading.lower(at), Unnamed::Treaty))
        };
        let by = self.clause.prepositional.iter().any(|(at, _)| reading.lower(*at) == "by");
        (self.clause.verb.passive && !by && self.clause.subject.iter().any(is_treaty))
            .then(|| (Vec::new(), Vec::new()))
    }

    /// What people a group names: `gunmen`, `thousands of farmers`.
    fn role(self, group: usize) -> Option<Role> {
        let reading = &self.work.reading;
        let GroupKind::Noun { head } = self.analysis.groups.get(group)?.kind else { return None };
        if unnamed(reading.lower(head), Unnamed::Many) && reading.lower(head + 1) == "of" {
            return self.role(group + 2);
        }
        tables().role(reading.lower(head))
    }

    fn is_word(self, group: usize, word: &str) -> bool {
        let one = self.analysis.groups[group];
        (one.first..=one.last + 2).any(|at| self.work.reading.lower(at) == word)
    }

    fn is_evidence(self, group: usize) -> bool {
        match self.analysis.groups[group].kind {
            GroupKind::Noun { head } => unnamed(self.work.reading.lower(head), Unnamed::Evidence),
            _ => false,
        }
    }

    fn all(self, groups: &[usize]) -> Vec<Party> {
        groups.iter().filter_map(|group| linked(self.work, self.analysis, *group, true)).collect()
    }
}
