//! Adds up, document by document, what differs between two runs.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde_json::Value;

use super::alignment::Aligned;
use super::labels::{Matrices, OTHERS, labels};
use super::outcome::{
    Changes, Documents, Example, Failures, FieldChanges, FirstDifferences, Impact, Reason,
    SummaryChanges, TextChanges,
};
use super::spool::{Entry, is_failure};
use crate::difference::{self, Change, Origin, What, first_stage};

/// How many names of fields, or reasons of failures, are told apart; the rest is counted as others.
const MOST_NAMES: usize = 200;

pub(super) struct Tally {
    /// How many examples of each type are kept.
    examples: usize,
    /// The names of the stages, in the order of running.
    order: Vec<String>,
    documents: Documents,
    labels: Matrices,
    summaries: BTreeMap<String, SummaryChanges>,
    metadata: BTreeMap<String, u64>,
    text: TextChanges,
    failures: Failures,
    reasons: BTreeMap<(String, String), (u64, u64)>,
    first: BTreeMap<Origin, u64>,
    changes: Vec<Changes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl Tally {
    pub(super) fn new(examples: usize, order: Vec<String>) -> Self {
        Self {
            examples,
            order,
            documents: Documents::default(),
            labels: Matrices::default(),
            summaries: BTreeMap::new(),
            metadata: BTreeMap::new(),
            text: TextChanges::default(),
            failures: Failures::default(),
            reasons: BTreeMap::new(),
            first: BTreeMap::new(),
            changes: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, aligned: &Aligned) -> io::Result<()> {
        match aligned {
            Aligned::Both(old, new) => self.both(old, new)?,
            Aligned::Old(entry) => self.one(entry, Side::Old)?,
            Aligned::New(entry) => self.one(entry, Side::New)?,
        }
        Ok(())
    }

    fn one(&mut self, entry: &Entry, side: Side) -> io::Result<()> {
        let (count, examples) = match side {
            Side::Old => (&mut self.documents.only_old, &mut self.documents.examples_only_old),
            Side::New => (&mut self.documents.only_new, &mut self.documents.examples_only_new),
        };
        *count += 1;
        if examples.len() < self.examples {
            examples.push(entry.uri.clone());
        }
        if is_failure(entry) {
            match side {
                Side::Old => self.failures.only_old += 1,
                Side::New => self.failures.only_new += 1,
            }
            self.failed(&serde_json::from_str(&entry.json)?, side);
        }
        Ok(())
    }

    fn both(&mut self, old: &Entry, new: &Entry) -> io::Result<()> {
        self.documents.compared += 1;
        let failed = (is_failure(old), is_failure(new));
        match failed {
            (true, true) => self.failures.both += 1,
            (true, false) => self.failures.only_old += 1,
            (false, true) => self.failures.only_new += 1,
            (false, false) => {}
        }
        if old.json == new.json {
            if failed.0 {
                let entry = serde_json::from_str(&old.json)?;
                self.failed(&entry, Side::Old);
                self.failed(&entry, Side::New);
            } else {
                // Nothing else of it is looked at: most documents are the same.
                let labels = labels(&old.json)?;
                self.labels.add(&labels, &labels, &[]);
            }
            return Ok(());
        }
        let (before, after): (Value, Value) =
            (serde_json::from_str(&old.json)?, serde_json::from_str(&new.json)?);
        if failed.0 {
            self.failed(&before, Side::Old);
        }
        if failed.1 {
            self.failed(&after, Side::New);
        }
        let options = difference::Options { unordered: true, tolerance: 0.0 };
        let changes = difference::compare(&[before], &[after], &options);
        if failed == (false, false) {
            self.labels.add(&labels(&old.json)?, &labels(&new.json)?, &changes);
        }
        if let Some(first) = first_stage(&changes, &self.order) {
            self.documents.changed += 1;
            *self.first.entry(first.clone()).or_default() += 1;
        }
        self.changed(&changes);
        Ok(())
    }

    /// Counts why a document failed.
    fn failed(&mut self, entry: &Value, side: Side) {
        let text = |name: &str| entry["quarantined"][name].as_str().unwrap_or_default().to_owned();
        let key = (text("stage"), text("error"));
        let is_known = self.reasons.contains_key(&key) || self.reasons.len() < MOST_NAMES;
        let key = if is_known { key } else { (OTHERS.to_owned(), String::new()) };
        let counts = self.reasons.entry(key).or_default();
        match side {
            Side::Old => counts.0 += 1,
            Side::New => counts.1 += 1,
        }
    }

    /// Counts what differs in one document.
    fn changed(&mut self, changes: &[Change]) {
        let (mut summaries, mut fields) = (BTreeSet::new(), BTreeSet::new());
        let (mut words, mut blocks) = (false, false);
        let mut seen = BTreeSet::new();
        for change in changes {
            match &change.what {
                What::SummaryGained { .. }
                | What::SummaryLost { .. }
                | What::SentenceIn { .. }
                | What::SentenceOut { .. }
                | What::SentenceMoved { .. } => {
                    summaries.insert(change.stage.as_str());
                    self.summary(change);
                }
                What::MetadataChanged { field, .. } => {
                    fields.insert(field.clone());
                }
                What::SourceChanged { field, .. } => {
                    fields.insert(format!("source.{field}"));
                }
                What::TextChanged { .. } => words = true,
                What::BlockAdded { .. } | What::BlockRemoved { .. } => {
                    (words, blocks) = (true, true);
                }
                What::BlockKindChanged { .. } | What::BlockMoved { .. } => blocks = true,
                _ => {}
            }
            let place = self.example(change);
            if seen.insert(place) {
                self.changes[place].documents += 1;
            }
        }
        for stage in summaries {
            if let Some(summary) = self.summaries.get_mut(stage) {
                summary.documents += 1;
            }
        }
        for field in fields {
            let is_known = self.metadata.contains_key(&field) || self.metadata.len() < MOST_NAMES;
            let field = if is_known { field } else { OTHERS.to_owned() };
            *self.metadata.entry(field).or_default() += 1;
        }
        self.text.words += u64::from(words);
        self.text.blocks += u64::from(blocks);
    }

    fn summary(&mut self, change: &Change) {
        let stage = change.stage.as_str();
        let new = || SummaryChanges { stage: stage.to_owned(), ..SummaryChanges::default() };
        let summary = self.summaries.entry(stage.to_owned()).or_insert_with(new);
        match &change.what {
            What::SummaryGained { sentences } => {
                summary.gained += 1;
                summary.sentences_in += sentences.len() as u64;
            }
            What::SummaryLost { sentences } => {
                summary.lost += 1;
                summary.sentences_out += sentences.len() as u64;
            }
            What::SentenceIn { .. } => summary.sentences_in += 1,
            What::SentenceOut { .. } => summary.sentences_out += 1,
            _ => summary.sentences_moved += 1,
        }
    }

    /// Counts a change, keeps it where few of its type are kept yet, and gives the place of its type.
    fn example(&mut self, change: &Change) -> usize {
        let is_type = |known: &Changes| {
            let same =
                std::mem::discriminant(&known.sample) == std::mem::discriminant(&change.what);
            same && known.stage == change.stage
        };
        let place = self.changes.iter().position(is_type).unwrap_or_else(|| {
            self.changes.push(Changes {
                stage: change.stage.clone(),
                sample: change.what.clone(),
                changes: 0,
                documents: 0,
                examples: Vec::new(),
            });
            self.changes.len() - 1
        });
        let found = &mut self.changes[place];
        found.changes += 1;
        if found.examples.len() < self.examples {
            found.examples.push(Example {
                uri: change.uri.clone(),
                id: change.id.clone(),
                message: change.to_string(),
            });
        }
        place
    }

    /// All of it, in the order of running; what `reasons` says of a stage is why it differs.
    pub(super) fn finish(self, reasons: impl Fn(&Origin) -> Vec<String>) -> Impact {
        let rank = |stage: &str| {
            let place = self.order.iter().position(|known| known == stage);
            (place.unwrap_or(usize::MAX), stage.to_owned())
        };
        let origin_rank = |origin: &Origin| match origin {
            Origin::Ingest => (0, (0, String::new())),
            Origin::Stage(name) => (1, rank(name)),
        };
        let mut labels = self.labels.finish();
        labels.sort_by_cached_key(|flips| (rank(&flips.stage), flips.kind.clone()));
        let mut summaries: Vec<_> = self.summaries.into_values().collect();
        summaries.sort_by_cached_key(|summary| rank(&summary.stage));
        let mut changes = self.changes;
        changes
            .sort_by_cached_key(|one| (origin_rank(&one.stage), weight(&one.name()), one.name()));
        let mut first: Vec<_> = self.first.into_iter().collect();
        first.sort_by_cached_key(|(origin, _)| origin_rank(origin));
        let first = first.into_iter().map(|(stage, documents)| {
            let reasons = reasons(&stage);
            FirstDifferences { stage, documents, reasons }
        });
        let mut failures = self.failures;
        failures.reasons = self
            .reasons
            .into_iter()
            .map(|((stage, error), (old, new))| Reason { stage, error, old, new })
            .collect();
        let metadata = self.metadata.into_iter();
        Impact {
            documents: self.documents,
            first: first.collect(),
            labels,
            summaries,
            metadata: metadata
                .map(|(field, documents)| FieldChanges { field, documents })
                .collect(),
            text: self.text,
            failures,
            changes,
            ..Impact::default()
        }
    }
}

/// What matters most, first.
fn weight(name: &str) -> usize {
    const FIRST: [&str; 12] = [
        "quarantined",
        "released",
        "quarantine_changed",
        "label_flipped",
        "label_gained",
        "label_lost",
        "summary_gained",
        "summary_lost",
        "sentence_in",
        "sentence_out",
        "text_changed",
        "metadata_changed",
    ];
    FIRST.iter().position(|known| *known == name).unwrap_or(FIRST.len())
}
