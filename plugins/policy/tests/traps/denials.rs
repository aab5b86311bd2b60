//! What denies a forecast, and what its range then counts.

use std::fmt::Write as _;

use cableway_policy::Forecasts;

use super::{paragraph, stage, text};

/// `scale low-high not (that it comes about): claim [condition] from/to by speaker`.
fn told(sentence: &str) -> String {
    let record = stage::<Forecasts>(&paragraph(sentence));
    let told = record.annotations.iter().map(|one| {
        let number =
            |name: &str| one.attributes.get(name).map(ToString::to_string).unwrap_or_default();
        let mut line = one.label.clone();
        if !number("low").is_empty() {
            let _ = write!(line, " {}-{}", number("low"), number("high"));
        }
        if one.attributes["negated"] == true {
            line += " not";
        }
        if number("low") != number("occurs_low") {
            let _ = write!(line, " ({}-{})", number("occurs_low"), number("occurs_high"));
        }
        let _ = write!(line, ": {}", one.spans[0].slice(&record.text).unwrap());
        if !text(one, "condition").is_empty() {
            let _ = write!(line, " [{}]", text(one, "condition"));
        }
        if !text(one, "to").is_empty() {
            let _ = write!(line, " {}/{}", text(one, "from"), text(one, "to"));
        }
        if text(one, "speaker") != "author" {
            let _ = write!(line, " by {}", text(one, "speaker"));
        }
        line
    });
    told.collect::<Vec<_>>().join(" | ")
}

/// Lines of a sentence and what it foretells, with `=>` between them.
#[track_caller]
pub(super) fn check(cases: &str) {
    for case in cases.lines() {
        let (sentence, expect) = case.split_once("=>").unwrap();
        assert_eq!(told(sentence.trim()), expect.trim(), "{sentence}");
    }
}

#[test]
fn denied_by_its_verb_its_hedge_or_those_who_hold_it() {
    check(
        "We do not expect that the ceasefire will hold. => possible not: the ceasefire will hold\n\
         Nobody thinks that a coup in Niger is likely. => icd-203 20-45 not: a coup in Niger is likely\n\
         I do not think a default is likely this year. => icd-203 20-45 not: a default is likely this year 2023-02-10/2023-12-31\n\
         It is not the case that Chile will probably leave the pact. => possible not: Chile will probably leave the pact\n\
         I doubt that Kenya will send troops. => possible not: Kenya will send troops\n\
         We doubt that the junta will hold elections. => survey 7-45 not: the junta will hold elections\n\
         Few analysts believe that a truce is probable. => icd-203 20-45 not: a truce is probable\n\
         Diplomats do not expect Peru to sign the accord. => possible not: Peru to sign the accord by Diplomats\n\
         No observer in Accra considers a second coup likely. => icd-203 20-45 not: a second coup likely\n\
         Norway does not believe that an embargo is very likely. => possible not: an embargo is very likely by Norway\n\
         We do not think that a split is unlikely. => possible: a split is unlikely\n\
         Hardly anyone in Lima expects the minister to resign. => possible not: the minister to resign\n\
         Analysts doubt that Ghana will repay the loan. => possible not: Ghana will repay the loan by Analysts\n\
         Nothing else is likely. =>\n\
         It is unlikely that Togo will not pay. => icd-203 20-45 not (55-80): Togo will not pay\n\
         Togo will almost certainly not pay. => icd-203 95-99 not (1-5): Togo will almost certainly not pay\n\
         A tariff war is not likely before June. => icd-203 20-45 not: A tariff war is not likely before June 2023-02-10/2023-05-31\n\
         No agreement is likely this month. => icd-203 20-45 not: No agreement is likely this month 2023-02-10/2023-02-28\n\
         The minister did not say that a deal was likely. =>\n\
         There is no chance that Japan will leave. => possible not: Japan will leave\n\
         The bank does not believe the peg will probably survive the winter. => possible not: the peg will probably survive the winter by The bank\n\
         Neither camp expects the other to yield. => possible not: the other to yield\n\
         I don't think a vote is probable before the recess. => icd-203 20-45 not: a vote is probable before the recess\n\
         Nobody in Harare is likely to mourn him. => icd-203 20-45 not: Nobody in Harare is likely to mourn him\n\
         It isn't likely that Malta will object. => icd-203 20-45 not: Malta will object\n\
         It is not at all likely that the bill passes. => possible not: the bill passes\n\
         The panel doubted that the dam would be finished. =>\n\
         The ferry is not going to leave. => foretold not: The ferry is not going to leave\n\
         Investors do not see a default as likely. => icd-203 20-45 not: a default as likely by Investors\n\
         Kenya is not expected to vote. => possible not: Kenya is not expected to vote\n\
         Hungary will most likely not agree. => icd-203 55-80 not (20-45): Hungary will most likely not agree\n\
         It is doubtful that the fund will pay. => possible: the fund will pay\n\
         It is impossible that both sides win. => possible not: both sides win",
    );
}

#[test]
fn what_denies_something_else_denies_no_forecast() {
    check(
        "We expect that the ceasefire will hold. => possible: the ceasefire will hold\n\
         Everybody thinks that a coup is likely. => icd-203 55-80: a coup is likely\n\
         I think a default is likely this year. => icd-203 55-80: a default is likely this year 2023-02-10/2023-12-31\n\
         Those who do not vote will probably regret it. => icd-203 55-80: Those who do not vote will probably regret it\n\
         It is likely that the talks, which nobody wanted, will fail. => icd-203 55-80: the talks, which nobody wanted, will fail",
    );
}

#[test]
fn denied_and_not_denied() {
    check(
        "No serious observer thinks that the pound will probably recover. => possible not: the pound will probably recover\n\
         We do not believe a second wave is likely before autumn. => icd-203 20-45 not: a second wave is likely before autumn 2023-02-10/2023-08-31\n\
         It is hardly likely that Oman would agree. => possible not: Oman would agree\n\
         The odds that the bill passes are two in five. => stated 40-40: the bill passes\n\
         The bank puts the odds of a crash at one in eight. => stated 13-13: a crash by The bank\n\
         A raid after dark is very unlikely. => icd-203 5-20: A raid after dark is very unlikely\n\
         A solution in Cyprus before the decade is out is improbable. => icd-203 20-45: A solution in Cyprus before the decade is out is improbable 2023-02-10/2029-12-31\n\
         The king is not expected to abdicate. => possible not: The king is not expected to abdicate\n\
         Talks are likely to resume on Thursday. => icd-203 55-80: Talks are likely to resume on Thursday 2023-02-16/2023-02-16\n\
         Ministers do not doubt that the bridge will likely open in May. => icd-203 55-80: the bridge will likely open in May 2023-05-01/2023-05-31 by Ministers\n\
         Nothing is likely to change. => icd-203 20-45 not: Nothing is likely to change\n\
         They were going to leave, but stayed. =>\n\
         The mission has a one in three chance of success. => stated 33-33: success\n\
         I would not bet on a truce. =>",
    );
}
