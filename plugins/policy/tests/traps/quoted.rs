//! What is quoted, up to where, and who says it.

use cableway_policy::Quotes;

use super::{paragraph, stage, text};

/// Lines of a text and its quotations, with `=>` between them.
#[track_caller]
fn check(cases: &str) {
    for case in cases.lines() {
        let (words, expect) = case.split_once("=>").unwrap();
        let record = stage::<Quotes>(&paragraph(words.trim()));
        let told = record.annotations.iter().map(|one| {
            let said = one.spans[0].slice(&record.text).unwrap();
            format!("{} {}: {said}", one.label, text(one, "speaker"))
        });
        assert_eq!(told.collect::<Vec<_>>().join(" | "), expect.trim(), "{words}");
    }
}

#[test]
fn own_words_and_speakers() {
    check(
        "The alliance announced that it would send frigates, and the patrols are under way. => indirect The alliance: it would send frigates\n\
         Iran warned that it would not tolerate a change of borders, and Turkey backs Azerbaijan. => indirect Iran: it would not tolerate a change of borders\n\
         Norway said that it had closed the port, and two ships turned back. => indirect Norway: it had closed the port\n\
         Peru said that it would leave, and that Chile would follow. => indirect Peru: it would leave, and that Chile would follow\n\
         Kenya said that it had lost the vote and would not appeal. => indirect Kenya: it had lost the vote and would not appeal\n\
         Ghana said that prices had risen, and wages had not. => indirect Ghana: prices had risen, and wages had not\n\
         The minister said that the talks had failed, and Togo would close its border. => indirect The minister: the talks had failed, and Togo would close its border\n\
         \"We stay,\" said Ida Holm, a spokeswoman of the Peru Office, who also accused Chile of \"cheap theatre\". => direct Ida Holm: We stay, | direct Ida Holm: cheap theatre\n\
         The CIA's former director Ann Poll said that Iran had waited. => indirect Ann Poll: Iran had waited\n\
         \"They lie,\" an adviser to Pashinyan told me. He added that the army had known. => direct an adviser: They lie, | indirect an adviser: the army had known\n\
         An aide to Macron said that France would wait. He warned that time was short. => indirect An aide: France would wait | indirect An aide: time was short\n\
         A spokesman for the Kremlin said that it would reply. => indirect Government of Russia: it would reply\n\
         The sign says that the road is closed. => indirect The sign: the road is closed\n\
         In the words of Kofi Mensah, \"the road is long and dark\". => direct Kofi Mensah: the road is long and dark\n\
         Peru called it \"a farce\". => direct Peru: a farce\n\
         Chile spoke of \"an act of war\". => direct Chile: an act of war\n\
         He was told by Orban: \"Wait for us.\" => direct Viktor Orbán: Wait for us.\n\
         \"Wait,\" he said. \"Wait for us all.\" => direct he: Wait, | direct he: Wait for us all.\n\
         Togo said that its army would stay, and the rebels hold the bridge. => indirect Togo: its army would stay\n\
         Togo said that its army would stay, and that the bridge would open. => indirect Togo: its army would stay, and that the bridge would open\n\
         The Ministry's former adviser Rosa Lind told us that the plan had failed. => indirect Rosa Lind: the plan had failed\n\
         A representative of Norway added that the ship had left. => indirect Norway: the ship had left\n\
         Ida Holm said that Peru had lied. She added that Chile knew. => indirect Ida Holm: Peru had lied | indirect Ida Holm: Chile knew\n\
         In the words of one delegate, \"it was a long and empty night\". => direct one delegate: it was a long and empty night\n\
         The report \"is a bundle of lies\", Peru said. => direct Peru: is a bundle of lies\n\
         Chile was warned by Ida Holm: \"Do not wait too long.\" => direct Ida Holm: Do not wait too long.\n\
         The judge explained that the law was old. => indirect The judge: the law was old\n\
         Ida Holm, who called the plan \"a sad joke\", left. => direct Ida Holm: a sad joke",
    );
}

#[test]
fn what_nobody_says() {
    check(
        "An earlier version of this article said that Turkey had opened its border. =>\n\
         Ines Vogt of the Rhine School explains why Peru left, and what she expects of Chile. =>\n\
         The envoy explained how the pact works. =>\n\
         The envoy asked whether Chile would pay. =>\n\
         Chile voted for the so-called \"peace and order law\" in May. =>\n\
         The book \"A Night in Lima\" tells it. =>\n\
         Mali called it an act of aggression. =>\n\
         The report \"Peace in Peril\" appeared in May. =>\n\
         The caption said that the ship was Chilean. =>\n\
         The paper explained how the fund had lost its money. =>",
    );
}

#[test]
fn whoever_is_quoted_right_before_goes_on() {
    check(
        "\"We were told to wait,\" an envoy of the club told me. \"We did wait.\" He added that the door was shut. => direct an envoy: We were told to wait, | direct an envoy: We did wait. | indirect an envoy: the door was shut",
    );
}

#[test]
fn what_is_said_ends_where_the_author_goes_on() {
    check(
        "Chile said that the port was safe, and it has not changed its mind. => indirect Chile: the port was safe\n\
         The envoy said the talks would resume in May; no date has been set. => indirect The envoy: the talks would resume in May\n\
         Kenya claimed that the pact was dead — a claim that few believe. => indirect Kenya: the pact was dead\n\
         The council announced that two bridges would close, and the detour is long. => indirect The council: two bridges would close\n\
         The agency reported that a ship had sunk, and it has sent a second one. => indirect The agency: a ship had sunk\n\
         Ida Holm argued that the fund had failed, and she is right. => indirect Ida Holm: the fund had failed\n\
         Ghana said that the debt was paid; that the lenders were content; and that no more was owed. => indirect Ghana: the debt was paid; that the lenders were content; and that no more was owed\n\
         Mali said that it had won the vote and that it would stay. => indirect Mali: it had won the vote and that it would stay\n\
         Togo says that the road is open, and traders use it. => indirect Togo: the road is open, and traders use it\n\
         The clerk said that prices had risen, and that wages had not. => indirect The clerk: prices had risen, and that wages had not",
    );
}

#[test]
fn what_is_said_on_a_day_or_in_a_letter_and_what_is_told_before_the_speaker() {
    check(
        "Kenya said on Friday its police had left the port. => indirect Kenya: its police had left the port\n\
         The ministry said in a statement the road would reopen. => indirect The ministry: the road would reopen\n\
         Officials said Tuesday the bridge would close. => indirect Officials: the bridge would close\n\
         The words said in anger were soon forgotten. =>\n\
         The bank will not lend, an official told reporters. => indirect an official: The bank will not lend\n\
         But the pilots have been freed, their families said on Monday. => indirect their families: the pilots have been freed\n\
         If the rains fail, the maize will die, farmers say. => indirect farmers: If the rains fail, the maize will die\n\
         The cables were cut, Estonia alleged. => indirect Estonia: The cables were cut\n\
         The road is shut, we said in May. =>\n\
         A recession is near, as the bank said in May. =>\n\
         Kenya left the pact, and Chad said so. =>\n\
         The union, which met on Friday, said nothing. =>",
    );
}
