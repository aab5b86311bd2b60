//! The stage `dates` through documents.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cableway_classify::{Dates, DatesConfig};
use cableway_core::{
    Annotation, Annotations, BlockKind, Classify as _, Context, Document, Limits, Setup,
    Stage as _, StageName,
};
use insta::assert_snapshot;
use proptest::prelude::*;

/// A Monday.
const PUBLISHED: &str = "2020-12-21";

fn document(published: &str, text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.published = published.parse().ok();
    for line in text.lines() {
        builder.block(BlockKind::Paragraph, line);
    }
    builder.build()
}

fn find(config: DatesConfig, document: &Document) -> (Vec<Annotation>, Vec<String>) {
    let stage = Dates::new(config, &Setup::new(".", Limits::default())).unwrap();
    let name: StageName = "dates".parse().unwrap();
    let mut found = Annotations::new(name.clone());
    let context = Context::default();
    stage.classify(document, &mut found, &context).unwrap();
    document.clone().add_annotations(&name, &["date"], found.clone()).unwrap();
    (found.as_slice().to_vec(), context.take_notes())
}

/// A line for each expression: its words, its value, what else the attributes say.
fn dates(config: DatesConfig, published: &str, text: &str) -> String {
    let document = document(published, text);
    let (found, notes) = find(config, &document);
    let mut out = String::new();
    for date in &found {
        let words = document.slice(date.spans[0]).unwrap();
        let attribute =
            |name: &str| date.attributes.get(name).map(ToString::to_string).unwrap_or_default();
        let _ = write!(out, "{words}: {}", date.label);
        for name in ["alternatives", "unresolved", "approximate", "other_order"] {
            if date.attributes.contains_key(name) {
                let _ = write!(out, ", {name} {}", attribute(name));
            }
        }
        out.push('\n');
    }
    for note in notes {
        let _ = writeln!(out, "note: {note}");
    }
    out
}

/// Words and values, one after the other, of a text written on a Monday, the 21 December 2020.
#[track_caller]
fn check(text: &str, expect: &[(&str, &str)]) {
    let document = document(PUBLISHED, text);
    let (found, _) = find(DatesConfig::default(), &document);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|date| (document.slice(date.spans[0]).unwrap(), date.label.as_str()))
        .collect();
    assert_eq!(found, expect, "in: {text}");
}

#[test]
fn days_by_their_date() {
    check("It sank on 21 December 2020.", &[("21 December 2020", "2020-12-21")]);
    check("Dec. 21, 2020: it sank.", &[("Dec. 21, 2020", "2020-12-21")]);
    check("The 3rd of May 1999 was calm.", &[("The 3rd of May 1999", "1999-05-03")]);
    check("the twenty-first of June 2017", &[("the twenty-first of June 2017", "2017-06-21")]);
    check("Monday, January 4, 2021, at last", &[("Monday, January 4, 2021", "2021-01-04")]);
    check(
        "logged 2020-02-29 and 13.5.2015",
        &[("2020-02-29", "2020-02-29"), ("13.5.2015", "2015-05-13")],
    );
}

#[test]
fn days_that_count_from_the_day_of_publication() {
    check("It sank on Tuesday.", &[("Tuesday", "2020-12-15")]);
    check("The board will meet on Tuesday.", &[("Tuesday", "2020-12-22")]);
    check("He said on Monday that it had sunk.", &[("Monday", "2020-12-21")]);
    check(
        "yesterday and the day after tomorrow",
        &[("yesterday", "2020-12-20"), ("the day after tomorrow", "2020-12-23")],
    );
    check("two weeks ago", &[("two weeks ago", "2020-12-07")]);
    check("three days after Christmas Day", &[("three days after Christmas Day", "2020-12-28")]);
    check("It sails on Friday next week.", &[("on Friday next week", "2021-01-01")]);
    check("the first Friday of July 2021", &[("the first Friday of July 2021", "2021-07-02")]);
}

