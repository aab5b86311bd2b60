//! `cableway schema`.

use std::io::{self, Write as _, stdout};

use crate::Exit;
use crate::arguments::{Schema, SchemaOf};
use crate::plugins::HostPlugins;
use crate::registry::registry;

pub(crate) fn schema(arguments: &Schema) -> io::Result<Exit> {
    let schema = match arguments.of {
        SchemaOf::Pipeline => cableway_engine::pipeline_schema(&registry(), &HostPlugins),
        SchemaOf::Report => cableway_engine::report_schema(),
        SchemaOf::Record => cableway_core::record_schema(),
    };
    writeln!(stdout(), "{schema:#}")?;
    Ok(Exit::Done)
}
