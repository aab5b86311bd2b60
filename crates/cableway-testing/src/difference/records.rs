//! Which record is which, and what differs in each.

use std::collections::HashMap;

use serde_json::Value;

use super::Options;
use super::annotations::compare_annotations;
use super::change::{Change, Origin, What};
use super::document::{compare_metadata, compare_notes, compare_text};
use super::sequence::{moved, pair};
use super::summaries::compare_summaries;
use super::value::{first_difference, list_of, text_of};

/// What a record, or an entry for a quarantined document, is known by.
#[derive(Clone, Debug)]
struct Entry<'a> {
    value: &'a Value,
    id: Option<String>,
    uri: &'a str,
    failure: Option<&'a Value>,
}

impl<'a> Entry<'a> {
    fn new(value: &'a Value) -> Self {
        let failure = value.get("quarantined");
        let id =
            value.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        let uri = match failure {
            Some(failure) => text_of(failure, "uri"),
            None => value.get("source").map_or("", |source| text_of(source, "uri")),
        };
        Self { value, id: if failure.is_some() { None } else { id }, uri, failure }
    }

    /// The stage that failed.
    fn failed_stage(&self) -> Origin {
        match self.failure.map(|failure| failure.get("stage")) {
            Some(Some(Value::String(name))) => Origin::Stage(name.clone()),
            // As the quarantine file has it: kind and name.
            Some(Some(stage)) if stage.get("name").is_some() => {
                Origin::Stage(text_of(stage, "name").to_owned())
            }
            _ => Origin::Ingest,
        }
    }

    /// Why it failed: a text, or an error with a kind, a message and perhaps causes.
    fn error(&self) -> String {
        match self.failure.and_then(|failure| failure.get("error")) {
            Some(Value::String(message)) => message.clone(),
            Some(error) if error.get("message").is_some() => {
                let causes = list_of(error, "causes").iter().filter_map(Value::as_str);
                let messages: Vec<&str> =
                    std::iter::once(text_of(error, "message")).chain(causes).collect();
                messages.join(": ")
            }
            Some(other) => other.to_string(),
            None => "no reason is given".to_owned(),
        }
    }

    fn change(&self, stage: Origin, what: What) -> Change {
        Change { id: self.id.clone(), uri: self.uri.to_owned(), stage, what }
    }
}

pub(super) fn compare(expected: &[Value], actual: &[Value], options: &Options) -> Vec<Change> {
    let old: Vec<Entry<'_>> = expected.iter().map(Entry::new).collect();
    let new: Vec<Entry<'_>> = actual.iter().map(Entry::new).collect();
    let pairs = pairs(&old, &new);
    let mut partner_of_old = vec![None; old.len()];
    let mut partner_of_new = vec![None; new.len()];
    for &(before, after) in &pairs {
        partner_of_old[before] = Some(after);
        partner_of_new[after] = Some(before);
    }
    let mut is_moved = vec![false; new.len()];
    if !options.unordered {
        for (_, after) in moved(&pairs) {
            is_moved[after] = true;
        }
    }
    let failures = Failures::new(&old, &new, &partner_of_old, &partner_of_new);

    let mut changes = Vec::new();
    // Those that are gone stand behind the one that they stood behind.
    let mut gone_behind: Vec<Vec<usize>> = vec![Vec::new(); new.len()];
    let mut last_kept = None;
    for (place, partner) in partner_of_old.iter().enumerate() {
        match (*partner, last_kept) {
            (Some(partner), _) => last_kept = Some(partner),
            (None, Some(partner)) => gone_behind[partner].push(place),
            (None, None) => failures.tell_gone(place, &old, &mut changes),
        }
    }
    for (place, entry) in new.iter().enumerate() {
        match partner_of_new[place] {
            None => failures.tell_added(place, &new, &mut changes),
            Some(before) => {
                if is_moved[place] {
                    let what = What::RecordMoved { from: before + 1, to: place + 1 };
                    changes.push(entry.change(Origin::Ingest, what));
                }
                compare_entry(&old[before], entry, options, &mut changes);
            }
        }
        for gone in &gone_behind[place] {
            failures.tell_gone(*gone, &old, &mut changes);
        }
    }
    changes
}

/// Entries for the same document in the same form: by id, or by URI where the id is another, or for
/// quarantined documents.
fn pairs(old: &[Entry<'_>], new: &[Entry<'_>]) -> Vec<(usize, usize)> {
    type Key = (bool, String);
    let by_id = |entry: &Entry<'_>| -> Option<Key> {
        match entry.failure {
            Some(_) => Some((true, entry.uri.to_owned())),
            None => entry.id.clone().map(|id| (false, id)),
        }
    };
    let mut pairs = pair(old.iter().map(by_id), new.iter().map(by_id));
    let (mut old_is_open, mut new_is_open) = (vec![true; old.len()], vec![true; new.len()]);
    for &(before, after) in &pairs {
        old_is_open[before] = false;
        new_is_open[after] = false;
    }
    let by_uri = |(entry, is_open): (&Entry<'_>, &bool)| -> Option<String> {
        (*is_open && entry.failure.is_none()).then(|| entry.uri.to_owned())
    };
    pairs.extend(pair(
        old.iter().zip(&old_is_open).map(by_uri),
        new.iter().zip(&new_is_open).map(by_uri),
    ));
    pairs.sort_unstable();
    pairs
}

