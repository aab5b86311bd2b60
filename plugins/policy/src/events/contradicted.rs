//! What a sentence tells and, further on, says that somebody denies: `…, which Cairo denied`, `…, a charge the ministry rejects`,
//! `… although a spokesman called the reports false`, `… but Ankara says it did not`.

use super::lexicon::kind_of;
use super::status_table::{Place, is};
use super::{Type, status_table};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Reading, Sentence, Tag};

/// A clause that says that what was told before it in its sentence is not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contradiction {
    /// The place of the clause.
    by: usize,
    /// Somebody is quoted before it: only what he says is denied.
    said: bool,
}

impl Contradiction {
    /// True for a clause that it denies. Who is denied a request has made it.
    pub(super) fn denies(self, analysis: &Analysis, place: usize) -> bool {
        let clause = &analysis.clauses[place];
        if place >= self.by {
            return false;
        }
        if self.said && has_content(analysis, self.by) {
            return is_content(analysis, place);
        }
        let kind = kind_of(clause.verb.lemma);
        !matches!(kind, Some(Type::Accuse | Type::Request | Type::Reject))
    }
}

fn is_content(analysis: &Analysis, place: usize) -> bool {
    matches!(analysis.clauses[place].governor, Some((Governor::Content, _)))
}

fn has_content(analysis: &Analysis, before: usize) -> bool {
    (0..before).any(|at| is_content(analysis, at))
}

/// The last clause of a sentence that denies what stands before it.
pub(super) fn contradiction(
    reading: &Reading,
    sentence: &Sentence,
    analysis: &Analysis,
) -> Option<Contradiction> {
    let many = analysis.clauses.len();
    if many < 2 {
        return None;
    }
    (1..many).rev().find_map(|by| {
        let clause = &analysis.clauses[by];
        let view = View { reading, sentence, analysis, clause };
        let denied = view.denies()?;
        let head = analysis.groups[clause.group].first;
        let said = has_content(analysis, by)
            || (sentence.first..head).any(|at| reading.lower(at) == "according");
        (said || denied == Denied::Whatever).then_some(Contradiction { by, said })
    })
}

/// What a clause denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Denied {
    /// Whatever is told before.
    Whatever,
    /// That only where somebody is said to say it.
    Said,
}

#[derive(Clone, Copy)]
struct View<'a> {
    reading: &'a Reading,
    sentence: &'a Sentence,
    analysis: &'a Analysis,
    clause: &'a Clause,
}

