//! Tests of the reader from the outside: a page in, blocks and metadata out.

mod extraction;
mod furniture;
mod header;
mod metadata;
mod shapes;
mod tree;

use cableway_core::{Context, Document};
use proptest::prelude::*;

/// Running prose for the pages.
const FERRY: &str = "The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.";
const ENGINE: &str = "Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.";
const TICKETS: &str = "Tickets cost as much as before, but the last boat now leaves at ten, which islanders had asked for.";

/// Reads a page.
fn read(html: &str) -> Document {
    let mut builder = Document::builder("page.html");
    super::read(html, &mut builder, &Context::default()).unwrap();
    builder.build()
}

/// The blocks of a page, a line each, after their kind.
fn render(html: &str) -> String {
    let document = read(html);
    let line = |block: &cableway_core::Block| {
        let kind = serde_json::to_value(block.kind).unwrap();
        format!("{}: {}", kind.as_str().unwrap(), document.slice(block.span).unwrap())
    };
    document.blocks().iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Pieces that pages are made of, well and badly.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zż ,.&;<>/\"'=!-]{0,30}",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div class=\"share comments article-body\">",
            "</div>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<li>",
            "<ul>",
            "</ul>",
            "<a href=x>",
            "</a>",
            "<b>",
            "</b>",
            "<br>",
            "<pre>",
            "</pre>",
            "<h1>",
            "</h2>",
            "<svg/>",
            "<svg>",
            "<title>",
            "<script>",
            "</script>",
            "<script type=application/ld+json>",
            "{\"@type\":\"Article\",",
            "\"author\":[{}],",
            "\"headline\":\"",
            "<!--",
            "-->",
            "<meta name=author content=",
            "<time datetime=2020>",
            "<figure>",
            "<figcaption>",
            "<article>",
            "&amp;",
            "&#xd800;",
            "\u{200b}",
            "<select><option>",
            "<blockquote hidden style='display:none'>",
            "A sentence that is long enough to be taken for running prose by anybody, it says. ",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn any_page_gives_a_document_that_holds_together(
        pieces in prop::collection::vec(piece(), 0..40),
    ) {
        let document = read(&pieces.concat());
        let record = document.clone().into_record();
        prop_assert_eq!(Document::try_from(record), Ok(document));
    }

    #[test]
    fn any_bytes_may_declare_a_charset(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(label) = super::declared_charset(&bytes) {
            prop_assert!(label.is_ascii() && !label.is_empty());
        }
    }
}
