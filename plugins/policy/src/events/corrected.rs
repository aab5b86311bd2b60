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
        "no" | "nothing" | "there" => none_such(reading, analysis, sentence),
        "it" | "they" | "he" | "she" | "this" | "that" | "neither" | "the" | "both" | "these"
        | "all" | "none" | "in" | "but" => {
            ends_bare(reading, sentence)
                || does_none_such(reading, analysis, sentence)
                || calls_untrue(reading, analysis, sentence)
        }
        _ => false,
    }
}

/// `No such raid took place.`, `Nothing of the kind happened.`, `There was no such attack.`
fn none_such(reading: &Reading, analysis: &Analysis, sentence: &Sentence) -> bool {
    let first = sentence.first;
    let Some(clause) = analysis.clauses.first() else { return false };
    let verb = &clause.verb;
    let deed = deed_behind_such(reading, sentence);
    if reading.lower(first) == "there" {
        return verb.lemma == "be" && deed == Some(last_word(reading, sentence));
    }
    let nothing = reading.lower(first) == "nothing"
        && reading.lower(first + 1) == "of"
        && matches!(reading.lower(first + 3), "kind" | "sort");
    let happens = matches!(verb.lemma, "happen" | "occur" | "exist")
        || verb.lemma == "take" && reading.lower(verb.head + 1) == "place";
    // `No such raid had happened since 1995.`
    let is_first_of_many = (verb.head..sentence.end).any(|at| {
        matches!(
            reading.lower(at),
            "since" | "before" | "for" | "until" | "again" | "elsewhere" | "years" | "decades"
        )
    });
    (nothing || deed == Some(first + 2)) && happens && !is_first_of_many
}

/// `It had done no such thing.`, `He did nothing of the kind.`
fn does_none_such(reading: &Reading, analysis: &Analysis, sentence: &Sentence) -> bool {
    let [clause] = analysis.clauses.as_slice() else { return false };
    let last = last_word(reading, sentence);
    let nothing = matches!(reading.lower(last), "kind" | "sort")
        && reading.lower(last.saturating_sub(3)) == "nothing";
    matches!(clause.verb.lemma, "do" | "make" | "launch" | "order" | "sign" | "reach")
        && (nothing || deed_behind_such(reading, sentence) == Some(last))
}

/// The noun for a deed after `no such`.
fn deed_behind_such(reading: &Reading, sentence: &Sentence) -> Option<usize> {
    let no = (sentence.first..sentence.end - 1)
        .find(|at| reading.lower(*at) == "no" && reading.lower(at + 1) == "such")?;
    is(reading, no + 2, Place::Deed).then_some(no + 2)
}

/// The last word of a sentence, without `at all`, `however`.
fn last_word(reading: &Reading, sentence: &Sentence) -> usize {
    let mut last = sentence.end - 1;
    while last > sentence.first {
        match reading.lower(last) {
            "all" if reading.lower(last - 1) == "at" => last -= 2,
            "however" | "though" | "either" => last -= 1,
            _ if reading.tokens[last].tag == Tag::Mark => last -= 1,
            _ => break,
        }
    }
    last
}

/// `It has not.`, `They never did.`
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
    // `He was not there.` says more than that.
    let last = reading.tokens[last_word(reading, sentence)].tag;
    nothing_else && negated && (helps(last) || last == Tag::Not)
}

/// `That was untrue.`, `The claim proved false.`, `This was a lie.`
fn calls_untrue(reading: &Reading, analysis: &Analysis, sentence: &Sentence) -> bool {
    let [clause] = analysis.clauses.as_slice() else { return false };
    let verb = &clause.verb;
    let last = last_word(reading, sentence);
    // `The account was invented.`
    let is_participle = verb.passive && verb.head == last;
    if !is_participle && !matches!(verb.lemma, "be" | "prove" | "turn" | "remain") {
        return false;
    }
    let Some(subject) = clause.subject.first().map(|group| analysis.groups[*group]) else {
        return false;
    };
    let nobody = reading.lower(subject.first) == "none";
    let alone = |word: &str| matches!(word, "it" | "this" | "that" | "these" | "none");
    let speaks_of_it = subject.first == subject.last && alone(reading.lower(subject.first))
        || is(reading, subject.last, Place::Tale)
        || matches!(reading.lower(subject.last), "story" | "accusation" | "statement" | "account");
    let denies_truth = || match reading.lower(last) {
        "true" | "correct" | "accurate" => true,
        "case" => reading.lower(last - 1) == "the",
        "so" => last > verb.head,
        _ => false,
    };
    let says = || {
        let is_false = is(reading, last, Place::False);
        // People may be mistaken, what they say is untrue.
        let of_them = reading.lower(subject.first) == "they"
            && is_false
            && !matches!(reading.lower(last), "mistaken" | "incorrect");
        of_them
            || speaks_of_it && (is_false || reading.lower(last) == "wrong")
            || speaks_of_it && is_lie(reading, (verb.head, last))
    };
    if verb.negated || nobody { speaks_of_it && denies_truth() } else { says() }
}

/// `a lie`, `a hoax by students`
fn is_lie(reading: &Reading, (verb, last): (usize, usize)) -> bool {
    let lie = (verb..=last).find(|at| is(reading, *at, Place::Lie));
    lie.is_some_and(|at| at == last || reading.tokens[at + 1].tag == Tag::Preposition)
}
