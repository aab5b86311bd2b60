//! Times of day and their offsets.

use std::fmt::{self, Write};

use super::names::{self, Zone};
use super::parser::{Parser, small};
use super::token::Kind;

/// A time of day. Without minutes it is too vague for a record, and left out.
#[derive(Debug, Default)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: Option<u32>,
    /// Seconds with their fraction, as text.
    second: Option<String>,
    /// `Z`, `+03:00`, or nothing.
    offset: String,
    /// The offset where the date is written as mail writes it.
    mail_offset: Option<String>,
    /// Twenty-four o'clock, which is nought o'clock of the next day.
    pub(super) next_day: bool,
    /// Counted twice to twelve.
    halved: bool,
}

impl Clock {
    /// Appends `T09:30:00+03:00`. `mail` is true where the date before it is written as in a mail.
    pub(super) fn write(&self, text: &mut String, mail: bool) -> fmt::Result {
        let hour = if self.next_day { 0 } else { self.hour };
        write!(text, "T{hour:02}:{:02}", self.minute.unwrap_or(0))?;
        if let Some(second) = &self.second {
            write!(text, ":{second}")?;
        }
        let in_mail = self.mail_offset.as_deref().filter(|_| mail && !self.halved);
        text.push_str(in_mail.unwrap_or(&self.offset));
        Ok(())
    }
}

