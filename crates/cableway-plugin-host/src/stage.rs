//! A library's stage as one of the core's traits.

use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cableway_core::{
    Annotations, Classify, ConfigError, Context, Document, Export, Ingest, Item, KeyPath,
    ListError, Network, Setup, StageError, Summarize, Summary,
};
use cableway_plugin_abi as abi;
use serde_json::{Value, json};

use crate::call::{Live, Work, call};
use crate::lent::{Labels, give_blocks_back, take_blocks};
use crate::table::Table;

/// How many listed items wait for the run. Few: the run has a queue of its own.
const WAITING_ITEMS: usize = 4;

/// An instance inside the plugin.
#[derive(Clone, Copy, Debug)]
struct Instance(*mut c_void);

// SAFETY: the rules of the interface: an instance may be used by any thread, and by many at a time
// where the stage says that it is concurrent, which `LibraryStage` sees to.
unsafe impl Send for Instance {}
// SAFETY: as above.
unsafe impl Sync for Instance {}

/// A stage of a library, made with one configuration.
pub(crate) struct LibraryStage(Arc<Shared>);

struct Shared {
    table: Table,
    adds: Arc<[String]>,
    /// The kinds of annotation whose labels it is lent.
    wants: Arc<[String]>,
    config: String,
    setup: String,
    /// The instance of a concurrent stage.
    one: Option<Instance>,
    /// The instances of a stage that is not concurrent which nobody uses at present.
    free: Mutex<Vec<Instance>>,
}

impl LibraryStage {
    pub(crate) fn new(
        table: Table,
        adds: Arc<[String]>,
        wants: Arc<[String]>,
        config: &Value,
        setup: &Setup,
    ) -> Result<Self, ConfigError> {
        let mut shared = Shared {
            table,
            adds,
            wants,
            config: config.to_string(),
            setup: setup_json(setup).to_string(),
            one: None,
            free: Mutex::default(),
        };
        let first = shared.create()?;
        if table.concurrent {
            shared.one = Some(first);
        } else {
            shared.free.get_mut().unwrap_or_else(PoisonError::into_inner).push(first);
        }
        Ok(Self(Arc::new(shared)))
    }
}

/// What a stage is made with besides its configuration, as plugins see it.
pub(crate) fn setup_json(setup: &Setup) -> Value {
    let mut value = json!({
        "base": setup.base(),
        "root": setup.root(),
        "bytes": setup.limits().bytes,
    });
    if let Some(time) = setup.limits().time {
        value["milliseconds"] = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).into();
    }
    // What is as usual is not said: earlier plugins know nothing of it.
    if let Some(milliseconds) = setup.clock().milliseconds() {
        value["now"] = milliseconds.into();
    }
    if setup.network() != Network::Allowed {
        value["network"] = setup.network().as_str().into();
    }
    value
}

impl Shared {
    fn create(&self) -> Result<Instance, ConfigError> {
        let whole = |message: String| ConfigError::at(KeyPath::whole(), message);
        let Some(create) = self.table.functions.create else {
            return Err(whole("the plugin cannot make this stage".to_owned()));
        };
        let mut instance = std::ptr::null_mut();
        let (status, mut live) = call(Live::new(Work::Create), |call| {
            let (config, setup) = (abi::Str::new(&self.config), abi::Str::new(&self.setup));
            // SAFETY: a function of a plugin's table, called by its rules.
            unsafe { create(call, config, setup, &raw mut instance) }
        });
        if !live.problems.problems.is_empty() {
            return Err(live.problems);
        }
        live.outcome(status).map_err(|error| {
            let words: Vec<String> = error.chain().collect();
            whole(words.join(": "))
        })?;
        if instance.is_null() {
            return Err(whole("the plugin made no instance of this stage".to_owned()));
        }
        Ok(Instance(instance))
    }

