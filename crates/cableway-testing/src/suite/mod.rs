//! All cases below some folders: found, run side by side, compared with their snapshots.

mod compare;
mod find;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use cableway_engine::StageCache;

pub use self::find::find;
use crate::capture::{Captured, Place, Stages, capture};
use crate::case::Case;
use crate::difference::Origin;
use crate::report::{Outcome, Report, Status};
use crate::snapshot::{Pending, Snapshot, delete};

/// What happens to a snapshot that is missing, or is not as the output now is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// The new one waits beside it, to be accepted or rejected.
    #[default]
    New,
    /// The new one takes its place at once.
    Always,
    /// Nothing is written.
    No,
}

/// What happens to a snapshot that no case asks for any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unreferenced {
    /// The run fails.
    #[default]
    Reject,
    /// It is told.
    Warn,
    /// It is deleted, if every case passed.
    Delete,
    /// Nothing.
    Ignore,
}

/// How to run cases.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only cases whose names hold this text; all where it is nothing.
    pub filter: Option<String>,
    /// Only what this stage says is compared, and nothing is written.
    pub stage: Option<String>,
    /// What happens to snapshots that are missing or differ.
    pub update: Update,
    /// What happens to snapshots that no case asks for. Those are not looked for where `filter` or `stage` leaves
    /// something out.
    pub unreferenced: Unreferenced,
    /// How many cases run at once, at least one.
    pub workers: usize,
}

/// What came of a run over cases.
#[derive(Debug)]
pub struct Ran {
    /// What came of each snapshot.
    pub report: Report,
    /// How many cases there are; those that `filter` leaves out do not count.
    pub cases: usize,
    /// The snapshots that now wait to be accepted.
    pub pending: Vec<PathBuf>,
    /// The snapshots that were written or deleted.
    pub written: Vec<PathBuf>,
    /// Whether a pipeline has the stage that was asked for; true where none was.
    pub has_stage: bool,
}

