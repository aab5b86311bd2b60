//! Goes through a text and collects its options.

use cableway_sdk::Span;

use super::Choice;
use super::markers::{Marker, markers};
use super::unmarked::{self, Announced, Opened, whose};
use super::weigh::{lean, weigh};
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::work::Work;

/// The highest number that an option gets.
const MOST: u32 = 99;

/// Those found so far.
struct Collected<'a> {
    work: &'a Work,
    all: Vec<Choice>,
    /// The one that is spoken of.
    current: Option<usize>,
    /// The byte up to which it is: the end of the block after its own.
    until: usize,
    /// True where one may stand alone.
    alone: bool,
}

/// All options of the body, by number.
pub(crate) fn choices(work: &Work) -> Vec<Choice> {
    let reading = &work.reading;
    let mut found = Collected { work, all: Vec::new(), current: None, until: 0, alone: false };
    let mut announced = Announced::default();
    for (place, sentence) in reading.sentences.iter().enumerate() {
        let is_heading = is_heading(reading, sentence);
        if !sentence.kind.is_body() && !is_heading {
            continue;
        }
        let analysis = &work.analyses[place];
        if reading.tokens[sentence.first].start >= found.until {
            found.current = None;
        }
        let markers = markers(reading, sentence);
        let opened =
            markers.iter().find(|marker| marker.opens && !found.has(marker.number)).copied();
        let heard = opened.is_none() && announced.hear(work, place, is_heading);
        if let Some(marker) = opened {
            found.open_marked(&marker, sentence, analysis, announced.actor());
        } else if heard || is_heading {
            found.current = None;
        } else {
            found.open_unmarked(place, &mut announced);
        }
        found.refer(&markers, opened.map(|one| one.first), sentence, analysis);
    }
    let Collected { mut all, alone, .. } = found;
    all.sort_by_key(|one| one.number);
    // One marker alone sets out nothing to choose from, but for an alternative to what is.
    if all.len() < 2 && !alone { Vec::new() } else { all }
}

