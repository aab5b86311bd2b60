//! Everything that goes to standard error.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use crate::arguments::{Colour, LogFormat, Logging};

static COLOUR: AtomicBool = AtomicBool::new(false);
static JSON: AtomicBool = AtomicBool::new(false);
static QUIET: AtomicBool = AtomicBool::new(false);

/// Starts logging as the arguments say.
pub(crate) fn start(logging: &Logging) {
    let colour = match logging.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    COLOUR.store(colour, Relaxed);
    JSON.store(logging.log_format == LogFormat::Json, Relaxed);
    QUIET.store(logging.quiet, Relaxed);
    let level = match (logging.quiet, logging.verbose) {
        (true, _) => LevelFilter::ERROR,
        // Programs get what the table tells people.
        (_, 0) if logging.log_format == LogFormat::Json => LevelFilter::INFO,
        (_, 0) => LevelFilter::WARN,
        (_, 1) => LevelFilter::INFO,
        (_, 2) => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let subscriber =
        tracing_subscriber::fmt().with_writer(stderr).with_ansi(colour).with_max_level(level);
    // It warns of what is no trouble: a folder that is gone cannot be watched any more.
    let filter = Targets::new().with_default(level).with_target("notify", LevelFilter::ERROR);
    match logging.log_format {
        LogFormat::Text => {
            subscriber.without_time().with_target(false).finish().with(filter).init();
        }
        LogFormat::Json => subscriber.json().finish().with(filter).init(),
    }
}

/// Whether standard error takes colours.
pub(crate) fn colour() -> bool {
    COLOUR.load(Relaxed)
}

/// Whether nothing but errors is wanted.
pub(crate) fn quiet() -> bool {
    QUIET.load(Relaxed)
}

/// Whether a progress bar, or a table, would disturb whoever reads standard error.
pub(crate) fn is_for_people(logging: &Logging) -> bool {
    !logging.quiet && logging.log_format == LogFormat::Text
}

/// Says what went wrong, and why.
pub(crate) fn error(message: &str, causes: &[String]) {
    if JSON.load(Relaxed) {
        tracing::error!(causes = ?causes, "{message}");
        return;
    }
    let (red, reset) = if colour() { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
    let mut text = format!("{red}error{reset}: {message}\n");
    for cause in causes {
        text.push_str("  because: ");
        text.push_str(cause);
        text.push('\n');
    }
    // If standard error is gone, nobody can be told so.
    let _ = stderr().write_all(text.as_bytes());
}

/// Says what the user should know, though nothing went wrong.
pub(crate) fn warn(message: &str) {
    if JSON.load(Relaxed) {
        tracing::warn!("{message}");
        return;
    }
    if QUIET.load(Relaxed) {
        return;
    }
    let (yellow, reset) = if colour() { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "") };
    let text = format!("{yellow}warning{reset}: {message}\n");
    let _ = stderr().write_all(text.as_bytes());
}

/// Says something to people.
pub(crate) fn say(text: &str) {
    let _ = stderr().write_all(text.as_bytes());
}
