use encoding_rs::{EUC_JP, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251};
use proptest::prelude::*;

use super::*;

const RUSSIAN: &str =
    "Паром снова ходит через пролив с понедельника, сообщила администрация порта.";
const FRENCH: &str = "Le bac traversera à nouveau le détroit dès lundi, a annoncé la capitainerie.";
const POLISH: &str = "Prom od poniedziałku znów kursuje przez cieśninę – podał zarząd portu.";
const JAPANESE: &str = "月曜日からフェリーが再び海峡を渡ると、港の事務所が発表した。";
const CHINESE: &str = "港务局表示，渡轮将于星期一重新开航，票价与以前相同。";

fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// The text and the notes that come of `bytes`.
fn read(
    bytes: &[u8],
    declared: Option<&str>,
    forced: Option<&'static Encoding>,
) -> (String, String) {
    let context = Context::default();
    let text = decode(bytes, declared, forced, &context).into_owned();
    (text, context.take_notes().join("\n"))
}

#[track_caller]
fn check(bytes: &[u8], declared: Option<&str>, text: &str, notes: &str) {
    assert_eq!(read(bytes, declared, None), (text.to_owned(), notes.to_owned()));
}

#[test]
fn declared_and_true() {
    check(&encode(WINDOWS_1251, RUSSIAN), Some("windows-1251"), RUSSIAN, "");
    check(&encode(KOI8_R, RUSSIAN), Some(" KOI8-R "), RUSSIAN, "");
    check(&encode(WINDOWS_1250, POLISH), Some("cp1250"), POLISH, "");
    check(&encode(GBK, CHINESE), Some("gb2312"), CHINESE, "");
    check(FRENCH.as_bytes(), Some("utf8"), FRENCH, "");
    check(b"plain", Some("iso-8859-1"), "plain", "");
}

#[test]
fn a_mark_tells() {
    let marked = |text: &str| format!("\u{feff}{text}");
    check(marked(FRENCH).as_bytes(), Some("windows-1251"), FRENCH, "");
    check(&wide(&marked(RUSSIAN), u16::to_le_bytes), None, RUSSIAN, "");
    check(&wide(&marked(JAPANESE), u16::to_be_bytes), Some("utf-8"), JAPANESE, "");
    check(b"\xef\xbb\xbf", None, "", "");
    check(
        b"\xef\xbb\xbfcaf\xe9",
        None,
        "caf\u{fffd}",
        "the text is not all UTF-8: 1 bad byte sequence, the first at byte 6",
    );
}

#[test]
fn utf_16_without_a_mark() {
    for text in [FRENCH, RUSSIAN, &format!("{JAPANESE} 2020 {CHINESE}\n{JAPANESE}"), "ok"] {
        check(&wide(text, u16::to_le_bytes), None, text, "");
        check(&wide(text, u16::to_be_bytes), Some("utf-16be"), text, "");
    }
    check(
        &wide(FRENCH, u16::to_le_bytes),
        Some("utf-8"),
        FRENCH,
        "the text is declared to be `utf-8`, but was read as UTF-16LE",
    );
    check(&wide(CHINESE, u16::to_le_bytes), Some("utf-16"), CHINESE, "");
}

#[test]
fn declared_and_not_true() {
    check(
        FRENCH.as_bytes(),
        Some("iso-8859-1"),
        FRENCH,
        "the text is declared to be `iso-8859-1`, but was read as UTF-8",
    );
    check(
        &encode(WINDOWS_1252, FRENCH),
        Some("utf-8"),
        FRENCH,
        "the text is declared to be `utf-8`, but was read as windows-1252",
    );
    check(
        &encode(SHIFT_JIS, JAPANESE),
        Some("euc-jp"),
        JAPANESE,
        "the text is declared to be `euc-jp`, but was read as Shift_JIS",
    );
    // The dash of windows-1251 is a control character in ISO 8859-5.
    let dashed = format!("{RUSSIAN} – {RUSSIAN}");
    check(
        &encode(WINDOWS_1251, &dashed),
        Some("iso-8859-5"),
        &dashed,
        "the text is declared to be `iso-8859-5`, but was read as windows-1251",
    );
    check(
        b"plain",
        Some("klingon"),
        "plain",
        "the text is declared to be `klingon`, but was read as UTF-8",
    );
    check(
        b"plain",
        Some("utf-16"),
        "plain",
        "the text is declared to be `utf-16`, but was read as UTF-8",
    );
}

