//! A pipeline over files, whose stages count what they do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cableway_core::{
    Annotation, Annotations, AnyStage, BlockKind, Classify, ConfigError, Context, Document,
    DocumentBuilder, DocumentId, ErrorKind, Export, Ingest, Item, KeyPath, ListError, Registry,
    Stage, StageEntry, StageError, StageInfo, StageKind,
};
use cableway_engine::{
    Ledger, LedgerOptions, LoadOptions, NoPlugins, Pipeline, RunError, RunOptions, RunReport, load,
    run, run_with,
};
use tempfile::TempDir;

/// What the stages did since this was last asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    read: Arc<AtomicU64>,
    marked: Arc<AtomicU64>,
    weighed: Arc<AtomicU64>,
}

impl Calls {
    /// How many items were read, how many documents `mark` and `weigh` worked on.
    pub(crate) fn take(&self) -> (u64, u64, u64) {
        let take = |count: &AtomicU64| count.swap(0, Ordering::SeqCst);
        (take(&self.read), take(&self.marked), take(&self.weighed))
    }
}

/// A folder with a pipeline in it.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) calls: Calls,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), calls: Calls::default() };
        fs::create_dir(desk.path("in")).unwrap();
        desk.pipeline("one", "one");
        desk
    }

    /// Writes the pipeline, with the words that its two stages add.
    pub(crate) fn pipeline(&self, mark: &str, weight: &str) {
        let text = format!(
            "[[ingest]]\nuse = \"folder\"\npath = \"in\"\n[[classify]]\nuse = \"mark\"\nword = \"{mark}\"\n\
             [[classify]]\nuse = \"weigh\"\nword = \"{weight}\"\n[[classify]]\nuse = \"order\"\n\
             [[export]]\nuse = \"lines\"\npath = \"out.txt\"\n\
             [[export]]\nname = \"second\"\nuse = \"lines\"\npath = \"second.txt\"\n"
        );
        self.write("p.toml", &text);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    /// What the outputs and the quarantine hold.
    pub(crate) fn outputs(&self) -> [Option<String>; 3] {
        ["out.txt", "second.txt", "p.quarantine.jsonl"]
            .map(|name| fs::read_to_string(self.path(name)).ok())
    }

    pub(crate) fn load(&self) -> Pipeline {
        let registry = self.registry();
        load(&self.path("p.toml"), &LoadOptions::default(), &registry, &NoPlugins)
            .unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
    }

    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::open(&self.path("p.toml"), &LedgerOptions::default()).unwrap()
    }

    pub(crate) fn run(&self) -> RunReport {
        self.run_as(&RunOptions { workers: 2, ..RunOptions::default() }).unwrap()
    }

    pub(crate) fn run_as(&self, options: &RunOptions) -> Result<RunReport, RunError> {
        run_with(self.load(), options, &mut self.ledger())
    }

    /// What a run without a ledger writes.
    pub(crate) fn expected(&self) -> [Option<String>; 3] {
        let kept: Vec<_> = ["out.txt", "second.txt", "p.quarantine.jsonl"]
            .into_iter()
            .map(|name| (name, fs::read(self.path(name)).ok()))
            .collect();
        run(self.load(), &RunOptions { workers: 1, ..RunOptions::default() }).unwrap();
        let expected = self.outputs();
        for (name, bytes) in kept {
            match bytes {
                Some(bytes) => fs::write(self.path(name), bytes).unwrap(),
                None => drop(fs::remove_file(self.path(name))),
            }
        }
        self.calls.take();
        expected
    }

    fn registry(&self) -> Registry {
        let mut registry = Registry::new();
        let calls = self.calls.clone();
        let schema = |keys: &[&str]| {
            let properties: serde_json::Map<_, _> = keys
                .iter()
                .map(|key| ((*key).to_owned(), serde_json::json!({"type": "string"})))
                .collect();
            serde_json::json!({"type": "object", "properties": properties})
        };
        let word = |config: &serde_json::Value, key: &str| {
            config[key].as_str().unwrap_or_default().to_owned()
        };
        let read = Arc::clone(&calls.read);
        let info = StageInfo::new(StageKind::Ingest, "folder", "reads files");
        let folder = StageEntry::new(info, schema(&["path", "names"]), move |config, setup| {
            let path = setup.resolve(word(&config, "path"));
            let by_place = word(&config, "names") == "place";
            Ok(AnyStage::Ingest(Box::new(Folder { path, by_place, read: Arc::clone(&read) })))
        });
        registry.add(folder).unwrap();
        for (id, count) in [("mark", &calls.marked), ("weigh", &calls.weighed)] {
            let count = Arc::clone(count);
            let info = StageInfo::new(StageKind::Classify, id, "adds a word").adds(&["word"]);
            let entry = StageEntry::new(info, schema(&["word"]), move |config, _| {
                let word = word(&config, "word");
                Ok(AnyStage::Classify(Box::new(Mark { id, word, count: Arc::clone(&count) })))
            });
            registry.add(entry).unwrap();
        }
        registry.classify::<Order>().export::<Lines>();
        registry
    }
}

/// The files of a folder, by name. A file with the word `many` is three documents, one with `torn` none; one that begins
/// with `own` has an id of its own. Where the first line is `lines`, each of the others is an item.
struct Folder {
    path: PathBuf,
    /// Whether lines are named by their number, as they once were.
    by_place: bool,
    read: Arc<AtomicU64>,
}

