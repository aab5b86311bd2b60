//! The files that a pipeline rests on, and whether they are as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use cableway_core::Digest;

use crate::config::{LoadOptions, file_digest, lexical, rests_on};
use crate::plugins::Plugins;

/// The files that a pipeline rests on, as they were at one moment: the pipeline file, those that it includes,
/// those that its stages name (rules, models, lists), and its plugins.
///
/// ```
/// use cableway_engine::{LoadOptions, NoPlugins, watch::Foundation};
///
/// let folder = std::env::temp_dir().join("cableway-doc-foundation");
/// std::fs::create_dir_all(&folder)?;
/// let file = folder.join("p.toml");
/// std::fs::write(&file, "[[classify]]\nuse = \"topics\"\nrules = \"topics.toml\"\n")?;
///
/// let foundation = Foundation::of(&file, &LoadOptions::default(), &NoPlugins);
/// assert!(foundation.changed().is_empty());
/// std::fs::write(folder.join("topics.toml"), "[topics]\n")?;
/// assert_eq!(foundation.changed(), [folder.join("topics.toml")]);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Foundation {
    /// With the digest of each that was there; all absolute.
    files: BTreeMap<PathBuf, Option<Digest>>,
    /// The folders in which a file may appear that the pipeline asks for.
    folders: BTreeSet<PathBuf>,
}

impl Foundation {
    /// What the pipeline file at `path` rests on now. What is wrong with it does not matter: it is read as far as
    /// that goes.
    pub fn of(path: &Path, options: &LoadOptions<'_>, plugins: &dyn Plugins) -> Self {
        let (layers, named) = rests_on(path, options, plugins);
        let mut foundation = Self::default();
        for layer in layers.iter().map(|path| absolute(path)) {
            foundation.folders.extend(layer.parent().map(Path::to_owned));
            foundation.files.insert(layer.clone(), file_digest(&layer).ok());
        }
        let own = foundation.folders.clone();
        for named in named.iter().map(|path| absolute(path)) {
            let digest = file_digest(&named).ok();
            let Some(folder) = named.parent() else { continue };
            // Nearly all that is not there is no file's name at all.
            if digest.is_some() || own.iter().any(|own| folder.starts_with(own)) {
                if folder.is_dir() {
                    foundation.folders.insert(folder.to_owned());
                }
                foundation.files.insert(named, digest);
            }
        }
        foundation
    }

    /// The same with those of `other` that this one does not have, as they are now: a pipeline that goes on rests
    /// on them while its file is broken.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        for path in other.files.keys() {
            self.files.entry(path.clone()).or_insert_with(|| file_digest(path).ok());
        }
        self.folders.extend(other.folders.iter().cloned());
        self
    }

    /// The folders in which the files lie.
    pub fn folders(&self) -> &BTreeSet<PathBuf> {
        &self.folders
    }

    /// Whether the file at `path`, or something below the folder there, is one of them.
    pub fn concerns(&self, path: &Path) -> bool {
        let from = (Bound::Included(path), Bound::Unbounded);
        let first = self.files.range::<Path, _>(from).next();
        first.is_some_and(|(file, _)| file.starts_with(path))
    }

    /// Those that are others now, in the order of their names.
    pub fn changed(&self) -> Vec<PathBuf> {
        let is_other =
            |(path, digest): &(&PathBuf, &Option<Digest>)| file_digest(path).ok() != **digest;
        self.files.iter().filter(is_other).map(|(path, _)| path.clone()).collect()
    }
}

fn absolute(path: &Path) -> PathBuf {
    lexical(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::plugins::NoPlugins;

    fn of(folder: &Path) -> Foundation {
        Foundation::of(&folder.join("p.toml"), &LoadOptions::default(), &NoPlugins)
    }

    #[test]
    fn all_that_a_pipeline_rests_on() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        fs::create_dir(folder.join("rules")).unwrap();
        write(
            "p.toml",
            "include = [\"base/b.toml\"]\n[[ingest]]\nuse = \"files\"\npaths = [\"a.txt\"]\n",
        );
        fs::create_dir(folder.join("base")).unwrap();
        write(
            "base/b.toml",
            "[[classify]]\nuse = \"topics\"\nrules = \"../rules/r.toml\"\n[[export]]\nuse = \"csv\"\npath = \"o.csv\"\n",
        );
        write("a.txt", "an input");
        let foundation = of(folder);
        for name in ["p.toml", "base/b.toml", "rules/r.toml", "rules", "base"] {
            assert!(foundation.concerns(&folder.join(name)), "{name}");
        }
        for name in ["a.txt", "base/o.csv", "rules/s.toml", "p.toml2"] {
            assert!(!foundation.concerns(&folder.join(name)), "{name}");
        }
        let folders: Vec<_> = ["", "base", "rules"].map(|name| folder.join(name)).into();
        assert!(folders.iter().all(|folder| foundation.folders().contains(&lexical(folder))));

        write("a.txt", "another");
        assert!(foundation.changed().is_empty());
        write("rules/r.toml", "new");
        assert_eq!(foundation.changed(), [folder.join("rules/r.toml")]);
        fs::remove_file(folder.join("base/b.toml")).unwrap();
        assert_eq!(foundation.changed(), [folder.join("base/b.toml"), folder.join("rules/r.toml")]);
        // What is there no more, and what it named, may come back.
        let broken = of(folder);
        assert!(broken.concerns(&folder.join("base/b.toml")));
        assert!(!broken.concerns(&folder.join("rules/r.toml")));
        assert!(broken.with(&foundation).concerns(&folder.join("rules/r.toml")));
    }

    #[test]
    fn a_file_that_is_broken_rests_on_itself() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("p.toml"), "[[classify]\n").unwrap();
        assert!(of(folder.path()).concerns(&folder.path().join("p.toml")));
        fs::remove_file(folder.path().join("p.toml")).unwrap();
        assert!(of(folder.path()).concerns(&folder.path().join("p.toml")));
    }
}
