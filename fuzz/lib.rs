//! What the fuzz targets share: all built-in stages, and what must hold for whatever they give.

use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cableway_core::{
    Annotations, AnyStage, Classify, Context, Document, Ingest, Item, Limits, Registry, Setup, StageKind,
    StageName, Summarize,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// All built-in stages.
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    cableway_classify::register(&mut registry);
    cableway_summarize::register(&mut registry);
    cableway_export::register(&mut registry);
    registry
}

/// A stage with a configuration that is right.
pub fn stage(kind: StageKind, name: &str, config: Value, folder: &Path) -> AnyStage {
    let registry = registry();
    let entry = registry.get(kind, name).expect("the stage is built in");
    entry.build(config, &Setup::new(folder, LIMITS)).expect("the configuration is right")
}

/// An ingest stage that is given items, and need not find any.
pub fn ingest(name: &str, mut config: Value, folder: &Path) -> Box<dyn Ingest> {
    config["allow_empty"] = true.into();
    match stage(StageKind::Ingest, name, config, folder) {
        AnyStage::Ingest(stage) => stage,
        _ => unreachable!("it was asked for by kind"),
    }
}

/// Small enough that a bomb is seen as one.
const LIMITS: Limits = Limits { bytes: 4 << 20, time: Some(Duration::from_secs(20)) };

/// The limits of one item.
pub fn context() -> Context<'static> {
    static CANCELLED: AtomicBool = AtomicBool::new(false);
    Context::new(LIMITS, &CANCELLED)
}

/// An item with these bytes, as the stage `files` reads it.
pub fn read_item(name: &str, bytes: &[u8]) {
    static FILES: LazyLock<Box<dyn Ingest>> =
        LazyLock::new(|| ingest("files", json!({"paths": ["nowhere"]}), Path::new(".")));
    work_on_item(FILES.as_ref(), &Item::new(name, bytes.to_vec()));
}

/// All documents of an item.
pub fn work_on_item(stage: &dyn Ingest, item: &Item) {
    for document in stage.read(item, &context()).unwrap_or_default() {
        work_on(document);
    }
}

/// A file with these bytes: all that the stage `kind` finds in it.
pub fn read_file(kind: &str, name: &str, bytes: &[u8]) {
    // Each target has one kind and one name.
    static FOLDER: LazyLock<TempDir> =
        LazyLock::new(|| tempfile::tempdir().expect("a folder can be made"));
    static STAGE: std::sync::OnceLock<Box<dyn Ingest>> = std::sync::OnceLock::new();
    std::fs::write(FOLDER.path().join(name), bytes).expect("a file can be written");
    let stage = STAGE.get_or_init(|| ingest(kind, json!({"paths": [name]}), FOLDER.path()));
    for item in stage.items(&context()).flatten() {
        work_on_item(stage.as_ref(), &item);
    }
}

/// Sends a document through stages of every kind, and fails where one breaks the rules.
pub fn work_on(mut document: Document) {
    static CLASSIFY: LazyLock<[(StageName, Box<dyn Classify>); 2]> = LazyLock::new(|| {
        ["language", "keywords"].map(|name| {
            match stage(StageKind::Classify, name, json!({}), Path::new(".")) {
                AnyStage::Classify(stage) => (name.parse().expect("this is a name"), stage),
                _ => unreachable!("it was asked for by kind"),
            }
        })
    });
    static SUMMARIZE: LazyLock<[Box<dyn Summarize>; 3]> = LazyLock::new(|| {
        ["lead", "lexrank", "salience"].map(|name| {
            match stage(StageKind::Summarize, name, json!({}), Path::new(".")) {
                AnyStage::Summarize(stage) => stage,
                _ => unreachable!("it was asked for by kind"),
            }
        })
    });
    let name: StageName = "stage".parse().expect("this is a name");
    for (own, stage) in &*CLASSIFY {
        let mut annotations = Annotations::new(own.clone());
        if stage.classify(&document, &mut annotations, &context()).is_ok() {
            document
                .add_annotations(own, &["language", "keyword"], annotations)
                .expect("annotations keep to the rules");
        }
    }
    for stage in &*SUMMARIZE {
        if let Ok(Some(summary)) = stage.summarize(&document, &context()) {
            document.add_summary(&name, summary).expect("the summary keeps to the rules");
        }
    }
    let record = document.into_record();
    let json = serde_json::to_string(&record).expect("a record can be written");
    let read: cableway_core::Record = serde_json::from_str(&json).expect("what was written can be read");
    Document::try_from(read).expect("what was a document is one");
}
