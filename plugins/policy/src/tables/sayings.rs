//! The table `data/sayings.tsv`: verbs that a clause without `that` may follow.

use std::sync::LazyLock;

use super::{list, rows};
use crate::hash::WordMap;

/// What may follow such a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reports {
    /// A clause, and hardly ever a thing.
    Clause,
    /// A clause or a thing.
    Both,
}

static VERBS: LazyLock<WordMap<&'static str, Reports>> = LazyLock::new(|| {
    let mut verbs = WordMap::default();
    for row in rows(include_str!("../../data/sayings.tsv")) {
        let kind = if row[0] == "clause" { Reports::Clause } else { Reports::Both };
        verbs.extend(list(&row, 1).map(|verb| (verb, kind)));
    }
    verbs
});

/// What may follow a verb of saying or thinking; nothing for other verbs.
pub(crate) fn reports(lemma: &str) -> Option<Reports> {
    VERBS.get(lemma).copied()
}

#[cfg(test)]
mod tests {
    use super::{Reports, reports, rows};

    #[test]
    fn verbs_are_of_either_kind() {
        for row in rows(include_str!("../../data/sayings.tsv")) {
            assert!(matches!(row[0], "clause" | "both"), "{row:?}");
        }
        assert_eq!(reports("say"), Some(Reports::Clause));
        assert_eq!(reports("confirm"), Some(Reports::Both));
        assert_eq!(reports("attack"), None);
    }
}
