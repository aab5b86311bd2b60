//! The texts seen so far, found by their digest, or by parts of their sketch (locality-sensitive hashing).

use std::collections::BTreeMap;

use cableway_core::DocumentId;

use super::sketch::{Sketch, Values, similarity};

/// Parts of a sketch by which texts are found.
const BANDS: usize = 12;
/// One chain of entries for each band, and one for the digest.
const CHAINS: usize = BANDS + 1;
/// Entries that are looked at for one band, the newest first. Texts made from one form share bands
/// without being alike; this keeps a run over a million of them from taking forever.
const MOST: usize = 1_000;
/// Entries that are allocated at once: the index grows without moving, and with little room to spare.
const CHUNK: usize = 1_024;

/// What is kept of a text: 164 bytes. With the heads of the chains it is below 200 at any time.
struct Entry {
    /// The id, where it is 24 hexadecimal digits; else it is in [`Index::others`].
    id: [u8; 12],
    digest: [u8; 8],
    values: Values,
    /// False for a text that is shorter than a shingle: it is in no chain of a band.
    has_values: bool,
    /// The next entry of each chain, plus one; 0 at the end.
    next: [u32; CHAINS],
}

/// An earlier text that another one is like.
#[derive(Debug)]
pub(crate) struct Original {
    pub(crate) id: String,
    /// The words are the same, in the same order.
    pub(crate) exact: bool,
    /// From 0 to 1.
    pub(crate) similarity: f64,
}

/// Finds earlier texts.
pub(crate) struct Index {
    threshold: f64,
    /// Values in a band.
    rows: usize,
    chunks: Vec<Vec<Entry>>,
    /// The first entry of each chain, plus one; 0 where there is none. As many for each band, and for the
    /// digest: a power of two.
    heads: Vec<u32>,
    /// Ids that another program has given, by the number of their entry.
    others: BTreeMap<u32, Box<str>>,
    /// The numbers of entries that may be like a text.
    candidates: Vec<u32>,
}

impl Index {
    /// An index for texts that are alike by `threshold`, from 0.5 to 1, at least.
    pub(crate) fn new(threshold: f64) -> Self {
        /// How likely it must be that two texts that are alike by just the threshold share a band.
        const SURE: f64 = 0.97;
        // The more values in a band, the fewer texts share one by chance.
        let shares = |rows: i32| 1.0 - (1.0 - threshold.powi(rows)).powf(BANDS as f64);
        let rows = (2..=6).rev().find(|rows| shares(*rows) >= SURE).unwrap_or(2);
        Self {
            threshold,
            rows: usize::try_from(rows).unwrap_or(2),
            chunks: Vec::new(),
            heads: vec![0; CHAINS << 10],
            others: BTreeMap::new(),
            candidates: Vec::new(),
        }
    }

    /// The earlier text that is most like this one: the first of those that are alike by the same
    /// number. Where there is none, this text is kept, for later ones to be compared with.
    pub(crate) fn find_or_keep(&mut self, id: &DocumentId, sketch: &Sketch) -> Option<Original> {
        let found = self.exact(sketch).or_else(|| self.near(sketch));
        if found.is_none() {
            self.keep(id, sketch);
        }
        found
    }

    fn exact(&self, sketch: &Sketch) -> Option<Original> {
        let digest = sketch.digest.to_le_bytes();
        let mut next = self.heads[self.head(BANDS, sketch.digest)];
        while let Some((number, entry)) = self.entry(next) {
            if entry.digest == digest {
                return Some(Original { id: self.id(number), exact: true, similarity: 1.0 });
            }
            next = entry.next[BANDS];
        }
        None
    }

