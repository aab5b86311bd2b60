//! Syllables of English words.

/// How many syllables a word has, by its groups of vowels: a final `e` is silent, but for `-le` after a
/// consonant; so is the `e` of a final `-ed` or `-es` where speakers leave it out. It is right for some
/// nine words of ten, and a word has at least one.
pub(crate) fn syllables(word: &str) -> usize {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut letters = 0;
    // The last four letters: a word is measured without room being made for it.
    let mut end = ['\0'; 4];
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        // English vowels are ASCII; whatever else there is stands as it is.
        let c = c.to_ascii_lowercase();
        groups += usize::from(is_vowel(c) && !is_vowel(end[3]));
        letters += 1;
        end = [end[1], end[2], end[3], c];
    }
    let silent = match end {
        _ if letters < 2 => false,
        // `table` has two, `whale` has one.
        [_, before, 'l', 'e'] if letters > 2 => is_vowel(before),
        [.., before, 'e'] => !is_vowel(before),
        _ if letters < 3 => false,
        // `wanted` has two, `walked` has one.
        [_, before, 'e', 'd'] => !is_vowel(before) && !matches!(before, 't' | 'd'),
        // `places` has two, `names` has one.
        [_, before, 'e', 's'] => {
            !is_vowel(before) && !matches!(before, 's' | 'z' | 'x' | 'c' | 'g' | 'h')
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
