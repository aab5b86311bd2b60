//! Programs that do everything wrong, each in the way that `fixtures/bad.py` is told. What they do at
//! work costs the document at work, and the others come through.

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::folder::{Folder, ran, repository};
use crate::plugins::build::{fixture, with_plugin};
use crate::plugins::work::outcome_in;

/// Python is not everywhere; where it is not, nothing of this can be tried.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub(crate) fn python() -> bool {
    let python = Command::new("python3").arg("--version").output();
    let is_there = python.is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("not tested: there is no python3 here");
    }
    is_there
}

/// The plugin's table: `how` it goes wrong, and more keys.
fn table(how: &str, keys: &str) -> String {
    format!("[plugins.x]\ncommand = [\"python3\", \"bad.py\", \"{how}\"]\n{keys}")
}

fn with_script(pipeline: &str) -> Folder {
    let folder = Folder::with_pipeline(pipeline);
    folder.write("bad.py", std::fs::read(repository().join("tests/fixtures/bad.py")).unwrap());
    folder.write("inbox/a.txt", "A fine day.\n");
    folder.write("inbox/b.txt", "A BAD day.\n");
    folder.write("inbox/c.txt", "A fine day again.\n");
    folder
}

/// A folder with three documents and a pipeline whose stage of this kind goes wrong.
pub(crate) fn folder(kind: &str, how: &str, keys: &str) -> Folder {
    with_script(&format!("{}\n[[{kind}]]\nuse = \"x:bad\"\n", table(how, keys)))
}

/// A folder whose documents come from the plugin alone.
fn listing(how: &str) -> Folder {
    let folder = with_script("");
    let stage = "[[ingest]]\nuse = \"x:bad\"\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n";
    folder.write("p.toml", format!("{}\n{stage}", table(how, "")));
    folder
}

/// What became of three documents for each of the ways to go wrong.
fn outcomes(kind: &str, ways: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (how, keys) in ways {
        writeln!(out, "== {how}\n{}", outcome_in(&folder(kind, how, keys))).unwrap();
    }
    out
}

#[test]
fn programs_that_do_not_start() {
    if !python() {
        return;
    }
    let mut out = String::new();
    for how in [
        "hello_never",
        "hello_crash",
        "hello_garbage",
        "hello_not_utf8",
        "hello_half",
        "hello_without_id",
        "hello_other_protocol",
        "hello_done",
        "hello_two_keys",
        "hello_no_stages",
        "hello_crowd",
        "hello_failed",
        "create_refused",
        "create_failed",
        "create_item",
        "create_hello",
    ] {
        let shown = folder("classify", how, "").run(&["check", "p.toml", "-q"]).shown();
        writeln!(out, "== {how}\n{shown}").unwrap();
    }
    let folder = with_script("[plugins.x]\ncommand = [\"no-such-program\"]\n");
    writeln!(out, "== no such program\n{}", folder.run(&["check", "p.toml"]).shown()).unwrap();
    insta::assert_snapshot!(out);
}

#[test]
fn a_program_that_hangs_before_its_hello() {
    if !python() {
        return;
    }
    insta::assert_snapshot!(folder("classify", "hello_hang", "").run(&["check", "p.toml"]).shown());
}

/// What ends the process, whatever it had begun to say.
#[test]
#[cfg(unix)]
fn programs_that_end_at_work() {
    if !python() {
        return;
    }
    insta::assert_snapshot!(outcomes(
        "classify",
        &[
            ("segv", ""),
            ("segv", "memory = 4000\n"),
            ("sigsys", ""),
            ("sighup", ""),
            ("half", ""),
            ("closed", ""),
            ("no_restart", ""),
        ],
    ));
    // What it said before it ended counts.
    let last = outcome_in(&folder("classify", "last_word", ""));
    assert!(last.contains("inbox/b.txt: 3 words"), "{last}");
}

#[test]
fn programs_that_break_the_protocol() {
    if !python() {
        return;
    }
    insta::assert_snapshot!(outcomes(
        "classify",
        &[
            ("garbage", ""),
            ("not_utf8", ""),
            ("without_id", ""),
            ("other_id", ""),
            ("other_kind", ""),
            ("item", ""),
            ("twice", ""),
            ("unknown_field", ""),
        ],
    ));
}

