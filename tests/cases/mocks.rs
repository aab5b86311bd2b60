//! What stands in for stages, and what a case keeps from the world.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use serde_json::Value;

use super::{FERRY, PIPELINE, PLUGIN, add_case, desk, desk_case, desk_with, test, with_plugin};
use crate::folder::{Folder, lines};
use crate::plugins::programs::python;

/// The records that the case `a` gives, as its export writes them.
#[track_caller]
fn records(folder: &Folder) -> Vec<Value> {
    let ran = folder.run(&["test", "--update", "always"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    let kept = folder.read("tests/cases/a/snapshots/export-jsonl.snap").unwrap();
    lines(kept.splitn(3, "---\n").nth(2).unwrap())
}

fn labels(record: &Value) -> Vec<&str> {
    let all = record["annotations"].as_array().into_iter().flatten();
    all.filter_map(|annotation| annotation["label"].as_str()).collect()
}

#[test]
fn a_classify_stage() {
    let folder = desk_case(
        "exports = [\"jsonl\"]\n[[mock]]\nstage = \"desk\"\n\
         annotations = [{ kind = \"topic\", label = \"weather\", score = 0.9, evidence = [\"storm\"] }]\n",
    );
    // Its own code is not run: what it needs is missing.
    std::fs::remove_file(folder.path().join("topics.toml")).unwrap();
    let records = records(&folder);
    let annotation = &records[0]["annotations"][0];
    assert_eq!(annotation["label"], "weather");
    assert_eq!(annotation["score"], 0.9);
    assert_eq!(annotation["stage"], "desk");
    let at = FERRY.find("storm").unwrap();
    assert_eq!(annotation["spans"], serde_json::json!([[at, at + 5]]));
}

#[test]
fn only_some_documents_and_a_summary() {
    let folder = desk_case(
        "exports = [\"jsonl\"]\n[[mock]]\nstage = \"lead\"\nonly = \"input/f*\"\n\
         sentences = [\"Repairs took long.\"]\n",
    );
    folder.write("tests/cases/a/input/other.txt", FERRY);
    let records = records(&folder);
    assert_eq!(records[0]["summaries"][0]["sentences"][0]["text"], "Repairs took long.");
    assert_eq!(records[1].get("summaries"), None, "{records:?}");
    add_case(&folder, "a", "[[mock]]\nstage = \"lead\"\nsentences = [\"Repairs were quick.\"]\n");
    test(
        &folder,
        &[],
        2,
        &["the words `Repairs were quick.` of the mock do not stand in the text"],
    );
}

#[test]
fn an_ingest_stage() {
    let folder = desk();
    let pipeline = folder.read("pipeline.toml").unwrap();
    let web = "use = \"web\"\nurls = [\"https://desk.example/ferry\"]\n";
    folder.write("pipeline.toml", pipeline.replace("use = \"files\"\npaths = [\"inbox\"]\n", web));
    add_case(&folder, "a", "exports = [\"jsonl\"]\n");
    let words =
        ["no ingest stage of its pipeline has `paths`", "mock one, with `items`", "loopback"];
    test(&folder, &[], 2, &words);
    let items = "items = [{ uri = \"https://desk.example/ferry\", file = \"input/ferry.txt\", media_type = \"text/plain\" }]\n";
    add_case(&folder, "a", &format!("exports = [\"jsonl\"]\n[[mock]]\nstage = \"web\"\n{items}"));
    let records = records(&folder);
    assert_eq!(records[0]["source"]["uri"], "https://desk.example/ferry");
    assert_eq!(labels(&records[0]), ["shipping"]);
    add_case(
        &folder,
        "a",
        "[[mock]]\nstage = \"web\"\nerror = { kind = \"io\", message = \"no answer\" }\n",
    );
    test(&folder, &[], 2, &["its run failed: stage `web`: no answer"]);
}

#[test]
fn a_stage_that_fails_and_an_export_that_does() {
    let folder = desk_case(
        "[[mock]]\nstage = \"desk\"\nerror = { kind = \"timeout\", message = \"no answer\" }\n",
    );
    test(&folder, &[], 2, &["went to quarantine", "input/ferry.txt: stage `desk`: no answer"]);
    // It runs although no snapshot is asked of it, and takes nothing of what is there.
    folder.write("out.jsonl", "old");
    add_case(
        &folder,
        "a",
        "[[mock]]\nstage = \"jsonl\"\nerror = { message = \"the disk is full\" }\n",
    );
    test(&folder, &[], 2, &["broken  a", "its run failed: stage `jsonl`: the disk is full"]);
    add_case(&folder, "a", "[[mock]]\nstage = \"export.jsonl\"\ndelay_ms = 1\n");
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    assert_eq!(folder.read("out.jsonl").unwrap(), "old");
}

#[test]
fn a_delay() {
    let folder = desk_case("[[mock]]\nstage = \"desk\"\ndelay_ms = 700\n");
    let started = std::time::Instant::now();
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    assert!(started.elapsed().as_millis() >= 700);
}

#[test]
fn a_stage_of_an_included_file() {
    let folder = Folder::new();
    folder.write(
        "pipeline.toml",
        "include = [\"shared/base.toml\"]\n[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n",
    );
    folder.write(
        "shared/base.toml",
        "[[classify]]\nname = \"model\"\nuse = \"model\"\nmodel = \"absent.cwm\"\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    add_case(&folder, "a", "");
    test(&folder, &[], 2, &["its pipeline does not pass `cableway check`", "absent.cwm"]);
    add_case(
        &folder,
        "a",
        "exports = [\"jsonl\"]\n[[mock]]\nstage = \"model\"\nannotations = [{ kind = \"topic\", label = \"shipping\" }]\n",
    );
    assert_eq!(labels(&records(&folder)[0]), ["shipping"]);
}

#[test]
fn the_clock_stands_still() {
    if !python() {
        return;
    }
    let folder = desk_with(&with_plugin("classify", "mark", ""));
    folder.write("own.py", PLUGIN);
    add_case(&folder, "a", "exports = [\"jsonl\"]\nclock = \"2026-03-02T06:00:00Z\"\n");
    let seen = |folder: &Folder| {
        let record = records(folder).remove(0);
        record["annotations"].as_array().unwrap().last().unwrap()["attributes"].clone()
    };
    let expected = serde_json::json!({"now": 1_772_431_200_000_i64, "network": "refused"});
    assert_eq!(seen(&folder), expected);
    add_case(&folder, "a", "exports = [\"jsonl\"]\nclock = 2026-03-02T07:00:00+01:00\n");
    assert_eq!(seen(&folder), expected);
    add_case(&folder, "a", "exports = [\"jsonl\"]\nallow = [\"loopback\"]\n");
    let expected = serde_json::json!({"now": 946_684_800_000_i64, "network": "loopback"});
    assert_eq!(seen(&folder), expected);
}

#[test]
fn variables_of_the_case_alone() {
    let folder = desk();
    let pipeline = folder.read("pipeline.toml").unwrap();
    folder.write("pipeline.toml", pipeline.replace("topics.toml", "${DESK}.toml"));
    add_case(&folder, "a", "");
    let run = |folder: &Folder| {
        let mut command = folder.command(&["test", "--update", "always"]);
        crate::folder::ran(command.env("DESK", "topics").output().unwrap())
    };
    super::told(&run(&folder), 2, &["broken  a", "DESK"]);
    add_case(&folder, "a", "[environment]\nDESK = \"topics\"\n");
    super::told(&run(&folder), 0, &["1 passed"]);
    test(&folder, &[], 0, &["1 passed"]);
    // What the case inherits is seen, unless the case says it itself.
    add_case(&folder, "a", "inherit = [\"DESK\"]\n");
    super::told(&run(&folder), 0, &["1 passed"]);
    test(&folder, &[], 2, &["broken  a", "DESK"]);
    add_case(&folder, "a", "inherit = [\"DESK\"]\n[environment]\nDESK = \"dusk\"\n");
    super::told(&run(&folder), 2, &["broken  a", "cannot read"]);

    // A first case names what was read of the environment, but not what it said.
    let mut command = folder.command(&["test", "--init", "pipeline.toml"]);
    let ran = crate::folder::ran(command.env("DESK", "topics").output().unwrap());
    let case = folder.read("tests/cases/pipeline/case.toml").unwrap();
    assert!(case.contains("[environment]\n\"DESK\" = \"\"\n"), "{case}\n{}", ran.shown());
}

#[test]
fn values_laid_over() {
    let folder = desk_case("exports = [\"jsonl\"]\nset = [\"summarize.lead.min_words=1\"]\n");
    assert_eq!(
        records(&folder)[0]["summaries"][0]["sentences"][0]["text"],
        "The ferry sails again."
    );
    add_case(&folder, "a", "set = [\"classify.dusk.max_labels=1\"]\n");
    test(&folder, &[], 2, &["broken  a", "dusk"]);
}

/// A feed whose entries are to be read in full from this address.
fn feed(address: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Desk</title><item><guid>n-1</guid><title>Ferry</title>\
         <link>{address}/page</link><description>The ferry sails again, says the feed.</description></item></channel></rss>"
    )
}

/// A server on loopback that gives one page to whoever asks; its address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let body = "<html><body><article><p>The page itself tells more of the ferry, and at length.</p>\
                        <p>The landing stage stands again, and the town is glad of it.</p></article></body></html>";
            let length = body.len();
            let head =
                format!("content-type: text/html\r\ncontent-length: {length}\r\nconnection: close");
            // Whoever hangs up early has seen enough.
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}");
        }
    });
    address
}

