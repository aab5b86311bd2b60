//! What the plugin interface costs: the same stage compiled in and loaded, in pairs, on documents of
//! 4 KiB; and in a process of its own. `cargo xtask bench` builds what it loads and runs it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "this is a measurement")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use cableway_core::{
    Annotations, AnyStage, BlockKind, Classify, Context, Document, Limits, Registry, Setup,
    StageEntry, StageError, StageKind, StageName,
};
use cableway_plugin_host::{Library, PluginConfig};
use cableway_readability::Readability;
use serde_json::{Value, json};

/// How many documents are worked on between two looks at the clock.
const BATCH: u32 = 50;
/// How many pairs are compared.
fn pairs() -> usize {
    if std::env::args().any(|argument| argument == "--quick") { 60 } else { 600 }
}

fn beside_the_command(name: &str) -> PathBuf {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};

    let command = PathBuf::from(std::env::var_os("CABLEWAY_BIN").expect("CABLEWAY_BIN names it"));
    command.with_file_name(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"))
}

/// An article of about 4 KiB.
fn document() -> Document {
    let mut builder = Document::builder("inbox/a.txt");
    builder.meta.language = Some("en".to_owned());
    for place in 0..17 {
        builder.block(
            BlockKind::Paragraph,
            &format!(
                "On day {place} the Harbour Board of Zandeport said that quay {place} stays closed, while \
                 the island ferry sails with the tides. Dr. A. Lindqvist of Morrow Yard expects the \
                 spare shaft before spring, and nobody in the old town expects fares to fall again."
            ),
        );
    }
    builder.build()
}

/// The stage `idle` of the library that is loaded, compiled in. It is written out here because one
/// program can hold the entry function of one plugin only, and this one holds readability's.
struct Idle;

impl Classify for Idle {
    fn classify(
        &self,
        document: &Document,
        _: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        if document.text().is_empty() {
            context.note("there is no text");
        }
        Ok(())
    }
}

fn stage(entries: &[StageEntry], id: &str, config: Value) -> Box<dyn Classify> {
    let entry = entries.iter().find(|entry| entry.info.id.ends_with(id)).unwrap();
    let setup = Setup::new(".", Limits::default());
    match entry.build(config, &setup).unwrap() {
        AnyStage::Classify(stage) => stage,
        _ => unreachable!("the stage classifies"),
    }
}

fn once(stage: &dyn Classify, document: &Document, name: &StageName) {
    let mut annotations = Annotations::new(name.clone());
    stage.classify(document, &mut annotations, &Context::default()).unwrap();
    black_box(annotations.as_slice().len());
}

