//! Names beside the noun for an office, with a comma between.

use super::describe::state_in;
use super::people::{is_post, state_of_owner};
use super::{Actor, Kind};
use crate::syntax::{Analysis, GroupKind, Reading, Tag};
use crate::tables::{Role, tables};

/// Who a name between commas is behind the noun for an office: `Peru's foreign minister, Ana Quispe, said`.
pub(super) fn holder(
    reading: &Reading,
    analysis: &Analysis,
    place: usize,
    name: &str,
) -> Option<Actor> {
    let group = analysis.groups[place];
    if group.first < 2
        || reading.word(group.first - 1) != ","
        || reading.word(group.last + 1) != ","
    {
        return None;
    }
    let before = group.first - 2;
    let mut office = analysis.groups[..place].iter().rposition(|one| one.last == before)?;
    // `the foreign minister of Peru, …`
    if office >= 2 && reading.lower(analysis.groups[office - 1].first) == "of" {
        office -= 2;
    }
    let office = analysis.groups[office];
    let GroupKind::Noun { head } = office.kind else { return None };
    let noun = reading.lower(head);
    let in_office = matches!(tables().role(noun), Some(Role::Leader | Role::Minister));
    if !in_office && !is_post(noun) {
        return None;
    }
    Some(Actor {
        name: name.to_owned().into(),
        kind: if in_office { Kind::Leader } else { Kind::Person },
        state: state_of_owner(reading, office.first, before + 1),
        office: in_office.then(|| noun.to_owned()),
        former: (office.first..head)
            .any(|at| matches!(reading.lower(at), "former" | "ex" | "late")),
        entry: in_office.then(|| format!("roles.tsv: {noun}").into()),
    })
}

/// Who a name is before the noun for an office: `Ana Quispe, the prime minister of Peru, said`, `Ana Quispe, Peru's president`.
pub(super) fn holder_before(
    reading: &Reading,
    analysis: &Analysis,
    place: usize,
    name: &str,
) -> Option<Actor> {
    let comma = analysis.groups[place].last + 1;
    let at = analysis.groups.iter().position(|one| one.first == comma + 1)?;
    let mut office = analysis.groups[at];
    // `Peru's | president`
    if reading.word(comma) != "," {
        return None;
    }
    let whose = analysis
        .groups
        .get(at + 1)
        .filter(|one| reading.tokens[one.first].tag == Tag::Possessive && one.first == one.last);
    if whose.is_some() {
        office = *analysis.groups.get(at + 2)?;
    }
    let GroupKind::Noun { head } = office.kind else { return None };
    let noun = reading.lower(head);
    matches!(tables().role(noun), Some(Role::Leader | Role::Minister)).then_some(())?;
    let of = analysis
        .groups
        .windows(2)
        .find(|pair| pair[0].first == head + 1 && reading.lower(pair[0].first) == "of");
    let last = of.map_or(head, |pair| pair[1].last);
    let state = state_in(reading, comma + 1, last, true)?;
    Some(Actor {
        name: name.to_owned().into(),
        kind: Kind::Leader,
        state: Some(state),
        office: Some(noun.to_owned()),
        former: (comma + 1..head).any(|at| matches!(reading.lower(at), "former" | "ex" | "late")),
        entry: Some(format!("roles.tsv: {noun}").into()),
    })
}
