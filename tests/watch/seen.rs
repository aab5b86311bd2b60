//! A watch as it is seen from outside: `--metrics`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use super::{Watching, desk, put, rules};

/// The status line and the body of what is served at `path`.
fn get(watching: &Watching<'_>, path: &str) -> (String, String) {
    watching.until_said("metrics: http://", 1);
    let heard = watching.heard();
    let rest = heard.split("metrics: http://").nth(1).unwrap();
    let address = rest.split('/').next().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (top, body) = answer.split_once("\r\n\r\n").unwrap();
    (top.lines().next().unwrap().to_owned(), body.to_owned())
}

fn health(watching: &Watching<'_>) -> (String, Value) {
    let (status, body) = get(watching, "/health");
    (status, serde_json::from_str(&body).unwrap())
}

/// Waits until a line stands in the metrics.
#[track_caller]
fn until_counted(watching: &Watching<'_>, line: &str) {
    let is_there = || get(watching, "/metrics").1.lines().any(|found| found == line);
    watching.until(line, is_there);
}

#[test]
fn counts_add_up_over_runs_and_mistakes_are_told() {
    let folder = desk();
    let watching = Watching::begin(&folder, &["--metrics", "0"]);
    until_counted(&watching, "cableway_runs_total{outcome=\"done\"} 1");
    until_counted(
        &watching,
        "cableway_stage_documents_total{stage=\"topics\",kind=\"classify\"} 2",
    );
    folder.write("inbox/c.txt", "Another ferry.");
    watching.until_texts(&["Another ferry.", "The ferry sails.", "The train leaves."]);
    until_counted(
        &watching,
        "cableway_stage_documents_total{stage=\"topics\",kind=\"classify\"} 3",
    );
    until_counted(&watching, "cableway_documents_total 3");
    until_counted(&watching, "cableway_last_run_documents 3");

    put(&folder, "rules.toml", "[[topic]]\nlabel = \"travel\"\nanny = [\"train\"]\n");
    until_counted(&watching, "cableway_watch_rejections_total 1");
    let (status, now) = health(&watching);
    assert_eq!(status, "HTTP/1.1 200 OK", "the old one goes on");
    let problem = now["problem"].as_str().unwrap();
    let expected = "a mistake in the pipeline: rules.toml:3:1: unknown key `anny`";
    let other = "a mistake in the pipeline: rules.toml:1:1: no document can ever have this topic";
    assert!([expected, other].contains(&problem), "{now}");
    put(&folder, "rules.toml", &rules("train"));
    until_counted(&watching, "cableway_watch_reloads_total 1");
    watching.until("no problem", || health(&watching).1.get("problem").is_none());
    watching.stop();
}

#[test]
fn a_run_that_fails_is_seen_until_one_does_not() {
    let folder = desk();
    let watching = Watching::begin(&folder, &["--metrics", "0"]);
    until_counted(&watching, "cableway_runs_total{outcome=\"done\"} 1");
    let inbox = folder.path().join("inbox");
    std::fs::rename(&inbox, folder.path().join("elsewhere")).unwrap();
    watching.until("not well", || health(&watching).0 == "HTTP/1.1 503 Service Unavailable");
    let (_, now) = health(&watching);
    assert!(now["last_error"][0].as_str().unwrap().starts_with("stage `files`: "), "{now}");
    std::fs::rename(folder.path().join("elsewhere"), &inbox).unwrap();
    watching.until("well again", || health(&watching).0 == "HTTP/1.1 200 OK");
    watching.stop();
}

/// Somebody else runs the pipeline by hand, and holds its ledger.
#[test]
fn a_run_that_cannot_begin_is_seen_too() {
    let folder = desk();
    let watching = Watching::begin(&folder, &["--metrics", "0"]);
    until_counted(&watching, "cableway_runs_total{outcome=\"done\"} 1");
    let lock =
        std::fs::File::options().write(true).open(folder.path().join(".cableway/p.ledger.lock"));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    folder.write("inbox/c.txt", "Another ferry.");
    watching.until("not well", || health(&watching).0 == "HTTP/1.1 503 Service Unavailable");
    drop(lock);
    watching.until("well again", || health(&watching).0 == "HTTP/1.1 200 OK");
    watching.until_texts(&["Another ferry.", "The ferry sails.", "The train leaves."]);
    watching.stop();
}
