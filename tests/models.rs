//! Training a model, measuring it and using it, as a user does; and labelled data that is wrong.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::examples::copy_of;
use crate::folder::{Folder, assert_shown, lines};

/// Sixteen documents, eight of each label, whose words differ.
fn labelled() -> String {
    let mut text = String::new();
    for place in 0..8 {
        for (label, words) in [("sea", "ferry harbour tide"), ("soil", "plough wheat barn")] {
            let line = json!({
                "id": format!("{label}-{place}"),
                "label": label,
                "title": format!("Number {place} of them"),
                "text": format!("On day {place} the {words} came up, and {words} again."),
            });
            writeln!(text, "{line}").unwrap();
        }
    }
    text
}

/// A folder with a model, `m.cwm`, of [`labelled`] data.
fn trained() -> Folder {
    let folder = Folder::new();
    folder.write("d.jsonl", labelled());
    let ran = folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    folder
}

/// What `train` shows of data that it cannot use; it must write nothing.
#[track_caller]
fn refused(data: &str) -> String {
    let folder = Folder::new();
    folder.write("d.jsonl", data);
    let ran = folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]);
    assert_eq!(
        (ran.code, folder.names()),
        (Some(2), vec!["d.jsonl".to_owned()]),
        "{}",
        ran.shown()
    );
    ran.shown()
}

#[test]
fn a_model_is_trained_and_measured() {
    let folder = trained();
    let other = "{\"label\": \"sea\", \"text\": \"The ferry waits for the tide in the harbour.\"}\n\
                 {\"label\": \"soil\", \"text\": \"A barn full of wheat, and the plough beside it.\"}\n";
    folder.write("t.jsonl", other);
    assert_shown!(folder.run(&["eval", "--model", "m.cwm", "--data", "t.jsonl"]).shown());
    let ran = folder.run(&["eval", "--model", "m.cwm", "--data", "t.jsonl", "--json"]);
    let value: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(value["evaluation"]["accuracy"], 1.0);
    assert_eq!(value["evaluation"]["macro"]["f1"], 1.0);
    assert_eq!(value["model"]["info"]["labels"][1]["label"], "soil");
    let own = folder.run(&["eval", "--model", "m.cwm", "--data", "d.jsonl"]);
    assert!(own.stderr.contains("the model was trained on"), "{}", own.shown());
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let folder = trained();
    let model = || std::fs::read(folder.path().join("m.cwm")).unwrap();
    let first = model();
    for workers in ["1", "2", "7"] {
        folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm", "--workers", workers]);
        assert_eq!(model(), first, "{workers} workers");
    }
    folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm", "--seed", "2"]);
    assert_ne!(model(), first);
}

#[test]
fn evidence_is_whole_words_of_the_text() {
    let folder = trained();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n[[classify]]\nuse = \"model\"\nmodel = \"m.cwm\"\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    folder.write("inbox/a.txt", "The new ferry’s timetable\n\nThe Ferry sails at high tide.\n");
    folder.write("inbox/b.txt", "Wheat!\n");
    folder.write("inbox/c.txt", "Keines dieser Wörter kennt es jemals.\n");
    let records = folder.records(0);
    let text = records[0]["text"].as_str().unwrap();
    let topic = &records[0]["annotations"][0];
    assert_eq!((&topic["kind"], &topic["label"]), (&json!("topic"), &json!("sea")));
    let spans: Vec<(usize, usize)> = serde_json::from_value(topic["spans"].clone()).unwrap();
    let words: Vec<&str> = spans.iter().map(|&(start, end)| &text[start..end]).collect();
    assert!(words.contains(&"ferry’s") && words.contains(&"Ferry") && words.contains(&"tide"));
    let note = |place: usize| records[place]["notes"][0]["message"].as_str().unwrap().to_owned();
    assert_eq!(note(1), "no label: the text has 1 word, fewer than 5");
    assert_eq!(note(2), "no label: the model knows none of the text's words");
}

#[test]
fn documents_with_many_labels() {
    let mut data = String::new();
    for place in 0..8 {
        for (labels, words) in [
            (json!(["sea"]), "ferry harbour"),
            (json!(["soil"]), "plough wheat"),
            (json!(["sea", "soil"]), "ferry harbour plough wheat"),
            (json!([]), "piano violin"),
        ] {
            let line =
                json!({"labels": labels, "text": format!("Day {place} of {words} and {words}.")});
            writeln!(data, "{line}").unwrap();
        }
    }
    let folder = Folder::new();
    folder.write("d.jsonl", &data);
    assert_eq!(folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]).code, Some(0));
    let other = data.replace("Day", "Later, in week");
    folder.write("t.jsonl", other);
    assert_shown!(folder.run(&["eval", "--model", "m.cwm", "--data", "t.jsonl"]).shown());
}

