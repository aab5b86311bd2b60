//! Language tags in one spelling.

/// `text` as a BCP 47 tag in its usual spelling: `EN_gb` gives `en-GB`. Nothing where it is none.
pub(crate) fn normalise(text: &str) -> Option<String> {
    let text = text.split([',', ';']).next()?.trim();
    let mut tag = String::with_capacity(text.len());
    for (place, part) in text.split(['-', '_']).enumerate() {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        if place == 0 {
            if !letters || !(2..=3).contains(&part.len()) {
                return None;
            }
            tag.push_str(&part.to_ascii_lowercase());
            continue;
        }
        tag.push('-');
        match part.len() {
            2 if letters && place <= 2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if letters && place == 1 => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(normalise(text).as_deref(), expect, "{text}");
    }

    #[test]
    fn spellings() {
        check("en", Some("en"));
        check("EN_gb", Some("en-GB"));
        check("zh-hant-tw", Some("zh-Hant-TW"));
        check("es-419", Some("es-419"));
        check("de, en", Some("de"));
        check("English", None);
        check("", None);
        check("en-", None);
        check("x-default", None);
    }
}
