//! What runs are disturbed in: a folder with documents and a pipeline with every exporter, the state that an
//! earlier run left there, and what a run leaves that nobody disturbs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::bench::corpus::articles;
use crate::bench::measure::median;
use crate::process::{Failure, OnFile as _, Outcome, root};
use crate::soak::place::{CHEAP, Files, Place, difference, differences, remove};
use crate::soak::{Ground, Scale, corpus};

/// The exit code of a run with documents in quarantine: the corpus has some that belong there.
pub(crate) const QUARANTINED: i32 = 3;
const DATABASE: &str = "out/records.db";

/// Every exporter but for those that [`CHEAP`] has.
const PIPELINE: &str = r#"
[[ingest]]
use = "files"
paths = ["inbox"]
exclude = ["inbox/*EXCLUDED/"]

[plugins.atom]
path = 'LIBRARY'


[[export]]
use = "markdown"
path = "out/brief.md"

[[export]]
use = "sqlite"
path = "out/records.db"

[[export]]
use = "atom:atom"
path = "out/feed.xml"
title = "Desk"
id = "https://desk.example/feed"
"#;

/// A place with documents, a state that an earlier run left there, and what a run should leave.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) place: Place,
    /// The outputs and the ledger of the earlier run, kept aside.
    pub(crate) earlier: PathBuf,
    pub(crate) earlier_files: Files,
    /// What lies there after a run that nobody disturbed.
    pub(crate) expected: Files,
    /// How long such a run takes from nothing, and from the earlier state.
    pub(crate) times: [Duration; 2],
}

impl Trial {
    /// Writes `documents` files, runs the pipeline over them, and makes sure that it gives the same from nothing
    /// and from the earlier state.
    pub(crate) fn set(ground: &Ground, documents: usize) -> Outcome<Self> {
        let place = Place::new(&ground.cableway, ground.folder.join("place"))?;
        place.clear()?;
        let inbox = place.folder.join("inbox");
        if inbox.exists() {
            remove(&inbox)?;
        }
        corpus::mixed(&inbox, &articles()?, documents)?;
        let library = ground.cableway.with_file_name(format!(
            "{}cableway_atom{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        ));
        let rules = root().join("examples/quickstart/topics.toml");
        let rules = fs::read_to_string(&rules).on("read", &rules)?;
        let pipeline = PIPELINE.replace("LIBRARY", &library.to_string_lossy()) + CHEAP;

        // What takes the most time in a debug build, and no more than one of many.
        let language = "[[classify]]\nuse = \"language\"\n\n";
        let pipeline = match ground.scale {
            Scale::Full => pipeline,
            Scale::Short => pipeline.replace(language, ""),
        };

        // The earlier run had other rules, lacked some files and had some that are no longer asked for.
        place.write("topics.toml", &rules.replace("threshold = 3.0", "threshold = 2.0"))?;
        place.write("p.toml", &pipeline.replace("EXCLUDED", "1"))?;
        place.run()?.expect(&[QUARANTINED])?;
        let earlier = ground.folder.join("earlier");
        place.keep(&earlier)?;
        let earlier_files = place.files()?;

        place.write("topics.toml", &rules)?;
        place.write("p.toml", &pipeline.replace("EXCLUDED", "0"))?;
        let mut trial = Self {
            place,
            earlier,
            earlier_files,
            expected: Files::new(),
            times: [Duration::ZERO; 2],
        };
        for from_earlier in [false, true] {
            let mut times = Vec::new();
            for _ in 0..if ground.scale == Scale::Full { 3 } else { 1 } {
                trial.reset(from_earlier)?;
                times.push(trial.place.run()?.expect(&[QUARANTINED])?.time);
                let files = trial.place.files()?;
                if trial.expected.is_empty() {
                    trial.expected = files;
                } else if let [first, ..] = differences(&files, &trial.expected).as_slice() {
                    return Err(Failure::new(format!(
                        "two runs that nobody disturbed differ: {first}"
                    )));
                }
            }
            trial.times[usize::from(from_earlier)] = median(&times);
        }
        trial.check_counts(&inbox)?;
        let outputs = |files: &Files| files.keys().filter(|name| name.starts_with("out/")).count();
        if outputs(&trial.expected) != 5 || trial.expected == trial.earlier_files {
            return Err(Failure::new("the runs do not give what the soak is to compare"));
        }
        Ok(trial)
    }

    /// Fails unless what is compared with is right itself: each file that is asked for is one record or one line of
    /// the quarantine, and no identifier comes twice.
    fn check_counts(&self, inbox: &Path) -> Outcome {
        let mut files = 0;
        for folder in fs::read_dir(inbox).on("list", inbox)? {
            let folder = folder.on("list", inbox)?.path();
            if !folder.to_string_lossy().ends_with('0') {
                files += fs::read_dir(&folder).on("list", &folder)?.count();
            }
        }
        let mut ids = BTreeSet::new();
        let mut lines = 0;
        for name in ["out/records.jsonl", "p.quarantine.jsonl"] {
            let text = self.expected.get(name).map(|bytes| String::from_utf8_lossy(bytes));
            for line in text.unwrap_or_default().lines() {
                let line: Value =
                    serde_json::from_str(line).on("read a line of", Path::new(name))?;
                ids.insert(line["id"].to_string());
                lines += 1;
            }
        }
        if lines == files && ids.len() == files {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{files} files gave {lines} lines with {} identifiers",
            ids.len()
        )))
    }

    /// Puts the place into the state of a beginning.
    pub(crate) fn reset(&self, from_earlier: bool) -> Outcome {
        if from_earlier { self.place.restore(&self.earlier) } else { self.place.clear() }
    }

    /// What is wrong after a run that failed or was killed: each output must be as it was, or as it is to be.
    pub(crate) fn halves(&self, from_earlier: bool) -> Outcome<Vec<String>> {
        let mut wrong = Vec::new();
        for (name, expected) in &self.expected {
            let path = self.place.folder.join(name);
            // A database is whole by its journal, which the next run reads.
            if name == DATABASE || name.starts_with('.') || !path.exists() {
                continue;
            }
            let found = fs::read(&path).on("read", &path)?;
            let earlier = self.earlier_files.get(name).filter(|_| from_earlier);
            if let Some(what) = difference(&found, expected)
                && earlier.is_none_or(|earlier| *earlier != found)
            {
                wrong.push(format!("{name} is neither the old nor the new one: {what}"));
            }
        }
        if from_earlier {
            let gone = self.earlier_files.keys().filter(|name| name.starts_with("out/"));
            let gone = gone.filter(|name| !self.place.folder.join(name).exists());
            wrong.extend(gone.map(|name| format!("{name} is gone")));
        }
        Ok(wrong)
    }

    /// Runs to the end and says what is not as it should be.
    pub(crate) fn finish(&self) -> Outcome<Vec<String>> {
        match self.place.run()?.expect(&[QUARANTINED]) {
            Ok(_) => self.compare(),
            Err(failure) => Ok(vec![failure.message]),
        }
    }

    /// Says what lies there that is not as it should be after a whole run.
    pub(crate) fn compare(&self) -> Outcome<Vec<String>> {
        let mut wrong = differences(&self.place.files()?, &self.expected);
        if let Err(failure) = self.place.verify_ledger() {
            wrong.push(failure.message);
        }
        Ok(wrong)
    }
}
