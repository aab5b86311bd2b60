//! An hour of `cableway watch` in some minutes: files come, change, are renamed and go, singly and in bursts.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::corpus::articles;
use crate::process::{Failure, OnFile as _, Outcome, root};
use crate::soak::desk::Desk;
use crate::soak::place::{
    CHEAP, PIPELINE as FILE, Place, cannot_start, difference, differences, remove,
};
use crate::soak::{Ground, Report, Scale, table, watched};

/// How long the outputs may take to be what they should, once all is quiet.
const PATIENCE: Duration = Duration::from_mins(2);
/// How many things happen just before it is asked to stop.
const LAST_BURST: usize = 60;
/// What resident memory may grow by after the warm-up: a tenth, and what an allocator keeps.
const MOST_GROWTH: f64 = 1.10;
const ALLOCATOR: u64 = 16 << 20;

const PIPELINE: &str = r#"
[[ingest]]
use = "files"
paths = ["inbox"]
allow_empty = true


[[export]]
use = "sqlite"
path = "out/records.db"
"#;

/// What a process has at a calm moment.
#[derive(Clone, Copy, Debug)]
struct Holding {
    memory: u64,
    files: usize,
    threads: usize,
}

/// Lets 10,000 things happen to the files that `cableway watch` looks after.
///
/// # Errors
/// When a file is missed, memory, files or threads grow, or the command does not end as it should.
pub fn watch(ground: &Ground) -> Outcome<Report> {
    let (events, warm_up) = if ground.scale == Scale::Full { (10_000, 2_000) } else { (150, 50) };
    let place = Place::new(&ground.cableway, ground.folder.join("place"))?;
    place.clear()?;
    let inbox = place.folder.join("inbox");
    if inbox.exists() {
        remove(&inbox)?;
    }
    fs::create_dir_all(&inbox).on("make", &inbox)?;
    place.write(FILE, &format!("{PIPELINE}{CHEAP}"))?;
    let rules = root().join("examples/quickstart/topics.toml");
    fs::copy(&rules, place.folder.join("topics.toml")).on("copy", &rules)?;

    let address = free_address()?;
    let mut child = place
        .command(&["watch", FILE, "--metrics", &address])?
        .spawn()
        .map_err(|error| cannot_start(&error))?;
    let watched = observe(&place, &mut child, &address, events, warm_up);
    if watched.is_err() {
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
    }
    let (text, mut wrong) = watched?;
    // The run that was under way has come to its end; what happened after its start is the next run's.
    if let Err(failure) = place.verify_ledger() {
        wrong.push(failure.message);
    }
    place.run()?.expect(&[0, 3])?;
    let mut found = place.files()?;
    // What keeps a second watch off stays, empty, as the lock of the ledger does.
    found.remove(".cableway/p.watch.lock");
    place.clear()?;
    let ran = place.run()?;
    wrong.extend(differences(&found, &place.files()?));
    if !matches!(ran.code, Some(0 | 3)) {
        wrong.push(format!("the run to compare with failed: {}", ran.said));
    }
    if wrong.is_empty() {
        return Ok(Report { text, skipped: Vec::new() });
    }
    Err(Failure::new(format!("{text}\n{}", wrong.join("\n"))))
}

