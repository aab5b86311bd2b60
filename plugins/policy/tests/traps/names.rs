//! Names inside other names, and cities that are only places.

use cableway_policy::Actors;
use cableway_sdk::Record;

use super::{deeds, mentions, paragraph, stage, text};

fn actors(sentence: &str) -> Record {
    stage::<Actors>(&paragraph(sentence))
}

#[test]
fn a_name_in_a_longer_name_is_no_state() {
    for (sentence, state) in [
        ("China Daily reported that the talks had failed.", "China"),
        ("Villages by the Jordan river were shelled by Israel.", "Jordan"),
        ("Kenya Airways accused the union of lying.", "Kenya"),
        ("The Israel Museum condemned the theft.", "Israel"),
        ("A study of the Georgia Institute of Technology criticised Peru.", "Georgia"),
        ("Bank of China rejected the claim.", "China"),
        ("Lake Chad is shrinking.", "Chad"),
        ("The tanker was attacked in the Gulf of Oman.", "Oman"),
        ("The Niger delta was attacked by rebels.", "Niger"),
    ] {
        assert!(mentions(&actors(sentence), state).is_empty(), "{sentence}");
    }
    assert_eq!(deeds("Villages by the Jordan river were shelled by Israel."), ["ASSAULT Israel >"]);
}

#[test]
fn a_given_name_is_no_state() {
    let record = actors("Chad Smith said that Peru had lied. Smith left.");
    assert!(mentions(&record, "Chad").is_empty());
    assert_eq!(mentions(&record, "Chad Smith"), ["Chad Smith", "Smith"]);
    assert_eq!(deeds("Israel Roth accused Iran of lying."), ["ACCUSE Israel Roth > Iran"]);
    for (sentence, state) in [
        ("Chad Foreign Minister Ali Abba accused Libya of lying.", "Ali Abba"),
        ("Israel Defense Forces attacked Lebanon.", "Armed forces of Israel"),
        ("On Monday Jordan accused Iran of lying.", "Jordan"),
        ("The Kenya Human Rights Council condemned the attack.", "Kenya"),
    ] {
        assert_eq!(mentions(&actors(sentence), state).len(), 1, "{sentence}");
    }
}

#[test]
fn a_city_that_is_described_or_left_is_a_place() {
    assert!(mentions(&actors("Algiers is also a port."), "Government of Algeria").is_empty());
    assert_eq!(
        mentions(&actors("Algiers is ready to negotiate."), "Government of Algeria"),
        ["Algiers"]
    );
    let record = actors("France withdrew its troops from Bamako.");
    assert!(mentions(&record, "Armed forces of Mali").is_empty());
    let record = actors("Troops from Mali attacked the port.");
    assert_eq!(mentions(&record, "Armed forces of Mali"), ["Troops from Mali"]);
}

/// The names of all actors of a text, with their states: `Kenya KE`.
fn named(sentence: &str) -> String {
    let mut names: Vec<String> = actors(sentence)
        .annotations
        .iter()
        .map(|one| format!("{} {}", one.label, text(one, "iso")).trim_end().to_owned())
        .collect();
    names.sort();
    names.join(", ")
}

#[test]
fn languages_halves_of_nouns_and_those_who_are_helped_are_no_states() {
    for (sentence, expect) in [
        ("The law was printed in Spanish and English.", ""),
        ("The judge speaks Russian, and the clerk spoke French, Arabic and Dutch.", ""),
        ("The letter was translated into Chinese.", ""),
        ("Two French speakers and a Turkish-speaking guide left.", ""),
        ("The port is in Russian hands.", "Russia RU"),
        ("Ships sank in French and British waters.", "France FR, United Kingdom GB"),
        ("The minister spoke in English about French law.", "France FR"),
        ("The Secretary-General and the Attorney-General were absent.", ""),
        ("Secretary-General Ana Diallo resigned.", "Ana Diallo"),
        ("Rwanda-backed rebels took the town.", "Rwanda-backed rebels"),
        ("The Iran-aligned militias cheered.", "Iran-aligned militias"),
        ("Rebels in Chad cheered.", "rebels of Chad TD"),
        ("US-led forces left.", "United States US"),
        (
            "Rita Tembo, the prime minister of Zambia, is ill. Tembo rests.",
            "Rita Tembo ZM, Zambia ZM",
        ),
        ("Rita Tembo, a baker from Lusaka, is ill.", "Rita Tembo"),
        ("President Kiir met President Tshisekedi.", "Félix Tshisekedi CD, Salva Kiir SS"),
    ] {
        assert_eq!(named(sentence), expect, "{sentence}");
    }
}
