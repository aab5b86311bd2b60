//! The stage `feed`: feeds in, documents out.
#![cfg(feature = "feed")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

use std::fmt::Write as _;
use std::fs;

use cableway_core::{
    AnyStage, Context, Document, Ingest, Item, Limits, ListError, Registry, Setup, StageError,
    StageKind,
};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

fn stage(folder: &std::path::Path, config: Value, limits: Limits) -> Box<dyn Ingest> {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    let entry = registry.get(StageKind::Ingest, "feed").unwrap();
    match entry.build(config, &Setup::new(folder, limits)).unwrap() {
        AnyStage::Ingest(stage) => stage,
        other => panic!("not an ingest stage: {other:?}"),
    }
}

fn chain(error: &StageError) -> String {
    format!("{}: {}", error.kind(), error.chain().collect::<Vec<_>>().join(": "))
}

/// What becomes of a feed: each entry's metadata, blocks and notes, or its error.
fn outcome(feed: impl AsRef<[u8]>) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("desk.xml"), feed).unwrap();
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    let stage = stage(folder.path(), json!({"paths": ["desk.xml"]}), limits);
    let cancelled = std::sync::atomic::AtomicBool::new(false);
    let context = Context::new(limits, &cancelled);
    let mut shown = String::new();
    for listed in stage.items(&context) {
        match listed {
            Ok(item) => show(&mut shown, stage.as_ref(), &item),
            Err(ListError::Item { uri, error }) => {
                writeln!(shown, "{uri}: {}", chain(&error)).unwrap();
            }
            Err(ListError::Source(error)) => writeln!(shown, "END: {}", chain(&error)).unwrap(),
        }
    }
    shown
}

fn show(shown: &mut String, stage: &dyn Ingest, item: &Item) {
    let context = Context::default();
    writeln!(shown, "{}", item.uri).unwrap();
    match stage.read(item, &context) {
        Ok(documents) => {
            for document in documents {
                let source = document.source();
                let media_type = source.media_type.as_deref().unwrap_or_default();
                writeln!(shown, "  {} {media_type}", source.reader.as_deref().unwrap()).unwrap();
                writeln!(shown, "  {}", serde_json::to_string(document.meta()).unwrap()).unwrap();
                for block in document.blocks() {
                    let text = document.slice(block.span).unwrap();
                    writeln!(shown, "  {:?}: {text}", block.kind).unwrap();
                }
            }
        }
        Err(error) => writeln!(shown, "  {}", chain(&error)).unwrap(),
    }
    for note in context.take_notes() {
        writeln!(shown, "  note: {note}").unwrap();
    }
}

#[test]
fn rss() {
    assert_snapshot!(outcome(
        r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:d="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Desk</title><link>https://desk.example/</link><language>en-gb</language>
<item><title>Ferry returns</title><link>/ferry</link><guid isPermaLink="false">n-17</guid>
<pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate><d:creator>Ada Quill</d:creator><category>ports</category>
<description>After nine weeks in dock.</description>
<content:encoded><![CDATA[<p>The ferry sails again on Monday, the harbour office said.</p><h2>Fares</h2><ul><li>Cars pay nine crowns from now on.</li></ul>]]></content:encoded></item>
<item><title>Tug &amp;amp; barge</title><author>desk@desk.example (Ben Roe)</author><guid>https://desk.example/tug</guid>
<description>The tug towed a barge &lt;b&gt;upstream&lt;/b&gt; before the ice came down the river.</description></item>
</channel></rss>"#
    ));
}

#[test]
fn atom() {
    assert_snapshot!(outcome(
        r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="https://desk.example/" xml:lang="de">
<a:title>Hafen</a:title><a:author><a:name>Redaktion Hafen</a:name></a:author>
<a:entry xml:base="2026/"><a:id>tag:desk.example,2026:1</a:id><a:title type="html">Die &lt;i&gt;Alte&lt;/i&gt; f&amp;auml;hrt</a:title>
<a:link rel="self" href="1.atom"/><a:link href="1.html"/><a:published>2026-03-02T09:30:00Z</a:published><a:updated>2026-03-03T00:00:00Z</a:updated>
<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Am Montag legt sie wieder ab, sagt das Hafenamt der Stadt.</p></div></a:content></a:entry>
</a:feed>"#
    ));
}

