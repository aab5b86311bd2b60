//! From a feed's bytes to its text.

use std::borrow::Cow;

use cableway_core::{Context, Item, StageError};

use crate::markup::declared_charset;
use crate::{charset, media};

/// The text of a feed. What declares its charset is, in this order, a byte order mark, the source, and
/// the feed itself.
pub(super) fn text<'a>(
    bytes: &'a [u8],
    media_type: Option<&str>,
    context: &Context<'_>,
) -> Result<Cow<'a, str>, StageError> {
    if let Some(text) = utf_32(bytes) {
        return Ok(Cow::Owned(text));
    }
    let item = Item { media_type: media_type.map(str::to_owned), ..Item::new("", Vec::new()) };
    let declared =
        media::declared_charset(&item).map(Cow::Borrowed).or_else(|| declared_charset(bytes));
    let text = charset::decode(bytes, declared.as_deref(), None, context);
    if text.trim().is_empty() {
        return Err(StageError::bad_input("there is no text in it"));
    }
    Ok(text)
}

/// UTF-32, which no page has and a few feeds do: told by its mark, or by the zeros around a `<`.
fn utf_32(bytes: &[u8]) -> Option<String> {
    let start = bytes.get(..4)?;
    let is_big = match start {
        [0, 0, 0xfe, 0xff] | [0, 0, 0, b'<'] => true,
        [0xff, 0xfe, 0, 0] | [b'<', 0, 0, 0] => false,
        _ => return None,
    };
    let unit = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        let unit = if is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    let text = bytes.chunks_exact(4).map(unit);
    Some(text.filter(|c| *c != '\u{feff}' && (!c.is_control() || c.is_whitespace())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], media_type: Option<&str>, expect: &str) {
        assert_eq!(text(bytes, media_type, &Context::default()).unwrap(), expect);
    }

    #[test]
    fn charsets() {
        check("<a>ż</a>".as_bytes(), None, "<a>ż</a>");
        check(
            b"<?xml encoding='iso-8859-2'?><a>\xbf</a>",
            None,
            "<?xml encoding='iso-8859-2'?><a>ż</a>",
        );
        check(
            b"<a>\xcf\xe0\xf0\xee\xec</a>",
            Some("text/xml; charset=windows-1251"),
            "<a>Паром</a>",
        );
        let wide: Vec<u8> = "<a>ż".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        check(&wide, None, "<a>ż");
        let marked: Vec<u8> =
            "\u{feff}<a>ż".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        check(&marked, None, "<a>ż");
    }
}
