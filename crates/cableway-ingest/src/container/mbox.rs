//! Mailboxes: mails one after another, each behind a line that starts with `From `.

use std::io::{self, BufRead, Read as _};

use cableway_core::StageError;

use super::{Container, Lost, Member, Work};

/// No line in front of a mail is longer than this.
const LONGEST_LINE: usize = 1000;

/// True where a mailbox begins: a line in front of a mail, and a header behind it.
pub(super) fn begins(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n');
    let is_header = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        name.len() < line.len()
            && !name.is_empty()
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    lines.next().is_some_and(is_border)
        && lines.next().is_some_and(|line| is_header(line.strip_prefix(b">").unwrap_or(line)))
}

/// True for `From ada@example.org Mon Mar  2 09:30:00 2026`.
fn is_border(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    let is_time = |word: &[u8]| {
        word.first().is_some_and(u8::is_ascii_digit) && word.contains(&b':') && word.len() <= 8
    };
    let words = || rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    line.len() <= LONGEST_LINE && words().any(is_year) && words().any(is_time)
}

/// An open mailbox, in any of its dialects: `>From ` inside a mail is taken back to `From `.
pub(super) struct Mbox<R> {
    reader: R,
    /// The number of the last mail, from 1.
    number: u64,
    over: bool,
    /// The start of a line, or a whole one.
    line: Vec<u8>,
}

impl<R: BufRead> Mbox<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, number: 0, over: false, line: Vec::new() }
    }

    /// Reads the next line, or as much of it as `most` allows, into `line`. False at the end.
    fn read_line(&mut self, most: u64) -> io::Result<bool> {
        self.line.clear();
        Ok(self.reader.by_ref().take(most).read_until(b'\n', &mut self.line)? > 0)
    }

    /// The lines of one mail, up to the border before the next one. More than the limit are passed
    /// over, and none come back then.
    fn mail(&mut self, work: &mut Work<'_>) -> Result<Option<Vec<u8>>, StageError> {
        let mut mail = Vec::new();
        let (mut fits, mut after_empty, mut at_start) = (true, true, true);
        let mut lines = 0_u64;
        self.over = true;
        while self.read_line(CHUNK).map_err(|error| breaks_off(self.number, error))? {
            lines += 1;
            if lines.is_multiple_of(4096) {
                work.context.check()?;
            }
            work.budget.spend(self.line.len() as u64)?;
            if at_start && after_empty && is_border(self.line.trim_ascii_end()) {
                self.over = false;
                break;
            }
            let quoted = self.line.iter().take_while(|byte| **byte == b'>').count();
            let escaped = at_start && quoted > 0 && self.line[quoted..].starts_with(b"From ");
            if fits {
                mail.extend_from_slice(&self.line[usize::from(escaped)..]);
                fits = mail.len() as u64 <= work.limit;
            } else {
                mail = Vec::new();
            }
            after_empty = at_start && self.line.trim_ascii().is_empty();
            at_start = self.line.ends_with(b"\n");
        }
        if !fits {
            return Ok(None);
        }
        let end = mail.trim_ascii_end().len();
        mail.truncate(end);
        mail.push(b'\n');
        Ok(Some(mail))
    }
}

/// Lines are read in pieces of this size, so that one without an end takes no memory.
const CHUNK: u64 = 64 << 10;

impl<R: BufRead> Container for Mbox<R> {
    fn next(&mut self, work: &mut Work<'_>) -> Option<Result<Member, Lost>> {
        if self.number == 0 {
            // The first border, which `begins` has seen.
            if let Err(error) = self.read_line(LONGEST_LINE as u64 + 2) {
                self.over = true;
                let error = StageError::io("cannot be read", error);
                return Some(Err(Lost { name: None, error }));
            }
        }
        while !self.over {
            self.number += 1;
            let name = self.number.to_string();
            match self.mail(work) {
                Ok(_) if !(work.wanted)(&name) => {}
                Ok(Some(mail)) if mail.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(bytes)) => {
                    let media_type = Some("message/rfc822".to_owned());
                    return Some(Ok(Member { name, bytes, media_type, retrieved: None }));
                }
                Ok(None) => {
                    let limit = work.limit;
                    let message = format!("has more than {limit} bytes (`bytes` under [limits])");
                    let error = StageError::limit(message);
                    return Some(Err(Lost { name: Some(name), error }));
                }
                Err(error) => return Some(Err(Lost { name: None, error })),
            }
        }
        None
    }
}

fn breaks_off(number: u64, error: io::Error) -> StageError {
    let message = format!("breaks off in mail {number}: those before it were read");
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::InvalidData
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::Other => StageError::bad_input(message).with_source(error),
        _ => StageError::io(message, error),
    }
}