#[test]
fn json_feed() {
    assert_snapshot!(outcome(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Desk", "language": "en",
"items": [{"id": 7, "url": "https://desk.example/7", "title": "Ferry returns", "content_text": "It sails.\n\nOn Monday.",
"authors": [{"name": "Ada Quill"}], "date_published": "2026-03-02T09:30:00+01:00", "tags": ["ports"]},
{"id": "8"}, 9, {"id": "10", "content_html": "<p>The tug towed a barge"#
    ));
}

#[test]
fn broken_feeds() {
    assert_snapshot!(outcome("Warning: no database\n<rss><channel><title>Desk &nbsp;<link>https://desk.example/</link>
<item><title>Ferry returns<link>https://desk.example/a?b=1&c=2</link><description>Caf&eacute; & bar\u{1} open again at the quay.
<item><pubDate>31/31/2026</pubDate><title>Tug</title></item><item><title>Cut</title><description>The river is"));
    assert_snapshot!(outcome(b"<?xml version='1.0' encoding='utf-8'?><rss><item><title>\xcf\xe0\xf0\xee\xec \xf1\xed\xee\xe2\xe0 \xe2\xf1\xf2\xe0\xeb \xed\xe0 \xf0\xe5\xec\xee\xed\xf2</title></item></rss>"));
}

#[test]
fn what_is_no_feed() {
    let mut shown = String::new();
    for feed in [
        "",
        " \n",
        "no feed at all",
        "<html><body><p>x</p></body></html>",
        "<urlset><url/></urlset>",
        "<opml/>",
        "<note><to/></note>",
        "{\"a\": 1}",
        "{\"items\": 1}",
        "{",
        "<rss version='2.0'><channel><title>Quiet</title></channel></rss>",
        "<rss><item/></rss>",
    ] {
        writeln!(shown, "{feed:?}\n  {}", outcome(feed).trim_end()).unwrap();
    }
    writeln!(shown, "2 MiB\n  {}", outcome(vec![b'<'; 2 << 20]).trim_end()).unwrap();
    assert_snapshot!(shown);
}

#[test]
fn names_are_given_once() {
    let item = "<item><guid>same</guid><title>Ferry</title></item><item><title>Tug</title></item>";
    let shown = outcome(format!("<rss>{item}{item}</rss>"));
    let uris: Vec<&str> = shown.lines().filter(|line| line.starts_with("desk")).collect();
    assert_eq!(uris.len(), 4);
    assert_eq!(uris[0], "desk.xml!/same");
    assert_eq!(uris[2], "desk.xml!/same~2");
    assert_eq!(format!("{}~2", uris[1]), uris[3]);
}

#[test]
fn a_feed_of_50_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "The ferry sails again on Monday. ".repeat(1500);
    let item = format!("<item><title>Ferry</title><description>{text}</description></item>");
    let feed =
        format!("<rss><channel>{}</channel></rss>", item.repeat((50 << 20) / item.len() + 1));
    fs::write(folder.path().join("desk.xml"), feed).unwrap();
    let listed = |limits: Limits| {
        let stage = stage(folder.path(), json!({"paths": ["desk.xml"]}), limits);
        let cancelled = std::sync::atomic::AtomicBool::new(false);
        let context = Context::new(Limits { time: None, ..limits }, &cancelled);
        let mut count = 0;
        for listed in stage.items(&context) {
            match listed {
                Ok(item) => assert!(item.bytes.len() < 60_000),
                Err(ListError::Item { error, .. } | ListError::Source(error)) => {
                    return Err(chain(&error));
                }
            }
            count += 1;
        }
        Ok(count)
    };
    assert!(listed(Limits::default()).unwrap() > 1000);
    let error = listed(Limits { bytes: 1 << 20, ..Limits::default() }).unwrap_err();
    assert!(error.contains("which is more than 1048576 (`bytes` under [limits])"), "{error}");
}

proptest! {
    #[test]
    fn any_text_gives_documents_or_errors(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<rss>", "<feed>", "<channel>", "<item>", "<entry", "</item>", "</entry>", "<title>",
                "</title>", "<description>", "</description>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;",
                "&#x110000;", "<?xml", "?>", "{\"items\": [", "{\"title\": \"a\"}", "]", ">", "\"", "ż",
                " xml:base='https://a.example/'", "<link href='", "<!DOCTYPE [", "a b", "\n",
            ]),
            0..40,
        ),
    ) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.xml"), pieces.concat()).unwrap();
        let stage = stage(folder.path(), json!({"paths": ["desk.xml"]}), Limits::default());
        let context = Context::default();
        let mut count = 0;
        for listed in stage.items(&context) {
            count += 1;
            let Ok(item) = listed else { continue };
            for document in stage.read(&item, &context).unwrap_or_default() {
                prop_assert!(!document.text().is_empty());
                prop_assert_eq!(Document::try_from(document.clone().into_record()), Ok(document));
            }
        }
        prop_assert!(count > 0);
    }
}
