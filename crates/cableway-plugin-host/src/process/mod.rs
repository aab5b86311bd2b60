//! Plugins in a process of their own: JSON Lines on standard input and output, one request and one
//! reply at a time. `docs/process-plugins.md` describes the protocol for authors.

mod child;
mod limits;
mod protocol;
mod serve;
mod stage;

pub use child::{Program, ProgramLimits, check_line};
pub use limits::ending;
pub use protocol::PROTOCOL;
pub use serve::{failed_line, log_line, serve, take_stdout};
