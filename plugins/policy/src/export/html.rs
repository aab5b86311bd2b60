//! A brief as one HTML page without scripts.

use std::fmt::Write as _;

use cableway_sdk::Document;

use super::Bytes;
use super::brief::Article;
use super::picture::picture;
use super::tables::{Line, Table};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;overflow-wrap:break-word}\
.skip{position:absolute;left:-99rem}.skip:focus{position:static}\
h1{line-height:1.2}article+article{border-top:4px double #888;margin-top:3rem}\
.wide{overflow-x:auto;margin:0 0 1.5rem}\
table{border-collapse:collapse;width:100%}\
caption{text-align:left}h2{font-size:1.2rem;margin:0;padding:.5rem 0}\
th,td{border:1px solid #888;padding:.3rem .5rem;text-align:left;vertical-align:top}\
td.day{white-space:nowrap}td.long{min-width:12rem;overflow-wrap:anywhere}\
.status{font-size:.9em;border:1px solid;border-radius:.5em;padding:0 .4em}\
.source{border-top:2px solid #888;margin-top:2rem}\
.source span:target{background:#ffe066;color:#000;outline:2px solid #a67c00}\
:focus-visible{outline:3px solid #1a73e8;outline-offset:2px}\
figure{margin:0 0 1.5rem}figure .wide{margin:0}figcaption{font-size:.9em}\
svg{display:block;width:100%;min-width:44rem;height:auto}svg text{font:16px system-ui,sans-serif;fill:currentColor}\
@media(prefers-color-scheme:dark){a:not(:visited){color:#8ab4f8}a:visited{color:#c58af9}:focus-visible{outline-color:#8ab4f8}}\
@media print{.skip{display:none}.wide{overflow:visible}svg{min-width:0}}";

/// Cells of more characters than this are no narrow columns, however small the screen.
const LONG: usize = 40;

/// What stands before all articles, with their titles where there are several, and what stands behind them.
pub(super) fn page(titles: &[String]) -> (String, &'static str) {
    let mut nav = String::new();
    if titles.len() > 1 {
        nav.push_str("<nav aria-label=\"Articles\">\n<ol>\n");
        for (place, title) in titles.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ =
                writeln!(nav, "<li><a href=\"#article-{}\">{}</a></li>", place + 1, escape(title));
        }
        nav.push_str("</ol>\n</nav>\n");
    }
    let title = match titles {
        [one] => format!("Brief: {}", escape(one)),
        _ => format!("Brief of {} articles", titles.len()),
    };
    let head = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n{nav}\
         <main id=\"content\" tabindex=\"-1\">\n"
    );
    (head, "</main>\n</body>\n</html>\n")
}

/// One article; `number` keeps the anchors of several apart. Writing to a string cannot fail.
pub(super) fn article(document: &Document, article: &Article, number: usize) -> String {
    let mut out = String::new();
    let about: Vec<String> = article.about.iter().map(|one| escape(one)).collect();
    // The page speaks English; the words of the text have their own language.
    let spoken = document.language().filter(|language| *language != "en");
    let lang = spoken.map(|one| format!(" lang=\"{}\"", escape(one))).unwrap_or_default();
    let _ = writeln!(
        out,
        "<article aria-labelledby=\"article-{number}\">\n<h1 id=\"article-{number}\" tabindex=\"-1\"{lang}>{}</h1>\n<p>{}</p>\n\
         <p><a href=\"#source-{number}\">To the source text</a></p>",
        escape(&article.title),
        about.join(" · ")
    );
    for table in &article.tables {
        let name = table.title.to_lowercase();
        // What is too wide for the screen scrolls; its links take the keyboard there.
        let _ = writeln!(
            out,
            "<div class=\"wide\">\n<table>\n<caption><h2 id=\"{name}-{number}\">{}</h2></caption>\n<thead><tr>",
            table.title
        );
        for column in table.columns {
            let _ = write!(out, "<th scope=\"col\">{column}</th>");
        }
        let quoted = if table.title == "Summary" { lang.as_str() } else { "" };
        let _ = writeln!(out, "</tr></thead>\n<tbody{quoted}>");
        for line in &table.lines {
            row(&mut out, article, table, line, number);
        }
        out.push_str("</tbody>\n</table>\n</div>\n");
        if table.title == "Relations" {
            out.push_str(&picture(document, number));
        }
    }
    source(&mut out, document, article, (number, &lang));
    out.push_str("</article>\n");
    out
}

/// A line of a table. Its first cell that says something is a link to its sentence; numbers behind it lead to others
/// that say the same.
fn row(out: &mut String, article: &Article, table: &Table, line: &Line, number: usize) {
    let targets = article.sentences_of(line);
    let linked = line.cells.iter().position(|cell| !cell.is_empty());
    out.push_str("<tr>");
    for (place, cell) in line.cells.iter().enumerate() {
        let is_day = matches!(table.columns[place], "date" | "review");
        out.push_str(if is_day {
            "<td class=\"day\">"
        } else if cell.len() > LONG && cell.chars().count() > LONG {
            "<td class=\"long\">"
        } else {
            "<td>"
        });
        let targets = if linked == Some(place) { targets.as_slice() } else { &[] };
        if let Some((at, _)) = targets.first() {
            let _ = write!(out, "<a href=\"#s{number}-{at}\">");
        }
        if table.columns[place] == "status" {
            out.push_str("<span class=\"status\">");
            push_escaped(out, cell);
            out.push_str("</span>");
        } else {
            push_escaped(out, cell);
        }
        if !targets.is_empty() {
            out.push_str("</a>");
        }
        for (more, (at, _)) in targets.iter().enumerate().skip(1) {
            let nth = more + 1;
            let _ = write!(
                out,
                " <a href=\"#s{number}-{at}\" title=\"sentence {nth} that says so\">[{nth}]</a>"
            );
        }
        out.push_str("</td>");
    }
    out.push_str("</tr>\n");
}

/// The text, each sentence with an anchor.
fn source(out: &mut String, document: &Document, article: &Article, (number, lang): (usize, &str)) {
    let _ = writeln!(
        out,
        "<section class=\"source\" id=\"source-{number}\" tabindex=\"-1\" aria-labelledby=\"text-{number}\">\n\
         <h2 id=\"text-{number}\">Source text</h2>\n<div{lang}>"
    );
    for block in document.blocks() {
        out.push_str("<p>");
        let first = article.sentences.partition_point(|one| one.start() < block.span.start());
        for (at, span) in article.sentences.iter().enumerate().skip(first) {
            if span.end() > block.span.end() {
                break;
            }
            let words = document.slice(*span).unwrap_or_default();
            let _ = write!(out, "<span id=\"s{number}-{at}\" tabindex=\"-1\">");
            push_escaped(out, words);
            out.push_str("</span> ");
        }
        out.push_str("</p>\n");
    }
    out.push_str("</div>\n</section>\n");
}

/// Text as it may stand in an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

/// The same at the end of `out`. What needs no change is copied at once.
fn push_escaped(out: &mut String, text: &str) {
    // Some control characters are two bytes, of which the first is 0xC2.
    static SPECIAL: Bytes = Bytes::new(b"&<>\"'\xC2").and_controls();
    let mut rest = text;
    while let Some(at) = SPECIAL.find(rest) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\'') => out.push_str("&#39;"),
            Some(c) if c.is_control() => out.push(' '),
            c => out.extend(c),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_a_page_would_take_for_more_than_text_is_escaped() {
        assert_eq!(
            escape("<a href='x'>\"R&D\"</a>"),
            "&lt;a href=&#39;x&#39;&gt;&quot;R&amp;D&quot;&lt;/a&gt;"
        );
        assert_eq!(escape("a\tb\nc\u{7F}d\u{85}e\u{A0}f\u{9F}"), "a b\nc d e\u{A0}f ");
        assert_eq!(escape("Zażółć £5 – “so”"), "Zażółć £5 – “so”");
        assert_eq!(escape(""), "");
    }
}
