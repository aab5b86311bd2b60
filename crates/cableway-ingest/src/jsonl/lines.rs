//! A stream of bytes, line by line, holding no more than one line.

use std::io::{self, BufRead};

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, without its end.
    Bytes(Vec<u8>),
    /// A line of more bytes than the limit; it has been passed over.
    TooLong,
    /// There are no more.
    End,
}

/// Reads lines of at most `limit` bytes.
pub(super) struct Lines<R> {
    reader: R,
    limit: u64,
    /// The number of the line that was read last, from 1.
    pub(super) number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R, limit: u64) -> Self {
        Self { reader, limit, number: 0 }
    }

    pub(super) fn next(&mut self) -> io::Result<Line> {
        let mut line = Vec::new();
        let mut too_long = false;
        let mut any = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            too_long |= (line.len() + part.len()) as u64 > self.limit;
            if too_long {
                line = Vec::new();
            } else {
                line.extend_from_slice(part);
            }
            let used = end.map_or(chunk.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(Line::End);
        }
        self.number += 1;
        if too_long {
            return Ok(Line::TooLong);
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        Ok(Line::Bytes(line))
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::{Line, Lines};

    #[track_caller]
    fn check(input: &[u8], limit: u64, expect: &[Option<&str>]) {
        // A buffer of two bytes, so that lines go across its borders.
        let mut lines = Lines::new(BufReader::with_capacity(2, input), limit);
        let mut found = Vec::new();
        loop {
            match lines.next().unwrap() {
                Line::Bytes(bytes) => found.push(Some(String::from_utf8(bytes).unwrap())),
                Line::TooLong => found.push(None),
                Line::End => break,
            }
        }
        let found: Vec<Option<&str>> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn lines_of_all_kinds() {
        check(b"", 9, &[]);
        check(b"one\r\ntwo\n\nfour", 9, &[Some("one"), Some("two"), Some(""), Some("four")]);
        check(b"\xef\xbb\xbfone\n", 9, &[Some("one")]);
        check(b"short\nmuch too long\nshort\n", 5, &[Some("short"), None, Some("short")]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(lines in prop::collection::vec("[a-z ]{0,8}", 1..8)) {
            let text = lines.join("\n") + "\n";
            let expect: Vec<Option<&str>> = lines.iter().map(|line| Some(line.as_str())).collect();
            check(text.as_bytes(), 8, &expect);
        }
    }
}
