//! `cableway graph`.

use std::io::{self, Write as _, stdout};

use crate::Exit;
use crate::arguments::{Graph, GraphFormat};
use crate::commands::pipeline;
use crate::registry::registry;

pub(crate) fn graph(arguments: &Graph) -> io::Result<Exit> {
    let pipeline = match pipeline(&arguments.pipeline, &registry()) {
        Ok(pipeline) => pipeline,
        Err(exit) => return Ok(exit),
    };
    let format = match arguments.format {
        GraphFormat::Mermaid => cableway_engine::GraphFormat::Mermaid,
        GraphFormat::Dot => cableway_engine::GraphFormat::Dot,
    };
    stdout().write_all(cableway_engine::graph(&pipeline, format).as_bytes())?;
    Ok(Exit::Done)
}
