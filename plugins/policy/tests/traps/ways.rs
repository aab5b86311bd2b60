//! Options and scenarios that no number opens, and what speaks for and against those that one does.

use super::options::check;

#[test]
fn one_and_the_other_and_what_somebody_could_also_do() {
    check(
        "One option is to rent the port to Oman. The other is to dredge it again. The first brings cash. => option 1: rent the port to Oman | option 2: dredge it again\n\
         One way out is to lift the tariff. The other is to wait for the vote in Peru. => option 1: lift the tariff | option 2: wait for the vote in Peru\n\
         One choice for Ghana is to sell the mines; the other is to tax them. => option 1: sell the mines | option 2: tax them\n\
         Mongolia could lease the railway, or it could at least let inspectors ride on it. It could also buy coal from Russia. => option 1 <Mongolia>: lease the railway | option 2 <Mongolia>: let inspectors ride on it | option 3 <Mongolia>: buy coal from Russia\n\
         Ireland could raise the levy. It could also close two harbours. Or it could do nothing. => option 1 <Ireland>: raise the levy | option 2 <Ireland>: close two harbours | option 3 <Ireland>: do nothing\n\
         Kenya might reopen the camp. It might also ask Uganda for trucks. Neither is popular. => option 1 <Kenya>: reopen the camp | option 2 <Kenya>: ask Uganda for trucks\n\
         One option is to keep feeding the camps. The other is to let the men work. The second costs less, but it would anger the unions. I would take the second. => option 1: keep feeding the camps | option 2: let the men work -[\"it would anger the unions\"] !for",
    );
}

#[test]
fn either_or_and_cases_side_by_side() {
    check(
        "The first possibility is a coup. The other is a slow decline. => option 1: a coup | option 2: a slow decline\n\
         Two outcomes are possible. Either the senate passes the bill, in which case the grain moves, or Kenya buys elsewhere. => scenario 1: the senate passes the bill | scenario 2: Kenya buys elsewhere\n\
         There are two possibilities. Either Chad signs and the road opens, or the talks collapse. => option 1: Chad signs and the road opens | option 2: the talks collapse\n\
         Norway has two options. Either it pays the fine, or it takes the case to Geneva. => option 1 <Norway>: it pays the fine | option 2 <Norway>: it takes the case to Geneva\n\
         In the best case, the ferry treaty is signed in May and trade returns. A second, darker scenario has the two navies facing each other. In the third, Malta sells its fleet. => scenario 1: the ferry treaty is signed in May and trade returns | scenario 2: the two navies facing each other | scenario 3: Malta sells its fleet\n\
         In the best case, Peru keeps the dam. In the worst case, the dam breaks and Ecuador sues. => scenario 1: Peru keeps the dam | scenario 2: the dam breaks and Ecuador sues\n\
         At best the ministers agree on a date. At worst the union breaks apart. => scenario 1: the ministers agree on a date | scenario 2: the union breaks apart\n\
         In the most likely scenario, Spain extends the lease. A gloomier one has Morocco closing the strait. => scenario 1: Spain extends the lease !expected | scenario 2: Morocco closing the strait",
    );
}

#[test]
fn what_stands_against_a_cost_is_a_gain() {
    check(
        "Option A is to buy gas from Egypt. It is cheap, but it ties Jordan to a single pipeline. Option B is to build solar parks. There is little chance that banks would lend the money. We recommend a combination of A and B. => option 1: buy gas from Egypt +[\"It is cheap\"] -[\"it ties Jordan to a single pipeline\"] !for | option 2: build solar parks -[\"There is little chance that banks would lend the money\"] !for\n\
         Option A is to close the border. It would stop the smuggling, but would anger the farmers. Option B is to pay the farmers. It is the only lasting answer, but it takes six years. The worst course would be to do nothing. => option 1: close the border +[\"It would stop the smuggling\"] -[\"would anger the farmers\"] | option 2: pay the farmers +[\"It is the only lasting answer\"] -[\"it takes six years\"]\n\
         Option one is to arm the police. There is little risk of a scandal. Option two is to pay the tribes. Payments might split the rebels, but would outrage their victims. A mix of both would be wise. => option 1: arm the police +[\"There is little risk of a scandal\"] !for | option 2: pay the tribes +[\"Payments might split the rebels\"] -[\"would outrage their victims\"] !for",
    );
}

#[test]
fn who_names_two_means_no_third() {
    check(
        "Option A is to pay. Option B is to wait. Option C is to leave. We recommend a combination of A and B. => option 1: pay !for | option 2: wait !for | option 3: leave",
    );
}

#[test]
fn what_sets_out_nothing() {
    check(
        "One official is to blame. The other is to be tried. =>\n\
         One report could be wrong. It could also be late. =>\n\
         At best ten soldiers were paid, at worst none. =>\n\
         Either way, Peru pays. Chad either forgot or lied. =>\n\
         The bridge could fall. It could also hold. =>\n\
         In the best case of the court, Peru won. =>\n\
         Analysts said the army could attack. It could also retreat. =>",
    );
}
