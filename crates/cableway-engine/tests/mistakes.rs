//! What a user reads when a pipeline file is wrong.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

mod stages;

use cableway_engine::{LoadOptions, NoPlugins, load};
use insta::assert_snapshot;

const INGEST: &str = "[[ingest]]\nuse = \"numbers\"\ncount = 3\n";
const EXPORT: &str = "[[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n";

/// All mistakes in `files`, of which the first is the pipeline file, as the user sees them.
#[track_caller]
fn mistakes_in(files: &[(&str, &str)], sets: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let environment = |name: &str| (name == "COUNT").then(|| "secret-7".to_owned());
    let file = folder.path().join(files[0].0);
    let options = LoadOptions { sets: &sets, environment: &environment, ..LoadOptions::default() };
    let shown = match load(&file, &options, &stages::registry(), &NoPlugins) {
        Ok(pipeline) => format!("no mistakes in `{}`", pipeline.name),
        Err(diagnostics) => diagnostics.render(false),
    };
    let folder = folder.path().to_string_lossy().replace('\\', "/");
    shown.replace(&format!("{folder}/"), "").replace(&folder, ".")
}

#[track_caller]
fn mistakes(text: &str) -> String {
    mistakes_in(&[("p.toml", text)], &[])
}

#[test]
fn none() {
    let middle = "[[classify]]\nuse = \"mark\"\n[[summarize]]\nuse = \"first\"\nwhen = \"'even' in labels.parity\"\n";
    assert_eq!(mistakes(&format!("{INGEST}{middle}{EXPORT}")), "no mistakes in `p`");
    assert_eq!(mistakes(&format!("name = \"n\"\n{INGEST}{EXPORT}")), "no mistakes in `n`");
}

#[test]
fn all_at_once() {
    assert_snapshot!(mistakes(
        r#"nme = "watch"

[limits]
byte = 100
seconds = 0

[[ingest]]
use = "number"
count = 3

[[ingest]]
use = "numbers"
count = "three"
prefx = "x"

[[classify]]
use = "needy"

[[classify]]
use = "first"

[[classify]]
name = "Big Desk"
use = "mark"
when = "lang == 'en'"

[[summarize]]
use = "first"
sentences = 3
when = "title"
"#
    ));
}

#[test]
fn syntax_goes_on_after_a_mistake() {
    assert_snapshot!(mistakes("name = \n[[ingest]\nuse = \"numbers\"\ncount = 1 2\n"));
}

#[test]
fn two_stages_of_one_name() {
    let twice = "[[classify]]\nuse = \"mark\"\n[[classify]]\nname = \"mark\"\nuse = \"needy\"\n";
    assert_snapshot!(mistakes(&format!("{INGEST}{twice}{EXPORT}")));
}

#[test]
fn neither_a_source_nor_a_target() {
    assert_snapshot!(mistakes("name = \"x\"\n"));
}

#[test]
fn values_that_do_not_fit() {
    assert_snapshot!(mistakes(
        r#"
[[ingest]]
use = "numbers"
count = 0
unlisted = [1, "two"]
per_item = 1.5

[[ingest]]
name = "more"
use = "numbers"

[[classify]]
use = "bad"
does = "erorr"
on = 7

[[classify]]
name = "worse"
use = "bad"
does = "config_error"
on = "x"

[classify.extra]

[[export]]
use = "lines"
path = "out.jsonl"
"#
    ));
    assert_snapshot!(
        "wrong_shapes",
        mistakes("ingest = 3\nclassify = [1]\nlimits = 4\n[export]\nuse = 3\n")
    );
}

#[test]
fn names_of_stages() {
    assert_snapshot!(mistakes(&format!(
        "{INGEST}[[classify]]\n[[classify]]\nuse = 7\n[[classify]]\nname = 3\nuse = \"mark\"\n{EXPORT}"
    )));
}

#[test]
fn conditions() {
    assert_snapshot!(mistakes(&format!(
        "{INGEST}when = \"true\"\n[[classify]]\nuse = \"mark\"\nwhen = \"language ==\"\n\
         [[summarize]]\nuse = \"first\"\nwhen = \"'x' in labels.topic\"\n{EXPORT}when = 4\n"
    )));
}

