//! Who does what to whom: for each verb its subject, its objects, and what it depends on.

use super::attribution::attribute;
use super::group::{Group, GroupKind, VerbGroup, is_time};
use super::tag::Tag;
use super::token::Reading;
use super::verb_kind::says;

/// A verb with what belongs to it. Numbers are places in the list of groups.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) group: usize,
    pub(crate) verb: VerbGroup,
    /// The groups of the subject, several where it has an `and`; what hangs on them by prepositions is in
    /// [`Clause::subject_end`].
    pub(crate) subject: Vec<usize>,
    /// The last group that still belongs to the subject.
    pub(crate) subject_end: usize,
    /// What the verb is done to, in order: of two, the first is who is given the second.
    pub(crate) objects: Vec<usize>,
    /// What follows with a preposition: its token, and the groups.
    pub(crate) prepositional: Vec<(usize, usize)>,
    /// The clause that this one depends on.
    pub(crate) governor: Option<(Governor, usize)>,
    /// The word that makes it depend: `if`, `after`, `that`, `who`.
    pub(crate) opener: Option<usize>,
}

/// How a clause depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Governor {
    /// It is what somebody says, thinks, wants: `said that …`, `…, he said`.
    Content,
    /// It follows with `to` or in `-ing`: `threatened to close`, `accused of helping`.
    Complement,
    /// It has its subject, or says more of a noun: `and urged`, `who urged`.
    Shared,
}

/// The clauses of a sentence, in the order of their verbs.
pub(crate) fn clauses(reading: &Reading, groups: &[Group]) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let GroupKind::Verb(verb) = group.kind else { continue };
        let mut clause = Clause {
            group: place,
            verb,
            subject: Vec::new(),
            subject_end: place,
            objects: Vec::new(),
            prepositional: Vec::new(),
            governor: None,
            opener: None,
        };
        let view = View { reading, groups };
        clause.verb.negated |= view.is_negated_before(place);
        if verb.finite {
            view.finite(&mut clause, &clauses);
        } else {
            view.dependent(&mut clause, &clauses);
        }
        let waits = view.waiting(&clauses, &clause).is_some();
        view.objects(&mut clause, waits);
        clauses.push(clause);
    }
    attribute(reading, groups, &mut clauses);
    // `Nor has Peru offered aid`: the negation stands before the whole.
    let opens_with_nor = groups.iter().take(2).any(|one| reading.lower(one.first) == "nor");
    if opens_with_nor {
        let is_main = |one: &&mut Clause| one.governor.is_none() && one.opener.is_none();
        for clause in clauses.iter_mut().filter(is_main) {
            clause.verb.negated = true;
        }
    }
    clauses
}

/// A sentence while its clauses are found.
pub(super) struct View<'a> {
    pub(super) reading: &'a Reading,
    pub(super) groups: &'a [Group],
}

