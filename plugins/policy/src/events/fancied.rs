//! What somebody only suspects, tells in his own way, or makes up: `is suspected of arming`, `In Lima's telling, …`, `The thriller
//! that we read has Peru attacking Chile`.

use super::Status;
use super::status::Ruled;
use super::status_table::{Place, Why, has, is};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Reading, Sentence, Tag};

/// What such words make of what a clause tells; nothing where there are none.
pub(super) fn fancied(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<Ruled> {
    let sentence = reading.sentences[reading.sentence_of(clause.verb.head)?];
    if let Some(told) = charged(reading, analysis, clause) {
        return Some(told);
    }
    let open = is_carried(reading, analysis, clause)
        || is_nightmare(reading, analysis, clause)
        || goes_on_from_should(reading, &sentence, clause)
        || is_told_by_party(reading, &sentence, clause);
    open.then_some((Status::Hypothetical, None))
}

/// `is suspected of arming`, `the charge of having armed`, `without having attacked`: what stands in `-ing` behind such words.
fn charged(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<Ruled> {
    let first = analysis.groups[clause.group].first;
    let having = reading.lower(first) == "having";
    if clause.verb.finite || !having && reading.tokens[first].tag != Tag::Gerund {
        return None;
    }
    let before = first.checked_sub(1)?;
    let noun = before.checked_sub(1)?;
    let governor = clause.governor.map(|(_, by)| analysis.clauses[by].verb);
    match reading.lower(before) {
        "without" if having => return Some((Status::Denied, None)),
        "of" | "than" if having && matches!(reading.lower(noun), "instead" | "rather") => {
            return Some((Status::Denied, None));
        }
        "of" | "with" => {}
        _ => return None,
    }
    let by_noun = having
        && (is(reading, noun, Place::Tale)
            || matches!(reading.lower(noun), "charge" | "charges" | "accused" | "suspected"));
    if by_noun {
        let denied = governor.is_some_and(|verb| has(verb.lemma, Place::Refutes) && !verb.negated);
        let status = if denied { Status::Denied } else { Status::Hypothetical };
        return Some((status, Some(Why { place: Place::Tale, token: noun })));
    }
    let suspected =
        governor.is_some_and(|verb| matches!(verb.lemma, "suspect" | "accuse" | "charge"));
    suspected.then_some((Status::Hypothetical, None))
}

/// `The thriller that we read has Peru attacking Chile`, `The plot lets Peru attack`: what fiction makes somebody do.
fn is_carried(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some((_, by)) = clause.governor.filter(|(kind, _)| *kind != Governor::Shared) else {
        return false;
    };
    let by = &analysis.clauses[by];
    let makes = matches!(by.verb.lemma, "have" | "let" | "make" | "send" | "see" | "show")
        && by.verb.finite
        && by.verb.present
        && !by.verb.passive
        && !by.verb.perfect
        && by.verb.modal.is_none();
    let bare =
        matches!(reading.tokens[clause.verb.head].tag, Tag::Gerund | Tag::Base | Tag::Participle);
    let is_noun = |group: &usize| matches!(analysis.groups[*group].kind, GroupKind::Noun { .. });
    // The first noun of the sentence, with nothing before it that it could hang on, and no comma up to the verb.
    let first = (0..by.group.min(2)).find(is_noun);
    let carrier = first.is_some_and(|group| match analysis.groups[group].kind {
        GroupKind::Noun { head } => is_fiction(reading, head),
        _ => false,
    });
    let verb = analysis.groups[by.group].first;
    let start = analysis.groups.first().map_or(verb, |group| group.first);
    makes && bare && carrier && (start..verb).all(|at| reading.word(at) != ",")
}

/// Nouns for what somebody made up, as what tells of it.
fn is_fiction(reading: &Reading, head: usize) -> bool {
    is(reading, head, Place::Scene)
        || matches!(
            reading.lower(head),
            "plot"
                | "storyline"
                | "script"
                | "game"
                | "series"
                | "serial"
                | "bestseller"
                | "best-seller"
                | "seller"
                | "comic"
                | "play"
                | "saga"
                | "sequel"
                | "blockbuster"
        )
}

/// `The nightmare is Peru bombing Chile.`
fn is_nightmare(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some((Governor::Complement, by)) = clause.governor else { return false };
    let be = &analysis.clauses[by];
    let dreaded = |group: &usize| match analysis.groups[*group].kind {
        GroupKind::Noun { head } => matches!(
            reading.lower(head),
            "nightmare" | "nightmares" | "dread" | "fear" | "fantasy" | "dream" | "spectre"
        ),
        _ => false,
    };
    be.verb.lemma == "be"
        && !clause.verb.finite
        && !clause.verb.infinitive
        && reading.tokens[clause.verb.head].tag == Tag::Gerund
        && be.subject.iter().any(dreaded)
}

/// `Should Peru attack Chile or Chile attack Peru, …`: the second, too, is only what may come.
fn goes_on_from_should(reading: &Reading, sentence: &Sentence, clause: &Clause) -> bool {
    let head = clause.verb.head;
    reading.lower(sentence.first) == "should"
        && reading.word(sentence.end - 1) != "?"
        && clause.verb.finite
        && reading.tokens[head].tag == Tag::Base
        && (sentence.first..head).all(|at| reading.word(at) != ",")
}

/// `In Lima's telling, Peru attacked nobody`, `If you believe Lima, …`: the words of a party, and whoever writes does not make them
/// his own.
fn is_told_by_party(reading: &Reading, sentence: &Sentence, clause: &Clause) -> bool {
    let (first, end, head) = (sentence.first, sentence.end, clause.verb.head);
    let turns = |at: usize| matches!(reading.lower(at), "but" | "yet" | "while" | "whereas" | ";");
    // What a contrast stands before, or behind, is told apart.
    let together = |at: usize| (at.min(head)..at.max(head)).all(|at| !turns(at));
    let opens = |at: usize| {
        at == first
            || matches!(reading.word(at - 1), "," | ";" | "“" | "\"")
            || matches!(reading.lower(at - 1), "but" | "and" | "yet")
    };
    (first..end).any(|at| {
        let telling = match reading.lower(at) {
            "in" => opens(at) && is_telling(reading, at, end),
            "if" => opens(at) && is_belief(reading, at, end),
            _ => false,
        };
        telling && together(at)
    })
}

/// `In Lima's telling,`, `in his version of events,`
fn is_telling(reading: &Reading, at: usize, end: usize) -> bool {
    let noun = (at + 1..end.min(at + 7)).find(|noun| {
        matches!(
            reading.lower(*noun),
            "telling" | "retelling" | "narrative" | "version" | "mythology" | "propaganda"
        )
    });
    noun.is_some_and(|noun| {
        let owned = (at + 1..noun).any(|at| {
            matches!(reading.word(at), "'s" | "’s" | "'" | "’")
                || matches!(reading.lower(at), "his" | "her" | "its" | "their" | "your")
        });
        let ends = matches!(reading.word(noun + 1), "," | "." | ";")
            || reading.lower(noun + 1) == "of"
                && matches!(reading.lower(noun + 2), "events" | "history" | "things");
        owned && ends
    })
}

/// `If you believe Lima`, `if the ministry is to be believed`; not `if you believe in peace`.
fn is_belief(reading: &Reading, at: usize, end: usize) -> bool {
    let one = matches!(reading.lower(at + 1), "you" | "one" | "we");
    let verb =
        at + 2 + usize::from(reading.lower(at + 2) == "are" || reading.lower(at + 2) == "is");
    let verb = verb + usize::from(reading.lower(verb) == "to");
    let trusts = one
        && verb < end
        && matches!(reading.lower(verb), "believe" | "believes" | "trust" | "trusts")
        && reading.lower(verb + 1) != "in";
    trusts
        || (at + 2..end.min(at + 10)).any(|at| {
            reading.lower(at) == "believed"
                && reading.lower(at - 1) == "be"
                && reading.lower(at - 2) == "to"
        })
}
