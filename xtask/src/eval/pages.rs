//! News pages, unpacked and as often as wanted, for measurements of speed.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde_json::json;

use crate::bench::measure::{Measured, run_once};
use crate::process::{Failure, OnFile as _, Outcome};

/// How many files lie in one folder.
const FOLDER: usize = 500;

/// Pages that lie unpacked in a folder.
pub(super) struct Pages<'a> {
    cableway: &'a Path,
    folder: &'a Path,
    files: Vec<PathBuf>,
}

impl<'a> Pages<'a> {
    /// Unpacks each `html/*.html.gz` below `data` into `folder`, so that what is measured is the reading
    /// of HTML.
    pub(super) fn unpack(cableway: &'a Path, folder: &'a Path, data: &Path) -> Outcome<Self> {
        let (to, from) = (folder.join("pages"), data.join("html"));
        fs::create_dir_all(&to).on("make", &to)?;
        let mut files = Vec::new();
        for file in fs::read_dir(&from).on("list", &from)? {
            let path = file.on("list", &from)?.path();
            if path.extension().is_none_or(|extension| extension != "gz") {
                continue;
            }
            let mut page = Vec::new();
            let packed = fs::File::open(&path).on("open", &path)?;
            GzDecoder::new(packed).read_to_end(&mut page).on("unpack", &path)?;
            let unpacked = to.join(path.file_stem().unwrap_or_default());
            fs::write(&unpacked, page).on("write", &unpacked)?;
            files.push(unpacked);
        }
        files.sort_unstable();
        Ok(Self { cableway, folder, files })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Runs `count` pages, the same over and over, through `stages`, as they stand in a pipeline file,
    /// to JSON Lines.
    ///
    /// # Errors
    /// When not all of them come through: figures would mislead.
    pub(super) fn run(&self, count: usize, workers: usize, stages: &str) -> Outcome<Measured> {
        let corpus = self.folder.join(format!("corpus-{count}"));
        self.repeat(&corpus, count)?;
        let pipeline = self.folder.join("repeated.toml");
        // JSON strings are TOML strings.
        let text = format!(
            "[[ingest]]\nuse = \"files\"\npaths = [{}]\n{stages}\n[[export]]\nuse = \"jsonl\"\n\
             path = \"repeated.jsonl\"\n",
            json!(corpus)
        );
        fs::write(&pipeline, text).on("write", &pipeline)?;
        let measured = run_once(self.cableway, &pipeline, workers);
        fs::remove_dir_all(&corpus).on("remove", &corpus)?;
        let measured = measured?;
        if measured.documents == count as u64 {
            return Ok(measured);
        }
        Err(Failure::new(format!("{} of {count} pages came through", measured.documents)))
    }

    /// Makes a folder of `count` files, which are the pages over and over.
    fn repeat(&self, folder: &Path, count: usize) -> Outcome {
        for (place, page) in self.files.iter().cycle().take(count).enumerate() {
            let inside = folder.join((place / FOLDER).to_string());
            if place % FOLDER == 0 {
                fs::create_dir_all(&inside).on("make", &inside)?;
            }
            let copy = inside.join(format!("{place}.html"));
            fs::hard_link(page, &copy)
                .or_else(|_| fs::copy(page, &copy).map(drop))
                .on("write", &copy)?;
        }
        Ok(())
    }
}