impl View<'_> {
    fn denies(self) -> Option<Denied> {
        let verb = &self.clause.verb;
        // `arrested twelve men, who denied the charges`: what one of the sentence says is a matter of his own.
        if self.is_of_person() {
            return None;
        }
        if status_table::has(verb.lemma, Place::Disputes) && !verb.negated {
            return self.disputed().or_else(|| self.called());
        }
        match verb.lemma {
            "call" | "describe" | "brand" | "label" | "term" if !verb.negated => self.called(),
            "be" | "prove" | "turn" => self.is_untrue(),
            "do" | "have" => self.ends_bare(),
            _ => None,
        }
        .or_else(|| self.has_no_such())
    }

    /// True for what `who` opens, or what depends on it.
    fn is_of_person(self) -> bool {
        let mut clause = self.clause;
        for _ in 0..4 {
            if clause.opener.is_some_and(|at| matches!(self.reading.lower(at), "who" | "whom")) {
                return true;
            }
            match clause.governor {
                Some((_, by)) => clause = &self.analysis.clauses[by],
                None => break,
            }
        }
        false
    }

    /// `which Cairo denied`, `a claim Cairo rejects`, `but Cairo denied it`
    fn disputed(self) -> Option<Denied> {
        let verb = &self.clause.verb;
        let flatly = matches!(verb.lemma, "deny" | "refute" | "disprove" | "debunk" | "rebut");
        let strength = if flatly { Denied::Whatever } else { Denied::Said };
        // `rejected as unacceptable` denies nothing.
        let after = verb.head + 1;
        let judges = self.reading.lower(after) == "as"
            && !(after + 1..self.end()).any(|at| self.is_false(at) || self.is_lie(at));
        if judges {
            return None;
        }
        // `which Cairo failed to deny`
        let denies = verb.finite || verb.passive;
        if self.follows_which() && self.clause.objects.is_empty() {
            return denies.then_some(strength);
        }
        // `something Paris contests in court`
        let vague = |head: usize| !flatly && self.reading.lower(head) == "something";
        if let Some(head) = self.apposition().filter(|head| !vague(*head)) {
            return Some(self.weight(head));
        }
        if verb.passive {
            return None;
        }
        // `denied doing so`
        let (next, then) = (self.reading.lower(verb.head + 1), self.reading.lower(verb.head + 2));
        if flatly && (matches!((next, then), ("doing", "so")) || next == "having" && then == "done")
        {
            return Some(Denied::Whatever);
        }
        let [object] = self.clause.objects.as_slice() else { return None };
        let object = self.analysis.groups[*object];
        let GroupKind::Noun { head } = object.kind else { return None };
        if !self.ends_after(object.last) {
            return None;
        }
        if self.is_pronoun(object.first) && object.first == object.last {
            return match verb.lemma {
                "reject" | "dismiss" => None,
                _ => Some(strength),
            };
        }
        self.is_account(head).then(|| self.weight(head))
    }

    /// `which Cairo called a lie`, `called the reports false`
    fn called(self) -> Option<Denied> {
        let head = self.clause.verb.head;
        let wrong = (head + 1..self.end()).find(|at| self.is_false(*at) || self.is_lie(*at))?;
        if let Some(account) = self.apposition() {
            return Some(self.weight(account));
        }
        if self.follows_which() {
            return Some(Denied::Whatever);
        }
        (head + 1..wrong).find_map(|at| {
            if self.is_account(at) {
                return Some(self.weight(at));
            }
            (at == head + 1 && self.is_pronoun(at)).then_some(Denied::Whatever)
        })
    }

    /// `which Cairo says is untrue`, `but this is not true`, `but the report proved false`
    fn is_untrue(self) -> Option<Denied> {
        let verb = &self.clause.verb;
        let end = self.end();
        let last = end.checked_sub(1).filter(|last| *last > verb.head)?;
        let about = if self.opener() == "which" {
            Denied::Whatever
        } else {
            let subject = self.analysis.groups[*self.clause.subject.first()?];
            if subject.first == subject.last && self.is_pronoun(subject.first) {
                Denied::Whatever
            } else if self.is_account(subject.last) && subject.first > self.sentence.first {
                self.weight(subject.last)
            } else {
                return None;
            }
        };
        let untrue = if verb.negated {
            matches!(self.reading.lower(last), "true" | "so" | "case" | "correct" | "accurate")
        } else {
            self.is_false(last) && !matches!(self.reading.lower(last), "mistaken" | "incorrect")
                || (verb.head + 1..end).any(|at| self.is_lie(at))
        };
        untrue.then_some(about)
    }

    /// `but Ankara says it did not`
    fn ends_bare(self) -> Option<Denied> {
        let group = self.analysis.groups[self.clause.group];
        let verb = &self.clause.verb;
        let subject = self.analysis.groups[*self.clause.subject.first()?];
        let says_so = matches!(self.clause.governor, Some((Governor::Content, _)))
            && verb.negated
            && verb.modal.is_none()
            // A person in it may be who it was done to.
            && matches!(self.reading.lower(subject.first), "it" | "they")
            && subject.first == subject.last;
        (says_so && self.ends_after(group.last)).then_some(Denied::Whatever)
    }

    /// `says that no such order was given`, `insists that it did nothing of the kind`
    fn has_no_such(self) -> Option<Denied> {
        if !matches!(self.clause.governor, Some((Governor::Content, _))) {
            return None;
        }
        let first = self.clause.subject.first().map_or(self.clause.group, |group| *group);
        let subject = self.analysis.groups[first].first;
        // `no such arrests were planned for Friday`
        let to_come = matches!(self.clause.verb.lemma, "plan" | "expect" | "schedule" | "intend");
        if to_come || matches!(self.reading.lower(subject), "he" | "she") {
            return None;
        }
        let from = subject.saturating_sub(2);
        let such = (from..self.end()).any(|at| match self.reading.lower(at) {
            "no" => self.reading.lower(at + 1) == "such" && is(self.reading, at + 2, Place::Deed),
            "nothing" => {
                self.reading.lower(at + 1) == "of"
                    && matches!(self.reading.lower(at + 3), "kind" | "sort")
            }
            _ => false,
        });
        such.then_some(Denied::Whatever)
    }

    /// `, which Cairo …`, `, which was …`, `, something Cairo …`: the clause is on all that stands before.
    fn follows_which(self) -> bool {
        let Some(opener) = self.clause.opener.filter(|at| self.reading.lower(*at) == "which")
        else {
            return false;
        };
        let own = self.clause.subject.first().is_some_and(|group| {
            self.analysis.groups.get(*group).is_some_and(|one| one.first > opener)
        });
        self.is_break(opener) && (own || self.clause.verb.passive)
    }

    /// `, a charge that the ministry`, `, something Cairo`, `, an assertion disputed`: the noun before the clause, for what
    /// stands before it.
    fn apposition(self) -> Option<usize> {
        let subject = self.clause.subject.iter().map(|group| self.analysis.groups[*group].first);
        let verb = self.analysis.groups[self.clause.group].first;
        let starts = subject.chain([verb]).chain(self.clause.opener);
        // The noun may stand in one group with the subject: `a story Algiers described`.
        let start = starts.min()?.saturating_sub(3);
        (start..verb).rev().find(|at| {
            let group = self.analysis.groups.partition_point(|one| one.last < *at);
            let Some(group) = self.analysis.groups.get(group) else { return false };
            matches!(self.reading.lower(group.first), "a" | "an" | "something")
                && self.is_break(group.first)
                && (self.is_account(*at) || self.reading.lower(*at) == "something")
        })
    }

    fn weight(self, head: usize) -> Denied {
        // What somebody is charged with need not be the deed that is told.
        match self.reading.lower(head) {
            "charge" | "charges" | "accusation" | "accusations" | "allegation" | "allegations" => {
                Denied::Said
            }
            _ => Denied::Whatever,
        }
    }

    fn opener(self) -> &'static str {
        let which = self
            .clause
            .opener
            .is_some_and(|at| self.reading.lower(at) == "which" && self.is_break(at));
        if which { "which" } else { "" }
    }

    /// True where a comma or a dash stands before a token.
    fn is_break(self, at: usize) -> bool {
        at > self.sentence.first && matches!(self.reading.word(at - 1), "," | "—" | "–" | ";" | "-")
    }

    /// `called the reports of dead civilians false` is about other reports than what is told.
    fn is_account(self, at: usize) -> bool {
        is(self.reading, at, Place::Account)
            && !matches!(self.reading.lower(at + 1), "of" | "about" | "on" | "over")
    }

    fn is_false(self, at: usize) -> bool {
        is(self.reading, at, Place::False)
    }

    fn is_lie(self, at: usize) -> bool {
        is(self.reading, at, Place::Lie) && self.reading.word(at + 1) != "-"
    }

    fn is_pronoun(self, at: usize) -> bool {
        matches!(self.reading.lower(at), "it" | "this" | "that" | "these" | "them" | "both")
    }

    /// The token after the last of the clause: a mark, or a word that opens the next.
    fn end(self) -> usize {
        let from = self.clause.verb.head + 1;
        (from..self.sentence.end)
            .find(|at| {
                self.reading.tokens[*at].tag == Tag::Mark && self.reading.word(*at) != "-"
                    || matches!(self.reading.lower(*at), "and" | "but")
            })
            .unwrap_or(self.sentence.end)
    }

    /// True where nothing but a time follows a token.
    fn ends_after(self, last: usize) -> bool {
        last + 1 >= self.end()
            || matches!(self.reading.lower(last + 1), "on" | "at" | "in" | "later" | "as" | "when")
            || self.reading.tokens.get(last + 1).is_none_or(|one| one.tag == Tag::Adverb)
    }
}