fn batch(stage: &dyn Classify, document: &Document, name: &StageName) -> f64 {
    let started = Instant::now();
    for _ in 0..BATCH {
        once(stage, black_box(document), name);
    }
    started.elapsed().as_nanos() as f64 / f64::from(BATCH)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median time of each in nanoseconds, and the median of the ratios, pair by pair: a machine that
/// slows down slows both down.
fn paired(first: &dyn Classify, second: &dyn Classify, document: &Document) -> [f64; 4] {
    let name: StageName = "stage".parse().unwrap();
    let (mut firsts, mut seconds, mut ratios, mut differences) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs() {
        // The one that goes first may find a colder cache.
        let (a, b) = if pair % 2 == 0 {
            let a = batch(first, document, &name);
            (a, batch(second, document, &name))
        } else {
            let b = batch(second, document, &name);
            (batch(first, document, &name), b)
        };
        firsts.push(a);
        seconds.push(b);
        ratios.push(b / a);
        differences.push(b - a);
    }
    [median(&mut firsts), median(&mut seconds), median(&mut ratios), median(&mut differences)]
}

fn open(name: &str) -> Vec<StageEntry> {
    let path = beside_the_command(name);
    Library::check("p", &path, Path::new(name), None).unwrap().open("p").unwrap()
}

/// Documents a second through a process of its own.
fn isolated(document: &Document) -> f64 {
    let config: PluginConfig = serde_json::from_value(json!({
        "path": beside_the_command("cableway_readability"), "isolation": "process",
    }))
    .unwrap();
    let command = std::env::var("CABLEWAY_BIN").unwrap();
    let child = [command, "plugin-process".to_owned(), "warn".to_owned()];
    let setup = Setup::new(".", Limits::default());
    let entries = config.open("p", &setup, &child).unwrap();
    let stage = stage(&entries, "readability", json!({}));
    let name: StageName = "stage".parse().unwrap();
    let mut rates: Vec<f64> = (0..20)
        .map(|_| {
            let started = Instant::now();
            let mut documents = 0_u32;
            while started.elapsed() < Duration::from_millis(100) {
                once(stage.as_ref(), document, &name);
                documents += 1;
            }
            f64::from(documents) / started.elapsed().as_secs_f64()
        })
        .collect();
    median(&mut rates)
}

/// Instructions a document, counted by valgrind: the same on a machine that is busy, and free of the
/// luck of where a loop comes to lie. `None` where there is no valgrind.
fn instructions(which: &str) -> Option<f64> {
    let total = |documents: u32| {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?)
            .args([COUNT, which, &documents.to_string()])
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let count = said.split("Collected : ").nth(1)?;
        count.split_whitespace().next()?.parse::<f64>().ok()
    };
    let (few, many) = (100, 600);
    // What it takes to start is in both.
    Some((total(many)? - total(few)?) / f64::from(many - few))
}

/// Works on so many documents and does nothing else: for what counts from outside.
fn count(stage: &dyn Classify, document: &Document, documents: &str) {
    let name: StageName = "stage".parse().unwrap();
    for _ in 0..documents.parse::<u32>().unwrap() {
        once(stage, black_box(document), &name);
    }
}

/// `--count built-in|loaded N`: no measurement, just so many documents.
const COUNT: &str = "--count";

fn main() {
    let document = document();
    let arguments: Vec<String> = std::env::args().collect();
    let mut registry = Registry::new();
    registry.classify::<Readability>();
    let built_in = registry.into_entries();
    let loaded = open("cableway_readability");
    assert_eq!(loaded[0].info.kind, StageKind::Classify);
    let stages = [&built_in, &loaded].map(|entries| stage(entries, "readability", json!({})));
    if let Some(at) = arguments.iter().position(|argument| argument == COUNT) {
        let stage = &stages[usize::from(arguments[at + 1] == "loaded")];
        return count(stage.as_ref(), &document, &arguments[at + 2]);
    }
    let [first, second, ratio, difference] =
        paired(stages[0].as_ref(), stages[1].as_ref(), &document);
    println!("a document of {} bytes, medians of {} pairs", document.text().len(), pairs());
    println!("| readability | ns a document |\n|---|---:|");
    println!("| compiled in | {first:.0} |\n| loaded | {second:.0} |");
    println!("\nLoaded takes {:.2} % longer ({difference:.0} ns).", (ratio - 1.0) * 100.0);
    match (instructions("built-in"), instructions("loaded")) {
        (Some(first), Some(second)) => println!(
            "By valgrind: {first:.0} and {second:.0} instructions, {:.2} % more.\n",
            (second / first - 1.0) * 100.0
        ),
        _ => println!("Instructions are not counted: there is no valgrind here.\n"),
    }

    let fixture = open("cableway_fixture");
    let idle = stage(&fixture, "idle", json!({}));
    let [first, second, _, difference] = paired(&Idle, idle.as_ref(), &document);
    println!(
        "A stage that reads the text's length alone: {first:.0} ns compiled in, {second:.0} ns loaded:"
    );
    println!("fixed cost {difference:.0} ns a document.\n");

    println!("In a process of its own, one at a time: {:.0} documents/s.", isolated(&document));
}
