//! Short sentences behind a report: which of them call it untrue.

use super::{not_real, real};

#[test]
fn a_short_sentence_calls_a_report_untrue() {
    for next in [
        "It was not so.",
        "That is not the case.",
        "This is simply not true.",
        "The report was not accurate.",
        "None of it was true.",
        "No such raid took place.",
        "No such thing happened.",
        "No such attack took place on Monday.",
        "There was no such attack.",
        "It did no such thing.",
        "It had made no such attack.",
        "They were false.",
        "The account was entirely invented.",
        "That was a hoax by students.",
        "This was not true at all.",
        "The allegation proved groundless, however.",
        "He had done nothing of the kind.",
        "They never did.",
        "Nothing of the sort took place.",
    ] {
        not_real(&format!("The minister said that Iran had bombed Iraq. {next}"), "denied");
    }
}

#[test]
fn a_short_sentence_about_something_else_calls_nothing_untrue() {
    for next in [
        "It is not so simple.",
        "He is not so sure.",
        "They are not true friends.",
        "The army has no such doubts.",
        "No such raid had been seen since 1995.",
        "It is not the case in Lima.",
        "She is not so certain.",
        "The two are not so far apart.",
        "This is not a true war.",
        "It is not correct to call this a war.",
        "That is not true of its neighbours.",
        "The minister has no such worries.",
        "It has no such weapons.",
        "No such order was found in Basra.",
        "No such attack had happened before.",
        "There are no such bombers in Iraq.",
        "It is wrong to bomb cities.",
        "This is a wrong turn for the region.",
        "It was a false start.",
        "He was not there.",
        "They are not alone.",
        "It was not always so calm.",
        "That was a lie detector's finding.",
        "The case was not closed.",
        "Nothing of the kind had been seen in Basra.",
        "Nothing of the sort had happened for decades.",
    ] {
        let text = format!("The minister said that Iran had bombed Iraq. {next}");
        assert!(real(&text).contains(&"ASSAULT".to_owned()), "{next}");
    }
}
