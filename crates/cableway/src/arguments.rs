//! What can be typed. The doc comments here are the help.

mod ledger;
mod run;
mod verify;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use ledger::{
    Ledger, LedgerCommand, Quarantine, QuarantineCommand, QuarantineDrop, QuarantineList,
    QuarantineRetry, QuarantineShow, QuarantineToTest,
};
pub(crate) use run::{Observe, Run, Watch};
pub(crate) use verify::Verify;

/// Turn articles into classified, summarised, cited records.
///
/// A pipeline is one TOML file: ingest, classify, summarize, export. Every stage in it is a plugin,
/// and everything that comes out leads back to the words it rests on.
#[derive(Debug, Parser)]
#[command(
    name = "cableway",
    version,
    max_term_width = 100,
    after_help = "Data and results go to standard output, everything else to standard error.\n\
                  Exit codes: 0 done; 1 failed; 2 the pipeline file or the arguments are wrong;\n\
                  3 done, but documents were quarantined."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) logging: Logging,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Logging {
    /// Say more: -v what is going on, -vv every document, -vvv every stage of every document
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// How log lines are written to standard error
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    pub(crate) log_format: LogFormat,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line, for programs; there is no progress bar and no table then
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal that has not been told otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(New),
    Check(Check),
    Run(Run),
    Watch(Watch),
    Explain(Explain),
    Test(Test),
    Diff(Diff),
    Quarantine(Quarantine),
    Ledger(Ledger),
    Verify(Verify),
    Stages(Stages),
    Schema(Schema),
    Graph(Graph),
    Train(Train),
    Eval(Eval),
    Plugin(Plugin),
    Completions(Completions),
    #[command(name = crate::plugins::CHILD, hide = true)]
    PluginProcess(PluginProcess),
    #[command(name = crate::plugins::TEST, hide = true)]
    PluginTest(PluginTest),
}

/// Make a folder with a pipeline and sample input that run as they stand
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder to make; it must not exist, or be empty
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

/// A pipeline file and what is laid over it.
#[derive(Debug, Args)]
pub(crate) struct PipelineArguments {
    /// The pipeline file
    #[arg(value_name = "PIPELINE")]
    pub(crate) file: PathBuf,
    /// Lay a value over the pipeline file, such as classify.desk.threshold=0.4 [repeatable]
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(crate) sets: Vec<String>,
}

/// Find all mistakes in pipeline files, with their places
///
/// Of several pipelines it also finds files that two of them write to.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The pipeline files
    #[arg(value_name = "PIPELINE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Lay a value over the pipeline files, such as classify.desk.threshold=0.4 [repeatable]
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Write the mistakes to standard output as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what each stage does with one document, and why
#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// A file, or a URI as records have it
    #[arg(value_name = "INPUT")]
    pub(crate) input: String,
    /// Show this stage alone, by its name in the pipeline; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) stage: Vec<String>,
    /// Show annotations of this kind alone, such as `topic`, and the stages that give them; may be given several
    /// times
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,
}

