//! What is foretold, with its whole subject; chances in words and numbers; days that a forecast reaches over.

use super::denials::check;

#[test]
fn a_time_before_the_verb_does_not_cut_the_subject() {
    check(
        "An invasion before 2030 is unlikely. => icd-203 20-45: An invasion before 2030 is unlikely 2023-02-10/2029-12-31\n\
         A vote on the loan after the summer is very unlikely. => icd-203 5-20: A vote on the loan after the summer is very unlikely\n\
         The fall of the government before the election will probably be avoided. => icd-203 55-80: The fall of the government before the election will probably be avoided\n\
         A new treaty since the war is improbable. => icd-203 20-45: A new treaty since the war is improbable\n\
         Elections in Mali before the end of the year are very likely. => icd-203 80-95: Elections in Mali before the end of the year are very likely 2023-02-10/2023-12-31\n\
         A strike by the miners within a year is almost certain. => icd-203 95-99: A strike by the miners within a year is almost certain 2023-02-10/2024-02-10\n\
         I believe that a withdrawal from the base until 2026 is highly unlikely. => icd-203 5-20: a withdrawal from the base until 2026 is highly unlikely 2023-02-10/2025-12-31\n\
         Before the vote a truce is unlikely. => icd-203 20-45: a truce is unlikely\n\
         The envoy described Niger as a possible buyer of gas. => \n\
         After the election Chile will probably join. => icd-203 55-80: Chile will probably join",
    );
}

#[test]
fn chances_in_words_and_in_numbers() {
    check(
        "There is an even chance that the cabinet falls. => stated 50-50: the cabinet falls\n\
         There is a realistic possibility that Chad will close the border. => possible: Chad will close the border\n\
         A return to gold is almost impossible. => possible not: A return to gold is almost impossible\n\
         Armenia is going to leave the bloc. => foretold: Armenia is going to leave the bloc\n\
         The odds of a coup are three in ten. => stated 30-30: a coup\n\
         There is a one in five chance of a blockade. => stated 20-20: a blockade\n\
         Analysts give a coup in Benin a 30 percent chance. => stated 30-30: a coup in Benin by Analysts\n\
         Analysts give a 30 percent chance to a coup in Benin. => stated 30-30: a coup in Benin by Analysts\n\
         A devaluation is likely, with a probability of 70 per cent. => stated 70-70: A devaluation is likely\n\
         I think ratification is likely, perhaps 60 percent. => stated 60-60: ratification is likely\n\
         We put the odds that Hungary agrees at two in three. => stated 67-67: Hungary agrees\n\
         Markets see a 25% probability of default by June. => stated 25-25: default by June 2023-02-10/2023-06-30 by Markets\n\
         We consider a ban unlikely (20–45 percent). => stated 20-45: a ban unlikely\n\
         It is all but certain that the court will reject the appeal. => possible: the court will reject the appeal\n\
         A split is inevitable. => foretold: A split is inevitable\n\
         War is out of the question. => possible not: War is out of the question\n\
         The chances of a deal are slim. => possible: a deal\n\
         There is little chance of a deal before May. => possible not: a deal before May 2023-02-10/2023-04-30\n\
         The regime is bound to fall. => foretold: The regime is bound to fall\n\
         Chances are that the mission stays. => possible: the mission stays\n\
         The risk of a run on the banks is low. => possible: a run on the banks\n\
         The likelihood that the rebels split is high. => possible: the rebels split\n\
         The chance of a veto remains small. => possible: a veto\n\
         Her party has a good chance of winning. => possible: Her party has a good chance of winning\n\
         There is a fifty-fifty chance of frost in May. => stated 50-50: frost in May 2023-05-01/2023-05-31\n\
         The bank gives the reform a one in three chance. => stated 33-33: the reform by The bank\n\
         We see a small chance that the strait closes. => possible: the strait closes\n\
         A merger is highly likely (85 percent). => stated 85-85: A merger is highly likely\n\
         Analysts put the risk of an outage at 5 to 10 percent. => stated 5-10: an outage by Analysts\n\
         A truce is likely; 60 percent of the people want one. => icd-203 55-80: A truce is likely\n\
         The new port, which Turkey built, is likely to stand empty. => icd-203 55-80: The new port, which Turkey built, is likely to stand empty\n\
         The collapse of the pound before the harvest could ruin the farmers. => possible: The collapse of the pound before the harvest could ruin the farmers",
    );
}