#[test]
fn periods() {
    check("It sank last week.", &[("last week", "2020-W51")]);
    check("the end of next year", &[("the end of next year", "2021-07-01/2021-12-31")]);
    check("between 3 and 5 May 2019", &[("between 3 and 5 May 2019", "2019-05-03/2019-05-05")]);
    check(
        "from 28 December to 3 January 2021",
        &[("from 28 December to 3 January 2021", "2020-12-28/2021-01-03")],
    );
    check("a ferry of the 1990s", &[("the 1990s", "199X")]);
    check("early March 2020", &[("early March 2020", "2020-03-01/2020-03-15")]);
    check("sales in Q3 2021", &[("Q3 2021", "2021-07/2021-09")]);
    check("open since 2014", &[("since 2014", "2014/..")]);
    check("in June 2016 and in 2015", &[("June 2016", "2016-06"), ("2015", "2015")]);
    check("over the past three weeks", &[("the past three weeks", "2020-11-30/2020-12-20")]);
    check("the 19th century", &[("the 19th century", "18XX")]);
    check("this weekend", &[("this weekend", "2020-12-26/2020-12-27")]);
    check("the summer of 2019", &[("the summer of 2019", "2019-22")]);
}

#[test]
fn durations_times_and_what_repeats() {
    check("it took two and a half hours", &[("two and a half hours", "PT2.5H")]);
    check("a three-day strike", &[("three-day", "P3D")]);
    check("at 5:30 p.m. on Monday", &[("5:30 p.m. on Monday", "2020-12-21T17:30")]);
    check("sails at 17:05", &[("17:05", "T17:05")]);
    check("every two weeks", &[("every two weeks", "R/P2W")]);
    check("this morning", &[("this morning", "2020-12-21TMO")]);
}

