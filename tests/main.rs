//! Tests of Cableway through the built command, as a user would use it: a folder, a command line,
//! what appears on the screen and on the disk.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod bad_articles;
mod bad_outputs;
mod bad_pipelines;
mod examples;
mod folder;
mod help;
mod interrupt;
mod runs;
