//! The picture of the brief that the documentation shows. Fonts and browsers differ from machine to machine, so that not its pixels
//! are compared but the page that it shows: when that changes, somebody is to look at the new picture and to accept it.

use std::path::{Path, PathBuf};

use cableway_sdk::Digest;

use crate::chromium::chromium;
use crate::page;

/// How the picture is accepted once somebody has looked at it.
const ACCEPT: &str = "ACCEPT_PICTURE=1 cargo test -p cableway-policy --test browser picture";

/// The most bytes that the picture may have.
const MOST: usize = 300_000;

fn images() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/images")
}

/// Makes the picture of a page, and tells where it lies; nothing where there is no browser.
fn made(page: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("picture");
    let path = folder.join("policy-brief.png");
    let _ = std::fs::remove_file(&path);
    let screenshot = format!("--screenshot={}", path.display());
    chromium("picture", page, &["--window-size=800,2850", &screenshot])?;
    path.exists().then_some(path)
}

#[test]
fn the_picture_shows_the_page_as_it_is() {
    let page = page::example();
    let digest = format!("{}\n", Digest::of(page.as_bytes()));
    let (picture, shown) =
        (images().join("policy-brief.png"), images().join("policy-brief.digest"));
    if std::env::var_os("ACCEPT_PICTURE").is_some() {
        let new = made(&page).expect("the picture is made with `chromium`, which is not here");
        std::fs::create_dir_all(images()).unwrap();
        std::fs::copy(new, &picture).unwrap();
        std::fs::write(&shown, &digest).unwrap();
    }
    let known = std::fs::read_to_string(&shown).unwrap_or_default();
    if known.trim() != digest.trim() {
        let look = made(&page).map_or_else(
            || "install `chromium` to see it".to_owned(),
            |new| format!("look at the new picture, `{}`", new.display()),
        );
        panic!(
            "the brief has changed: its picture in docs/images shows another page ({} is now {}). Now {look}; if it is as it \
             should be, accept it by `{ACCEPT}`",
            known.trim(),
            digest.trim()
        );
    }
    let bytes = std::fs::read(&picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{} is no picture", picture.display());
    assert!(bytes.len() < MOST, "the picture has {} bytes, more than {MOST}", bytes.len());
}
