//! `cableway plugin new` and `cableway plugin check`.

use std::path::Path;
use std::process::{Command, Output};

use crate::folder::{Folder, cableway, not_tested, ran, repository};
use crate::plugins::build::{fixture, library};

/// A command that finds `cableway` as a user's shell does.
fn command(program: &str, folder: &Path) -> Command {
    let own = cableway().parent().unwrap().to_owned();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths([own].into_iter().chain(std::env::split_paths(&paths))).unwrap();
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("PATH", path)
        .env("CABLEWAY_CACHE", env!("CARGO_TARGET_TMPDIR"));
    command
}

#[track_caller]
fn succeeded(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_plugin_in_c_that_builds_and_runs() {
    let folder = Folder::new();
    let made = folder.run(&["plugin", "new", "loud", "--lang", "c"]);
    insta::assert_snapshot!(made.shown());
    if !is_there("make") {
        not_tested("there is no make here");
        return;
    }
    let loud = folder.path().join("loud");
    succeeded(&command("make", &loud).arg("test").output().unwrap());
    let checked = folder.run(&["plugin", "check", "loud/loud.so"]);
    insta::assert_snapshot!("a_plugin_that_passes", checked.shown());
}

#[test]
fn a_plugin_in_python_that_runs() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["plugin", "new", "loud", "--lang", "python"]).code, Some(0));
    if !is_there("python3") {
        not_tested("there is no python3 here");
        return;
    }
    let loud = folder.path().join("loud");
    succeeded(&command("python3", &loud).args(["-B", "-m", "unittest"]).output().unwrap());
    succeeded(&command("cableway", &loud).args(["run", "pipeline.toml"]).output().unwrap());
    let checked = folder.run(&["plugin", "check", "--json", "python3", "loud/stage.py"]);
    assert_eq!(checked.code, Some(0), "{}", checked.shown());
    assert_eq!(
        checked.stdout.matches("\"outcome\": \"passed\"").count(),
        11,
        "{}",
        checked.shown()
    );
}

