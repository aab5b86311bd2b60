//! All terms of all topics in one automaton: a text is read once, however many rules there are.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use cableway_core::{BlockKind, Context, Document, Span, StageError, text};

use super::fold::{BLOCK_END, Folded};
use super::needle::Needle;
use super::query::Field;
use super::rules::Topic;
use super::stem::Stems;
use super::watch::{Watch, watch};

/// A term has no more places than this that are evidence; all are counted.
pub(crate) const MOST_PLACES: usize = 100;

/// A term whose places are compared with others has no more of them than this that are looked at.
pub(crate) const MOST_NEAR: usize = 10_000;

/// Further apart than any two words of a block.
const BLOCK_GAP: u64 = 1 << 32;

/// A place where a term stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) span: Span,
    /// What kind of block it stands in.
    pub(crate) field: Field,
    /// The bytes of the folded text.
    pub(crate) start: usize,
    end: usize,
    /// How many words stand before its first and its last word, once they are counted; a new block is
    /// far away.
    pub(crate) word: u64,
    pub(crate) last_word: u64,
}

/// A term that a document holds.
#[derive(Debug)]
pub(crate) struct Occurrence {
    pub(crate) count: usize,
    /// The kinds of block that it stands in.
    pub(crate) fields: Field,
    /// The first of its places, in the order of the text.
    pub(crate) places: Vec<Place>,
    needle: usize,
}

impl Occurrence {
    /// At least once in the title or the standfirst.
    pub(crate) fn in_head(&self) -> bool {
        !self.fields.and(Field::HEAD).is_empty()
    }
}

/// All that a document holds of the rules.
#[derive(Debug)]
pub(crate) struct Findings {
    occurrences: Vec<Occurrence>,
    /// By the number of the needle.
    occurrence_of: HashMap<usize, usize>,
    folded: Folded,
    words_are_counted: bool,
}

impl Findings {
    /// The places of a needle, if it occurs.
    pub(crate) fn get(&self, needle: usize) -> Option<&Occurrence> {
        self.occurrences.get(*self.occurrence_of.get(&needle)?)
    }

    fn add(&mut self, needle: usize, place: Place, most: usize) {
        let next = self.occurrences.len();
        let number = *self.occurrence_of.entry(needle).or_insert(next);
        if number == next {
            let fields = place.field;
            self.occurrences.push(Occurrence { count: 0, fields, places: Vec::new(), needle });
        }
        let occurrence = &mut self.occurrences[number];
        occurrence.count += 1;
        occurrence.fields = Field(occurrence.fields.0 | place.field.0);
        if occurrence.places.len() < most {
            occurrence.places.push(place);
        }
    }

    /// Fills in [`Place::word`] everywhere. Most documents do without, so it is done when asked for.
    pub(crate) fn count_words(&mut self) {
        if self.words_are_counted {
            return;
        }
        self.words_are_counted = true;
        // Where each word starts, and how many stand before it.
        let mut starts: Vec<usize> = Vec::new();
        let mut blocks: Vec<(usize, u64)> = Vec::new();
        let mut at = 0;
        for (number, block) in self.folded.text.split(BLOCK_END).enumerate() {
            blocks.push((at, number as u64 * BLOCK_GAP));
            starts.extend(text::words(block).map(|word| at + word.span.start()));
            at += block.len() + BLOCK_END.len_utf8();
        }
        for place in self.occurrences.iter_mut().flat_map(|occurrence| &mut occurrence.places) {
            let block = blocks.partition_point(|(start, _)| *start <= place.start);
            let gap = block.checked_sub(1).and_then(|block| blocks.get(block)).map_or(0, |b| b.1);
            let before = |at: usize| gap + starts.partition_point(|start| *start < at) as u64;
            place.word = before(place.start);
            place.last_word = before(place.end).saturating_sub(1).max(place.word);
        }
    }
}

