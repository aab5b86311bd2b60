//! The stage `web`: a server on loopback that behaves in every way there is; documents out.
#![cfg(feature = "web")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod feeds;
mod misbehaviour;
mod polite;
mod server;
mod sources;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use cableway_core::{
    AnyStage, Clock, ConfigError, Context, Ingest, Limits, ListError, Registry, Setup, StageError,
    StageKind,
};
use serde_json::{Value, json};
use server::Server;

/// The most bytes of a page.
const LIMIT: u64 = 100_000;

fn limits() -> Limits {
    Limits { bytes: LIMIT, ..Limits::default() }
}

/// The 25th of November 2026, ten o'clock.
fn ten() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(498_778)
}

/// An hour later.
fn eleven() -> SystemTime {
    ten() + Duration::from_hours(1)
}

fn build(
    kind: &str,
    folder: &Path,
    config: Value,
    clock: fn() -> SystemTime,
) -> Result<Box<dyn Ingest>, ConfigError> {
    build_with(kind, config, &Setup::new(folder, limits()).with_clock(Clock::frozen(clock())))
}

fn build_with(kind: &str, config: Value, setup: &Setup) -> Result<Box<dyn Ingest>, ConfigError> {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    let entry = registry.get(StageKind::Ingest, kind).unwrap();
    match entry.build(config, setup)? {
        AnyStage::Ingest(stage) => Ok(stage),
        other => panic!("not an ingest stage: {other:?}"),
    }
}

/// So many seconds are enough for any answer that comes at all, however busy the machine is.
const PATIENT: f64 = 60.0;

/// So many are enough for a test to wait where no answer comes.
const IMPATIENT: f64 = 0.5;

/// A stage that may reach the server.
fn stage_at(
    kind: &str,
    folder: &Path,
    mut config: Value,
    clock: fn() -> SystemTime,
) -> Box<dyn Ingest> {
    let keys = config.as_object_mut().unwrap();
    for (key, value) in [
        ("allow_private", json!(true)),
        ("robots", json!(false)),
        ("per_host_seconds", json!(0)),
        ("retries", json!(0)),
        ("timeout_seconds", json!(PATIENT)),
    ] {
        keys.entry(key).or_insert(value);
    }
    build(kind, folder, config, clock).unwrap()
}

fn chain(error: &StageError) -> String {
    format!("{}: {}", error.kind(), error.chain().collect::<Vec<_>>().join(": "))
}

/// What becomes of each address: its media type, time, title and notes, or its error.
fn outcome(stage: &dyn Ingest, server: &Server) -> String {
    let cancelled = AtomicBool::new(false);
    let context = Context::new(Limits { time: None, ..limits() }, &cancelled);
    let mut shown = String::new();
    for listed in stage.items(&context) {
        let item = match listed {
            Ok(item) => item,
            Err(ListError::Item { uri, error }) => {
                writeln!(shown, "{uri}\n  {}", chain(&error)).unwrap();
                continue;
            }
            Err(ListError::Source(error)) => {
                writeln!(shown, "END: {}", chain(&error)).unwrap();
                break;
            }
        };
        writeln!(shown, "{}", item.uri).unwrap();
        let context = Context::new(limits(), &cancelled);
        match stage.read(&item, &context) {
            Ok(documents) => {
                for document in documents {
                    let source = document.source();
                    let retrieved = source.retrieved.as_ref().map_or("-", |date| date.as_str());
                    let declared = item.media_type.as_deref().unwrap_or("-");
                    let title = document.meta().title.as_deref().unwrap_or("-");
                    writeln!(shown, "  {title} | {declared} | {retrieved}").unwrap();
                }
            }
            Err(error) => writeln!(shown, "  {}", chain(&error)).unwrap(),
        }
        for note in context.take_notes() {
            writeln!(shown, "  note: {note}").unwrap();
        }
    }
    server.plain(&shown)
}

/// What becomes of the pages of `server` at `paths`, with these keys besides.
fn fetch(server: &Server, paths: &[&str], config: Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    fetch_in(folder.path(), server, paths, config, ten)
}

fn fetch_in(
    folder: &Path,
    server: &Server,
    paths: &[&str],
    mut config: Value,
    clock: fn() -> SystemTime,
) -> String {
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    config["urls"] = json!(urls);
    outcome(stage_at("web", folder, config, clock).as_ref(), server)
}
