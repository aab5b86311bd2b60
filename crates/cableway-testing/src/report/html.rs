//! The report as one page for a browser.

use super::{Outcome, Report, Status, document_name, push_escaped_text};
use crate::difference::{Change, Hunk, Sign, by_document};

pub(crate) const CSS: &str = include_str!("page.css");
const JS: &str = include_str!("page.js");

/// The digest of `page.js`, as a browser wants it to run the script; a test says when it is stale.
const JS_DIGEST: &str = "sha256-ZpXkaBJM5HghWR9nYjkKNCG6ikQVPwAFCTDGrRNXx8Y=";

/// How many changes of one document, and how many lines of one text, are shown.
const CHANGES: usize = 200;
const LINES: usize = 2_000;

/// The report as one HTML page that needs nothing but itself: it may be kept, sent and opened anywhere,
/// and asks no server for anything.
///
/// Everything is there without its script, which only filters by status. Added and removed lines are
/// told by signs and words, not by colour alone. No text of a document can become a part of the page.
///
/// ```
/// use cableway_testing::report::{Outcome, Report, Status, to_html};
///
/// let page = to_html(&Report::new(vec![Outcome::new("<harbour>", Status::Missing)]));
/// assert!(page.contains("&lt;harbour&gt;") && !page.contains("<harbour>"));
/// ```
pub fn to_html(report: &Report) -> String {
    let mut out = String::new();
    push_head(&mut out, report);
    push_filter(&mut out, report);
    out.push_str("</header>\n<main id=\"cases\">\n");
    for (place, outcome) in report.outcomes().iter().enumerate() {
        push_outcome(&mut out, place + 1, outcome);
    }
    out.push_str("</main>\n<script>\n");
    out.push_str(JS);
    out.push_str("</script>\n</body>\n</html>\n");
    out
}

/// All up to the numbers.
fn push_head(out: &mut String, report: &Report) {
    out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    push_all(out, &["style-src 'unsafe-inline'; script-src '", JS_DIGEST, "'\">\n"]);
    push_all(out, &["<title>Cableway cases: ", &report.summary(), "</title>\n"]);
    push_all(out, &["<style>\n", CSS, "</style>\n</head>\n<body>\n"]);
    out.push_str("<a class=\"skip\" href=\"#cases\">Skip to the cases</a>\n<header>\n");
    push_all(out, &["<h1>Cableway cases</h1>\n<p>", &report.summary(), "</p>\n"]);
}

/// Boxes for each status that there is. What passed is hidden at first where something did not.
fn push_filter(out: &mut String, report: &Report) {
    out.push_str("<form id=\"filter\" hidden><fieldset>\n<legend>Show what</legend>\n");
    for status in Status::ALL {
        let count = report.count(status);
        if count == 0 {
            continue;
        }
        let is_shown = status != Status::Passed || report.has_passed();
        let (name, number) = (status.as_str(), count.to_string());
        push_all(out, &["<label><input type=\"checkbox\" value=\"", name, "\""]);
        out.push_str(if is_shown { " checked" } else { "" });
        push_all(out, &["> ", name, " (", &number, ")</label>\n"]);
    }
    out.push_str("<p id=\"shown\" role=\"status\"></p>\n</fieldset></form>\n");
}

fn push_outcome(out: &mut String, number: usize, outcome: &Outcome) {
    let (status, number) = (outcome.status.as_str(), number.to_string());
    push_all(out, &["<article class=\"", status, "\" data-status=\"", status, "\""]);
    push_all(out, &[" id=\"case-", &number, "\" aria-labelledby=\"title-", &number, "\">\n"]);
    push_all(out, &["<h2 id=\"title-", &number, "\"><span class=\"status\">", status, "</span> "]);
    push_escaped_text(out, &outcome.title());
    out.push_str("</h2>\n");
    if let Some(message) = &outcome.message {
        push_element(out, "p", "message", message);
    }
    if !outcome.changes.is_empty() {
        out.push_str("<section>\n<h3>What changed</h3>\n");
        for changes in by_document(&outcome.changes) {
            push_document(out, changes);
        }
        out.push_str("</section>\n");
    }
    if let Some(first) = &outcome.first_stage {
        out.push_str("<section>\n<h3>First stage that differs: <span class=\"stage\">");
        push_escaped_text(out, first.stage.as_str());
        out.push_str("</span></h3>\n");
        if !first.reasons.is_empty() {
            out.push_str("<ul>\n");
            for reason in &first.reasons {
                push_element(out, "li", "reason", reason);
            }
            out.push_str("</ul>\n");
        }
        out.push_str("</section>\n");
    }
    push_text(out, outcome);
    for warning in &outcome.warnings {
        push_element(out, "p", "warning", &format!("Warning: {warning}"));
    }
    out.push_str("</article>\n");
}

