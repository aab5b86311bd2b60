//! Cases with mistakes, and pipelines that do what a case does not allow.

use super::{FERRY, PIPELINE, PLUGIN, add_case, desk, desk_case, desk_with, test, with_plugin};
use crate::folder::Folder;
use crate::plugins::programs::python;

/// What is said of a case that says this, which is broken.
#[track_caller]
fn broken(more: &str, words: &[&str]) -> String {
    let folder = desk_case(more);
    let shown = test(&folder, &[], 2, words);
    assert!(shown.contains("broken  a"), "{shown}");
    assert!(
        !shown.contains(&folder.path().display().to_string()),
        "where is nobody's business: {shown}"
    );
    shown
}

#[test]
fn two_cases_of_one_name() {
    let folder = desk();
    for place in ["north", "south"] {
        folder.write(&format!("{place}/flood/case.toml"), "pipeline = \"../../pipeline.toml\"\n");
        folder.write(&format!("{place}/flood/input/ferry.txt"), FERRY);
    }
    let words =
        ["broken  flood", "two cases have this name: `north/flood` and `south/flood`; rename"];
    test(&folder, &["north", "south"], 2, &words);
    // From above, they have two names.
    test(&folder, &["."], 1, &["missing  north/flood · records", "missing  south/flood · records"]);
}

#[test]
fn no_input() {
    broken(
        "inputs = [\"nothing/*\"]\n",
        &["its run failed: stage `files`: `nothing/*` matches no file"],
    );
    let folder = desk_case("");
    std::fs::remove_file(folder.path().join("tests/cases/a/input/ferry.txt")).unwrap();
    test(&folder, &[], 2, &["broken  a", "`input/**/*` matches no file in `input`"]);
    broken("inputs = []\n", &["its inputs give no document: see `inputs`"]);
    broken("[inputs]\nwire = [\"input/*\"]\n", &["`inputs` names `wire`", "known: `files`"]);
}

#[test]
fn no_case_at_all() {
    let folder = desk();
    test(&folder, &[], 2, &["no case lies in `.`", "cableway test --init PIPELINE"]);
    add_case(&folder, "a", "");
    test(&folder, &["b"], 2, &["no case has `b` in its name"]);
    test(&folder, &["b", "c"], 2, &["there is no folder `c`"]);
    test(&folder, &["pipeline.toml"], 2, &["`pipeline.toml` is a file", "--init pipeline.toml"]);
    folder.write("tests/cases/b/case.toml", "pipeline = \"../../../none.toml\"\n");
    test(&folder, &["b"], 2, &["its pipeline cannot be read", "`../../../none.toml`"]);
}

#[test]
fn mistakes_in_the_file() {
    let at = |line: usize, column: usize| format!("tests/cases/a/case.toml:{line}:{column}");
    broken("pipelin = 3\n", &["unknown field `pipelin`, expected one of", &at(2, 1)]);
    broken("clock = \"noon\"\n", &["`noon` is no time", &at(2, 9), "2026-03-02T06:00:00Z"]);
    broken("clock = 3\n", &["expected a time such as 2026-03-02T06:00:00Z", &at(2, 9)]);
    // A time of TOML is one, too; one without a zone could be any.
    broken("clock = 2026-03-02T06:00:00\n", &["`2026-03-02T06:00:00` is no time", &at(2, 9)]);
    broken("tolerance = 7\n", &["`tolerance` must be a number from 0 to 1", &at(2, 13)]);
    broken("tolerance = nan\n", &["`tolerance` must be a number from 0 to 1"]);
    broken("expect = \"miracles\"\n", &["unknown variant `miracles`", &at(2, 10)]);
    broken("inputs = 3\n", &["a list of paths, or a table of ingest stages", &at(2, 10)]);
    broken("[[mock]]\nstage = \"desk\"\nscore = 1\n", &["unknown field `score`", &at(4, 1)]);
    broken("clock = \n", &[&at(2, 9)]);
}

