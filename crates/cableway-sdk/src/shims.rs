//! The functions of a stage's table, for each type of stage.

use std::ffi::c_void;
use std::sync::OnceLock;
use std::time::Duration;

use cableway_core::{
    Annotation, Annotations, Classify, Clock, ConfigError, Context, Export, Ingest, Item, KeyPath,
    Limits, ListError, Network, Place, Reads, Setup, Stage, StageError, StageName, Summarize,
};
use cableway_plugin_abi as abi;
use serde::Deserialize;
use serde_json::Value;

use crate::guard::guarded;
use crate::host::{Call, text};
use crate::lend;

/// What an instance pointer points to.
struct Instance<S> {
    stage: S,
    limits: Limits,
    reads: Reads,
    /// What the pipeline calls the stage: the same in every call.
    name: OnceLock<StageName>,
}

/// The setup as it crosses.
#[derive(Deserialize)]
struct WireSetup {
    base: String,
    root: String,
    bytes: u64,
    milliseconds: Option<u64>,
    /// Milliseconds since the beginning of 1970, where the clock stands still.
    now: Option<i64>,
    #[serde(default)]
    network: Network,
}

pub(crate) unsafe extern "C" fn create<S: Stage>(
    call: abi::Call,
    config: abi::Str,
    setup: abi::Str,
    instance: *mut *mut c_void,
) -> abi::Status {
    let mut wrong = false;
    let status = guarded(call, |call| {
        // SAFETY: the host keeps the texts until this function returns.
        let (config, setup) = unsafe { (text(config), text(setup)) };
        match make::<S>(config, setup) {
            Ok(made) => {
                let pointer = Box::into_raw(Box::new(made)).cast();
                // SAFETY: the host gave a place to write to.
                unsafe { instance.write(pointer) };
            }
            Err(error) => {
                wrong = true;
                for problem in &error.problems {
                    call.problem(&problem.place, &problem.message, problem.hint.as_deref());
                }
            }
        }
        Ok(())
    });
    if wrong && status == abi::OK { abi::CONFIG } else { status }
}

fn make<S: Stage>(config: &str, setup: &str) -> Result<Instance<S>, ConfigError> {
    let unusable = |error: serde_json::Error| {
        let mut problems = ConfigError::default();
        problems.add(Place::Config(KeyPath::whole()), error.to_string(), None);
        problems
    };
    // By way of a `Value`, as for built-in stages: so that both see the same.
    let config: Value = serde_json::from_str(config).map_err(unusable)?;
    let config: S::Config = serde_json::from_value(config).map_err(unusable)?;
    let wire: WireSetup = serde_json::from_str(setup).map_err(unusable)?;
    let limits = Limits { bytes: wire.bytes, time: wire.milliseconds.map(Duration::from_millis) };
    let clock = wire.now.map_or_else(Clock::system, Clock::frozen_at_milliseconds);
    let setup = Setup::new(wire.base, limits)
        .with_root(wire.root)
        .with_clock(clock)
        .with_network(wire.network);
    let stage = S::new(config, &setup)?;
    Ok(Instance { stage, limits, reads: S::info().reads, name: OnceLock::new() })
}

pub(crate) unsafe extern "C" fn destroy<S>(instance: *mut c_void) {
    let dropped = std::panic::catch_unwind(|| {
        // SAFETY: the host gives back what `create` made, once.
        drop(unsafe { Box::from_raw(instance.cast::<Instance<S>>()) });
    });
    // There is no call to fail by a panic in a destructor.
    std::mem::forget(dropped);
}

/// The instance behind a pointer.
///
/// # Safety
/// `instance` must be what `create` made for this type, and not have been destroyed.
unsafe fn instance_of<'a, S>(instance: *mut c_void) -> &'a Instance<S> {
    // SAFETY: the caller's promise.
    unsafe { &*instance.cast::<Instance<S>>() }
}

/// The same, for one user at a time.
///
/// # Safety
/// As for `instance_of`, and nobody else may use the instance meanwhile.
unsafe fn exclusive<'a, S>(instance: *mut c_void) -> &'a mut Instance<S> {
    // SAFETY: the caller's promise.
    unsafe { &mut *instance.cast::<Instance<S>>() }
}

