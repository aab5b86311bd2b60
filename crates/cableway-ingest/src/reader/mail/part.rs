//! One part of a mail: its bytes, taken out of their transfer encoding, and what is said of them.

use std::borrow::Cow;

use cableway_core::{Context, Date};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{HeaderName, HeaderValue, Message, MessagePart, MimeHeaders as _, PartType};

/// A part that is no text of the mail.
pub(super) struct Attachment {
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: Option<String>,
    /// When it was fetched, where a web archive says so.
    pub(super) retrieved: Option<Date>,
}

/// How lines of plain text are to be put together (RFC 3676).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow {
    /// A line that ends in a space goes on in the next.
    pub(super) flowed: bool,
    /// That space is no part of the text.
    pub(super) deletes_space: bool,
}

/// True for HTML, even where the parser gave it up.
pub(super) fn is_html(part: &MessagePart<'_>) -> bool {
    let subtype = part.content_type().and_then(|content| content.subtype());
    matches!(part.body, PartType::Html(_))
        || subtype.is_some_and(|s| s.eq_ignore_ascii_case("html"))
}

/// True for text that belongs to the mail, but has no end, as in a mail that was cut off: then the
/// parser takes it for an attachment.
pub(super) fn is_cut_off(part: &MessagePart<'_>) -> bool {
    part.is_encoding_problem
        && matches!(part.body, PartType::Html(_) | PartType::Text(_))
        && part.attachment_name().is_none()
        && part.content_type().is_none_or(|content| content.ctype().eq_ignore_ascii_case("text"))
        && part.content_disposition().is_none_or(|disposition| !disposition.is_attachment())
}

/// True for a mail whose text only the owner of a key can read.
pub(super) fn is_encrypted(message: &Message<'_>) -> bool {
    let declared = message.parts.first().and_then(|root| root.content_type());
    let is_said = declared.is_some_and(|content| {
        let subtype = content.subtype().unwrap_or_default();
        let sealed = content.attribute("smime-type").unwrap_or_default();
        content.ctype().eq_ignore_ascii_case("multipart")
            && subtype.eq_ignore_ascii_case("encrypted")
            || ["pkcs7-mime", "x-pkcs7-mime"].iter().any(|name| subtype.eq_ignore_ascii_case(name))
                && ["enveloped-data", "authEnveloped-data"]
                    .iter()
                    .any(|name| sealed.eq_ignore_ascii_case(name))
    });
    let armour = |part: &MessagePart<'_>| match &part.body {
        PartType::Text(text) => text.trim_start().starts_with(ARMOUR),
        _ => false,
    };
    is_said || message.text_bodies().next().is_some_and(armour)
}

/// How an encrypted message begins that is written as text (RFC 9580).
const ARMOUR: &str = "-----BEGIN PGP MESSAGE-----";

/// The charset that the part declares.
pub(super) fn charset<'p>(part: &'p MessagePart<'_>) -> Option<&'p str> {
    part.content_type()?.attribute("charset")
}

pub(super) fn flow(part: &MessagePart<'_>) -> Flow {
    let says = |name: &str, value: &str| {
        part.content_type()
            .and_then(|content| content.attribute(name))
            .is_some_and(|said| said.eq_ignore_ascii_case(value))
    };
    Flow { flowed: says("format", "flowed"), deletes_space: says("delsp", "yes") }
}

/// The bytes of a text part, before any charset. Where the transfer encoding is broken, as much as can
/// be read of it, with a note.
pub(super) fn bytes<'m>(
    message: &'m Message<'_>,
    part: &'m MessagePart<'_>,
    context: &Context<'_>,
) -> Cow<'m, [u8]> {
    let raw = message
        .raw_message
        .get(part.offset_body as usize..part.offset_end as usize)
        .unwrap_or_default();
    let broken = |name: &str| {
        context.note(format!(
            "part of the mail is not the {name} that it is said to be: it was read as far as it goes"
        ));
    };
    match transfer_encoding(part) {
        Some(encoding) if encoding.eq_ignore_ascii_case("base64") => {
            let whole = (!part.is_encoding_problem).then(|| base64_decode(raw)).flatten();
            Cow::Owned(whole.unwrap_or_else(|| {
                broken("base64");
                lenient_base64(raw)
            }))
        }
        Some(encoding) if encoding.eq_ignore_ascii_case("quoted-printable") => {
            let whole = (!part.is_encoding_problem).then(|| quoted_printable_decode(raw)).flatten();
            Cow::Owned(whole.unwrap_or_else(|| {
                broken("quoted-printable");
                lenient_quoted_printable(raw)
            }))
        }
        _ => Cow::Borrowed(raw),
    }
}

fn transfer_encoding<'p>(part: &'p MessagePart<'_>) -> Option<&'p str> {
    let header =
        part.headers.iter().find(|header| header.name == HeaderName::ContentTransferEncoding)?;
    match &header.value {
        HeaderValue::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// The bytes of the characters of base64 in `raw`, whatever stands between them.
fn lenient_base64(raw: &[u8]) -> Vec<u8> {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut digits: Vec<u8> = raw.iter().copied().filter(is_digit).collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    digits.resize(digits.len().next_multiple_of(4), b'=');
    base64_decode(&digits).unwrap_or_default()
}

/// Quoted-printable in which a `=` that begins nothing stands for itself.
fn lenient_quoted_printable(raw: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        if byte != b'=' {
            bytes.push(byte);
        } else if let (Some(high), Some(low)) = (digit(raw.get(at)), digit(raw.get(at + 1))) {
            bytes.push((high * 16 + low) as u8);
            at += 2;
        } else if raw[at..].starts_with(b"\r\n") {
            at += 2;
        } else if raw.get(at) == Some(&b'\n') {
            at += 1;
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// The name of an attachment; none for what is no document: pictures, sound, signatures.
pub(super) fn name(part: &MessagePart<'_>, number: usize, is_mail: bool) -> Option<String> {
    let given = part.attachment_name().map(str::trim).filter(|name| !name.is_empty());
    if is_mail {
        return Some(given.map_or_else(|| format!("mail-{number}.eml"), str::to_owned));
    }
    let (kind, subtype) = part
        .content_type()
        .map_or(("", ""), |content| (content.ctype(), content.subtype().unwrap_or_default()));
    let is_media = ["image", "audio", "video", "font"].iter().any(|m| kind.eq_ignore_ascii_case(m));
    let is_other = ["pgp-signature", "pkcs7-signature", "x-pkcs7-signature", "css", "calendar"];
    if is_media
        || is_other.iter().any(|other| subtype.eq_ignore_ascii_case(other))
        || kind.eq_ignore_ascii_case("message")
        || matches!(part.body, PartType::Multipart(_))
    {
        return None;
    }
    // A page that is saved whole has parts without a name.
    if given.is_none() && part.content_location().is_some() {
        return None;
    }
    Some(given.map_or_else(|| format!("part-{number}"), str::to_owned))
}

/// The bytes of an attachment, and its declared media type.
pub(super) fn attachment(message: &Message<'_>, part: &MessagePart<'_>) -> Attachment {
    let bytes = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        _ => bytes(message, part, &Context::default()).into_owned(),
    };
    let media_type = part.content_type().and_then(|content| {
        let subtype = content.subtype()?;
        let mut media_type = format!("{}/{subtype}", content.ctype());
        if let Some(charset) = content.attribute("charset") {
            media_type.push_str("; charset=");
            media_type.push_str(charset);
        }
        Some(media_type)
    });
    Attachment { bytes, media_type, retrieved: None }
}
