//! Who the subject is: after an opening, in a clause that hangs on a name.

use super::deeds;

#[track_caller]
fn check(sentence: &str, expect: &[&str]) {
    assert_eq!(deeds(sentence), expect, "{sentence}");
}

#[test]
fn an_opening_takes_none_of_several_subjects() {
    check(
        "On Monday Iran and Iraq attacked Jordan.",
        &["ASSAULT Iran and Iraq > Jordan @ 2023-02-06"],
    );
    check(
        "In June Kenya and Uganda signed a treaty with Rwanda.",
        &["AGREE Kenya and Uganda > Rwanda @ 2022-06"],
    );
    check(
        "Since 2020 France and Mali have accused Algeria of meddling.",
        &["ACCUSE France and Mali > Algeria"],
    );
    check(
        "After the vote Peru and Ecuador expelled the ambassador of Mexico.",
        &["SANCTION Peru and Ecuador > Mexico"],
    );
    check(
        "Within days Serbia and Hungary rejected the demands of Albania.",
        &["REJECT Serbia and Hungary > Albania"],
    );
    check(
        "The minister said that on Sunday Kenya and Uganda had bombed Rwanda.",
        &["ASSAULT Kenya and Uganda > Rwanda @ 2023-02-05"],
    );
    check(
        "In late March Togo, Benin and Ghana closed their borders with Niger.",
        &["SANCTION Togo and Benin and Ghana > Niger @ 2022-03"],
    );
    check("In Iraq Turkish troops attacked a village.", &["ASSAULT Armed forces of Turkey >"]);
}

#[test]
fn a_title_stays_with_its_name_behind_an_opening() {
    check(
        "In a speech president Lula warned Chile.",
        &["THREATEN Luiz Inácio Lula da Silva > Chile"],
    );
    check(
        "On Monday the presidents of Chad and Niger criticised France.",
        &["ACCUSE Chad and Niger > France @ 2023-02-06"],
    );
    check("The treaty with Kenya and Uganda angered Rwanda.", &[]);
}

#[test]
fn a_relative_clause_has_its_noun_for_an_object() {
    check(
        "Iran, which Israel bombed, threatened Iraq.",
        &["ASSAULT Israel > Iran", "THREATEN Iran > Iraq"],
    );
    check(
        "Bolivia, which Chile had warned, attacked Paraguay.",
        &["THREATEN Chile > Bolivia", "ASSAULT Bolivia > Paraguay"],
    );
    check(
        "Niger, whose leaders France had criticised, expelled the ambassador of Italy.",
        &["ACCUSE France > Niger", "SANCTION Niger > Italy"],
    );
    check("The country which Serbia threatened was Albania.", &["THREATEN Serbia >"]);
    check(
        "Peru condemned Chile, which had bombed Bolivia.",
        &["ACCUSE Peru > Chile", "ASSAULT Chile > Bolivia"],
    );
}

#[test]
fn a_relative_clause_takes_nobody_from_the_main_one() {
    check(
        "The Houthis, who fire missiles at ships, were bombed by the United States.",
        &["ASSAULT United States > Houthis"],
    );
    check("Vietnam, which rejected the plan, was praised by Laos.", &["SUPPORT Laos > Vietnam"]);
    check("Peru, which had threatened to leave, met Chile in Lima.", &["CONSULT Peru > Chile"]);
    check(
        "Kenya, which had expelled the envoy of Rwanda, signed a treaty with Uganda.",
        &["SANCTION Kenya > Rwanda", "AGREE Kenya > Uganda"],
    );
    check(
        "Norway, which supports Sweden, was criticised by Russia.",
        &["SUPPORT Norway > Sweden", "ACCUSE Russia > Norway"],
    );
}

#[test]
fn an_opening_clause_takes_nobody_from_the_main_one() {
    check(
        "After Kenya closed the port in 2018, Uganda condemned Rwanda.",
        &["ACCUSE Uganda > Rwanda"],
    );
    check("Before Togo shut the border, Ghana had attacked Benin.", &["ASSAULT Ghana > Benin"]);
    check(
        "Since 2019, when Peru left the pact, Chile has attacked Bolivia.",
        &["ASSAULT Chile > Bolivia"],
    );
    check(
        "After Kenya attacked Somalia, Uganda condemned Rwanda.",
        &["ASSAULT Kenya > Somalia", "ACCUSE Uganda > Rwanda"],
    );
}
