//! `cableway plugin list`.

use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};

use cableway_core::StageEntry;
use cableway_plugin_host::{Isolation, Library, Lock, Panics, Source};
use serde_json::{Value, json};

use crate::Exit;
use crate::arguments::PluginList;
use crate::commands::plugin::{Declared, declared, words};
use crate::plugins::child_command;

pub(crate) fn list(arguments: &PluginList) -> io::Result<Exit> {
    let plugins = match declared(&arguments.pipeline) {
        Ok(plugins) => plugins,
        Err(exit) => return Ok(exit),
    };
    let seen: Vec<Value> = plugins.iter().map(look).collect();
    let text = if arguments.json {
        format!("{:#}\n", Value::Array(seen.clone()))
    } else if seen.is_empty() {
        format!("{} names no plugins\n", arguments.pipeline.file.display())
    } else {
        seen.iter().map(describe).collect::<Vec<_>>().join("\n")
    };
    stdout().write_all(text.as_bytes())?;
    let broken = seen.iter().any(|plugin| plugin.get("problems").is_some());
    Ok(if broken { Exit::Wrong } else { Exit::Done })
}

/// All that can be told of a plugin.
fn look(declared: &Declared) -> Value {
    let Declared { plugin, config, setup } = declared;
    let mut seen = json!({"name": plugin.name});
    match config.source(setup.base()) {
        Ok(Source::Library { path, shown }) => {
            seen["path"] = json!(shown);
            seen["isolation"] = match config.isolation {
                Isolation::None => json!("none"),
                Isolation::Process => json!("process"),
            };
            if let Ok(library) = Library::check(&plugin.name, &path, &shown, None) {
                let built = &library.built;
                seen["sha256"] = json!(library.digest);
                seen["interface"] = json!(format!("{}.{}", built.abi.0, built.abi.1));
                seen["sdk"] = json!(built.sdk);
                seen["compiler"] = json!(built.compiler);
                seen["panics"] = match built.panics {
                    Panics::None => json!("none"),
                    Panics::Unwind => json!("caught"),
                    Panics::Abort => json!("abort"),
                };
                let lock = Lock::beside(setup.root()).ok().flatten();
                let locked = lock.map(|lock| lock.plugins.contains_key(&plugin.name));
                seen["locked"] = json!(locked.unwrap_or(false));
            }
        }
        Ok(Source::Program(command)) => {
            seen["command"] = json!(command);
            seen["isolation"] = json!("process");
        }
        Err(_) => {}
    }
    match config.open(&plugin.name, setup, &child_command()) {
        Ok(entries) => seen["stages"] = entries.iter().map(stage).collect(),
        Err(problems) => seen["problems"] = json!(words(&problems)),
    }
    seen
}

fn stage(entry: &StageEntry) -> Value {
    json!(entry.info)
}

fn describe(seen: &Value) -> String {
    let text = |key: &str| seen[key].as_str().filter(|text| !text.is_empty());
    let mut out = format!("{}\n", text("name").unwrap_or_default());
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  {name:<10} {value}");
        }
    };
    line("path", text("path").map(str::to_owned));
    let words = seen["command"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let command = words.collect::<Vec<_>>().join(" ");
    line("command", (!command.is_empty()).then_some(command));
    line("isolation", text("isolation").map(str::to_owned));
    line("interface", text("interface").map(str::to_owned));
    line("sdk", text("sdk").map(str::to_owned));
    line("compiler", text("compiler").map(str::to_owned));
    line("panics", text("panics").map(str::to_owned));
    line("sha256", text("sha256").map(str::to_owned));
    let locked = seen["locked"].as_bool();
    let words = |locked| if locked { "yes" } else { "no" };
    line("locked", locked.map(|locked| words(locked).to_owned()));
    for stage in seen["stages"].as_array().into_iter().flatten() {
        let part = |key: &str| stage[key].as_str().unwrap_or_default().to_owned();
        let shown = format!("{} {}, version {}", part("kind"), part("id"), part("version"));
        line("stage", Some(format!("{shown}: {}", part("summary"))));
    }
    for problem in seen["problems"].as_array().into_iter().flatten() {
        line("problem", problem.as_str().map(str::to_owned));
    }
    out
}
