//! What is to be done, and when.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use cableway_core::StageName;

/// Changes are looked at when there were none for so long: a file that is being written changes again and again.
pub(super) const QUIET: Duration = Duration::from_millis(200);

/// And so long after the first one at the latest.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// How often the files of this machine are listed whatever was heard of them: systems lose events.
const EVERYTHING: Duration = Duration::from_mins(10);

/// The first and the longest wait after a run that failed.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));

/// The longest wait where something has changed since: it may be the mending.
const PAUSE_AFTER_A_CHANGE: Duration = Duration::from_secs(4);

/// The first and the longest time between two attempts at documents that failed for a reason that may pass.
const ATTEMPTS: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(1));

/// An ingest stage, and how it is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agendum {
    /// The stage.
    pub name: StageName,
    /// None where changes of files tell when it has something new; else how often it is asked.
    pub every: Option<Duration>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A look at the files that the pipeline rests on, now.
    Check,
    /// A run, now: [`Agenda::begin`] says of which stages.
    Run,
    /// Nothing until then, if nothing changes.
    Wait(Instant),
}

/// What a run is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The ingest stages to ask.
    pub lists: BTreeSet<StageName>,
    /// Whether to try documents again that failed for a reason that may pass.
    pub tries_again: bool,
    /// Whether all stages that read files are asked, whatever was heard of changes.
    pub everything: bool,
}

/// Decides when to run, and which ingest stages are asked then.
///
/// - At the beginning all are.
/// - Stages that read files of this machine are asked when something has changed there and it is quiet again, and
///   all of them every ten minutes.
/// - The others are asked on their own schedule, whatever files change.
/// - After a run that failed there is a pause, each time a longer one.
///
/// ```
/// use std::time::{Duration, Instant};
/// use cableway_engine::watch::{Agenda, Agendum, Next};
///
/// let start = Instant::now();
/// let files = Agendum { name: "files".parse()?, every: None };
/// let mut agenda = Agenda::new(start, vec![files]);
/// assert_eq!(agenda.next(start), Next::Run);
/// assert_eq!(agenda.begin(start).lists.len(), 1);
/// agenda.done(start, false);
///
/// let later = start + Duration::from_secs(5);
/// agenda.changed(later, 0);
/// assert_eq!(agenda.next(later), Next::Wait(later + Duration::from_millis(200)));
/// # Ok::<(), cableway_core::StageNameError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Agenda {
    stages: Vec<Entry>,
    /// When all stages that read files are to be asked.
    everything: Instant,
    /// How long after the last time that is.
    interval: Duration,
    /// When they were asked last, and how long that run took.
    listed: Option<(Instant, Duration)>,
    /// When the run under way began, and what it is for.
    began: Instant,
    under_way: Vec<usize>,
    lists_everything: bool,
    /// What has changed of the pipeline itself.
    unsettled: Option<Unrest>,
    failures: u32,
    failed: Option<Instant>,
    /// Nothing is done before.
    resume: Option<Instant>,
    attempts: (Instant, Duration),
    attempted: bool,
}

#[derive(Clone, Debug)]
struct Entry {
    agendum: Agendum,
    /// For who is asked on a schedule, when that is.
    due: Instant,
    changed: Option<Unrest>,
}

/// Changes that nobody has looked at yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unrest {
    first: Instant,
    last: Instant,
}

impl Unrest {
    /// One more change.
    pub(super) fn more(before: Option<Self>, now: Instant) -> Self {
        Self { first: before.map_or(now, |before| before.first), last: now }
    }

    /// When to look.
    pub(super) fn over(self) -> Instant {
        (self.last + QUIET).min(self.first + PATIENCE)
    }
}

impl Agenda {
    /// The agenda of a pipeline that has not run yet.
    pub fn new(now: Instant, stages: Vec<Agendum>) -> Self {
        let entry = |agendum| Entry { agendum, due: now, changed: None };
        Self {
            stages: stages.into_iter().map(entry).collect(),
            everything: now,
            interval: EVERYTHING,
            listed: None,
            began: now,
            under_way: Vec::new(),
            lists_everything: false,
            unsettled: None,
            failures: 0,
            failed: None,
            resume: None,
            attempts: (now, ATTEMPTS.0),
            attempted: false,
        }
    }

