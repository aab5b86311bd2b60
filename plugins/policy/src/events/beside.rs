//! A person between commas behind the noun for an office: `Japan's prime minister, Sanae Takaichi, said`.

use super::Party;
use crate::actors::is_post;
use crate::syntax::{Analysis, GroupKind};
use crate::tables::{Role, tables};
use crate::work::Work;

/// The person whose name stands between commas behind a noun group for an office.
pub(super) fn person(work: &Work, analysis: &Analysis, group: usize) -> Option<Party> {
    let reading = &work.reading;
    let one = analysis.groups.get(group)?;
    let GroupKind::Noun { head } = one.kind else { return None };
    // `the foreign minister of Japan, …`
    let of =
        (reading.lower(one.last + 1) == "of").then(|| analysis.groups.get(group + 2)).flatten();
    let last = of.map_or(one.last, |of| of.last);
    if reading.word(last + 1) != "," {
        return None;
    }
    let noun = reading.lower(head);
    if !matches!(tables().role(noun), Some(Role::Leader | Role::Minister)) && !is_post(noun) {
        return None;
    }
    let end = reading.sentences.get(reading.sentence_of(head)?)?.end;
    let mention = work.cast.within(last + 2, end.saturating_sub(1)).first()?;
    let actor = &work.cast.actors[mention.actor];
    let stands_beside = mention.first == last + 2 && reading.word(mention.last + 1) == ",";
    (stands_beside && actor.kind.is_person()).then_some(Party {
        actor: Some(mention.actor),
        state: actor.state,
        span: mention.span,
    })
}
