//! The page of `brief` as its readers have it: what its elements say, what a real browser makes of it, and how it looks.
//! The browser is Debian's `chromium`; where it is not installed, the tests that need it say so and look at nothing.

#![expect(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod chromium;
mod page;
mod picture;
mod structure;
