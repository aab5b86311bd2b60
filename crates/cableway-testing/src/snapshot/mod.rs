//! Snapshots in the files of [insta](https://insta.rs): `.snap` for those that were accepted, `.snap.new`
//! for those that somebody must look at.
//!
//! A file has a header in YAML between two lines `---`, and behind it the contents. Contents that are no
//! text lie in a file of their own, `records.snap.bin`. What is written here has the bytes that insta would
//! write, so that `cargo insta review` works on the same files and leaves no trace.
//!
//! Every file is written at a temporary name in its folder and then renamed: whatever is interrupted
//! leaves the old file, or the new one.

mod error;
mod header;
mod info;
mod node;
mod pending;
mod yaml;

#[cfg(test)]
mod tests;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use self::error::{Problem, SnapshotError};
pub use self::header::Header;
use self::header::{Kind, is_extension};
pub use self::info::Info;
pub use self::pending::{Pending, delete, pending_below};
use crate::rendering;

/// What a snapshot keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Text. White space behind it, and carriage returns before line breaks, do not count, as in insta.
    Text(String),
    /// Bytes, in a file of their own.
    Binary {
        /// How that file's name ends: `bin`, `tar.gz`.
        extension: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// A snapshot: a header and contents.
///
/// ```
/// use cableway_testing::snapshot::{Header, Snapshot};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("records.snap");
/// let snapshot = Snapshot::text(Header::default(), "The ferry sails.\n");
/// snapshot.write(&path)?;
/// assert_eq!(std::fs::read_to_string(&path)?, "---\n{}\n---\nThe ferry sails.\n");
/// assert!(Snapshot::read(&path)?.matches(&snapshot));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// What stands before the contents.
    pub header: Header,
    /// What is kept.
    pub contents: Contents,
    /// The line of the file in which the contents begin, from 1, where they came from a file.
    contents_line: usize,
}

impl Snapshot {
    /// A snapshot of a text.
    pub fn text(header: Header, text: impl Into<String>) -> Self {
        Self { header, contents: Contents::Text(text.into()), contents_line: 1 }
    }

    /// A snapshot of `bytes`: as text where they are UTF-8, else in a file whose name ends with
    /// `extension`.
    ///
    /// # Errors
    /// When no file's name can end so.
    pub fn of_bytes(header: Header, bytes: Vec<u8>, extension: &str) -> Result<Self, Problem> {
        if !is_extension(extension) {
            return Err(Problem::Extension { extension: extension.to_owned() });
        }
        let contents = match String::from_utf8(bytes) {
            Ok(text) => Contents::Text(text),
            Err(error) => {
                Contents::Binary { extension: extension.to_owned(), bytes: error.into_bytes() }
            }
        };
        Ok(Self { header, contents, contents_line: 1 })
    }

