//! A `robots.txt`, of which the first line is the place that is asked for.
#![no_main]

use std::sync::LazyLock;

use cableway_ingest::fuzzing;
use url::Url;

static SERVER: LazyLock<Url> =
    LazyLock::new(|| Url::parse("https://desk.example").expect("this is an address"));

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (place, rules) = data.split_at(end);
    let Ok(url) = SERVER.join(&String::from_utf8_lossy(place)) else { return };
    let allowed = fuzzing::robots(rules, "cableway/1.0", &url);
    assert!(allowed || url.path() != "/robots.txt", "the rules themselves may always be read");
    // A part of the page is fetched with the page.
    let mut part = url.clone();
    part.set_fragment(Some("part"));
    assert_eq!(fuzzing::robots(rules, "cableway/1.0", &part), allowed);
});
