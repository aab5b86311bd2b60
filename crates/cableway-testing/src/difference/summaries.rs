//! What the summarize stages said.

use serde_json::Value;

use super::Options;
use super::change::{Origin, What};
use super::evidence::{Evidence, compare_attributes, compare_evidence};
use super::quote::quote;
use super::sequence::{moved, pair};
use super::value::{list_of, text_of};

/// What differs in the summaries: the first of a stage is compared with the first of the same stage,
/// the second with the second.
pub(super) fn compare_summaries(
    old: &Value,
    new: &Value,
    options: &Options,
    add: &mut dyn FnMut(Origin, What),
) {
    let (old_list, new_list) = (list_of(old, "summaries"), list_of(new, "summaries"));
    let stages = |list: &'_ [Value]| -> Vec<Option<String>> {
        list.iter().map(|summary| Some(text_of(summary, "stage").to_owned())).collect()
    };
    let pairs = pair(stages(old_list), stages(new_list));
    let sentences = |summary: &Value| -> Vec<String> {
        list_of(summary, "sentences").iter().map(|one| text_of(one, "text").to_owned()).collect()
    };
    let stage = |summary: &Value| Origin::Stage(text_of(summary, "stage").to_owned());
    for (place, summary) in old_list.iter().enumerate() {
        match pairs.iter().find(|pair| pair.0 == place) {
            None => add(stage(summary), What::SummaryLost { sentences: sentences(summary) }),
            Some((_, other)) => {
                let texts = (text_of(old, "text"), text_of(new, "text"));
                let mut add = |what| add(stage(summary), what);
                compare_sentences(summary, &new_list[*other], texts, options, &mut add);
            }
        }
    }
    for (place, summary) in new_list.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.1 == place) {
            add(stage(summary), What::SummaryGained { sentences: sentences(summary) });
        }
    }
}

fn compare_sentences(
    old: &Value,
    new: &Value,
    texts: (&str, &str),
    options: &Options,
    add: &mut dyn FnMut(What),
) {
    let (old, new) = (list_of(old, "sentences"), list_of(new, "sentences"));
    let words = |sentence: &Value| text_of(sentence, "text").to_owned();
    let pairs =
        pair(old.iter().map(|one| Some(words(one))), new.iter().map(|one| Some(words(one))));
    for (place, sentence) in old.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.0 == place) {
            add(What::SentenceOut { position: place + 1, words: words(sentence) });
        }
    }
    for (place, sentence) in new.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.1 == place) {
            add(What::SentenceIn { position: place + 1, words: words(sentence) });
        }
    }
    for (from, to) in moved(&pairs) {
        add(What::SentenceMoved { from: from + 1, to: to + 1, words: words(&new[to]) });
    }
    for (from, to) in pairs {
        let (old, new) = (&old[from], &new[to]);
        let of = || format!("sentence {}", quote(text_of(new, "text")));
        let evidence = (Evidence::new(old, texts.0), Evidence::new(new, texts.1));
        compare_evidence(&evidence.0, &evidence.1, texts.0 == texts.1, of, add);
        compare_attributes(old, new, &["text", "spans"], of, options, add);
    }
}
