//! The stage itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, KeyPath, Place, Score,
    Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::classifier::{Classifier, ModelInfo};
use super::reading::Reading;

/// Gives documents the labels of a trained model.
///
/// `cableway train` makes the model file from labelled documents; `docs/model.md` tells how. Each
/// annotation has the label's probability as its score. Its spans are the words that weighed most for the
/// label, whole, wherever they stand in title, standfirst and body (100 at most); the attribute `words`
/// has these words, each with its share of all that spoke for the label.
///
/// A text of few words, or of none that the model knows, gets no label, and a note says why.
#[derive(Debug)]
pub struct Model {
    classifier: Classifier,
    decision: Decision,
    min_words: usize,
    evidence: usize,
    /// Kept for the next document: see [`Reading`].
    readings: Mutex<Vec<Reading>>,
}

/// What a pipeline may tell `model`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// The model file, made by `cableway train`.
    pub model: PathBuf,
    /// The probability that a label needs (0 to 1). Without it, the likeliest label is given, or with a
    /// model of documents with many labels, those of 0.5 or more.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub threshold: Option<f64>,
    /// The same for single labels, such as `{ sports = 0.8 }`.
    #[serde(default)]
    pub thresholds: BTreeMap<String, f64>,
    /// How many labels a document gets at most, the likeliest first. Without it, one, or with a model of
    /// documents with many labels, all that reach their thresholds.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub max_labels: Option<usize>,
    /// Texts with fewer words than this get no label.
    #[serde(default = "min_words")]
    pub min_words: usize,
    /// How many words are shown as evidence of a label, those that weighed most.
    #[serde(default = "evidence")]
    pub evidence: usize,
}

fn min_words() -> usize {
    5
}

fn evidence() -> usize {
    10
}

/// Which labels are given.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    thresholds: Vec<f64>,
    most: usize,
}

impl Decision {
    pub(super) fn new(info: &ModelInfo, threshold: Option<f64>) -> Self {
        let usual = if info.one_label { 0.0 } else { 0.5 };
        Self {
            thresholds: vec![threshold.unwrap_or(usual); info.labels.len()],
            most: if info.one_label { 1 } else { usize::MAX },
        }
    }

    /// The places of the labels that are given, the likeliest first.
    pub(super) fn labels(&self, probabilities: &[f64]) -> Vec<usize> {
        let mut given: Vec<usize> = (0..probabilities.len())
            .filter(|&label| probabilities[label] >= self.thresholds[label])
            .collect();
        // Stable: equals stay in the order of their names.
        given.sort_by(|&one, &other| probabilities[other].total_cmp(&probabilities[one]));
        given.truncate(self.most);
        given
    }
}

impl Stage for Model {
    type Config = ModelConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "model", "gives topics by a model trained on examples")
            .adds(&["topic"])
            .version("1")
    }

    fn new(config: ModelConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let key = |name: &str| Place::Config(KeyPath::from(name));
        let is_share = |number: f64| (0.0..=1.0).contains(&number);
        if config.threshold.is_some_and(|threshold| !is_share(threshold)) {
            problems.add(key("threshold"), "must be from 0 to 1", None);
        }
        for (label, _) in config.thresholds.iter().filter(|(_, number)| !is_share(**number)) {
            let place = Place::Config(KeyPath::from("thresholds").key(label));
            problems.add(place, "must be from 0 to 1", None);
        }
        if config.max_labels == Some(0) {
            problems.add(key("max_labels"), "must be at least 1", None);
        }
        let classifier = match read(&setup.resolve(&config.model), &config.model) {
            Ok(classifier) => classifier,
            Err(message) => {
                problems.add(key("model"), message, None);
                return Err(problems);
            }
        };
        let mut decision = Decision::new(classifier.info(), config.threshold);
        decision.most = config.max_labels.unwrap_or(decision.most);
        let labels = &classifier.info().labels;
        for (label, threshold) in &config.thresholds {
            match labels.iter().position(|known| known.label == *label) {
                Some(place) => decision.thresholds[place] = *threshold,
                None => {
                    let known: Vec<&str> =
                        labels.iter().map(|known| known.label.as_str()).collect();
                    problems.add(
                        Place::Config(KeyPath::from("thresholds").key(label)),
                        format!("the model has no label `{label}`"),
                        Some(format!("its labels are {}", known.join(", "))),
                    );
                }
            }
        }
        let ModelConfig { min_words, evidence, .. } = config;
        problems.or(Self { classifier, decision, min_words, evidence, readings: Mutex::default() })
    }
}

/// Reads a model file, or says why not.
fn read(path: &Path, shown: &Path) -> Result<Classifier, String> {
    let shown = shown.display();
    let bytes = std::fs::read(path).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => {
                "there is no such file; `cableway train` makes one".to_owned()
            }
            std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            _ => error.to_string().to_lowercase(),
        };
        format!("cannot read `{shown}`: {reason}")
    })?;
    Classifier::from_bytes(&bytes).map_err(|error| format!("cannot use `{shown}`: {error}"))
}

impl Classify for Model {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let kept = self.readings.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reading = kept.unwrap_or_default();
        self.classifier.read(document, &mut reading);
        context.check()?;
        if reading.words < self.min_words {
            let words = match reading.words {
                1 => "1 word".to_owned(),
                words => format!("{words} words"),
            };
            context.note(format!("no label: the text has {words}, fewer than {}", self.min_words));
        } else if reading.found.is_empty() {
            context.note("no label: the model knows none of the text's words");
        } else {
            self.label(document, &reading, annotations);
        }
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).push(reading);
        Ok(())
    }
}

impl Model {
    fn label(&self, document: &Document, reading: &Reading, annotations: &mut Annotations) {
        let probabilities = self.classifier.weigh(reading);
        for label in self.decision.labels(&probabilities) {
            let Some(info) = self.classifier.info().labels.get(label) else { continue };
            let evidence = self.classifier.evidence(document, reading, label, self.evidence);
            // Sorted, so that the order of keys is the same whatever map JSON is kept in.
            let words: BTreeMap<String, f64> = evidence
                .words
                .into_iter()
                .map(|(word, share)| (word, (share * 1e4).round() / 1e4))
                .collect();
            let mut annotation = Annotation::new("topic", &info.label)
                .with_attribute("words", serde_json::json!(words))
                .with_spans(evidence.spans);
            annotation.score = Score::new(probabilities[label]).ok();
            annotations.push(annotation);
        }
    }
}
