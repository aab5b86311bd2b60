//! Web archives: the records that are articles, and the way on behind damaged ones.

use insta::assert_snapshot;
use serde_json::json;

use crate::bench::{Bench, FERRY, LIMIT, gzip, shown};

/// A record with these fields and this body.
fn record(kind: &str, address: &str, more: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-03-02T09:30:00Z\r\n{more}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

/// What a server answered.
fn answer(address: &str, status: &str, headers: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}\r\n");
    let body = [head.as_bytes(), payload].concat();
    record("response", address, "Content-Type: application/http; msgtype=response\r\n", &body)
}

fn page(title: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><p>{FERRY}</p></body></html>"
    )
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

/// The records of a small crawl.
fn crawl() -> Vec<Vec<u8>> {
    let html = page("A ferry");
    let chunked = format!(
        "{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        20,
        &html[..20],
        html.len() - 20,
        &html[20..]
    );
    vec![
        record("warcinfo", "", "Content-Type: application/warc-fields\r\n", b"software: none\r\n"),
        record(
            "request",
            "https://desk.example/a",
            "Content-Type: application/http\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        answer("<https://desk.example/a?x=1#y>", "200 OK", HTML, html.as_bytes()),
        answer(
            "https://desk.example/chunked",
            "200 OK",
            &format!("{HTML}Transfer-Encoding: chunked\r\n"),
            chunked.as_bytes(),
        ),
        answer(
            "https://desk.example/packed",
            "200 OK",
            &format!("{HTML}Content-Encoding: gzip\r\n"),
            &gzip(html.as_bytes()),
        ),
        answer(
            "https://desk.example/undone",
            "200 OK",
            &format!("{HTML}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
            html.as_bytes(),
        ),
        answer(
            "https://desk.example/note.txt",
            "200 OK",
            "Content-Type: text/plain\r\n",
            FERRY.as_bytes(),
        ),
        answer("https://desk.example/untold", "200", "", html.as_bytes()),
        answer(
            "https://desk.example/logo.png",
            "200 OK",
            "Content-Type: image/png\r\n",
            b"\x89PNG\r\n\x1a\n",
        ),
        answer("https://desk.example/moved", "301 Moved", HTML, html.as_bytes()),
        answer("https://desk.example/gone", "404 Not Found", HTML, html.as_bytes()),
        record(
            "revisit",
            "https://desk.example/a",
            "Content-Type: application/http\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
        ),
        record(
            "metadata",
            "https://desk.example/a",
            "Content-Type: application/warc-fields\r\n",
            b"via: x\r\n",
        ),
        record(
            "conversion",
            "https://desk.example/text",
            "Content-Type: text/plain\r\n",
            FERRY.as_bytes(),
        ),
    ]
}

#[test]
fn pages_of_a_crawl() {
    let plain = shown("in.warc", &crawl().concat());
    assert_snapshot!(plain);
    let by_record: Vec<u8> = crawl().iter().flat_map(|record| gzip(record)).collect();
    assert_eq!(shown("in.warc", &by_record), plain);
    assert_eq!(shown("in.warc", &gzip(&crawl().concat())), plain);
}

#[test]
fn pages_may_be_left_out() {
    let bench = Bench::with(&[("in.warc", &crawl().concat())])
        .set("exclude", json!(["*.txt", "packed", "chunked", "undone", "untold", "text"]));
    assert!(
        bench.shown().starts_with("in.warc!/20260302093000/https://desk.example/a?x=1#y (html/")
    );
    assert_eq!(bench.shown().matches("in.warc!/").count(), 1, "{}", bench.shown());
}

#[test]
fn damaged_records() {
    let html = page("A ferry");
    let good = |name: &str| {
        answer(&format!("https://desk.example/{name}"), "200 OK", HTML, html.as_bytes())
    };
    let large = vec![b' '; usize::try_from(LIMIT).unwrap() + (300 << 10)];
    let lying = String::from_utf8(good("lying"))
        .unwrap()
        .replace("Content-Length: ", "Content-Length: 9999");
    let short = String::from_utf8(good("short"))
        .unwrap()
        .replace(&format!("{FERRY}</p></body></html>"), "");
    let no_length = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://desk.example/none\r\n\r\nx\r\n\r\n".to_vec();
    let plain = [
        good("1"),
        answer("https://desk.example/large", "200 OK", HTML, &large),
        no_length,
        good("2"),
        b"noise\r\nmore noise\r\n".to_vec(),
        good("3"),
        answer(
            "https://desk.example/broken",
            "200 OK",
            &format!("{HTML}Content-Encoding: gzip\r\n"),
            &gzip(html.as_bytes())[..40],
        ),
        answer(
            "https://desk.example/br",
            "200 OK",
            &format!("{HTML}Content-Encoding: br\r\n"),
            b"\x8b\x02\x80\x00\x01",
        ),
        record(
            "response",
            "https://desk.example/no-http",
            "Content-Type: application/http\r\n",
            b"no answer at all",
        ),
        good("4"),
        lying.into_bytes(),
    ]
    .concat();
    let mut flipped = gzip(&good("flipped"));
    let middle = flipped.len() / 2;
    for byte in &mut flipped[middle..middle + 8] {
        *byte ^= 0xff;
    }
    let packed = [
        gzip(&good("1")),
        flipped,
        gzip(&good("2")),
        b"noise".to_vec(),
        gzip(&good("3")),
        gzip(&good("cut")),
    ]
    .concat();
    let bench = Bench::with(&[
        ("packed.warc.gz", &packed[..packed.len() - 30]),
        ("plain.warc", &plain),
        ("short.warc", &[short.into_bytes(), good("5")].concat()),
    ]);
    assert_snapshot!(bench.shown());
}
