//! What a run lets others see of it: `--report`, `--trace`, `--metrics`.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::{Folder, ran};
use crate::plugins::build::{fixture, with_plugin};

/// Three documents, of which a stage fails on the second.
fn folder(keys: &str) -> Folder {
    with_plugin(fixture(), "", &format!("name = \"desk\"\nhow = \"failure\"\n{keys}"))
}

fn json(text: &str) -> Value {
    let parsed = serde_json::from_str(text);
    assert!(parsed.is_ok(), "no JSON: {text}");
    parsed.unwrap()
}

/// Whether a report is as the published schema says.
#[track_caller]
fn assert_valid(report: &Value) {
    let schema = json(&Folder::new().run(&["schema", "report"]).stdout);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(report)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:?}\n{report:#}");
}

/// What changes from run to run, made plain.
fn plain(mut report: Value) -> Value {
    fn walk(value: &mut Value, key: &str) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| walk(value, key)),
            Value::Array(values) => values.iter_mut().for_each(|value| walk(value, "")),
            value if ["seconds", "p50", "p90", "p99", "max"].contains(&key) => {
                assert!(value.as_f64().unwrap() >= 0.0);
                *value = "[time]".into();
            }
            value if key == "fingerprint" => {
                assert!(value.as_str().unwrap().starts_with("blake3:"), "{value}");
                *value = "[digest]".into();
            }
            _ => {}
        }
    }
    walk(&mut report, "");
    report
}

