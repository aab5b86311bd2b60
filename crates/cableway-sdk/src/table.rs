//! Tables made from types of stages.

use std::panic::catch_unwind;
use std::sync::Once;

use cableway_core::{Classify, Export, Ingest, Reads, Stage, StageInfo, StageKind, Summarize};
use cableway_plugin_abi as abi;
use serde_json::json;

use crate::{guard, host, log, shims};

/// The stages of a plugin, each as a table.
#[derive(Default)]
pub struct Kinds(Vec<abi::Stage>);

impl Kinds {
    /// Adds an ingest stage.
    pub fn ingest<S: Stage + Ingest + 'static>(&mut self) {
        self.0.push(abi::Stage {
            kind: abi::INGEST,
            list: Some(shims::list::<S>),
            read: Some(shims::read::<S>),
            ..table::<S>(StageKind::Ingest)
        });
    }

    /// Adds a classify stage.
    pub fn classify<S: Stage + Classify + 'static>(&mut self) {
        self.0.push(abi::Stage {
            kind: abi::CLASSIFY,
            work: Some(shims::classify::<S>),
            ..table::<S>(StageKind::Classify)
        });
    }

    /// Adds a summarize stage.
    pub fn summarize<S: Stage + Summarize + 'static>(&mut self) {
        self.0.push(abi::Stage {
            kind: abi::SUMMARIZE,
            work: Some(shims::summarize::<S>),
            ..table::<S>(StageKind::Summarize)
        });
    }

    /// Adds an export stage.
    pub fn export<S: Stage + Export + 'static>(&mut self) {
        let stage = table::<S>(StageKind::Export);
        self.0.push(abi::Stage {
            kind: abi::EXPORT,
            flags: stage.flags & !abi::CONCURRENT,
            open: Some(shims::open::<S>),
            work: Some(shims::write::<S>),
            commit: Some(shims::commit::<S>),
            target: Some(shims::target::<S>),
            ..stage
        });
    }
}

/// What all kinds of stage have.
fn table<S: Stage>(kind: StageKind) -> abi::Stage {
    let info = S::info();
    let StageInfo { id, summary, version, needs, uses, adds, ordered, reads, .. } = &info;
    assert!(
        info.kind == kind,
        "stage `{id}` says that it is a stage of kind {}, and is listed under {kind}",
        info.kind
    );
    let description = json!({
        "summary": summary,
        "version": version,
        "needs": needs,
        "uses": uses,
        "adds": adds,
        "ordered": ordered,
    });
    let schema = schemars::schema_for!(S::Config).to_value();
    let reads = match reads {
        Reads::Text => 0,
        Reads::Blocks => abi::READS_BLOCKS,
        Reads::Labels => abi::READS_LABELS,
        Reads::Record => abi::READS_RECORD,
    };
    abi::Stage {
        size: size_of::<abi::Stage>(),
        kind: 0,
        flags: abi::CONCURRENT | reads,
        id: leaked(id.clone()),
        description: leaked(description.to_string()),
        schema: leaked(schema.to_string()),
        create: Some(shims::create::<S>),
        destroy: Some(shims::destroy::<S>),
        work: None,
        list: None,
        read: None,
        open: None,
        commit: None,
        target: None,
    }
}

/// A text that lives as long as the process, as tables do.
fn leaked(text: String) -> abi::Str {
    abi::Str::new(text.leak())
}

/// The entry function of every plugin.
///
/// # Safety
/// `host` must be the host's table.
pub unsafe fn enter(
    host: *const abi::Host,
    name: &'static str,
    version: &'static str,
    make: fn() -> Kinds,
) -> *const abi::Plugin {
    static ONCE: Once = Once::new();

    // SAFETY: the caller's promise.
    unsafe { host::set(host) };
    ONCE.call_once(|| {
        guard::install_hook(name);
        // A second one would be refused; a library has its own, and so there is none yet.
        let _ = tracing::subscriber::set_global_default(log::Forward);
    });
    catch_unwind(|| plugin(version, make())).unwrap_or(std::ptr::null())
}

/// The table of a plugin with these stages.
pub(crate) fn plugin(version: &'static str, kinds: Kinds) -> *const abi::Plugin {
    let stages: Vec<*const abi::Stage> =
        kinds.0.into_iter().map(|stage| std::ptr::from_ref(Box::leak(Box::new(stage)))).collect();
    let stages = stages.leak();
    Box::leak(Box::new(abi::Plugin {
        size: size_of::<abi::Plugin>(),
        version: abi::Str::new(version),
        stages: stages.as_ptr(),
        stage_count: stages.len(),
    }))
}