/// All that happens while the command runs, to its end: the report, and what went wrong.
fn observe(
    place: &Place,
    child: &mut Child,
    address: &str,
    events: usize,
    warm_up: usize,
) -> Outcome<(String, Vec<String>)> {
    let mut desk = Desk::new(place.folder.join("inbox"), articles()?);
    let reference = Place::new(&place.cableway, place.folder.with_file_name("reference"))?;
    for file in [FILE, "topics.toml"] {
        let from = place.folder.join(file);
        fs::copy(&from, reference.folder.join(file)).on("copy", &from)?;
    }
    let started = Instant::now();
    desk.happen(warm_up)?;
    let first = settle(place, &reference, child)?;
    let early = holding(child)?;
    let metrics = get(address, "/metrics")?;
    desk.happen(events - warm_up)?;
    let last = settle(place, &reference, child)?;
    let late = holding(child)?;
    let health = get(address, "/health")?;

    // A run is under way when it is asked to stop.
    desk.burst(LAST_BURST)?;
    thread::sleep(Duration::from_millis(500));
    let asked = Instant::now();
    let status = stop(child)?;
    let stopped = asked.elapsed();
    let mut wrong = Vec::new();
    if status.code() != Some(0) {
        wrong.push(format!("after SIGTERM it ended with {status}: {}", place.said()?));
    }
    for (what, answer) in [("/metrics", &metrics), ("/health", &health)] {
        if !answer.starts_with("HTTP/1.1 200") {
            wrong.push(format!("{what} answers: {}", answer.lines().next().unwrap_or("nothing")));
        }
    }
    if late.memory as f64 > early.memory as f64 * MOST_GROWTH + ALLOCATOR as f64 {
        wrong.push(format!("memory grew from {} to {} bytes", early.memory, late.memory));
    }
    if late.files > early.files || late.threads > early.threads {
        wrong.push(format!("open files or threads grew: {early:?}, then {late:?}"));
    }
    let row = |name: &str, count: usize, settled: Duration, holding: Holding| {
        vec![
            name.to_owned(),
            count.to_string(),
            format!("{:.1} s", settled.as_secs_f64()),
            format!("{:.1} MB", holding.memory as f64 / 1e6),
            holding.files.to_string(),
            holding.threads.to_string(),
        ]
    };
    let header = ["", "events", "up to date after", "resident memory", "open files", "threads"];
    let rows =
        [row("after the warm-up", warm_up, first, early), row("at the end", events, last, late)];
    let text = format!(
        "## Watch: {events} file events in {:.0} s\n\nAfter SIGTERM it ended in {:.2} s.\n\n{}",
        started.elapsed().as_secs_f64(),
        stopped.as_secs_f64(),
        table(&header, &rows)
    );
    Ok((text, wrong))
}

/// Waits until the records are those that a run of its own gives, and then until the process is calm; says how
/// long the first took.
fn settle(place: &Place, reference: &Place, child: &mut Child) -> Outcome<Duration> {
    let waiting = Instant::now();
    let (from, to) = (place.folder.join("inbox"), reference.folder.join("inbox"));
    if to.exists() {
        remove(&to)?;
    }
    fs::create_dir_all(&to).on("make", &to)?;
    for entry in fs::read_dir(&from).on("list", &from)? {
        let entry = entry.on("list", &from)?;
        fs::copy(entry.path(), to.join(entry.file_name())).on("copy", &entry.path())?;
    }
    reference.clear()?;
    reference.run()?.expect(&[0, 3])?;
    let expected = reference.folder.join("out/records.jsonl");
    let expected = fs::read(&expected).on("read", &expected)?;
    let output = place.folder.join("out/records.jsonl");
    loop {
        let found = fs::read(&output).unwrap_or_default();
        let Some(what) = difference(&found, &expected) else { break };
        let ended = child.try_wait().ok().flatten();
        if ended.is_some() || waiting.elapsed() > PATIENCE {
            return Err(Failure::new(format!(
                "after {:.0} s the output is not what it should be: {what}\n{ended:?}\n{}",
                waiting.elapsed().as_secs_f64(),
                place.said()?
            )));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let took = waiting.elapsed();
    // The last output is not the last thing that a run does.
    thread::sleep(Duration::from_secs(2));
    Ok(took)
}

fn holding(child: &Child) -> Outcome<Holding> {
    let id = child.id();
    let known = watched::resident_memory(id).zip(watched::open_files(id)).zip(watched::threads(id));
    known
        .map(|((memory, files), threads)| Holding { memory, files, threads })
        .ok_or_else(|| Failure::new("the system does not say what the process holds (`/proc`)"))
}

/// Asks it to end, and waits.
fn stop(child: &mut Child) -> Outcome<ExitStatus> {
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    if !asked.is_ok_and(|status| status.success()) {
        return Err(Failure::new("SIGTERM cannot be sent (`kill`)"));
    }
    let waiting = Instant::now();
    while waiting.elapsed() < PATIENCE {
        let status = child.try_wait().map_err(|error| Failure::new(error.to_string()))?;
        if let Some(status) = status {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    Err(Failure::new("it does not end after SIGTERM"))
}

fn free_address() -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.to_string()).map_err(|error| Failure::new(error.to_string()))
}

/// What the server at `address` answers.
fn get(address: &str, path: &str) -> Outcome<String> {
    let ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().map_err(|error| Failure::new(format!("`{address}{path}` does not answer: {error}")))
}
