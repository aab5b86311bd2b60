//! A query as a list of words, phrases and operators.

use std::ops::Range;

use super::super::fold::plain;
use super::{Field, MOST_TIMES, MOST_WITHIN};

/// A mistake in a query, or a doubt about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The bytes of the query that are meant.
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// No query has more mistakes than this reported: whatever follows says no more.
const MOST_REMARKS: usize = 20;

/// Takes the mistakes.
#[derive(Debug, Default)]
pub(crate) struct Remarks(pub(crate) Vec<Remark>);

impl Remarks {
    pub(crate) fn add(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        if self.0.len() < MOST_REMARKS {
            self.0.push(Remark { range, message: message.into(), hint: hint.into() });
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Near {
        ordered: bool,
        within: u32,
    },
    AtLeast(u32),
    Field(Field),
    Term(String),
    /// Something that was meant as a term, and has been reported.
    Bad,
}

pub(crate) type Placed = (Token, Range<usize>);

/// True if `word` needs no quotation marks.
pub(crate) fn is_bare(word: &str) -> bool {
    let mut remarks = Remarks::default();
    let tokens = lex(word, &mut remarks);
    let is_word = matches!(tokens.as_slice(), [(Token::Term(only), _)] if only == word);
    is_word && remarks.0.is_empty() && lower_operator(word).is_none()
}

/// The operator that `word` would be in capitals.
pub(crate) fn lower_operator(word: &str) -> Option<&'static str> {
    ["AND", "OR", "NOT"].into_iter().find(|operator| operator.eq_ignore_ascii_case(word))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

/// Takes `text` apart. What is wrong is reported and read as what was probably meant.
pub(crate) fn lex(text: &str, remarks: &mut Remarks) -> Vec<Placed> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let next = at + c.len_utf8();
        match c {
            '(' => tokens.push((Token::Open, at..next)),
            ')' => tokens.push((Token::Close, at..next)),
            c if is_quote(c) => {
                at = quoted(text, at, next, &mut tokens, remarks);
                continue;
            }
            c if c.is_whitespace() => {}
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                at += word(&rest[..length], at, &mut tokens, remarks);
                continue;
            }
        }
        at = next;
    }
    tokens
}

/// Reads a phrase whose mark stands at `at`, and gives the place behind it.
fn quoted(
    text: &str,
    at: usize,
    inside: usize,
    tokens: &mut Vec<Placed>,
    remarks: &mut Remarks,
) -> usize {
    let rest = &text[inside..];
    let (length, end) = match rest.char_indices().find(|(_, c)| is_quote(*c)) {
        Some((length, mark)) => (length, inside + length + mark.len_utf8()),
        None => {
            let hint = "add `\"` behind the last word of the phrase".to_owned();
            remarks.add(at..inside, "this quotation mark is never closed", hint);
            (rest.len(), text.len())
        }
    };
    let phrase = plain(&rest[..length]);
    if phrase.is_empty() {
        if end > inside + length {
            remarks.add(at..end, "there is no word between these quotation marks", None);
        }
        tokens.push((Token::Bad, at..end));
    } else {
        tokens.push((Token::Term(phrase), at..end));
    }
    end
}

/// Reads what begins `word`, and gives how much of it that is.
fn word(word: &str, at: usize, tokens: &mut Vec<Placed>, remarks: &mut Remarks) -> usize {
    let range = at..at + word.len();
    let operator = match word {
        "AND" => Some(Token::And),
        "OR" => Some(Token::Or),
        "NOT" => Some(Token::Not),
        _ => symbol(word, &range, remarks).or_else(|| counting(word, &range, remarks)),
    };
    if let Some(operator) = operator {
        tokens.push((operator, range));
        return word.len();
    }
    if let Some((name, _)) = word.split_once(':') {
        return field(word, name, at, tokens, remarks);
    }
    let token = term(word, &range, remarks);
    tokens.push((token, range));
    word.len()
}

/// Operators of other query languages that are signs.
fn symbol(word: &str, range: &Range<usize>, remarks: &mut Remarks) -> Option<Token> {
    let (token, name) = match word {
        "&" | "&&" | "+" => (Token::And, "AND"),
        "|" | "||" | "," | ";" => (Token::Or, "OR"),
        "!" | "-" => (Token::Not, "NOT"),
        _ => return None,
    };
    let hint = format!("write `{name}`, or quotation marks around what is no operator");
    remarks.add(range.clone(), format!("`{word}` is no operator here"), hint);
    Some(token)
}

