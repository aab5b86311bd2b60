//! Text that stays text in Markdown.

/// Appends `text` on one line, with a backslash before every character that Markdown, or GitHub's
/// form of it, reads as more than itself. White space and control characters become single spaces.
pub(crate) fn push_text(out: &mut String, text: &str) {
    let start = out.len();
    let mut spaced = false;
    for c in text.trim().chars() {
        if c.is_whitespace() || c.is_control() {
            spaced = true;
            continue;
        }
        if std::mem::take(&mut spaced) {
            out.push(' ');
        }
        if needs_backslash(c) || out.len() == start && matches!(c, '#' | '+' | '-' | '=' | ':') {
            out.push('\\');
        }
        out.push(c);
    }
    escape_list_number(out, start);
}

fn needs_backslash(c: char) -> bool {
    matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '^' | '$')
}

/// `1. May` at the start of a line would be a list.
fn escape_list_number(out: &mut String, start: usize) {
    let line = out.get(start..).unwrap_or_default();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) {
        out.insert(start + digits, '\\');
    }
}

/// Appends the target of a link, between angle brackets. `None` where `url` is no web address: a page
/// may claim to be found at `javascript:…`.
pub(crate) fn push_link_target(out: &mut String, url: &str) -> Option<()> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0;
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return None;
    }
    out.push('<');
    for c in url.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\' | '`' | '|') {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            if c == '&' {
                // `&copy=1` must not become a sign.
                out.push('\\');
            }
            out.push(c);
        }
    }
    out.push('>');
    Some(())
}

/// Appends `id` as a part of a footnote's label: letters, digits and `-` as they are, any other
/// character as `_`, its number in hexadecimal, and `_`. So two ids never become one label.
pub(crate) fn push_label(out: &mut String, id: &str) {
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || c == '-' {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
}
