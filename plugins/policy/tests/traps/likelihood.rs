//! What is likely now, what grows likelier, and what only may be. Of what ends in a number two sentences each were written before anybody
//! looked at what they give.

use cableway_policy::{Forecasts, Options};
use cableway_sdk::serde_json::json;

use super::{earlier, forecasts, stage};

#[test]
fn what_is_likely_now_is_no_forecast() {
    let record = stage::<Forecasts>(&earlier("Kenyan envoys are likely preparing a joint letter."));
    assert!(record.annotations.is_empty(), "{:?}", record.annotations);
}

#[test]
fn a_likelihood_that_grows_has_no_number() {
    let record = stage::<Forecasts>(&earlier(
        "The election increases the likelihood of a truce with Uganda.",
    ));
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}

#[test]
fn likely_not_keeps_its_range_and_is_negated() {
    let record = stage::<Forecasts>(&earlier(
        "The savings would likely not cover the outlay. Kenya will not likely pay.",
    ));
    assert_eq!(record.annotations.len(), 2, "{:?}", record.annotations);
    for forecast in &record.annotations {
        assert_eq!(forecast.attributes["negated"], json!(true), "{forecast:?}");
    }
    assert_eq!(record.annotations[0].attributes["low"], json!(55));
}

#[test]
fn may_might_and_could_have_no_number() {
    let record =
        stage::<Forecasts>(&earlier("Kenya may leave. Uganda might stay. Chad could pay."));
    let told: Vec<&str> = record.annotations.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(told, ["possible", "possible", "possible"]);
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}

#[test]
fn the_second_scenario_is_option_two() {
    let record = stage::<Options>(&earlier(
        "Option one is for Kenya to go alone. Option two is for Kenya to follow Uganda. The vote raises the \
             odds of the second scenario.",
    ));
    let second = &record.annotations[1];
    assert_eq!(second.attributes["number"], json!(2));
    let words: Vec<&str> =
        second.spans.iter().map(|span| span.slice(&record.text).unwrap()).collect();
    assert!(words.contains(&"the second scenario"), "{words:?}");
    assert_eq!(second.attributes["lean"], json!("expected"));
}

#[test]
fn likely_now_1() {
    assert!(
        forecasts("Turkish engineers are probably already building the base.")
            .annotations
            .is_empty()
    );
}

#[test]
fn likely_now_2() {
    assert!(
        forecasts("Vietnam is most likely waiting for an answer from China.")
            .annotations
            .is_empty()
    );
}

#[test]
fn a_likelihood_that_grows_1() {
    let record = forecasts("The drought raises the probability of a clash between Chad and Sudan.");
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}

#[test]
fn a_likelihood_that_grows_2() {
    let record = forecasts("A strike by Israel has become less likely since the truce.");
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}
