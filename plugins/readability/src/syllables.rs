//! Syllables of English words.

/// How many syllables a word has, by its groups of vowels: a final `e` is silent, but for `-le` after a
/// consonant; so is the `e` of a final `-ed` or `-es` where speakers leave it out. It is right for some
/// nine words of ten, and a word has at least one.
// A call each, so that it is the same code wherever the crate is linked into: inlined, it came out 2 %
// slower in the library than in the command.
#[inline(never)]
pub(crate) fn syllables(word: &str) -> usize {
    let mut groups = 0;
    let mut letters = 0;
    // The last four letters: a word is measured without room being made for it.
    let mut end = [0; 4];
    let mut was_vowel = false;
    let mut take = |letter: u8| {
        let is_vowel = is_vowel(letter);
        groups += usize::from(is_vowel && !was_vowel);
        was_vowel = is_vowel;
        letters += 1;
        end = [end[1], end[2], end[3], letter];
    };
    if word.is_ascii() {
        word.bytes().filter(u8::is_ascii_alphabetic).for_each(|b| take(b.to_ascii_lowercase()));
    } else {
        // English vowels are ASCII; whatever else there is stands for one consonant.
        let letter = |c: char| u8::try_from(c.to_ascii_lowercase()).unwrap_or(b'x');
        word.chars().filter(|c| c.is_alphabetic()).for_each(|c| take(letter(c)));
    }
    let silent = match end {
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
    };
    (groups - usize::from(silent && groups > 1)).max(1)
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
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
