//! Finds the hedges that foretell something, and the clause that each belongs to.

use super::denial::{holds, is_nobody, is_of_nothing};
use super::hedge::{self, Scale};
use super::stated;
use super::whole::whole_subject;
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Clause, Governor, Reading, Tag};

/// What made it one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// A line of the table.
    Entry(&'static str),
    /// `will` or `would`, under a condition.
    Condition,
    /// `will not` and a term, or `do not think that … will`.
    Denied,
    /// A probability in numbers.
    Number,
    /// A word of the table that is no hedge alone, said of a chance: `the chances are slim`.
    Chance(&'static str),
}

/// A hedge where it stands.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) scale: Scale,
    pub(super) band: Option<(u8, u8)>,
    /// The range that a negation before it gives.
    pub(super) turned: Option<(u8, u8)>,
    /// True where the words themselves deny: `impossible`.
    pub(super) denies: bool,
    pub(super) rule: Rule,
    pub(super) clause: usize,
    /// The tokens of a number that is put beside the words: `likely, perhaps 60 percent`.
    pub(super) aside: Option<(usize, usize)>,
}

impl Found {
    /// True where it says how great a chance is.
    pub(super) fn is_of_chance(self) -> bool {
        matches!(self.rule, Rule::Chance(_))
    }
}

/// A hedge that begins at a token and makes a forecast of its clause.
pub(super) fn hedged(
    reading: &Reading,
    analysis: &Analysis,
    at: usize,
    (first, end): (usize, usize),
    has_condition: &dyn Fn() -> bool,
) -> Option<Found> {
    if let Some((band, last)) = stated::at(reading, at, end) {
        let (band, opens) = stated::bounded(reading, (first, at), band);
        let clause = clause_of(analysis, at, last)?;
        let verb = &analysis.clauses[clause].verb;
        // `There was a 40 per cent chance` is over.
        let over = verb.is_past() && matches!(verb.lemma, "be" | "have");
        let compares = opens == at && at > 0 && matches!(reading.lower(at - 1), "by" | "than");
        return (!over && !compares).then_some(Found {
            first: opens,
            last,
            scale: Scale::Stated,
            band: Some(band),
            turned: None,
            denies: false,
            rule: Rule::Number,
            clause,
            aside: None,
        });
    }
    // `will` and `would` alone foretell something where it hangs on a condition.
    let bare = matches!(reading.lower(at), "will" | "would" | "wo")
        && reading.tokens[at].tag == Tag::Modal;
    let entry = hedge::at(reading, at, end);
    let (scale, band, last) = match entry {
        Some((hedge, last)) => (hedge.scale, hedge.band, last),
        None if bare => (Scale::Foretold, None, at),
        None => return None,
    };
    let clause = clause_of(analysis, at, last)?;
    let of_chance = entry.is_some_and(|(hedge, _)| hedge.of_chance);
    if of_chance && !is_of_chance(reading, analysis, clause, (first, at)) {
        return None;
    }
    let rule = match entry {
        Some((hedge, _)) if of_chance => Rule::Chance(hedge.line),
        Some((hedge, _)) => Rule::Entry(hedge.line),
        None => Rule::Condition,
    };
    let found = Found {
        first: at,
        last,
        scale,
        band,
        turned: entry.and_then(|(hedge, _)| hedge.turned()),
        denies: entry.is_some_and(|(hedge, _)| hedge.denies),
        rule,
        clause,
        aside: None,
    };
    if entry.is_some_and(|(hedge, _)| hedge.opens_verb)
        && !reading
            .tokens
            .get(last + 1)
            .is_some_and(|next| last + 1 < end && next.tag == Tag::Base || next.tag == Tag::Be)
    {
        return None;
    }
    foretells(reading, analysis, found, bare, (first, end), has_condition).then(|| {
        let beside =
            stated::beside(reading, last, end).filter(|_| reading.tokens[at].tag != Tag::Modal);
        match beside {
            Some((band, aside)) => Found {
                scale: Scale::Stated,
                band: Some(band),
                turned: None,
                rule: Rule::Number,
                aside: Some(aside),
                ..found
            },
            None if rule == Rule::Condition && !has_condition() => {
                Found { rule: Rule::Denied, ..found }
            }
            None => found,
        }
    })
}

/// True where a word stands for how great a chance is: `the chances of a truce are slim`.
fn is_of_chance(
    reading: &Reading,
    analysis: &Analysis,
    clause: usize,
    (first, at): (usize, usize),
) -> bool {
    let clause = &analysis.clauses[clause];
    matches!(clause.verb.lemma, "be" | "remain" | "look" | "seem" | "appear" | "stay")
        && clause.verb.present
        && clause.verb.head < at
        && stated::noun(reading, first, clause.verb.head).is_some()
}