#[test]
fn what_is_no_date() {
    for text in [
        "The ferry may sink. They march on.",
        "He came second, and won 3-2.",
        "The fare rose by 4.22 to 6,107.31 crowns.",
        "Ships of 2000 tonnes; flight 1984; 10.1.20.1; call 555-12-1234.",
        "The sun sat low. Mark the 27th floor.",
        "the first prize, the second half",
        "April Jones met August Strindberg.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_news_report() {
    assert_snapshot!(dates(DatesConfig::default(), "2021-03-04T09:30:00+01:00", "\
The island ferry sailed again on Monday, eleven weeks after a cracked shaft put it out of service in mid-December.
The Harbour Board, founded in the 1920s, said on Wednesday evening that two boats would run daily from 1 April until the end of October. It will vote on the timetable on Friday at 10 a.m.
In the third quarter of 2020 the line lost 90,000 crowns; between 2015 and 2019 it had made a profit each year. The next inspection is due within six months, and the yard closes over Easter 2021.
Half a year ago, on 9/10/2020, the shaft had passed a test. It was the first failure since May 1998.
"));
}

#[test]
fn without_a_day_of_publication_relative_dates_stay_open() {
    assert_snapshot!(dates(DatesConfig::default(), "", "It sank on Tuesday, two days before 24 December 2020, and last week. Christmas is on 25 December."), @r#"
    Tuesday: XXXX-WXX-2, unresolved "depends on a day that is not known"
    two days before 24 December 2020: 2020-12-22
    last week: XXXX-WXX, unresolved "depends on a day that is not known"
    Christmas: XXXX-12-25, unresolved "depends on a day that is not known"
    25 December: XXXX-12-25, unresolved "depends on a day that is not known"
    note: 4 dates count from the day of publication, which is not known; `reference` can say it
    "#);
}

#[test]
fn a_reference_takes_the_place_of_the_day_of_publication() {
    let config = DatesConfig { reference: Some("2016-11-07".into()), ..DatesConfig::default() };
    assert_eq!(dates(config, PUBLISHED, "yesterday"), "yesterday: 2016-11-06\n");
    let config = DatesConfig { reference: Some("7 November".into()), ..DatesConfig::default() };
    let refused = Dates::new(config, &Setup::new(".", Limits::default())).unwrap_err();
    assert_eq!(refused.to_string(), "reference: `7 November` is no day");
}

#[test]
fn figures_are_read_as_they_are_told_to() {
    let day_first = DatesConfig { day_first: true, ..DatesConfig::default() };
    assert_eq!(
        dates(day_first, PUBLISHED, "on 3/4/2020"),
        "3/4/2020: 2020-04-03, other_order \"2020-03-04\"\n"
    );
    assert_eq!(
        dates(DatesConfig::default(), PUBLISHED, "on 3/4/2020"),
        "3/4/2020: 2020-03-04, other_order \"2020-04-03\"\n"
    );
    assert_eq!(dates(DatesConfig::default(), PUBLISHED, "on 21/4/2020"), "21/4/2020: 2020-04-21\n");
}

#[test]
fn what_only_messages_mean_is_read_where_asked() {
    let casual = || DatesConfig { casual: true, ..DatesConfig::default() };
    assert_eq!(dates(DatesConfig::default(), PUBLISHED, "I was there for the 2nd"), "");
    assert_snapshot!(dates(casual(), PUBLISHED, "I was there for the 2nd"), @r#"the 2nd: 2020-12-02, alternatives [{"value":"2021-01-02"}]"#);
}

#[test]
fn days_that_the_calendar_does_not_have_have_no_value() {
    assert_snapshot!(dates(DatesConfig::default(), PUBLISHED, "on 30 February 2020 and 29 February 2021"), @r#"
    30 February 2020: 2020-02-30, unresolved "the calendar has no such day"
    29 February 2021: 2021-02-29, unresolved "the calendar has no such day"
    "#);
}

#[test]
fn other_languages_are_left_alone() {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("de".into());
    builder.block(BlockKind::Paragraph, "Am 3 May 2020");
    let (found, notes) = find(DatesConfig::default(), &builder.build());
    assert!(found.is_empty());
    assert_eq!(notes, ["no dates: they are read in English only, and this is `de`"]);
}

#[test]
fn odd_texts() {
    for text in [
        "",
        "Monday",
        "2020",
        "понедельник 5 мая",
        "星期一 2020年12月21日",
        "🎄25 December🎄 é́May 5",
    ] {
        let _ = dates(DatesConfig::default(), PUBLISHED, text);
    }
    assert_eq!(
        dates(DatesConfig::default(), PUBLISHED, "🎄25 December 2020🎄"),
        "25 December 2020: 2020-12-25\n"
    );
    assert_eq!(
        dates(DatesConfig::default(), PUBLISHED, "IT SANK ON TUESDAY, 15 DECEMBER 2020"),
        "TUESDAY, 15 DECEMBER 2020: 2020-12-15\n"
    );
    // Beyond the calendar.
    let far =
        "in 9999999 years, 999999 centuries ago, 99999 decades from now, the last 888888 years";
    assert!(
        !dates(DatesConfig { casual: true, ..DatesConfig::default() }, PUBLISHED, far).is_empty()
    );
}

/// The words of the first expression, its value, its first and last day.
#[track_caller]
fn check_days(text: &str, expect: (&str, &str, &str, &str)) {
    let document = document(PUBLISHED, text);
    let (found, _) = find(DatesConfig::default(), &document);
    let date = found.first().expect(text);
    let day = |name: &str| {
        date.attributes.get(name).and_then(|day| day.as_str()).unwrap_or("").to_owned()
    };
    let (start, end) = (day("start"), day("end"));
    let words = document.slice(date.spans[0]).unwrap();
    assert_eq!((words, date.label.as_str(), start.as_str(), end.as_str()), expect, "in: {text}");
}

#[test]
fn an_end_that_is_the_edge_of_a_period_is_its_first_or_last_day() {
    let by = |words: &str, day: &str| {
        check_days(&format!("It will sail {words}."), (words, &format!("../{day}"), "", day));
    };
    by("by the end of the year", "2020-12-31");
    by("by the end of the month", "2020-12-31");
    by("by the end of 2021", "2021-12-31");
    by("by the end of next month", "2021-01-31");
    by("by mid-April 2021", "2021-04-15");
    by("by the start of May 2021", "2021-05-01");
    by("until the end of March 2021", "2021-03-31");
    by("before the end of 2021", "2021-12-31");
    check_days(
        "since the end of March 2019",
        ("since the end of March 2019", "2019-03-31/..", "2019-03-31", ""),
    );
    check_days(
        "After the start of May 2019",
        ("After the start of May 2019", "2019-05-01/..", "2019-05-01", ""),
    );
    check_days(
        "from the end of May to mid-June 2019",
        (
            "from the end of May to mid-June 2019",
            "2019-05-31/2019-06-23",
            "2019-05-31",
            "2019-06-23",
        ),
    );
}

#[test]
fn values_and_days_of_open_intervals_agree() {
    check_days("Before 2014 it", ("Before 2014", "../2013-12-31", "", "2013-12-31"));
    check_days("After May 2015 it", ("After May 2015", "2015-06-01/..", "2015-06-01", ""));
    check_days("Since May 2015 it", ("Since May 2015", "2015-05/..", "2015-05-01", ""));
    check_days("Until May 2015 it", ("Until May 2015", "../2015-05", "", "2015-05-31"));
    check_days("before 3 May 2019", ("before 3 May 2019", "../2019-05-02", "", "2019-05-02"));
    check_days("by 3 May 2019", ("by 3 May 2019", "../2019-05-03", "", "2019-05-03"));
    check_days("by 2014", ("by 2014", "../2014-01-01", "", "2014-01-01"));
    check_days(
        "the end of 2027",
        ("the end of 2027", "2027-07-01/2027-12-31", "2027-07-01", "2027-12-31"),
    );
}

#[test]
fn verbs_say_whether_it_is_to_come() {
    let at = |published: &str, text: &str, expect: &str| {
        let found = find(DatesConfig::default(), &document(published, text)).0;
        assert_eq!(found.first().map(|date| date.label.as_str()), Some(expect), "{text}");
    };
    at("2026-02-12", "Economists expect another cut in April.", "2026-04");
    at("2026-02-12", "Analysts forecast a rate cut in December.", "2026-12");
    at("2026-02-12", "They see prices falling in November.", "2026-11");
    at("2026-02-12", "The bank cut its rate in May.", "2025-05");
    at("2026-02-12", "The bank said it had cut its rate in May.", "2025-05");
    at(PUBLISHED, "The talks resume on Monday.", "2020-12-21");
    at("2020-12-22", "The talks resume on Monday.", "2020-12-28");
    at(PUBLISHED, "Ministers meet on Friday.", "2020-12-25");
    at(PUBLISHED, "Over the weekend it rained.", "2020-12-19/2020-12-20");
    at(PUBLISHED, "It will rain over the weekend.", "2020-12-26/2020-12-27");
    at("2020-12-27", "It rained over the weekend.", "2020-12-26/2020-12-27");
}

#[test]
fn what_counts_from_a_date_before_it() {
    check(
        "It sank on 3 May 2019. Three days later it was found.",
        &[("3 May 2019", "2019-05-03"), ("Three days later", "2019-05-06")],
    );
    check("Three days later it was found.", &[("Three days later", "XXXX-XX-XX")]);
    check("A week earlier it had sailed.", &[("A week earlier", "XXXX-XX-XX")]);
    check("The following year was calm.", &[("The following year", "XXXX")]);
    check(
        "It was built in 2014, sold the following year and sunk two years later.",
        &[("2014", "2014"), ("the following year", "2015"), ("two years later", "2017")],
    );
    check(
        "It sank on Tuesday. The next day it was found, and raised the following Monday.",
        &[
            ("Tuesday", "2020-12-15"),
            ("The next day", "2020-12-16"),
            ("the following Monday", "2020-12-21"),
        ],
    );
    // A year does not say from which day to count, nor does another paragraph.
    check(
        "In 2014 it sank. Three days later",
        &[("2014", "2014"), ("Three days later", "XXXX-XX-XX")],
    );
    check(
        "On 3 May 2019\na day later",
        &[("3 May 2019", "2019-05-03"), ("a day later", "XXXX-XX-XX")],
    );
}

#[test]
fn slips_ages_and_other_numbers() {
    check("on March 32, 2020 it", &[]);
    check("on April 32, 2020 it", &[]);
    check("at 1400 hours on Monday", &[("1400 hours on Monday", "2020-12-21T14:00")]);
    check("by 0830 hours", &[("by 0830 hours", "../T08:30")]);
    check("1400 hours", &[]);
    check("it took 2500 hours", &[("2500 hours", "PT2500H")]);
    check("a 34-year-old man and a boy three years old", &[]);
    check("in the second half of the year", &[("the second half of the year", "2020-07/2020-12")]);
    check("open Monday through Friday", &[("Monday through Friday", "2020-12-21/2020-12-25")]);
    assert_eq!(
        dates(DatesConfig::default(), PUBLISHED, "about two years ago"),
        "two years ago: 2018-12-21, approximate true\n"
    );
}

/// The time for text four times as long is less than ten times as long, whatever it is made of.
#[test]
fn time_grows_with_the_text() {
    for piece in [
        "It sank on Tuesday, 15 December 2020, at 5 p.m. ",
        "from between since the last next 3 days and ",
        "1 2 3 4 5 6 7 8 9 and ",
        "- - - 2014 - ",
        "ferry ",
    ] {
        let time = |count: usize| {
            let document = document(PUBLISHED, &piece.repeat(count));
            let start = Instant::now();
            find(DatesConfig::default(), &document);
            start.elapsed().max(Duration::from_millis(2))
        };
        // Whatever else the machine does only adds: the shortest of some times comes near to what the work takes. Were
        // it to grow with the square, the long text would take 16 times as long however often it is tried.
        let (mut short, mut long) = (Duration::MAX, Duration::MAX);
        for _ in 0..10 {
            (short, long) = (short.min(time(2_000)), long.min(time(8_000)));
            if long < short * 10 {
                break;
            }
        }
        assert!(long < short * 10, "{piece:?}: {short:?} and {long:?}");
    }
}

#[test]
fn a_sentence_of_a_megabyte_and_fifty_thousand_sentences() {
    let one = "the ferry sank and ".repeat(55_000) + "on 3 May 2019";
    assert_eq!(dates(DatesConfig::default(), PUBLISHED, &one), "3 May 2019: 2019-05-03\n");
    let many = "It sank on 3 May 2019. ".repeat(50_000);
    let (found, _) = find(DatesConfig::default(), &document(PUBLISHED, &many));
    assert_eq!(found.len(), 50_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// `add_annotations` in `find` checks that every span slices; here that spans are in order, apart,
    /// and begin and end with a word, number or bracket.
    #[test]
    fn spans_are_words(text in "(on |the |last |next |Monday |May |5 |2020 |3|/|-|, |\\. |week |two |days |ago |from |to |é|🎄|of |Q3 |pm |'|s |\\(|\\)|st |99999999999|Feb |30 |since |half ){0,30}", casual: bool) {
        let document = document(PUBLISHED, &text);
        let (found, _) = find(DatesConfig { casual, ..DatesConfig::default() }, &document);
        for date in &found {
            prop_assert_eq!(date.spans.len(), 1);
            let words = document.slice(date.spans[0]).unwrap();
            prop_assert!(words.starts_with(|c: char| c.is_alphanumeric() || c == '\''), "{}", words);
            prop_assert!(words.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '.')), "{}", words);
        }
        for pair in found.windows(2) {
            prop_assert!(pair[0].spans[0].end() <= pair[1].spans[0].start());
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        find(DatesConfig::default(), &document(PUBLISHED, &text));
    }
}
