//! What a verb depends on, and from which other verb it has its subject.

use super::clause::{Clause, Governor, View};
use super::tag::Tag;
use super::verb_kind::{addresses, blames, controls_by_object, says};

impl View<'_> {
    /// The clause takes its subject, and what it depends on, from the verb before.
    pub(super) fn share(&self, clause: &mut Clause, before: &[Clause], at: usize) {
        if self.goes_on_from_participle(clause, before, at) {
            let last = before.len() - 1;
            let first = &before[last];
            clause.subject.clone_from(&first.subject);
            clause.subject_end = first.subject_end;
            clause.opener = first.opener;
            clause.governor = Some((Governor::Complement, last));
            clause.verb.negated |= first.verb.negated;
            (clause.verb.finite, clause.verb.perfect) = (false, true);
            return;
        }
        let Some((place, other)) = before.iter().enumerate().rev().find(|(_, one)| one.verb.finite)
        else {
            // `"…" said` at the start of a sentence, or a subject that was not understood.
            if let Some(noun) = (0..at).rev().find(|place| self.is_noun(*place)) {
                self.take_subject(clause, noun);
            }
            return;
        };
        // `may leave and attack`, `plans to leave and attack`: the second is no more real than the first.
        let base = self.reading.tokens[clause.verb.head].tag == Tag::Base
            && self.groups[clause.group].first == clause.verb.head
            && matches!(self.tag(at), Tag::Coordinator | Tag::Mark);
        if let Some(last) = before.last().filter(|last| base && last.verb.infinitive) {
            clause.subject.clone_from(&last.subject);
            clause.subject_end = last.subject_end;
            (clause.governor, clause.opener) = (last.governor, last.opener);
            (clause.verb.infinitive, clause.verb.finite) = (true, false);
            return;
        }
        if base && clause.verb.modal.is_none() && other.verb.modal.is_some() {
            clause.verb.modal = other.verb.modal;
            clause.verb.negated |= other.verb.negated && matches!(self.word(at), "or" | "nor");
        }
        let other = Self::back_to_denier(clause, before, other);
        clause.subject.clone_from(&other.subject);
        clause.subject_end = other.subject_end;
        clause.opener = other.opener;
        clause.governor = other
            .governor
            .filter(|(kind, _)| *kind == Governor::Content)
            .or(Some((Governor::Shared, place)));
    }

    /// `denied having armed and financed rebels`, `accused of having armed rebels and bombed a town`: the second is no past of whoever
    /// denies or accuses.
    fn goes_on_from_participle(&self, clause: &Clause, before: &[Clause], at: usize) -> bool {
        let Some(first) = before.last() else { return false };
        let group = self.groups[clause.group];
        let opens = self.groups[first.group].first;
        let plain = group.first == clause.verb.head
            && matches!(self.reading.tokens[group.first].tag, Tag::Past | Tag::Participle);
        let perfect = !first.verb.finite && first.verb.perfect;
        let joins = matches!(self.word(at), "and" | "or" | "nor") || self.word(at) == ",";
        if !plain || !perfect || !joins {
            return false;
        }
        // `having armed and financed`, `having armed, trained and financed`
        let at_once = at == first.group + 1;
        let hangs = opens.checked_sub(1).is_some_and(|before| {
            matches!(self.reading.lower(before), "of" | "for" | "with" | "without")
        });
        // `denied having attacked Chile and accused Peru`
        let goes_on = says(clause.verb.lemma) || addresses(clause.verb.lemma);
        let comma = self.word(at) == ",";
        let is_first = before.iter().all(|one| !one.verb.finite);
        at_once && (!comma || self.list_ends(clause.group))
            || (hangs && !goes_on || is_first) && !comma
    }

    /// True where `and` or `or` follows a verb at once: one more of its kind is to come.
    fn list_ends(&self, group: usize) -> bool {
        let next = if self.word(group + 1) == "," { group + 2 } else { group + 1 };
        matches!(self.word(next), "and" | "or") && self.is_verb(next + 1) || self.is_verb(next)
    }

    /// `denied that Lima was arming rebels and urged Chile to leave`: who denies something goes on to say something else, in
    /// the tense of the denial. The clause that the verb goes on from.
    fn back_to_denier<'a>(clause: &Clause, before: &'a [Clause], other: &'a Clause) -> &'a Clause {
        let Some((Governor::Content, by)) = other.governor else { return other };
        let denier = &before[by];
        let has_tense_of = |one: &Clause| {
            one.verb.present == clause.verb.present
                && one.verb.modal.is_none()
                && !one.verb.perfect
                && one.verb.finite
        };
        // `denied that Peru attacked Chile and bombed Lima`: the same tense twice, and a deed each time.
        let goes_on = says(clause.verb.lemma) || addresses(clause.verb.lemma);
        let differs = other.verb.modal.is_some()
            || other.verb.progressive
            || other.verb.present != clause.verb.present;
        let is_denied = matches!(denier.verb.lemma, "deny" | "dismiss" | "reject");
        if is_denied
            && clause.verb.modal.is_none()
            && !clause.verb.perfect
            && !clause.verb.passive
            && has_tense_of(denier)
            && (goes_on && !other.verb.perfect || differs || other.verb.lemma == "be")
        {
            denier
        } else {
            other
        }
    }

    /// Looks at what stands before the subject: a subordinator, or a verb of saying.
    pub(super) fn depend(&self, clause: &mut Clause, before: &[Clause]) {
        let Some(first) = clause.subject.first().copied() else { return };
        let mut at = first;
        while let Some(place) = at.checked_sub(1) {
            let is_between = self.is_loose(place) || matches!(self.word(place), "“" | "\"" | "‘");
            if is_between {
                at = place;
            } else if self.is_time(place) && place >= 1 && self.is_preposition(place - 1)
                || self.is_said_somewhere(place, before)
            {
                at = place - 1;
            } else {
                break;
            }
        }
        let Some(place) = at.checked_sub(1) else { return };
        match self.tag(place) {
            Tag::Subordinator => {
                clause.opener = Some(self.groups[place].first);
                let content = matches!(self.word(place), "that" | "whether" | "how" | "why");
                if content {
                    clause.governor = Self::speaker(place, before);
                }
            }
            // `the treaty, which the bank brokered`
            Tag::Relative => clause.opener = Some(self.groups[place].first),
            _ if self.is_verb(place) => {
                let last = before.len().wrapping_sub(1);
                clause.governor = before
                    .get(last)
                    .filter(|one| one.group == place)
                    .map(|_| (Governor::Content, last));
            }
            Tag::Coordinator => {
                // `said that A and that B`, `said A and B`.
                if let Some(last) = before.iter().rev().find(|one| one.verb.finite) {
                    clause.governor = last.governor.filter(|(kind, _)| *kind == Governor::Content);
                }
            }
            _ => {}
        }
    }

    /// True for the noun of `said in a statement the road would reopen`, `told in Lima`: what hangs on the verb of saying right before.
    fn is_said_somewhere(&self, place: usize, before: &[Clause]) -> bool {
        place >= 2
            && self.is_noun(place)
            && self.is_preposition(place - 1)
            && before.last().is_some_and(|one| one.group + 2 == place && says(one.verb.lemma))
    }

    /// The verb that a `that` at `place` hangs on.
    fn speaker(place: usize, before: &[Clause]) -> Option<(Governor, usize)> {
        let at = before.iter().rposition(|one| one.group < place)?;
        Some((Governor::Content, at))
    }

    /// A verb after `to` or in `-ing`: its subject is another verb's.
    pub(super) fn dependent(&self, clause: &mut Clause, before: &[Clause]) {
        let Some((place, other)) = before.iter().enumerate().next_back() else {
            // `Peru, having armed rebels, …`
            let comma = clause.verb.perfect
                && clause.group.checked_sub(1).is_some_and(|at| self.word(at) == ",");
            let noun = clause.group.checked_sub(1 + usize::from(comma));
            if let Some(noun) = noun.filter(|at| self.is_noun(*at)) {
                self.take_subject(clause, noun);
            }
            return;
        };
        clause.governor = Some((Governor::Complement, place));
        clause.opener = other.opener;
        let just_before = clause
            .group
            .checked_sub(1)
            .filter(|at| self.is_noun(*at) && !self.is_time(*at) && *at > other.group);
        // `suspects Chile of arming rebels`
        let of_object = !clause.verb.infinitive
            && !other.verb.passive
            && blames(other.verb.lemma)
            && clause.group > other.group + 2
            && matches!(self.word(clause.group - 1), "of" | "for" | "with")
            && other.objects.first().is_some_and(|object| *object < clause.group);
        if of_object {
            clause.subject.clone_from(&other.objects);
            clause.subject_end = other.objects.last().copied().unwrap_or(clause.group);
            return;
        }
        let by_object =
            clause.verb.infinitive && controls_by_object(other.verb.lemma) && !other.verb.passive;
        match just_before {
            Some(noun) if by_object || !clause.verb.infinitive => self.take_subject(clause, noun),
            _ if by_object && !other.objects.is_empty() => {
                clause.subject.clone_from(&other.objects);
                clause.subject_end = other.objects.last().copied().unwrap_or(clause.group);
            }
            _ => {
                clause.subject.clone_from(&other.subject);
                clause.subject_end = other.subject_end;
            }
        }
    }
}