/// Finds the terms of all topics.
#[derive(Debug)]
pub(crate) struct Matcher {
    automaton: AhoCorasick,
    /// For each pattern of the automaton the needles that begin with it.
    needles_of: Vec<Vec<usize>>,
    needles: Vec<Needle>,
    stems: Stems,
    /// For each topic the needles, by slot.
    slots: Vec<Vec<usize>>,
    /// For each needle the topics that are worth a look where it occurs.
    watchers: Vec<Vec<usize>>,
    /// The topics that a document may have that holds none of their words.
    always: Vec<usize>,
    /// For each needle how many of its places are of use.
    most_places: Vec<usize>,
}

impl Matcher {
    pub(crate) fn new(topics: &[Topic]) -> Result<Self, BuildError> {
        let mut numbers: HashMap<&Needle, usize> = HashMap::new();
        let mut uses: Vec<usize> = Vec::new();
        let mut most_places = Vec::new();
        let mut needles: Vec<&Needle> = Vec::new();
        let mut slots: Vec<Vec<usize>> = Vec::new();
        for topic in topics {
            let first_near = topic.any.len() + topic.all.len() + topic.none.len();
            let mut own = Vec::new();
            for (slot, needle) in topic.needles().enumerate() {
                let place = *numbers.entry(needle).or_insert_with(|| {
                    needles.push(needle);
                    uses.push(0);
                    most_places.push(MOST_PLACES);
                    needles.len() - 1
                });
                uses[place] += 1;
                if slot >= first_near {
                    most_places[place] = MOST_NEAR;
                }
                own.push(place);
            }
            slots.push(own);
        }
        let mut watchers: Vec<Vec<usize>> = vec![Vec::new(); needles.len()];
        let mut always = Vec::new();
        for (number, (topic, slots)) in topics.iter().zip(&slots).enumerate() {
            // A long word that one rule has is rarer in texts than a short one that many have.
            let cost = |slot: usize| {
                let number = slots.get(slot).copied().unwrap_or_default();
                let letters =
                    needles.get(number).map_or(0, |needle| needle.first().chars().count());
                let topics = uses.get(number).copied().unwrap_or_default() as f64;
                topics * 0.5_f64.powf(letters.min(12) as f64)
            };
            match watch(topic, &cost) {
                Watch::Always => always.push(number),
                Watch::Slots(own, _) => {
                    let mut own: Vec<usize> =
                        own.into_iter().filter_map(|slot| slots.get(slot).copied()).collect();
                    own.sort_unstable();
                    own.dedup();
                    for needle in own {
                        watchers[needle].push(number);
                    }
                }
            }
        }
        let mut patterns: Vec<&str> = Vec::new();
        let mut needles_of: Vec<Vec<usize>> = Vec::new();
        let mut pattern_of: HashMap<&str, usize> = HashMap::new();
        let mut phrases = Vec::new();
        for (number, needle) in needles.iter().enumerate() {
            if let Some(phrase) = needle.stemmed() {
                phrases.push((number, phrase.clone()));
                continue;
            }
            let pattern = *pattern_of.entry(needle.first()).or_insert_with(|| {
                patterns.push(needle.first());
                needles_of.push(Vec::new());
                patterns.len() - 1
            });
            needles_of[pattern].push(number);
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns)?;
        let needles = needles.into_iter().cloned().collect();
        let stems = Stems::new(phrases);
        Ok(Self { automaton, needles_of, needles, stems, slots, watchers, always, most_places })
    }

    /// The needles of a topic, by slot.
    pub(crate) fn slots(&self, topic: usize) -> &[usize] {
        self.slots.get(topic).map_or(&[], Vec::as_slice)
    }

