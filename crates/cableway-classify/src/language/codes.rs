//! The languages that are known, by their codes.

/// Each language's code in ISO 639-1, and in ISO 639-3, or of its macrolanguage there. In order.
#[rustfmt::skip]
pub(crate) const CODES: [(&str, &str); 85] = [
    ("af", "afr"), ("am", "amh"), ("ar", "ara"), ("as", "asm"), ("az", "aze"), ("be", "bel"),
    ("bg", "bul"), ("bn", "ben"), ("bo", "bod"), ("ca", "cat"), ("cs", "ces"), ("cy", "cym"),
    ("da", "dan"), ("de", "deu"), ("dv", "div"), ("el", "ell"), ("en", "eng"), ("eo", "epo"),
    ("es", "spa"), ("et", "est"), ("eu", "eus"), ("fa", "fas"), ("fi", "fin"), ("fr", "fra"),
    ("ga", "gle"), ("gu", "guj"), ("he", "heb"), ("hi", "hin"), ("hr", "hrv"), ("hu", "hun"),
    ("hy", "hye"), ("id", "ind"), ("is", "isl"), ("it", "ita"), ("ja", "jpn"), ("ka", "kat"),
    ("kk", "kaz"), ("km", "khm"), ("kn", "kan"), ("ko", "kor"), ("la", "lat"), ("lg", "lug"),
    ("lo", "lao"), ("lt", "lit"), ("lv", "lav"), ("mi", "mri"), ("mk", "mkd"), ("ml", "mal"),
    ("mn", "mon"), ("mr", "mar"), ("my", "mya"), ("nb", "nob"), ("nl", "nld"), ("nn", "nno"),
    ("or", "ori"), ("pa", "pan"), ("pl", "pol"), ("pt", "por"), ("ro", "ron"), ("ru", "rus"),
    ("si", "sin"), ("sk", "slk"), ("sl", "slv"), ("sn", "sna"), ("so", "som"), ("sq", "sqi"),
    ("sr", "srp"), ("st", "sot"), ("sv", "swe"), ("sw", "swa"), ("ta", "tam"), ("te", "tel"),
    ("th", "tha"), ("tl", "tgl"), ("tn", "tsn"), ("tr", "tur"), ("ts", "tso"), ("uk", "ukr"),
    ("ur", "urd"), ("vi", "vie"), ("xh", "xho"), ("yi", "yid"), ("yo", "yor"), ("zh", "zho"),
    ("zu", "zul"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CODES;
    use crate::language::groups::GROUPS;
    use crate::language::script::{SCRIPTS, Script};

    #[test]
    fn the_codes_are_those_that_can_be_found() {
        let shared = GROUPS.iter().flat_map(|group| group.codes.iter().copied());
        let alone = SCRIPTS.iter().flat_map(|(script, _)| match script {
            Script::Shared(_) => vec![],
            Script::One(code) => vec![*code],
            Script::Hebrew => vec!["he", "yi"],
            Script::Bengali => vec!["as", "bn"],
            Script::Han => vec!["ja", "zh"],
            Script::Kana => vec!["ja"],
        });
        let found: BTreeSet<&str> = shared.chain(alone).collect();
        assert_eq!(CODES.map(|(code, _)| code).to_vec(), found.into_iter().collect::<Vec<_>>());
    }
}
