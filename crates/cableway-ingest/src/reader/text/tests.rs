//! Tests of the reader from the outside: a text in, blocks and metadata out.

use cableway_core::{BlockKind, Context, Document};
use insta::assert_snapshot;
use proptest::prelude::*;

const P1: &str = "The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.";
const P2: &str = "Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.";

fn read(text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    super::read(text, &mut builder, &Context::default()).unwrap();
    builder.build()
}

/// What is known, a line each, and then the blocks, each after its kind. The two paragraphs that
/// stand for any prose are shown as `P1` and `P2`.
fn outline(text: &str) -> String {
    let text = text.replace("P1", P1).replace("P2", P2);
    let document = read(&text);
    let meta = serde_json::to_value(document.meta()).unwrap();
    let known = meta.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {value}"));
    let blocks = document.blocks().iter().map(|block| {
        let kind = serde_json::to_value(block.kind).unwrap();
        format!("{}: {}", kind.as_str().unwrap(), document.slice(block.span).unwrap())
    });
    let lines: Vec<String> = known.chain(blocks).collect();
    lines.join("\n").replace(P1, "P1").replace(P2, "P2")
}

mod body;
mod front;
mod head;
mod layout;

/// Pieces that texts are made of.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-zż0-9 ,.:;'“”()\t-]{0,80}",
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "\r\n",
            "\n \n",
            "- item",
            "* item",
            "• ",
            "1. one\n2. two",
            "> quoted",
            ">",
            "=====",
            "---",
            "***",
            "By Jane Doe",
            "By ",
            "Von Jane Doe und John Roe, Berlin",
            "Source: Getty",
            "Photo:",
            "21 December 2020",
            "Published on December 21, 2020",
            "Title",
            "This article was published as part of a project.",
            "Jane Doe is a fellow at a house.",
            "BRUSSELS, 3 March (Agency) — ",
            "港务局",
            "　",
            P1,
            P2,
        ])
        .prop_map(str::to_owned),
        "([a-z]{1,9} ){8,14}\n",
    ]
}

proptest! {
    #[test]
    fn any_text_gives_a_document_that_holds_together(
        pieces in prop::collection::vec((piece(), prop::bool::ANY), 0..40),
    ) {
        let text: String = pieces
            .into_iter()
            .map(|(piece, ends)| piece + if ends { "\n" } else { "" })
            .collect();
        let document = read(&text);
        let record = document.clone().into_record();
        prop_assert_eq!(Document::try_from(record), Ok(document.clone()));
        prop_assert_eq!(words(document.text()), words(&text));
    }

    #[test]
    fn every_word_is_kept_in_its_place(
        lines in prop::collection::vec("([A-Za-z]{1,9}[,.:!?]? ){0,25}", 0..30),
    ) {
        let text = lines.join("\n");
        let document = read(&text);
        let split = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(split(document.text()), split(&text));
    }

    #[test]
    fn a_whole_article_is_known_by_its_parts(
        title in "[A-Z][a-z]{2,9}( [a-z]{2,9}){1,6}",
        credited in prop::bool::ANY,
        authored in prop::bool::ANY,
        wrapped in 55..95_usize,
    ) {
        let mut parts = vec![title.clone()];
        if credited {
            parts.insert(0, "Photo: Harbour Press".to_owned());
        }
        if authored {
            parts.push("By Jane Doe".to_owned());
        }
        parts.extend(["21 December 2020".to_owned(), wrap(P1, wrapped), wrap(P2, wrapped)]);
        let document = read(&parts.join("\n\n"));
        let meta = document.meta();
        prop_assert_eq!(meta.title.as_deref(), Some(title.as_str()));
        prop_assert_eq!(meta.published.as_ref().map(cableway_core::Date::as_str), Some("2020-12-21"));
        prop_assert_eq!(meta.authors.len(), usize::from(authored));
        let body: Vec<_> = document.body().map(|b| (b.kind, document.slice(b.span).unwrap())).collect();
        prop_assert_eq!(body, [(BlockKind::Paragraph, P1), (BlockKind::Paragraph, P2)]);
    }
}

/// The letters of a text, in order: the marks of list items have none.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// `text` with lines of at most `width` bytes, as editors wrap it.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        if column > 0 && column + 1 + word.len() > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

#[test]
fn time_grows_with_the_text_alone() {
    // Each of these would take minutes if anything were looked at again and again.
    for text in [
        "word ".repeat(1 << 20),
        "word\n".repeat(1 << 19),
        "1. a\n2. b\n\n".repeat(1 << 17),
        "> ".repeat(1 << 20),
        "A b\n---\n".repeat(1 << 17),
        "By ".repeat(1 << 20),
        "é".repeat(1 << 20),
        format!("Title\n\n{}", "a line of words\n".repeat(1 << 17)),
        "Jane Doe is a fellow at a house.\n\n".repeat(1 << 16),
    ] {
        let document = read(&text);
        assert!(!document.blocks().is_empty() || text.starts_with('>'));
    }
}
