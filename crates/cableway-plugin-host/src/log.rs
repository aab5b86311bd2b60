//! What plugins say, in the host's log.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use cableway_plugin_abi as abi;
use tracing::Level;

/// Longer messages are cut: a log is for people.
pub(crate) const MOST_CHARACTERS: usize = 4_000;

/// So many errors are kept for whoever asks.
const MOST_ERRORS: usize = 100;

static MESSAGES: AtomicU64 = AtomicU64::new(0);
static ERRORS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// How many messages there were so far.
pub(crate) fn messages() -> u64 {
    MESSAGES.load(Ordering::Relaxed)
}

/// The first errors since this was last called.
pub(crate) fn take_errors() -> Vec<String> {
    std::mem::take(&mut ERRORS.lock().unwrap_or_else(PoisonError::into_inner))
}

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
    MESSAGES.fetch_add(1, Ordering::Relaxed);
    if number == abi::LOG_ERROR {
        let mut errors = ERRORS.lock().unwrap_or_else(PoisonError::into_inner);
        if errors.len() < MOST_ERRORS {
            errors.push(said.clone());
        }
    }
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
