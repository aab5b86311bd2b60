//! What the shape of a line says: whether it ends a sentence, whether it can be a title.

/// No title and no heading has more bytes.
const LONGEST_TITLE: usize = 250;

/// The mark that `text` ends with, behind closing quotation marks and brackets.
fn final_mark(text: &str) -> Option<char> {
    let closing = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '”'
                    | '’'
                    | '“'
                    | '»'
                    | '«'
                    | '›'
                    | ')'
                    | ']'
                    | '*'
                    | '_'
                    | '」'
                    | '』'
                    | '）'
            )
    };
    text.trim_end_matches(closing).chars().next_back()
}

/// True where `text` ends as sentences do.
pub(super) fn ends_sentence(text: &str) -> bool {
    let marks = ['.', '!', '?', '…', '。', '！', '？', '．', '।', '؟', '۔', '։', '።'];
    final_mark(text).is_some_and(|mark| marks.contains(&mark))
}

/// True where `text` ends with any mark that a title does not end with.
fn ends_with_mark(text: &str) -> bool {
    let inside = [':', ',', ';', '，', '、', '；', '：', '-', '–', '—'];
    (ends_sentence(text) && !ends_with_abbreviation(text))
        || final_mark(text).is_some_and(|mark| inside.contains(&mark))
}

/// True for `… in the U.S.`: the full stop is not the sentence's.
fn ends_with_abbreviation(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    last.strip_suffix('.').is_some_and(|word| word.contains('.') && word.len() <= 8)
}

/// The number of words, counted no further than `most`.
pub(super) fn words(text: &str, most: usize) -> usize {
    text.split_whitespace().take(most).count()
}

/// True where `text` starts with a small letter and so goes on with something.
pub(super) fn starts_small(text: &str) -> bool {
    let mut chars = text.chars().filter(|c| c.is_alphanumeric());
    // `iPhone` and `eBay` start with one too.
    chars.next().is_some_and(char::is_lowercase) && !chars.next().is_some_and(char::is_uppercase)
}

/// True for a short line that is no sentence.
pub(super) fn may_be_title(text: &str) -> bool {
    let address = text.contains("://") && words(text, 2) < 2;
    text.len() <= LONGEST_TITLE
        && words(text, 31) <= 30
        && text.contains(char::is_alphabetic)
        && !starts_small(text)
        && !ends_with_mark(text)
        && !address
}

/// True for a line that can stand over a part of the text.
pub(super) fn may_be_heading(text: &str) -> bool {
    text.len() <= 100 && words(text, 13) <= 12 && may_be_title(text)
}

/// True for what reads as prose: a sentence, or too long for anything else.
pub(super) fn is_prose(text: &str) -> bool {
    text.len() > LONGEST_TITLE || ends_sentence(text)
}

/// True for a report that starts as agencies' do: `BRUSSELS, 3 March (Agency) — `.
pub(super) fn starts_with_agency_dateline(text: &str) -> bool {
    let start = &text[..text.floor_char_boundary(80)];
    let Some(at) =
        [" — ", " – ", " - ", "— ", "—"].iter().filter_map(|dash| start.find(dash)).min()
    else {
        return false;
    };
    let place = start.split([' ', ',', '(', '—']).next().unwrap_or_default();
    at > 0 && place.chars().count() >= 3 && place.chars().all(char::is_uppercase)
}

/// True for at most one sentence.
pub(super) fn is_one_sentence(text: &str) -> bool {
    let inner = [". ", "! ", "? ", "。"];
    !inner.iter().any(|end| text.trim_end().trim_end_matches('。').contains(end))
}

/// True where a reader sees a name in every word: `Jane van Doe`, `JANE DOE`.
pub(super) fn is_capitalised(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "del", "della", "der", "den", "des", "di", "da", "das", "dos", "do", "du", "la",
        "le", "van", "von", "vom", "zu", "zur", "ten", "ter", "bin", "ibn", "al", "el", "y", "e",
    ];
    let upper =
        |word: &str| word.chars().find(|c| c.is_alphabetic()).is_none_or(|c| !c.is_lowercase());
    let particle = |word: &str| {
        PARTICLES.contains(&word)
            || word.starts_with("d'")
            || word.starts_with("d’")
            || word.starts_with("al-")
    };
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some_and(|first| upper(first))
        && words.all(|word| upper(word) || particle(word))
}
