//! How good a classifier is on documents whose labels are known.

use serde::Serialize;

use super::classifier::Classifier;
use super::labelled::{DataError, LabelledSet};
use super::stage::Decision;

/// How many bins probabilities are sorted into.
const BINS: usize = 10;

/// The most lines that a message names.
const MOST_LINES: usize = 5;

/// How good a classifier is on documents whose labels are known. All figures but counts are within 0 and 1
/// (Brier within 0 and 2); where there is nothing to divide by they are 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Evaluation {
    /// How many documents.
    pub documents: usize,
    /// The share of documents whose labels are all right, with none too many.
    pub accuracy: f64,
    /// The means over the labels that are in the data or were given.
    #[serde(rename = "macro")]
    pub macro_average: Rates,
    /// All decisions counted together.
    #[serde(rename = "micro")]
    pub micro_average: Rates,
    /// Each label of the model.
    pub labels: Vec<LabelFigures>,
    /// For a model that gives one label: how many documents of each label (row) were given each label
    /// (column) in the order of `labels`; the last column counts those that got none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confusion: Option<Vec<Vec<usize>>>,
    /// How far probabilities can be taken at their word.
    pub calibration: Calibration,
}

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rates {
    /// Of those given, the share that is right.
    pub precision: f64,
    /// Of those that should be given, the share that was.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// How well one label is given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelFigures {
    /// The label.
    pub label: String,
    /// How many documents have it.
    pub documents: usize,
    /// How many were given it.
    pub given: usize,
    /// How many were given it rightly.
    pub right: usize,
    /// What these come to.
    #[serde(flatten)]
    pub rates: Rates,
}

/// How far probabilities can be taken at their word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error: how far confidence and share of right answers are apart, on average over
    /// the ten bins, weighted by what is in them. For a model that gives one label the confidence is the
    /// probability of the likeliest, otherwise each probability of each label counts.
    pub ece: f64,
    /// Brier score: for each document the squares of the differences between the probability of each label
    /// and 1 where it is right, 0 where not, added up; the mean of these (0 is best). For a model that
    /// judges each label alone it is the mean over the labels as well.
    pub brier: f64,
    /// The bins that are not empty, from the lowest.
    pub bins: Vec<Bin>,
}

/// Decisions of like confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// The lowest confidence in it; the highest is less than 0.1 more.
    pub from: f64,
    /// How many decisions are in it.
    pub count: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them that is right.
    pub right: f64,
}

impl Rates {
    fn of(right: usize, given: usize, wanted: usize) -> Self {
        Self {
            precision: ratio(right, given),
            recall: ratio(right, wanted),
            f1: ratio(2 * right, given + wanted),
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Lets `classifier` label the documents and compares. `threshold` is what a label's probability must
/// reach; without it the likeliest label is given, or with a model that judges each alone, those of 0.5 or
/// more.
///
/// # Errors
/// When a document has a label that the model does not know, or another number of labels than the one
/// that the model gives.
pub fn evaluate(
    classifier: &Classifier,
    set: &LabelledSet,
    threshold: Option<f64>,
) -> Result<Evaluation, DataError> {
    let truth = truth(classifier, set)?;
    let info = classifier.info();
    let decision = Decision::new(info, threshold);
    let width = info.labels.len();
    let mut figures = vec![[0_usize; 3]; width];
    let mut confusion = vec![vec![0; width + 1]; width];
    let mut exact = 0;
    let mut bins = [(0_usize, 0.0, 0_usize); BINS];
    let mut squares = 0.0;
    for (labelled, truth) in set.documents.iter().zip(&truth) {
        let probabilities = classifier.probabilities(&labelled.document);
        let mut given = decision.labels(&probabilities);
        if let (true, Some(&own)) = (info.one_label, truth.first()) {
            confusion[own][given.first().copied().unwrap_or(width)] += 1;
        }
        let mut judge = |confidence: f64, is_right: bool| {
            let place = (1..BINS).filter(|&bin| confidence >= bin as f64 / BINS as f64).count();
            let bin = &mut bins[place];
            *bin = (bin.0 + 1, bin.1 + confidence, bin.2 + usize::from(is_right));
        };
        if info.one_label {
            let best = (0..width)
                .max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]))
                .unwrap_or(0);
            judge(probabilities[best], truth.contains(&best));
        }
        for (label, &probability) in probabilities.iter().enumerate() {
            let has = truth.contains(&label);
            squares += (probability - f64::from(u8::from(has))).powi(2);
            if !info.one_label {
                judge(probability, has);
            }
            let is_given = given.contains(&label);
            let figure = &mut figures[label];
            figure[0] += usize::from(has);
            figure[1] += usize::from(is_given);
            figure[2] += usize::from(has && is_given);
        }
        given.sort_unstable();
        exact += usize::from(given == *truth);
    }
    let labels: Vec<LabelFigures> = info
        .labels
        .iter()
        .zip(&figures)
        .map(|(info, &[documents, given, right])| LabelFigures {
            label: info.label.clone(),
            documents,
            given,
            right,
            rates: Rates::of(right, given, documents),
        })
        .collect();
    let decisions = if info.one_label { truth.len() } else { truth.len() * width };
    Ok(Evaluation {
        documents: truth.len(),
        accuracy: ratio(exact, truth.len()),
        macro_average: macro_average(&labels),
        micro_average: micro_average(&labels),
        labels,
        confusion: info.one_label.then_some(confusion),
        calibration: calibration(&bins, squares / decisions.max(1) as f64),
    })
}

