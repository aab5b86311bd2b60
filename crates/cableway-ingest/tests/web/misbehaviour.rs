//! Whatever a server does, it costs no more than its page, in bounded time and memory.

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use serde_json::json;

use crate::server::{Server, Step, answer, page};
use crate::{IMPATIENT, PATIENT, fetch};

fn send(text: &str) -> Vec<Step> {
    vec![Step::Send(text.as_bytes().to_vec())]
}

/// What becomes of a page for which the server does this, well before the time for it is over.
fn outcome(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> String {
    outcome_within(PATIENT, steps)
}

/// What becomes of it where the client waits no longer than this.
fn outcome_within(seconds: f64, steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> String {
    let server = Server::start(move |_, _| steps());
    let started = Instant::now();
    let shown = fetch(&server, &["/page"], json!({"timeout_seconds": seconds}));
    assert!(started.elapsed().as_secs_f64() < PATIENT / 2.0, "{:?}", started.elapsed());
    shown
}

#[test]
fn time() {
    let outcome = |steps: Vec<Step>| outcome_within(IMPATIENT, move || steps.clone());
    let part = |text: &str| Step::Send(text.as_bytes().to_vec());
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n<p>";
    let pause = Duration::from_millis(20);
    assert_snapshot!("hangs_before_the_head", outcome(vec![Step::Hang]));
    assert_snapshot!(
        "hangs_in_the_head",
        outcome(vec![part("HTTP/1.1 200 OK\r\ncontent-"), Step::Hang])
    );
    assert_snapshot!("hangs_in_the_body", outcome(vec![part(head), Step::Hang]));
    let slowly = Step::Trickle(b"x".repeat(4000), pause);
    assert_snapshot!("trickles", outcome(vec![part(head), slowly]));
    let slowly = Step::Trickle(head.as_bytes().repeat(20), pause);
    assert_snapshot!("trickles_its_head", outcome(vec![slowly]));
}

#[test]
fn size() {
    let endless = || Step::Endless(b"<p>More and more.</p>".repeat(1000));
    assert_snapshot!(
        "endless_body",
        outcome(move || {
            vec![Step::Send(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec()), endless()]
        })
    );
    assert_snapshot!(
        "endless_chunks",
        outcome(|| {
            let chunk = [b"1000\r\n".as_slice(), &b"x".repeat(0x1000), b"\r\n"].concat();
            let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
            vec![Step::Send(head), Step::Endless(chunk)]
        })
    );
    assert_snapshot!(
        "ten_gigabytes_declared",
        outcome(|| {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n".to_vec();
            vec![Step::Send(head), Step::Endless(b"x".repeat(1000))]
        })
    );
    assert_snapshot!(
        "endless_head",
        outcome(|| {
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
                Step::Endless(b"x-more: and more\r\n".to_vec()),
            ]
        })
    );
    assert_snapshot!(
        "huge_header",
        outcome(|| {
            let header = format!("x-large: {}\r\n", "x".repeat(200_000));
            answer("200 OK", &header, "<p>Text.</p>")
        })
    );
    assert_snapshot!(
        "just_fits",
        outcome(|| {
            answer("200 OK", "content-type: text/plain\r\n", b"The ferry sails.\n".repeat(5000))
        })
    );
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn packing() {
    let headers = "content-encoding: gzip\r\ncontent-type: text/html\r\n";
    assert_snapshot!(
        "packed",
        outcome(move || {
            answer(
                "200 OK",
                headers,
                packed(b"<title>Ferry</title><p>The ferry sails at nine.</p>"),
            )
        })
    );
    // Packed beforehand: that takes longer than the answer may.
    let bomb = packed(&b" ".repeat(1 << 24));
    assert_snapshot!("bomb", outcome(move || answer("200 OK", headers, &bomb)));
    assert_snapshot!(
        "packed_and_cut_off",
        outcome(move || {
            let packed = packed(b"<title>Ferry</title><p>The ferry sails at nine.</p>");
            answer("200 OK", headers, &packed[..packed.len() / 2])
        })
    );
    assert_snapshot!(
        "packed_in_name_only",
        outcome(move || {
            answer("200 OK", headers, "<title>Ferry</title><p>The ferry sails at nine.</p>")
        })
    );
    assert_snapshot!(
        "packed_with_another",
        outcome(|| { answer("200 OK", "content-encoding: br\r\n", "?????") })
    );
}

#[test]
fn length() {
    assert_snapshot!(
        "fewer_bytes_than_declared",
        outcome(|| {
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n<p>Text.</p>".to_vec()),
                Step::Close,
            ]
        })
    );
    assert_snapshot!(
        "more_bytes_than_declared",
        outcome(|| {
            send(
                "HTTP/1.1 200 OK\r\ncontent-length: 36\r\n\r\n<title>Ferry</title><p>It sails.</p><p>More.</p>",
            )
        })
    );
    assert_snapshot!(
        "two_lengths",
        outcome(|| {
            send("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 30\r\n\r\n<p>Text.</p>")
        })
    );
    assert_snapshot!(
        "no_length",
        outcome(|| {
            vec![
                Step::Send(
                    b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<title>Ferry</title><p>It sails."
                        .to_vec(),
                ),
                Step::Close,
            ]
        })
    );
    assert_snapshot!(
        "strange_length",
        outcome(|| send("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n<p>Text."))
    );
    assert_snapshot!("empty_body", outcome(|| answer("200 OK", "content-type: text/html\r\n", "")));
    assert_snapshot!("no_content", outcome(|| send("HTTP/1.1 204 No Content\r\n\r\n")));
}

#[test]
fn chunks() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let outcome = |body: &'static str| {
        outcome(move || vec![Step::Send(format!("{head}{body}").into_bytes()), Step::Close])
    };
    assert_snapshot!(
        "good_chunks",
        outcome("24\r\n<title>Ferry</title><p>It sails.</p>\r\n0\r\n\r\n")
    );
    assert_snapshot!("chunk_without_number", outcome("many\r\n<p>Text.</p>\r\n0\r\n\r\n"));
    assert_snapshot!(
        "chunk_too_long_for_a_number",
        outcome("fffffffffffffffffffff\r\n<p>Text.</p>\r\n0\r\n\r\n")
    );
    assert_snapshot!("chunk_cut_off", outcome("24\r\n<title>Fer"));
    assert_snapshot!("no_last_chunk", outcome("24\r\n<title>Ferry</title><p>It sails.</p>\r\n"));
    assert_snapshot!("chunk_longer_than_said", outcome("4\r\n<title>Ferry</title>\r\n0\r\n\r\n"));
}

