//! Words that are written with a full stop, and what may follow one that does not end a sentence.

mod tables;

use self::tables::{
    ABBREVIATIONS, CLOCK_FOLLOWERS, LABELLED, LONGEST, ORDINAL_ARTICLES, ORDINAL_NOUNS, REPORTING,
    STARTERS,
};
use super::scan;

/// What a full stop after an abbreviation means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Hardly ever the end: a title, or a word that leads to the next one.
    Leading,
    /// The end where a word follows that only a sentence's start spells with a capital.
    Soft,
    /// Not the end where a number follows.
    Number,
    /// A time of day: not the end where a day or a time zone follows.
    Clock,
    /// A state of the United States, after a comma or a hyphen: then soft.
    State,
}

/// What follows a full stop and white space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Follower<'a> {
    /// The first word, without opening marks.
    pub(super) word: &'a str,
    /// Its first character, or whatever stands there instead of a word.
    pub(super) first: char,
    /// Where it starts.
    pub(super) begin: usize,
    /// True where a quotation opens in front of it.
    pub(super) opens_quote: bool,
}

impl Follower<'_> {
    /// True for words that only the start of a sentence spells with a capital. A single letter
    /// before another full stop is an initial.
    fn is_starter(self, text: &str) -> bool {
        let end = self.begin + self.word.len();
        STARTERS.binary_search(&self.word).is_ok()
            && !(self.word.len() == 1 && scan::char_at(text, end) == Some('.'))
    }

    fn is_number(self) -> bool {
        self.first.is_numeric()
            || !matches!(self.word, "" | "I") && self.word.bytes().all(|b| b"IVXLC".contains(&b))
    }
}

/// True where the lone full stop at `period` ends the sentence that starts at `sentence`. A capital, a
/// number or a symbol follows.
pub(super) fn period_ends(
    text: &str,
    sentence: usize,
    period: usize,
    closes_quote: bool,
    follower: Follower<'_>,
) -> bool {
    let Some((start, word)) = scan::word_before(text, sentence, period) else { return true };
    let starter = follower.is_starter(text);
    let soft = || starter || closes_quote || follower.opens_quote;
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_alphabetic()
        && scan::char_before(text, start).is_none_or(stands_before_initial)
    {
        return initial_ends(text, sentence, start, letter, starter, follower);
    }
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return number_ends(text, sentence, start, word, starter, follower);
    }
    match class(word) {
        // Sen and Rev are surnames too: `said Sushmita Sen. I agree`.
        Some(Class::Leading) => {
            starter
                && word.starts_with(char::is_uppercase)
                && !matches!(follower.word, "The" | "A" | "An" | "And")
        }
        Some(Class::Soft) => soft(),
        Some(Class::Number) => !follower.is_number(),
        Some(Class::Clock) => starter || !is_clock_follower(follower.word),
        Some(Class::State) => {
            let before = text.get(..start).unwrap_or_default();
            !(before.ends_with(", ") || before.ends_with('-')) || soft()
        }
        None if is_dotted(word) => soft(),
        None => true,
    }
}

/// `J. R. Marlow`, but `Plan B. It failed.`
fn initial_ends(
    text: &str,
    sentence: usize,
    start: usize,
    letter: char,
    starter: bool,
    follower: Follower<'_>,
) -> bool {
    if start == sentence {
        // An initial, or the letter of a list.
        return false;
    }
    let previous = scan::previous_word(text, sentence, start).unwrap_or_default();
    if letter.is_lowercase() {
        // `Acme v. The City`, `z. B.`, `p. 12`, but `2019 г.`
        let counted = previous.bytes().all(|b| b.is_ascii_digit()) && !previous.is_empty();
        return letter != 'v' && starter || counted && follower.first.is_uppercase();
    }
    let after_letter = |previous: &str| {
        let mut chars = previous.trim_end_matches('.').chars();
        chars.next().is_some_and(char::is_lowercase) && chars.next().is_none()
    };
    if previous.ends_with('.') && after_letter(previous) {
        // The second half of `z. B.`
        return starter;
    }
    if follower.first.is_numeric() {
        // `S. 12` is a page in German.
        return letter != 'S';
    }
    let labelled = LABELLED.binary_search(&previous.to_ascii_lowercase().as_str()).is_ok();
    let pronoun = letter == 'I' && previous.starts_with(char::is_lowercase);
    starter || labelled || pronoun
}

