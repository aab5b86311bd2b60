//! What an agency's text goes through before it is printed elsewhere.

/// A way to change an article.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) name: &'static str,
    /// The part of the words that is cut off at the end, in hundredths.
    cut: usize,
    /// The part of the words that is replaced by other ones, in hundredths.
    replaced: usize,
    /// The words of another article that are put in front, in hundredths of the article's.
    opening: usize,
    /// Whether letters become capitals, and quotation marks and dashes others.
    typeset: bool,
}

const NONE: Change = Change { name: "", cut: 0, replaced: 0, opening: 0, typeset: false };

pub(super) const CHANGES: [Change; 14] = [
    Change { name: "capitals and punctuation", typeset: true, ..NONE },
    Change { name: "10 % cut off at the end", cut: 10, ..NONE },
    Change { name: "20 % cut off", cut: 20, ..NONE },
    Change { name: "30 % cut off", cut: 30, ..NONE },
    Change { name: "40 % cut off", cut: 40, ..NONE },
    Change { name: "50 % cut off", cut: 50, ..NONE },
    Change { name: "1 % of the words replaced", replaced: 1, ..NONE },
    Change { name: "3 % replaced", replaced: 3, ..NONE },
    Change { name: "5 % replaced", replaced: 5, ..NONE },
    Change { name: "10 % replaced", replaced: 10, ..NONE },
    Change { name: "15 % replaced", replaced: 15, ..NONE },
    Change { name: "another opening, 10 %", opening: 10, ..NONE },
    Change { name: "another opening, 30 %", opening: 30, ..NONE },
    Change {
        name: "opening 5 %, cut 10 %, replaced 2 %, typeset",
        opening: 5,
        cut: 10,
        replaced: 2,
        typeset: true,
    },
];

impl Change {
    /// The article as changed; words that are put in are from `other`.
    pub(super) fn apply(&self, article: &str, other: &str, random: &mut Random) -> String {
        let others: Vec<&str> = other.split_whitespace().collect();
        let mut kept: Vec<&str> = article.split_whitespace().collect();
        let part = |hundredths: usize, whole: usize| (hundredths * whole).div_ceil(100);
        let whole = kept.len();
        kept.truncate(whole - part(self.cut, whole));
        let end = kept.len();
        for _ in 0..part(self.replaced, end) {
            kept[random.below(end)] = others[random.below(others.len())];
        }
        let opening = others.iter().copied().take(part(self.opening, whole));
        let text = opening.chain(kept).collect::<Vec<_>>().join(" ");
        if self.typeset {
            text.to_uppercase().replace(['"', '“', '”'], "»").replace([',', ';'], " –")
        } else {
            text
        }
    }
}

/// The words of a text as the stage counts them: runs of letters and digits in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Numbers that look random and are the same each time (Marsaglia's xorshift64*).
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 0 to below `end`, which is at least 1.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or(0) % end.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_of_the_degree_that_they_name() {
        let article = (0..100).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        let other = (0..100).map(|n| format!("o{n}")).collect::<Vec<_>>().join(" ");
        let changed = |change: Change| words(&change.apply(&article, &other, &mut Random::new(1)));
        assert_eq!(changed(Change { cut: 20, ..NONE }).len(), 80);
        assert_eq!(changed(Change { opening: 10, ..NONE }).len(), 110);
        let replaced = changed(Change { replaced: 10, ..NONE });
        let strange = replaced.iter().filter(|word| word.starts_with('o')).count();
        assert!((8..=10).contains(&strange), "{strange}");
        assert_eq!(changed(Change { typeset: true, ..NONE }), words(&article));
    }
}
