//! A program's stage as one of the core's traits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cableway_core::{
    Annotation, Annotations, AnyStage, Classify, ConfigError, Context, Document, Export, Ingest,
    Item, KeyPath, ListError, Setup, StageEntry, StageError, StageInfo, StageKind, Summarize,
    Summary,
};
use serde_json::Value;

use crate::callbacks::MOST_NOTES;
use crate::describe;
use crate::process::child::Process;
use crate::process::deadline::Deadline;
use crate::process::excerpt::excerpt;
use crate::process::frame::Few;
use crate::process::program::Program;
use crate::process::protocol::{
    Answer, Request, Said, WireItem, WireStage, all, documents, problems_in,
};
use crate::stage::setup_json;

/// The entry of a stage that `program` offers; or what is wrong with what it says of it.
pub(super) fn entry(
    plugin: &str,
    version: &str,
    stage: WireStage,
    program: &Arc<Program>,
) -> Result<StageEntry, String> {
    let WireStage { kind, id, reads, schema, mut description } = stage;
    if description.version.is_empty() {
        version.clone_into(&mut description.version);
    }
    let info = describe::info(plugin, kind, &id, description, reads)?;
    let schema = describe::schema(&id, schema)?;
    let (program, kept) = (Arc::clone(program), info.clone());
    Ok(StageEntry::new(info, schema, move |config, setup| {
        let stage = ProgramStage::new(&program, kept.clone(), id.clone(), config, setup)?;
        Ok(match kind {
            StageKind::Ingest => AnyStage::Ingest(Box::new(stage)),
            StageKind::Classify => AnyStage::Classify(Box::new(stage)),
            StageKind::Summarize => AnyStage::Summarize(Box::new(stage)),
            StageKind::Export => AnyStage::Export(Box::new(ProgramExport::new(stage)?)),
        })
    }))
}

/// A stage of a program, made with one configuration. Each process that works for it has an instance.
struct ProgramStage {
    program: Arc<Program>,
    info: StageInfo,
    id: String,
    /// The number of its instance in every process.
    instance: u64,
    config: Value,
    setup: Value,
}

/// Numbers for instances.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl ProgramStage {
    fn new(
        program: &Arc<Program>,
        info: StageInfo,
        id: String,
        config: Value,
        setup: &Setup,
    ) -> Result<Self, ConfigError> {
        let stage = Self {
            program: Arc::clone(program),
            info,
            id,
            instance: NEXT.fetch_add(1, Ordering::Relaxed),
            config,
            setup: setup_json(setup),
        };
        program.allow(setup.limits());
        let made = program.process(Deadline::hello()).and_then(|mut process| {
            let made = stage.create(&mut process, Deadline::stage())?;
            program.give_back(process);
            Ok(made)
        });
        made.map_err(|error| whole(&error))??;
        Ok(stage)
    }

    /// Makes the instance in a process that does not have it yet. The inner error is the plugin's
    /// opinion of the configuration.
    fn create(
        &self,
        process: &mut Process,
        deadline: Deadline,
    ) -> Result<Result<(), ConfigError>, StageError> {
        let request = Request::Create {
            instance: self.instance,
            kind: self.info.kind,
            stage: self.id.clone(),
            config: self.config.clone(),
            setup: self.setup.clone(),
        };
        match process.ask(&request, deadline)? {
            Answer::Done(_) => {
                process.instances.push(self.instance);
                Ok(Ok(()))
            }
            Answer::Refused { problems } => Ok(Err(problems_in(problems))),
            Answer::Failed(failed) => Err(failed.into()),
            _ => Err(no_answer(process)),
        }
    }

    /// A process that has the instance. One that has to be started for it may take as long as
    /// `context` says.
    fn process(&self, context: Option<&Context<'_>>) -> Result<Process, StageError> {
        let within = |deadline: Deadline| match context {
            Some(context) => deadline.within(context),
            None => deadline,
        };
        let made = || {
            let mut process = self.program.process(within(Deadline::hello()))?;
            if !process.instances.contains(&self.instance) {
                self.create(&mut process, within(Deadline::stage()))?
                    .map_err(|error| StageError::internal(error.to_string()))?;
            }
            Ok(process)
        };
        made().map_err(|error: StageError| {
            let message = "another process of the plugin cannot be started";
            StageError::new(error.kind(), message).with_source(error)
        })
    }

    /// Asks a process that nobody else uses meanwhile. One that fails at it is not used again.
    fn ask(&self, request: &Request, context: &Context<'_>) -> Result<Said, StageError> {
        let mut process = self.process(Some(context))?;
        // From here on: a process that is slow to start has its own limits.
        let deadline = Deadline::document(self.program.limits().time, context);
        let said = ask(&mut process, request, deadline);
        self.program.give_back(process);
        said
    }
}

fn whole(error: &StageError) -> ConfigError {
    let words: Vec<String> = error.chain().collect();
    ConfigError::at(KeyPath::whole(), words.join(": "))
}

