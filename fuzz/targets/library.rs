//! A file that claims to be a plugin: its header and the tables of a shared object.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(unfit) = cableway_plugin_host::inspect(data) {
        assert!(!unfit.message.is_empty());
    }
});
