//! Options in the forms that texts set them out in.

use std::fmt::Write as _;

use cableway_policy::Options;
use cableway_sdk::BlockKind;
use cableway_sdk::serde_json::Value;

use super::{document, stage, text};

/// `option 1 <whose>: words +[benefits] -[costs] !lean`, several with ` | ` between them.
fn told(words: &str) -> String {
    let blocks: Vec<(BlockKind, &str)> = words
        .split('¶')
        .map(|block| match (block.trim().strip_prefix("- "), block.trim().strip_prefix("# ")) {
            (Some(item), _) => (BlockKind::ListItem, item),
            (None, Some(heading)) => (BlockKind::Heading, heading),
            (None, None) => (BlockKind::Paragraph, block.trim()),
        })
        .collect();
    let record = stage::<Options>(&document(&blocks));
    let told = record.annotations.iter().map(|one| {
        let mut line = one.label.clone();
        if !text(one, "actor").is_empty() {
            let _ = write!(line, " <{}>", text(one, "actor"));
        }
        let _ = write!(line, ": {}", text(one, "words"));
        for (sign, list) in [('+', &one.attributes["benefits"]), ('-', &one.attributes["costs"])] {
            if list.as_array().is_some_and(|list: &Vec<Value>| !list.is_empty()) {
                let _ = write!(line, " {sign}{list}");
            }
        }
        if !text(one, "lean").is_empty() {
            let _ = write!(line, " !{}", text(one, "lean"));
        }
        line
    });
    told.collect::<Vec<_>>().join(" | ")
}

/// Lines of a text and its options, with `=>` between them, and `¶` between paragraphs.
#[track_caller]
pub(super) fn check(cases: &str) {
    for case in cases.lines() {
        let (words, expect) = case.split_once("=>").unwrap();
        assert_eq!(told(words), expect.trim(), "{words}");
    }
}

#[test]
fn which_one_the_author_leans_to() {
    check(
        "Scenario 1: Drift. Nothing is signed. Scenario 2: War. Chile attacks. ¶ Option one is to wait. Option two is to arm Peru. We recommend option two. => option 1: wait | option 2: arm Peru !for | scenario 1: Drift | scenario 2: War\n\
         Option one is to pay. Option two is to wait. The second option is the most promising. => option 1: pay | option 2: wait !for\n\
         There are two paths: one is to pay, the other is to wait. ¶ Option A is to pay. Option B is to wait. Option B deserves support. => option 1: pay | option 2: wait !for\n\
         Option one is to pay. Option two is to wait. I would choose the first. => option 1: pay !for | option 2: wait\n\
         Option one is to pay. Option two is to wait. My own view is that the first course is right. => option 1: pay !for | option 2: wait\n\
         Option one is to pay. Option two is to wait. The second option makes the most sense. => option 1: pay | option 2: wait !for\n\
         Option one is to pay. Option two is to wait. The first option is hopeless. => option 1: pay !against | option 2: wait\n\
         Option one is to pay. Option two is to wait. The first option must be ruled out. => option 1: pay !against | option 2: wait\n\
         Option one is to pay. Option two is to wait. The second option is preferable. => option 1: pay | option 2: wait !for\n\
         Option one is to pay. Option two is to wait. The government should take the second. => option 1: pay | option 2: wait !for\n\
         Option one is to pay. Option two is to wait. The second option is not the most promising. => option 1: pay | option 2: wait !against\n\
         There are two possibilities. Sweden can wait, which costs nothing but looks weak. Or it can extradite two people, which would please Ankara and split its own government. I would wait. => option 1 <Sweden>: Sweden can wait, which costs nothing but looks weak +[\"costs nothing\"] -[\"looks weak\"] !for | option 2 <Sweden>: it can extradite two people, which would please Ankara and split its own government +[\"would please Ankara\"] -[\"split its own government\"]\n\
         Chile faces a dilemma. It could tax the mines, but that would anger investors. Or it could borrow, which is easier. I would tax the mines. => option 1 <Chile>: It could tax the mines, but that would anger investors -[\"that would anger investors\"] !for | option 2 <Chile>: it could borrow, which is easier +[\"is easier\"]\n\
         Plan A is to raise the dam. Plan B is to move the village. Plan B is safer, and we prefer it. => option 1: raise the dam | option 2: move the village +[\"Plan B is safer\"] !for",
    );
}

