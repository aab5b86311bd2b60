//! What is only suspected, told by a party, or made up; and what stands beside it and is real.

use super::{deeds, events, real, ties};

/// No deed is real; that somebody rejects a charge, or talks of it, is.
#[track_caller]
fn nothing_real(sentences: &[&str]) {
    for sentence in sentences {
        let record = events(sentence);
        let words = |kind: &String| matches!(kind.as_str(), "REJECT" | "CONSULT" | "ACCUSE");
        let told: Vec<_> = real(sentence).into_iter().filter(|kind| !words(kind)).collect();
        assert!(told.is_empty(), "{sentence} {told:?} {:?}", record.annotations);
        let ties = ties(sentence);
        assert!(ties.iter().all(|tie| !tie.contains("(happened)")), "{sentence} {ties:?}");
    }
}

/// Each sentence, and a type that it tells as real.
#[track_caller]
fn still_real(sentences: &[(&str, &str)]) {
    for (sentence, kind) in sentences {
        let told = real(sentence);
        assert!(told.iter().any(|one| one == kind), "{sentence} {told:?} {:?}", deeds(sentence));
    }
}

#[test]
fn should_with_a_noun_that_is_a_verb_asks_for_nothing() {
    nothing_real(&[
        "Should the Chilean navy blockade Callao, Peru would protest.",
        "Should Egypt attack, Libya would respond.",
        "Should the Indian army raid Lahore, Pakistan would answer at once.",
        "Should Algeria demand more gas money, Spain would ask for a delay.",
        "Should Kenya attack Uganda or Uganda attack Kenya, tea would be dear.",
        "Should Vietnam test a rocket, China would respond.",
    ]);
    still_real(&[
        ("Peru said that Chile must return the trawler.", "REQUEST"),
        ("Kenya attacked Uganda, and Tanzania should respond.", "ASSAULT"),
        ("Morocco should talk, but Algeria expelled its ambassador.", "SANCTION"),
    ]);
}

#[test]
fn a_second_participle_is_no_deed_of_whoever_denies_the_first() {
    nothing_real(&[
        "Chad denied having shelled or occupied Bangui.",
        "Lisbon denied having armed, paid and sheltered the rebels in Angola.",
        "Lisbon denied having armed and trained the rebels in Angola.",
        "Bulgaria rejects the accusation of having armed and sheltered the gunmen in Serbia.",
        "Without having attacked or occupied Moldova, Russia won.",
        "Instead of having bombed and occupied Latvia, Russia waited.",
        "Jakarta was charged with having jailed and tortured students.",
    ]);
    for sentence in [
        "Bolivia accused Chile of having armed and financed the smugglers.",
        "Ethiopia accused Eritrea of having sent rifles to the rebels and shelled a clinic.",
        "Kenya blamed Somalia for having trained and sheltered the raiders.",
    ] {
        let told = real(sentence);
        assert_eq!(told, ["ACCUSE"], "{sentence} {:?}", deeds(sentence));
    }
    still_real(&[
        ("Having armed the rebels, Peru attacked Chile.", "ASSAULT"),
        ("Chad denied having shelled Bangui and accused Libya of lies.", "ACCUSE"),
        ("Russia shelled Kharkiv and bombed Odesa.", "ASSAULT"),
        ("Peru denied the charge, and Chile expelled its ambassador.", "SANCTION"),
    ]);
}

#[test]
fn a_second_participle_has_the_doer_of_the_first() {
    for (sentence, told) in [
        ("Ghana admitted having bombed and occupied Togo.", "ASSAULT Ghana > Togo"),
        (
            "Chad, having paid the rebels and closed its ports, attacked Libya.",
            "ASSAULT Chad > Libya",
        ),
        ("Having trained and paid the rebels, Chad attacked Libya.", "ASSAULT Chad > Libya"),
    ] {
        assert!(deeds(sentence).iter().any(|one| one == told), "{sentence} {:?}", deeds(sentence));
        assert!(real(sentence).contains(&"ASSAULT".to_owned()), "{sentence}");
    }
    // Who is attacked is not who was armed.
    let armed = deeds("Chad, having armed the rebels and closed its ports, attacked Libya.");
    assert!(!armed.iter().any(|one| one.starts_with("AID") && one.contains("Libya")), "{armed:?}");
    // Both are deeds.
    assert_eq!(real("Ghana admitted having bombed and occupied Togo.").len(), 2);
    for sentence in [
        "Chad, having paid the rebels and closed its ports, attacked Libya.",
        "Zambia arrested men suspected of having attacked Malawi.",
    ] {
        for told in deeds(sentence) {
            assert!(!told.contains("the rebels >") && !told.contains("ASSAULT Zambia"), "{told}");
        }
    }
}

#[test]
fn an_accusation_ties_nobody() {
    for sentence in [
        "Peru accused Chile of arming the rebels in Bolivia.",
        "Norway charged Latvia with arming the rebels in Georgia.",
    ] {
        let ties = ties(sentence);
        let supports = |tie: &String| tie.starts_with("supports") && tie.contains("(happened)");
        assert!(!ties.iter().any(supports), "{sentence} {ties:?}");
    }
}

