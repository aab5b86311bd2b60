//! What people do with cases, without a terminal.

use serde_json::Value;

use super::{
    PLUGIN, RULES, accept_all, add_case, desk, desk_with, files, snapshot, test, told, with_plugin,
};
use crate::plugins::programs::python;

#[test]
fn a_rule_changes() {
    let folder = desk();
    let made = ["made the case `pipeline`", "cableway test accept tests/cases/pipeline"];
    test(&folder, &["--init", "pipeline.toml"], 0, &made);
    test(&folder, &[], 1, &["missing  pipeline · records", "1 snapshot to look at"]);
    let accepted = format!("accepted: {}", snapshot("pipeline", "records"));
    test(&folder, &["accept"], 0, &[&accepted, "1 snapshot\n"]);
    test(&folder, &["accept"], 0, &["no snapshot waits"]);
    let before = files(&folder);
    test(&folder, &[], 0, &["1 passed"]);
    assert_eq!(files(&folder), before, "a run that passes writes nothing");

    folder.write("topics.toml", RULES.replace("shipping", "weather"));
    let differs = [
        "differs  pipeline · records",
        "  input/ferry.txt\n",
        "desk  topic flipped: `shipping` → `weather`, on “ferry”",
        "first stage that differs: desk\n    its file `topics.toml` changed",
        "-      \"label\": \"shipping\",",
        "+      \"label\": \"weather\",",
    ];
    let shown = test(&folder, &[], 1, &differs);
    assert!(!shown.contains("input/storm.txt"), "nothing of it changed:\n{shown}");

    let list = folder.run(&["test", "list", "--json"]);
    let list: Vec<Value> = serde_json::from_str(&list.stdout).unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["case"], "pipeline");
    assert_eq!(list[0]["accepted"], snapshot("pipeline", "records"));
    assert_eq!(list[0]["outcome"]["status"], "differs");
    assert_eq!(list[0]["outcome"]["first_stage"]["stage"], "desk");
    test(&folder, &["list"], 0, &["differs  pipeline · records", "1 snapshot to look at"]);

    // Rejected, it is as if nobody had run it.
    test(&folder, &["reject"], 0, &["rejected: ", "1 snapshot\n"]);
    assert_eq!(files(&folder), before);

    // Each stage by itself, and nothing is written.
    test(&folder, &["--stage", "lead"], 0, &["1 passed"]);
    test(&folder, &["--stage", "desk"], 1, &["first stage that differs: desk"]);
    test(&folder, &["--stage", "dusk"], 2, &["no case has a pipeline with a stage `dusk`"]);
    assert_eq!(files(&folder), before);

    test(&folder, &[], 1, &differs);
    test(&folder, &["accept", "pipe"], 0, &[&accepted]);
    test(&folder, &[], 0, &["1 passed"]);
}

#[test]
fn a_stage_is_renamed_in_after() {
    let folder = desk();
    add_case(&folder, "one", "after = [\"desk\"]\n");
    add_case(&folder, "two", "");
    accept_all(&folder);
    let after = snapshot("one", "after-desk");
    assert!(folder.read(&after).is_some());

    let renamed =
        folder.read("pipeline.toml").unwrap().replace("name = \"desk\"", "name = \"topic\"");
    folder.write("pipeline.toml", renamed);
    test(&folder, &["one"], 2, &["`after` names `desk`", "known: `files`, `topic`, `lead`"]);
    add_case(&folder, "one", "after = [\"topic\"]\n");
    let shown = test(
        &folder,
        &["--unreferenced", "delete"],
        1,
        &[
            "unreferenced  one · after-desk",
            "it stays, because not every case passed",
            "missing  one · after-topic",
            "differs  one · records",
        ],
    );
    assert!(!shown.contains("deleted"), "{shown}");
    test(&folder, &["accept"], 0, &["3 snapshots"]);
    test(&folder, &[], 1, &["unreferenced  one · after-desk", "delete it, or run with"]);

    // Not where a filter, a folder or a stage leaves something out.
    let needs_all = ["`--unreferenced delete` needs all cases"];
    test(&folder, &["one", "--unreferenced", "delete"], 2, &needs_all);
    test(&folder, &["--stage", "lead", "--unreferenced", "delete"], 2, &needs_all);
    test(&folder, &["one"], 0, &["passed"]);
    test(&folder, &["--unreferenced", "ignore"], 0, &["passed"]);
    test(
        &folder,
        &["--unreferenced", "warn"],
        0,
        &["warning: no case asks for", "after-desk.snap"],
    );

    // Nor where another case is at fault.
    add_case(&folder, "two", "clock = \"noon\"\n");
    test(&folder, &["--unreferenced", "delete"], 2, &["it stays, because", "broken  two"]);
    assert!(folder.read(&after).is_some());
    add_case(&folder, "two", "");
    let deleted = format!("deleted: {after}");
    test(&folder, &["--unreferenced", "delete"], 0, &[&deleted]);
    assert!(folder.read(&after).is_none());
    test(&folder, &[], 0, &["passed"]);
}

#[test]
fn a_case_is_taken_away() {
    let folder = desk();
    for name in ["one", "two", "three"] {
        add_case(&folder, name, "");
    }
    accept_all(&folder);
    std::fs::remove_file(folder.path().join("tests/cases/one/case.toml")).unwrap();
    test(&folder, &[], 1, &["unreferenced  one · records", "1 unreferenced"]);
    // Its neighbours do not answer for it by themselves.
    test(&folder, &["tests/cases/two", "--unreferenced", "delete"], 0, &["1 passed"]);
    assert!(folder.read(&snapshot("one", "records")).is_some());
    test(&folder, &["--unreferenced", "delete"], 0, &["deleted: "]);
    assert!(folder.read(&snapshot("one", "records")).is_none());
}

#[test]
fn a_plugin_breaks() {
    if !python() {
        return;
    }
    let folder = desk_with(&with_plugin("classify", "mark", "name = \"mood\""));
    folder.write("own.py", PLUGIN);
    test(&folder, &["--init", "pipeline.toml"], 0, &["made the case"]);
    test(&folder, &["accept"], 0, &["1 snapshot"]);
    test(&folder, &[], 0, &["1 passed"]);

    folder.write("own.py", PLUGIN.replace("\"calm\"", "\"loud\""));
    let shown = test(
        &folder,
        &[],
        1,
        &["mood  mark", "first stage that differs: mood\n    its plugin `own` was rebuilt"],
    );
    assert!(shown.contains("calm") && shown.contains("loud"), "{shown}");
    test(&folder, &["reject"], 0, &["rejected"]);

    // It fails at work: the documents are in quarantine.
    folder.write("own.py", PLUGIN.replace("label = \"calm\"", "raise SystemExit(7)"));
    let shown = test(
        &folder,
        &[],
        2,
        &["broken  pipeline", "input/ferry.txt: stage `mood`: the plugin's process"],
    );
    assert!(shown.contains("its plugin `own` was rebuilt"), "{shown}");
    test(&folder, &["list"], 0, &["0 snapshots to look at"]);

    // It does not even start.
    folder.write("own.py", "raise SystemExit(7)\n");
    test(
        &folder,
        &[],
        2,
        &[
            "broken  pipeline",
            "does not pass `cableway check`",
            "`python3 own.py`: the plugin's process",
        ],
    );

    folder.write("own.py", PLUGIN);
    told(&folder.run(&["test"]), 0, &["1 passed"]);
}
