//! Runs whose disk is full, fails, is slow or writes by halves, and whose clock jumps.
//!
//! Each case starts from the state of an earlier run. A fault that no run can go on with must end it with exit code 1
//! and words that name the file and the reason; every output must then be the old one or the new one. Where the fault
//! is none for the run, it must end as if there had been none. In any case the next run, without a fault, must end
//! with what a run leaves that nobody disturbed.

mod shim;
mod small;

use crate::process::{Failure, Outcome};
use crate::soak::place::{PIPELINE, Ran};
use crate::soak::trial::{QUARANTINED, Trial};
use crate::soak::{Ground, Report, Scale, table};

use shim::{Call, How, Shim, Target};

/// The files that a run writes; an error must name the one that it is about.
const FILES: [&str; 7] =
    ["records.jsonl", "records.csv", "brief.md", DATABASE, "feed.xml", "quarantine", LEDGER];
const DATABASE: &str = "records.db";
const LEDGER: &str = ".ledger";
/// Those of them that are there before a run and never renamed.
const CHANGED_IN_PLACE: [&str; 2] = [DATABASE, LEDGER];

/// What an error must say of a full disk, and of one that fails: one of these.
const FULL_WORDS: [&str; 2] = ["disk is full", "No space left"];
const ANY_WORDS: [&str; 4] = ["I/O error", "Input/output error", "disk is full", "No space left"];
const OPEN_WORDS: [&str; 5] =
    ["unable to open", "readonly", "disk", "No space left", "Input/output error"];
/// The same of a file that has grown too large.
const SIZE_WORDS: [&str; 3] = ["File too large", "disk is full", "I/O error"];

/// One row of the report.
#[derive(Debug)]
struct Case {
    name: String,
    faults: usize,
    wrong: Vec<String>,
    /// What was planned and not reached, so that nothing is known of it.
    skipped: Vec<String>,
}

impl Case {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), faults: 0, wrong: Vec::new(), skipped: Vec::new() }
    }
}

/// Lets runs fail in every way that a disk and a clock have, and finishes them.
///
/// # Errors
/// When a run fails without the right words, loses something, or the next one does not end as if nothing had been.
pub fn faults(ground: &Ground) -> Outcome<Report> {
    let documents = if ground.scale == Scale::Full { 500 } else { 40 };
    let trial = Trial::set(ground, documents)?;
    let mut report = Report::default();
    let mut cases = Vec::new();
    match Shim::build(&ground.folder)? {
        Ok(shim) => {
            let targets = targets(ground.scale);
            for target in targets {
                cases.push(broken(&trial, &shim, target, ground.scale)?);
            }
            cases.push(bearable(&trial, &shim, How::Short)?);
            cases.push(bearable(&trial, &shim, How::Slow)?);
            cases.push(jumps(&trial, &shim, ground.scale)?);
        }
        Err(why) => report.skipped.push(format!("calls that fail: {why}")),
    }
    for folder in ["out", ".cableway"] {
        match small_disk(&trial, folder, ground.scale)? {
            Ok(case) => cases.push(case),
            Err(why) => report.skipped.push(format!("a full disk at `{folder}`: {why}")),
        }
    }
    cases.push(small_files(&trial, ground.scale)?);
    let rows: Vec<Vec<String>> = cases
        .iter()
        .map(|case| vec![case.name.clone(), case.faults.to_string(), case.wrong.len().to_string()])
        .collect();
    report.skipped.extend(cases.iter().flat_map(|case| case.skipped.clone()));
    let faults: usize = cases.iter().map(|case| case.faults).sum();
    report.text = format!(
        "## Faults: {documents} documents, {faults} runs\n\n{}",
        table(&["fault", "runs", "went wrong"], &rows)
    );
    let wrong: Vec<String> = cases.iter().flat_map(|case| case.wrong.clone()).collect();
    if wrong.is_empty() {
        return Ok(report);
    }
    Err(Failure::new(format!("{}\n{}", report.text, wrong.join("\n"))))
}