    /// Calls `body` with an instance that nobody else uses, unless the stage allows it.
    fn with<T>(&self, body: impl FnOnce(*mut c_void) -> T) -> Result<T, StageError> {
        if let Some(one) = self.one {
            return Ok(body(one.0));
        }
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = free().pop();
        let instance = match idle {
            Some(instance) => instance,
            None => self.create().map_err(|error| StageError::internal(error.to_string()))?,
        };
        let result = body(instance.0);
        free().push(instance);
        Ok(result)
    }

    /// Works on one document.
    fn work(
        &self,
        document: &Document,
        stage: &str,
        live: Box<Live>,
    ) -> Result<Box<Live>, StageError> {
        let Some(work) = self.table.functions.work else {
            return Err(StageError::internal("the plugin's stage has no function `work`"));
        };
        let Table { blocks, labels, .. } = self.table;
        let blocks = if blocks { take_blocks(document) } else { Vec::new() };
        let published = document.meta().published.as_ref().filter(|_| labels);
        let labels = labels.then(|| Labels::of(document, &self.wants));
        let view = abi::Document {
            size: size_of::<abi::Document>(),
            id: abi::Str::new(document.id().as_str()),
            uri: abi::Str::new(&document.source().uri),
            language: document.language().map_or(abi::Str::NONE, abi::Str::new),
            text: abi::Str::new(document.text()),
            blocks: if self.table.blocks { blocks.as_ptr() } else { std::ptr::null() },
            block_count: blocks.len(),
            stage: abi::Str::new(stage),
            published: published.map_or(abi::Str::NONE, |date| abi::Str::new(date.as_str())),
            labels: labels.as_ref().map_or(std::ptr::null(), |labels| labels.views().as_ptr()),
            label_count: labels.as_ref().map_or(0, |labels| labels.views().len()),
        };
        let live = live.on(document);
        let (status, mut live) = self.with(|instance| {
            // SAFETY: a function of a plugin's table, called by its rules; the view and what it points
            // to live until it returns.
            call(live, |call| unsafe { work(instance, call, &raw const view) })
        })?;
        give_blocks_back(blocks);
        live.outcome(status)?;
        Ok(live)
    }

    /// Calls one of the functions that take nothing but a call.
    fn plain(
        &self,
        function: Option<unsafe extern "C" fn(*mut c_void, abi::Call) -> abi::Status>,
        live: Box<Live>,
    ) -> Result<Box<Live>, StageError> {
        let Some(function) = function else { return Ok(live) };
        let (status, mut live) = self.with(|instance| {
            // SAFETY: a function of a plugin's table, called by its rules.
            call(live, |call| unsafe { function(instance, call) })
        })?;
        live.outcome(status)?;
        Ok(live)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let Some(destroy) = self.table.functions.destroy else { return };
        let free = std::mem::take(self.free.get_mut().unwrap_or_else(PoisonError::into_inner));
        for instance in self.one.into_iter().chain(free) {
            // SAFETY: an instance that `create` gave, that nobody uses any more.
            unsafe { destroy(instance.0) };
        }
    }
}

impl Classify for LibraryStage {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let work = Work::Classify { adds: Arc::clone(&self.0.adds) };
        let live = Live::new(work).within(context);
        let live = self.0.work(document, annotations.stage().as_str(), live)?;
        for annotation in live.annotations {
            annotations.push(annotation);
        }
        leave_notes(live.notes, context);
        Ok(())
    }
}

fn leave_notes(notes: Vec<String>, context: &Context<'_>) {
    for note in notes {
        context.note(note);
    }
}

impl Summarize for LibraryStage {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let live = Live::new(Work::Summarize).within(context);
        let live = self.0.work(document, "", live)?;
        let Live { notes, sentences, .. } = *live;
        leave_notes(notes, context);
        Ok((!sentences.is_empty()).then(|| Summary::new(sentences)))
    }
}

