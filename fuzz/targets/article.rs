//! An article in any form: the first byte chooses the name of the file.
#![no_main]

use cableway_core::{AnyStage, Context, Item, StageKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let names = ["a.html", "a.txt", "a.md", "a.gz", "a.html.zst", "a"];
    let name = names[usize::from(*choice) % names.len()];
    let files = cableway_fuzz::stage(
        StageKind::Ingest,
        "files",
        serde_json::json!({"paths": ["nowhere"], "allow_empty": true}),
    );
    let AnyStage::Ingest(files) = files else { unreachable!("it was asked for by kind") };
    let item = Item::new(name, bytes.to_vec());
    for document in files.read(&item, &Context::default()).unwrap_or_default() {
        cableway_fuzz::work_on(document);
    }
});