/// In short, each call once, each on another file.
fn targets(scale: Scale) -> Vec<Target> {
    let calls = [Call::Write, Call::Sync, Call::Rename, Call::Open];
    let all = calls
        .into_iter()
        .flat_map(|call| FILES.map(|file| Target { call, file }))
        .filter(|target| target.call != Call::Rename || !CHANGED_IN_PLACE.contains(&target.file));
    match scale {
        Scale::Full => all.collect(),
        Scale::Short => [
            (Call::Write, LEDGER),
            (Call::Write, "records.jsonl"),
            (Call::Sync, DATABASE),
            (Call::Rename, "brief.md"),
            (Call::Open, "quarantine"),
        ]
        .map(|(call, file)| Target { call, file })
        .to_vec(),
    }
}

/// All of them, or in short the first.
fn few<T>(all: [T; 3], scale: Scale) -> impl Iterator<Item = T> {
    all.into_iter().take(if scale == Scale::Full { 3 } else { 1 })
}

/// The calls on one kind of file fail: the first of them, one in the middle, the last.
fn broken(trial: &Trial, shim: &Shim, target: Target, scale: Scale) -> Outcome<Case> {
    let name = format!("{} `{}`", target.call.name(), target.file);
    let mut case = Case::new(name);
    trial.reset(true)?;
    let (ran, count, _) = shim.run(&trial.place, target, How::Error, u64::MAX)?;
    ran.expect(&[QUARANTINED])?;
    if count == 0 {
        case.wrong
            .push(format!("{}: no run makes this call, so that nothing was tried", case.name));
        return Ok(case);
    }
    let mut places = vec![1, count / 2 + 1, count];
    places.dedup();
    let mut hows = vec![How::Full, How::Error];
    if scale == Scale::Short {
        places = vec![count / 2 + 1];
        hows.truncate(1);
    }
    for from in places {
        for how in hows.iter().copied() {
            let what = format!("{} {how:?} from call {from} of {count}", case.name);
            let Some(ran) = hit(trial, shim, target, how, from)? else {
                case.skipped.push(format!("{what}: no run came to it"));
                continue;
            };
            case.faults += 1;
            // What the ledger cannot keep costs time, not data: a run may go on and be whole all the same.
            case.wrong.extend(if ran.code == Some(QUARANTINED) && target.file == LEDGER {
                let mut wrong = unharmed(trial, &what, ran)?;
                // It may have failed at the very end, when all is put into one file: the next run does that.
                wrong.retain(|line| !line.contains(".ledger-wal") && !line.contains(".ledger-shm"));
                let after = trial.finish()?.into_iter();
                wrong.extend(after.map(|line| format!("{what}: after it: {line}")));
                wrong
            } else {
                aftermath(trial, &what, &ran, &[&[target.file], reasons(target, how)])?
            });
        }
    }
    Ok(case)
}

/// A run that was hit by the fault, from the call `from` on; none where there is none. A run need not make as many
/// calls as the one before: then it is its own last one that fails in the next.
fn hit(trial: &Trial, shim: &Shim, target: Target, how: How, from: u64) -> Outcome<Option<Ran>> {
    let mut from = from;
    for _ in 0..3 {
        trial.reset(true)?;
        let (ran, count, hit) = shim.run(&trial.place, target, how, from)?;
        if hit > 0 {
            return Ok(Some(ran));
        }
        from = count.max(1);
    }
    Ok(None)
}

/// What an error may say of this fault: one of these words.
fn reasons(target: Target, how: How) -> &'static [&'static str] {
    let is_database = [DATABASE, LEDGER].contains(&target.file);
    match (target.call, how) {
        // SQLite does not tell why the system could not open a file, or make something last.
        (Call::Open, _) if is_database => &OPEN_WORDS,
        (_, How::Full) if target.call != Call::Sync && target.file != LEDGER => &FULL_WORDS,
        _ => &ANY_WORDS,
    }
}

