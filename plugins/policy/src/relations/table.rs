//! The table `data/relations.tsv`: which words tie two actors, and how.

use std::sync::LazyLock;

use crate::hash::WordMap;

/// What a noun names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The tie itself: `influence`.
    Tie,
    /// Who has it: `an ally`.
    Holder,
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: &'static str,
    prepositions: Vec<&'static str>,
}

impl Line {
    /// True for a preposition that may stand between the noun and whom it ties.
    pub(super) fn takes(&self, preposition: &str) -> bool {
        self.prepositions.contains(&preposition)
    }
}

/// Verbs whose subject has, makes, gives or wants what their object names.
const LENDING: &str = "acquire adopt announce apply avoid be become boost bring build carry conduct continue declare deepen deny \
     do double end enjoy enter establish exercise exert expand extend face fight file form gain get give have \
     hold impose increase introduce join keep lack lend lift lodge lose maintain mount need offer place pledge \
     promise provide pursue put raise receive reduce remain renew restore retain risk rule seek send sign slap \
     start step strengthen threaten tighten use wage want wield win";

type Followed = Vec<(Option<&'static str>, usize)>;

/// The words of the table, each with the place of its line.
#[derive(Debug, Default)]
struct Table {
    lines: Vec<Line>,
    verbs: WordMap<&'static str, Followed>,
    nouns: WordMap<&'static str, (Named, usize)>,
    adjectives: WordMap<&'static str, Followed>,
    lending: WordMap<&'static str, bool>,
}

static TABLE: LazyLock<Table> = LazyLock::new(read);

/// The line of a verb, where a word follows that it asks for.
pub(super) fn verb(lemma: &str, follows: impl Fn(&str) -> bool) -> Option<&'static Line> {
    followed(&TABLE.verbs, lemma, follows)
}

/// The line of a noun, and what it names.
pub(super) fn noun(word: &str) -> Option<(Named, &'static Line)> {
    TABLE.nouns.get(word).map(|(named, line)| (*named, &TABLE.lines[*line]))
}

/// The line of an adjective or a participle, where its preposition follows.
pub(super) fn adjective(word: &str, follows: impl Fn(&str) -> bool) -> Option<&'static Line> {
    followed(&TABLE.adjectives, word, follows)
}

/// True for a verb whose subject has, makes, gives or wants what its object names; who condemns a war is not in it.
pub(super) fn lends(lemma: &str) -> bool {
    TABLE.lending.contains_key(lemma)
}

fn followed(
    words: &WordMap<&'static str, Followed>,
    word: &str,
    follows: impl Fn(&str) -> bool,
) -> Option<&'static Line> {
    let all = words.get(word)?;
    let fits = all.iter().find(|(next, _)| next.is_none_or(&follows));
    fits.map(|(_, line)| &TABLE.lines[*line])
}

fn read() -> Table {
    let mut table = Table::default();
    table.lending.extend(LENDING.split_whitespace().map(|verb| (verb, true)));
    let text = include_str!("../../data/relations.tsv");
    for row in text.lines().filter(|row| !row.starts_with('#') && !row.is_empty()) {
        let columns: Vec<&'static str> = row.split('\t').collect();
        let list = |column: usize| {
            let words = columns.get(column).copied().unwrap_or_default().split(';');
            words.filter(|word| !word.is_empty())
        };
        let place = table.lines.len();
        table.lines.push(Line { kind: columns[0], prepositions: list(4).collect() });
        let cut = |word: &'static str| {
            word.split_once('+').map_or((word, None), |(word, next)| (word, Some(next)))
        };
        for (word, next) in list(1).map(cut) {
            table.verbs.entry(word).or_default().push((next, place));
        }
        for word in list(2) {
            table.nouns.insert(word, (Named::Tie, place));
        }
        for word in list(3) {
            table.nouns.insert(word, (Named::Holder, place));
        }
        for (word, next) in list(5).map(cut) {
            table.adjectives.entry(word).or_default().push((next, place));
        }
    }
    table
}
