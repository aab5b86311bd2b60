//! What every stage does first: read the document, analyse its sentences, find its actors.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use cableway_sdk::{Block, Context, Document, StageError};

use crate::actors::{self, Cast};
use crate::events::{self, Event, Frame};
use crate::options::{self, Choice};
use crate::quotes::{self, Quote};
use crate::syntax::{self, Analysis, Reading};

/// A document, read and analysed.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) reading: Reading,
    /// One for each sentence of the reading.
    pub(crate) analyses: Vec<Analysis>,
    pub(crate) cast: Cast,
    /// The date of publication, as ISO 8601: the only clock. The one of the metadata, or else the day that opens the report.
    pub(crate) date: Option<String>,
    /// The date of the metadata.
    published: Option<String>,
    blocks: Vec<Block>,
    // What more than one stage asks for, found at the first question.
    frames: OnceCell<Vec<Frame>>,
    events: OnceCell<Vec<Event>>,
    choices: OnceCell<Vec<Choice>>,
    quotes: OnceCell<Vec<Quote>>,
}

/// How many sentences are analysed before the context is asked whether to go on.
const CHECK_EVERY: usize = 256;

/// The most bytes of a text whose analysis is kept for the next stage.
const KEPT: usize = 1 << 20;

thread_local! {
    /// What the last stage on this thread worked on: the stages of a pipeline see one document after each other, and
    /// would each do the same work. Only what the analysis depends on is compared, so that a stage alone gives the same.
    static LAST: RefCell<Option<Rc<Work>>> = const { RefCell::new(None) };
}

impl Work {
    /// The analysis of a document, a new one or the one of the stage before.
    pub(crate) fn new(document: &Document, context: &Context<'_>) -> Result<Rc<Self>, StageError> {
        let kept =
            LAST.with_borrow(|last| last.as_ref().filter(|work| work.is_of(document)).cloned());
        if let Some(work) = kept {
            return Ok(work);
        }
        let work = Rc::new(Self::analysed(document, context)?);
        LAST.with_borrow_mut(|last| {
            *last = (document.text().len() <= KEPT).then(|| Rc::clone(&work));
        });
        Ok(work)
    }

    /// What the text around makes of each sentence, in the order of the text.
    pub(crate) fn frames(&self) -> &[Frame] {
        self.frames.get_or_init(|| events::frames(self))
    }

    /// The events of the document, in the order of the text.
    pub(crate) fn events(&self) -> &[Event] {
        self.events.get_or_init(|| events::events(self))
    }

    /// The options of the document, by number.
    pub(crate) fn choices(&self) -> &[Choice] {
        self.choices.get_or_init(|| options::choices(self))
    }

    /// The quotations of the document that this is the analysis of, in the order of the text.
    pub(crate) fn quotes(&self, document: &Document) -> &[Quote] {
        self.quotes.get_or_init(|| quotes::quotes(self, document))
    }

    /// Where the block ends that holds a place in the text; the place itself where none does.
    pub(crate) fn block_end(&self, at: usize) -> usize {
        let next = self.blocks.partition_point(|block| block.span.end() <= at);
        self.blocks.get(next).map_or(at, |block| block.span.end())
    }

    fn is_of(&self, document: &Document) -> bool {
        self.published.as_deref() == date(document)
            && self.reading.text == document.text()
            && self.blocks == document.blocks()
    }

    fn analysed(document: &Document, context: &Context<'_>) -> Result<Self, StageError> {
        let reading = Reading::new(document);
        let mut analyses = Vec::with_capacity(reading.sentences.len());
        for (place, sentence) in reading.sentences.iter().enumerate() {
            if place % CHECK_EVERY == 0 {
                context.check()?;
            }
            analyses.push(syntax::analyse(&reading, sentence));
        }
        let published = date(document).map(str::to_owned);
        let date = published.clone().or_else(|| reading.day.clone());
        let cast = actors::find(&reading, &analyses, date.as_deref());
        Ok(Self {
            reading,
            analyses,
            cast,
            date,
            published,
            blocks: document.blocks().to_vec(),
            frames: OnceCell::new(),
            events: OnceCell::new(),
            choices: OnceCell::new(),
            quotes: OnceCell::new(),
        })
    }
}

fn date(document: &Document) -> Option<&str> {
    document.meta().published.as_ref().map(cableway_sdk::Date::as_str)
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
