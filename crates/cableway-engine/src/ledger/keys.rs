//! What tells whether something was worked on before.

use std::fmt::Write as _;

use cableway_core::{Digest, Item, StageKind};

use crate::failure::OnError;
use crate::pipeline::StepInfo;

/// The first bytes of a digest: enough to tell all that one ledger will ever hold apart.
pub(crate) type Key = [u8; 16];

pub(crate) fn key(digest: &Digest) -> Key {
    let mut key = Key::default();
    key.copy_from_slice(&digest.as_bytes()[..16]);
    key
}

/// Changes when the engine itself gives other records for the same stages.
const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "/1");

/// The keys of an ingest stage and of the parallel stages behind it: each is made of the fingerprint of its
/// stage and of the key before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain(pub(crate) Vec<Key>);

impl Chain {
    /// `bytes` is the most that an item may have: more of it is read where it grows.
    pub(crate) fn new<'a>(
        ingest: &'a StepInfo,
        parallel: impl IntoIterator<Item = &'a StepInfo>,
        bytes: u64,
    ) -> Self {
        let mut before = Digest::of(format!("{ENGINE} {bytes}").as_bytes());
        let mut keys = Vec::new();
        for step in std::iter::once(ingest).chain(parallel) {
            before = link(before, step);
            keys.push(key(&before));
        }
        Self(keys)
    }

    /// How many stages, from the first on, are the same in both.
    pub(crate) fn common(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).take_while(|(one, two)| one == two).count()
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (keys, rest) = bytes.as_chunks::<16>();
        rest.is_empty().then(|| Self(keys.to_vec()))
    }
}

fn link(before: Digest, step: &StepInfo) -> Digest {
    let StepInfo { name, info, fingerprint, policy, .. } = step;
    let mut words =
        format!("{before} {} {} {name} {}", kind(info.kind), info.id, fingerprint.digest());
    // They do not change what the stage says, but which documents it comes to speak of, or which go on without
    // it. How long it may take, and how often it is tried, depends on the day: what fails for that is tried again
    // in any case.
    if policy.on_error == OnError::SkipStage {
        words.push_str(" skip");
    }
    if let Some(bytes) = policy.limits.bytes {
        // Writing to a string cannot fail.
        let _ = write!(words, " {bytes}");
    }
    Digest::of(words.as_bytes())
}

fn kind(kind: StageKind) -> &'static str {
    kind.as_str()
}

/// What all documents go through after the parallel stages, and where they go: with it and the sequence of
/// the documents, what an export writes is settled.
pub(crate) fn delivery<'a>(steps: impl IntoIterator<Item = &'a StepInfo>) -> Digest {
    steps.into_iter().fold(Digest::of(ENGINE.as_bytes()), link)
}

/// The digest of an item whose bytes are not known: it could not be had, or what the ledger has of it was made of other
/// bytes than those that came last. No bytes have it, so that the item is worked on when it comes.
pub(crate) const NO_DIGEST: Digest = Digest::from_bytes([0; 32]);

/// The digest of all that a stage can know of an item but for the time at which it was fetched.
pub(crate) fn item_digest(item: &Item) -> Digest {
    let bytes = Digest::of(&item.bytes);
    if item.media_type.is_none() && item.location.is_none() {
        return bytes;
    }
    let field = |field: &Option<String>| field.as_deref().unwrap_or("\0").to_owned();
    let words = format!("{bytes}\n{}\n{}", field(&item.media_type), field(&item.location));
    Digest::of(words.as_bytes())
}
