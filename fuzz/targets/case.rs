//! A `case.toml`: it is a case, or it has mistakes that can be shown.
#![no_main]

use cableway_testing::case::Case;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Case::parse("case.toml", text) {
        Ok(case) => {
            case.time().expect("it was looked at");
            for redaction in &case.redactions {
                redaction.rule().expect("it was looked at");
            }
            for filter in &case.filters {
                filter.filter().expect("it was looked at");
            }
        }
        Err(mistakes) => assert!(!mistakes.render(false).is_empty()),
    }
});
