//! What is told as if it had happened and has not: scenarios in the present, `Were Peru to …`, `nearly`, years to come.

use cableway_policy::Events;
use cableway_sdk::BlockKind;

use super::{deeds, document, stage, text};

/// The types of what a text, with ` // ` between its paragraphs, tells as real; and how many events it has.
fn told(text_of: &str) -> (Vec<String>, usize) {
    let blocks: Vec<_> = text_of.split(" // ").map(|one| (BlockKind::Paragraph, one)).collect();
    let record = stage::<Events>(&document(&blocks));
    let events: Vec<_> = record.annotations.iter().filter(|one| one.kind == "event").collect();
    let real = events.iter().filter(|one| matches!(text(one, "status"), "happened" | "ongoing"));
    (real.map(|one| one.label.clone()).collect(), events.len())
}

pub(super) fn real_in(text_of: &str) -> Vec<String> {
    told(text_of).0
}

/// Checks that a text has events and that none of them is real.
#[track_caller]
pub(super) fn unreal(text_of: &str) {
    let (real, events) = told(text_of);
    assert!(events > 0, "{text_of}");
    assert!(real.is_empty(), "{text_of} {real:?}");
}

#[test]
fn scenarios_in_the_present_have_not_happened() {
    for text in [
        "In the first scenario, Jordan signs a treaty with Syria. // In the second, Syria attacks Jordan and Iraq sends troops to Syria.",
        "Analysts sketch several cases. In the best case, Ghana lifts its sanctions on Togo. // A third variant is uglier. // In the fourth, Ghana invades Togo.",
        "There are four ways in which the quarrel can end. In the first, Chile recalls its ambassador from Peru. In the second, Peru blockades Arica. In the third, Peru invades Chile.",
        "A third scenario has Laos closing the border with Thailand. Thailand then bombs Laos, and Vietnam sends troops to Laos.",
        "The likeliest scenario is a slow one: Turkey withdraws its soldiers from Syria, and Syria signs a pact with Turkey.",
        "The worst case is a collapse of the truce: Armenia shells Azerbaijan, Iran invades Armenia.",
        "The other path is escalation. Niger expels the French ambassador. France bombs Niamey.",
        "What would such a war look like? China blockades Taiwan. Japan sends warships to Taiwan.",
        "How could it come about? Serbia closes its border with Kosovo. Kosovo arrests Serbian officers.",
        "Bolivia could turn on Paraguay. It closes the border, expels the ambassador of Paraguay and bombs Asunción.",
        "It is easy to picture what follows: Russia shells Narva, and Poland sends troops to Estonia.",
        "The nightmare in Seoul is plain: North Korea invades the South.",
        "Their fear is that history repeats itself: Ethiopia attacks Eritrea, and Sudan closes its border with Ethiopia.",
        "Under the proposal, Israel withdraws from Lebanon and Lebanon arrests the militants of Hezbollah.",
        "Under the terms of the draft treaty, Cuba releases its prisoners and Mexico lifts its sanctions on Cuba.",
        "The day China blockades Taiwan, Japan sends warships to the strait.",
        "As soon as Turkey attacks Greece, France sends troops to Cyprus.",
        "Whenever Pakistan shells Kashmir, India expels Pakistani diplomats.",
        "The moment Serbia invades Kosovo, NATO bombs Belgrade.",
        "Nobody in Oman wants a conflict in which Iran bombs Saudi Arabia.",
        "He outlined a deal under which Russia withdraws from Georgia.",
        "The general described a plan by which Peru attacks Ecuador.",
        "Suppose the talks break down. Next year could be grim: Sudan attacks Chad and Libya invades Egypt.",
        "If the truce fails, the rest is easy to foresee. Rwanda invades Burundi. Tanzania sends troops to Burundi.",
        "The optimists imagine a different course. Egypt signs a treaty with Ethiopia, and Sudan lifts its sanctions.",
        "Then there is the third possibility. Japan and Korea sign a pact, and China imposes sanctions on both.",
    ] {
        unreal(text);
    }
}

#[test]
fn the_present_without_a_scenario_stays() {
    for text in [
        "China attacks Taiwan. Japan could be next.",
        "Hungary could stay in the bloc. Yesterday it signed a treaty with Serbia.",
        "Ethiopia attacks Eritrea",
        "Turkey bombs Syria almost daily. The war could spread.",
        "Iran arms Hezbollah, and it could soon do more.",
        "The talks could fail. France accuses Mali of bad faith, and Mali expelled the French ambassador in January 2023.",
        "In the first week, Peru attacked Chile. In the second, Chile bombed Peru.",
        "The worst scenario came true: Russia invaded Ukraine.",
        "The scenario frightens Seoul. North Korea bombed a South Korean island in 2010.",
        "Under the agreement of 2015, Peru withdrew its troops from Ecuador.",
        "Fears of a war are growing: Azerbaijan shelled Armenia on Friday.",
        "As soon as Turkey attacked Greece, France sent troops to Cyprus.",
        "Chad has condemned Libya. The government fears a new war.",
    ] {
        assert!(!real_in(text).is_empty(), "{text}");
    }
}