impl Parser<'_> {
    /// `09:30:00.5+0300`, `9:30 a.m. EST`, `14.05 Uhr`, `14h05`, `093000Z`, `午後3時05分`.
    pub(super) fn clock(&mut self) -> Option<Clock> {
        let before = self.eastern_half_of_day();
        let digits = self.number()?;
        let mut clock = Clock::default();
        if matches!(digits.len(), 4 | 6) {
            clock.hour = digits[..2].parse().ok()?;
            clock.minute = Some(digits[2..4].parse().ok()?);
            clock.second = digits.get(4..6).map(str::to_owned);
        } else {
            clock.hour = small(digits)?;
            self.minutes(&mut clock)?;
        }
        self.fraction(&mut clock)?;
        let half = before.or_else(|| self.half_of_day());
        if let Some(afternoon) = half {
            let nought = before.is_some() && clock.hour == 0;
            if !nought && !(1..=12).contains(&clock.hour) {
                return None;
            }
            clock.hour = clock.hour % 12 + if afternoon { 12 } else { 0 };
            clock.halved = true;
        }
        let unit = self.any_word(&["uhr", "uur", "hrs", "hours", "h"]);
        if clock.minute.is_none() && half.is_none() && !unit {
            // A number alone after a date may be anything.
            if !matches!(self.last(), Some(Kind::Word("h" | "時" | "时" | "点" | "點" | "시")))
            {
                return None;
            }
        }
        let full = clock.minute == Some(0)
            && !clock
                .second
                .as_ref()
                .is_some_and(|second| second.bytes().any(|b| matches!(b, b'1'..=b'9')));
        clock.next_day = clock.hour == 24 && full;
        if clock.hour > 23 && !clock.next_day {
            return None;
        }
        self.sign(',');
        self.offset(&mut clock)?;
        Some(clock)
    }

    /// What follows the hour.
    fn minutes(&mut self, clock: &mut Clock) -> Option<()> {
        if self.any_word(&["時", "时", "点", "點", "시"]) {
            clock.minute = self.attempt(|parser| {
                let minute = small(parser.number()?)?;
                parser.any_word(&["分", "분"]).then_some(minute)
            });
            if self.word_is("半") {
                clock.minute = Some(30);
            }
            clock.second = self.attempt(|parser| {
                let second = small(parser.number()?)?;
                parser.any_word(&["秒", "초"]).then_some(format!("{second:02}"))
            });
            return Some(());
        }
        let colon = self.glued_sign(':');
        let parted = colon || self.glued_sign('.');
        if parted || self.word_is("h") {
            let minute = self.attempt(|parser| parser.number().filter(|m| m.len() == 2));
            clock.minute = minute.and_then(|minute| minute.parse().ok());
            if clock.minute.is_none() && parted {
                return None;
            }
        }
        if self.glued_sign(':') {
            clock.second = Some(self.number().filter(|s| s.len() == 2)?.to_owned());
        }
        Some(())
    }

    /// A fraction of the last part, of the second or, as ISO 8601 allows, of the minute.
    fn fraction(&mut self, clock: &mut Clock) -> Option<()> {
        let found = self.attempt(|parser| {
            let pointed = parser.glued_sign('.') || parser.glued_sign(',');
            (pointed && parser.is_glued()).then(|| parser.number()).flatten()
        });
        let Some(digits) = found else { return Some(()) };
        let digits = &digits[..digits.len().min(9)];
        if let Some(second) = &mut clock.second {
            second.push('.');
            second.push_str(digits);
            return Some(());
        }
        clock.minute?;
        let unit = 10_u64.checked_pow(u32::try_from(digits.len()).ok()?)?;
        let parts = digits.parse::<u64>().ok()? * 60;
        let mut second = format!("{:02}", parts / unit);
        if parts % unit != 0 {
            write!(second, ".{:0width$}", parts % unit, width = digits.len()).ok()?;
        }
        clock.second = Some(second);
        Some(())
    }

    /// True for `p.m.`, false for `am`.
    fn half_of_day(&mut self) -> Option<bool> {
        self.attempt(|parser| {
            let half = match parser.word()? {
                "am" | "ص" => Some(false),
                "pm" | "م" => Some(true),
                letter @ ("a" | "p") => {
                    let dotted = parser.glued_sign('.') && parser.word() == Some("m");
                    dotted.then_some(letter == "p")
                }
                _ => None,
            }?;
            parser.sign('.');
            Some(half)
        })
    }

    /// Reads the offset from Greenwich. None is set where none is given, or where its name stands
    /// for several.
    fn offset(&mut self, clock: &mut Clock) -> Option<()> {
        let bracketed = self.sign('(');
        let zone = self.attempt(|parser| {
            let word = parser.word()?;
            // The letters of the armed forces were used the wrong way round for so long that RFC 2822
            // takes them for no zone at all.
            let letter = word.len() == 1 && matches!(word.as_bytes()[0], b'a'..=b'i' | b'k'..=b'y');
            names::zone(word).or(letter.then_some(Zone::Unclear))
        });
        match zone {
            Some(Zone::Offset(minutes)) => clock.offset = offset_text(minutes),
            Some(Zone::InMail(minutes)) => clock.mail_offset = Some(offset_text(minutes)),
            Some(Zone::Unclear) | None => {}
        }
        if let Some(offset) = self.attempt(Self::signed_offset) {
            clock.offset = offset;
        }
        (!bracketed || self.sign(')')).then_some(())
    }

    /// `+0300`, `-5`, `+5:30`.
    fn signed_offset(&mut self) -> Option<String> {
        let east = self.sign('+');
        if !east && !self.sign('-') {
            return None;
        }
        let digits = self.number()?;
        let (hours, minutes) = match digits.len() {
            1 | 2 if self.glued_sign(':') => {
                (digits.parse::<i32>().ok()?, small(self.number()?)?.try_into().ok()?)
            }
            1 | 2 => (digits.parse().ok()?, 0),
            4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            _ => return None,
        };
        if hours > 14 || minutes > 59 {
            return None;
        }
        Some(match (east, hours * 60 + minutes) {
            (true, 0) => "+00:00".to_owned(),
            (true, offset) => offset_text(offset),
            // RFC 2822: the clock shows Greenwich, and where it hangs is not said.
            (false, offset) => offset_text(-offset),
        })
    }

    /// Takes the offset of a day without a time away, as XML Schema has it: `2020-12-21+03:00`. A
    /// record has no place for it.
    pub(super) fn offset_alone(&mut self) -> bool {
        let found = self.attempt(|parser| {
            let given =
                parser.is_glued() && (parser.word_is("z") || parser.signed_offset().is_some());
            (given && parser.is_at_end()).then_some(())
        });
        found.is_some()
    }
}

/// `+03:00`; `Z` at Greenwich.
fn offset_text(minutes: i32) -> String {
    if minutes == 0 {
        return "Z".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
