//! Pipelines that are run several times, and the stage that gives something else.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

#[path = "../stages/mod.rs"]
mod stages;
#[path = "../loading/told.rs"]
mod told;
mod unsteady;

use cableway_core::Registry;
use cableway_engine::{
    Determinism, DeterminismError, LoadOptions, NoPlugins, RunOptions, RunPlace, check_determinism,
};

fn registry() -> Registry {
    let mut registry = stages::registry();
    told::register(&mut registry);
    unsteady::register(&mut registry);
    registry
}

fn check(text: &str) -> Result<Determinism, DeterminismError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.toml");
    std::fs::write(&file, text).unwrap();
    std::fs::write(folder.path().join("out.jsonl"), "old").unwrap();
    std::fs::write(folder.path().join("p.quarantine.jsonl"), "old").unwrap();
    let (load, run) = (LoadOptions::default(), RunOptions::default());
    let mut started = Vec::new();
    let outcome = check_determinism(&file, &load, &registry(), &NoPlugins, &run, &mut |way, _| {
        started.push(way.to_owned());
    });
    if let Ok(found) = &outcome {
        assert!(found.runs.starts_with(&started), "{started:?}");
    }
    // Whatever came of it, nothing was written where the pipeline says.
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!((read("out.jsonl").as_str(), read("p.quarantine.jsonl").as_str()), ("old", "old"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    outcome
}

fn pipeline(ingest: &str, middle: &str) -> String {
    format!(
        "[[ingest]]\nuse = \"unsteady\"\ncount = 6\n{ingest}\n{middle}\n\
         [[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n"
    )
}

/// The difference in words.
fn difference(text: &str) -> String {
    let found = check(text).unwrap().difference.unwrap();
    let place = match found.place {
        RunPlace::Document { number, uri } => format!("document {number}, {uri}"),
        RunPlace::File(name) => format!("file {name}"),
    };
    let [one, other] = found.said;
    assert_ne!(one, other);
    format!(
        "{} {} ({}) in {place}; {} differ\n{}: {one}\n{}: {other}",
        found.kind,
        found.stage,
        found.parts.join(" "),
        found.documents,
        found.runs[0],
        found.runs[1],
    )
}

/// Snapshots the difference, with the signs made plain that are others each time.
#[track_caller]
fn assert_differs(name: &str, text: &str) {
    insta::with_settings!({filters => vec![(r"[\u{4e00}-\u{9fff}]", "[sign]")]}, {
        insta::assert_snapshot!(name, difference(text));
    });
}

#[test]
fn a_steady_pipeline() {
    let text = pipeline(
        "[[ingest]]\nuse = \"numbers\"\ncount = 200\nunlisted = [7]",
        "[[classify]]\nuse = \"count\"\n[[classify]]\nuse = \"bad\"\ndoes = \"error\"\non = \"13\"\n\
         [[summarize]]\nuse = \"first\"\n",
    );
    let found = check(&text).unwrap();
    assert_eq!(found.difference, None);
    assert_eq!((found.documents, found.quarantined, found.files), (6 + 197, 3, 1));
    assert_eq!(found.runs[0], "1 worker");
    assert_eq!(found.runs.len(), 3);
}

#[test]
fn the_stage_that_gives_something_else_is_named() {
    let on = "on = \"u/3\"\n";
    let classify = format!("[[classify]]\nuse = \"unsteady\"\n{on}");
    let summarize = "[[summarize]]\nuse = \"unsteady\"\non = \"u/1\"\n";
    assert_differs("classify", &pipeline("", &classify));
    assert_differs("summarize", &pipeline("", summarize));
    assert_differs("both", &pipeline("", &format!("{classify}{summarize}")));
    assert_differs("fails", &pipeline("", &format!("{classify}fails = true\n{summarize}")));
    assert_differs("publisher", &pipeline("publisher = 3", &classify));
    assert_differs("text", &pipeline("text = 3", ""));
    assert_differs("name", &pipeline("address = 3", &classify));
    let export = "[[export]]\nuse = \"unsteady\"\npath = \"../numbers\"\n";
    assert_differs("export", &pipeline("", export));
    // A document more or less, at the end.
    assert_differs("end", &pipeline("grows = true", ""));
}

#[test]
fn what_cannot_be_checked() {
    let text = pipeline("nonsense = 1", "");
    assert!(matches!(check(&text), Err(DeterminismError::Pipeline(_))));
    let text = pipeline("", "[[export]]\nuse = \"silent\"\n");
    let Err(DeterminismError::Pipeline(mistakes)) = check(&text) else { unreachable!() };
    assert!(mistakes.0[0].message.contains("has no `path`"), "{mistakes}");

    let text = pipeline("[[ingest]]\nuse = \"numbers\"\ncount = 9\nbroken_after = 3", "");
    let Err(DeterminismError::Run { run, error }) = check(&text) else { unreachable!() };
    assert_eq!(format!("{run}: {error}"), "1 worker: stage `numbers`: the source has dried up");

    let text = pipeline("[[ingest]]\nuse = \"names\"\npaths = [\"stdin\"]", "");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.toml"), text).unwrap();
    std::fs::write(folder.path().join("stdin"), "once").unwrap();
    let (load, run) = (LoadOptions::default(), RunOptions::default());
    let file = folder.path().join("p.toml");
    let outcome = check_determinism(&file, &load, &registry(), &NoPlugins, &run, &mut |_, _| {});
    assert!(matches!(outcome, Err(DeterminismError::Transient)), "{outcome:?}");
}
