//! How many pages one core reads in a second, and whether memory stays flat.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

use crate::bench::measure::{Measured, run_once};
use crate::process::{Failure, OnFile as _, Outcome};

/// How often each page is read in the short and in the long run: the difference holds no start.
const TIMES: [usize; 2] = [2, 22];

/// How many pages the run has whose memory is looked at.
const MANY: usize = 10_000;

/// Two runs that differ in nothing but their length.
pub(crate) struct Speed {
    pub(crate) short: Measured,
    pub(crate) long: Measured,
    /// Ten thousand pages, two workers.
    pub(crate) many: Measured,
}

/// Reads the pages, unpacked, many times over with one worker.
pub(crate) fn measure(cableway: &Path, folder: &Path, data: &Path) -> Outcome<Speed> {
    let pages = unpack(&folder.join("pages"), &data.join("html"))?;
    let mut runs = TIMES
        .map(|times| (pages.len() * times, 1))
        .into_iter()
        .chain([(MANY, 2)])
        .map(|(count, workers)| run(cableway, folder, &pages, count, workers));
    let mut next = || runs.next().unwrap_or_else(|| Err(Failure::new("a run is missing")));
    // The first run brings the pages and the command into the system's cache.
    run(cableway, folder, &pages, pages.len(), 1)?;
    Ok(Speed { short: next()?, long: next()?, many: next()? })
}

fn run(
    cableway: &Path,
    folder: &Path,
    pages: &[PathBuf],
    count: usize,
    workers: usize,
) -> Outcome<Measured> {
    let name = format!("pages-{count}");
    let corpus = folder.join(&name);
    repeat(pages, &corpus, count)?;
    let pipeline = super::write_pipeline(folder, &name, &corpus)?;
    let measured = run_once(cableway, &pipeline, workers);
    fs::remove_dir_all(&corpus).on("remove", &corpus)?;
    let measured = measured?;
    if measured.documents == count as u64 {
        return Ok(measured);
    }
    Err(Failure::new(format!("{} of {count} pages came through", measured.documents)))
}

/// Unpacks each `*.html.gz`, so that what is measured is the reading of HTML.
fn unpack(to: &Path, from: &Path) -> Outcome<Vec<PathBuf>> {
    fs::create_dir_all(to).on("make", to)?;
    let mut pages = Vec::new();
    for file in fs::read_dir(from).on("list", from)? {
        let path = file.on("list", from)?.path();
        if path.extension().is_none_or(|extension| extension != "gz") {
            continue;
        }
        let mut page = Vec::new();
        let packed = fs::File::open(&path).on("open", &path)?;
        GzDecoder::new(packed).read_to_end(&mut page).on("unpack", &path)?;
        let unpacked = to.join(path.file_stem().unwrap_or_default());
        fs::write(&unpacked, page).on("write", &unpacked)?;
        pages.push(unpacked);
    }
    pages.sort_unstable();
    Ok(pages)
}

/// Makes a folder of `count` files, which are the pages over and over.
fn repeat(pages: &[PathBuf], folder: &Path, count: usize) -> Outcome {
    for (place, page) in pages.iter().cycle().take(count).enumerate() {
        let inside = folder.join((place / 500).to_string());
        if place % 500 == 0 {
            fs::create_dir_all(&inside).on("make", &inside)?;
        }
        let copy = inside.join(format!("{place}.html"));
        fs::hard_link(page, &copy)
            .or_else(|_| fs::copy(page, &copy).map(drop))
            .on("write", &copy)?;
    }
    Ok(())
}
