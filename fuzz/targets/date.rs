//! A date as people and machines write it: what is read is ISO 8601, and reads as itself.
#![no_main]

use cableway_core::Date;
use cableway_ingest::fuzzing;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for date in fuzzing::dates(&text) {
        assert_eq!(date.as_str().parse::<Date>().as_ref(), Ok(&date), "{text}");
        // A number alone is taken for a near year only.
        if date.as_str().len() > 4 {
            assert_eq!(fuzzing::date(date.as_str()), Some(date), "{text}");
        }
    }
});
