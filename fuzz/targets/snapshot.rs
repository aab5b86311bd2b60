//! The files of snapshots, and the selectors of redactions: whatever stands in them, they are refused, or
//! come out as they went in.
#![no_main]

use cableway_testing::redaction::{Action, Rule, redact};
use cableway_testing::rendering;
use cableway_testing::snapshot::Snapshot;
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    if let Ok(snapshot) = Snapshot::parse(data) {
        let text = snapshot.to_text();
        let again = Snapshot::parse(text.as_bytes()).expect("what is written can be read");
        assert_eq!(again.header, snapshot.header);
        assert!(again.matches(&snapshot));
        assert_eq!(again.to_text(), text);
        if let Ok(records) = snapshot.records() {
            let rendered = rendering::render(&records);
            rendering::parse(&rendered).expect("what is rendered are records");
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Rule::new(text, Action::With("x".to_owned())) {
        Ok(rule) => {
            let mut records = [json!({"a": [1, {"b": 2}, [3]], "b": {"a": {"b": 4}}})];
            let found = redact(&[rule], &mut records);
            assert_eq!(found[0].selected, records[0].to_string().matches("\"x\"").count());
        }
        Err(error) => assert!((1..=text.chars().count() + 1).contains(&error.column)),
    }
});
