//! What a text tells only to say that it is not so: corrections, and reports that the next sentence calls untrue.

use super::status_table::{Place, is};
use crate::syntax::{Analysis, Reading, Sentence, Tag};

/// The most tokens of a sentence that does nothing but say that the one before is not so.
const LONGEST: usize = 14;

/// `Correction: …`, `Clarification — …`
pub(super) fn is_correction(reading: &Reading, sentence: &Sentence) -> bool {
    let at = (sentence.first..sentence.end.min(sentence.first + 3))
        .find(|at| is(reading, *at, Place::Correction));
    at.is_some_and(|at| {
        (at + 1..sentence.end.min(at + 3))
            .any(|at| matches!(reading.word(at), ":" | "—" | "–" | "-"))
    })
}

/// True for a sentence that says that what others say in the one before is not so: `It has not.`, `That was untrue.`, `Nothing of
/// the kind happened.`
pub(super) fn refutes(reading: &Reading, analysis: &Analysis, sentence: &Sentence) -> bool {
    if sentence.end - sentence.first > LONGEST {
        return false;
    }
    let word = |nth: usize| reading.lower(sentence.first + nth);
    match word(0) {
        "nothing" => word(1) == "of" && matches!(word(3), "kind" | "sort"),
        "no" => word(1) == "such",
        "it" | "they" | "he" | "she" | "this" | "that" | "neither" | "the" | "both" | "these"
        | "all" | "none" | "in" | "but" => {
            ends_bare(reading, sentence) || calls_untrue(reading, analysis)
        }
        _ => false,
    }
}

/// `It has not.`, `They never did.`, `It had done no such thing.`
fn ends_bare(reading: &Reading, sentence: &Sentence) -> bool {
    let tokens = &reading.tokens[sentence.first..sentence.end];
    let helps = |tag: Tag| tag.is_auxiliary();
    let nothing_else = tokens.iter().all(|token| {
        helps(token.tag)
            || matches!(
                token.tag,
                Tag::Not
                    | Tag::Pronoun
                    | Tag::Mark
                    | Tag::Adverb
                    | Tag::Determiner
                    | Tag::Coordinator
            )
    });
    let negated = (sentence.first..sentence.end).any(|at| {
        reading.tokens[at].tag == Tag::Not
            || matches!(reading.lower(at), "never" | "neither" | "none" | "nothing")
    });
    let no_such = (sentence.first..sentence.end - 1)
        .any(|at| reading.lower(at) == "no" && reading.lower(at + 1) == "such");
    nothing_else && negated && tokens.iter().any(|token| helps(token.tag)) || no_such
}

/// `That was untrue.`, `The claim proved false.`, `This was a lie.`
fn calls_untrue(reading: &Reading, analysis: &Analysis) -> bool {
    let [clause] = analysis.clauses.as_slice() else { return false };
    if !matches!(clause.verb.lemma, "be" | "prove" | "turn" | "remain") {
        return false;
    }
    let Some(subject) = clause.subject.first().map(|group| analysis.groups[*group]) else {
        return false;
    };
    let speaks_of_it = reading.tokens[subject.first].tag == Tag::Pronoun
        || matches!(reading.lower(subject.first), "this" | "that" | "it" | "these")
        || is(reading, subject.last, Place::Tale)
        || matches!(reading.lower(subject.last), "story" | "accusation" | "statement" | "account");
    let end = analysis.groups.last().map_or(0, |group| group.last + 1);
    let says = |at: usize| {
        is(reading, at, Place::False)
            || matches!(
                reading.lower(at),
                "lie" | "lies" | "hoax" | "fabrication" | "invention" | "wrong"
            )
    };
    let denies_truth =
        |at: usize| matches!(reading.lower(at), "true" | "correct" | "accurate" | "so" | "case");
    speaks_of_it
        && if clause.verb.negated {
            (clause.verb.head..end).any(denies_truth)
        } else {
            (clause.verb.head..end).any(says)
        }
}
