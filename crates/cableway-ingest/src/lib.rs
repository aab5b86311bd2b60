//! The built-in ingest stages.

use cableway_core::Registry;

#[allow(dead_code)]
mod charset;
#[allow(dead_code, unused_imports)]
mod date;
#[allow(dead_code, unused_imports)]
mod reader;
#[allow(dead_code)]
mod unpack;
#[allow(dead_code)]
mod walk;

/// Enters the built-in ingest stages.
pub fn register(registry: &mut Registry) {
    let _ = registry;
}
