//! All terms of all topics in one automaton: a text is read once, however many rules there are.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use cableway_core::{BlockKind, Context, Document, Span, StageError};

use super::fold::{BLOCK_END, Folded, is_unspaced, is_word, plain};
use super::rules::{Near, Term, Topic};

/// A place where a term stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hit {
    /// Which of all terms.
    term: usize,
    pub(crate) span: Span,
    /// In the title or the standfirst.
    pub(crate) in_head: bool,
    /// How many words stand before it; a new block is far away.
    word: usize,
}

/// The words between two blocks, as far as `near` is concerned.
const BLOCK_GAP: usize = 1 << 20;

/// Finds the terms of all topics.
#[derive(Debug)]
pub(crate) struct Matcher {
    automaton: AhoCorasick,
    /// For each pattern of the automaton the terms that are searched for with it.
    terms_of: Vec<Vec<usize>>,
    terms: Vec<Term>,
    /// The first term of each topic, and behind the last topic the number of terms.
    firsts: Vec<usize>,
}

impl Matcher {
    pub(crate) fn new(topics: &[Topic]) -> Result<Self, BuildError> {
        let mut terms = Vec::new();
        let mut firsts = vec![0];
        for topic in topics {
            terms.extend(terms_of(topic).cloned());
            firsts.push(terms.len());
        }
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut patterns: Vec<&str> = Vec::new();
        let mut terms_of: Vec<Vec<usize>> = Vec::new();
        for (number, term) in terms.iter().enumerate() {
            let place = *places.entry(&term.folded).or_insert_with(|| {
                patterns.push(&term.folded);
                terms_of.push(Vec::new());
                patterns.len() - 1
            });
            terms_of[place].push(number);
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns)?;
        Ok(Self { automaton, terms_of, terms, firsts })
    }

    /// All hits in `document`, by topic, then term, then place.
    pub(crate) fn hits(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Vec<Hit>, StageError> {
        let (folded, head) = fold(document);
        let mut hits = Vec::new();
        let mut words = WordCount { text: &folded.text, at: 0, in_word: false, count: 0 };
        let mut found = Vec::new();
        for (number, hit) in self.automaton.find_overlapping_iter(&folded.text).enumerate() {
            if number % 4096 == 0 {
                context.check()?;
            }
            for &term in &self.terms_of[hit.pattern().as_usize()] {
                if let Some(end) = self.fits(term, &folded, document, hit.start(), hit.end()) {
                    found.push((hit.start(), end, term));
                }
            }
        }
        // The automaton reports by end; words are counted from the start.
        found.sort_unstable();
        for (start, end, term) in found {
            let Some(span) = folded.original(start, end) else { continue };
            hits.push(Hit { term, span, in_head: start < head, word: words.before(start) });
        }
        // Stable, so that each term's hits stay in the order of the text.
        hits.sort_by_key(|hit| hit.term);
        Ok(hits)
    }

    /// Where `term` ends, if it stands at these bytes of the folded text as words of its own.
    fn fits(
        &self,
        term: usize,
        folded: &Folded,
        document: &Document,
        start: usize,
        end: usize,
    ) -> Option<usize> {
        let term = &self.terms[term];
        let (before, after) = (folded.text.get(..start)?, folded.text.get(end..)?);
        let joins = |inside: Option<char>, outside: Option<char>| {
            let (Some(inside), Some(outside)) = (inside, outside) else { return false };
            is_word(inside) && is_word(outside) && !is_unspaced(inside) && !is_unspaced(outside)
        };
        if joins(term.folded.chars().next(), before.chars().next_back()) {
            return None;
        }
        if !term.prefix && joins(term.folded.chars().next_back(), after.chars().next()) {
            return None;
        }
        if let Some(exact) = &term.exact {
            let words = document.slice(folded.original(start, end)?)?;
            if plain(words) != *exact {
                return None;
            }
        }
        if !term.prefix {
            return Some(end);
        }
        let ending = after.find(|c| !is_word(c) || is_unspaced(c)).unwrap_or(after.len());
        Some(end + ending)
    }

    /// The hits of each term of topic `number`, in the order of [`terms_of`].
    pub(crate) fn of_topic<'h>(&self, number: usize, hits: &'h [Hit]) -> TopicHits<'h> {
        let (first, end) = (self.firsts[number], self.firsts[number + 1]);
        let from = hits.partition_point(|hit| hit.term < first);
        let to = hits.partition_point(|hit| hit.term < end);
        TopicHits { hits: &hits[from..to], next: first }
    }

    /// The topics that have any hit, so that the others cost nothing.
    pub(crate) fn topics_with(&self, hits: &[Hit]) -> Vec<usize> {
        let mut topics: Vec<usize> = Vec::new();
        let mut rest = hits;
        while let Some(hit) = rest.first() {
            let topic = self.firsts.partition_point(|first| *first <= hit.term) - 1;
            topics.push(topic);
            let end = self.firsts[topic + 1];
            rest = &rest[rest.partition_point(|hit| hit.term < end)..];
        }
        topics
    }
}

/// The terms of a topic: `any`, `all`, `none`, then those of each `near`.
fn terms_of(topic: &Topic) -> impl Iterator<Item = &Term> {
    let near = topic.near.iter().flat_map(|near| &near.terms);
    topic.any.iter().chain(&topic.all).chain(&topic.none).chain(near)
}

/// Hands out the hits of a topic's terms, one term after the other.
pub(crate) struct TopicHits<'h> {
    hits: &'h [Hit],
    next: usize,
}

impl<'h> TopicHits<'h> {
    pub(crate) fn next_term(&mut self) -> &'h [Hit] {
        let end = self.hits.partition_point(|hit| hit.term <= self.next);
        let (own, rest) = self.hits.split_at(end);
        self.hits = rest;
        self.next += 1;
        own
    }
}

/// The hits that stand close together, and how many times they do: for each hit the last of every
/// other term before it, if all lie within `within` words. Takes time n log n in the number of hits.
pub(crate) fn close_together(near: &Near, hits: &[&[Hit]]) -> (Vec<Hit>, usize) {
    let mut all: Vec<(usize, Hit)> = Vec::new();
    for (term, hits) in hits.iter().enumerate() {
        all.extend(hits.iter().map(|hit| (term, *hit)));
    }
    all.sort_by_key(|(term, hit)| (hit.word, hit.span.start(), *term));
    let mut last: Vec<Option<Hit>> = vec![None; near.terms.len()];
    let mut found: Vec<Hit> = Vec::new();
    let mut times = 0;
    for (term, hit) in all {
        last[term] = Some(hit);
        let window: Option<Vec<Hit>> = last.iter().copied().collect();
        let Some(window) = window else { continue };
        let first = window.iter().map(|hit| hit.word).min().unwrap_or_default();
        if hit.word - first <= near.within {
            found.extend(window);
            times += 1;
        }
    }
    found.sort_by_key(|hit| (hit.span.start(), hit.span.end()));
    found.dedup_by_key(|hit| hit.span);
    (found, times)
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

/// Counts words as places are asked for, in order.
struct WordCount<'a> {
    text: &'a str,
    at: usize,
    in_word: bool,
    count: usize,
}

impl WordCount<'_> {
    fn before(&mut self, place: usize) -> usize {
        for c in self.text.get(self.at..place).unwrap_or_default().chars() {
            let is_word = is_word(c);
            if is_word && (!self.in_word || is_unspaced(c)) {
                self.count += 1;
            }
            if c == BLOCK_END {
                self.count += BLOCK_GAP;
            }
            self.in_word = is_word;
        }
        self.at = self.at.max(place);
        self.count
    }
}