fn push_document(out: &mut String, changes: &[Change]) {
    let Some(first) = changes.first() else { return };
    out.push_str("<h4>");
    push_escaped_text(out, document_name(first));
    out.push_str("</h4>\n");
    out.push_str("<ul class=\"changes\">\n");
    for change in changes.iter().take(CHANGES) {
        out.push_str("<li><span class=\"stage\">");
        push_escaped_text(out, change.stage.as_str());
        out.push_str("</span> <span>");
        push_message(out, &change.to_string());
        out.push_str("</span></li>\n");
    }
    out.push_str("</ul>\n");
    push_rest(out, changes.len(), CHANGES, "changes");
}

/// The difference of the texts. It is folded where the meaning is told above.
fn push_text(out: &mut String, outcome: &Outcome) {
    if outcome.text.is_empty() {
        return;
    }
    let (removed, added) = outcome.text.counts();
    let is_open = if outcome.changes.is_empty() { " open" } else { "" };
    let (removed, added) = (removed.to_string(), added.to_string());
    push_all(out, &["<details", is_open, ">\n<summary>Text: ", &removed, " lines removed (−), "]);
    push_all(out, &[&added, " added (+)</summary>\n<pre tabindex=\"0\">"]);
    let mut left = LINES;
    for hunk in &outcome.text.hunks {
        if left == 0 {
            break;
        }
        push_hunk(out, hunk, &mut left);
    }
    out.push_str("</pre>\n");
    let count: usize = outcome.text.hunks.iter().map(|hunk| hunk.lines.len()).sum();
    push_rest(out, count, LINES, "lines");
    out.push_str("</details>\n");
}

fn push_hunk(out: &mut String, hunk: &Hunk, left: &mut usize) {
    push_all(out, &["<span class=\"heading\">", &hunk.heading(), "</span>"]);
    for line in hunk.lines.iter().take(*left) {
        let (element, sign, word) = match line.sign {
            Sign::Same => ("span", "  ", ""),
            Sign::Removed => ("del", "− ", "<span class=\"unseen\">removed: </span>"),
            Sign::Added => ("ins", "+ ", "<span class=\"unseen\">added: </span>"),
        };
        push_all(out, &["<", element, ">", word, sign]);
        push_escaped_text(out, &line.text);
        push_all(out, &["</", element, ">"]);
    }
    *left -= hunk.lines.len().min(*left);
}

fn push_rest(out: &mut String, count: usize, shown: usize, noun: &str) {
    if count > shown {
        push_all(out, &["<p>… and ", &(count - shown).to_string(), " more ", noun, "</p>\n"]);
    }
}

/// An element with a message of any origin in it.
pub(crate) fn push_element(out: &mut String, name: &str, class: &str, message: &str) {
    push_all(out, &["<", name, " class=\"", class, "\">"]);
    push_message(out, message);
    push_all(out, &["</", name, ">\n"]);
}

/// A message, in which what stands between backquotes is code.
pub(crate) fn push_message(out: &mut String, message: &str) {
    let parts: Vec<&str> = message.split('`').collect();
    // One that stands alone is no more than a sign.
    let is_paired = parts.len() % 2 == 1;
    for (place, part) in parts.iter().enumerate() {
        match (place, is_paired) {
            (0, _) => {}
            (_, false) => out.push('`'),
            (place, true) if place % 2 == 1 => out.push_str("<code>"),
            _ => out.push_str("</code>"),
        }
        push_escaped_text(out, part);
    }
}

