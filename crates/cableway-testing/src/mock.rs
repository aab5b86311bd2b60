//! What stands in for stages in a case: canned output, an error, a delay.
//!
//! A mock keeps the place, the name and the promises of the stage that it stands in for: what it adds is
//! checked as that stage's output is.

use std::path::Path;
use std::thread;
use std::time::Duration;

use cableway_core::{
    Annotation, Annotations, AnyStage, Classify, Context, Document, Export, Ingest, Item,
    ListError, Score, Sentence, Span, StageError, StageKind, Summarize, Summary,
};
use globset::{Glob, GlobMatcher};

use crate::case::{Mock, MockItem};

/// Makes the stage of `kind` that stands in for another. `folder` is the case's; `real` is the stage
/// itself, which an ingest stage needs to read what the mock lists.
///
/// # Errors
/// What is wrong with the mock, in words.
pub(crate) fn stand_in(
    mock: &Mock,
    kind: StageKind,
    folder: &Path,
    real: Option<AnyStage>,
) -> Result<AnyStage, String> {
    let name = &mock.stage;
    let is_of = |what: &str, given: bool, wanted: StageKind| {
        if given && kind != wanted {
            return Err(format!(
                "the mock of `{name}` gives {what}, but `{name}` is no {wanted} stage"
            ));
        }
        Ok(())
    };
    is_of("`annotations`", !mock.annotations.is_empty(), StageKind::Classify)?;
    is_of("`sentences`", !mock.sentences.is_empty(), StageKind::Summarize)?;
    is_of("`items`", !mock.items.is_empty(), StageKind::Ingest)?;
    if mock.only.is_some() && kind == StageKind::Ingest {
        return Err(format!(
            "the mock of `{name}` has `only`, which chooses among documents: an ingest stage makes them, so list \
             the `items` that you want"
        ));
    }
    let only = match &mock.only {
        Some(glob) => Some(
            Glob::new(glob)
                .map_err(|error| format!("`only` of the mock of `{name}`: {error}"))?
                .compile_matcher(),
        ),
        None => None,
    };
    let stand_in = StandIn { mock: mock.clone(), only };
    Ok(match kind {
        StageKind::Classify => {
            let scores = mock.annotations.iter().filter_map(|annotation| annotation.score);
            for score in scores {
                Score::new(score).map_err(|_| {
                    format!("the mock of `{name}` has a score of {score}: a number is wanted")
                })?;
            }
            AnyStage::Classify(Box::new(stand_in))
        }
        StageKind::Summarize => AnyStage::Summarize(Box::new(stand_in)),
        StageKind::Export => AnyStage::Export(Box::new(stand_in)),
        StageKind::Ingest => {
            let Some(AnyStage::Ingest(reader)) = real else {
                return Err(format!("`{name}` cannot be made, so that its mock has no reader"));
            };
            let items =
                mock.items.iter().map(|item| read(item, folder)).collect::<Result<_, _>>()?;
            AnyStage::Ingest(Box::new(Lister { stand_in, items, reader }))
        }
    })
}

fn read(item: &MockItem, folder: &Path) -> Result<Item, String> {
    let path = folder.join(&item.file);
    let bytes = std::fs::read(&path)
        .map_err(|error| format!("cannot read `{}` for a mock: {error}", item.file.display()))?;
    let mut read = Item::new(item.uri.clone(), bytes);
    read.media_type.clone_from(&item.media_type);
    Ok(read)
}

struct StandIn {
    mock: Mock,
    only: Option<GlobMatcher>,
}

impl StandIn {
    fn means(&self, document: &Document) -> bool {
        self.only.as_ref().is_none_or(|only| only.is_match(&document.source().uri))
    }

    /// Takes its time, then fails where it must.
    fn begin(&self) -> Result<(), StageError> {
        thread::sleep(Duration::from_millis(self.mock.delay_ms));
        match &self.mock.error {
            Some(error) => Err(StageError::new(error.kind, error.message.clone())),
            None => Ok(()),
        }
    }
}

impl Classify for StandIn {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        if !self.means(document) {
            return Ok(());
        }
        self.begin()?;
        for canned in &self.mock.annotations {
            let mut annotation = Annotation::new(&canned.kind, &canned.label);
            annotation.score = canned.score.and_then(|score| Score::new(score).ok());
            for words in &canned.evidence {
                annotation.spans.push(place(document, words)?);
            }
            annotations.push(annotation);
        }
        Ok(())
    }
}

impl Summarize for StandIn {
    fn summarize(
        &self,
        document: &Document,
        _: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        if !self.means(document) {
            return Ok(None);
        }
        self.begin()?;
        let sentence = |words: &String| Ok(Sentence::new(words, vec![place(document, words)?]));
        let sentences: Vec<Sentence> =
            self.mock.sentences.iter().map(sentence).collect::<Result<_, StageError>>()?;
        Ok((!sentences.is_empty()).then(|| Summary::new(sentences)))
    }
}

impl Export for StandIn {
    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        if self.means(document) { self.begin() } else { Ok(()) }
    }

    fn commit(&mut self) -> Result<(), StageError> {
        Ok(())
    }

    fn target(&self) -> String {
        format!("nowhere: `{}` is a mock", self.mock.stage)
    }
}

/// The first place of `words` in the text.
fn place(document: &Document, words: &str) -> Result<Span, StageError> {
    let at = document.text().find(words);
    at.and_then(|at| Span::new(at, at + words.len()).ok()).ok_or_else(|| {
        StageError::bad_input(format!("the words `{words}` of the mock do not stand in the text"))
    })
}

/// Lists a mock's items, and hands them to the stage that it stands in for.
struct Lister {
    stand_in: StandIn,
    items: Vec<Item>,
    reader: Box<dyn Ingest>,
}

impl Ingest for Lister {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        match self.stand_in.begin() {
            Ok(()) => Box::new(self.items.iter().cloned().map(Ok)),
            Err(error) => Box::new(std::iter::once(Err(ListError::Source(error)))),
        }
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        self.reader.read(item, context)
    }
}

/// Stands where a mock could not be made, until the case has been given up for it.
pub(crate) struct NoStage;

impl NoStage {
    pub(crate) fn of(kind: StageKind) -> AnyStage {
        match kind {
            StageKind::Ingest => AnyStage::Ingest(Box::new(Self)),
            StageKind::Classify => AnyStage::Classify(Box::new(Self)),
            StageKind::Summarize => AnyStage::Summarize(Box::new(Self)),
            StageKind::Export => AnyStage::Export(Box::new(Self)),
        }
    }
}

impl Ingest for NoStage {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new(std::iter::empty())
    }

    fn read(&self, _: &Item, _: &Context<'_>) -> Result<Vec<Document>, StageError> {
        Ok(Vec::new())
    }
}

impl Classify for NoStage {
    fn classify(
        &self,
        _: &Document,
        _: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        Ok(())
    }
}

impl Summarize for NoStage {
    fn summarize(&self, _: &Document, _: &Context<'_>) -> Result<Option<Summary>, StageError> {
        Ok(None)
    }
}

impl Export for NoStage {
    fn write(&mut self, _: &Document) -> Result<(), StageError> {
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        Ok(())
    }

    fn target(&self) -> String {
        String::new()
    }
}
