//! `cableway watch`.

mod folders;
mod mailbox;
mod reload;
mod signals;
mod status;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cableway_core::Registry;
use cableway_engine::watch::{Agenda, Foundation, Next, Sort, Territory, Turn};
use cableway_engine::{
    Ledger, LedgerError, LedgerOptions, Pipeline, RunError, RunOptions, RunReport, StageCache,
    WatchHold, run_with,
};

use crate::Exit;
use crate::arguments::{Logging, Watch as Arguments};
use crate::commands::check::warn_of_others;
use crate::commands::{counted, observe, report, run};
use crate::logging::{error, is_for_people, say, warn};
use crate::registry::registry;

use folders::Folders;
use mailbox::{Change, Mail, Mailbox};
use signals::{Interrupt, stop_on_signals};
use status::Shared;

/// How often files are listed whose changes cannot be heard of.
const UNHEARD: Duration = Duration::from_secs(30);

pub(crate) fn watch(arguments: &Arguments, logging: &Logging) -> Exit {
    let registry = registry();
    let cache = StageCache::new();
    let (foundation, pipeline) = match reload::load(arguments, &registry, &cache) {
        (foundation, Ok(pipeline)) => (foundation, pipeline),
        (_, Err(diagnostics)) => {
            report(&diagnostics);
            return Exit::Wrong;
        }
    };
    report(&pipeline.warnings);
    let (mailbox, interrupt) = (Arc::<Mailbox>::default(), Arc::<Interrupt>::default());
    let status = Arc::<Shared>::default();
    let _monitor = match arguments.metrics {
        None => None,
        Some(address) => match observe::monitor(address, &status.metrics, logging) {
            Ok(monitor) => Some(monitor),
            Err(exit) => return exit,
        },
    };
    let _hold = match WatchHold::take(&arguments.pipeline.file) {
        Ok(hold) => Some(hold),
        // Each run says so.
        Err(problem) if problem.is_read_only() => None,
        Err(problem) => {
            error(&problem.to_string(), &[]);
            return Exit::Failed;
        }
    };
    warn_of_others(&arguments.pipeline.file, &pipeline);
    stop_on_signals(&mailbox, &interrupt, &status, logging);
    let territory = Territory::new(&pipeline);
    let mut watch = Watch {
        arguments,
        logging,
        registry,
        cache,
        agenda: Agenda::new(Instant::now(), territory.agenda()),
        folders: Folders::new(folder_of(&arguments.pipeline.file), Arc::clone(&mailbox)),
        pipeline,
        territory,
        foundation,
        mailbox,
        interrupt,
        status,
        has_ledger: false,
        mistakes: None,
        told_of_trouble: false,
    };
    let exit = watch.run_until_stopped();
    // A stage that hangs keeps its process, which would go on behind the command's back.
    cableway_plugin_host::end_processes();
    exit
}

/// A pipeline that is watched.
struct Watch<'a> {
    arguments: &'a Arguments,
    logging: &'a Logging,
    registry: Registry,
    cache: StageCache,
    /// The pipeline that runs; from memory, whatever its file says meanwhile.
    pipeline: Pipeline,
    territory: Territory,
    foundation: Foundation,
    agenda: Agenda,
    folders: Folders,
    mailbox: Arc<Mailbox>,
    interrupt: Arc<Interrupt>,
    status: Arc<Shared>,
    /// Whether a run of this watch has left a ledger.
    has_ledger: bool,
    /// What was wrong with the pipeline file when that was last told.
    mistakes: Option<String>,
    /// Whether it was told that some folders cannot be watched.
    told_of_trouble: bool,
}