/// More than the host takes: a million causes would be a chain of a million links, and so on.
#[test]
fn programs_that_say_too_much() {
    if !python() {
        return;
    }
    let mut out = outcomes("classify", &[("annotations", ""), ("notes", "")]);
    let long = folder("classify", "long_line", "");
    let pipeline = long.read("p.toml").unwrap();
    long.write("p.toml", format!("[limits]\nbytes = 1000000\n{pipeline}"));
    writeln!(out, "== long_line\n{}", outcome_in(&long)).unwrap();
    let causes = outcome_in(&folder("classify", "causes", ""));
    assert_eq!(causes.matches(" <- y").count(), 32, "so many causes are kept: {causes}");
    writeln!(out, "== causes\n{}", causes.replacen(" <- y", "", 31)).unwrap();
    insta::assert_snapshot!(out);
}

#[test]
fn programs_that_take_too_long() {
    if !python() {
        return;
    }
    let mut out =
        outcomes("classify", &[("hang", "seconds = 1\n"), ("log_flood", "seconds = 1\n")]);
    // More than a pipe holds, so that the host cannot hand it over.
    for how in ["ahead", "deaf"] {
        let folder = folder("classify", how, "seconds = 1\n");
        for name in ["a", "b", "c", "d", "e"] {
            folder.write(&format!("inbox/{name}.txt"), "A fine day. ".repeat(2_000));
        }
        let started = Instant::now();
        writeln!(out, "== {how}\n{}", outcome_in(&folder)).unwrap();
        assert!(started.elapsed() < Duration::from_secs(30), "{how} holds the run up");
    }
    insta::assert_snapshot!(out);
}

/// The next document is not charged for the start of another process.
#[test]
#[cfg(unix)]
fn a_slow_restart_costs_no_document() {
    if !python() {
        return;
    }
    let folder = folder("classify", "slow_restart", "seconds = 1\n");
    insta::assert_snapshot!(outcome_in(&folder));
    assert_eq!(folder.read("starts").unwrap().len(), 2, "it is started again once");
}

#[test]
#[cfg(unix)]
fn a_restart_that_takes_longer_than_a_document_may() {
    if !python() {
        return;
    }
    let folder = folder("classify", "slow_restart", "");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", format!("[limits]\nseconds = 1\n{pipeline}"));
    insta::assert_snapshot!(outcome_in(&folder));
}

/// Waits until the process that `name` names is gone.
#[cfg(unix)]
#[track_caller]
fn assert_gone(folder: &Folder, name: &str) {
    let number = folder.read(name).unwrap();
    let started = Instant::now();
    // A process that is over but was not waited for still has a number; it has no command line.
    let is_there = || {
        let shown = Command::new("ps").args(["-o", "stat=", "-p", &number]).output().unwrap();
        let state = String::from_utf8(shown.stdout).unwrap();
        !state.trim().is_empty() && !state.trim().starts_with('Z')
    };
    while is_there() {
        assert!(started.elapsed() < Duration::from_secs(5), "process {number} goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What a plugin has started is ended with it, and does not hide how it ended.
#[test]
#[cfg(unix)]
fn what_a_program_has_started_ends_with_it() {
    if !python() {
        return;
    }
    let mut out = String::new();
    for (how, keys) in [("sleeper", "seconds = 30\n"), ("sleeper_hang", "seconds = 1\n")] {
        let folder = folder("classify", how, keys);
        writeln!(out, "== {how}\n{}", outcome_in(&folder)).unwrap();
        assert_gone(&folder, "sleeper");
    }
    insta::assert_snapshot!(out);
}

/// Interrupts a run once `folder` is as `is_ready` says.
#[cfg(unix)]
fn interrupt(folder: &Folder, is_ready: impl Fn(u32) -> bool) -> String {
    let child = folder.command(&["run", "p.toml", "-q"]).spawn().unwrap();
    let started = Instant::now();
    while !is_ready(child.id()) {
        assert!(started.elapsed() < Duration::from_secs(20), "not ready: {:?}", folder.names());
        std::thread::sleep(Duration::from_millis(10));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    ran(child.wait_with_output().unwrap()).shown()
}

/// The temporary file of the output shows that a run is under way.
#[cfg(unix)]
fn is_under_way(folder: &Folder) -> bool {
    folder.names().iter().any(|name| name.ends_with(".partial"))
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_what_plugins_have_started() {
    if !python() {
        return;
    }
    let folder = folder("classify", "sleeper_hang", "");
    let is_asleep = |_| folder.read("sleeper").is_some_and(|number| !number.is_empty());
    insta::assert_snapshot!(interrupt(&folder, is_asleep));
    assert_gone(&folder, "sleeper");
}

/// A listing may take as long as it needs, but not longer than it is wanted.
#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_listing_that_only_talks() {
    if !python() {
        return;
    }
    let folder = listing("list_flood");
    insta::assert_snapshot!(interrupt(&folder, |_| is_under_way(&folder)));
    assert_eq!(folder.names(), ["bad.py", "inbox", "p.toml"], "nothing half-written is left");
}

/// A library's own process: what it starts has no way to speak for it, and it ends with the run.
#[test]
#[cfg(target_os = "linux")]
fn a_library_that_hangs_when_the_run_is_interrupted() {
    let folder = with_plugin(fixture(), "isolation = \"process\"\n", "how = \"hang\"\n");
    let serving = std::cell::Cell::new(0);
    let is_serving = |host: u32| {
        let Some(child) = children(host).first().copied() else { return false };
        // As soon as it has put its standard output aside.
        let flags = std::fs::read_to_string(format!("/proc/{child}/fdinfo/3")).unwrap_or_default();
        let flags = flags.lines().find_map(|line| line.strip_prefix("flags:"));
        let Some(flags) = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok()) else {
            return false;
        };
        serving.set(child);
        is_under_way(&folder) && flags & 0o2_000_000 != 0
    };
    insta::assert_snapshot!(interrupt(&folder, is_serving));
    assert!(children(serving.get()).is_empty());
    folder.write("serving", serving.get().to_string());
    assert_gone(&folder, "serving");
}

/// The processes that `parent` has started.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_child = |number: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        // Behind the name, which may hold anything: the state and the parent.
        let parent_of = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1));
        parent_of == Some(&parent.to_string())
    };
    numbers.filter(is_child).collect()
}

