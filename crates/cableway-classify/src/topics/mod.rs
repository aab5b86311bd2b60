//! The stage `topics`.

mod fold;
mod matcher;
mod near;
mod needle;
mod rules;
mod weigh;

use std::path::{Path, PathBuf};

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Score, Setup, Stage,
    StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::fold::is_unspaced;
use self::matcher::Matcher;
use self::rules::Topic;
use self::weigh::{Evidence, weigh};

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
/// An annotation has the spans of its terms, 100 at most, in the order of the text. Its attributes are
/// `points`, `threshold` and `terms`: how often each term occurs, and under `a ~ b` how often the terms
/// of a `near` stand close together, for which the first 10,000 places of each are looked at.
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
        let mut problems = ConfigError::default();
        if config.max_labels == Some(0) {
            problems = ConfigError::at("max_labels".into(), "must be at least 1");
        }
        let rules = read_rules(&config.rules, setup).unwrap_or_else(|error| {
            problems.problems.extend(error.problems);
            Vec::new()
        });
        let rules = problems.or(rules)?;
        let matcher = Matcher::new(&rules).map_err(|error| {
            let shown = config.rules.display();
            let message = format!("the rules of `{shown}` are too many to search for: {error}");
            ConfigError::at("rules".into(), message)
        })?;
        Ok(Self { rules, matcher, max_labels: config.max_labels.unwrap_or(usize::MAX) })
    }
}

fn read_rules(path: &Path, setup: &Setup) -> Result<Vec<Topic>, ConfigError> {
    let shown = path.display();
    let at_rules = |message: String| ConfigError::at("rules".into(), message);
    let bytes = std::fs::read(setup.resolve(path)).map_err(|error| {
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
    rules::read(&text, path.to_owned())
}

impl Classify for Topics {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let (found, mut findings) = self.matcher.find(document, context)?;
        let mut labels: Vec<(Score, &Topic, Evidence)> = Vec::new();
        for found in found.chunk_by(|one, other| one.topic == other.topic) {
            let Some(topic) = found.first().and_then(|found| self.rules.get(found.topic)) else {
                continue;
            };
            let Some(evidence) = weigh(topic, found, &mut findings) else { continue };
            let score = evidence.points / (evidence.points + topic.threshold);
            let Ok(score) = Score::new(score) else { continue };
            labels.push((score, topic, evidence));
        }
        // Stable: equals stay in the order of the rules.
        labels.sort_by(|(one, ..), (other, ..)| other.get().total_cmp(&one.get()));
        for (score, topic, evidence) in labels.into_iter().take(self.max_labels) {
            let annotation = Annotation::new("topic", &topic.label)
                .with_score(score)
                .with_attribute("points", (evidence.points * 1e4).round() / 1e4)
                .with_attribute("threshold", topic.threshold)
                .with_attribute("terms", serde_json::json!(evidence.counts))
                .with_spans(evidence.into_spans());
            annotations.push(annotation);
        }
        Ok(())
    }
}
