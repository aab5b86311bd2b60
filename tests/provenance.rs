//! Where a record says it comes from: for every reader, every container and the net.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use cableway_core::{Date, Digest};
use serde_json::Value;

use crate::bad_forms::written;
use crate::containers::archive;
use crate::folder::Folder;

const FERRY: &str = "The ferry sails again on Monday, the harbour office said.";

/// What a record's `source` should say: the bytes are those that its digest and length are of.
struct Expected<'a> {
    uri: &'a str,
    media_type: &'a str,
    /// The reader, without its version.
    reader: &'a str,
    bytes: &'a [u8],
    /// Whether it was fetched, and so has a time.
    is_fetched: bool,
}

impl<'a> Expected<'a> {
    fn new(uri: &'a str, media_type: &'a str, reader: &'a str, bytes: &'a [u8]) -> Self {
        Self { uri, media_type, reader, bytes, is_fetched: false }
    }

    fn fetched(self) -> Self {
        Self { is_fetched: true, ..self }
    }
}

#[track_caller]
fn check(folder: &Folder, expected: &[Expected<'_>]) {
    let sources: BTreeMap<String, Value> = folder
        .records(0)
        .into_iter()
        .map(|record| {
            let source = record["source"].clone();
            (source["uri"].as_str().unwrap().to_owned(), source)
        })
        .collect();
    for Expected { uri, media_type, reader, bytes, is_fetched } in expected {
        assert!(sources.contains_key(*uri), "{uri}: not in {sources:#?}");
        let source = &sources[*uri];
        assert_eq!(source["media_type"], *media_type, "{uri}");
        let said = source["reader"].as_str().unwrap();
        let (name, version) = said.split_once('/').unwrap();
        assert_eq!(name, *reader, "{uri}");
        assert!(version.parse::<u32>().is_ok(), "{uri}: {said}");
        assert_eq!(source["bytes"], bytes.len(), "{uri}");
        assert_eq!(source["digest"], Digest::of(bytes).to_string(), "{uri}");
        assert_eq!(source.get("retrieved").is_some(), *is_fetched, "{uri}: {source}");
        if let Some(time) = source.get("retrieved") {
            let time: Date = time.as_str().unwrap().parse().unwrap();
            assert_eq!(time.as_str().len(), "2026-11-26T10:00:00Z".len(), "{uri}: {time}");
        }
    }
    assert_eq!(sources.len(), expected.len(), "{sources:#?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn page() -> String {
    format!("<!doctype html><title>Lock</title><p>{FERRY}</p>")
}

#[test]
fn of_files() {
    let folder = Folder::with_pipeline("");
    let page = page();
    let markdown = format!("# Ferry\n\n{FERRY}\n");
    let word = format!(
        "<w:document><w:body><w:p><w:r><w:t>{FERRY}</w:t></w:r></w:p></w:body></w:document>"
    );
    let word =
        archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", word.as_bytes())]);
    let book = archive(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>"),
        ("b.opf", b"<package><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>"),
        ("a.xhtml", page.as_bytes()),
    ]);
    let pdf = written();
    let packed = gzip(page.as_bytes());
    for (name, bytes) in [
        ("a.txt", FERRY.as_bytes()),
        ("a.md", markdown.as_bytes()),
        ("a.html", page.as_bytes()),
        ("a.html.gz", &packed),
        ("a.pdf", &pdf),
        ("a.docx", &word),
        ("a.epub", &book),
    ] {
        folder.write(&format!("inbox/{name}"), bytes);
    }
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    check(
        &folder,
        &[
            Expected::new("inbox/a.txt", "text/plain", "text", FERRY.as_bytes()),
            Expected::new("inbox/a.md", "text/markdown", "markdown", markdown.as_bytes()),
            Expected::new("inbox/a.html", "text/html", "html", page.as_bytes()),
            // The file as it lies there, so that it can be found again.
            Expected::new("inbox/a.html.gz", "text/html", "html", &packed),
            Expected::new("inbox/a.pdf", "application/pdf", "pdf", &pdf),
            Expected::new("inbox/a.docx", docx, "docx", &word),
            Expected::new("inbox/a.epub", "application/epub+zip", "epub", &book),
        ],
    );
}

#[test]
fn of_what_lies_in_others() {
    let folder = Folder::with_pipeline("");
    let page = page();
    let mail = format!(
        "From: Ada Moor <ada@desk.example>\nSubject: Papers\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{FERRY}\n\
         --b\nContent-Type: text/html; name=\"page.html\"\nContent-Transfer-Encoding: base64\n\n\
         PHA+VGhlIGxvY2sgaXMgY2xvc2VkLCB0aGUgb2ZmaWNlIHNhaWQuPC9wPg==\n--b--\n"
    );
    let attached = b"<p>The lock is closed, the office said.</p>";
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let crawl = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://desk.example/a\r\n\
         WARC-Date: 2026-03-02T09:30:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    let packed = archive(&[("desk/a.html", page.as_bytes())]);
    folder
        .write("inbox/a.eml", &mail)
        .write("inbox/a.mbox", format!("From ada@desk.example Mon Mar  2 09:30:00 2026\n{mail}\n"))
        .write("inbox/a.warc.gz", gzip(crawl.as_bytes()))
        .write("inbox/a.zip", packed);
    let in_box = format!("inbox/a.mbox!/{}", digits(mail.as_bytes()));
    let attached_in_box = format!("{in_box}!/page.html");
    check(
        &folder,
        &[
            Expected::new("inbox/a.eml", "message/rfc822", "mail", mail.as_bytes()),
            Expected::new("inbox/a.eml!/page.html", "text/html", "html", attached),
            Expected::new(&in_box, "message/rfc822", "mail", mail.as_bytes()),
            Expected::new(&attached_in_box, "text/html", "html", attached),
            // The crawler fetched it, and says when.
            Expected::new(
                "inbox/a.warc.gz!/20260302093000/https://desk.example/a",
                "text/html",
                "html",
                page.as_bytes(),
            )
            .fetched(),
            Expected::new("inbox/a.zip!/desk/a.html", "text/html", "html", page.as_bytes()),
        ],
    );
}

/// The beginning of the digest, which names what bears no id.
fn digits(bytes: &[u8]) -> String {
    Digest::of(bytes).to_string()["blake3:".len()..][..16].to_owned()
}

/// A feed of one entry, and the entry as it stands in it.
fn feed(link: &str) -> (String, String) {
    let entry = format!(
        "<item><guid>n-1</guid><title>Ferry</title><link>{link}</link><description>{FERRY}</description></item>"
    );
    (format!("<rss version=\"2.0\"><channel><title>Desk</title>{entry}</channel></rss>"), entry)
}

#[test]
fn of_lines_and_entries() {
    let folder = Folder::new();
    let (feed, entry) = feed("https://desk.example/ferry");
    let json_entry = format!("{{\"id\": \"j-1\", \"content_text\": \"{FERRY}\"}}");
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Desk\", \"items\": [{json_entry}]}}"
    );
    let line = format!("{{\"body\": \"{FERRY}\"}}");
    folder
        .write("p.toml", "[[ingest]]\nuse = \"jsonl\"\npaths = [\"a.jsonl\"]\nfields = {text = \"body\"}\n\
            [[ingest]]\nuse = \"feed\"\npaths = [\"a.xml\", \"a.json\"]\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n")
        .write("a.jsonl", format!("{line}\n"))
        .write("a.xml", feed)
        .write("a.json", json);
    check(
        &folder,
        &[
            // The media type is that of the text in the line.
            Expected::new(
                &format!("a.jsonl#digest={}", digits(line.as_bytes())),
                "text/plain",
                "jsonl",
                line.as_bytes(),
            ),
            Expected::new("a.xml!/n-1", "application/rss+xml", "feed", entry.as_bytes()),
            Expected::new("a.json!/j-1", "application/feed+json", "feed", json_entry.as_bytes()),
        ],
    );
}