#[test]
fn records_with_labels_added() {
    let folder = Folder::with_pipeline("");
    for place in 0..5 {
        folder.write(&format!("inbox/a{place}.txt"), "The ferry\n\nIt sails with the tide.\n");
        folder.write(&format!("inbox/b{place}.txt"), "The barn\n\nIt holds all the wheat.\n");
    }
    let data: String = folder
        .records(0)
        .into_iter()
        .map(|mut record| {
            let is_sea = record["source"]["uri"].as_str().unwrap().contains("/a");
            record["label"] = json!(if is_sea { "sea" } else { "soil" });
            format!("{record}\n")
        })
        .collect();
    folder.write("d.jsonl", data);
    let ran = folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]);
    assert!(ran.stdout.starts_with("m.cwm: 2 labels, 10 documents"), "{}", ran.shown());
}

#[test]
fn scripts_without_spaces() {
    let mut data = String::new();
    for place in 0..6 {
        for (label, text) in [("sea", "渡轮今天停靠港口"), ("soil", "农民今天收割小麦")]
        {
            let line = json!({"label": label, "text": format!("{text}{place}")});
            writeln!(data, "{line}").unwrap();
        }
    }
    let folder = Folder::with_pipeline("[[classify]]\nuse = \"model\"\nmodel = \"m.cwm\"\n");
    folder.write("d.jsonl", data);
    assert_eq!(folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]).code, Some(0));
    folder.write("inbox/a.txt", "明天有一艘渡轮到达这个港口。\n");
    let records = folder.records(0);
    assert_eq!(records[0]["annotations"][0]["label"], "sea");
}

#[test]
fn one_label_only() {
    let data = labelled().replace("soil", "sea").replace("sea-", "");
    let data: String = data.lines().step_by(2).map(|line| format!("{line}\n")).collect();
    assert_shown!(refused(&data));
}

#[test]
fn missing_labels() {
    assert_shown!(refused(
        "{\"text\": \"a\"}\n{\"label\": \"\", \"text\": \"a\"}\n{\"label\": 7, \"text\": \"a\"}\n\
         {\"label\": \"sea\", \"labels\": [], \"text\": \"a\"}\n{\"labels\": \"sea\", \"text\": \"a\"}\n\
         {\"label\": \"sea\"}\n{\"label\": \"sea\", \"text\": \" \"}\n"
    ));
}

#[test]
fn no_document_has_a_label() {
    assert_shown!(refused("{\"labels\": [], \"text\": \"The ferry sails.\"}\n"));
}

#[test]
fn ids_that_come_twice() {
    let twice = "{\"id\": \"sea-0\", \"label\": \"soil\", \"text\": \"The ferry sails.\"}\n";
    assert_shown!(refused(&(labelled() + twice)));
    let folder = Folder::new();
    folder.write("d.jsonl", labelled() + &twice.replace("\"soil\"", "\"sea\""));
    let ran = folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(
        ran.stderr,
        "warning: d.jsonl: line 17 has the id `sea-0` of line 1: it is left out\n"
    );
}

#[test]
fn a_label_with_fewer_documents_than_folds() {
    let rare = "{\"label\": \"sky\", \"text\": \"A plane lands.\"}\n";
    assert_shown!(refused(&(labelled() + rare)));
}

#[test]
fn an_empty_file() {
    assert_shown!(refused("\n  \n"));
}

#[test]
fn no_such_data() {
    let folder = Folder::new();
    assert_shown!(folder.run(&["train", "--data", "nowhere.jsonl", "--out", "m.cwm"]).shown());
}

#[test]
fn lines_that_are_no_json() {
    assert_shown!(refused(&(labelled() + "label,text\n[1]\n{\"label\": \"sea\", \n")));
}

#[test]
fn documents_of_a_megabyte() {
    let folder = Folder::new();
    let long = |label: &str, words: &str| json!({"label": label, "text": words.repeat((1 << 20) / words.len())});
    let more =
        format!("{}\n{}\n", long("sea", "ferry "), long("soil", "wheatandbarnwithoutaspace"));
    folder.write("d.jsonl", labelled() + &more);
    let ran = folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]);
    assert!(ran.stdout.starts_with("m.cwm: 2 labels, 18 documents"), "{}", ran.shown());
}

