//! The bytes of an archive, unpacked while they are read. Archives are packed record by record, so that
//! behind a damaged one the next can be found.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::unpack::Peeked;

/// How a packed part begins: gzip, by the one method that there is.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

pub(super) struct Stream<R: BufRead>(State<R>);

enum State<R: BufRead> {
    /// In front of the archive, or of a packed part; whether a part came before.
    Between(Peeked<R>, bool),
    Plain(Peeked<R>),
    Packed(Box<GzDecoder<Peeked<R>>>),
    End,
}

impl<R: BufRead> Stream<R> {
    pub(super) fn new(reader: R) -> Self {
        Self(State::Between(Peeked::new(reader), false))
    }

    /// Goes on at the next packed part after an error. False where there is none.
    pub(super) fn pass_damage(&mut self) -> io::Result<bool> {
        let mut reader = match std::mem::replace(&mut self.0, State::End) {
            State::Packed(decoder) => decoder.into_inner(),
            State::Between(reader, true) => reader,
            state => {
                self.0 = state;
                return Ok(false);
            }
        };
        loop {
            let start = reader.peek()?;
            if start.is_empty() {
                return Ok(false);
            }
            if start.starts_with(&GZIP) {
                self.0 = State::Between(reader, true);
                return Ok(true);
            }
            reader.consume(1);
        }
    }
}

impl<R: BufRead> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match &mut self.0 {
                State::Plain(reader) => return reader.read(buffer),
                State::Packed(decoder) => {
                    let count = decoder.read(buffer)?;
                    if count > 0 {
                        return Ok(count);
                    }
                }
                State::End => return Ok(0),
                State::Between(..) => {}
            }
            self.0 = match std::mem::replace(&mut self.0, State::End) {
                State::Packed(decoder) => State::Between(decoder.into_inner(), true),
                State::Between(mut reader, before) => {
                    let start = reader.peek()?;
                    let (packed, is_end) = (start.starts_with(&GZIP), start.is_empty());
                    if is_end {
                        State::End
                    } else if packed {
                        State::Packed(Box::new(GzDecoder::new(reader)))
                    } else if before {
                        self.0 = State::Between(reader, true);
                        let message = "unknown bytes between two packed records";
                        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                    } else {
                        State::Plain(reader)
                    }
                }
                state => state,
            };
        }
    }
}