#[test]
fn redactions_that_do_not_parse() {
    let at = |line: usize, column: usize| format!("tests/cases/a/case.toml:{line}:{column}");
    let good = "[[redact]]\nselect = \".a\"\nwith = \"x\"\n";
    let words = ["`.a.[` is no selector", "at column 4", &at(6, 10)];
    broken(&format!("{good}[[redact]]\nselect = \".a.[\"\nwith = \"x\"\n"), &words);
    // As it is written, with an escape, it stands nowhere in the text that is told.
    let words = ["`.a[` is no selector", &at(4, 10)];
    broken("# å\n[[redact]]\nselect = \"\\u002ea[\"\nwith = \"x\"\n", &words);
    let words = ["a redaction has one of `with`, `round` and `sort = true`", &at(3, 10)];
    broken("[[redact]]\nselect = \".a\"\n", &words);
    broken("[[redact]]\nselect = \".a\"\nwith = \"x\"\nround = 2\n", &words);
    let words = ["`a(` is no regular expression", &at(3, 9)];
    broken("[[filter]]\nregex = \"a(\"\nreplace = \"x\"\n", &words);
}

#[test]
fn redactions_and_filters_that_find_nothing() {
    let folder = desk_case(
        "[[redact]]\nselect = \".nothing\"\nwith = \"x\"\n[[filter]]\nregex = \"zeppelin\"\nreplace = \"x\"\n",
    );
    let words =
        ["warning: `.nothing` selects nothing", "warning: the filter `zeppelin` matches nothing"];
    test(&folder, &["--update", "always"], 0, &words);
    test(&folder, &[], 0, &words);
    add_case(
        &folder,
        "a",
        "[[redact]]\nselect = \".annotations[].score\"\nround = 1\n[[filter]]\nregex = 'took \\w+'\nreplace = \"took [time]\"\n",
    );
    let shown = test(&folder, &["--update", "always"], 0, &["1 passed"]);
    assert!(!shown.contains("warning"), "{shown}");
    assert!(folder.read("tests/cases/a/snapshots/records.snap").unwrap().contains("took [time]"));
}

#[test]
fn mocks_with_mistakes() {
    let label = "annotations = [{ kind = \"topic\", label = \"x\" }]\n";
    let mock = |stage: &str, what: &str| format!("[[mock]]\nstage = \"{stage}\"\n{what}");
    broken(
        &mock("dusk", label),
        &[
            "`mock` names `dusk`, which is no stage of its pipeline; known: `files`, `desk`, `lead`, `jsonl`",
        ],
    );
    broken(&mock("lead", label), &["gives `annotations`, but `lead` is no classify stage"]);
    broken(
        &mock("desk", "sentences = [\"x\"]\n"),
        &["gives `sentences`, but `desk` is no summarize"],
    );
    broken(
        &mock("desk", "items = [{ uri = \"x\", file = \"input/ferry.txt\" }]\n"),
        &["gives `items`, but `desk` is no ingest stage"],
    );
    broken(
        &mock("files", "only = \"*\"\nitems = [{ uri = \"x\", file = \"input/ferry.txt\" }]\n"),
        &["the mock of `files` has `only`"],
    );
    broken(
        &mock("files", "items = [{ uri = \"x\", file = \"input/none.txt\" }]\n"),
        &["cannot read `input/none.txt` for a mock"],
    );
    broken(
        &mock("desk", "annotations = [{ kind = \"topic\", label = \"x\", score = inf }]\n"),
        &["the mock of `desk` has a score of inf: a number is wanted"],
    );
    broken(&mock("desk", "only = \"a[\"\n"), &["`only` of the mock of `desk`"]);
    broken(
        &mock(
            "desk",
            "annotations = [{ kind = \"topic\", label = \"x\", evidence = [\"zeppelin\"] }]\n",
        ),
        &["went to quarantine", "the words `zeppelin` of the mock do not stand in the text"],
    );
    broken(
        &mock("desk", "annotations = [{ kind = \"language\", label = \"x\" }]\n"),
        &["is of kind `language`, which the stage does not declare"],
    );
    broken(
        &(mock("desk", label) + &mock("classify.desk", label)),
        &["`classify.desk` is mocked twice: put both into one `[[mock]]`"],
    );
    broken(
        "after = [\"jsonl\"]\n",
        &["`after` names `jsonl`, which is no ingest, classify or summarize"],
    );
    broken("exports = [\"csv\"]\n", &["`exports` names `csv`", "known: `jsonl`"]);
}

