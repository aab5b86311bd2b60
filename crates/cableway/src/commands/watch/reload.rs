//! Another pipeline takes over when its file, or one that it rests on, has changed.

use std::path::PathBuf;
use std::time::Instant;

use cableway_core::{Registry, StageKind};
use cableway_engine::watch::{Foundation, Territory};
use cableway_engine::{
    Diagnostic, Diagnostics, LoadOptions, Pipeline, Severity, StageCache, declared_stages,
};

use super::{Watch, folder_of};
use crate::arguments::Watch as Arguments;
use crate::commands::report;
use crate::logging::warn;
use crate::plugins::HostPlugins;

/// Reads the pipeline file, or finds all that is wrong with it; in any case what it rests on.
pub(super) fn load(
    arguments: &Arguments,
    registry: &Registry,
    cache: &StageCache,
) -> (Foundation, Result<Pipeline, Diagnostics>) {
    let options = LoadOptions {
        sets: &arguments.pipeline.sets,
        cache: Some(cache),
        ..LoadOptions::default()
    };
    let file = &arguments.pipeline.file;
    // First: what changes while the pipeline is loaded has changed since.
    let foundation = Foundation::of(file, &options, &HostPlugins);
    let loaded = cableway_engine::load(file, &options, registry, &HostPlugins);
    let loaded = loaded.and_then(|pipeline| match unwatchable(arguments, &options, &pipeline) {
        None => Ok(pipeline),
        Some(mistake) => Err(Diagnostics(vec![mistake])),
    });
    (foundation, loaded)
}

/// Why a pipeline can run once, but not again and again.
fn unwatchable(
    arguments: &Arguments,
    options: &LoadOptions<'_>,
    pipeline: &Pipeline,
) -> Option<Diagnostic> {
    let file = &arguments.pipeline.file;
    if let Some(stage) = Territory::new(pipeline).once() {
        let message = format!(
            "{}: the ingest stage `{}` reads standard input, which can be read once only",
            file.display(),
            stage.name
        );
        let hint = "`cableway run` reads it; to be watched, a pipeline reads files or asks servers";
        return Some(Diagnostic::global(message).with_hint(hint));
    }
    let stages = declared_stages(file, options.sets, options.environment).ok()?;
    let to_output = stages
        .iter()
        .find(|stage| stage.kind == StageKind::Export && stage.config["path"] == "-")?;
    let message = format!(
        "{}: the export stage `{}` writes to standard output, where no run can replace what the one before it wrote",
        file.display(),
        to_output.name
    );
    let hint = "give it a file as its `path`, also with `--set`";
    Some(Diagnostic::global(message).with_hint(hint))
}

/// A mistake with its place: `rules.toml:3:1: unknown key`.
fn in_one_line(found: &Diagnostic) -> String {
    match &found.location {
        Some(location) => {
            let (line, column) = location.line_and_column();
            format!("{}:{line}:{column}: {}", location.source.name, found.message)
        }
        None => found.message.clone(),
    }
}

impl Watch<'_> {
    /// Looks at the files that the pipeline rests on. Where they have changed, what they say now is the pipeline
    /// from the next run on; where there is a mistake in that, the one that runs goes on.
    pub(super) fn check(&mut self) {
        self.agenda.checked();
        let changed = self.foundation.changed();
        if changed.is_empty() {
            return;
        }
        let (foundation, loaded) = load(self.arguments, &self.registry, &self.cache);
        match loaded {
            Ok(pipeline) => {
                report(&pipeline.warnings);
                self.tell(&format!("reloaded, because {} changed\n", self.names(&changed)));
                self.territory = Territory::new(&pipeline);
                self.pipeline = pipeline;
                self.foundation = foundation;
                self.mistakes = None;
                self.agenda.replace(Instant::now(), self.territory.agenda());
                self.status.with(|status| {
                    status.reloads += 1;
                    status.mistakes = None;
                });
            }
            Err(diagnostics) => {
                self.foundation = foundation.with(&self.foundation);
                let told = diagnostics.0.iter().find(|found| found.severity == Severity::Error);
                let told =
                    told.map_or_else(String::new, |found| format!(": {}", in_one_line(found)));
                self.status.with(|status| {
                    status.rejections += 1;
                    status.mistakes = Some(format!("a mistake in the pipeline{told}"));
                });
                let mistakes = diagnostics.render(false);
                if self.mistakes.as_ref() != Some(&mistakes) {
                    report(&diagnostics);
                    warn("the pipeline goes on as it was before, until this is mended");
                }
                self.mistakes = Some(mistakes);
            }
        }
        self.watch_all();
        self.cache.forget_unused();
    }

    /// The files by their names from the folder of the pipeline file on.
    fn names(&self, files: &[PathBuf]) -> String {
        let folder = folder_of(&self.arguments.pipeline.file);
        let name =
            |file: &PathBuf| format!("`{}`", file.strip_prefix(&folder).unwrap_or(file).display());
        files.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}
