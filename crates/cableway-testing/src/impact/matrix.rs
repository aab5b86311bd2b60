//! A label-flip matrix as rows and columns that a reader can take in.

use std::collections::BTreeMap;

use super::labels::{LabelFlips, OTHERS};

/// What stands for no label.
const NONE: &str = "(none)";

/// A matrix with a heading in its first row and its first column: old labels down, new labels across. Cells that
/// no document is in hold `-`.
///
/// Only labels that something happened to are shown, and of them those that it happened to most often, `most` at
/// most; the rest stands under [`OTHERS`].
pub(super) fn rows(flips: &LabelFlips, most: usize) -> Vec<Vec<String>> {
    let mut happened: BTreeMap<&str, u64> = BTreeMap::new();
    for cell in flips.cells.iter().filter(|cell| cell.old != cell.new) {
        for label in [&cell.old, &cell.new].into_iter().flatten() {
            *happened.entry(label).or_default() += cell.documents;
        }
    }
    let mut labels: Vec<(&str, u64)> = happened.into_iter().collect();
    labels.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    labels.truncate(most);
    let mut shown: Vec<&str> = labels.into_iter().map(|(label, _)| label).collect();
    shown.retain(|label| *label != OTHERS);
    shown.sort_unstable();

    let name = |label: &Option<String>| match label.as_deref() {
        None => NONE,
        Some(label) => shown.iter().find(|known| **known == label).copied().unwrap_or(OTHERS),
    };
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for cell in &flips.cells {
        *counts.entry((name(&cell.old), name(&cell.new))).or_default() += cell.documents;
    }
    // A row or a column for the others only where they flipped.
    let has_flipped_others = counts.keys().any(|(old, new)| (*old == OTHERS) != (*new == OTHERS));
    let names: Vec<&str> =
        shown.iter().copied().chain(has_flipped_others.then_some(OTHERS)).chain([NONE]).collect();
    let mut rows = vec![
        std::iter::once("old ↓ new →").chain(names.iter().copied()).map(str::to_owned).collect(),
    ];
    for old in &names {
        let count =
            |new: &&str| counts.get(&(*old, *new)).map_or_else(|| "-".to_owned(), u64::to_string);
        rows.push(std::iter::once((*old).to_owned()).chain(names.iter().map(count)).collect());
    }
    rows
}
