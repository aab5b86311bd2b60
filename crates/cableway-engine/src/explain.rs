//! What each stage did with one document, and why.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cableway_core::{
    Annotation, Context, Document, Item, Limits, ListError, Note, StageError, StageKind, Summary,
};

use crate::pipeline::{Pipeline, StepInfo};
use crate::run::attempt::{Course, Went};
use crate::run::exporting::Exporting;
use crate::run::guard::guarded;
use crate::run::meter::Meter;
use crate::run::part::Part;
use crate::run::report::Queues;
use crate::run::worker::Shared;

/// What became of one item.
#[derive(Debug)]
pub struct Explanation {
    /// The item's URI.
    pub uri: String,
    /// The ingest stage that read it.
    pub reader: StepInfo,
    /// How long it took to read it.
    pub time: Duration,
    /// False when no ingest stage of the pipeline lists this input: it was read as if one did.
    pub listed: bool,
    /// For each document of the item: the document as it came out, and what each stage did to it. Or
    /// why the item could not be read.
    pub documents: Result<Vec<(Document, Vec<StepOutcome>)>, StageError>,
}

/// What one stage did with one document.
#[derive(Debug)]
pub struct StepOutcome {
    /// The stage.
    pub step: StepInfo,
    /// False when its condition kept the document from it.
    pub worked: bool,
    /// How long it took, without the waits before it was tried again.
    pub time: Duration,
    /// What it said.
    pub annotations: Vec<Annotation>,
    /// The summary that it wrote.
    pub summary: Option<Summary>,
    /// The remarks that it left.
    pub notes: Vec<Note>,
    /// What it tells of how it came to that; no record has it.
    pub remarks: Vec<String>,
    /// Why it failed. A document goes no further then, if it may not do without the stage
    /// ([`FailurePolicy::on_error`](crate::FailurePolicy)).
    pub error: Option<StageError>,
}

/// Takes one input through the pipeline, step by step, and writes nothing. `input` is a URI as
/// records have it, or the path of a file.
///
/// # Errors
/// When no such input can be found.
pub fn explain(pipeline: Pipeline, input: &str) -> Result<Explanation, StageError> {
    let shared = Shared {
        meters: pipeline.steps.iter().map(|_| Meter::default()).collect(),
        watched: vec![false; pipeline.steps.len()],
        steps: pipeline.steps,
        ingest: pipeline.ingest,
        parallel: pipeline.parallel,
        limits: pipeline.limits,
        cancelled: Arc::new(AtomicBool::new(false)),
        queues: Queues::default(),
        exporting: Exporting::default(),
        trace: None,
        memory: None,
    };
    let wanted = Wanted::new(input, &pipeline.root);
    let (ingest, item, listed) = find(&shared, &wanted)?;
    let mut course = Course::begin(&shared, None);
    let documents = shared.read(ingest, &item, &mut course);
    let time = course.spent;
    let documents = documents.map(|mut documents| {
        // One of many in the item may be meant, such as what is attached to a mail.
        let is_meant = |document: &Document| wanted.is(&document.source().uri);
        if !wanted.is(&item.uri) && documents.iter().any(is_meant) {
            documents.retain(is_meant);
        }
        let part = Part::of(&item);
        let steps = |document| {
            let (mut document, outcomes) = explain_document(&shared, &pipeline.ordered, document);
            if let Some(part) = &part {
                part.tell_document(&mut document);
            }
            (document, outcomes)
        };
        documents.into_iter().map(steps).collect()
    });
    let reader = shared.steps[ingest].clone();
    Ok(Explanation { uri: item.uri, reader, time, listed, documents })
}

/// What the user asks for.
struct Wanted<'a> {
    input: &'a str,
    /// The file, where there is one at this path, and what is meant of all that is in it.
    file: Option<PathBuf>,
    inside: Option<&'a str>,
    root: &'a Path,
}

impl<'a> Wanted<'a> {
    fn new(input: &'a str, root: &'a Path) -> Self {
        let (file, inside) = in_container(input);
        // A file's name may hold `!/` too, though hardly ever.
        let (file, inside) = match std::fs::canonicalize(input) {
            Ok(whole) => (Some(whole), None),
            Err(_) => (std::fs::canonicalize(file).ok(), inside),
        };
        Self { input, file, inside, root }
    }

    /// Whether `path`, relative to the pipeline file, leads to the same file.
    fn is_file(&self, path: &str) -> bool {
        self.file.is_some() && std::fs::canonicalize(self.root.join(path)).ok() == self.file
    }

    /// Whether `uri` is just what is asked for.
    fn is(&self, uri: &str) -> bool {
        let (file, inside) = in_container(uri);
        uri == self.input
            || inside == self.inside && self.is_file(file)
            || self.inside.is_none() && self.is_file(uri)
    }

