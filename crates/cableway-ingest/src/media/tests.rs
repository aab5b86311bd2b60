//! Names, declarations and bytes, and the reader that they lead to.

use super::*;

/// The reader that is chosen, or why there is none, and the notes.
fn outcome(name: &str, declared: Option<&str>, bytes: &[u8], forced: Forced) -> String {
    let mut item = Item::new(name, Vec::new());
    item.media_type = declared.map(str::to_owned);
    let context = Context::default();
    let outcome = match choose(bytes, &item, forced, &context) {
        Ok(media_type) => media_type.as_str().to_owned(),
        Err(error) => format!("{}: {error}", error.kind()),
    };
    let notes = context.take_notes().into_iter().map(|note| format!("[{note}]"));
    [outcome].into_iter().chain(notes).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(name: &str, bytes: &[u8], expect: &str) {
    assert_eq!(outcome(name, None, bytes, Forced::default()), expect, "{name}");
}

#[track_caller]
fn check_declared(name: &str, declared: &str, expect: &str) {
    assert_eq!(
        outcome(name, Some(declared), b"The ferry.", Forced::default()),
        expect,
        "{declared}"
    );
}

#[test]
fn by_the_name() {
    check("inbox/a.html", b"The ferry.", "text/html");
    check("inbox/A.HTM.gz", b"The ferry.", "text/html");
    check("inbox/a.md", b"# The ferry", "text/markdown");
    check("inbox/a.markdown.zst", b"<div>The ferry", "text/markdown");
    check("inbox/a.txt", b"The ferry.", "text/plain");
    check("inbox.html/a.txt", b"The ferry.", "text/plain");
    check("inbox/a.html?.txt", b"The ferry.", "text/plain");
    check("https://x.example/a.md?x=.html#y.html", b"The ferry.", "text/markdown");
}

#[test]
fn by_the_content_where_the_name_says_nothing() {
    check("a", b"The ferry.", "text/plain");
    check("a.x", b"<!DOCTYPE html><p>", "text/html");
    check("a.gz", b"\xef\xbb\xbf\n<!-- x --><?xml version='1.0'?> <HTML lang=en>", "text/html");
    check("stdin", b"<article class=x>", "text/html");
    check("stdin", b"<p>", "text/html");
    check("stdin", b"<pre-alpha notes>", "text/plain");
    check("stdin", b"< p > is an inequality", "text/plain");
    check("stdin", b"<!-- never closed", "text/plain");
    check("stdin", b"\xff\xfe<\0h\0t\0m\0l\0>\0", "text/html");
    check(
        "a.xml",
        b"<?xml version='1.0'?><rss version='2.0'>",
        "bad_input: is a feed, not an article: the ingest stage `feed` reads those (`use = \"feed\"`)",
    );
    check(
        "a.xml",
        b"<?xml version='1.0'?><x>",
        "bad_input: looks like XML, for which there is no reader: `exclude` it, or set `media_type`",
    );
}

#[test]
fn a_page_that_is_named_as_text() {
    let note = "[read as a web page, which it is, though it is named as plain text]";
    check("a.txt", b"<!doctype html><p>The ferry.", &format!("text/html {note}"));
    check("a.txt", b"<p> stands for a paragraph", "text/plain");
}

#[test]
fn by_the_declaration() {
    check_declared("a.txt", "text/html; charset=utf-8", "text/html");
    check_declared("a.md", "Text/Plain", "text/plain");
    check_declared("a.md", "application/octet-stream", "text/markdown");
    check_declared("a.txt", "message/rfc822", "message/rfc822");
    check_declared(
        "a.txt",
        "application/pdf",
        "bad_input: is said to be a PDF document, and is none: it may be damaged, or something else under a wrong name",
    );
    check_declared(
        "a.txt",
        "image/png",
        "bad_input: its source declares it as `image/png`, for which there is no reader",
    );
}

#[test]
fn feeds_have_a_stage_of_their_own() {
    let feed = "bad_input: is a feed, not an article: the ingest stage `feed` reads those (`use = \"feed\"`)";
    for (name, declared) in [
        ("desk.rss", None),
        ("desk.txt", None),
        ("https://desk.example/feed", Some("application/rss+xml")),
        ("https://desk.example/feed", Some("text/html")),
    ] {
        let bytes = b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>";
        assert_eq!(outcome(name, declared, bytes, Forced::default()), feed, "{name}");
    }
}

#[test]
fn pictures_sound_and_film_are_no_text() {
    let named = "bad_input: is called `.jpg`, as a picture is: `exclude` it";
    check("pic.jpg", b"\xff\xd8\xff\xe0abc", "bad_input: looks like an image (JPEG): `exclude` it");
    check("pic.jpg", b"abc", named);
    check("pic.jpg", b"<html><p>Not found", named);
    check("a.MP3.gz", b"abc", "bad_input: is called `.mp3`, as a sound recording is: `exclude` it");
    check(
        "https://desk.example/a.mp4?x=1",
        b"abc",
        "bad_input: is called `.mp4`, as a film is: the address of a page is wanted",
    );
    check(
        "a.svg",
        b"<svg><text>A</text></svg>",
        "bad_input: is called `.svg`, as a picture is: `exclude` it",
    );
    let drawing = "bad_input: looks like an image (SVG): `exclude` it";
    check("a", b"<svg><text>A</text></svg>", drawing);
    check("a.txt", b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-'><svg>", drawing);
    // An icon may stand at the head of a page.
    check("a.html", b"<svg></svg><p>The ferry.", "text/html");
}

#[test]
fn the_net_has_no_files_to_exclude() {
    let at = "https://desk.example/";
    for (place, bytes) in
        [("a", &b"\x89PNG\r\n\x1a\n"[..]), ("a.json", b"{}"), ("a", b"<?xml version='1.0'?><x>")]
    {
        let said = outcome(&format!("{at}{place}"), None, bytes, Forced::default());
        assert!(said.ends_with(": the address of a page is wanted"), "{said}");
    }
}

#[test]
fn the_charset_of_a_declaration() {
    let check = |media_type: &str, expect| {
        let mut item = Item::new("a", Vec::new());
        item.media_type = Some(media_type.to_owned());
        assert_eq!(declared_charset(&item), expect, "{media_type}");
    };
    check("text/html", None);
    check("text/html; charset=utf-8", Some("utf-8"));
    check("text/html;format=flowed; Charset = \"ISO-8859-2\" ", Some("ISO-8859-2"));
    check("text/html; charset=", None);
}

#[test]
fn what_the_pipeline_says_goes_before_all() {
    let forced = Forced { media_type: Some(MediaType::Markdown), charset: None };
    assert_eq!(outcome("a.json", Some("text/html"), b"<html>", forced), "text/markdown");
}

#[test]
fn what_is_no_text() {
    let refused = |bytes: &[u8]| {
        let html = outcome("a.html", None, bytes, Forced::default());
        assert_eq!(outcome("a", None, bytes, Forced::default()), html);
        html
    };
    let archive = b"PK\x03\x04\x14\0\0\0";
    let mut tar = vec![b'a'; 257];
    tar.extend(b"ustar\0");
    let noise: Vec<u8> =
        (0..999_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let all = [
        refused(b""),
        refused(archive),
        refused(b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text"),
        refused(b"\x89PNG\r\n\x1a\n"),
        refused(b"\x7fELF\x02\x01\x01"),
        refused(b"{\\rtf1 The ferry}"),
        refused(b"\x1f\x8b\x08\0\0\0\0\0"),
        refused(b"BZh91AY&SY\0\x01\x02"),
        refused(&tar),
        refused(&noise),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn text_that_looks_strange() {
    check("a", b"BZhang and ID3 are two names.", "text/plain");
    check("a", b"\x1b$B%U%'%j!<\x1b(B", "text/plain");
    check("a", "Zażółć gęślą jaźń".as_bytes(), "text/plain");
    check("a", b"\xc7\xe0\xef\xee\xf0\xee\xe6\xfc\xe5", "text/plain");
    check("a", b"\xff\xfeT\0h\0e\0", "text/plain");
    check("a", b"T\0h\0e\0 \0f\0e\0r\0r\0y\0", "text/plain");
    check("a", b"<\0h\0t\0m\0l\0>\0T\0h\0e\0", "text/html");
    let mut page = b"<html><p>One NUL \0 in a page of ".to_vec();
    page.extend(b"many words ".repeat(9));
    check("a", &page, "text/html");
    let forced = Forced { media_type: None, charset: Some(encoding_rs::UTF_16LE) };
    assert_eq!(outcome("a", None, b"T\0h\0e\0", forced), "text/plain");
}
