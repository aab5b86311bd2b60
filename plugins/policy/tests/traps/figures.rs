//! Figures of speech, and what strikes by itself.

use super::{events, not_real, real, text};

#[test]
fn nobody_is_hurt_in_a_figure() {
    for sentence in [
        "The veto of Russia killed the panel.",
        "France's minister killed the deal.",
        "Israel shot a film in Jordan.",
        "The British comedy bombed at the box office.",
        "Argentina beat France at football.",
        "Morocco beat Portugal in the quarter final.",
        "Brazil fights inflation.",
        "Turkey has battled a crisis of its currency.",
        "The United States declared war on drugs.",
        "Japan bombed at the World Cup.",
        "Germany shelled out two billion euros.",
        "China's decision hit exports from Australia.",
        "Kenya fights corruption.",
        "Egypt stormed to victory over Ghana.",
        "The drought hit Kenya.",
        "Washington killed the pipeline.",
        "Greece is fighting wildfires.",
        "Paris assaulted the senses of visitors.",
        "Serbia beat Spain in Madrid, 3-1.",
        "The tax hit Ireland.",
        "Beijing poisoned relations with Canada.",
        "Warsaw executed the plan.",
        "Tokyo fought hard for a seat on the council.",
        "The earthquake killed thousands in Turkey.",
        "Ukraine beat Scotland in a qualifier.",
        "Mexico is battling a drought.",
        "The court of Kenya killed the bill.",
        "A studio in Seoul shot three movies.",
        "Jordan bombed in the semi-final.",
        "Chile fights poverty and unemployment.",
        "Malaysia poisoned the atmosphere of the meeting.",
        "The Senate of Nigeria murdered the budget.",
        "Sweden executed the programme.",
        "Norway's team beat the team of Denmark at handball.",
        "Peru stormed into the final.",
        "The virus killed 200 people in Guinea.",
        "Austria wounded the pride of its hopes.",
        "Canada fought the wildfires for weeks.",
        "India invaded the market for phones.",
    ] {
        let record = events(sentence);
        assert!(record.annotations.is_empty(), "{sentence} {:?}", record.annotations[0].label);
    }
}

#[test]
fn blows_stay_blows() {
    for sentence in [
        "Iran shot two protesters.",
        "Kenya fought Uganda for a decade.",
        "Israel attacked the port of Hodeidah.",
        "The United States bombed a factory in Sudan.",
        "Police beat demonstrators in Belarus.",
        "Russia hit a power plant in Ukraine.",
        "Ukraine attacked the bridge to Crimea with drones of its own.",
        "Iraq poisoned villages in Kurdistan.",
        "Ethiopia fought Eritrea in Badme.",
        "Soldiers killed a shepherd in Kashmir, India said.",
        "Turkey shelled and bombed villages in Iraq.",
        "The village that Sudan bombed lies in Chad.",
        "Armed men from Mali attacked a station in Niger.",
        "Police in Georgia beat a journalist.",
        "Hamas attacked a settlement in Israel.",
        "The army of Myanmar attacked the population of Rakhine with drones.",
        "Pakistan killed the leader of the rebels.",
        "Russia attacked infrastructure in Ukraine with missiles.",
    ] {
        assert!(real(sentence).contains(&"ASSAULT".to_owned()), "{sentence}");
    }
}

#[test]
fn who_attacks_an_idea_blames_it() {
    for sentence in [
        "Hungary attacked the report of the European Parliament.",
        "Italy attacked the idea of a common debt.",
    ] {
        assert_eq!(real(sentence), ["ACCUSE"], "{sentence}");
    }
}

#[test]
fn a_parade_is_no_meeting() {
    for sentence in [
        "Pyongyang hosted a military parade.",
        "India hosted the World Cup.",
        "Qatar will host the games.",
        "Japan hosted an exhibition of French paintings.",
        "Kenya hosts a large population of refugees.",
        "Djibouti hosts bases of China and the United States.",
        "Germany met its target for emissions.",
        "Spain received 80 million tourists.",
        "France hosted the Olympics in Paris.",
        "Poland received the first tanks.",
        "Iran met the deadline.",
        "Brazil hosts a carnival each year.",
        "Sydney hosted the final of the cup for Australia.",
        "Ghana received a shipment of rice.",
        "Iceland met its obligations.",
        "Uganda hosts a million refugees.",
        "Panama hosted a concert.",
        "Latvia received a warning.",
    ] {
        let record = events(sentence);
        assert!(record.annotations.is_empty(), "{sentence} {:?}", record.annotations[0].label);
    }
}

#[test]
fn guests_make_a_meeting() {
    for sentence in [
        "Qatar hosted talks between Iran and the United States.",
        "Egypt hosted a summit on Gaza.",
        "China hosted a delegation from Nicaragua.",
        "India hosted the prime minister of Japan.",
        "Brazil hosted Lula's counterpart from Chile for two days, and Peru received the president of Ecuador.",
        "Ghana received the foreign minister of Togo.",
        "Norway hosts peace negotiations between Colombia and rebels.",
        "Laos hosted the leaders of Vietnam.",
        "Iceland met Danish officials.",
        "The king of Jordan received him in Amman, Syria said.",
    ] {
        assert!(real(sentence).contains(&"CONSULT".to_owned()), "{sentence}");
    }
}

#[test]
fn what_flies_strikes_from_where_it_comes() {
    for (sentence, from, to) in [
        ("Rockets fired from Gaza hit Israel.", "PS", "IL"),
        ("Drones that came from Iran hit a base in Iraq.", "IR", "IQ"),
        ("Missiles launched from Yemen struck a ship of Greece.", "YE", "GR"),
        ("Mortars shot from Syria hit a village in Turkey.", "SY", "TR"),
        ("Missiles fired by Iran struck Iraq.", "IR", "IQ"),
    ] {
        let record = events(sentence);
        let strikes = record.annotations.iter().find(|one| one.label == "ASSAULT").unwrap();
        let state = |name: &str| strikes.attributes[name][0]["iso"].clone();
        assert_eq!((state("sources"), state("recipients")), (from.into(), to.into()), "{sentence}");
        assert_eq!(text(strikes, "status"), "happened", "{sentence}");
    }
    let record = events("The tax hit Ireland.");
    assert!(record.annotations.is_empty());
}

#[test]
fn who_leaves_rejects() {
    assert_eq!(real("Guinea has quit the African Union."), ["REJECT"]);
    assert_eq!(real("Burkina Faso left ECOWAS."), ["REJECT"]);
    not_real("Mali announced that it would leave the pact.", "announced");
    not_real("Kenya said that it would quit the treaty with Uganda.", "announced");
    // People leave rooms and countries.
    assert!(events("The minister of Mali left the hall.").annotations.is_empty());
}

#[test]
fn what_is_enriched_is_told() {
    not_real("Iran denied that it had enriched uranium.", "denied");
    not_real("Pakistan denied that it had tested warheads.", "denied");
    assert_eq!(real("North Korea enriches uranium."), ["MOBILIZE"]);
}