/// The labels of each document, as places among those of the model, ascending.
fn truth(classifier: &Classifier, set: &LabelledSet) -> Result<Vec<Vec<usize>>, DataError> {
    let info = classifier.info();
    let mut mistakes = Vec::new();
    let mut unknown: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut many: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(set.documents.len());
    for document in &set.documents {
        let mut own = Vec::new();
        for label in &document.labels {
            match info.labels.binary_search_by(|info| info.label.as_str().cmp(label)) {
                Ok(place) => own.push(place),
                Err(_) => match unknown.iter_mut().find(|(other, _)| other == label) {
                    Some((_, lines)) => lines.push(document.line),
                    None => unknown.push((label, vec![document.line])),
                },
            }
        }
        if info.one_label && document.labels.len() != 1 {
            many.push(document.line);
        }
        all.push(own);
    }
    for (label, lines) in unknown {
        mistakes.push(format!("{}: the model has no label `{label}`", at(&lines)));
    }
    if !mistakes.is_empty() {
        let known: Vec<&str> = info.labels.iter().map(|label| label.label.as_str()).collect();
        mistakes.push(format!("the labels of the model are {}", known.join(", ")));
    }
    if !many.is_empty() {
        let message = "the model gives each document one label, here are more, or none";
        mistakes.push(format!("{}: {message}", at(&many)));
    }
    if mistakes.is_empty() { Ok(all) } else { Err(DataError { mistakes }) }
}

/// `line 3`, `lines 3, 5 and 7 more`.
fn at(lines: &[usize]) -> String {
    let shown: Vec<String> = lines.iter().take(MOST_LINES).map(usize::to_string).collect();
    let noun = if lines.len() == 1 { "line" } else { "lines" };
    match lines.len().saturating_sub(MOST_LINES) {
        0 => format!("{noun} {}", shown.join(", ")),
        more => format!("{noun} {} and {more} more", shown.join(", ")),
    }
}

fn macro_average(labels: &[LabelFigures]) -> Rates {
    let seen: Vec<Rates> =
        labels.iter().filter(|l| l.documents + l.given > 0).map(|label| label.rates).collect();
    let mean = |of: fn(&Rates) -> f64| seen.iter().map(of).sum::<f64>() / seen.len().max(1) as f64;
    Rates { precision: mean(|r| r.precision), recall: mean(|r| r.recall), f1: mean(|r| r.f1) }
}

fn micro_average(labels: &[LabelFigures]) -> Rates {
    let sum = |of: fn(&LabelFigures) -> usize| labels.iter().map(of).sum();
    Rates::of(sum(|label| label.right), sum(|label| label.given), sum(|label| label.documents))
}

fn calibration(bins: &[(usize, f64, usize); BINS], brier: f64) -> Calibration {
    let all: usize = bins.iter().map(|(count, ..)| count).sum();
    let bins: Vec<Bin> = bins
        .iter()
        .enumerate()
        .filter(|(_, (count, ..))| *count > 0)
        .map(|(place, &(count, confidence, right))| Bin {
            from: place as f64 / BINS as f64,
            count,
            confidence: confidence / count as f64,
            right: ratio(right, count),
        })
        .collect();
    let gap = |bin: &Bin| (bin.confidence - bin.right).abs() * bin.count as f64;
    Calibration { ece: bins.iter().map(gap).sum::<f64>() / all.max(1) as f64, brier, bins }
}
