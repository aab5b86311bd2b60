//! Mentions of one thing put together: full names, family names, acronyms.

use std::collections::HashMap;

use super::evidence::Evidence;
use super::lists::{LISTS, Listed};
use super::names::{Mention, shouted};
use super::reading::{Reading, Shape};

/// A person, place, state or organisation with all its mentions.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) kind: Kind,
    pub(super) label: String,
    /// From 0 to 1.
    pub(super) score: f64,
    pub(super) mentions: Vec<(usize, usize)>,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Organisation,
    Place,
    /// By its place in the list of states.
    State(usize),
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::State(_) => "state",
        }
    }
}

/// Mentions of the same words.
struct Group {
    label: String,
    kind: Option<Kind>,
    evidence: Evidence,
    mentions: Vec<(usize, usize)>,
    strong: bool,
    titled: bool,
    tokens: usize,
}

/// The entities of a document, in the order of their first mentions.
pub(super) fn entities(
    reading: &Reading<'_>,
    mentions: Vec<Mention>,
    demonyms: bool,
) -> Vec<Entity> {
    let mut groups = group(reading, mentions, demonyms);
    let merged = Merging::of(reading, &groups).targets(reading, &groups);
    for at in 0..groups.len() {
        // Targets come from full names, which have none themselves.
        let Some(target) = merged[at].filter(|target| *target != at) else { continue };
        let from = std::mem::take(&mut groups[at].mentions);
        let evidence = groups[at].evidence;
        let strong = groups[at].strong;
        // Who is called by the last word of a name is a person more often than not.
        let is_family_name = groups[at].tokens == 1 && groups[target].kind.is_none();
        let is_acronym = groups[at].label.chars().all(char::is_uppercase);
        let evidence = if is_family_name && !is_acronym {
            evidence.and(Evidence { person: 0.3, ..Evidence::default() })
        } else {
            evidence
        };
        let into = &mut groups[target];
        into.mentions.extend(from);
        into.strong |= strong;
        into.evidence = into.evidence.and(evidence);
    }
    let mut entities: Vec<Entity> = groups.into_iter().filter_map(finished).collect();
    entities.sort_by_key(|entity| entity.mentions.first().copied());
    entities
}

fn finished(mut group: Group) -> Option<Entity> {
    if group.mentions.is_empty() || !group.strong {
        return None;
    }
    group.mentions.sort_unstable();
    let Evidence { person, place, organisation } = group.evidence;
    let (kind, score) = match group.kind {
        Some(kind) => (kind, 0.95),
        None if person >= place && person >= organisation => (Kind::Person, person),
        None if organisation >= place => (Kind::Organisation, organisation),
        None => (Kind::Place, place),
    };
    Some(Entity { kind, label: group.label, score, mentions: group.mentions })
}

