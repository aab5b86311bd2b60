//! The stage `dates`.

mod annotate;
mod edges;
mod grammar;
mod holiday;
mod lexicon;
mod meaning;
mod mentioned;
mod open;
mod resolve;
mod shift;
mod token;
mod value;

use cableway_core::{
    Annotations, BlockKind, Classify, ConfigError, Context, Date, Document, Place, Setup, Span,
    Stage, StageError, StageInfo, StageKind,
};
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::Deserialize;

use self::annotate::annotation;
use self::grammar::Grammar;
use self::meaning::Meaning;
use self::mentioned::is_anchor;

/// Finds dates, periods, times and durations in English text, and works out which are meant.
///
/// An annotation of the kind `date` stands for one expression. Its label is the value in ISO 8601:
/// `2020-12-21`, a month `2020-12`, an interval with both ends inside `2020-12-21/2020-12-24`, a decade
/// `199X`, a duration `P3D`, a time `T17:30`. The span is the words.
///
/// Relative expressions count from the day of publication (`meta.published`), or from `reference`. Where
/// words have two meanings, one in the past and one in the future, as a bare `Tuesday` has, the label is
/// the one that the verbs nearby speak for; without such a verb a day of the week is the last one,
/// and any other date the nearest. The other one is under `alternatives`.
///
/// The grammar is our own: patterns over tokens, each of bounded length. Values follow microsoft's
/// Recognizers-Text where a convention had to be chosen (`next Sunday` is that of next week).
///
/// ```
/// use cableway_classify::{Dates, DatesConfig};
/// use cableway_core::*;
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.meta.published = Some("2020-12-23".parse()?);
/// builder.block(BlockKind::Paragraph, "The ferry, which sank on Monday, was built in the 1990s.");
/// let dates = Dates::new(DatesConfig::default(), &Setup::new(".", Limits::default()))?;
/// let mut found = Annotations::new("dates".parse::<StageName>()?);
/// dates.classify(&builder.build(), &mut found, &Context::default())?;
/// let labels: Vec<_> = found.as_slice().iter().map(|date| date.label.as_str()).collect();
/// assert_eq!(labels, ["2020-12-21", "199X"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Dates {
    config: DatesConfig,
    reference: Option<DateTime>,
}

/// What a pipeline may tell `dates`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DatesConfig {
    /// The day, or day and time, from which relative dates count, such as "2020-12-21", in place of the
    /// date of publication.
    pub reference: Option<String>,
    /// True to read `3/4/2020` as 3 April, false to read it as March 4. Where only one way gives a day,
    /// that one is taken.
    pub day_first: bool,
    /// Read also what means a date only where people make appointments: `on 15`, `the 27th`, `4.22`,
    /// `the week`, `in two days` without a verb of the future. In news these mostly mean other things.
    pub casual: bool,
}

impl Stage for Dates {
    type Config = DatesConfig;

    fn info() -> StageInfo {
        let summary = "finds dates and times in English text and works out which are meant";
        StageInfo::new(StageKind::Classify, "dates", summary)
            .uses(&["language"])
            .adds(&["date"])
            .version("3")
    }

    fn new(config: DatesConfig, _: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let mut reference = None;
        if let Some(text) = &config.reference {
            reference = text.parse::<Date>().ok().and_then(|date| moment_of(&date));
            if reference.is_none() {
                problems.add(
                    Place::Config("reference".into()),
                    format!("`{text}` is no day"),
                    Some("write it as in 2020-12-21 or 2020-12-21T09:30".to_owned()),
                );
            }
        }
        problems.or(Self { config, reference })
    }
}

impl Classify for Dates {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        if let Some(language) = document.language().filter(|tag| !is_english(tag)) {
            context
                .note(format!("no dates: they are read in English only, and this is `{language}`"));
            return Ok(());
        }
        let published = document.meta().published.as_ref().and_then(moment_of);
        let reference = self.reference.or(published);
        let mut unresolved = 0;
        for span in parts(document) {
            context.check()?;
            let Some(text) = document.slice(span) else { continue };
            let tokens = token::tokens(text);
            let grammar = Grammar {
                tokens: &tokens,
                text,
                casual: self.config.casual,
                day_first: self.config.day_first,
            };
            // The last date of the block, which `three days later` counts from.
            let mut anchor = None;
            for (place, expression) in grammar.expressions().iter().enumerate() {
                if place % 1_000 == 999 {
                    context.check()?;
                }
                let Some((found, value)) =
                    annotation(&grammar, expression, span.start(), reference, anchor.as_ref())
                else {
                    continue;
                };
                let is_unresolved = found.attributes.contains_key("unresolved");
                let is_mentioned = matches!(expression.meaning, Meaning::FromMentioned { .. });
                let needs_reference = reference.is_none() && is_unresolved && !is_mentioned;
                if is_anchor(&expression.meaning) {
                    anchor = value;
                }
                unresolved += usize::from(needs_reference);
                annotations.push(found);
            }
        }
        if unresolved > 0 {
            let are = if unresolved == 1 { "date counts" } else { "dates count" };
            context.note(format!(
                "{unresolved} {are} from the day of publication, which is not known; \
                 `reference` can say it"
            ));
        }
        Ok(())
    }
}

/// Each block but program text; the whole text where there are no blocks.
fn parts(document: &Document) -> Vec<Span> {
    if document.blocks().is_empty() {
        return Span::new(0, document.text().len()).into_iter().collect();
    }
    let blocks = document.blocks().iter().filter(|block| block.kind != BlockKind::Code);
    blocks.map(|block| block.span).collect()
}

fn is_english(tag: &str) -> bool {
    tag.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

/// A date as a moment, in the offset that it was given with; none where it is less precise than a day.
fn moment_of(date: &Date) -> Option<DateTime> {
    let day: jiff::civil::Date = date.day()?.parse().ok()?;
    let time = date.as_str().get(11..16).and_then(|time| time.parse().ok());
    Some(day.to_datetime(time.unwrap_or_default()))
}
