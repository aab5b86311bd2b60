//! Texts that a stage may stumble over, through all stages that classify and summarise at once: what
//! each says, and where it says why it is silent.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::folder::Folder;

const STAGES: &str = r#"
[limits]
seconds = 300

[[classify]]
use = "language"
[[classify]]
use = "topics"
rules = "topics.toml"
[[classify]]
use = "entities"
[[classify]]
use = "dates"
[[classify]]
use = "keywords"
[[classify]]
use = "duplicates"
[[summarize]]
use = "lead"
[[summarize]]
use = "lexrank"
[[summarize]]
use = "salience"
"#;

const RULES: &str = "threshold = 1\n[[topic]]\nlabel = \"shipping\"\nany = [\"ferry\", \"渡轮\"]\n";

/// What all stages make of one text: how often each said what, how many sentences each chose, and all
/// notes.
#[track_caller]
fn seen(text: &str) -> String {
    let folder = Folder::with_pipeline(STAGES);
    folder.write("inbox/a.txt", text).write("topics.toml", RULES);
    let records = folder.records(0);
    assert_eq!(records.len(), 1);
    let record = &records[0];
    let text = record["text"].as_str().unwrap();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    let spans = |value: &Value| {
        for span in value["spans"].as_array().into_iter().flatten() {
            let [from, to] =
                [0, 1].map(|end| usize::try_from(span[end].as_u64().unwrap()).unwrap());
            assert!(text.get(from..to).is_some_and(|words| !words.is_empty()), "{span}");
        }
    };
    for annotation in record["annotations"].as_array().into_iter().flatten() {
        spans(annotation);
        *said.entry(format!("{} says {}", name(annotation), annotation["kind"])).or_default() += 1;
    }
    for summary in record["summaries"].as_array().into_iter().flatten() {
        for sentence in summary["sentences"].as_array().into_iter().flatten() {
            spans(sentence);
            *said.entry(format!("{} chooses a sentence", name(summary))).or_default() += 1;
        }
    }
    let mut shown: String =
        said.into_iter().map(|(what, times)| format!("{times} × {what}\n")).collect();
    for note in record["notes"].as_array().into_iter().flatten() {
        shown.push_str(&format!("{}: {}\n", name(note), note["message"].as_str().unwrap()));
    }
    shown
}

fn name(value: &Value) -> &str {
    value["stage"].as_str().unwrap()
}

#[test]
fn a_title_without_a_body() {
    insta::assert_snapshot!(seen("# The ferry sails again\n"));
}

#[test]
fn one_word() {
    insta::assert_snapshot!(seen("Ferry\n"));
}

#[test]
fn a_megabyte_in_one_sentence() {
    let words = "the ferry to Harrick Island sails on Monday and the harbour office is glad of it ";
    insta::assert_snapshot!(seen(&words.repeat(1_000_000 / words.len())));
}

#[test]
fn fifty_thousand_sentences() {
    let text: String = (0..50_000)
        .map(|number| format!("Ferry number {number} left the harbour of Harrick on Monday. "))
        .collect();
    insta::assert_snapshot!(seen(&text));
}

#[test]
fn a_script_that_no_stage_knows() {
    insta::assert_snapshot!(seen(&"ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ ᛇᛈᛉᛊᛏᛒ ᛖᛗᛚᛜᛞᛟ. ".repeat(40)));
}

#[test]
fn a_language_without_spaces() {
    let text = "港务局周一表示，开往岛上的渡轮将于周三恢复航行。居民对此表示欢迎。票价保持不变。";
    insta::assert_snapshot!(seen(text));
}

#[test]
fn emoji_and_combining_marks_where_words_begin_and_end() {
    let text = "🚢The ferry🚢 of Jose\u{301} Arme\u{301}\u{301}n👩‍👩‍👧 sails on Monday👍🏽. \u{301}The harbour office at \
                Z\u{308}u\u{308}rich\u{301} said so🎉! 🚢 \u{fe0f}It costs €5\u{20e3}.\n";
    insta::assert_snapshot!(seen(text));
}
