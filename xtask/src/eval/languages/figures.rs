//! Counts of right and wrong labels, and their tables.

use std::collections::BTreeMap;
use std::fmt;

use super::Sentence;

/// What the bands of confidence begin with.
const BANDS: [f64; 7] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];
/// Confusions that are shown.
const SHOWN: usize = 20;

/// Sentences of one language, or with a confidence in one band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    all: usize,
    right: usize,
    unlabelled: usize,
}

impl Tally {
    fn add(&mut self, sentence: &Sentence) {
        self.all += 1;
        self.right += usize::from(sentence.label.as_ref() == Some(&sentence.truth));
        self.unlabelled += usize::from(sentence.label.is_none());
    }

    fn accuracy(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// All counts.
#[derive(Debug, Default)]
pub(super) struct Figures {
    whole: Tally,
    languages: BTreeMap<String, Tally>,
    bands: [Tally; BANDS.len()],
    /// By the true language and the label.
    confusions: BTreeMap<(String, String), usize>,
    /// Labels that no sentence should have.
    strangers: BTreeMap<String, usize>,
}

impl Figures {
    pub(super) fn of(sentences: &[Sentence]) -> Self {
        let mut figures = Self::default();
        for sentence in sentences {
            figures.whole.add(sentence);
            figures.languages.entry(sentence.truth.clone()).or_default().add(sentence);
            let Some(label) = &sentence.label else { continue };
            let band = BANDS.iter().rposition(|from| sentence.confidence >= *from);
            figures.bands[band.unwrap_or(0)].add(sentence);
            if *label != sentence.truth {
                let pair = (sentence.truth.clone(), label.clone());
                *figures.confusions.entry(pair).or_default() += 1;
            }
        }
        for ((_, label), count) in &figures.confusions {
            if !figures.languages.contains_key(label) {
                *figures.strangers.entry(label.clone()).or_default() += count;
            }
        }
        figures
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whole, languages, bands, confusions, strangers } = self;
        writeln!(f, "Accuracy: {} of {} = {:.4}", whole.right, whole.all, whole.accuracy())?;
        writeln!(f, "Without a label: {}", whole.unlabelled)?;
        let count: usize = strangers.values().sum();
        let labels: Vec<&str> = strangers.keys().map(String::as_str).collect();
        writeln!(
            f,
            "Given one of {} languages that are not in the data: {count} ({})\n",
            labels.len(),
            labels.join(", ")
        )?;

        writeln!(
            f,
            "| language | sentences | right | accuracy | no label |\n|---|---:|---:|---:|---:|"
        )?;
        let mut rows: Vec<_> = languages.iter().collect();
        rows.sort_by(|a, b| a.1.accuracy().total_cmp(&b.1.accuracy()).then(a.0.cmp(b.0)));
        for (code, tally) in rows {
            let Tally { all, right, unlabelled } = tally;
            writeln!(f, "| {code} | {all} | {right} | {:.3} | {unlabelled} |", tally.accuracy())?;
        }

        writeln!(f, "\n| confidence from | sentences | right |\n|---:|---:|---:|")?;
        for (from, tally) in BANDS.iter().zip(bands) {
            writeln!(f, "| {from:.2} | {} | {:.3} |", tally.all, tally.accuracy())?;
        }

        writeln!(f, "\n| is | taken for | sentences |\n|---|---|---:|")?;
        let mut rows: Vec<_> = confusions.iter().collect();
        rows.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        for ((truth, label), count) in rows.into_iter().take(SHOWN) {
            writeln!(f, "| {truth} | {label} | {count} |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_wrong_and_silent_sentences_are_told_apart() {
        let sentence = |truth: &str, label: Option<&str>, confidence| Sentence {
            truth: truth.to_owned(),
            label: label.map(str::to_owned),
            confidence,
        };
        let figures = Figures::of(&[
            sentence("de", Some("de"), 0.95),
            sentence("de", Some("nl"), 0.55),
            sentence("de", None, 0.0),
            sentence("hr", Some("hr"), 0.99),
        ]);
        assert_eq!(figures.whole, Tally { all: 4, right: 2, unlabelled: 1 });
        assert_eq!(figures.languages["de"], Tally { all: 3, right: 1, unlabelled: 1 });
        assert_eq!(figures.bands.map(|band| band.all), [0, 1, 0, 0, 0, 1, 1]);
        assert_eq!(figures.strangers.keys().collect::<Vec<_>>(), ["nl"]);
        let shown = figures.to_string();
        assert!(shown.contains("Accuracy: 2 of 4 = 0.5000"), "{shown}");
        assert!(shown.contains("| de | nl | 1 |"), "{shown}");
    }
}