const FETCH: &str = "allow_private = true\nrobots = false\nretries = 0\n";

#[test]
fn nobody_is_asked_but_this_machine_where_it_is_allowed() {
    let address = serve();
    let folder = Folder::new();
    folder.write(
        "pipeline.toml",
        format!(
            "[[ingest]]\nuse = \"feed\"\npaths = [\"feeds\"]\nfull = true\n{FETCH}\
             [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
        ),
    );
    folder.write("tests/cases/a/input/desk.xml", feed(&address));
    let case = |more: &str| format!("{PIPELINE}exports = [\"jsonl\"]\n{more}");
    folder.write("tests/cases/a/case.toml", case(""));
    let record = records(&folder).remove(0);
    assert!(record["text"].as_str().unwrap().contains("says the feed"), "{record}");
    assert!(record["notes"].to_string().contains("may not ask `127.0.0.1`"), "{record}");
    folder.write("tests/cases/a/case.toml", case("allow = [\"loopback\"]\n"));
    let record = records(&folder).remove(0);
    assert!(record["text"].as_str().unwrap().contains("The page itself"), "{record}");
    // The open net is out of reach all the same.
    folder.write("tests/cases/a/input/desk.xml", feed("http://192.0.2.1"));
    let record = records(&folder).remove(0);
    assert!(record["text"].as_str().unwrap().contains("says the feed"), "{record}");
}

#[test]
fn pages_of_this_machine() {
    let address = serve();
    let folder = Folder::new();
    folder.write(
        "pipeline.toml",
        format!(
            "[[ingest]]\nuse = \"web\"\nurls = [\"{address}/page\"]\n{FETCH}\
             [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
        ),
    );
    folder.write(
        "tests/cases/a/case.toml",
        format!("{PIPELINE}exports = [\"jsonl\"]\nallow = [\"loopback\"]\n"),
    );
    let record = records(&folder).remove(0);
    assert_eq!(record["source"]["uri"], format!("{address}/page"));
    folder.write("tests/cases/a/case.toml", PIPELINE);
    test(&folder, &[], 2, &["no ingest stage of its pipeline has `paths`"]);
}
