//! The model file, `.cwm`.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 4 | version of the format, [`VERSION`] (all numbers little-endian) |
//! | 4 | length of the information |
//! | … | the information: [`ModelInfo`] as JSON |
//! | 4 | number of features |
//! | … | for each feature, ascending: how far its bucket is from the one before, and in how many documents it occurs, both as LEB128 |
//! | 2 each | for each feature, for each label: the weight, a whole number that the label's scale makes a weight |
//! | 32 | BLAKE3 digest of all that comes before |

use cableway_core::Digest;

use super::classifier::{Classifier, ModelInfo};
use super::space::Space;
use super::vocabulary::{MOST_BITS, Vocabulary};

/// What a model file begins with. As in PNG, a first byte that is no ASCII and line ends of both kinds show
/// whether the file was changed as if it were text.
const MAGIC: [u8; 8] = *b"\x89CWM\r\n\x1a\n";

/// The version of the format that this version writes, and the only one that it reads.
const VERSION: u32 = 1;

/// The length of a digest in bytes.
const DIGEST: usize = 32;

/// Why bytes are no model that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// They are something else.
    Foreign,
    /// They are of a later format, of this version.
    Newer(u32),
    /// They begin like a model, but are cut off or changed.
    Damaged,
    /// The digest is right, but what it covers makes no sense: a defect in what wrote it, or a forgery.
    Nonsense(&'static str),
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign => f.write_str("it is no model file: `cableway train` makes one"),
            Self::Newer(version) => write!(
                f,
                "it has format {version}, this version of Cableway reads format {VERSION}: train it \
                 anew, or use a newer Cableway"
            ),
            Self::Damaged => f.write_str(
                "it is damaged: its digest does not fit what is in it; copy it again, or train it anew",
            ),
            Self::Nonsense(what) => write!(f, "it makes no sense: {what}; train it anew"),
        }
    }
}

impl std::error::Error for ModelError {}

impl Classifier {
    /// The model as a file: the same model, the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        // A struct of texts and finite numbers is always JSON.
        let info = serde_json::to_vec(&self.info).unwrap_or_default();
        out.extend((info.len() as u32).to_le_bytes());
        out.extend(info);
        out.extend((self.size() as u32).to_le_bytes());
        let mut before = 0;
        for (bucket, &found) in self.space.vocabulary.buckets().zip(&self.space.frequencies) {
            write_number(&mut out, bucket - before);
            write_number(&mut out, found);
            before = bucket;
        }
        out.extend(self.stored.iter().flat_map(|weight| weight.to_le_bytes()));
        let digest = Digest::of(&out);
        out.extend(digest.as_bytes());
        out
    }

    /// The model in `bytes`. What is allocated is in proportion to their number, and 2 MiB at most
    /// besides.
    ///
    /// # Errors
    /// When they are no model, a damaged one, or one of a later format.
    ///
    /// ```
    /// use cableway_classify::{Classifier, ModelError};
    ///
    /// assert_eq!(Classifier::from_bytes(b"a text").unwrap_err(), ModelError::Foreign);
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let Some(rest) = bytes.strip_prefix(&MAGIC) else {
            // A file that is cut off within its first bytes.
            let is_start = !bytes.is_empty() && MAGIC.starts_with(bytes);
            return Err(if is_start { ModelError::Damaged } else { ModelError::Foreign });
        };
        let mut input = Input(rest);
        let version = input.u32().ok_or(ModelError::Damaged)?;
        if version > VERSION {
            return Err(ModelError::Newer(version));
        }
        let end = bytes.len().checked_sub(DIGEST).ok_or(ModelError::Damaged)?;
        let (content, digest) = bytes.split_at(end);
        if Digest::of(content).as_bytes() != digest {
            return Err(ModelError::Damaged);
        }
        let mut input = Input(content.get(MAGIC.len() + 4..).ok_or(ModelError::Damaged)?);
        if version != VERSION {
            return Err(ModelError::Nonsense("there is no such format"));
        }
        read(&mut input)
    }
}

fn read(input: &mut Input<'_>) -> Result<Classifier, ModelError> {
    const SHORT: ModelError = ModelError::Nonsense("it ends too early");
    let length = input.u32().ok_or(SHORT)?;
    let info = input.take(length as usize).ok_or(SHORT)?;
    let info: ModelInfo = serde_json::from_slice(info)
        .map_err(|_| ModelError::Nonsense("its information cannot be read"))?;
    check(&info)?;
    let count = input.u32().ok_or(SHORT)? as usize;
    // Each feature has at least two bytes, and two for each label: so `count` is never larger than the
    // file, and neither is what is allocated.
    let labels = info.labels.len();
    if count > 1 << info.bits || count.saturating_mul(2 + 2 * labels) > input.0.len() {
        return Err(SHORT);
    }
    let mut buckets: Vec<u32> = Vec::with_capacity(count);
    let mut frequencies = Vec::with_capacity(count);
    for place in 0..count {
        let step = input.number().ok_or(SHORT)?;
        let found = input.number().ok_or(SHORT)?;
        let bucket = match buckets.last() {
            Some(last) if step > 0 => last.checked_add(step),
            Some(_) => None,
            None => Some(step),
        };
        let bucket = bucket.filter(|&bucket| u64::from(bucket) < 1 << info.bits);
        let bucket = bucket.ok_or(ModelError::Nonsense("its features do not ascend"))?;
        if found == 0 || found > info.documents {
            return Err(ModelError::Nonsense("a feature occurs in more documents than there are"));
        }
        debug_assert_eq!(buckets.len(), place);
        buckets.push(bucket);
        frequencies.push(found);
    }
    let weights = input.take(count * labels * 2).ok_or(SHORT)?;
    let (weights, _) = weights.as_chunks::<2>();
    let stored = weights.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect();
    if !input.0.is_empty() {
        return Err(ModelError::Nonsense("something follows its weights"));
    }
    let vocabulary = Vocabulary::new(info.bits, &buckets);
    let space = Space::new(vocabulary, frequencies, info.documents);
    Ok(Classifier::new(info, space, stored))
}

fn check(info: &ModelInfo) -> Result<(), ModelError> {
    if !(6..=MOST_BITS).contains(&info.bits) {
        return Err(ModelError::Nonsense("its hashes have too few or too many bits"));
    }
    let is_sorted = info.labels.windows(2).all(|pair| pair[0].label < pair[1].label);
    let is_named = info.labels.iter().all(|label| !label.label.trim().is_empty());
    if info.labels.is_empty() || !is_sorted || !is_named {
        return Err(ModelError::Nonsense("its labels are none, empty or not sorted"));
    }
    let is_finite = info.labels.iter().all(|label| {
        // Large enough for any plane, small enough that no sum is infinite.
        let is_small = |number: f64| number.abs() < 1e9;
        is_small(label.bias.into())
            && is_small(label.scale.into())
            && is_small(label.sigmoid.slope)
            && is_small(label.sigmoid.middle)
    });
    if is_finite { Ok(()) } else { Err(ModelError::Nonsense("a number in it is too large")) }
}

/// What has not been read yet.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        let (taken, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*taken))
    }

    /// A number as LEB128, of at most five bytes.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0_u64;
        for place in 0..5 {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return u32::try_from(number).ok();
            }
        }
        None
    }
}

fn write_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
