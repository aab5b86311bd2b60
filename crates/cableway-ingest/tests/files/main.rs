//! The stage `files` from the outside: a folder and a configuration in, items and documents out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod finding;
mod folder;
mod packed;
mod reading;
