//! What bytes show of themselves.

use super::MediaType;
use crate::charset::wide_without_mark;

/// What no reader can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// What it is, with an article: `a PDF document`.
    pub(super) name: &'static str,
    /// What to do.
    pub(super) advice: &'static str,
}

/// What a text begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// A whole web page.
    Page,
    /// Part of one: it begins with a tag of HTML.
    Fragment,
    /// RSS or Atom.
    Feed,
    /// A drawing (SVG).
    Drawing,
    /// Any other XML.
    Xml,
    None,
}

/// How many bytes are looked at to tell text from other things.
const SAMPLE: usize = 8192;

const EXPORT: &str = "save it as HTML or plain text first";
/// What to do with what no reader will ever read.
pub(super) const EXCLUDE: &str = "`exclude` it";
const ARCHIVE: &str = "unpack it first";

/// Formats by their first bytes. Nobody's text begins so.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"\x7fELF", "a program", EXCLUDE),
    (b"\xcf\xfa\xed\xfe", "a program", EXCLUDE),
    (b"\xca\xfe\xba\xbe", "a program", EXCLUDE),
    (b"\0asm", "a program", EXCLUDE),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)", EXCLUDE),
    (b"\xff\xd8\xff", "an image (JPEG)", EXCLUDE),
    (b"GIF87a", "an image (GIF)", EXCLUDE),
    (b"GIF89a", "an image (GIF)", EXCLUDE),
    (b"II*\0", "an image (TIFF)", EXCLUDE),
    (b"MM\0*", "an image (TIFF)", EXCLUDE),
    (b"\0\0\x01\0", "an image (icon)", EXCLUDE),
    (b"wOFF", "a font", EXCLUDE),
    (b"wOF2", "a font", EXCLUDE),
    (b"ID3", "a sound recording", EXCLUDE),
    (b"OggS", "a sound recording", EXCLUDE),
    (b"fLaC", "a sound recording", EXCLUDE),
    (b"\x1aE\xdf\xa3", "a film", EXCLUDE),
    (b"SQLite format 3\0", "a database (SQLite)", EXCLUDE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document of the old kind", EXPORT),
    (b"-----BEGIN PGP MESSAGE-----", "an encrypted message (PGP)", "decrypt it first"),
    (b"{\\rtf", "a document in rich text (RTF)", EXPORT),
    (b"\x1f\x8b", "a gzip file inside another", "unpack it once, so that it is packed once only"),
    (
        b"\x28\xb5\x2f\xfd",
        "a Zstandard file inside another",
        "unpack it once, so that it is packed once only",
    ),
    (b"BZh", "a bzip2 file", "unpack it, or pack it with gzip or Zstandard"),
    (b"\xfd7zXZ\0", "an xz file", "unpack it, or pack it with gzip or Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", ARCHIVE),
    (b"Rar!\x1a\x07", "an archive (RAR)", ARCHIVE),
];

/// What `bytes` are, where that is nothing that a reader can read. `wide` says that they are known
/// to be UTF-16.
pub(super) fn foreign(bytes: &[u8], wide: bool) -> Option<Foreign> {
    let known = |(_, name, advice): &(&[u8], &'static str, &'static str)| Foreign { name, advice };
    let begins = |entry: &&(&[u8], &str, &str)| {
        // Three bytes that are no ASCII begin no text either.
        bytes.starts_with(entry.0) && (entry.0.len() > 3 || entry.0[0] >= 0x80)
    };
    // A short beginning may begin a text, too ("BZhang", "ID3 tags"): then the rest must be binary.
    let may_begin = |entry: &&(&[u8], &str, &str)| bytes.starts_with(entry.0);
    if let Some(entry) = BEGINNINGS.iter().find(begins) {
        return Some(known(entry));
    }
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if head.starts_with(b"PK\x03\x04") {
        return Some(zip(bytes));
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(Foreign { name: "an image (WebP)", advice: EXCLUDE });
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some(Foreign { name: "a film or an image", advice: EXCLUDE });
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Foreign { name: "an archive (tar)", advice: ARCHIVE });
    }
    if wide || has_wide_mark(bytes) || !is_binary(head) {
        return None;
    }
    if let Some(entry) = BEGINNINGS.iter().find(may_begin) {
        return Some(known(entry));
    }
    if head.starts_with(b"MZ") {
        return Some(Foreign { name: "a program", advice: EXCLUDE });
    }
    // UTF-16 is half zeros, and readable with or without a mark.
    wide_without_mark(head)
        .is_none()
        .then_some(Foreign { name: "binary data, not text", advice: EXCLUDE })
}

