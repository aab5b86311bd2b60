//! The stage `language`.

use cableway_core::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, KeyPath, Place,
    Score, Setup, Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;
use whatlang::{Detector, Lang};

/// How much of a text is looked at, in bytes: what comes after it changes no answer, only the time.
const MOST_BYTES: usize = 6_000;

/// Says in which language a document is written.
///
/// The detector is the crate `whatlang`: trigrams and alphabets, 70 languages. The label is an ISO
/// 639-1 code (for Akan, which has several, `ak`), the spans are the text that was looked at. Where
/// the text is too short or the detector unsure there is no label, and a note says why.
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
    detector: Detector,
}

/// What a pipeline may tell `language`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageConfig {
    /// The languages to choose among, as ISO 639-1 codes such as "en"; empty means all that are known.
    pub allow: Vec<String>,
    /// Texts with fewer letters than this get no label.
    #[schemars(range(min = 1))]
    pub min_letters: usize,
    /// How sure the detector must be (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_confidence: f64,
}

impl Default for LanguageConfig {
    fn default() -> Self {
        Self { allow: Vec::new(), min_letters: 20, min_confidence: 0.2 }
    }
}

impl Stage for Language {
    type Config = LanguageConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "language", "says in which language a document is")
            .adds(&["language"])
            .version("1")
    }

    fn new(config: LanguageConfig, _: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let mut allowed = Vec::new();
        for (place, code) in config.allow.iter().enumerate() {
            match LANGUAGES.iter().find(|(_, known)| known == code) {
                Some((language, _)) => allowed.push(*language),
                None => problems.add(
                    Place::Config(KeyPath::from("allow").at(place)),
                    format!("`{code}` is no language that is known here"),
                    Some(hint(code)),
                ),
            }
        }
        if config.min_letters == 0 {
            problems.add(Place::Config("min_letters".into()), "must be at least 1", None);
        }
        if !(0.0..=1.0).contains(&config.min_confidence) {
            problems.add(Place::Config("min_confidence".into()), "must be from 0 to 1", None);
        }
        let detector =
            if allowed.is_empty() { Detector::new() } else { Detector::with_allowlist(allowed) };
        problems.or(Self { config, detector })
    }
}

/// What to write in place of an unknown code.
fn hint(code: &str) -> String {
    let longer = Lang::from_code(code.to_lowercase()).and_then(code_of);
    let primary = code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let shorter = LANGUAGES.iter().find(|(_, known)| *known == primary).map(|(_, known)| *known);
    if let Some(known) = longer.or(shorter) {
        return format!("did you mean `{known}`?");
    }
    let known: Vec<&str> = LANGUAGES.iter().map(|(_, code)| *code).collect();
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
        let text = parts.join("\n");
        let Some(info) = self.detector.detect(&text) else {
            context.note("no language: the letters belong to no language that is known here");
            return Ok(());
        };
        let Some(code) = code_of(info.lang()).filter(|code| self.allows(code)) else {
            context.note("no language: the letters belong to none of those allowed");
            return Ok(());
        };
        let confidence = info.confidence().clamp(0.0, 1.0);
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
    let texts = spans.iter().filter_map(|span| document.slice(*span));
    texts.flat_map(str::chars).filter(|c| c.is_alphabetic()).count()
}

fn code_of(language: Lang) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == language).map(|(_, code)| *code)
}

/// Each language that the detector knows, with its code in ISO 639-1.
#[rustfmt::skip]
const LANGUAGES: [(Lang, &str); 70] = [
    (Lang::Afr, "af"), (Lang::Aka, "ak"), (Lang::Amh, "am"), (Lang::Ara, "ar"), (Lang::Aze, "az"),
    (Lang::Bel, "be"), (Lang::Bul, "bg"), (Lang::Ben, "bn"), (Lang::Cat, "ca"), (Lang::Ces, "cs"),
    (Lang::Cym, "cy"), (Lang::Dan, "da"), (Lang::Deu, "de"), (Lang::Ell, "el"), (Lang::Eng, "en"),
    (Lang::Epo, "eo"), (Lang::Spa, "es"), (Lang::Est, "et"), (Lang::Pes, "fa"), (Lang::Fin, "fi"),
    (Lang::Fra, "fr"), (Lang::Guj, "gu"), (Lang::Heb, "he"), (Lang::Hin, "hi"), (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"), (Lang::Hye, "hy"), (Lang::Ind, "id"), (Lang::Ita, "it"), (Lang::Jpn, "ja"),
    (Lang::Jav, "jv"), (Lang::Kat, "ka"), (Lang::Khm, "km"), (Lang::Kan, "kn"), (Lang::Kor, "ko"),
    (Lang::Lat, "la"), (Lang::Lit, "lt"), (Lang::Lav, "lv"), (Lang::Mkd, "mk"), (Lang::Mal, "ml"),
    (Lang::Mar, "mr"), (Lang::Mya, "my"), (Lang::Nob, "nb"), (Lang::Nep, "ne"), (Lang::Nld, "nl"),
    (Lang::Ori, "or"), (Lang::Pan, "pa"), (Lang::Pol, "pl"), (Lang::Por, "pt"), (Lang::Ron, "ro"),
    (Lang::Rus, "ru"), (Lang::Sin, "si"), (Lang::Slk, "sk"), (Lang::Slv, "sl"), (Lang::Sna, "sn"),
    (Lang::Srp, "sr"), (Lang::Swe, "sv"), (Lang::Tam, "ta"), (Lang::Tel, "te"), (Lang::Tha, "th"),
    (Lang::Tuk, "tk"), (Lang::Tgl, "tl"), (Lang::Tur, "tr"), (Lang::Ukr, "uk"), (Lang::Urd, "ur"),
    (Lang::Uzb, "uz"), (Lang::Vie, "vi"), (Lang::Yid, "yi"), (Lang::Cmn, "zh"), (Lang::Zul, "zu"),
];

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, Lang, code_of};

    #[test]
    fn every_language_has_a_code_of_its_own() {
        let mut codes: Vec<&str> = Lang::all().iter().map(|lang| code_of(*lang).unwrap()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Lang::all().len());
        assert_eq!(LANGUAGES.len(), Lang::all().len());
    }
}
