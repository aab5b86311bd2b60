//! How fast duplicates are found among documents of 400 words, of which every fourth repeats another.

use std::fmt::Write as _;
use std::hint::black_box;

use cableway_classify::{Duplicates, DuplicatesConfig};
use cableway_core::{
    Annotations, BlockKind, Classify, Context, Document, Limits, Setup, Stage as _, StageName,
};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

fn document(number: usize) -> Document {
    let mut text = String::new();
    let seed = if number % 4 == 3 { number - 3 } else { number };
    for place in 0..400 {
        let word = (seed * 7919 + place * place * 31) % 5003;
        write!(text, "harbour{word} ").expect("a text can be written to");
    }
    let _ = write!(text, "end{number}");
    let mut builder = Document::builder(format!("{number}.txt"));
    builder.block(BlockKind::Paragraph, &text);
    builder.build()
}

#[divan::bench(args = [1_000, 10_000], sample_count = 10)]
fn duplicates(bencher: Bencher<'_, '_>, count: usize) {
    let documents: Vec<Document> = (0..count).map(document).collect();
    let setup = Setup::new(".", Limits::default());
    let name: StageName = "duplicates".parse().expect("this is a name");
    bencher.counter(ItemsCount::new(count)).bench(|| {
        let stage =
            Duplicates::new(DuplicatesConfig::default(), &setup).expect("the defaults are right");
        for document in &documents {
            let mut found = Annotations::new(name.clone());
            stage
                .classify(document, &mut found, &Context::default())
                .expect("no document is an error");
            black_box(found);
        }
    });
}