    /// Reads the snapshot at `path`, and the file with its contents where it has one.
    ///
    /// # Errors
    /// When a file cannot be read, or is none that this version can read; see [`Problem`].
    pub fn read(path: &Path) -> Result<Self, SnapshotError> {
        let bytes = fs::read(path).map_err(|error| SnapshotError::io(path, "read", error))?;
        let at = |problem| SnapshotError::new(path, problem);
        let (header, kind, text, contents_line) = parse(&bytes).map_err(at)?;
        let contents = match kind {
            Kind::Text => Contents::Text(text),
            Kind::Binary { extension } => {
                let side = side_file(path, &extension);
                match fs::read(&side) {
                    Ok(bytes) => Contents::Binary { extension, bytes },
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        return Err(at(Problem::NoContents { path: side }));
                    }
                    Err(error) => return Err(SnapshotError::io(&side, "read", error)),
                }
            }
        };
        Ok(Self { header, contents, contents_line })
    }

    /// Reads a snapshot of text from the bytes of its file. One of bytes has no contents then.
    ///
    /// # Errors
    /// As [`Snapshot::read`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let (header, kind, text, contents_line) = parse(bytes)?;
        let contents = match kind {
            Kind::Text => Contents::Text(text),
            Kind::Binary { extension } => Contents::Binary { extension, bytes: Vec::new() },
        };
        Ok(Self { header, contents, contents_line })
    }

    /// The contents as records, as [`rendering::render`] wrote them.
    ///
    /// # Errors
    /// When they are none, as after an edit by hand; with the line of the file.
    pub fn records(&self) -> Result<Vec<Value>, Problem> {
        let Contents::Text(text) = &self.contents else { return Err(Problem::Binary) };
        rendering::parse(text).map_err(|error| {
            let line = error.line + self.contents_line - 1;
            let wrong = text.lines().nth(error.line - 1).unwrap_or_default();
            match conflict_mark(wrong) {
                Some(mark) => Problem::Conflict { line, mark: mark.to_owned() },
                None => Problem::NotRecords { line, column: error.column, message: error.message },
            }
        })
    }

    /// Whether both keep the same: of texts, but for what [`Contents::Text`] says; of bytes, with the
    /// same extension. Headers do not count.
    pub fn matches(&self, other: &Self) -> bool {
        match (&self.contents, &other.contents) {
            (Contents::Text(own), Contents::Text(other)) => normal(own) == normal(other),
            (own, other) => own == other,
        }
    }

    /// The bytes of the snapshot's file. Those of a binary snapshot have no contents.
    pub fn to_text(&self) -> String {
        let mut out = self.header.to_yaml(&self.kind());
        if let Contents::Text(text) = &self.contents {
            out.push_str(&normal(text));
            out.push('\n');
        }
        out
    }

    /// Writes the snapshot to `path`, and its bytes, where it has some, to a file beside it. Folders are
    /// made.
    ///
    /// # Errors
    /// When a file cannot be written; the old one is as it was then.
    pub fn write(&self, path: &Path) -> Result<(), SnapshotError> {
        if let Contents::Binary { extension, bytes } = &self.contents {
            if !is_extension(extension) {
                let extension = extension.clone();
                return Err(SnapshotError::new(path, Problem::Extension { extension }));
            }
            // First, so that there never is a header without contents.
            write_whole(&side_file(path, extension), bytes)?;
        }
        write_whole(path, self.to_text().as_bytes())
    }

    fn kind(&self) -> Kind {
        match &self.contents {
            Contents::Text(_) => Kind::Text,
            Contents::Binary { extension, .. } => Kind::Binary { extension: extension.clone() },
        }
    }
}

/// A text as it is compared and written.
fn normal(text: &str) -> String {
    let lines = text.trim_end().split('\n').map(|line| line.trim_end_matches('\r'));
    lines.collect::<Vec<_>>().join("\n")
}

/// Takes the file of a snapshot apart: header, kind, text of the contents, and the line of the file in
/// which they begin.
fn parse(bytes: &[u8]) -> Result<(Header, Kind, String, usize), Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Problem::NotUtf8 { offset: error.valid_up_to() })?;
    if let Some((line, mark)) = conflict(text) {
        return Err(Problem::Conflict { line, mark: mark.to_owned() });
    }
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---").ok_or(Problem::NoHeader)?;
    let start = first.len();
    let (mut end, mut line) = (start, 2);
    for next in lines {
        if next.trim_end() == "---" {
            let yaml = text.get(start..end).unwrap_or_default();
            let (header, kind) = Header::parse(yaml, 1)?;
            // Whatever else is wrong with it only takes the reasons away, and not the contents.
            if let Err(newer @ Problem::Newer { .. }) = header.case_info() {
                return Err(newer);
            }
            let contents = text.get(end + next.len()..).unwrap_or_default();
            // As insta reads it: without the end of the last line, and without the returns.
            let contents = contents.lines().collect::<Vec<_>>().join("\n");
            return Ok((header, kind, contents, line + 1));
        }
        end += next.len();
        line += 1;
    }
    Err(Problem::EndlessHeader)
}

/// The line, from 1, and the mark of a merge conflict: in the header any mark, elsewhere one that
/// begins a conflict which also ends, since an export may well have a row of signs.
fn conflict(text: &str) -> Option<(usize, &str)> {
    let mut began = None;
    let mut is_header = true;
    for (place, line) in text.lines().enumerate() {
        is_header &= place == 0 || line.trim_end() != "---";
        let Some(mark) = conflict_mark(line) else { continue };
        match mark {
            mark if is_header => return Some((place + 1, mark)),
            "<<<<<<<" if began.is_none() => began = Some((place + 1, mark)),
            ">>>>>>>" if began.is_some() => return began,
            _ => {}
        }
    }
    None
}

/// The mark that a line of a merge conflict begins with.
fn conflict_mark(line: &str) -> Option<&str> {
    let mark = line.get(..7)?;
    let is_mark = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].contains(&mark);
    let ends = line.get(7..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    (is_mark && ends).then_some(mark)
}

/// Where the contents of a binary snapshot lie.
fn side_file(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Writes a file at a temporary name beside `path`, and renames it.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SnapshotError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let failed = |error| SnapshotError::io(path, "write", error);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".snapshot.").suffix(".partial");
    // A temporary file is private by default; this one becomes a file like any other.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