impl Collected<'_> {
    fn has(&self, number: u32) -> bool {
        self.all.iter().any(|one| one.number == number)
    }

    fn push(
        &mut self,
        kind: &'static str,
        number: u32,
        (marker, words): (Span, Span),
    ) -> &mut Choice {
        let place = self.all.len();
        self.current = Some(place);
        self.until = self.work.block_end(self.work.block_end(words.start()));
        self.all.push(Choice {
            kind,
            number,
            marker,
            words,
            rule: String::new(),
            actor: None,
            benefits: Vec::new(),
            costs: Vec::new(),
            lean: None,
            later: Vec::new(),
        });
        &mut self.all[place]
    }

    fn open_marked(
        &mut self,
        marker: &Marker,
        sentence: &Sentence,
        analysis: &Analysis,
        announced: Option<&str>,
    ) {
        let reading = &self.work.reading;
        let Some(span) = reading.span(marker.first, marker.last) else { return };
        let last = (marker.last..sentence.end)
            .rev()
            .find(|at| reading.tokens[*at].tag != Tag::Mark)
            .unwrap_or(marker.last);
        // What stands after `is`, `is to` or a colon.
        let first = (marker.last + 1..=last)
            .find(|at| {
                let tag = reading.tokens[*at].tag;
                !matches!(tag, Tag::Mark | Tag::Be | Tag::Modal | Tag::To)
            })
            .unwrap_or(marker.first);
        let words = reading.span(first, last).unwrap_or(span);
        let actor = actor(self.work, analysis).or_else(|| announced.map(str::to_owned));
        let choice = self.push(marker.kind, marker.number, (span, words));
        choice.actor = actor;
        choice.rule =
            format!("marker `{}`", span.slice(&reading.text).unwrap_or_default().to_lowercase());
        self.weigh_current(sentence, analysis);
    }

    /// Options that no number opens, in a sentence or announced before.
    fn open_unmarked(&mut self, place: usize, announced: &mut Announced) {
        let work = self.work;
        let next = announced.next(work, place);
        let mut opened: Vec<Opened> = next.into_iter().collect();
        if opened.is_empty() {
            opened = unmarked::open(work, place);
        }
        // Beside options that are set out, conditions are what may come of them.
        if opened.is_empty() && self.all.iter().all(|one| one.kind == "scenario") {
            opened = unmarked::conditions(work, place);
        }
        let is_one = opened.len() == 1;
        if let [one] = &opened[..]
            && one.alone
        {
            // What it is an alternative to, where the text has just said so.
            let before =
                unmarked::before_alternative(work, place).filter(|_| self.current.is_none());
            self.alone |= before.is_none() && self.all.is_empty();
            opened.splice(0..0, before);
        }
        let actor = opened.iter().find_map(|one| one.actor.clone());
        for mut one in opened {
            if one.alone && one.actor.is_none() {
                one.actor.clone_from(&actor);
            }
            let number = (1..=MOST).find(|number| !self.has(*number)).unwrap_or(MOST);
            let choice = self.push(one.kind, number, (one.words, one.words));
            (choice.actor, choice.rule) = (one.actor, one.rule.to_owned());
            if !is_one {
                self.current = None;
            }
        }
    }

    /// Words that refer to an option, and what is said of the one that is spoken of.
    fn refer(
        &mut self,
        markers: &[Marker],
        opened: Option<usize>,
        sentence: &Sentence,
        analysis: &Analysis,
    ) {
        let reading = &self.work.reading;
        let mut referred = None;
        for marker in markers.iter().filter(|marker| opened != Some(marker.first)) {
            referred = Some(marker);
            let Some(at) = self.all.iter().position(|one| one.number == marker.number) else {
                continue;
            };
            let Some(span) = reading.span(marker.first, marker.last) else { continue };
            let choice = &mut self.all[at];
            choice.later.push(span);
            choice.lean = after(choice.lean, lean(reading, sentence));
        }
        match referred {
            // `The second would require …` goes on with the second.
            Some(marker) if marker.first == sentence.first => {
                self.current = self.all.iter().position(|one| one.number == marker.number);
                let start = reading.tokens[sentence.first].start;
                self.until = self.until.max(self.work.block_end(start));
                if let Some(choice) = self.current.and_then(|at| self.all.get_mut(at)) {
                    weigh(reading, analysis, choice);
                }
            }
            None if opened.is_none() => self.weigh_current(sentence, analysis),
            _ => {}
        }
    }

    fn weigh_current(&mut self, sentence: &Sentence, analysis: &Analysis) {
        let reading = &self.work.reading;
        if let Some(choice) = self.current.and_then(|at| self.all.get_mut(at)) {
            weigh(reading, analysis, choice);
            choice.lean = after(choice.lean, lean(reading, sentence));
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

/// A short line without an end.
fn is_heading(reading: &Reading, sentence: &Sentence) -> bool {
    let last = reading.word(sentence.end - 1);
    sentence.kind == cableway_sdk::BlockKind::Heading
        || sentence.kind != cableway_sdk::BlockKind::ListItem
            && sentence.end - sentence.first < 12
            && !matches!(last, "." | ":" | "?" | "!" | "”" | "\"" | ")")
}

/// Whose option it is: who stands after `for` or does what the sentence says.
fn actor(work: &Work, analysis: &Analysis) -> Option<String> {
    let reading = &work.reading;
    let after_for = analysis.groups.windows(2).find_map(|pair| {
        let is_for = reading.lower(pair[0].first) == "for";
        let mention = work.cast.within(pair[1].first, pair[1].last).first().filter(|_| is_for)?;
        Some(work.cast.actors[mention.actor].name.to_string())
    });
    after_for.or_else(|| whose(work, analysis))
}
