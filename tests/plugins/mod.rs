//! Plugins: those that ship, and those that do everything wrong.

pub(crate) mod build;
mod compilers;
mod files;
mod loading;
mod made;
pub(crate) mod programs;
mod shipped;
mod work;
