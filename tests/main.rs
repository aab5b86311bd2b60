//! Tests of Cableway through the built command, as a user would use it: a folder, a command line,
//! what appears on the screen and on the disk.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "what a test shows should be easy to read, not fast"
)]

mod bad_articles;
mod bad_forms;
mod bad_outputs;
mod bad_pipelines;
mod bad_texts;
mod cases;
mod containers;
mod determinism;
mod diff;
mod documentation;
mod duplicates;
mod examples;
mod failures;
mod folder;
mod help;
mod interrupt;
mod languages;
mod models;
mod observed;
mod plugins;
mod provenance;
mod runs;
mod sqlite;
mod survival;
mod told;
mod verify;
mod watch;
