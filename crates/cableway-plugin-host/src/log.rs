//! What plugins say, in the host's log.

use cableway_plugin_abi as abi;
use tracing::Level;

/// Longer messages are cut: a log is for people.
const MOST_CHARACTERS: usize = 4_000;

fn level(level: u32) -> Level {
    match level {
        abi::LOG_ERROR => Level::ERROR,
        abi::LOG_WARN => Level::WARN,
        abi::LOG_INFO => Level::INFO,
        abi::LOG_DEBUG => Level::DEBUG,
        _ => Level::TRACE,
    }
}

/// True where a message of this level is heard.
pub(crate) fn enabled(number: u32) -> bool {
    match level(number) {
        Level::ERROR => tracing::enabled!(target: "cableway::plugin", Level::ERROR),
        Level::WARN => tracing::enabled!(target: "cableway::plugin", Level::WARN),
        Level::INFO => tracing::enabled!(target: "cableway::plugin", Level::INFO),
        Level::DEBUG => tracing::enabled!(target: "cableway::plugin", Level::DEBUG),
        _ => tracing::enabled!(target: "cableway::plugin", Level::TRACE),
    }
}

/// Hands a message on. `fields` is a JSON object, or empty.
pub(crate) fn write(number: u32, from: &str, message: &str, fields: &str) {
    let message = cut(message);
    let said = if fields.is_empty() || fields == "{}" {
        message
    } else {
        format!("{message} {}", cut(fields))
    };
    match level(number) {
        Level::ERROR => tracing::error!(target: "cableway::plugin", from, "{said}"),
        Level::WARN => tracing::warn!(target: "cableway::plugin", from, "{said}"),
        Level::INFO => tracing::info!(target: "cableway::plugin", from, "{said}"),
        Level::DEBUG => tracing::debug!(target: "cableway::plugin", from, "{said}"),
        _ => tracing::trace!(target: "cableway::plugin", from, "{said}"),
    }
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(MOST_CHARACTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