impl Watch<'_> {
    fn run_until_stopped(&mut self) -> Exit {
        let file = self.arguments.pipeline.file.display().to_string();
        self.tell(&words::watching(&file, &self.territory.agenda()));
        self.watch_all();
        loop {
            let now = Instant::now();
            let wait = match self.agenda.next(now) {
                Next::Wait(until) => until,
                Next::Check | Next::Run => now,
            };
            let mail = self.mailbox.take(wait);
            if mail.signals > 0 {
                break;
            }
            self.read(mail);
            match self.agenda.next(Instant::now()) {
                Next::Check => self.check(),
                Next::Run => {
                    if !self.run() {
                        return Exit::Failed;
                    }
                }
                Next::Wait(_) => {}
            }
        }
        let counts = self.status.with(|status| status.clone());
        tracing::info!(
            events = counts.events,
            runs = counts.runs,
            failures = counts.failures,
            reloads = counts.reloads,
            rejections = counts.rejections,
            "stopped"
        );
        Exit::Done
    }

    /// Finds out whom it concerns what has happened.
    fn read(&mut self, mail: Mail) {
        let now = Instant::now();
        self.status.with(|status| status.events += mail.events);
        if mail.lost {
            self.agenda.lost(now);
            self.agenda.unsettled(now);
            self.watch_all();
        }
        for (path, change) in mail.changes {
            let path = self.folders.named(&path);
            if self.territory.is_own(&path) {
                continue;
            }
            let sort = sort(&path, change);
            if change.came_or_went && sort != Sort::File {
                self.folders.follow(&path, &self.territory, &self.foundation);
                self.tell_of_trouble();
            }
            if self.foundation.concerns(&path) {
                self.agenda.unsettled(now);
            }
            let concerned = self.territory.concerned(&path, sort);
            tracing::trace!(path = %path.display(), ?change, ?concerned, "changed");
            for stage in concerned {
                self.agenda.changed(now, stage);
            }
        }
    }

    fn watch_all(&mut self) {
        self.folders.all(&self.territory, &self.foundation);
        self.tell_of_trouble();
    }

    fn tell_of_trouble(&mut self) {
        let Some(trouble) = self.folders.trouble() else { return };
        self.agenda.list_every(Instant::now(), UNHEARD);
        if !std::mem::replace(&mut self.told_of_trouble, true) {
            let seconds = UNHEARD.as_secs();
            warn(&format!("{trouble}; all files are listed every {seconds} s instead"));
        }
    }

    /// Runs the pipeline for what is due. False where that was interrupted.
    fn run(&mut self) -> bool {
        let turn = self.agenda.begin(Instant::now());
        tracing::debug!(lists = ?turn.lists, tries_again = turn.tries_again, "run");
        if turn.everything {
            // Systems lose changes of folders, and of pipelines, too.
            self.watch_all();
            self.agenda.unsettled(Instant::now());
        }
        self.status.with(|status| status.runs += 1);
        let outcome = self.run_once(&turn);
        let now = Instant::now();
        match outcome {
            Ok(report) => {
                self.agenda.done(now, report.quarantined > 0);
                self.has_ledger = true;
                self.tell_of_recovery();
                self.tell_of_run(&report);
            }
            Err(_) if self.interrupt.is_asked() => {
                run::say_why(&RunError::Interrupted);
                return false;
            }
            Err(chain) => {
                let pause = self.agenda.failed(now);
                self.tell_of_failure(&chain, pause);
            }
        }
        true
    }

    /// One run. The ledger is held for as long as it takes: meanwhile others may look after it, and run the
    /// pipeline by hand in between.
    fn run_once(&self, turn: &Turn) -> Result<RunReport, Vec<String>> {
        let usual = RunOptions::default();
        let options = || RunOptions {
            // Each attempt has its own: a run that fails sets it.
            cancelled: self.interrupt.of_a_run(),
            workers: self.arguments.workers.map_or(usual.workers, usize::from),
            metrics: Some(Arc::clone(&self.status.metrics)),
            lists: Some(turn.lists.clone()),
            tries_again: turn.tries_again,
            ..usual.clone()
        };
        let file = &self.arguments.pipeline.file;
        let words = |problem: &LedgerError| vec![problem.to_string()];
        let folder = folder_of(file);
        if !folder.is_dir() {
            // Nothing is to be made in its place.
            let gone = vec![format!("the pipeline's folder is gone: `{}`", folder.display())];
            self.status.metrics.failed(&gone);
            return Err(gone);
        }
        let attempt = || -> Result<Result<RunReport, RunError>, Vec<String>> {
            let pipeline = self.pipeline.again().map_err(|problem| vec![problem.to_string()])?;
            let path = Ledger::path_of(file);
            let is_gone = self.has_ledger && !path.exists();
            let opened = Ledger::open(file, &LedgerOptions::default());
            let mut ledger = opened.map_err(|problem| words(&problem))?;
            if is_gone {
                warn(&format!(
                    "the ledger `{}` is gone: a new one is made, and everything is worked on anew",
                    path.display()
                ));
            }
            ledger.take_notices().iter().for_each(|notice| warn(notice));
            Ok(run_with(pipeline, &options(), &mut ledger))
        };
        // Of the other failures the run itself tells.
        let told = |failed: &Vec<String>| self.status.metrics.failed(failed);
        let mut outcome = attempt().inspect_err(told)?;
        if let Err(RunError::Ledger(LedgerError::Damaged { reason, .. })) = &outcome {
            warn(&Ledger::set_aside(file, reason).map_err(|problem| words(&problem))?);
            outcome = attempt().inspect_err(told)?;
        }
        outcome.map_err(|failure| failure.chain())
    }

    fn tell_of_run(&self, report: &RunReport) {
        for notice in &report.notices {
            warn(notice);
        }
        if is_for_people(self.logging) && words::is_news(report) {
            say(&words::ran(report));
        }
        tracing::debug!(delivered = report.delivered, unchanged = report.unchanged, "run done");
        if !is_for_people(self.logging) && words::is_news(report) {
            run::log(report);
        }
    }

    /// Says that runs go well again, where the last one failed.
    fn tell_of_recovery(&self) {
        let failed = self.status.with(|status| {
            status.trouble.clear();
            std::mem::take(&mut status.failed_in_a_row)
        });
        if failed > 0 {
            self.tell(&format!("it works again, after {} that failed\n", counted(failed, "run")));
        }
    }

    /// Says why a run failed; the same reason is told once.
    fn tell_of_failure(&self, chain: &[String], pause: Duration) {
        let is_known = self.status.with(|status| {
            status.failures += 1;
            status.failed_in_a_row += 1;
            std::mem::replace(&mut status.trouble, chain.to_owned()) == chain
        });
        tracing::debug!(seconds = pause.as_secs(), "run failed");
        if is_known {
            tracing::info!("it failed for the same reason");
            return;
        }
        if let Some((message, causes)) = chain.split_first() {
            error(message, causes);
        }
        self.tell("the run is tried again, with longer and longer pauses up to a minute\n");
    }

    /// Says something to people, or logs it.
    fn tell(&self, text: &str) {
        if is_for_people(self.logging) {
            say(text);
        } else {
            tracing::info!("{}", text.trim_end());
        }
    }
}

/// What is at `path` now, or was.
fn sort(path: &Path, change: Change) -> Sort {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Sort::Folder,
        Ok(_) => Sort::File,
        Err(_) => change.sort,
    }
}

/// The folder of the pipeline file, absolute.
fn folder_of(file: &Path) -> PathBuf {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    whole.parent().unwrap_or(&whole).to_owned()
}
