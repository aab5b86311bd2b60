//! Which option a sentence speaks of, and what it says of that.

use super::Choice;
use super::find::Collected;
use super::lean::lean;
use super::markers::{Marker, cardinal, ordinal};
use super::weigh::{Opening, weigh};
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::vocabulary::asks;

impl Collected<'_> {
    /// `I would wait.`: for the one option that is to wait.
    pub(super) fn hear_advice(&mut self, sentence: &Sentence) {
        let reading = &self.work.reading;
        if let Some((one, other)) = combined(reading, sentence) {
            let advised = lean(reading, sentence, true) == Some("for");
            for choice in &mut self.all {
                if advised && (choice.number == one || choice.number == other) {
                    choice.lean = Some("for");
                }
            }
            return;
        }
        let word = |at: usize| if at < sentence.end { reading.lower(at) } else { "" };
        let first = sentence.first;
        // `I would wait`, `The ministry should wait`
        let modal = (first + 1..sentence.end.min(first + 6))
            .find(|at| reading.tokens[*at].tag == Tag::Modal);
        let follows =
            |at: &usize| reading.tokens.get(at + 1).is_some_and(|next| next.tag == Tag::Base);
        let Some(modal) = modal.filter(follows) else {
            return;
        };
        let advises = match word(modal) {
            "would" | "'d" => matches!(word(modal - 1), "i" | "we"),
            "should" | "must" | "ought" => true,
            _ => false,
        };
        let is_near = reading.tokens[first].start < self.until;
        if !advises || !is_near && word(modal) != "would" {
            return;
        }
        let end = (modal + 1..sentence.end)
            .find(|at| matches!(reading.word(*at), "," | ";") || reading.lower(*at) == "if")
            .unwrap_or(sentence.end);
        if let Some(at) = self.told.named(self.work, modal + 1..end.min(modal + 6)) {
            self.all[at].lean = Some("for");
        }
    }

    /// Words that refer to an option, and what is said of the one that is spoken of.
    pub(super) fn refer(
        &mut self,
        markers: &[Marker],
        (opened, is_told): (Option<usize>, bool),
        sentence: &Sentence,
        analysis: &Analysis,
    ) {
        let reading = &self.work.reading;
        let mut referred = None;
        for marker in markers.iter().filter(|marker| opened != Some(marker.first)) {
            referred = Some(marker);
            let Some(at) = self.of(marker) else { continue };
            let Some(span) = reading.span(marker.first, marker.last) else { continue };
            let choice = &mut self.all[at];
            choice.later.push(span);
            choice.lean = after(choice.lean, lean(reading, sentence, true));
        }
        let named = self.named(sentence, analysis, referred.is_some() || is_told);
        match referred {
            // `The second would require …` goes on with the second.
            Some(marker) if marker.first == sentence.first => {
                self.turn_to(self.of(marker), sentence);
                if let Some(choice) = self.current.and_then(|at| self.all.get_mut(at)) {
                    // `Option A is to pay` tells again what it is.
                    let at = marker.last;
                    let tells = reading
                        .tokens
                        .get(at + 1..at + 3)
                        .is_some_and(|next| next[0].tag == Tag::Be && next[1].tag == Tag::To);
                    let opening = if tells { Opening::Marker(at) } else { Opening::None };
                    self.said = weigh(reading, analysis, choice, opening, None, self.said);
                }
            }
            None if opened.is_none() => {
                let opening = if is_told { Opening::Clause } else { Opening::None };
                if let Some((at, is_subject)) = named {
                    // `Leaving would anger the south` goes on with the one that is to leave.
                    if is_subject {
                        self.turn_to(Some(at), sentence);
                        let choice = &mut self.all[at];
                        self.said = weigh(reading, analysis, choice, opening, None, self.said);
                    }
                    if combined(reading, sentence).is_none() {
                        let choice = &mut self.all[at];
                        choice.lean = after(choice.lean, lean(reading, sentence, true));
                    }
                } else {
                    self.weigh_current(sentence, analysis, opening);
                }
            }
            _ => {}
        }
    }

    /// Makes an option the one that is spoken of.
    fn turn_to(&mut self, at: Option<usize>, sentence: &Sentence) {
        if self.current != at {
            (self.current, self.said) = (at, None);
        }
        let start = self.work.reading.tokens[sentence.first].start;
        self.until = self.until.max(self.work.block_end(start));
    }

    /// The option whose own words a sentence has: in its subject, or, where the author takes sides, behind it.
    fn named(
        &self,
        sentence: &Sentence,
        analysis: &Analysis,
        is_marked: bool,
    ) -> Option<(usize, bool)> {
        let reading = &self.work.reading;
        let is_near = reading.tokens[sentence.first].start < self.until;
        if is_marked || self.all.len() < 2 || !is_near {
            return None;
        }
        let clause = analysis.clauses.iter().find(|one| one.verb.finite)?;
        let verb = analysis.groups[clause.group].first;
        // In an item of its own, an option is spoken of until its end.
        let start = reading.tokens[sentence.first].start;
        let block = |at: usize| self.work.block_end(self.all[at].words.start());
        let fits = |at: &usize| {
            self.current.is_none_or(|current| {
                current == *at || block(current) < start || block(current) == block(*at)
            })
        };
        if let Some(at) = self.told.named(self.work, sentence.first..verb).filter(fits) {
            return Some((at, true));
        }
        let sides = matches!(lean(reading, sentence, true), Some("for" | "against"));
        let behind = verb + 1..sentence.end;
        let at = sides.then(|| self.told.named(self.work, behind)).flatten().filter(fits)?;
        Some((at, false))
    }

    pub(super) fn weigh_current(
        &mut self,
        sentence: &Sentence,
        analysis: &Analysis,
        opening: Opening,
    ) {
        let reading = &self.work.reading;
        if let Some(choice) = self.current.and_then(|at| self.all.get_mut(at)) {
            self.said = weigh(reading, analysis, choice, opening, None, self.said);
            // `The worst course would be to do nothing` is about doing nothing, and who names two means these.
            if !is_of_another(reading, sentence, choice) && combined(reading, sentence).is_none() {
                choice.lean = after(choice.lean, lean(reading, sentence, false));
            }
        }
    }
}

