//! A line that a plugin in a process of its own has written: as it is, and as what each name stands for.
#![no_main]

use cableway_plugin_host::check_line;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 7] = ["hello", "done", "failed", "refused", "item", "lost", "log"];

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let named = NAMES.map(|name| format!("{{\"id\":1,\"{name}\":{text}}}"));
    for line in named.iter().map(String::as_str).chain([text.as_ref()]) {
        if let Err(error) = check_line(line) {
            assert!(error.chain().all(|words| !words.is_empty()));
        }
    }
});