#[test]
fn were_somebody_to_do_it_is_a_condition() {
    for text in [
        "Were Peru to invade Chile, Brazil would send troops.",
        "Were the government in Hanoi to close its ports to China, Laos would follow.",
        "Were it to bomb Yemen again, Saudi Arabia would lose its friends.",
        "Brazil would send troops, were Peru to invade Chile.",
        "Were Turkey and Greece ever to sign a treaty, Cyprus would gain most.",
        "Were Minsk to attack Lithuania, Poland would not wait.",
        "And were Japan to sanction Myanmar, Thailand would protest.",
        "Were sanctions to be imposed on Serbia by Germany, Russia would protest.",
        "Were Israel to be attacked by Iran, the United States would intervene.",
        "But were Niger's soldiers to expel the French ambassador, Paris would cut its aid.",
    ] {
        unreal(text);
    }
}

#[test]
fn were_of_the_past_stays() {
    for text in [
        "Were these the men who attacked Kenya, Somalia would have said so. Kenya attacked Somalia in 2011.",
        "The troops were to attack Peru, and Peru bombed their camp.",
        "Sanctions were imposed on Serbia by Germany.",
        "Iraq, whose troops were beaten, attacked Kuwait again.",
    ] {
        assert!(!real_in(text).is_empty(), "{text}");
    }
}

#[test]
fn what_was_nearly_done_was_not() {
    for text in [
        "Peru nearly attacked Chile in the spring.",
        "Turkey almost invaded Syria that year.",
        "Chad has all but expelled the French ambassador.",
        "Ghana and Togo very nearly signed a treaty.",
        "In 2019 India almost bombed Lahore.",
        "Mali had nearly arrested the envoy of Benin.",
        "Iran as good as declared war on Iraq and practically attacked it.",
        "Kenya virtually invaded Somalia.",
    ] {
        unreal(text);
    }
}

#[test]
fn nearly_so_many_stays() {
    for text in [
        "Peru attacked nearly 30 villages in Chile.",
        "Almost every day Turkey bombs Syria.",
        "Nearly a year ago India bombed Lahore.",
        "Russia attacked Poland, and almost all the bridges were destroyed.",
        "Iran killed almost a hundred Iraqi soldiers.",
    ] {
        assert!(!real_in(text).is_empty(), "{text}");
    }
}

#[test]
fn nothing_after_publication_has_happened() {
    for text in [
        "Picture the year 2031. Peru has invaded Chile, and Brazil has closed its border.",
        "It is 2029. Turkey has left NATO and bombed Greece.",
        "The year is 2040. China has attacked Taiwan.",
        "By 2027, on this view, Serbia has signed a treaty with Kosovo.",
        "In 2030 Japan attacks Korea.",
        "In the spring of 2026, so the story goes, Chad invades Libya.",
        "By the end of 2025 Kenya has withdrawn its troops from Somalia.",
        "Summer 2028: Iran has bombed Riyadh. Saudi Arabia has invaded Iran.",
    ] {
        unreal(text);
    }
}

#[test]
fn a_later_year_in_passing_changes_nothing() {
    for text in [
        "It is 2023. Peru has attacked Chile.",
        "By the end of 2022 Kenya had withdrawn its troops from Somalia.",
        "Peru agreed in 2022 to a loan that runs until 2035.",
        "The mandate ends in 2030. Kenya has sent troops to Somalia.",
        "Chile signed a treaty with Peru on the ships of 2040.",
    ] {
        assert!(!real_in(text).is_empty(), "{text}");
    }
}

#[test]
fn who_fights_beside_somebody_strikes_others() {
    for sentence in [
        "Burundian soldiers fought beside the army of Congo.",
        "Chadian troops have fought alongside Niger's.",
        "Cuban soldiers fought side by side with Angola's.",
        "Tuareg fighters are fighting together with Libya.",
    ] {
        assert!(deeds(sentence).is_empty(), "{sentence} {:?}", deeds(sentence));
    }
    assert_eq!(deeds("Sudan fought with Egypt."), ["ASSAULT Sudan > Egypt"]);
    assert_eq!(deeds("Kenya fights against Somalia."), ["ASSAULT Kenya > Somalia"]);
}

#[test]
fn who_would_do_it_is_found_behind_were() {
    assert_eq!(
        deeds("Were Peru to invade Chile, Bolivia would protest.")[0],
        "ASSAULT Peru > Chile"
    );
}
