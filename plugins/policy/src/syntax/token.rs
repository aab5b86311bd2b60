//! Words, marks and sentences of a document, with their places.

use cableway_sdk::text::sentence_iter;
use cableway_sdk::{BlockKind, Document, Span};

use super::dateline::dateline;
use super::tag::{self, Tag};

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it stands, in bytes of the text; the end excluded.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// True where no space stands before it.
    pub(crate) joined: bool,
    pub(crate) tag: Tag,
    /// The base form, for verbs: a number of [`super::lexicon::lemma`].
    pub(crate) lemma: u16,
    /// Which tables ask for it: bits of [`asks`](crate::vocabulary::asks).
    pub(crate) asked: u16,
}

/// A sentence: which tokens it has, and in what kind of block it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence {
    pub(crate) first: usize,
    /// The token after its last.
    pub(crate) end: usize,
    pub(crate) kind: BlockKind,
    /// Which tables ask for any of its words.
    pub(crate) asked: u16,
}

/// A document, taken apart.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) text: String,
    /// The text in lower case; only ASCII letters differ, so that places stay the same.
    lower: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    /// The day that place and day at the start of the report name, as ISO 8601.
    pub(crate) day: Option<String>,
}

impl Reading {
    /// Takes apart all blocks but code, tables and what stands around an article: bylines, credits, captions,
    /// notes and date lines name people and places that the article may have nothing to say of.
    pub(crate) fn new(document: &Document) -> Self {
        let text = document.text();
        let mut reading = Self {
            text: text.to_owned(),
            lower: text.to_ascii_lowercase(),
            // As English has them: room at once, without copies on the way.
            tokens: Vec::with_capacity(text.len() / 4),
            sentences: Vec::with_capacity(text.len() / 64),
            day: None,
        };
        for one in document.blocks() {
            let is_read =
                one.kind.is_body() || matches!(one.kind, BlockKind::Title | BlockKind::Standfirst);
            if is_read && !matches!(one.kind, BlockKind::Table | BlockKind::Code) {
                reading.read(one.kind, one.span);
            }
        }
        tag::tag(&mut reading);
        reading
    }

    /// `a mix of A and B. We …`: the dot behind the letter of an option, which no abbreviation takes in.
    fn is_end_of_list(&self, dot: usize) -> bool {
        let (letter, dot, next) = (&self.tokens[dot - 1], &self.tokens[dot], &self.tokens[dot + 1]);
        let starts = |at: usize| self.text.as_bytes().get(at).is_some_and(u8::is_ascii_uppercase);
        dot.end - dot.start == 1
            && letter.end - letter.start == 1
            && self.text.as_bytes()[dot.start] == b'.'
            && starts(letter.start)
            && starts(next.start)
    }

    fn read(&mut self, kind: BlockKind, span: Span) {
        let Some(text) = span.slice(&self.text) else { return };
        // Place and day at the start of a report are none of what it tells.
        let line = (kind == BlockKind::Paragraph).then(|| dateline(text)).flatten();
        let opens = line.map_or(0, |line| line.end);
        // Only what opens the whole report tells its day.
        if self.sentences.iter().all(|one| !one.kind.is_body()) {
            self.day = line.and_then(|line| line.day).map(|day| day.to_string());
        }
        let text = &text[opens..];
        let spans: Vec<Span> = sentence_iter(text).collect();
        for sentence in spans {
            let sentence = sentence.shifted(span.start() + opens);
            let first = self.tokens.len();
            tokens(&self.text, sentence, &mut self.tokens);
            let end = self.tokens.len();
            let mut from = first;
            while from < end {
                let longest = end.min(from + LONGEST);
                let to = (from + 1..longest - 1).find(|at| self.is_end_of_list(*at));
                let to = to.map_or(longest, |dot| dot + 1);
                self.sentences.push(Sentence { first: from, end: to, kind, asked: 0 });
                from = to;
            }
        }
    }

    /// A token as it is written.
    pub(crate) fn word(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |one| &self.text[one.start..one.end])
    }

    /// A token in lower case.
    pub(crate) fn lower(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |one| &self.lower[one.start..one.end])
    }

    /// The span from one token to another, both included.
    pub(crate) fn span(&self, first: usize, last: usize) -> Option<Span> {
        Span::new(self.tokens.get(first)?.start, self.tokens.get(last)?.end).ok()
    }

    /// True where the tables of this bit of [`asks`](crate::vocabulary::asks) have a word like this token.
    pub(crate) fn is_asked(&self, token: usize, table: u16) -> bool {
        self.tokens.get(token).is_some_and(|one| one.asked & table != 0)
    }

    /// True where the token begins with a capital letter.
    pub(crate) fn is_capital(&self, token: usize) -> bool {
        self.word(token).chars().next().is_some_and(char::is_uppercase)
    }

    /// The sentence that holds a token.
    pub(crate) fn sentence_of(&self, token: usize) -> Option<usize> {
        let place = self.sentences.partition_point(|one| one.end <= token);
        self.sentences.get(place).filter(|one| one.first <= token).map(|_| place)
    }
}

/// The most tokens that a sentence may have; a longer one is cut, so that no work on one grows with the text.
const LONGEST: usize = 400;

/// What has a dot at its end and is one word all the same.
const DOTTED: [&str; 14] =
    ["mr", "mrs", "ms", "dr", "st", "gen", "lt", "col", "sen", "rep", "gov", "no", "jr", "prof"];

