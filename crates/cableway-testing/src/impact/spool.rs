//! Records of a run, one after the other in a temporary file.

use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};

use tempfile::NamedTempFile;

/// A record, or an entry for a document that failed, and what it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The document's id; for an item that could not be read, the one that its first document would have.
    pub(super) id: String,
    /// The document's URI.
    pub(super) uri: String,
    /// The record, or `{"quarantined": …}`, on one line.
    pub(super) json: String,
}

/// Writes entries. The file lies in the system's folder for such files, and goes away by itself.
pub(super) struct Spool {
    file: BufWriter<NamedTempFile>,
    count: u64,
}

impl Spool {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(NamedTempFile::new()?), count: 0 })
    }

    /// How many entries there are.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn push(&mut self, entry: &Entry) -> io::Result<()> {
        // The names stand before the record, so that they are found without taking it apart.
        serde_json::to_writer(&mut self.file, &(&entry.id, &entry.uri))?;
        self.file.write_all(b"\n")?;
        self.file.write_all(entry.json.as_bytes())?;
        self.file.write_all(b"\n")?;
        self.count += 1;
        Ok(())
    }

    /// Reads what has been written. What comes later is not seen.
    pub(super) fn into_reader(self) -> io::Result<Reader> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let bytes = BufReader::new(file.reopen()?);
        Ok(Reader { bytes, at: 0, _kept: file })
    }
}

/// Reads entries in the order in which they were written.
pub(super) struct Reader {
    bytes: BufReader<std::fs::File>,
    /// The byte at which the next entry begins.
    at: u64,
    _kept: NamedTempFile,
}

impl Reader {
    /// The byte at which the next entry begins, for [`go`](Self::go).
    pub(super) fn place(&self) -> u64 {
        self.at
    }

    /// Goes to the entry that begins at this byte.
    pub(super) fn go(&mut self, place: u64) -> io::Result<()> {
        self.bytes.seek(SeekFrom::Start(place))?;
        self.at = place;
        Ok(())
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Entry>> {
        let Some(names) = self.line()? else { return Ok(None) };
        let (id, uri) = serde_json::from_str(&names)?;
        let json = self.line()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(Some(Entry { id, uri, json }))
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.bytes.read_line(&mut line)?;
        self.at += read as u64;
        if line.ends_with('\n') {
            line.pop();
        }
        Ok((read > 0).then_some(line))
    }
}

/// Whether the entry is for a document that failed. Records begin with their schema.
pub(super) fn is_failure(entry: &Entry) -> bool {
    entry.json.starts_with("{\"quarantined\"")
}
