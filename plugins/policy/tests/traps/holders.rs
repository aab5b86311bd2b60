//! Who holds a forecast, how much of its sentence it is, and which condition and days are its own.

use cableway_policy::Forecasts;
use cableway_sdk::BlockKind;

use super::denials::check;
use super::{document, stage, text};

#[test]
fn those_who_say_it_behind_or_without_that() {
    check(
        "A strike is likely, two union leaders said. => icd-203 55-80: A strike is likely by two union leaders\n\
         Turkey may close the strait, a shipping agent said on condition of anonymity. => possible: Turkey may close the strait by a shipping agent\n\
         Rosa Lind said the court would probably reject the appeal. => icd-203 55-80: the court would probably reject the appeal by Rosa Lind\n\
         The rebels could return within months, warned Ida Holm, an aid worker in Goma. => possible: The rebels could return within months by Ida Holm\n\
         Bankers believe a rescue is highly likely. => icd-203 80-95: a rescue is highly likely by Bankers\n\
         Norway will probably pay, the minister told reporters in Oslo. => icd-203 55-80: Norway will probably pay by the minister\n\
         Pilots insist an accident is unlikely. => icd-203 20-45: an accident is unlikely by Pilots\n\
         A truce is likely, but the army said it would fight. => icd-203 55-80: A truce is likely\n\
         The report was late, the clerk said, and a fine is likely. => icd-203 55-80: a fine is likely\n\
         A recession is unlikely, as the bank said in May. => icd-203 20-45: A recession is unlikely",
    );
}

#[test]
fn a_claim_begins_with_its_whole_subject() {
    check(
        "A cabinet that has lost three ministers in a month is unlikely to survive. => icd-203 20-45: A cabinet that has lost three ministers in a month is unlikely to survive\n\
         A flood like the one of 2011, when thousands of homes were lost, is highly improbable. => icd-203 5-20: A flood like the one of 2011, when thousands of homes were lost, is highly improbable\n\
         The company that built the pipeline will probably sue. => icd-203 55-80: The company that built the pipeline will probably sue\n\
         Farmers who sold their land in the spring may return. => possible: Farmers who sold their land in the spring may return\n\
         The bridge, where two guards were shot in June, will likely stay shut. => icd-203 55-80: The bridge, where two guards were shot in June, will likely stay shut\n\
         The party whose leader was jailed last year could win the vote. => possible: The party whose leader was jailed last year could win the vote\n\
         But a bank which has failed two tests in five years is likely to be sold. => icd-203 55-80: a bank which has failed two tests in five years is likely to be sold\n\
         A judge who has never lost an appeal is unlikely to step down, and the court may wait. => icd-203 20-45: A judge who has never lost an appeal is unlikely to step down | possible: the court may wait\n\
         The mayor knows that the strike will probably end. => icd-203 55-80: the strike will probably end by The mayor\n\
         When the snow melts, the road may open. => possible: the road may open\n\
         It is clear that a deal that satisfies both sides is unlikely. => icd-203 20-45: a deal that satisfies both sides is unlikely",
    );
}

#[test]
fn conditions_and_days_of_its_own_clause() {
    check(
        "Peru may sign before June, and if Chile refused, the pact would be unlikely to last. => possible: Peru may sign before June 2023-02-10/2023-05-31 | icd-203 20-45: the pact would be unlikely to last [if Chile refused]\n\
         The court will probably rule in March, but the senate may wait until 2025. => icd-203 55-80: The court will probably rule in March 2023-03-01/2023-03-31 | possible: the senate may wait until 2025 2023-02-10/2024-12-31\n\
         The union hoped that the vote would pass in April and said that, if it failed, a walkout was likely. => icd-203 55-80: a walkout was likely [if it failed]\n\
         Should the rebels advance, Chad may close the border, and Niger will probably follow. => possible: Chad may close the border [Should the rebels advance] | icd-203 55-80: Niger will probably follow [Should the rebels advance]\n\
         Ghana will probably default unless the fund pays. => icd-203 55-80: Ghana will probably default [unless the fund pays]\n\
         Togo may leave, while Benin is likely to stay if the subsidy goes on. => possible: Togo may leave | icd-203 55-80: Benin is likely to stay [if the subsidy goes on]\n\
         Rain is likely before Friday; the fair may begin in May. => icd-203 55-80: Rain is likely before Friday 2023-02-10/2023-02-16 | possible: the fair may begin in May 2023-05-01/2023-05-31",
    );
}

#[test]
fn hedges_and_bounds_of_chances() {
    check(
        "The army will almost surely stay in the capital. => possible: The army will almost surely stay in the capital\n\
         There is a fair chance that the bill passes. => possible: the bill passes\n\
         The odds of a ceasefire are no better than 20 percent. => stated 0-20: a ceasefire\n\
         There is little chance that the ship will be raised. => possible not: the ship will be raised\n\
         There is no better than a 30 percent chance of a deal. => stated 0-30: a deal\n\
         The chances of rescue are at best 10 percent. => stated 0-10: rescue\n\
         There is at least a 60 percent chance of frost. => stated 60-100: frost\n\
         If the talks fail, the rebels would almost surely march on the port. => possible: the rebels would almost surely march on the port [If the talks fail]\n\
         The odds that the judge resigns are no more than one in five. => stated 0-20: the judge resigns\n\
         The likeliest result is a second vote. => possible: The likeliest result is a second vote\n\
         There is scant chance of a truce. => possible not: a truce\n\
         There is a decent chance that Malta will object. => possible: Malta will object\n\
         The ferry would surely sink. =>\n\
         She was almost surely the author of the letter. =>\n\
         The likeliest suspects fled. =>\n\
         Little chance was left to the crew. =>",
    );
}

