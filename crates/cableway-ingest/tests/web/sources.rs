//! Where the addresses come from.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cableway_core::{Context, Limits};
use insta::assert_snapshot;
use serde_json::json;

use crate::server::{Server, Step, answer, page};
use crate::{build, limits, outcome, stage_at, ten};

#[test]
fn lists_and_sitemaps() {
    let sitemap = |base: &str, entries: &[(&str, &str)]| {
        let entries = entries
            .iter()
            .map(|(kind, place)| format!("<{kind}><loc>{base}{place}</loc></{kind}>"));
        format!("<?xml version='1.0'?><map>{}</map>", entries.collect::<String>())
    };
    let server = Server::start(move |request, _| {
        let base = format!("http://{}", request.headers["host"]);
        let xml = |entries: &[(&str, &str)]| {
            answer("200 OK", "content-type: application/xml\r\n", sitemap(&base, entries))
        };
        match request.path.as_str() {
            "/index.xml" => {
                xml(&[("sitemap", "/one.xml"), ("sitemap", "/none.xml"), ("sitemap", "/index.xml")])
            }
            "/one.xml" => xml(&[("url", "/b"), ("url", "/d"), ("url", ":no/x")]),
            "/page.xml" => page("No sitemap"),
            "/none.xml" => answer("404 Not Found", "", ""),
            path => page(&path[1..]),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let list = format!(
        "\u{feff}# The desk's own.\n\n{}\r\n  {}  \nexample.org\nftp://example.org/\n{}\n",
        server.url("/b"),
        server.url("/c#part"),
        server.url("/a")
    );
    fs::write(folder.path().join("pages.txt"), list).unwrap();
    let config = json!({
        "urls": [server.url("/a")],
        "lists": ["pages.txt"],
        "sitemaps": [server.url("/index.xml"), server.url("/page.xml")],
    });
    assert_snapshot!(outcome(stage_at("web", folder.path(), config, ten).as_ref(), &server));
    let config = json!({"lists": ["missing.txt"]});
    assert_snapshot!(
        "missing_list",
        outcome(stage_at("web", folder.path(), config, ten).as_ref(), &server)
    );
}

#[test]
fn wrong_configurations() {
    let mistakes =
        |config| build("web", std::path::Path::new("."), config, ten).map(|_| ()).unwrap_err();
    assert_snapshot!("nothing", mistakes(json!({})).to_string());
    let config = json!({
        "urls": ["example.org", "https://", "file:///etc/hosts", "https://name:word@example.org/"],
        "sitemaps": ["http://[::1"],
        "user_agent": "d\u{e9}sk",
        "timeout_seconds": -1,
    });
    let shown: Vec<String> = mistakes(config)
        .problems
        .into_iter()
        .map(|problem| format!("{:?}: {}", problem.place, problem.message))
        .collect();
    assert_snapshot!("wrong", shown.join("\n"));
}

#[test]
fn the_local_network_is_out_of_reach() {
    let server = Server::start(|_, _| page("Router"));
    let local = server.url("/").replace("127.0.0.1", "localhost");
    let config = json!({
        "urls": [
            server.url("/"), local, "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest/",
            "http://0x7f.1/", "http://2130706433/", "http://192.168.1.1:8080/",
        ],
        "allow_private": false,
    });
    let folder = tempfile::tempdir().unwrap();
    let stage = stage_at("web", folder.path(), config, ten);
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    let shown =
        outcome(stage.as_ref(), &server).replace(&format!("localhost:{port}"), "localhost:PORT");
    // Either kind of address comes first, as the system has it.
    assert_snapshot!(shown.replace("address ::1 is", "address 127.0.0.1 is"));
    assert!(server.requests().is_empty());
}

#[test]
fn a_run_that_is_cancelled_does_not_wait() {
    let server = Server::start(|_, _| vec![Step::Hang]);
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"urls": [server.url("/")], "timeout_seconds": 60});
    let stage = stage_at("web", folder.path(), config, ten);
    let cancelled = AtomicBool::new(false);
    let context = Context::new(Limits { time: None, ..limits() }, &cancelled);
    let started = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            cancelled.store(true, Ordering::Relaxed);
        });
        assert!(stage.items(&context).next().is_none());
    });
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}
