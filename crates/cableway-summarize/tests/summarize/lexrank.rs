use cableway_core::BlockKind::{Caption, Credit, Heading, Note, Paragraph};
use cableway_core::Document;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::{document, mistake, paragraph, summary};

/// A report that begins with colour and comes to its point later; its furniture repeats the point.
fn report() -> Document {
    document(&[
        (Paragraph, "Gulls were circling over the quay when Marta Holm opened her kiosk."),
        (
            Paragraph,
            "She has sold coffee there for thirty years, and nobody has asked her anything.",
        ),
        (Heading, "Ferry line, harbour board, ticket price"),
        (
            Paragraph,
            "The harbour board wants to close the ferry line to the islands next spring. \
             Without the ferry line the islands lose their school boat, teachers say. \
             The board says that the ferry line loses money every winter.",
        ),
        (Caption, "The ferry line to the islands, which the harbour board wants to close."),
        (
            Paragraph,
            "A higher ticket price would not save the ferry line, according to the harbour board. \
             Island councils call that wrong and want the harbour board to publish its figures. \
             The weather will stay mild.",
        ),
        (Credit, "Harbour board, ferry line, islands: picture desk."),
        (
            Note,
            "The harbour board answered our questions on the ferry line to the islands by letter.",
        ),
    ])
}

#[test]
fn the_most_central_sentences() {
    assert_snapshot!(summary("lexrank", json!({}), &report()), @r#"
    The harbour board wants to close the ferry line to the islands next spring.
    Without the ferry line the islands lose their school boat, teachers say.
    A higher ticket price would not save the ferry line, according to the harbour board.
    "#);
    assert_snapshot!(summary("lexrank", json!({"sentences": 1}), &report()), @r#"The harbour board wants to close the ferry line to the islands next spring."#);
}

#[test]
fn early_sentences_can_be_preferred() {
    let text = "The board sells its oldest ferry. Losses grew in winter. \
                The school boat stays in port. Anna bought bread in town. \
                The board blames winter losses for the oldest ferry and the school boat.";
    let position = |position: f64| {
        summary("lexrank", json!({"sentences": 1, "position": position}), &paragraph(text))
    };
    assert_snapshot!(position(0.0), @r#"The board blames winter losses for the oldest ferry and the school boat."#);
    assert_snapshot!(position(1.0), @r#"The board sells its oldest ferry."#);
}

#[test]
fn a_repeated_sentence_is_chosen_once() {
    let text = "The harbour board closes the ferry line in spring. \
                In spring, the harbour board closes the ferry line! \
                Island schools lose the ferry. Teachers blame the harbour board. It may rain.";
    let redundancy = |redundancy: f64| {
        summary("lexrank", json!({"sentences": 2, "redundancy": redundancy}), &paragraph(text))
    };
    assert_snapshot!(redundancy(0.5), @r#"
    The harbour board closes the ferry line in spring.
    Teachers blame the harbour board.
    "#);
    assert_snapshot!(redundancy(1.0), @r#"
    The harbour board closes the ferry line in spring.
    In spring, the harbour board closes the ferry line!
    "#);
}

#[test]
fn function_words_do_not_make_sentences_similar() {
    let text = "It is what it is to all of them. It is not to be what it was to them. \
                Ferries cross the bay. Old ferries rust in the bay.";
    let config = json!({"sentences": 1, "min_words": 3});
    assert_snapshot!(summary("lexrank", config.clone(), &paragraph(text)), @r#"Ferries cross the bay."#);
    let mut unknown_language = Document::builder("a.txt");
    unknown_language.block(Paragraph, text);
    assert_snapshot!(summary("lexrank", config, &unknown_language.build()), @r#"It is what it is to all of them."#);
}

#[test]
fn a_short_document_gives_fewer() {
    let text = "The ferry sails again on Monday. Tickets cost more than last year.";
    assert_eq!(
        summary("lexrank", json!({"sentences": 5}), &paragraph(text)),
        text.replace(". ", ".\n")
    );
    let one = "The ferry sails again on Monday.";
    assert_eq!(summary("lexrank", json!({}), &paragraph(one)), one);
}

#[test]
fn nothing_to_sum_up() {
    for document in
        [document(&[]), document(&[(Caption, "A ferry in the harbour of the islands.")])]
    {
        let given = summary("lexrank", json!({}), &document);
        assert_eq!(given, "no summary\nnote: no summary: no paragraph has a word");
    }
}

/// No two sentences share a word, so that none is more central: then the first are as good as any.
#[test]
fn unconnected_sentences_go_in_reading_order() {
    let text = "Alpha beta gamma delta one. Red green blue black white. Cat dog cow pig hen.";
    assert_eq!(
        summary("lexrank", json!({"sentences": 2}), &paragraph(text)),
        "Alpha beta gamma delta one.\nRed green blue black white."
    );
}

#[test]
fn a_giant_sentence_costs_no_more_than_others() {
    let giant = "word ".repeat(200_000) + "end.";
    let document =
        paragraph(&format!("{giant} The ferry sails on Monday. The ferry line is back."));
    let config = json!({"sentences": 2, "min_words": 4});
    assert_snapshot!(summary("lexrank", config, &document).replace(&giant, "GIANT"), @r#"
    The ferry sails on Monday.
    The ferry line is back.
    "#);
}

#[test]
fn of_a_long_document_the_start_is_summed_up() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for place in 0..1001 {
        let _ = write!(text, "Ship number {place} left the port. ");
    }
    let config = json!({"sentences": 1});
    assert_snapshot!(summary("lexrank", config.clone(), &paragraph(&text)), @r#"
    Ship number 0 left the port.
    note: long document: the summary rests on its first 1000 sentences
    "#);
    let exact = text.strip_suffix("Ship number 1000 left the port. ").unwrap();
    assert_eq!(summary("lexrank", config, &paragraph(exact)).lines().count(), 1, "no note");
}

#[test]
fn mistakes_all_at_once() {
    let check = |config: Value| mistake("lexrank", config);
    assert_snapshot!(check(json!({"threshold": -0.1, "damping": 2, "position": 1.1, "redundancy": -1})), @r#"threshold: must be between 0 and 1, not -0.1; damping: must be between 0 and 1, not 2; position: must be between 0 and 1, not 1.1; redundancy: must be between 0 and 1, not -1"#);
    assert_snapshot!(check(json!({"sentences": 0})), @r#"sentences: must be at least 1"#);
    assert_snapshot!(check(json!({"sentences": -1})), @r#"invalid value: integer `-1`, expected usize"#);
}
