//! Who takes part, and who only stands near.

use cableway_policy::{Actors, Events, Quotes};
use cableway_sdk::Record;

use super::{deeds, mentions, paragraph, stage, text};

/// The names of those who take part in the events of a type in a role.
fn parties(text_of: &str, label: &str, role: &str) -> Vec<String> {
    let record = stage::<Events>(&paragraph(text_of));
    let of_type = record.annotations.iter().filter(|one| one.label == label);
    let lists = of_type.filter_map(|one| one.attributes[role].as_array());
    lists.flatten().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}

/// Who is said to speak first, and the code of the state.
fn speaker(record: &Record) -> (&str, &str) {
    let quote = &record.annotations[0];
    (text(quote, "speaker"), text(quote, "iso"))
}

/// The names of those to whom the first event is done.
fn recipients(text_of: &str) -> Vec<String> {
    let record = stage::<Events>(&paragraph(text_of));
    let list = record.annotations[0].attributes["recipients"].as_array().unwrap();
    list.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}

#[test]
fn who_the_next_clause_names_takes_no_part() {
    let nobody = Vec::<String>::new();
    assert_eq!(recipients("Iran threatened to close the strait, and Oman asked for calm."), nobody);
    assert_eq!(
        recipients("Kenya rejected the offer and Uganda praised the ministers of Sudan."),
        nobody
    );
    assert_eq!(recipients("Peru criticised the vote, but Chile stayed silent."), nobody);
    assert_eq!(recipients("Peru accused Chile and Bolivia of lying."), ["Chile", "Bolivia"]);
}

#[test]
fn intelligence_is_no_police() {
    let record = stage::<Actors>(&paragraph("Russian intelligence sabotaged a railway in Poland."));
    assert_eq!(mentions(&record, "Intelligence services of Russia"), ["Russian intelligence"]);
    let record = stage::<Actors>(&paragraph("Polish police arrested two men."));
    assert_eq!(mentions(&record, "Police of Poland"), ["Polish police"]);
}

#[test]
fn whom_a_report_names_is_not_who_it_is_denied_to() {
    let nobody = Vec::<String>::new();
    assert_eq!(recipients("Chad denied reports that it had sent troops to Libya."), nobody);
    assert_eq!(recipients("Peru rejected the idea that it should leave Bolivia."), nobody);
    assert_eq!(recipients("Peru denied the claim of Chile."), ["Chile"]);
}

#[test]
fn where_it_comes_from_is_not_where_it_goes() {
    let nobody = Vec::<String>::new();
    assert_eq!(
        parties("The army launched a missile from Ankara.", "MOBILIZE", "recipients"),
        nobody
    );
    assert_eq!(
        parties("Chad fired rockets from Niamey at Libya.", "ASSAULT", "recipients"),
        ["Libya"]
    );
}

#[test]
fn whom_the_next_verb_names_was_not_met() {
    let sentence = "The ministers of Peru and Chile met in Geneva and accused Iran of lying.";
    assert!(!parties(sentence, "CONSULT", "recipients").contains(&"Iran".to_owned()));
    assert_eq!(parties(sentence, "ACCUSE", "recipients"), ["Iran"]);
    let sentence = "Peru signed a treaty with Chile and condemned Bolivia.";
    assert_eq!(parties(sentence, "AGREE", "recipients"), ["Chile"]);
}

#[test]
fn a_name_beside_an_office_is_who_speaks() {
    for sentence in [
        "Peru's prime minister, Ana Quispe, said that the talks had failed.",
        "The foreign minister of Peru, Ana Quispe, said that the talks had failed.",
        "“The talks have failed,” said the Peruvian foreign minister, Ana Quispe, on Monday.",
    ] {
        let record = stage::<Quotes>(&paragraph(sentence));
        assert_eq!(speaker(&record), ("Ana Quispe", "PE"), "{sentence}");
    }
    assert_eq!(
        parties("Peru's president, Ana Quispe, accused Chile of lying.", "ACCUSE", "sources"),
        ["Ana Quispe"]
    );
}

