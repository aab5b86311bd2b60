//! A line of JSON, as a record and as an object with fields.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use cableway_core::{Ingest, Item};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

static STAGES: LazyLock<[Box<dyn Ingest>; 2]> = LazyLock::new(|| {
    let fields =
        json!({"text": "body", "title": "title", "published": "meta.date", "tags": "/tags"});
    [json!({"paths": ["nowhere"]}), json!({"paths": ["nowhere"], "fields": fields})]
        .map(|config| cableway_fuzz::ingest("jsonl", config, Path::new(".")))
});

fuzz_target!(|data: &[u8]| {
    for stage in &*STAGES {
        let item = Item::new("a.jsonl#line=1", data.to_vec());
        cableway_fuzz::work_on_item(stage.as_ref(), &item);
    }
});
