//! What can be laid over a pipeline file when it is loaded.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

#[path = "../stages/mod.rs"]
mod stages;
mod told;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use cableway_core::{
    Annotation, Annotations, AnyStage, Classify, Clock, ConfigError, Context, Document, Export,
    Ingest, Item, ListError, Network, Registry, Setup, StageEntry, StageError, StageInfo,
    StageKind,
};
use cableway_engine::{
    Diagnostics, Fingerprint, LoadOptions, NoPlugins, Pipeline, Plugins, Replacement, RunOptions,
    Sink, StageCache, StepInfo, load, output_folder, run, run_into,
};
use insta::assert_snapshot;
use serde_json::{Value, json};
use tempfile::TempDir;

const NUMBERS: &str = "[[ingest]]\nuse = \"numbers\"\ncount = 3\n";
const LINES: &str = "[[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n";

fn registry() -> Registry {
    let mut registry = stages::registry();
    told::register(&mut registry);
    registry.classify::<words::Words>();
    registry
}

/// A folder with these files, of which the first is the pipeline file.
struct Case {
    folder: TempDir,
    file: String,
}

impl Case {
    fn new(files: &[(&str, &str)]) -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap(), file: files[0].0.to_owned() };
        for (name, text) in files {
            case.write(name, text);
        }
        case
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn load(&self, options: &LoadOptions<'_>) -> Result<Pipeline, Diagnostics> {
        load(&self.path(&self.file), options, &registry(), &NoPlugins)
    }

    /// The mistakes as a user sees them.
    fn mistakes(&self, options: &LoadOptions<'_>) -> String {
        let shown = self.load(options).unwrap_err().render(false);
        shown.replace(&*self.folder.path().to_string_lossy(), "[folder]")
    }

    /// What becomes of each document: its URI and its labels, or why it is in quarantine.
    fn outcome(&self, options: &LoadOptions<'_>) -> String {
        outcome(self.load(options).unwrap())
    }
}

fn outcome(pipeline: Pipeline) -> String {
    let mut lines = Lines::default();
    run_into(pipeline, &RunOptions::default(), &mut lines).unwrap();
    lines.0.join("\n")
}

