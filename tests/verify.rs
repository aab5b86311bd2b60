//! `cableway verify`: what holds, and everything that may not.

mod databases;

use std::fs;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::examples::copy_of;
use crate::folder::{Folder, assert_shown, lines};

/// The text of one article.
const FERRY: &str = "Ferry returns\n\nThe ferry sails again on Monday. Tickets cost €5, the board said.\n\nIt had closed in May.\n";

/// A folder with a run behind it: two articles, in JSON Lines and in a database.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        r#"
        [[ingest]]
        use = "files"
        paths = ["inbox"]

        [[classify]]
        use = "entities"

        [[summarize]]
        use = "lead"
        sentences = 2

        [[export]]
        use = "jsonl"
        path = "out/records.jsonl"

        [[export]]
        use = "sqlite"
        path = "out/records.db"
        "#,
    );
    folder.write("inbox/ferry.txt", FERRY);
    folder.write(
        "inbox/harbour.txt",
        "Harbour grows\n\nThe harbour of Velmouth gets a new pier, Anna Berg said on Tuesday.\n",
    );
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    folder
}

/// What `verify` says of the JSON Lines.
#[track_caller]
fn verified(folder: &Folder, code: i32) -> String {
    let ran = folder.run(&["verify", "out/records.jsonl"]);
    assert_eq!(ran.code, Some(code), "{}", ran.shown());
    ran.stdout
}

/// What `verify --json` counts and tells of an output.
#[track_caller]
fn as_json(folder: &Folder, output: &str, more: &[&str]) -> Value {
    let ran = folder.run(&[&["verify", output, "--json"], more].concat());
    let value: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ran.code, Some(i32::from(value["holds"] != true)), "{}", ran.shown());
    value
}

/// Changes the records in the JSON Lines.
fn edit(folder: &Folder, change: impl Fn(usize, &mut Value)) {
    let mut records = lines(&folder.read("out/records.jsonl").unwrap());
    records.iter_mut().enumerate().for_each(|(at, record)| change(at, record));
    let text: String = records.iter().map(|record| format!("{record}\n")).collect();
    folder.write("out/records.jsonl", text);
}

#[test]
fn everything_holds() {
    let folder = folder();
    assert_shown!(folder.run(&["verify", "out/records.jsonl"]).shown());
    assert_shown!(folder.run(&["verify", "out/records.db"]).shown());
}

#[test]
fn examples_hold() {
    for (example, output) in [("quickstart", "records.jsonl"), ("policy-watch", "records.jsonl")] {
        let folder = copy_of(example);
        assert_eq!(folder.run(&["run", "pipeline.toml"]).code, Some(0));
        let value = as_json(&folder, &format!("out/{output}"), &["--stages"]);
        assert_eq!(value["counts"]["same"], value["counts"]["records"], "{value:#}");
        assert!(value["counts"]["quotations"].as_u64().unwrap() > 50, "{value:#}");
    }
}

/// Records of what lies in containers are found, in whatever order they stand.
#[test]
fn members_of_containers_hold() {
    let folder = folder();
    let mail = "From a@example.org Mon Mar  2 10:00:00 2026\nFrom: A <a@example.org>\nSubject: Pier\n\n\
                The pier is built at last, and the harbour office is glad of it.\n\n";
    folder.write("inbox/post.mbox", mail.repeat(3));
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    let mut all: Vec<String> =
        folder.read("out/records.jsonl").unwrap().lines().map(|line| format!("{line}\n")).collect();
    assert_eq!(all.len(), 5);
    all.reverse();
    folder.write("out/records.jsonl", all.concat());
    assert_eq!(as_json(&folder, "out/records.jsonl", &[])["counts"]["same"], 5);
}

