//! The built-in ingest stages.

use cableway_core::Registry;

/// Enters the built-in ingest stages.
pub fn register(registry: &mut Registry) {
    let _ = registry;
}
