//! How fast keywords and the language of an article are found.

use cableway_classify::{Keywords, KeywordsConfig, Language, LanguageConfig};
use cableway_core::{
    Annotations, BlockKind, Classify, Context, Document, Limits, Setup, Stage as _, StageName,
};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

fn document(paragraphs: usize) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    for place in 0..paragraphs {
        let text = format!(
            "On day {place} the Harbour Board of Zandeport said that quay {place} stays closed, while \
             the island ferry sails with the tides. Dr. A. Lindqvist of Morrow Yard expects the spare \
             shaft before spring, and nobody in the old town expects fares to fall."
        );
        builder.block(BlockKind::Paragraph, &text);
    }
    builder.build()
}

fn classify(bencher: Bencher<'_, '_>, stage: &impl Classify, paragraphs: usize) {
    let document = document(paragraphs);
    let name: StageName = "stage".parse().expect("this is a name");
    bencher.counter(BytesCount::new(document.text().len())).bench(|| {
        let mut found = Annotations::new(name.clone());
        let outcome = stage.classify(&document, &mut found, &Context::default());
        outcome.map(|()| found.as_slice().len())
    });
}

#[divan::bench(args = [10, 100])]
fn keywords(bencher: Bencher<'_, '_>, paragraphs: usize) {
    let setup = Setup::new(".", Limits::default());
    let stage = Keywords::new(KeywordsConfig::default(), &setup).expect("the defaults are right");
    classify(bencher, &stage, paragraphs);
}

#[divan::bench(args = [10, 100])]
fn language(bencher: Bencher<'_, '_>, paragraphs: usize) {
    let setup = Setup::new(".", Limits::default());
    let stage = Language::new(LanguageConfig::default(), &setup).expect("the defaults are right");
    classify(bencher, &stage, paragraphs);
}
