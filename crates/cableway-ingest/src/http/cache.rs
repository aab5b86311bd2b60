//! What was fetched before, on disk.
//!
//! One file for each address: a line of JSON that tells what was answered, then the bytes as they
//! came. A file is written under another name and renamed, so that it is there whole or not at all;
//! what has been damaged since is fetched anew.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use cableway_core::{Date, Digest};
use serde::{Deserialize, Serialize};

/// The version of the files' form: those of another are not read.
const VERSION: u32 = 1;

/// A folder of answers.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) head: Head,
    pub(super) bytes: Vec<u8>,
}

/// What a server said of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    version: u32,
    /// What was asked for.
    asked: String,
    /// What gave the answer: another address where there were redirects.
    pub(super) url: String,
    pub(super) retrieved: Option<Date>,
    pub(super) media_type: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    digest: Digest,
}

impl Head {
    pub(super) fn new(asked: &str, url: &str, bytes: &[u8]) -> Self {
        Self {
            version: VERSION,
            asked: asked.to_owned(),
            url: url.to_owned(),
            retrieved: None,
            media_type: None,
            etag: None,
            last_modified: None,
            digest: Digest::of(bytes),
        }
    }
}

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What was answered when `url` was last asked for; nothing where that cannot be read, or has
    /// more bytes than `limit`.
    pub(super) fn get(&self, url: &str, limit: u64) -> Option<Stored> {
        let path = self.path(url);
        // The line is short beside the limit's slack.
        let size = fs::metadata(&path).ok()?.len();
        if size > limit.saturating_add(1 << 20) {
            return None;
        }
        let bytes = fs::read(&path).ok()?;
        let stored = read(&bytes, url);
        if stored.is_none() {
            tracing::warn!(file = %path.display(), "damaged, so {url} is fetched anew");
        }
        stored.filter(|stored| stored.bytes.len() as u64 <= limit)
    }

    /// Keeps an answer.
    pub(super) fn put(&self, stored: &Stored) -> io::Result<()> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let path = self.path(&stored.head.asked);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let part = path.with_extension(format!("{}-{count}.part", process::id()));
        let written = write(&part, stored).and_then(|()| fs::rename(&part, &path));
        if written.is_err() {
            // What is left of it is of no use to anybody.
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn path(&self, url: &str) -> PathBuf {
        let name = Digest::of(url.as_bytes()).to_string().replace("blake3:", "");
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

fn write(path: &Path, stored: &Stored) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    let mut head = serde_json::to_vec(&stored.head)?;
    head.push(b'\n');
    file.write_all(&head)?;
    file.write_all(&stored.bytes)
}

fn read(bytes: &[u8], url: &str) -> Option<Stored> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
    let bytes = bytes[end + 1..].to_vec();
    let is_whole =
        head.version == VERSION && head.asked == url && head.digest == Digest::of(&bytes);
    is_whole.then_some(Stored { head, bytes })
}
