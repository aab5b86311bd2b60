//! `cargo xtask soak` in its short form: the same code with small numbers and a debug build. No time and no memory
//! is asserted here; all that is counted and compared is.

use xtask::Outcome;
use xtask::soak::{Ground, Report, Scale};

use crate::folder::{Folder, cableway, not_tested};
use crate::plugins::build::library;

#[track_caller]
fn short(part: fn(&Ground) -> Outcome<Report>) {
    // The runs have an export of this plugin.
    library("cableway_atom");
    let folder = Folder::new();
    let ground =
        Ground { cableway: cableway(), folder: folder.path().to_owned(), scale: Scale::Short };
    let outcome = part(&ground).map_err(|failure| failure.message);
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    for skipped in outcome.unwrap().skipped {
        not_tested(&skipped);
    }
}

#[test]
fn runs_that_are_killed_end_like_others() {
    short(xtask::soak::kill);
}

#[test]
fn what_has_not_changed_is_not_worked_on() {
    short(xtask::soak::unchanged);
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_fails_loses_nothing() {
    short(xtask::soak::faults);
}

#[test]
fn many_documents_all_arrive() {
    short(xtask::soak::million);
}

#[test]
#[cfg(target_os = "linux")]
fn no_file_of_a_watched_folder_is_missed() {
    short(xtask::soak::watch);
}
