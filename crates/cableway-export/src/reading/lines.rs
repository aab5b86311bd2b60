//! Records in JSON Lines.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::StoredRecord;

/// A file of lines.
#[derive(Debug)]
pub(super) struct Lines {
    reader: BufReader<File>,
    /// Reads at places, while `reader` goes on.
    file: File,
    /// Where each line starts, and where the last one ends, in bytes. A line's place is its number from 0.
    starts: Vec<u64>,
}

impl Lines {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let reader = BufReader::with_capacity(128 << 10, File::open(path)?);
        Ok(Self { reader, file: File::open(path)?, starts: vec![0] })
    }

    pub(super) fn next(&mut self) -> io::Result<Option<StoredRecord>> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let length = self.reader.read_until(b'\n', &mut bytes)?;
            if length == 0 {
                return Ok(None);
            }
            let place = self.starts.len() as u64 - 1;
            let start = self.starts.last().copied().unwrap_or_default();
            self.starts.push(start + length as u64);
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let json = match std::str::from_utf8(&bytes) {
                Ok(line) => Ok(line.trim().to_owned()),
                Err(error) => Err(format!("it is no text in UTF-8: {error}")),
            };
            let (line, contradictions) = (Some(place + 1), Vec::new());
            return Ok(Some(StoredRecord { place, line, json, contradictions }));
        }
    }

    pub(super) fn read(&mut self, place: u64) -> io::Result<String> {
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        let bounds = self.starts.get(at..).and_then(|rest| rest.first_chunk::<2>());
        let Some([start, end]) = bounds else { return Err(ErrorKind::UnexpectedEof.into()) };
        self.file.seek(SeekFrom::Start(*start))?;
        let mut line = String::new();
        let read = (&self.file).take(end - start).read_to_string(&mut line)?;
        if read as u64 != end - start {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim().to_owned())
    }
}
