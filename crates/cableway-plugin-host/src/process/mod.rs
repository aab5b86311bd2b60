//! Plugins in a process of their own: JSON Lines on standard input and output, one request and one
//! reply at a time. `docs/process-plugins.md` describes the protocol for authors.

mod child;
mod deadline;
mod excerpt;
mod frame;
mod group;
mod limits;
mod pipes;
mod program;
mod protocol;
mod serve;
mod stage;

pub use group::end_processes;
pub use limits::ending;
pub use program::{Program, ProgramLimits};
pub use protocol::{PROTOCOL, check_line};
pub use serve::{failed_line, log_line, serve, take_stdout};