    /// Whether the item is the part of a file that is asked for by its place: `a.jsonl#line=3`.
    fn is_part(&self, item: &Item) -> bool {
        let (Some(part), Some((file, place))) = (&item.part, self.input.rsplit_once('#')) else {
            return false;
        };
        let is_inside = |rest: &str| rest.starts_with('#') || rest.starts_with("!/");
        let named = item.uri.split_once("!/").or_else(|| item.uri.split_once('#'));
        place.replace('=', " ") == *part
            && (item.uri.strip_prefix(file).is_some_and(is_inside)
                || named.is_some_and(|(whole, _)| self.is_whole(file, whole)))
    }

    /// Whether the file at `path` is the one at `uri`.
    fn is_whole(&self, path: &str, uri: &str) -> bool {
        let found = std::fs::canonicalize(path).ok();
        found.is_some() && std::fs::canonicalize(self.root.join(uri)).ok() == found
    }

    /// Whether the item at `uri` is what is asked for, lies in it, or holds it.
    fn leads_to(&self, uri: &str) -> bool {
        let whole = uri.split_once('#').map_or(uri, |(whole, _)| whole);
        let (file, inside) = in_container(uri);
        let holds = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with("!/"))
        };
        self.is(uri)
            || whole == self.input
            || self.is_file(whole)
            || holds(uri, self.input)
            || holds(self.input, uri)
            || self.is_file(file)
                && match (inside, self.inside) {
                    (_, None) | (None, Some(_)) => true,
                    (Some(inside), Some(wanted)) => holds(inside, wanted) || holds(wanted, inside),
                }
    }
}

/// A URI of something in a container, cut into the container's own and the way inside.
fn in_container(uri: &str) -> (&str, Option<&str>) {
    uri.split_once("!/").map_or((uri, None), |(file, inside)| (file, Some(inside)))
}

/// The item that the pipeline would read: the one with this URI, or this path, or the first inside
/// it. Where none is, the file at this path.
fn find(shared: &Shared, wanted: &Wanted<'_>) -> Result<(usize, Item, bool), StageError> {
    let input = wanted.input;
    let matches = |uri: &str| wanted.leads_to(uri);
    let context = Context::new(Limits { time: None, ..shared.limits }, &shared.cancelled);
    for ingest in 0..shared.ingest.len() {
        let found = guarded(|| {
            for listed in shared.ingest[ingest].items(&context) {
                match listed {
                    Ok(item) if matches(&item.uri) || wanted.is_part(&item) => {
                        return Ok(Some(item));
                    }
                    Err(ListError::Item { uri, error }) if matches(&uri) => return Err(error),
                    Err(ListError::Source(_)) => return Ok(None),
                    _ => {}
                }
            }
            Ok(None)
        })?;
        if let Some(item) = found {
            return Ok((ingest, item, true));
        }
    }
    if let (Some(_), Some(inside)) = (&wanted.file, wanted.inside) {
        let (container, _) = in_container(input);
        return Err(StageError::bad_input(format!(
            "`{container}` is there, but this pipeline reads nothing from it that is called `{inside}`"
        )));
    }
    let file = Path::new(input);
    let bytes = std::fs::read(file).map_err(|error| {
        let message =
            format!("`{input}` is neither an input of this pipeline nor a file that can be read");
        StageError::io(message, error)
    })?;
    Ok((0, Item::new(crate::config::display(file), bytes), false))
}

fn explain_document(
    shared: &Shared,
    ordered: &[Box<dyn cableway_core::Classify>],
    mut document: Document,
) -> (Document, Vec<StepOutcome>) {
    let mut outcomes = Vec::new();
    let first = shared.ingest.len();
    let first_ordered = first + shared.parallel.len();
    let mut course = Course::begin(shared, None).explaining();
    for step in first..shared.steps.len() {
        let info = shared.steps[step].clone();
        if info.info.kind == StageKind::Export {
            continue;
        }
        let (annotations, summaries, notes) =
            (document.annotations().len(), document.summaries().len(), document.notes().len());
        let result = match step.checked_sub(first_ordered) {
            None => shared.stage(step, &mut document, &mut course),
            Some(place) => {
                shared.classify(ordered[place].as_ref(), step, &mut document, &mut course)
            }
        };
        let mut remarks = std::mem::take(&mut course.remarks);
        if info.info.ordered {
            let alone = "in a run, this stage compares the documents; here it sees this one alone";
            remarks.insert(0, alone.to_owned());
        }
        let failed = result.is_err();
        let worked = !matches!(result, Ok(Went::PassedBy));
        let error = match result {
            Ok(Went::Without(error)) | Err(error) => Some(error),
            Ok(Went::Worked | Went::PassedBy) => None,
        };
        outcomes.push(StepOutcome {
            step: info,
            worked,
            time: course.spent,
            annotations: document.annotations()[annotations..].to_vec(),
            summary: document.summaries().get(summaries).cloned(),
            notes: document.notes()[notes..].to_vec(),
            remarks,
            error,
        });
        if failed {
            break;
        }
    }
    (document, outcomes)
}
