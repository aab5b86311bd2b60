//! The built-in export stages.

use cableway_core::Registry;

/// Enters the built-in export stages.
pub fn register(registry: &mut Registry) {
    let _ = registry;
}
