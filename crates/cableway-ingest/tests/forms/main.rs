//! Mails, documents and containers through the stage `files`: files in, records out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod archives;
mod bench;
mod crawls;
mod mail;
mod mailboxes;
mod office;
mod pdf;
mod print;