/// Calls `body` with a context that asks the host, and hands its notes over.
fn within(
    call: Call,
    limits: Limits,
    body: impl FnOnce(&Context<'_>) -> Result<(), StageError>,
) -> Result<(), StageError> {
    let ask = || call.check();
    let context = Context::asking(limits, &ask);
    body(&context)?;
    for note in context.take_notes() {
        call.note(&note)?;
    }
    Ok(())
}

pub(crate) unsafe extern "C" fn classify<S: Classify>(
    instance: *mut c_void,
    call: abi::Call,
    view: *const abi::Document,
) -> abi::Status {
    guarded(call, |call| {
        // SAFETY: the host calls this by the rules of the interface.
        let instance = unsafe { instance_of::<S>(instance) };
        // SAFETY: as above, and the document is gone before the call is over.
        let document = unsafe { lend::document(view, instance.reads, call)? };
        let mut annotations = Annotations::new(stage_name(instance, view)?);
        within(call, instance.limits, |context| {
            instance.stage.classify(&document, &mut annotations, context)
        })?;
        annotations.as_slice().iter().try_for_each(|annotation| annotate(call, annotation))
    })
}

fn stage_name<S>(
    instance: &Instance<S>,
    view: *const abi::Document,
) -> Result<StageName, StageError> {
    // SAFETY: the host calls this by the rules of the interface.
    let said = unsafe { text((*view).stage) };
    if let Some(name) = instance.name.get().filter(|name| name.as_str() == said) {
        return Ok(name.clone());
    }
    let name: StageName = said.parse().map_err(|error| {
        StageError::internal("the host gave the stage no name").with_source(error)
    })?;
    Ok(instance.name.get_or_init(|| name.clone()).clone())
}

fn annotate(call: Call, annotation: &Annotation) -> Result<(), StageError> {
    let spans: Vec<abi::Span> = annotation.spans.iter().map(|span| wire(*span)).collect();
    let links: Vec<abi::Link> = annotation
        .links
        .iter()
        .map(|link| abi::Link { role: abi::Str::new(&link.role), to: abi::Str::new(&link.to) })
        .collect();
    let json: Vec<String> = annotation.attributes.values().filter_map(nested).collect();
    let mut json = json.iter();
    let values: Vec<abi::Attribute> = annotation
        .attributes
        .iter()
        .map(|(name, value)| attribute(name, value, &mut json))
        .collect();
    call.annotate(&abi::Annotation {
        size: size_of::<abi::Annotation>(),
        kind: abi::Str::new(&annotation.kind),
        label: abi::Str::new(&annotation.label),
        flags: if annotation.score.is_some() { abi::HAS_SCORE } else { 0 },
        reserved: 0,
        score: annotation.score.map_or(0.0, cableway_core::Score::get),
        spans: spans.as_ptr(),
        span_count: spans.len(),
        attributes: abi::Str::NONE,
        links: links.as_ptr(),
        link_count: links.len(),
        values: values.as_ptr(),
        value_count: values.len(),
    })
}

/// A value that crosses as JSON; `None` for those that have a form of their own.
fn nested(value: &Value) -> Option<String> {
    match value {
        Value::Bool(_) | Value::String(_) => None,
        Value::Number(number) if number.is_i64() || number.is_f64() => None,
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            // Without the detour of `Display`; a value can always be written.
            Some(serde_json::to_string(value).unwrap_or_else(|_| value.to_string()))
        }
    }
}

/// An attribute as it crosses; one that is [`nested`] takes the next of `json`.
fn attribute<'a>(
    name: &str,
    value: &Value,
    json: &mut impl Iterator<Item = &'a String>,
) -> abi::Attribute {
    let mut wire = abi::Attribute {
        name: abi::Str::new(name),
        kind: abi::ATTRIBUTE_JSON,
        reserved: 0,
        integer: 0,
        number: 0.0,
        text: abi::Str::NONE,
    };
    match value {
        Value::Bool(value) => {
            wire.kind = abi::ATTRIBUTE_BOOLEAN;
            wire.integer = i64::from(*value);
        }
        Value::String(value) => {
            wire.kind = abi::ATTRIBUTE_TEXT;
            wire.text = abi::Str::new(value);
        }
        Value::Number(value) => match (value.as_i64(), value.as_f64()) {
            (Some(value), _) => {
                wire.kind = abi::ATTRIBUTE_INTEGER;
                wire.integer = value;
            }
            (None, Some(number)) if value.is_f64() => {
                wire.kind = abi::ATTRIBUTE_NUMBER;
                wire.number = number;
            }
            _ => {}
        },
        Value::Null | Value::Array(_) | Value::Object(_) => {}
    }
    if wire.kind == abi::ATTRIBUTE_JSON {
        wire.text = json.next().map_or(abi::Str::NONE, |json| abi::Str::new(json));
    }
    wire
}

fn wire(span: cableway_core::Span) -> abi::Span {
    abi::Span { start: span.start(), end: span.end() }
}

pub(crate) unsafe extern "C" fn summarize<S: Summarize>(
    instance: *mut c_void,
    call: abi::Call,
    view: *const abi::Document,
) -> abi::Status {
    guarded(call, |call| {
        // SAFETY: the host calls this by the rules of the interface.
        let instance = unsafe { instance_of::<S>(instance) };
        // SAFETY: as above, and the document is gone before the call is over.
        let document = unsafe { lend::document(view, instance.reads, call)? };
        let mut summary = None;
        within(call, instance.limits, |context| {
            summary = instance.stage.summarize(&document, context)?;
            Ok(())
        })?;
        for sentence in summary.into_iter().flat_map(|summary| summary.sentences) {
            let spans: Vec<abi::Span> = sentence.spans.iter().map(|span| wire(*span)).collect();
            call.sentence(&sentence.text, &spans)?;
        }
        Ok(())
    })
}

