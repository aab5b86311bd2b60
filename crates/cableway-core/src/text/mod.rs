//! Words and sentences, with their places: what classify and summarize stages both stand on.

mod sentence;
mod stop_words;
mod word;

pub use sentence::{sentence_iter, sentences};
pub use stop_words::stop_words;
pub use word::{Word, words};
