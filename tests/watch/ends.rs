//! How a watch ends, and what it survives.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::server::Server;
use super::{Watching, desk, put};
use crate::folder::Folder;

#[test]
fn both_signals_stop_it_in_good_order() {
    for signal in ["INT", "TERM"] {
        let folder = desk();
        let watching = Watching::start(&folder);
        watching.signal(signal);
        let (status, heard) = watching.end();
        assert_eq!(status.code(), Some(0), "{heard}");
        assert!(heard.contains("stopping when the run under way, if any, is done"), "{heard}");
        assert_eq!(folder.names(), ["inbox", "out.jsonl", "p.toml", "rules.toml"]);
    }
}

/// A run that waits for a server is under way.
fn under_way<'a>(folder: &'a Folder, server: &Server) -> Watching<'a> {
    let text = folder.read("p.toml").unwrap();
    folder.write("p.toml", server.stage("") + &text);
    server.set(&["Late"]);
    server.hold(true);
    let watching = Watching::begin(folder, &[]);
    watching.until("the server is asked", || server.asked() == 1);
    watching.signal("TERM");
    watching.until_said("stopping", 1);
    watching
}

#[test]
fn what_is_under_way_is_written_before_the_end() {
    let (folder, server) = (desk(), Server::start());
    let watching = under_way(&folder, &server);
    assert_eq!(folder.read("out.jsonl"), None);
    server.hold(false);
    let (status, heard) = watching.end();
    assert_eq!(status.code(), Some(0), "{heard}");
    assert_eq!(folder.read("out.jsonl").unwrap().lines().count(), 3, "{heard}");
}

#[test]
fn a_second_signal_interrupts_the_run() {
    let (folder, server) = (desk(), Server::start());
    let watching = under_way(&folder, &server);
    watching.signal("TERM");
    let (status, heard) = watching.end();
    assert_eq!(status.code(), Some(1), "{heard}");
    assert!(heard.contains("error: the run was interrupted: no output was written"), "{heard}");
    assert_eq!(folder.read("out.jsonl"), None);
}

#[test]
fn a_third_signal_ends_at_once() {
    let (folder, server) = (desk(), Server::start());
    let watching = under_way(&folder, &server);
    watching.signal("INT");
    watching.signal("INT");
    assert_eq!(watching.end().0.code(), Some(1));
    assert_eq!(folder.read("out.jsonl"), None);
}

/// The output's folder is a file for a while.
#[test]
fn a_run_that_fails_is_tried_again() {
    let folder = desk();
    folder.write("p.toml", folder.read("p.toml").unwrap().replace("out.jsonl", "out/out.jsonl"));
    folder.write("out", "in the way");
    let watching = Watching::begin(&folder, &[]);
    watching.until_said("the run is tried again", 1);
    watching.until_said("it failed for the same reason", 1);
    folder.write("inbox/c.txt", "It comes meanwhile.");
    fs::remove_file(folder.path().join("out")).unwrap();
    let written = || folder.read("out/out.jsonl").unwrap_or_default();
    watching.until("it is mended", || written().lines().count() == 3);
    watching.signal("TERM");
    let (status, heard) = watching.end();
    assert_eq!(status.code(), Some(0), "{heard}");
    assert_eq!(heard.matches("error: ").count(), 1, "told once: {heard}");
    let told = heard.matches("it works again, after ").count();
    assert_eq!(told, 1, "the recovery is told, once: {heard}");
}

/// Between runs the ledger is free, and during one of somebody else's the watch waits.
#[test]
fn others_may_run_the_pipeline_too() {
    let folder = desk();
    let watching = Watching::start(&folder);
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert!(folder.run(&["ledger", "status", "p.toml"]).stdout.contains("items: 2"));

    let lock = fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.path().join(".cableway/p.ledger.lock"))
        .unwrap();
    lock.lock().unwrap();
    folder.write("inbox/c.txt", "It waits.");
    watching.until_said("is held by another run", 1);
    assert_eq!(watching.texts().len(), 2);
    lock.unlock().unwrap();
    watching.until("its turn", || watching.texts().len() == 3);
    watching.stop();
}