/// Runs the cases at `places`.
///
/// # Errors
/// Trouble with one case is an outcome; there are no others.
pub fn run(places: &[Place], stages: Stages<'_>, options: &Options) -> Ran {
    let chosen: Vec<&Place> = places
        .iter()
        .filter(|place| {
            options.filter.as_ref().is_none_or(|text| place.name.contains(text.as_str()))
        })
        .collect();
    let results = Mutex::new(Results::default());
    let next = AtomicUsize::new(0);
    let cache = StageCache::new();
    let work = || {
        while let Some(place) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = one(place, &chosen, stages, &cache, options);
            results.lock().unwrap_or_else(PoisonError::into_inner).add(result);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.workers.clamp(1, chosen.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let is_whole = chosen.len() == places.len() && options.stage.is_none();
    if is_whole && options.unreferenced != Unreferenced::Ignore {
        results.unreferenced(places, options.unreferenced);
    }
    results.pending.sort();
    results.written.sort();
    Ran {
        report: Report::new(results.outcomes),
        cases: chosen.len(),
        pending: results.pending,
        written: results.written,
        has_stage: options.stage.is_none() || results.has_stage,
    }
}

#[derive(Default)]
struct Results {
    outcomes: Vec<Outcome>,
    pending: Vec<PathBuf>,
    written: Vec<PathBuf>,
    /// The snapshots that cases ask for.
    asked: BTreeSet<PathBuf>,
    /// The folders of cases that could not be run: what they ask for is not known.
    unknown: BTreeSet<PathBuf>,
    /// Whether a case ran the stage that was asked for.
    has_stage: bool,
}

impl Results {
    fn add(&mut self, other: Self) {
        self.outcomes.extend(other.outcomes);
        self.pending.extend(other.pending);
        self.written.extend(other.written);
        self.asked.extend(other.asked);
        self.unknown.extend(other.unknown);
        self.has_stage |= other.has_stage;
    }

    /// Looks for snapshots that nothing asks for.
    fn unreferenced(&mut self, places: &[Place], what: Unreferenced) {
        let passed = self.outcomes.iter().all(|outcome| outcome.status == Status::Passed);
        for (name, path) in find::snapshots(places) {
            let is_known = !self.unknown.iter().any(|folder| path.starts_with(folder));
            if self.asked.contains(&path) || !is_known {
                continue;
            }
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let mut outcome = Outcome::new(name, Status::Unreferenced);
            outcome.snapshot = Some(stem);
            let shown = path.display();
            match what {
                Unreferenced::Delete if passed => {
                    if let Err(error) = delete(&path) {
                        outcome.message = Some(error.to_string());
                    } else {
                        self.written.push(path);
                        continue;
                    }
                }
                Unreferenced::Delete => {
                    outcome.message = Some(format!(
                        "no case asks for `{shown}`; it stays, because not every case passed"
                    ));
                }
                Unreferenced::Warn => {
                    outcome.status = Status::Passed;
                    outcome.warnings.push(format!("no case asks for `{shown}`"));
                }
                _ => {
                    outcome.message = Some(format!(
                        "no case asks for `{shown}`: delete it, or run with `--unreferenced delete`"
                    ));
                }
            }
            self.outcomes.push(outcome);
        }
    }
}

fn one(
    place: &Place,
    all: &[&Place],
    stages: Stages<'_>,
    cache: &StageCache,
    options: &Options,
) -> Results {
    let mut results = Results::default();
    let broken = |message: String| {
        let mut outcome = Outcome::new(&place.name, Status::Broken);
        outcome.message = Some(message);
        outcome
    };
    if let Some(other) =
        all.iter().find(|other| other.name == place.name && other.folder != place.folder)
    {
        let [one, two] = [place, *other].map(|place| place.folder.display().to_string());
        let message =
            format!("two cases have this name: `{one}` and `{two}`; rename one of the folders");
        results.outcomes.push(broken(message));
        results.unknown.insert(place.folder.clone());
        return results;
    }
    let captured = place.case().and_then(|case| {
        let captured = capture(place, &case, stages, cache)?;
        Ok((case, captured))
    });
    let (case, captured) = match captured {
        Ok(captured) => captured,
        Err(message) => {
            results.outcomes.push(broken(message));
            results.unknown.insert(place.folder.clone());
            return results;
        }
    };
    let Captured { snapshots, unexpected, warnings } = captured;
    results.has_stage = options.stage.as_ref().is_some_and(|name| {
        let infos = snapshots.values().filter_map(|snapshot| snapshot.header.case_info().ok()?);
        infos.flat_map(|info| info.stages).any(|stage| stage.name == *name)
    });
    // What differs may differ each time; to say so needs a second look.
    let mut again: Option<BTreeMap<String, Snapshot>> = None;
    for (name, snapshot) in &snapshots {
        let path = place.snapshot(name);
        results.asked.insert(path.clone());
        let mut outcome =
            compare::compare(place, &case, name, &path, snapshot, options.stage.as_deref());
        if outcome.status == Status::Differs {
            let again = again.get_or_insert_with(|| {
                // With stages of its own: one process of a plugin may repeat what another would not say.
                capture(place, &case, stages, &StageCache::new())
                    .map(|captured| captured.snapshots)
                    .unwrap_or_default()
            });
            unstable(&mut outcome, snapshot, again.get(name), &case);
        }
        // What should not have happened is nothing to accept.
        if options.stage.is_none() && unexpected.is_empty() {
            settle(&mut outcome, &path, snapshot, options.update, &mut results);
        }
        results.outcomes.push(outcome);
    }
    if let Some(first) = results.outcomes.first_mut() {
        first.warnings.extend(warnings);
    }
    for message in unexpected {
        results.outcomes.push(broken(message));
    }
    results
}

/// Says so where the output of a second run is another one than that of the first.
fn unstable(outcome: &mut Outcome, first: &Snapshot, second: Option<&Snapshot>, case: &Case) {
    let Some(second) = second.filter(|second| !first.matches(second)) else { return };
    let stage = compare::first_stage(first, second, case);
    let who = match &stage {
        Some(Origin::Stage(name)) => format!("stage `{name}`"),
        Some(Origin::Ingest) => "an ingest stage".to_owned(),
        None => "a stage".to_owned(),
    };
    outcome.message = Some(format!(
        "the output of {who} is not the same in two runs of this case: it depends on chance, on the clock \
         or on something outside; make it the same each time, mock the stage, or redact what varies"
    ));
}

/// Writes what is to be written.
fn settle(
    outcome: &mut Outcome,
    path: &Path,
    snapshot: &Snapshot,
    update: Update,
    results: &mut Results,
) {
    let pending = Pending::of(path);
    let name = outcome.snapshot.clone().unwrap_or_default();
    let is_damaged = || compare::is_damaged(path, &name);
    let done = match (outcome.status, update) {
        // What waited is what there is.
        (Status::Passed, Update::No) => return,
        (Status::Passed, _) => pending.reject().map(|_| None),
        (Status::Broken, _) if !is_damaged() => return,
        (Status::Differs | Status::Missing | Status::Broken, Update::New) => {
            pending.write(snapshot).map(|()| Some((&mut results.pending, pending.path())))
        }
        (Status::Differs | Status::Missing | Status::Broken, Update::Always) => pending
            .write(snapshot)
            .and_then(|()| pending.accept())
            .map(|()| Some((&mut results.written, path.to_owned()))),
        _ => return,
    };
    match done {
        Ok(Some((list, path))) => {
            list.push(path);
            if update == Update::Always {
                let was = outcome.status;
                outcome.status = Status::Passed;
                outcome.message = Some(format!("it was `{was}`, and has been written"));
            }
        }
        Ok(None) => {}
        Err(error) => {
            outcome.status = Status::Broken;
            outcome.message = Some(error.to_string());
        }
    }
}

/// The case that a waiting snapshot belongs to, by the folder that it lies in.
pub fn place_of(pending: &Pending) -> Place {
    let folder = pending.accepted_path().parent().and_then(Path::parent).unwrap_or(Path::new(""));
    let told = pending.read().ok().and_then(|snapshot| snapshot.header.case_info().ok().flatten());
    let name = told.map_or_else(
        || folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        |info| info.case,
    );
    Place { name, folder: folder.to_owned() }
}

/// What came of comparing a waiting snapshot with the accepted one, as it was when the case ran.
pub fn outcome_of(place: &Place, pending: &Pending) -> Outcome {
    let path = pending.accepted_path();
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let snapshot = match pending.read() {
        Ok(snapshot) => snapshot,
        Err(error) => {
            let mut outcome = Outcome::new(&place.name, Status::Broken);
            (outcome.snapshot, outcome.message) = (Some(name), Some(error.to_string()));
            return outcome;
        }
    };
    // What a case that is broken by now would tolerate is not known: nothing then.
    let case = place.case().unwrap_or_else(|_| Case::of("".as_ref()));
    compare::compare(place, &case, &name, path, &snapshot, None)
}