/// True for `more likely` and `as likely as a truce`; `see a default as likely` compares nothing.
fn compares(reading: &Reading, found: Found, lemma: &str) -> bool {
    found.first > 0
        && match reading.lower(found.first - 1) {
            "more" | "less" | "least" | "increasingly" => true,
            "as" => {
                !matches!(lemma, "see" | "regard" | "view") || reading.lower(found.last + 1) == "as"
            }
            _ => false,
        }
}

/// True where the words of a hedge are none: a month, what can be done, what was, what is compared, what is the case under a
/// condition.
fn is_none(
    reading: &Reading,
    analysis: &Analysis,
    found: Found,
    (first, end): (usize, usize),
) -> bool {
    let (at, last) = (found.first, found.last);
    let clause = &analysis.clauses[found.clause];
    let verb = &clause.verb;
    let is_modal = reading.tokens[at].tag == Tag::Modal;
    // `Norway could.` says nothing that may come; `missiles that could reach it` is what they can do.
    let is_able = matches!(reading.lower(at), "could" | "can")
        && clause_is_relative(reading, clause)
        && whole_subject(reading, analysis, first, clause).is_none();
    if is_modal && (reading.tokens[verb.head].tag == Tag::Modal || is_able) {
        return true;
    }
    if opener_is_condition(reading, clause)
        || matches!(reading.lower(at), "may" | "might" | "could" | "would") && verb.perfect
    {
        return true;
    }
    // The month, and what is likely to be going on now: `is likely working`.
    let is_month = matches!(reading.lower(at), "may" | "might" | "could")
        && reading.tokens[at].tag != Tag::Modal;
    let is_now = reading.tokens.get(last + 1).is_some_and(|token| token.tag == Tag::Gerund);
    let holds_nothing =
        matches!(found.rule, Rule::Entry("expect" | "expects" | "doubt" | "doubts"))
            && last + 2 >= end;
    if is_month || is_now || holds_nothing {
        return true;
    }
    // `what she expects of Chile`
    let expects_of = verb.lemma == "expect"
        && !verb.passive
        && last == verb.head
        && reading.tokens.get(last + 1).is_some_and(|next| next.tag == Tag::Preposition);
    if expects_of {
        return true;
    }
    // `left before a vote was likely`
    let is_over = verb.is_past()
        && clause.opener.is_some_and(|opener| {
            matches!(reading.lower(opener), "before" | "until" | "after" | "when" | "once")
        });
    if is_over {
        return true;
    }
    if compares(reading, found, verb.lemma) || is_of_nothing(reading, analysis, found) {
        return true;
    }
    (is_of_noun(reading, found) || reading.lower(at) == "could")
        && is_of_the_past(reading, analysis, found)
}

/// True where a hedge foretells something, rather than say what is, what can be done or what is the case under a condition.
fn foretells(
    reading: &Reading,
    analysis: &Analysis,
    found: Found,
    bare: bool,
    (first, end): (usize, usize),
    has_condition: &dyn Fn() -> bool,
) -> bool {
    if is_none(reading, analysis, found, (first, end)) {
        return false;
    }
    let (at, last) = (found.first, found.last);
    let clause = &analysis.clauses[found.clause];
    let verb = &clause.verb;
    let is_modal = reading.tokens[at].tag == Tag::Modal;
    if bare && found.rule == Rule::Condition {
        let hedged_inside =
            (at + 1..end.min(at + 4)).any(|place| hedge::at(reading, place, end).is_some());
        return is_modal
            && !hedged_inside
            && (has_condition()
                || reading.lower(at) != "would"
                    && has_term(reading, analysis, clause, (last, end)));
    }
    if is_modal {
        return true;
    }
    if found.scale == Scale::Foretold && reading.lower(last) != "confidence"
        || matches!(found.rule, Rule::Chance(_))
    {
        return !verb.is_past();
    }
    if matches!(reading.lower(last), "doubt" | "doubts") {
        // `I doubt anybody knows` is about what is so now.
        let mut after = analysis.clauses.iter().filter(|one| one.verb.head > last);
        // Whoever does not doubt it leaves the saying to the hedge that follows.
        let is_doubted = !clause.verb.negated && !is_nobody(reading, analysis, clause);
        return is_doubted
            && clause.verb.lemma == "doubt"
            && after.any(|one| one.verb.modal.is_some());
    }
    // `We assess with high confidence that the missile is old` is about what is so now.
    if reading.lower(last) == "confidence" {
        let mut after = analysis.clauses.iter().filter(|one| one.verb.head > last);
        return reading.lower(last + 1) == "that"
            && after.find(|one| one.verb.finite).is_some_and(|one| one.verb.modal.is_some());
    }
    // What is likely to be so now: `are likely working`, `is possibly the best`.
    let is_adverb =
        matches!(reading.lower(last), "probably" | "possibly" | "certainly" | "surely" | "perhaps")
            || verb.progressive;
    let is_present = verb.modal.is_none() && !verb.infinitive;
    if is_adverb && is_present && verb.lemma != "expect" {
        return false;
    }
    // `likely targets`: an adjective before its noun says nothing of what will be, unless something is called so.
    let before_noun = reading.tokens.get(last + 1).is_some_and(|token| token.tag.is_noun())
        && !matches!(
            reading.lower(last + 1),
            "possibility" | "outcome" | "result" | "scenario" | "that" | "risk"
        );
    let says_be = verb.lemma == "be"
        || holds(verb.lemma)
        || matches!(verb.lemma, "seem" | "look" | "remain" | "regard" | "view")
        || verb.lemma == "have" && verb.present && stated::is_probability(reading.lower(last))
        || verb.modal.is_some()
        || verb.infinitive;
    says_be && !(before_noun && verb.lemma == "be")
}

