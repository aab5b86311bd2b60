//! The built-in summarize stages.

use cableway_core::Registry;

/// Enters the built-in summarize stages.
pub fn register(registry: &mut Registry) {
    let _ = registry;
}