#[test]
fn what_is_no_chance() {
    check(
        "We rate this possibility at one in ten. =>\n\
         The bank is going to Geneva. =>\n\
         Ghana was going to leave the bloc. =>\n\
         One in five voters stayed at home. =>\n\
         Four in ten of the ships are old. =>\n\
         Prices rose, with a share of 70 per cent for oil. =>\n\
         The price is low. =>\n\
         The harvest was good and the chance of hunger was low. =>\n\
         He is going to Lima and she is bound for Quito. =>\n\
         The minister resigned before a vote was likely. =>",
    );
}

#[test]
fn days_counted_from_publication() {
    check(
        "A verdict by Friday is likely. => icd-203 55-80: A verdict by Friday is likely 2023-02-10/2023-02-17\n\
         The council will probably vote on Tuesday. => icd-203 55-80: The council will probably vote on Tuesday 2023-02-14/2023-02-14\n\
         Peru may sign next Thursday. => possible: Peru may sign next Thursday 2023-02-16/2023-02-16\n\
         The ships may arrive before Monday. => possible: The ships may arrive before Monday 2023-02-10/2023-02-12\n\
         Prices will probably fall within a year. => icd-203 55-80: Prices will probably fall within a year 2023-02-10/2024-02-10\n\
         The reserve will likely be empty this decade. => icd-203 55-80: The reserve will likely be empty this decade 2023-02-10/2029-12-31\n\
         Ethiopia may devalue by the weekend. => possible: Ethiopia may devalue by the weekend 2023-02-10/2023-02-12\n\
         The talks will probably resume tomorrow. => icd-203 55-80: The talks will probably resume tomorrow 2023-02-11/2023-02-11\n\
         A new government is likely in the coming weeks. => icd-203 55-80: A new government is likely in the coming weeks\n\
         The law may pass by mid-March. => possible: The law may pass by mid-March 2023-02-10/2023-03-15\n\
         Chile may act in the first half of 2024. => possible: Chile may act in the first half of 2024 2024-01-01/2024-06-30\n\
         The dam may be full before the year is out. => possible: The dam may be full before the year is out 2023-02-10/2023-12-31\n\
         The pact may lapse by the turn of the century. => possible: The pact may lapse by the turn of the century\n\
         Officials said on Tuesday that Peru may leave. => possible: Peru may leave by Officials\n\
         The minister, who spoke on Monday, will probably resign. => icd-203 55-80: The minister, who spoke on Monday, will probably resign\n\
         Peru, which left on Friday, may return. => possible: Peru, which left on Friday, may return",
    );
}

#[test]
fn what_is_held_begins_behind_who_holds_it() {
    check(
        "I think ratification before Easter is likely. => icd-203 55-80: ratification before Easter is likely\n\
         We think a strike after the harvest is probable. => icd-203 55-80: a strike after the harvest is probable\n\
         There is some chance, which nobody has measured, that Peru leaves. => possible: Peru leaves\n\
         There is a ten percent risk, however, of a split. => stated 10-10: a split\n\
         She told us what she expects of Chile. =>\n\
         The envoy knows what Togo expects from the fund. =>\n\
         If Peru leaves, Chile follows; a war is unlikely. => icd-203 20-45: a war is unlikely\n\
         A recession is probable (60–75 per cent). => stated 60-75: A recession is probable",
    );
}
