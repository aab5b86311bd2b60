//! Which of two numbers is the day, where a language or a country says so.

/// How dates of numbers alone are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// Not known: `03/04/2020` means two days.
    #[default]
    Unknown,
    /// `03/04/2020` is in April.
    DayFirst,
    /// `03/04/2020` is in March.
    MonthFirst,
    /// As [`Order::Unknown`]; but years such as 1399 are those of the Persian calendar.
    Persian,
}

impl Order {
    /// The habit of those who write this language, a BCP 47 tag: of `en-GB` and `en-US`, but not of
    /// `en` alone, nor where both forms are in use.
    pub(crate) fn of_language(tag: &str) -> Self {
        let mut parts = tag.split('-');
        let language = parts.next().unwrap_or_default();
        let region = parts.find(|part| part.len() == 2).unwrap_or_default();
        match (language, region) {
            ("en", "US" | "PH") => Self::MonthFirst,
            ("fa", _) => Self::Persian,
            (_, "US" | "CA" | "PH" | "PR" | "PA") => Self::Unknown,
            (
                "ar" | "bg" | "ca" | "cs" | "da" | "de" | "el" | "es" | "et" | "fi" | "fr" | "gl"
                | "he" | "hi" | "hr" | "id" | "is" | "it" | "lv" | "mk" | "ms" | "nb" | "nl" | "nn"
                | "no" | "pl" | "pt" | "ro" | "ru" | "sk" | "sl" | "sq" | "sr" | "th" | "tr" | "uk"
                | "ur" | "vi",
                _,
            )
            | (
                "en",
                "GB" | "IE" | "AU" | "NZ" | "IN" | "PK" | "BD" | "SG" | "MY" | "NG" | "GH" | "JM"
                | "TT" | "MT",
            ) => Self::DayFirst,
            _ => Self::Unknown,
        }
    }
}
