//! All terms of all topics in one automaton: a text is read once, however many rules there are.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use cableway_core::{BlockKind, Context, Document, Span, StageError, text};

use super::fold::{BLOCK_END, Folded};
use super::needle::Needle;
use super::rules::Topic;

/// A term has no more places than this that are evidence; all are counted.
pub(crate) const MOST_PLACES: usize = 100;

/// A term of a `near` has no more places than this that are looked at.
const MOST_NEAR: usize = 10_000;

/// Further apart than any two words of a block.
const BLOCK_GAP: u64 = 1 << 32;

/// A place where a term stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) span: Span,
    /// In the title or the standfirst.
    pub(crate) in_head: bool,
    /// Where it starts in the folded text.
    pub(crate) start: usize,
    /// How many words stand before it, once they are counted; a new block is far away.
    pub(crate) word: u64,
}

/// A term that a document holds.
#[derive(Debug)]
pub(crate) struct Occurrence {
    pub(crate) count: usize,
    /// At least once in the title or the standfirst.
    pub(crate) in_head: bool,
    /// The first of its places, in the order of the text.
    pub(crate) places: Vec<Place>,
    needle: usize,
}

/// A topic's term that a document holds. Sorted, they are grouped by topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) topic: usize,
    /// The term's place among [`Topic::needles`].
    pub(crate) slot: usize,
    /// Its place among [`Findings::occurrences`].
    pub(crate) occurrence: usize,
}

/// All that a document holds of the rules.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) occurrences: Vec<Occurrence>,
    folded: Folded,
    words_are_counted: bool,
}