    /// The topics that `document` may have, in order, and the terms that it holds.
    pub(crate) fn find(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<(Vec<usize>, Findings), StageError> {
        let (folded, fields) = fold(document);
        let mut findings = Findings {
            occurrences: Vec::new(),
            occurrence_of: HashMap::new(),
            folded: Folded::default(),
            words_are_counted: false,
        };
        let field_at = |start: usize| {
            let after = fields.partition_point(|(from, _)| *from <= start);
            after.checked_sub(1).and_then(|at| fields.get(at)).map_or(Field::OTHER, |(_, f)| *f)
        };
        let place = |span, start, end| {
            let field = field_at(start);
            Place { span, field, start, end, word: 0, last_word: 0 }
        };
        for (number, hit) in self.automaton.find_overlapping_iter(&folded.text).enumerate() {
            if number % 4096 == 0 {
                context.check()?;
            }
            for &needle in &self.needles_of[hit.pattern().as_usize()] {
                let fits = self.fits(needle, document, &folded, hit.start(), hit.end());
                if let Some((span, start, end)) = fits {
                    findings.add(needle, place(span, start, end), self.most_places[needle]);
                }
            }
        }
        if !self.stems.is_empty() {
            context.check()?;
            if !Stems::knows(document.language()) {
                let why = document.language().map_or_else(
                    || "its language is not known".to_owned(),
                    |language| format!("no stems are known of `{language}`"),
                );
                context.note(format!("`stem` does nothing in this text: {why}"));
            }
            self.stems.find(&folded, document.language(), |needle, start, end| {
                if let Some(span) = folded.original(start, end) {
                    findings.add(needle, place(span, start, end), self.most_places[needle]);
                }
            });
        }
        findings.folded = folded;
        self.note_unseen(&findings, context);
        Ok((self.candidates(&findings), findings))
    }

    /// The span, and the folded bytes, of the needle whose beginning stands at these bytes of the folded
    /// text, if all of it stands there.
    fn fits(
        &self,
        needle: usize,
        document: &Document,
        folded: &Folded,
        start: usize,
        end: usize,
    ) -> Option<(Span, usize, usize)> {
        let needle = &self.needles[needle];
        let (start, end) = needle.place(&folded.text, start, end)?;
        let span = folded.original(start, end)?;
        needle.allows_case(document.slice(span)?).then_some((span, start, end))
    }

    fn candidates(&self, findings: &Findings) -> Vec<usize> {
        let mut topics = self.always.clone();
        for occurrence in &findings.occurrences {
            topics.extend(self.watchers[occurrence.needle].iter().copied());
        }
        topics.sort_unstable();
        topics.dedup();
        topics
    }

    fn note_unseen(&self, findings: &Findings, context: &Context<'_>) {
        for occurrence in findings.occurrences.iter().filter(|found| found.count > MOST_NEAR) {
            if self.most_places[occurrence.needle] == MOST_NEAR {
                let (term, count) = (self.needles[occurrence.needle].first(), occurrence.count);
                context.note(format!(
                    "`near` looked at the first {MOST_NEAR} of the {count} places of `{term}`"
                ));
            }
        }
    }
}

/// Title, standfirst and body of a document, folded, and where in it which kind of block begins.
fn fold(document: &Document) -> (Folded, Vec<(usize, Field)>) {
    let mut folded = Folded::default();
    let mut fields: Vec<(usize, Field)> = Vec::new();
    let mut push = |wanted: &dyn Fn(BlockKind) -> bool| {
        for block in document.blocks().iter().filter(|block| wanted(block.kind)) {
            let field = match block.kind {
                BlockKind::Title => Field::TITLE,
                BlockKind::Standfirst => Field::STANDFIRST,
                BlockKind::Heading => Field::HEADING,
                BlockKind::Quotation => Field::QUOTATION,
                _ => Field::OTHER,
            };
            // The mark of the end of the block before stands between them.
            fields.push((folded.text.len() + usize::from(!folded.text.is_empty()), field));
            folded.push_block(document.slice(block.span).unwrap_or_default(), block.span.start());
        }
    };
    push(&|kind| matches!(kind, BlockKind::Title | BlockKind::Standfirst));
    push(&BlockKind::is_body);
    fields.dedup_by_key(|(_, field)| *field);
    (folded, fields)
}
