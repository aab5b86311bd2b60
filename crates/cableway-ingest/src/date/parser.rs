//! Reads a date from its pieces.

use std::fmt::Write;

use cableway_core::Date;

use super::names::{self, Zone};
use super::token::{Kind, Token};

/// The date that all of `tokens` give.
pub(super) fn parse(tokens: &[Token<'_>]) -> Option<Date> {
    let tokens = match tokens {
        [inner @ .., Token { kind: Kind::Sign('.'), .. }] => inner,
        whole => whole,
    };
    let direct = Parser::new(tokens).whole();
    // `mar` is a month and a weekday, so a weekday is taken away only where that is needed.
    direct.or_else(|| {
        let mut parser = Parser::new(tokens);
        parser.weekday().then(|| parser.whole()).flatten()
    })
}

#[derive(Default)]
struct Parts {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
    clock: Option<Clock>,
}

/// A time of day. Without minutes it is too vague for a record, and left out.
struct Clock {
    hour: u32,
    minute: Option<u32>,
    /// Seconds with their fraction, as text.
    second: Option<String>,
    /// `Z`, `+03:00`, or nothing.
    offset: String,
}

impl Parts {
    fn date(&self) -> Option<Date> {
        let mut text = format!("{:04}", self.year);
        if let Some(month) = self.month {
            write!(text, "-{month:02}").ok()?;
            if let Some(day) = self.day {
                write!(text, "-{day:02}").ok()?;
                if let Some(Clock { hour, minute: Some(minute), second, offset }) = &self.clock {
                    write!(text, "T{hour:02}:{minute:02}").ok()?;
                    if let Some(second) = second {
                        write!(text, ":{second}").ok()?;
                    }
                    text.push_str(offset);
                }
            }
        }
        text.parse().ok()
    }
}

#[derive(Clone)]
struct Parser<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
}