fn group(reading: &Reading<'_>, mentions: Vec<Mention>, demonyms: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for mention in mentions {
        let words = reading.slice(mention.first, mention.end);
        let (label, kind) = match mention.listed {
            Some(Listed::Demonym(_)) if !demonyms => continue,
            Some(Listed::State(state) | Listed::Demonym(state)) => {
                (LISTS.states[state].name.to_owned(), Some(Kind::State(state)))
            }
            Some(Listed::Organisation(place)) => {
                (LISTS.organisations[place].to_owned(), Some(Kind::Organisation))
            }
            Some(Listed::Place) => {
                // `SEOUL` in a dateline is Seoul.
                let is_shouted = LISTS.name(words).is_none();
                let name = shouted(reading, mention.first, mention.end).filter(|_| is_shouted);
                (name.unwrap_or_else(|| one_line(words)), Some(Kind::Place))
            }
            None => (one_line(words), None),
        };
        let place = *places.entry(label.clone()).or_insert_with(|| {
            groups.push(Group {
                label,
                kind,
                evidence: Evidence::default(),
                mentions: Vec::new(),
                strong: false,
                titled: false,
                tokens: mention.end - mention.first,
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        group.evidence = group.evidence.and(mention.evidence);
        group.mentions.push((mention.first, mention.end));
        group.strong |= !mention.weak;
        group.titled |= mention.titled;
        group.kind = group.kind.or(kind);
    }
    groups
}

/// White space as one space, so that a name across a line's end is the same name.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which names others may be short for.
struct Merging<'d> {
    /// First and last words of people's full names: the groups, in order.
    people: HashMap<&'d str, Vec<usize>>,
    /// First and last word together: `Donald Trump` for `Donald J. Trump`.
    ends: HashMap<(&'d str, &'d str), usize>,
    /// The last two words of organisations' names of three and more.
    tails: HashMap<(&'d str, &'d str), usize>,
    /// Acronyms in brackets behind a full name, or before one.
    acronyms: HashMap<&'d str, usize>,
}

impl<'d> Merging<'d> {
    fn of(reading: &Reading<'d>, groups: &[Group]) -> Self {
        let mut merging = Self {
            people: HashMap::new(),
            ends: HashMap::new(),
            tails: HashMap::new(),
            acronyms: HashMap::new(),
        };
        let by_end: HashMap<usize, usize> = groups
            .iter()
            .enumerate()
            .flat_map(|(place, group)| group.mentions.iter().map(move |mention| (mention.1, place)))
            .collect();
        for (place, group) in groups.iter().enumerate() {
            let Some(&(first, end)) = group.mentions.first() else { continue };
            if group.kind.is_none() && group.tokens >= 2 {
                let (head, last) = (reading.word(first), reading.word(end - 1));
                if is_organisation(group) {
                    if group.tokens >= 3 {
                        merging.tails.entry((reading.word(end - 2), last)).or_insert(place);
                    }
                } else {
                    merging.people.entry(last).or_default().push(place);
                    if head != last {
                        merging.people.entry(head).or_default().push(place);
                    }
                    merging.ends.entry((head, last)).or_insert(place);
                }
            }
            // `International Atomic Energy Agency (IAEA)`
            let is_acronym = group.tokens == 1 && reading.tokens[first].shape == Shape::Upper;
            if is_acronym
                && let Some(&full) = by_end.get(&first)
                && in_brackets(reading, first)
                && stands_for(reading.word(first), &groups[full].label)
            {
                merging.acronyms.entry(reading.word(first)).or_insert(full);
            }
        }
        merging
    }

    /// For each group the one that it is short for.
    fn targets(&self, reading: &Reading<'d>, groups: &[Group]) -> Vec<Option<usize>> {
        let target = |(place, group): (usize, &Group)| {
            let &(first, end) = group.mentions.first()?;
            let (head, last) = (reading.word(first), reading.word(end - 1));
            if let Some(&full) = self.acronyms.get(head).filter(|_| group.tokens == 1) {
                return Some(full);
            }
            if group.kind.is_some() {
                return None;
            }
            if group.tokens == 1 {
                let known = self.people.get(head)?;
                // The full name that came last before the short one, or else the first behind it.
                let mut before = known
                    .iter()
                    .filter(|&&full| groups[full].mentions.first() < Some(&(first, end)));
                return before
                    .next_back()
                    .or_else(|| known.first())
                    .copied()
                    .filter(|full| *full != place);
            }
            if is_organisation(group) {
                return self
                    .tails
                    .get(&(reading.word(end - 2), last))
                    .copied()
                    .filter(|full| *full != place && group.tokens == 2);
            }
            self.ends.get(&(head, last)).copied().filter(|full| *full != place)
        };
        let targets: Vec<Option<usize>> = groups.iter().enumerate().map(target).collect();
        // One step is enough; what would take more stays where it is.
        targets.iter().map(|target| target.filter(|full| targets[*full].is_none())).collect()
    }
}

fn is_organisation(group: &Group) -> bool {
    !group.titled
        && group.evidence.organisation > group.evidence.person
        && group.evidence.organisation >= group.evidence.place
}

fn in_brackets(reading: &Reading<'_>, at: usize) -> bool {
    let start = reading.tokens[at].start;
    reading.text.get(..start).is_some_and(|before| before.ends_with('('))
}

/// True where an acronym has the capital letters of a name in their order.
fn stands_for(acronym: &str, name: &str) -> bool {
    let mut letters = acronym.chars().filter(|c| c.is_uppercase());
    let initials = name.split([' ', '-']).filter_map(|word| word.chars().next());
    let mut wanted = letters.next();
    for initial in initials {
        if wanted.is_some_and(|letter| initial.to_uppercase().eq(letter.to_uppercase())) {
            wanted = letters.next();
        }
    }
    wanted.is_none()
}