/// Which entries that have no partner are about one document all the same: its records on one side, and
/// its failure on the other.
struct Failures {
    of_old: Vec<Counterparts>,
    of_new: Vec<Counterparts>,
}

/// The entries of the other form with the same URI on the other side.
#[derive(Clone, Debug, Default)]
struct Counterparts {
    count: usize,
    /// The id of the last one, where it is a record.
    id: Option<String>,
}

impl Failures {
    fn new(
        old: &[Entry<'_>],
        new: &[Entry<'_>],
        partner_of_old: &[Option<usize>],
        partner_of_new: &[Option<usize>],
    ) -> Self {
        Self {
            of_old: counterparts(old, partner_of_old, &open(new, partner_of_new)),
            of_new: counterparts(new, partner_of_new, &open(old, partner_of_old)),
        }
    }

    /// Tells of an old entry that has no partner.
    fn tell_gone(&self, place: usize, old: &[Entry<'_>], changes: &mut Vec<Change>) {
        let (entry, counterparts) = (&old[place], &self.of_old[place]);
        if entry.failure.is_some() {
            let what = What::Released { error: entry.error(), records: counterparts.count };
            changes.push(counterparts.change(entry, what));
        } else if counterparts.count == 0 {
            let what = What::RecordRemoved { position: place + 1 };
            changes.push(entry.change(Origin::Ingest, what));
        }
    }

    /// Tells of a new entry that has no partner.
    fn tell_added(&self, place: usize, new: &[Entry<'_>], changes: &mut Vec<Change>) {
        let (entry, counterparts) = (&new[place], &self.of_new[place]);
        if entry.failure.is_some() {
            let what = What::Quarantined { error: entry.error(), records: counterparts.count };
            changes.push(counterparts.change(entry, what));
        } else if counterparts.count == 0 {
            let what = What::RecordAdded { position: place + 1 };
            changes.push(entry.change(Origin::Ingest, what));
        }
    }
}

impl Counterparts {
    /// A change of a failure, which has no id but that of its one record.
    fn change(&self, failure: &Entry<'_>, what: What) -> Change {
        let mut change = failure.change(failure.failed_stage(), what);
        if self.count == 1 {
            change.id.clone_from(&self.id);
        }
        change
    }
}

/// The entries without a partner, by URI and form. The map is asked, never walked.
fn open<'a>(
    entries: &'a [Entry<'a>],
    partners: &[Option<usize>],
) -> HashMap<(&'a str, bool), Counterparts> {
    let mut found: HashMap<_, Counterparts> = HashMap::new();
    for (entry, _) in entries.iter().zip(partners).filter(|(_, partner)| partner.is_none()) {
        let counterparts = found.entry((entry.uri, entry.failure.is_some())).or_default();
        counterparts.count += 1;
        counterparts.id.clone_from(&entry.id);
    }
    found
}

fn counterparts(
    entries: &[Entry<'_>],
    partners: &[Option<usize>],
    others: &HashMap<(&str, bool), Counterparts>,
) -> Vec<Counterparts> {
    let of = |(entry, partner): (&Entry<'_>, &Option<usize>)| match partner {
        Some(_) => Counterparts::default(),
        None => others.get(&(entry.uri, entry.failure.is_none())).cloned().unwrap_or_default(),
    };
    entries.iter().zip(partners).map(of).collect()
}

/// What differs between two entries for one document in one form.
fn compare_entry(old: &Entry<'_>, new: &Entry<'_>, options: &Options, changes: &mut Vec<Change>) {
    let start = changes.len();
    let mut add = |stage: Origin, what: What| changes.push(new.change(stage, what));
    if new.failure.is_some() {
        let told = |entry: &Entry<'_>| format!("{}: {}", entry.failed_stage(), entry.error());
        let (from, to) = (told(old), told(new));
        if from != to {
            add(new.failed_stage(), What::QuarantineChanged { from, to });
        }
    } else {
        compare_metadata(old.value, new.value, &mut add);
        compare_text(old.value, new.value, &mut add);
        compare_annotations(old.value, new.value, options, &mut add);
        compare_summaries(old.value, new.value, options, &mut add);
        compare_notes(old.value, new.value, &mut add);
    }
    if changes.len() == start
        && let Some((path, from, to)) = first_difference(old.value, new.value, options.tolerance)
    {
        let stage = stage_at(&path, new.value).or_else(|| stage_at(&path, old.value));
        let (from, to) = (from.cloned(), to.cloned());
        let stage = stage.unwrap_or(if new.failure.is_some() {
            new.failed_stage()
        } else {
            Origin::Ingest
        });
        changes.push(new.change(stage, What::Other { path, from, to }));
    }
}

/// The stage that said what is at `path`: `summaries[0].sentences[1].text`.
fn stage_at(path: &str, record: &Value) -> Option<Origin> {
    let (list, rest) = path.split_once('[')?;
    let (place, _) = rest.split_once(']')?;
    let owner = record.get(list)?.get(place.parse::<usize>().ok()?)?;
    Some(Origin::Stage(owner.get("stage")?.as_str()?.to_owned()))
}