/// The tokens of one sentence. Letters and digits make words; so do single letters with dots (`U.S.`), a dot
/// or comma between digits, and an apostrophe between letters but for `'s` and `n't`, which are tokens by
/// themselves. Everything else is a mark of one character.
pub(crate) fn tokens(text: &str, span: Span, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = span.start();
    let mut spaced = true;
    while at < span.end() {
        let Some(c) = text[at..].chars().next() else { break };
        if c.is_whitespace() {
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let end = if c.is_alphanumeric() {
            word_end(text, bytes, at, span.end())
        } else if matches!(c, '\'' | '’')
            && !spaced
            && is_possessive(text, at + c.len_utf8(), span.end())
        {
            at + c.len_utf8() + 1
        } else {
            at + c.len_utf8()
        };
        let token = |start: usize, end: usize, joined: bool| Token {
            start,
            end,
            joined,
            tag: Tag::Mark,
            lemma: 0,
            asked: 0,
        };
        match negation(&text[at..end]) {
            Some(cut) => {
                out.push(token(at, at + cut, !spaced));
                out.push(token(at + cut, end, true));
            }
            None => out.push(token(at, end, !spaced)),
        }
        spaced = false;
        at = end;
    }
}

/// True where `s` follows an apostrophe and ends the word.
fn is_possessive(text: &str, after: usize, end: usize) -> bool {
    let mut rest = text[after..end].chars();
    matches!(rest.next(), Some('s' | 'S')) && !rest.next().is_some_and(char::is_alphanumeric)
}

/// Where `n't` begins in `don't`.
fn negation(word: &str) -> Option<usize> {
    if !word.ends_with(['t', 'T']) {
        return None;
    }
    let cut = ["n't", "n’t", "N'T"].iter().find_map(|end| word.strip_suffix(end))?.len();
    (cut > 0).then_some(cut)
}

fn word_end(text: &str, bytes: &[u8], start: usize, limit: usize) -> usize {
    // Most words are letters of ASCII up to what can be no part of any.
    let mut at = start;
    while at < limit && bytes[at].is_ascii_alphanumeric() {
        at += 1;
    }
    if at == limit
        || at > start && matches!(bytes[at], b' ' | b'\n' | b'-' | b';' | b':' | b')' | b'"')
    {
        return at;
    }
    while at < limit {
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        let follows =
            |test: fn(char) -> bool| next < limit && text[next..].chars().next().is_some_and(test);
        let before_is_digit = at > start && bytes[at - 1].is_ascii_digit();
        let goes_on = if c.is_alphanumeric() {
            true
        } else if matches!(c, '.' | ',') && before_is_digit {
            follows(|c| c.is_ascii_digit())
        } else if matches!(c, '\'' | '’') {
            follows(char::is_alphabetic) && !is_possessive(text, next, limit)
        } else {
            // `U.S.` and `a.m.`: a single letter before each dot.
            c == '.' && is_single_letter(bytes, start, at)
        };
        if !goes_on {
            break;
        }
        at = next;
    }
    if at < limit && bytes[at] == b'.' && is_initial(text, bytes, (start, at), limit) {
        return at + 1;
    }
    if at < limit && bytes[at] == b'.' && is_short_month(text, bytes, (start, at), limit) {
        return at + 1;
    }
    if at < limit
        && bytes[at] == b'.'
        && DOTTED.iter().any(|word| word.eq_ignore_ascii_case(&text[start..at]))
        && text[start..].starts_with(char::is_uppercase)
    {
        at += 1;
    }
    at
}

/// `S. Quispe`: one capital with its dot before a name in the same sentence.
fn is_initial(text: &str, bytes: &[u8], (start, dot): (usize, usize), limit: usize) -> bool {
    dot == start + 1
        && bytes[start].is_ascii_uppercase()
        && bytes.get(dot + 1) == Some(&b' ')
        && dot + 2 < limit
        && text[dot + 2..].starts_with(char::is_uppercase)
        && !is_letter_of_list(&text[..start])
}

/// `Option B. We …`, `a mix of A and B. We …`: a letter that stands for one of several, and not for a name.
fn is_letter_of_list(before: &str) -> bool {
    let mut words = before.split_ascii_whitespace().rev();
    match words.next() {
        Some("Option" | "option" | "Plan" | "Scenario" | "scenario" | "Variant") => true,
        Some("and" | "or") => {
            words.next().is_some_and(|word| word.len() == 1 && word.starts_with(char::is_uppercase))
        }
        _ => false,
    }
}

/// `Sept. 17`, `Dec. 2024`: the beginning of a month's name before a dot and a number.
fn is_short_month(text: &str, bytes: &[u8], (start, dot): (usize, usize), limit: usize) -> bool {
    const SHORT: [&str; 11] =
        ["Jan", "Feb", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"];
    let number = bytes[dot + 1..limit].iter().find(|byte| **byte != b' ');
    number.is_some_and(u8::is_ascii_digit) && SHORT.contains(&&text[start..dot])
}

fn is_single_letter(bytes: &[u8], start: usize, dot: usize) -> bool {
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let alone = dot == start + 1 || dot >= start + 2 && bytes[dot - 2] == b'.';
    alone && is_letter(dot - 1) && (dot > start + 1 || is_letter(dot + 1))
}