/// `The cable was cut, and nobody could mend it`: what somebody was not able to do, beside a verb in the simple past that says
/// it of nobody's words.
fn is_of_the_past(reading: &Reading, analysis: &Analysis, found: Found) -> bool {
    let own = &analysis.clauses[found.clause];
    let is_denied =
        own.verb.negated || is_nobody(reading, analysis, own) || is_of_noun(reading, found);
    let is_told = |one: &Clause| {
        one.verb.finite
            && one.verb.is_past()
            && !one.verb.perfect
            && one.verb.head < found.first
            && !says(one.verb.lemma)
            && !opener_is_condition(reading, one)
    };
    let is_reported = own.governor.is_some_and(|(kind, by)| {
        let by = analysis.clauses[by].verb.lemma;
        kind == Governor::Content && (says(by) || holds(by))
    });
    is_denied
        && !is_reported
        && analysis.clauses.iter().any(is_told)
        && !analysis.clauses.iter().any(|one| opener_is_condition(reading, one))
}

/// `saw in it a possible mediator`
fn is_of_noun(reading: &Reading, found: Found) -> bool {
    found.rule == Rule::Entry("possible")
        && reading.tokens.get(found.last + 1).is_some_and(|next| next.tag.is_noun())
}

/// `will not sail before 2030`, `I do not believe that anybody will go`: the author's own, and denied.
fn has_term(
    reading: &Reading,
    analysis: &Analysis,
    clause: &Clause,
    (last, end): (usize, usize),
) -> bool {
    if let Some((Governor::Content, by)) = clause.governor {
        let by = &analysis.clauses[by];
        return matches!(by.verb.lemma, "think" | "believe") && by.verb.negated && by.verb.present;
    }
    if clause.opener.is_some() || !clause.verb.negated {
        return false;
    }
    let goes_on = |at: &usize| !matches!(reading.word(*at), "," | ";" | ":" | "“" | "\"");
    (last + 1..end).take_while(goes_on).any(|at| {
        matches!(reading.lower(at), "before" | "until" | "by") && {
            let next = reading.lower(at + 1);
            let is_year = next.len() == 4
                && next.starts_with("20")
                && next.bytes().all(|byte| byte.is_ascii_digit());
            is_year || next == "the" && reading.lower(at + 2) == "end"
        }
    })
}

/// The clause whose verb a hedge stands in or nearest to.
fn clause_of(analysis: &Analysis, first: usize, last: usize) -> Option<usize> {
    let within = analysis.clauses.iter().position(|clause| {
        let group = analysis.groups[clause.group];
        group.first <= first && last <= group.last
    });
    let just_after = || {
        analysis.clauses.iter().position(|clause| analysis.groups[clause.group].first == last + 1)
    };
    within
        .or_else(just_after)
        .or_else(|| {
            analysis
                .clauses
                .iter()
                .rposition(|clause| clause.verb.finite && clause.verb.head < first)
        })
        .or_else(|| analysis.clauses.iter().position(|clause| clause.verb.finite))
}

fn clause_is_relative(reading: &Reading, clause: &Clause) -> bool {
    clause.opener.is_some_and(|opener| reading.tokens[opener].tag == Tag::Relative)
}

fn opener_is_condition(reading: &Reading, clause: &Clause) -> bool {
    clause.opener.is_some_and(|opener| matches!(reading.lower(opener), "if" | "unless"))
}
