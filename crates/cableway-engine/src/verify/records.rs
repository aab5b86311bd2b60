//! The records of an output, and what has been found out about each.

use std::collections::{BTreeMap, HashSet};
use std::io;

use cableway_core::{Digest, DocumentId, Record};

use super::consistency::{contradictions, quotations, sentences};
use super::trouble::{Trouble, Verification, VerifyCounts, What};
use super::{Records, Stored, VerifyError, VerifyOptions};
use crate::ledger::Ledger;

/// So many sentences show whether a stage uses words of its own.
const FEW: u64 = 10;

/// What became of a record's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    NotFound,
    Same,
    ReadOtherwise,
    Lost,
    Changed,
    Unreadable,
}

/// A record: 40 bytes, the only thing that grows with their number.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Half of a digest of its id.
    key: [u8; 16],
    place: u64,
    line: u64,
    fate: Fate,
    is_contradictory: bool,
}

/// How many sentences of a stage are word for word what stands at their spans.
#[derive(Default)]
struct Wording {
    same: u64,
    different: u64,
    /// The troubles with the different ones, and the record of each.
    troubles: Vec<(u64, Trouble)>,
    left_out: u64,
}

/// The output, with what is known of it so far.
pub(super) struct Checked<'a> {
    records: &'a mut dyn Records,
    options: &'a VerifyOptions,
    /// In the order of their keys.
    known: Vec<Known>,
    wording: BTreeMap<String, Wording>,
    counts: VerifyCounts,
    /// Each with the place of its record.
    troubles: Vec<(u64, Trouble)>,
    left_out: u64,
    /// What of the output as a whole could not be checked.
    unchecked: Vec<String>,
    /// Trouble with the output while its sources are gone through.
    error: Option<io::Error>,
}

