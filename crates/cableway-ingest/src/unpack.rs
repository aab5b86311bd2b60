//! Unpacks gzip and Zstandard, which are told from their first bytes, never from a name.
//!
//! A packed file may hold several parts one after another (gzip calls them members, Zstandard
//! frames): all are unpacked. The checksums of both are checked.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use cableway_core::{Context, StageError};
use flate2::bufread::GzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How much is unpacked at a time, in bytes.
const CHUNK: usize = 64 << 10;

/// The bytes of `reader` unpacked while they are read, for sources that do not fit into memory.
///
/// Bytes that are not packed come as they are. What ends early or is damaged is an error while
/// reading.
pub(crate) fn streaming<'a>(
    reader: Box<dyn BufRead + Send + 'a>,
) -> io::Result<Box<dyn BufRead + Send + 'a>> {
    let mut peeked = Peeked::new(reader);
    if Packing::of(peeked.peek()?).is_none() {
        return Ok(Box::new(peeked));
    }
    Ok(Box::new(BufReader::with_capacity(CHUNK, Unpacker::new(peeked))))
}

/// The beginning of what `start`, the beginning of a file, unpacks to; `start` itself where it is not
/// packed. As much as can be had without an error.
pub(crate) fn start_of(start: &[u8]) -> Cow<'_, [u8]> {
    if Packing::of(start).is_none() {
        return Cow::Borrowed(start);
    }
    let mut unpacked = vec![0; CHUNK];
    let mut filled = 0;
    let mut parts = Unpacker::new(Peeked::new(start));
    while filled < unpacked.len() {
        match parts.step(&mut unpacked[filled..]) {
            Ok(Step::Bytes(count)) => filled += count,
            Ok(Step::NextPart) => {}
            Ok(Step::End) | Err(_) => break,
        }
    }
    unpacked.truncate(filled);
    Cow::Owned(unpacked)
}

/// `bytes` unpacked, or as they are where they are not packed.
///
/// # Errors
/// When they are damaged or end early, and as soon as more comes out than the run's limit of bytes
/// allows.
pub(crate) fn unpack<'a>(
    bytes: &'a [u8],
    context: &Context<'_>,
) -> Result<Cow<'a, [u8]>, StageError> {
    let limit = context.limits().bytes;
    let Some(packing) = Packing::of(bytes) else {
        return if bytes.len() as u64 > limit {
            Err(too_large("is", limit))
        } else {
            Ok(Cow::Borrowed(bytes))
        };
    };
    let mut parts = Unpacker::new(Peeked::new(bytes));
    let mut unpacked = Vec::with_capacity(bytes.len().saturating_mul(3).min(8 << 20));
    loop {
        context.check()?;
        let start = unpacked.len();
        unpacked.resize(start + CHUNK, 0);
        let step = parts.step(&mut unpacked[start..]);
        let more = match step {
            Ok(Step::Bytes(count)) => count,
            Ok(Step::NextPart | Step::End) => 0,
            Err(error) => return Err(damaged(packing, &error).with_source(error)),
        };
        unpacked.truncate(start + more);
        if unpacked.len() as u64 > limit {
            return Err(too_large("unpacks to", limit));
        }
        if matches!(step, Ok(Step::End)) {
            break;
        }
    }
    if parts.garbage {
        context.note(GARBAGE);
    }
    Ok(Cow::Owned(unpacked))
}

const GARBAGE: &str = "the bytes after the end of the packed file were left out";

fn too_large(how: &str, limit: u64) -> StageError {
    StageError::limit(format!("{how} more than {limit} bytes (`bytes` under [limits])"))
}

fn damaged(packing: Packing, error: &io::Error) -> StageError {
    let name = packing.name();
    StageError::bad_input(if error.kind() == io::ErrorKind::UnexpectedEof {
        format!("the {name} file is cut off: it ends before its data do")
    } else {
        format!("the {name} file is damaged and cannot be unpacked")
    })
}

/// How bytes can be packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(&GZIP) {
            Some(Self::Gzip)
        } else if start.starts_with(&ZSTANDARD) || is_skippable(start) {
            Some(Self::Zstandard)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
        }
    }
}

