//! Plugins whose tables are wrong.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::folder::{lines as lines_of, ran};
use crate::plugins::build::{fixture, with_plugin};

/// What `check` says where the fixture's entry function does this.
fn checked(how: &str, plugin: &str, stage: &str) -> String {
    let folder = with_plugin(fixture(), plugin, stage);
    let mut command = folder.command(&["check", "p.toml"]);
    ran(command.env("CABLEWAY_FIXTURE", how).output().unwrap()).shown()
}

#[test]
fn tables_that_are_wrong() {
    let mut out = String::new();
    for how in [
        "null_table",
        "short_table",
        "no_stages",
        "null_stage",
        "short_stage",
        "no_work",
        "no_create",
        "no_destroy",
        "no_list",
        "no_read",
        "no_commit",
        "no_target",
        "unknown_kind",
        "duplicate",
        "bad_name",
        "invalid_utf8",
        "bad_description",
        "schema_no_json",
        "schema_no_object",
        "schema_no_schema",
        "schema_reference",
    ] {
        let shown = checked(how, "", "");
        assert!(shown.starts_with("exit code 2\n"), "{how}: {shown}");
        let error = shown.lines().find(|line| line.starts_with("error:")).unwrap();
        writeln!(out, "{how}\n  {error}").unwrap();
    }
    insta::assert_snapshot!(out);
}

/// Tables of a later version are longer: what lies behind is passed over.
#[test]
fn tables_that_have_grown() {
    let shown = checked("longer", "", "");
    assert!(shown.starts_with("exit code 0\n"), "{shown}");
}

#[test]
fn one_of_them_in_full() {
    insta::assert_snapshot!(checked("no_work", "", ""));
}

#[test]
fn configurations_that_do_not_fit() {
    insta::assert_snapshot!(checked("", "", "level = 0\nhwo = \"x\"\n"));
    insta::assert_snapshot!("refused_by_the_stage", checked("", "", "how = \"refuse\"\n"));
    insta::assert_snapshot!("no_instance", checked("", "", "how = \"no_instance\"\n"));
    let isolated = "isolation = \"process\"\n";
    let refused = checked("", isolated, "how = \"refuse\"\n");
    assert_eq!(refused.lines().count(), checked("", "", "how = \"refuse\"\n").lines().count());
    assert!(
        refused.contains("this stage refuses") && refused.contains("ask it nicely"),
        "{refused}"
    );
}

/// What a crash at load does in a process of its own.
#[test]
fn crashes_at_load_with_isolation() {
    let isolated = "isolation = \"process\"\n";
    insta::assert_snapshot!("segv_at_load", checked("segv", isolated, ""));
    insta::assert_snapshot!("exit_at_load", checked("exit", isolated, ""));
    insta::assert_snapshot!("no_work_isolated", checked("no_work", isolated, ""));
}

/// A compiler writes over the library in place, and is not done with it when the next document comes.
#[test]
fn a_library_that_is_built_again_during_a_run() {
    let folder = with_plugin(fixture(), "", "");
    let pipeline = folder.read("p.toml").unwrap();
    let (_, plugin) = pipeline.split_once("[plugins.x]").unwrap();
    let lines = "[[ingest]]\nuse = \"jsonl\"\npaths = [\"-\"]\nfields = { text = \"body\" }\n";
    folder.write("p.toml", format!("{lines}[plugins.x]{plugin}"));
    let mut child = folder.command(&["run", "p.toml", "-q"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"{\"body\": \"A fine day.\"}\n").unwrap();
    // The output's temporary file shows that the library is open.
    let started = Instant::now();
    while !folder.names().iter().any(|name| name.ends_with(".partial")) {
        assert!(started.elapsed() < Duration::from_secs(20), "no run: {:?}", folder.names());
        std::thread::sleep(Duration::from_millis(10));
    }
    folder.write("bad.so", &fixture()[..100]);
    input.write_all(b"{\"body\": \"A fine day again.\"}\n").unwrap();
    drop(input);
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    let records = lines_of(&folder.read("out.jsonl").unwrap());
    assert_eq!(records.len(), 2);
    assert!(records.iter().all(|record| record["annotations"][0]["label"] == "fine"));
}
