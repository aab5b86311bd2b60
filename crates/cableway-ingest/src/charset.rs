//! From bytes to text: which charset a text is written in, and what in it is no text at all.

use std::borrow::Cow;

use cableway_core::Context;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How many bytes a guess looks at, from the first that is not ASCII: more do not change it.
const GUESS_WINDOW: usize = 256 << 10;

/// How many bytes are looked at for UTF-16 without a mark.
const WIDE_WINDOW: usize = 4 << 10;

/// The text that `bytes` hold, with `\n` for every end of a line and without control characters.
///
/// Which charset they are in is decided by the first of these that holds:
/// 1. a byte order mark;
/// 2. `forced`, the charset that the user names;
/// 3. UTF-16 by its zeros, and UTF-8 wherever all bytes are valid and some are not ASCII, for no
///    text in another charset looks like that; a `declared` charset that says otherwise is noted;
/// 4. `declared`, a label as the WHATWG Encoding Standard knows them, if the bytes can be read in it;
/// 5. UTF-8, where it is broken in fewer places than it holds;
/// 6. a guess by `chardetng`.
///
/// What cannot be read becomes U+FFFD, with a note that says where. Nothing is copied where nothing
/// has to change.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    forced: Option<&'static Encoding>,
    context: &Context<'_>,
) -> Cow<'a, str> {
    without_controls(text_of(bytes, declared, forced, context))
}

fn text_of<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    forced: Option<&'static Encoding>,
    context: &Context<'_>,
) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read_as(encoding, bytes, mark, context);
    }
    if let Some(encoding) = forced {
        return read_as(encoding, bytes, 0, context);
    }
    let label = declared.map(str::trim).filter(|label| !label.is_empty());
    let known = label.and_then(|label| Encoding::for_label(label.as_bytes())).map(usable);
    let contradicted = |encoding: &'static Encoding| {
        if let Some(label) = label
            && known != Some(encoding)
        {
            let name = encoding.name();
            context.note(format!("the text is declared to be `{label}`, but was read as {name}"));
        }
        encoding
    };
    if let Some(encoding) = wide_without_mark(bytes) {
        return read_as(contradicted(encoding), bytes, 0, context);
    }
    // `ascii` borrows most texts without a second look at them.
    let ascii = Encoding::ascii_valid_up_to(bytes);
    let utf8 = std::str::from_utf8(bytes).ok();
    let is_wide = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    if let Some(text) = utf8 {
        let escapes = ascii == bytes.len() && has_escapes(bytes);
        if ascii < bytes.len() || known.is_some_and(is_wide) {
            contradicted(UTF_8);
            return Cow::Borrowed(text);
        }
        if !escapes && known.is_none_or(Encoding::is_ascii_compatible) {
            if known.is_none() {
                contradicted(UTF_8);
            }
            return Cow::Borrowed(text);
        }
    }
    if let Some(encoding) = known
        && encoding != UTF_8
        && let Some(text) = read_without_doubt(encoding, bytes)
    {
        return text;
    }
    if utf8.is_none() && is_mostly_utf8(bytes) {
        return read_as(contradicted(UTF_8), bytes, 0, context);
    }
    let guess = guess(bytes, ascii);
    // A declared charset that fails in fewer places than the guess is still the better reading.
    if let Some(known) = known.filter(|&known| known != guess && known != UTF_8) {
        let broken = broken_places(known, bytes);
        if broken > 0 && broken <= broken_places(guess, bytes) {
            return read_as(known, bytes, 0, context);
        }
    }
    read_as(contradicted(guess), bytes, 0, context)
}

/// The encoding to read in, for a label that browsers give a meaning of its own.
fn usable(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == X_USER_DEFINED { WINDOWS_1252 } else { encoding }
}

/// Reads all of `bytes` after the mark of `mark` bytes, and notes what could not be read.
fn read_as<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    mark: usize,
    context: &Context<'_>,
) -> Cow<'a, str> {
    let bytes = &bytes[mark..];
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken && encoding == UTF_8 {
        let (first, count, _) = broken_utf8(bytes);
        let at = mark + first;
        context.note(format!(
            "the text is not all UTF-8: {count} bad byte sequence{}, the first at byte {at}",
            if count == 1 { "" } else { "s" }
        ));
    } else if broken {
        let count = text.matches('\u{fffd}').count();
        let (name, s) = (encoding.name(), if count == 1 { "" } else { "s" });
        context.note(format!("the text is not all {name}: {count} place{s} could not be read"));
    }
    text
}

/// The text in the declared charset, unless something in it says that it is another one.
fn read_without_doubt<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    if encoding == REPLACEMENT {
        return None;
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    // Nearly every byte has a meaning in a charset of one byte a character; but no one writes the
    // control characters that other charsets have letters and quotation marks for.
    let doubtful = encoding.is_single_byte() && text.chars().any(is_odd_control);
    (!doubtful || guess(bytes, 0) == encoding).then_some(text)
}

/// True for a control character of the second set, but for that which ends a line.
fn is_odd_control(c: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&c) && c != '\u{85}'
}

