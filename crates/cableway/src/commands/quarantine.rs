//! `cableway quarantine`.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, BufWriter, Write as _, stdout};
use std::path::Path;

use cableway_engine::{Ledger, LedgerError, QuarantineEntry};
use cableway_testing::create::case_of_quarantined;
use serde::Serializer as _;
use serde::ser::SerializeSeq as _;
use serde_json::Value;

use crate::Exit;
use crate::arguments::{
    Logging, Quarantine, QuarantineCommand, QuarantineDrop, QuarantineList, QuarantineRetry,
    QuarantineShow, QuarantineToTest,
};
use crate::commands::test::create_error;
use crate::commands::{counted, ledger, run};
use crate::logging::{error, say};
use crate::table;

pub(crate) fn quarantine(arguments: Quarantine, logging: &Logging) -> io::Result<Exit> {
    match arguments.command {
        QuarantineCommand::List(arguments) => list(&arguments),
        QuarantineCommand::Show(arguments) => show(&arguments),
        QuarantineCommand::Retry(arguments) => retry(&arguments, logging),
        QuarantineCommand::Drop(arguments) => Ok(drop_entries(&arguments)),
        QuarantineCommand::ToTest(arguments) => to_test(&arguments),
    }
}

fn list(arguments: &QuarantineList) -> io::Result<Exit> {
    let ledger = match look(&arguments.pipeline) {
        Ok(ledger) => ledger,
        Err(exit) => return Ok(exit),
    };
    let mut listed = Ok(());
    // There may be more of them than memory holds: they are read once for the widths, and once more to be written.
    let each = |take: &mut dyn FnMut(&QuarantineEntry)| {
        ledger.each_quarantined(|entry| {
            if arguments.dropped || !entry.dropped {
                take(&entry);
            }
        })
    };
    let read = if arguments.json {
        let mut out = BufWriter::new(stdout().lock());
        let mut json = serde_json::Serializer::pretty(&mut out);
        let mut sequence = json.serialize_seq(None)?;
        let read = each(&mut |entry| {
            if listed.is_ok() {
                listed = sequence.serialize_element(entry).map_err(io::Error::from);
            }
        });
        sequence.end()?;
        writeln!(out)?;
        out.flush()?;
        read
    } else {
        let header = ["document", "stage", "kind", "", "runs"].map(str::to_owned);
        let mut widths = header.each_ref().map(|cell| cell.chars().count());
        let mut count = 0_u64;
        let first = each(&mut |entry| {
            count += 1;
            table::widen(&mut widths, &row(entry));
        });
        if first.is_ok() && count == 0 {
            say("nothing is in quarantine\n");
            return Ok(Exit::Done);
        }
        let mut out = BufWriter::new(stdout().lock());
        if first.is_ok() {
            writeln!(out, "{}", table::line(&header, &widths, 4))?;
        }
        let read = first.and_then(|()| {
            each(&mut |entry| {
                if listed.is_ok() {
                    let line = table::line(&row(entry), &widths, 4);
                    listed = writeln!(out, "{line}\n  {}", entry.chain().join(": "));
                }
            })
        });
        out.flush()?;
        read
    };
    listed?;
    Ok(read.map_or_else(|problem| failed(&problem), |()| Exit::Done))
}

fn row(entry: &QuarantineEntry) -> [String; 5] {
    [
        place(entry),
        entry.stage.clone(),
        entry.kind.clone(),
        if entry.dropped { "dropped".to_owned() } else { String::new() },
        entry.runs.to_string(),
    ]
}

/// Its URI, and which part of its file it is.
fn place(entry: &QuarantineEntry) -> String {
    match entry.entry["source"]["part"].as_str() {
        Some(part) => format!("{} ({part})", entry.uri),
        None => entry.uri.clone(),
    }
}