#[test]
fn labels_that_the_model_does_not_know() {
    let folder = trained();
    folder.write(
        "t.jsonl",
        "{\"label\": \"sea\", \"text\": \"a\"}\n{\"label\": \"sky\", \"text\": \"a\"}\n{\"labels\": [], \"text\": \"a\"}\n",
    );
    assert_shown!(folder.run(&["eval", "--model", "m.cwm", "--data", "t.jsonl"]).shown());
}

#[test]
fn the_model_cannot_be_written() {
    let folder = Folder::new();
    folder.write("d.jsonl", labelled()).write("m.cwm/inside", "");
    let ran = folder.run(&["train", "--data", "d.jsonl", "--out", "m.cwm"]);
    assert_eq!(ran.code, Some(1), "{}", ran.shown());
    assert!(ran.stderr.starts_with("error: cannot write `m.cwm`\n  because: "), "{}", ran.stderr);
    assert_eq!(folder.names(), ["d.jsonl", "m.cwm"]);
}

#[test]
fn models_that_cannot_be_used() {
    let folder = trained();
    let model = std::fs::read(folder.path().join("m.cwm")).unwrap();
    let mut flipped = model.clone();
    flipped[model.len() / 2] ^= 1;
    let mut newer = model.clone();
    newer[8] = 9;
    folder
        .write("cut.cwm", &model[..model.len() - 7])
        .write("flipped.cwm", flipped)
        .write("newer.cwm", newer)
        .write("foreign.cwm", "{}")
        .write("folder.cwm/inside", "");
    let mut shown = String::new();
    for name in ["missing", "cut", "flipped", "newer", "foreign", "folder"] {
        folder.write(
            "p.toml",
            format!(
                "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n\n[[classify]]\nuse = \"model\"\nmodel = \"{name}.cwm\"\n\n\
                 [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
            ),
        );
        let ran = folder.run(&["check", "p.toml"]);
        assert_eq!(ran.code, Some(2), "{}", ran.shown());
        shown.push_str(&ran.stderr);
    }
    let ran = folder.run(&["eval", "--model", "cut.cwm", "--data", "d.jsonl"]);
    assert_eq!(ran.code, Some(2));
    shown.push_str(&ran.stderr);
    assert_shown!(shown);
}

#[test]
fn options_that_make_no_sense() {
    let folder = trained();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n\n[[classify]]\nuse = \"model\"\nmodel = \"m.cwm\"\n\
         threshold = 1.5\nmax_labels = 0\nthresholds = { sae = 0.5, soil = 2 }\n\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    assert_shown!(folder.run(&["check", "p.toml"]).shown());
    folder.write(
        "p.toml",
        std::fs::read_to_string(folder.path().join("p.toml")).unwrap().replace(
            "threshold = 1.5\nmax_labels = 0\nthresholds = { sae = 0.5, soil = 2 }",
            "thresholds = { sae = 0.5 }",
        ),
    );
    assert_shown!(folder.run(&["check", "p.toml"]).shown());
}

#[test]
fn the_example_is_what_training_makes() {
    let folder = copy_of("trained-topics");
    let ran = folder.run(&["train", "--data", "labelled.jsonl", "--out", "again.cwm"]);
    assert_shown!("trained_topics_train", ran.shown());
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("again.cwm") == read("topics.cwm"), "train the model of the example anew");
    let ran = folder.run(&["eval", "--model", "topics.cwm", "--data", "held-out.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert!(ran.stdout.contains("5 documents, accuracy"), "{}", ran.shown());
    assert_shown!("trained_topics_screen", folder.run(&["run", "pipeline.toml"]).shown());
    let records = lines(&folder.read("out/records.jsonl").unwrap());
    let mut shown = String::new();
    for record in records {
        writeln!(shown, "{}", record["source"]["uri"].as_str().unwrap()).unwrap();
        for topic in record["annotations"].as_array().into_iter().flatten() {
            let (label, score) = (topic["label"].as_str().unwrap(), &topic["score"]);
            writeln!(shown, "  {label} {score} {}", topic["attributes"]["words"]).unwrap();
        }
        for note in record["notes"].as_array().into_iter().flatten() {
            writeln!(shown, "  note: {}", note["message"].as_str().unwrap()).unwrap();
        }
    }
    insta::assert_snapshot!("trained_topics_records", shown);
}
