//! Opens plugins and offers their stages to pipelines.
//!
//! A plugin is a shared library (`file.rs`, `trust.rs`, `library.rs`: what is checked before it is
//! opened, in this order; `table.rs`, `stage.rs`, `call.rs`, `callbacks.rs`: how its stages are called),
//! or a program that speaks JSON Lines (`process/`), which is also how a library runs in a process of
//! its own.
#![expect(unsafe_code, reason = "it calls functions of the C interface")]

mod cache;
mod call;
mod callbacks;
mod config;
mod conformance;
mod describe;
mod error;
mod file;
mod given;
mod lent;
mod library;
mod log;
mod process;
mod stage;
mod table;
mod trust;

pub use config::{Isolation, PluginConfig, Source, config_schema};
pub use conformance::{AT, Configs, Finding, HANG, Outcome, PANICS, TESTS, conformance};
pub use describe::Description;
pub use error::PluginError;
pub use file::{Built, Panics, Unfit, inspect};
pub use library::Library;
pub use process::{
    PROTOCOL, Program, ProgramLimits, check_line, end_processes, ending, failed_line, log_line,
    serve, take_stdout,
};
pub use table::stages;
pub use trust::{LOCK_FILE, Lock, sha256};

/// `cableway.h`, for authors in C.
pub const C_HEADER: &str = include_str!("../../cableway-plugin-abi/include/cableway.h");