fn show(arguments: &QuarantineShow) -> io::Result<Exit> {
    let meant = match meant(&arguments.pipeline, Some(&arguments.document)) {
        Ok(meant) => meant,
        Err(exit) => return Ok(exit),
    };
    if arguments.json {
        serde_json::to_writer_pretty(stdout(), &meant)?;
        writeln!(stdout())?;
        return Ok(Exit::Done);
    }
    for entry in &meant {
        let source = &entry.entry["source"];
        let text = |key: &str| source[key].as_str().unwrap_or("not known").to_owned();
        writeln!(stdout(), "{}", place(entry))?;
        writeln!(stdout(), "  id: {}", entry.document)?;
        writeln!(stdout(), "  digest: {}", text("digest"))?;
        let kind = entry.entry["stage"]["kind"].as_str().unwrap_or_default();
        writeln!(stdout(), "  stage: {} ({kind})", entry.stage)?;
        writeln!(stdout(), "  error: {} ({})", entry.chain().first().unwrap_or(&""), entry.kind)?;
        for cause in entry.chain().iter().skip(1) {
            writeln!(stdout(), "    because: {cause}")?;
        }
        let next = match (entry.dropped, entry.retried) {
            (true, _) => "dropped: nobody hears of it until it changes",
            (false, true) => "the next run tries it again",
            (false, false) if source["digest"].is_null() => {
                "every run tries it again, since nothing tells when it changes: remove it, or have the ingest stage \
                 `exclude` it"
            }
            (false, false) => "it is tried again when it, or a stage before the failure, changes",
        };
        let calls = match entry.entry["attempts"].as_u64() {
            Some(calls @ 2..) => format!(", the last of them with {calls} calls"),
            _ => String::new(),
        };
        let runs = counted(entry.runs, "run");
        writeln!(stdout(), "  tried: by {runs}{calls}; {next}")?;
    }
    Ok(Exit::Done)
}

fn retry(arguments: &QuarantineRetry, logging: &Logging) -> io::Result<Exit> {
    let file = &arguments.run.pipeline.file;
    let meant = match meant(file, arguments.document.as_deref()) {
        Ok(meant) => meant,
        Err(exit) => return Ok(exit),
    };
    let marked = ledger::opened(file).and_then(|mut ledger| ledger.retry(&meant));
    if let Err(problem) = marked {
        return Ok(failed(&problem));
    }
    let dropped = meant.iter().filter(|entry| entry.dropped).count() as u64;
    if dropped > 0 {
        let count = counted(dropped, "document");
        say(&format!("{count} dropped before: taken back, and tried again\n"));
    }
    let exit = run::run(&arguments.run, logging)?;
    // What the run tells of may be another document than the one that was named.
    if arguments.document.is_some() && matches!(exit, Exit::Done | Exit::Quarantined) {
        say_what_became_of(&meant, file);
    }
    Ok(exit)
}

/// Says of each document that was tried again whether it is in quarantine still, and why.
fn say_what_became_of(meant: &[QuarantineEntry], pipeline: &Path) {
    let Ok(Some(ledger)) = Ledger::look(pipeline) else { return };
    let tried: HashSet<&str> = meant.iter().map(|entry| entry.document.as_str()).collect();
    let mut still = BTreeMap::new();
    let read = ledger.each_quarantined(|entry| {
        if tried.contains(entry.document.as_str()) {
            let reason = format!("stage `{}`: {}", entry.stage, entry.chain().join(": "));
            still.insert(entry.document, reason);
        }
    });
    if let Err(problem) = read {
        failed(&problem);
        return;
    }
    for entry in meant {
        let became = match still.get(&entry.document) {
            Some(reason) => format!("in quarantine still: {reason}"),
            None => "not in quarantine any more".to_owned(),
        };
        say(&format!("tried again: {}: {became}\n", entry.uri));
    }
}

fn drop_entries(arguments: &QuarantineDrop) -> Exit {
    let mut meant = match meant(&arguments.pipeline, arguments.document.as_deref()) {
        Ok(meant) => meant,
        Err(exit) => return exit,
    };
    meant.retain(|entry| !entry.dropped);
    if meant.is_empty() {
        say("it was dropped before\n");
        return Exit::Done;
    }
    let dropped =
        ledger::opened(&arguments.pipeline).and_then(|mut ledger| ledger.drop_quarantined(&meant));
    let without = match dropped {
        Ok(without) => without,
        Err(problem) => return failed(&problem),
    };
    let dropped = counted((meant.len() - without) as u64, "document");
    say(&format!(
        "dropped: {dropped}; the next run takes what was dropped out of the quarantine file\n"
    ));
    for entry in meant.iter().filter(|entry| entry.entry["source"]["digest"].is_string()) {
        say(&format!("  {}\n", entry.uri));
    }
    if without > 0 {
        let stay = counted(without as u64, "document");
        let message = format!(
            "{stay} could not be read at all, so nothing can tell when they change: they stay, and every run tries them; \
             remove them, or have the ingest stage `exclude` them"
        );
        error(&message, &[]);
        return Exit::Failed;
    }
    Exit::Done
}

