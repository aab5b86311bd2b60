//! The table `data/events.tsv`: which verbs with which nouns are events of which type.

use std::sync::LazyLock;

use super::Type;
use crate::hash::WordMap;

/// One line of the table.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: Type,
    /// Nouns one of which must be there; empty for any or none.
    pub(super) nouns: Vec<&'static str>,
    /// True where they may stand after a preposition, too.
    pub(super) anywhere: bool,
    /// The word that must follow the verb.
    pub(super) particle: Option<&'static str>,
}

static LINES: LazyLock<WordMap<&'static str, Vec<Line>>> = LazyLock::new(read);

/// The lines for a verb, in the order of the table.
pub(super) fn lines(lemma: &str) -> &'static [Line] {
    LINES.get(lemma).map_or(&[], Vec::as_slice)
}

fn read() -> WordMap<&'static str, Vec<Line>> {
    let mut lines: WordMap<&'static str, Vec<Line>> = WordMap::default();
    let text = include_str!("../../data/events.tsv");
    for row in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut columns = row.split('\t');
        let name = columns.next().unwrap_or_default();
        let Some((kind, _)) = Type::ALL.iter().find(|(_, one)| *one == name) else { continue };
        let verbs = columns.next().unwrap_or_default();
        let nouns = columns.next().unwrap_or_default();
        for verb in verbs.split(';') {
            let (lemma, particle) =
                verb.split_once('+').map_or((verb, None), |(lemma, word)| (lemma, Some(word)));
            lines.entry(lemma).or_default().push(Line {
                kind: *kind,
                nouns: nouns
                    .trim_start_matches('*')
                    .split(';')
                    .filter(|noun| !noun.is_empty())
                    .collect(),
                anywhere: nouns.starts_with('*'),
                particle,
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Type, read};

    #[test]
    fn every_line_has_a_type_of_plover() {
        let text = include_str!("../../data/events.tsv");
        for row in text.lines().filter(|line| !line.starts_with('#')) {
            let name = row.split('\t').next().unwrap_or_default();
            assert!(Type::ALL.iter().any(|(_, one)| *one == name), "{row}");
        }
        assert!(read().len() > 200);
    }
}
