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
                let hint = problem.hint.clone().into_iter().collect::<Vec<_>>();
                error(&problem.to_string(), &hint);
                return Ok(Exit::Wrong);
            }
        }
    }
    let root = arguments.pipeline.file.parent().unwrap_or(Path::new(""));
    let path = root.join(LOCK_FILE);
    if let Err(problem) = std::fs::write(&path, lock.to_toml()) {
        error(&format!("cannot write `{}`", path.display()), &[problem.to_string()]);
        return Ok(Exit::Failed);
    }
    let mut out = stdout();
    writeln!(out, "written: {}", path.display())?;
    for (name, digest) in &lock.plugins {
        writeln!(out, "  {name}  {digest}")?;
    }
    for name in programs {
        writeln!(out, "  {name}  is a program, which no lock holds")?;
    }
    Ok(Exit::Done)
}