impl Folder {
    fn file(name: String, bytes: Vec<u8>) -> Result<Item, ListError> {
        if bytes == b"unlisted" {
            let error = StageError::bad_input("cannot be listed");
            return Err(ListError::Item { uri: name, error });
        }
        if bytes == b"unreachable" {
            let error = StageError::new(ErrorKind::Io, "the server does not answer");
            return Err(ListError::Item { uri: name, error });
        }
        Ok(Item::new(name, bytes))
    }

    /// Each line, named after what stands before a colon in it, or all of it.
    fn lines(&self, file: &str, lines: &str) -> Vec<Result<Item, ListError>> {
        let mut counts = BTreeMap::new();
        let item = |(number, line): (usize, &str)| {
            let mut name = line.split_once(':').map_or(line, |(id, _)| id).to_owned();
            let count = counts.entry(name.clone()).or_insert(0);
            *count += 1;
            if *count > 1 {
                name = format!("{name}~{count}");
            }
            if self.by_place {
                name = format!("line={number}");
            }
            let item = Item::new(format!("{file}#{name}"), line.as_bytes().to_vec());
            let part = (!self.by_place).then(|| format!("line {number}"));
            Ok(Item { part, ..item })
        };
        (1..).zip(lines.lines()).map(item).collect()
    }
}

impl Ingest for Folder {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let mut names: Vec<String> = fs::read_dir(&self.path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        Box::new(names.into_iter().flat_map(|name| {
            let bytes = fs::read(self.path.join(&name)).unwrap();
            match bytes.strip_prefix(b"lines\n") {
                Some(lines) => self.lines(&name, str::from_utf8(lines).unwrap()),
                None => vec![Self::file(name, bytes)],
            }
        }))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        self.read.fetch_add(1, Ordering::SeqCst);
        let text = String::from_utf8_lossy(&item.bytes);
        if text == "busy" {
            return Err(StageError::new(ErrorKind::Io, "the server is busy").retryable());
        }
        if text.contains("torn") {
            return Err(StageError::bad_input("is torn"));
        }
        if text.contains("noted") {
            context.note("has a note");
        }
        let parts = if text.contains("many") { 3 } else { 1 };
        Ok((0..parts)
            .map(|part| {
                let mut builder = DocumentBuilder::from_item(item);
                if parts > 1 {
                    builder.source.uri = format!("{}#{part}", item.uri);
                }
                if text.starts_with("own") {
                    builder.id(DocumentId::from_uri(&text));
                }
                builder.block(BlockKind::Paragraph, &format!("{text} {part}"));
                builder.build()
            })
            .collect())
    }
}

/// Adds its word; fails on documents that hold it with `no` before it, and hangs on those with `hangs on`; takes
/// its time over those that nap.
struct Mark {
    id: &'static str,
    word: String,
    count: Arc<AtomicU64>,
}

impl Classify for Mark {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let text = document.text();
        if text.contains(&format!("no {} 1", self.word)) {
            return Err(StageError::bad_input("this part is not wanted"));
        }
        if text.contains(&format!("flaky {}", self.id)) {
            return Err(StageError::new(ErrorKind::Io, "the server does not answer"));
        }
        if text.contains("noted") {
            context.note(format!("{} has seen it", self.id));
        }
        if text.contains("naps") {
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
        if text.contains(&format!("hangs on {}", self.word)) {
            // Longer than it may, and deaf to whoever asks it to stop.
            std::thread::sleep(std::time::Duration::from_secs(4));
        }
        // What stages before this one said is part of what it says.
        let before = document.annotations().len();
        annotations.push(Annotation::new("word", format!("{} {before}", self.word)));
        Ok(())
    }
}

/// Numbers the documents in the order in which it sees them; fails on those that say `late`.
pub(crate) struct Order(AtomicU64);

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

impl Stage for Order {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "order", "numbers").adds(&["place"]).ordered()
    }

    fn new(_: Empty, _: &cableway_core::Setup) -> Result<Self, ConfigError> {
        Ok(Self(AtomicU64::new(0)))
    }
}

impl Classify for Order {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        if document.text().contains("late") {
            return Err(StageError::bad_input("comes too late"));
        }
        let place = self.0.fetch_add(1, Ordering::SeqCst);
        annotations.push(Annotation::new("place", place.to_string()));
        Ok(())
    }
}

/// Writes a record a line, all at once.
pub(crate) struct Lines {
    path: PathBuf,
    written: String,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinesConfig {
    path: String,
}

impl Stage for Lines {
    type Config = LinesConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "lines", "writes lines")
    }

    fn new(config: LinesConfig, setup: &cableway_core::Setup) -> Result<Self, ConfigError> {
        if config.path.is_empty() {
            return Err(ConfigError::at(KeyPath::from("path"), "must name a file"));
        }
        Ok(Self { path: setup.resolve(config.path), written: String::new() })
    }
}

impl Export for Lines {
    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.written.push_str(&serde_json::to_string(document.record()).unwrap());
        self.written.push('\n');
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        fs::write(&self.path, &self.written).map_err(|error| StageError::io("cannot write", error))
    }

    fn target(&self) -> String {
        self.path.display().to_string()
    }
}

/// Whether there is a file of the name in the folder of `desk`.
pub(crate) fn is_there(path: &Path) -> bool {
    path.exists()
}
