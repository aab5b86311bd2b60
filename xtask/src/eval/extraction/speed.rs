//! How many pages one core reads in a second, and whether memory stays flat.

use std::path::Path;

use crate::bench::measure::Measured;
use crate::eval::pages::Pages;
use crate::process::Outcome;

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
    let pages = Pages::unpack(cableway, folder, data)?;
    // The first run brings the pages and the command into the system's cache.
    pages.run(pages.len(), 1, "")?;
    let [short, long] = TIMES.map(|times| pages.run(pages.len() * times, 1, ""));
    Ok(Speed { short: short?, long: long?, many: pages.run(MANY, 2, "")? })
}
