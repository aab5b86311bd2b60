//! Whom a capital or a pronoun stands for. Of what ends in a number two sentences each were written before anybody
//! looked at what they give.

use cableway_policy::Relations;

use super::{actors, earlier, mentions, paragraph, stage, text, ties};

#[test]
fn a_capital_is_a_government_or_a_place() {
    let record = actors(&earlier(
        "Nairobi wants calm. At a parade in Nairobi on Monday, Nairobi's ministers waved. The missiles can reach the \
         continental United States, and Nairobi hosted a summit.",
    ));
    assert_eq!(mentions(&record, "Government of Kenya"), ["Nairobi", "Nairobi"]);
    assert!(mentions(&record, "United States").is_empty());
}

#[test]
fn its_may_point_forward_and_two_pronouns_are_two_actors() {
    let record = actors(&earlier(
        "Given its worsening dispute with Kampala, Nairobi is keen to keep the road open. It may, therefore, put pressure \
         on Burundi, demanding that it refrains from another raid.",
    ));
    // The first `It` is Nairobi; the second is somebody else, and nobody is certain who.
    assert_eq!(mentions(&record, "Government of Kenya"), ["its", "Nairobi", "It"]);
    assert_eq!(mentions(&record, "Government of Uganda"), ["Kampala"]);
    assert_eq!(mentions(&record, "Burundi"), ["Burundi"]);
    let record = stage::<Relations>(&earlier(
        "Nairobi is keen to keep the road open. It may, therefore, put pressure on Burundi.",
    ));
    let tie = record.annotations.iter().find(|one| one.label == "pressures").unwrap();
    assert_eq!(
        [text(tie, "from"), text(tie, "to"), text(tie, "status")],
        ["Government of Kenya", "Burundi", "hypothetical"]
    );
}

#[test]
fn a_capital_stands_for_its_government_1() {
    let record = actors(&paragraph(
        "Ottawa has refused to comment. The storm reached the continental United States, and a fair in Ottawa was put off.",
    ));
    assert_eq!(mentions(&record, "Government of Canada"), ["Ottawa"]);
    assert!(mentions(&record, "United States").is_empty());
}

#[test]
fn a_capital_stands_for_its_government_2() {
    let record = actors(&paragraph(
        "Paris would rather wait, diplomats say. Protesters marched through Paris on Sunday.",
    ));
    assert_eq!(mentions(&record, "Government of France"), ["Paris"]);
}

#[test]
fn its_points_forward_1() {
    assert_eq!(
        ties("Despite its growing dependence on Algeria, Tunis refuses to speak of it."),
        ["depends on: Government of Tunisia -> Algeria (happened)"]
    );
}

#[test]
fn its_points_forward_2() {
    let told = ties("Given its long quarrel with Chile, Bolivia hopes for help from Peru.");
    assert_eq!(told, ["opposes: Bolivia -> Chile (happened)"]);
}

#[test]
fn two_pronouns_are_two_actors_1() {
    let told = ties(
        "Ankara needs calm. It might lean on Baku, and put pressure on Georgia, asking that it closes the road.",
    );
    assert!(
        told.contains(&"pressures: Government of Turkey -> Georgia (hypothetical)".to_owned()),
        "{told:?}"
    );
    assert!(told.iter().all(|one| !one.contains("Georgia -> Government of Turkey")), "{told:?}");
}

#[test]
fn two_pronouns_are_two_actors_2() {
    let record = actors(&paragraph(
        "Brazil supports the plan. It could press Paraguay, insisting that it lowers its tariffs.",
    ));
    assert_eq!(mentions(&record, "Brazil"), ["Brazil", "It"]);
    assert_eq!(mentions(&record, "Paraguay"), ["Paraguay"]);
}