    /// Other stages from now on, as when the pipeline file has changed. Those that read files are asked at once,
    /// and of the others those that were not there before.
    pub fn replace(&mut self, now: Instant, stages: Vec<Agendum>) {
        let due = |agendum: &Agendum| {
            let before = self.stages.iter().find(|entry| entry.agendum == *agendum);
            before.map_or(now, |before| before.due)
        };
        self.stages = stages
            .into_iter()
            .map(|agendum| Entry { due: due(&agendum), agendum, changed: None })
            .collect();
        self.under_way.clear();
        self.everything(now);
        self.mended(now);
    }

    /// Something has changed where the stage reads, by its place in the agenda. Nothing comes of it where the
    /// stage is asked on a schedule.
    pub fn changed(&mut self, now: Instant, stage: usize) {
        let Some(entry) = self.stages.get_mut(stage) else { return };
        if entry.agendum.every.is_none() {
            entry.changed = Some(Unrest::more(entry.changed, now));
            self.mended(now);
        }
    }

    /// A file has changed that the pipeline rests on.
    pub fn unsettled(&mut self, now: Instant) {
        self.unsettled = Some(Unrest::more(self.unsettled, now));
    }

    /// The pipeline was looked at.
    pub fn checked(&mut self) {
        self.unsettled = None;
    }

    /// All stages that read files are to be asked.
    pub fn everything(&mut self, now: Instant) {
        self.everything = self.everything.min(now);
    }

    /// The same because the system has lost changes. It may have done so because a run read so many files: the
    /// next one begins no earlier than four times as long after the last one as that took.
    pub fn lost(&mut self, now: Instant) {
        let earliest = self.listed.map_or(now, |(at, time)| at + time * 4);
        self.everything = self.everything.min(earliest.max(now));
    }

    /// How often all stages that read files are to be asked, where changes cannot be relied on.
    pub fn list_every(&mut self, now: Instant, interval: Duration) {
        self.interval = interval;
        self.everything = self.everything.min(now + interval);
    }

    /// What made a run fail may be mended.
    fn mended(&mut self, now: Instant) {
        if let (Some(resume), Some(failed)) = (self.resume, self.failed) {
            self.resume = Some(resume.min((failed + PAUSE_AFTER_A_CHANGE).max(now)));
        }
    }

    /// What is to be done at the time `now`.
    pub fn next(&self, now: Instant) -> Next {
        let due = self.stages.iter().filter_map(|entry| match entry.agendum.every {
            Some(_) => Some(entry.due),
            None => entry.changed.map(Unrest::over),
        });
        let reads_files = self.stages.iter().any(|entry| entry.agendum.every.is_none());
        let first = due.chain(reads_files.then_some(self.everything)).min();
        let first = first.unwrap_or(now + EVERYTHING);
        let first = first.max(self.resume.unwrap_or(first));
        match self.unsettled.map(Unrest::over) {
            Some(over) if over <= now => Next::Check,
            _ if first <= now => Next::Run,
            Some(over) => Next::Wait(first.min(over)),
            None => Next::Wait(first),
        }
    }

    /// Begins a run: all that is due counts as done, unless [`Self::failed`] says otherwise.
    pub fn begin(&mut self, now: Instant) -> Turn {
        let everything = self.everything <= now;
        if everything {
            self.everything = now + self.interval;
        }
        (self.began, self.lists_everything) = (now, everything);
        self.under_way.clear();
        let mut lists = BTreeSet::new();
        for (place, entry) in self.stages.iter_mut().enumerate() {
            let is_due = match entry.agendum.every {
                Some(_) => entry.due <= now,
                None => everything || entry.changed.is_some_and(|unrest| unrest.over() <= now),
            };
            if is_due {
                entry.changed = None;
                self.under_way.push(place);
                lists.insert(entry.agendum.name.clone());
            }
        }
        self.attempted = self.attempts.0 <= now;
        Turn { lists, tries_again: self.attempted, everything }
    }

    /// The run is done. `is_left` says that some documents are in quarantine.
    pub fn done(&mut self, now: Instant, is_left: bool) {
        if self.lists_everything {
            self.listed = Some((now, now.saturating_duration_since(self.began)));
        }
        for place in self.under_way.drain(..) {
            let entry = &mut self.stages[place];
            entry.due = now + entry.agendum.every.unwrap_or_default();
        }
        if self.attempted {
            let (_, wait) = self.attempts;
            self.attempts =
                (now + wait, if is_left { (wait * 2).min(ATTEMPTS.1) } else { ATTEMPTS.0 });
            self.attempted = false;
        }
        (self.failures, self.failed, self.resume) = (0, None, None);
    }

