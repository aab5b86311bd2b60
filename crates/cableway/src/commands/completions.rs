//! `cableway completions`.

use std::io::{self, Write as _, stdout};

use clap::CommandFactory as _;

use crate::Exit;
use crate::arguments::{Arguments, Completions};

pub(crate) fn completions(arguments: &Completions) -> io::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "cableway", &mut script);
    stdout().write_all(&script)?;
    Ok(Exit::Done)
}