impl Ingest for LibraryStage {
    /// The plugin lists on a thread of its own, because it pushes where the run pulls.
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let (sender, receiver) = sync_channel(WAITING_ITEMS);
        let stop = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&self.0);
        let mut live = Live::new(Work::List { items: sender });
        live.stop = Some(Arc::clone(&stop));
        let end = sync_channel(1);
        let ended = end.1;
        let body = move || {
            let outcome = shared.plain(shared.table.functions.list, live).map(|_| ());
            // Nobody may be there any more to hear it.
            let _ = end.0.send(outcome);
        };
        let failed = match std::thread::Builder::new().name("list".to_owned()).spawn(body) {
            Ok(_) => None,
            Err(error) => Some(StageError::io("cannot start a thread", error)),
        };
        Box::new(Listing { receiver, ended: Some(ended), failed, stop, context })
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let Some(read) = self.0.table.functions.read else {
            return Err(StageError::internal("the plugin's stage has no function `read`"));
        };
        let retrieved = item.retrieved.as_ref().map(ToString::to_string);
        let view = abi::Item {
            size: size_of::<abi::Item>(),
            uri: abi::Str::new(&item.uri),
            media_type: item.media_type.as_deref().map_or(abi::Str::NONE, abi::Str::new),
            retrieved: retrieved.as_deref().map_or(abi::Str::NONE, abi::Str::new),
            data: item.bytes.as_ptr(),
            length: item.bytes.len(),
            flags: if item.transient { abi::TRANSIENT } else { 0 },
            reserved: 0,
        };
        let live = Live::new(Work::Read).within(context);
        let (status, mut live) = self.0.with(|instance| {
            // SAFETY: a function of a plugin's table, called by its rules; the view and what it points
            // to live until it returns.
            call(live, |call| unsafe { read(instance, call, &raw const view) })
        })?;
        live.outcome(status)?;
        leave_notes(live.notes, context);
        Ok(live.documents)
    }
}

/// The items of a plugin, as they come.
struct Listing<'a> {
    receiver: Receiver<Result<Item, ListError>>,
    /// How the listing ended; `None` once that was told.
    ended: Option<Receiver<Result<(), StageError>>>,
    failed: Option<StageError>,
    stop: Arc<AtomicBool>,
    context: &'a Context<'a>,
}

impl Iterator for Listing<'_> {
    type Item = Result<Item, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            self.ended = None;
            return Some(Err(ListError::Source(error)));
        }
        self.ended.as_ref()?;
        loop {
            match self.receiver.recv_timeout(Duration::from_millis(50)) {
                Ok(listed) => return Some(listed),
                Err(RecvTimeoutError::Timeout) if self.context.check().is_err() => return None,
                Err(RecvTimeoutError::Timeout) => {}
                // The sender is gone: the plugin's function has returned, or the thread has died.
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let outcome = self.ended.take()?.recv();
        let died = || Err(StageError::internal("the listing ended without a word"));
        match outcome.unwrap_or_else(|_| died()) {
            Ok(()) => None,
            Err(error) => Some(Err(ListError::Source(error))),
        }
    }
}

impl Drop for Listing<'_> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// A library's export stage, which is used by one thread at a time.
pub(crate) struct LibraryExport {
    stage: LibraryStage,
    target: String,
}

impl LibraryExport {
    pub(crate) fn new(stage: LibraryStage) -> Result<Self, ConfigError> {
        let shared = &stage.0;
        let asked = shared.plain(shared.table.functions.target, Live::new(Work::Target));
        let answer = asked.map_err(|error| {
            ConfigError::at(
                KeyPath::whole(),
                format!("the plugin does not say where it writes to: {error}"),
            )
        })?;
        let target = answer.answer.unwrap_or_default();
        Ok(Self { stage, target })
    }
}

impl Export for LibraryExport {
    fn open(&mut self) -> Result<(), StageError> {
        let shared = &self.stage.0;
        shared.plain(shared.table.functions.open, Live::new(Work::Plain)).map(drop)
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.stage.0.work(document, "", Live::new(Work::Plain)).map(drop)
    }

    fn commit(&mut self) -> Result<(), StageError> {
        let shared = &self.stage.0;
        shared.plain(shared.table.functions.commit, Live::new(Work::Plain)).map(drop)
    }

    fn target(&self) -> String {
        self.target.clone()
    }
}
