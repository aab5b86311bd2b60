//! What a server may ask for, and what need not be asked for twice.

use std::fs;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::json;

use crate::server::{Server, answer, page};
use crate::{IMPATIENT, eleven, fetch, fetch_in, ten};

#[test]
fn what_may_pass_is_tried_again() {
    let server = Server::start(|request, count| match (request.path.as_str(), count) {
        ("/soon", 0) => answer("429 Too Many Requests", "retry-after: 1\r\n", ""),
        ("/trouble", 0 | 1) => answer("500 Internal Server Error", "", "Oh."),
        ("/dated", 0) => {
            answer("503 Service Unavailable", "retry-after: Wed, 25 Nov 2026 10:00:00 GMT\r\n", "")
        }
        ("/cut", 0) => vec![crate::server::Step::Close],
        ("/soon" | "/trouble" | "/dated" | "/cut", _) => page("Ferry"),
        ("/later", _) => answer("503 Service Unavailable", "retry-after: 3600\r\n", ""),
        ("/never", _) => answer("502 Bad Gateway", "", ""),
        ("/mine", _) => answer("401 Unauthorized", "", ""),
        ("/odd", _) => answer("418 I'm a teapot", "", ""),
        ("/strange", _) => answer("600 What", "", ""),
        _ => answer("404 Not Found", "", ""),
    });
    let started = Instant::now();
    let paths = [
        "/trouble", "/dated", "/cut", "/later", "/never", "/mine", "/odd", "/strange", "/missing",
        "/soon",
    ];
    let shown = fetch(&server, &paths, json!({"retries": 2, "connections": 1}));
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
    assert_snapshot!(shown);
    let count = |path: &str| server.paths().iter().filter(|asked| *asked == path).count();
    assert_eq!(["/trouble", "/never", "/missing", "/later"].map(count), [3, 3, 1, 1]);
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start(|request, count| {
        let known = request.headers.get("if-none-match");
        let since = request.headers.get("if-modified-since");
        match request.path.as_str() {
            "/tag" if known.is_some_and(|tag| tag == "\"one\"") => {
                answer("304 Not Modified", "", "")
            }
            "/tag" => {
                let mut steps = page("Tag");
                let crate::server::Step::Send(bytes) = &mut steps[0] else { unreachable!() };
                let head = b"HTTP/1.1 200 OK\r\netag: \"one\"\r\n".to_vec();
                *bytes = [head, bytes[b"HTTP/1.1 200 OK\r\n".len()..].to_vec()].concat();
                steps
            }
            "/date" if since.is_some() => answer("304 Not Modified", "", ""),
            "/date" => answer(
                "200 OK",
                "last-modified: Tue, 24 Nov 2026 09:00:00 GMT\r\ncontent-type: text/html\r\n",
                "<title>Date</title><p>It sails.</p>",
            ),
            "/moved" => answer("302 Found", "location: /tag\r\n", ""),
            "/new" => page(if count == 0 { "Before" } else { "After" }),
            "/secret" => answer(
                "200 OK",
                "cache-control: private, no-store\r\ncontent-type: text/html\r\n",
                "<title>Secret</title><p>It sails.</p>",
            ),
            "/liar" => answer("304 Not Modified", "", ""),
            _ => answer("404 Not Found", "", ""),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let paths = ["/tag", "/date", "/moved", "/new", "/secret", "/liar"];
    assert_snapshot!("first", fetch_in(folder.path(), &server, &paths, json!({}), ten));
    assert_snapshot!("second", fetch_in(folder.path(), &server, &paths, json!({}), eleven));
    let asked = server.requests().len();
    let offline = json!({"offline": true});
    assert_snapshot!("offline", fetch_in(folder.path(), &server, &paths, offline, eleven));
    assert_eq!(server.requests().len(), asked);
    // What is damaged on the disk is fetched anew, and offline it is not there.
    let cache = folder.path().join(".cableway/http");
    let mut count = 0;
    for shelf in fs::read_dir(&cache).unwrap() {
        for file in fs::read_dir(shelf.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let mut bytes = fs::read(&path).unwrap();
            bytes.pop();
            fs::write(&path, bytes).unwrap();
            count += 1;
        }
    }
    assert_eq!(count, 4);
    let offline = json!({"offline": true});
    assert_snapshot!("damaged", fetch_in(folder.path(), &server, &["/tag"], offline, eleven));
    assert_snapshot!("mended", fetch_in(folder.path(), &server, &["/tag"], json!({}), eleven));
}

#[test]
fn robots() {
    let rules = "User-agent: *\nDisallow: /\n\nUser-agent: desk\nDisallow: /private\nAllow: /private/open\n";
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/robots.txt" => answer("200 OK", "content-type: text/plain\r\n", rules),
        "/way" => answer("302 Found", "location: /private/b\r\n", ""),
        _ => page("Ferry"),
    });
    let keys = json!({"robots": true, "user_agent": "Desk/1.0 (+https://example.org)"});
    let paths = ["/a", "/private/a", "/private/open", "/way"];
    assert_snapshot!("heeded", fetch(&server, &paths, keys));
    let asked = server.paths();
    assert_eq!(asked.iter().filter(|path| *path == "/robots.txt").count(), 1);
    assert!(!asked.iter().any(|path| path == "/private/a" || path == "/private/b"), "{asked:?}");
    assert_eq!(server.requests()[0].headers["user-agent"], "Desk/1.0 (+https://example.org)");
    assert_snapshot!("another_name", fetch(&server, &["/a"], json!({"robots": true})));
    assert_snapshot!("not_heeded", fetch(&server, &["/private/a"], json!({"robots": false})));
}

#[test]
fn robots_that_cannot_be_had() {
    let with = |status: &'static str| {
        let server = Server::start(move |request, _| match request.path.as_str() {
            "/robots.txt" => answer(status, "", "User-agent: *\nDisallow: /\n"),
            _ => page("Ferry"),
        });
        fetch(&server, &["/a"], json!({"robots": true}))
    };
    assert_snapshot!("missing", with("404 Not Found"));
    assert_snapshot!("forbidden", with("403 Forbidden"));
    assert_snapshot!("trouble", with("503 Service Unavailable"));
    assert_snapshot!("too_often", with("429 Too Many Requests"));
    let server = Server::start(|request, _| match request.path.as_str() {
        "/robots.txt" => vec![crate::server::Step::Hang],
        _ => page("Ferry"),
    });
    let keys = json!({"robots": true, "timeout_seconds": IMPATIENT});
    assert_snapshot!("hangs", fetch(&server, &["/a"], keys));
}

