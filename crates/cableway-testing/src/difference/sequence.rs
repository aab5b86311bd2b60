//! Two lists: what is in both, and what stands in another order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Pairs of places with equal keys, the first of one key with the first, the second with the second;
/// in the order of `old`. In it, what has no key has no pair.
pub(super) fn pair<K: Hash + Eq>(
    old: impl IntoIterator<Item = Option<K>>,
    new: impl IntoIterator<Item = Option<K>>,
) -> Vec<(usize, usize)> {
    // The places of each key, last first. The map is asked, never walked.
    let mut places: HashMap<K, Vec<usize>> = HashMap::new();
    for (place, key) in new.into_iter().enumerate() {
        if let Some(key) = key {
            places.entry(key).or_default().push(place);
        }
    }
    for list in places.values_mut() {
        list.reverse();
    }
    let mut pairs = Vec::new();
    for (place, key) in old.into_iter().enumerate() {
        let Some(key) = key else { continue };
        if let Entry::Occupied(mut found) = places.entry(key)
            && let Some(other) = found.get_mut().pop()
        {
            pairs.push((place, other));
        }
    }
    pairs
}

/// The pairs, in the order of their first parts, whose second parts are out of order: as few as there
/// can be.
pub(super) fn moved(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The longest row of pairs with rising second parts: `ends[n]` ends the one of n + 1 pairs whose
    // end is lowest, and each pair knows the one before it in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (place, (_, second)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *second);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut in_order = vec![false; pairs.len()];
    let mut next = ends.last().copied();
    while let Some(place) = next {
        in_order[place] = true;
        next = before[place];
    }
    pairs.iter().zip(in_order).filter(|(_, in_order)| !in_order).map(|(pair, _)| *pair).collect()
}

/// The elements of `list` that `other` has not, or has fewer of, in their order.
pub(super) fn missing<T: PartialEq + Clone>(list: &[T], other: &[T]) -> Vec<T> {
    let mut rest: Vec<&T> = other.iter().collect();
    let mut found = Vec::new();
    for element in list {
        match rest.iter().position(|kept| *kept == element) {
            Some(place) => {
                rest.swap_remove(place);
            }
            None => found.push(element.clone()),
        }
    }
    found
}

/// A stretch of two lists in which they agree, or do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) is_same: bool,
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// How `old` becomes `new`, and where it is the same. The time grows little faster than the lists do: long
/// ones are first taken apart at the elements that stand just once in either, and what then still is
/// long between two of these counts as one difference.
pub(super) fn stretches<T: Hash + Eq + Ord>(old: &[T], new: &[T]) -> Vec<Stretch> {
    let anchors = if is_long(old, new) { anchors(old, new) } else { Vec::new() };
    let mut found = Found::default();
    let (mut old_start, mut new_start) = (0, 0);
    for (old_place, new_place) in anchors {
        found.compare(&old[old_start..old_place], &new[new_start..new_place]);
        found.add(true, 1, 1);
        (old_start, new_start) = (old_place + 1, new_place + 1);
    }
    found.compare(&old[old_start..], &new[new_start..]);
    found.stretches
}

/// Whether a comparison of each element with each would take too long.
fn is_long<T>(old: &[T], new: &[T]) -> bool {
    old.len().saturating_mul(new.len()) > 1_000_000
}

/// The places of elements that stand just once in either list, as far as they are in one order.
fn anchors<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let pairs = pair(once(old), once(new));
    // Both are in the order of `old`.
    let mut moved = moved(&pairs).into_iter().peekable();
    pairs.into_iter().filter(|pair| moved.next_if_eq(pair).is_none()).collect()
}

/// Each element that stands just once.
fn once<T: Hash + Eq>(list: &[T]) -> impl Iterator<Item = Option<&T>> {
    let mut counts: HashMap<&T, usize> = HashMap::new();
    for element in list {
        *counts.entry(element).or_default() += 1;
    }
    list.iter().map(move |element| (counts.get(element) == Some(&1)).then_some(element))
}

/// What was found so far, from the start of both lists.
#[derive(Default)]
struct Found {
    stretches: Vec<Stretch>,
    old_end: usize,
    new_end: usize,
}

impl Found {
    /// Adds the next elements of both lists.
    fn add(&mut self, is_same: bool, old: usize, new: usize) {
        if old == 0 && new == 0 {
            return;
        }
        let (old, new) = (self.old_end..self.old_end + old, self.new_end..self.new_end + new);
        (self.old_end, self.new_end) = (old.end, new.end);
        match self.stretches.last_mut().filter(|last| last.is_same == is_same) {
            Some(last) => (last.old.end, last.new.end) = (old.end, new.end),
            None => self.stretches.push(Stretch { is_same, old, new }),
        }
    }

