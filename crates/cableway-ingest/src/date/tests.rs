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
    ] {
        check_none(text);
    }
    check_none(&"1 ".repeat(100_000));
}

#[test]
fn weeks_days_of_the_year_and_other_profiles_of_iso_8601() {
    check("2020-W52-1", "2020-12-21");
    check("2020W521", "2020-12-21");
    check("2020-W53-7T09:30Z", "2021-01-03T09:30Z");
    check("2020-356", "2020-12-21");
    check("2020356T093000Z", "2020-12-21T09:30:00Z");
    check("2020-12-21T24:00:00Z", "2020-12-22T00:00:00Z");
    check("2020-12-31T24:00", "2021-01-01T00:00");
    check("2020-12-21T09:30:00,5Z", "2020-12-21T09:30:00.5Z");
    check("2020-12-21T09:30.25Z", "2020-12-21T09:30:15Z");
    check("2020-12-21T09:30:00-00:00", "2020-12-21T09:30:00Z");
    check("2020-12-21T09:30:00+01:00[Europe/Berlin]", "2020-12-21T09:30:00+01:00");
    check("2020-12-21Z", "2020-12-21");
    check("2020-12-21+03:00", "2020-12-21");
    for text in ["2020-W52", "2020-W54-1", "2020-W52-8", "2020-000", "2021-366", "2020-12-21T24:01"]
    {
        check_none(text);
    }
}

#[test]
fn old_and_odd_mail() {
    check("Mon, 21 Dec 20 09:30:00 GMT", "2020-12-21T09:30:00Z");
    check("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z");
    check("21 Dec 2020 09:30:00 -0000", "2020-12-21T09:30:00Z");
    check("Mon, 21 Dec 2020 09:30:00 CST", "2020-12-21T09:30:00-06:00");
    check("Mon, 21 Dec 2020 09:30:00 MST", "2020-12-21T09:30:00-07:00");
    check("Mon, 21 Dec 2020 09:30:00 UT", "2020-12-21T09:30:00Z");
    // Elsewhere it may be China's, and a letter was never used in one way alone.
    check("Mon Dec 21 09:30:00 CST 2020", "2020-12-21T09:30:00");
    check("21 Dec 2020 09:30 A", "2020-12-21T09:30");
    check_none("21 Dec 20");
}

#[test]
fn more_languages() {
    for text in [
        "21 grudnia 2020",
        "poniedziałek, 21 grudnia 2020 r.",
        "21 декабря 2020 г.",
        "Понедельник, 21 декабря 2020 года",
        "21. prosince 2020",
        "pondělí 21. prosince 2020",
        "21 Aralık 2020",
        "21 ARALIK 2020 Pazartesi",
        "den 21 december 2020",
        "måndag 21 december 2020",
        "mandag d. 21. december 2020",
        "21. desember 2020",
        "21. joulukuuta 2020",
        "maanantai 21. joulukuuta 2020",
        "2020年12月21日",
        "2020年12月21日（月）",
        "2020年12月21日 星期一",
        "令和2年12月21日",
        "2020년 12월 21일",
        "2020년 12월 21일 (월)",
        "2020. 12. 21.",
        "21 ديسمبر 2020",
        "الاثنين ٢١ ديسمبر ٢٠٢٠",
        "٢١ كانون الأول ٢٠٢٠",
        "۱ دی ۱۳۹۹",
        "دوشنبه ۱ دی ۱۳۹۹",
        "21 de\u{301}cembre 2020",
        "2020. December 21.",
        "21 December 2020 (Monday)",
    ] {
        check(text, "2020-12-21");
    }
    check("21 sierpnia 2020", "2020-08-21");
    check("21 мая 2020", "2020-05-21");
    check("21 мая 2020, 14:05", "2020-05-21T14:05");
    check("21 декабря 2020 г. в 14:05", "2020-12-21T14:05");
    check("21. joulukuuta 2020 klo 14.05", "2020-12-21T14:05");
    check("21. desember 2020 kl. 14.05", "2020-12-21T14:05");
    check("2020年12月21日 14:05", "2020-12-21T14:05");
    check("2020年12月21日 午後2時05分", "2020-12-21T14:05");
    check("2020年12月21日 下午2:05", "2020-12-21T14:05");
    check("2020년 12월 21일 오후 2:05", "2020-12-21T14:05");
    check("2020.12.21 오전 9:30", "2020-12-21T09:30");
    check("2020年12月", "2020-12");
    check("joulukuu 2020", "2020-12");
}

