//! A line that a plugin in a process of its own has written.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let line = String::from_utf8_lossy(data);
    if let Err(error) = cableway_plugin_host::check_line(&line) {
        assert!(!error.to_string().is_empty());
    }
});
