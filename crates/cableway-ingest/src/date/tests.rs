use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, expect: &str) {
    let found = parse(text).map(|date| date.to_string());
    assert_eq!(found.as_deref(), Some(expect), "{text}");
}

#[track_caller]
fn check_none(text: &str) {
    assert_eq!(parse(text), None, "{text}");
}

#[test]
fn iso_8601() {
    check("2020-12-21", "2020-12-21");
    check("2020-12", "2020-12");
    check("2020", "2020");
    check("20201221", "2020-12-21");
    check("2020-12-21T09:30:00Z", "2020-12-21T09:30:00Z");
    check("2020-12-21t09:30:00z", "2020-12-21T09:30:00Z");
    check("2020-12-21 09:30", "2020-12-21T09:30");
    check("2020-12-21 09:30:15", "2020-12-21T09:30:15");
    check("2020-12-21T09:30:00+0300", "2020-12-21T09:30:00+03:00");
    check("2020-12-21T09:30:00-05", "2020-12-21T09:30:00-05:00");
    check("2020-12-21T09:30:00.123456789012Z", "2020-12-21T09:30:00.123456789Z");
    check("2020-12-21 09:30:00 +03:00", "2020-12-21T09:30:00+03:00");
    check("2020-12-21 09:30:00 UTC", "2020-12-21T09:30:00Z");
    check("20201221T093000Z", "2020-12-21T09:30:00Z");
    check("2020-1-5", "2020-01-05");
}

#[test]
fn what_machines_write() {
    check("Mon, 21 Dec 2020 09:30:00 +0300", "2020-12-21T09:30:00+03:00");
    check("Mon, 21 Dec 2020 09:30:00 GMT", "2020-12-21T09:30:00Z");
    check("Mon, 21 Dec 2020 09:30:00 -0500 (EST)", "2020-12-21T09:30:00-05:00");
    check("21 Dec 2020 09:30 EDT", "2020-12-21T09:30-04:00");
    check("Mon Dec 21 09:30:00 2020", "2020-12-21T09:30:00");
    check("Mon Dec 21 09:30:00 +0000 2020", "2020-12-21T09:30:00+00:00");
    check("Mon Dec 21 2020 09:30:00 GMT+0300 (Moscow Standard Time)", "2020-12-21T09:30:00+03:00");
}

#[test]
fn what_people_write_in_english() {
    for text in [
        "December 21, 2020",
        "Dec. 21, 2020",
        "Dec 21 2020",
        "DECEMBER 21ST, 2020",
        "21 December 2020",
        "21st of December 2020",
        "21st December, 2020",
        "the 21st of December, 2020",
        "Monday, 21 December 2020",
        "Monday December 21, 2020",
        "21-Dec-2020",
        "December\u{a0}21, 2020",
        " December 21, 2020. ",
    ] {
        check(text, "2020-12-21");
    }
    check("December 2020", "2020-12");
    check("Sept. 2020", "2020-09");
    check("May 4, 2021", "2021-05-04");
}

#[test]
fn other_languages() {
    check("21. Dezember 2020", "2020-12-21");
    check("Montag, den 21. Dezember 2020", "2020-12-21");
    check("3. März 2021, 14:05 Uhr", "2021-03-03T14:05");
    check("lundi 21 décembre 2020 à 14h05", "2020-12-21T14:05");
    check("1er août 2020", "2020-08-01");
    check("mar. 22 décembre 2020", "2020-12-22");
    check("21 de diciembre de 2020", "2020-12-21");
    check("lunes, 21 de diciembre del 2020", "2020-12-21");
    check("21 dicembre 2020 alle 14.05", "2020-12-21T14:05");
    check("segunda-feira, 21 de dezembro de 2020 às 14:05", "2020-12-21T14:05");
    check("maandag 21 december 2020 om 14:05 uur", "2020-12-21T14:05");
}

#[test]
fn numbers_only_where_they_mean_one_day() {
    check("21.12.2020", "2020-12-21");
    check("03.04.2020", "2020-04-03");
    check("2020/12/21", "2020-12-21");
    check("21/12/2020", "2020-12-21");
    check("12/21/2020", "2020-12-21");
    check("04/04/2020", "2020-04-04");
    check("21/12/2020 14:05", "2020-12-21T14:05");
    check_none("03/04/2020");
    check_none("03-04-2020");
    check_none("21/12/20");
}

