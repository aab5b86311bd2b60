//! What the command says of itself.

use crate::folder::{Folder, assert_shown, cableway, repository};

#[test]
fn help_of_every_command() {
    let folder = Folder::new();
    let commands = [
        "",
        "new",
        "check",
        "run",
        "watch",
        "diff",
        "explain",
        "test",
        "test review",
        "test accept",
        "test reject",
        "test list",
        "quarantine",
        "quarantine list",
        "quarantine show",
        "quarantine retry",
        "quarantine drop",
        "quarantine to-test",
        "ledger",
        "ledger status",
        "ledger gc",
        "ledger verify",
        "verify",
        "stages",
        "schema",
        "graph",
        "train",
        "eval",
        "completions",
    ];
    for command in commands {
        let arguments: Vec<&str> =
            command.split(' ').chain(["--help"]).filter(|part| !part.is_empty()).collect();
        let ran = folder.run(&arguments);
        let name = if command.is_empty() { "cableway" } else { command };
        assert_shown!(format!("help_{}", name.replace(' ', "_")), ran.shown());
    }
}

#[test]
fn wrong_arguments() {
    let folder = Folder::new();
    let mut shown = String::new();
    for arguments in [
        &["rnu", "p.toml"][..],
        &["run"],
        &["run", "p.toml", "--workers", "0"],
        &["stages", "lexrnk"],
    ] {
        shown.push_str(&folder.run(arguments).shown());
        shown.push('\n');
    }
    assert_shown!(shown);
}

#[test]
fn stages() {
    let folder = Folder::new();
    assert_shown!("stages", folder.run(&["stages"]).shown());
    for name in [
        "files", "jsonl", "language", "topics", "model", "keywords", "lead", "lexrank", "salience",
        "csv", "markdown", "sqlite",
    ] {
        assert_shown!(format!("stages_{name}"), folder.run(&["stages", name]).shown());
    }
    let json: serde_json::Value =
        serde_json::from_str(&folder.run(&["stages", "--json"]).stdout).unwrap();
    assert!(
        json.as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["options"]["additionalProperties"] == false)
    );
}

#[test]
fn schemas_are_schemas_and_fit() {
    let folder = Folder::new();
    let schema = |of: &str| -> serde_json::Value {
        serde_json::from_str(&folder.run(&["schema", of]).stdout).unwrap()
    };
    let record = jsonschema::validator_for(&schema("record")).unwrap();
    let quickstart = repository().join("examples/quickstart");
    assert!(quickstart.exists());
    let copy = crate::examples::copy_of("quickstart");
    copy.run(&["run", "pipeline.toml"]);
    for line in crate::folder::lines(&copy.read("out/records.jsonl").unwrap()) {
        let errors: Vec<String> =
            record.iter_errors(&line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    jsonschema::validator_for(&schema("pipeline")).unwrap();
}

#[test]
fn completions_know_the_commands() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.stdout.contains("explain"), "{shell}");
    }
}

#[test]
fn whoever_reads_may_stop_reading() {
    use std::io::Read as _;
    let folder = Folder::new();
    let mut child = folder.command(&["schema", "pipeline"]).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    // The pipe is closed here, as `| head -c 1` does.
    let ran = crate::folder::ran(child.wait_with_output().unwrap());
    assert_eq!(ran.stderr, "");
    assert!(cableway().exists());
}
