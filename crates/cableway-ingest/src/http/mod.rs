//! Pages and feeds from the net.
//!
//! [`Client`] fetches one address with all that politeness and safety ask for: the server's
//! `robots.txt` (`robots`), not too much of one server (`pace`), addresses of the open internet alone
//! (`address`), and no page twice that has not changed (`cache`). [`Ahead`] does so for many, a few at a
//! time, in order. The net is not trusted: each answer has a limit of time, of bytes and of redirects.

mod address;
mod ahead;
mod answer;
mod cache;
mod client;
mod pace;
mod robots;
mod settings;
pub(crate) mod sitemap;

use cableway_core::{ErrorKind, StageError};

pub(crate) use ahead::{Ahead, Work};
pub(crate) use client::Client;
pub use settings::HttpConfig;
pub(crate) use settings::{Settings, address};

/// Whether a `robots.txt` with these bytes lets the robot `agent` fetch `url`.
pub(crate) fn allows(bytes: &[u8], agent: &str, url: &url::Url) -> bool {
    robots::Rules::read(bytes, agent).allow(url)
}

/// Whether what could not be fetched may be there another time.
pub(crate) fn may_pass(error: &StageError) -> bool {
    error.is_retryable() || matches!(error.kind(), ErrorKind::Io | ErrorKind::Timeout)
}
