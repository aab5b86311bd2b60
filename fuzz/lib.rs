//! What the fuzz targets share: all built-in stages, and what must hold for whatever they give.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cableway_core::{
    Annotations, AnyStage, Context, Document, Item, Limits, Registry, Setup, StageKind, StageName,
};
use serde_json::Value;

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
pub fn stage(kind: StageKind, name: &str, config: Value) -> AnyStage {
    let registry = registry();
    let entry = registry.get(kind, name).expect("the stage is built in");
    entry.build(config, &Setup::new(".", Limits::default())).expect("the configuration is right")
}

/// An item with these bytes, as the stage `files` reads it.
pub fn read_item(name: &str, bytes: &[u8]) {
    let AnyStage::Ingest(files) = files(Path::new("."), "nowhere") else { return };
    let item = Item::new(name, bytes.to_vec());
    for document in files.read(&item, &context()).unwrap_or_default() {
        work_on(document);
    }
}

/// A file with these bytes, which may be a container: all that the stage `files` finds in it.
pub fn read_file(name: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join(name), bytes).expect("a file can be written");
    let AnyStage::Ingest(files) = files(folder.path(), name) else { return };
    for item in files.items(&context()).flatten() {
        for document in files.read(&item, &context()).unwrap_or_default() {
            work_on(document);
        }
    }
}

fn files(folder: &Path, path: &str) -> AnyStage {
    let registry = registry();
    let entry = registry.get(StageKind::Ingest, "files").expect("the stage is built in");
    let config = serde_json::json!({"paths": [path], "allow_empty": true});
    entry.build(config, &Setup::new(folder, LIMITS)).expect("the configuration is right")
}

/// Small enough that a bomb is seen as one.
const LIMITS: Limits = Limits { bytes: 4 << 20, time: Some(Duration::from_secs(20)) };

fn context() -> Context<'static> {
    static CANCELLED: AtomicBool = AtomicBool::new(false);
    Context::new(LIMITS, &CANCELLED)
}

/// Sends a document through stages of every kind, and fails where one breaks the rules.
pub fn work_on(mut document: Document) {
    let name: StageName = "stage".parse().expect("this is a name");
    let context = Context::default();
    for kind in ["language", "keywords"] {
        let stage = stage(StageKind::Classify, kind, serde_json::json!({}));
        let AnyStage::Classify(stage) = stage else { unreachable!("it was asked for by kind") };
        let own: StageName = kind.parse().expect("this is a name");
        let mut annotations = Annotations::new(own.clone());
        if stage.classify(&document, &mut annotations, &context).is_ok() {
            document
                .add_annotations(&own, &["language", "keyword"], annotations)
                .expect("annotations keep to the rules");
        }
    }
    for kind in ["lead", "lexrank"] {
        let stage = stage(StageKind::Summarize, kind, serde_json::json!({}));
        let AnyStage::Summarize(stage) = stage else { unreachable!("it was asked for by kind") };
        if let Ok(Some(summary)) = stage.summarize(&document, &context) {
            document.add_summary(&name, summary).expect("the summary keeps to the rules");
        }
    }
    let record = document.into_record();
    let json = serde_json::to_string(&record).expect("a record can be written");
    let read: cableway_core::Record = serde_json::from_str(&json).expect("what was written can be read");
    Document::try_from(read).expect("what was a document is one");
}
