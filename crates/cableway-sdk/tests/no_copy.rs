//! A document's text is lent to a plugin, not copied: no allocation during a call is as large as it.

#![expect(unsafe_code, reason = "an allocator that counts cannot be written otherwise")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use cableway_plugin_abi as abi;
use cableway_sdk::{
    Annotation, Annotations, AnyStage, BlockKind, Classify, ConfigError, Context, Document, Limits,
    Reads, Setup, Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

struct Counting;

/// The size in bytes from which on allocations count.
static LARGE: AtomicUsize = AtomicUsize::new(usize::MAX);
/// How many there were.
static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() >= LARGE.load(Relaxed) {
            COUNT.fetch_add(1, Relaxed);
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Marks the first byte, and copies the text where it is told to.
struct First {
    copies: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Told {
    copies: bool,
}

impl Stage for First {
    type Config = Told;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "first", "marks the first byte")
            .adds(&["first"])
            .reads(Reads::Blocks)
    }

    fn new(told: Told, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self { copies: told.copies })
    }
}

impl Classify for First {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        if self.copies {
            std::hint::black_box(document.text().to_owned());
        }
        let span = Span::new(0, 1).map_err(|error| StageError::internal(error.to_string()))?;
        annotations.push(Annotation::new("first", "byte").with_span(span));
        Ok(())
    }
}

cableway_sdk::plugin! {
    classify: [First],
}

unsafe extern "C" {
    /// The macro's.
    fn cableway_plugin_entry(host: *const abi::Host) -> *const abi::Plugin;
}

/// The allocations as large as the text in `calls` calls.
fn copies(copies: bool, calls: usize) -> usize {
    // SAFETY: the macro makes a plugin that keeps the rules, of this program's own code.
    let entries = unsafe { cableway_plugin_host::stages("test", cableway_plugin_entry) }.unwrap();
    let setup = Setup::new(".", Limits::default());
    let AnyStage::Classify(stage) = entries[0].build(json!({"copies": copies}), &setup).unwrap()
    else {
        panic!("the stage classifies")
    };
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, &"The ferry sails. ".repeat(10_000));
    let document = builder.build();
    let run = || {
        let mut annotations = Annotations::new("first".parse().unwrap());
        stage.classify(&document, &mut annotations, &Context::default()).unwrap();
        assert_eq!(annotations.as_slice().len(), 1);
    };
    run();
    LARGE.store(document.text().len(), Relaxed);
    let before = COUNT.load(Relaxed);
    (0..calls).for_each(|_| run());
    let counted = COUNT.load(Relaxed) - before;
    LARGE.store(usize::MAX, Relaxed);
    counted
}

#[test]
fn the_text_is_lent() {
    assert_eq!(copies(false, 1_000), 0, "the interface copies nothing");
    assert_eq!(copies(true, 1_000), 1_000, "a copy would be counted");
}
