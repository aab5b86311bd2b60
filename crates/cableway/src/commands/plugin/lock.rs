//! `cableway plugin lock`.

use std::io::{self, Write as _, stdout};
use std::path::Path;

use cableway_plugin_host::{LOCK_FILE, Library, Lock, Source};

use crate::Exit;
use crate::arguments::PluginLock;
use crate::commands::plugin::{Declared, declared, words};
use crate::logging::error;

pub(crate) fn lock(arguments: &PluginLock) -> io::Result<Exit> {
    let plugins = match declared(&arguments.pipeline) {
        Ok(plugins) => plugins,
        Err(exit) => return Ok(exit),
    };
    let root = arguments.pipeline.file.parent().unwrap_or(Path::new(""));
    let path = root.join(LOCK_FILE);
    // Other pipelines beside this one may have plugins of their own. A lock that cannot be read is
    // written anew.
    let kept = std::fs::read_to_string(&path).ok().and_then(|text| Lock::parse(&text).ok());
    let mut lock = Lock::default();
    let mut programs = Vec::new();
    for Declared { plugin, config, setup } in plugins {
        let (path, shown) = match config.source(setup.base()) {
            Ok(Source::Library { path, shown }) => (path, shown),
            Ok(Source::Program(_)) => {
                programs.push(plugin.name);
                continue;
            }
            Err(problems) => {
                error(&format!("plugin `{}`", plugin.name), &words(&problems));
                return Ok(Exit::Wrong);
            }
        };
        match Library::check(&plugin.name, &path, &shown, None) {
            Ok(library) => {
                lock.plugins.insert(plugin.name, library.digest);
            }
            Err(problem) => {
                let advice =
                    problem.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
                error(&format!("plugin `{}`: {problem}{advice}", plugin.name), &[]);
                return Ok(Exit::Wrong);
            }
        }
    }
    let mut out = stdout();
    if lock.plugins.is_empty() {
        writeln!(out, "{} names no libraries to lock", arguments.pipeline.file.display())?;
        return Ok(Exit::Done);
    }
    let own: Vec<String> = lock.plugins.keys().cloned().collect();
    for (name, digest) in kept.unwrap_or_default().plugins {
        lock.plugins.entry(name).or_insert(digest);
    }
    if let Err(problem) = std::fs::write(&path, lock.to_toml()) {
        error(&format!("cannot write `{}`", path.display()), &[problem.to_string()]);
        return Ok(Exit::Failed);
    }
    writeln!(out, "written: {}", path.display())?;
    for (name, digest) in &lock.plugins {
        let of = if own.contains(name) { "" } else { "  (as it was: not of this pipeline)" };
        writeln!(out, "  {name}  {digest}{of}")?;
    }
    for name in programs {
        writeln!(out, "  {name}  is a program: the lock holds libraries only")?;
    }
    Ok(Exit::Done)
}
