//! `cargo xtask eval extraction`: how much of an article's body Cableway finds in a news page, how much
//! else it lets in, and how fast, beside what other extractors made of the same pages.

mod published;
mod report;
mod score;
mod speed;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use self::score::{Figures, Page};
use super::pipeline::{self, Refusals, empty_folder};
use crate::bench::report::machine;
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// The text of each page, by the name of its file.
type Texts = BTreeMap<String, String>;

/// One extractor over all pages.
struct Extractor {
    name: String,
    version: String,
    pages: BTreeMap<String, Page>,
    figures: Figures,
}

impl Extractor {
    fn new(name: &str, version: &str, truth: &Texts, texts: &Texts) -> Self {
        let pages: BTreeMap<String, Page> = truth
            .iter()
            .map(|(id, body)| {
                let text = texts.get(id).map_or("", String::as_str);
                (id.clone(), Page::compare(body, text))
            })
            .collect();
        let figures = Figures::of(pages.values());
        Self { name: name.to_owned(), version: version.to_owned(), pages, figures }
    }
}

pub(crate) fn extraction(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let truth = texts(&read_json(&data.join("ground-truth.json"))?);
    let cableway = build_cableway(true)?;
    let folder = empty_folder(&cableway, "eval-extraction")?;

    let ours = extract(&cableway, &folder, &data)?;
    let unread = truth.keys().filter(|id| !ours.texts.contains_key(*id)).count();
    let us = Extractor::new("cableway", &ours.reader, &truth, &ours.texts);
    let mut peers = peers(&data, &truth)?;
    peers.sort_by(|a, b| b.figures.f1.total_cmp(&a.figures.f1));

    println!("# Extraction: {} pages\n\n{}", truth.len(), machine());
    println!("{}", report::figures(&us, &peers));
    if unread > 0 {
        println!("{unread} pages gave no document; they count as empty.\n");
    }
    println!("{}", report::published(&peers, truth.len()));
    println!("{}", report::speed(&speed::measure(&cableway, &folder, &data)?));
    println!("{}", report::worst(&us, &truth, &ours.texts));
    Ok(())
}

/// What the command made of the pages.
struct Extracted {
    texts: Texts,
    reader: String,
}

fn extract(cableway: &Path, folder: &Path, data: &Path) -> Outcome<Extracted> {
    // JSON strings are TOML strings.
    let pages = json!(data.join("html/*.html.gz"));
    let stages = format!("[[ingest]]\nuse = \"files\"\npaths = [{pages}]\n");
    let mut texts = Texts::new();
    let mut reader = String::new();
    for record in pipeline::records(cableway, folder, &stages, Refusals::Count)? {
        record["source"]["reader"].as_str().unwrap_or_default().clone_into(&mut reader);
        let uri = record["source"]["uri"].as_str().unwrap_or_default();
        texts.insert(id_of(uri).to_owned(), body(&record));
    }
    Ok(Extracted { texts, reader })
}

/// The page that `…/<id>.html.gz` is.
fn id_of(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// The kinds of blocks that are the body of a document.
const BODY: [&str; 6] = ["heading", "paragraph", "list_item", "quotation", "table", "code"];

/// The body of a record: its blocks of the body's kinds, in order, a line each.
fn body(record: &Value) -> String {
    let text = record["text"].as_str().unwrap_or_default();
    let blocks = record["blocks"].as_array().map_or(&[][..], Vec::as_slice);
    let lines: Vec<&str> = blocks
        .iter()
        .filter(|block| block["kind"].as_str().is_some_and(|kind| BODY.contains(&kind)))
        .filter_map(|block| {
            let end = |at: usize| usize::try_from(block["span"][at].as_u64()?).ok();
            text.get(end(0)?..end(1)?)
        })
        .collect();
    lines.join("\n")
}

/// The extractors whose output lies with the data.
fn peers(data: &Path, truth: &Texts) -> Outcome<Vec<Extractor>> {
    let folder = data.join("peer-output");
    // Data without them is measured all the same.
    let Ok(files) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut peers = Vec::new();
    for file in files {
        let path = file.on("list", &folder)?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file = read_json(&path)?;
        let output = texts(file.get("output").unwrap_or(&file));
        if let Some(id) = truth.keys().find(|id| !output.contains_key(*id)) {
            let message = format!("`{}` has nothing on page {id}", path.display());
            return Err(Failure::new(message));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let version = file["version"].as_str().unwrap_or_default();
        peers.push(Extractor::new(&name, version, truth, &output));
    }
    Ok(peers)
}

/// `{"<id>": {"articleBody": "…"}}`; a body that is not there is empty.
fn texts(pages: &Value) -> Texts {
    let pages = pages.as_object().into_iter().flatten();
    pages
        .map(|(id, page)| (id.clone(), page["articleBody"].as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn read_json(path: &Path) -> Outcome<Value> {
    let text = fs::read_to_string(path).on("read", path)?;
    serde_json::from_str(&text).on("read", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_made_of_its_blocks() {
        let record = json!({
            "text": "Title\nżółw\nphoto\nend",
            "blocks": [
                {"kind": "title", "span": [0, 5]},
                {"kind": "heading", "span": [6, 13]},
                {"kind": "caption", "span": [14, 19]},
                {"kind": "paragraph", "span": [20, 23]},
                {"kind": "paragraph", "span": [20, 99]},
            ],
        });
        assert_eq!(body(&record), "żółw\nend");
        assert_eq!(body(&json!({})), "");
    }

    #[test]
    fn pages_are_known_by_the_name_of_their_file() {
        assert_eq!(id_of("../../data/html/0a1b.html.gz"), "0a1b");
        assert_eq!(id_of("0a1b"), "0a1b");
    }
}
