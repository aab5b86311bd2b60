//! What a text only imagines: scenarios and options, under a heading, after a label, or `in the first scenario`.

use cableway_sdk::BlockKind;

use super::{Event, Status};
use crate::syntax::{Reading, Sentence};
use crate::work::Work;

/// How far what the sentences tell is imagined, while a text is gone through.
pub(super) struct Imagined<'a> {
    /// Nothing for a text that names no scenario at all.
    work: Option<&'a Work>,
    /// Under a heading that names one.
    under_heading: bool,
    /// The sentence at hand names one.
    here: bool,
    /// The byte up to which what is told in the present goes on with one: the end of its paragraph.
    until: usize,
    /// What the present tells in the sentence at hand is imagined.
    present: bool,
}

impl<'a> Imagined<'a> {
    pub(super) fn new(work: &'a Work) -> Self {
        let text = &work.reading.text;
        let anywhere = ["cenario", "ption", "st case"].iter().any(|word| text.contains(word));
        Self {
            work: anywhere.then_some(work),
            under_heading: false,
            here: false,
            until: 0,
            present: false,
        }
    }

    /// Takes in the next sentence.
    pub(super) fn hear(&mut self, sentence: &Sentence) {
        let Some(work) = self.work else { return };
        let reading = &work.reading;
        let named = names_scenario(reading, sentence);
        if is_heading(reading, sentence) {
            self.under_heading = named;
        }
        self.here = self.under_heading || named && is_label(reading, sentence);
        let start = reading.tokens[sentence.first].start;
        let phrase = within_scenario(reading, sentence);
        let opens = phrase == Some(sentence.first)
            || self.here
                && (sentence.first..sentence.end).any(|at| reading.lower(at) == "scenario");
        if opens {
            self.until = work.block_end(start);
        }
        self.present = phrase.is_some() || start < self.until;
    }

    /// Makes hypothetical what only a scenario tells.
    pub(super) fn bend(&self, event: &mut Event) {
        let denied = event.status == Status::Denied;
        if self.here && !(denied && event.past) || self.present && !event.past {
            event.negated |= denied;
            event.status = Status::Hypothetical;
        }
    }
}

/// True for a short line without an end: a heading, whatever its block says.
fn is_heading(reading: &Reading, sentence: &Sentence) -> bool {
    let last = reading.word(sentence.end - 1);
    sentence.kind == BlockKind::Heading
        || sentence.end - sentence.first < 12
            && !matches!(last, "." | "?" | "!" | "”" | "\"" | "’" | ")")
}

/// `Scenario two`, `Option A`: in the first words.
fn names_scenario(reading: &Reading, sentence: &Sentence) -> bool {
    let first = sentence.first..sentence.end.min(sentence.first + 3);
    first.into_iter().any(|at| matches!(reading.lower(at), "scenario" | "option"))
}

/// `Option A: …`
fn is_label(reading: &Reading, sentence: &Sentence) -> bool {
    (sentence.first..sentence.end.min(sentence.first + 4)).any(|at| reading.word(at) == ":")
}

/// `in the first scenario`, `under this scenario`, `in the worst case`: the first token of such words.
fn within_scenario(reading: &Reading, sentence: &Sentence) -> Option<usize> {
    (sentence.first..sentence.end).find_map(|at| {
        let before = at.checked_sub(1).map_or("", |at| reading.lower(at));
        let names = match reading.lower(at) {
            "scenario" => true,
            "case" => matches!(before, "best" | "worst"),
            _ => false,
        };
        let from = sentence.first.max(at.saturating_sub(5));
        names
            .then(|| (from..at).rev().find(|at| matches!(reading.lower(*at), "in" | "under")))
            .flatten()
    })
}
