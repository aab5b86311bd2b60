//! A mail, and all that is attached to it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cableway_fuzz::read_item("a.eml", data));
