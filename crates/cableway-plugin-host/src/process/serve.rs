//! The plugin's side of the protocol, over stages that this process has: what runs in the child when a
//! library has `isolation = "process"`.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use cableway_core::{
    Annotations, AnyStage, Clock, Context, Document, Item, Limits, ListError, Network, Setup,
    StageEntry, StageError, StageName,
};
use serde::Deserialize as _;
use serde_json::Value;

use crate::describe::Description;
use crate::process::frame::{self, Frame};
use crate::process::protocol::{
    Answer, FIRST, Failed, Hello, PROTOCOL, Request, Said, WireAnnotation, WireItem, WireStage,
    problems_out,
};

static NEVER: AtomicBool = AtomicBool::new(false);

/// An instance and the limits that it was made with.
type Instance = (AnyStage, Limits);

/// Answers requests from `input` until it ends. `entries` are the stages of `plugin`, under the names
/// that a pipeline would know them by.
///
/// # Errors
/// When `output` cannot be written to, or `input` not be read: the host has gone.
pub fn serve(
    plugin: &str,
    entries: &[StageEntry],
    input: impl BufRead,
    output: &Mutex<impl Write>,
) -> std::io::Result<()> {
    let mut instances: HashMap<u64, Instance> = HashMap::new();
    for line in input.lines() {
        let line = line?;
        let (id, answer) = match serde_json::from_str(&line) {
            Ok(Frame { id, body }) => {
                let meanwhile = |answer: &Answer| write(output, id, answer);
                (id, answer(plugin, entries, &mut instances, body, &meanwhile))
            }
            Err(error) => {
                let error = StageError::bad_input("this is no request").with_source(error);
                (None, Answer::Failed(Failed::from(&error)))
            }
        };
        write(output, id, &answer)?;
    }
    Ok(())
}

/// The line that says a message to the host's log.
pub fn log_line(level: &str, message: &str) -> String {
    line(None, &Answer::Log { level: level.to_owned(), message: message.to_owned() })
}

/// The line that says to the host, in place of a hello, that nothing can be served, and why.
pub fn failed_line(message: &str) -> String {
    line(Some(FIRST), &Answer::Failed(Failed::from(&StageError::internal(message))))
}

fn line(id: Option<u64>, answer: &Answer) -> String {
    let line = frame::line(id, answer).unwrap_or_default();
    String::from_utf8(line).unwrap_or_default()
}

/// Writes one line.
fn write(output: &Mutex<impl Write>, id: Option<u64>, answer: &Answer) -> std::io::Result<()> {
    let line = frame::line(id, answer)?;
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    output.write_all(&line)?;
    output.flush()
}

fn answer(
    plugin: &str,
    entries: &[StageEntry],
    instances: &mut HashMap<u64, Instance>,
    request: Request,
    meanwhile: &dyn Fn(&Answer) -> std::io::Result<()>,
) -> Answer {
    let said = match request {
        Request::Hello { .. } => return hello(plugin, entries),
        Request::Create { instance, kind, stage, config, setup } => {
            let id = format!("{plugin}:{stage}");
            let entry = entries.iter().find(|entry| entry.info.kind == kind && entry.info.id == id);
            let Some(entry) = entry else {
                let error = StageError::bad_input(format!("there is no {kind} stage `{stage}`"));
                return Answer::Failed(Failed::from(&error));
            };
            let setup = setup_of(&setup);
            match entry.build(config, &setup) {
                Ok(made) => {
                    instances.insert(instance, (made, *setup.limits()));
                    Ok(Said::default())
                }
                Err(error) => return Answer::Refused { problems: problems_out(&error) },
            }
        }
        request => work(instances, request, meanwhile),
    };
    match said {
        Ok(said) => Answer::Done(said),
        Err(error) => Answer::Failed(Failed::from(&error)),
    }
}

fn hello(plugin: &str, entries: &[StageEntry]) -> Answer {
    let stages = entries.iter().map(|entry| {
        let info = entry.info.clone();
        let id = info.id.strip_prefix(&format!("{plugin}:")).unwrap_or(&info.id).to_owned();
        WireStage {
            kind: info.kind,
            id,
            reads: info.reads,
            schema: entry.schema.clone(),
            description: Description {
                summary: info.summary,
                version: info.version,
                needs: info.needs,
                uses: info.uses,
                adds: info.adds,
                ordered: info.ordered,
            },
        }
    });
    Answer::Hello(Hello {
        protocol: PROTOCOL,
        version: String::new(),
        stages: stages.collect::<Vec<_>>().into(),
    })
}

/// The setup that `setup_json` wrote.
fn setup_of(value: &Value) -> Setup {
    let text = |key: &str| value[key].as_str().unwrap_or(".").to_owned();
    let limits = Limits {
        bytes: value["bytes"].as_u64().unwrap_or(Limits::default().bytes),
        time: value["milliseconds"].as_u64().map(Duration::from_millis),
    };
    let mut setup = Setup::new(text("base"), limits).with_root(text("root"));
    if let Some(now) = value["now"].as_i64() {
        setup = setup.with_clock(Clock::frozen_at_milliseconds(now));
    }
    if let Ok(network) = Network::deserialize(&value["network"]) {
        setup = setup.with_network(network);
    }
    setup
}

