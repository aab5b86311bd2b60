//! Tests of the reader from the outside: a text in, blocks and metadata out.

use cableway_core::{Context, Document};
use insta::assert_snapshot;
use proptest::prelude::*;

fn read(text: &str) -> (Document, Vec<String>) {
    let context = Context::default();
    let mut builder = Document::builder("a.md");
    super::read(text, &mut builder, &context).unwrap();
    (builder.build(), context.take_notes())
}

/// What is known, the blocks after their kinds, and the remarks, a line each.
fn outline(text: &str) -> String {
    let (document, notes) = read(text);
    let meta = serde_json::to_value(document.meta()).unwrap();
    let known = meta.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {value}"));
    let blocks = document.blocks().iter().map(|block| {
        let kind = serde_json::to_value(block.kind).unwrap();
        format!("{}: {}", kind.as_str().unwrap(), document.slice(block.span).unwrap())
    });
    let notes = notes.into_iter().map(|note| format!("({note})"));
    known.chain(blocks).chain(notes).collect::<Vec<_>>().join("\n")
}

#[test]
fn soft_hyphens_are_no_letters() {
    assert_snapshot!(outline("The fer\u{ad}ry and the fer&shy;ryman"), @"paragraph: The ferry and the ferryman");
}

#[test]
fn short_lines_over_the_day() {
    assert_snapshot!(outline("# Who Wants a Ferry?\n\nA boat is not a bridge. The island needs both.\n\nInstitute for Small Harbours\n\nPosted on 6 May 2022 by *Jane Doe*\n\nThe boat sails again."), @r#"
    authors = ["Jane Doe"]
    published = "2022-05-06"
    standfirst = "A boat is not a bridge. The island needs both."
    title = "Who Wants a Ferry?"
    title: Who Wants a Ferry?
    standfirst: A boat is not a bridge. The island needs both.
    byline: Institute for Small Harbours
    byline: Posted on 6 May 2022 by Jane Doe
    paragraph: The boat sails again.
    "#);
    // Two sentences in a row are the body, and so is what stands over a heading.
    for body in [
        "It sails.\n\nIt sinks.\n\n6 May 2022\n\nIt sails.",
        "It sails.\n\n## Log\n\n6 May 2022\n\nIt sails.",
    ] {
        assert_eq!(read(&format!("# A Ferry\n\n{body}")).0.meta().published, None, "{body}");
    }
}

#[test]
fn an_article() {
    assert_snapshot!(outline("# A *Ferry* Returns\n\nBy Jane Doe\n\n21 December 2020\n\n![The boat at its\npier](boat.jpg)\n\nThe boat [sails again](x) on `Monday`,\nthey said.\n\n## The engine\n\nIt burns ~~less~~ more oil.\\\nSo they said.\n\n# Tickets\n\n![small](i.png) They cost as before.\n\nJane Doe covers ports for the Harbour Post."), @r#"
    authors = ["Jane Doe"]
    published = "2020-12-21"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: By Jane Doe
    dateline: 21 December 2020
    caption: The boat at its pier
    paragraph: The boat sails again on Monday, they said.
    heading: The engine
    paragraph: It burns less more oil. So they said.
    heading: Tickets
    paragraph: They cost as before.
    note: Jane Doe covers ports for the Harbour Post.
    "#);
}

#[test]
fn lists_quotations_and_code() {
    assert_snapshot!(outline("- one\n- two\n  - deep\n\n    loose\n- [ ] three\n\n1. first\n2. second\n\n> said *she*\n>\n> - in a list\n>\n> ## and a heading\n\n```rust\nfn main() {\n    sail();\n}\n```\n\n    indented\n\n---\n\nTitle\n====="), @r#"
    title = "Title"
    list_item: one
    list_item: two
    list_item: deep
    list_item: loose
    list_item: three
    list_item: first
    list_item: second
    quotation: said she
    quotation: in a list
    quotation: and a heading
    code: fn main() {
        sail();
    }
    code: indented
    title: Title
    "#);
}

#[test]
fn tables_and_footnotes() {
    assert_snapshot!(outline("Boats.[^1]\n\n| Boat | Year |\n|------|-----:|\n| *Ada* | 1984 |\n| Ben \\| Co |\n\n[^1]: All of them.\n\n    And more.\n\nEnd."), @r#"
    paragraph: Boats.
    table: Boat	Year
    Ada	1984
    Ben | Co
    note: All of them.
    note: And more.
    paragraph: End.
    "#);
}

#[test]
fn html_is_read_as_its_text() {
    assert_snapshot!(outline("<div class=\"lead\">The <b>boat</b> &amp; crew</div>\n\nIn <em>line</em><br>text <!-- gone -->&copy;\n\n<script>var x = 1;</script>\n\n<details>\n\nInside.\n\n</details>\n\n<!-- a\n\nremark -->"), @r#"
    paragraph: The boat & crew
    paragraph: In line text ©
    paragraph: Inside.
    "#);
}

#[test]
fn front_matter_in_yaml() {
    assert_snapshot!(outline("---\ntitle: \"A \\\"Ferry\\\" Returns\" # so far\nsubtitle: 'It''s back'\ndate: 2020-12-21T09:30:00Z\nlastmod: 22 December 2020\nauthor:\n  - name: Jane Doe\n    email: jane@example.org\n  - John Roe\ntags: [ports, \"boats, old\"]\nlang: en_gb\ncanonical: https://example.org/ferry\npublisher: Harbour Post\n# nothing\ndraft: false\n---\n\n# Another Headline\n\nText."), @r#"
    authors = ["Jane Doe","John Roe"]
    language = "en-GB"
    modified = "2020-12-22"
    published = "2020-12-21T09:30:00Z"
    publisher = "Harbour Post"
    standfirst = "It's back"
    tags = ["ports","boats, old"]
    title = "A \"Ferry\" Returns"
    url = "https://example.org/ferry"
    heading: Another Headline
    paragraph: Text.
    "#);
    assert_snapshot!(outline("---\ntitle: Ferry\ndescription: >\n  It sails\n  again.\nauthor: Jane Doe and John Roe\nkeywords: ports, boats\nurl: /ferry\ndate: soon\n...\nText."), @r#"
    authors = ["Jane Doe","John Roe"]
    standfirst = "It sails again."
    tags = ["ports","boats"]
    title = "Ferry"
    paragraph: Text.
    (the front matter's date `soon` is no date that is known here)
    "#);
}

#[test]
fn front_matter_in_toml() {
    assert_snapshot!(outline("+++\ntitle = \"A Ferry Returns\"\ndate = 2020-12-21\nauthors = [\"Jane Doe\", { name = \"John Roe\" }]\ntags = [\"ports\"]\n[extra]\nx = 1\n+++\nText."), @r#"
    authors = ["Jane Doe","John Roe"]
    published = "2020-12-21"
    tags = ["ports"]
    title = "A Ferry Returns"
    paragraph: Text.
    "#);
}

#[test]
fn front_matter_that_cannot_be_read() {
    assert_snapshot!(outline("---\ntitle: Ferry\nmap: {a: 1}\n? odd\n---\nText."), @r#"
    title = "Ferry"
    paragraph: Text.
    (2 lines of the front matter cannot be read, the first of them line 3)
    "#);
    assert_snapshot!(outline("---\nThis is a text between two rules.\n---\nAnd more."), @r#"
    heading: This is a text between two rules.
    paragraph: And more.
    "#);
    assert_snapshot!(outline("+++\ntitle = Ferry\n+++\n\nText."), @r#"
    paragraph: +++ title = Ferry +++
    paragraph: Text.
    (the front matter is no TOML and was read as text: invalid boolean, expected `false`)
    "#);
    assert_snapshot!(outline("---\ntitle: never closed\n\nText."), @r#"
    paragraph: title: never closed
    paragraph: Text.
    "#);
    assert_snapshot!(outline("---\nNote: the boat is late.\n---\nText."), @r#"
    heading: Note: the boat is late.
    paragraph: Text.
    "#);
    assert_snapshot!(outline("---\nlayout_of: post\nx-y: 1\n---\nText."), @"paragraph: Text.");
    assert_snapshot!(outline("---\n---\nText."), @"paragraph: Text.");
}

#[test]
fn a_title_by_another_name() {
    assert_snapshot!(outline("## Second level first\n\nText.\n\n# First level"), @r#"
    heading: Second level first
    paragraph: Text.
    heading: First level
    "#);
    assert_snapshot!(outline("> # Quoted\n\nText."), @r#"
    quotation: Quoted
    paragraph: Text.
    "#);
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zż0-9 :,'\"|\\[\\]#>*_`~<&;!()-]{0,40}",
        prop::sample::select(vec![
            "---\n",
            "+++\n",
            "...\n",
            "title: ",
            "- ",
            "\n\n",
            "# ",
            "> ",
            "| a | b |\n|---|---|\n",
            "```\n",
            "![a](b)",
            "[^1]",
            "[^1]: ",
            "<div>",
            "</div>",
            "<br>",
            "    ",
            "tags: [a, 'b",
            "text: |\n  x\n",
            "By Jane Doe\n\n",
            "author:\n",
            "  - name: x\n",
            "\t",
            "\u{feff}",
            "x = \"y\"\n",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn any_text_gives_a_document_that_holds_together(
        pieces in prop::collection::vec(piece(), 0..40),
        fenced in prop::bool::ANY,
    ) {
        let text = if fenced { format!("---\n{}", pieces.concat()) } else { pieces.concat() };
        let (document, _) = read(&text);
        let record = document.clone().into_record();
        prop_assert_eq!(Document::try_from(record), Ok(document));
    }

    #[test]
    fn no_word_of_plain_paragraphs_is_lost(
        paragraphs in prop::collection::vec("[A-Za-zé]{1,9}( [A-Za-zé]{1,9}[,.]?){0,30}", 0..12),
        fenced in prop::bool::ANY,
    ) {
        let text = paragraphs.join("\n\n");
        let start = if fenced { "---\ntitle: x\n---\n" } else { "" };
        let (document, _) = read(&format!("{start}{text}"));
        let split = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(split(document.text()), split(&text));
    }

    #[test]
    fn quoted_yaml_comes_through(title in "[^\\p{C}\\p{Z}\"\\\\]{1,30}") {
        let (document, notes) = read(&format!("---\ntitle: \"{title}\"\n---\nText."));
        prop_assert_eq!(document.meta().title.as_deref(), Some(title.as_str()));
        prop_assert!(notes.is_empty());
    }
}

#[test]
fn depth_and_length_cost_no_more_than_their_bytes() {
    for text in [
        format!("{}deep", ">".repeat(100_000)),
        format!("{}deep", "> ".repeat(50_000)),
        format!("{}deep", "- ".repeat(20_000)),
        format!("{}deep{}", "[".repeat(50_000), "](x)".repeat(50_000)),
        format!("{}deep{}", "*a **b ".repeat(20_000), "** *".repeat(20_000)),
        "<div>".repeat(50_000),
        "<b>\n\n".repeat(20_000),
        format!("|{}\n|{}\n", "a|".repeat(5_000), "-|".repeat(5_000)),
        format!("---\ntags: [{}]\n---\nx", "a, ".repeat(10_000)),
        format!("---\n{}---\nx", "- a: b\n".repeat(9_000)),
        format!("+++\nx = {}\n+++\nx", "[".repeat(30_000)),
        "![".repeat(50_000),
        "[^1]: ".repeat(20_000),
    ] {
        let (document, _) = read(&text);
        assert!(document.text().len() <= text.len(), "{}", &text[..20]);
    }
}
