//! What a rules file may say, but hardly means.

use std::collections::HashMap;

use super::{Reader, Topic};
use crate::topics::needle::Needle;

/// A list of terms is compared with what is forbidden up to this many pairs.
const MOST_PAIRS: usize = 100_000;

impl Reader {
    /// Warns of topics that say the same, and of terms that never count.
    pub(super) fn doubtful(&mut self, topics: &[Topic]) {
        for topic in topics {
            self.forbidden(topic);
            for term in topic.any.iter().chain(&topic.all).chain(&topic.none) {
                if term.needle.is_too_open() {
                    let message = format!("`{}` stands for very many words", term.written);
                    let hint = "give the word two letters more".to_owned();
                    self.warning(term.range.clone(), message, Some(hint));
                }
            }
        }
        self.twice(topics);
    }

    /// Terms that another list of the same topic forbids.
    fn forbidden(&mut self, topic: &Topic) {
        let speaking = topic.any.len() + topic.all.len();
        if topic.none.len().saturating_mul(speaking) > MOST_PAIRS {
            return;
        }
        for (number, term) in topic.any.iter().chain(&topic.all).enumerate() {
            let Some(none) = topic.none.iter().find(|none| term.needle.implies(&none.needle))
            else {
                continue;
            };
            let message = if number < topic.any.len() {
                format!("`{}` never counts: `none` forbids `{}`", term.written, none.written)
            } else {
                let (all, none) = (&term.written, &none.written);
                format!(
                    "no document can ever have this topic: `all` asks for `{all}`, and `none` forbids `{none}`"
                )
            };
            self.warning(term.range.clone(), message, None);
        }
    }

    /// Topics that differ in their label alone.
    fn twice(&mut self, topics: &[Topic]) {
        let mut seen: HashMap<(Vec<&Needle>, String), &str> = HashMap::new();
        for topic in topics {
            let queries: Vec<String> =
                topic.queries.iter().map(|query| query.root.to_string()).collect();
            let within: Vec<(usize, u64)> =
                topic.near.iter().map(|near| (near.needles.len(), near.within)).collect();
            let lists = (topic.any.len(), topic.all.len(), topic.none.len());
            let rest = format!("{lists:?} {within:?} {queries:?}");
            if let Some(first) = seen.insert((topic.needles().collect(), rest), &topic.label) {
                let message = format!("this topic asks for the same words as `{first}`");
                let hint = "one of the two says nothing that the other does not".to_owned();
                self.warning(topic.range.clone(), message, Some(hint));
            }
        }
    }
}
