use cableway_core::{BlockKind, Document, Sentence, Span, Summary};
use insta::assert_snapshot;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::json;

use crate::articles::{annotate, bare, ferry, name, summarize, titled};
use crate::{mistakes, written};

#[test]
fn a_brief() {
    let documents = [ferry(), bare(), titled("Prices", "They rise!")];
    assert_snapshot!(written("markdown", json!({}), &documents), @r#"
    # Brief

    ## Ferry line returns

    Harbour Post · 2026-03-04 · by Anna Berg, Jon Vale · [harbour-post.example](<https://www.harbour-post.example/2026/ferry?id=7\&copy=1>)

    *topic:* shipping, prices · *keyword:* ferry, bay

    The ferry sails again on Monday.[^1] It had closed in May \[2024\].[^2]

    [^1]: “The ferry sails again on Monday.” (bytes 20–52) in the text of `inbox/ferry_line.html`
    [^2]: “It had closed in May \[2024\].” (bytes 89–117) in the text of `inbox/ferry_line.html`

    ## inbox/a\`b\_c.txt

    ``inbox/a`b_c.txt``

    *No summary.*

    ## Prices

    `inbox/titled.txt`

    They rise\![^3]

    [^3]: “They rise\!” (bytes 0–10) in the text of `inbox/titled.txt`
    "#);
}

#[test]
fn several_summaries_say_whose_they_are() {
    let mut document = ferry();
    summarize(&mut document, "lead", &["Tickets cost €5, the board said."]);
    document.add_note(&name("lead"), "long document: only its start was read");
    document.add_note(&name("files"), "read as windows-1252");
    assert_snapshot!(written("markdown", json!({"title": ""}), &[document]), @r#"
    ## Ferry line returns

    Harbour Post · 2026-03-04 · by Anna Berg, Jon Vale · [harbour-post.example](<https://www.harbour-post.example/2026/ferry?id=7\&copy=1>)

    *topic:* shipping, prices · *keyword:* ferry, bay

    **lexrank:** The ferry sails again on Monday.[^1] It had closed in May \[2024\].[^2]

    **lead:** Tickets cost €5, the board said.[^3]

    *Note of lead:* long document: only its start was read

    [^1]: “The ferry sails again on Monday.” (bytes 20–52) in the text of `inbox/ferry_line.html`
    [^2]: “It had closed in May \[2024\].” (bytes 89–117) in the text of `inbox/ferry_line.html`
    [^3]: “Tickets cost €5, the board said.” (bytes 53–87) in the text of `inbox/ferry_line.html`
    "#);
}

#[test]
fn a_sentence_may_rest_on_several_places() {
    let mut document = bare();
    let spans = vec![Span::new(0, 7).unwrap(), Span::new(8, 16).unwrap()];
    let sentence = Sentence::new("There is no news.", spans);
    document.add_summary(&name("model"), Summary::new(vec![sentence])).unwrap();
    assert_snapshot!(written("markdown", json!({"title": ""}), &[document]), @r#"
    ## inbox/a\`b\_c.txt

    ``inbox/a`b_c.txt``

    There is no news.[^1]

    [^1]: “Nothing” (bytes 0–7); “happened” (bytes 8–16) in the text of ``inbox/a`b_c.txt``
    "#);
}

#[test]
fn words_in_quotation_marks_get_no_others() {
    let brief =
        written("markdown", json!({"title": ""}), &[titled("Sea", "“Ships sail,” she said.")]);
    assert_snapshot!(brief.lines().last().unwrap_or_default(), @r#"[^1]: “Ships sail,” she said. (bytes 0–27) in the text of `inbox/titled.txt`"#);
}

#[test]
fn labels_of_a_kind_are_cut_where_they_are_many() {
    let mut document = bare();
    let labels: Vec<String> = (1..=10).map(|number| format!("place {number}")).collect();
    let labels: Vec<_> = labels.iter().map(|label| ("place", label.as_str(), 1.0)).collect();
    annotate(&mut document, "places", &labels);
    annotate(&mut document, "desk", &[("topic", "a_b", 1.0), ("topic", "a_b", 0.5)]);
    assert_snapshot!(written("markdown", json!({"title": ""}), &[document]), @r#"
    ## inbox/a\`b\_c.txt

    ``inbox/a`b_c.txt``

    *place:* place 1, place 2, place 3, place 4, place 5, place 6, place 7, place 8, … · *topic:* a\_b

    *No summary.*
    "#);
}

#[test]
fn nothing_to_write() {
    assert_snapshot!(written("markdown", json!({"title": "Harbour *watch*"}), &[]), @r#"
    # Harbour \*watch\*

    *No documents.*
    "#);
}

#[test]
fn nothing_that_a_document_says_becomes_markdown() {
    let titles = [
        "Two\nlines\r\n# and a heading",
        "# Not a heading #",
        "1. May",
        "- a + b * c",
        "<script>alert(1)</script> &amp; &#35; A & B, AT&T",
        "[a](javascript:b) ![c](d) [^1] $5 `code` {#id} C# | ~x~",
        "\u{0}\u{1}",
        "---",
        "Stop!",
    ];
    let documents = titles.map(|title| titled(title, title));
    assert_snapshot!(written("markdown", json!({}), &documents), @r#"
    # Brief

    ## Two lines \# and a heading

    `inbox/titled.txt`

    Two lines \# and a heading[^1]

    [^1]: “Two lines \# and a heading” (bytes 0–26) in the text of `inbox/titled.txt`

    ## \# Not a heading \#

    `inbox/titled.txt`

    \# Not a heading \#[^2]

    [^2]: “\# Not a heading \#” (bytes 0–17) in the text of `inbox/titled.txt`

    ## 1\. May

    `inbox/titled.txt`

    1\. May[^3]

    [^3]: “1\. May” (bytes 0–6) in the text of `inbox/titled.txt`

    ## \- a + b \* c

    `inbox/titled.txt`

    \- a + b \* c[^4]

    [^4]: “\- a + b \* c” (bytes 0–11) in the text of `inbox/titled.txt`

    ## \<script>alert(1)\</script> \&amp; \&#35; A & B, AT\&T

    `inbox/titled.txt`

    \<script>alert(1)\</script> \&amp; \&#35; A & B, AT\&T[^5]

    [^5]: “\<script>alert(1)\</script> \&amp; \&#35; A & B, AT\&T” (bytes 0–49) in the text of `inbox/titled.txt`

    ## \[a\](javascript:b) !\[c\](d) \[\^1\] \$5 \`code\` \{#id\} C# \| \~x\~

    `inbox/titled.txt`

    \[a\](javascript:b) !\[c\](d) \[\^1\] \$5 \`code\` \{#id\} C# \| \~x\~[^6]

    [^6]: “\[a\](javascript:b) !\[c\](d) \[\^1\] \$5 \`code\` \{#id\} C# \| \~x\~” (bytes 0–55) in the text of `inbox/titled.txt`

    ## inbox/titled.txt

    `inbox/titled.txt`

    [^7]

    [^7]: “” (bytes 0–2) in the text of `inbox/titled.txt`

    ## \---

    `inbox/titled.txt`

    \---[^8]

    [^8]: “\---” (bytes 0–3) in the text of `inbox/titled.txt`

    ## Stop\!

    `inbox/titled.txt`

    Stop\![^9]

    [^9]: “Stop\!” (bytes 0–5) in the text of `inbox/titled.txt`
    "#);
}

#[test]
fn only_web_addresses_are_linked() {
    let urls = [
        "https://harbour.example/a b?x=<y>&copy=1",
        "HTTP://WWW.HARBOUR.example",
        "javascript:alert(1)//://x",
        "https://",
        "https://harbour.example@elsewhere.example/",
        "/ferry",
    ];
    let documents = urls.map(|url| {
        let mut builder = Document::builder("inbox/a.txt");
        builder.meta.url = Some(url.into());
        builder.build()
    });
    let brief = written("markdown", json!({"title": ""}), &documents);
    let lines: Vec<&str> = brief.lines().filter(|line| line.starts_with(['[', '`'])).collect();
    assert_snapshot!(lines.join("\n"), @r#"
    [harbour.example](<https://harbour.example/a%20b?x=%3Cy%3E\&copy=1>)
    [WWW.HARBOUR.example](<HTTP://WWW.HARBOUR.example>)
    `inbox/a.txt`
    `inbox/a.txt`
    [elsewhere.example](<https://harbour.example@elsewhere.example/>)
    `inbox/a.txt`
    "#);
}

#[test]
fn an_item_from_the_web_is_linked_by_its_uri() {
    let mut builder = Document::builder("https://harbour.example/feed#2");
    builder.block(BlockKind::Paragraph, "Nothing happened.");
    assert_snapshot!(written("markdown", json!({"title": ""}), &[builder.build()]), @r#"
    ## https://harbour.example/feed#2

    [harbour.example](<https://harbour.example/feed#2>)

    *No summary.*
    "#);
}

#[test]
fn a_document_without_any_name() {
    let document = Document::builder(" ").build();
    assert_snapshot!(written("markdown", json!({"title": ""}), &[document]), @r#"
    ## 00263ca9f57f7177f495e371

    `00263ca9f57f7177f495e371`

    *No summary.*
    "#);
}

#[test]
fn unknown_keys_are_refused() {
    assert_snapshot!(mistakes("markdown", json!({"path": "a", "heading": "x"})), @r#"unknown field `heading`, expected `path` or `title`"#);
}

/// What a Markdown program makes of a brief.
#[derive(Debug, Default, PartialEq)]
struct Read {
    headings: Vec<String>,
    paragraphs: Vec<String>,
    references: Vec<String>,
    footnotes: Vec<(String, String)>,
    others: Vec<String>,
}

fn read(brief: &str) -> Read {
    let mut read = Read::default();
    let mut text = String::new();
    let mut footnote = None;
    for event in Parser::new_ext(brief, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => text.clear(),
            Event::End(TagEnd::Heading(_)) => read.headings.push(text.clone()),
            Event::End(TagEnd::Paragraph) if footnote.is_none() => {
                read.paragraphs.push(text.clone());
            }
            Event::End(TagEnd::Paragraph) => {}
            Event::Start(Tag::FootnoteDefinition(label)) => footnote = Some(label.to_string()),
            Event::End(TagEnd::FootnoteDefinition) => {
                read.footnotes.extend(footnote.take().map(|label| (label, text.clone())));
            }
            Event::FootnoteReference(label) => read.references.push(label.to_string()),
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            other => read.others.push(format!("{other:?}")),
        }
    }
    read
}

/// A text as a brief shows it: on one line.
fn one_line(text: &str) -> String {
    let parts = text.split(|c: char| c.is_whitespace() || c.is_control());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check_read(title: &str, text: &str) {
    let document = titled(title, text);
    let brief = written("markdown", json!({"title": title}), &[document.clone(), document.clone()]);
    let found = read(&brief);
    let heading = Some(one_line(title)).filter(|title| !title.is_empty());
    let section = heading.clone().unwrap_or_else(|| "inbox/titled.txt".to_owned());
    let headings: Vec<String> = heading.into_iter().chain([section.clone(), section]).collect();
    assert_eq!(found.headings, headings, "{brief}");
    let mut paragraphs = vec!["inbox/titled.txt".to_owned()];
    if document.summaries().is_empty() {
        assert_eq!(found.paragraphs[1], "No summary.", "{brief}");
        return;
    }
    assert_eq!(found.others, [""; 0], "{brief}");
    let body = one_line(document.text());
    if !body.is_empty() {
        paragraphs.push(body.clone());
        let all = [paragraphs.clone(), paragraphs].concat();
        assert_eq!(found.paragraphs, all, "{brief}");
    }
    assert_eq!(found.references, ["1", "2"], "{brief}");
    let bytes = document.text().len();
    let marked = document.text().starts_with(['“', '"', '„', '«', '»', '‘', '‚', '\'']);
    let quoted = if marked { body } else { format!("“{body}”") };
    let source = format!("{quoted} (bytes 0–{bytes}) in the text of inbox/titled.txt");
    assert_eq!(found.footnotes, [("1".to_owned(), source.clone()), ("2".to_owned(), source)]);
}

proptest! {
    #[test]
    fn any_text_comes_through(title in any::<String>(), text in any::<String>()) {
        check_read(&title, &text);
    }

    #[test]
    fn text_of_marks_comes_through(
        title in "[#*_`\\[\\]()<>!&;:|~^$\\\\+=\\-.0-9a-z{}\"'/@ \n\t]{0,12}",
        text in "[#*_`\\[\\]()<>!&;:|~^$\\\\+=\\-.0-9a-z{}\"'/@ \n\t]{0,24}",
    ) {
        check_read(&title, &text);
    }

    #[test]
    fn any_uri_comes_through(uri in "[`a-z_* \\\\<&/\\[\\]]{0,12}") {
        let document = Document::builder(&uri).build();
        let found = read(&written("markdown", json!({"title": ""}), std::slice::from_ref(&document)));
        let shown = Some(one_line(&uri)).filter(|uri| !uri.is_empty());
        let shown = shown.unwrap_or_else(|| document.id().to_string());
        prop_assert_eq!(found.headings, [shown.clone()]);
        prop_assert_eq!(&found.paragraphs[0], &shown);
    }
}
