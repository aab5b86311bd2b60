//! The tables of `data/`: states, organisations, leaders, places, and nouns that stand for people.

mod bystanders;
mod compounds;
mod names;
mod sayings;
mod unnamed;

use std::sync::LazyLock;

pub(crate) use bystanders::{Bystander, bystander};
pub(crate) use compounds::{Compound, is_compound};
pub(crate) use names::{Meaning, Names};
pub(crate) use sayings::{Reports, reports};
pub(crate) use unnamed::{Unnamed, unnamed};

use crate::hash::WordMap;

/// A state or territory.
#[derive(Debug)]
pub(crate) struct State {
    /// ISO 3166-1 alpha-2.
    pub(crate) iso: &'static str,
    /// ISO 3166-1 alpha-3.
    pub(crate) alpha3: &'static str,
    pub(crate) name: &'static str,
    /// What its government is called.
    pub(crate) government: String,
    /// Its line, as evidence.
    pub(crate) entry: String,
}

/// An organisation or a group with a name.
#[derive(Debug)]
pub(crate) struct Organisation {
    pub(crate) name: &'static str,
    /// `organisation`, `group` or `government`.
    pub(crate) kind: &'static str,
    /// The state that it belongs to; empty for those between states.
    pub(crate) iso: &'static str,
    /// Its line, as evidence.
    pub(crate) entry: String,
}

/// One term of somebody in an office.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) name: &'static str,
    /// A state's code, or the name of an organisation.
    pub(crate) of: &'static str,
    pub(crate) office: &'static str,
    /// The first and the last day as ISO 8601; the last is empty where there was none yet.
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

impl Term {
    /// The code of the state, where it is one.
    pub(crate) fn iso(&self) -> Option<&'static str> {
        (self.of.len() == 2).then_some(self.of)
    }
}

/// What people a noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Leader,
    Minister,
    Government,
    Legislature,
    Court,
    Military,
    Police,
    Intelligence,
    Rebels,
    Civilians,
}

/// All tables.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) states: Vec<State>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) terms: Vec<Term>,
    pub(crate) names: Names,
    roles: WordMap<&'static str, Role>,
    by_iso: WordMap<&'static str, usize>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

/// The tables, read once.
pub(crate) fn tables() -> &'static Tables {
    &TABLES
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

fn list(row: &[&'static str], column: usize) -> impl Iterator<Item = &'static str> {
    row.get(column).copied().unwrap_or_default().split(';').filter(|name| !name.is_empty())
}

impl Tables {
    fn read() -> Self {
        let mut tables = Self {
            states: Vec::new(),
            organisations: Vec::new(),
            terms: Vec::new(),
            names: Names::default(),
            roles: WordMap::default(),
            by_iso: WordMap::default(),
        };
        for row in rows(include_str!("../../data/states.tsv")) {
            tables.state(&row);
        }
        for row in rows(include_str!("../../data/organisations.tsv")) {
            let place = tables.organisations.len();
            let column = |column: usize| row.get(column).copied().unwrap_or_default();
            tables.organisations.push(Organisation {
                name: column(0),
                kind: column(2),
                iso: column(3),
                entry: format!("organisations.tsv: {}", column(0)),
            });
            for name in list(&row, 0).chain(list(&row, 1)) {
                tables.names.add(name, Meaning::Organisation(place));
            }
            for name in list(&row, 4) {
                tables.names.add(name, Meaning::OrganisationSeat(place));
            }
        }
        for row in rows(include_str!("../../data/leaders.tsv")) {
            let place = tables.terms.len();
            let column = |column: usize| row.get(column).copied().unwrap_or_default();
            tables.terms.push(Term {
                name: column(0),
                of: column(2),
                office: column(3),
                from: column(4),
                to: column(5),
            });
            for name in list(&row, 0).chain(list(&row, 1)) {
                tables.names.add(name, Meaning::Term(place));
            }
        }
        for row in rows(include_str!("../../data/places.tsv")) {
            let state = tables.by_iso.get(row[0]).copied();
            for name in list(&row, 1) {
                tables.names.add(name, Meaning::Place(state));
            }
        }
        for row in rows(include_str!("../../data/roles.tsv")) {
            let role = match row[0] {
                "leader" => Role::Leader,
                "minister" => Role::Minister,
                "government" => Role::Government,
                "legislature" => Role::Legislature,
                "court" => Role::Court,
                "military" => Role::Military,
                "police" => Role::Police,
                "intelligence" => Role::Intelligence,
                "rebels" => Role::Rebels,
                _ => Role::Civilians,
            };
            for noun in list(&row, 1) {
                tables.roles.entry(noun).or_insert(role);
            }
        }
        tables
    }

    fn state(&mut self, row: &[&'static str]) {
        let place = self.states.len();
        let column = |column: usize| row.get(column).copied().unwrap_or_default();
        self.states.push(State {
            iso: column(0),
            alpha3: column(1),
            name: column(2),
            government: format!("Government of {}", with_article(column(2))),
            entry: format!("states.tsv: {}", column(2)),
        });
        self.by_iso.insert(column(0), place);
        let forms = [
            (2, Meaning::State(place)),
            (3, Meaning::State(place)),
            (4, Meaning::Demonym(place)),
            (5, Meaning::Capital(place)),
            (6, Meaning::Seat(place)),
        ];
        for (column, meaning) in forms {
            for name in list(row, column) {
                self.names.add(name, meaning);
            }
        }
    }

    /// The last words of all nouns for people.
    pub(crate) fn last_words_of_roles(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(|noun| noun.rsplit(' ').next().unwrap_or(noun))
    }

    /// What people a noun in lower case stands for.
    pub(crate) fn role(&self, noun: &str) -> Option<Role> {
        self.roles.get(noun).copied()
    }

    /// The state with this ISO 3166-1 alpha-2 code.
    pub(crate) fn by_iso(&self, iso: &str) -> Option<usize> {
        self.by_iso.get(iso).copied()
    }
}

/// The name of a state as it stands after `of`.
pub(crate) fn with_article(name: &str) -> String {
    let takes_article = matches!(
        name,
        "United States"
            | "United Kingdom"
            | "Netherlands"
            | "Philippines"
            | "United Arab Emirates"
            | "Bahamas"
            | "Gambia"
            | "Maldives"
            | "Seychelles"
    ) || name.contains("Republic");
    if takes_article { format!("the {name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::tables;

    #[test]
    fn codes_are_of_two_and_three_letters_and_stand_once() {
        let tables = tables();
        assert!(tables.states.len() > 190);
        let mut seen = std::collections::HashSet::new();
        for state in &tables.states {
            assert!(state.iso.len() == 2 && state.alpha3.len() == 3, "{state:?}");
            assert!(seen.insert(state.iso) && seen.insert(state.alpha3), "{state:?}");
        }
    }

    #[test]
    fn terms_begin_before_they_end_and_belong_to_something_known() {
        let tables = tables();
        for term in &tables.terms {
            assert!(
                term.from.len() == 10 && (term.to.is_empty() || term.from < term.to),
                "{term:?}"
            );
            let known = tables.by_iso(term.of).is_some()
                || tables.organisations.iter().any(|one| one.name == term.of);
            assert!(known, "{term:?}");
        }
    }

    #[test]
    fn organisations_have_a_known_type_and_state() {
        let tables = tables();
        for one in &tables.organisations {
            assert!(matches!(one.kind, "organisation" | "group" | "government"), "{one:?}");
            assert!(one.iso.is_empty() || tables.by_iso(one.iso).is_some(), "{one:?}");
        }
    }
}
