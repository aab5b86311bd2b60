//! Makes `crates/cableway-classify/src/language/table.bin`, by which the stage `language` tells languages
//! of one script apart.
//!
//! It is distilled from the n-gram models of the crate `lingua` (Peter M. Stahl, Apache-2.0): words are
//! drawn from each model, and a linear classifier with hashed n-grams learns to tell them apart. No text
//! is read. The program brings no model with it: `cargo fetch` does.
//!
//! ```text
//! cargo run --release --manifest-path xtask/language-table/Cargo.toml -- TABLE
//! ```

#[path = "../../../crates/cableway-classify/src/language/groups.rs"]
mod groups;
mod model;
mod train;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use groups::GROUPS;
use model::{Model, Spelling};

fn main() -> Result<(), Box<dyn Error>> {
    let target = std::env::args_os().nth(1).ok_or("which file is to be written?")?;
    let mut table = Vec::new();
    for group in GROUPS {
        eprintln!("{}", group.codes.join(" "));
        let mut models = Vec::new();
        for code in group.codes {
            let spelling = match *code {
                "sr" if group.codes.contains(&"hr") => Spelling::SerbianInLatin,
                _ => Spelling::Own,
            };
            models.push(Model::read(&place(code)?, spelling)?);
        }
        let weights = train::train(group, &models);
        let most = largest(&weights);
        let step = most / 127.0;
        table.extend((step / train::DIVISOR).to_le_bytes());
        table.extend(weights.iter().map(|weight| {
            ((weight / step).round().clamp(-127.0, 127.0) + groups::ZERO) as u8
        }));
    }
    std::fs::write(target, table)?;
    Ok(())
}

/// The weight that one in ten thousand exceeds: what is beyond it is cut off, so that the others keep
/// their precision.
fn largest(weights: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    sizes[sizes.len() - 1 - sizes.len() / 10_000]
}

/// The file with the n-grams of a language, where cargo has put it.
fn place(code: &str) -> Result<PathBuf, Box<dyn Error>> {
    let name = NAMES.iter().find(|(known, _)| *known == code).ok_or("a code without a name")?.1;
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--manifest-path", manifest])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let wanted = format!("lingua-{name}-language-model");
    let packages = metadata["packages"].as_array().ok_or("cargo metadata failed")?;
    let package = packages.iter().find(|package| package["name"] == wanted.as_str());
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    let folder = Path::new(manifest.ok_or(wanted)?).parent().ok_or("a manifest has a folder")?;
    Ok(folder.join("models/ngrams.fst"))
}

/// What lingua calls the languages.
#[rustfmt::skip]
const NAMES: [(&str, &str); 60] = [
    ("af", "afrikaans"), ("ar", "arabic"), ("az", "azerbaijani"), ("be", "belarusian"), ("bg", "bulgarian"),
    ("ca", "catalan"), ("cs", "czech"), ("cy", "welsh"), ("da", "danish"), ("de", "german"),
    ("en", "english"), ("eo", "esperanto"), ("es", "spanish"), ("et", "estonian"), ("eu", "basque"),
    ("fa", "persian"), ("fi", "finnish"), ("fr", "french"), ("ga", "irish"), ("hi", "hindi"), ("hr", "croatian"),
    ("hu", "hungarian"), ("id", "indonesian"), ("is", "icelandic"), ("it", "italian"), ("kk", "kazakh"),
    ("la", "latin"), ("lg", "ganda"), ("lt", "lithuanian"), ("lv", "latvian"), ("mi", "maori"),
    ("mk", "macedonian"), ("mn", "mongolian"), ("mr", "marathi"), ("nb", "bokmal"),
    ("nl", "dutch"), ("nn", "nynorsk"), ("pl", "polish"), ("pt", "portuguese"), ("ro", "romanian"),
    ("ru", "russian"), ("sk", "slovak"), ("sl", "slovene"), ("sn", "shona"), ("so", "somali"),
    ("sq", "albanian"), ("sr", "serbian"), ("st", "sotho"), ("sv", "swedish"), ("sw", "swahili"),
    ("tl", "tagalog"), ("tn", "tswana"), ("tr", "turkish"), ("ts", "tsonga"), ("uk", "ukrainian"),
    ("ur", "urdu"), ("vi", "vietnamese"), ("xh", "xhosa"), ("yo", "yoruba"), ("zu", "zulu"),
];