#[test]
fn a_pipeline_that_passes_where_it_must_not() {
    let folder = desk_case("expect = \"diagnostics\"\n");
    test(
        &folder,
        &[],
        2,
        &["its pipeline passes `cableway check`, and the case expects that it does not"],
    );
    let pipeline = folder.read("pipeline.toml").unwrap();
    folder.write("pipeline.toml", pipeline.replace("lead", "leed"));
    test(&folder, &["--update", "always"], 0, &["snapshots/diagnostics.snap"]);
    let kept = folder.read("tests/cases/a/snapshots/diagnostics.snap").unwrap();
    assert!(kept.contains("did you mean `lead`?"), "{kept}");
    assert!(kept.contains(" --> ../../../pipeline.toml:12:7"), "{kept}");
    test(&folder, &[], 0, &["1 passed"]);
    folder.write("pipeline.toml", pipeline.replace("lead", "leeed"));
    test(&folder, &[], 1, &["differs  a · diagnostics", "no summarize stage called `leeed`"]);
    // A pipeline that is no TOML can be expected, too.
    folder.write("pipeline.toml", "[[ingest\n");
    test(&folder, &[], 1, &["differs  a · diagnostics"]);
    add_case(&folder, "a", "");
    test(&folder, &[], 2, &["its pipeline cannot be read", "pipeline.toml:1"]);
}

#[test]
fn quarantine_without_and_with_leave() {
    let folder = desk_case("");
    folder.write("tests/cases/a/input/picture.txt", b"\x89PNG\r\n\x1a\n\0\0");
    let words =
        ["broken  a", "went to quarantine, which the case does not `allow`: input/picture.txt"];
    test(&folder, &["--update", "always"], 2, &words);
    test(&folder, &["list"], 0, &["0 snapshots to look at"]);
    assert!(
        folder.read("tests/cases/a/snapshots/records.snap").is_none(),
        "it is nothing to accept"
    );
    add_case(&folder, "a", "allow = [\"quarantine\"]\n");
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    let kept = folder.read("tests/cases/a/snapshots/records.snap").unwrap();
    assert!(kept.contains("\"quarantined\"") && kept.contains("input/ferry.txt"), "{kept}");
    test(&folder, &[], 0, &["1 passed"]);
}

#[test]
fn warnings_without_and_with_leave() {
    // A topic that no text can have.
    let folder = desk_case("");
    let rules = folder.read("topics.toml").unwrap();
    folder.write(
        "topics.toml",
        format!("{rules}[[topic]]\nlabel = \"empty\"\nany = [\"tram\"]\nnone = [\"tram\"]\n"),
    );
    let check = folder.run(&["check", "pipeline.toml"]);
    assert!(check.stderr.contains("warning"), "{}", check.shown());
    let words = ["broken  a", "is checked with warnings", "`allow = [\"warnings\"]`"];
    test(&folder, &[], 2, &words);
    add_case(&folder, "a", "allow = [\"warnings\"]\n");
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
}

#[test]
fn a_stage_that_gives_something_else_each_time() {
    if !python() {
        return;
    }
    let folder = desk_with(&with_plugin("classify", "chance", "name = \"guess\""));
    folder.write("own.py", PLUGIN);
    add_case(&folder, "a", "");
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    let words = [
        "differs  a · records",
        "the output of stage `guess` is not the same in two runs of this case",
        "first stage that differs: guess",
    ];
    test(&folder, &[], 1, &words);
    add_case(&folder, "a", "[[redact]]\nselect = \".annotations[].label\"\nwith = \"[label]\"\n");
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    test(&folder, &[], 0, &["1 passed"]);

    // One that is the same as long as its process lives.
    let once = PLUGIN
        .replace("made = {}", "made, chance = {}, os.urandom(8).hex()")
        .replace("label = os.urandom(8).hex()", "label = chance");
    folder.write("own.py", once);
    add_case(&folder, "a", "");
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    test(&folder, &[], 1, &words);
}

#[test]
fn a_case_that_names_no_pipeline() {
    let folder = Folder::new();
    folder.write("tests/cases/a/case.toml", "inputs = []\n");
    test(&folder, &[], 2, &["missing field `pipeline`", "tests/cases/a/case.toml"]);
    folder.write("tests/cases/a/case.toml", b"\xff\xfe");
    test(&folder, &[], 2, &["cannot read `tests/cases/a/case.toml`"]);
    folder.write("tests/cases/a/case.toml", PIPELINE);
    test(&folder, &[], 2, &["its pipeline cannot be read"]);
}
