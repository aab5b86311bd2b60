//! `cableway plugin-process`, which users do not call: serves a library in a process of its own.

use std::fmt::{Debug, Write as _};
use std::io::{self, Write, stdin};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cableway_plugin_host::{Library, log_line, serve, take_stdout};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::Exit;
use crate::arguments::PluginProcess;

pub(crate) fn process(arguments: &PluginProcess) -> io::Result<Exit> {
    let output = Arc::new(Mutex::new(take_stdout()?));
    let level: LevelFilter = arguments.level.parse().unwrap_or(LevelFilter::WARN);
    let forward = Forward(Arc::clone(&output)).with_filter(level);
    tracing_subscriber::registry().with(forward).init();

    let PluginProcess { name, path, .. } = arguments;
    let opened =
        Library::check(name, path, Path::new(path), None).and_then(|library| library.open(name));
    let entries = match opened {
        Ok(entries) => entries,
        Err(problem) => {
            let hint = problem.hint.map_or_else(String::new, |hint| format!(" ({hint})"));
            let line = cableway_plugin_host::failed_line(&format!("{}{hint}", problem.message));
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            output.write_all(line.as_bytes())?;
            return Ok(Exit::Failed);
        }
    };
    serve(name, &entries, stdin().lock(), &output)?;
    Ok(Exit::Done)
}

/// Hands what this process says to the host, as lines of the protocol.
struct Forward<W>(Arc<Mutex<W>>);

impl<S: Subscriber, W: Write + Send + 'static> Layer<S> for Forward<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut said = Said::default();
        event.record(&mut said);
        let level = event.metadata().level().as_str().to_lowercase();
        let line = log_line(&level, &format!("{}{}", said.message, said.fields));
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a host there is nobody to tell.
        let _ = output.write_all(line.as_bytes());
    }
}

#[derive(Default)]
struct Said {
    message: String,
    fields: String,
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            // The host knows from which plugin it comes.
            "from" => Ok(()),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