#[test]
fn sources_that_changed_or_went() {
    let folder = folder();
    folder.write("inbox/ferry.txt", FERRY.replace("Monday", "Friday"));
    fs::remove_file(folder.path().join("inbox/harbour.txt")).unwrap();
    assert_shown!(verified(&folder, 1));
    // Nothing is left of the sources: not even a file that a pattern finds.
    fs::remove_dir_all(folder.path().join("inbox")).unwrap();
    assert_eq!(as_json(&folder, "out/records.jsonl", &[])["counts"]["gone"], 2);
}

/// Other bytes, but the same words: the digest does not hold, the quotations do.
#[test]
fn bytes_that_changed_around_the_words() {
    let folder = folder();
    folder.write("inbox/ferry.txt", format!("{FERRY}\n\n"));
    let value = as_json(&folder, "out/records.db", &[]);
    assert_eq!((&value["counts"]["changed"], &value["counts"]["same"]), (&json!(1), &json!(1)));
    let trouble = &value["troubles"][0];
    assert_eq!((&trouble["trouble"], &trouble["lost"]), (&json!("changed"), &json!(0)));
}

#[test]
fn sources_that_cannot_be_read_any_more() {
    let folder = folder();
    folder.write("inbox/ferry.txt", [0, 159, 146, 150, 0, 0, 255]);
    assert_shown!(verified(&folder, 1));
}

/// A sentence, a span, a link and a line that somebody has changed, each found by itself.
#[test]
fn an_output_that_was_edited() {
    let folder = folder();
    edit(&folder, |at, record| {
        if at == 0 {
            let sentence = &mut record["summaries"][0]["sentences"][0]["text"];
            *sentence = sentence.as_str().unwrap().replace("Monday", "Friday").into();
            record["summaries"][0]["sentences"][1]["spans"] = json!([[48, 9000]]);
        } else {
            record["annotations"][0]["links"] = json!([{"role": "same_as", "to": "entities-99"}]);
            record["blocks"][0]["span"][1] = json!(20);
        }
    });
    let text = folder.read("out/records.jsonl").unwrap();
    let cut = text.lines().next().unwrap();
    folder.write("out/records.jsonl", format!("{text}\n{}\n[1, 2]\n", &cut[..200]));
    assert_shown!(verified(&folder, 1));
}

/// The text of a record that somebody has changed, once beside all quotations and once among them.
#[test]
fn a_text_that_was_edited() {
    let folder = folder();
    edit(&folder, |at, record| {
        let text = record["text"].as_str().unwrap();
        let text = match at {
            0 => format!("{text} And more."),
            _ => text.replace("Anna Berg", "Anna Borg"),
        };
        record["text"] = text.into();
        if at == 1 {
            record["summaries"] = json!([]);
        }
    });
    assert_shown!(verified(&folder, 1));
    edit(&folder, |at, record| {
        if at == 1 {
            record["annotations"] = json!([]);
        }
    });
    let value = as_json(&folder, "out/records.jsonl", &[]);
    assert_eq!((&value["holds"], &value["counts"]["read_otherwise"]), (&json!(true), &json!(2)));
}

