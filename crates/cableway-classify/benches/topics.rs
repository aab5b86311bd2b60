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

fn stage(rules: &str) -> Topics {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    std::fs::write(folder.path().join("t.toml"), rules).expect("it can be written to");
    let config = TopicsConfig { rules: Some("t.toml".into()), set: None, max_labels: None };
    Topics::new(config, &Setup::new(folder.path(), Limits::default())).expect("the rules are right")
}

/// Rules of ten terms each, a few of which occur in the text.
fn lists(count: usize) -> Topics {
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
    stage(&rules)
}

/// Queries that all have words of the text in them, each with others that it has not; one holds.
fn queries(count: usize, stem: bool) -> Topics {
    let mut rules = format!("stem = {stem}\n");
    for topic in 0..count {
        let own = topic * 7919 % 10_007;
        let _ = writeln!(
            rules,
            "[[topic]]\nlabel = \"topic {topic}\"\nquery = '(harbour NEAR/5 q{own}x*) AND (ferry OR \
             \"old town {own}\" OR tide*) AND NOT (prices OR q{own})'"
        );
    }
    rules.push_str(
        "[[topic]]\nlabel = \"ships\"\nquery = '(quay NEAR/5 closed) AND ferry AND NOT sport'\n",
    );
    stage(&rules)
}

fn document() -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    for place in 0..200 {
        let text = format!(
            "On day {place} the harbour board said that quay {place} stays closed, while the ferry \
             sails with the tides and nobody in the old town expects prices to fall before spring."
        );
        builder.block(BlockKind::Paragraph, &text);
    }
    builder.build()
}

fn measure(bencher: Bencher<'_, '_>, topics: &Topics) {
    let document = document();
    let name: StageName = "topics".parse().expect("this is a name");
    bencher.counter(BytesCount::new(document.text().len())).bench(|| {
        let mut found = Annotations::new(name.clone());
        let outcome = topics.classify(&document, &mut found, &Context::default());
        outcome.map(|()| found.as_slice().len())
    });
}

#[divan::bench(args = [10, 1_000, 10_000])]
fn classify(bencher: Bencher<'_, '_>, rules: usize) {
    measure(bencher, &lists(rules));
}

#[divan::bench(args = [10, 1_000, 10_000])]
fn queries_classify(bencher: Bencher<'_, '_>, rules: usize) {
    measure(bencher, &queries(rules, false));
}

#[divan::bench(args = [10, 1_000, 10_000])]
fn stemmed_classify(bencher: Bencher<'_, '_>, rules: usize) {
    measure(bencher, &queries(rules, true));
}

/// From the rules file to a stage that is ready.
#[divan::bench(args = [10, 1_000, 10_000], sample_count = 5)]
fn queries_read(bencher: Bencher<'_, '_>, rules: usize) {
    bencher.bench(|| queries(rules, false));
}
