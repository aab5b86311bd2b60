//! A feed in any form, and its entries.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cableway_fuzz::read_file("feed", "a.xml", data));