fn first_line(pipeline: Pipeline) -> String {
    outcome(pipeline).lines().next().unwrap().to_owned()
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Sink for Lines {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn document(&mut self, ingest: &StepInfo, document: Document) {
        let labels: Vec<&str> = document.annotations().iter().map(|a| a.label.as_str()).collect();
        self.0.push(
            format!("{} {}: {}", ingest.name, document.source().uri, labels.join(", "))
                .trim_end()
                .to_owned(),
        );
    }

    fn quarantined(&mut self, ingest: &StepInfo, entry: cableway_engine::Quarantined) {
        let (stage, error) = (&entry.stage, &entry.error);
        self.0.push(format!("{} {}: {stage} failed: {error}", ingest.name, entry.source.uri));
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn stages_are_told_the_time_and_the_network_policy() {
    let case = Case::new(&[("p.toml", &format!("{NUMBERS}[[classify]]\nuse = \"told\"\n{LINES}"))]);
    let none = Some(names(&[]));
    let usual = LoadOptions { exports: none.clone(), ..LoadOptions::default() };
    assert_snapshot!(case.outcome(&usual).lines().next().unwrap(), @"numbers n/0: None allowed");
    let told = LoadOptions {
        clock: Clock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(7)),
        network: Network::Loopback,
        ..usual
    };
    assert_snapshot!(case.outcome(&told).lines().next().unwrap(), @"numbers n/0: Some(7000) loopback");
}

#[test]
fn inputs_take_the_place_of_paths_and_other_stages_list_nothing() {
    let text = format!(
        "{NUMBERS}[[ingest]]\nuse = \"names\"\npaths = [\"own.txt\"]\n\
         [[ingest]]\nname = \"more\"\nuse = \"names\"\npaths = [\"own.txt\"]\n{LINES}"
    );
    let case = Case::new(&[
        ("pipelines/p.toml", &text),
        ("pipelines/own.txt", "own"),
        ("case {1}/in/a.txt", "a"),
        ("case {1}/in/b.txt", "b"),
    ]);
    let b = case.path("case {1}/in/b.txt").to_str().unwrap().to_owned();
    let options = LoadOptions {
        inputs: [("more".to_owned(), vec!["in/a.txt".to_owned(), b])].into(),
        root: Some(case.path("case {1}")),
        exports: Some(names(&[])),
        ..LoadOptions::default()
    };
    // This stage takes no patterns: the folder's name with its signs made plain is another to it.
    assert!(outcome_error(&case, &options).contains("case [{]1[}]/in/a.txt"));

    std::fs::rename(case.path("case {1}"), case.path("case")).unwrap();
    let b = case.path("case/in/b.txt").to_str().unwrap().to_owned();
    let options = LoadOptions {
        inputs: [("more".to_owned(), vec!["in/a.txt".to_owned(), b])].into(),
        root: Some(case.path("case")),
        ..options
    };
    assert_snapshot!(case.outcome(&options), @r"
    more in/a.txt:
    more in/b.txt:
    ");
    let nothing = LoadOptions { inputs: [("names".to_owned(), Vec::new())].into(), ..options };
    assert_snapshot!(case.outcome(&nothing), @"");
}

fn outcome_error(case: &Case, options: &LoadOptions<'_>) -> String {
    run(case.load(options).unwrap(), &RunOptions::default()).unwrap_err().to_string()
}

#[test]
fn names_that_no_stage_has() {
    let text = format!(
        "include = [\"base.toml\"]\n{NUMBERS}[[classify]]\nname = \"lines\"\nuse = \"mark\"\n{LINES}"
    );
    let case = Case::new(&[("p.toml", &text), ("base.toml", "[[summarize]]\nuse = \"first\"\n")]);
    let mock = || Replacement::around(|_, stage| stage);
    let of = |names: &[&str]| names.iter().map(|name| (name.to_string(), mock())).collect();
    let options = LoadOptions {
        inputs: [("numbrs".to_owned(), vec!["a".to_owned()])].into(),
        exports: Some(names(&["lines", "line"])),
        replacements: of(&["lines", "export.lines", "frist", "summarize.first", "classify.first"]),
        ..LoadOptions::default()
    };
    assert_snapshot!(case.mistakes(&options));
    // A stage that lists by other means than files.
    let options = LoadOptions {
        inputs: [("numbers".to_owned(), vec!["a".to_owned()])].into(),
        ..LoadOptions::default()
    };
    assert_snapshot!(case.mistakes(&options), @r"
    error: the stage `numbers` has no `paths` that files could take the place of
     --> inputs:1:1
      |
    1 | numbers
      | ^^^^^^^
      |
      = help: mock the stage, or name another one
    ");
    // In a file that cannot be read as a whole, the stages may stand where it is broken.
    case.write("p.toml", "[[ingest]\n");
    assert!(!case.mistakes(&options).contains("called `numbers`"));
}

#[test]
fn exports_write_below_the_folder_for_outputs() {
    let export = |name: &str, path: &str| {
        format!("[[export]]\nuse = \"lines\"\nname = \"{name}\"\npath = \"{path}\"\n")
    };
    let elsewhere = tempfile::tempdir().unwrap();
    let absolute = elsewhere.path().join("abs.jsonl").to_str().unwrap().to_owned();
    let text = format!(
        "{NUMBERS}{}{}{}{}",
        export("a", "out.jsonl"),
        export("b", "../out.jsonl"),
        export("c", &absolute),
        export("d", "-"),
    );
    let case = Case::new(&[("in/p.toml", &text)]);
    let outputs = case.path("outputs");
    let options = LoadOptions { outputs: Some(outputs.clone()), ..LoadOptions::default() };
    run(case.load(&options).unwrap(), &RunOptions::default()).unwrap();
    let there = |stage: &str, name: &str| output_folder(&outputs, stage).join(name).is_file();
    assert!(there("a", "out.jsonl") && there("b", "out.jsonl") && there("d", "stdout"));
    let absolute = Path::new(&absolute);
    assert!(output_folder(&outputs, "c").join(absolute.strip_prefix("/").unwrap()).is_file());
    assert!(!absolute.exists() && !case.path("out.jsonl").exists());
    assert_eq!(std::fs::read_dir(case.path("in")).unwrap().count(), 1);
}

#[test]
fn exports_that_cannot_be_sent_elsewhere() {
    let text = format!(
        "{NUMBERS}[[export]]\nuse = \"silent\"\n[[export]]\nname = \"up\"\nuse = \"lines\"\npath = \"..\"\n\
         [[export]]\nname = \"a\"\nuse = \"lines\"\npath = \"out/x\"\n\
         [[export]]\nname = \"b\"\nuse = \"lines\"\npath = \"./y/../out/x\"\n"
    );
    let case = Case::new(&[("p.toml", &text)]);
    let options = LoadOptions { outputs: Some(case.path("o")), ..LoadOptions::default() };
    assert_snapshot!(case.mistakes(&options));
    let one = LoadOptions { exports: Some(names(&["a"])), ..options };
    assert!(case.load(&one).is_ok());
}

#[test]
fn exports_that_are_not_asked_for_are_not_made() {
    let text = format!("{NUMBERS}{LINES}[[export]]\nuse = \"silent\"\nnonsense = 1\n");
    let case = Case::new(&[("p.toml", &text)]);
    assert!(case.load(&LoadOptions::default()).is_err());
    let options = LoadOptions { exports: Some(names(&["lines"])), ..LoadOptions::default() };
    let pipeline = case.load(&options).unwrap();
    let steps: Vec<&str> = pipeline.steps().iter().map(|step| step.name.as_str()).collect();
    assert_eq!(steps, ["numbers", "lines"]);
    let none = LoadOptions { exports: Some(names(&[])), ..LoadOptions::default() };
    let report = run(case.load(&none).unwrap(), &RunOptions::default()).unwrap();
    assert_eq!((report.documents, report.outputs.len()), (3, 0));
    assert!(!case.path("out.jsonl").exists());
    // A pipeline without any is no pipeline, whatever is asked for.
    case.write("p.toml", NUMBERS);
    assert!(case.load(&none).is_err());
}

/// Says one label.
struct Always(&'static str);

impl Classify for Always {
    fn classify(
        &self,
        _: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        annotations.push(Annotation::new("words", self.0));
        Ok(())
    }
}

fn always(label: &'static str) -> Replacement<'static> {
    Replacement::instead(move |_| AnyStage::Classify(Box::new(Always(label))))
}

/// Lists one item, and lets another stage read it.
struct One(Box<dyn Ingest>);

impl Ingest for One {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new(std::iter::once(Ok(Item::new("mock/1", b"41".to_vec()))))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        self.0.read(item, context)
    }
}

/// Cannot write.
struct Full;

impl Export for Full {
    fn write(&mut self, _: &Document) -> Result<(), StageError> {
        Err(StageError::bad_input("the paper is out"))
    }

    fn commit(&mut self) -> Result<(), StageError> {
        Ok(())
    }

    fn target(&self) -> String {
        "a printer".to_owned()
    }
}

#[test]
fn other_stages_stand_in() {
    let text = format!("include = [\"base.toml\"]\n{NUMBERS}{LINES}");
    // The file that the stage needs is not there.
    let base = "[[classify]]\nname = \"desk\"\nuse = \"words\"\nlist = \"none.txt\"\ntag = \"mocked\"\n\
                when = \"uri == 'mock/1'\"\n[[classify]]\nuse = \"mark\"\n";
    let case = Case::new(&[("p.toml", &text), ("base.toml", base)]);
    let around = Replacement::around(|_, stage| match stage {
        AnyStage::Ingest(stage) => AnyStage::Ingest(Box::new(One(stage))),
        other => other,
    });
    let replacements: BTreeMap<String, Replacement<'_>> =
        [("desk".to_owned(), always("canned")), ("ingest.numbers".to_owned(), around)].into();
    let options = LoadOptions {
        replacements: replacements.clone(),
        exports: Some(names(&[])),
        ..LoadOptions::default()
    };
    assert_snapshot!(case.outcome(&options), @"numbers mock/1: canned, odd");
    assert_eq!(words::made("mocked"), 0);
    let pipeline = case.load(&options).unwrap();
    let steps: Vec<&str> = pipeline.steps().iter().map(|step| step.name.as_str()).collect();
    assert_eq!(steps, ["numbers", "desk", "mark"]);

    let mut replacements = replacements;
    let full = Replacement::instead(|_| AnyStage::Export(Box::new(Full)));
    replacements.insert("lines".to_owned(), full);
    let options = LoadOptions { replacements, exports: None, ..options };
    assert_snapshot!(outcome_error(&case, &options), @"stage `lines`: the paper is out");
}

#[test]
fn what_stands_in_is_of_the_same_kind_and_keeps_the_rules() {
    let case = Case::new(&[("p.toml", &format!("{NUMBERS}[[classify]]\nuse = \"mark\"\n{LINES}"))]);
    let options = LoadOptions {
        replacements: [
            ("lines".to_owned(), always("x")),
            ("mark".to_owned(), always("of an undeclared kind")),
        ]
        .into(),
        ..LoadOptions::default()
    };
    assert_snapshot!(case.mistakes(&options), @r"
    error: what stands in for the export stage `lines` is of kind classify
     --> replacements:1:1
      |
    1 | lines
      | ^^^^^
    ");
    let options = LoadOptions { exports: Some(names(&[])), ..options };
    let mut replacements = options.replacements.clone();
    replacements.remove("lines");
    let options = LoadOptions { replacements, ..options };
    assert_snapshot!(case.outcome(&options).lines().next().unwrap(), @"numbers n/0: mark failed: the stage returned what no stage may return");
}

/// Loads a pipeline whose stage `words` has this tag and reads `list.txt` in a folder, in which it is
/// another with each `text`.
fn with_words(case: &Case, tag: &str, more: &str, options: &LoadOptions<'_>) -> Pipeline {
    let text = format!(
        "{NUMBERS}[[classify]]\nname = \"a\"\nuse = \"words\"\nlist = \"list.txt\"\ntag = \"{tag}\"\n{more}{LINES}"
    );
    case.write("p.toml", &text);
    case.load(options).unwrap()
}

#[test]
fn pipelines_share_stages_that_are_the_same() {
    let case = Case::new(&[("p.toml", ""), ("list.txt", "one")]);
    let cache = StageCache::new();
    let options =
        LoadOptions { cache: Some(&cache), exports: Some(names(&[])), ..LoadOptions::default() };
    let (tag, other) =
        ("cached", "name = \"b\"\nuse = \"words\"\nlist = \"list.txt\"\ntag = \"cached\"\n");
    let made = || words::made(tag);
    for _ in 0..3 {
        let pipeline = with_words(&case, tag, &format!("[[classify]]\n{other}"), &options);
        assert_eq!(first_line(pipeline), "numbers n/0: one, one");
    }
    assert_eq!(made(), 1, "names and pipelines do not count");
    with_words(&case, tag, "when = \"id != ''\"\n", &options);
    assert_eq!(made(), 1, "nor do conditions");
    case.write("list.txt", "two");
    let pipeline = with_words(&case, tag, "", &options);
    assert_eq!(first_line(pipeline), "numbers n/0: two");
    assert_eq!(made(), 2, "a file does");
    with_words(&case, tag, "[limits]\nbytes = 1000\n", &options);
    assert_eq!(made(), 3, "limits do");
    let frozen = LoadOptions { clock: Clock::frozen(SystemTime::UNIX_EPOCH), ..options.clone() };
    with_words(&case, tag, "", &frozen);
    assert_eq!(made(), 4, "the clock does");
    with_words(&case, tag, "", &LoadOptions { network: Network::Refused, ..options.clone() });
    assert_eq!(made(), 5, "the network policy does");
    let elsewhere = Case::new(&[("p.toml", ""), ("list.txt", "two")]);
    with_words(&elsewhere, tag, "", &options);
    assert_eq!(made(), 6, "the folder does");
    with_words(&case, tag, "", &LoadOptions { cache: None, ..options.clone() });
    assert_eq!(made(), 7, "without a cache there is none");
    with_words(&case, tag, "", &options);
    assert_eq!(made(), 7);
}

#[test]
fn warnings_are_kept_and_mistakes_are_not() {
    let case = Case::new(&[("p.toml", ""), ("list.txt", "")]);
    let cache = StageCache::new();
    let options = LoadOptions { cache: Some(&cache), ..LoadOptions::default() };
    for _ in 0..2 {
        let warnings = with_words(&case, "warns", "", &options).warnings;
        assert_eq!(warnings.0[0].message, "the file is empty");
        assert_eq!(warnings.0[0].location.as_ref().unwrap().line_and_column(), (7, 8));
    }
    assert_eq!(words::made("warns"), 1);
    std::fs::remove_file(case.path("list.txt")).unwrap();
    for _ in 0..2 {
        assert!(case.load(&options).is_err());
    }
    assert_eq!(words::made("warns"), 3);
}

#[test]
fn stages_that_see_documents_in_order_are_not_shared() {
    let text = format!("{NUMBERS}[[classify]]\nuse = \"count\"\n{LINES}");
    let case = Case::new(&[("p.toml", &text)]);
    let cache = StageCache::new();
    let options =
        LoadOptions { cache: Some(&cache), exports: Some(names(&[])), ..LoadOptions::default() };
    for _ in 0..2 {
        assert_eq!(case.outcome(&options), "numbers n/0: 1\nnumbers n/1: 2\nnumbers n/2: 3");
    }
}

/// Opens a plugin with one stage, and counts how often.
struct Counting(std::cell::Cell<usize>);

impl Plugins for Counting {
    fn schema(&self) -> Value {
        json!({"type": "object", "properties": {"path": {"type": "string"}}})
    }

    fn open(&self, name: &str, _: Value, _: &Setup) -> Result<Vec<StageEntry>, ConfigError> {
        self.0.set(self.0.get() + 1);
        let info = StageInfo::new(StageKind::Classify, format!("{name}:always"), "says yes")
            .adds(&["words"])
            .version("9");
        let schema = json!({"type": "object", "additionalProperties": false});
        let entry =
            StageEntry::new(info, schema, |_, _| Ok(AnyStage::Classify(Box::new(Always("yes")))));
        Ok(vec![entry])
    }

    fn files(&self, config: &Value, base: &Path) -> Vec<(String, std::path::PathBuf)> {
        let shown = config["path"].as_str().unwrap().to_owned();
        let path = base.join(format!("lib{shown}.so"));
        vec![(shown, path)]
    }
}

#[test]
fn a_plugin_is_opened_once() {
    let text = format!(
        "[plugins.desk]\npath = \"desk\"\n{NUMBERS}[[classify]]\nuse = \"desk:always\"\n{LINES}"
    );
    let case = Case::new(&[("p.toml", &text), ("libdesk.so", "1")]);
    let plugins = Counting(std::cell::Cell::new(0));
    let cache = StageCache::new();
    let options =
        LoadOptions { cache: Some(&cache), exports: Some(names(&[])), ..LoadOptions::default() };
    let open = || load(&case.path("p.toml"), &options, &registry(), &plugins).unwrap();
    for _ in 0..3 {
        assert_eq!(first_line(open()), "numbers n/0: yes");
    }
    assert_eq!(plugins.0.get(), 1);
    let before = open().steps()[1].fingerprint.clone();
    case.write("libdesk.so", "2");
    let after = open().steps()[1].fingerprint.clone();
    assert_eq!(plugins.0.get(), 2, "it was built anew");
    assert_eq!((before.version.as_str(), before.files.len()), ("9", 0));
    let plugin = |print: &Fingerprint| print.plugin.clone().unwrap();
    assert_eq!((plugin(&before).name.as_str(), plugin(&before).files.len()), ("desk", 1));
    assert_ne!(plugin(&before).files["desk"], plugin(&after).files["desk"]);
    assert_ne!(plugin(&before).digest(), plugin(&after).digest());
    assert_ne!(before.digest(), after.digest());
}

/// The fingerprints of a pipeline as JSON, by stage.
fn fingerprints(case: &Case, options: &LoadOptions<'_>) -> BTreeMap<String, Value> {
    let pipeline = case.load(options).unwrap();
    let steps = pipeline.steps().iter();
    steps.map(|step| (step.name.to_string(), json!(step.fingerprint))).collect()
}

fn fingerprinted() -> Case {
    let text = "[[ingest]]\nuse = \"names\"\npaths = [\"list.txt\"]\n\
                [[classify]]\nuse = \"words\"\nlist = \"${LIST:-list.txt}\"\ntag = \"print\"\n\
                [[classify]]\nname = \"desk\"\nuse = \"words\"\nlist = \"rules/list.txt\"\nwhen = \"id != ''\"\n\
                [[export]]\nuse = \"lines\"\npath = \"list.txt\"\n";
    Case::new(&[("p.toml", text), ("list.txt", "one"), ("rules/list.txt", "one")])
}

#[test]
fn fingerprints_are_the_same_everywhere() {
    let case = fingerprinted();
    let options = LoadOptions { environment: &|_| None, ..LoadOptions::default() };
    let prints = fingerprints(&case, &options);
    insta::assert_json_snapshot!(prints);
    assert_eq!(fingerprints(&fingerprinted(), &options), prints);
    // What a test lays over the pipeline is not the pipeline's.
    let laid = LoadOptions {
        inputs: [("names".to_owned(), vec!["rules/list.txt".to_owned()])].into(),
        root: Some(case.path("")),
        outputs: Some(case.path("o")),
        ..options
    };
    assert_eq!(fingerprints(&case, &laid), prints);
}

#[test]
fn fingerprints_tell_what_has_changed() {
    let case = fingerprinted();
    let options = LoadOptions { environment: &|_| None, ..LoadOptions::default() };
    let before = fingerprints(&case, &options);
    let changed = |after: &BTreeMap<String, Value>| {
        let differing = before.iter().filter(|(name, print)| after[*name] != **print);
        differing.map(|(name, _)| name.clone()).collect::<Vec<_>>().join(" ")
    };
    let set = |set: &str| {
        let sets = [set.to_owned()];
        changed(&fingerprints(&case, &LoadOptions { sets: &sets, ..options.clone() }))
    };
    assert_eq!(set("classify.desk.when=\"id != 'x'\""), "desk");
    assert_eq!(set("classify.desk.tag=x"), "desk");
    assert_eq!(set("ingest.names.paths=[\"rules/list.txt\"]"), "names");
    assert_eq!(set("limits.bytes=1000"), "");
    let from_environment = LoadOptions {
        environment: &|name| (name == "LIST").then(|| "rules/list.txt".to_owned()),
        ..options.clone()
    };
    let after = fingerprints(&case, &from_environment);
    assert_eq!(changed(&after), "words");
    // What the environment says is not shown.
    let shown: Vec<&String> = after["words"]["files"].as_object().unwrap().keys().collect();
    assert_eq!(shown, ["list, from the environment"]);
    case.write("rules/list.txt", "two");
    assert_eq!(changed(&fingerprints(&case, &options)), "desk");
}

#[test]
fn a_registry_may_serve_many() {
    // The cache and the options are handed to threads, each of which loads its own pipelines.
    fn check<T: Send + Sync>(_: &T) {}
    check(&StageCache::new());
    check(&Registry::new());
}
