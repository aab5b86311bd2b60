//! XHTML as HTML: `<a id="p7"/>` is closed there, but left open by the rules of HTML, and would take
//! all that follows into the link.

use std::borrow::Cow;

/// Elements that have no end in HTML either.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// `text` with an end for every element that is closed in its own tag.
pub(super) fn to_html(text: &str) -> Cow<'_, str> {
    let mut html = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        if text[start..].starts_with("<!--") {
            at = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
            continue;
        }
        let name = &text[start + 1..];
        let name = &name[..name
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':'))
            .unwrap_or(name.len())];
        let Some(end) = end_of_tag(text, start + 1) else { break };
        at = end;
        let is_closed = text[..end - 1].ends_with('/') && !name.is_empty();
        if is_closed && !VOID.contains(&&*name.to_ascii_lowercase()) {
            html.push_str(&text[kept..end - 2]);
            html.push_str("></");
            html.push_str(name);
            html.push('>');
            kept = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    html.push_str(&text[kept..]);
    Cow::Owned(html)
}

/// Where the tag that `from` stands in ends, after its `>`. Values may hold one.
fn end_of_tag(text: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    for (place, byte) in text.as_bytes()[from..].iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(from + place + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(super::to_html(text), expect);
    }

    #[test]
    fn elements_are_closed() {
        check("<p>a<br/>b</p>", "<p>a<br/>b</p>");
        check("<a id=\"x\"/>b<title />", "<a id=\"x\"></a>b<title ></title>");
        check("<a title=\"1/>2\"/>b", "<a title=\"1/>2\"></a>b");
        check("<!-- <a/> --><i/>", "<!-- <a/> --><i></i>");
        check("a < b </p> <", "a < b </p> <");
        check("<ä/>", "<ä/>");
        check("</>", "</>");
    }
}
