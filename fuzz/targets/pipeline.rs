//! A pipeline file: it is a pipeline, or it has mistakes that can be shown.
#![no_main]

use cableway_engine::{LoadOptions, NoPlugins, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = folder.path().join("p.toml");
    std::fs::write(&file, data).expect("it can be written to");
    let environment = |name: &str| (name == "HOME").then(|| "anywhere".to_owned());
    let registry = cableway_fuzz::registry();
    let options = LoadOptions { environment: &environment, ..LoadOptions::default() };
    if let Err(mistakes) = load(&file, &options, &registry, &NoPlugins) {
        assert!(!mistakes.render(false).is_empty());
    }
});
