//! An article in any form: the first byte chooses the name of the file.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let names = ["a.html", "a.txt", "a.md", "a.gz", "a.html.zst", "a"];
    cableway_fuzz::read_item(names[usize::from(*choice) % names.len()], bytes);
});
