//! The server as clients see it, good and bad.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Instant;

use cableway_engine::{RunError, RunOptions};

use super::*;

fn started() -> (Monitor, Arc<Metrics>) {
    let metrics = Arc::new(Metrics::default());
    let address = (Ipv4Addr::LOCALHOST, 0).into();
    (Monitor::start(address, Arc::clone(&metrics)).unwrap(), metrics)
}

fn connected(monitor: &Monitor) -> TcpStream {
    let stream = TcpStream::connect(monitor.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// What the server says to `request`.
fn said(monitor: &Monitor, request: &[u8]) -> String {
    let mut stream = connected(monitor);
    stream.write_all(request).unwrap();
    heard(&mut stream)
}

fn heard(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // The server may close before all was sent.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn get(monitor: &Monitor, path: &str) -> (String, String) {
    let answer =
        said(monitor, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes());
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn health_and_metrics() {
    let (monitor, metrics) = started();
    let (status, body) = get(&monitor, "/health");
    assert_eq!(status, "HTTP/1.1 200 OK");
    let health: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(health["state"], "starting");
    let (status, body) = get(&monitor, "/metrics");
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(body, metrics.prometheus());
    assert_eq!(get(&monitor, "/").1, "/health\n/metrics\n");
    assert_eq!(get(&monitor, "/else").0, "HTTP/1.1 404 Not Found");
}

#[test]
fn after_a_run_that_failed_it_is_not_well() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.toml");
    let text = "[[ingest]]\nuse = \"files\"\npaths = [\"missing\"]\n[[export]]\nuse = \"jsonl\"\npath = \"o\"\n";
    std::fs::write(&file, text).unwrap();
    let pipeline = cableway_engine::load(
        &file,
        &cableway_engine::LoadOptions::default(),
        &crate::registry::registry(),
        &cableway_engine::NoPlugins,
    )
    .unwrap();
    let (monitor, metrics) = started();
    let options = RunOptions { metrics: Some(metrics), ..RunOptions::default() };
    let outcome = cableway_engine::run(pipeline, &options);
    assert!(matches!(outcome, Err(RunError::Stage { .. })), "{outcome:?}");
    let (status, body) = get(&monitor, "/health");
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    let health: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&health["state"], &health["last_run"]["outcome"]),
        (&"waiting".into(), &"failed".into())
    );
    assert!(health["last_error"][0].as_str().unwrap().starts_with("stage `files`: "), "{body}");
}

#[test]
fn head_has_no_body_and_nothing_else_is_allowed() {
    let (monitor, _) = started();
    let answer = said(&monitor, b"HEAD /health HTTP/1.1\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
    let answer = said(&monitor, b"POST /health HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    assert!(answer.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"), "{answer}");
    assert!(answer.contains("Allow: GET, HEAD\r\n"), "{answer}");
}

#[test]
fn what_is_no_request() {
    let (monitor, _) = started();
    for request in [&b"\x16\x03\x01\x02\x00\x01\r\n\r\n"[..], b"hello\r\n\r\n", b"GET /\r\n\r\n"] {
        let answer = said(&monitor, request);
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    }
    // One that goes away in the middle of a word.
    let mut stream = connected(&monitor);
    stream.write_all(b"GET /hea").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert!(heard(&mut stream).starts_with("HTTP/1.1 400 Bad Request\r\n"));
    assert_eq!(get(&monitor, "/health").0, "HTTP/1.1 200 OK");
}

#[test]
fn a_head_without_end_is_cut_off() {
    let (monitor, _) = started();
    let mut request = b"GET /health HTTP/1.1\r\nX: ".to_vec();
    request.resize(9 << 10, b'a');
    let answer = said(&monitor, &request);
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[test]
fn a_client_that_dawdles_is_not_waited_for() {
    let (monitor, _) = started();
    let started = Instant::now();
    let mut slow = connected(&monitor);
    let dawdling = std::thread::spawn(move || {
        for byte in b"GET /health HTTP/1.1\r\nX-Slow: and slower and slower".iter().cycle() {
            if slow.write_all(&[*byte]).is_err() || started.elapsed() > Duration::from_secs(15) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
            slow.set_nonblocking(true).unwrap();
            let mut answer = [0; 64];
            if matches!(slow.read(&mut answer), Ok(count) if count > 0) {
                return String::from_utf8_lossy(&answer).into_owned();
            }
            slow.set_nonblocking(false).unwrap();
        }
        String::new()
    });
    // Others are served meanwhile.
    assert_eq!(get(&monitor, "/health").0, "HTTP/1.1 200 OK");
    let answer = dawdling.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(12));
}

/// Each client is a thread and a file: there are never more than a few.
#[test]
fn a_crowd_is_sent_away() {
    let (monitor, _) = started();
    let mut silent: Vec<TcpStream> = (0..MOST_CLIENTS).map(|_| connected(&monitor)).collect();
    // They are taken one after another.
    std::thread::sleep(Duration::from_millis(500));
    let mut beyond: Vec<TcpStream> = (0..100).map(|_| connected(&monitor)).collect();
    for stream in &mut beyond {
        let answer = heard(stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 503 "), "{answer}");
    }
    // Once they are gone, there is room again.
    silent.clear();
    let patience = Instant::now();
    while get(&monitor, "/health").0 != "HTTP/1.1 200 OK" {
        assert!(patience.elapsed() < Duration::from_secs(10), "no room");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn it_ends_at_once_whoever_is_connected() {
    let (monitor, _) = started();
    let _silent = connected(&monitor);
    std::thread::sleep(Duration::from_millis(100));
    let address = monitor.address();
    let started = Instant::now();
    drop(monitor);
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_port_that_is_taken() {
    let (monitor, metrics) = started();
    let again = Monitor::start(monitor.address(), metrics);
    assert_eq!(again.err().unwrap().kind(), io::ErrorKind::AddrInUse);
}
