//! Syllables of English words.

/// How many syllables a word has, by its groups of vowels: a final `e` is silent, but for `-le` after a
/// consonant; so is the `e` of a final `-ed` or `-es` where speakers leave it out. It is right for some
/// nine words of ten, and a word has at least one.
pub(crate) fn syllables(word: &str) -> usize {
    let letters: Vec<char> =
        word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut before = false;
    for &c in &letters {
        let vowel = is_vowel(c);
        groups += usize::from(vowel && !before);
        before = vowel;
    }
    let silent = match letters.as_slice() {
        // `table` has two, `whale` has one.
        [.., before, 'l', 'e'] => is_vowel(*before),
        [.., before, 'e'] => !is_vowel(*before),
        // `wanted` has two, `walked` has one.
        [.., before, 'e', 'd'] => !is_vowel(*before) && !matches!(before, 't' | 'd'),
        // `places` has two, `names` has one.
        [.., before, 'e', 's'] => {
            !is_vowel(*before) && !matches!(before, 's' | 'z' | 'x' | 'c' | 'g' | 'h')
        }
        _ => false,
    };
    (groups - usize::from(silent && groups > 1)).max(1)
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
