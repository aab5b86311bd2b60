//! Who acts: states, governments, leaders, organisations, groups and persons, each with every mention.

mod capital;
mod compound;
mod describe;
mod find;
mod holder;
mod people;
mod possessive;
mod pronoun;
mod stage;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use cableway_sdk::Span;

pub(crate) use find::find;
pub(crate) use people::is_post;
pub use stage::{Actors, ActorsConfig};

use crate::tables::tables;

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    State,
    Government,
    Leader,
    Organisation,
    Group,
    Person,
}

impl Kind {
    /// True for a single human being.
    pub(crate) fn is_person(self) -> bool {
        matches!(self, Self::Leader | Self::Person)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Government => "government",
            Self::Leader => "leader",
            Self::Organisation => "organisation",
            Self::Group => "group",
            Self::Person => "person",
        }
    }
}

/// How a mention names its actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// By its name or an abbreviation.
    Name,
    /// By an adjective or the name of its people.
    Demonym,
    /// By the city that its government sits in.
    Capital,
    /// By a building or office: `the Kremlin`.
    Seat,
    /// By an office and a name: `Prime Minister Jane Doe`.
    Title,
    /// By words for what it is: `the Norwegian foreign ministry`.
    Description,
    /// By a part of a name that stood before: `Doe`.
    Short,
    Pronoun,
}

impl Form {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Demonym => "demonym",
            Self::Capital => "capital",
            Self::Seat => "seat",
            Self::Title => "title",
            Self::Description => "description",
            Self::Short => "short",
            Self::Pronoun => "pronoun",
        }
    }
}

/// An actor of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Kind,
    /// The place of its state in the table.
    pub(crate) state: Option<usize>,
    /// The office that a leader holds at the document's date.
    pub(crate) office: Option<String>,
    /// True for a leader whose term was over at the document's date.
    pub(crate) former: bool,
    /// The line of the table that it was found by; absent for what the text alone tells of.
    pub(crate) entry: Option<Cow<'static, str>>,
}

impl Actor {
    /// ISO 3166-1 alpha-2.
    pub(crate) fn iso(&self) -> Option<&'static str> {
        self.state.map(|state| tables().states[state].iso)
    }

    /// ISO 3166-1 alpha-3.
    pub(crate) fn alpha3(&self) -> Option<&'static str> {
        self.state.map(|state| tables().states[state].alpha3)
    }
}

/// Words that name an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The first and the last token.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) span: Span,
    /// The place of its actor in [`Cast::actors`].
    pub(crate) actor: usize,
    pub(crate) form: Form,
    /// What made it a mention, in a few words.
    pub(crate) rule: &'static str,
}

/// A place that is no actor: its first and last token, and the state that it lies in.
pub(crate) type Place = (usize, usize, Option<usize>);

/// The actors of a document, and their mentions in the order of the text; no two overlap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    pub(crate) actors: Vec<Actor>,
    pub(crate) mentions: Vec<Mention>,
    /// Places that are no actors.
    pub(crate) places: Vec<Place>,
    /// For each actor the places of its mentions in [`Cast::mentions`].
    pub(crate) of_actor: Vec<Vec<usize>>,
}

impl Cast {
    /// The mentions that lie in the tokens from `first` to `last`, both included.
    pub(crate) fn within(&self, first: usize, last: usize) -> &[Mention] {
        let start = self.mentions.partition_point(|one| one.last < first);
        let end = self.mentions.partition_point(|one| one.first <= last);
        self.mentions.get(start..end).unwrap_or_default()
    }

    /// The mention that holds a token.
    pub(crate) fn at(&self, token: usize) -> Option<&Mention> {
        self.within(token, token).first()
    }

    /// The places that lie in the tokens from `first` up to `end`, the latter excluded.
    pub(crate) fn places_within(&self, first: usize, end: usize) -> impl Iterator<Item = &Place> {
        let start = self.places.partition_point(|(from, _, _)| *from < first);
        self.places[start..].iter().take_while(move |(_, last, _)| *last < end)
    }

    /// The state that a place in these tokens lies in.
    pub(crate) fn place_within(&self, first: usize, last: usize) -> Option<usize> {
        self.places_within(first, last + 1).find_map(|(_, _, state)| *state)
    }
}
