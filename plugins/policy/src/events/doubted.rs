//! Words beside a clause that leave open, or deny, what it tells: `there is no proof that …`, `perhaps`, `or so the story goes`,
//! `only on paper`, `everything but attack`, `a draft under which …`.

use super::Status;
use super::status::Ruled;
use super::status_table::{Place, Why, has, is};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Reading, Sentence, Tag};

/// What such words make of what a clause tells; nothing where there are none.
pub(super) fn doubted(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<Ruled> {
    let sentence = reading.sentences[reading.sentence_of(clause.verb.head)?];
    let beside = Beside { reading, analysis, clause, sentence };
    let by = |status: Status, place: Place, token: usize| (status, Some(Why { place, token }));
    if let Some(token) = beside.without_ground() {
        return Some(by(Status::Hypothetical, Place::Ground, token));
    }
    if let Some(token) = beside.of_thought() {
        return Some(by(Status::Hypothetical, Place::Tale, token));
    }
    if let Some(token) = beside.by_terms() {
        return Some(by(Status::Hypothetical, Place::Terms, token));
    }
    if let Some(token) = beside.in_thought() {
        return Some(by(Status::Denied, Place::Thought, token));
    }
    if let Some(token) = beside.maybe() {
        return Some(by(Status::Hypothetical, Place::Maybe, token));
    }
    if beside.is_excepted() {
        return Some((Status::Denied, None));
    }
    let open = beside.or_so() || beside.as_well() || beside.is_played() || beside.ends_scene();
    open.then_some((Status::Hypothetical, None))
}

#[derive(Clone, Copy)]
struct Beside<'a> {
    reading: &'a Reading,
    analysis: &'a Analysis,
    clause: &'a Clause,
    sentence: Sentence,
}