#[test]
fn nothing_declared() {
    check(FRENCH.as_bytes(), None, FRENCH, "");
    check(&encode(WINDOWS_1252, FRENCH), None, FRENCH, "");
    check(&encode(WINDOWS_1251, RUSSIAN), None, RUSSIAN, "");
    check(&encode(KOI8_R, RUSSIAN), Some(""), RUSSIAN, "");
    check(&encode(SHIFT_JIS, JAPANESE), None, JAPANESE, "");
    check(&encode(EUC_JP, JAPANESE), None, JAPANESE, "");
    check(b"\x1b$B7nMKF|\x1b(B", None, "月曜日", "");
    check(b"", None, "", "");
    // Far into the text is found too.
    let late = format!("{}{RUSSIAN}", "Ports. ".repeat(100_000));
    check(&encode(WINDOWS_1251, &late), None, &late, "");
}

#[test]
fn utf_8_with_flaws() {
    let mut bytes = FRENCH.as_bytes().to_vec();
    bytes.extend(b" caf\xe9, na\xefve.");
    check(
        &bytes,
        None,
        &format!("{FRENCH} caf\u{fffd}, na\u{fffd}ve."),
        "the text is not all UTF-8: 2 bad byte sequences, the first at byte 84",
    );
    // Cut off inside the last character.
    check(
        &"plain €".as_bytes()[..8],
        None,
        "plain \u{fffd}",
        "the text is not all UTF-8: 1 bad byte sequence, the first at byte 6",
    );
}

#[test]
fn forced_is_not_argued_with() {
    let (text, notes) = read(FRENCH.as_bytes(), Some("utf-8"), Some(WINDOWS_1252));
    assert!(text.contains("dÃ©troit") && notes.is_empty(), "{text} {notes}");
    let (_, notes) = read(b"\x81 \x81 \x81", None, Some(SHIFT_JIS));
    assert_eq!(notes, "the text is not all Shift_JIS: 3 places could not be read");
}

#[test]
fn control_characters() {
    check(b"a\r\nb\rc\nd\te", None, "a\nb\nc\nd\te", "");
    check(b"Port\0s and f\x7ferri\x1bes\x0cand more", None, "Ports and ferries\nand more", "");
    check("a\u{9f}b\u{85}c\u{a0}d\u{feff}e".as_bytes(), None, "ab\u{85}c\u{a0}de", "");
    check(b"\r\r\n\r", None, "\n\n\n", "");
}

#[test]
fn nothing_is_copied_without_need() {
    for text in ["plain\n\tlines", FRENCH, "a\u{a0}b — ÂÃ\u{ff}"] {
        let context = Context::default();
        assert!(matches!(decode(text.as_bytes(), None, None, &context), Cow::Borrowed(_)));
    }
}

proptest! {
    #[test]
    fn any_bytes_give_clean_text(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0), 0x20..0x7f_u8], 0..200),
        declared in prop::option::of("utf-8|utf-16le|iso-8859-5|gbk|euc-kr|iso-2022-kr|x-user-defined|[a-z0-9-]{0,9}"),
    ) {
        let (text, _) = read(&bytes, declared.as_deref(), None);
        let stays = |c: char| matches!(c, '\n' | '\t' | '\u{85}') || !c.is_control();
        prop_assert!(text.chars().all(stays), "{:?}", text);
    }

    #[test]
    fn utf_8_comes_through(text in "[^\\p{Cc}\u{feff}]{0,80}") {
        prop_assert_eq!(read(text.as_bytes(), None, None), (text, String::new()));
    }

    #[test]
    fn utf_16_with_a_mark_comes_through(text in "[^\\p{Cc}\u{feff}]{0,80}") {
        let bytes = wide(&format!("\u{feff}{text}"), u16::to_be_bytes);
        prop_assert_eq!(read(&bytes, None, None), (text, String::new()));
    }
}
