//! A record from anywhere: it is refused, or all its spans slice.
#![no_main]

use cableway_core::{Document, Record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(record) = serde_json::from_slice::<Record>(data) else { return };
    let Ok(document) = Document::try_from(record) else { return };
    for block in document.blocks() {
        assert!(document.slice(block.span).is_some());
    }
    for span in document.annotations().iter().flat_map(|annotation| &annotation.spans) {
        assert!(document.slice(*span).is_some());
    }
});
