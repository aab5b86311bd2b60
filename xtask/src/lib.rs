//! The everyday chores of Cableway, each a function; `cargo xtask CHORE` runs them.
//!
//! One module a chore, in plain Rust: there is no shell script to learn, and nothing to install but
//! a Rust toolchain. The crate imports no other member, so that it is built in a moment; what it
//! needs to know of Cableway it asks the built command.
//!
//! The feature `soak` is for [`soak`] alone, which compares databases and so needs a database. `cargo xtask soak`
//! turns it on by itself; the tests of the command use the same code with smaller numbers.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to whoever runs it")]

mod bench;
mod codegen;
mod demo;
mod eval;
mod process;
#[cfg(all(unix, feature = "soak"))]
pub mod soak;
mod test;

pub use bench::bench;
pub use codegen::codegen;
pub use demo::demo;
pub use eval::{What, eval};
pub use process::{Failure, Outcome};
pub use test::test;

/// The parts of `cargo xtask soak`, in their order.
pub const PARTS: [&str; 5] = ["kill", "unchanged", "faults", "million", "watch"];

/// Runs these parts of the soak, or all, in a release build; `short` takes smaller numbers.
///
/// # Errors
/// When something was lost or doubled, a figure is beyond its bound, or a part cannot be run here at all.
pub fn soak(parts: &[String], short: bool) -> Outcome {
    if cfg!(not(unix)) {
        return Err(Failure::new("the soak sends signals, and so runs on Unix only"));
    }
    #[cfg(all(unix, feature = "soak"))]
    return soak::soak(parts, short);
    #[cfg(not(all(unix, feature = "soak")))]
    {
        let arguments =
            ["run", "--quiet", "--package", "xtask", "--features", "soak", "--", "soak"];
        let mut command = process::cargo(&arguments);
        command.args(parts).args(short.then_some("--short"));
        process::run(&mut command)
    }
}