/// The first place, the number of the places where `bytes` are no UTF-8, and the number of
/// characters beyond ASCII in the rest.
fn broken_utf8(bytes: &[u8]) -> (usize, usize, usize) {
    let (mut at, mut first, mut count, mut beyond_ascii) = (0, None, 0, 0);
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len();
        beyond_ascii += chunk.valid().bytes().filter(|&b| b >= 0xc0).count();
        if !chunk.invalid().is_empty() {
            first.get_or_insert(at);
            count += 1;
        }
        at += chunk.invalid().len();
    }
    (first.unwrap_or(at), count, beyond_ascii)
}

/// True for UTF-8 with a flaw here and there, or one that was cut off inside a character.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let cut_off = std::str::from_utf8(bytes)
        .is_err_and(|e| e.error_len().is_none() && bytes.len() - e.valid_up_to() > 1);
    let (_, broken, beyond_ascii) = broken_utf8(bytes);
    cut_off || beyond_ascii > broken
}

/// True where 7-bit text may be ISO-2022-JP, which shifts by escape sequences.
fn has_escapes(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b(")
}

/// The likeliest legacy charset; `ascii` is where the first byte that is not ASCII stands.
fn guess(bytes: &[u8], ascii: usize) -> &'static Encoding {
    let from = if ascii < bytes.len() { ascii.saturating_sub(16) } else { 0 };
    let end = bytes.len().min(from + GUESS_WINDOW);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[from..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

fn broken_places(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken { text.matches('\u{fffd}').count() } else { 0 }
}

/// UTF-16 that does not say so: the zeros, that are half of each space and Latin letter, stand all
/// on one side.
pub(crate) fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(WIDE_WINDOW) & !1];
    // A lone zero is a flaw of the text, whatever side it stands on.
    if sample.len() < 4 || !sample.contains(&0) {
        return None;
    }
    let pairs = sample.len() / 2;
    let (mut first, mut second, mut controls) = (0, 0, 0);
    for pair in sample.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
        controls += usize::from(pair.iter().any(|&b| (1..9).contains(&b) || (14..32).contains(&b)));
    }
    let (encoding, zeros, others) =
        if second > first { (UTF_16LE, second, first) } else { (UTF_16BE, first, second) };
    let latin = zeros * 10 >= pairs * 7 && others * 16 <= zeros;
    // Text in other scripts has its zeros in spaces, digits and ends of lines alone.
    let no_text_else = controls * 2 >= pairs || std::str::from_utf8(sample).is_err();
    let other_script = zeros >= 4 && zeros * 64 >= pairs && no_text_else && others * 2 <= zeros;
    let reads = || {
        // The window may cut a pair of surrogates.
        let (text, _) = encoding.decode_without_bom_handling(sample);
        text.trim_end_matches('\u{fffd}').matches('\u{fffd}').count() * 64 <= pairs
    };
    ((latin || other_script) && reads()).then_some(encoding)
}

/// `text` without control characters, every end of a line a `\n`.
///
/// Tabs stay. A form feed or vertical tab ends a line. U+0085 stays, because in JSON it may stand
/// inside a string; U+FEFF, a mark that has no place inside a text, goes.
fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = next_control(text.as_bytes(), 0) else {
        return text;
    };
    let mut clean = String::with_capacity(text.len());
    let (mut kept, mut next) = (0, Some(first));
    while let Some(at) = next {
        clean.push_str(&text[kept..at]);
        let c = text[at..].chars().next().unwrap_or_default();
        kept = at + c.len_utf8();
        match c {
            '\r' if text[kept..].starts_with('\n') => {}
            '\r' | '\u{b}' | '\u{c}' => clean.push('\n'),
            _ => {}
        }
        next = next_control(text.as_bytes(), kept);
    }
    clean.push_str(&text[kept..]);
    Cow::Owned(clean)
}

/// Where the next character stands that [`without_controls`] changes.
fn next_control(bytes: &[u8], from: usize) -> Option<usize> {
    // Most texts have none: a loop without a branch for each byte is several times as fast.
    let mut at = from;
    while at < bytes.len() {
        let chunk = &bytes[at..bytes.len().min(at + CHUNK)];
        if chunk.iter().fold(false, |any, byte| any | may_change(*byte)) {
            let changes = |place: &usize| changes(bytes, *place);
            if let Some(found) = (at..at + chunk.len()).find(changes) {
                return Some(found);
            }
        }
        at += chunk.len();
    }
    None
}

/// How many bytes are looked at together.
const CHUNK: usize = 64;

/// Whether a character that [`without_controls`] changes may begin with this byte.
#[expect(clippy::needless_bitwise_bool, reason = "without branches a chunk is looked at in one go")]
fn may_change(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n')
        | (byte == 0x7f)
        | (byte == 0xc2)
        | (byte == 0xef)
}

/// Whether such a character begins at `at`.
fn changes(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        0xc2 => bytes.get(at + 1).is_some_and(|&b| b < 0xa0 && b != 0x85),
        0xef => bytes[at..].starts_with("\u{feff}".as_bytes()),
        byte => may_change(byte),
    }
}

#[cfg(test)]
mod tests;
