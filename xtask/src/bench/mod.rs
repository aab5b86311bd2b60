//! `cargo xtask bench`: how fast the parts and the whole are, and how much memory a run takes.

mod cases;
pub(crate) mod corpus;
pub(crate) mod measure;
mod policy;
pub(crate) mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::bench::corpus::{Article, Corpus};
use crate::bench::measure::{Measured, median, run_once, time_once};
use crate::process::{Failure, OnFile as _, Outcome, build_cableway_with, cargo, root, run};

/// How much to measure.
struct Scale {
    /// Documents of the whole runs.
    documents: usize,
    /// Small documents of the two runs whose memory is compared.
    small: [usize; 2],
    /// Rounds of one worker, then two.
    rounds: usize,
    /// Runs over one document.
    starts: usize,
    /// Snapshot cases.
    cases: usize,
    /// Commentaries for the plugin `policy`.
    commentaries: usize,
}

const FULL: Scale = Scale {
    documents: 10_000,
    small: [1_000, 100_000],
    rounds: 5,
    starts: 20,
    cases: 1_000,
    commentaries: 2_000,
};
const QUICK: Scale = Scale {
    documents: 500,
    small: [200, 5_000],
    rounds: 2,
    starts: 5,
    cases: 50,
    commentaries: 100,
};

/// The stages of a measured run but for ingest: all that are built in.
const STAGES: &str = r#"
[[classify]]
use = "language"
[[classify]]
use = "topics"
rules = "topics.toml"
[[classify]]
use = "entities"
[[classify]]
use = "dates"
[[classify]]
use = "keywords"
[[classify]]
use = "duplicates"
[[summarize]]
use = "lead"
[[summarize]]
use = "lexrank"
[[summarize]]
use = "salience"
[[export]]
use = "jsonl"
path = "out/records.jsonl"
[[export]]
use = "csv"
path = "out/records.csv"
[[export]]
use = "markdown"
path = "out/brief.md"
"#;

/// Measures the parts and whole runs; `quick` takes smaller numbers, and `only_policy` leaves out all but the plugin
/// `policy`.
///
/// # Errors
/// When a run fails, or loses documents.
pub fn bench(quick: bool, only_policy: bool) -> Outcome {
    let scale = if quick { QUICK } else { FULL };
    let plugins_too = ["cableway-readability", "cableway-fixture", "cableway-policy"];
    let packages = if only_policy { &plugins_too[2..] } else { &plugins_too };
    let cableway = build_cableway_with(packages, true)?;
    if !only_policy {
        parts(quick)?;
        plugins(&cableway, quick)?;
    }

    let folder =
        cableway.parent().and_then(Path::parent).unwrap_or(Path::new("")).join("bench-corpus");
    let bench = Bench { cableway, folder, articles: corpus::articles()? };
    bench.prepare()?;
    println!("{}", report::machine());
    let (commentaries, rounds) = (scale.commentaries, scale.rounds);
    println!("{}", policy::policy(&bench.cableway, &bench.folder, commentaries, rounds)?);
    if only_policy {
        return Ok(());
    }
    bench.whole(&scale)?;
    bench.memory(&scale)?;
    bench.start(&scale)?;
    let Bench { cableway, folder, articles } = &bench;
    println!("\n{}", cases::cases(cableway, folder, articles, scale.cases, scale.rounds)?);
    Ok(())
}

/// The divan benches that lie in the crates' `benches/`.
fn parts(quick: bool) -> Outcome {
    let crates = root().join("crates");
    let mut benches = Vec::new();
    for member in fs::read_dir(&crates).on("list", &crates)? {
        let member = member.on("list", &crates)?;
        // Most crates have none.
        let Ok(files) = fs::read_dir(member.path().join("benches")) else { continue };
        for file in files.flatten() {
            let file = PathBuf::from(file.file_name());
            if file.extension().is_some_and(|extension| extension == "rs") {
                let name = file.with_extension("").to_string_lossy().into_owned();
                benches.push((member.file_name().to_string_lossy().into_owned(), name));
            }
        }
    }
    benches.sort_unstable();
    for (package, name) in &benches {
        println!("## Parts: {package}, {name}\n\n```text");
        let mut command = cargo(&["bench", "--quiet", "--package", package, "--bench", name]);
        if quick {
            command.args(["--", "--sample-count", "10"]);
        }
        run(&mut command)?;
        println!("```\n");
    }
    Ok(())
}