    /// The run failed: all that it was for is still to be done, after a pause, whose length this gives.
    pub fn failed(&mut self, now: Instant) -> Duration {
        for place in self.under_way.drain(..) {
            let entry = &mut self.stages[place];
            entry.due = now;
            if entry.agendum.every.is_none() {
                // It was quiet when the run began.
                entry.changed = entry.changed.or(Some(Unrest { first: now, last: now }));
            }
        }
        let pause = PAUSE.0.saturating_mul(1 << self.failures.min(10)).min(PAUSE.1);
        self.failures += 1;
        (self.failed, self.resume) = (Some(now), Some(now + pause));
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);
    const SECOND: Duration = Duration::from_secs(1);

    fn stage(name: &str, every: Option<u64>) -> Agendum {
        Agendum { name: name.parse().unwrap(), every: every.map(Duration::from_secs) }
    }

    /// An agenda of two stages that read files and one that asks others, whose first run is done.
    fn begun() -> (Instant, Agenda) {
        let start = Instant::now();
        let stages = vec![stage("files", None), stage("wire", Some(60)), stage("lines", None)];
        let mut agenda = Agenda::new(start, stages);
        assert_eq!(agenda.next(start), Next::Run);
        assert_eq!(names(&agenda.begin(start)), ["files", "lines", "wire"]);
        agenda.done(start, false);
        (start, agenda)
    }

    fn names(turn: &Turn) -> Vec<&str> {
        turn.lists.iter().map(StageName::as_str).collect()
    }

    #[test]
    fn a_burst_of_changes_is_one_run() {
        let (start, mut agenda) = begun();
        for at in 0..5 {
            agenda.changed(start + 100 * at * MILLISECOND, 0);
        }
        let quiet = start + 600 * MILLISECOND;
        assert_eq!(agenda.next(start + 599 * MILLISECOND), Next::Wait(quiet));
        assert_eq!(agenda.next(quiet), Next::Run);
        assert_eq!(names(&agenda.begin(quiet)), ["files"]);
        agenda.done(quiet, false);
        assert_eq!(agenda.next(quiet), Next::Wait(start + 60 * SECOND), "the wire is next");
    }

    #[test]
    fn changes_without_end_do_not_put_a_run_off() {
        let (start, mut agenda) = begun();
        for at in 0..100 {
            agenda.changed(start + 100 * at * MILLISECOND, 2);
            let is_over = at >= 20;
            assert_eq!(agenda.next(start + 100 * at * MILLISECOND) == Next::Run, is_over, "{at}");
        }
    }

    #[test]
    fn what_changes_during_a_run_is_for_the_next() {
        let (start, mut agenda) = begun();
        agenda.changed(start, 0);
        let begins = start + SECOND;
        agenda.begin(begins);
        agenda.changed(begins + MILLISECOND, 0);
        agenda.done(begins + SECOND, false);
        assert_eq!(agenda.next(begins + SECOND), Next::Run);
        assert_eq!(names(&agenda.begin(begins + SECOND)), ["files"]);
    }

    #[test]
    fn others_are_asked_on_their_schedule_alone() {
        let (start, mut agenda) = begun();
        agenda.changed(start + SECOND, 1);
        assert_eq!(agenda.next(start + 59 * SECOND), Next::Wait(start + 60 * SECOND));
        agenda.changed(start + 59 * SECOND, 0);
        let minute = start + 60 * SECOND;
        assert_eq!(names(&agenda.begin(minute)), ["files", "wire"]);
        agenda.done(minute + SECOND, false);
        assert_eq!(agenda.next(minute + SECOND), Next::Wait(minute + 61 * SECOND));
        // Also where all files are listed.
        agenda.everything(minute + 2 * SECOND);
        assert_eq!(agenda.next(minute + 2 * SECOND), Next::Run);
        assert_eq!(names(&agenda.begin(minute + 2 * SECOND)), ["files", "lines"]);
    }

