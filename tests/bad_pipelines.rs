//! Pipelines with each kind of mistake: what `cableway check` shows, and that `run` does not start.

use crate::folder::{Folder, assert_shown};

const INGEST: &str = "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n";
const EXPORT: &str = "[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n";

/// What `check` shows of a pipeline file with `text`; `run` must refuse it with the same words.
#[track_caller]
fn check(text: &str) -> String {
    let folder = Folder::new();
    folder.write("p.toml", text);
    check_in(&folder)
}

#[track_caller]
fn check_in(folder: &Folder) -> String {
    let checked = folder.run(&["check", "p.toml"]);
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!((ran.code, &ran.stderr), (Some(2), &checked.stderr), "{}", ran.shown());
    assert_eq!(folder.read("out.jsonl"), None);
    checked.shown()
}

#[test]
fn an_unknown_stage() {
    assert_shown!(check(&format!("{INGEST}[[summarize]]\nuse = \"lexrnk\"\n{EXPORT}")));
}

#[test]
fn a_stage_of_another_kind() {
    assert_shown!(check(&format!("{INGEST}[[summarize]]\nuse = \"topics\"\n{EXPORT}")));
}

#[test]
fn an_unknown_key() {
    assert_shown!(check(&format!("{INGEST}[[summarize]]\nuse = \"lead\"\nsentence = 3\n{EXPORT}")));
}

#[test]
fn a_wrong_type() {
    assert_shown!(check(&format!(
        "{INGEST}[[summarize]]\nuse = \"lead\"\nsentences = \"three\"\n{EXPORT}"
    )));
}

#[test]
fn a_missing_key() {
    assert_shown!(check(&format!(
        "[[ingest]]\nuse = \"files\"\n[[classify]]\nuse = \"topics\"\n{EXPORT}"
    )));
}

#[test]
fn a_bad_glob() {
    assert_shown!(check(&format!(
        "[[ingest]]\nuse = \"files\"\npaths = [\"a/*.txt\", \"inbox/[a-.html\"]\n{EXPORT}"
    )));
}

#[test]
fn a_bad_when() {
    assert_shown!(check(&format!(
        "{INGEST}[[summarize]]\nuse = \"lead\"\nwhen = 'language = \"en\"'\n{EXPORT}"
    )));
}

#[test]
fn a_language_that_is_asked_for_too_early() {
    let folder = Folder::new();
    folder.write("inbox/a.txt", "A ferry\n");
    folder.write(
        "p.toml",
        format!("{INGEST}[[classify]]\nuse = \"keywords\"\nwhen = 'language == \"en\"'\n[[classify]]\nuse = \"language\"\n{EXPORT}"),
    );
    assert_shown!(folder.run(&["check", "p.toml"]).shown());
}

#[test]
fn duplicates_that_are_asked_for_too_early() {
    assert_shown!(check(&format!(
        "{INGEST}[[classify]]\nuse = \"duplicates\"\n[[summarize]]\nuse = \"lead\"\nwhen = 'size(labels.duplicate) == 0'\n{EXPORT}"
    )));
}

#[test]
fn an_include_that_comes_back() {
    let folder = Folder::new();
    folder.write("p.toml", format!("include = [\"a.toml\"]\n{INGEST}{EXPORT}"));
    folder.write("a.toml", "include = [\"b.toml\"]\n");
    folder.write("b.toml", "include = [\"p.toml\"]\n");
    assert_shown!(check_in(&folder));
}

#[test]
fn an_include_that_is_not_there() {
    assert_shown!(check(&format!("include = [\"bsae.toml\"]\n{INGEST}{EXPORT}")));
}

#[test]
fn an_undefined_variable() {
    assert_shown!(check(&format!(
        "[[ingest]]\nuse = \"files\"\npaths = [\"${{CABLEWAY_TEST_NO_SUCH_INBOX}}\"]\n{EXPORT}"
    )));
}

#[test]
fn two_stages_of_one_name() {
    assert_shown!(check(&format!(
        "{INGEST}[[summarize]]\nuse = \"lead\"\n[[summarize]]\nuse = \"lead\"\nsentences = 1\n{EXPORT}"
    )));
}

#[test]
fn no_export() {
    assert_shown!(check(INGEST));
}

#[test]
fn no_such_file() {
    assert_shown!(Folder::new().run(&["check", "nowhere.toml"]).shown());
}

#[test]
fn bad_rules() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        format!("{INGEST}[[classify]]\nuse = \"topics\"\nrules = \"topics.toml\"\n{EXPORT}"),
    );
    folder.write(
        "topics.toml",
        "[[topic]]\nlabel = \"sea\"\nanny = [\"ferry\"]\n\n[[topic]]\nlabel = \"sea\"\nany = [\"\"]\nthreshold = -1\n",
    );
    assert_shown!(check_in(&folder));
}

#[test]
fn bad_queries() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        format!("{INGEST}[[classify]]\nuse = \"topics\"\nrules = \"topics.toml\"\n{EXPORT}"),
    );
    folder.write(
        "topics.toml",
        "[[topic]]\nlabel = \"sea\"\nquery = '(ferry w/5 port AND headline:strike'\n\n\
         [[topic]]\nlabel = \"land\"\nquery = '''\nrailway and\n  \"bus stop'''\n",
    );
    assert_shown!(check_in(&folder));
}

#[test]
fn doubtful_queries() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        format!("{INGEST}[[classify]]\nuse = \"topics\"\nrules = \"topics.toml\"\n{EXPORT}"),
    );
    folder.write(
        "topics.toml",
        "[[topic]]\nlabel = \"sea\"\nquery = 'ships AND NOT ship*'\n\n\
         [[topic]]\nlabel = \"land\"\nquery = \"NOT \\\"bus stop\\\"\"\n\n\
         [[topic]]\nlabel = \"air\"\nany = [\"jumbo jet\"]\nnone = [\"jet\"]\n",
    );
    folder.write("inbox/a.txt", "A ferry\n");
    assert_shown!(folder.run(&["check", "p.toml"]).shown());
}

#[test]
fn a_plugin() {
    assert_shown!(check(&format!(
        "{INGEST}[[classify]]\nuse = \"policy:actors\"\n{EXPORT}[plugins.policy]\npath = \"libpolicy.so\"\n"
    )));
}

#[test]
fn all_at_once() {
    let text = format!(
        "nam = \"watch\"\n{INGEST}exclud = [\"x\"]\n[[classify]]\nuse = \"langage\"\n[[classify]]\nuse = \"keywords\"\ncount = 0\n\
         [[summarize]]\nuse = \"lead\"\nwhen = \"lang == 'en'\"\n[[export]]\nuse = \"csv\"\npath = 7\n"
    );
    assert_shown!(check(&text));
}

#[test]
fn for_programs() {
    let folder = Folder::new();
    folder
        .write("p.toml", format!("{INGEST}[[summarize]]\nuse = \"lead\"\nsentence = 3\n{EXPORT}"));
    assert_shown!(folder.run(&["check", "p.toml", "--json"]).shown());
}

#[test]
fn no_mistakes() {
    let folder = Folder::new();
    folder.write("p.toml", format!("{INGEST}{EXPORT}"));
    assert_shown!(folder.run(&["check", "p.toml"]).shown());
}