#[test]
fn one_server_is_not_hurried() {
    let server = Server::start(|request, _| page(&request.path[1..]));
    let started = Instant::now();
    let keys = json!({"per_host_seconds": 0.1, "connections": 8, "per_host_connections": 8});
    let shown = fetch(&server, &["/1", "/2", "/3", "/4", "/5", "/6"], keys);
    assert!(started.elapsed() >= Duration::from_millis(500), "{:?}", started.elapsed());
    assert_eq!(shown.lines().filter(|line| line.starts_with("http")).count(), 6);
}

#[test]
fn a_server_may_ask_for_more_time() {
    let server = Server::start(|request, _| match request.path.as_str() {
        "/robots.txt" => answer("200 OK", "", "User-agent: *\nCrawl-delay: 0.3\n"),
        path => page(&path[1..]),
    });
    let started = Instant::now();
    let keys = json!({"robots": true, "connections": 8, "per_host_connections": 8});
    let shown = fetch(&server, &["/1", "/2", "/3"], keys);
    assert!(started.elapsed() >= Duration::from_millis(900), "{:?}", started.elapsed());
    assert_eq!(shown.lines().filter(|line| line.starts_with("http")).count(), 3);
}

#[test]
fn order_is_that_of_the_addresses() {
    let server = Server::start(|request, _| {
        let number: u64 = request.path[1..].parse().unwrap();
        std::thread::sleep(Duration::from_millis(20 * (5 - number % 5)));
        page(&request.path[1..])
    });
    let paths: Vec<String> = (0..30).map(|number| format!("/{number}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let keys = || json!({"per_host_connections": 8});
    let shown = fetch(&server, &paths, keys());
    let order: Vec<&str> =
        shown.lines().filter_map(|line| line.strip_prefix("http://HOST")).collect();
    assert_eq!(order, paths);
    assert_eq!(shown, fetch(&server, &paths, json!({"connections": 1})));
}