impl<'a> Beside<'a> {
    /// A word of the sentence in lower case; empty beyond it.
    fn word(self, at: Option<usize>) -> &'a str {
        let inside = at.filter(|at| (self.sentence.first..self.sentence.end).contains(at));
        inside.map_or("", |at| self.reading.lower(at))
    }

    /// The first token of the clause: of its subject, or of its verb.
    fn first(self) -> usize {
        let group = self.clause.subject.first().map_or(self.clause.group, |group| *group);
        self.analysis.groups[group].first
    }

    /// The first token of the verb with what helps it.
    fn verb(self) -> usize {
        self.analysis.groups[self.clause.group].first
    }

    fn is_present(self) -> bool {
        let verb = &self.clause.verb;
        verb.finite && verb.present && !verb.perfect && verb.modal.is_none()
    }

    /// `There is no proof that Peru attacked`, `has shown little evidence that …`: nobody knows that it did.
    fn without_ground(self) -> Option<usize> {
        let that = self.clause.opener.filter(|opener| self.reading.lower(*opener) == "that")?;
        // `Few believe that`
        let few = that.checked_sub(2).filter(|at| self.word(Some(*at)) == "few");
        if few.is_some_and(|few| self.word(few.checked_sub(1)) != "a") {
            return few;
        }
        let noun = that.checked_sub(1).filter(|at| is(self.reading, *at, Place::Ground))?;
        let from = self.sentence.first.max(noun.saturating_sub(4));
        let none = (from..noun).any(|at| {
            matches!(self.reading.lower(at), "no" | "little" | "scant" | "any" | "without" | "zero")
        });
        let denied = || {
            let clauses = &self.analysis.clauses;
            clauses.iter().any(|one| {
                let shows = matches!(
                    one.verb.lemma,
                    "have" | "find" | "see" | "show" | "offer" | "produce" | "present"
                );
                one.verb.head < noun && one.verb.negated && shows
            })
        };
        (none || denied()).then_some(noun)
    }

    /// `The thought of Peru attacking Chile`
    fn of_thought(self) -> Option<usize> {
        let of = self.first().checked_sub(1).filter(|at| self.word(Some(*at)) == "of")?;
        let noun = of.checked_sub(1).filter(|at| is(self.reading, *at, Place::Tale));
        noun.filter(|_| !self.clause.verb.finite && self.first() < self.clause.verb.head)
    }

    /// `a draft resolution, under which Peru withdraws`: what would be so by its terms.
    fn by_terms(self) -> Option<usize> {
        let which = self.first().checked_sub(1)?;
        let preposition = match self.word(Some(which)) {
            "which" => which.checked_sub(1)?,
            "whereby" => which,
            _ => return None,
        };
        let stands = matches!(self.word(Some(preposition)), "under" | "by" | "through" | "whereby");
        let from = self.sentence.first.max(preposition.saturating_sub(4));
        let noun = (from..preposition).rev().find(|at| is(self.reading, *at, Place::Terms));
        // What is in force is so: `the treaty under which Peru is paid`.
        let in_force = |noun: &usize| {
            is(self.reading, *noun, Place::Bond)
                && !(from..*noun).any(|at| {
                    matches!(
                        self.reading.lower(at),
                        "draft" | "proposed" | "planned" | "possible" | "future"
                    )
                })
        };
        noun.filter(|noun| stands && self.is_present() && !in_force(noun))
    }

    /// `In theory, Peru left`, `left only on paper`, `attacked merely in the minds of its rivals`.
    fn in_thought(self) -> Option<usize> {
        let found = |at: usize| {
            let noun = (at + 1..self.sentence.end.min(at + 4)).find(|at| {
                !matches!(
                    self.reading.tokens[*at].tag,
                    Tag::Determiner | Tag::Pronoun | Tag::Adjective
                )
            })?;
            let stands = matches!(self.word(Some(at)), "in" | "on");
            Some(noun).filter(|noun| stands && is(self.reading, *noun, Place::Thought))
        };
        let first = self.sentence.first;
        let opens = found(first).filter(|noun| self.word(Some(noun + 1)) == ",");
        // The sentence with all that stands in it.
        let is_main = || self.clause.governor.is_none() && self.clause.opener.is_none();
        opens.filter(|_| is_main()).or_else(|| {
            // What stands in the next clause, or behind a mark, is not said of this one.
            let head = self.clause.verb.head;
            let next = self.analysis.clauses.iter().find(|one| one.verb.head > head);
            let next = next.map_or(self.sentence.end, |one| self.analysis.groups[one.group].first);
            let mark = (head + 1..self.sentence.end)
                .find(|at| matches!(self.reading.word(*at), "," | ";" | "—" | "–"));
            let end = next.min(mark.unwrap_or(self.sentence.end)).min(head + 12);
            let only = |at: &usize| {
                matches!(self.word(Some(*at)), "only" | "merely" | "just" | "solely")
                    && self.word(Some(at - 1)) != "not"
            };
            (self.clause.verb.head + 1..end).filter(only).find_map(|at| found(at + 1))
        })
    }

    /// `Perhaps Peru attacked`, `Peru has probably left`; not `killed perhaps sixty`.
    fn maybe(self) -> Option<usize> {
        let is_maybe = |at: &usize| is(self.reading, *at, Place::Maybe);
        let verb = &self.clause.verb;
        let before = || {
            let first = self.first();
            let from = self.sentence.first.max(first.saturating_sub(2));
            let comma = first.checked_sub(1).filter(|at| self.word(Some(*at)) == ",");
            let last = comma.unwrap_or(first);
            (from..last).rev().take(1).find(is_maybe)
        };
        let found = (self.verb()..verb.head).find(is_maybe);
        found.or_else(|| before().filter(|_| verb.finite)).filter(|_| verb.modal.is_none())
    }

    /// `did everything but attack`
    fn is_excepted(self) -> bool {
        let but = self.verb().checked_sub(1);
        let all = but.and_then(|but| but.checked_sub(1));
        self.word(but) == "but" && matches!(self.word(all), "everything" | "anything" | "all")
    }

    /// `Peru attacked Chile, or so the story goes.`
    fn or_so(self) -> bool {
        (self.clause.verb.head + 1..self.sentence.end.saturating_sub(2)).any(|at| {
            self.word(Some(at)) == ","
                && self.word(Some(at + 1)) == "or"
                && self.word(Some(at + 2)) == "so"
                && at + 3 < self.sentence.end
                && self.reading.tokens[at + 3].tag != Tag::Number
                && !matches!(self.word(Some(at + 3)), "many" | "much" | "few" | "little")
        })
    }

    /// `might as well have attacked`
    fn as_well(self) -> bool {
        (self.verb().saturating_sub(3)..self.clause.verb.head).any(|at| {
            matches!(self.word(Some(at)), "might" | "may" | "could")
                && self.word(Some(at + 1)) == "as"
                && self.word(Some(at + 2)) == "well"
        })
    }

    /// `The generals rehearsed how Peru attacks`
    fn is_played(self) -> bool {
        let how = self.first().checked_sub(1).filter(|at| self.word(Some(*at)) == "how");
        how.is_some_and(|how| {
            self.is_present()
                && self.analysis.clauses.iter().any(|one| {
                    one.verb.head < how
                        && how <= one.verb.head + 4
                        && has(one.verb.lemma, Place::Plays)
                })
        })
    }

    /// `The simulation ended when Peru attacked`; a case or a plan may end by what happens.
    fn ends_scene(self) -> bool {
        let when = self.clause.opener.is_some_and(|opener| {
            matches!(self.reading.lower(opener), "when" | "once" | "as" | "before")
        });
        when && self.analysis.clauses.iter().any(|one| {
            one.verb.head < self.clause.verb.head
                && has(one.verb.lemma, Place::Sees)
                && one.subject.iter().any(|group| match self.analysis.groups[*group].kind {
                    // `The nightmare began when Peru attacked`
                    GroupKind::Noun { head } => {
                        is(self.reading, head, Place::Scene)
                            && !matches!(
                                self.reading.lower(head),
                                "nightmare" | "dream" | "fantasy" | "fiction"
                            )
                    }
                    _ => false,
                })
        })
    }
}

/// `Those who say that Peru attacked are wrong`: what they say is not so.
pub(super) fn is_mistaken(reading: &Reading, analysis: &Analysis, said: &Clause) -> bool {
    let Some((Governor::Content | Governor::Complement, by)) = said.governor else { return false };
    let by = &analysis.clauses[by];
    let Some(first) = analysis.groups.first().map(|group| group.first) else { return false };
    // Whoever they are, they open the sentence.
    let speak = by.opener.is_some_and(|who| {
        who <= first + 2 && reading.tokens[who].tag == Tag::Relative && by.verb.head <= who + 3
    });
    let mistaken = |one: &Clause| {
        let verb = &one.verb;
        let wrong = |at: usize| {
            (reading.lower(at) == "wrong" || is(reading, at, Place::False))
                && !matches!(reading.lower(at + 1), "about" | "on" | "in")
        };
        !verb.negated
            && match verb.lemma {
                "lie" | "err" => verb.present,
                "be" => (1..3).any(|next| wrong(verb.head + next)),
                _ => false,
            }
    };
    // The next verb that tells a time is theirs: `are right; others are wrong`.
    let next =
        analysis.clauses.iter().find(|one| one.verb.head > said.verb.head && one.verb.finite);
    speak && next.is_some_and(mistaken)
}