    /// Compares the next parts of both lists.
    fn compare<T: Hash + Eq + Ord>(&mut self, old: &[T], new: &[T]) {
        let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let (old, new) = (&old[front..], &new[front..]);
        let back = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        let (old, new) = (&old[..old.len() - back], &new[..new.len() - back]);
        self.add(true, front, front);
        if is_long(old, new) {
            self.add(false, old.len(), new.len());
        } else {
            for step in capture_diff_slices(Algorithm::Myers, old, new) {
                // The library's places of what is empty may be off: lengths are what counts.
                let (tag, old, new) = step.as_tag_tuple();
                self.add(tag == DiffTag::Equal, old.len(), new.len());
            }
        }
        self.add(true, back, back);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(text: &str) -> Vec<Option<char>> {
        text.chars().map(|c| (c != '.').then_some(c)).collect()
    }

    #[test]
    fn equal_keys_are_paired_in_their_order() {
        assert_eq!(pair(keys("aba."), keys("baa.a")), [(0, 1), (1, 0), (2, 2)]);
        assert_eq!(pair(keys("aa"), keys("a")), [(0, 0)]);
        assert_eq!(pair(keys(".."), keys("..")), []);
    }

    #[test]
    fn as_few_as_can_be_have_moved() {
        let pairs = |order: &[usize]| order.iter().copied().enumerate().collect::<Vec<_>>();
        assert_eq!(moved(&pairs(&[0, 1, 2])), []);
        assert_eq!(moved(&pairs(&[1, 2, 3, 0])), [(3, 0)]);
        assert_eq!(moved(&pairs(&[3, 0, 1, 2])), [(0, 3)]);
        assert_eq!(moved(&pairs(&[1, 0])).len(), 1);
        assert_eq!(moved(&[]), []);
    }

    #[test]
    fn what_is_missing_is_counted() {
        assert_eq!(missing(&[1, 2, 1, 3], &[3, 1]), [2, 1]);
        assert!(missing(&[1], &[1, 1]).is_empty());
    }

    #[test]
    fn much_that_differs_is_one_difference() {
        let (old, new): (Vec<usize>, Vec<usize>) = ((0..1_500).collect(), (1_500..3_000).collect());
        let with_ends = |list: &[usize]| [&[9_999][..], list, &[9_998]].concat();
        let found = stretches(&with_ends(&old), &with_ends(&new));
        let stretch =
            |is_same, range: Range<usize>| Stretch { is_same, old: range.clone(), new: range };
        assert_eq!(
            found,
            [stretch(true, 0..1), stretch(false, 1..1_501), stretch(true, 1_501..1_502)]
        );
    }

    #[test]
    fn long_lists_are_taken_apart_at_what_stands_once() {
        // Every tenth element stands once; the others are the same in each ten but for one.
        let list = |odd: usize| -> Vec<usize> {
            (0..20_000)
                .map(|n| {
                    if n % 10 == 0 {
                        n
                    } else if n % 10 == 5 {
                        odd
                    } else {
                        n % 10
                    }
                })
                .collect()
        };
        let found = stretches(&list(11), &list(12));
        assert_eq!(found.len(), 4_001);
        assert!(
            found.iter().filter(|stretch| !stretch.is_same).all(|stretch| stretch.old.len() == 1)
        );
    }

    proptest! {
        #[test]
        fn stretches_cover_both_lists(old in "[abc]{0,12}", new in "[abc]{0,12}") {
            let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
            let (mut old_end, mut new_end) = (0, 0);
            for stretch in stretches(&old, &new) {
                prop_assert_eq!((stretch.old.start, stretch.new.start), (old_end, new_end));
                (old_end, new_end) = (stretch.old.end, stretch.new.end);
                prop_assert_eq!(stretch.is_same, old[stretch.old] == new[stretch.new]);
            }
            prop_assert_eq!((old_end, new_end), (old.len(), new.len()));
        }

        #[test]
        fn without_what_moved_all_is_in_order(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
            let pairs: Vec<(usize, usize)> = order.into_iter().enumerate().collect();
            let out = moved(&pairs);
            let rest: Vec<usize> =
                pairs.iter().filter(|pair| !out.contains(pair)).map(|pair| pair.1).collect();
            prop_assert!(rest.is_sorted());
        }
    }
}