/// A server on loopback that gives this page and a feed that leads to it; its address.
fn serve(page: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (feed, _) = feed(&format!("{address}/page"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            // The request to its end: what is not read would be a reset.
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let (media_type, body) = match first.split(' ').nth(1) {
                Some("/feed.xml") => ("application/rss+xml", &feed),
                _ => ("text/html", &page),
            };
            let length = body.len();
            let head = format!(
                "content-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close"
            );
            write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}").unwrap();
        }
    });
    address
}

#[test]
fn of_the_net() {
    let page = page();
    let address = serve(page.clone());
    let (_, entry) = feed(&format!("{address}/page"));
    let folder = Folder::new();
    let common = "allow_private = true\nrobots = false\nper_host_seconds = 0\n";
    let pipeline = |full: bool| {
        format!(
            "[[ingest]]\nuse = \"web\"\nurls = [\"{address}/page\"]\n{common}\
             [[ingest]]\nuse = \"feed\"\nurls = [\"{address}/feed.xml\"]\nfull = {full}\n{common}\
             [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
        )
    };
    let (of_page, of_entry) = (format!("{address}/page"), format!("{address}/feed.xml!/n-1"));
    let expected = || Expected::new(&of_page, "text/html", "html", page.as_bytes()).fetched();
    folder.write("p.toml", pipeline(false));
    let short = Expected::new(&of_entry, "application/rss+xml", "feed", entry.as_bytes());
    check(&folder, &[expected(), short.fetched()]);
    // With its full page, an entry's record rests on the page.
    folder.write("p.toml", pipeline(true));
    check(&folder, &[expected(), Expected { uri: &of_entry, ..expected() }]);
}
