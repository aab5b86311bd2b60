//! Which day belongs to what.

use cableway_policy::{Events, Forecasts};
use cableway_sdk::{BlockKind, Document};

use super::{dates, events, forecasts, paragraph, stage, text};

/// `TYPE date` of all events.
fn dated(text_of: &str) -> Vec<String> {
    let record = events(text_of);
    record
        .annotations
        .iter()
        .map(|one| format!("{} {}", one.label, text(one, "date")).trim_end().to_owned())
        .collect()
}

/// The last days of all forecasts.
fn until(text_of: &str) -> Vec<String> {
    let record = forecasts(text_of);
    record.annotations.iter().map(|one| text(one, "to").to_owned()).collect()
}

#[test]
fn when_it_was_said_is_not_when_it_was() {
    assert_eq!(dated("Peru said in November that Chile had bombed the port."), ["ASSAULT"]);
    assert_eq!(dated("Chile bombed the port, Peru said on Monday."), ["ASSAULT"]);
    assert_eq!(
        dated("Chile bombed the port in May 2021, Peru said on Monday."),
        ["ASSAULT 2021-05"]
    );
    assert_eq!(until("Peru said in November that Chile may leave the pact."), [""]);
    assert_eq!(
        until("Peru warned in August that Chile may leave the pact in November."),
        ["2023-11-30"]
    );
    assert_eq!(until("In November, Peru warned that Chile may leave the pact."), [""]);
}

#[test]
fn the_year_of_what_hangs_on_a_noun_stays_there() {
    assert_eq!(dated("Peru denounced the treaty signed in 2014."), ["ACCUSE"]);
    assert_eq!(
        dated("Peru on Monday denounced the treaty that Chile had signed in 2014.")[0],
        "ACCUSE 2023-02-06"
    );
    assert_eq!(dated("Peru signed the treaty with Chile in 2014."), ["AGREE 2014"]);
}

#[test]
fn place_and_day_before_a_report_are_none_of_what_it_tells() {
    let sentence = "SANTIAGO, 3 February (Andean News) — Peru bombed the port of Chile.";
    assert_eq!(dates(sentence), [""]);
    assert!(text(&events(sentence).annotations[0], "place").is_empty());
    let record = stage::<Events>(&paragraph(sentence));
    assert_eq!(record.annotations[0].spans[0].slice(&record.text).unwrap(), "bombed");
}

#[test]
fn months_are_known_by_their_beginning() {
    assert_eq!(dates("Chile bombed the port of Peru on Sept. 17."), ["2022-09-17"]);
    assert_eq!(dates("Chile bombed the port of Peru on 4 Dec. 2021."), ["2021-12-04"]);
}

#[test]
fn times_to_come_are_counted_from_publication() {
    for (words, last) in [
        ("later this year", "2023-12-31"),
        ("within two weeks", "2023-02-24"),
        ("within 24 to 48 hours", "2023-02-12"),
        ("in the next 24 to 48 hours", "2023-02-12"),
        ("on 17 September", "2023-09-17"),
        ("by Sept. 17", "2023-09-17"),
        ("within the next two to three months", "2023-05-10"),
    ] {
        let sentence = format!("Peru is likely to leave the pact {words}.");
        assert_eq!(until(&sentence), [last], "{words}");
    }
    let record = stage::<Forecasts>(&paragraph("The talks that began in March may fail."));
    assert_eq!(text(&record.annotations[0], "to"), "");
}

#[test]
fn a_day_of_another_clause_stays_there() {
    for (sentence, expect) in [
        (
            "Since Chad and Sudan signed a treaty in June 2021, Libya has sent aid to Sudan.",
            &["AID"][..],
        ),
        (
            "After Kenya quit the talks in 2018, Uganda condemned Rwanda on 3 March 2021.",
            &["ACCUSE 2021-03-03"],
        ),
        ("Since 2019, when Peru left the pact, Chile has attacked Bolivia.", &["ASSAULT"]),
        ("On Tuesday Kenya condemned the attack of 3 May.", &["ACCUSE 2023-02-07"]),
        ("Finland condemns the damage done to the cable on 25 December.", &["ACCUSE"]),
        ("Serbia accused Kosovo of planning an attack on 5 November.", &["ACCUSE"]),
        (
            "Peru criticised Chile on Monday for expelling its envoy in January.",
            &["ACCUSE 2023-02-06"],
        ),
        ("Oman praised the deal that Iran signed in 2015.", &["SUPPORT"]),
        (
            "Chile attacked Peru in 2020 and bombed Bolivia in 2021.",
            &["ASSAULT 2020", "ASSAULT 2021"],
        ),
        ("Chile attacked Peru in 2020, and Bolivia bombed Paraguay.", &["ASSAULT 2020", "ASSAULT"]),
        (
            "On Monday Chile attacked Peru and bombed Bolivia.",
            &["ASSAULT 2023-02-06", "ASSAULT 2023-02-06"],
        ),
        (
            "Chile attacked Peru in May, and on 3 June Bolivia bombed Paraguay.",
            &["ASSAULT 2022-05", "ASSAULT 2022-06-03"],
        ),
        ("Chile attacked Peru by closing the port on 3 February.", &["ASSAULT 2023-02-03"]),
    ] {
        assert_eq!(dated(sentence), *expect, "{sentence}");
    }
}

/// The dates of the events of two paragraphs, published on no day or on one.
fn reported(published: Option<&str>, first: &str) -> Vec<String> {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = published.and_then(|day| day.parse().ok());
    builder.block(BlockKind::Paragraph, first);
    builder.block(BlockKind::Paragraph, "Biden criticised Chile on 2 May.");
    let record = stage::<Events>(&builder.build());
    let date = |one: &cableway_sdk::Annotation| text(one, "date").to_owned();
    record.annotations.iter().map(date).collect()
}

#[test]
fn the_day_that_opens_a_report_is_the_clock_where_there_is_no_other() {
    let first = "MUSCAT, Oct 3 2024 (Gulf News) - Iran attacked Oman on Tuesday.";
    assert_eq!(reported(None, first), ["2024-10-01", "2024-05-02"]);
    assert_eq!(reported(Some("2022-06-30"), first), ["2022-06-28", "2022-05-02"]);
    let first = "GENEVA (Lake Agency), 4 March 2023 — Peru attacked Chile on Thursday.";
    assert_eq!(reported(None, first), ["2023-03-02", "2022-05-02"]);
    // No year is guessed, and no later paragraph tells the day.
    assert_eq!(reported(None, "ROME, March 4 — Peru attacked Chile on Thursday."), ["", ""]);
    assert_eq!(reported(None, "Peru attacked Chile on Thursday."), ["", ""]);
}

#[test]
fn the_day_of_a_condition_is_not_that_of_what_comes_of_it() {
    assert_eq!(until("If Chile resigned tomorrow, Peru would double the tariff."), [""]);
    assert_eq!(until("Peru would double the tariff if Chile resigned tomorrow."), [""]);
    assert_eq!(until("If the vote fails on 9 November, Peru will leave the pact."), [""]);
    assert_eq!(
        until("If the vote fails, Peru will leave the pact on 9 November 2023."),
        ["2023-11-09"]
    );
}

#[test]
fn over_the_next_months() {
    assert_eq!(until("Peru may leave the pact over the next six months.").len(), 1);
    assert_ne!(until("Peru may leave the pact over the next six months."), [""]);
    assert_eq!(until("Peru may pay for the port over six months."), [""]);
}
