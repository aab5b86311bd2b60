//! Courses that texts set out in their own words: which clause speaks for which, and whom a sentence without a number means.

use super::options::check;

#[test]
fn what_a_sentence_is_about_by_the_words_of_an_option() {
    check(
        "Malta has two options. Option one is to run ferries under a policy of its own. It would be costly, and the fares would likely not be worth the fuel. ¶ Option two is to leave the sea to Italy. ¶ Patience is often the best policy. => option 1 <Malta>: run ferries under a policy of its own -[\"It would be costly\",\"the fares would likely not be worth the fuel\"] | option 2 <Malta>: leave the sea to Italy !for\n\
         Norway must either accept a smaller quota or leave the pact. A smaller quota would hurt the coast. Leaving would isolate Oslo. A smaller quota is the lesser evil. => option 1 <Norway>: accept a smaller quota -[\"A smaller quota would hurt the coast\"] !for | option 2 <Norway>: leave the pact -[\"would isolate Oslo\"]\n\
         One way is to ration water. Another is to dig wells. Wells are expensive. Rationing offends no one. => option 1: ration water +[\"Rationing offends no one\"] | option 2: dig wells -[\"Wells are expensive\"]\n\
         One way is to arm the guards. Another is to hire foreigners. A third is to mediate. The council should mediate. => option 1: arm the guards | option 2: hire foreigners | option 3: mediate !for\n\
         One option is to buy a ship. Another is to rent one. The worst course would be to swim. => option 1: buy a ship | option 2: rent one\n\
         Option A: Stay. It is cheap. ¶ Option B: Withdraw. Withdrawal saves money. Staying power matters in the market. => option 1: Stay +[\"It is cheap\"] | option 2: Withdraw +[\"Withdrawal saves money\"]\n\
         Option A: Stay. Option B: Leave. We recommend a mix of A and B. Option B alone must be rejected. => option 1: Stay !for | option 2: Leave !against",
    );
}

#[test]
fn which_clause_tells_a_gain_and_which_a_cost() {
    check(
        "Option one is to import rice. That is quick, but the price is high. Option two is to wait. => option 1: import rice +[\"That is quick\"] -[\"the price is high\"] | option 2: wait\n\
         Option one is to arm the police. It would cost little, yet guns find their way to the gangs. Option two is to wait. => option 1: arm the police +[\"It would cost little\"] -[\"guns find their way to the gangs\"] | option 2: wait\n\
         Option one is to tax cars, which would please cyclists and anger commuters. Option two is to wait. => option 1: tax cars, which would please cyclists and anger commuters +[\"would please cyclists\"] -[\"anger commuters\"] | option 2: wait\n\
         Option one is to lease. The danger is that the owner raises the rent. Option two is to wait. => option 1: lease -[\"The danger is that the owner raises the rent\"] | option 2: wait\n\
         Option one is to lease. The risk is small. Option two is to wait. => option 1: lease +[\"The risk is small\"] | option 2: wait\n\
         Option one is to sue. It would take years; it would, however, end the quarrel. Option two is to wait. => option 1: sue +[\"it would, however, end the quarrel\"] -[\"It would take years\"] | option 2: wait\n\
         Option one is to sue. There is little chance that the court would help. Option two is to wait. => option 1: sue -[\"There is little chance that the court would help\"] | option 2: wait\n\
         Option one is to board ships. A crash is the accident that a policy should prevent. Option two is to wait. => option 1: board ships | option 2: wait\n\
         Option one is to join. Nothing in the law prevents it. Option two is to wait. => option 1: join | option 2: wait\n\
         Option one is to sell. That would raise cash at the expense of the miners. Option two is to wait. => option 1: sell +[\"That would raise cash\"] -[\"at the expense of the miners\"] | option 2: wait\n\
         Option one is to wait, with better reason than before. Option two is to pay. => option 1: wait, with better reason than before | option 2: pay",
    );
}