#[test]
fn connection() {
    assert_snapshot!("closes_at_once", outcome(|| vec![Step::Close]));
    assert_snapshot!(
        "breaks_off_in_the_head",
        outcome(|| { vec![Step::Send(b"HTTP/1.1 200 OK\r\ncont".to_vec()), Step::Close] })
    );
    assert_snapshot!(
        "no_http",
        outcome(|| vec![Step::Send(b"SSH-2.0-Server\r\n\r\n".to_vec()), Step::Close])
    );
    assert_snapshot!("bad_header", outcome(|| send("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")));
    assert_snapshot!("resets", resets());
    let server = Server::start(|_, _| page("Ferry"));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = crate::stage_at(
        "web",
        tempfile::tempdir().unwrap().path(),
        json!({"urls": [format!("http://{closed}/")]}),
        crate::ten,
    );
    let shown = crate::outcome(nobody.as_ref(), &server).replace(&closed.to_string(), "CLOSED");
    assert_snapshot!("nobody_listens", shown);
    // The same server without TLS.
    let urls = json!({"urls": [server.url("/").replace("http:", "https:")]});
    let folder = tempfile::tempdir().unwrap();
    let secure = crate::stage_at("web", folder.path(), urls, crate::ten);
    assert_snapshot!("no_tls", crate::outcome(secure.as_ref(), &server));
}

/// What becomes of a page where the connection is reset: the system does so where one side ends it
/// without having read what the other side sent.
fn resets() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // The request is there, and stays unread.
        stream.peek(&mut [0]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n<p>").unwrap();
    });
    let server = Server::start(|_, _| page("Ferry"));
    let folder = tempfile::tempdir().unwrap();
    let urls = json!({"urls": [format!("http://{address}/")]});
    let stage = crate::stage_at("web", folder.path(), urls, crate::ten);
    crate::outcome(stage.as_ref(), &server).replace(&address.to_string(), "RESETS")
}

#[test]
fn redirects() {
    let to = |place: &str| answer("302 Found", &format!("location: {place}\r\n"), "");
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/good" => to("/way?a#b"),
        "/way?a" => answer("301 Moved", "location: there\r\n", "Moved."),
        "/there" => page("Ferry"),
        "/circle" => to("/circle/2"),
        "/circle/2" => to("/circle"),
        "/itself" => to("/itself"),
        "/file" => to("file:///etc/hosts"),
        "/script" => to("javascript:alert(1)"),
        "/nowhere" => answer("302 Found", "", ""),
        "/strange" => to("http://[::1"),
        "/secret" => to("http://name:word@localhost/"),
        "/gone" => to("/missing"),
        path if path.starts_with("/on/") => {
            let count: usize = path[4..].parse().unwrap();
            to(&format!("/on/{}", count + 1))
        }
        _ => answer("404 Not Found", "", "Not here."),
    });
    let paths = [
        "/good", "/circle", "/itself", "/file", "/script", "/nowhere", "/strange", "/secret",
        "/gone", "/on/0",
    ];
    assert_snapshot!(fetch(&server, &paths, json!({"connections": 1})));
}

#[test]
fn contents() {
    let server = Server::start(|request, _| match request.path.as_str() {
        // It says one charset and is in another.
        "/charset" => answer(
            "200 OK",
            "content-type: text/html; charset=windows-1251\r\n",
            "<title>Café</title><p>The ferry to the café on the other side sails at nine.</p>",
        ),
        "/nothing" => answer("200 OK", "content-type: text/html; charset=\r\n", "<p>It sails.</p>"),
        "/pdf" => answer("200 OK", "content-type: text/html\r\n", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n"),
        "/image" => {
            answer("200 OK", "content-type: image/png\r\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        }
        "/text" => {
            answer("200 OK", "content-type: text/plain\r\n", "The ferry\n\nIt sails at nine.")
        }
        "/untold" => answer("200 OK", "", "<html><title>Ferry</title><p>It sails.</p></html>"),
        "/script" => answer("200 OK", "content-type: text/html\r\n", "<script>alert(1)</script>"),
        _ => answer("404 Not Found", "", "Not here."),
    });
    let paths =
        ["/charset", "/nothing", "/pdf", "/image", "/text", "/untold", "/script", "/missing"];
    assert_snapshot!(fetch(&server, &paths, json!({})));
}