#[test]
fn what_speaks_for_them_and_against_them() {
    check(
        "Option one is to pay. Option two is to wait. The second option is the most expensive. => option 1: pay | option 2: wait -[\"The second option is the most expensive\"]\n\
         Option one is to ask Asia, but it depends on China's goodwill. Option two is to wait. => option 1: ask Asia, but it depends on China's goodwill -[\"it depends on China's goodwill\"] | option 2: wait\n\
         Option one is to build a dam. It would take years. Option two is to wait. => option 1: build a dam -[\"It would take years\"] | option 2: wait\n\
         Option one is to sign at the price of a quarrel with Chile. Option two is to wait. => option 1: sign at the price of a quarrel with Chile -[\"at the price of a quarrel with Chile\"] | option 2: wait\n\
         Option one is to strike. It might provoke Russia. Option two is to wait. => option 1: strike -[\"It might provoke Russia\"] | option 2: wait\n\
         Option one is to strike. It would alienate the Gulf states. Option two is to wait. => option 1: strike -[\"It would alienate the Gulf states\"] | option 2: wait\n\
         Option one is to lease. It would buy time. Option two is to wait. => option 1: lease +[\"It would buy time\"] | option 2: wait\n\
         Option one is to lease. This would deter Chile. Option two is to wait. => option 1: lease +[\"This would deter Chile\"] | option 2: wait\n\
         Option one is to lease. It is quick but unpopular. Option two is to wait. => option 1: lease +[\"It is quick\"] -[\"unpopular\"] | option 2: wait\n\
         Option one is to lease. It would undermine the treaty. Option two is to wait. => option 1: lease -[\"It would undermine the treaty\"] | option 2: wait\n\
         Option one is to lease. It offends nobody. Option two is to wait. => option 1: lease +[\"It offends nobody\"] | option 2: wait\n\
         Oslo has three options. It can close the field. It can sell its share to a rival, which would bring cash but hurt the workers. Or it can do nothing. => option 1 <Government of Norway>: It can close the field | option 2 <Government of Norway>: It can sell its share to a rival, which would bring cash but hurt the workers +[\"would bring cash\"] -[\"hurt the workers\"] | option 3 <Government of Norway>: it can do nothing\n\
         # Options for Kenya ¶ - Send more police. This is costly. ¶ - Ask the UN for a mission. ¶ - Withdraw. => option 1 <Kenya>: Send more police -[\"This is costly\"] | option 2 <Kenya>: Ask the UN for a mission | option 3 <Kenya>: Withdraw\n\
         Ghana could default. The alternative is to accept the terms of the fund, which would require cuts. => option 1 <Ghana>: Ghana could default | option 2 <Ghana>: The alternative is to accept the terms of the fund, which would require cuts -[\"would require cuts\"]",
    );
}

#[test]
fn how_they_are_set_out() {
    check(
        "The first option is to tighten sanctions. A second option is to supply Ukraine. The third scenario is a freeze. => option 1: tighten sanctions | option 2: supply Ukraine | scenario 3: a freeze\n\
         Option one is to pay. Option two is to wait. The ministry prefers the first option. => option 1: pay | option 2: wait\n\
         The ministry proposes three measures. One: to require proof of insurance. Two: to extend the powers of the coast guard. Three: to ask the IMO for routes. => option 1: require proof of insurance | option 2: extend the powers of the coast guard | option 3: ask the IMO for routes\n\
         There are two ways out. First, Peru could sell the port. Second, it could close it. => option 1 <Peru>: Peru could sell the port | option 2 <Peru>: it could close it\n\
         Ghana has three options: (a) leave the fund, (b) pay the debt, or (c) ask for time. => option 1 <Ghana>: leave the fund | option 2 <Ghana>: pay the debt | option 3 <Ghana>: ask for time\n\
         Norway has two choices: it can buy the ships or it can lease them. => option 1 <Norway>: buy the ships | option 2 <Norway>: lease them\n\
         Chile faces a choice between a strike and a loan. => option 1 <Chile>: a strike | option 2 <Chile>: a loan\n\
         Three futures can be imagined. In the first, both states sign a treaty. In the second scenario, Chile seizes the road. In the third, nothing is signed. => scenario 1: both states sign a treaty | scenario 2 <Chile>: Chile seizes the road | scenario 3: nothing is signed\n\
         Two scenarios are possible. First scenario: the rains return and prices fall. Second scenario: the drought goes on, and the state must buy grain. => scenario 1: the rains return and prices fall | scenario 2: the drought goes on, and the state must buy grain\n\
         The council proposes four steps. Firstly, Peru should free the prisoners. Secondly, Chile should open the road. Thirdly, both should talk. Fourthly, the EU should pay. => option 1 <Peru>: Peru should free the prisoners | option 2 <Chile>: Chile should open the road | option 3: both should talk | option 4 <European Union>: the EU should pay\n\
         Best case: the truce holds. Worst case: the war spreads to Chad. => scenario 1: the truce holds | scenario 2: the war spreads to Chad",
    );
}

