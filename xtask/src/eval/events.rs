//! `cargo xtask eval events`: types, sources and recipients of events in hand-coded sentences, as the plugin
//! `policy` finds them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::pipeline::{self, Refusals, empty_folder};
use crate::process::{Failure, OnFile as _, Outcome, build_cableway_with};

/// What the report says of how it counts.
const RULE: &str = "\
Each sentence is a document of its own and has one event. Its type is found where one of ours has it; types of older
drafts count as those of PLOVER 0.8 that took them in: DEMAND as REQUEST, DISAPPROVE and INVESTIGATE as ACCUSE, FIGHT
as ASSAULT. States are compared by ISO 3166-1 alpha-3 codes, those of the event with the right type or else of the
first; one code of several is enough, and for the data's codes that are no states (IGO, IMG, NGO) one of ours without
a state. What the data leaves open is not counted. Extra events are those beyond one a sentence.
";

#[derive(Default)]
struct Share {
    of: usize,
    right: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    fn tell(&self) -> String {
        format!("{:.3} ({} of {})", self.right as f64 / self.of.max(1) as f64, self.right, self.of)
    }
}

pub(crate) fn events(data: &Path, show: bool) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&data).on("list", &data)? {
        let path = entry.on("list", &data)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("`{}` has no file `*.json`", data.display())));
    }
    let cableway = build_cableway_with(&["cableway-policy"], false)?;
    println!("# Events\n\n{RULE}");
    for file in files {
        let text = fs::read_to_string(&file).on("read", &file)?;
        let gold: Vec<Value> = serde_json::from_str(&text).on("read", &file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        println!("## {name}: {} sentences\n", gold.len());
        println!("{}", score(&gold, &found(&cableway, &gold)?, show));
    }
    Ok(())
}

/// The events that the plugin finds in each sentence.
fn found(cableway: &Path, gold: &[Value]) -> Outcome<Vec<Vec<Value>>> {
    let folder = empty_folder(cableway, "eval-events")?;
    let mut lines = String::new();
    for one in gold {
        let line = json!({"text": one["text"], "published": one["date"], "language": "en"});
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{line}");
    }
    let corpus = folder.join("sentences.jsonl");
    fs::write(&corpus, lines).on("write", &corpus)?;
    let plugin = cableway.with_file_name("cableway_policy");
    // JSON strings are TOML strings.
    let stages = format!(
        "[plugins.policy]\npath = {}\n\n[[ingest]]\nuse = \"jsonl\"\npaths = [\"sentences.jsonl\"]\n\
         fields = {{ text = \"text\", published = \"published\", language = \"language\" }}\n\n\
         [[classify]]\nuse = \"policy:events\"\n",
        json!(plugin)
    );
    let records = pipeline::records(cableway, &folder, &stages, Refusals::Fail)?;
    if records.len() != gold.len() {
        let message = format!("{} sentences gave {} records", gold.len(), records.len());
        return Err(Failure::new(message));
    }
    let of_record = |record: &Value| {
        let all = record["annotations"].as_array().into_iter().flatten();
        all.filter(|one| one["kind"] == "event").cloned().collect()
    };
    Ok(records.iter().map(of_record).collect())
}

fn score(gold: &[Value], found: &[Vec<Value>], show: bool) -> String {
    let (mut types, mut sources, mut recipients) =
        (Share::default(), Share::default(), Share::default());
    let mut extra = 0;
    for (one, events) in gold.iter().zip(found) {
        let wanted = current(one["event"].as_str().unwrap_or_default());
        let same = events.iter().find(|event| event["label"] == wanted);
        let event = same.or(events.first());
        types.add(same.is_some());
        extra += events.len().saturating_sub(1);
        let mut wrong = Vec::new();
        if same.is_none() {
            wrong.push("type");
        }
        for (role, ours, share) in
            [("source", "sources", &mut sources), ("target", "recipients", &mut recipients)]
        {
            let codes = codes(&one[role]);
            if codes.is_empty() {
                continue;
            }
            let right = event.is_some_and(|event| {
                let parties = event["attributes"][ours].as_array().map_or(&[][..], Vec::as_slice);
                parties.iter().any(|party| {
                    let code = party["alpha3"].as_str();
                    codes.contains(&code)
                })
            });
            share.add(right);
            if !right {
                wrong.push(role);
            }
        }
        if show && (!wrong.is_empty() || events.len() > 1) {
            println!(
                "{} wrong: {}\n  {}",
                wanted,
                wrong.join(", "),
                one["text"].as_str().unwrap_or_default()
            );
            for event in events {
                println!("  {}", told(event));
            }
        }
    }
    format!(
        "| what | measured |\n|---|---:|\n| event type | {} |\n| source state | {} |\n| recipient state | {} |\n\
         | extra events a sentence | {:.3} |\n",
        types.tell(),
        sources.tell(),
        recipients.tell(),
        extra as f64 / gold.len().max(1) as f64
    )
}

fn told(event: &Value) -> String {
    let names = |parties: &Value| {
        let one = |party: &Value| {
            format!(
                "{} ({})",
                party["name"].as_str().unwrap_or_default(),
                party["alpha3"].as_str().unwrap_or("-")
            )
        };
        parties.as_array().into_iter().flatten().map(one).collect::<Vec<_>>().join("+")
    };
    let attributes = &event["attributes"];
    format!(
        "{} {}: {} -> {} | {}",
        event["label"].as_str().unwrap_or_default(),
        attributes["status"].as_str().unwrap_or_default(),
        names(&attributes["sources"]),
        names(&attributes["recipients"]),
        attributes["rule"].as_str().unwrap_or_default()
    )
}

/// The type of PLOVER 0.8 that took in one of an older draft.
fn current(kind: &str) -> &str {
    match kind {
        "DEMAND" => "REQUEST",
        "DISAPPROVE" | "INVESTIGATE" => "ACCUSE",
        "FIGHT" => "ASSAULT",
        other => other,
    }
}

/// The codes of states that the data has for a role, `None` for one that is no state.
fn codes(role: &Value) -> Vec<Option<&str>> {
    let parties = role.as_array().into_iter().flatten();
    parties
        .filter_map(|party| party["code"].as_str().filter(|code| !code.is_empty()))
        .map(|code| match code {
            "IGO" | "IMG" | "NGO" | "MNC" => None,
            // Three codes of the data are not ISO's.
            "ITL" => Some("ITA"),
            "JAP" => Some("JPN"),
            "VTN" => Some("VNM"),
            code => Some(code),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::score;

    #[test]
    fn a_right_event_counts_and_others_are_extra() {
        let gold = [
            json!({"event": "DEMAND", "text": "x", "source": [{"code": "PER"}], "target": [{"code": "IGO"}]}),
        ];
        let event = |label: &str| {
            json!({"label": label, "attributes": {"status": "happened", "rule": "",
                "sources": [{"name": "Peru", "alpha3": "PER"}], "recipients": [{"name": "NATO"}]}})
        };
        let table = score(&gold, &[vec![event("AID"), event("REQUEST")]], false);
        assert!(table.contains("| event type | 1.000 (1 of 1) |"), "{table}");
        assert!(table.contains("| recipient state | 1.000 (1 of 1) |"), "{table}");
        assert!(table.contains("| extra events a sentence | 1.000 |"), "{table}");
    }
}
