//! An archive and its members, which may be archives.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cableway_fuzz::read_file("files", "a.zip", data));
