//! The one list of everything that a pipeline may name.

use cableway_core::Registry;

pub(crate) fn registry() -> Registry {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    cableway_classify::register(&mut registry);
    cableway_summarize::register(&mut registry);
    cableway_export::register(&mut registry);
    registry
}