impl Findings {
    /// Fills in [`Place::word`] everywhere. Most documents do without, so it is done when asked for.
    pub(crate) fn count_words(&mut self) {
        if self.words_are_counted {
            return;
        }
        self.words_are_counted = true;
        let mut places: Vec<&mut Place> =
            self.occurrences.iter_mut().flat_map(|occurrence| &mut occurrence.places).collect();
        places.sort_unstable_by_key(|place| place.start);
        let mut places = places.into_iter().peekable();
        let mut count = 0;
        let mut at = 0;
        for block in self.folded.text.split(BLOCK_END) {
            let mut words = text::words(block).map(|word| at + word.span.start()).peekable();
            let end = at + block.len();
            while let Some(place) = places.next_if(|place| place.start <= end) {
                while words.next_if(|word| *word < place.start).is_some() {
                    count += 1;
                }
                place.word = count;
            }
            if places.peek().is_none() {
                return;
            }
            count += BLOCK_GAP;
            at = end + BLOCK_END.len_utf8();
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
    /// For each needle the topics that search for it, and its slot in each.
    uses: Vec<Vec<(usize, usize)>>,
    /// For each needle how many of its places are of use.
    most_places: Vec<usize>,
}

impl Matcher {
    pub(crate) fn new(topics: &[Topic]) -> Result<Self, BuildError> {
        let mut numbers: HashMap<&Needle, usize> = HashMap::new();
        let mut uses: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut most_places = Vec::new();
        let mut needles: Vec<&Needle> = Vec::new();
        for (number, topic) in topics.iter().enumerate() {
            let first_near = topic.any.len() + topic.all.len() + topic.none.len();
            for (slot, needle) in topic.needles().enumerate() {
                let place = *numbers.entry(needle).or_insert_with(|| {
                    needles.push(needle);
                    uses.push(Vec::new());
                    most_places.push(MOST_PLACES);
                    needles.len() - 1
                });
                uses[place].push((number, slot));
                if slot >= first_near {
                    most_places[place] = MOST_NEAR;
                }
            }
        }
        let mut patterns: Vec<&str> = Vec::new();
        let mut needles_of: Vec<Vec<usize>> = Vec::new();
        let mut pattern_of: HashMap<&str, usize> = HashMap::new();
        for (number, needle) in needles.iter().enumerate() {
            let pattern = *pattern_of.entry(needle.first()).or_insert_with(|| {
                patterns.push(needle.first());
                needles_of.push(Vec::new());
                patterns.len() - 1
            });
            needles_of[pattern].push(number);
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns)?;
        let needles = needles.into_iter().cloned().collect();
        Ok(Self { automaton, needles_of, needles, uses, most_places })
    }

    /// The terms that `document` holds, grouped by topic, and where they stand.
    pub(crate) fn find(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<(Vec<Found>, Findings), StageError> {
        let (folded, head) = fold(document);
        let mut occurrences: Vec<Occurrence> = Vec::new();
        let mut occurrence_of: HashMap<usize, usize> = HashMap::new();
        for (number, hit) in self.automaton.find_overlapping_iter(&folded.text).enumerate() {
            if number % 4096 == 0 {
                context.check()?;
            }
            for &needle in &self.needles_of[hit.pattern().as_usize()] {
                let Some(span) = self.fits(needle, document, &folded, hit.start(), hit.end())
                else {
                    continue;
                };
                let occurrence = *occurrence_of.entry(needle).or_insert_with(|| {
                    let places = Vec::new();
                    occurrences.push(Occurrence { count: 0, in_head: false, places, needle });
                    occurrences.len() - 1
                });
                let in_head = hit.start() < head;
                let place = Place { span, in_head, start: hit.start(), word: 0 };
                let occurrence = &mut occurrences[occurrence];
                occurrence.count += 1;
                occurrence.in_head |= in_head;
                if occurrence.places.len() < self.most_places[needle] {
                    occurrence.places.push(place);
                }
            }
        }
        let found = self.by_topic(&occurrences);
        if occurrences.iter().any(|occurrence| occurrence.count > MOST_NEAR) {
            self.note_unseen(&occurrences, context);
        }
        Ok((found, Findings { occurrences, folded, words_are_counted: false }))
    }

    /// The span of the needle whose beginning stands at these bytes of the folded text, if all of it
    /// stands there.
    fn fits(
        &self,
        needle: usize,
        document: &Document,
        folded: &Folded,
        start: usize,
        end: usize,
    ) -> Option<Span> {
        let needle = &self.needles[needle];
        let end = needle.end(&folded.text, start, end)?;
        let span = folded.original(start, end)?;
        needle.allows_case(document.slice(span)?).then_some(span)
    }

    fn by_topic(&self, occurrences: &[Occurrence]) -> Vec<Found> {
        let mut found = Vec::new();
        for (occurrence, Occurrence { needle, .. }) in occurrences.iter().enumerate() {
            let uses = self.uses[*needle].iter();
            found.extend(uses.map(|&(topic, slot)| Found { topic, slot, occurrence }));
        }
        found.sort_unstable();
        found
    }

    fn note_unseen(&self, occurrences: &[Occurrence], context: &Context<'_>) {
        for occurrence in occurrences.iter().filter(|occurrence| occurrence.count > MOST_NEAR) {
            if self.most_places[occurrence.needle] == MOST_NEAR {
                let (term, count) = (self.needles[occurrence.needle].first(), occurrence.count);
                context.note(format!(
                    "`near` looked at the first {MOST_NEAR} of the {count} places of `{term}`"
                ));
            }
        }
    }
}

/// Title, standfirst and body of a document, folded, and where the body begins.
fn fold(document: &Document) -> (Folded, usize) {
    let mut folded = Folded::default();
    let is_head = |kind| matches!(kind, BlockKind::Title | BlockKind::Standfirst);
    let push = |folded: &mut Folded, wanted: &dyn Fn(BlockKind) -> bool| {
        for block in document.blocks().iter().filter(|block| wanted(block.kind)) {
            folded.push_block(document.slice(block.span).unwrap_or_default(), block.span.start());
        }
    };
    push(&mut folded, &is_head);
    // Whatever follows is behind this place, and the end of the last block before it.
    let head = folded.text.len();
    push(&mut folded, &BlockKind::is_body);
    (folded, head)
}
