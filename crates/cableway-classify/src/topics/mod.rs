//! The stage `topics`.

mod fold;
mod matcher;
mod near;
mod needle;
mod query;
mod rules;
mod sets;
mod stem;
mod watch;
mod weigh;

use std::path::{Path, PathBuf};

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, KeyPath, Place, Score,
    Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::fold::is_unspaced;
use self::matcher::{Findings, Matcher};
use self::rules::{Rules, Topic};
pub use self::sets::RuleSet;
use self::weigh::{Evidence, near_miss, weigh};

/// Gives documents topics by rules: words, phrases and queries, each with a weight.
///
/// The rules are a TOML file, one `[[topic]]` each; `docs/topics.md` describes it. All terms of all
/// topics are found in one pass (Aho and Corasick 1975, crate `aho-corasick`), and of the queries those
/// alone are looked at whose rarest words occur, so that the time does not depend on the number of
/// rules. Terms with `stem` are looked up word by word (Snowball, crate `frostem`), in the language of
/// the document.
///
/// A topic's points are the weights of the terms that occur and of the queries that hold, each once,
/// times `title_boost` for those that occur in title or standfirst. The document gets the label if they
/// reach the threshold, if all terms of `all` occur and none of `none`, and at least one of `any`,
/// `near` and `query` where there are any. The score is points / (points + threshold): 0.5 at the
/// threshold, towards 1 beyond it.
///
/// Title, standfirst and body are searched; captions, credits, bylines and notes are not.
///
/// An annotation has the spans of its terms, 100 at most, in the order of the text. Its attributes are
/// `rule` (the file and the line of the topic), `code` where the rules give one, `points`, `threshold`
/// and `terms`: how often each term occurs, each part of a query that made it true, and under `a ~ b`
/// the terms of a `near`. To see what stands close together, the first 10,000 places of each term are
/// looked at.
///
/// ```
/// use cableway_classify::{Topics, TopicsConfig};
/// use cableway_core::*;
///
/// let folder = std::env::temp_dir().join("cableway-doc-topics");
/// std::fs::create_dir_all(&folder)?;
/// std::fs::write(folder.join("topics.toml"), "[[topic]]\nlabel = \"shipping\"\nany = [\"ferr*\"]\n")?;
/// let setup = Setup::new(&folder, Limits::default());
/// let rules = Some("topics.toml".into());
/// let config = TopicsConfig { rules, set: None, max_labels: None };
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
    /// The file with the rules. Its topics stand beside those of `set`, and in place of those that have
    /// the same label.
    #[serde(default)]
    pub rules: Option<PathBuf>,
    /// Rules that come with Cableway. `iptc` gives thirty of the IPTC Media Topics, for news in English.
    #[serde(default)]
    pub set: Option<RuleSet>,
    /// How many labels a document gets at most, the strongest first; without it, all.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub max_labels: Option<usize>,
}

impl Stage for Topics {
    type Config = TopicsConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "topics", "gives topics by rules of words and phrases")
            .uses(&["language"])
            .adds(&["topic"])
            .version("3")
    }

    fn new(config: TopicsConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        if config.max_labels == Some(0) {
            problems = ConfigError::at("max_labels".into(), "must be at least 1");
        }
        let mut rules = Vec::new();
        let mut take = |read: Result<Rules, ConfigError>| match read {
            Ok(read) => {
                for warning in read.warnings {
                    setup.warn(warning.place, warning.message, warning.hint);
                }
                let is_new =
                    |topic: &Topic| !rules.iter().any(|own: &Topic| own.label == topic.label);
                let new: Vec<Topic> = read.topics.into_iter().filter(is_new).collect();
                rules.extend(new);
            }
            Err(error) => problems.problems.extend(error.problems),
        };
        if let Some(path) = &config.rules {
            take(read_rules(path, setup));
        }
        if let Some(set) = config.set {
            take(set.read());
        }
        if config.rules.is_none() && config.set.is_none() {
            let hint = "such as `rules = \"topics.toml\"` or `set = \"iptc\"`".to_owned();
            let message = "`rules` or `set` must say what the topics are";
            problems.add(Place::Config(KeyPath::whole()), message, Some(hint));
        }
        let rules = problems.or(rules)?;
        let matcher = Matcher::new(&rules).map_err(|error| {
            let message = format!("these rules are too many to search for: {error}");
            ConfigError::at("rules".into(), message)
        })?;
        Ok(Self { rules, matcher, max_labels: config.max_labels.unwrap_or(usize::MAX) })
    }
}

fn read_rules(path: &Path, setup: &Setup) -> Result<Rules, ConfigError> {
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
        let (candidates, mut findings) = self.matcher.find(document, context)?;
        let mut labels: Vec<(Score, &Topic, Evidence)> = Vec::new();
        let mut cut_off = false;
        for (number, candidate) in candidates.into_iter().enumerate() {
            if number % 256 == 255 {
                context.check()?;
            }
            let Some(topic) = self.rules.get(candidate) else { continue };
            let slots = self.matcher.slots(candidate);
            let Some(evidence) = weigh(topic, slots, &mut findings) else { continue };
            cut_off |= evidence.cut_off;
            let score = evidence.points / (evidence.points + topic.threshold);
            let Ok(score) = Score::new(score) else { continue };
            labels.push((score, topic, evidence));
        }
        if context.is_explaining() {
            self.explain(&mut findings, context);
        }
        if cut_off {
            context
                .note("`NEAR` looked at the first 10000 places where words stand close together");
        }
        // Stable: equals stay in the order of the rules.
        labels.sort_by(|(one, ..), (other, ..)| other.get().total_cmp(&one.get()));
        for (score, topic, evidence) in labels.into_iter().take(self.max_labels) {
            let mut annotation = Annotation::new("topic", &topic.label).with_score(score);
            if let Some(code) = &topic.code {
                annotation = annotation.with_attribute("code", code.as_str());
            }
            let annotation = annotation
                .with_attribute("rule", topic.rule.as_str())
                .with_attribute("points", (evidence.points * 1e4).round() / 1e4)
                .with_attribute("threshold", topic.threshold)
                .with_attribute("terms", serde_json::json!(evidence.counts))
                .with_spans(evidence.into_spans());
            annotations.push(annotation);
        }
        Ok(())
    }
}

/// So many topics that are not given are told of.
const MOST_MISSES: usize = 5;

impl Topics {
    /// Tells of the topics that came nearest without being given.
    fn explain(&self, findings: &mut Findings, context: &Context<'_>) {
        let mut misses: Vec<(f64, String)> = Vec::new();
        for (number, topic) in self.rules.iter().enumerate() {
            misses.extend(near_miss(topic, self.matcher.slots(number), findings));
        }
        misses.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        for (_, miss) in misses.into_iter().take(MOST_MISSES) {
            context.remark(miss);
        }
    }
}
