//! The built-in classify stages.

use cableway_core::Registry;

/// Enters the built-in classify stages.
pub fn register(registry: &mut Registry) {
    let _ = registry;
}
