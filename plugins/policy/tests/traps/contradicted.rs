//! What a sentence tells and denies further on: the denial counts, whose ever it is.

use super::{events, real, text};

/// Checks that the first event of a text has a type and a status.
#[track_caller]
fn first(text_of: &str, kind: &str, status: &str) {
    let record = events(text_of);
    let of_kind = record.annotations.iter().find(|one| one.label == kind);
    assert_eq!(of_kind.map(|one| text(one, "status")), Some(status), "{text_of}");
}

#[test]
fn a_later_clause_denies_what_is_told_before_it() {
    for (kind, text) in [
        ("ASSAULT", "Kenya said that Uganda had shelled Rwanda, which Kampala denied."),
        (
            "COERCE",
            "Officials in Lima said that Chile had seized a trawler of Peru, a charge the ministry in Santiago rejects.",
        ),
        (
            "RETREAT",
            "Poland is withdrawing its troops from Latvia, according to two diplomats, although a spokesman called the reports false.",
        ),
        ("ASSAULT", "Mali claims that Niger attacked Chad, but Niamey says it did not."),
        (
            "COERCE",
            "Reuters reported that Jordan had arrested a minister of Iraq, something Amman flatly denies.",
        ),
        (
            "ASSAULT",
            "Syrian officials said Israel had raided Damascus, a claim that the Israeli army dismissed as invented.",
        ),
        (
            "SANCTION",
            "Serbia has expelled the ambassador of Croatia, state television said, though the foreign ministry says no such order was given.",
        ),
        ("ASSAULT", "While Baku says that Armenia shelled its positions, Yerevan denies it."),
        ("ASSAULT", "Armenia shelled the positions of Azerbaijan, Baku said; Yerevan denied this."),
        (
            "ASSAULT",
            "Ethiopia says Eritrea bombed Tigray but Asmara insists that it did nothing of the kind.",
        ),
        ("ASSAULT", "According to Sudan, Egypt bombed a convoy, which Cairo says is untrue."),
        (
            "AID",
            "North Korea has supplied Russia with shells, a report that Pyongyang calls groundless.",
        ),
        ("ASSAULT", "Ghana reported that Togo had raided a post, an assertion disputed by Lome."),
        (
            "ASSAULT",
            "Libya told the council that Tunisia had bombed a convoy, but Tunis denied doing so.",
        ),
        (
            "MOBILIZE",
            "Sweden had moved troops to the border of Norway, it was claimed, but the report was false.",
        ),
    ] {
        first(text, kind, "denied");
    }
}

#[test]
fn only_what_is_quoted_is_denied_where_somebody_is_quoted() {
    let told = "Egypt expelled the envoy of Sudan and said that Chad had bombed Darfur, which N'Djamena denied.";
    assert_eq!(real(told), ["SANCTION"]);
}

#[test]
fn a_later_clause_that_denies_something_else() {
    for (kind, text) in [
        ("ASSAULT", "Uganda shelled Rwanda, which Kenya condemned."),
        ("COERCE", "Belarus jailed a teacher, and she says that she did nothing of the kind."),
        (
            "SANCTION",
            "Serbia expelled an envoy of Croatia, and the ministry said that no such expulsions were planned for May.",
        ),
        ("AID", "Libya has armed the rebels of Chad, which Tripoli failed to deny."),
        (
            "COERCE",
            "A spokesman said that Peru had arrested nine miners, who deny the accusations.",
        ),
        (
            "COERCE",
            "Norway said it had arrested a sailor, who told the court that the report was false.",
        ),
        ("ASSAULT", "Mali bombed a camp of Niger and called the reports of burnt villages false."),
        ("ASSAULT", "Oman said that Yemen had shelled a port, which Qatar rejected as reckless."),
        (
            "SANCTION",
            "Chile said Peru had expelled its consul, something Lima contests before a court.",
        ),
        ("ASSAULT", "Uganda, which denied having rockets, shelled Rwanda."),
        ("ASSAULT", "Uganda shelled Rwanda, but Kenya denied any role in the attack."),
        ("ASSAULT", "Egypt bombed Chad, although Sudan had denied it the use of its airspace."),
        ("ACCUSE", "Greece accused Turkey of bombing a ship, which Ankara denied."),
        ("COERCE", "Chile seized a trawler of Peru, a move the ministry in Lima rejects."),
        ("SANCTION", "Peru closed its border with Chile, but says it did not close its ports."),
        (
            "SANCTION",
            "Poland expelled the envoy of Belarus, although Minsk called the charges false.",
        ),
        ("AGREE", "Kenya signed the treaty with Uganda, which Rwanda rejected."),
        ("REQUEST", "Peru asked Chile for a loan, which Santiago denied."),
        ("ASSAULT", "Uganda shelled Rwanda, which Kampala did not deny."),
        ("ASSAULT", "Iran bombed Iraq, although it had said that it would not."),
        ("ASSAULT", "Iran bombed Iraq, but Turkey did not."),
        ("ASSAULT", "Iran bombed Iraq, a fact that Tehran no longer disputes."),
        ("SANCTION", "Chile expelled the ambassador of Peru, who denied the charges."),
    ] {
        first(text, kind, "happened");
    }
}

#[test]
fn a_claim_with_words_of_its_own_before_what_it_says() {
    for text in [
        "The claim by a broadcaster, that Japan had expelled the envoy of South Korea, was wrong.",
        "The report last week, that Iran had bombed Iraq, proved false.",
        "Allegations in the Kenyan press, that Ethiopia had attacked Somalia, are without foundation.",
    ] {
        super::not_real(text, "denied");
    }
    assert_eq!(real("The claim was wrong, and Iran bombed Iraq."), ["ASSAULT"]);
}

#[test]
fn who_denies_something_goes_on_to_do_something_else() {
    for (kind, text) in [
        (
            "THREATEN",
            "The president of Peru denied that Lima was behind the smuggling and threatened to seize ships of Chile.",
        ),
        (
            "REQUEST",
            "The foreign minister of Peru denied that Lima was arming rebels and urged Chile to withdraw its troops.",
        ),
        (
            "ACCUSE",
            "Kampala denies that Uganda is funding the militia and accuses Rwanda of lying.",
        ),
        ("ACCUSE", "Turkey denied that it would leave the pact and criticised Greece."),
        ("CONSULT", "Chad denied that it was behind the raid and met envoys of Sudan."),
    ] {
        first(text, kind, "happened");
    }
    first("Sudan denied that Egypt had attacked Chad and threatened Libya.", "THREATEN", "denied");
    first("Turkey denied that Greece attacked Cyprus and bombed Malta.", "ASSAULT", "denied");
    first("Turkey denied that it would leave the alliance.", "REJECT", "denied");
}
