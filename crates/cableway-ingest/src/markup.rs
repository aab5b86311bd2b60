//! Markup as feeds have it, whole or broken, cut into tags and text.
//!
//! An XML parser must stop at the first mistake, and feeds are full of them: an unclosed tag, an `&`
//! that begins nothing, a quotation mark too few. So this one never fails. It reads each byte about
//! once, whatever the text: every search that finds nothing is remembered.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Start(Tag<'a>),
    /// The name as it is written.
    End(&'a str),
    /// With its entities.
    Text(&'a str),
    /// What stands in `<![CDATA[…]]>`.
    Verbatim(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// As it is written, with its prefix.
    pub(crate) name: &'a str,
    attributes: &'a str,
    /// True for `<name/>`.
    pub(crate) is_empty: bool,
}

impl<'a> Tag<'a> {
    /// The value of the attribute `name`, whatever its case.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| decode(value))
    }

    /// All attributes as they are written: names, and values with their entities.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '='));
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'));
            let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
            if name.is_empty() {
                return None;
            }
            let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
                rest = after;
                return Some((name, ""));
            };
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            rest = after;
            Some((name, value))
        })
    }
}

/// The pieces of a text, each with the place where it stands.
#[derive(Debug)]
pub(crate) struct Markup<'a> {
    text: &'a str,
    at: usize,
    /// Where the next of each of these stands, as far as it is known: nothing is searched for twice.
    next: [Sought; 6],
    /// False once the declarations inside a document type were looked at: there is one at most.
    may_declare: bool,
}

/// The end of a comment, of a CDATA section, of an instruction; the two quotation marks; `>`.
const SOUGHT: [&str; 6] = ["-->", "]]>", "?>", "\"", "'", ">"];
const COMMENT: usize = 0;
const CDATA: usize = 1;
const INSTRUCTION: usize = 2;
const DOUBLE: usize = 3;
const SINGLE: usize = 4;
const CLOSE: usize = 5;

#[derive(Clone, Copy, Debug, Default)]
struct Sought {
    /// The search began here.
    from: usize,
    /// And found it here, or nowhere.
    found: Option<usize>,
    is_known: bool,
}

impl<'a> Markup<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, next: [Sought::default(); 6], may_declare: true }
    }

    /// Where the next of `SOUGHT[which]` stands, from `from` on.
    fn seek(&mut self, which: usize, from: usize) -> Option<usize> {
        let known = &mut self.next[which];
        let holds = known.is_known && known.from <= from && known.found.is_none_or(|at| at >= from);
        if !holds {
            let found = self.text[from..].find(SOUGHT[which]).map(|at| from + at);
            *known = Sought { from, found, is_known: true };
        }
        known.found
    }

    /// Reads what begins with the `<` at `at`: the piece, if it is one that counts, and its end.
    fn markup(&mut self, at: usize) -> (Option<Token<'a>>, usize) {
        let rest = &self.text[at + 1..];
        let begins = |with: &str| {
            rest.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        let end_of_text = self.text.len();
        if begins("!--") {
            let end = self.seek(COMMENT, at + 4).map(|end| end + 3);
            let end = end.or_else(|| self.seek(CLOSE, at).map(|end| end + 1));
            (None, end.unwrap_or(end_of_text))
        } else if begins("![CDATA[") {
            let start = at + 9;
            let end = self.seek(CDATA, start);
            let inner = &self.text[start..end.unwrap_or(end_of_text)];
            (Some(Token::Verbatim(inner)), end.map_or(end_of_text, |end| end + 3))
        } else if begins("?") {
            let end = self.seek(INSTRUCTION, at).map(|end| end + 2);
            let end = end.or_else(|| self.seek(CLOSE, at).map(|end| end + 1));
            (None, end.unwrap_or(end_of_text))
        } else if begins("!") {
            (None, self.declaration(at))
        } else if begins("/") {
            let start = at + 2;
            let name = name_at(&self.text[start..]);
            let after = start + name.len();
            let end = match self.text[after..].find(['<', '>']) {
                Some(end) if self.text[after + end..].starts_with('>') => after + end + 1,
                Some(end) => after + end,
                None => end_of_text,
            };
            (Some(Token::End(name)), end)
        } else {
            let name = name_at(rest);
            if name.is_empty() {
                // A `<` of the text.
                return (Some(Token::Text(&self.text[at..=at])), at + 1);
            }
            let start = at + 1 + name.len();
            let (end, after) = self.end_of_tag(start);
            let attributes = &self.text[start..end];
            let is_empty = attributes.ends_with('/');
            (Some(Token::Start(Tag { name, attributes, is_empty })), after)
        }
    }

    /// The end of `<!DOCTYPE …>`, with what it may hold between brackets.
    fn declaration(&mut self, at: usize) -> usize {
        let Some(close) = self.seek(CLOSE, at) else { return self.text.len() };
        let Some(open) = self.text[at..close].find('[') else { return close + 1 };
        if !std::mem::take(&mut self.may_declare) {
            return close + 1;
        }
        // What is declared inside ends with `>` each.
        let mut from = at + open;
        while let Some(end) = self.seek(CLOSE, from) {
            let declared =
                self.text[from..end].trim_matches(|c: char| c.is_whitespace() || c == '[');
            if declared.ends_with(']') {
                return end + 1;
            }
            if !declared.is_empty() && !declared.starts_with("<!") && !declared.starts_with("<?") {
                break;
            }
            from = end + 1;
        }
        close + 1
    }

    /// Where a start tag's attributes end, and where what comes after the tag begins.
    fn end_of_tag(&mut self, start: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'>' => return (at, at + 1),
                b'<' => return (at, at),
                b'"' | b'\'' => {
                    let which = if byte == b'"' { DOUBLE } else { SINGLE };
                    let is_value = self.text[start..at].trim_end().ends_with('=');
                    let end = if is_value { self.seek(which, at + 1) } else { None };
                    match end {
                        // No value holds a `<`: a quotation mark is missing.
                        Some(end) if !self.text[at + 1..end].contains('<') => at = end + 1,
                        _ => at += 1,
                    }
                }
                _ => at += 1,
            }
        }
        (at, at)
    }
}

