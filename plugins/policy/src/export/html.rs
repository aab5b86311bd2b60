//! A brief as one HTML page without scripts.

use std::fmt::Write as _;

use cableway_sdk::Document;

use super::brief::Article;
use super::picture::picture;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}\
.skip{position:absolute;left:-99rem}.skip:focus{position:static}\
table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}\
caption{text-align:left;font-weight:bold;font-size:1.2rem;padding:.5rem 0}\
th,td{border:1px solid #8888;padding:.3rem .5rem;text-align:left;vertical-align:top}\
.status{font-size:.9em;border:1px solid;border-radius:.5em;padding:0 .4em}\
.source{border-top:2px solid #8888;margin-top:2rem}\
.source span:target{background:#ffe066;color:#000;outline:2px solid #a67c00}\
a:focus{outline:3px solid #1a73e8}\
svg{max-width:100%;height:auto}svg text{font:14px system-ui,sans-serif;fill:currentColor}\
@media print{.skip{display:none}}";

/// The page around all articles.
pub(super) fn page(articles: &[String]) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Brief</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        articles.concat()
    )
}

/// One article; `number` keeps the anchors of several apart. Writing to a string cannot fail.
pub(super) fn article(document: &Document, article: &Article, number: usize) -> String {
    let mut out = String::new();
    let about: Vec<String> = article.about.iter().map(|one| escape(one)).collect();
    let _ = writeln!(
        out,
        "<article>\n<p><a class=\"skip\" href=\"#source-{number}\">To the source text</a></p>\n<h1>{}</h1>\n<p>{}</p>",
        escape(&article.title),
        about.join(" · ")
    );
    for table in &article.tables {
        if table.title == "Relations" {
            out.push_str(&picture(document, number));
        }
        let _ = writeln!(out, "<table>\n<caption>{}</caption>\n<thead><tr>", table.title);
        for column in table.columns {
            let _ = write!(out, "<th scope=\"col\">{column}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for line in &table.lines {
            let target = line.evidence.and_then(|span| article.sentence_at(span));
            out.push_str("<tr>");
            for (place, cell) in line.cells.iter().enumerate() {
                let shown = if table.columns[place] == "status" {
                    format!("<span class=\"status\">{}</span>", escape(cell))
                } else {
                    escape(cell)
                };
                match target {
                    // Every line has one link, in its first cell that says something.
                    Some(at)
                        if line.cells.iter().position(|cell| !cell.is_empty()) == Some(place) =>
                    {
                        let _ = write!(out, "<td><a href=\"#s{number}-{at}\">{shown}</a></td>");
                    }
                    _ => {
                        let _ = write!(out, "<td>{shown}</td>");
                    }
                }
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
    }
    source(&mut out, document, article, number);
    out.push_str("</article>\n");
    out
}

/// The text, each sentence with an anchor.
fn source(out: &mut String, document: &Document, article: &Article, number: usize) {
    let _ = writeln!(
        out,
        "<section class=\"source\" id=\"source-{number}\" aria-label=\"Source text\">\n<h2>Source text</h2>"
    );
    for block in document.blocks() {
        out.push_str("<p>");
        let first = article.sentences.partition_point(|one| one.start() < block.span.start());
        for (at, span) in article.sentences.iter().enumerate().skip(first) {
            if span.end() > block.span.end() {
                break;
            }
            let words = document.slice(*span).unwrap_or_default();
            let _ = write!(
                out,
                "<span id=\"s{number}-{at}\" tabindex=\"-1\">{}</span> ",
                escape(words)
            );
        }
        out.push_str("</p>\n");
    }
    out.push_str("</section>\n");
}

/// Text as it may stand in an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
