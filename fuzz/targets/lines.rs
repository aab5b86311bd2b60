//! A line of JSON, as a record and as an object with fields.
#![no_main]

use cableway_core::{AnyStage, Context, Item, StageKind};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let fields =
        json!({"text": "body", "title": "title", "published": "meta.date", "tags": "/tags"});
    for config in [
        json!({"paths": ["nowhere"], "allow_empty": true}),
        json!({"paths": ["nowhere"], "allow_empty": true, "fields": fields}),
    ] {
        let stage = cableway_fuzz::stage(StageKind::Ingest, "jsonl", config);
        let AnyStage::Ingest(stage) = stage else { unreachable!("it was asked for by kind") };
        let item = Item::new("a.jsonl#line=1", data.to_vec());
        for document in stage.read(&item, &Context::default()).unwrap_or_default() {
            cableway_fuzz::work_on(document);
        }
    }
});
