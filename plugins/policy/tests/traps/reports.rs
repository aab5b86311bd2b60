//! What others are said to have told, and what is put right.

use super::{events, not_real, real, text};

#[test]
fn what_is_put_right_is_denied() {
    for sentence in [
        "Correction: an earlier version of this article said that Turkey had attacked Armenia. It has not.",
        "Correction: an earlier version said that Peru had expelled the ambassador of Chile.",
        "The Courier reported that Serbia had closed its border with Kosovo. It had not.",
        "The Herald wrote that Kenya had bombed Uganda. That was untrue.",
        "A false report said that Egypt had invaded Sudan.",
        "State television claimed that Poland had attacked Belarus. This was false.",
        "An invented story had it that Norway had expelled the Russian ambassador.",
        "The president said that Ghana had signed a treaty with Togo. The claim was false.",
        "A blogger wrote that Chad had arrested the ambassador of France. Nothing of the kind happened.",
        "Clarification: a headline last week said that Japan had imposed sanctions on Vietnam. It did not.",
        "Contrary to what newspapers wrote, Brazil did not attack Peru.",
        "The ministry wrongly claimed that Latvia had bombed Belarus.",
        "Correction — the headline stated that Laos had invaded Cambodia.",
        "A previous edition of this report said that Austria had expelled Russian diplomats.",
        "The agency erroneously reported that Malta had closed its border with Italy.",
        "Fake accounts claimed that Finland had bombed Russia.",
        "A website wrote that Nepal had attacked India. The story proved false.",
        "Its rivals claimed that Angola had sent weapons to Congo. It had done no such thing.",
        "False reports that Panama had closed its ports to Cuba spread quickly.",
        "The radio announced that Jordan had invaded Syria. This was not true.",
    ] {
        not_real(sentence, "denied");
    }
}

#[test]
fn hearsay_is_open() {
    for sentence in [
        "Iran allegedly attacked a tanker of Greece.",
        "Russia reportedly sent weapons to Mali.",
        "Rwanda is said to have sent troops to Congo.",
        "North Korea supposedly signed a treaty with Belarus.",
        "Belarus is reported to have expelled the ambassador of Lithuania.",
        "Unverified accounts say that Chad bombed Sudan.",
        "Rumour has it that Venezuela has invaded Guyana.",
        "Algeria is believed to have given weapons to Mali.",
        "Israel is alleged to have bombed a port in Syria.",
        "Zambia has reportedly expelled the ambassador of Malawi.",
        "Supposedly, Vietnam has signed an agreement with Laos.",
        "According to rumours in the capital, Togo has arrested the envoy of Benin.",
        "Nicaragua is thought to have sent troops to Honduras.",
        "Hearsay has it that Bolivia attacked Paraguay.",
        "The embassy of Spain was allegedly attacked by Morocco.",
    ] {
        not_real(sentence, "hypothetical");
    }
}

#[test]
fn reports_that_are_not_put_right_stay() {
    for sentence in [
        "The Courier reported that Serbia had closed its border with Kosovo. Kosovo had not expected it.",
        "The Herald wrote that Kenya had bombed Uganda. It was true.",
        "According to the ministry, Peru expelled the ambassador of Chile.",
        "Peru attacked Chile. It had not been provoked.",
        "Iran attacked a tanker that was allegedly carrying weapons.",
        "The radio announced that Jordan had invaded Syria. It was not the first time.",
        "Zambia expelled the ambassador of Malawi, who had reportedly spied.",
        "Malta said that it had closed its border with Italy. They had not agreed on fishing.",
    ] {
        assert!(!real(sentence).is_empty(), "{sentence}");
    }
}

#[test]
fn the_word_that_decides_is_named() {
    for (sentence, rule) in [
        ("Iran allegedly attacked a tanker of Greece.", "status.tsv: hearsay allegedly"),
        ("Reports that Kenya had attacked Uganda are worrying.", "status.tsv: tale reports"),
        ("Libya denied it had carried out the raid on Chad.", "status.tsv: verb denied"),
        ("Spain is unlikely to recognise Kosovo.", "status.tsv: adjective unlikely"),
        ("A second plan is for Kenya to attack Uganda.", "status.tsv: plan plan"),
        ("If Kenya attacks Uganda, nobody wins.", "status.tsv: condition if"),
        ("In the film, China invades Taiwan.", "status.tsv: scene film"),
        ("A false report said that Egypt had invaded Sudan.", "status.tsv: false false"),
        (
            "Two outcomes are conceivable: Kenya attacks Uganda, or not.",
            "status.tsv: future outcomes",
        ),
        (
            "The planned talks between Peru and Chile were in doubt.",
            "status.tsv: attribute planned",
        ),
        ("Kenya attacked Uganda.", ""),
    ] {
        assert_eq!(text(&events(sentence).annotations[0], "status_rule"), rule, "{sentence}");
    }
}
