//! The stage `duplicates` in a run: in the order of ingest, whatever the number of workers.

use crate::folder::Folder;

/// Eighty documents, of which many repeat an earlier one, word for word or nearly; the larger ones come
/// first within each group, so that workers do not finish them in order.
fn corpus() -> Folder {
    let folder = Folder::with_pipeline(
        "[[classify]]\nuse = \"language\"\n\n[[classify]]\nuse = \"duplicates\"\n",
    );
    for group in 0..8 {
        let story: Vec<String> = (0..400)
            .map(|n| {
                let number = group * 1000 + n * 7;
                format!("On day {n} crate {number} left quay {} for the island.", number % 13)
            })
            .collect();
        for copy in 0..10 {
            let text = match copy {
                0 => story.join(" "),
                1..=4 => format!("{} The harbour office said copy {copy}.", story.join(" ")),
                5..=7 => story.join("  ").replace("quay", "QUAY"),
                _ => story[..40 * (copy - 7)].join(" "),
            };
            folder.write(&format!("inbox/{group}-{copy}.txt"), format!("Title {copy}\n\n{text}\n"));
        }
    }
    folder
}

#[test]
fn one_worker_or_four_give_the_same_bytes() {
    let folder = corpus();
    let outputs = ["1", "4", "7"].map(|workers| {
        let ran = folder.run(&["run", "p.toml", "--quiet", "--workers", workers]);
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        folder.read("out.jsonl").unwrap()
    });
    assert_eq!(outputs[0], outputs[1]);
    assert_eq!(outputs[0], outputs[2]);
}

#[test]
fn later_documents_name_the_first() {
    let folder = corpus();
    let records = folder.records(0);
    assert_eq!(records.len(), 80);
    let mut shown = String::new();
    for record in &records[..10] {
        let labels = record["annotations"].as_array().unwrap();
        let label = labels.iter().find(|label| label["kind"] == "duplicate");
        let uri = record["source"]["uri"].as_str().unwrap();
        let Some(label) = label else {
            shown.push_str(&format!("{uri}: original\n"));
            continue;
        };
        let of = records.iter().find(|record| record["id"] == label["attributes"]["of"]).unwrap();
        let of = of["source"]["uri"].as_str().unwrap();
        shown.push_str(&format!("{uri}: {} of {of}\n", label["label"].as_str().unwrap()));
    }
    insta::assert_snapshot!(shown, @r"
    inbox/0-0.txt: original
    inbox/0-1.txt: near of inbox/0-0.txt
    inbox/0-2.txt: near of inbox/0-0.txt
    inbox/0-3.txt: near of inbox/0-0.txt
    inbox/0-4.txt: near of inbox/0-0.txt
    inbox/0-5.txt: exact of inbox/0-0.txt
    inbox/0-6.txt: exact of inbox/0-0.txt
    inbox/0-7.txt: exact of inbox/0-0.txt
    inbox/0-8.txt: original
    inbox/0-9.txt: original
    ");
}

/// What an ordered stage says goes on to the exports, and to their conditions.
#[test]
fn an_export_can_leave_duplicates_out() {
    let folder = Folder::new();
    folder
        .write("inbox/a.txt", "The lock\n\nThe lock is closed until noon, the office said.\n")
        .write("inbox/b.txt", "Closed\n\nThe lock is closed until noon, the office said.\n")
        .write(
            "p.toml",
            "[[ingest]]\nuse = \"files\"\npaths = [\"inbox/*\"]\n[[classify]]\nuse = \"duplicates\"\n\
             [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\nwhen = 'size(labels.duplicate) == 0'\n",
        );
    let records = folder.records(0);
    let uris: Vec<_> = records.iter().map(|record| record["source"]["uri"].clone()).collect();
    assert_eq!(uris, ["inbox/a.txt"]);
}