/// `count` sees the documents in order, so that it runs after all others, wherever it stands.
#[test]
fn conditions_that_come_too_early() {
    let early = |stage: &str, when: &str| {
        mistakes(&format!(
            "{INGEST}[[classify]]\nuse = \"count\"\n{stage}when = '''{when}'''\n{EXPORT}"
        ))
    };
    let summarize = "[[summarize]]\nuse = \"first\"\n";
    let classify = "[[classify]]\nuse = \"mark\"\n";
    for stage in [summarize, classify] {
        for when in [
            "size(labels.place) == 0",
            "language == 'en' && 'x' in labels.place",
            "labels[\"place\"] == []",
        ] {
            let shown = early(stage, when);
            assert!(shown.contains("`labels.place` is not there yet: `count` sees"), "{shown}");
            assert!(shown.contains("the `when` of an export can ask"), "{shown}");
        }
    }
    let later = format!(
        "{INGEST}[[classify]]\nuse = \"bad\"\ndoes = \"error\"\non = \"x\"\nwhen = \"'odd' in labels.parity\"\n{classify}{EXPORT}"
    );
    let shown = mistakes(&later);
    assert!(shown.contains("`labels.parity` is not there yet: `mark` gives it after"), "{shown}");
    let export = format!(
        "{INGEST}[[classify]]\nuse = \"count\"\nwhen = \"'odd' in labels.parity\"\n{classify}{EXPORT}when = \"size(labels.place) == 0\"\n"
    );
    assert_eq!(mistakes(&export), "no mistakes in `p`", "what stands later may run before");
}

#[test]
fn environment() {
    let variable = format!("{EXPORT}[[ingest]]\nuse = \"numbers\"\nprefix = \"${{NONE}}\"\n");
    assert_snapshot!(mistakes(&format!("{variable}count = \"${{COUNT}}\"\n")));
    assert_eq!(
        mistakes(&format!("{EXPORT}[[ingest]]\nuse = \"numbers\"\ncount = \"${{N:-3}}\"\n")),
        "no mistakes in `p`"
    );
}

#[test]
fn the_environment_is_never_shown() {
    let text = format!(
        "{EXPORT}[[ingest]]\nuse = \"${{COUNT}}\"\ncount = \"${{COUNT}}\"\n[[classify]]\nname = \"${{COUNT}} x\"\nuse = \"bad\"\non = \"${{COUNT}}\"\ndoes = \"${{COUNT}}\"\nwhen = \"${{COUNT}}\"\n"
    );
    let shown = mistakes(&text);
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn includes() {
    let base = format!("[limits]\nseconds = 2\n{INGEST}prefix = \"base\"\n{EXPORT}");
    let over = "include = [\"base.toml\"]\n[[ingest]]\nuse = \"numbers\"\ncount = 5\n";
    assert_eq!(mistakes_in(&[("p.toml", over), ("base.toml", &base)], &[]), "no mistakes in `p`");
    let broken = "include = [\"base.toml\", \"none.toml\", 3]\n";
    let base = format!("{INGEST}cuont = 3\n{EXPORT}");
    assert_snapshot!(mistakes_in(&[("p.toml", broken), ("base.toml", &base)], &[]));
}

#[test]
fn an_include_loop() {
    let files = [
        ("a.toml", "include = [\"b.toml\"]\n"),
        ("b.toml", "include = [\"c.toml\"]\n"),
        ("c.toml", "include = [\"a.toml\"]\n"),
    ];
    assert_snapshot!(mistakes_in(&files, &[]));
}

#[test]
fn overrides() {
    let text = format!(
        "{INGEST}[[classify]]\nname = \"desk\"\nuse = \"bad\"\non = \"x\"\ndoes = \"error\"\n{EXPORT}"
    );
    let set = |sets: &[&str]| mistakes_in(&[("p.toml", &text)], sets);
    assert_eq!(
        set(&[
            "name=other",
            "ingest.numbers.count=9",
            "limits.seconds=0.5",
            "classify.desk.does=panic"
        ]),
        "no mistakes in `other`"
    );
    assert_snapshot!(set(&[
        "ingest.numbers.count=many",
        "classify.dsk.on=y",
        "classify.desk.onn=y",
        "classify=3",
        "classify.desk=3",
        "limit.seconds=3",
        "nonsense",
    ]));
}

#[test]
fn a_file_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| {
        let path = folder.path().join(name);
        let shown = load(&path, &LoadOptions::default(), &stages::registry(), &NoPlugins)
            .unwrap_err()
            .render(false);
        shown.replace(&format!("{}/", folder.path().display()), "")
    };
    std::fs::write(folder.path().join("latin.toml"), b"name = \"caf\xe9\"\n").unwrap();
    std::fs::create_dir(folder.path().join("folder.toml")).unwrap();
    let all = ["none.toml", "latin.toml", "folder.toml"].map(read).concat();
    assert_snapshot!(all);
}