#[test]
fn what_sets_out_nothing() {
    check(
        "Chile must choose between A and B in the list. =>\n\
         \"We are told to choose between Moscow and Brussels,\" an adviser told me. =>\n\
         The first option on the shares expired. The second one did too. =>\n\
         Three measures were taken. Peru closed the road. Chile left. =>\n\
         He has several options on his table at home. =>\n\
         There are two possibilities of error in the count. =>\n\
         First, Peru is small. Second, it is poor. =>",
    );
}

#[test]
fn what_is_likely_besides_is_no_lean() {
    check(
        "The ministry proposes two measures. One: to require proof, which would be cheap but slow. Two: to wait. It is likely that the cable will be cut. => option 1: require proof, which would be cheap but slow +[\"would be cheap\"] -[\"slow\"] | option 2: wait\n\
         Option one is to pay. It is the most likely outcome. Option two is to wait. => option 1: pay !expected | option 2: wait",
    );
}

#[test]
fn one_and_another_either_and_or() {
    check(
        "Peru faces three choices. It can fight on. It can sue for peace, which would humiliate the army. It can do both. => option 1 <Peru>: It can fight on | option 2 <Peru>: It can sue for peace, which would humiliate the army -[\"would humiliate the army\"] | option 3 <Peru>: It can do both\n\
         The board has four options: raise the fee, cut the staff, sell the house or close. => option 1: raise the fee | option 2: cut the staff | option 3: sell the house | option 4: close\n\
         Kenya could either raise taxes or sell the railway. => option 1 <Kenya>: raise taxes | option 2 <Kenya>: sell the railway\n\
         One option is to ban the app. Another is to tax it, which would be cheaper. => option 1: ban the app | option 2: tax it, which would be cheaper +[\"would be cheaper\"]\n\
         Scenario A: a quick truce. It would calm the markets. Scenario B: a long war. Scenario A is more likely. => scenario 1: a quick truce +[\"It would calm the markets\"] !expected | scenario 2: a long war\n\
         There are two scenarios. In the first, Chile pays. In the second, Peru leaves. The second would be dangerous. => scenario 1 <Chile>: Chile pays | scenario 2 <Peru>: Peru leaves -[\"The second would be dangerous\"]\n\
         The first course is to talk. The second course is to threaten. The third course is to wait. The second course is reckless. => option 1: talk | option 2: threaten !against | option 3: wait\n\
         Three outcomes are possible. First, the army wins. Second, the rebels win. Third, nobody wins. => scenario 1: the army wins | scenario 2: the rebels win | scenario 3: nobody wins\n\
         # What Chile can do ¶ 1. Build a port. It would take years. ¶ 2. Lease one. => option 1 <Chile>: Build a port -[\"It would take years\"] | option 2 <Chile>: Lease one\n\
         Option A: lift the ban. Option B: keep it. We would lift the ban. => option 1: lift the ban !for | option 2: keep it\n\
         If Togo signs, aid flows. If it refuses, the port closes. => scenario 1: Togo signs | scenario 2: it refuses\n\
         Either side could lose. =>\n\
         One option would be a blockade. Another would be a fee. => option 1: a blockade | option 2: a fee\n\
         One option is to wait. It rained. =>\n\
         Another is missing. One is enough. =>\n\
         Nobody could either see or hear it. =>\n\
         Togo could either reopen the port or build a new one. => option 1 <Togo>: reopen the port | option 2 <Togo>: build a new one",
    );
}
