//! The stage `language`.

mod codes;
mod detect;
mod groups;
mod script;

use std::collections::BTreeSet;

use cableway_core::text::words;
use cableway_core::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, KeyPath, Place,
    Score, Setup, Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::codes::CODES;
use self::detect::{Unknown, detect};

/// How much of a text is looked at, in bytes: some twenty sentences, where one is mostly enough. More
/// changes no answer, only the time.
const MOST_BYTES: usize = 2_000;

/// Fewer different words than this may stand in any language, whatever their letters are like.
const FEWEST_WORDS: usize = 3;

/// Says in which language a document is written.
///
/// Where one language alone is written in a script, the script tells. Else a linear classifier does, by
/// hashed n-grams of one to five letters; it was distilled from the models of the crate `lingua` (see
/// `NOTICE`). The label is an ISO 639-1 code, the score how likely the label is right, the spans are the
/// text that was looked at. Where the text is too short, has fewer than three different words beside
/// addresses (and no script of its own), looks like no language that is known here, or leaves too much
/// doubt, there is no label, and a note says why.
///
/// Known are 85 languages. Text in another one may be taken for one of those that it is like: Bosnian is
/// found as Croatian or Serbian, Malay as Indonesian, Nepali as Hindi, Tigrinya as Amharic.
///
/// ```
/// use cableway_classify::{Language, LanguageConfig};
/// use cableway_core::*;
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.block(BlockKind::Paragraph, "Die Fähre fährt ab Montag wieder, sagte das Hafenamt am Freitag.");
/// let language = Language::new(LanguageConfig::default(), &Setup::new(".", Limits::default()))?;
/// let mut found = Annotations::new("language".parse::<StageName>()?);
/// language.classify(&builder.build(), &mut found, &Context::default())?;
/// assert_eq!(found.as_slice()[0].label, "de");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Language {
    config: LanguageConfig,
}

/// What a pipeline may tell `language`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageConfig {
    /// The languages to choose among, as ISO 639-1 codes such as "en"; empty means all that are known.
    pub allow: Vec<String>,
    /// Texts with fewer letters than this get no label. A Chinese character counts as three letters,
    /// a Korean or Ethiopic syllable and a Japanese kana as two.
    #[schemars(range(min = 1))]
    pub min_letters: usize,
    /// How likely the label must be to be right (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_confidence: f64,
}

impl Default for LanguageConfig {
    fn default() -> Self {
        Self { allow: Vec::new(), min_letters: 10, min_confidence: 0.5 }
    }
}

impl Stage for Language {
    type Config = LanguageConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "language", "says in which language a document is")
            .adds(&["language"])
            .version("4")
    }

    fn new(config: LanguageConfig, _: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        for (place, code) in config.allow.iter().enumerate() {
            if !CODES.iter().any(|(known, _)| known == code) {
                problems.add(
                    Place::Config(KeyPath::from("allow").at(place)),
                    format!("`{code}` is no language that is known here"),
                    Some(hint(code)),
                );
            }
        }
        if config.min_letters == 0 {
            problems.add(Place::Config("min_letters".into()), "must be at least 1", None);
        }
        if !(0.0..=1.0).contains(&config.min_confidence) {
            problems.add(Place::Config("min_confidence".into()), "must be from 0 to 1", None);
        }
        problems.or(Self { config })
    }
}

/// What to write in place of an unknown code.
fn hint(code: &str) -> String {
    let code = code.to_lowercase();
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    let known = CODES.iter().find(|(two, three)| *two == primary || *three == primary);
    if let Some((known, _)) = known {
        return format!("did you mean `{known}`?");
    }
    let known: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
    format!("known are {}", known.join(", "))
}

