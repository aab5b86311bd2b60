//! How fast a summary is found, in an article of usual length and in longer ones.

use std::fmt::Write as _;

use cableway_core::{BlockKind, Context, Document, Limits, Setup, Stage as _, Summarize as _};
use cableway_summarize::{Lead, LeadConfig, LexRank, LexRankConfig, Salience, SalienceConfig};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

const WORDS: [&str; 24] = [
    "ferry", "harbour", "board", "island", "ticket", "winter", "price", "boat", "school",
    "council", "storm", "budget", "minister", "quay", "tide", "letter", "teacher", "summer",
    "market", "bridge", "road", "vote", "report", "island's",
];

/// Paragraphs of four sentences of some twenty words.
fn document(sentences: usize) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".into());
    let mut text = String::new();
    for place in 0..sentences {
        let _ = write!(text, "On day {place} the");
        for step in 0..16 {
            let word = WORDS[(place * (step + 3) + step * step * 7) % WORDS.len()];
            let _ = write!(text, " {word}");
        }
        text.push_str(" was discussed. ");
        if place % 4 == 3 || place + 1 == sentences {
            builder.block(BlockKind::Paragraph, &text);
            text.clear();
        }
    }
    builder.build()
}

#[divan::bench(args = [20, 200, 1_000, 10_000])]
fn lead(bencher: Bencher<'_, '_>, sentences: usize) {
    let stage = Lead::new(LeadConfig::default(), &Setup::new(".", Limits::default()))
        .expect("the defaults are right");
    let document = document(sentences);
    // No throughput: it reads no more than it needs.
    bencher.bench(|| stage.summarize(&document, &Context::default()));
}

#[divan::bench(args = [20, 200, 1_000, 10_000])]
fn lexrank(bencher: Bencher<'_, '_>, sentences: usize) {
    let stage = LexRank::new(LexRankConfig::default(), &Setup::new(".", Limits::default()))
        .expect("the defaults are right");
    let document = document(sentences);
    bencher
        .counter(BytesCount::new(document.text().len()))
        .bench(|| stage.summarize(&document, &Context::default()));
}

#[divan::bench(args = [20, 200, 1_000, 10_000])]
fn salience(bencher: Bencher<'_, '_>, sentences: usize) {
    let stage = Salience::new(SalienceConfig::default(), &Setup::new(".", Limits::default()))
        .expect("the defaults are right");
    let document = document(sentences);
    bencher
        .counter(BytesCount::new(document.text().len()))
        .bench(|| stage.summarize(&document, &Context::default()));
}