#[test]
fn times_of_day() {
    check("December 21, 2020 9:30 a.m.", "2020-12-21T09:30");
    check("December 21, 2020 at 9:30 p.m. EST", "2020-12-21T21:30-05:00");
    check("December 21, 2020, 12:05 am", "2020-12-21T00:05");
    check("December 21, 2020 | 12:05pm", "2020-12-21T12:05");
    check("9:30 a.m. EST, December 21, 2020", "2020-12-21T09:30-05:00");
    check("14:05, 21 December 2020", "2020-12-21T14:05");
    check("21 December 2020 - 14:05", "2020-12-21T14:05");
    check("21 December 2020 at 9.30am GMT", "2020-12-21T09:30Z");
    // Eastern time is two offsets, and which of the two the text does not say.
    check("December 21, 2020 9:30 a.m. ET", "2020-12-21T09:30");
    // An hour is no more precise than a day in a record.
    check("December 21, 2020 at 9 a.m.", "2020-12-21");
}

#[test]
fn no_dates() {
    for text in [
        "",
        "yesterday",
        "12",
        "9999",
        "0000-00-00",
        "2021-02-29",
        "February 30, 2020",
        "December 21, 2020 saw rain",
        "on December 21, 2020 and December 22, 2020",
        "December 21",
        "2020-12-21T25:00",
        "21 December 2020 14",
        "1,234 5,678",
        "٢١ December ٢٠٢٠",
    ] {
        check_none(text);
    }
    check_none(&"1 ".repeat(100_000));
}

#[track_caller]
fn check_line(line: &str, published: Option<&str>, modified: Option<&str>) {
    let dates = dates_of_line(line).unwrap_or_default();
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    assert_eq!(
        (text(dates.published), text(dates.modified)),
        (published.map(str::to_owned), modified.map(str::to_owned)),
        "{line}"
    );
}

#[test]
fn lines_of_dates() {
    let day = Some("2020-12-21");
    check_line("Published on December 21, 2020", day, None);
    check_line("PUBLISHED: 21 December 2020", day, None);
    check_line("21 December 2020", day, None);
    check_line("Veröffentlicht am 21.12.2020", day, None);
    check_line("Publicado el 21 de diciembre de 2020", day, None);
    check_line("Publié le 21 décembre 2020", day, None);
    check_line("Updated: 21 December 2020", None, day);
    check_line("Published 21 December 2020 | Updated 22 December 2020", day, Some("2020-12-22"));
    check_line("21 December 2020, updated 22 December 2020", day, Some("2020-12-22"));
    check_line("December 21, 2020 · 5 min read", day, None);
    check_line("Port Ansel, 21 December 2020", day, None);
    check_line("Published", None, None);
    check_line("2020", None, None);
    check_line("In December 2020", None, None);
    check_line("The council met on December 21, 2020", None, None);
    check_line("December 21, 2020 | 22 December 2020", None, None);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,130}") {
        let _ = (parse(&text), dates_of_line(&text));
    }

    #[test]
    fn near_dates_are_read_without_panic(text in "([0-9]{1,4}|[a-zé]{1,4}|[ .,:/+-]|T|Z|mar|dec|pm){0,14}") {
        let _ = (parse(&text), dates_of_line(&text));
    }

    #[test]
    fn a_day_reads_the_same_in_every_form(year in 1600..2199_u32, month in 1..=12_u32, day in 1..=28_u32) {
        const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July",
            "August", "September", "October", "November", "December"];
        let name = MONTHS[month as usize - 1];
        let expect = format!("{year:04}-{month:02}-{day:02}");
        for text in [
            expect.clone(),
            format!("{year}{month:02}{day:02}"),
            format!("{day}.{month}.{year}"),
            format!("{name} {day}, {year}"),
            format!("{day} {} {year}", &name[..3]),
        ] {
            let found = parse(&text).map(|date| date.to_string());
            prop_assert_eq!(found.as_ref(), Some(&expect), "{}", text);
        }
    }
}