    #[test]
    fn all_files_are_listed_every_ten_minutes() {
        let start = Instant::now();
        let mut agenda = Agenda::new(start, vec![stage("files", None)]);
        agenda.begin(start);
        agenda.done(start + SECOND, false);
        assert_eq!(agenda.next(start + SECOND), Next::Wait(start + EVERYTHING));
        assert_eq!(names(&agenda.begin(start + EVERYTHING)), ["files"]);
    }

    #[test]
    fn after_a_failure_there_is_a_pause_and_all_is_still_to_be_done() {
        let (start, mut agenda) = begun();
        let mut now = start + 60 * SECOND;
        agenda.changed(start + 59 * SECOND, 0);
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(agenda.next(now), Next::Run);
            assert_eq!(names(&agenda.begin(now)), ["files", "wire"]);
            assert_eq!(agenda.failed(now), seconds * SECOND);
            assert_eq!(agenda.next(now), Next::Wait(now + seconds * SECOND));
            now += seconds * SECOND;
        }
        // A change may be the mending: the pause is shorter then, and never none.
        agenda.begin(now);
        agenda.failed(now);
        agenda.changed(now + SECOND, 2);
        assert_eq!(agenda.next(now + SECOND), Next::Wait(now + PAUSE_AFTER_A_CHANGE));
        agenda.begin(now + 4 * SECOND);
        agenda.done(now + 4 * SECOND, false);
        assert_eq!(agenda.next(now + 4 * SECOND), Next::Wait(now + 64 * SECOND));
    }

    #[test]
    fn failed_documents_are_tried_again_more_and_more_seldom() {
        let start = Instant::now();
        let mut agenda = Agenda::new(start, vec![stage("wire", Some(1))]);
        let mut tried = Vec::new();
        for second in 0..1_000 {
            let now = start + second * SECOND;
            if agenda.begin(now).tries_again {
                tried.push(second);
            }
            agenda.done(now, true);
        }
        assert_eq!(tried, [0, 60, 180, 420, 900]);
        agenda.begin(start + 2_000 * SECOND);
        agenda.done(start + 2_000 * SECOND, false);
        assert!(!agenda.begin(start + 2_001 * SECOND).tries_again);
    }

    #[test]
    fn other_stages_after_a_reload() {
        let (start, mut agenda) = begun();
        let now = start + 10 * SECOND;
        let stages = vec![stage("wire", Some(60)), stage("radio", Some(60)), stage("files", None)];
        agenda.replace(now, stages);
        assert_eq!(agenda.next(now), Next::Run);
        assert_eq!(names(&agenda.begin(now)), ["files", "radio"]);
        agenda.done(now, false);
        assert_eq!(agenda.next(now), Next::Wait(start + 60 * SECOND));
    }

    #[test]
    fn the_pipeline_is_looked_at_before_it_runs() {
        let (start, mut agenda) = begun();
        agenda.changed(start, 0);
        agenda.unsettled(start + 50 * MILLISECOND);
        assert_eq!(agenda.next(start), Next::Wait(start + 200 * MILLISECOND));
        assert_eq!(agenda.next(start + 250 * MILLISECOND), Next::Check);
        agenda.checked();
        assert_eq!(agenda.next(start + 250 * MILLISECOND), Next::Run);
    }

    /// Reading a million files may be what makes the system lose changes.
    #[test]
    fn lost_changes_do_not_lead_to_one_listing_after_another() {
        let start = Instant::now();
        let mut agenda = Agenda::new(start, vec![stage("files", None)]);
        agenda.begin(start);
        let ended = start + 30 * SECOND;
        agenda.done(ended, false);
        agenda.lost(ended);
        assert_eq!(agenda.next(ended), Next::Wait(ended + 120 * SECOND));
        let (start, mut agenda) = begun();
        agenda.lost(start + SECOND);
        assert_eq!(agenda.next(start + SECOND), Next::Run);
    }

    #[test]
    fn where_changes_cannot_be_relied_on() {
        let (start, mut agenda) = begun();
        agenda.list_every(start, 30 * SECOND);
        for turn in 1..3 {
            let now = start + turn * 30 * SECOND;
            assert_eq!(agenda.next(start + (turn * 30 - 1) * SECOND), Next::Wait(now));
            assert!(agenda.begin(now).everything);
            agenda.done(now, false);
        }
    }

    #[test]
    fn a_pipeline_that_asks_nobody_waits() {
        let now = Instant::now();
        assert_eq!(Agenda::new(now, Vec::new()).next(now), Next::Wait(now + EVERYTHING));
    }
}
