use cableway_core::BlockKind::{
    Byline, Caption, Code, Credit, Dateline, Heading, ListItem, Note, Paragraph, Quotation,
    Standfirst, Table, Title,
};
use cableway_core::Document;
use insta::assert_snapshot;
use serde_json::json;

use crate::{STAGES, document, mistake, paragraph, summary};

#[track_caller]
fn check(sentences: usize, document: &Document, expected: &[&str]) {
    let config = json!({"sentences": sentences, "min_words": 2});
    assert_eq!(summary("lead", config, document), expected.join("\n"));
}

#[test]
fn the_first_sentences() {
    let document = document(&[
        (Title, "The ferry is back"),
        (Paragraph, "The ferry sails again on Monday. Tickets cost more than last year."),
        (Paragraph, "The harbour board met on Friday. Nobody objected to the new price."),
    ]);
    assert_snapshot!(summary("lead", json!({}), &document), @r#"
    The ferry sails again on Monday.
    Tickets cost more than last year.
    The harbour board met on Friday.
    "#);
    assert_snapshot!(summary("lead", json!({"sentences": 1}), &document), @r#"The ferry sails again on Monday."#);
    assert_snapshot!(summary("lead", json!({"sentences": 9}), &document), @r#"
    The ferry sails again on Monday.
    Tickets cost more than last year.
    The harbour board met on Friday.
    Nobody objected to the new price.
    "#);
}

#[test]
fn only_paragraphs_count() {
    let document = document(&[
        (Title, "One is a title."),
        (Standfirst, "Two is a standfirst."),
        (Byline, "By Three Is Byline."),
        (Dateline, "FOUR, 5 May."),
        (Caption, "Five is a caption."),
        (Credit, "Six is a credit."),
        (Heading, "Seven is a heading."),
        (ListItem, "Eight is an item."),
        (Quotation, "Nine is a quotation."),
        (Table, "Ten\tis a table."),
        (Code, "eleven is code."),
        (Paragraph, "Twelve is a paragraph."),
        (Note, "Thirteen is a note."),
    ]);
    check(9, &document, &["Twelve is a paragraph."]);
}

#[test]
fn nothing_to_sum_up() {
    let check = |document: &Document, why: &str| {
        let expected = format!("no summary\nnote: no summary: {why}");
        for id in STAGES {
            assert_eq!(summary(id, json!({"min_words": 2}), document), expected, "{id}");
        }
    };
    let wordless = "no paragraph has a word";
    check(&document(&[]), wordless);
    check(&document(&[(Title, "A title alone."), (Note, "And a note.")]), wordless);
    check(&paragraph("… !!! —"), wordless);
    check(&paragraph("Short."), "no sentence has 2 words, the least of `min_words`");
    check(
        &document(&[(Title, "It sails."), (Paragraph, "It sails. Scroll down for more.")]),
        "no sentence says more than title and standfirst, but captions and lines of the page's own",
    );
}

#[test]
fn what_the_reader_knows_is_not_said_again() {
    let mut builder = Document::builder("a.txt");
    builder.meta.title = Some("Ferry sails again".into());
    builder.meta.standfirst = Some("It starts on Monday. Prices rise.".into());
    builder.block(
        Paragraph,
        "FERRY SAILS AGAIN! Prices rise. The board met. Prices rise. The board met. It rained.",
    );
    check(9, &builder.build(), &["The board met.", "It rained."]);
}

#[test]
fn a_shown_standfirst_is_not_said_again() {
    let document = document(&[
        (Title, "Ferry sails again"),
        (Standfirst, "It starts on Monday. Prices rise."),
        (Paragraph, "Prices rise. Ferry sails again. It starts on Monday; prices rise. It rained."),
    ]);
    check(9, &document, &["It rained."]);
}

#[test]
fn sentences_that_stop_in_the_middle_come_only_where_there_are_no_others() {
    check(9, &paragraph("Ferry timetable here\n\nThe ferry sails."), &["The ferry sails."]);
    check(
        9,
        &paragraph("Ferry timetable here\n\nHarbour hours"),
        &["Ferry timetable here", "Harbour hours"],
    );
}

#[test]
fn what_is_hardly_a_sentence_comes_only_where_there_are_others() {
    let document = document(&[
        (Paragraph, "A widget offers an"),
        (Paragraph, "effective way to show ferries. Palm Bay (1-0): Tolivert 25 points."),
        (Paragraph, "See the list here [edit]"),
        (Paragraph, "Home > Ferries >"),
        (Heading, "Sales"),
        (Paragraph, "eBay sells the ferry. The board met [1]. It rained.[2]"),
    ]);
    check(9, &document, &["eBay sells the ferry.", "The board met [1].", "It rained.[2]"]);
}

#[test]
fn short_sentences_are_passed_over() {
    let document = paragraph("Stop. It sails. It sails on Monday. It can't sail on 3.5 days.");
    let words =
        |min_words| summary("lead", json!({"sentences": 1, "min_words": min_words}), &document);
    assert_eq!(words(0), "Stop.");
    assert_eq!(words(1), "Stop.");
    assert_eq!(words(2), "It sails.");
    assert_eq!(words(4), "It sails on Monday.");
    assert_eq!(words(5), "It can't sail on 3.5 days.");
    assert!(words(7).starts_with("no summary"));
}

#[test]
fn no_sentences_cannot_be_asked_for() {
    assert_snapshot!(mistake("lead", json!({"sentences": 0})), @r#"sentences: must be at least 1"#);
    assert_snapshot!(mistake("lead", json!({"sentence": 2})), @r#"unknown field `sentence`, expected one of `sentences`, `words`, `characters`, `min_words`"#);
}

#[test]
fn questions_of_an_interview_and_the_marks_of_its_turns_are_left_out() {
    let interview = |question: &str, answer: &str| {
        document(&[
            (Title, "The pilot talks"),
            (Paragraph, "Our reporter met the pilot on the quay."),
            (
                Paragraph,
                &format!("{question}: Does the ferry pay its way? You once said it never would."),
            ),
            (Paragraph, "And who pays if it does not?"),
            (Paragraph, &format!("{answer}: It earns a little in summer. The town pays the rest.")),
            (Paragraph, "I would sell it anyway."),
            (Paragraph, &format!("{question}: Who would buy such a boat?")),
            (Paragraph, &format!("{answer}:  The island itself may buy it.")),
        ])
    };
    for (question, answer) in [("Q", "A"), ("Question", "Answer"), ("F", "A"), ("P", "R")] {
        check(
            9,
            &interview(question, answer),
            &[
                "Our reporter met the pilot on the quay.",
                "It earns a little in summer.",
                "The town pays the rest.",
                "I would sell it anyway.",
                "The island itself may buy it.",
            ],
        );
    }
    for id in STAGES {
        let told = summary(id, json!({"sentences": 9, "min_words": 2}), &interview("Q", "A"));
        assert!(
            !told.contains("Q:") && !told.contains("A:") && !told.contains('?'),
            "{id}: {told}"
        );
    }
}

#[test]
fn one_question_with_its_answer_is_no_interview() {
    let faq = document(&[
        (Paragraph, "Q: Does the ferry sail on Sundays?"),
        (Paragraph, "A: It does sail at ten."),
        (Paragraph, "Plan A: It sails at noon instead."),
    ]);
    check(
        9,
        &faq,
        &[
            "Q: Does the ferry sail on Sundays?",
            "A: It does sail at ten.",
            "Plan A: It sails at noon instead.",
        ],
    );
}
