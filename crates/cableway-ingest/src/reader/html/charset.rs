//! The charset that a page declares for itself.

/// The charset that the page declares in its first bytes, as a label for `encoding_rs`: the
/// `charset` of a `<meta>`, or that in the content type of one.
///
/// A prescan as the HTML standard has it: only the first 1024 bytes count by the letter; pages break
/// this, so more are looked at.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<String> {
    const PRESCAN: usize = 8192;
    let head = &bytes[..bytes.len().min(PRESCAN)];
    let lower = head.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = find(&lower[at..], b"<") {
        at += found;
        let rest = &lower[at..];
        if rest.starts_with(b"<!--") {
            at += find(&rest[4..], b"-->").map_or(rest.len(), |end| end + 4);
            continue;
        }
        let end = find(rest, b">").unwrap_or(rest.len());
        if rest.starts_with(b"<meta")
            && rest.get(5).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
            && let Some(label) = charset_in(&rest[5..end])
        {
            return Some(label);
        }
        at += 1;
    }
    None
}

/// The word after `charset=` in the attributes of a `<meta>`.
fn charset_in(attributes: &[u8]) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = &rest[find(rest, b"charset")? + 7..];
        let value = rest.trim_ascii_start();
        if let Some(value) = value.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
            let value = value.trim_ascii_start();
            let is_label =
                |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'+');
            let length = value.iter().take_while(|b| is_label(b)).count();
            if length > 0 {
                return Some(String::from_utf8_lossy(&value[..length]).into_owned());
            }
        }
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expect: Option<&str>) {
        assert_eq!(declared_charset(html.as_bytes()).as_deref(), expect, "{html}");
    }

    #[test]
    fn either_way_of_declaring() {
        check("<meta charset=utf-8>", Some("utf-8"));
        check("<HTML><META CharSet = 'Windows-1251' />", Some("windows-1251"));
        check(
            r#"<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-2">"#,
            Some("iso-8859-2"),
        );
        check("<meta name=viewport><meta charset=\"koi8-r\"", Some("koi8-r"));
    }

    #[test]
    fn what_only_looks_like_one() {
        check("", None);
        check("<!-- <meta charset=utf-8> --><p>charset=utf-8", None);
        check("<metadata charset=utf-8>", None);
        check("<meta charset>", None);
        check("<meta charset=>", None);
        check("<!-- never closed <meta charset=utf-8>", None);
    }
}