/// Parts of the page itself, none of which comes from a document.
pub(crate) fn push_all(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use base64::Engine as _;
    use html5gum::{Token, Tokenizer};
    use sha2::{Digest as _, Sha256};

    use super::super::tests::report;
    use super::*;
    use crate::difference::compare_lines;

    /// Elements that have no end.
    const VOID: [&str; 2] = ["meta", "input"];

    /// Names of elements, each with its attributes, after it is checked that all of them end in order.
    #[track_caller]
    pub(crate) fn elements(page: &str) -> Vec<(String, Vec<(String, String)>)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (mut open, mut found) = (Vec::new(), Vec::new());
        for token in Tokenizer::new(page).flatten() {
            match token {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    let attributes: Vec<(String, String)> = tag
                        .attributes
                        .iter()
                        .map(|(name, value)| (text(name), text(value)))
                        .collect();
                    if !VOID.contains(&name.as_str()) {
                        open.push(name.clone());
                    }
                    found.push((name, attributes));
                }
                Token::EndTag(tag) => assert_eq!(open.pop(), Some(text(&tag.name))),
                Token::Error(error) => panic!("{error:?}"),
                _ => {}
            }
        }
        assert_eq!(open, [] as [String; 0]);
        found
    }

    #[test]
    fn the_page_is_well_formed() {
        let page = to_html(&report());
        let found = elements(&page);
        let count = |name: &str| found.iter().filter(|element| element.0 == name).count();
        assert_eq!((count("h1"), count("main"), count("script")), (1, 1, 1));
        assert_eq!((count("article"), count("h2")), (5, 5));
        assert_eq!((count("details"), count("input"), count("del"), count("ins")), (1, 5, 3, 9));
        assert!(found.iter().any(|(name, attributes)| {
            name == "html" && attributes.contains(&("lang".to_owned(), "en".to_owned()))
        }));
        let mut ids: Vec<&String> = found
            .iter()
            .flat_map(|element| &element.1)
            .filter(|attribute| attribute.0 == "id")
            .map(|attribute| &attribute.1)
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice");
        for (_, attributes) in &found {
            for (name, value) in
                attributes.iter().filter(|attribute| attribute.0 == "aria-labelledby")
            {
                assert!(ids.contains(&value), "{name} leads to nothing");
            }
        }
    }

    #[test]
    fn the_page_asks_nobody_for_anything() {
        let page = to_html(&report());
        for (name, attributes) in elements(&page) {
            assert!(!["link", "img", "iframe", "base", "object"].contains(&name.as_str()));
            for (attribute, value) in attributes {
                assert!(!["src", "srcset", "action", "style"].contains(&attribute.as_str()));
                assert!(!attribute.starts_with("on"), "{attribute}");
                assert!(attribute != "href" || value.starts_with('#'), "{value}");
            }
        }
        assert!(!page.contains("://") && !CSS.contains("url(") && !CSS.contains("@import"));
    }

    #[test]
    fn what_documents_say_stays_text() {
        let page = to_html(&report());
        assert!(page.contains(r#"&lt;b&gt;&amp;"sanctions"&lt;/b&gt;"#));
        assert!(!page.contains("<b>") && !page.contains('\u{1b}'));
    }

    #[test]
    fn code_stands_between_backquotes() {
        for (message, expect) in [
            ("a `b<` c `d`", "a <code>b&lt;</code> c <code>d</code>"),
            ("``", "<code></code>"),
            ("`a", "`a"),
            ("a `b` `", "a `b` `"),
        ] {
            let mut out = String::new();
            push_message(&mut out, message);
            assert_eq!(out, expect);
        }
    }

    #[test]
    fn meaning_stands_before_text() {
        let page = to_html(&report());
        let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} is not there"));
        assert!(at("topic flipped") < at("First stage that differs"));
        assert!(at("First stage that differs") < at("<details>"));
        assert!(page.contains("<span class=\"unseen\">removed: </span>− "));
    }

    #[test]
    fn long_differences_are_cut() {
        let mut outcome = Outcome::new("long", Status::Differs);
        let lines: Vec<String> = (0..LINES + 5).map(|number| number.to_string()).collect();
        outcome.text = compare_lines("", &lines.join("\n"), 0);
        let page = to_html(&Report::new(vec![outcome]));
        assert!(page.contains("<p>… and 5 more lines</p>") && page.contains("<details open>"));
        elements(&page);
    }

    #[test]
    fn the_script_is_the_one_that_may_run() {
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script()));
        assert_eq!(JS_DIGEST, format!("sha256-{digest}"));
    }

    /// What a browser takes for the script's text.
    fn script() -> String {
        format!("\n{JS}")
    }
}
