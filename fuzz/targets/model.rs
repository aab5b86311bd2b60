//! A model file: any bytes, and any content with a digest that fits; and labelled data.
#![no_main]

use cableway_classify::{Classifier, LabelledSet};
use cableway_core::{BlockKind, Digest, Document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Whatever is wrong with the data is said, with no panic.
    let _ = LabelledSet::read(data);
    let _ = Classifier::from_bytes(data);
    let mut signed = b"\x89CWM\r\n\x1a\n\x01\0\0\0".to_vec();
    signed.extend(data);
    let digest = Digest::of(&signed);
    signed.extend(digest.as_bytes());
    let Ok(model) = Classifier::from_bytes(&signed) else { return };
    assert_eq!(Classifier::from_bytes(&model.to_bytes()).map(|again| again.size()), Ok(model.size()));
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, &String::from_utf8_lossy(data));
    let found = model.probabilities(&builder.build());
    assert!(found.iter().all(|probability| (0.0..=1.0).contains(probability)));
});