fn no_answer(process: &mut Process) -> StageError {
    process.broke("gave the answer to another kind of request")
}

fn ask(process: &mut Process, request: &Request, deadline: Deadline) -> Result<Said, StageError> {
    match process.ask(request, deadline)? {
        Answer::Done(said) => Ok(said),
        Answer::Failed(failed) => Err(failed.into()),
        _ => Err(no_answer(process)),
    }
}

/// Takes the remarks over, or refuses what came with too many.
fn leave_notes(notes: Few<String, MOST_NOTES>, context: &Context<'_>) -> Result<(), StageError> {
    for note in all(notes, "notes")? {
        context.note(note);
    }
    Ok(())
}

impl Classify for ProgramStage {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let request = Request::Classify {
            instance: self.instance,
            stage: annotations.stage().to_string(),
            document: excerpt(document, &self.info),
        };
        let said = self.ask(&request, context)?;
        for annotation in all(said.annotations, "annotations")? {
            annotations.push(Annotation::from(annotation));
        }
        leave_notes(said.notes, context)
    }
}

impl Summarize for ProgramStage {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let document = excerpt(document, &self.info);
        let request = Request::Summarize { instance: self.instance, document };
        let said = self.ask(&request, context)?;
        leave_notes(said.notes, context)?;
        let sentences = all(said.sentences, "sentences")?;
        Ok((!sentences.is_empty()).then(|| Summary::new(sentences)))
    }
}

impl Ingest for ProgramStage {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let request = Request::List { instance: self.instance };
        let asked = self.process(Some(context)).and_then(|mut process| {
            process.send(&request, Deadline::patient())?;
            Ok(process)
        });
        match asked {
            Ok(process) => Box::new(Listing { stage: self, process: Some(process), context }),
            Err(error) => Box::new(std::iter::once(Err(ListError::Source(error)))),
        }
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let request = Request::Read { instance: self.instance, item: WireItem::from(item) };
        let said = self.ask(&request, context)?;
        leave_notes(said.notes, context)?;
        documents(all(said.documents, "documents")?)
    }
}

/// The items of a program, as they come. A listing may take as long as it needs.
struct Listing<'a> {
    stage: &'a ProgramStage,
    /// `None` once the listing is over.
    process: Option<Process>,
    context: &'a Context<'a>,
}

impl Iterator for Listing<'_> {
    type Item = Result<Item, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let process = self.process.as_mut()?;
            let answer = match process.next(Deadline::look()) {
                Ok(Some(answer)) => answer,
                Ok(None) => {
                    self.context.check().ok()?;
                    continue;
                }
                Err(error) => return Some(self.broken(error)),
            };
            process.begin();
            return match answer {
                Answer::Item(wire) => match Item::try_from(wire) {
                    Ok(item) => Some(Ok(item)),
                    Err(error) => Some(self.broken(error)),
                },
                Answer::Lost { uri, error } => {
                    Some(Err(ListError::Item { uri, error: error.into() }))
                }
                Answer::Done(_) => {
                    self.stage.program.give_back(self.process.take()?);
                    None
                }
                Answer::Failed(failed) => {
                    self.stage.program.give_back(self.process.take()?);
                    Some(Err(ListError::Source(failed.into())))
                }
                _ => {
                    let error = no_answer(process);
                    Some(self.broken(error))
                }
            };
        }
    }
}

impl Listing<'_> {
    fn broken(&mut self, error: StageError) -> Result<Item, ListError> {
        self.process = None;
        Err(ListError::Source(error))
    }
}

/// A program's export stage. It stays with one process from the start, because what it has written
/// lives there.
struct ProgramExport {
    stage: ProgramStage,
    process: Process,
    target: String,
}

impl ProgramExport {
    fn new(stage: ProgramStage) -> Result<Self, ConfigError> {
        // Nobody waits for it yet but the user.
        let mut process = stage.process(None).map_err(|error| whole(&error))?;
        let request = Request::Target { instance: stage.instance };
        let said =
            ask(&mut process, &request, Deadline::patient()).map_err(|error| whole(&error))?;
        Ok(Self { stage, process, target: said.target.unwrap_or_default() })
    }

    fn ask(&mut self, request: &Request, deadline: Deadline) -> Result<(), StageError> {
        ask(&mut self.process, request, deadline).map(drop)
    }
}

impl Export for ProgramExport {
    fn open(&mut self) -> Result<(), StageError> {
        self.ask(&Request::Open { instance: self.stage.instance }, Deadline::patient())
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        let document = excerpt(document, &self.stage.info);
        let request = Request::Write { instance: self.stage.instance, document };
        let seconds = self.stage.program.limits().time;
        self.ask(&request, Deadline::write(seconds))
    }

    fn commit(&mut self) -> Result<(), StageError> {
        self.ask(&Request::Commit { instance: self.stage.instance }, Deadline::patient())
    }

    fn target(&self) -> String {
        self.target.clone()
    }
}