/// The form that `bytes` are in, where they show it beyond doubt.
pub(super) fn form(bytes: &[u8]) -> Option<MediaType> {
    // Programs that print put a few lines in front.
    let head = &bytes[..bytes.len().min(1024)];
    if head.trim_ascii_start().starts_with(b"%PDF-")
        || (is_binary(&bytes[..bytes.len().min(SAMPLE)])
            && head.windows(6).any(|window| window == b"\n%PDF-"))
    {
        return Some(MediaType::Pdf);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    if holds(bytes, b"mimetypeapplication/epub+zip") || holds(bytes, b"META-INF/container.xml") {
        Some(MediaType::Epub)
    } else if holds(bytes, b"word/document") {
        Some(MediaType::Docx)
    } else {
        None
    }
}

/// Whether a ZIP archive has `name` among its first members or in the list at its end.
fn holds(bytes: &[u8], name: &[u8]) -> bool {
    let edge = 8 * SAMPLE;
    let ends = [&bytes[..bytes.len().min(edge)], &bytes[bytes.len().saturating_sub(edge)..]];
    ends.iter().any(|end| end.windows(name.len()).any(|window| window == name))
}

/// What kind of document lies in a ZIP archive that no reader reads.
fn zip(bytes: &[u8]) -> Foreign {
    let document = [
        (&b"mimetypeapplication/vnd.oasis.opendocument"[..], "an office document (OpenDocument)"),
        (b"xl/workbook", "a spreadsheet (XLSX)"),
        (b"ppt/presentation", "a presentation (PPTX)"),
    ];
    match document.iter().find(|(name, _)| holds(bytes, name)) {
        Some((_, name)) => Foreign { name, advice: EXPORT },
        None if cfg!(feature = "zip") => Foreign { name: "an archive (ZIP)", advice: ARCHIVE },
        None => Foreign {
            name: "an archive (ZIP), which this program was built without a reader for",
            advice: "build it with the feature `zip`, or unpack it first",
        },
    }
}

/// Headers that a mail has and nothing else.
const MAIL_HEADERS: &[&str] =
    &["received", "message-id", "mime-version", "return-path", "delivered-to", "dkim-signature"];

/// True for a mail: its first lines are headers, with the sender and one that only mails have.
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(SAMPLE)];
    let (mut sender, mut technical) = (false, false);
    for line in head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end) {
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        sender |= matches!(name.as_str(), "from" | "sender");
        technical |= MAIL_HEADERS.contains(&name.as_str());
    }
    sender && technical
}

/// What a file of this extension, in small letters, is beyond doubt, where that is nothing to read.
pub(super) fn named_foreign(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "jpg" | "jpeg" | "jpe" | "jfif" | "png" | "gif" | "webp" | "avif" | "heic" | "heif"
        | "bmp" | "ico" | "tif" | "tiff" | "svg" | "svgz" | "psd" | "jxl" => "a picture",
        "mp3" | "wav" | "ogg" | "oga" | "opus" | "flac" | "aac" | "m4a" | "wma" | "aif"
        | "aiff" | "mid" | "midi" => "a sound recording",
        "mp4" | "m4v" | "mov" | "avi" | "mkv" | "webm" | "wmv" | "mpg" | "mpeg" | "3gp" | "flv"
        | "ogv" => "a film",
        "woff" | "woff2" | "ttf" | "otf" | "eot" => "a font",
        _ => return None,
    })
}

/// True for UTF-16 and UTF-32 with a byte order mark.
fn has_wide_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || bytes.starts_with(b"\0\0\xfe\xff")
}

/// True where more than one byte in fifty is a control character that no text has.
fn is_binary(head: &[u8]) -> bool {
    // ESC, SO and SI switch character sets in the older charsets of East Asia.
    let strange = |byte: &&u8| matches!(byte, 0..=8 | 0x10..=0x1a | 0x1c..=0x1f | 0x7f);
    head.iter().filter(strange).count() * 50 > head.len()
}

/// What the text in `bytes` begins with, after white space, comments and declarations.
pub(super) fn markup(bytes: &[u8]) -> Markup {
    let narrow;
    let mut rest = &bytes[..bytes.len().min(SAMPLE)];
    let mark = usize::from(has_wide_mark(rest)) * 2;
    if mark > 0 || wide_without_mark(rest).is_some() {
        // Markup is ASCII: without the other half of each unit it is easily seen.
        narrow = rest.iter().copied().skip(mark).filter(|byte| *byte != 0).collect::<Vec<u8>>();
        rest = &narrow;
    }
    rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
    let mut is_xml = false;
    loop {
        rest = rest.trim_ascii_start();
        let (opening, closing): (&[u8], &[u8]) = if starts(rest, b"<!--") {
            (b"<!--", b"-->")
        } else if starts(rest, b"<?") {
            is_xml |= starts(rest, b"<?xml");
            (b"<?", b">")
        } else {
            break;
        };
        let after = &rest[opening.len()..];
        let Some(end) = after.windows(closing.len()).position(|window| window == closing) else {
            break;
        };
        rest = &after[end + closing.len()..];
    }
    let begins = |names: &[&str]| names.iter().any(|name| begins_with_tag(rest, name.as_bytes()));
    if starts(rest, b"<!doctype html") || begins(&["html", "head"]) {
        Markup::Page
    } else if begins(&["rss", "feed", "rdf:rdf"]) {
        Markup::Feed
    } else if starts(rest, b"<!doctype svg") || begins(&["svg"]) {
        Markup::Drawing
    } else if is_xml {
        Markup::Xml
    } else if begins(&[
        "body",
        "title",
        "meta",
        "link",
        "script",
        "style",
        "base",
        "article",
        "main",
        "section",
        "header",
        "div",
        "p",
        "h1",
        "h2",
        "table",
        "ul",
        "ol",
        "blockquote",
        "a",
        "b",
        "br",
        "font",
        "center",
        "span",
        "iframe",
        "img",
    ]) {
        Markup::Fragment
    } else {
        Markup::None
    }
}

fn starts(text: &[u8], with: &[u8]) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

/// True at `<name`, followed by what may follow the name of a tag.
fn begins_with_tag(text: &[u8], name: &[u8]) -> bool {
    text.first() == Some(&b'<')
        && starts(&text[1..], name)
        && text
            .get(name.len() + 1)
            .is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}
