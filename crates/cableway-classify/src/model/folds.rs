//! Who is left out when.

use super::random::Random;

/// The fold of each document, less than `folds`: each label is spread as evenly as can be. A document
/// with many labels is dealt with its rarest, because that one has the least to spare.
pub(super) fn folds(labels: &[Vec<usize>], count: usize, folds: usize, seed: u64) -> Vec<usize> {
    let mut sizes = vec![0_usize; count];
    for &label in labels.iter().flatten() {
        sizes[label] += 1;
    }
    // Those without a label come last.
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count + 1];
    for (document, own) in labels.iter().enumerate() {
        let rarest = own.iter().copied().min_by_key(|&label| (sizes[label], label));
        groups[rarest.unwrap_or(count)].push(document);
    }
    let mut random = Random::new(seed);
    let mut fold = vec![0; labels.len()];
    let mut next = 0;
    for group in &mut groups {
        random.shuffle(group);
        for &document in group.iter() {
            fold[document] = next % folds;
            next += 1;
        }
    }
    fold
}

#[cfg(test)]
mod tests {
    use super::folds;

    #[test]
    fn every_fold_has_its_share_of_every_label() {
        let labels: Vec<Vec<usize>> =
            (0..53).map(|place| vec![usize::from(place % 4 == 0)]).collect();
        let fold = folds(&labels, 2, 5, 3);
        for wanted in 0..5 {
            let in_fold = |label: usize| {
                (0..53).filter(|&at| fold[at] == wanted && labels[at] == [label]).count()
            };
            assert!((7..=8).contains(&in_fold(0)) && (2..=3).contains(&in_fold(1)));
        }
        assert_eq!(fold, folds(&labels, 2, 5, 3));
        assert_ne!(fold, folds(&labels, 2, 5, 4));
    }
}
