//! `cableway watch`: what comes is worked on, whatever happens meanwhile.

#![cfg(unix)]

mod changes;
mod ends;
mod reloads;
mod remote;
mod seen;
pub(crate) mod server;

use std::io::Read as _;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::folder::{Folder, lines};

/// How long to wait for what must happen. Long, because machines are busy.
const DEADLINE: Duration = Duration::from_mins(1);

/// A watch under way, ended with the test.
pub(crate) struct Watching<'a> {
    folder: &'a Folder,
    child: Child,
    pub(crate) started: Instant,
    heard: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl<'a> Watching<'a> {
    /// Watches `p.toml` in `folder`, once it has run for the first time.
    #[track_caller]
    pub(crate) fn start(folder: &'a Folder) -> Self {
        let watching = Self::begin(folder, &[]);
        watching.until("the first run", || watching.runs() > 0 && watching.is_idle());
        watching
    }

    /// Begins to watch `p.toml` in `folder`.
    pub(crate) fn begin(folder: &'a Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command(&[&["watch", "p.toml", "-vv"], arguments].concat());
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let heard = Arc::<Mutex<String>>::default();
        let text = Arc::clone(&heard);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = stderr.read(&mut bytes) {
                text.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..length]));
            }
        });
        Self { folder, child, started: Instant::now(), heard, reader: Some(reader) }
    }

    /// What it has said so far.
    pub(crate) fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }

    /// The same without what the libraries say.
    fn plain(&self) -> String {
        let heard = self.heard();
        let is_ours = |line: &&str| {
            !line.starts_with("DEBUG ") || line.contains(" run ") || line.contains("quarantined")
        };
        heard.lines().filter(is_ours).map(|line| format!("{line}\n")).collect()
    }

    /// How many runs there were, the one under way included.
    pub(crate) fn runs(&self) -> usize {
        self.heard().matches(" run lists=").count()
    }

    /// Whether every run that began has ended.
    pub(crate) fn is_idle(&self) -> bool {
        let heard = self.heard();
        let ended = heard.matches(" run done ").count() + heard.matches(" run failed").count();
        ended == heard.matches(" run lists=").count()
    }

    /// The texts of the records in the output, sorted.
    pub(crate) fn texts(&self) -> Vec<String> {
        let records = lines(&self.folder.read("out.jsonl").unwrap_or_default());
        let mut texts: Vec<String> =
            records.iter().map(|record| record["text"].as_str().unwrap().to_owned()).collect();
        texts.sort();
        texts
    }

    /// Waits until `is_so`.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let started = Instant::now();
        while !is_so() {
            assert!(started.elapsed() < DEADLINE, "never came: {what}\n{}", self.plain());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the records in the output have these texts, in whatever order.
    #[track_caller]
    pub(crate) fn until_texts(&self, texts: &[&str]) {
        self.until(&format!("{texts:?}"), || self.texts() == texts);
    }

    /// Waits until it has said `words`, `count` times.
    #[track_caller]
    pub(crate) fn until_said(&self, words: &str, count: usize) {
        self.until(words, || self.heard().matches(words).count() >= count);
    }

    /// Waits until nothing that has happened so far is left to be looked at.
    #[track_caller]
    pub(crate) fn settle(&self) {
        // A change that concerns everybody: the run that it leads to comes after all that came before it.
        put(self.folder, "inbox/settle.txt", "settled");
        self.until("settled", || self.texts().iter().any(|text| text == "settled"));
        std::fs::remove_file(self.folder.path().join("inbox/settle.txt")).unwrap();
        self.until("settled", || self.texts().iter().all(|text| text != "settled"));
        self.until("idle", || self.is_idle());
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end, and gives all that was said.
    #[track_caller]
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < DEADLINE, "it does not end\n{}", self.plain());
            std::thread::sleep(Duration::from_millis(10));
        };
        self.reader.take().unwrap().join().unwrap();
        (status, self.heard())
    }

    /// Stops it with a signal, and makes sure that the output is that of a run that remembers nothing.
    #[track_caller]
    pub(crate) fn stop(self) -> String {
        let folder = self.folder;
        self.signal("TERM");
        let (status, heard) = self.end();
        assert_eq!(status.code(), Some(0), "{heard}");
        let outputs = || (folder.read("out.jsonl"), folder.read("p.quarantine.jsonl"));
        let written = outputs();
        assert!(written.0.is_some(), "{heard}");
        let fresh = folder.run(&["run", "p.toml", "--fresh"]);
        assert!(matches!(fresh.code, Some(0 | 3)), "{}", fresh.shown());
        assert_eq!(outputs(), written, "{heard}");
        heard
    }
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        // It may be over.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file that is whole from the first moment, so that it is one change.
pub(crate) fn put(folder: &Folder, name: &str, text: &str) {
    folder.write("incoming.toml", text);
    std::fs::rename(folder.path().join("incoming.toml"), folder.path().join(name)).unwrap();
}

/// A folder with two articles and a pipeline whose topics stand in a file.
pub(crate) fn desk() -> Folder {
    let folder = Folder::with_pipeline("[[classify]]\nuse = \"topics\"\nrules = \"rules.toml\"\n");
    folder.write("rules.toml", rules("ferry"));
    folder.write("inbox/a.txt", "The ferry sails.").write("inbox/b.txt", "The train leaves.");
    folder
}

/// Rules that give the topic `travel` to what holds the word.
pub(crate) fn rules(word: &str) -> String {
    format!("[[topic]]\nlabel = \"travel\"\nany = [\"{word}\"]\n")
}

/// How many records in the output have a topic.
pub(crate) fn with_topic(folder: &Folder) -> usize {
    let is_marked = |record: &&serde_json::Value| {
        record["annotations"].as_array().is_some_and(|annotations| !annotations.is_empty())
    };
    lines(&folder.read("out.jsonl").unwrap_or_default()).iter().filter(is_marked).count()
}
