//! What happened, what did not, and what only may: events of PLOVER, each with its status.

mod beside;
mod bounds;
mod circumstances;
mod code;
mod conditional;
mod contradicted;
mod corrected;
mod doubted;
mod fancied;
mod figure;
mod foreseen;
mod governed;
mod imagined;
mod lexicon;
mod noun;
mod party;
mod recipients;
mod relative;
mod scene;
mod stage;
mod status;
mod status_table;
#[cfg(test)]
mod tests;
mod told;
mod unnamed;

use cableway_sdk::Span;

use code::takes_places;
pub(crate) use code::{events, name};
pub(crate) use imagined::{Frame, frames};
pub(crate) use party::{is_known, party, subjects};
pub use stage::{Events, EventsConfig};
pub(crate) use status::{is_none, status};
use status_table::Why;
pub(crate) use status_table::words as words_of_status;

use crate::dates::When;

/// The sixteen types of PLOVER 0.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Type {
    Agree,
    Consult,
    Support,
    Concede,
    Cooperate,
    Aid,
    Retreat,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl Type {
    pub(crate) const ALL: [(Self, &'static str); 16] = [
        (Self::Agree, "AGREE"),
        (Self::Consult, "CONSULT"),
        (Self::Support, "SUPPORT"),
        (Self::Concede, "CONCEDE"),
        (Self::Cooperate, "COOPERATE"),
        (Self::Aid, "AID"),
        (Self::Retreat, "RETREAT"),
        (Self::Request, "REQUEST"),
        (Self::Accuse, "ACCUSE"),
        (Self::Reject, "REJECT"),
        (Self::Threaten, "THREATEN"),
        (Self::Protest, "PROTEST"),
        (Self::Sanction, "SANCTION"),
        (Self::Mobilize, "MOBILIZE"),
        (Self::Coerce, "COERCE"),
        (Self::Assault, "ASSAULT"),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, name)| name)
    }

    /// True for deeds that help: to say that one will do them is to agree, to say that one will not is to reject.
    pub(crate) fn is_cooperative(self) -> bool {
        matches!(
            self,
            Self::Agree
                | Self::Consult
                | Self::Support
                | Self::Concede
                | Self::Cooperate
                | Self::Aid
                | Self::Retreat
        )
    }

    /// True for deeds that harm: to say that one will do them is to threaten.
    pub(crate) fn is_hostile(self) -> bool {
        matches!(
            self,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault
        )
    }
}

/// How real an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Happened,
    Ongoing,
    /// Whoever will do it says so.
    Announced,
    /// Somebody says that it will come.
    Expected,
    /// It may come, or would under a condition, or is asked about.
    Hypothetical,
    /// It is said not to be so.
    Denied,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::Ongoing => "ongoing",
            Self::Announced => "announced",
            Self::Expected => "expected",
            Self::Hypothetical => "hypothetical",
            Self::Denied => "denied",
        }
    }
}

/// Who takes part in an event, as far as the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// The place in the list of actors; none for people whom the text does not name.
    pub(crate) actor: Option<usize>,
    /// The state that they belong to.
    pub(crate) state: Option<usize>,
    pub(crate) span: Span,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: Type,
    pub(crate) status: Status,
    /// True for what would not be: `if Peru does not sign`.
    pub(crate) negated: bool,
    /// True where it is told in the past, or with `would`: the verb alone says how real that is.
    pub(crate) past: bool,
    pub(crate) sources: Vec<Party>,
    pub(crate) recipients: Vec<Party>,
    /// The words that tell it: the verb with what helps it.
    pub(crate) trigger: Span,
    /// The sentence that it stands in.
    pub(crate) sentence: usize,
    pub(crate) when: Option<When>,
    /// The words for a place.
    pub(crate) place: Option<Span>,
    /// What made it this event, in a few words.
    pub(crate) rule: String,
    /// The word of the table that says how real it is, where one does.
    pub(crate) why: Option<Why>,
}
