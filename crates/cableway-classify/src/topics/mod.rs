//! The stage `topics`.

mod fold;
mod matcher;
mod rules;

use std::collections::BTreeMap;
use std::path::PathBuf;

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Score, Setup, Span, Stage,
    StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::fold::is_unspaced;
use self::matcher::{Hit, Matcher, TopicHits, close_together};
use self::rules::{Term, Topic};

/// A label has no more spans of evidence than this; its attributes count all.
const MOST_SPANS: usize = 100;

/// Gives documents topics by rules: words and phrases, each with a weight.
///
/// The rules are a TOML file, one `[[topic]]` each; `docs/topics.md` describes it. All terms of all
/// topics are found in one pass (Aho and Corasick 1975, crate `aho-corasick`), so that the time does
/// not depend on the number of rules.
///
/// A topic's points are the weights of the terms that occur, each once, times `title_boost` for those
/// that occur in title or standfirst. The document gets the label if they reach the threshold, if all
/// terms of `all` occur and none of `none`, and at least one of `any` and `near` where there are any.
/// The score is points / (points + threshold): 0.5 at the threshold, towards 1 beyond it.
///
/// Title, standfirst and body are searched; captions, credits, bylines and notes are not.
///
/// ```
/// use cableway_classify::{Topics, TopicsConfig};
/// use cableway_core::*;
///
/// let folder = std::env::temp_dir().join("cableway-doc-topics");
/// std::fs::create_dir_all(&folder)?;
/// std::fs::write(folder.join("topics.toml"), "[[topic]]\nlabel = \"shipping\"\nany = [\"ferr*\"]\n")?;
/// let setup = Setup::new(&folder, Limits::default());
/// let config = TopicsConfig { rules: "topics.toml".into(), max_labels: None };
/// let topics = Topics::new(config, &setup)?;
///
/// let mut builder = Document::builder("a.txt");
/// builder.block(BlockKind::Paragraph, "Two ferries sail on Monday.");
/// let document = builder.build();
/// let mut found = Annotations::new("topics".parse::<StageName>()?);
/// topics.classify(&document, &mut found, &Context::default())?;
/// let topic = &found.as_slice()[0];
/// assert_eq!(topic.label, "shipping");
/// assert_eq!(document.slice(topic.spans[0]), Some("ferries"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Topics {
    rules: Vec<Topic>,
    matcher: Matcher,
    max_labels: usize,
}

/// What a pipeline may tell `topics`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicsConfig {
    /// The file with the rules.
    pub rules: PathBuf,
    /// How many labels a document gets at most, the strongest first; without it, all.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub max_labels: Option<usize>,
}

impl Stage for Topics {
    type Config = TopicsConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "topics", "gives topics by rules of words and phrases")
            .adds(&["topic"])
            .version("1")
    }

    fn new(config: TopicsConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let at_rules = |message: String| ConfigError::at("rules".into(), message);
        if config.max_labels == Some(0) {
            return Err(ConfigError::at("max_labels".into(), "must be at least 1"));
        }
        let shown = config.rules.display();
        let bytes = std::fs::read(setup.resolve(&config.rules)).map_err(|error| {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
                std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
                _ => error.to_string().to_lowercase(),
            };
            at_rules(format!("cannot read `{shown}`: {reason}"))
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            at_rules(format!("`{shown}` is not UTF-8 text: byte {at} is not"))
        })?;
        let rules = rules::read(&text, config.rules.clone())?;
        let matcher = Matcher::new(&rules).map_err(|error| {
            at_rules(format!("the rules of `{shown}` are too many to search for: {error}"))
        })?;
        Ok(Self { rules, matcher, max_labels: config.max_labels.unwrap_or(usize::MAX) })
    }
}

impl Classify for Topics {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let hits = self.matcher.hits(document, context)?;
        let mut found: Vec<(f64, &Topic, Evidence)> = Vec::new();
        for number in self.matcher.topics_with(&hits) {
            let topic = &self.rules[number];
            if let Some(evidence) = weigh(topic, self.matcher.of_topic(number, &hits)) {
                let score = evidence.points / (evidence.points + topic.threshold);
                found.push((score, topic, evidence));
            }
        }
        // Stable: equals stay in the order of the rules.
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (score, topic, evidence) in found.into_iter().take(self.max_labels) {
            let mut annotation = Annotation::new("topic", &topic.label)
                .with_spans(evidence.spans())
                .with_attribute("points", (evidence.points * 1e4).round() / 1e4)
                .with_attribute("threshold", topic.threshold)
                .with_attribute("terms", evidence.counts());
            annotation.score = Score::new(score).ok();
            annotations.push(annotation);
        }
        Ok(())
    }
}

/// What speaks for a topic.
#[derive(Debug, Default)]
struct Evidence {
    points: f64,
    hits: Vec<Hit>,
    counts: BTreeMap<String, usize>,
}

impl Evidence {
    fn add(&mut self, name: String, weight: f64, boost: f64, hits: &[Hit], times: usize) {
        let boost = if hits.iter().any(|hit| hit.in_head) { boost } else { 1.0 };
        self.points += weight * boost;
        self.hits.extend(hits);
        *self.counts.entry(name).or_default() += times;
    }

    /// In the order of the text, each place once.
    fn spans(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self.hits.iter().map(|hit| hit.span).collect();
        spans.sort_unstable_by_key(|span| (span.start(), span.end()));
        spans.dedup();
        spans.truncate(MOST_SPANS);
        spans
    }

    fn counts(&self) -> serde_json::Value {
        serde_json::json!(self.counts)
    }
}

/// What speaks for `topic`, if it is enough.
fn weigh(topic: &Topic, mut hits: TopicHits<'_>) -> Option<Evidence> {
    let mut evidence = Evidence::default();
    let mut add_all = |terms: &[Term], hits: &mut TopicHits<'_>| {
        let mut occur = 0;
        for term in terms {
            let own = hits.next_term();
            if !own.is_empty() {
                let name = term.written.clone();
                evidence.add(name, term.weight, topic.title_boost, own, own.len());
                occur += 1;
            }
        }
        occur
    };
    let mut spoken_for = add_all(&topic.any, &mut hits);
    if add_all(&topic.all, &mut hits) < topic.all.len() {
        return None;
    }
    for _ in &topic.none {
        if !hits.next_term().is_empty() {
            return None;
        }
    }
    for near in &topic.near {
        let own: Vec<&[Hit]> = near.terms.iter().map(|_| hits.next_term()).collect();
        let (close, times) = close_together(near, &own);
        if times > 0 {
            let names: Vec<&str> = near.terms.iter().map(|term| term.written.as_str()).collect();
            evidence.add(names.join(" ~ "), near.weight, topic.title_boost, &close, times);
            spoken_for += 1;
        }
    }
    let needs_one = !topic.any.is_empty() || !topic.near.is_empty();
    let enough = evidence.points >= topic.threshold && (spoken_for > 0 || !needs_one);
    enough.then_some(evidence)
}