fn work(
    instances: &mut HashMap<u64, Instance>,
    request: Request,
    meanwhile: &dyn Fn(&Answer) -> std::io::Result<()>,
) -> Result<Said, StageError> {
    let number = match &request {
        Request::Classify { instance, .. }
        | Request::Summarize { instance, .. }
        | Request::List { instance }
        | Request::Read { instance, .. }
        | Request::Open { instance }
        | Request::Write { instance, .. }
        | Request::Commit { instance }
        | Request::Target { instance } => *instance,
        Request::Hello { .. } | Request::Create { .. } => 0,
    };
    let Some((stage, limits)) = instances.get_mut(&number) else {
        return Err(StageError::bad_input(format!("there is no instance {number}")));
    };
    // The host ends this process when its time is over.
    let context = Context::new(Limits { time: None, ..*limits }, &NEVER);
    let mut said = Said::default();
    match (stage, request) {
        (AnyStage::Classify(stage), Request::Classify { stage: name, document, .. }) => {
            let name: StageName = name.parse().map_err(|error| {
                StageError::bad_input("the stage's name is none").with_source(error)
            })?;
            let mut annotations = Annotations::new(name);
            stage.classify(&document_of(*document)?, &mut annotations, &context)?;
            let annotations = annotations.as_slice().iter().map(WireAnnotation::from);
            said.annotations = annotations.collect::<Vec<_>>().into();
        }
        (AnyStage::Summarize(stage), Request::Summarize { document, .. }) => {
            let summary = stage.summarize(&document_of(*document)?, &context)?;
            said.sentences = summary.map(|summary| summary.sentences).unwrap_or_default().into();
        }
        (AnyStage::Ingest(stage), Request::List { .. }) => {
            for listed in stage.items(&context) {
                let answer = match listed {
                    Ok(item) => Answer::Item(WireItem::from(&item)),
                    Err(ListError::Item { uri, error }) => {
                        Answer::Lost { uri, error: Failed::from(&error) }
                    }
                    Err(ListError::Source(error)) => return Err(error),
                };
                meanwhile(&answer).map_err(|error| StageError::io("the host has gone", error))?;
            }
        }
        (AnyStage::Ingest(stage), Request::Read { item, .. }) => {
            let documents = stage.read(&Item::try_from(item)?, &context)?;
            said.documents =
                documents.into_iter().map(Document::into_record).collect::<Vec<_>>().into();
        }
        (AnyStage::Export(stage), Request::Open { .. }) => stage.open()?,
        (AnyStage::Export(stage), Request::Write { document, .. }) => {
            stage.write(&document_of(*document)?)?;
        }
        (AnyStage::Export(stage), Request::Commit { .. }) => stage.commit()?,
        (AnyStage::Export(stage), Request::Target { .. }) => said.target = Some(stage.target()),
        _ => return Err(StageError::bad_input("the stage is of another kind")),
    }
    said.notes = context.take_notes().into();
    Ok(said)
}

fn document_of(record: cableway_core::Record) -> Result<Document, StageError> {
    Document::try_from(record)
        .map_err(|violation| StageError::bad_input("this is no document").with_source(violation))
}

/// Where the host reads what is said: the process's own standard output, which the plugin's code can no
/// longer reach, because everything that it prints goes to standard error from now on.
///
/// # Errors
/// When the system has no more file descriptors.
#[cfg(unix)]
pub fn take_stdout() -> std::io::Result<std::fs::File> {
    // Closed in whatever the plugin's code starts, which else could speak for it.
    let kept = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok(kept.into())
}

/// Where the host reads what is said.
///
/// # Errors
/// None on this system.
#[cfg(not(unix))]
pub fn take_stdout() -> std::io::Result<std::io::Stdout> {
    Ok(std::io::stdout())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::stage::setup_json;

    #[test]
    fn a_setup_crosses_whole() {
        let limits = Limits { bytes: 7, time: Some(Duration::from_millis(1_500)) };
        let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
        let told = Setup::new("/desk/base", limits)
            .with_root("/desk")
            .with_clock(Clock::frozen(moment))
            .with_network(Network::Loopback);
        let heard = setup_of(&setup_json(&told));
        assert_eq!((heard.base(), heard.root()), (told.base(), told.root()));
        assert_eq!(heard.limits(), told.limits());
        assert_eq!((heard.clock(), heard.network()), (told.clock(), told.network()));

        // Plugins of earlier versions are told what they know.
        let usual = setup_json(&Setup::new("/desk", limits));
        assert!(usual.get("now").is_none() && usual.get("network").is_none());
        let heard = setup_of(&usual);
        assert_eq!((heard.clock(), heard.network()), (Clock::system(), Network::Allowed));
    }
}
