//! Goes through a text and collects its options.

use cableway_sdk::Span;

use super::Choice;
use super::announced::{self, Announced};
use super::markers::{Marker, markers};
use super::paired;
use super::refer::Told;
use super::unmarked::{self, Opened, whose};
use super::weigh::{Opening, weigh};
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::work::Work;

/// The most options of a text, and the highest number that one gets: whoever chooses has no more, and each one that is found is
/// compared with those before it.
const MOST: u32 = 99;

/// Those found so far.
pub(super) struct Collected<'a> {
    pub(super) work: &'a Work,
    pub(super) all: Vec<Choice>,
    /// The one that is spoken of.
    pub(super) current: Option<usize>,
    /// The byte up to which it is: the end of the block after its own.
    pub(super) until: usize,
    /// True where one may stand alone.
    alone: bool,
    /// True where the text sets out more than are kept.
    more: bool,
    /// The words that tell them.
    pub(super) told: Told,
    /// What was last said of the current one: true for it.
    pub(super) said: Option<bool>,
}

/// All options of the body, by number.
pub(crate) fn choices(work: &Work) -> Vec<Choice> {
    let reading = &work.reading;
    let mut found = Collected {
        work,
        all: Vec::new(),
        current: None,
        until: 0,
        alone: false,
        more: false,
        told: Told::default(),
        said: None,
    };
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
        let opened = markers.iter().find(|marker| marker.opens && found.is_new(marker)).copied();
        let before = found.all.len();
        let heard = opened.is_none() && announced.hear(work, place, is_heading);
        if let Some(marker) = opened {
            found.open_marked(&marker, sentence, analysis, announced.owner());
        } else if heard || is_heading {
            found.current = None;
            if heard && !is_heading && !found.more {
                found.add(announced::inline(work, place), analysis);
            }
        } else {
            found.open_unmarked(place, &mut announced);
        }
        let is_told = found.all.len() > before;
        found.refer(&markers, (opened.map(|one| one.first), is_told), sentence, analysis);
        if opened.is_none() && !is_told {
            found.hear_advice(sentence);
        }
    }
    owned(work, &mut found.all);
    let Collected { mut all, alone, more, .. } = found;
    all.sort_by_key(|one| (one.kind, one.number));
    if let Some(last) = all.last_mut() {
        last.more = more;
    }
    // One marker alone sets out nothing to choose from, but for an alternative to what is.
    if all.len() < 2 && !alone { Vec::new() } else { all }
}

/// `Option A: wait. Chile would close the port. Option B: pay. Chile would lend …`: where the sentence behind each marker begins with
/// one actor that would do something, the options are that actor's.
fn owned(work: &Work, all: &mut [Choice]) {
    let reading = &work.reading;
    let doer = |one: &Choice| {
        let token = reading.tokens.partition_point(|token| token.end <= one.words.end());
        let place = reading.sentence_of(token.checked_sub(1)?)? + 1;
        let (next, analysis) = (reading.sentences.get(place)?, work.analyses.get(place)?);
        let near = work.block_end(one.words.start()) > reading.tokens[next.first].start;
        let clause = analysis.clauses.iter().find(|one| one.verb.finite).filter(|_| near)?;
        let would = matches!(
            reading.lower(analysis.groups[clause.group].first),
            "would" | "could" | "can" | "might" | "may" | "will"
        );
        let group = analysis.groups[*clause.subject.first()?];
        let mention = work.cast.within(group.first, group.last).first()?;
        (would && group.first < next.first + 2).then_some(&work.cast.actors[mention.actor])
    };
    if all.len() < 2 || all.iter().any(|one| one.actor.is_some() || !one.rule.starts_with("marker"))
    {
        return;
    }
    let doers: Option<Vec<_>> = all.iter().map(doer).collect();
    let Some(doers) = doers else { return };
    let is_one = doers
        .iter()
        .all(|one| one.name == doers[0].name || one.state.is_some() && one.state == doers[0].state);
    if is_one {
        let name = doers[0].name.to_string();
        for one in all {
            one.actor = Some(name.clone());
        }
    }
}