/// What is no text goes to the log all the same, and as much of it as is of use.
#[test]
fn programs_that_fill_the_log() {
    if !python() {
        return;
    }
    let mut out = String::new();
    for how in ["errors", "log", "errors_flood"] {
        let ran = folder("classify", how, "").run(&["run", "p.toml", "--workers", "1"]);
        assert_eq!(ran.code, Some(0), "{how}: {}", ran.shown());
        assert!(ran.stderr.len() < 1 << 20, "{how}: {} bytes in the log", ran.stderr.len());
        if how == "errors_flood" {
            // How much of it comes before the next document is a matter of chance.
            assert!(ran.stderr.contains("the rest is left out"), "{how}: {}", ran.stderr.len());
            continue;
        }
        let mut seen: Vec<(String, usize)> = Vec::new();
        for line in ran.stderr.lines().filter(|line| line.contains("WARN")) {
            let shown = line.split_once("WARN").unwrap().1.chars().take(100).collect();
            match seen.iter_mut().find(|(other, _)| *other == shown) {
                Some((_, times)) => *times += 1,
                None => seen.push((shown, 1)),
            }
        }
        writeln!(out, "== {how}").unwrap();
        for (line, times) in seen {
            writeln!(out, "{times} times {line}").unwrap();
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
#[cfg(unix)]
fn programs_that_list_and_read() {
    if !python() {
        return;
    }
    let mut out = String::new();
    for how in [
        "list",
        "list_crash",
        "list_empty_uri",
        "list_no_base64",
        "list_without_id",
        "list_refused",
        "list_failed",
        "read_crash",
        "read_span",
    ] {
        writeln!(out, "== {how}\n{}", outcome_in(&listing(how))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn programs_that_summarize() {
    if !python() {
        return;
    }
    let mut out = outcomes("summarize", &[("sum_span", ""), ("sum_empty", "")]);
    let folder = folder("summarize", "sum", "");
    let sentences: Vec<String> = folder
        .records(0)
        .iter()
        .map(|record| record["summaries"][0]["sentences"][0].to_string())
        .collect();
    writeln!(out, "== sum\n{}", sentences.join("\n")).unwrap();
    insta::assert_snapshot!(out);
}

/// An export that fails fails the run: half an output is none.
#[test]
#[cfg(unix)]
fn programs_that_export() {
    if !python() {
        return;
    }
    insta::assert_snapshot!(outcomes(
        "export",
        &[("write", ""), ("write_crash", ""), ("write_hang", "seconds = 1\n")],
    ));
}
