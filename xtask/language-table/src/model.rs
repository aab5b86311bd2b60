//! A language as lingua's models describe it: how often each n-gram of one to five letters stands in words.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use fst::Streamer as _;

/// Letters in an n-gram at most.
const ORDERS: usize = 5;

/// An n-gram of up to five letters as one number, 21 bits a letter.
type Gram = u128;

fn push(gram: Gram, letter: u32) -> Gram {
    gram << 21 | Gram::from(letter)
}

/// The n-gram without its first letter.
fn tail(gram: Gram, order: usize) -> Gram {
    gram & ((1 << (21 * (order - 1))) - 1)
}

/// What may follow: letters and the chance of the sum up to each, of which the rest to `whole` is the
/// end of the word.
#[derive(Default)]
struct Next {
    letters: Vec<(u32, f64)>,
    whole: f64,
}

/// How the words of a model are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Own,
    /// The model has Cyrillic letters alone.
    SerbianInLatin,
}

/// Draws words that a language might have.
pub(crate) struct Model {
    pub(crate) spelling: Spelling,
    /// By the letters so far, at the start of a word.
    starts: HashMap<Gram, Next>,
    /// By the last four letters.
    inside: HashMap<Gram, Next>,
}

impl Model {
    /// Reads a file `ngrams.fst`: each n-gram with the logarithm of its chance after its first letters.
    ///
    /// The numbers are shares of counts, with nothing left out. So they also tell what is not written
    /// there: what follows no letter starts a word, and what no letter follows ends one.
    pub(crate) fn read(path: &Path, spelling: Spelling) -> Result<Self, Box<dyn Error>> {
        let map = fst::Map::new(std::fs::read(path)?)?;
        let mut shares: Vec<HashMap<Gram, f64>> = vec![HashMap::new(); ORDERS + 1];
        shares[0].insert(0, 1.0);
        let mut list: Vec<Vec<(Gram, f64)>> = vec![Vec::new(); ORDERS + 1];
        // Ordered, so that an n-gram comes after the one that it begins with.
        let mut stream = map.stream();
        while let Some((key, value)) = stream.next() {
            let letters: Vec<u32> = std::str::from_utf8(key)?.chars().map(u32::from).collect();
            let order = letters.len();
            let gram = letters.iter().fold(0, |gram, letter| push(gram, *letter));
            let Some(before) = shares[order - 1].get(&(gram >> 21)) else { continue };
            let share = before * f64::from_bits(value).exp();
            shares[order].insert(gram, share);
            list[order].push((gram, share));
        }
        let least = list.iter().flatten().map(|(_, share)| *share).fold(1.0, f64::min) / 2.0;

        let mut starts: HashMap<Gram, Next> = HashMap::new();
        let mut first: Vec<(Gram, f64)> = Vec::new();
        for order in 1..ORDERS {
            let mut preceded: HashMap<Gram, f64> = HashMap::new();
            for (gram, share) in &list[order + 1] {
                *preceded.entry(tail(*gram, order + 1)).or_default() += share;
            }
            for (gram, share) in &list[order] {
                let share = share - preceded.get(gram).unwrap_or(&0.0);
                if share > least {
                    first.push((*gram, share));
                }
            }
        }
        let whole: f64 = first.iter().filter(|(gram, _)| *gram < 1 << 21).map(|(_, share)| share).sum();
        starts.entry(0).or_default().whole = whole;
        for (gram, share) in &first {
            starts.entry(*gram).or_default().whole = *share;
            add(starts.entry(gram >> 21).or_default(), *gram, *share);
        }
        let mut inside: HashMap<Gram, Next> = HashMap::new();
        for (gram, share) in &list[ORDERS - 1] {
            inside.entry(*gram).or_default().whole = *share;
        }
        for (gram, share) in &list[ORDERS] {
            add(inside.entry(gram >> 21).or_default(), *gram, *share);
        }
        Ok(Self { spelling, starts, inside })
    }

    /// Draws the letters of a word.
    pub(crate) fn word(&self, random: &mut Random) -> Vec<u32> {
        const MOST: usize = 40;
        let mut word: Vec<u32> = Vec::new();
        while word.len() < MOST {
            let context = word.iter().rev().take(ORDERS - 1).rev().fold(0, |gram, c| push(gram, *c));
            let place = if word.len() < ORDERS - 1 { &self.starts } else { &self.inside };
            let Some(next) = place.get(&context) else { break };
            let drawn = random.fraction() * next.whole;
            let at = next.letters.partition_point(|(_, sum)| *sum <= drawn);
            let Some((letter, _)) = next.letters.get(at) else { break };
            word.push(*letter);
        }
        word
    }
}

fn add(next: &mut Next, gram: Gram, share: f64) {
    let sum = next.letters.last().map_or(0.0, |(_, sum)| *sum) + share;
    next.letters.push(((gram & 0x1f_ffff) as u32, sum));
}

/// Numbers that look random and are the same each time (Marsaglia's xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From 0 to below 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.fraction() * end as f64) as usize
    }
}
