//! Words and sentences, with their places: what classify and summarize stages both stand on.

mod sentence;
mod word;

pub use sentence::{sentence_iter, sentences};
pub use word::{Word, words};