/// A second watch of the same pipeline would only be in the way of the first.
#[test]
fn one_watch_for_a_pipeline() {
    let folder = desk();
    let watching = Watching::start(&folder);
    let second = folder.run(&["watch", "p.toml"]);
    assert_eq!(second.code, Some(1), "{}", second.shown());
    let expected = format!(
        "error: the pipeline `p.toml` is watched by process {} already: stop that one first\n",
        watching.child.id()
    );
    assert_eq!(second.stderr, expected);
    // Runs by hand, and watches of other pipelines of the folder, are no trouble.
    let text = folder.read("p.toml").unwrap().replace("out.jsonl", "q.jsonl");
    folder.write("q.toml", text);
    let mut other = folder.command(&["watch", "q.toml"]).spawn().unwrap();
    watching.until("the other pipeline", || folder.read("q.jsonl").is_some());
    other.kill().unwrap();
    other.wait().unwrap();
    watching.stop();
    let watching = Watching::start(&folder);
    watching.stop();
}

/// The folder of the pipeline is moved away under the watch: nothing comes back in its place.
#[test]
fn a_pipeline_that_is_moved_away() {
    let folder = Folder::new();
    let inner = desk();
    let (place, away) = (folder.path().join("desk"), folder.path().join("away"));
    fs::rename(inner.path(), &place).unwrap();
    let file = place.join("p.toml");
    let mut child = folder.command(&["watch", file.to_str().unwrap(), "-v"]).spawn().unwrap();
    let started = std::time::Instant::now();
    let wait = |what: &str, is_so: &dyn Fn() -> bool| {
        while !is_so() {
            assert!(started.elapsed().as_secs() < 60, "never came: {what}");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    };
    wait("the first run", &|| place.join("out.jsonl").exists());
    fs::rename(&place, &away).unwrap();
    // Two rounds of pauses after the failure.
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert!(!place.exists(), "{:?}", fs::read_dir(&place).map(|all| all.flatten().count()));
    fs::write(away.join("inbox/c.txt"), "It comes meanwhile.").unwrap();
    fs::rename(&away, &place).unwrap();
    let lines = || fs::read_to_string(place.join("out.jsonl")).unwrap_or_default().lines().count();
    wait("the folder is back", &|| lines() == 3);
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let said = crate::folder::ran(child.wait_with_output().unwrap()).stderr;
    assert!(said.contains("error: the pipeline's folder is gone: `"), "{said}");
    assert!(said.contains("it works again, after "), "{said}");
    fs::create_dir(inner.path()).unwrap();
}

/// Somebody spoils the ledger between two runs of a watch.
#[test]
fn a_ledger_that_is_damaged_meanwhile() {
    let folder = desk();
    let watching = Watching::start(&folder);
    let ledger = folder.path().join(".cableway/p.ledger");
    watching.until("all in one file", || !folder.path().join(".cableway/p.ledger-wal").exists());
    let length = fs::metadata(&ledger).unwrap().len();
    fs::write(&ledger, vec![0x5a; usize::try_from(length).unwrap()]).unwrap();
    folder.write("inbox/c.txt", "Another ferry.");
    watching.until_texts(&["Another ferry.", "The ferry sails.", "The train leaves."]);
    watching.until_said("is damaged", 1);
    watching.until_said("it was set aside as", 1);
    watching.until("idle", || watching.is_idle());
    assert!(folder.path().join(".cableway/p.ledger.damaged").exists());
    // The new one is as good as the old one was: what comes next is all that is worked on.
    folder.write("inbox/d.txt", "The last ferry.");
    watching.until("one more", || watching.texts().len() == 4);
    watching.until_said("worked on 1 document, 4 documents written", 1);
    let verified = folder.run(&["ledger", "verify", "p.toml"]);
    assert_eq!(verified.code, Some(0), "{}", verified.shown());
    watching.stop();
}

/// Somebody removes it.
#[test]
fn a_ledger_that_is_removed_meanwhile() {
    let folder = desk();
    let watching = Watching::start(&folder);
    watching.until("idle", || watching.is_idle());
    fs::remove_dir_all(folder.path().join(".cableway")).unwrap();
    folder.write("inbox/c.txt", "Another ferry.");
    watching.until_texts(&["Another ferry.", "The ferry sails.", "The train leaves."]);
    watching
        .until_said("p.ledger` is gone: a new one is made, and everything is worked on anew", 1);
    watching.until("idle", || watching.is_idle());
    folder.write("inbox/d.txt", "The last ferry.");
    watching.until_said("worked on 1 document, 4 documents written", 1);
    let said = watching.stop();
    assert_eq!(said.matches("is gone").count(), 1, "it is told once: {said}");
}

#[test]
fn what_cannot_be_watched() {
    let folder = desk();
    let mut shown = String::new();
    let good = folder.read("p.toml").unwrap();
    for (name, text) in [
        ("a mistake", good.replace("[[export]]", "[[exprot]]")),
        ("standard input", good.replace("\"inbox\"", "\"inbox\", \"-\"")),
        ("standard output", good.replace("out.jsonl", "-")),
        ("no such removed", good.replace("paths =", "removed = \"kep\"\nevery = \"0s\"\npaths =")),
        ("no such every", good.replace("paths =", "removed = true\nevery = \"ten\"\npaths =")),
    ] {
        folder.write("p.toml", text);
        shown.push_str(&format!("# {name}\n{}\n", folder.run(&["watch", "p.toml"]).shown()));
    }
    insta::assert_snapshot!(shown);
    assert_eq!(folder.names(), ["inbox", "p.toml", "rules.toml"]);
}

/// Each line for programs is an object, and those who want to hear nothing hear nothing.
#[test]
fn for_programs_and_for_nobody() {
    let folder = desk();
    for (arguments, is_json) in [(&["--log-format", "json"][..], true), (&["--quiet"], false)] {
        let mut command = folder.command(&[&["watch", "p.toml"], arguments].concat());
        let mut child = command.spawn().unwrap();
        let started = std::time::Instant::now();
        while folder.read("out.jsonl").is_none() {
            assert!(started.elapsed().as_secs() < 60, "no run");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let id = child.id().to_string();
        assert!(
            std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success()
        );
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let ran = crate::folder::ran(child.wait_with_output().unwrap());
        assert_eq!(ran.stdout, "");
        if is_json {
            let said = crate::folder::lines(&ran.stderr);
            let has = |words: &str| {
                said.iter().any(|line| line["fields"]["message"].as_str().unwrap().contains(words))
            };
            assert!(has("watching p.toml") && has("run done") && has("stopped"), "{}", ran.stderr);
        } else {
            assert_eq!(ran.stderr, "");
        }
        fs::remove_file(folder.path().join("out.jsonl")).unwrap();
    }
}

/// Whoever looks after it sees how it goes, over HTTP.
#[test]
fn metrics_and_health_are_served() {
    let folder = desk();
    let watching = Watching::begin(&folder, &["--metrics", "0"]);
    watching.until("the first run", || watching.runs() > 0 && watching.is_idle());
    let heard = watching.heard();
    let address = heard.split("metrics: http://").nth(1).unwrap().split('/').next().unwrap();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    watching.until("waiting", || get("/health").contains("\"state\":\"waiting\""));
    assert!(get("/health").starts_with("HTTP/1.1 200 "), "{}", get("/health"));
    let metrics = get("/metrics");
    for line in ["cableway_watch_runs_total 1\n", "cableway_watch_reloads_total 0\n"] {
        assert!(metrics.contains(line), "{metrics}");
    }
    // A mistake in the pipeline is told, although the old one goes on.
    let pipeline = folder.read("p.toml").unwrap();
    put(&folder, "p.toml", "[[ingest]\n");
    watching.until("the mistake", || get("/health").contains("a mistake in the pipeline"));
    put(&folder, "p.toml", &pipeline);
    watching.until("mended", || !get("/health").contains("a mistake in the pipeline"));
    watching.signal("TERM");
    assert_eq!(watching.end().0.code(), Some(0));
}
