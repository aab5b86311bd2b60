//! What an element of a feed holds: plain text, or HTML, in one of the many ways in which feeds say so.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};

use super::elements::Elements;
use crate::markup::{Markup, Token, decode};
use crate::reader::html;

/// Text out of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) is_html: bool,
}

impl Content {
    /// What `element` holds; nothing where it is no text, or lies elsewhere.
    pub(super) fn of(elements: &Elements<'_>, element: usize) -> Option<Self> {
        let tag = elements.tag(element);
        let attribute = |name| {
            tag.attribute(name).map(|value| value.trim().to_ascii_lowercase()).unwrap_or_default()
        };
        let media_type = attribute("type");
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let mode = attribute("mode");
        let inner = elements.inner(element);
        let is_text = matches!(media_type, "" | "text" | "html" | "xhtml" | "plain")
            || media_type.starts_with("text/")
            || media_type.ends_with("/xml")
            || media_type.ends_with("+xml")
            || !media_type.contains('/');
        if mode == "base64" || !is_text {
            let text =
                from_base64(&plain(inner)).filter(|text| is_text || looks_like_html(text))?;
            return Some(Self {
                is_html: media_type.contains("html") || looks_like_html(&text),
                text,
            });
        }
        if let Some(markup) = markup(inner) {
            return Some(Self { text: markup, is_html: true });
        }
        let text = plain(inner);
        let is_html = match media_type {
            "text" | "text/plain" | "plain" => false,
            "html" | "text/html" | "xhtml" | "application/xhtml+xml" => true,
            _ => looks_like_html(&text),
        };
        Some(Self { text, is_html })
    }

    /// Text that its format says nothing about.
    pub(super) fn guessed(text: String) -> Self {
        Self { is_html: looks_like_html(&text), text }
    }

    /// The text on one line.
    pub(super) fn line(&self) -> String {
        if self.is_html { one_line(&html::plain_text(&self.text)) } else { one_line(&self.text) }
    }
}

/// The text inside an element, without what tags there are.
pub(super) fn plain(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    for (token, _) in Markup::new(inner) {
        match token {
            Token::Text(piece) => text.push_str(&decode(piece)),
            Token::Verbatim(piece) => text.push_str(piece),
            Token::Start(_) | Token::End(_) => {}
        }
    }
    text
}

/// What is inside an element as HTML, where tags stand in it as they are.
fn markup(inner: &str) -> Option<String> {
    Markup::new(inner).find(|(token, _)| matches!(token, Token::Start(_)))?;
    let mut text = String::with_capacity(inner.len());
    for (token, range) in Markup::new(inner) {
        match token {
            // What a feed puts here is HTML, as it would be without tags around it.
            Token::Verbatim(piece) => text.push_str(piece),
            // HTML knows no prefixes.
            Token::Start(tag) if tag.name.contains(':') => {
                let local = tag.name.rsplit(':').next().unwrap_or_default();
                text.push('<');
                text.push_str(local);
                text.push_str(&inner[range.start + 1 + tag.name.len()..range.end]);
            }
            Token::End(name) if name.contains(':') => {
                text.push_str("</");
                text.push_str(name.rsplit(':').next().unwrap_or_default());
                text.push('>');
            }
            _ => text.push_str(&inner[range]),
        }
    }
    Some(text)
}

fn from_base64(text: &str) -> Option<String> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let bytes: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    String::from_utf8(GeneralPurpose::new(&STANDARD, lenient).decode(bytes).ok()?).ok()
}

/// True for text with a tag or an entity in it.
pub(super) fn looks_like_html(text: &str) -> bool {
    let has_tag = text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let after = &name[end..];
        end > 0
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && (after.starts_with(['>', '/'])
                || (after.starts_with(char::is_whitespace) && after.contains('>')))
    });
    let has_entity = || {
        text.match_indices('&').any(|(at, _)| {
            let name = &text[at + 1..];
            let end = name.bytes().take(12).position(|byte| byte == b';');
            end.is_some_and(|end| {
                end > 1 && name[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
            })
        })
    };
    has_tag || has_entity()
}

/// `text` on one line, with one space for each run of white space.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expect` begins with `html:` or `text:`.
    #[track_caller]
    fn check(element: &str, expect: Option<&str>) {
        let elements = Elements::of(element);
        let content = Content::of(&elements, 0);
        let shown = content.map(|content| {
            format!("{}:{}", if content.is_html { "html" } else { "text" }, content.text)
        });
        assert_eq!(shown.as_deref(), expect, "{element}");
    }

    #[test]
    fn what_feeds_call_html() {
        check("<d>a &lt;b&gt;c&lt;/b&gt;</d>", Some("html:a <b>c</b>"));
        check("<d><![CDATA[<p>a & b</p>]]></d>", Some("html:<p>a & b</p>"));
        check("<d>a <b>c</b> &amp; d</d>", Some("html:a <b>c</b> &amp; d"));
        check("<d type='xhtml'><x:p>a</x:p></d>", Some("html:<p>a</p>"));
        check("<d type='html'>a</d>", Some("html:a"));
        check("<d>Caf&amp;eacute;</d>", Some("html:Caf&eacute;"));
        check("<d type='text/html' mode='base64'>PGI+YTwvYj4=</d>", Some("html:<b>a</b>"));
    }

    #[test]
    fn what_is_plain_text() {
        check("<d>3 &lt; 4 &amp; 5 &gt; 4</d>", Some("text:3 < 4 & 5 > 4"));
        check("<d type='text'>a &lt;b&gt;</d>", Some("text:a <b>"));
        check("<d type='text/plain' mode='base64'>\n YSBi\n</d>", Some("text:a b"));
        check("<d/>", Some("text:"));
    }

    #[test]
    fn what_is_no_text() {
        check("<d type='image/png'>iVBORw0KGgo=</d>", None);
        check("<d mode='base64'>not base64!</d>", None);
    }
}
