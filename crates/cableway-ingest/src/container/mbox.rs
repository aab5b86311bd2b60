//! Mailboxes: mails one after another, each behind a line that starts with `From `.
//!
//! A mail is named after its `Message-ID`, else after what it says. Its number changes with every mail that is deleted
//! before it.

use std::io::{self, BufRead, Read as _};

use cableway_core::StageError;

use super::{Container, Lost, Member, Work};
use crate::parts::{self, Names};

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
    /// How many bytes of the mailbox come before the end of `line`.
    at: u64,
    /// The line after it, where it was looked at: empty at the end.
    ahead: Option<Vec<u8>>,
    names: Names,
    /// Why the mailbox seems to be cut off, to be told behind its last mail.
    cut: Option<String>,
}

/// The lines of one mail.
struct Mail {
    name: String,
    /// `None` where they are more than the limit.
    bytes: Option<Vec<u8>>,
}

impl<R: BufRead> Mbox<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            number: 0,
            over: false,
            line: Vec::new(),
            at: 0,
            ahead: None,
            names: Names::default(),
            cut: None,
        }
    }

    /// Reads the next line, or as much of it as `most` allows, into `line`. False at the end.
    fn read_line(&mut self, most: u64) -> io::Result<bool> {
        if let Some(line) = self.ahead.take() {
            self.line = line;
        } else {
            self.line.clear();
            self.reader.by_ref().take(most).read_until(b'\n', &mut self.line)?;
        }
        self.at += self.line.len() as u64;
        Ok(!self.line.is_empty())
    }

    /// Whether a header, or nothing at all, stands behind the line at hand.
    fn header_follows(&mut self) -> io::Result<bool> {
        let mut ahead = Vec::new();
        self.reader.by_ref().take(CHUNK).read_until(b'\n', &mut ahead)?;
        let follows = ahead.is_empty() || is_header(&ahead);
        self.ahead = Some(ahead);
        Ok(follows)
    }

    /// One mail, up to the border before the next one. More lines than the limit are passed over.
    fn mail(&mut self, work: &mut Work<'_>) -> Result<Mail, StageError> {
        let (mut mail, mut name) = (Vec::new(), None);
        let (mut fits, mut after_empty, mut at_start) = (true, true, true);
        let (mut lines, mut has_body) = (0_u64, false);
        let start = self.at;
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
            let is_whole = self.line.ends_with(b"\n");
            if !is_whole && (self.line.len() as u64) < CHUNK {
                self.cut = Some(format!("in the middle of a line at byte {}", self.at));
            }
            let quoted = self.line.iter().take_while(|byte| **byte == b'>').count();
            let escaped = at_start && quoted > 0 && self.line[quoted..].starts_with(b"From ");
            if fits {
                mail.extend_from_slice(&self.line[usize::from(escaped)..]);
                fits = mail.len() as u64 <= work.limit;
                if !fits {
                    name = message_id(&mail);
                }
            } else {
                mail = Vec::new();
            }
            after_empty = at_start && self.line.trim_ascii().is_empty();
            has_body |= after_empty;
            at_start = is_whole;
        }
        if self.over && !has_body {
            self.cut.get_or_insert_with(|| format!("in the header of a mail at byte {}", self.at));
        }
        if !fits {
            let name = name.unwrap_or_else(|| format!("{}", self.number));
            return Ok(Mail { name, bytes: None });
        }
        let end = mail.trim_ascii_end().len();
        mail.truncate(end);
        mail.push(b'\n');
        let name = message_id(&mail).unwrap_or_else(|| {
            // Whatever system has written its lines.
            let plain: Vec<u8> = mail.iter().copied().filter(|byte| *byte != b'\r').collect();
            parts::of_content(&plain)
        });
        if self.over && mail.trim_ascii().is_empty() {
            self.cut = Some(format!("behind the line that begins a mail, at byte {start}"));
        }
        Ok(Mail { name, bytes: Some(mail) })
    }
}

/// The name of a mail after its `Message-ID`, where it has one.
fn message_id(mail: &[u8]) -> Option<String> {
    let mut lines = mail.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let mut lines = lines.by_ref().take_while(|line| !line.is_empty());
    let value = lines.find_map(|line| {
        let (name, value) = line.split_at_checked(b"message-id:".len())?;
        name.eq_ignore_ascii_case(b"message-id:").then_some(value)
    })?;
    // Long ones stand in a line of their own.
    let value = match value.trim_ascii() {
        b"" => lines.next().filter(|line| line.starts_with(b" ") || line.starts_with(b"\t"))?,
        value => value,
    };
    let id = std::str::from_utf8(value.trim_ascii()).ok()?.trim_matches(['<', '>']);
    // The rest of a URI goes by `/`, and what stands in front of it must not lead out.
    (!id.is_empty()).then(|| parts::of_id(id).replace('/', "%2F"))
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
            let Mail { name, bytes } = match self.mail(work) {
                Ok(mail) => mail,
                Err(error) => return Some(Err(Lost { name: None, error })),
            };
            if bytes.as_deref().is_some_and(|mail| mail.trim_ascii().is_empty()) {
                continue;
            }
            let name = self.names.give(name);
            if !(work.wanted)(&name) {
                continue;
            }
            let Some(bytes) = bytes else {
                let limit = work.limit;
                let message = format!("has more than {limit} bytes (`bytes` under [limits])");
                let error = StageError::limit(message);
                return Some(Err(Lost { name: Some(name), error }));
            };
            let media_type = Some("message/rfc822".to_owned());
            let part = Some(format!("mail {}", self.number));
            return Some(Ok(Member { name, part, bytes, media_type, retrieved: None }));
        }
        let place = self.cut.take()?;
        let message = format!(
            "the mailbox ends {place}, in mail {}: it seems to be cut off there, and what there is of it was read",
            self.number
        );
        Some(Err(Lost { name: None, error: StageError::bad_input(message) }))
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
