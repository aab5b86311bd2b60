//! A file of lines of JSON: where each ends, and what it says.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cableway_fuzz::read_file("jsonl", "a.jsonl", data));