#[track_caller]
fn check_read(text: &str, order: Order, expect: Result<&str, &[&str]>) {
    let found = match read(text, order) {
        Ok(date) => Ok(date.to_string()),
        Err(Unread::NoDate) => Err(Vec::new()),
        Err(Unread::Ambiguous(dates)) => Err(dates.iter().map(ToString::to_string).collect()),
    };
    let expect = expect
        .map(str::to_owned)
        .map_err(|dates| dates.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(found, expect, "{text}");
}

#[test]
fn what_can_mean_several_days() {
    use Order::{DayFirst, MonthFirst, Unknown};
    let both: &[&str] = &["2020-03-04", "2020-04-03"];
    check_read("03/04/2020", Unknown, Err(both));
    check_read("03-04-2020 14:05", Unknown, Err(&["2020-03-04T14:05", "2020-04-03T14:05"]));
    check_read("03/04/2020", DayFirst, Ok("2020-04-03"));
    check_read("03/04/2020", MonthFirst, Ok("2020-03-04"));
    // What a country is used to does not make a thirteenth month.
    check_read("21/12/2020", MonthFirst, Ok("2020-12-21"));
    check_read("12/21/2020", DayFirst, Ok("2020-12-21"));
    check_read("03.04.2020", MonthFirst, Ok("2020-04-03"));
    // A weekday settles it.
    check_read("Friday, 03/04/2020", Unknown, Ok("2020-04-03"));
    check_read("Wednesday 03/04/2020", Unknown, Ok("2020-03-04"));
    check_read("Sunday 03/04/2020", Unknown, Err(both));
    check_read("21/12/20", DayFirst, Ok("2020-12-21"));
    check_read("21/12/20", Unknown, Err(&["2020-12-21", "2021-12-20"]));
    check_read("31.12.99", Unknown, Ok("1999-12-31"));
    check_read("21. listopada 2020", Unknown, Err(&["2020-10-21", "2020-11-21"]));
    check_read("21 listopada 2020", Unknown, Ok("2020-11-21"));
    // A year of the Persian calendar, or of the Islamic one.
    check_read("1399/10/01", Unknown, Err(&[]));
    check_read("1399/10/01", Order::Persian, Ok("2020-12-21"));
    check_read("۱۳۹۹/۱۰/۰۱", Order::of_language("fa-IR"), Ok("2020-12-21"));
}

#[test]
fn values_of_machines() {
    let check = |text, expect| check_read(text, Order::Unknown, expect);
    check("1608543000", Ok("2020-12-21T09:30:00Z"));
    check("1608543000123", Ok("2020-12-21T09:30:00Z"));
    check("20201221093000", Ok("2020-12-21T09:30:00"));
    check("+002020-12-21", Ok("2020-12-21"));
    check("0001-01-01T00:00:00Z", Err(&[]));
    check("1970-01-01T00:00:00Z", Err(&[]));
    check("1970-01-01", Ok("1970-01-01"));
    check("99999999999999", Err(&[]));
    check("2026-03-04T10:00 Europe/Berlin", Ok("2026-03-04T10:00"));
    check("2026-03-04T10:00:00+01:00[Europe/Berlin]", Ok("2026-03-04T10:00:00+01:00"));
    check("2026-03-04 10:00 America/Argentina/Buenos_Aires", Ok("2026-03-04T10:00"));
    check("2026-03-04 Sports/Football", Ok("2026-03-04"));
    check("2026-02-31", Err(&[]));
    check("2026-03-04T10:00:00+99:00", Err(&[]));
}

#[test]
fn lines_with_a_dash_or_a_german_label() {
    check_line("LONDON, 4 March 2026 -", Some("2026-03-04"), None);
    check_line("LONDON, 4 March 2026 —", Some("2026-03-04"), None);
    check_line("Stand: 3. März 2026, 18:22 Uhr", None, Some("2026-03-03T18:22"));
}

#[test]
fn dates_of_pdf_files() {
    let check = |text, expect: Option<&str>| {
        assert_eq!(pdf(text).map(|date| date.to_string()).as_deref(), expect, "{text}");
    };
    check("D:20201221093000+03'00'", Some("2020-12-21T09:30:00+03:00"));
    check("D:20201221093000-05'30", Some("2020-12-21T09:30:00-05:30"));
    check("D:20201221093000Z00'00'", Some("2020-12-21T09:30:00Z"));
    check("D:20201221093000Z", Some("2020-12-21T09:30:00Z"));
    check("D:20201221093000", Some("2020-12-21T09:30:00"));
    check("D:202012210930", Some("2020-12-21T09:30"));
    check("20201221", Some("2020-12-21"));
    check("D:202012", Some("2020-12"));
    check("D:2020", Some("2020"));
    check("D:20201321", None);
    check("D:", None);
    check("D:€€€€", None);
}

#[test]
fn languages_with_a_habit() {
    use Order::{DayFirst, MonthFirst, Persian, Unknown};
    for (tag, order) in [
        ("en", Unknown),
        ("en-US", MonthFirst),
        ("en-GB", DayFirst),
        ("en-CA", Unknown),
        ("de", DayFirst),
        ("fr-CA", Unknown),
        ("es-US", Unknown),
        ("ja", Unknown),
        ("fa-IR", Persian),
    ] {
        assert_eq!(Order::of_language(tag), order, "{tag}");
    }
}

#[test]
fn a_field_that_is_left_out_says_why() {
    let context = Context::default();
    assert_eq!(field("published", "03/04/2020", Order::Unknown, &context), None);
    assert_eq!(field("modified", "yesterday", Order::Unknown, &context), None);
    assert_eq!(field("modified", " ", Order::Unknown, &context), None);
    insta::assert_snapshot!(context.take_notes().join("\n"), @r#"
    `published` is left out: "03/04/2020" can mean 2020-03-04 or 2020-04-03
    `modified` is left out: "yesterday" is no date that is known here
    "#);
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

#[test]
fn lines_that_can_mean_several_days() {
    let unclear = |line| dates_of_line(line).map(|dates| dates.unclear.len());
    assert_eq!(unclear("Published on 03/04/2020"), Some(1));
    assert_eq!(unclear("03/04/2020"), Some(1));
    assert_eq!(unclear("Published 03/04/2020 | Updated 05/04/2020"), Some(2));
    assert_eq!(unclear("Posted: 21/12/20"), Some(1));
    // The number of a chapter, a score, a share.
    assert_eq!(unclear("1.2.10"), None);
    assert_eq!(unclear("03/04/20"), None);
}

/// Whatever is read is ISO 8601, and reads as itself.
fn check_round_trip(text: &str) -> Result<(), TestCaseError> {
    for order in [Order::Unknown, Order::DayFirst, Order::MonthFirst, Order::Persian] {
        let found = match read(text, order) {
            Ok(date) => vec![date],
            Err(Unread::Ambiguous(dates)) => {
                prop_assert!(dates.len() > 1 && dates.is_sorted(), "{}", text);
                dates
            }
            Err(Unread::NoDate) => Vec::new(),
        };
        for date in found {
            prop_assert_eq!(date.as_str().parse::<Date>(), Ok(date.clone()));
            // A number alone may be one of anything, and is a year only where it is near; the word for
            // `year` behind it (`2200年`) makes any number one.
            let is_near = date.as_str().len() > 4 || ("1500"..="2199").contains(&date.as_str());
            let expect = is_near.then(|| date.clone());
            prop_assert_eq!(parse(date.as_str()), expect, "{}", text);
        }
    }
    let _ = (dates_of_line(text), pdf(text));
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,130}") {
        check_round_trip(&text)?;
    }

    #[test]
    fn near_dates_in_all_scripts(text in "([0-9]{1,4}|[٠-٩۰-۹０-９]{1,4}|年|月|日|년|월|일|午後|[ .,:/+-]|T|W|Z|mar|декабря|دی|令和|ديسمبر|listopada|\\(|\\)|pm){0,14}") {
        check_round_trip(&text)?;
    }

    #[test]
    fn a_time_since_1970_is_that_of_its_day(seconds in -62_135_596_800_i64..253_402_300_800) {
        let date = from_unix(seconds).unwrap();
        prop_assert_eq!(date.as_str().len(), 20);
        prop_assert_eq!(parse(date.as_str()), Some(date));
    }

    #[test]
    fn any_number_of_seconds_is_read_without_panic(seconds in any::<i64>()) {
        let _ = from_unix(seconds);
    }

    #[test]
    fn what_is_written_as_mail_comes_back(year in 1950..=2049_u32, month in 0..12_usize, day in 1..=28_u32, hour in 0..24, minute in 0..60, offset in -14..=14_i32) {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
            "Nov", "Dec"];
        let sign = if offset < 0 { '-' } else { '+' };
        let hours = offset.abs();
        let expect = format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:07{sign}{hours:02}:00", month + 1);
        for year in [year, year % 100] {
            let text = format!("{day} {} {year:02} {hour:02}:{minute:02}:07 {sign}{hours:02}00", MONTHS[month]);
            let found = parse(&text).map(|date| date.to_string());
            prop_assert_eq!(found.as_ref(), Some(&expect), "{}", text);
        }
    }

    #[test]
    fn near_dates_are_read_without_panic(text in "([0-9]{1,4}|[a-zé]{1,4}|[ .,:/+-]|T|Z|mar|dec|pm){0,14}") {
        check_round_trip(&text)?;
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
