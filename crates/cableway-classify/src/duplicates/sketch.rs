//! What is kept of a text to find texts like it: a digest of its words, and the smallest hashes of its
//! shingles.

use cableway_core::{Digest, Document};

/// Values in a sketch. The share of equal values estimates the similarity of two texts with a standard
/// error of at most `0.5 / sqrt(VALUES)`, that is 0.053.
pub(crate) const VALUES: usize = 88;

/// The low eight bits of the smallest value of each hash function (b-bit minwise hashing: Li and König,
/// 2010).
pub(crate) type Values = [u8; VALUES];

/// The multipliers of the hash functions: odd numbers, from the generator `splitmix64`.
const MULTIPLIERS: [u32; VALUES] = numbers(1, 1);
/// What the hash functions add.
const OFFSETS: [u32; VALUES] = numbers(2, 0);

/// Numbers that differ from each other in all their bits, each with the bits of `also` set.
const fn numbers(seed: u64, also: u32) -> [u32; VALUES] {
    let mut numbers = [0; VALUES];
    let mut state = seed;
    let mut place = 0;
    while place < VALUES {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        numbers[place] = (mixed(state) >> 32) as u32 | also;
        place += 1;
    }
    numbers
}

/// The last step of `splitmix64`: every bit of `number` changes about half of the result's.
const fn mixed(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// The sketch of a text.
#[derive(Debug)]
pub(crate) struct Sketch {
    /// The first 64 bits of the digest of all words in lower case, a space between them.
    pub(crate) digest: u64,
    /// None for a text with fewer words than a shingle.
    pub(crate) values: Option<Values>,
}

impl Sketch {
    /// The sketch of a document's body, with shingles of `shingle` words; `None` where the body has no
    /// word. Takes time that grows with the text, whatever is in it.
    pub(crate) fn of(document: &Document, shingle: usize) -> Option<Self> {
        let mut words = Words::default();
        for block in document.body() {
            words.read(document.slice(block.span).unwrap_or_default());
        }
        if words.hashes.is_empty() {
            return None;
        }
        let digest = Digest::of(words.text.as_bytes());
        let first = digest.as_bytes().first_chunk().copied().unwrap_or_default();
        Some(Self { digest: u64::from_le_bytes(first), values: values(&words.hashes, shingle) })
    }
}

/// The share of shingles that two texts have in common, of all that either has (Jaccard), as their
/// sketches tell it: from 0 to 1.
pub(crate) fn similarity(one: &Values, other: &Values) -> f64 {
    /// How often eight bits are equal by chance.
    const CHANCE: f64 = 1.0 / 256.0;
    let equal = one.iter().zip(other).filter(|(one, other)| one == other).count();
    ((equal as f64 / VALUES as f64 - CHANCE) / (1.0 - CHANCE)).max(0.0)
}

/// The words of a text.
#[derive(Default)]
struct Words {
    /// In lower case, a space after each.
    text: String,
    /// The hash of each.
    hashes: Vec<u64>,
}

impl Words {
    /// Adds the words of a part: runs of letters and digits. Where a script has no spaces, each
    /// character is a word.
    fn read(&mut self, part: &str) {
        let mut start = self.text.len();
        for character in part.chars() {
            if !character.is_alphanumeric() {
                self.end(&mut start);
                continue;
            }
            let alone = is_alone(character);
            if alone {
                self.end(&mut start);
            }
            if character.is_ascii() {
                self.text.push(character.to_ascii_lowercase());
            } else {
                self.text.extend(character.to_lowercase());
            }
            if alone {
                self.end(&mut start);
            }
        }
        self.end(&mut start);
    }

    /// Ends the word that began at byte `start`, where there is one.
    fn end(&mut self, start: &mut usize) {
        if self.text.len() > *start {
            let hash = self.text.as_bytes()[*start..]
                .chunks(8)
                .map(|chunk| chunk.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
                .fold(0, |hash, chunk| mixed(hash ^ chunk));
            self.hashes.push(hash);
            self.text.push(' ');
            *start = self.text.len();
        }
    }
}

/// True for the letters of scripts that put no spaces between words.
fn is_alone(character: char) -> bool {
    matches!(u32::from(character),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff // Thai, Lao, Burmese, Khmer
        | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff // kana and Chinese characters
        | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

fn values(words: &[u64], shingle: usize) -> Option<Values> {
    if words.len() < shingle {
        return None;
    }
    let mut least = [u32::MAX; VALUES];
    for words in words.windows(shingle) {
        let hash = words.iter().fold(0_u64, |hash, word| mixed(hash.rotate_left(5) ^ word)) as u32;
        for ((least, multiplier), offset) in least.iter_mut().zip(&MULTIPLIERS).zip(&OFFSETS) {
            *least = (*least).min(hash.wrapping_mul(*multiplier).wrapping_add(*offset));
        }
    }
    // The smallest of many numbers has zeros in its high bits; its low bits are as good as any.
    Some(least.map(|least| (mixed(u64::from(least)) & 0xff) as u8))
}

#[cfg(test)]
mod tests {
    use cableway_core::BlockKind;

    use super::*;

    fn sketch(text: &str) -> Option<Sketch> {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, text);
        Sketch::of(&builder.build(), 3)
    }

    #[test]
    fn case_and_punctuation_do_not_count() {
        let one = sketch("The ferry – at last! – sails.").unwrap();
        let other = sketch("the FERRY at last sails").unwrap();
        assert_eq!((one.digest, one.values), (other.digest, other.values));
        assert_ne!(one.digest, sketch("the ferry at last sailed").unwrap().digest);
        assert_ne!(sketch("ab c").unwrap().digest, sketch("a bc").unwrap().digest);
    }

    #[test]
    fn too_little_gives_no_values() {
        assert!(sketch("… !? 👍").is_none());
        assert!(sketch("two words").unwrap().values.is_none());
        assert!(sketch("港务局").unwrap().values.is_some());
    }

    #[test]
    fn the_estimate_is_near_the_truth() {
        // 300 words, of which the last part differs: the similarity of the sets can be counted.
        let text = |from: usize| {
            let word = |n: usize| format!("w{n} ");
            (0..from).map(word).chain((from..300).map(|n| word(n + 1000))).collect::<String>()
        };
        let whole = sketch(&text(300)).unwrap().values.unwrap();
        for kept in [270, 240, 200, 150, 75] {
            let same = (kept - 2) as f64;
            let truth = same / (2.0 * 298.0 - same);
            let found = similarity(&whole, &sketch(&text(kept)).unwrap().values.unwrap());
            assert!((found - truth).abs() < 0.15, "{kept}: {found} for {truth}");
        }
        assert!((similarity(&whole, &whole) - 1.0).abs() < 1e-9);
    }
}