impl<'a> Iterator for Markup<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            let at = self.at;
            if self.text.as_bytes()[at] != b'<' {
                let end = self.text[at..].find('<').map_or(self.text.len(), |end| at + end);
                self.at = end;
                return Some((Token::Text(&self.text[at..end]), at..end));
            }
            let (token, end) = self.markup(at);
            self.at = end.max(at + 1);
            if let Some(token) = token {
                return Some((token, at..self.at));
            }
        }
        None
    }
}

/// The name of a tag at the beginning of `text`; empty where there is none.
fn name_at(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return "";
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')));
    &text[..end.unwrap_or(text.len())]
}

/// No entity's name is longer, in bytes.
const LONGEST_ENTITY: usize = 40;

/// `text` with its entities put in: those of XML, numbers, and those of HTML, which many feeds use
/// without declaring them. What is none stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
        let entity = end.map(|end| &rest[1..end]).and_then(entity);
        let (known, length) = match (entity, end) {
            (Some(known), Some(end)) => (known, end + 1),
            _ => (Cow::Borrowed("&"), 1),
        };
        decoded.push_str(&known);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn entity(name: &str) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ if name.starts_with('#') || name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            return html_entity(name).map(Cow::Owned);
        }
        _ => return None,
    }))
}

/// The characters that HTML knows by this name or number; numbers between 128 and 159 are those of
/// windows-1252, which is what their writers mean.
fn html_entity(name: &str) -> Option<String> {
    let entity = format!("&{name};");
    let mut text = String::new();
    for token in html5gum::Tokenizer::new(entity.as_str()) {
        if let Ok(html5gum::Token::String(piece)) = token {
            text.push_str(&String::from_utf8_lossy(&piece));
        }
    }
    (!text.is_empty() && text != entity && !text.ends_with(';')).then_some(text)
}

/// The charset of `<?xml … encoding="…"?>`.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<Cow<'_, str>> {
    /// How far into a text its declaration is looked for, in bytes.
    const DECLARATION: usize = 1024;
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let start = head.windows(5).position(|window| window == b"<?xml")?;
    let declaration = String::from_utf8_lossy(&head[start..]);
    let declaration = declaration.split("?>").next().unwrap_or_default();
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(Cow::Owned(value[1..].split(quote).next()?.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One piece a line.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let shown: Vec<String> = Markup::new(text)
            .map(|(token, _)| match token {
                Token::Start(tag) => {
                    let attributes = tag.attributes().map(|(name, value)| [" ", name, "=", value]);
                    let attributes: Vec<_> = attributes.flatten().collect();
                    let end = if tag.is_empty { "/" } else { "" };
                    format!("<{}{}{end}", tag.name, attributes.concat())
                }
                Token::End(name) => format!("</{name}"),
                Token::Text(text) => format!("'{text}'"),
                Token::Verbatim(text) => format!("[{text}]"),
            })
            .collect();
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn whole_markup() {
        check(
            "<?xml version='1.0'?><!-- a > b --><rss a = \"1 > 0\" b='2' c><x/>a &amp; b<![CDATA[<p>]]></rss >",
            &["<rss a=1 > 0 b=2 c=", "<x/", "'a &amp; b'", "[<p>]", "</rss"],
        );
        check("<!DOCTYPE rss [<!ENTITY a \"b\"> <!ELEMENT c ANY>\n]><rss>", &["<rss"]);
        check("<!DOCTYPE rss SYSTEM \"a\"><rss>", &["<rss"]);
    }

    #[test]
    fn broken_markup() {
        check("a < b<p", &["'a '", "'<'", "' b'", "<p"]);
        check("<a href=\"x><b>y</b>\"", &["<a href=x", "<b", "'y'", "</b", "'\"'"]);
        check("<a <b>", &["<a", "<b"]);
        check("<a title=it's>x", &["<a title=it's", "'x'"]);
        check("<!-- <a> b", &["' b'"]);
        check("<![CDATA[x", &["[x]"]);
        check("<![CD", &[]);
        check("</rss", &["</rss"]);
        check("</a<b>", &["</a", "<b"]);
        check("<? x", &[]);
        check("<!DOCTYPE [ x", &[]);
        check("<", &["'<'"]);
    }

    #[test]
    fn entities() {
        let check = |text: &str, expect: &str| assert_eq!(decode(text), expect, "{text}");
        check("a &amp; b &lt;p&gt; &quot;&apos;", "a & b <p> \"'");
        check("&#65;&#x42;&#X43; &#146;", "ABC \u{2019}");
        check("caf&eacute; &nbsp;&rarr;", "café \u{a0}→");
        check("a=1&b=2 &nothing; &; & AT&T; &amp", "a=1&b=2 &nothing; &; & AT&T; &amp");
        check("&amp;nbsp;", "&nbsp;");
    }

    #[test]
    fn time_is_linear() {
        for text in
            ["<!--", "<![CDATA[", "<?", "<a \"", "<a b=\"", "<a b='<", "<!DOCTYPE [", "&a", "</a"]
        {
            let many = text.repeat(100_000);
            assert!(Markup::new(&many).count() <= many.len());
            assert!(!decode(&many).is_empty());
        }
    }
}
