//! What a Markdown file says about itself before its text, in YAML or TOML.

use cableway_core::{Context, Meta};

use super::yaml::{self, Entries, Value};
use crate::date::{self, Order};
use crate::reader::{byline, language};

/// No front matter is longer, in bytes.
const LONGEST: usize = 64 << 10;

/// Reads the front matter of `text` into `meta` and gives the rest. A text without any, or with what
/// only looks like it, comes back whole.
pub(super) fn read<'a>(text: &'a str, meta: &mut Meta, context: &Context<'_>) -> &'a str {
    let start = text.trim_start_matches(['\u{feff}', '\n', '\r']);
    let Some((inner, body, toml)) = split(start) else {
        return text;
    };
    let entries = if toml {
        match from_toml(inner) {
            Ok(entries) => entries,
            Err(message) => {
                context
                    .note(format!("the front matter is no TOML and was read as text: {message}"));
                return text;
            }
        }
    } else {
        let entries = yaml::read(inner);
        if !is_front_matter(&entries) {
            return text;
        }
        if entries.unread > 0 {
            // The fence is the first line.
            let (unread, line) = (entries.unread, entries.first_unread + 1);
            let s = if unread == 1 { "" } else { "s" };
            context.note(format!(
                "{unread} line{s} of the front matter cannot be read, the first of them line {line}"
            ));
        }
        entries
    };
    fill(meta, &entries, context);
    body
}

/// Whether these are the keys of front matter, and not a text with colons between two rules.
fn is_front_matter(entries: &Entries) -> bool {
    const USUAL: &[&str] = &[
        "title",
        "date",
        "author",
        "authors",
        "published",
        "layout",
        "slug",
        "tags",
        "keywords",
        "description",
        "lang",
        "language",
        "draft",
    ];
    let usual = |key: &String| USUAL.contains(&key.to_lowercase().as_str());
    let plain = |key: &String| key.chars().all(|c| !c.is_uppercase() && !c.is_whitespace());
    let mut keys = entries.list.iter().map(|(key, _)| key);
    keys.clone().any(usual) || (entries.unread == 0 && keys.all(plain))
}

/// The front matter, what follows it, and whether it is TOML.
fn split(text: &str) -> Option<(&str, &str, bool)> {
    let (first, rest) = text.split_once('\n')?;
    let toml = match first.trim_end() {
        "---" => false,
        "+++" => true,
        _ => return None,
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let mark = line.trim_end();
        let ends = if toml { mark == "+++" } else { mark == "---" || mark == "..." };
        if ends {
            return Some((&rest[..at], &rest[at + line.len()..], toml));
        }
        at += line.len();
        if at > LONGEST {
            return None;
        }
    }
    None
}

fn from_toml(text: &str) -> Result<Entries, String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| error.message().trim().replace('\n', " "))?;
    let mut entries = Entries::default();
    for (key, value) in &table {
        let value = match value {
            toml::Value::Array(list) => Value::List(list.iter().filter_map(toml_text).collect()),
            value => match toml_text(value) {
                Some(text) => Value::Text(text),
                None => continue,
            },
        };
        entries.list.push((key.clone(), value));
    }
    Ok(entries)
}

/// A value as text; of a table, its `name`.
fn toml_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Table(table) => table.get("name")?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Fills in what the entries say, by the keys that site generators use.
fn fill(meta: &mut Meta, entries: &Entries, context: &Context<'_>) {
    let get = |keys: &[&str]| {
        let value = |key: &&str| {
            let mut named = entries.list.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key));
            named.find_map(|(_, value)| value.text().map(|_| value))
        };
        keys.iter().find_map(value)
    };
    let text = |keys: &[&str]| get(keys).and_then(Value::text).map(one_line);
    set(&mut meta.title, text(&["title"]));
    set(&mut meta.standfirst, text(&["standfirst", "subtitle", "description"]));
    set(&mut meta.publisher, text(&["publisher", "source"]));
    set(&mut meta.section, text(&["section", "category"]));
    set(&mut meta.language, text(&["lang", "language"]).and_then(|tag| language::normalise(&tag)));
    let order = meta.language.as_deref().map_or(Order::Unknown, Order::of_language);
    let date = |keys: &[&str]| {
        let given = text(keys)?;
        let read = date::read(&given, order);
        if let Err(unread) = &read {
            context.note(format!("the front matter's {} `{given}` {unread}", keys[0]));
        }
        read.ok()
    };
    set(&mut meta.published, date(&["date", "published", "publishdate"]));
    set(&mut meta.modified, date(&["updated", "lastmod", "modified"]));
    let address = text(&["url", "canonical", "canonical_url", "link"]);
    // `/2020/ferry` is a place on a site that is not named.
    set(
        &mut meta.url,
        address.filter(|url| url.starts_with("https://") || url.starts_with("http://")),
    );
    if meta.authors.is_empty() {
        meta.authors = match get(&["author", "authors"]) {
            Some(Value::Text(names)) => byline::split(names),
            Some(Value::List(names)) => lines(names),
            None => Vec::new(),
        };
    }
    if meta.tags.is_empty() {
        meta.tags = match get(&["tags", "keywords"]) {
            Some(Value::Text(tags)) => lines(&tags.split(',').collect::<Vec<_>>()),
            Some(list) => lines(list.list()),
            None => Vec::new(),
        };
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each on one line, once, and none that is empty.
fn lines<T: AsRef<str>>(list: &[T]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for text in list.iter().take(1000) {
        let text = one_line(text.as_ref());
        if !text.is_empty() && !out.contains(&text) {
            out.push(text);
        }
    }
    out
}