/// Run the snapshot cases of pipelines, and look at what changed
///
/// A case is a folder with `case.toml`, its inputs and its snapshots; docs/testing.md tells all.
#[derive(Debug, Args)]
#[expect(clippy::doc_markdown, reason = "these are texts of the help, where no backticks belong")]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 0 all is as the snapshots say; 1 something differs, is missing, or is asked for no more;\n\
                  2 a case or its pipeline is broken, or the arguments are wrong."
)]
pub(crate) struct Test {
    #[command(subcommand)]
    pub(crate) command: Option<TestCommand>,
    /// Folders to look for cases in [default: tests/cases, or else this folder]; an argument that is no folder is
    /// a text that the names of the cases must hold
    #[arg(value_name = "PATH|FILTER")]
    pub(crate) paths: Vec<String>,
    /// Make the first case of this pipeline, from what it reads
    #[arg(long, value_name = "PIPELINE", conflicts_with = "paths")]
    pub(crate) init: Option<PathBuf>,
    /// How many files the first case is made of
    #[arg(long, value_name = "N", default_value_t = 3, requires = "init", value_parser = clap::value_parser!(u8).range(1..))]
    pub(crate) inputs: u8,
    /// Lay a value over the pipeline of the first case [repeatable]
    #[arg(long = "set", value_name = "PATH=VALUE", requires = "init")]
    pub(crate) sets: Vec<String>,
    /// Compare only what this stage says, and write nothing
    #[arg(long, value_name = "NAME")]
    pub(crate) stage: Option<String>,
    /// What happens to snapshots that are missing or differ
    #[arg(long, value_enum, default_value_t = TestUpdate::Auto, value_name = "HOW")]
    pub(crate) update: TestUpdate,
    /// What happens to snapshots that no case asks for
    #[arg(long, value_enum, default_value_t = TestUnreferenced::Reject, value_name = "HOW")]
    pub(crate) unreferenced: TestUnreferenced,
    /// Show passed cases too, and all of each difference
    #[arg(long)]
    pub(crate) all: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write a report to this file in the form that CI servers read, that of JUnit
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Write a report as one web page to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// How many cases to run at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TestCommand {
    /// Look at the snapshots that wait, one after the other, and accept or reject each by a key
    Review(TestSettle),
    /// Accept the snapshots that wait
    Accept(TestSettle),
    /// Reject the snapshots that wait
    Reject(TestSettle),
    /// List the snapshots that wait
    List(TestList),
}

#[derive(Debug, Args)]
pub(crate) struct TestSettle {
    /// Folders to look in, and a text that the names of the cases must hold, as for `cableway test`
    #[arg(value_name = "PATH|FILTER")]
    pub(crate) paths: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TestList {
    /// Folders to look in, and a text that the names of the cases must hold, as for `cableway test`
    #[arg(value_name = "PATH|FILTER")]
    pub(crate) paths: Vec<String>,
    /// Write JSON, with what changed
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestUpdate {
    /// As `new`; as `no` where the variable `CI` is set
    Auto,
    /// The new snapshot waits beside the old one
    New,
    /// The new snapshot takes the place of the old one at once
    Always,
    /// Nothing is written
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestUnreferenced {
    /// The test fails
    Reject,
    /// They are told
    Warn,
    /// They are deleted, if every case passed
    Delete,
    /// They are not looked for
    Ignore,
}

/// Show what a change of configuration does to a corpus
///
/// Both pipelines run over the same input, and their records are compared one by one; no export runs. Stages are
/// matched by name, and documents by id, in whatever order they come. docs/diff.md tells all.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no difference; 1 something differs; 2 no comparison can be made: wrong arguments,\n\
                  mistakes in a pipeline, a run that fails."
)]
pub(crate) struct Diff {
    /// The pipeline file that there was
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The one that takes its place; the same file is fine, with `--set-new`
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// What both read, a file, a folder or a glob, relative to this folder [default: what each pipeline says]
    /// [repeatable]
    #[arg(long = "input", value_name = "GLOB", num_args = 1..)]
    pub(crate) inputs: Vec<String>,
    /// Lay a value over OLD, such as classify.desk.threshold=0.4 [repeatable]
    #[arg(long = "set-old", value_name = "PATH=VALUE")]
    pub(crate) sets_old: Vec<String>,
    /// Lay a value over NEW [repeatable]
    #[arg(long = "set-new", value_name = "PATH=VALUE")]
    pub(crate) sets_new: Vec<String>,
    /// How many examples of each type of change to show
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) examples: u16,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write one web page to this file, too
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Tell in JSON and on the web page how long each stage took, which is another time in each run
    #[arg(long)]
    pub(crate) times: bool,
    /// How many documents to work on at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,
}

/// List the stages, or show one with what it reads, adds and can be told
#[derive(Debug, Args)]
pub(crate) struct Stages {
    /// The stage to show
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Take the stages of this pipeline's plugins too
    #[arg(long, value_name = "FILE")]
    pub(crate) pipeline: Option<PathBuf>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print the JSON Schema of the pipeline file or of the record
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaOf::Pipeline)]
    pub(crate) of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// The pipeline file, for editors
    Pipeline,
    /// The record, which exports write
    Record,
    /// The report of a run, which --report writes
    Report,
}