/// `NEAR/5` and its like: an operator with a number.
fn counting(word: &str, range: &Range<usize>, remarks: &mut Remarks) -> Option<Token> {
    let name_end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    let (name, rest) = word.split_at(name_end);
    let slash = rest.starts_with(['/', '~']);
    let number = if slash { &rest[1..] } else { rest };
    let (number, forward) = match number.strip_suffix(['f', 'F']) {
        Some(number) => (number, true),
        None => (number, false),
    };
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let known = match lower.as_str() {
        "near" | "onear" | "atleast" => slash || !number.is_empty() || name != lower,
        "adj" => slash || !number.is_empty(),
        "w" | "n" | "pre" => slash,
        _ => false,
    };
    if !known || (number.is_empty() && !slash && name != name.to_ascii_uppercase()) {
        return None;
    }
    let ordered = forward || matches!(lower.as_str(), "onear" | "pre" | "adj");
    let proper = match (lower.as_str(), ordered) {
        ("atleast", _) => "ATLEAST",
        (_, true) => "ONEAR",
        (_, false) => "NEAR",
    };
    let most = if proper == "ATLEAST" { MOST_TIMES } else { MOST_WITHIN };
    let count = number.parse::<u32>().ok().filter(|count| (1..=most).contains(count));
    let is_proper = matches!(name, "NEAR" | "ONEAR" | "PRE" | "ATLEAST") && rest.starts_with('/');
    match count {
        Some(count) if !is_proper => {
            let hint = format!("write `{proper}/{count}`");
            remarks.add(range.clone(), format!("`{word}` is no operator here"), hint);
        }
        Some(_) => {}
        None if number.is_empty() => {
            let hint = format!("such as `{proper}/5`");
            remarks.add(range.clone(), format!("`{word}` does not say how many"), hint);
        }
        None => {
            let message = format!("the number behind `{proper}/` is from 1 to {most}");
            remarks.add(range.clone(), message, None);
        }
    }
    let count = count.unwrap_or(5);
    Some(match proper {
        "ATLEAST" => Token::AtLeast(count),
        _ => Token::Near { ordered, within: count },
    })
}

/// Fields of other query languages.
const FOREIGN_FIELDS: [(&str, &str); 12] = [
    ("headline", "title"),
    ("hl", "title"),
    ("hd", "title"),
    ("hlead", "head"),
    ("lead", "standfirst"),
    ("lp", "standfirst"),
    ("ingress", "standfirst"),
    ("intro", "standfirst"),
    ("subtitle", "standfirst"),
    ("content", "body"),
    ("text", "body"),
    ("td", "body"),
];

/// Reads `name:` at the beginning of `word`.
fn field(
    word: &str,
    name: &str,
    at: usize,
    tokens: &mut Vec<Placed>,
    remarks: &mut Remarks,
) -> usize {
    let length = name.len() + 1;
    if let Some((_, field)) =
        Field::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        tokens.push((Token::Field(*field), at..at + length));
        return length;
    }
    if name.is_empty() || !name.chars().all(|c| c.is_alphabetic() || c == '_') {
        let hint = format!("put quotation marks around it: `\"{word}\"`");
        remarks.add(at..at + word.len(), "`:` stands behind the name of a field", hint);
        tokens.push((Token::Bad, at..at + word.len()));
        return word.len();
    }
    let lower = name.to_lowercase();
    let foreign = FOREIGN_FIELDS.iter().find(|(foreign, _)| *foreign == lower);
    let near = || {
        let names = Field::NAMES.iter().map(|(known, _)| *known);
        let by_distance = names.map(|known| (strsim::damerau_levenshtein(known, &lower), known));
        by_distance.min().filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
    };
    let hint = match foreign.map(|(_, ours)| *ours).or_else(near) {
        Some(known) => format!("did you mean `{known}:`?"),
        None => {
            let names: Vec<String> =
                Field::NAMES.iter().map(|(name, _)| format!("`{name}:`")).collect();
            let names = names.join(", ");
            format!("there is {names}; a word with a colon stands in quotation marks")
        }
    };
    remarks.add(at..at + name.len(), format!("unknown field `{name}`"), hint);
    tokens.push((Token::Field(Field::ALL), at..at + length));
    length
}

/// Reads a word without quotation marks.
fn term(word: &str, range: &Range<usize>, remarks: &mut Remarks) -> Token {
    let written = plain(word);
    let first = word.chars().next().unwrap_or(' ');
    let quotes = "quotation marks keep it as it is";
    if matches!(first, '+' | '-' | '!') {
        let rest = word.trim_start_matches(['+', '-', '!']);
        let hint = if first == '+' {
            format!("write `AND {rest}`; {quotes}")
        } else {
            format!("write `NOT {rest}`; {quotes}")
        };
        remarks.add(range.clone(), format!("`{first}` is no operator here"), hint);
        return Token::Bad;
    }
    if let Some(sign) = word.chars().find(|c| matches!(c, '?' | '~' | '^' | '{' | '[')) {
        let hint = match sign {
            '?' => "`*` stands for any beginning or ending; or name the spellings with `OR`",
            '~' => "how close words stand says `NEAR/5`",
            '^' => "how much a query counts says `{ query = \"…\", weight = 2.0 }`",
            _ => "there are no ranges",
        };
        let message = format!("`{sign}` has no meaning here");
        remarks.add(range.clone(), message, format!("{hint}; {quotes}"));
        return Token::Bad;
    }
    if word.ends_with([',', ';']) {
        let message = "words are joined by operators";
        remarks.add(range.clone(), message, format!("write `OR` between them; {quotes}"));
        return Token::Bad;
    }
    if written.is_empty() {
        remarks.add(range.clone(), "nothing of this can be seen", None);
        return Token::Bad;
    }
    Token::Term(written)
}
