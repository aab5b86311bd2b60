//! Which entry of the new run is which of the old one, with memory that does not grow with the runs.
//!
//! Two runs over one corpus give its documents in one order, so that the old ones are read in step with the new
//! ones. What has no partner nearby is put aside in a file, and joined at the end: by id, then by URI, a
//! part of the names at a time.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;

use super::spool::{Entry, Reader, Spool};

/// How far ahead a partner is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// The old entries that are in memory at once.
    pub(super) entries: usize,
    /// And their bytes; one entry may be larger.
    pub(super) bytes: usize,
    /// The names that are in memory at once while the rest is joined.
    pub(super) names: u64,
}

impl Default for Reach {
    fn default() -> Self {
        Self { entries: 64, bytes: 64 << 20, names: 1 << 16 }
    }
}

/// Entries of both runs for one document, or one that has no partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    Both(Entry, Entry),
    Old(Entry),
    New(Entry),
}

pub(super) struct Alignment {
    old: Reader,
    ahead: VecDeque<Entry>,
    bytes_ahead: usize,
    reach: Reach,
    /// What had no partner nearby.
    old_aside: Spool,
    new_aside: Spool,
}

impl Alignment {
    pub(super) fn new(old: Spool, reach: Reach) -> io::Result<Self> {
        Ok(Self {
            old: old.into_reader()?,
            ahead: VecDeque::new(),
            bytes_ahead: 0,
            reach,
            old_aside: Spool::new()?,
            new_aside: Spool::new()?,
        })
    }

    /// The old entry for the same document, if it is nearby. If not, `new` is put aside.
    pub(super) fn partner(&mut self, new: Entry) -> io::Result<Option<(Entry, Entry)>> {
        let mut place = 0;
        loop {
            if place == self.ahead.len() && !self.read_ahead()? {
                self.new_aside.push(&new)?;
                return Ok(None);
            }
            if self.ahead[place].id == new.id {
                break;
            }
            place += 1;
        }
        // Those before it were passed over.
        for _ in 0..place {
            if let Some(passed) = self.take() {
                self.old_aside.push(&passed)?;
            }
        }
        Ok(self.take().map(|old| (old, new)))
    }

    fn take(&mut self) -> Option<Entry> {
        let entry = self.ahead.pop_front()?;
        self.bytes_ahead -= entry.json.len();
        Some(entry)
    }

    /// Reads one more, where there is one and room for it.
    fn read_ahead(&mut self) -> io::Result<bool> {
        if self.ahead.len() >= self.reach.entries || self.bytes_ahead >= self.reach.bytes {
            return Ok(false);
        }
        let Some(entry) = self.old.next()? else { return Ok(false) };
        self.bytes_ahead += entry.json.len();
        self.ahead.push_back(entry);
        Ok(true)
    }

    /// Joins what was put aside, and hands on the rest.
    pub(super) fn finish(
        mut self,
        each: &mut dyn FnMut(Aligned) -> io::Result<()>,
    ) -> io::Result<()> {
        while let Some(entry) = self.take() {
            self.old_aside.push(&entry)?;
        }
        while let Some(entry) = self.old.next()? {
            self.old_aside.push(&entry)?;
        }
        let names = self.reach.names.max(1);
        let mut rest = (self.old_aside, self.new_aside);
        for key in [|entry: &Entry| entry.id.clone(), |entry: &Entry| entry.uri.clone()] {
            rest = join(rest, key, names, each)?;
        }
        let (mut old, mut new) = (rest.0.into_reader()?, rest.1.into_reader()?);
        while let Some(entry) = old.next()? {
            each(Aligned::Old(entry))?;
        }
        while let Some(entry) = new.next()? {
            each(Aligned::New(entry))?;
        }
        Ok(())
    }
}

/// Hands on the pairs with the same key, and gives what has no partner. Both sides are read once for each
/// `names` old entries.
fn join(
    (old, new): (Spool, Spool),
    key: fn(&Entry) -> String,
    names: u64,
    each: &mut dyn FnMut(Aligned) -> io::Result<()>,
) -> io::Result<(Spool, Spool)> {
    if old.count() == 0 || new.count() == 0 {
        return Ok((old, new));
    }
    let parts = old.count().div_ceil(names);
    let (mut old, mut new) = (old.into_reader()?, new.into_reader()?);
    let (mut old_rest, mut new_rest) = (Spool::new()?, Spool::new()?);
    for part in 0..parts {
        let is_here = |hash: u64| hash % parts == part;
        let mut places: HashMap<u64, VecDeque<u64>> = HashMap::new();
        old.go(0)?;
        loop {
            let place = old.place();
            let Some(entry) = old.next()? else { break };
            let hash = hash(&key(&entry));
            if is_here(hash) {
                places.entry(hash).or_default().push_back(place);
            }
        }
        new.go(0)?;
        while let Some(entry) = new.next()? {
            let hash = hash(&key(&entry));
            if !is_here(hash) {
                continue;
            }
            match partner(&mut old, places.get_mut(&hash), &key(&entry), key)? {
                Some(partner) => each(Aligned::Both(partner, entry))?,
                None => new_rest.push(&entry)?,
            }
        }
        // In their order: the map has none.
        let mut left: Vec<u64> = places.into_values().flatten().collect();
        left.sort_unstable();
        for place in left {
            old.go(place)?;
            if let Some(entry) = old.next()? {
                old_rest.push(&entry)?;
            }
        }
    }
    Ok((old_rest, new_rest))
}

/// Takes the first of `places` at which an entry with this key lies.
fn partner(
    old: &mut Reader,
    places: Option<&mut VecDeque<u64>>,
    wanted: &str,
    key: fn(&Entry) -> String,
) -> io::Result<Option<Entry>> {
    let Some(places) = places else { return Ok(None) };
    for number in 0..places.len() {
        old.go(places[number])?;
        // Two keys may have one hash.
        if let Some(entry) = old.next()?
            && key(&entry) == wanted
        {
            places.remove(number);
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// Not random: it decides in which order pairs are handed on.
fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
