//! Where to listen.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Reads an address to listen at: `9464`, `:9464`, `localhost:9464`, `127.0.0.1:9464`, `[::1]:9464`. Without a
/// host it is that of this machine alone, `127.0.0.1`.
pub(crate) fn parse(text: &str) -> Result<SocketAddr, String> {
    let local = |port: &str| {
        let port = port.parse().ok()?;
        Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
    };
    let short = text.strip_prefix(':').or_else(|| text.strip_prefix("localhost:")).unwrap_or(text);
    let address = local(short).or_else(|| text.parse().ok());
    address.ok_or_else(|| "not PORT or IP:PORT, such as 9464 or 127.0.0.1:9464".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(parse(text).ok(), expect.map(|expect| expect.parse().unwrap()), "{text}");
    }

    #[test]
    fn without_a_host_it_is_this_machine() {
        check("9464", Some("127.0.0.1:9464"));
        check(":9464", Some("127.0.0.1:9464"));
        check("localhost:0", Some("127.0.0.1:0"));
        check("[::1]:9464", Some("[::1]:9464"));
        check("0.0.0.0:9464", Some("0.0.0.0:9464"));
    }

    #[test]
    fn what_is_no_address() {
        for text in ["", ":", "x", "127.0.0.1", "example.org:80", "65536", "-1", "1.2.3:4"] {
            check(text, None);
        }
    }
}