pub(crate) unsafe extern "C" fn list<S: Ingest>(
    instance: *mut c_void,
    call: abi::Call,
) -> abi::Status {
    guarded(call, |call| {
        // SAFETY: the host calls this by the rules of the interface.
        let instance = unsafe { instance_of::<S>(instance) };
        let limits = Limits { time: None, ..instance.limits };
        within(call, limits, |context| {
            for listed in instance.stage.items(context) {
                match listed {
                    Ok(item) => hand_over(call, &item)?,
                    Err(ListError::Item { uri, error }) => call.lost(&uri, &error)?,
                    Err(ListError::Source(error)) => return Err(error),
                }
            }
            Ok(())
        })
    })
}

fn hand_over(call: Call, item: &Item) -> Result<(), StageError> {
    let retrieved = item.retrieved.as_ref().map(ToString::to_string);
    call.item(&abi::Item {
        size: size_of::<abi::Item>(),
        uri: abi::Str::new(&item.uri),
        media_type: item.media_type.as_deref().map_or(abi::Str::NONE, abi::Str::new),
        retrieved: retrieved.as_deref().map_or(abi::Str::NONE, abi::Str::new),
        data: item.bytes.as_ptr(),
        length: item.bytes.len(),
        flags: if item.transient { abi::TRANSIENT } else { 0 },
        reserved: 0,
    })
}

pub(crate) unsafe extern "C" fn read<S: Ingest>(
    instance: *mut c_void,
    call: abi::Call,
    view: *const abi::Item,
) -> abi::Status {
    guarded(call, |call| {
        // SAFETY: the host calls this by the rules of the interface.
        let (instance, item) = unsafe { (instance_of::<S>(instance), lend::item(view)?) };
        let mut documents = Vec::new();
        within(call, instance.limits, |context| {
            documents = instance.stage.read(&item, context)?;
            Ok(())
        })?;
        for document in documents {
            let mut record = document.into_record();
            let words = std::mem::take(&mut record.text);
            let record = serde_json::to_string(&record).map_err(|error| {
                StageError::internal("a record cannot be written as JSON").with_source(error)
            })?;
            call.document(&words, &record)?;
        }
        Ok(())
    })
}

pub(crate) unsafe extern "C" fn open<S: Export>(
    instance: *mut c_void,
    call: abi::Call,
) -> abi::Status {
    // SAFETY: the host calls this by the rules of the interface, here and below.
    guarded(call, |_| unsafe { exclusive::<S>(instance) }.stage.open())
}

pub(crate) unsafe extern "C" fn write<S: Export>(
    instance: *mut c_void,
    call: abi::Call,
    view: *const abi::Document,
) -> abi::Status {
    guarded(call, |call| {
        // SAFETY: as above.
        let instance = unsafe { exclusive::<S>(instance) };
        // SAFETY: as above, and the document is gone before the call is over.
        let document = unsafe { lend::document(view, instance.reads, call)? };
        instance.stage.write(&document)
    })
}

pub(crate) unsafe extern "C" fn commit<S: Export>(
    instance: *mut c_void,
    call: abi::Call,
) -> abi::Status {
    // SAFETY: as above.
    guarded(call, |_| unsafe { exclusive::<S>(instance) }.stage.commit())
}

pub(crate) unsafe extern "C" fn target<S: Export>(
    instance: *mut c_void,
    call: abi::Call,
) -> abi::Status {
    // SAFETY: as above.
    guarded(call, |call| call.answer(&unsafe { exclusive::<S>(instance) }.stage.target()))
}

#[cfg(test)]
mod tests {
    use cableway_core::StageInfo;

    use super::*;

    struct Told(Setup);

    #[derive(Deserialize, schemars::JsonSchema)]
    struct Config {}

    impl Stage for Told {
        type Config = Config;

        fn info() -> StageInfo {
            StageInfo::new(cableway_core::StageKind::Classify, "told", "tells what it was told")
        }

        fn new(_: Config, setup: &Setup) -> Result<Self, ConfigError> {
            Ok(Self(setup.clone()))
        }
    }

    #[test]
    fn a_stage_is_told_the_time_and_the_network_policy() {
        let told = |setup: &str| make::<Told>("{}", setup).unwrap().stage.0;
        let usual = told(r#"{"base": "/desk", "root": "/desk", "bytes": 9}"#);
        assert_eq!((usual.clock(), usual.network()), (Clock::system(), Network::Allowed));
        let test = told(
            r#"{"base": "/desk", "root": "/desk", "bytes": 9, "now": -1500, "network": "refused"}"#,
        );
        assert_eq!(test.clock().milliseconds(), Some(-1_500));
        assert_eq!(test.network(), Network::Refused);
    }
}
