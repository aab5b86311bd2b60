//! Lines that say whose a picture is.

use super::furniture::is_sentence;

/// True for a line that credits a picture: `Photo: A. Person / Agency`.
pub(super) fn is_credit(text: &str, words: u32) -> bool {
    if words > 12 {
        return false;
    }
    let mut start = String::with_capacity(32);
    for c in text.trim_start_matches(['(', '[', ' ']).chars().take(32) {
        start.extend(c.to_lowercase());
    }
    let named = [
        "photo credit",
        "image credit",
        "picture credit",
        "image courtesy",
        "photo courtesy",
        "file photo",
        "getty images",
        "shutterstock",
    ];
    let head = [
        "photo:",
        "photos:",
        "photo by",
        "photograph:",
        "photographs:",
        "picture:",
        "pictures:",
        "image:",
        "images:",
        "credit:",
        "illustration by",
        "illustration:",
        "courtesy of",
        "source:",
        "video:",
        "video by",
    ];
    let has = |list: &[&str]| list.iter().any(|phrase| start.starts_with(phrase));
    has(&named)
        || (has(&head) && !is_plain_sentence(text))
        || (words <= 10
            && !text.ends_with('.')
            && (text.contains("Getty Images")
                || text.contains("via AP")
                || text.contains(" / AFP")
                || text.contains("/AFP")
                || text.contains("/Reuters")
                || text.contains("AP Photo")))
}

/// `Source: the river rises in the hills.`: a credit names somebody, and names have capitals.
pub(super) fn is_plain_sentence(text: &str) -> bool {
    let rest = text.split_whitespace().skip(1);
    let (small, all) = rest.fold((0, 0), |(small, all), word| {
        (small + usize::from(word.starts_with(char::is_lowercase)), all + 1)
    });
    is_sentence(text) && small >= 4 && small * 2 > all
}
