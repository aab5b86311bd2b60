//! The pipeline changes while it is watched.

use std::fs;

use super::{Watching, desk, rules, with_topic};
use crate::folder::{Folder, repository};
use crate::plugins::programs::python;

#[test]
fn a_changed_rule_counts_from_the_next_run_on() {
    let folder = desk();
    let watching = Watching::start(&folder);
    assert_eq!(with_topic(&folder), 1);
    folder.write("rules.toml", rules("leaves\", \"sails"));
    watching.until("both have the topic", || with_topic(&folder) == 2);
    let heard = watching.stop();
    assert!(heard.contains("reloaded, because `rules.toml` changed\n"), "{heard}");
    assert!(heard.contains("worked on 2 documents, 2 documents written"), "{heard}");
}

#[test]
fn a_mistake_in_a_rule_keeps_the_old_one_at_work() {
    let folder = desk();
    let watching = Watching::start(&folder);
    folder.write("rules.toml", "[[topic]]\nlabel = \"travel\"\nanny = [\"train\"]\n");
    watching.until_said("the pipeline goes on as it was before", 1);
    folder.write("inbox/c.txt", "Another ferry.");
    watching.until_texts(&["Another ferry.", "The ferry sails.", "The train leaves."]);
    assert_eq!(with_topic(&folder), 2, "the old rule is at work");
    // Even where it is gone: the old one is in memory.
    fs::remove_file(folder.path().join("rules.toml")).unwrap();
    watching.until_said("the pipeline goes on as it was before", 2);
    folder.write("inbox/d.txt", "The last ferry.");
    watching.until("the last ferry", || with_topic(&folder) == 3);
    folder.write("rules.toml", rules("train"));
    watching.until("the new rule", || with_topic(&folder) == 1);
    let heard = watching.stop();
    assert_eq!(heard.matches("unknown key `anny`").count(), 1, "{heard}");
    assert_eq!(heard.matches("reloaded, because").count(), 1, "{heard}");
}

#[test]
fn a_mistake_in_the_pipeline_file_keeps_the_old_one_at_work() {
    let folder = desk();
    let good = folder.read("p.toml").unwrap();
    let watching = Watching::start(&folder);
    folder.write("p.toml", good.replace("[[export]]", "[[exprot]]"));
    watching.until_said("the pipeline goes on as it was before", 1);
    // The same mistake is told once.
    folder.write("p.toml", good.replace("[[export]]", "[[exprot]]") + "\n");
    folder.write("inbox/c.txt", "A third.");
    watching.until("a third", || watching.texts().len() == 3);
    folder.write("p.toml", good.replace("out.jsonl", "other.jsonl"));
    watching.until("the other output", || folder.read("other.jsonl").is_some());
    assert_eq!(watching.texts().len(), 3, "the old output stays");
    fs::remove_file(folder.path().join("p.toml")).unwrap();
    watching.until_said("cannot read `p.toml`", 1);
    folder.write("p.toml", good);
    folder.write("inbox/d.txt", "A fourth.");
    watching.until("a fourth", || watching.texts().len() == 4);
    let heard = watching.stop();
    assert_eq!(heard.matches("exprot").count(), 2, "message and line: {heard}");
}

#[test]
fn a_file_that_is_included_and_one_that_is_to_come() {
    let folder = desk();
    let whole = folder.read("p.toml").unwrap();
    folder.write("base.toml", whole.replace("rules.toml", "rules/new.toml"));
    folder.write("rules/new.toml", rules("ferry"));
    folder.write("p.toml", "include = [\"base.toml\"]\n");
    let watching = Watching::start(&folder);
    folder.write("base.toml", whole.replace("rules.toml", "rules/other.toml"));
    watching.until_said("the pipeline goes on as it was before", 1);
    folder.write("rules/other.toml", rules("train\", \"ferry"));
    watching.until("the rule that came", || with_topic(&folder) == 2);
    let heard = watching.stop();
    assert!(heard.contains("reloaded, because `rules/other.toml` changed\n"), "{heard}");
}

/// As editors write: another file takes the name.
#[test]
fn a_file_that_is_replaced() {
    let folder = desk();
    let watching = Watching::start(&folder);
    for (number, word) in ["train", "sails\", \"leaves", "nothing"].into_iter().enumerate() {
        folder.write("rules.toml.new", rules(word));
        fs::rename(folder.path().join("rules.toml.new"), folder.path().join("rules.toml")).unwrap();
        let expect = [1, 2, 0][number];
        watching.until(word, || with_topic(&folder) == expect && watching.is_idle());
    }
    watching.stop();
}

/// Touched, or written anew with the same words.
#[test]
fn what_is_written_but_does_not_change_reloads_nothing() {
    let folder = desk();
    let watching = Watching::start(&folder);
    folder.write("rules.toml", rules("ferry"));
    folder.write("p.toml", folder.read("p.toml").unwrap());
    watching.settle();
    let heard = watching.stop();
    assert!(!heard.contains("reloaded"), "{heard}");
}

/// Also the code of a plugin: of a program here, as of a library.
#[test]
fn a_plugin_that_changes() {
    if !python() {
        return;
    }
    let script = repository().join("plugins/quotations/stage.py");
    let script = fs::read_to_string(script).unwrap();
    let folder = Folder::with_pipeline(
        "[plugins.q]\ncommand = [\"python3\", \"stage.py\"]\n[[classify]]\nuse = \"q:quotations\"\n",
    );
    folder.write("stage.py", &script);
    folder.write(
        "inbox/a.txt",
        "“The ferry sails again at nine,” said Anna Holm.\n\n“No,” said Jan Berg.",
    );
    let watching = Watching::start(&folder);
    let quotations = || {
        let record = folder.read("out.jsonl").unwrap_or_default();
        record.matches("\"kind\":\"quotation\"").count()
    };
    assert_eq!(quotations(), 1, "{}", watching.heard());
    folder.write("stage.py", "this is no Python");
    watching.until_said("the pipeline goes on as it was before", 1);
    folder.write("inbox/b.txt", "Nothing to quote.");
    watching.until("the old one is at work", || watching.texts().len() == 2);
    folder.write("stage.py", script.replace("\"min_words\", 4", "\"min_words\", 1"));
    watching.until("the new one is at work", || quotations() == 2);
    let heard = watching.stop();
    assert!(heard.contains("reloaded, because `stage.py` changed\n"), "{heard}");
}
