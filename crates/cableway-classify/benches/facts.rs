//! How fast dates and entities are found.

use std::fmt::Write as _;

use cableway_classify::{Dates, DatesConfig, Entities, EntitiesConfig};
use cableway_core::{
    Annotations, BlockKind, Classify, Context, Document, Limits, Setup, Stage as _, StageName,
};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

/// A report of about 4 kB, as long as most news.
fn document() -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = "2020-12-21".parse().ok();
    for place in 0..10 {
        let mut text = String::new();
        let _ = write!(
            text,
            "On Tuesday the Harbour Board of Zandeport said that quay {place} stays closed until early March, while \
             the island ferry sails with the tides. Dr. Ada Lindqvist of Morrow Yard, who flew in from Norway last \
             week, expects the spare shaft before spring. It will cost €90,000, or 3.5 per cent of what the line \
             earned between 2015 and 2019. Nobody in the old town expects fares to fall, and Lindqvist told \
             Reuters that prices had been the same since May 1998."
        );
        builder.block(BlockKind::Paragraph, &text);
    }
    builder.build()
}

fn classify(bencher: Bencher<'_, '_>, stage: &impl Classify) {
    let document = document();
    let name: StageName = "stage".parse().expect("this is a name");
    bencher
        .counter(ItemsCount::new(1_usize))
        .counter(BytesCount::new(document.text().len()))
        .bench(|| {
            let mut found = Annotations::new(name.clone());
            let outcome = stage.classify(&document, &mut found, &Context::default());
            outcome.map(|()| found.as_slice().len())
        });
}

#[divan::bench]
fn dates(bencher: Bencher<'_, '_>) {
    let setup = Setup::new(".", Limits::default());
    let stage = Dates::new(DatesConfig::default(), &setup).expect("the defaults are right");
    classify(bencher, &stage);
}

#[divan::bench]
fn entities(bencher: Bencher<'_, '_>) {
    let setup = Setup::new(".", Limits::default());
    let stage = Entities::new(EntitiesConfig::default(), &setup).expect("the defaults are right");
    classify(bencher, &stage);
}
