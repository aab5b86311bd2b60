//! The date of publication is the only clock. Of what ends in a number two sentences each were written before anybody
//! looked at what they give.

use cableway_policy::Events;
use cableway_sdk::{BlockKind, Document};

use super::{dates, earlier, stage, text};

#[test]
fn a_day_without_a_year_is_the_latest_one_not_after_publication() {
    let record = stage::<Events>(&earlier(
        "Kenya accused Uganda on December 2. Uganda expelled the envoy of Kenya on November 19.",
    ));
    let dates: Vec<&str> = record.annotations.iter().map(|one| text(one, "date")).collect();
    assert_eq!(dates, ["2020-12-02", "2021-11-19"]);
}

#[test]
fn the_publication_is_the_only_clock() {
    let mut builder = Document::builder("a.txt");
    builder.block(
        BlockKind::Paragraph,
        "Kenya accused Uganda on Monday. Kenya accused Chad on 5 May 2019.",
    );
    let record = stage::<Events>(&builder.build());
    let dates: Vec<&str> = record.annotations.iter().map(|one| text(one, "date")).collect();
    assert_eq!(dates, ["", "2019-05-05"]);
}

#[test]
fn a_day_without_a_year_1() {
    assert_eq!(dates("Chile recalled its ambassador to Bolivia on 28 December."), ["2022-12-28"]);
}

#[test]
fn a_day_without_a_year_2() {
    assert_eq!(
        dates("On February 11, troops of Chad attacked Sudan; on February 9 Sudan condemned Chad."),
        ["2022-02-11", "2023-02-09"]
    );
}

#[test]
fn round_the_clock_is_no_date_1() {
    assert_eq!(dates("Ukrainian crews are bombarding Russia 24/7."), [""]);
}

#[test]
fn round_the_clock_is_no_date_2() {
    assert_eq!(
        dates("Latvia, which has kept a 24/7 watch since May, accused Belarus in March 2022."),
        ["2022-03"]
    );
}

#[test]
fn the_publication_is_the_only_clock_1() {
    assert_eq!(
        dates("Jordan criticised Israel yesterday. Jordan will meet Syria next month."),
        ["2023-02-09", "2023-03"]
    );
}

#[test]
fn the_publication_is_the_only_clock_2() {
    assert_eq!(
        dates("Last year Kenya expelled three diplomats of Iran. On Thursday Iran thanked Oman."),
        ["2022", "2023-02-09"]
    );
}