#[test]
fn two_records_of_one_document() {
    let folder = folder();
    let text = folder.read("out/records.jsonl").unwrap();
    folder.write("out/records.jsonl", format!("{text}{}\n", text.lines().next().unwrap()));
    let value = as_json(&folder, "out/records.jsonl", &[]);
    assert_eq!(
        (&value["counts"]["same"], &value["counts"]["contradictory"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(value["troubles"][0]["line"], 3);
    assert_eq!(value["troubles"][0]["reason"], "the record in line 1 has the same id");
}

/// A stage that writes in its own words is not blamed for it; one that quotes and was edited is.
#[test]
fn sentences_in_a_stages_own_words() {
    let folder = folder();
    let own = |count: usize| {
        edit(&folder, |at, record| {
            let span = record["summaries"][0]["sentences"][0]["spans"].clone();
            let sentence = json!({"text": "Ferries, in short.", "spans": span});
            let sentences = if at == 0 { vec![sentence; count] } else { Vec::new() };
            let more = json!({"stage": "brief", "sentences": sentences});
            let summaries = record["summaries"].as_array_mut().unwrap();
            summaries.truncate(1);
            if at == 0 {
                summaries.push(more);
            }
        });
        as_json(&folder, "out/records.jsonl", &[])
    };
    let many = own(10);
    assert_eq!((&many["holds"], &many["counts"]["own_words"]), (&json!(true), &json!(10)));
    let few = own(9);
    assert_eq!((&few["holds"], &few["counts"]["contradictory"]), (&json!(false), &json!(1)));
    let troubles = few["troubles"].as_array().unwrap();
    assert_eq!((troubles.len(), &troubles[0]["more"]), (1, &json!(8)), "one for each record");
}

/// Titles and dates are read like the text: they can be found to be wrong like it.
#[test]
fn what_is_read_beside_the_text() {
    let folder = folder();
    edit(&folder, |at, record| {
        if at == 0 {
            record["meta"]["title"] = json!("Ferry sinks");
            record["meta"]["published"] = json!("2026-03-04");
            record["blocks"].as_array_mut().unwrap().pop();
        }
    });
    assert_shown!(verified(&folder, 1));
    // Another version of the reader may read otherwise.
    edit(&folder, |_, record| record["source"]["reader"] = json!("text/0"));
    verified(&folder, 0);
}

/// Labels, what they rest on, and attributes: the stages are asked again.
#[test]
fn what_stages_said_and_do_not_say_again() {
    let folder = folder();
    let same = as_json(&folder, "out/records.db", &["--stages"]);
    assert_eq!((&same["holds"], &same["counts"]["same"]), (&json!(true), &json!(2)));
    let shown = |change: &dyn Fn(&mut Value)| {
        let before = folder.read("out/records.jsonl").unwrap();
        edit(&folder, |at, record| {
            if at == 1 {
                change(record);
            }
        });
        assert_eq!(
            folder.run(&["verify", "out/records.jsonl"]).code,
            Some(0),
            "by itself it holds"
        );
        let ran = folder.run(&["verify", "out/records.jsonl", "--stages"]);
        folder.write("out/records.jsonl", before);
        assert_eq!(ran.code, Some(1), "{}", ran.shown());
        let said = ran.stdout.lines().find(|line| line.contains("said otherwise")).unwrap();
        said.trim().to_owned() + "\n"
    };
    let changes: [&dyn Fn(&mut Value); 6] = [
        &|record| record["annotations"][0]["label"] = json!("Anna Borg"),
        &|record| record["annotations"][0]["spans"] = json!([[0, 7]]),
        &|record| record["annotations"][0]["attributes"] = json!({"sold": true}),
        &|record| record["annotations"][0]["score"] = json!(0.125),
        &|record| drop(record["annotations"].as_array_mut().unwrap().pop()),
        &|record| record["summaries"] = json!([]),
    ];
    assert_shown!(changes.map(shown).concat());
    // A stage that is there no more says nothing.
    let pipeline = folder.read("p.toml").unwrap();
    folder.write(
        "p.toml",
        pipeline.replace("[[summarize]]\n        use = \"lead\"\n        sentences = 2", ""),
    );
    let ran = folder.run(&["verify", "out/records.jsonl", "--stages"]);
    assert!(ran.stdout.contains("`lead`: has 2 sentences, and 0 now"), "{}", ran.shown());
}

/// A document with many quotations whose text alone is another one is one trouble, with a count.
#[test]
fn a_text_that_is_another_one_is_told_once() {
    let folder = folder();
    edit(&folder, |at, record| {
        if at == 0 {
            let text =
                record["text"].as_str().unwrap().replace("ferry", "barge").replace("May", "Maj");
            record["text"] = text.replace("Monday", "Mondoy").into();
            let spans: Vec<_> = (0..30).map(|_| json!([14, 40])).collect();
            record["annotations"] =
                json!([{"id": "x-1", "stage": "x", "kind": "k", "label": "l", "spans": spans}]);
        }
    });
    assert_shown!(verified(&folder, 1));
    let value = as_json(&folder, "out/records.jsonl", &[]);
    let of_it: Vec<&Value> = value["troubles"].as_array().unwrap().iter().collect();
    let kinds: Vec<&str> = of_it.iter().map(|it| it["trouble"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["lost", "sentence"]);
    assert_eq!(of_it[0]["lost"].as_u64().unwrap(), 31);
}

/// The same folder with a pipeline that keeps what is gone, and one article gone.
fn with_a_kept_ferry() -> Folder {
    let folder = folder();
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline.replacen("paths =", "removed = \"keep\"\npaths =", 1));
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    fs::remove_file(folder.path().join("inbox/ferry.txt")).unwrap();
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    folder
}

/// What the pipeline keeps although its source is gone is no trouble.
#[test]
fn documents_that_are_kept() {
    let folder = with_a_kept_ferry();
    assert_shown!(verified(&folder, 0));
    let counts = |output: &str| as_json(&folder, output, &[])["counts"].clone();
    assert_eq!(
        (&counts("out/records.db")["kept"], &counts("out/records.db")["gone"]),
        (&json!(1), &json!(0))
    );
    // One that went since then is gone all the same, and without its ledger nobody knows of kept ones.
    fs::remove_file(folder.path().join("inbox/harbour.txt")).unwrap();
    let now = counts("out/records.jsonl");
    assert_eq!((&now["kept"], &now["gone"]), (&json!(1), &json!(1)));
    fs::remove_dir_all(folder.path().join(".cableway")).unwrap();
    let now = counts("out/records.jsonl");
    assert_eq!((&now["kept"], &now["gone"]), (&json!(0), &json!(2)));
}

/// Records keep the ids and URIs that they bring along, which are not those of the lines that they are read from.
#[test]
fn records_that_are_kept() {
    let folder = folder();
    let records = folder.read("out/records.jsonl").unwrap();
    folder.write("inbox/wire.jsonl", &records);
    folder.write(
        "q.toml",
        "[[ingest]]\nuse = \"jsonl\"\nremoved = \"keep\"\npaths = [\"inbox/wire.jsonl\"]\n\
         [[export]]\nuse = \"jsonl\"\npath = \"kept.jsonl\"\n",
    );
    assert_eq!(folder.run(&["run", "q.toml"]).code, Some(0));
    let (first, last) = records.split_once('\n').unwrap();
    folder.write("inbox/wire.jsonl", format!("{first}\n"));
    let ran = folder.run(&["run", "q.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(lines(&folder.read("kept.jsonl").unwrap()).len(), 2, "{}", ran.shown());
    let counts = as_json(&folder, "kept.jsonl", &[])["counts"].clone();
    let told = ["same", "kept", "gone"].map(|count| counts[count].as_u64().unwrap());
    assert_eq!(told, [1, 1, 0], "{}", ran.shown());
    // One that is neither in the file nor kept.
    let third = last.replace("harbour", "pier");
    let id = serde_json::from_str::<Value>(last).unwrap()["id"].as_str().unwrap().to_owned();
    let kept = folder.read("kept.jsonl").unwrap();
    folder.write("kept.jsonl", kept + &third.replace(&id, "pier"));
    let counts = as_json(&folder, "kept.jsonl", &[])["counts"].clone();
    let told = ["same", "kept", "gone"].map(|count| counts[count].as_u64().unwrap());
    assert_eq!(told, [1, 1, 1]);
}

/// An output that people read is told from a file of records that is damaged.
#[test]
fn an_output_for_people() {
    let folder = folder();
    let pipeline = folder.read("p.toml").unwrap();
    folder
        .write("p.toml", pipeline + "\n[[export]]\nuse = \"markdown\"\npath = \"out/brief.md\"\n");
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    let ran = folder.run(&["verify", "out/brief.md"]);
    assert_eq!(ran.code, Some(2), "{}", ran.shown());
    assert_shown!(ran.stderr);
}

/// What a damaged ledger does not tell of kept documents is said, and the rest is checked.
#[test]
fn kept_documents_that_the_ledger_cannot_tell_of() {
    let folder = with_a_kept_ferry();
    let ledger = Connection::open(folder.path().join(".cableway/p.ledger")).unwrap();
    ledger.execute_batch("UPDATE outcomes SET data = zeroblob(9)").unwrap();
    drop(ledger);
    let told = as_json(&folder, "out/records.jsonl", &[]);
    assert_eq!((&told["counts"]["same"], &told["counts"]["gone"]), (&json!(1), &json!(1)));
    let unchecked = told["unchecked"][0].as_str().unwrap();
    assert!(unchecked.contains("are kept") && unchecked.contains("count as gone"), "{unchecked}");
}

/// Nothing holds in what holds nothing.
#[test]
fn an_output_without_records() {
    let folder = folder();
    folder.write("out/records.jsonl", "");
    let lost = verified(&folder, 1);
    fs::remove_dir_all(folder.path().join("inbox")).unwrap();
    assert_shown!(lost + &verified(&folder, 0));
}

/// Sources on the net are told apart, and asked only where that is wanted.
#[test]
fn sources_on_the_net() {
    let folder = folder();
    edit(&folder, |at, record| {
        if at == 0 {
            record["id"] = json!("remote");
            record["source"]["uri"] = json!("https://harbour-post.example/ferry");
            record["source"]["retrieved"] = json!("2026-03-04T08:15:00Z");
        }
    });
    assert_shown!(verified(&folder, 0));
    let asked = as_json(&folder, "out/records.jsonl", &["--network"]);
    assert_eq!((&asked["counts"]["remote"], &asked["counts"]["gone"]), (&json!(0), &json!(1)));
}

#[test]
fn the_pipeline_is_found_or_named() {
    let folder = folder();
    let text = folder.read("p.toml").unwrap();
    // One that others include writes here too, but has no source of its own.
    folder.write("exports.toml", "[[export]]\nuse = \"jsonl\"\npath = \"out/records.jsonl\"\n");
    folder.write("broken.toml", "[[export]\n");
    verified(&folder, 0);
    folder.write("q.toml", text);
    assert_shown!(folder.run(&["verify", "out/records.jsonl"]).shown());
    let named = folder.run(&["verify", "out/records.jsonl", "--pipeline", "q.toml"]);
    assert_eq!(named.code, Some(0), "{}", named.shown());
    let copy = folder.read("out/records.jsonl").unwrap();
    folder.write("elsewhere/copy.jsonl", copy);
    assert_shown!(folder.run(&["verify", "elsewhere/copy.jsonl"]).shown());
    let named = folder.run(&["verify", "elsewhere/copy.jsonl", "--pipeline", "p.toml"]);
    assert_eq!(named.code, Some(0), "{}", named.shown());
}

#[test]
fn what_is_no_output_of_ours() {
    let folder = folder();
    folder.write("notes.txt", "Ferry, Monday.\n");
    folder.write("other.jsonl", "{\"title\": \"Ferry\"}\n");
    let other = Connection::open(folder.path().join("other.db")).unwrap();
    other.execute_batch("CREATE TABLE cookies (name)").unwrap();
    let mut shown = String::new();
    for output in ["notes.txt", "other.jsonl", "other.db", "none.jsonl"] {
        let ran = folder.run(&["verify", output, "--pipeline", "p.toml"]);
        shown.push_str(&format!("{output}: {}\n", ran.shown()));
    }
    assert_shown!(shown);
}

/// Nothing is written: neither outputs nor a ledger nor a quarantine.
#[test]
fn nothing_is_written() {
    let folder = folder();
    fs::remove_dir_all(folder.path().join(".cableway")).ok();
    folder.write("inbox/ferry.txt", [0, 159, 146, 150, 0, 0, 255]);
    let before = (folder.names(), folder.read("out/records.jsonl"));
    verified(&folder, 1);
    assert_eq!((folder.names(), folder.read("out/records.jsonl")), before);
}
