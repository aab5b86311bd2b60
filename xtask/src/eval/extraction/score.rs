//! The score of an extracted text against the true one, as `evaluate.py` of
//! scrapinghub/article-extraction-benchmark reckons it: shingles of four tokens, counted, precision and
//! recall as means over the pages, F1 from the two means.

use std::collections::HashMap;

/// Tokens in a shingle.
const SHINGLE: usize = 4;

/// How one page was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    pub(crate) right: usize,
    pub(crate) let_in: usize,
    pub(crate) missed: usize,
    /// Whether every token is the same.
    pub(crate) exact: bool,
}

impl Page {
    /// Compares `extracted` with `truth`.
    pub(crate) fn compare(truth: &str, extracted: &str) -> Self {
        let (truth, extracted) = (tokens(truth), tokens(extracted));
        let (in_truth, in_extracted) = (counted(&truth), counted(&extracted));
        let right = in_truth
            .iter()
            .map(|(shingle, count)| (*count).min(in_extracted.get(shingle).copied().unwrap_or(0)))
            .sum::<usize>();
        Self {
            right,
            let_in: in_extracted.values().sum::<usize>() - right,
            missed: in_truth.values().sum::<usize>() - right,
            exact: truth == extracted,
        }
    }

    /// Undefined where nothing was extracted.
    fn precision(&self) -> Option<f64> {
        share(self.right, self.let_in)
    }

    /// Undefined where there is no text to find.
    fn recall(&self) -> Option<f64> {
        share(self.right, self.missed)
    }

    /// The harmonic mean of this page's precision and recall; the benchmark itself has no such figure.
    pub(crate) fn f1(&self) -> f64 {
        let all = 2 * self.right + self.let_in + self.missed;
        if all == 0 { 1.0 } else { 2.0 * self.right as f64 / all as f64 }
    }
}

fn share(right: usize, wrong: usize) -> Option<f64> {
    (right + wrong > 0).then(|| right as f64 / (right + wrong) as f64)
}

/// The figures of one extractor over all pages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
    /// The share of pages of which every token is the same.
    pub(crate) exact: f64,
}

impl Figures {
    pub(crate) fn of<'p>(pages: impl Iterator<Item = &'p Page> + Clone) -> Self {
        let precision = mean(pages.clone().filter_map(Page::precision));
        let recall = mean(pages.clone().filter_map(Page::recall));
        let sum = precision + recall;
        Self {
            precision,
            recall,
            f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 },
            exact: mean(pages.map(|page| f64::from(u8::from(page.exact)))),
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

/// Runs of letters, digits and underscores, as Python's `\w+` has them. (Python counts no combining
/// marks among the letters, Rust does: this tells apart no text in the Latin script.)
fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// Every shingle of a text in order; a text of fewer tokens is one shingle.
fn shingles<'a, 't>(tokens: &'a [&'t str]) -> impl Iterator<Item = &'a [&'t str]> {
    let short = (!tokens.is_empty() && tokens.len() < SHINGLE).then_some(tokens);
    tokens.windows(SHINGLE).chain(short)
}

fn counted<'a, 't>(tokens: &'a [&'t str]) -> HashMap<&'a [&'t str], usize> {
    let mut counts = HashMap::new();
    for shingle in shingles(tokens) {
        *counts.entry(shingle).or_insert(0) += 1;
    }
    counts
}

/// The runs of words of `text` that `other` has not got, the longest first.
pub(crate) fn runs_without(text: &str, other: &str) -> Vec<String> {
    let (text, other) = (tokens(text), tokens(other));
    let mut left = counted(&other);
    // A token is found when one shingle around it is.
    let mut found = vec![false; text.len()];
    for (at, shingle) in shingles(&text).enumerate() {
        if let Some(count) = left.get_mut(shingle)
            && *count > 0
        {
            *count -= 1;
            found[at..at + shingle.len()].fill(true);
        }
    }
    let mut runs: Vec<Vec<&str>> = Vec::new();
    let mut before = true;
    for (word, found) in text.iter().zip(found) {
        match runs.last_mut() {
            Some(run) if !found && !before => run.push(word),
            _ if !found => runs.push(vec![word]),
            _ => {}
        }
        before = found;
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
    runs.into_iter().map(|run| run.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(truth: &str, extracted: &str, expect: (usize, usize, usize, bool)) {
        let page = Page::compare(truth, extracted);
        assert_eq!((page.right, page.let_in, page.missed, page.exact), expect);
    }

    #[test]
    fn shingles_are_compared_with_their_number() {
        check("a b c d e", "a, b. c d e_f", (1, 1, 1, false));
        check("a b c d e", "a; b c? d (e)", (2, 0, 0, true));
        check("a b c d a b c d", "a b c d", (1, 0, 4, false));
        check("a b", "a b", (1, 0, 0, true));
        check("a b c d", "a b", (0, 1, 1, false));
        check("", "", (0, 0, 0, true));
        check("", "a b", (0, 1, 0, false));
        check("a b", "", (0, 0, 1, false));
    }

    #[test]
    fn pages_without_text_count_on_one_side_only() {
        let pages = [
            Page { right: 3, let_in: 1, missed: 0, exact: false },
            Page { right: 0, let_in: 0, missed: 5, exact: false },
        ];
        let figures = Figures::of(pages.iter());
        assert_eq!((figures.precision, figures.recall), (0.75, 0.5));
        assert!((figures.f1 - 0.6).abs() < 1e-9);
        assert_eq!(Figures::of([].iter()), Figures::default());
    }

    #[test]
    fn runs_are_what_no_common_shingle_covers() {
        let truth = "one two three four five six seven eight";
        assert_eq!(runs_without(truth, truth), Vec::<String>::new());
        assert_eq!(runs_without("new words here one two three four", truth), ["new words here"]);
        assert_eq!(
            runs_without("x one two three four y z five six seven eight", truth),
            ["y z", "x"]
        );
        assert_eq!(runs_without("", truth), Vec::<String>::new());
    }
}