impl<'t> Parser<'t> {
    fn new(tokens: &'t [Token<'t>]) -> Self {
        Self { tokens, at: 0 }
    }

    /// A date, with a time after it or before it, and nothing else.
    fn whole(mut self) -> Option<Date> {
        let mut parts = match self.attempt(Self::day) {
            Some(parts) => parts,
            None => {
                let clock = self.clock()?;
                self.filler();
                self.weekday();
                let mut parts = self.day()?;
                parts.clock = Some(clock);
                parts
            }
        };
        if self.at < self.tokens.len() && parts.clock.is_none() && parts.day.is_some() {
            self.filler();
            parts.clock = Some(self.clock()?);
        }
        self.comment();
        if self.at == self.tokens.len() { parts.date() } else { None }
    }

    /// A date without its time, save in `Dec 21 09:30:00 2020`, where the time stands inside.
    fn day(&mut self) -> Option<Parts> {
        if let Some(parts) = self.attempt(Self::numeric) {
            return Some(parts);
        }
        if let Some(parts) = self.attempt(Self::day_first) {
            return Some(parts);
        }
        self.month_first()
    }

    /// `2020-12-21`, `2020/12`, `20201221`, `21.12.2020`, `21/12/2020`.
    fn numeric(&mut self) -> Option<Parts> {
        let first = self.number()?;
        if first.len() == 8 {
            let field = |range: std::ops::Range<usize>| first.get(range)?.parse().ok();
            let (year, month, day) = (field(0..4)?, field(4..6)?, field(6..8)?);
            return Some(Parts { year, month: Some(month), day: Some(day), clock: None });
        }
        if first.len() == 4 {
            return self.year_first(first);
        }
        let separator = ['.', '/', '-'].into_iter().find(|&sign| self.sign(sign))?;
        let second = self.number().filter(|second| second.len() <= 2)?;
        if !self.sign(separator) {
            return None;
        }
        let year = self.year()?;
        let (first, second) = (small(first)?, small(second)?);
        let (day, month) = match (first <= 12, second <= 12) {
            // Only in the form with full stops is it known which of the two is the day.
            (true, true) if separator != '.' && first != second => return None,
            (_, true) => (first, second),
            (true, false) if separator != '.' => (second, first),
            _ => return None,
        };
        Some(Parts { year, month: Some(month), day: Some(day), clock: None })
    }

    fn year_first(&mut self, year: &str) -> Option<Parts> {
        let year: u32 = year.parse().ok()?;
        let mut parts = Parts { year, ..Parts::default() };
        let separator = ['-', '/', '.'].into_iter().find(|&sign| self.glued_sign(sign));
        let Some(separator) = separator else {
            // Four digits alone are a year only where they are a likely one.
            return (1500..=2199).contains(&year).then_some(parts);
        };
        parts.month = small(self.number()?);
        if self.glued_sign(separator) {
            parts.day = Some(small(self.number()?)?);
        }
        parts.month.is_some().then_some(parts)
    }

    /// `21st of December 2020`, `21. Dezember 2020`, `21-Dec-2020`.
    fn day_first(&mut self) -> Option<Parts> {
        self.any_word(&["the", "den", "der", "le", "el", "il", "am", "op"]);
        let day = small(self.number()?)?;
        self.any_word(&["st", "nd", "rd", "th", "er", "e", "de"]);
        let _ = self.sign('.') || self.sign('º') || self.sign('°') || self.sign('-');
        self.any_word(&["of", "de", "di", "del"]);
        let month = self.month()?;
        let _ = self.sign('.') || self.sign('-');
        self.sign(',');
        self.any_word(&["of", "de", "del"]);
        let year = self.year()?;
        Some(Parts { year, month: Some(month), day: Some(day), clock: None })
    }

    /// `December 21, 2020`, `Dec. 2020`, `Dec 21 09:30:00 UTC 2020`.
    fn month_first(&mut self) -> Option<Parts> {
        let month = self.month()?;
        self.sign('.');
        self.sign(',');
        self.any_word(&["of", "de", "del"]);
        if let Some(year) = self.attempt(Self::year) {
            return Some(Parts { year, month: Some(month), ..Parts::default() });
        }
        self.any_word(&["the"]);
        let day = small(self.number()?)?;
        self.any_word(&["st", "nd", "rd", "th"]);
        self.sign(',');
        let clock = if self.peek_year() { None } else { Some(self.clock()?) };
        let year = self.year()?;
        Some(Parts { year, month: Some(month), day: Some(day), clock })
    }

    fn month(&mut self) -> Option<u32> {
        let word = self.word()?;
        names::month(word)
    }

    fn year(&mut self) -> Option<u32> {
        self.number().filter(|digits| digits.len() == 4)?.parse().ok()
    }

    fn peek_year(&self) -> bool {
        self.clone().year().is_some()
    }

    /// `09:30:00.5+0300`, `9:30 a.m. EST`, `14.05 Uhr`, `14h05`, `093000Z`.
    fn clock(&mut self) -> Option<Clock> {
        let digits = self.number()?;
        let mut clock = Clock { hour: 0, minute: None, second: None, offset: String::new() };
        if matches!(digits.len(), 4 | 6) {
            let field = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
            (clock.hour, clock.minute) = (field(0..2)?, Some(field(2..4)?));
            clock.second = digits.get(4..6).map(str::to_owned);
        } else {
            clock.hour = small(digits)?;
            let parted = self.glued_sign(':') || self.glued_sign('.');
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
        }
        if let Some(second) = &mut clock.second
            && (self.glued_sign('.') || self.glued_sign(','))
        {
            let fraction = self.number()?;
            second.push('.');
            second.push_str(&fraction[..fraction.len().min(9)]);
        }
        let half = self.half_of_day();
        if let Some(afternoon) = half {
            if !(1..=12).contains(&clock.hour) {
                return None;
            }
            clock.hour = clock.hour % 12 + if afternoon { 12 } else { 0 };
        }
        let unit = self.any_word(&["uhr", "uur", "hrs", "hours", "h"]);
        if clock.hour > 23 || (clock.minute.is_none() && half.is_none() && !unit) {
            // A number alone after a date may be anything.
            let french = self.tokens[..self.at].last().map(|token| token.kind);
            if french != Some(Kind::Word("h")) || clock.hour > 23 {
                return None;
            }
        }
        self.sign(',');
        clock.offset = self.offset()?;
        Some(clock)
    }

    /// True for `p.m.`, false for `am`.
    fn half_of_day(&mut self) -> Option<bool> {
        self.attempt(|parser| {
            let half = match parser.word()? {
                "am" => Some(false),
                "pm" => Some(true),
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

    /// The offset from Greenwich as ISO 8601 writes it; empty where none is given, or where its name
    /// stands for several.
    fn offset(&mut self) -> Option<String> {
        let bracketed = self.sign('(');
        let mut offset = String::new();
        let named = self.attempt(|parser| match parser.word()? {
            "utc" | "z" => Some(Zone::Offset(0)),
            word => names::zone(word),
        });
        if let Some(zone) = named {
            offset = match zone {
                Zone::Offset(0) => "Z".to_owned(),
                Zone::Offset(minutes) => offset_text(minutes),
                Zone::Unclear => String::new(),
            };
        }
        let sign = if self.sign('+') {
            1
        } else if self.sign('-') || self.sign('−') {
            -1
        } else {
            return (!bracketed || self.sign(')')).then_some(offset);
        };
        let digits = self.number()?;
        let (hours, minutes) = match digits.len() {
            1 | 2 if self.glued_sign(':') => {
                (digits.parse::<i32>().ok()?, self.number()?.parse::<i32>().ok()?)
            }
            1 | 2 => (digits.parse().ok()?, 0),
            4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            _ => return None,
        };
        if hours > 14 || minutes > 59 || (bracketed && !self.sign(')')) {
            return None;
        }
        Some(if sign > 0 {
            format!("+{hours:02}:{minutes:02}")
        } else {
            format!("-{hours:02}:{minutes:02}")
        })
    }

    /// Takes `Monday,` away.
    fn weekday(&mut self) -> bool {
        let mut found = false;
        while self.attempt(|parser| parser.word().filter(|word| names::is_weekday(word))).is_some()
        {
            found = true;
            // `segunda-feira`.
            let _ = self.sign('.') || self.glued_sign('-');
        }
        if found {
            self.sign(',');
            self.any_word(&["den", "der", "the", "le", "el", "il"]);
        }
        found
    }

    /// Takes away what stands between a date and its time.
    fn filler(&mut self) {
        while self.sign(',') || self.sign('|') || self.sign('–') || self.sign('—') || self.sign('·')
        {
        }
        // `2020-12-21 - 09:30`, but not the sign of an offset.
        if self.tokens.get(self.at + 1).is_some_and(|token| !token.glued) {
            self.sign('-');
        }
        while self.any_word(&["at", "t", "um", "à", "a", "las", "alle", "ore", "às", "om", "on"])
        {
        }
    }

    /// Takes the remark at the end of RFC 2822 dates away: `(CET)`.
    fn comment(&mut self) {
        if self.tokens.last().map(|token| token.kind) == Some(Kind::Sign(')'))
            && self.tokens.get(self.at).map(|token| token.kind) == Some(Kind::Sign('('))
        {
            self.at = self.tokens.len();
        }
    }

    /// Runs `part`, and goes back to where it began when it finds nothing.
    fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = part(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    fn number(&mut self) -> Option<&'t str> {
        match self.tokens.get(self.at)?.kind {
            Kind::Number(digits) => {
                self.at += 1;
                Some(digits)
            }
            _ => None,
        }
    }

    fn word(&mut self) -> Option<&'t str> {
        match self.tokens.get(self.at)?.kind {
            Kind::Word(word) => {
                self.at += 1;
                Some(word)
            }
            _ => None,
        }
    }

    fn any_word(&mut self, words: &[&str]) -> bool {
        self.attempt(|parser| parser.word().filter(|word| words.contains(word))).is_some()
    }

    fn word_is(&mut self, word: &str) -> bool {
        self.any_word(&[word])
    }

    fn sign(&mut self, sign: char) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|token| token.kind == Kind::Sign(sign));
        self.at += usize::from(found);
        found
    }

    /// A sign with no white space before it.
    fn glued_sign(&mut self, sign: char) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.glued) && self.sign(sign)
    }
}

/// A number of one or two digits.
fn small(digits: &str) -> Option<u32> {
    if digits.len() <= 2 { digits.parse().ok() } else { None }
}

fn offset_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
