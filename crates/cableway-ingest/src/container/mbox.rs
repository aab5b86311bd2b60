//! Mailboxes: mails one after another, each behind a line that starts with `From `.

use std::io::{self, BufRead, Read as _};

use cableway_core::StageError;

use super::{Container, Lost, Member, Work};

/// No line in front of a mail is longer than this.
const LONGEST_LINE: usize = 1000;

/// True where a mailbox begins: a line in front of a mail, and a header behind it.
pub(super) fn begins(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n');
    lines.next().is_some_and(is_border) && lines.next().is_some_and(is_header)
}

/// True for `Subject: The lock`, and for a border that was quoted.
fn is_header(line: &[u8]) -> bool {
    let line = line.strip_prefix(b">").unwrap_or(line);
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_border = line.starts_with(b"From ");
    is_border || name.len() < line.len() && !name.is_empty() && name.iter().all(is_name)
}

/// True for `From ada@example.org Mon Mar  2 09:30:00 2026`: a weekday, a month, a day, a time, a year,
/// with a time zone before the year or none.
fn is_border(line: &[u8]) -> bool {
    const DAYS: [&[u8]; 7] = [b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun"];
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let Some(rest) = line.strip_prefix(b"From ").filter(|_| line.len() <= LONGEST_LINE) else {
        return false;
    };
    let words: Vec<&[u8]> =
        rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_one_of =
        |word: &[u8], all: &[&[u8]]| all.iter().any(|one| word.eq_ignore_ascii_case(one));
    let is_number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    let is_time = |word: &[u8]| {
        let mut parts = word.split(|byte| *byte == b':');
        let count = parts.clone().count();
        (2..=3).contains(&count) && parts.all(|part| part.len() <= 2 && is_number(part))
    };
    let is_year = |word: &&[u8]| word.len() == 4 && is_number(word);
    words.windows(5).enumerate().any(|(at, words_here)| {
        let [weekday, month, day, time, year] = *words_here else { return false };
        is_one_of(weekday, &DAYS)
            && is_one_of(month, &MONTHS)
            && day.len() <= 2
            && is_number(day)
            && is_time(time)
            && (is_year(&year) || words.get(at + 5).is_some_and(is_year))
    })
}

/// An open mailbox, in any of its dialects: `>From ` inside a mail is taken back to `From `.
pub(super) struct Mbox<R> {
    reader: R,
    /// The number of the last mail, from 1.
    number: u64,
    over: bool,
    /// The start of a line, or a whole one.
    line: Vec<u8>,
    /// The line after it, where it was looked at: empty at the end.
    ahead: Option<Vec<u8>>,
}

impl<R: BufRead> Mbox<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, number: 0, over: false, line: Vec::new(), ahead: None }
    }

    /// Reads the next line, or as much of it as `most` allows, into `line`. False at the end.
    fn read_line(&mut self, most: u64) -> io::Result<bool> {
        if let Some(line) = self.ahead.take() {
            self.line = line;
            return Ok(!self.line.is_empty());
        }
        self.line.clear();
        Ok(self.reader.by_ref().take(most).read_until(b'\n', &mut self.line)? > 0)
    }

    /// Whether a header, or nothing at all, stands behind the line at hand.
    fn header_follows(&mut self) -> io::Result<bool> {
        let line = std::mem::take(&mut self.line);
        self.read_line(CHUNK)?;
        let ahead = std::mem::replace(&mut self.line, line);
        let follows = ahead.is_empty() || is_header(&ahead);
        self.ahead = Some(ahead);
        Ok(follows)
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
            if at_start
                && after_empty
                && is_border(self.line.trim_ascii_end())
                && self.header_follows().map_err(|error| breaks_off(self.number, error))?
            {
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

#[cfg(test)]
mod tests {
    use super::{begins, is_border};

    #[test]
    fn borders() {
        for line in [
            "From ada@desk.example Mon Mar  2 09:30:00 2026",
            "From ada at desk.example  Mon Mar  2 09:30:00 2026",
            "From - Mon Mar 02 09:30 2026",
            "From 17@desk.example Mon Mar 02 09:30:00 +0000 2026",
            "From MAILER-DAEMON Tue MAR 3 1:02:03 CET 2026",
        ] {
            assert!(is_border(line.as_bytes()), "{line}");
        }
        for line in [
            "From 1990 to 10:30 this morning the ferry ran.",
            "From Mon to Tue at 10:30 in 2026",
            "From Ada Mon Mar 2 2026",
            "From ada@desk.example Mon Mar 2 09:30:00",
            "From ada@desk.example Mon Mar 2nd 09:30:00 2026",
            "From",
            "",
        ] {
            assert!(!is_border(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_mailbox_needs_a_header() {
        assert!(begins(b"From a Mon Mar  2 09:30:00 2026\nSubject: Lock\n"));
        assert!(begins(b"From a Mon Mar  2 09:30:00 2026\n>From b\nSubject: Lock\n"));
        assert!(!begins(b"From a Mon Mar  2 09:30:00 2026\n\nThe ferry sails.\n"));
    }
}