    fn near(&mut self, sketch: &Sketch) -> Option<Original> {
        let values = sketch.values.as_ref()?;
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for band in 0..BANDS {
            let mut next = self.heads[self.head(band, self.key(values, band))];
            let mut left = MOST;
            while let Some((number, entry)) = self.entry(next)
                && left > 0
            {
                candidates.push(number);
                next = entry.next[band];
                left -= 1;
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(u32, f64)> = None;
        for &number in &candidates {
            let Some((_, entry)) = self.entry(number + 1) else { continue };
            let similarity = similarity(values, &entry.values);
            if similarity >= best.map_or(self.threshold, |(_, best)| best)
                && best.is_none_or(|(_, best)| similarity > best)
            {
                best = Some((number, similarity));
            }
        }
        self.candidates = candidates;
        best.map(|(number, similarity)| Original { id: self.id(number), exact: false, similarity })
    }

    fn keep(&mut self, id: &DocumentId, sketch: &Sketch) {
        let number = self.len();
        // Four thousand million texts would need 800 GB.
        let Ok(place) = u32::try_from(number + 1) else { return };
        if (number + 1) * CHAINS > 4 * self.heads.len() {
            self.grow();
        }
        let packed = packed(id.as_str());
        if packed.is_none() {
            self.others.insert(place - 1, id.as_str().into());
        }
        let mut entry = Entry {
            id: packed.unwrap_or_default(),
            digest: sketch.digest.to_le_bytes(),
            values: sketch.values.unwrap_or([0; _]),
            has_values: sketch.values.is_some(),
            next: [0; CHAINS],
        };
        self.link(&mut entry, place);
        if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(entry);
        }
    }

    /// Puts an entry at the head of its chains.
    fn link(&mut self, entry: &mut Entry, place: u32) {
        let first = if entry.has_values { 0 } else { BANDS };
        for chain in first..CHAINS {
            let key = match chain {
                BANDS => u64::from_le_bytes(entry.digest),
                band => self.key(&entry.values, band),
            };
            let head = self.head(chain, key);
            entry.next[chain] = std::mem::replace(&mut self.heads[head], place);
        }
    }

    /// Doubles the heads: chains are two to four entries long on average.
    fn grow(&mut self) {
        let length = 2 * self.heads.len();
        self.heads = Vec::new();
        self.heads = vec![0; length];
        let mut chunks = std::mem::take(&mut self.chunks);
        let mut place = 0;
        for entry in chunks.iter_mut().flatten() {
            place += 1;
            self.link(entry, place);
        }
        self.chunks = chunks;
    }

    fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// The entry that a chain leads to, with its number.
    fn entry(&self, place: u32) -> Option<(u32, &Entry)> {
        let number = place.checked_sub(1)?;
        let at = number as usize;
        Some((number, self.chunks.get(at / CHUNK)?.get(at % CHUNK)?))
    }

    fn id(&self, number: u32) -> String {
        if let Some(id) = self.others.get(&number) {
            return id.to_string();
        }
        let bytes = self.entry(number + 1).map_or([0; 12], |(_, entry)| entry.id);
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
    }

    /// The key of a band: its values.
    fn key(&self, values: &Values, band: usize) -> u64 {
        let values = values.iter().skip(band * self.rows).take(self.rows);
        values.fold(0, |key, value| key << 8 | u64::from(*value))
    }

    /// Where the chain of a key begins, of those of one band or of the digest.
    fn head(&self, chain: usize, key: u64) -> usize {
        let heads = self.heads.len() / CHAINS;
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - heads.trailing_zeros());
        chain * heads + hash as usize
    }
}

/// The bytes of an id of 24 hexadecimal digits in lower case.
fn packed(id: &str) -> Option<[u8; 12]> {
    let digits = id.as_bytes();
    let mut bytes = [0; 12];
    if digits.len() != 24 || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::sketch::VALUES;

    fn sketch(number: u64) -> Sketch {
        let values = std::array::from_fn(|place| {
            ((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(place as u32 * 7) >> 56)
                as u8
        });
        Sketch { digest: number, values: Some(values) }
    }

    #[test]
    fn every_text_is_found_again_while_the_index_grows() {
        let mut index = Index::new(0.7);
        let id = |number: u64| match number % 2 {
            0 => DocumentId::from_uri(&number.to_string()),
            _ => DocumentId::new(format!("of-another-{number}")).unwrap(),
        };
        for number in 0..20_000 {
            let found = index.find_or_keep(&id(number), &sketch(number));
            assert!(found.is_none(), "{number}: {found:?}");
        }
        for number in (0..20_000).step_by(7) {
            let exact = index.find_or_keep(&id(99), &sketch(number)).unwrap();
            assert_eq!((exact.id.as_str(), exact.exact), (id(number).as_str(), true));
            let mut changed = sketch(number);
            changed.digest += 1_000_000;
            for value in changed.values.iter_mut().flatten().skip(60) {
                *value ^= 1;
            }
            // Two thirds are the same, which is too little; 0.7 of them are not.
            assert!(index.near(&changed).is_none());
            for value in changed.values.iter_mut().flatten().skip(60).take(10) {
                *value ^= 1;
            }
            let near = index.near(&changed).unwrap();
            assert_eq!((near.id.as_str(), near.exact), (id(number).as_str(), false));
            assert!((near.similarity - 70.0 / VALUES as f64).abs() < 0.01);
        }
    }

    #[test]
    fn an_entry_and_its_heads_take_less_than_200_bytes() {
        // Four entries of chains a head when the heads are doubled: then there are two.
        let heads = CHAINS * size_of::<u32>() / 2;
        assert!(size_of::<Entry>() + heads <= 190, "{}", size_of::<Entry>() + heads);
    }
}
