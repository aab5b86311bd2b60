//! A million small documents: the memory that a run takes, and whether the last ones take as long as the first.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::corpus::articles;
use crate::process::{Failure, OnFile as _, Outcome, root};
use crate::soak::corpus::Small;
use crate::soak::place::{CHEAP, PIPELINE as FILE, Place, cannot_start, remove};
use crate::soak::{Ground, Report, Scale, table, watched};

/// The peak memory that a run may take, in bytes.
const MOST_MEMORY: u64 = 500_000_000;
/// How much longer a document of the last tenth may take than one of the first.
const MOST_SLOWER: f64 = 1.10;
/// How many files lie in one folder.
const FOLDER: usize = 1_000;

const LINES: &str = "[[ingest]]\nuse = \"jsonl\"\npaths = [\"inbox/all.jsonl\"]\n\
                     fields = { title = \"title\", text = \"text\" }\n";
const FILES: &str = "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n";

/// What a run took.
struct Figures {
    time: Duration,
    memory: u64,
    /// How long each tenth of the output took, by the clock; nothing where the run wrote none.
    tenths: Option<[Duration; 10]>,
    /// The processor time of each, where the system tells it.
    processor: Option<[Duration; 10]>,
}

impl Figures {
    /// How much longer the last tenth takes than the first: by processor time where it is known, because what else
    /// goes on on the machine is not in it.
    fn slower(&self) -> Option<f64> {
        self.processor.as_ref().or(self.tenths.as_ref()).map(slower)
    }
}

/// Runs a pipeline over a million documents, as lines of one file and as files, then once more with nothing
/// changed.
///
/// # Errors
/// When documents are missing; in full also when a run takes too much memory or the last documents too long.
pub fn million(ground: &Ground) -> Outcome<Report> {
    let documents = if ground.scale == Scale::Full { 1_000_000 } else { 400 };
    let articles = articles()?;
    let mut rows = Vec::new();
    let mut tenths = String::new();
    let mut wrong = Vec::new();
    for (form, ingest) in [("JSON Lines", LINES), ("files", FILES)] {
        let place = Place::new(&ground.cableway, ground.folder.join(form.replace(' ', "-")))?;
        place.clear()?;
        place.write(FILE, &format!("{ingest}{CHEAP}"))?;
        let rules = root().join("examples/quickstart/topics.toml");
        fs::copy(&rules, place.folder.join("topics.toml")).on("copy", &rules)?;
        corpus(&place.folder, Small::new(&articles), documents, ingest == LINES)?;
        for again in [false, true] {
            let figures = measured(&place)?;
            let name = if again { "again, nothing changed" } else { "first" };
            rows.push(row(form, name, documents, &figures));
            for (what, each) in
                [("by the clock", figures.tenths), ("of processor time", figures.processor)]
            {
                let Some(each) = each else { continue };
                let each = each.map(|tenth| format!("{:.2}", tenth.as_secs_f64())).join(", ");
                // Writing to a string cannot fail.
                let _ = writeln!(tenths, "\nThe tenths of {form}, in seconds {what}: {each}.");
            }
            let lines = count_lines(&place.folder.join("out/records.jsonl"))?;
            if lines != documents {
                wrong.push(format!("{form}, {name}: {lines} records of {documents} documents"));
            }
            if ground.scale == Scale::Full {
                wrong.extend(beyond(&figures).map(|what| format!("{form}, {name}: {what}")));
            }
        }
        if wrong.is_empty() && ground.scale == Scale::Full {
            // Some gigabytes, which nobody needs any more.
            remove(&place.folder)?;
        }
    }
    let header = [
        "form",
        "run",
        "time",
        "documents/s",
        "peak memory",
        "first tenth",
        "last tenth",
        "last to first",
        "in processor time",
    ];
    let text = format!("## {documents} small documents\n\n{}{tenths}", table(&header, &rows));
    if wrong.is_empty() {
        return Ok(Report { text, skipped: Vec::new() });
    }
    Err(Failure::new(format!("{text}\n{}", wrong.join("\n"))))
}

fn row(form: &str, name: &str, documents: usize, figures: &Figures) -> Vec<String> {
    let seconds = figures.time.as_secs_f64();
    let tenth = |place: usize| {
        figures
            .tenths
            .map_or("-".to_owned(), |tenths| format!("{:.2} s", tenths[place].as_secs_f64()))
    };
    vec![
        form.to_owned(),
        name.to_owned(),
        format!("{seconds:.1} s"),
        format!("{:.0}", documents as f64 / seconds),
        format!("{:.0} MB", figures.memory as f64 / 1e6),
        tenth(0),
        tenth(9),
        ratio(figures.tenths.as_ref()),
        ratio(figures.processor.as_ref()),
    ]
}

fn ratio(tenths: Option<&[Duration; 10]>) -> String {
    tenths.map_or("-".to_owned(), |tenths| format!("{:.2}", slower(tenths)))
}

fn slower(tenths: &[Duration; 10]) -> f64 {
    tenths[9].as_secs_f64() / tenths[0].as_secs_f64().max(f64::MIN_POSITIVE)
}

fn beyond(figures: &Figures) -> impl Iterator<Item = String> {
    let memory = (figures.memory > MOST_MEMORY)
        .then(|| format!("{:.0} MB of memory", figures.memory as f64 / 1e6));
    let slow = figures.slower().filter(|slower| *slower > MOST_SLOWER);
    let slow =
        slow.map(|slower| format!("the last tenth takes {slower:.2} times as long as the first"));
    memory.into_iter().chain(slow)
}