impl<'a> Checked<'a> {
    /// Goes through all records.
    pub(super) fn new(
        records: &'a mut dyn Records,
        options: &'a VerifyOptions,
    ) -> Result<Self, VerifyError> {
        let mut checked = Self {
            records,
            options,
            known: Vec::new(),
            wording: BTreeMap::new(),
            counts: VerifyCounts::default(),
            troubles: Vec::new(),
            left_out: 0,
            unchecked: Vec::new(),
            error: None,
        };
        let mut first = None;
        while let Some(stored) = checked.records.next()? {
            if options.run.cancelled.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(crate::run::RunError::Interrupted.into());
            }
            if let Err(reason) = checked.record(stored) {
                first.get_or_insert(reason);
            }
        }
        if let Some(reason) = first.filter(|_| checked.known.is_empty()) {
            return Err(VerifyError::NoRecords(reason));
        }
        let whole = checked.records.whole()?;
        checked.unchecked = whole.unchecked;
        for reason in whole.wrong {
            let what = What::Output { reason };
            checked.tell(u64::MAX, Trouble { line: None, id: None, uri: None, what });
        }
        checked.known.sort_by_key(|known| (known.key, known.place));
        checked.told_twice()?;
        Ok(checked)
    }

    /// Looks at one record by itself, or tells why it is none.
    fn record(&mut self, stored: Stored) -> Result<(), String> {
        let Stored { place, line, json, contradictions: beside } = stored;
        let parsed = json.and_then(|json| {
            serde_json::from_str::<Record>(&json).map_err(|error| in_one_line(&error))
        });
        let record = match parsed {
            Ok(record) => record,
            Err(reason) => {
                self.counts.no_records += 1;
                let what = What::NoRecord { reason: reason.clone() };
                self.tell(place, Trouble { line, id: None, uri: None, what });
                let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
                return Err(line + &reason);
            }
        };
        self.counts.records += 1;
        self.counts.quotations += quotations(&record).count() as u64;
        let reasons: Vec<String> = beside.into_iter().chain(contradictions(&record)).collect();
        self.known.push(Known {
            key: key(record.id.as_str()),
            place,
            line: line.unwrap_or_default(),
            fate: Fate::NotFound,
            is_contradictory: !reasons.is_empty(),
        });
        for reason in reasons {
            self.tell(place, trouble(line, &record, What::Contradiction { reason }));
        }
        for compared in sentences(&record) {
            if !self.wording.contains_key(compared.stage) {
                self.wording.insert(compared.stage.to_owned(), Wording::default());
            }
            let Some(wording) = self.wording.get_mut(compared.stage) else { continue };
            wording.same += compared.same;
            wording.different += compared.different;
            match compared.trouble {
                None => {}
                Some(what) if wording.troubles.len() < self.options.most => {
                    wording.troubles.push((place, trouble(line, &record, what)));
                }
                Some(_) => wording.left_out += 1,
            }
        }
        Ok(())
    }

    /// Tells of records that have the id of another one.
    fn told_twice(&mut self) -> io::Result<()> {
        for at in 1..self.known.len() {
            let (earlier, later) = (self.known[at - 1], self.known[at]);
            if earlier.key != later.key {
                continue;
            }
            self.known[at].is_contradictory = true;
            let record = self.read(later)?;
            let reason = match earlier.line {
                0 => "another record has the same id".to_owned(),
                line => format!("the record in line {line} has the same id"),
            };
            let what = What::Contradiction { reason };
            self.tell(later.place, trouble(line_of(later), &record, what));
        }
        Ok(())
    }

    /// Whether some record's source was not found.
    fn is_missed(&self) -> bool {
        self.known.iter().any(|known| known.fate == Fate::NotFound)
    }

    fn read(&mut self, known: Known) -> io::Result<Record> {
        serde_json::from_str(&self.records.read(known.place)?).map_err(io::Error::from)
    }

    fn tell(&mut self, place: u64, trouble: Trouble) {
        if self.troubles.len() < self.options.most {
            self.troubles.push((place, trouble));
        } else {
            self.left_out += 1;
        }
    }

    /// Hands each record of the document `id` that has not been found yet to `judge`, which says what has become
    /// of it and what is wrong. False where there is no record of it at all.
    pub(super) fn judge(
        &mut self,
        id: &DocumentId,
        judge: impl Fn(&Record) -> (Fate, Vec<What>),
    ) -> bool {
        let key = key(id.as_str());
        let start = self.known.partition_point(|known| known.key < key);
        let mut is_known = false;
        for at in start..self.known.len() {
            let known = self.known[at];
            if known.key != key {
                break;
            }
            is_known = true;
            if known.fate != Fate::NotFound {
                continue;
            }
            match self.read(known) {
                Ok(record) => {
                    let (fate, wrong) = judge(&record);
                    self.known[at].fate = fate;
                    for what in wrong {
                        self.tell(known.place, trouble(line_of(known), &record, what));
                    }
                }
                Err(error) => {
                    self.error.get_or_insert(error);
                }
            }
        }
        is_known
    }

    /// The sources give a document that the output has no record of.
    pub(super) fn unrecorded(&mut self) {
        self.counts.unrecorded += 1;
    }

    /// An ingest stage could not list everything.
    pub(super) fn not_listed(&mut self, stage: &str, reason: String) {
        self.counts.not_listed += 1;
        let what = What::NotListed { stage: stage.to_owned(), reason };
        // It stands behind all records.
        self.tell(u64::MAX, Trouble { line: None, id: None, uri: None, what });
    }

    /// What has come of it, once all sources have been gone through.
    pub(super) fn finish(mut self, ledger: Option<&Ledger>) -> Result<Verification, VerifyError> {
        if let Some(error) = self.error.take() {
            return Err(error.into());
        }
        let mut kept = HashSet::new();
        if let Some(ledger) = ledger.filter(|_| self.is_missed()) {
            let read = ledger.kept(|id| {
                kept.insert(key(id.as_str()));
            });
            // What the sources say of all others holds without it.
            if let Err(error) = read {
                self.unchecked.push(format!(
                    "whether documents whose source is gone are kept: {error}; those that are not found count as gone"
                ));
            }
        }
        self.known.sort_by_key(|known| known.place);
        for wording in std::mem::take(&mut self.wording).into_values() {
            if wording.different > wording.same && wording.different >= FEW {
                self.counts.own_words += wording.different + wording.same;
                continue;
            }
            self.left_out += wording.left_out;
            for (place, trouble) in wording.troubles {
                if let Ok(at) = self.known.binary_search_by_key(&place, |known| known.place) {
                    self.known[at].is_contradictory = true;
                }
                self.tell(place, trouble);
            }
        }
        for at in 0..self.known.len() {
            let known = self.known[at];
            self.counts.contradictory += u64::from(known.is_contradictory);
            let count = match known.fate {
                Fate::NotFound => {
                    let record = self.read(known)?;
                    if kept.contains(&known.key) {
                        &mut self.counts.kept
                    } else if is_remote(&record) && !self.options.network {
                        &mut self.counts.remote
                    } else {
                        self.tell(known.place, trouble(line_of(known), &record, What::Gone));
                        &mut self.counts.gone
                    }
                }
                Fate::Same => &mut self.counts.same,
                Fate::ReadOtherwise => &mut self.counts.read_otherwise,
                Fate::Lost => &mut self.counts.lost,
                Fate::Changed => &mut self.counts.changed,
                Fate::Unreadable => &mut self.counts.unreadable,
            };
            *count += 1;
        }
        self.troubles.sort_by_key(|(place, _)| *place);
        let troubles: Vec<Trouble> =
            self.troubles.into_iter().map(|(_, trouble)| trouble).collect();
        Ok(Verification {
            holds: troubles.is_empty()
                && self.left_out == 0
                && (self.counts.records > 0 || self.counts.unrecorded == 0),
            counts: self.counts,
            troubles,
            unchecked: self.unchecked,
            left_out: self.left_out,
        })
    }
}

/// Whether the source of a record is on the net.
pub(super) fn is_remote(record: &Record) -> bool {
    let scheme = record.source.uri.split_once("://").map(|(scheme, _)| scheme);
    record.source.retrieved.is_some()
        || scheme.is_some_and(|scheme| ["http", "https"].contains(&scheme))
}

fn trouble(line: Option<u64>, record: &Record, what: What) -> Trouble {
    Trouble { line, id: Some(record.id.clone()), uri: Some(record.source.uri.clone()), what }
}

fn line_of(known: Known) -> Option<u64> {
    (known.line > 0).then_some(known.line)
}

/// What is wrong with a text in JSON that has one line.
fn in_one_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(what) => format!("{what} (column {})", error.column()),
        None => text,
    }
}

/// Half of a digest of `text`.
fn key(text: &str) -> [u8; 16] {
    let digest = Digest::of(text.as_bytes());
    let bytes = digest.as_bytes();
    std::array::from_fn(|at| bytes[at])
}
