//! Syllables of English words.

/// How many syllables a word has, by its groups of vowels: a final `e` is silent, but for `-le` after a
/// consonant; so is the `e` of a final `-ed` or `-es` where speakers leave it out. It is right for some
/// nine words of ten, and a word has at least one.
pub(crate) fn syllables(word: &str) -> usize {
    let mut count = Count::default();
    if word.is_ascii() {
        word.bytes().for_each(|byte| count.take(byte));
    } else {
        // English vowels are ASCII; whatever other letter there is stands for one consonant.
        let letter = |c: char| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'x');
        word.chars().filter(|c| c.is_alphabetic()).for_each(|c| count.take(letter(c)));
    }
    let Count { groups, letters, .. } = count;
    (groups - usize::from(groups > 1 && ends_silently(word, letters))).max(1)
}

/// What a byte is: no letter, a consonant or a vowel. A table, because a jump for each letter of a text
/// is one that no processor foresees.
const KINDS: [u8; 128] = {
    let mut kinds = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match (byte as u8).to_ascii_lowercase() {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' => VOWEL,
            b'a'..=b'z' => CONSONANT,
            _ => NO_LETTER,
        };
        byte += 1;
    }
    kinds
};
const NO_LETTER: u8 = 0;
const CONSONANT: u8 = 1;
const VOWEL: u8 = 2;

#[derive(Default)]
struct Count {
    letters: usize,
    /// How many times a vowel follows something else.
    groups: usize,
    last: u8,
}

impl Count {
    fn take(&mut self, byte: u8) {
        let kind = KINDS[usize::from(byte & 127)];
        let is_letter = kind != NO_LETTER;
        self.groups += usize::from(kind == VOWEL && self.last != VOWEL);
        self.letters += usize::from(is_letter);
        self.last = if is_letter { kind } else { self.last };
    }
}

/// True where the last group of vowels is not spoken.
fn ends_silently(word: &str, letters: usize) -> bool {
    let mut end = [0; 4];
    let last = word.chars().rev().filter(|c| c.is_alphabetic());
    for (place, c) in end.iter_mut().rev().zip(last) {
        *place = u8::try_from(c).map_or(b'x', |byte| byte.to_ascii_lowercase());
    }
    let is_vowel = |letter: u8| KINDS[usize::from(letter & 127)] == VOWEL;
    match end {
        _ if letters < 2 => false,
        // `table` has two, `whale` has one.
        [_, before, b'l', b'e'] if letters > 2 => is_vowel(before),
        [.., before, b'e'] => !is_vowel(before),
        _ if letters < 3 => false,
        // `wanted` has two, `walked` has one.
        [_, before, b'e', b'd'] => !is_vowel(before) && !matches!(before, b't' | b'd'),
        // `places` has two, `names` has one.
        [_, before, b'e', b's'] => {
            !is_vowel(before) && !matches!(before, b's' | b'z' | b'x' | b'c' | b'g' | b'h')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::syllables;

    #[track_caller]
    fn check(word: &str, expect: usize) {
        assert_eq!(syllables(word), expect, "{word}");
    }

    #[test]
    fn words_of_the_news() {
        check("the", 1);
        check("ferry", 2);
        check("harbour", 2);
        check("table", 2);
        check("whale", 1);
        check("walked", 1);
        check("wanted", 2);
        check("names", 1);
        check("places", 2);
        check("government", 3);
        check("3", 1);
    }
}
