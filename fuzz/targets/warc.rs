//! A web archive and the pages in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cableway_fuzz::read_file("files", "a.warc", data));
