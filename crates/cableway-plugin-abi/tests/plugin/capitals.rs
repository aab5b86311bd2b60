//! A plugin written on the interface alone, without the SDK: one stage, `capitals`, that marks words
//! written in capitals. It uses nothing that is younger than Rust 1.63, because a test builds it with
//! older compilers than the one that built the host.

#![deny(unsafe_op_in_unsafe_fn)]

use std::ffi::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicPtr, Ordering};

use cableway_plugin_abi as abi;

#[no_mangle]
#[cfg_attr(not(any(target_vendor = "apple", windows)), link_section = ".cableway")]
#[cfg_attr(target_vendor = "apple", link_section = "__DATA,__cableway")]
#[cfg_attr(windows, link_section = ".cablewy")]
pub static cableway_header: abi::Header = abi::Header {
    abi_minor: 0,
    ..abi::Header::new(abi::fixed_text(""), abi::fixed_text(env!("COMPILER")))
};

/// The size of an annotation before it grew: this plugin plays one that was built for 1.0.
const ANNOTATION_1_0: usize = std::mem::size_of::<abi::Annotation>()
    - std::mem::size_of::<*const abi::Attribute>()
    - std::mem::size_of::<usize>();

static HOST: AtomicPtr<abi::Host> = AtomicPtr::new(std::ptr::null_mut());

fn host() -> &'static abi::Host {
    // SAFETY: set at entry to a table that lives as long as the process; nothing is called before.
    unsafe { &*HOST.load(Ordering::Acquire) }
}

/// The bytes of a text of the host's.
///
/// # Safety
/// It must stay as it is for `'a`.
unsafe fn text<'a>(text: abi::Str) -> &'a str {
    // SAFETY: the caller's promise, and the host's: UTF-8 of this length.
    unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(text.data, text.length)) }
}

/// What a pipeline has told one stage.
struct Instance {
    shortest: usize,
}

unsafe extern "C" fn create(
    call: abi::Call,
    config: abi::Str,
    _: abi::Str,
    instance: *mut *mut c_void,
) -> abi::Status {
    // SAFETY: the host keeps the text until this function returns.
    let config = unsafe { text(config) };
    let digits: String = config.chars().filter(char::is_ascii_digit).collect();
    let shortest = if digits.is_empty() { 3 } else { digits.parse().unwrap_or(usize::MAX) };
    if shortest > 99 {
        if let Some(problem) = host().problem {
            let (pointer, message) = (abi::Str::new("/shortest"), abi::Str::new("no word is so long"));
            // SAFETY: a function of the host's table, called during a call.
            unsafe { problem(call, pointer, message, abi::Str::NONE) };
        }
        return abi::CONFIG;
    }
    // SAFETY: the host gave a place to write to.
    unsafe { instance.write(Box::into_raw(Box::new(Instance { shortest })).cast()) };
    abi::OK
}

unsafe extern "C" fn destroy(instance: *mut c_void) {
    // SAFETY: what `create` gave, once.
    drop(unsafe { Box::from_raw(instance.cast::<Instance>()) });
}

unsafe extern "C" fn work(
    instance: *mut c_void,
    call: abi::Call,
    document: *const abi::Document,
) -> abi::Status {
    // SAFETY: what `create` gave, and what the host lends for this call.
    let (instance, document) = unsafe { (&*instance.cast::<Instance>(), &*document) };
    // SAFETY: as above.
    let article = unsafe { text(document.text) };
    let worked = catch_unwind(AssertUnwindSafe(|| {
        if article.contains("MAYDAY") {
            panic!("no stage should have to read this");
        }
        let words = article.split(|c: char| !c.is_alphabetic());
        for word in words.filter(|word| word.len() >= instance.shortest) {
            if !word.chars().all(char::is_uppercase) {
                continue;
            }
            let start = word.as_ptr() as usize - article.as_ptr() as usize;
            let span = abi::Span { start, end: start + word.len() };
            let annotation = abi::Annotation {
                size: ANNOTATION_1_0,
                kind: abi::Str::new("capitals"),
                label: abi::Str::new(word),
                flags: 0,
                reserved: 0,
                score: 0.0,
                spans: &span,
                span_count: 1,
                attributes: abi::Str::NONE,
                links: std::ptr::null(),
                link_count: 0,
                // A plugin of 1.0 has no such fields: what lies behind its struct is anything.
                values: std::ptr::NonNull::dangling().as_ptr(),
                value_count: usize::MAX,
            };
            let annotate = host().annotate.expect("every host has it");
            // SAFETY: a function of the host's table, called during a call; what the annotation points
            // to lives until it returns.
            let status = unsafe { annotate(call, &annotation, std::ptr::null_mut()) };
            if status != abi::OK {
                return status;
            }
        }
        abi::OK
    }));
    worked.unwrap_or(abi::PANIC)
}

static CAPITALS: abi::Stage = abi::Stage {
    size: std::mem::size_of::<abi::Stage>(),
    kind: abi::CLASSIFY,
    flags: abi::CONCURRENT,
    id: abi::Str::new("capitals"),
    description: abi::Str::new(
        r#"{"summary": "marks words written in capitals", "version": "1", "adds": ["capitals"]}"#,
    ),
    schema: abi::Str::new(
        r#"{"type": "object", "additionalProperties": false, "properties": {"shortest": {
            "type": "integer", "minimum": 1, "description": "The fewest bytes of a word."}}}"#,
    ),
    create: Some(create),
    destroy: Some(destroy),
    work: Some(work),
    list: None,
    read: None,
    open: None,
    commit: None,
    target: None,
};

/// Pointers may be shared where what they point to never changes.
struct Stages([*const abi::Stage; 1]);

// SAFETY: the stage's table is a static that is never written to.
unsafe impl Sync for Stages {}

static STAGES: Stages = Stages([&CAPITALS]);

static PLUGIN: abi::Plugin = abi::Plugin {
    size: std::mem::size_of::<abi::Plugin>(),
    version: abi::Str::new("1.0.0"),
    stages: &STAGES.0 as *const *const abi::Stage,
    stage_count: 1,
};

#[no_mangle]
pub unsafe extern "C" fn cableway_plugin_entry(host: *const abi::Host) -> *const abi::Plugin {
    HOST.store(host as *mut abi::Host, Ordering::Release);
    &PLUGIN
}
