//! A query of `topics`, over a text in which its own words stand.
#![no_main]

use cableway_core::{
    Annotations, AnyStage, BlockKind, Context, Document, Limits, Setup, StageKind, StageName,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    // A text of JSON is one of TOML, but for a character that stands for itself in one of them only.
    let quoted = serde_json::json!(query).to_string().replace('\u{7f}', "");
    let stem = query.len() % 2 == 0;
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let rules = format!("[[topic]]\nlabel = \"x\"\nstem = {stem}\nquery = {quoted}\n");
    std::fs::write(folder.path().join("topics.toml"), rules).expect("it can be written to");
    let registry = cableway_fuzz::registry();
    let topics = registry.get(StageKind::Classify, "topics").expect("the stage is built in");
    let setup = Setup::new(folder.path(), Limits::default());
    let built = topics.build(serde_json::json!({"rules": "topics.toml"}), &setup);
    let stage = match built {
        Ok(AnyStage::Classify(stage)) => stage,
        Ok(_) => return,
        Err(error) => {
            for problem in error.problems {
                assert!(!problem.message.contains("unclosed"), "the TOML is right: {}", problem.message);
            }
            return;
        }
    };
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.block(BlockKind::Title, &query.replace(['"', '(', ')', '*'], ""));
    builder.block(BlockKind::Paragraph, query);
    let mut document = builder.build();
    let name: StageName = "topics".parse().expect("this is a name");
    let mut annotations = Annotations::new(name.clone());
    if stage.classify(&document, &mut annotations, &Context::default()).is_ok() {
        document
            .add_annotations(&name, &["topic"], annotations)
            .expect("annotations keep to the rules");
    }
});