#[test]
fn how_courses_are_opened() {
    check(
        "Malta faces a choice. Either it buys a ship, which would keep jobs but cost millions, or it pays a company. The second course is cheaper. => option 1 <Malta>: it buys a ship, which would keep jobs but cost millions +[\"would keep jobs\"] -[\"cost millions\"] | option 2 <Malta>: it pays a company +[\"The second course is cheaper\"]\n\
         What can Zambia do about its dam? One way would be to import power. Another would be to build solar plants. => option 1 <Zambia>: import power | option 2 <Zambia>: build solar plants\n\
         Laos owes half of its debt to China. It can ask for more time. It can also sell its grid, or turn to the bank. => option 1 <Laos>: ask for more time | option 2 <Laos>: sell its grid | option 3 <Laos>: turn to the bank\n\
         The African Union has two responses to hand. The first, sanctions, punishes the poor. The second, mediation, is slow but safe. => option 1 <African Union>: sanctions -[\"punishes the poor\"] | option 2 <African Union>: mediation +[\"safe\"] -[\"slow\"]\n\
         Option one is to pay. Option two is to wait. Critics say a third possibility exists: a raid. => option 1: pay | option 2: wait | option 3: a raid\n\
         There are two ways to share the river. Under a treaty, Kenya would give up some water. Without one, it would quarrel. => option 1 <Kenya>: Under a treaty, Kenya would give up some water | option 2: Without one, it would quarrel\n\
         If Peru pays, Chile signs. If it refuses, Chile leaves. ¶ One way is to wait. Another is to borrow. The third way is a club. => option 1: wait | option 2: borrow | option 3: a club | scenario 1: Peru pays | scenario 2: it refuses\n\
         The ministers were forced to choose between tea and coffee. =>\n\
         Nobody wants Qatar to choose between its gas and its guests. =>\n\
         The bird can fly. It can also swim. =>\n\
         Chad refused to choose between Paris and Moscow. =>",
    );
}

#[test]
fn whose_they_are_is_said_before_or_by_what_each_begins_with() {
    check(
        "This paper weighs three options for Chile. ¶ # Background ¶ The harbour is old. ¶ # Options ¶ Option A: wait. The pier would rot. ¶ Option B: dredge. Ships would return. ¶ Option C: sell. It rained. => option 1 <Chile>: wait | option 2 <Chile>: dredge | option 3 <Chile>: sell\n\
         This note weighs two options for Nairobi. ¶ # Options ¶ Option A: wait. It rained. ¶ Option B: dredge. It snowed. => option 1 <Government of Kenya>: wait | option 2 <Government of Kenya>: dredge\n\
         # Two courses ¶ Option A: wait. Kenya would keep the road shut. ¶ Option B: pay. Kenya would lend Uganda the money. => option 1 <Kenya>: wait | option 2 <Kenya>: pay\n\
         Option A: wait. Kenya would protest. ¶ Option B: pay. Chad would sue. => option 1: wait | option 2: pay\n\
         Option A: wait. Kenya protested. ¶ Option B: pay. Kenya sued. => option 1: wait | option 2: pay",
    );
}

#[test]
fn an_aside_in_a_list_is_no_choice() {
    check(
        "Ghana has two choices: to let the line rust, as it has done for years, or to sell the track. => option 1 <Ghana>: let the line rust | option 2 <Ghana>: sell the track\n\
         Ghana owns the line. It has two choices: to let the line rust, as it has done for years, or to sell the track. => option 1 <Ghana>: let the line rust | option 2 <Ghana>: sell the track\n\
         Ghana has three choices: to wait, to lease the line to Togo, or to sell it. => option 1 <Ghana>: wait | option 2 <Ghana>: lease the line to Togo | option 3 <Ghana>: sell it",
    );
}

#[test]
fn a_third_way_after_two() {
    check(
        "Peru could lease the docks, or it could close them. A third way is to let the town run them. I would take the third. => option 1 <Peru>: lease the docks | option 2 <Peru>: close them | option 3 <Peru>: let the town run them !for\n\
         Q: So what should Peru do? ¶ A: It can lease the docks, at a loss, or it can close them. A third way is to let the town run them. I would take the third. => option 1 <Peru>: lease the docks, at a loss | option 2 <Peru>: close them | option 3 <Peru>: let the town run them !for\n\
         What will Peru do? ¶ It might close the docks. It could also sell them. It may rain. => \n\
         Peru works in a third way. A third way is rarely found. =>",
    );
}