impl View<'_> {
    pub(super) fn tag(&self, group: usize) -> Tag {
        self.groups.get(group).map_or(Tag::Mark, |one| self.reading.tokens[one.first].tag)
    }

    pub(super) fn word(&self, group: usize) -> &str {
        self.groups.get(group).map_or("", |one| self.reading.lower(one.first))
    }

    pub(super) fn is_noun(&self, group: usize) -> bool {
        matches!(self.groups.get(group), Some(Group { kind: GroupKind::Noun { .. }, .. }))
    }

    pub(super) fn is_verb(&self, group: usize) -> bool {
        matches!(self.groups.get(group), Some(Group { kind: GroupKind::Verb(_), .. }))
    }

    pub(super) fn is_preposition(&self, group: usize) -> bool {
        matches!(self.groups.get(group), Some(Group { kind: GroupKind::Preposition, .. }))
    }

    pub(super) fn is_time(&self, group: usize) -> bool {
        match self.groups.get(group).map(|one| (one.kind, one.first)) {
            Some((GroupKind::Noun { head }, _)) => is_time(self.reading.lower(head)),
            _ => false,
        }
    }

    fn is_number(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|one| self.reading.tokens[one.last].tag == Tag::Number)
    }

    /// True for a word that may stand between a subject and its verb.
    pub(super) fn is_loose(&self, group: usize) -> bool {
        matches!(self.tag(group), Tag::Adverb | Tag::Not)
            || self.is_time(group) && !self.is_preposition(group.wrapping_sub(1))
    }

    /// `never attacked`, `neither attacked`, `no longer depends`: a negation in front of the verb, over adverbs.
    fn is_negated_before(&self, verb: usize) -> bool {
        // `neither attacked nor blockaded it`
        if verb > 0 && matches!(self.word(verb - 1), "neither" | "nor") {
            return true;
        }
        let between = (0..verb).rev().take(4);
        let mut before =
            between.take_while(|at| matches!(self.tag(*at), Tag::Adverb | Tag::Not)).peekable();
        let only = before.peek().is_some_and(|at| self.word(*at) == "only");
        !only
            && before.any(|at| {
                self.tag(at) == Tag::Not
                    || matches!(self.word(at), "hardly" | "barely" | "scarcely")
            })
    }

    /// Finds the subject of a verb that has one of its own.
    fn finite(&self, clause: &mut Clause, before: &[Clause]) {
        let Some(mut at) = clause.group.checked_sub(1) else { return };
        // Times and adverbs: `Greece bluntly demanded`, `Iran today threatened`, `on Monday launched`.
        loop {
            let bracket = matches!(self.word(at), ")" | "]")
                .then(|| (0..at).rev().take(8).find(|open| matches!(self.word(*open), "(" | "[")))
                .flatten();
            if self.is_loose(at) || bracket.is_some() {
                let Some(next) = bracket.unwrap_or(at).checked_sub(1) else { return };
                at = next;
            } else if self.is_time(at) && at >= 2 && self.is_preposition(at - 1) {
                at -= 2;
            } else {
                break;
            }
        }
        match self.tag(at) {
            Tag::Relative => {
                clause.opener = Some(self.groups[at].first);
                let antecedent =
                    (0..at).rev().find(|place| self.is_noun(*place) && !self.is_time(*place));
                if let Some(antecedent) = antecedent {
                    self.take_subject(clause, antecedent);
                    self.keep_antecedent(clause, antecedent);
                }
                clause.governor = before.last().map(|_| (Governor::Shared, before.len() - 1));
                return;
            }
            Tag::Coordinator => return self.share(clause, before, at),
            Tag::Mark => {
                if matches!(self.word(at), "\"" | "”" | "’") {
                    return self.inverted(clause);
                }
                if let Some(head) = self.before_insertion(at) {
                    self.take_subject(clause, head);
                    self.depend(clause, before);
                    return;
                }
                return self.share(clause, before, at);
            }
            _ => {}
        }
        if let Some(noun) = self.waiting_over(before, at) {
            self.take_subject(clause, noun);
            self.depend(clause, before);
        } else if self.is_noun(at) {
            self.take_subject(clause, at);
            self.depend(clause, before);
        } else if self.is_verb(at) {
            self.share(clause, before, at);
        } else if let Some(noun) = (0..at).rev().take(6).find(|place| self.is_noun(*place)) {
            self.take_subject(clause, noun);
            self.depend(clause, before);
        }
    }

    /// `ties Mali to a government that is accused`: of the object of a verb and what it is tied to, the second is meant.
    fn keep_antecedent(&self, clause: &mut Clause, antecedent: usize) {
        let is_object = clause
            .subject
            .last()
            .is_some_and(|first| *first < antecedent && *first > 0 && self.is_verb(first - 1));
        if is_object
            && matches!(
                self.word(antecedent - 1),
                "to" | "with" | "into" | "upon" | "against" | "on"
            )
        {
            clause.subject = vec![antecedent];
        }
    }

    /// `Reports that Peru had closed the port were untrue`: the noun, still without a verb, that a clause before hangs on, where
    /// `at` is what that clause is done to.
    fn waiting_over(&self, before: &[Clause], at: usize) -> Option<usize> {
        let last = before.last()?;
        let follows = last.group < at
            && !self.is_saying(last.group)
            && (last.group + 1..=at).all(|group| self.is_noun(group) || self.is_preposition(group));
        if !follows {
            return None;
        }
        self.waiting(&before[..before.len() - 1], last)
    }

    /// The noun that a clause with `that` or `who` hangs on and that has no verb yet.
    fn waiting(&self, before: &[Clause], clause: &Clause) -> Option<usize> {
        let opener = clause.opener?;
        if before.iter().any(|one| one.verb.finite) || !clause.verb.finite {
            return None;
        }
        let place = (1..clause.group).rev().find(|group| self.groups[*group].first == opener)?;
        let opens = matches!(self.word(place), "that" | "who" | "which");
        (opens && self.is_noun(place - 1) && !self.is_time(place - 1)).then_some(place - 1)
    }

    /// `"…," said Tomás Iriburu`: the subject stands behind.
    fn inverted(&self, clause: &mut Clause) {
        let after = clause.group + 1;
        if self.is_noun(after) && !self.is_time(after) {
            clause.subject = vec![after];
            clause.subject_end = after;
        }
    }

    /// `Hungary, the country's neighbour, said`: the noun before what stands between commas.
    /// `comma` is the one in front of the verb.
    fn before_insertion(&self, comma: usize) -> Option<usize> {
        if self.word(comma) != "," {
            return None;
        }
        let open = (0..comma).rev().take(24).find(|place| self.word(*place) == ",")?;
        let head = open.checked_sub(1)?;
        if !self.is_noun(head) {
            return None;
        }
        // What stands between must be more words on the noun, or it is a list.
        let first = self.tag(open + 1);
        let says_more = matches!(
            first,
            Tag::Relative
                | Tag::Determiner
                | Tag::Adverb
                | Tag::Participle
                | Tag::Preposition
                | Tag::Adjective
                | Tag::Coordinator
                | Tag::Noun
        ) || first == Tag::Gerund
            // `Peru, having armed rebels, attacked`
            || self.word(open + 1) == "having"
            || self.is_preposition(open + 1)
            || first == Tag::Proper;
        says_more.then_some(head)
    }

    /// Takes the noun at `at`, with what is joined to it by `and` and by prepositions, for the subject.
    pub(super) fn take_subject(&self, clause: &mut Clause, at: usize) {
        clause.subject_end = at;
        let mut head = at;
        // Over `of`, `in`, `from`: to the noun that they hang on.
        while head >= 2
            && self.is_preposition(head - 1)
            && self.is_noun(head - 2)
            && !self.is_time(head - 2)
        {
            head -= 2;
        }
        // `Washington along with its allies`
        if head >= 3
            && self.is_preposition(head - 1)
            && matches!(self.word(head - 2), "along" | "together")
            && self.is_noun(head - 3)
        {
            head -= 3;
        }
        if head >= 1 && self.is_preposition(head - 1) && head != at {
            // The whole chain hangs on something else.
            head = at;
        }
        let mut list = vec![head];
        let mut first = head;
        while first >= 2 {
            let joined = self.tag(first - 1) == Tag::Coordinator && self.word(first - 1) != "but"
                || self.word(first - 1) == "," && list.len() > 1;
            if !joined {
                break;
            }
            let mut other = first - 2;
            if !self.is_noun(other) || self.is_time(other) || self.is_number(other) {
                break;
            }
            while other >= 2 && self.is_preposition(other - 1) && self.is_noun(other - 2) {
                other -= 2;
            }
            let is_object = other >= 1 && self.is_verb(other - 1) && !self.is_saying(other - 1);
            if other >= 1 && (self.is_preposition(other - 1) || is_object) {
                break;
            }
            list.push(other);
            first = other;
        }
        list.reverse();
        clause.subject = list;
    }

    /// Collects what follows a verb, up to the next verb or the end of the clause.
    /// Where a subject `waits` for its verb, what stands right behind this one is its object.
    fn objects(&self, clause: &mut Clause, waits: bool) {
        let mut at = clause.group + 1;
        let mut after_preposition: Option<usize> = None;
        let mut list = false;
        while at < self.groups.len() {
            if self.is_verb(at) {
                break;
            }
            if self.is_preposition(at) {
                after_preposition = Some(self.groups[at].first);
            } else if self.is_noun(at) {
                let starts_clause = after_preposition.is_none()
                    && self.is_subject(at)
                    && !(waits && at == clause.group + 1);
                if let Some(preposition) = after_preposition {
                    clause.prepositional.push((preposition, at));
                } else if !self.is_time(at) && !starts_clause && !clause.subject.contains(&at) {
                    let opens = self.tag(at) == Tag::Determiner && clause.objects.is_empty();
                    let already = clause.prepositional.is_empty() || opens;
                    if already || list {
                        clause.objects.push(at);
                    }
                }
                if !(matches!(self.word(at + 1), "," | "and" | "or")) {
                    after_preposition = None;
                }
                list = false;
            } else {
                match self.tag(at) {
                    Tag::Adverb | Tag::Adjective | Tag::Not | Tag::Number => {}
                    Tag::Coordinator => list = true,
                    Tag::Mark
                        if matches!(
                            self.word(at),
                            "(" | ")" | "\"" | "“" | "”" | "`" | "'" | "-"
                        ) => {}
                    Tag::Mark
                        if self.word(at) == ","
                            && (self.is_noun(at + 1) || self.tag(at + 1) == Tag::Adverb)
                            && !self.is_verb(at + 2) =>
                    {
                        list = true;
                    }
                    _ => break,
                }
            }
            at += 1;
        }
    }

    /// True for a noun that is followed, over what hangs on it, by a verb with a time: its subject.
    fn is_subject(&self, noun: usize) -> bool {
        let mut at = noun + 1;
        while self.is_preposition(at) && self.is_noun(at + 1)
            || self.is_loose(at) && self.is_verb(at + 1)
        {
            at += if self.is_preposition(at) { 2 } else { 1 };
        }
        self.is_finite(at)
    }

    fn is_saying(&self, group: usize) -> bool {
        matches!(self.groups.get(group), Some(Group { kind: GroupKind::Verb(verb), .. }) if says(verb.lemma))
    }

    fn is_finite(&self, group: usize) -> bool {
        matches!(self.groups.get(group), Some(Group { kind: GroupKind::Verb(verb), .. }) if verb.finite)
    }
}