/// The ledger, which knows the documents in quarantine.
fn look(pipeline: &Path) -> Result<Ledger, Exit> {
    if !pipeline.is_file() {
        error(&format!("there is no file `{}`", pipeline.display()), &[]);
        return Err(Exit::Wrong);
    }
    match Ledger::look(pipeline) {
        Ok(Some(ledger)) => Ok(ledger),
        Ok(None) => {
            let message = format!(
                "there is no ledger of `{0}`: run it first, with `cableway run {0}`",
                pipeline.display()
            );
            error(&message, &[]);
            Err(Exit::Wrong)
        }
        Err(problem) => Err(failed(&problem)),
    }
}

/// Those of them that `document` names, all without it; at least one.
fn meant(pipeline: &Path, document: Option<&str>) -> Result<Vec<QuarantineEntry>, Exit> {
    let mut entries = Vec::new();
    let is_like = |entry: &QuarantineEntry| {
        document.is_none_or(|name| entry.uri.contains(name) || entry.document.contains(name))
    };
    let read = look(pipeline)?.each_quarantined(|entry| {
        if is_like(&entry) {
            entries.push(entry);
        }
    });
    read.map_err(|problem| failed(&problem))?;
    if let Some(name) = document {
        let is_it = |entry: &QuarantineEntry| entry.uri == name || entry.document == name;
        // Who names one in full means that one alone.
        if entries.iter().any(is_it) {
            entries.retain(is_it);
        }
    }
    if entries.is_empty() {
        let what = match document {
            Some(document) => format!("no document like `{document}` is in quarantine"),
            None => "nothing is in quarantine".to_owned(),
        };
        let hint = format!("`cableway quarantine list {}` lists what is", pipeline.display());
        error(&format!("{what}: {hint}"), &[]);
        return Err(Exit::Wrong);
    }
    Ok(entries)
}

fn failed(problem: &LedgerError) -> Exit {
    ledger::say_why(problem);
    Exit::Failed
}

fn to_test(arguments: &QuarantineToTest) -> io::Result<Exit> {
    let pipeline = &arguments.pipeline.file;
    let mut name = pipeline.file_stem().unwrap_or_default().to_os_string();
    name.push(".quarantine.jsonl");
    let path = pipeline.with_file_name(name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(problem) => {
            let message = match problem.kind() {
                io::ErrorKind::NotFound => format!(
                    "there is no `{}`: nothing is in quarantine since the last run of `{}`",
                    path.display(),
                    pipeline.display()
                ),
                _ => format!("cannot read `{}`: {problem}", path.display()),
            };
            error(&message, &[]);
            return Ok(Exit::Wrong);
        }
    };
    let mut entries = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let is_meant = |entry: &Value| {
        let Some(document) = &arguments.document else { return true };
        [&entry["id"], &entry["source"]["uri"]]
            .iter()
            .any(|field| field.as_str().is_some_and(|text| text.contains(document.as_str())))
    };
    let Some(entry) = entries.find(is_meant) else {
        let what = arguments.document.as_deref().unwrap_or("document");
        error(&format!("`{}` has no `{what}`", path.display()), &[]);
        return Ok(Exit::Wrong);
    };
    match case_of_quarantined(pipeline, &arguments.pipeline.sets, &entry) {
        Ok(place) => {
            let folder = place.folder.display();
            writeln!(
                stdout(),
                "made the case `{}`: {folder}\nit fails until the document goes through: `cableway test {folder}`",
                place.name
            )?;
            Ok(Exit::Done)
        }
        Err(problem) => Ok(create_error(problem)),
    }
}
