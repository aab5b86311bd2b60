//! Places of the United States that have the names of states.

use super::lists::{LISTS, Listed};
use super::names::Mention;
use super::reading::Reading;

/// The states of the United States, and how news shortens them behind the name of a town.
const AMERICAN: [&str; 91] = [
    "Ala",
    "Alabama",
    "Alaska",
    "Ariz",
    "Arizona",
    "Ark",
    "Arkansas",
    "Calif",
    "California",
    "Colo",
    "Colorado",
    "Conn",
    "Connecticut",
    "Del",
    "Delaware",
    "Fla",
    "Florida",
    "Ga",
    "Hawaii",
    "Idaho",
    "Ill",
    "Illinois",
    "Ind",
    "Indiana",
    "Iowa",
    "Kan",
    "Kansas",
    "Kentucky",
    "Ky",
    "La",
    "Louisiana",
    "Maine",
    "Maryland",
    "Mass",
    "Massachusetts",
    "Md",
    "Mich",
    "Michigan",
    "Minn",
    "Minnesota",
    "Miss",
    "Mississippi",
    "Missouri",
    "Mo",
    "Mont",
    "Montana",
    "N.C.",
    "N.D.",
    "N.H.",
    "N.J.",
    "N.M.",
    "N.Y.",
    "Neb",
    "Nebraska",
    "Nev",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "North Carolina",
    "North Dakota",
    "Ohio",
    "Okla",
    "Oklahoma",
    "Ore",
    "Oregon",
    "Pa",
    "Pennsylvania",
    "R.I.",
    "Rhode Island",
    "S.C.",
    "S.D.",
    "South Carolina",
    "South Dakota",
    "Tenn",
    "Tennessee",
    "Tex",
    "Texas",
    "Utah",
    "Va",
    "Vermont",
    "Virginia",
    "Vt",
    "W.Va",
    "Wash",
    "West Virginia",
    "Wis",
    "Wisconsin",
    "Wyo",
    "Wyoming",
];

/// Makes places of the states that are none here: `Lebanon, Pa.`, `Atlanta, Georgia`, `the Georgia
/// governor`. One such place speaks for all of its name, unless the document names the state's people or
/// capital.
pub(super) fn settle(reading: &Reading<'_>, mentions: &mut [Mention]) {
    let mut american = Vec::new();
    let mut foreign = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        match mention.listed {
            Some(Listed::State(state)) if is_american(reading, mentions, at, state) => {
                american.push(state);
            }
            Some(Listed::Demonym(state)) => foreign.push(state),
            Some(Listed::Place) => {
                let words = reading.slice(mention.first, mention.end);
                foreign.extend(LISTS.capital_of(words));
            }
            _ => {}
        }
    }
    for mention in mentions {
        if let Some(Listed::State(state)) = mention.listed
            && american.contains(&state)
            && !foreign.contains(&state)
        {
            mention.listed = Some(Listed::Place);
        }
    }
}

fn is_american(reading: &Reading<'_>, mentions: &[Mention], at: usize, state: usize) -> bool {
    let mention = &mentions[at];
    let comma = |from: usize, to: usize| match (reading.tokens.get(from), reading.tokens.get(to)) {
        (Some(from), Some(to)) => reading.text.get(from.end..to.start) == Some(", "),
        _ => false,
    };
    let (first, end) = (mention.first, mention.end);
    let is_state = |stop: usize| AMERICAN.contains(&reading.slice(end, stop));
    if comma(end - 1, end) && (is_state(end + 1) || is_state(end + 2)) {
        return true;
    }
    if LISTS.states[state].name != "Georgia" {
        return false;
    }
    let after_town = first > 0
        && comma(first - 1, first)
        && at > 0
        && mentions[at - 1].end == first
        && LISTS.capital_of(reading.slice(mentions[at - 1].first, first)) != Some(state);
    let offices = [
        "governor",
        "gov",
        "sheriff",
        "legislature",
        "senator",
        "congressman",
        "congresswoman",
        "republican",
        "democrat",
    ];
    after_town
        || reading.tokens.get(end).is_some_and(|token| token.gap == super::reading::Gap::Space)
            && offices.contains(&reading.word(end).to_lowercase().as_str())
}
