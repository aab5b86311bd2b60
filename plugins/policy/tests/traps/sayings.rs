//! What somebody says or thinks, without `that`.

use cableway_policy::Quotes;

use super::{Annotation, deeds, forecasts, not_real, paragraph, real, stage, text};

/// `speaker: words` of what is quoted without marks.
fn sayings(text_of: &str) -> Vec<String> {
    let record = stage::<Quotes>(&paragraph(text_of));
    let indirect = |one: &&Annotation| one.label == "indirect";
    let told = record.annotations.iter().filter(indirect).map(|one| {
        format!("{}: {}", text(one, "speaker"), one.spans[0].slice(&record.text).unwrap())
    });
    told.collect()
}

/// Compares all cases, and tells all that differ.
#[track_caller]
fn same(cases: &[(&str, &[&str])], find: impl Fn(&str) -> Vec<String>) {
    let differ = |(sentence, expect): &(&str, &[&str])| {
        let found = find(sentence);
        (found != *expect)
            .then(|| format!("{sentence}\n  expected {expect:?}\n  found    {found:?}"))
    };
    let wrong: Vec<String> = cases.iter().filter_map(differ).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_said_without_that_is_an_event() {
    same(
        &[
            ("Officials said Peru attacked Chile.", &["ASSAULT Peru > Chile"]),
            ("The minister says Kenya rejected the offer of Uganda.", &["REJECT Kenya > Uganda"]),
            (
                "Witnesses said Turkey bombed Syria on Tuesday.",
                &["ASSAULT Turkey > Syria @ 2023-02-07"],
            ),
            (
                "A senior diplomat claimed Serbia expelled the ambassador of Croatia.",
                &["SANCTION Serbia > Croatia"],
            ),
            (
                "Two sources said soldiers from Mali attacked Niger.",
                &["ASSAULT Armed forces of Mali > Niger"],
            ),
            ("The governor thinks Belarus threatened Latvia.", &["THREATEN Belarus > Latvia"]),
            ("The mayor confirmed Israel bombed Lebanon.", &["ASSAULT Israel > Lebanon"]),
            ("The spokesman insisted Morocco condemned Algeria.", &["ACCUSE Morocco > Algeria"]),
            ("Residents said on Monday Sudan invaded Chad.", &["ASSAULT Sudan > Chad"]),
            ("Reporters said Monday Iran had attacked Iraq.", &["ASSAULT Iran > Iraq"]),
            (
                "The army said the navy of India attacked Pakistan.",
                &["ASSAULT Armed forces of India > Pakistan"],
            ),
            (
                "Observers believe Rwanda invaded Congo.",
                &["ASSAULT Rwanda > Democratic Republic of the Congo"],
            ),
            ("Ecuador attacked Peru, officials said.", &["ASSAULT Ecuador > Peru"]),
            ("Ecuador, officials said, attacked Peru.", &["ASSAULT Ecuador > Peru"]),
            ("Greece, the envoy said, condemned Turkey.", &["ACCUSE Greece > Turkey"]),
            ("Japan condemned China, according to officials.", &["ACCUSE Japan > China"]),
        ],
        deeds,
    );
}

#[test]
fn what_is_said_without_that_is_quoted() {
    same(
        &[
            ("Anna Berg said Peru attacked Chile.", &["Anna Berg: Peru attacked Chile"]),
            (
                "Anna Berg says Kenya will sign the treaty.",
                &["Anna Berg: Kenya will sign the treaty"],
            ),
            (
                "The Foreign Ministry of Poland said Belarus closed the border.",
                &["Government of Poland: Belarus closed the border"],
            ),
            (
                "Carl Holm said Poland had agreed to the terms in a speech given in Riga.",
                &["Carl Holm: Poland had agreed to the terms in a speech given in Riga"],
            ),
            ("Witnesses said Turkey bombed Syria.", &["Witnesses: Turkey bombed Syria"]),
            ("The police say rebels attacked the town.", &["The police: rebels attacked the town"]),
            ("Carl Holm argued sanctions hurt the poor.", &["Carl Holm: sanctions hurt the poor"]),
        ],
        sayings,
    );
}

#[test]
fn what_is_thought_without_that_is_its_holders() {
    for (sentence, speaker, claim) in [
        ("Analysts expect Mali will leave the pact.", "Analysts", "Mali will leave the pact"),
        (
            "Diplomats say Chad will probably sign the treaty.",
            "Diplomats",
            "Chad will probably sign the treaty",
        ),
        (
            "Anna Berg said Peru was likely to reject the offer.",
            "Anna Berg",
            "Peru was likely to reject the offer",
        ),
        ("Experts fear Iran may attack Iraq.", "Experts", "Iran may attack Iraq"),
    ] {
        let record = forecasts(sentence);
        let one = &record.annotations[0];
        assert_eq!(text(one, "speaker"), speaker, "{sentence}");
        assert_eq!(one.spans[0].slice(&record.text).unwrap(), claim, "{sentence}");
    }
}

#[test]
fn what_only_looks_like_something_said_stays() {
    same(
        &[
            ("“We will wait,” said a minister expelled from Chile.", &[]),
            ("The paper reported attacks carried out in Chile.", &[]),
            ("The plan he said Iran had drafted failed.", &[]),
            ("Officials said a ship seized by Peru sank.", &[]),
            ("The general said in an interview published in Chile that he was tired.", &[]),
            ("The report noted sanctions imposed in March.", &[]),
            ("Mexico added goods banned in Chile to the list.", &[]),
            ("The inspectors confirmed deals signed with Peru.", &[]),
            ("The minister announced plans approved last week.", &[]),
        ],
        deeds,
    );
    assert!(real("Peru told Chile it would attack Bolivia.").is_empty());
    assert!(real("Peru said Chile would attack Bolivia.").is_empty());
}

#[test]
fn names_of_media_are_no_states() {
    same(
        &[
            ("Radio France said Mali attacked Chad.", &["ASSAULT Mali > Chad"]),
            ("Reuters said Egypt bombed Libya.", &["ASSAULT Egypt > Libya"]),
            ("Al Jazeera reported Israel bombed Syria.", &["ASSAULT Israel > Syria"]),
            (
                "Voice of America said Cuba expelled the ambassador of Spain.",
                &["SANCTION Cuba > Spain"],
            ),
            ("China Central Television said Japan condemned Russia.", &["ACCUSE Japan > Russia"]),
            ("Reuters journalist Nora Lind said Iran attacked Oman.", &["ASSAULT Iran > Oman"]),
            ("Voice of Vietnam said Laos attacked Thailand.", &["ASSAULT Laos > Thailand"]),
            ("Radio Free Europe said Serbia attacked Kosovo.", &["ASSAULT Serbia > Kosovo"]),
            ("Mali attacked Chad, Radio France Internationale said.", &["ASSAULT Mali > Chad"]),
            ("All India Radio said Nepal condemned Bhutan.", &["ACCUSE Nepal > Bhutan"]),
            ("The Times of Israel said Iran bombed Iraq.", &["ASSAULT Iran > Iraq"]),
        ],
        deeds,
    );
}

#[test]
fn what_may_be_said_is_not_said() {
    for sentence in [
        "If officials say Iran attacked Israel, war follows.",
        "If the papers say that Peru bombed Chile, the talks will end.",
        "The truce holds unless the inspectors say Mali attacked Niger.",
        "Oil will rise if witnesses confirm Yemen attacked Oman.",
        "If a court finds that Serbia invaded Kosovo, the loan is lost.",
        "Officials did not say Iran attacked Israel.",
        "Nobody believes Kenya invaded Uganda.",
    ] {
        not_real(sentence, "hypothetical");
    }
    not_real("Officials denied Iran attacked Israel.", "denied");
    for sentence in [
        "If officials were right, they said Iran attacked Israel.",
        "Peru, which said Chile attacked Bolivia, closed the port.",
        "When the papers said Peru bombed Chile, the talks ended.",
    ] {
        assert!(real(sentence).contains(&"ASSAULT".to_owned()), "{sentence}");
    }
}
