//! A program's stage as one of the core's traits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cableway_core::{
    Annotation, Annotations, AnyStage, Classify, ConfigError, Context, Document, ErrorKind, Export,
    Ingest, Item, KeyPath, ListError, Setup, StageEntry, StageError, StageInfo, StageKind,
    Summarize, Summary,
};
use serde_json::Value;

use crate::callbacks::MOST_ANNOTATIONS;
use crate::describe;
use crate::process::child::{Deadline, Process, Program};
use crate::process::protocol::{Answer, Request, Said, WireItem, WireStage, excerpt, problems_in};
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
        let mut process = program.process().map_err(|error| whole(&error))?;
        stage.create(&mut process)?;
        program.give_back(process);
        Ok(stage)
    }

    /// Makes the instance in a process that does not have it yet.
    fn create(&self, process: &mut Process) -> Result<(), ConfigError> {
        let request = Request::Create {
            instance: self.instance,
            kind: self.info.kind,
            stage: self.id.clone(),
            config: self.config.clone(),
            setup: self.setup.clone(),
        };
        let deadline = Deadline::patient();
        let reply = process
            .send(&request, deadline)
            .and_then(|()| process.reply(deadline))
            .map_err(|error| whole(&error))?;
        match reply {
            Answer::Done(_) => {
                process.instances.push(self.instance);
                Ok(())
            }
            Answer::Refused { problems } => Err(problems_in(problems)),
            Answer::Failed(failed) => Err(whole(&failed.into())),
            _ => Err(whole(&no_answer())),
        }
    }

    /// A process that has the instance.
    fn process(&self) -> Result<Process, StageError> {
        let mut process = self.program.process()?;
        if !process.instances.contains(&self.instance) {
            self.create(&mut process).map_err(|error| StageError::internal(error.to_string()))?;
        }
        Ok(process)
    }

    /// Asks a process that nobody else uses meanwhile. One that fails at it is not used again.
    fn ask(&self, request: &Request, deadline: Deadline) -> Result<Said, StageError> {
        let mut process = self.process()?;
        let said = ask(&mut process, request, deadline);
        if process.is_sound() {
            self.program.give_back(process);
        }
        said
    }

    /// How long the document at work may still take.
    fn deadline(&self, context: &Context<'_>) -> Deadline {
        let limits = [self.program.limits().time, context.remaining()];
        limits.into_iter().flatten().min().map_or_else(Deadline::patient, Deadline::after)
    }
}

fn whole(error: &StageError) -> ConfigError {
    let words: Vec<String> = error.chain().collect();
    ConfigError::at(KeyPath::whole(), words.join(": "))
}

fn no_answer() -> StageError {
    let message = "the plugin's process gave the answer to another question";
    StageError::new(ErrorKind::Contract, message)
}

fn ask(process: &mut Process, request: &Request, deadline: Deadline) -> Result<Said, StageError> {
    process.send(request, deadline)?;
    match process.reply(deadline)? {
        Answer::Done(said) => Ok(said),
        Answer::Failed(failed) => Err(failed.into()),
        _ => Err(no_answer()),
    }
}

fn leave_notes(notes: Vec<String>, context: &Context<'_>) {
    for note in notes {
        context.note(note);
    }
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
            document: excerpt(document, self.info.reads),
        };
        let said = self.ask(&request, self.deadline(context))?;
        if said.annotations.len() > MOST_ANNOTATIONS {
            return Err(StageError::new(
                ErrorKind::Contract,
                format!(
                    "the plugin gave more than {MOST_ANNOTATIONS} annotations for one document"
                ),
            ));
        }
        for annotation in said.annotations {
            annotations.push(Annotation::from(annotation));
        }
        leave_notes(said.notes, context);
        Ok(())
    }
}

impl Summarize for ProgramStage {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let document = excerpt(document, self.info.reads);
        let request = Request::Summarize { instance: self.instance, document };
        let said = self.ask(&request, self.deadline(context))?;
        leave_notes(said.notes, context);
        Ok((!said.sentences.is_empty()).then(|| Summary::new(said.sentences)))
    }
}

impl Ingest for ProgramStage {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let request = Request::List { instance: self.instance };
        let asked = self.process().and_then(|mut process| {
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
        let said = self.ask(&request, self.deadline(context))?;
        leave_notes(said.notes, context);
        let documents = said.documents.into_iter().map(|record| {
            Document::try_from(record).map_err(|violation| {
                let message = "the plugin gave a document that is none";
                StageError::new(ErrorKind::Contract, message).with_source(violation)
            })
        });
        documents.collect()
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
            let answer = match self.process.as_mut()?.next(Duration::from_millis(50)) {
                Ok(Some(answer)) => answer,
                Ok(None) => {
                    self.context.check().ok()?;
                    continue;
                }
                Err(error) => return Some(self.broken(error)),
            };
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
                _ => Some(self.broken(no_answer())),
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
        let mut process = stage.process().map_err(|error| whole(&error))?;
        let request = Request::Target { instance: stage.instance };
        let said =
            ask(&mut process, &request, Deadline::patient()).map_err(|error| whole(&error))?;
        Ok(Self { stage, process, target: said.target.unwrap_or_default() })
    }

    fn ask(&mut self, request: &Request) -> Result<(), StageError> {
        ask(&mut self.process, request, Deadline::patient()).map(drop)
    }
}

impl Export for ProgramExport {
    fn open(&mut self) -> Result<(), StageError> {
        self.ask(&Request::Open { instance: self.stage.instance })
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        let document = excerpt(document, self.stage.info.reads);
        self.ask(&Request::Write { instance: self.stage.instance, document })
    }

    fn commit(&mut self) -> Result<(), StageError> {
        self.ask(&Request::Commit { instance: self.stage.instance })
    }

    fn target(&self) -> String {
        self.target.clone()
    }
}
