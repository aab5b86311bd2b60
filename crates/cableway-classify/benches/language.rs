//! How fast the language of a sentence is found: one thread, each sentence a document.
//!
//! Without `CABLEWAY_SENTENCES`, a folder of texts with a sentence a line, the sentences are those below.

use std::hint::black_box;

use cableway_classify::{Language, LanguageConfig};
use cableway_core::{
    Annotations, BlockKind, Classify, Context, Document, Limits, Setup, Stage as _, StageName,
};
use divan::Bencher;
use divan::counter::ItemsCount;

const SENTENCES: [&str; 8] = [
    "The ferry to the island sails again on Monday, the harbour office said on Friday evening.",
    "Die Fähre zur Insel fährt am Montag wieder, teilte das Hafenamt am Freitagabend mit.",
    "Le bac vers l’île reprend lundi, a annoncé vendredi soir le bureau du port.",
    "Prom na wyspę znów popłynie w poniedziałek, poinformował w piątek urząd portowy.",
    "Паром на остров снова пойдёт в понедельник, сообщили вечером в управлении порта.",
    "ستعود العبارة إلى الجزيرة يوم الاثنين، كما أعلن مكتب الميناء مساء الجمعة.",
    "Το φεριμπότ για το νησί θα ξεκινήσει πάλι τη Δευτέρα, ανακοίνωσε το λιμεναρχείο.",
    "港务局周五晚间表示，前往该岛的渡轮将于周一恢复航行，票价不会上涨。",
];

fn main() {
    divan::main();
}

fn documents() -> Vec<Document> {
    let mut sentences: Vec<String> = SENTENCES.iter().map(ToString::to_string).collect();
    if let Some(folder) = std::env::var_os("CABLEWAY_SENTENCES") {
        let files = std::fs::read_dir(folder).expect("the folder can be listed");
        let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        files.sort();
        let texts = files.iter().map(|file| std::fs::read_to_string(file).expect("a text"));
        sentences =
            texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    }
    let document = |text: &String| {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, text);
        builder.build()
    };
    sentences.iter().map(document).collect()
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn sentences(bencher: Bencher<'_, '_>) {
    let setup = Setup::new(".", Limits::default());
    let stage = Language::new(LanguageConfig::default(), &setup).expect("the defaults are right");
    let name: StageName = "language".parse().expect("this is a name");
    let documents = documents();
    bencher.counter(ItemsCount::new(documents.len())).bench(|| {
        for document in &documents {
            let mut found = Annotations::new(name.clone());
            stage
                .classify(document, &mut found, &Context::default())
                .expect("no sentence is an error");
            black_box(found);
        }
    });
}