impl Classify for Language {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let mut looked_at = sample(document, is_prose);
        if letters(document, &looked_at) < self.config.min_letters {
            looked_at = sample(document, |_| true);
        }
        let found = letters(document, &looked_at);
        if found < self.config.min_letters {
            context.note(format!(
                "no language: the text has {found} letters, fewer than {}",
                self.config.min_letters
            ));
            return Ok(());
        }
        let parts: Vec<&str> = looked_at.iter().filter_map(|span| document.slice(*span)).collect();
        let guess = match detect(&parts, |code| self.allows(code)) {
            Ok(guess) => guess,
            Err(unknown) => {
                context.note(match unknown {
                    Unknown::Script => {
                        "no language: the letters belong to no language that is known here"
                    }
                    Unknown::NotAllowed => {
                        "no language: the letters belong to none of those allowed"
                    }
                    Unknown::Words => "no language: the words look like none that is known here",
                });
                return Ok(());
            }
        };
        if guess.by_words && has_few_words(&parts) {
            context.note(format!(
                "no language: the text has fewer than {FEWEST_WORDS} different words, addresses aside"
            ));
            return Ok(());
        }
        let (code, confidence) = (guess.code, guess.confidence);
        if confidence < self.config.min_confidence {
            context.note(format!(
                "no language: `{code}` is the likeliest, but with a confidence of {confidence:.2}"
            ));
            return Ok(());
        }
        let mut annotation = Annotation::new("language", code).with_spans(looked_at);
        annotation.score = Score::new(confidence).ok();
        annotations.push(annotation);
        Ok(())
    }
}

impl Language {
    fn allows(&self, code: &str) -> bool {
        self.config.allow.is_empty() || self.config.allow.iter().any(|allowed| allowed == code)
    }
}

/// True for texts of a name or two, or of addresses of the web and of mail alone.
fn has_few_words(parts: &[&str]) -> bool {
    let mut seen = BTreeSet::new();
    let mut found = parts
        .iter()
        .flat_map(|part| part.split_whitespace())
        .filter(|token| !is_address(token))
        .flat_map(words)
        .filter(|word| word.text.chars().any(char::is_alphabetic))
        .map(|word| word.text.to_lowercase());
    // One look at a few words is enough for almost any text.
    !found.any(|word| seen.insert(word) && seen.len() == FEWEST_WORDS)
}

fn is_address(token: &str) -> bool {
    let token = token.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_name = |part: &str| part.contains('.') && !part.ends_with('.');
    token.contains("://")
        || token.starts_with("www.")
        || token.split_once('@').is_some_and(|(_, site)| is_name(site))
        || token.split_once('/').is_some_and(|(site, _)| is_name(site))
}

/// True for the blocks in which people write whole sentences.
fn is_prose(kind: BlockKind) -> bool {
    use BlockKind::{Heading, ListItem, Paragraph, Quotation};
    matches!(kind, Paragraph | Heading | ListItem | Quotation)
}

/// Parts of the blocks that `wanted` accepts, [`MOST_BYTES`] in all, spread over the document: an
/// article may begin with a quotation in another language. Neighbours are one span.
fn sample(document: &Document, wanted: impl Fn(BlockKind) -> bool) -> Vec<Span> {
    let blocks: Vec<Span> = document
        .blocks()
        .iter()
        .filter(|block| wanted(block.kind))
        .map(|block| block.span)
        .collect();
    let total: usize = blocks.iter().map(|span| span.len()).sum();
    let step = total.div_ceil(MOST_BYTES).min(blocks.len()).max(1);
    let mut spans: Vec<Span> = Vec::new();
    let mut left = MOST_BYTES;
    for span in blocks.into_iter().step_by(step) {
        let Some(span) = cut(document.text(), span, left) else { break };
        left -= span.len();
        let joined = spans.last().and_then(|last| {
            let between = document.text().get(last.end()..span.start())?;
            between.trim().is_empty().then(|| Span::new(last.start(), span.end()).ok())?
        });
        match (spans.last_mut(), joined) {
            (Some(last), Some(joined)) => *last = joined,
            _ => spans.push(span),
        }
    }
    spans
}

/// The start of `span`, `most` bytes at the most.
fn cut(text: &str, span: Span, most: usize) -> Option<Span> {
    let mut end = span.end().min(span.start() + most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(span.start(), end).ok()
}

fn letters(document: &Document, spans: &[Span]) -> usize {
    detect::letters(spans.iter().filter_map(|span| document.slice(*span)))
}
