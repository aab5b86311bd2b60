//! `cableway check`.

use std::io::{self, Write as _, stdout};

use cableway_engine::{LoadOptions, load};

use crate::Exit;
use crate::arguments::Check;
use crate::commands::{counted, pipeline};
use crate::plugins::HostPlugins;
use crate::registry::registry;

pub(crate) fn check(arguments: &Check) -> io::Result<Exit> {
    let registry = registry();
    if arguments.json {
        let Check { pipeline, .. } = arguments;
        let options = LoadOptions { sets: &pipeline.sets, ..LoadOptions::default() };
        let (diagnostics, exit) = match load(&pipeline.file, &options, &registry, &HostPlugins) {
            Ok(pipeline) => (pipeline.warnings, Exit::Done),
            Err(diagnostics) => (diagnostics, Exit::Wrong),
        };
        writeln!(stdout(), "{:#}", diagnostics.to_json())?;
        return Ok(exit);
    }
    let pipeline = match pipeline(&arguments.pipeline, &registry) {
        Ok(pipeline) => pipeline,
        Err(exit) => return Ok(exit),
    };
    let stages = counted(pipeline.steps().len() as u64, "stage");
    writeln!(stdout(), "{}: {stages}, no mistakes", arguments.pipeline.file.display())?;
    Ok(Exit::Done)
}