#[test]
fn an_initial_belongs_to_its_name() {
    let record = stage::<Quotes>(&paragraph(
        "The Peruvian foreign minister, A. Quispe, said that the talks had failed.",
    ));
    assert_eq!(speaker(&record), ("A. Quispe", "PE"));
    let record =
        stage::<Actors>(&paragraph("On Monday Peruvian Foreign Minister A. Quispe met Chile."));
    assert_eq!(mentions(&record, "A. Quispe"), ["Peruvian Foreign Minister A. Quispe"]);
}

#[test]
fn what_an_attack_is_on_does_not_attack() {
    let nobody = Vec::<String>::new();
    for sentence in ["An attack on Peru harmed Chile.", "The invasion of Peru angered Chile."] {
        for label in ["ASSAULT", "ACCUSE", "COERCE"] {
            assert_eq!(parties(sentence, label, "sources"), nobody, "{sentence}");
        }
    }
    assert_eq!(
        parties("A Chilean attack on Peru killed ten people.", "ASSAULT", "sources")[..1],
        ["Chile"]
    );
}

#[test]
fn who_is_told_or_compared_takes_no_part() {
    for (sentence, deed) in [
        ("Kenya condemned the coup, its minister told journalists in Kampala.", "ACCUSE Kenya >"),
        ("Chad closed the border, according to officials in Libya.", "SANCTION Chad >"),
        ("Serbia mobilised its army, according to a Hungarian news agency.", "MOBILIZE Serbia >"),
        ("Cyprus has not recalled its envoy, contrary to a report in Athens.", "SANCTION Cyprus >"),
        ("Mali rejected the accusation, unlike Niger.", "REJECT Mali >"),
        ("Egypt condemned the attack, as did Jordan.", "ACCUSE Egypt >"),
        ("Vietnam lifted the ban, while Laos kept it.", "CONCEDE Vietnam >"),
        ("Peru rejected the demands in a letter seen by a Chilean newspaper.", "REJECT Peru >"),
        ("Peru rejected the demands in a letter to Chile.", "REJECT Peru > Chile"),
        ("Kenya complained to Uganda about the ban.", "ACCUSE Kenya > Uganda"),
        ("Chad attacked villages in Sudan.", "ASSAULT Chad > Sudan"),
    ] {
        assert_eq!(deeds(sentence), [deed], "{sentence}");
    }
    assert_eq!(
        deeds("“We did not strike this ship,” the minister told reporters in Muscat."),
        [""; 0]
    );
    assert_eq!(
        deeds("Iran warned that it would not tolerate any change, and Turkey backs Azerbaijan.")[0],
        "THREATEN Iran >"
    );
}

#[test]
fn people_without_a_state_are_at_home() {
    assert_eq!(deeds("Togo released opposition leader Komi Adodo."), ["CONCEDE Togo > Komi Adodo"]);
}

#[test]
fn who_stands_by_takes_no_part() {
    for (sentence, deed) in [
        (
            "Peru and Chile signed a treaty in Lima under the mediation of Brazil.",
            "AGREE Peru and Chile >",
        ),
        ("Peru and Chile signed a treaty with Brazil.", "AGREE Peru and Chile > Brazil"),
        ("Hungary ratified the treaty before Turkey did.", "SUPPORT Hungary >"),
        ("Mali closed the border, whereupon Niger left.", "SANCTION Mali >"),
        ("Togo supplied drones to the rebels; Ghana stayed silent.", "AID Togo >"),
    ] {
        assert_eq!(deeds(sentence)[0], deed, "{sentence}");
    }
    let record = stage::<Actors>(&paragraph("The German Foreign Office thanked Peru."));
    assert!(mentions(&record, "Government of the United Kingdom").is_empty());
    assert_eq!(mentions(&record, "Government of Germany").len(), 1);
    let record = stage::<Actors>(&paragraph("The Foreign Office thanked Peru."));
    assert_eq!(mentions(&record, "Government of the United Kingdom").len(), 1);
}
