//! Which script a letter belongs to, and the languages that have a script of their own.

use super::groups::{ARABIC, CYRILLIC, DEVANAGARI, Group, LATIN};

/// What a script says of the language.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Script {
    /// Several languages are written in it, and the table tells them apart.
    Shared(&'static Group),
    /// One language alone is written in it, or one that is known here.
    One(&'static str),
    /// Hebrew, or Yiddish.
    Hebrew,
    /// Assamese has two letters that Bengali has not.
    Bengali,
    /// Chinese, or Japanese with its kana.
    Han,
    /// Japanese alone.
    Kana,
}

/// A range of characters that belong to one script.
struct Range {
    first: u32,
    last: u32,
    /// Its place in [`SCRIPTS`].
    script: usize,
}

const fn range(first: u32, last: u32, script: usize) -> Range {
    Range { first, last, script }
}

/// The scripts, each with what one of its letters counts in letters of an alphabet: a Chinese character
/// says as much as three, a Korean syllable as two.
pub(crate) const SCRIPTS: [(Script, usize); 27] = [
    (Script::Shared(&LATIN), 1),
    (Script::Shared(&CYRILLIC), 1),
    (Script::Shared(&ARABIC), 1),
    (Script::Shared(&DEVANAGARI), 1),
    (Script::Hebrew, 1),
    (Script::Bengali, 1),
    (Script::Han, 3),
    (Script::Kana, 2),
    (Script::One("ko"), 2),
    (Script::One("el"), 1),
    (Script::One("hy"), 1),
    (Script::One("dv"), 1),
    (Script::One("pa"), 1),
    (Script::One("gu"), 1),
    (Script::One("or"), 1),
    (Script::One("ta"), 1),
    (Script::One("te"), 1),
    (Script::One("kn"), 1),
    (Script::One("ml"), 1),
    (Script::One("si"), 1),
    (Script::One("th"), 1),
    (Script::One("lo"), 1),
    (Script::One("bo"), 1),
    (Script::One("my"), 1),
    (Script::One("ka"), 1),
    (Script::One("am"), 2),
    (Script::One("km"), 1),
];

/// Unicode's blocks of letters, in order. Marks within a block count with its letters.
const RANGES: [Range; 47] = [
    range(0x0041, 0x005a, 0),
    range(0x0061, 0x007a, 0),
    range(0x00aa, 0x00aa, 0),
    range(0x00ba, 0x00ba, 0),
    range(0x00c0, 0x00d6, 0),
    range(0x00d8, 0x00f6, 0),
    range(0x00f8, 0x02af, 0),
    range(0x0370, 0x03ff, 9),
    range(0x0400, 0x052f, 1),
    range(0x0531, 0x058a, 10),
    range(0x0591, 0x05f4, 4),
    range(0x0620, 0x065f, 2),
    range(0x066e, 0x06ef, 2),
    range(0x06fa, 0x06ff, 2),
    range(0x0750, 0x077f, 2),
    range(0x0780, 0x07bf, 11),
    range(0x0900, 0x0963, 3),
    range(0x0970, 0x097f, 3),
    range(0x0980, 0x09e5, 5),
    range(0x09f0, 0x09f1, 5),
    range(0x0a00, 0x0a7f, 12),
    range(0x0a80, 0x0aff, 13),
    range(0x0b00, 0x0b7f, 14),
    range(0x0b80, 0x0bff, 15),
    range(0x0c00, 0x0c7f, 16),
    range(0x0c80, 0x0cff, 17),
    range(0x0d00, 0x0d7f, 18),
    range(0x0d80, 0x0dff, 19),
    range(0x0e01, 0x0e3a, 20),
    range(0x0e40, 0x0e4e, 20),
    range(0x0e80, 0x0eff, 21),
    range(0x0f40, 0x0fbc, 22),
    range(0x1000, 0x109f, 23),
    range(0x10a0, 0x10ff, 24),
    range(0x1100, 0x11ff, 8),
    range(0x1200, 0x139f, 25),
    range(0x1780, 0x17d3, 26),
    range(0x1c90, 0x1cbf, 24),
    range(0x1e00, 0x1eff, 0),
    range(0x1f00, 0x1fff, 9),
    range(0x3041, 0x30ff, 7),
    range(0x3131, 0x318e, 8),
    range(0x3400, 0x4dbf, 6),
    range(0x4e00, 0x9fff, 6),
    range(0xac00, 0xd7a3, 8),
    range(0xf900, 0xfaff, 6),
    range(0x2_0000, 0x3_ffff, 6),
];

/// The number of the script that a character is a letter of; `None` for digits, punctuation, symbols and
/// scripts that are not known here.
pub(crate) fn number(character: char) -> Option<usize> {
    if character.is_ascii() {
        return character.is_ascii_alphabetic().then_some(0);
    }
    let code = u32::from(character);
    let at = RANGES.partition_point(|range| range.last < code);
    RANGES.get(at).filter(|range| range.first <= code).map(|range| range.script)
}
