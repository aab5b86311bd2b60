//! Which labels became which.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::difference::{Change, What};

/// What stands for all labels beyond the first so many of a stage and kind, so that memory does not grow with them.
pub const OTHERS: &str = "(others)";

/// How many labels of one stage and kind are told apart.
const MOST: usize = 400;

/// What became of the labels of one stage and kind. A document counts once for each label that it has,
/// however often it has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelFlips {
    /// The stage.
    pub stage: String,
    /// The kind of its annotations.
    pub kind: String,
    /// The documents whose labels are not the same ones.
    pub documents: u64,
    /// Labels that a document has and had not, but for those that another came in place of.
    pub gained: u64,
    /// Labels that a document had and has no more, but for those that another came in place of.
    pub lost: u64,
    /// Labels that another came in place of.
    pub flipped: u64,
    /// How often which label became which; in order, and without those that never did.
    pub cells: Vec<Cell>,
}

/// One cell of a label-flip matrix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cell {
    /// The label in the old run; nothing where it was gained.
    pub old: Option<String>,
    /// The label in the new run; nothing where it was lost. Both are nothing for documents that have no label in
    /// either run.
    pub new: Option<String>,
    /// In how many documents.
    pub documents: u64,
}

/// Labels of a document, by stage and kind.
pub(super) type Labels = BTreeMap<(String, String), BTreeSet<String>>;

/// The labels in a record.
pub(super) fn labels(json: &str) -> serde_json::Result<Labels> {
    #[derive(Deserialize)]
    struct Record {
        #[serde(default)]
        annotations: Vec<Annotation>,
    }
    #[derive(Deserialize)]
    struct Annotation {
        stage: String,
        kind: String,
        label: String,
    }
    let record: Record = serde_json::from_str(json)?;
    let mut found = Labels::new();
    for Annotation { stage, kind, label } in record.annotations {
        found.entry((stage, kind)).or_default().insert(label);
    }
    Ok(found)
}

/// Adds up.
#[derive(Debug, Default)]
pub(super) struct Matrices {
    /// Documents that are records in both runs.
    documents: u64,
    found: BTreeMap<(String, String), Matrix>,
}

#[derive(Debug, Default)]
struct Matrix {
    known: BTreeSet<String>,
    cells: BTreeMap<(Option<String>, Option<String>), u64>,
    /// Documents that have a label in either run.
    with_labels: u64,
    changed: u64,
    gained: u64,
    lost: u64,
    flipped: u64,
}

impl Matrices {
    /// Adds one document, with what differs in it.
    pub(super) fn add(&mut self, old: &Labels, new: &Labels, changes: &[Change]) {
        self.documents += 1;
        let nothing = BTreeSet::new();
        let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let of = |labels: &Labels| labels.get(key).unwrap_or(&nothing).clone();
            let flips = changes.iter().filter_map(|change| match &change.what {
                What::LabelFlipped { kind, from, to, .. }
                    if *kind == key.1 && change.stage.as_str() == key.0 =>
                {
                    Some((from.as_str(), to.as_str()))
                }
                _ => None,
            });
            self.found.entry(key.clone()).or_default().add(&of(old), &of(new), flips);
        }
    }

    /// All stages and kinds, by their names.
    pub(super) fn finish(self) -> Vec<LabelFlips> {
        let documents = self.documents;
        let finish = |((stage, kind), mut matrix): ((String, String), Matrix)| {
            let without = documents - matrix.with_labels;
            if without > 0 {
                matrix.cells.insert((None, None), without);
            }
            let cells = matrix.cells.into_iter();
            LabelFlips {
                stage,
                kind,
                documents: matrix.changed,
                gained: matrix.gained,
                lost: matrix.lost,
                flipped: matrix.flipped,
                cells: cells.map(|((old, new), documents)| Cell { old, new, documents }).collect(),
            }
        };
        self.found.into_iter().map(finish).collect()
    }
}

impl Matrix {
    fn add<'a>(
        &mut self,
        old: &BTreeSet<String>,
        new: &BTreeSet<String>,
        flips: impl Iterator<Item = (&'a str, &'a str)>,
    ) {
        self.with_labels += 1;
        self.changed += u64::from(old != new);
        for label in old.intersection(new) {
            self.count(Some(label), Some(label));
        }
        let mut lost: BTreeSet<&str> = old.difference(new).map(String::as_str).collect();
        let mut gained: BTreeSet<&str> = new.difference(old).map(String::as_str).collect();
        let mut flipped = Vec::new();
        // Those on the same words; then the one that is left of each.
        for (from, to) in flips {
            if lost.contains(from) && gained.contains(to) {
                lost.remove(from);
                gained.remove(to);
                flipped.push((from, to));
            }
        }
        if lost.len() == 1 && gained.len() == 1 {
            flipped.extend(lost.pop_first().zip(gained.pop_first()));
        }
        for (from, to) in flipped {
            self.flipped += 1;
            self.count(Some(from), Some(to));
        }
        for label in lost {
            self.lost += 1;
            self.count(Some(label), None);
        }
        for label in gained {
            self.gained += 1;
            self.count(None, Some(label));
        }
    }

    fn count(&mut self, old: Option<&str>, new: Option<&str>) {
        let mut known = |label: Option<&str>| {
            let label = label?;
            if !self.known.contains(label) {
                if self.known.len() >= MOST {
                    return Some(OTHERS.to_owned());
                }
                self.known.insert(label.to_owned());
            }
            Some(label.to_owned())
        };
        let cell = (known(old), known(new));
        *self.cells.entry(cell).or_default() += 1;
    }
}
