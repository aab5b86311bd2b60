//! Where the addresses come from.

use std::fmt::Write as _;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cableway_core::{Clock, Context, Limits, Network, Setup};
use insta::assert_snapshot;
use serde_json::json;

use crate::server::{Server, Step, answer, page};
use crate::{build, build_with, limits, outcome, stage_at, ten};

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

/// The pages that a sitemap names are not gone because a server cannot give it for now.
#[test]
fn a_sitemap_that_cannot_be_had_for_now_is_read_as_it_was() {
    for (status, still_lists) in [("503 Service Unavailable", true), ("404 Not Found", false)] {
        let server = Server::start(move |request, count| match (request.path.as_str(), count) {
            ("/map.xml", 0) => {
                let map = format!(
                    "<urlset><url><loc>http://{}/a</loc></url></urlset>",
                    request.headers["host"]
                );
                answer("200 OK", "content-type: application/xml\r\n", map)
            }
            ("/map.xml", _) => answer(status, "", ""),
            (path, _) => page(&path[1..]),
        });
        let folder = tempfile::tempdir().unwrap();
        let listed = || {
            let config = json!({"sitemaps": [server.url("/map.xml")], "retries": 0});
            let stage = stage_at("web", folder.path(), config, ten);
            let is_over = AtomicBool::new(false);
            let context = Context::new(limits(), &is_over);
            let (pages, failed): (Vec<_>, Vec<_>) = stage.items(&context).partition(Result::is_ok);
            let pages: Vec<String> = pages.into_iter().flatten().map(|item| item.uri).collect();
            (pages, failed.len())
        };
        assert_eq!(listed(), (vec![server.url("/a")], 0));
        let pages = if still_lists { vec![server.url("/a")] } else { Vec::new() };
        assert_eq!(listed(), (pages, 1), "{status}");
    }
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
    let config = json!({"urls": [server.url("/")], "timeout_seconds": 600});
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
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
}

#[test]
fn where_redirects_end_is_told() {
    let with_canonical = |address: &str| {
        let head = format!("<title>Ferry</title><link rel=\"canonical\" href=\"{address}\">");
        answer("200 OK", "content-type: text/html\r\n", format!("{head}<p>It sails at nine.</p>"))
    };
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/plain" => page("Not moved"),
        "/short" => answer("301 Moved Permanently", "location: /desk/ferry\r\n", ""),
        "/desk/ferry" => page("Moved"),
        "/old" => answer("302 Found", "location: /desk/named?from=old\r\n", ""),
        // From where the page is, not from where it was asked for.
        "/desk/named?from=old" => with_canonical("named"),
        "/same" => answer("307 Temporary Redirect", "location: /desk/itself\r\n", ""),
        "/desk/itself" => with_canonical("itself"),
        _ => answer("404 Not Found", "", ""),
    });
    let folder = tempfile::tempdir().unwrap();
    let urls = ["/plain", "/short", "/old", "/same"].map(|path| server.url(path));
    let told = |config| {
        let stage = stage_at("web", folder.path(), config, ten);
        let listing = Context::default();
        let mut shown = String::new();
        for item in stage.items(&listing) {
            let context = Context::default();
            let documents = stage.read(&item.unwrap(), &context).unwrap();
            let (uri, url) = (&documents[0].source().uri, &documents[0].meta().url);
            writeln!(shown, "{uri}\n  {}", url.as_deref().unwrap_or("-")).unwrap();
            for note in context.take_notes() {
                writeln!(shown, "  note: {note}").unwrap();
            }
        }
        server.plain(&shown)
    };
    let fetched = told(json!({"urls": urls}));
    assert_snapshot!(fetched, @"
    http://HOST/plain
      -
    http://HOST/short
      http://HOST/desk/ferry
    http://HOST/old
      http://HOST/desk/named
      note: the page was found at `http://HOST/desk/named?from=old`, where its address leads now
    http://HOST/same
      http://HOST/desk/itself
    ");
    // The cache knows it, too.
    assert_eq!(told(json!({"urls": urls, "offline": true})), fetched);
}

/// What whoever runs a pipeline says goes before what the pipeline says.
#[test]
fn the_network_policy_of_the_run() {
    let server = Server::start(|_, _| page("Harbour"));
    let folder = tempfile::tempdir().unwrap();
    let mut shown = String::new();
    for network in [Network::Loopback, Network::Refused] {
        for (stage, key) in [("web", "urls"), ("web", "sitemaps"), ("feed", "urls")] {
            let config =
                json!({key: [server.url("/a")], "allow_private": true, "per_host_seconds": 0});
            let clock = Clock::frozen(ten());
            let setup = Setup::new(folder.path(), limits()).with_clock(clock).with_network(network);
            let outcome = outcome(build_with(stage, config, &setup).unwrap().as_ref(), &server);
            writeln!(shown, "{} {stage} {key}: {outcome}", network.as_str()).unwrap();
        }
    }
    assert_snapshot!(shown);
}
