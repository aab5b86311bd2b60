//! The rules of `topics`, over a text in which their own words stand.
#![no_main]

use cableway_core::{
    Annotations, AnyStage, BlockKind, Context, Document, Limits, Setup, StageKind, StageName,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    std::fs::write(folder.path().join("topics.toml"), data).expect("it can be written to");
    let registry = cableway_fuzz::registry();
    let topics = registry.get(StageKind::Classify, "topics").expect("the stage is built in");
    let setup = Setup::new(folder.path(), Limits::default());
    let built = topics.build(serde_json::json!({"rules": "topics.toml"}), &setup);
    let Ok(AnyStage::Classify(stage)) = built else { return };
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, &String::from_utf8_lossy(data));
    let mut document = builder.build();
    let name: StageName = "topics".parse().expect("this is a name");
    let mut annotations = Annotations::new(name.clone());
    if stage.classify(&document, &mut annotations, &Context::default()).is_ok() {
        document
            .add_annotations(&name, &["topic"], annotations)
            .expect("annotations keep to the rules");
    }
});
