//! Hands this library's `tracing` events to the host. A library has a `tracing` of its own, with
//! nobody listening.

use std::fmt::{Debug, Write as _};

use cableway_plugin_abi as abi;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::host::get;

/// Listens in place of the host. Spans are not handed on: the host has its own for every call.
pub(crate) struct Forward;

fn level(level: Level) -> u32 {
    match level {
        Level::ERROR => abi::LOG_ERROR,
        Level::WARN => abi::LOG_WARN,
        Level::INFO => abi::LOG_INFO,
        Level::DEBUG => abi::LOG_DEBUG,
        Level::TRACE => abi::LOG_TRACE,
    }
}

impl Subscriber for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let Some(enabled) = get().and_then(|host| host.log_enabled) else { return false };
        // SAFETY: a function of the host's table.
        metadata.is_event() && unsafe { enabled(level(*metadata.level())) } != 0
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let Some(log) = get().and_then(|host| host.log) else { return };
        let mut said = Said::default();
        event.record(&mut said);
        let fields = if said.fields.is_empty() {
            String::new()
        } else {
            Value::Object(said.fields).to_string()
        };
        let metadata = event.metadata();
        let [target, message, fields] =
            [metadata.target(), &said.message, &fields].map(abi::Str::new);
        // SAFETY: a function of the host's table; the texts live until it returns.
        unsafe { log(level(*metadata.level()), target, message, fields) };
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Said {
    message: String,
    fields: Map<String, Value>,
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a string cannot fail.
            let _ = write!(self.message, "{value:?}");
        } else {
            self.fields.insert(field.name().to_owned(), format!("{value:?}").into());
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message.push_str(value);
        } else {
            self.fields.insert(field.name().to_owned(), value.into());
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.fields.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.fields.insert(field.name().to_owned(), value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.fields.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.fields.insert(field.name().to_owned(), value.into());
    }
}