#[test]
fn a_report_says_what_a_run_did() {
    let folder = folder("");
    let ran = folder.run(&["run", "p.toml", "--report", "run.json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.shown());
    let report = json(&folder.read("run.json").unwrap());
    assert_valid(&report);
    let stage = &report["stages"][1];
    let latency = |name: &str| stage["latency"][name].as_f64().unwrap();
    assert!(latency("p50") <= latency("p90") && latency("p90") <= latency("p99"));
    assert!(latency("p99") <= latency("max"));
    insta::assert_snapshot!(format!("{:#}", plain(report)));

    // Standard output is for data, and this is.
    let ran = folder.run(&["run", "p.toml", "--report", "-", "-q"]);
    let again = json(&ran.stdout);
    assert_valid(&again);
    assert_eq!((&again["unchanged"], &again["outputs"][0]["written"]), (&3.into(), &false.into()));
}

#[test]
fn a_report_says_why_a_run_failed() {
    let folder = folder("on_error = \"stop\"\n");
    let ran = folder.run(&["run", "p.toml", "--report", "run.json"]);
    assert_eq!(ran.code, Some(1));
    let report = json(&folder.read("run.json").unwrap());
    assert_valid(&report);
    assert_eq!(report["outcome"], "failed");
    let words = "stage `desk` failed on `inbox/b.txt`, and stops the run (`on_error`)";
    assert_eq!(
        (&report["error"][0], &report["error"][2]),
        (&words.into(), &"no such file: model.bin".into())
    );
    assert_eq!((&report["stages"][1]["failures"], report.get("documents")), (&1.into(), None));
    assert_eq!(report["quarantine"], "p.quarantine.jsonl");
}

/// The report of an earlier run must not pass for that of one that could not begin.
#[test]
fn a_report_says_that_the_ledger_cannot_be_opened() {
    let folder = folder("");
    folder.run(&["run", "p.toml", "--report", "run.json"]);
    let path = folder.path().join(".cableway/p.ledger");
    let ledger = rusqlite::Connection::open(path).unwrap();
    ledger.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(ledger);
    let ran = folder.run(&["run", "p.toml", "--report", "run.json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.shown());
    let report = json(&folder.read("run.json").unwrap());
    assert_valid(&report);
    assert_eq!((&report["outcome"], report.get("documents")), (&"failed".into(), None));
    let why = report["error"][0].as_str().unwrap();
    assert!(why.contains("newer version") && ran.stderr.contains(why), "{why}: {}", ran.shown());
}

#[test]
fn a_report_counts_what_is_kept() {
    let folder = folder("");
    let pipeline = folder.read("p.toml").unwrap();
    let keep = "paths = [\"inbox\"]\nremoved = \"keep\"";
    folder.write("p.toml", pipeline.replacen("paths = [\"inbox\"]", keep, 1));
    let report = || {
        folder.run(&["run", "p.toml", "--report", "run.json"]);
        let report = json(&folder.read("run.json").unwrap());
        assert_valid(&report);
        (report["kept"].clone(), report["withdrawn"].clone())
    };
    assert_eq!(report(), (0.into(), 0.into()));
    std::fs::remove_file(folder.path().join("inbox/a.txt")).unwrap();
    assert_eq!(report(), (1.into(), 0.into()));
    assert_eq!(report(), (0.into(), 0.into()), "each once");
}

#[test]
fn a_shorter_report_leaves_nothing_of_a_longer_one() {
    let folder = folder("");
    let longer = format!("{{\"schema\": \"cableway.report/1\", {}", "x".repeat(100_000));
    folder.write("run.json", longer);
    folder.run(&["run", "p.toml", "--report", "run.json"]);
    assert_valid(&json(&folder.read("run.json").unwrap()));
}

#[test]
fn what_cannot_be_written_is_found_before_the_work() {
    let folder = folder("");
    for option in ["--report", "--trace"] {
        let ran = folder.run(&["run", "p.toml", option, "missing/run.json"]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.stderr.contains("cannot write `missing/run.json`: "), "{}", ran.shown());
        assert_eq!(folder.read("out.jsonl"), None);
    }
}

/// A trace's events, which are well formed.
fn events(folder: &Folder) -> Vec<Value> {
    let events = json(&folder.read("trace.json").unwrap());
    let events = events.as_array().unwrap().clone();
    for event in &events {
        let phase = event["ph"].as_str().unwrap();
        assert!(event["name"].is_string() && event["pid"] == 1, "{event}");
        match phase {
            "X" => {
                assert!(
                    event["ts"].as_f64().unwrap() >= 0.0 && event["dur"].as_f64().unwrap() >= 0.0
                );
                assert!(event["tid"].is_u64() && event["cat"].is_string(), "{event}");
            }
            "C" => {
                assert!(event["args"].as_object().unwrap().values().all(Value::is_u64), "{event}");
            }
            other => assert_eq!(other, "M", "{event}"),
        }
    }
    events
}

/// The complete events of a name, with what they were at work on.
fn subjects(events: &[Value], name: &str) -> BTreeSet<String> {
    let of_name = events.iter().filter(|event| event["ph"] == "X" && event["name"] == name);
    of_name.map(|event| event["args"]["uri"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_trace_says_what_was_done_when() {
    let folder = folder("");
    let ran = folder.run(&["run", "p.toml", "--trace", "trace.json", "--workers", "2"]);
    assert_eq!(ran.code, Some(3), "{}", ran.shown());
    let events = events(&folder);
    let all = ["inbox/a.txt", "inbox/b.txt", "inbox/c.txt"].map(str::to_owned);
    for name in ["list", "files", "desk"] {
        assert_eq!(subjects(&events, name), all.clone().into(), "{name}");
    }
    assert_eq!(subjects(&events, "jsonl"), [all[0].clone(), all[2].clone()].into());
    let failed = events
        .iter()
        .find(|event| event["name"] == "desk" && event["args"]["uri"] == all[1].as_str());
    assert_eq!(failed.unwrap()["args"]["error"], "bad_input");
    let commit = events.iter().find(|event| event["name"] == "commit").unwrap();
    assert_eq!(commit["args"]["target"], "out.jsonl");
    assert!(events.iter().any(|event| event["ph"] == "C" && event["name"] == "items"));
    let threads: Vec<&str> = events
        .iter()
        .filter(|event| event["name"] == "thread_name")
        .map(|event| event["args"]["name"].as_str().unwrap())
        .collect();
    assert!(threads.iter().any(|name| name.starts_with("worker ")), "{threads:?}");
    assert!(threads.iter().any(|name| name.starts_with("reader ")), "{threads:?}");
}

#[test]
fn a_trace_is_whole_when_the_run_fails() {
    let folder = folder("on_error = \"stop\"\n");
    assert_eq!(folder.run(&["run", "p.toml", "--trace", "trace.json"]).code, Some(1));
    assert!(subjects(&events(&folder), "desk").contains("inbox/b.txt"));
}

/// A run whose input is not at its end, and the address at which it is to be seen.
struct Running {
    child: Child,
    address: String,
}

fn running(folder: &Folder, more: &[&str]) -> Running {
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"-\"]\nfields = { text = \"body\" }\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let mut command = folder.command(&[&["run", "p.toml", "--metrics", "0"], more].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    errors.read_line(&mut line).unwrap();
    let address = line
        .trim()
        .strip_prefix("metrics: http://")
        .and_then(|rest| rest.strip_suffix("/metrics"))
        .map(str::to_owned);
    assert!(address.is_some(), "{line}");
    let address = address.unwrap();
    // What else it says must have somewhere to go.
    std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
    Running { child, address }
}

impl Running {
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }
}

#[test]
#[cfg(unix)]
fn metrics_are_served_while_the_run_goes_on() {
    let folder = Folder::new();
    let mut run = running(&folder, &["--trace", "trace.json"]);
    assert!(run.address.starts_with("127.0.0.1:"), "{}", run.address);
    let mut input = run.child.stdin.take().unwrap();
    input
        .write_all(
            b"{\"body\": \"The ferry sails again.\"}\n{\"body\": 3}\n{\"body\": \"It sails.\"}\n",
        )
        .unwrap();
    let started = Instant::now();
    let wanted = "cableway_stage_documents_total{stage=\"jsonl\",kind=\"export\"} 2\n";
    let metrics = loop {
        let (status, body) = run.get("/metrics");
        assert_eq!(status, "HTTP/1.1 200 OK");
        if body.contains(wanted) {
            break body;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{body}");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_exposition(&metrics);
    for line in [
        "cableway_run_in_progress 1",
        "cableway_stage_errors_total{stage=\"jsonl\",kind=\"ingest\"} 1",
        "cableway_stage_seconds_count{stage=\"jsonl\",kind=\"export\"} 2",
        "cableway_in_flight_items 0",
        "cableway_runs_total{outcome=\"done\"} 0",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
    let (status, body) = run.get("/health");
    assert_eq!((status.as_str(), &json(&body)["state"]), ("HTTP/1.1 200 OK", &"running".into()));

    // It ends with the run, which is interrupted: what was traced by then is whole.
    let killed = std::process::Command::new("kill")
        .args(["-INT", &run.child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let ran = ran(run.child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1));
    assert!(TcpStream::connect(&run.address).is_err());
    assert_eq!(subjects(&events(&folder), "list").len(), 3);
}

/// Every line is one that Prometheus reads, and every metric has its type before its first value.
#[track_caller]
fn assert_exposition(text: &str) {
    let mut typed = BTreeSet::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(typed.insert(name.to_owned()), "{line} twice");
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let name = series.split('{').next().unwrap();
            let family =
                ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            assert!(
                typed.contains(name) || family.is_some_and(|family| typed.contains(family)),
                "{line}"
            );
            assert!(series.ends_with('}') == series.contains('{'), "{line}");
        }
    }
}

#[test]
fn addresses() {
    let folder = folder("");
    let ran = folder.run(&["run", "p.toml", "--metrics", "example.org:80"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("not PORT or IP:PORT"), "{}", ran.shown());

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = folder.run(&["run", "p.toml", "--metrics", &address]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("cannot listen at 127.0.0.1:"), "{}", ran.shown());
    assert_eq!(folder.read("out.jsonl"), None);

    let ran = folder.run(&["run", "p.toml", "--metrics", "0.0.0.0:0"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("beyond this machine"), "{}", ran.shown());
}
