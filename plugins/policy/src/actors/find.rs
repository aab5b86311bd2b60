//! From names in the text to actors with their mentions.

use std::borrow::Cow;

use super::capital::{Sense, sense};
use super::compound;
use super::describe;
use super::people;
use super::pronoun;
use super::{Actor, Cast, Form, Kind, Mention, Place};
use crate::hash::WordMap;
use crate::syntax::{Analysis, Reading, Tag};
use crate::tables::{Meaning, Tables, tables};

/// A mention before it has an actor.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) form: Form,
    pub(super) rule: &'static str,
    pub(super) actor: Actor,
}

/// Finds all actors. `date` is the document's, as ISO 8601; leaders are known by name only where there is one.
pub(crate) fn find(reading: &Reading, analyses: &[Analysis], date: Option<&str>) -> Cast {
    let mut cast = Cast::default();
    let mut found = names(reading, analyses, date, &mut cast.places);
    for analysis in analyses {
        describe::descriptions(reading, analysis, &mut found);
        people::titles(reading, analysis, date, &mut found);
        people::speakers(reading, analysis, &mut found);
    }
    // Of two that overlap the longer one holds; of two as long, one with a title, then one of the tables.
    let rank = |form: Form| match form {
        Form::Title => 0,
        Form::Description => 2,
        _ => 1,
    };
    found.sort_by_key(|one| (one.first, std::cmp::Reverse(one.last), rank(one.form)));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        match kept.last() {
            Some(last) if one.first <= last.last => {
                if one.last - one.first > last.last - last.first {
                    kept.pop();
                    kept.push(one);
                }
            }
            _ => kept.push(one),
        }
    }
    people::short_names(reading, &mut kept);
    kept.sort_by_key(|one| one.first);
    describe::bare_descriptions(reading, analyses, &mut kept);
    kept.sort_by_key(|one| one.first);
    let mut known: WordMap<(Cow<'static, str>, Kind), usize> = WordMap::default();
    for one in kept {
        let key = (one.actor.name.clone(), one.actor.kind);
        let place = *known.entry(key).or_insert(cast.actors.len());
        if place == cast.actors.len() {
            cast.actors.push(one.actor);
        }
        if let Some(span) = reading.span(one.first, one.last) {
            cast.mentions.push(Mention {
                first: one.first,
                last: one.last,
                span,
                actor: place,
                form: one.form,
                rule: one.rule,
            });
        }
    }
    pronoun::resolve(reading, analyses, &mut cast);
    cast.of_actor = vec![Vec::new(); cast.actors.len()];
    for (at, mention) in cast.mentions.iter().enumerate() {
        cast.of_actor[mention.actor].push(at);
    }
    cast
}

pub(super) fn state(tables: &'static Tables, place: usize) -> Actor {
    let state = &tables.states[place];
    Actor {
        name: state.name.into(),
        kind: Kind::State,
        state: Some(place),
        office: None,
        former: false,
        entry: Some(state.entry.as_str().into()),
    }
}

pub(super) fn government(tables: &'static Tables, place: usize) -> Actor {
    let name = tables.states[place].government.as_str().into();
    Actor { name, kind: Kind::Government, ..state(tables, place) }
}

/// Names of the tables, the longest first.
fn names(
    reading: &Reading,
    analyses: &[Analysis],
    date: Option<&str>,
    places: &mut Vec<Place>,
) -> Vec<Found> {
    let tables = tables();
    let mut found = Vec::new();
    for (sentence, analysis) in reading.sentences.iter().zip(analyses) {
        let mut at = sentence.first;
        while at < sentence.end {
            let Some((last, meanings)) = tables.names.longest(reading, at, sentence.end) else {
                at += 1;
                continue;
            };
            if let Some(one) = meant(reading, analysis, (at, last), meanings, date, places) {
                found.push(one);
            }
            at = last + 1;
        }
    }
    found
}

/// What a name means where it stands.
fn meant(
    reading: &Reading,
    analysis: &Analysis,
    (first, last): (usize, usize),
    meanings: &[Meaning],
    date: Option<&str>,
    places: &mut Vec<Place>,
) -> Option<Found> {
    let tables = tables();
    let make = |form, rule, actor| Some(Found { first, last, form, rule, actor });
    let with_the = |form, rule, actor| {
        let starts = first.checked_sub(1).filter(|at| reading.lower(*at) == "the").unwrap_or(first);
        Some(Found { first: starts, last, form, rule, actor })
    };
    // A part of a longer name is none of its own: `Air Chad`, `Mount Lebanon`.
    let joins_name = |at: usize| {
        reading.tokens.get(at).is_some_and(|token| token.joined) && reading.word(at) == "-"
    };
    if matches!(meanings.first(), Some(Meaning::State(_) | Meaning::Capital(_)))
        && compound::is_part(reading, first, last)
    {
        places.push((first, last, None));
        return None;
    }
    match *meanings.first()? {
        Meaning::State(place) => {
            if first > 0
                && matches!(reading.lower(first - 1), "continental" | "mainland" | "contiguous")
            {
                places.push((first, last, Some(place)));
                return None;
            }
            with_the(Form::Name, "name of a state", state(tables, place))
        }
        Meaning::Demonym(_) if compound::is_language(reading, first, last) => None,
        Meaning::Demonym(place) => {
            make(Form::Demonym, "adjective or people of a state", state(tables, place))
        }
        Meaning::Seat(place) => {
            // `the German Foreign Office`
            let whose = first.checked_sub(1).and_then(|at| {
                let (_, meanings) = tables.names.longest(reading, at, first)?;
                meanings.iter().find_map(|meaning| match meaning {
                    Meaning::Demonym(state) => Some(*state),
                    _ => None,
                })
            });
            let owner = government(tables, whose.unwrap_or(place));
            with_the(Form::Seat, "seat that stands for a government", owner)
        }
        Meaning::Capital(place) => match sense(reading, analysis, first, last) {
            Sense::Government(rule) => make(Form::Capital, rule, government(tables, place)),
            Sense::Place => {
                places.push((first, last, Some(place)));
                None
            }
        },
        Meaning::OrganisationSeat(place) => {
            let Sense::Government(rule) = sense(reading, analysis, first, last) else {
                places.push((first, last, None));
                return None;
            };
            make(Form::Capital, rule, organisation(tables, place))
        }
        Meaning::Organisation(place) => {
            with_the(Form::Name, "name of an organisation", organisation(tables, place))
        }
        Meaning::Term(_) => {
            let actor = people::leader(meanings, date)?;
            let form = if last > first { Form::Name } else { Form::Short };
            // The name of a family before another name is a given name: `Abbas Araghchi`.
            let is_given = form == Form::Short
                && reading.tokens.get(last + 1).is_some_and(|next| {
                    next.tag == Tag::Proper && !next.joined && reading.is_capital(last + 1)
                })
                && tables.names.longest(reading, last + 1, reading.tokens.len()).is_none();
            if is_given {
                return None;
            }
            (!joins_name(last + 1))
                .then_some(())
                .and_then(|()| make(form, "name in the list of leaders", actor))
        }
        Meaning::Place(place) => {
            places.push((first, last, place));
            None
        }
    }
}

fn organisation(tables: &'static Tables, place: usize) -> Actor {
    let one = &tables.organisations[place];
    let kind = match one.kind {
        "group" => Kind::Group,
        "government" => Kind::Government,
        _ => Kind::Organisation,
    };
    Actor {
        name: one.name.into(),
        kind,
        state: tables.by_iso(one.iso),
        office: None,
        former: false,
        entry: Some(one.entry.as_str().into()),
    }
}