#[test]
fn what_will_not_be_and_what_could_not_be_done() {
    check(
        "The new reactor will not supply anybody before 2030. => foretold not: The new reactor will not supply anybody before 2030 2023-02-10/2029-12-31\n\
         Nor is Kenya going to send police. => foretold not: Kenya going to send police\n\
         Nor are the lenders going to wait. => foretold not: the lenders going to wait\n\
         We assess with moderate confidence that raids on the pipeline will increase. => foretold: raids on the pipeline will increase\n\
         We judge with high confidence that Eritrea will not withdraw. => foretold not: Eritrea will not withdraw\n\
         The agency assesses with low confidence that the group will split. => foretold: the group will split by The agency\n\
         The railway will not reach the coast until 2035. => foretold not: The railway will not reach the coast until 2035 2023-02-10/2034-12-31\n\
         The cable was cut, and nobody could be sent to repair it. =>\n\
         The ice was so thick that no ship could leave. =>\n\
         Last year the mill was closed and the workers could not be paid. =>\n\
         The mill is closed, and the workers could leave. => possible: the workers could leave\n\
         The minister said that Chad could withdraw. => possible: Chad could withdraw by The minister\n\
         Sudan has failed, and Egypt could be drawn in. => possible: Egypt could be drawn in\n\
         The council will meet on Monday. =>\n\
         Nor could the guards leave their posts. =>\n\
         In 1999 a shell could cost a month's pay. =>\n\
         Ten years ago a letter could take a month. =>\n\
         There is every reason to expect another flood. => possible: another flood\n\
         The minister will not resign. =>",
    );
}

#[test]
fn what_nobody_but_the_author_says() {
    check(
        "I'd say there is a one in three chance of a run-off. => stated 33-33: a run-off\n\
         I'd put the odds of a veto at 40 percent. => stated 40-40: a veto\n\
         We'd expect the rebels to regroup. => possible: the rebels to regroup\n\
         I'd guess that the senate will probably agree. => icd-203 55-80: the senate will probably agree\n\
         I'd say Togo will probably stay. => icd-203 55-80: Togo will probably stay\n\
         Option A says that the fleet leaves, and Chad could object. => possible: Chad could object\n\
         Option B: pay the miners. The strike might then end. => possible: The strike might then end\n\
         Plan C assumes that the river will probably rise. => icd-203 55-80: the river will probably rise\n\
         The first scenario predicts that prices may fall. => possible: prices may fall\n\
         You'd think a coup was likely. => icd-203 55-80: a coup was likely\n\
         Ida Holm puts the odds of a veto at 40 percent. => stated 40-40: a veto by Ida Holm",
    );
}

#[test]
fn the_guest_of_an_interview() {
    let cases = [
        (
            "T: The long wait at the strait // Nadia Ferro commanded patrol boats for a decade. She talks about the sea and its smugglers. // Interview by Owen Pratt. // Q: Will the patrols go on? // A: They may stop. // Q: And then? // A: A blockade is unlikely.",
            "Nadia Ferro | Nadia Ferro",
        ),
        (
            "T: What the drought leaves // The economist Lucas Aydar has studied the delta since 1998. // Q: Will the farmers leave? // A: Half of them will probably leave. // Q: When? // A: It could begin in May.",
            "Lucas Aydar | Lucas Aydar",
        ),
        (
            "T: A port in the fog // Interview: Piet Molnar // Until last year Wanjiru Otieno was the harbour master of Lamu. We spoke to her in Nairobi. // Q: Is a strike coming? // A: A strike is likely. // Q: Who would gain? // A: China might gain.",
            "Wanjiru Otieno | Wanjiru Otieno",
        ),
        (
            "T: Nobody wants the island // Our reporter met Selma Rask, who drew the border in 1994. // Q: Will it hold? // A: It will probably hold. // Q: Will Norway pay? // A: Norway may refuse.",
            "Selma Rask | Selma Rask",
        ),
        (
            "T: The bank that waits // Tomas Veld answers our questions on the debt of Ghana. // Q: Is default near? // A: A default is very unlikely. // Q: Why? // A: Lenders may wait.",
            "Tomas Veld | Tomas Veld",
        ),
        (
            "T: In the mountains // Words by Ralf Stone, photographs by Mia Lund. // Zarina Bekova led the rescue service of Osh. // Q: Will the road open? // A: It is unlikely to open. // Q: And the tunnel? // A: The tunnel might help.",
            "Zarina Bekova | Zarina Bekova",
        ),
        (
            "T: Old walls // Lima is a city of queues. // Q: Will it change? // A: It may change. // Q: And Quito? // A: Quito may change.",
            "author | author",
        ),
        ("T: Talk // Peru may leave. // Chile might stay.", "author | author"),
        (
            "T: Two rivers // By Ana Prow // Zora Kamal heads the water board of Basra. // Question: Will it rain? // Answer: It may rain. // Question: And then? // Answer: It will probably snow.",
            "Zora Kamal | Zora Kamal",
        ),
        (
            "T: Three ways // Option A: leave. Chad could object. // Option B: stay. Talks might fail. // Option C: wait. Prices may rise.",
            "author | author | author",
        ),
    ];
    for (blocks, expect) in cases {
        let blocks: Vec<(BlockKind, &str)> = blocks
            .split(" // ")
            .map(|block| match block.strip_prefix("T: ") {
                Some(title) => (BlockKind::Title, title),
                None => (BlockKind::Paragraph, block),
            })
            .collect();
        let record = stage::<Forecasts>(&document(&blocks));
        let told: Vec<&str> = record.annotations.iter().map(|one| text(one, "speaker")).collect();
        assert_eq!(told.join(" | "), expect, "{blocks:?}");
    }
}
