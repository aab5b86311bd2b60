//! What there is to see.

use std::net::{IpAddr, SocketAddr};

use cableway_engine::Metrics;
use serde_json::json;

use super::connection::{Answer, Request};

/// The content type of the text form of Prometheus.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The answer to `request`, for a server that listens at `own`.
pub(super) fn answer(request: &Request, own: SocketAddr, metrics: &Metrics) -> Answer {
    if !is_meant(request.host.as_deref(), own) {
        return Answer::plain("403 Forbidden");
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        let answer = Answer::plain("405 Method Not Allowed");
        return Answer { header: "Allow: GET, HEAD\r\n", ..answer };
    }
    match request.path.as_str() {
        "/health" => health(metrics),
        "/metrics" => Answer {
            status: "200 OK",
            content_type: EXPOSITION,
            header: "",
            body: metrics.prometheus(),
        },
        "/" => {
            let answer = Answer::plain("200 OK");
            Answer { body: "/health\n/metrics\n".to_owned(), ..answer }
        }
        _ => Answer::plain("404 Not Found"),
    }
}

fn health(metrics: &Metrics) -> Answer {
    let health = metrics.health();
    let status = if health.is_well() { "200 OK" } else { "503 Service Unavailable" };
    let mut body = json!(health);
    body["version"] = env!("CARGO_PKG_VERSION").into();
    Answer { status, content_type: "application/json", header: "", body: format!("{body}\n") }
}

/// Whether a request means this server. One that listens for this machine alone must not answer a page of the
/// net that had its own name lead here: that name would stand in `Host`.
fn is_meant(host: Option<&str>, own: SocketAddr) -> bool {
    let Some(host) = host.filter(|_| own.ip().is_loopback()) else { return true };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_net_are_not_answered() {
        let own = "127.0.0.1:9464".parse().unwrap();
        for host in ["localhost", "LocalHost:9464", "127.0.0.1:9464", "[::1]:9464", "[::1]"] {
            assert!(is_meant(Some(host), own), "{host}");
        }
        assert!(is_meant(None, own));
        assert!(!is_meant(Some("rebound.example:9464"), own));
        assert!(is_meant(Some("desk.example:9464"), "192.0.2.7:9464".parse().unwrap()));
    }
}