/// Draw a pipeline
#[derive(Debug, Args)]
pub(crate) struct Graph {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// In which language
    #[arg(long, value_enum, default_value_t = GraphFormat::Mermaid)]
    pub(crate) format: GraphFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Mermaid, which Markdown viewers draw
    Mermaid,
    /// DOT, which Graphviz draws
    Dot,
}

/// Train a model for the stage `model` on labelled documents
#[derive(Debug, Args)]
pub(crate) struct Train {
    /// The labelled documents: JSON Lines with `text`, `title`, and `label` or `labels`
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// The model file to write
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// In how many parts the documents are divided to choose settings, each left out once
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=20))]
    pub(crate) folds: u8,
    /// What the division depends on: the same seed and data give the same model
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many threads to use; the model does not depend on it [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,
}

/// Measure a model on labelled documents that it was not trained on
#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// The model file
    #[arg(long, value_name = "FILE")]
    pub(crate) model: PathBuf,
    /// The labelled documents, as for `train`
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// The probability that a label needs [default: the likeliest label is given; with a model of
    /// documents with many labels, those of 0.5 or more]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) threshold: Option<f64>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn probability(text: &str) -> Result<f64, &'static str> {
    let number = text.parse().map_err(|_| "this is no number")?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("a probability is from 0 to 1") }
}

/// Print a script that completes this command's arguments in a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Make, check, list and lock plugins
#[derive(Debug, Args)]
pub(crate) struct Plugin {
    #[command(subcommand)]
    pub(crate) command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    New(PluginNew),
    Check(PluginCheck),
    List(PluginList),
    Lock(PluginLock),
}

/// List the plugins of a pipeline: what they were built for, and their stages
#[derive(Debug, Args)]
pub(crate) struct PluginList {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write `cableway.lock` beside a pipeline: from then on its plugins are opened only as they are now
#[derive(Debug, Args)]
pub(crate) struct PluginLock {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
}

/// Serve a library by the protocol of docs/process-plugins.md
#[derive(Debug, Args)]
pub(crate) struct PluginProcess {
    /// The lowest level of messages that are handed on
    pub(crate) level: String,
    /// What the pipeline calls the plugin
    pub(crate) name: String,
    /// The library
    pub(crate) path: PathBuf,
}

/// Run one test of `cableway plugin check`
#[derive(Debug, Args)]
pub(crate) struct PluginTest {
    /// Which, as JSON
    pub(crate) told: String,
}

/// Make a folder with a plugin that builds and runs as it stands, with a test and a snapshot
#[derive(Debug, Args)]
pub(crate) struct PluginNew {
    /// What the plugin is called; also the folder to make
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// In which language
    #[arg(long, value_enum, default_value_t = Language::Rust, value_name = "LANGUAGE")]
    pub(crate) lang: Language,
    /// Where the source of `cableway-sdk` lies, for a plugin in Rust [default: where this command was
    /// built from, else the registry]
    #[arg(long, value_name = "DIR")]
    pub(crate) sdk: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// A library by way of cableway-sdk
    Rust,
    /// A library by way of cableway.h
    C,
    /// A program that speaks JSON Lines
    Python,
}

/// Try all that a plugin must do, each test in a process of its own
#[derive(Debug, Args)]
pub(crate) struct PluginCheck {
    /// The library, or a program with its arguments, such as `python3 stage.py`; all options stand before it
    #[arg(value_name = "FILE", required = true, num_args = 1.., trailing_var_arg = true)]
    pub(crate) plugin: Vec<String>,
    /// The configuration of a stage that cannot do without, by the stage's name in the plugin, such as
    /// 'atom={"path": "a.xml", "title": "A", "id": "urn:a"}'; once for each such stage [repeatable]
    #[arg(long = "config", value_name = "STAGE=JSON")]
    pub(crate) configs: Vec<String>,
    /// How many seconds each test may take, by the clock on the wall: on a busy machine it may need more
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub(crate) seconds: u16,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}