/// With the versions that this repository has, so that nothing is fetched.
#[test]
fn a_plugin_in_rust_that_builds_and_runs() {
    let folder = Folder::new();
    let sdk = repository().join("crates/cableway-sdk");
    let sdk = sdk.to_str().unwrap();
    assert_eq!(folder.run(&["plugin", "new", "loud-rust", "--sdk", sdk]).code, Some(0));
    let loud = folder.path().join("loud-rust");
    std::fs::copy(repository().join("Cargo.lock"), loud.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made");
    let cargo = || {
        let mut cargo = command(env!("CARGO"), &loud);
        cargo.arg("test").args(["--quiet", "--offline"]).env("CARGO_TARGET_DIR", &target);
        cargo
    };
    succeeded(&cargo().output().unwrap());
    let mut build = command(env!("CARGO"), &loud);
    build.args(["build", "--quiet", "--offline"]).env("CARGO_TARGET_DIR", &target);
    succeeded(&build.output().unwrap());
    let library_path = target.join("debug/loud_rust").display().to_string();
    let set = format!("plugins.loud-rust.path={library_path:?}");
    succeeded(
        &command("cableway", &loud).args(["run", "pipeline.toml", "--set", &set]).output().unwrap(),
    );
    let records = folder.read("loud-rust/out/records.jsonl").unwrap();
    assert!(records.contains("\"label\":\"shouting\""), "{records}");
}

#[test]
fn names_that_cannot_be() {
    let folder = Folder::new();
    folder.write("there/file", "");
    let shown = ["Loud", "there", "a/b", "test", "self"]
        .map(|name| folder.run(&["plugin", "new", name]).shown());
    insta::assert_snapshot!(shown.join("\n"));
    if is_there("python3") {
        // In Python's own words, which name the place where it lies.
        let shown = folder.run(&["plugin", "check", "python3", "none.py"]).shown();
        assert!(shown.contains("it said last:") && shown.contains("can't open file"), "{shown}");
    }
}

/// What `plugin check` says of the fixture.
fn checked(config: &str, at_load: &str) -> String {
    let folder = Folder::new();
    folder.write("bad.so", fixture());
    let config = format!("bad={config}");
    // Time enough for all that ends, on a busy machine too.
    let seconds = if config.contains("hang") || at_load == "hang" { "3" } else { "60" };
    let mut command =
        folder.command(&["plugin", "check", "--seconds", seconds, "--config", &config, "bad.so"]);
    ran(command.env("CABLEWAY_FIXTURE", at_load).output().unwrap()).shown()
}

#[test]
fn what_check_finds() {
    insta::assert_snapshot!("check_undescribed_key", checked("{}", ""));
    insta::assert_snapshot!("check_no_work", checked("{}", "no_work"));
    insta::assert_snapshot!("check_crash_at_load", checked("{}", "segv"));
    insta::assert_snapshot!("check_refused", checked("{\"how\": \"refuse\"}", ""));
    insta::assert_snapshot!("check_always_fails", checked("{\"how\": \"always_bad\"}", ""));
    insta::assert_snapshot!("check_hang", checked("{\"how\": \"always_hang\"}", ""));
    insta::assert_snapshot!("check_hang_at_load", checked("{}", "hang"));
    insta::assert_snapshot!("check_changing_description", checked("{}", "changing"));
    insta::assert_snapshot!("check_flood", checked("{\"how\": \"always_flood\"}", ""));
    insta::assert_snapshot!("check_chatter", checked("{\"how\": \"always_chatter\"}", ""));
    insta::assert_snapshot!("check_span", checked("{\"how\": \"always_span_outside\"}", ""));
    insta::assert_snapshot!("check_changing", checked("{\"how\": \"always_changing\"}", ""));
    // Which sample shows it first is chance.
    let by_thread = checked("{\"how\": \"always_by_thread\"}", "");
    assert!(by_thread.contains("it gives something else among many threads"), "{by_thread}");
    assert!(by_thread.contains("\n9 passed, 2 failed"), "{by_thread}");
}

/// Panics in a call and at a stage's end, for people and as JSON.
#[test]
fn what_check_finds_of_panics() {
    let folder = Folder::new();
    folder.write("bad.so", std::fs::read(library("cableway_fixture")).unwrap());
    let checked = |how: &str, json: &[&str]| {
        let config = format!("bad={{\"how\": \"{how}\"}}");
        let check = ["plugin", "check", "--config", &config];
        folder.run(&[&check[..], json, &["bad.so"]].concat()).shown()
    };
    insta::assert_snapshot!("check_panic", checked("always", &[]));
    insta::assert_snapshot!("check_panic_at_end", checked("destroy", &["--json"]));
    folder.write("bad.so", super::files::with_header(17, 2));
    let config = "bad={\"how\": \"fine\"}";
    let aborts = folder.run(&["plugin", "check", "--config", config, "bad.so"]);
    insta::assert_snapshot!("check_panic_that_aborts", aborts.shown());
}

#[test]
fn what_check_needs() {
    let folder = Folder::new();
    folder.write("atom.so", std::fs::read(library("cableway_atom")).unwrap());
    insta::assert_snapshot!(folder.run(&["plugin", "check", "atom.so"]).shown());
    let config = "atom={\"path\": \"a.xml\", \"title\": \"A\", \"id\": \"urn:a\"}";
    let given = folder.run(&["plugin", "check", "--config", config, "atom.so"]);
    assert_eq!(given.code, Some(0), "{}", given.shown());
    assert_eq!(folder.run(&["plugin", "check", "--config", "atom", "atom.so"]).code, Some(2));
    let unknown = folder.run(&["plugin", "check", "--config", "feeds:atom={}", "atom.so"]);
    assert_eq!(unknown.code, Some(1), "{}", unknown.shown());
    let told = "a configuration was given for `feeds:atom`, and the plugin has no such stage; it has `atom`";
    assert!(unknown.stdout.contains(told), "{}", unknown.shown());
}

/// What is checked by the wrong name.
#[test]
fn what_check_is_given_wrongly() {
    let folder = Folder::new();
    folder.write("stage.py", "print('hello')\n").write("bad.so", fixture());
    let late = ["bad.so", "--config", "bad={}"];
    let shown = [&["stage.py"][..], &["bad.so", "other.so"], &late, &["nothing"]]
        .map(|plugin| folder.run(&[&["plugin", "check"][..], plugin].concat()).shown());
    insta::assert_snapshot!(shown.join("\n"));
    if is_there("python3") {
        // In Python's own words, which name the place where it lies.
        let shown = folder.run(&["plugin", "check", "python3", "none.py"]).shown();
        assert!(shown.contains("it said last:") && shown.contains("can't open file"), "{shown}");
    }
}
