//! `cableway train`.

use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};
use std::path::Path;

use cableway_classify::{
    Characters, DataError, Features, LabelledSet, TrainOptions, Trained, train as learn,
};

use crate::Exit;
use crate::arguments::Train;
use crate::commands::counted;
use crate::logging::{error, say};
use crate::table::columns;

pub(crate) fn train(arguments: &Train) -> io::Result<Exit> {
    let set = match labelled(&arguments.data) {
        Ok(set) => set,
        Err(exit) => return Ok(exit),
    };
    let threads = match arguments.workers {
        Some(workers) => workers.into(),
        None => std::thread::available_parallelism().map_or(1, Into::into),
    };
    let options = TrainOptions {
        folds: arguments.folds.into(),
        seed: arguments.seed,
        threads,
        ..TrainOptions::default()
    };
    let trained = match learn(&set, options) {
        Ok(trained) => trained,
        Err(problem) => {
            wrong(&arguments.data, &problem);
            return Ok(Exit::Wrong);
        }
    };
    let bytes = trained.classifier.to_bytes();
    if let Err(cause) = write(&arguments.out, &bytes) {
        let shown = arguments.out.display();
        error(&format!("cannot write `{shown}`"), &[cause.to_string().to_lowercase()]);
        return Ok(Exit::Failed);
    }
    stdout().write_all(report(&trained, &arguments.out, bytes.len()).as_bytes())?;
    Ok(Exit::Done)
}

/// Reads labelled data, or says all that is wrong with it.
pub(super) fn labelled(path: &Path) -> Result<LabelledSet, Exit> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|cause| {
        error(&format!("cannot read `{shown}`"), &[cause.to_string().to_lowercase()]);
        Exit::Wrong
    })?;
    match LabelledSet::read(&bytes) {
        Ok(set) => {
            for warning in &set.warnings {
                say(&format!("warning: {shown}: {warning}\n"));
            }
            Ok(set)
        }
        Err(problem) => {
            wrong(path, &problem);
            Err(Exit::Wrong)
        }
    }
}

/// Says all that is wrong with labelled data.
pub(super) fn wrong(path: &Path, problem: &DataError) {
    for mistake in &problem.mistakes {
        error(&format!("{}: {mistake}", path.display()), &[]);
    }
}

/// Writes the whole file, or leaves what was there.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".model.").suffix(".partial");
    #[cfg(unix)]
    {
        // Without this the model would be its owner's alone; the umask is still taken off.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|problem| problem.error)?;
    Ok(())
}

fn report(trained: &Trained, path: &Path, bytes: usize) -> String {
    let info = trained.classifier.info();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}: {}, {}, {}, {} kB",
        path.display(),
        counted(info.labels.len() as u64, "label"),
        counted(info.documents.into(), "document"),
        counted(trained.classifier.size() as u64, "feature"),
        bytes.div_ceil(1000),
    );
    let measure = if info.one_label { "accuracy" } else { "mean F1" };
    let _ = writeln!(out, "\nwhat was tried, each on {} folds left out:\n", info.folds);
    let mut rows = vec![["", "features", "cost", measure].map(str::to_owned).to_vec()];
    for tried in &trained.tried {
        let is_chosen = tried.features == info.features && tried.cost.total_cmp(&info.cost).is_eq();
        rows.push(vec![
            if is_chosen { "*" } else { "" }.to_owned(),
            features(tried.features),
            tried.cost.to_string(),
            format!("{:.4}", tried.quality),
        ]);
    }
    out.push_str(&columns(&rows, 2));
    out
}

/// `words, starts of words`.
pub(super) fn features(features: Features) -> String {
    let mut text = "words".to_owned();
    if features.pairs {
        text.push_str(", pairs");
    }
    text.push_str(match features.characters {
        Characters::None => "",
        Characters::Starts => ", starts of words",
        Characters::Within => ", parts of words",
    });
    text
}
