//! What the author of a Cableway plugin depends on: all of `cableway-core`, and one macro.
//!
//! Write a type, implement [`Stage`] and one of [`Ingest`], [`Classify`], [`Summarize`] and [`Export`]
//! for it, list it in [`plugin!`]:
//!
//! ```
//! use cableway_sdk::*;
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! /// Marks documents that ask something.
//! struct Questions;
//!
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Config {}
//!
//! impl Stage for Questions {
//!     type Config = Config;
//!
//!     fn info() -> StageInfo {
//!         StageInfo::new(StageKind::Classify, "questions", "marks documents that ask something")
//!             .adds(&["tone"])
//!             .reads(Reads::Text)
//!             .version(env!("CARGO_PKG_VERSION"))
//!     }
//!
//!     fn new(_: Config, _: &Setup) -> Result<Self, ConfigError> {
//!         Ok(Self)
//!     }
//! }
//!
//! impl Classify for Questions {
//!     fn classify(
//!         &self,
//!         document: &Document,
//!         annotations: &mut Annotations,
//!         _: &Context<'_>,
//!     ) -> Result<(), StageError> {
//!         if let Some(at) = document.text().find('?') {
//!             let mark = Span::new(at, at + 1).map_err(|e| StageError::internal(e.to_string()))?;
//!             annotations.push(Annotation::new("tone", "asking").with_span(mark));
//!         }
//!         Ok(())
//!     }
//! }
//!
//! cableway_sdk::plugin! {
//!     classify: [Questions],
//! }
//! # fn main() {}
//! ```
//!
//! Built as a `cdylib`, that is a plugin. The same type is a built-in stage wherever it is entered in a
//! [`Registry`]. `docs/plugins.md` leads from nothing to a running stage.
//!
//! What the macro takes care of: panics are caught inside the plugin and cost a document; `tracing`
//! events reach the host's log, and so do panics of the plugin's own threads; the configuration's JSON
//! Schema is exported, so that the host checks pipelines and shows help as for a built-in stage.
#![expect(unsafe_code, reason = "it is one side of the C interface")]

mod guard;
mod host;
mod lend;
mod log;
mod shims;
mod table;
#[cfg(feature = "testing")]
pub mod testing;

pub use cableway_core::*;
pub use {schemars, serde, serde_json, tracing};

/// For [`plugin!`] alone.
#[doc(hidden)]
pub mod for_macro {
    pub use cableway_plugin_abi::{Header, Host, Plugin, fixed_text};

    pub use crate::table::{Kinds, enter};

    /// The version of this crate.
    pub const SDK_VERSION: &str = env!("CARGO_PKG_VERSION");
    /// The compiler that built this crate, and with it the plugin.
    pub const COMPILER: &str = env!("CABLEWAY_COMPILER");
}

/// Makes a library a plugin with the stages that are listed, by kind.
///
/// ```text
/// cableway_sdk::plugin! {
///     classify: [Readability, Quotations],
///     export: [Atom],
/// }
/// ```
///
/// It is used once in a library, whose crate type is `cdylib` (and `rlib` beside it, for tests).
#[macro_export]
macro_rules! plugin {
    ($($kind:ident: [$($stage:ty),* $(,)?]),* $(,)?) => {
        const _: () = {
            #[used]
            #[unsafe(no_mangle)]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__cableway"))]
            #[cfg_attr(windows, unsafe(link_section = ".cablewy"))]
            #[cfg_attr(
                not(any(target_vendor = "apple", windows)),
                unsafe(link_section = ".cableway")
            )]
            #[allow(non_upper_case_globals)]
            static cableway_header: $crate::for_macro::Header = $crate::for_macro::Header::new(
                $crate::for_macro::fixed_text($crate::for_macro::SDK_VERSION),
                $crate::for_macro::fixed_text($crate::for_macro::COMPILER),
            );

            #[unsafe(no_mangle)]
            unsafe extern "C" fn cableway_plugin_entry(
                host: *const $crate::for_macro::Host,
            ) -> *const $crate::for_macro::Plugin {
                let make = || {
                    let mut stages = $crate::for_macro::Kinds::default();
                    $($(stages.$kind::<$stage>();)*)*
                    stages
                };
                // SAFETY: the host calls this by the rules of the interface.
                unsafe {
                    $crate::for_macro::enter(
                        host,
                        env!("CARGO_PKG_NAME"),
                        env!("CARGO_PKG_VERSION"),
                        make,
                    )
                }
            }
        };
    };
}
