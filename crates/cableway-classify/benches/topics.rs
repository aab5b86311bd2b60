//! How fast topics are found, with few rules and with many.

use std::fmt::Write as _;

use cableway_classify::{Topics, TopicsConfig};
use cableway_core::{
    Annotations, BlockKind, Classify as _, Context, Document, Limits, Setup, Stage as _, StageName,
};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// Rules of ten terms each, a few of which occur in the text.
fn topics(count: usize) -> Topics {
    let mut rules = String::new();
    for topic in 0..count {
        let _ =
            write!(rules, "[[topic]]\nlabel = \"topic {topic}\"\nany = [\"harbour board {topic}\"");
        for term in 0..9 {
            let _ = write!(rules, ", \"q{}x{term}\"", topic * 7919 % 10_007);
        }
        rules.push_str("]\n");
    }
    rules.push_str("[[topic]]\nlabel = \"ships\"\nany = [\"ferry\", \"tide*\"]\nnear = [{ terms = [\"harbour\", \"closed\"], within = 5 }]\n");
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    std::fs::write(folder.path().join("t.toml"), rules).expect("it can be written to");
    let config = TopicsConfig { rules: "t.toml".into(), max_labels: None };
    Topics::new(config, &Setup::new(folder.path(), Limits::default())).expect("the rules are right")
}

fn document() -> Document {
    let mut builder = Document::builder("a.txt");
    for place in 0..200 {
        let text = format!(
            "On day {place} the harbour board said that quay {place} stays closed, while the ferry \
             sails with the tides and nobody in the old town expects prices to fall before spring."
        );
        builder.block(BlockKind::Paragraph, &text);
    }
    builder.build()
}

#[divan::bench(args = [10, 1_000, 10_000])]
fn classify(bencher: Bencher<'_, '_>, rules: usize) {
    let topics = topics(rules);
    let document = document();
    let name: StageName = "topics".parse().expect("this is a name");
    bencher.counter(BytesCount::new(document.text().len())).bench(|| {
        let mut found = Annotations::new(name.clone());
        let outcome = topics.classify(&document, &mut found, &Context::default());
        outcome.map(|()| found.as_slice().len())
    });
}