/// What is wrong after a run that was to fail with one word of each of `words`, and after the next one.
fn aftermath(trial: &Trial, what: &str, ran: &Ran, words: &[&[&str]]) -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    let said = ran.said.to_lowercase();
    if ran.code != Some(1) {
        wrong.push(format!("exit code {:?} instead of 1: {}", ran.code, ran.said.trim()));
    } else if ran.said.contains("panicked") {
        wrong.push(format!("a panic: {}", ran.said.trim()));
    } else if !words
        .iter()
        .all(|words| words.iter().any(|word| said.contains(&word.to_lowercase())))
    {
        wrong.push(format!("the message lacks one of {words:?}: {}", ran.said.trim()));
    }
    wrong.extend(trial.halves(true)?);
    wrong.extend(trial.finish()?.into_iter().map(|what| format!("after it: {what}")));
    Ok(wrong.into_iter().map(|line| format!("{what}: {line}")).collect())
}

/// What is wrong after a run that was to go on.
fn unharmed(trial: &Trial, what: &str, ran: Ran) -> Outcome<Vec<String>> {
    let wrong = match ran.expect(&[QUARANTINED]) {
        Ok(_) => trial.compare()?,
        Err(failure) => vec![failure.message],
    };
    Ok(wrong.into_iter().map(|line| format!("{what}: {line}")).collect())
}

/// Writes that are slow, or that take less than they were given, on all files.
fn bearable(trial: &Trial, shim: &Shim, how: How) -> Outcome<Case> {
    let name = if how == How::Short { "writes by halves" } else { "slow writes" };
    let mut case = Case::new(name);
    trial.reset(true)?;
    let (ran, _, hit) =
        shim.run(&trial.place, Target { call: Call::Write, file: "/place/" }, how, 1)?;
    if hit == 0 {
        case.wrong.push(format!("{name}: nothing was written"));
    }
    case.faults += 1;
    case.wrong.extend(unharmed(trial, name, ran)?);
    Ok(case)
}

/// A clock that jumps a minute, a day and ten years, at each look.
fn jumps(trial: &Trial, shim: &Shim, scale: Scale) -> Outcome<Case> {
    let mut case = Case::new("clock jumps");
    for seconds in few([86_400, 60, 315_576_000], scale) {
        trial.reset(true)?;
        let (ran, looks) = shim.run_with_jumps(&trial.place, seconds)?;
        if looks == 0 {
            case.wrong.push("clock jumps: no run looked at the clock".to_owned());
        }
        case.faults += 1;
        case.wrong.extend(unharmed(trial, &format!("clock jumps by {seconds} s"), ran)?);
    }
    Ok(case)
}

/// A disk that holds what lies there, and little more.
fn small_disk(trial: &Trial, folder: &str, scale: Scale) -> Outcome<Result<Case, String>> {
    let name = format!("full disk at `{folder}`");
    let mut case = Case::new(name.as_str());
    trial.reset(true)?;
    let bytes = trial.place.size(folder)?;
    for (percent, what) in
        few([(130, "in the middle"), (102, "at once"), (190, "near the end")], scale)
    {
        trial.reset(true)?;
        let bytes = bytes * percent / 100 + (64 << 10);
        let ran = match small::on_small_disk(&trial.place, folder, bytes)? {
            Ok(ran) => ran,
            Err(why) => return Ok(Err(why)),
        };
        // Where it is not known in advance how much a run needs, it may have had enough.
        if ran.code == Some(QUARANTINED) {
            case.wrong.extend(unharmed(trial, &format!("{name}, {what}"), ran)?);
            case.skipped.push(format!("{name}, {what}: there was room enough"));
            continue;
        }
        case.faults += 1;
        case.wrong.extend(aftermath(trial, &format!("{name}, {what}"), &ran, &[&FULL_WORDS])?);
    }
    if case.faults == 0 {
        case.wrong.push(format!("{name}: it never was full"));
    }
    Ok(Ok(case))
}

/// Files that cannot grow beyond a part of the largest output.
fn small_files(trial: &Trial, scale: Scale) -> Outcome<Case> {
    let mut case = Case::new("small files");
    let largest = trial.expected.values().map(Vec::len).max().unwrap_or_default();
    for percent in few([50, 10, 90], scale) {
        trial.reset(true)?;
        let ran = small::with_small_files(&trial.place, largest * percent / 100)?;
        case.faults += 1;
        case.wrong.extend(aftermath(
            trial,
            &format!("files of {percent} % of the largest"),
            &ran,
            &[&SIZE_WORDS],
        )?);
    }
    Ok(case)
}
