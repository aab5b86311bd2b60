//! Text that stays text in Markdown.

use std::fmt::Write as _;

/// `text` on one line: white space and control characters become single spaces, and none stand at
/// the ends.
pub(crate) fn one_line(text: &str) -> impl Iterator<Item = char> + Clone + '_ {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let text = text.trim_matches(is_blank);
    let mut after_blank = false;
    text.chars().filter_map(move |c| {
        let first_blank = is_blank(c) && !after_blank;
        after_blank = is_blank(c);
        if after_blank { first_blank.then_some(' ') } else { Some(c) }
    })
}

/// True for a text of nothing but white space and control characters.
pub(crate) fn is_blank(text: &str) -> bool {
    one_line(text).next().is_none()
}

/// Appends `text` on one line, with a backslash before every character that Markdown, or the forms of
/// it that GitHub and Pandoc read, would take for more than itself.
pub(crate) fn push_text(out: &mut String, text: &str) {
    let start = out.len();
    let mut before = ' ';
    let mut line = one_line(text).peekable();
    while let Some(c) = line.next() {
        let at_start = out.len() == start;
        let means_more = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' | '^' | '$' | '{' | '}' => true,
            // A heading may end with these, too.
            '#' => before == ' ' || before == '#',
            '&' => line.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#'),
            // A footnote's bracket follows, and `![` is a picture.
            '!' => line.peek().is_none(),
            '>' | '+' | '-' | '=' | ':' => at_start,
            _ => false,
        };
        if means_more {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    escape_list_number(out, start);
}

/// `1. May` at the start of a line would be a list.
fn escape_list_number(out: &mut String, start: usize) {
    let line = out.get(start..).unwrap_or_default();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) {
        out.insert(start + digits, '\\');
    }
}

/// Appends `text` on one line between backticks, one more than any row of them in it.
pub(crate) fn push_code(out: &mut String, text: &str) {
    let (mut row, mut longest) = (0, 0);
    let mut edges = (None, None);
    for c in one_line(text) {
        row = if c == '`' { row + 1 } else { 0 };
        longest = longest.max(row);
        edges = (edges.0.or(Some(c)), Some(c));
    }
    let pad = edges.0 == Some('`') || edges.1 == Some('`');
    let fence = |out: &mut String| out.extend(std::iter::repeat_n('`', longest + 1));
    fence(out);
    out.extend(pad.then_some(' '));
    out.extend(one_line(text));
    out.extend(pad.then_some(' '));
    fence(out);
}

/// Appends a link to `url` with the name of its host as text. `None`, with nothing appended, where
/// `url` is no web address: a page may claim to be found at `javascript:…`.
pub(crate) fn push_link(out: &mut String, url: &str) -> Option<()> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // What stands before `@` is no host, whatever it looks like.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    if is_blank(host) {
        return None;
    }
    out.push('[');
    push_text(out, host);
    out.push_str("](<");
    for c in url.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\' | '`' | '|') {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            if c == '&' {
                // `&copy=1` must not become a sign.
                out.push('\\');
            }
            out.push(c);
        }
    }
    out.push_str(">)");
    Some(())
}
