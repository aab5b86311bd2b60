//! The small part of YAML that front matter is written in: `key: value`, lists, folded text.

/// What a key has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
}

impl Value {
    /// The text, or the first of the list.
    pub(super) fn text(&self) -> Option<&str> {
        let text = match self {
            Self::Text(text) => Some(text),
            Self::List(list) => list.first(),
        };
        text.map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The list, or the text as a list of one.
    pub(super) fn list(&self) -> &[String] {
        match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(list) => list,
        }
    }
}

/// The keys of front matter, as it spells them, with their values, in its order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entries {
    pub(super) list: Vec<(String, Value)>,
    /// How many lines could not be read, and the first of them, from 1.
    pub(super) unread: usize,
    pub(super) first_unread: usize,
}

/// What the lines under a key belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// `key:` and no value yet.
    Empty,
    /// A list of `- item` lines.
    List,
    /// A value that may go on in lines further in.
    Text,
    /// `|` or `>`: whatever is further in is text.
    Block,
    /// What is not read.
    Skipped,
}

/// Reads flat YAML. What it cannot read is counted and left out.
pub(super) fn read(text: &str) -> Entries {
    let mut entries = Entries::default();
    let mut open = Open::Nothing;
    for (number, line) in text.lines().enumerate() {
        let content = line.trim();
        let inner = line.starts_with([' ', '\t']);
        let item = content == "-" || content.starts_with("- ");
        if content.is_empty() || (content.starts_with('#') && open != Open::Block) {
            continue;
        }
        let read = if item && matches!(open, Open::Empty | Open::List) {
            open = Open::List;
            add_item(&mut entries, content[1..].trim())
        } else if inner {
            go_on(&mut entries, &mut open, content)
        } else {
            start(&mut entries, &mut open, content)
        };
        if !read {
            if open != Open::List {
                open = Open::Skipped;
            }
            entries.unread += 1;
            if entries.unread == 1 {
                entries.first_unread = number + 1;
            }
        }
    }
    entries
}

/// A line with a key of its own.
fn start(entries: &mut Entries, open: &mut Open, line: &str) -> bool {
    let Some((key, value)) = split_key(line) else {
        return false;
    };
    let (value, next) = match value {
        "" => (Value::List(Vec::new()), Open::Empty),
        "|" | ">" | "|-" | ">-" | "|+" | ">+" => (Value::Text(String::new()), Open::Block),
        _ => match value_of(value) {
            Some(value @ Value::List(_)) => (value, Open::Nothing),
            Some(value) => {
                let quoted = line.ends_with(['"', '\'']);
                (value, if quoted { Open::Nothing } else { Open::Text })
            }
            None => return false,
        },
    };
    *open = next;
    entries.list.push((key.to_owned(), value));
    true
}

/// A line further in than its key.
fn go_on(entries: &mut Entries, open: &mut Open, line: &str) -> bool {
    let Some((_, value)) = entries.list.last_mut() else {
        return false;
    };
    match (&mut *open, value) {
        (Open::Text | Open::Block, Value::Text(text)) => {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
            true
        }
        // More about an item, such as an author's address: no part of its name.
        (Open::List, _) => split_key(line).is_some(),
        // `author:` and under it `name: Jane Doe`.
        (Open::Empty, Value::List(list)) => match split_key(line) {
            Some(("name", name)) => {
                list.extend(scalar(name));
                true
            }
            Some(_) => true,
            None => false,
        },
        _ => false,
    }
}

fn add_item(entries: &mut Entries, item: &str) -> bool {
    let Some((_, Value::List(list))) = entries.list.last_mut() else {
        return false;
    };
    let named = split_key(item).filter(|_| !item.starts_with(['"', '\'']));
    let value = match named {
        Some(("name", name)) => name,
        Some(_) => return false,
        None => item,
    };
    let value = scalar(value);
    let read = value.is_some();
    list.extend(value);
    read
}

/// `key: value`, where the key is a plain word or a quoted one.
fn split_key(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    if !value.is_empty() && !value.starts_with([' ', '\t']) {
        return None;
    }
    let key = key.trim().trim_matches(['"', '\'']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let is_key = !key.is_empty() && key.len() <= 60 && key.chars().all(plain);
    let words = key.split_whitespace().count();
    (is_key && words <= 3).then(|| (key, without_comment(value.trim())))
}

/// `value` without a comment behind it.
fn without_comment(value: &str) -> &str {
    if value.starts_with(['"', '\'']) {
        return value;
    }
    if value.starts_with('#') {
        return "";
    }
    value.find(" #").map_or(value, |at| value[..at].trim_end())
}

fn value_of(text: &str) -> Option<Value> {
    match text.strip_prefix('[') {
        Some(list) => items(list.strip_suffix(']')?).map(Value::List),
        None => scalar(text).map(Value::Text),
    }
}

/// The items between `[` and `]`.
fn items(text: &str) -> Option<Vec<String>> {
    let mut list = Vec::new();
    let (mut start, mut quote) = (0, None);
    let ends = text.char_indices().chain(std::iter::once((text.len(), ',')));
    for (at, c) in ends {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') if text[start..at].trim().is_empty() => quote = Some(c),
            (None, '[' | '{') => return None,
            (None, ',') => {
                let item = text[start..at].trim();
                if !item.is_empty() {
                    list.push(scalar(item)?);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    quote.is_none().then_some(list)
}

/// A text in any of the three ways to write one. Anchors, tags and mappings are none.
fn scalar(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('"') {
        return unescaped(inner);
    }
    if let Some(inner) = text.strip_prefix('\'') {
        let inner = inner.trim_end().strip_suffix('\'')?;
        return Some(inner.replace("''", "'"));
    }
    let special = text.starts_with(['&', '*', '!', '{', '[', '|', '>', '%', '@', '`']);
    let text = if matches!(text, "~" | "null") { "" } else { text };
    (!special).then(|| text.to_owned())
}

/// What stands between double quotation marks; `text` starts behind the first.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => match chars.next()? {
                'n' | 't' | 'r' => out.push(' '),
                'u' => {
                    let code = chars.as_str().get(..4)?;
                    out.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                    chars = chars.as_str()[4..].chars();
                }
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
    let rest = chars.as_str().trim();
    (rest.is_empty() || rest.starts_with('#')).then_some(out)
}
