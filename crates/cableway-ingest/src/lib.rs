//! The built-in ingest stages.

use cableway_core::Registry;

mod date;

/// Enters the built-in ingest stages.
pub fn register(registry: &mut Registry) {
    let _ = registry;
}
