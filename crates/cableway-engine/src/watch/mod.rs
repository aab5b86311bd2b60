//! What whoever watches a pipeline has to know: which change concerns which stage, and what is to be done when.
//!
//! Nothing here waits, reads the clock or hears of changes by itself: the [`Agenda`] is told of them and of the
//! time, a [`Territory`] says of a path whom it concerns, and [`Foundation`] whether the pipeline itself is
//! another now. So all decisions can be tested without a file system that takes its time.

mod agenda;
mod foundation;
mod territory;

pub use agenda::{Agenda, Agendum, Next, Turn};
pub use foundation::Foundation;
pub use territory::{Sort, Territory};