/// Writes the documents, unless an earlier soak has.
fn corpus(folder: &Path, mut small: Small, documents: usize, as_lines: bool) -> Outcome {
    let inbox = folder.join("inbox");
    let whole = folder.join("corpus.toml");
    let written = format!("documents = {documents}\n");
    if fs::read_to_string(&whole).is_ok_and(|kept| kept == written) {
        return Ok(());
    }
    if inbox.exists() {
        remove(&inbox)?;
    }
    fs::create_dir_all(&inbox).on("make", &inbox)?;
    if as_lines {
        let path = inbox.join("all.jsonl");
        let mut out = BufWriter::new(File::create(&path).on("make", &path)?);
        for number in 0..documents {
            let line = json!({ "title": format!("Article {number:07}"), "text": small.next() });
            writeln!(out, "{line}").on("write", &path)?;
        }
        out.flush().on("write", &path)?;
    } else {
        for number in 0..documents {
            let below = inbox.join(format!("{:04}", number / FOLDER));
            if number % FOLDER == 0 {
                fs::create_dir_all(&below).on("make", &below)?;
            }
            let path = below.join(format!("{number:07}.txt"));
            fs::write(&path, format!("Article {number:07}\n\n{}\n", small.next()))
                .on("write", &path)?;
        }
    }
    fs::write(&whole, written).on("write", &whole)
}

/// Runs the pipeline and watches how the first output grows.
///
/// What was written of it tells how many documents are done, as one takes about as many bytes as the next; and to ask
/// for the length of a file costs the run nothing.
fn measured(place: &Place) -> Outcome<Figures> {
    let output = place.folder.join("out/records.jsonl");
    let started = Instant::now();
    let mut child = place.command(&["run", FILE])?.spawn().map_err(|error| cannot_start(&error))?;
    let mut memory = 0;
    let mut partial = None;
    let mut samples = vec![(Duration::ZERO, 0)];
    let mut worked = vec![(Duration::ZERO, 0)];
    let status = loop {
        memory = memory.max(watched::peak_memory(child.id()).unwrap_or_default());
        partial = partial.or_else(|| partial_of(&output));
        if let Some(length) =
            partial.as_deref().and_then(|path| fs::metadata(path).ok()).map(|file| file.len())
        {
            samples.push((started.elapsed(), length));
            worked.extend(watched::processor_time(child.id()).map(|time| (time, length)));
        }
        if let Some(status) = ended(&mut child)? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let time = started.elapsed();
    if !status.success() {
        return Err(Failure::new(format!("the run failed ({status}): {}", place.said()?)));
    }
    let processor = (partial.is_some() && worked.len() > 1).then(|| tenths(&worked));
    let tenths = partial.is_some().then(|| tenths(&samples));
    Ok(Figures { time, memory, tenths, processor })
}

/// When each tenth was written, without what came last: that waits in a buffer until the run puts its outputs in
/// place.
fn tenths(samples: &[(Duration, u64)]) -> [Duration; 10] {
    let last = samples.last().map_or(0, |(_, length)| *length);
    let whole = samples.iter().rev().map(|(_, length)| *length).find(|length| *length < last);
    let whole = whole.unwrap_or(last);
    std::array::from_fn(|place| {
        let at = |tenths: usize| reached(samples, whole * tenths as u64 / 10);
        at(place + 1).saturating_sub(at(place))
    })
}

fn ended(child: &mut Child) -> Outcome<Option<std::process::ExitStatus>> {
    child.try_wait().map_err(|error| Failure::new(format!("the run is lost: {error}")))
}

/// The temporary file that becomes `output`.
fn partial_of(output: &Path) -> Option<PathBuf> {
    let name = output.file_name()?.to_string_lossy().into_owned();
    let entries = fs::read_dir(output.parent()?).ok()?;
    entries.flatten().map(|entry| entry.path()).find(|path| {
        let own =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        own.starts_with(&format!(".{name}.")) && own.ends_with(".partial")
    })
}

/// When the length reached `wanted`, between two samples as if it had grown evenly; the end where none tells.
fn reached(samples: &[(Duration, u64)], wanted: u64) -> Duration {
    for pair in samples.windows(2) {
        let ((from, short), (to, long)) = (pair[0], pair[1]);
        if long >= wanted {
            let share = (wanted - short.min(wanted)) as f64 / (long - short).max(1) as f64;
            return from + to.saturating_sub(from).mul_f64(share);
        }
    }
    samples.last().map_or(Duration::ZERO, |(time, _)| *time)
}

fn count_lines(path: &Path) -> Outcome<usize> {
    use std::io::Read as _;
    let mut file = File::open(path).on("open", path)?;
    let mut buffer = vec![0; 1 << 20];
    let mut lines = 0;
    loop {
        let length = file.read(&mut buffer).on("read", path)?;
        if length == 0 {
            return Ok(lines);
        }
        lines += buffer[..length].split(|byte| *byte == b'\n').count() - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_between_two_samples_are_reckoned() {
        let ms = Duration::from_millis;
        let samples = [(ms(0), 0), (ms(100), 50), (ms(200), 250), (ms(300), 250)];
        assert_eq!(reached(&samples, 25), ms(50));
        assert_eq!(reached(&samples, 150), ms(150));
        assert_eq!(reached(&samples, 250), ms(200));
        assert_eq!(reached(&samples, 300), ms(300), "written in the last moment");
    }
}
