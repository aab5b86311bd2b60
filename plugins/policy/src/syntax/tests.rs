//! Sentences, and what the analysis makes of them.

use std::fmt::Write as _;

use cableway_sdk::{BlockKind, Document};

use super::clause::Governor;
use super::{Clause, Group, GroupKind, Reading, analyse};

/// Who does what, a line a clause: `subject | verb with marks | objects | preposition words`.
fn told(text: &str) -> String {
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, text);
    let document = builder.build();
    let reading = Reading::new(&document);
    let mut lines = Vec::new();
    for sentence in &reading.sentences {
        let analysis = analyse(&reading, sentence);
        for clause in &analysis.clauses {
            lines.push(line(&reading, &analysis.groups, clause));
        }
    }
    lines.join("\n")
}

fn line(reading: &Reading, groups: &[Group], clause: &Clause) -> String {
    let words = |list: &[usize]| {
        let heads: Vec<&str> = list
            .iter()
            .map(|at| match groups[*at].kind {
                GroupKind::Noun { head } => reading.word(head),
                _ => "?",
            })
            .collect();
        heads.join("+")
    };
    let verb = &clause.verb;
    let mut marks = verb.lemma.to_owned();
    for (is, mark) in [
        (verb.passive, " passive"),
        (verb.negated, " not"),
        (verb.infinitive, " to"),
        (verb.perfect, " perfect"),
        (verb.progressive, " ongoing"),
    ] {
        if is {
            marks.push_str(mark);
        }
    }
    if let Some(modal) = verb.modal {
        write!(marks, " {modal:?}").unwrap();
    }
    if let Some((Governor::Content, by)) = clause.governor {
        write!(marks, " <{by}").unwrap();
    }
    if let Some(opener) = clause.opener {
        write!(marks, " [{}]", reading.lower(opener)).unwrap();
    }
    let prepositional: Vec<String> = clause
        .prepositional
        .iter()
        .map(|(preposition, at)| format!("{} {}", reading.lower(*preposition), words(&[*at])))
        .collect();
    format!(
        "{} | {marks} | {} | {}",
        words(&clause.subject),
        words(&clause.objects),
        prepositional.join(", ")
    )
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(told(text), expect, "{text}");
}

#[test]
fn a_plain_sentence() {
    check("Norway rejected the offer.", "Norway | reject | offer | ");
    check(
        "Peru gave Chile a grant of 2 million dollars.",
        "Peru | give | Chile+grant | of dollars",
    );
}

#[test]
fn adjectives_with_and_are_one_group() {
    check("Peru showed both old and new models of ships.", "Peru | show | models | of ships");
}

#[test]
fn passive_and_negation() {
    check("The envoy was not expelled by Peru.", "envoy | expel passive not |  | by Peru");
    check(
        "Chile has never refused to talk.",
        "Chile | refuse not perfect |  | \nChile | talk to |  | ",
    );
}

#[test]
fn several_subjects_and_verbs() {
    check(
        "Chad and Niger signed a treaty and praised Mali.",
        "Chad+Niger | sign | treaty | \nChad+Niger | praise | Mali | ",
    );
}

#[test]
fn words_between_subject_and_verb() {
    check(
        "Oman, which borders Yemen, on Monday bluntly rejected the plan.",
        "Oman | border [which] | Yemen | \nOman | reject | plan | ",
    );
    check(
        "Kenya's foreign minister today urged Sudan to talk.",
        "minister | urge | Sudan | \nSudan | talk to |  | ",
    );
}

#[test]
fn what_is_said() {
    check(
        "Fiji said it would close its ports.",
        "Fiji | say |  | \nit | close Would <0 | ports | ",
    );
    check(
        "Tonga will sell the ships, the ministry said Tuesday.",
        "Tonga | sell Will <1 | ships | \nministry | say |  | ",
    );
    check(
        "Samoa demanded that Nauru free the crew.",
        "Samoa | demand |  | \nNauru | free <0 [that] | crew | ",
    );
}

#[test]
fn conditions() {
    check("If Peru leaves, Chile may follow.", "Peru | leave [if] |  | \nChile | follow May |  | ");
}

#[test]
fn nouns_that_look_like_verbs() {
    check("The attacks on the port alarmed the talks.", "attacks | alarm | talks | ");
    check("Latvia demands an apology.", "Latvia | demand | apology | ");
    check("The Latvians reject proposed changes.", "Latvians | reject | changes | ");
}
