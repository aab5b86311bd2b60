//! `cableway plugin …`.

mod check;
mod list;
mod lock;
mod new;
mod process;

use std::io;
use std::path::Path;

use cableway_core::{ConfigError, Setup, StageEntry};
use cableway_engine::{DeclaredPlugin, declared_plugins};
use cableway_plugin_host::PluginConfig;

use crate::Exit;
use crate::arguments::{PipelineArguments, Plugin, PluginCommand};
use crate::commands::report;
use crate::logging::error;
use crate::plugins::child_command;

pub(crate) use check::test;
pub(crate) use process::process;

pub(crate) fn plugin(arguments: &Plugin) -> io::Result<Exit> {
    match &arguments.command {
        PluginCommand::New(arguments) => new::new(arguments),
        PluginCommand::Check(arguments) => check::check(arguments),
        PluginCommand::List(arguments) => list::list(arguments),
        PluginCommand::Lock(arguments) => lock::lock(arguments),
    }
}

/// A plugin of a pipeline, with its table read.
struct Declared {
    plugin: DeclaredPlugin,
    config: PluginConfig,
    setup: Setup,
}

/// The plugins of a pipeline, or what is wrong with what it says of them.
fn declared(arguments: &PipelineArguments) -> Result<Vec<Declared>, Exit> {
    let environment = |name: &str| std::env::var(name).ok();
    let plugins = declared_plugins(&arguments.file, &arguments.sets, &environment);
    let plugins = plugins.map_err(|diagnostics| {
        report(&diagnostics);
        Exit::Wrong
    })?;
    let root = arguments.file.parent().unwrap_or(Path::new(""));
    let read = |plugin: DeclaredPlugin| {
        let config = serde_json::from_value(plugin.config.clone()).map_err(|problem| {
            error(&format!("plugin `{}`: {problem}", plugin.name), &[]);
            Exit::Wrong
        })?;
        let limits = cableway_core::Limits::default();
        let setup = Setup::new(plugin.base.clone(), limits).with_root(root);
        Ok(Declared { plugin, config, setup })
    };
    plugins.into_iter().map(read).collect()
}

/// The stages of a pipeline's plugins.
pub(crate) fn stages(file: &Path) -> Result<Vec<StageEntry>, Exit> {
    let arguments = PipelineArguments { file: file.to_owned(), sets: Vec::new() };
    let mut stages = Vec::new();
    for Declared { plugin, config, setup } in declared(&arguments)? {
        let opened = config.open(&plugin.name, &setup, &child_command());
        stages.extend(opened.map_err(|problems| {
            error(&format!("plugin `{}`: {}", plugin.name, words(&problems).join("; ")), &[]);
            Exit::Wrong
        })?);
    }
    Ok(stages)
}

/// What is wrong, in one sentence, and what to do.
fn words(problems: &ConfigError) -> Vec<String> {
    let problems = problems.problems.iter();
    problems
        .map(|problem| match &problem.hint {
            Some(hint) => format!("{} ({hint})", problem.message),
            None => problem.message.clone(),
        })
        .collect()
}
