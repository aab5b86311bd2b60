//! What every stage does first: read the document, analyse its sentences, find its actors.

use cableway_sdk::{Context, Document, StageError};

use crate::actors::{self, Cast};
use crate::syntax::{self, Analysis, Reading};

/// A document, read and analysed.
#[derive(Debug)]
pub(crate) struct Work<'t> {
    pub(crate) reading: Reading<'t>,
    /// One for each sentence of the reading.
    pub(crate) analyses: Vec<Analysis>,
    pub(crate) cast: Cast,
    /// The date of publication, as ISO 8601: the only clock.
    pub(crate) date: Option<&'t str>,
}

/// How many sentences are analysed before the context is asked whether to go on.
const CHECK_EVERY: usize = 256;

impl<'t> Work<'t> {
    pub(crate) fn new(document: &'t Document, context: &Context<'_>) -> Result<Self, StageError> {
        let reading = Reading::new(document);
        let mut analyses = Vec::with_capacity(reading.sentences.len());
        for (place, sentence) in reading.sentences.iter().enumerate() {
            if place % CHECK_EVERY == 0 {
                context.check()?;
            }
            analyses.push(syntax::analyse(&reading, sentence));
        }
        let date = document.meta().published.as_ref().map(cableway_sdk::Date::as_str);
        let cast = actors::find(&reading, &analyses, date);
        Ok(Self { reading, analyses, cast, date })
    }
}

/// True where a document is in English, or nobody knows what it is in; says so where it is not.
pub(crate) fn applies(document: &Document, context: &Context<'_>) -> bool {
    match document.language() {
        Some(language) if language != "en" && !language.starts_with("en-") => {
            context.note(format!(
                "does not apply: the language is `{language}`, and the rules are for English"
            ));
            false
        }
        _ => true,
    }
}