/// `am 3. Mai`, the `1.` of a list, but `in 2019. Then`.
fn number_ends(
    text: &str,
    sentence: usize,
    start: usize,
    digits: &str,
    starter: bool,
    follower: Follower<'_>,
) -> bool {
    if start == sentence && digits.len() <= 3 {
        return false;
    }
    if digits.len() > 2 || !follower.first.is_alphabetic() {
        return true;
    }
    if ORDINAL_NOUNS.binary_search(&follower.word).is_ok() {
        return false;
    }
    let previous = scan::previous_word(text, sentence, start).unwrap_or_default();
    starter || ORDINAL_ARTICLES.binary_search(&previous).is_err()
}

/// True for what an initial follows, unlike the `t` of `don't`.
fn stands_before_initial(c: char) -> bool {
    c.is_whitespace() || scan::is_opener(c) && c != '\''
}

/// True for letters with full stops between them, as in U.S and Ph.D, but not in bbc.co.uk.
fn is_dotted(word: &str) -> bool {
    let mut lengths = word.split('.').map(|part| part.chars().count());
    word.contains('.')
        && word.chars().all(|c| c.is_alphabetic() || c == '.')
        && lengths.clone().all(|length| matches!(length, 1..=3))
        && lengths.any(|length| length == 1)
}

/// The class of `word` as it is written, or in the case of the table: MR, Approx.
fn class(word: &str) -> Option<Class> {
    let find = |word: &str| {
        let found = ABBREVIATIONS.binary_search_by_key(&word, |&(word, _)| word);
        found.ok().and_then(|place| ABBREVIATIONS.get(place)).map(|&(_, class)| class)
    };
    if word.len() > LONGEST {
        return None;
    }
    find(word).or_else(|| {
        let first = word.chars().next().filter(|c| c.is_uppercase())?;
        let rest = word.get(first.len_utf8()..)?.to_lowercase();
        find(&format!("{first}{rest}")).or_else(|| find(&word.to_lowercase()))
    })
}

fn is_clock_follower(word: &str) -> bool {
    let zone = matches!(word.len(), 2..=4) && word.bytes().all(|b| b.is_ascii_uppercase());
    zone || CLOCK_FOLLOWERS.binary_search(&word).is_ok()
}

/// True where a name and a verb of saying follow a quotation: `“Who knows?” Ms. Adeyemi asked.`
pub(super) fn reports(text: &str, begin: usize) -> bool {
    let mut at = begin;
    for place in 0..5 {
        let word = scan::word_at(text, at);
        if place > 0 && REPORTING.binary_search(&word).is_ok() {
            return true;
        }
        let manner = place > 0 && word.ends_with("ly");
        let named = manner || word == "I" || word.starts_with(char::is_uppercase);
        if !named || word != "I" && STARTERS.binary_search(&word).is_ok() {
            return false;
        }
        at += word.len();
        at += usize::from(scan::char_at(text, at) == Some('.'));
        if scan::char_at(text, at) != Some(' ') {
            return false;
        }
        at += 1;
    }
    false
}

/// True for names that end with an exclamation mark, inside a sentence.
pub(super) fn is_shouting_name(text: &str, sentence: usize, stop: usize, begin: usize) -> bool {
    let name = scan::word_before(text, sentence, stop).map_or("", |(_, word)| word);
    matches!(name, "Yahoo" | "Jeopardy")
        && STARTERS.binary_search(&scan::word_at(text, begin)).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(ABBREVIATIONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(ABBREVIATIONS.iter().all(|(word, _)| word.len() <= LONGEST));
        for table in
            [STARTERS, LABELLED, ORDINAL_NOUNS, ORDINAL_ARTICLES, CLOCK_FOLLOWERS, REPORTING]
        {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }
}
