//! The records of an archive one after another, and the way on behind a damaged one.

use std::io::{self, BufRead, BufReader, Read};

use cableway_core::StageError;

use super::stream::Stream;
use crate::container::Work;

/// No record has longer headers than this, in bytes.
const MOST_HEADERS: usize = 64 << 10;

/// How much is read at a time.
const CHUNK: u64 = 64 << 10;

/// What the headers of a record say.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// When it was fetched, and the address that it is of: `20260302093000/https://desk.example/a`. Others that belong to
    /// the same answer have the same name. Its number where it says neither.
    pub(super) name: String,
    /// `response`, `request`, `metadata` and so on.
    pub(super) kind: String,
    pub(super) media_type: String,
    pub(super) date: Option<String>,
    /// The length of its body in bytes.
    pub(super) length: u64,
}

pub(super) struct Records<R: BufRead> {
    stream: BufReader<Stream<R>>,
    number: u64,
    /// What is left of the body that is being read.
    left: u64,
    /// True where the next record has to be looked for.
    lost: bool,
    over: bool,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(reader: R) -> Self {
        let stream = BufReader::with_capacity(CHUNK as usize, Stream::new(reader));
        Self { stream, number: 0, left: 0, lost: false, over: false }
    }

    /// The number of the record that was begun last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The headers of the next record; `None` at the end.
    pub(super) fn head(&mut self, work: &mut Work<'_>) -> Result<Option<Head>, StageError> {
        if self.over {
            return Ok(None);
        }
        let mut line = Vec::new();
        loop {
            let known = self.lost;
            match self.line(&mut line, work) {
                Ok(true) => {}
                Ok(false) => {
                    self.over = true;
                    return Ok(None);
                }
                // The end of what has been told of already.
                Err(_) if known && !self.over && !work.budget.is_spent() => continue,
                Err(_) if known && self.over => return Ok(None),
                Err(error) => {
                    self.number += 1;
                    return Err(error);
                }
            }
            if line.starts_with(b"WARC/") {
                break;
            }
            if !self.lost && !line.trim_ascii().is_empty() {
                self.number += 1;
                self.lost = true;
                return Err(StageError::bad_input(
                    "is no record of a web archive: it does not begin with `WARC/`; the next one is looked for",
                ));
            }
            work.context.check()?;
        }
        self.number += 1;
        self.lost = false;
        self.fields(&mut line, work).map(Some)
    }

    /// Reads the fields of a record up to the empty line.
    fn fields(&mut self, line: &mut Vec<u8>, work: &mut Work<'_>) -> Result<Head, StageError> {
        let mut head = Head::default();
        let (mut address, mut length) = (String::new(), None);
        let mut bytes = 0;
        loop {
            let more = self.line(line, work)?;
            bytes += line.len();
            if !more || bytes > MOST_HEADERS {
                self.lost = true;
                return Err(cut_off("its headers have no end"));
            }
            let text = String::from_utf8_lossy(line);
            let text = text.trim();
            if text.is_empty() {
                break;
            }
            let Some((name, value)) = text.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut address),
                "warc-date" => head.date = Some(value.to_owned()),
                "content-type" => value.clone_into(&mut head.media_type),
                "content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        let address: String = address
            .chars()
            .map(|c| if c.is_control() || c == ' ' { '\u{fffd}' } else { c })
            .collect();
        // The date as web archives write it in addresses, however precise it is.
        let date: String =
            head.date.iter().flat_map(|date| date.chars().filter(char::is_ascii_digit)).collect();
        head.name = match (date.get(..date.len().min(14)).unwrap_or_default(), address.as_str()) {
            ("", "") => self.number.to_string(),
            ("", address) => address.to_owned(),
            (date, "") => date.to_owned(),
            (date, address) => format!("{date}/{address}"),
        };
        let Some(length) = length else {
            self.lost = true;
            return Err(StageError::bad_input(
                "its record does not say how long it is (`Content-Length`); the next one is looked for",
            ));
        };
        head.length = length;
        self.left = length;
        Ok(head)
    }

    /// The body of the record. Its length has been looked at.
    pub(super) fn body(&mut self, work: &mut Work<'_>) -> Result<Vec<u8>, StageError> {
        // The length may lie: room is made as bytes come.
        let mut body = Vec::new();
        while self.left > 0 {
            let count = (&mut self.stream).take(self.left.min(CHUNK)).read_to_end(&mut body);
            self.count(count, work)?;
        }
        Ok(body)
    }

    /// Passes over what is left of the record's body.
    pub(super) fn skip(&mut self, work: &mut Work<'_>) -> Result<(), StageError> {
        while self.left > 0 {
            let count =
                io::copy(&mut (&mut self.stream).take(self.left.min(CHUNK)), &mut io::sink());
            self.count(count.map(|count| count as usize), work)?;
        }
        Ok(())
    }

    /// Takes what was read off the budget and off what is left.
    fn count(&mut self, count: io::Result<usize>, work: &mut Work<'_>) -> Result<(), StageError> {
        work.context.check()?;
        let count = count.map_err(|error| self.damaged(error))?;
        if count == 0 {
            self.left = 0;
            self.over = true;
            return Err(cut_off("the archive ends before it does"));
        }
        self.left -= count as u64;
        work.budget.spend(count as u64)
    }

    /// Reads a line, or as much of it as headers may have. False at the end.
    fn line(&mut self, line: &mut Vec<u8>, work: &mut Work<'_>) -> Result<bool, StageError> {
        line.clear();
        let count = (&mut self.stream).take(MOST_HEADERS as u64).read_until(b'\n', line);
        let count = count.map_err(|error| self.damaged(error))?;
        work.budget.spend(count as u64)?;
        Ok(count > 0)
    }

    /// The error for packed bytes that cannot be unpacked; the stream goes on behind them.
    fn damaged(&mut self, error: io::Error) -> StageError {
        self.left = 0;
        self.lost = true;
        match self.stream.get_mut().pass_damage() {
            Ok(true) => {}
            Ok(false) | Err(_) => self.over = true,
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                cut_off("its packed bytes end too early").with_source(error)
            }
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                StageError::bad_input(
                    "its record in the web archive is damaged and cannot be unpacked",
                )
                .with_source(error)
            }
            _ => StageError::io("its record in the web archive cannot be read", error),
        }
    }
}

fn cut_off(why: &str) -> StageError {
    StageError::bad_input(format!("its record in the web archive is cut off: {why}"))
}