impl Collected<'_> {
    fn has(&self, number: u32) -> bool {
        self.all.iter().any(|one| one.number == number)
    }

    /// The lowest number that no other one of a kind has.
    fn free(&self, kind: &str) -> u32 {
        let has = |number: u32| self.all.iter().any(|one| one.kind == kind && one.number == number);
        (1..=MOST).find(|number| !has(*number)).unwrap_or(MOST)
    }

    /// True where a marker that opens something opens another one than those found: `the second scenario` is option two, unless
    /// there are scenarios beside the options.
    fn is_new(&self, marker: &Marker) -> bool {
        if !self.has(marker.number) {
            return true;
        }
        let Some(kind) = marker.kind else { return false };
        let mut same = self.all.iter().filter(|one| one.kind == kind).peekable();
        let begins = marker.number == 1 || same.peek().is_some();
        begins && !same.any(|one| one.number == marker.number)
    }

    /// The option that a marker speaks of: of its kind, else the last one with its number.
    pub(super) fn of(&self, marker: &Marker) -> Option<usize> {
        let fits = |one: &Choice| one.number == marker.number;
        let of_kind =
            || self.all.iter().rposition(|one| fits(one) && Some(one.kind) == marker.kind);
        of_kind().or_else(|| self.all.iter().rposition(fits))
    }

    /// Takes in options that stand side by side.
    fn add(&mut self, opened: Vec<Opened>, analysis: &Analysis) {
        let is_one = opened.len() == 1;
        let actor = opened.iter().find_map(|one| one.actor.clone());
        for mut one in opened {
            if one.alone && one.actor.is_none() {
                one.actor.clone_from(&actor);
            }
            let work = self.work;
            let number = one.number.unwrap_or_else(|| self.free(one.kind));
            let Some(choice) = self.push(one.kind, number, (one.words, one.words)) else { break };
            (choice.actor, choice.rule) = (one.actor, one.rule.to_owned());
            if !is_one {
                // Each is weighed within its own words.
                let within = Some(choice.words);
                weigh(&work.reading, analysis, choice, Opening::Clause, within, None);
                self.current = None;
            }
        }
    }

    /// Keeps an option, unless there are as many as may be.
    fn push(
        &mut self,
        kind: &'static str,
        number: u32,
        (marker, words): (Span, Span),
    ) -> Option<&mut Choice> {
        if self.all.len() >= MOST as usize {
            (self.more, self.current) = (true, None);
            return None;
        }
        let place = self.all.len();
        (self.current, self.said) = (Some(place), None);
        self.told.hear(self.work, words, place);
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
            more: false,
        });
        self.all.last_mut()
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
        // `A third way is to wait`: of whoever has the two before it.
        let before = || {
            let is_way = reading.lower(marker.last) == "way";
            let last = self.all.last().filter(|one| is_way && one.number + 1 == marker.number)?;
            last.actor.clone()
        };
        let actor = actor(self.work, analysis).or_else(|| announced.map(str::to_owned));
        let actor = actor.or_else(before);
        let kind = marker.kind.unwrap_or("option");
        let Some(choice) = self.push(kind, marker.number, (span, words)) else { return };
        choice.actor = actor;
        choice.rule =
            format!("marker `{}`", span.slice(&reading.text).unwrap_or_default().to_lowercase());
        self.weigh_current(sentence, analysis, Opening::Marker(marker.last));
    }

    /// Options that no number opens, in a sentence or announced before.
    fn open_unmarked(&mut self, place: usize, announced: &mut Announced) {
        // What no more is kept of need not be looked for.
        if self.more {
            return;
        }
        let work = self.work;
        let next = announced.next(work, place);
        let mut opened: Vec<Opened> = next.into_iter().collect();
        if opened.is_empty() {
            opened = unmarked::open(work, place);
        }
        if opened.is_empty() {
            let begun = self.all.iter().any(|one| one.kind == "scenario");
            opened = paired::open(work, place, begun, announced.count());
        }
        // Beside options that are set out, conditions are what may come of them.
        if opened.is_empty() && self.all.iter().all(|one| one.kind == "scenario") {
            opened = unmarked::conditions(work, place);
        }
        if let [one] = &opened[..]
            && one.alone
        {
            // What it is an alternative to, where the text has just said so.
            let before =
                unmarked::before_alternative(work, place).filter(|_| self.current.is_none());
            self.alone |= before.is_none() && self.all.is_empty();
            let is_pair = before.is_some();
            opened.splice(0..0, before);
            self.add(opened, &work.analyses[place]);
            if !is_pair {
                return;
            }
            // What follows speaks of the alternative.
            self.current = self.all.len().checked_sub(1);
            return;
        }
        for one in &mut opened {
            one.actor = one.actor.take().or_else(|| announced.actor().map(str::to_owned));
        }
        self.add(opened, &work.analyses[place]);
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
