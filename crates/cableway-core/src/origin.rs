//! Where what an ingest stage lists comes from.

use std::path::PathBuf;

/// Where what an ingest stage lists comes from: what one has to keep an eye on to know when it lists something
/// else.
///
/// ```
/// use cableway_core::Origin;
///
/// let origin = Origin::of_files(["/desk/inbox".into()]);
/// assert!(!origin.elsewhere && !origin.once);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Files and folders of this machine, absolute; they need not exist. Of a glob, the folder that its literal
    /// beginning names.
    pub places: Vec<PathBuf>,
    /// True where others are asked as well, such as a server: no change of a file tells that they have something
    /// new, so that they are asked from time to time. They are asked no more often for changes in `places`.
    pub elsewhere: bool,
    /// True where part of it can be read once only, such as standard input.
    pub once: bool,
}

impl Origin {
    /// Only files and folders of this machine.
    pub fn of_files(places: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { places: places.into_iter().collect(), ..Self::default() }
    }

    /// Nobody but the stage knows: it has to be asked.
    pub fn elsewhere() -> Self {
        Self { elsewhere: true, ..Self::default() }
    }
}