/// What the plugin interface costs: the libraries lie beside the command.
fn plugins(cableway: &Path, quick: bool) -> Outcome {
    println!("## Plugins\n");
    let mut command =
        cargo(&["bench", "--quiet", "--package", "cableway-tests", "--bench", "plugins"]);
    command.env("CABLEWAY_BIN", cableway);
    if quick {
        command.args(["--", "--quick"]);
    }
    run(&mut command)
}

struct Bench {
    cableway: PathBuf,
    /// Where corpora, pipelines and outputs lie.
    folder: PathBuf,
    articles: Vec<Article>,
}

impl Bench {
    fn prepare(&self) -> Outcome {
        let old = &self.folder;
        if old.exists() {
            fs::remove_dir_all(old).on("remove", old)?;
        }
        fs::create_dir_all(&self.folder).on("make", &self.folder)?;
        let rules = root().join("examples/quickstart/topics.toml");
        fs::copy(&rules, self.folder.join("topics.toml")).on("copy", &rules)?;
        Ok(())
    }

    /// Writes a pipeline that reads `corpus`.
    fn pipeline(&self, corpus: &Corpus) -> Outcome<PathBuf> {
        let path = self.folder.join(format!("{}.toml", corpus.name));
        fs::write(&path, format!("{}{STAGES}", corpus.ingest)).on("write", &path)?;
        Ok(path)
    }

    /// Runs a pipeline and makes sure that no document was lost.
    fn measured(&self, pipeline: &Path, workers: usize, corpus: &Corpus) -> Outcome<Measured> {
        let measured = run_once(&self.cableway, pipeline, workers)?;
        if measured.documents == corpus.documents as u64 {
            return Ok(measured);
        }
        Err(Failure::new(format!(
            "{} of {} documents came through: the figures would mislead",
            measured.documents, corpus.documents
        )))
    }

    /// One worker against two over altered articles, by turns, because machines slow down and speed
    /// up as they please.
    fn whole(&self, scale: &Scale) -> Outcome {
        for corpus in [
            corpus::files(&self.folder, "articles", &self.articles, scale.documents)?,
            corpus::lines(&self.folder, "articles", &self.articles, scale.documents)?,
        ] {
            let pipeline = self.pipeline(&corpus)?;
            // The first run brings the corpus into the system's cache.
            self.measured(&pipeline, 2, &corpus)?;
            let expected = self.records()?;
            let mut rounds: [Vec<Measured>; 2] = [Vec::new(), Vec::new()];
            for _ in 0..scale.rounds {
                for (place, workers) in [1, 2].into_iter().enumerate() {
                    rounds[place].push(self.measured(&pipeline, workers, &corpus)?);
                    if self.records()? != expected {
                        return Err(Failure::new("the records depend on the number of workers"));
                    }
                }
            }
            println!("{}", report::whole(&corpus, &rounds));
        }
        Ok(())
    }

    fn records(&self) -> Outcome<Vec<u8>> {
        let path = self.folder.join("out/records.jsonl");
        fs::read(&path).on("read", &path)
    }

    /// The peak memory over few and over many small documents.
    fn memory(&self, scale: &Scale) -> Outcome {
        println!("{}", report::MEMORY_HEADER);
        for count in scale.small {
            let name = format!("small-{count}");
            for corpus in [
                corpus::small_files(&self.folder, &name, &self.articles, count)?,
                corpus::small_lines(&self.folder, &name, &self.articles, count)?,
            ] {
                let pipeline = self.pipeline(&corpus)?;
                let measured = self.measured(&pipeline, 2, &corpus)?;
                println!("{}", report::memory(&corpus, &measured));
            }
        }
        Ok(())
    }

    /// From start to end of a run over one article.
    fn start(&self, scale: &Scale) -> Outcome {
        let corpus = corpus::files(&self.folder, "one", &self.articles, 1)?;
        let pipeline = self.pipeline(&corpus)?;
        let times = (0..scale.starts)
            .map(|_| time_once(&self.cableway, &pipeline))
            .collect::<Outcome<Vec<Duration>>>()?;
        println!("{}", report::start(&corpus, &times, median(&times)));
        Ok(())
    }
}
