//! Which addresses may be connected to.
//!
//! A page from outside must not reach what only this machine, or this network, can: a router, a
//! database, the credentials that clouds hand out at `169.254.169.254`. What a name says is no
//! guide, for any name may point anywhere and to another place a moment later. So the check is on
//! the addresses that a name was resolved to, and the connection is made to these and no others.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use cableway_core::{Network, StageError};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// Resolves names to addresses that may be connected to.
#[derive(Debug)]
pub(super) struct Guarded {
    pub(super) allow_private: bool,
    /// Whom the run lets be asked.
    pub(super) network: Network,
    /// A server on loopback that tests may reach.
    pub(super) except: Option<SocketAddr>,
    pub(super) inner: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        let is_allowed = |address: &&SocketAddr| {
            self.network.allows(address.ip())
                && (self.allow_private
                    || is_public(address.ip())
                    || self.except.as_ref() == Some(*address))
        };
        for address in found.iter().filter(is_allowed) {
            allowed.push(*address);
        }
        match found.first() {
            Some(first) if allowed.is_empty() => {
                Err(ureq::Error::Other(Box::new(Refused(first.ip()))))
            }
            _ => Ok(allowed),
        }
    }
}

/// All addresses of a host are of a kind that is not connected to.
#[derive(Debug)]
pub(super) struct Refused(pub(super) IpAddr);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the address {} is not one of the open internet", self.0)
    }
}

impl Error for Refused {}

/// Refuses an address that the run may not reach, before anybody is asked for anything: a look at a
/// server of names is the net too.
pub(super) fn within_reach(url: &Url, network: Network) -> Result<(), StageError> {
    let reachable = match url.host() {
        Some(Host::Ipv4(address)) => network.allows(address.into()),
        Some(Host::Ipv6(address)) => network.allows(address.into()),
        Some(Host::Domain(name)) => network.allows_name(name),
        None => network == Network::Allowed,
    };
    if reachable {
        return Ok(());
    }
    let host = url.host_str().unwrap_or_default();
    Err(StageError::bad_input(match network {
        Network::Refused => format!(
            "is not fetched: this run may not ask `{host}`, nor anybody else over the net. Mock the stage, or \
             allow the addresses of this machine and let a server answer there"
        ),
        _ => format!(
            "is not fetched: this run may ask nobody but this machine, and `{host}` is none of its addresses. \
             Mock the stage, or let a server on `127.0.0.1` answer"
        ),
    }))
}

/// Whether `address` belongs to the open internet: not to this machine, a local network, a cloud's
/// own services, or a range that is set aside.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let set_aside = match (a, b) {
        // `100.64` is shared by the customers of a provider, and some clouds have services there;
        // from 224 on there are many receivers, or it is reserved.
        (0 | 10 | 127 | 224..=255, _)
        | (100, 64..=127)
        | (169, 254)
        | (172, 16..=31)
        | (192, 168)
        | (198, 18 | 19) => true,
        // Protocols, relays and examples.
        (192, 0) => matches!(c, 0 | 2),
        (192, 88) => c == 99,
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => false,
    };
    // The services of one cloud lie in a public range.
    !set_aside && address != Ipv4Addr::new(168, 63, 129, 16)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Addresses of version 4 in other clothes: mapped, translated, tunnelled.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            inner(high, low)
        }
        [0x2002, high, low, ..] => inner(high, low),
        // Protocols, among them a tunnel whose end is anybody's guess; examples.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All that is given out so far.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_internet() {
        for text in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_near() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }
}
