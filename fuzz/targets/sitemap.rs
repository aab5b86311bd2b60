//! A sitemap: no address in it is empty, or has white space around it.
#![no_main]

use cableway_ingest::fuzzing;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for address in fuzzing::sitemap(data, &cableway_fuzz::context()) {
        assert!(!address.is_empty() && address == address.trim(), "{address:?}");
    }
});