/// True at a Zstandard frame that holds no data of the file (RFC 8878, section 3.1.2).
fn is_skippable(start: &[u8]) -> bool {
    matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Unpacks part after part.
struct Unpacker<R: BufRead> {
    state: State<R>,
    /// True once bytes that belong to nothing have been left out.
    garbage: bool,
}

enum State<R: BufRead> {
    /// In front of a part; what the parts are packed with, from the second on.
    Between(Peeked<R>, Option<Packing>),
    Gzip(Box<GzDecoder<Peeked<R>>>),
    Zstandard(Box<StreamingDecoder<Peeked<R>, FrameDecoder>>),
    End,
}

enum Step {
    Bytes(usize),
    NextPart,
    End,
}

impl<R: BufRead> Unpacker<R> {
    fn new(reader: Peeked<R>) -> Self {
        Self { state: State::Between(reader, None), garbage: false }
    }

    /// Unpacks into `buffer`, which is not empty, or moves on to the next part.
    fn step(&mut self, buffer: &mut [u8]) -> io::Result<Step> {
        match std::mem::replace(&mut self.state, State::End) {
            State::Between(reader, before) => {
                self.state = self.part(reader, before)?;
                Ok(if matches!(self.state, State::End) { Step::End } else { Step::NextPart })
            }
            State::Gzip(mut decoder) => {
                let count = decoder.read(buffer)?;
                self.state = if count == 0 {
                    State::Between(decoder.into_inner(), Some(Packing::Gzip))
                } else {
                    State::Gzip(decoder)
                };
                Ok(if count == 0 { Step::NextPart } else { Step::Bytes(count) })
            }
            State::Zstandard(mut decoder) => {
                let count = decoder.read(buffer).map_err(zstandard_error)?;
                if count > 0 {
                    self.state = State::Zstandard(decoder);
                    return Ok(Step::Bytes(count));
                }
                let (reader, frame) = decoder.into_parts();
                let promised = frame.get_checksum_from_data();
                if promised.is_some() && promised != frame.get_calculated_checksum() {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "wrong checksum"));
                }
                self.state = State::Between(reader, Some(Packing::Zstandard));
                Ok(Step::NextPart)
            }
            State::End => Ok(Step::End),
        }
    }

    /// Begins the part at which `reader` stands, if there is one.
    fn part(&mut self, mut reader: Peeked<R>, before: Option<Packing>) -> io::Result<State<R>> {
        let start = reader.peek()?;
        let packing = Packing::of(start);
        match (before, packing) {
            // The gzip program, too, passes over padding in silence and warns of anything else.
            (Some(Packing::Gzip), packing) if packing != Some(Packing::Gzip) => {
                self.garbage = start.first().is_some_and(|byte| *byte != 0);
                Ok(State::End)
            }
            (Some(Packing::Zstandard), _) if start.is_empty() => Ok(State::End),
            (_, Some(Packing::Gzip)) if before != Some(Packing::Zstandard) => {
                Ok(State::Gzip(Box::new(GzDecoder::new(reader))))
            }
            (_, Some(Packing::Zstandard)) if is_skippable(start) => {
                skip(&mut reader)?;
                Ok(State::Between(reader, Some(Packing::Zstandard)))
            }
            (_, Some(Packing::Zstandard)) => {
                let decoder = StreamingDecoder::new(reader).map_err(zstandard_error)?;
                Ok(State::Zstandard(Box::new(decoder)))
            }
            _ => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "unknown bytes between two frames"))
            }
        }
    }
}

/// Passes over a frame that holds no data of the file: four bytes that mark it, four that give its
/// length, and the length.
fn skip<R: BufRead>(reader: &mut Peeked<R>) -> io::Result<()> {
    let mut head = [0; 8];
    reader.read_exact(&mut head)?;
    let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    let skipped = io::copy(&mut reader.take(length), &mut io::sink())?;
    if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// The innermost cause, with its kind: the decoder wraps it in layers that all say the same.
fn zstandard_error(error: impl std::error::Error) -> io::Error {
    let mut kind = io::ErrorKind::InvalidData;
    let mut message = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let inner = cause.downcast_ref::<io::Error>();
        if let Some(inner) = inner.filter(|inner| inner.kind() != io::ErrorKind::Other) {
            kind = inner.kind();
        }
        message = cause.to_string();
        next = cause.source();
    }
    io::Error::new(kind, message)
}

impl<R: BufRead> Read for Unpacker<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.step(buffer)? {
                Step::Bytes(count) => return Ok(count),
                Step::NextPart => {}
                Step::End => {
                    if std::mem::take(&mut self.garbage) {
                        tracing::warn!("{GARBAGE}");
                    }
                    return Ok(0);
                }
            }
        }
    }
}

/// A reader whose next bytes can be looked at before they are read, however few the inner one has
/// at hand.
pub(crate) struct Peeked<R> {
    head: [u8; 4],
    start: usize,
    end: usize,
    inner: R,
}

impl<R: BufRead> Peeked<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { head: [0; 4], start: 0, end: 0, inner }
    }

    /// The next four bytes, fewer only at the end.
    pub(crate) fn peek(&mut self) -> io::Result<&[u8]> {
        self.head.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < self.head.len() {
            match self.inner.read(&mut self.head[self.end..]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.head[..self.end])
    }
}

impl<R: BufRead> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end {
            return self.inner.read(buffer);
        }
        let count = buffer.len().min(self.end - self.start);
        buffer[..count].copy_from_slice(&self.head[self.start..self.start + count]);
        self.start += count;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Peeked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.inner.fill_buf()
        } else {
            Ok(&self.head[self.start..self.end])
        }
    }

    fn consume(&mut self, count: usize) {
        if self.start == self.end {
            self.inner.consume(count);
        } else {
            self.start = (self.start + count).min(self.end);
        }
    }
}

#[cfg(test)]
mod tests;