#[test]
fn who_suspects_does_not_do_it() {
    for sentence in [
        "Warsaw suspects Minsk of having armed smugglers and attacked Polish posts.",
        "Nairobi suspects Eritrea of arming and financing the rebels in Somalia.",
        "Libya is suspected of having armed and paid the rebels in Chad.",
        "Brazil suspected Venezuela of bombing Guyana.",
    ] {
        nothing_real(&[sentence]);
    }
    for told in deeds("Brazil suspected Venezuela of bombing Guyana.") {
        assert!(!told.contains("Brazil"), "{told}");
    }
    still_real(&[
        ("Norway arrested a man suspected of spying for Russia.", "COERCE"),
        ("Brazil, which suspected nothing, attacked Guyana.", "ASSAULT"),
        ("Poland suspects Belarus, and Lithuania expelled its ambassador.", "SANCTION"),
    ]);
}

#[test]
fn fiction_may_have_words_between() {
    nothing_real(&[
        "A thriller my brother gave me has Chinese ships blockading Guam and sinking American destroyers.",
        "The plot has Turkey bombing Athens.",
        "The game lets Russian troops occupy Finland.",
        "The television series lets Germany invade Denmark.",
        "The novel that won a prize has India sinking a Chinese carrier.",
        "The nightmare is Egypt bombing Khartoum.",
    ]);
    still_real(&[
        ("Russia has tanks in Georgia and bombed Tbilisi.", "ASSAULT"),
        ("The plot failed, and Turkey expelled the ambassador of Greece.", "SANCTION"),
        ("The nightmare began when Egypt bombed Khartoum.", "ASSAULT"),
        ("The game over, Russian troops occupied Georgia.", "ASSAULT"),
    ]);
}

#[test]
fn votes_hit_nobody() {
    for sentence in [
        "Peter Ata beat John Sale by 27 votes to 20, and the police of Fiji watched.",
        "The opposition beat the ruling party in Ankara.",
        "Scholz beat Laschet by a narrow margin.",
        "Erdogan's party beat the Republicans by 30 seats.",
        "France beat the Brazilian team in the final.",
    ] {
        assert!(
            !real(sentence).contains(&"ASSAULT".to_owned()),
            "{sentence} {:?}",
            deeds(sentence)
        );
    }
    still_real(&[
        ("Police in Belarus beat protesters after the election.", "ASSAULT"),
        ("Turkish soldiers beat Syrian refugees at the border.", "ASSAULT"),
        ("Police in Uganda beat voters at the polls.", "ASSAULT"),
    ]);
}

#[test]
fn whoever_acts_in_another_clause_is_no_recipient() {
    for (sentence, other) in [
        ("Kenya withdrew its troops, a month after Somali police arrested two mayors.", "Somali"),
        ("Chad expelled three diplomats days after Germany criticised Niger.", "Germany"),
        ("Russia bombed Kharkiv hours before China and Brazil met.", "hours"),
    ] {
        for told in deeds(sentence).iter().filter(|told| !told.starts_with("CONSULT")) {
            let to = told.split('>').nth(1).unwrap_or_default();
            assert!(!to.contains(other), "{sentence} {told}");
        }
    }
    for (sentence, told) in [
        (
            "Chad expelled German diplomats days after the vote.",
            "SANCTION Chad > Government of Germany",
        ),
        ("Kenya attacked Somalia a week after Ethiopia left.", "ASSAULT Kenya > Somalia"),
        ("Weeks after the raid, Iran bombed Iraq.", "ASSAULT Iran > Iraq"),
    ] {
        assert!(deeds(sentence).iter().any(|one| one == told), "{sentence} {:?}", deeds(sentence));
    }
}

#[test]
fn the_telling_of_a_party_is_not_the_text_s() {
    nothing_real(&[
        "In Tehran's telling, Iraq attacked Iran.",
        "If you believe Minsk, Poland bombed its own border.",
        "If the junta is to be believed, France attacked Niger.",
        "Poland bombed Belarus, if you believe Minsk.",
    ]);
    still_real(&[
        ("In Tehran's northern suburbs, Israel bombed a depot of Iran.", "ASSAULT"),
        ("If you believe Minsk, Poland is weak, but Belarus attacked Poland.", "ASSAULT"),
        ("Whatever you believe, Russia bombed Ukraine.", "ASSAULT"),
    ]);
}

#[test]
fn to_discuss_it_is_not_to_do_it() {
    nothing_real(&[
        "Egyptian generals discussed arming militias in Sudan.",
        "Ministers in Oslo talked about arming Latvia.",
        "Qatar debated financing the rebels in Chad.",
    ]);
    assert_eq!(ties("Egypt is arming militias in Sudan.").len(), 1);
    still_real(&[
        ("Egypt discussed the matter and expelled the envoy of Sudan.", "SANCTION"),
        ("Norway and Latvia discussed arms in Oslo.", "CONSULT"),
        ("Qatar debated for a week and bombed Chad.", "ASSAULT"),
    ]);
}
