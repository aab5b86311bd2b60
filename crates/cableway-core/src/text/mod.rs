//! Words and sentences, with their places: what classify and summarize stages both stand on.

mod sentence;
mod word;

pub use sentence::sentences;
pub use word::{Word, words};