/// What a later sentence makes of a lean: that something is likely undoes no advice.
fn after(before: Option<&'static str>, now: Option<&'static str>) -> Option<&'static str> {
    match now {
        Some("expected") => before.or(now),
        _ => now.or(before),
    }
}

/// True for `The worst course would be to do nothing`, which names what it judges, unless that is the option.
fn is_of_another(reading: &Reading, sentence: &Sentence, choice: &Choice) -> bool {
    let first = sentence.first;
    let to = (first + 3..sentence.end.min(first + 7))
        .find(|at| reading.tokens[*at].tag == Tag::To && reading.tokens[*at - 1].tag == Tag::Be);
    let Some(to) = to.filter(|_| reading.lower(first) == "the") else { return false };
    let words = choice.words.slice(&reading.text).unwrap_or_default();
    let verb = reading.lower(to + 1);
    let mut words = words.split(|c: char| !c.is_alphabetic()).take(4);
    !words.any(|word| word.eq_ignore_ascii_case(verb))
}

/// The numbers in `a combination of A and B`; all of two where the text says `of both`.
fn combined(reading: &Reading, sentence: &Sentence) -> Option<(u32, u32)> {
    if sentence.asked & asks::OPTION == 0 {
        return None;
    }
    let of = (sentence.first + 1..sentence.end.saturating_sub(1)).find(|at| {
        reading.lower(*at) == "of"
            && matches!(reading.lower(*at - 1), "combination" | "mix" | "mixture" | "blend")
    })?;
    if reading.lower(of + 1) == "both" || reading.lower(of + 2) == "two" {
        return Some((1, 2));
    }
    let mut numbers = (of + 1..sentence.end.min(of + 7)).filter_map(|at| {
        let word = reading.lower(at);
        // The article is no option.
        (word != "a" || reading.is_capital(at))
            .then(|| cardinal(word).or_else(|| ordinal(word)))
            .flatten()
    });
    Some((numbers.next()?, numbers.next()?))
}
