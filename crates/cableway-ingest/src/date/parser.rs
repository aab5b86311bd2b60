//! Reads a date from its pieces.

use std::fmt::Write;

use cableway_core::Date;

use super::calendar::When;
use super::clock::Clock;
use super::names;
use super::token::{Kind, Token};
use super::{Order, Unread};

/// The date that all of `tokens` give.
pub(super) fn parse(tokens: &[Token<'_>], order: Order, short_years: bool) -> Result<Date, Unread> {
    let tokens = match tokens {
        [inner @ .., Token { kind: Kind::Sign('.'), .. }] => inner,
        whole => whole,
    };
    let direct = Parser::new(tokens, order, short_years).whole();
    // `mar` is a month and a weekday, so a weekday is taken away only where that is needed.
    let parts = direct.or_else(|| {
        let mut parser = Parser::new(tokens, order, short_years);
        parser.weekday().then(|| parser.whole()).flatten()
    });
    parts.ok_or(Unread::NoDate)?.date()
}

/// The pieces of a date, before it is known which of several it is.
pub(super) struct Parts {
    /// What the text can mean: one day, or several.
    pub(super) days: Vec<When>,
    pub(super) clock: Option<Clock>,
    /// Written as RFC 822 says: day, short month, year.
    pub(super) mail: bool,
    /// The weekdays that are named, a bit for each, Monday's the lowest; 0 where none is.
    weekdays: u8,
}

impl Parts {
    pub(super) fn one(day: When) -> Self {
        Self::several(vec![day])
    }

    pub(super) fn several(days: Vec<When>) -> Self {
        Self { days, clock: None, mail: false, weekdays: 0 }
    }

    fn date(self) -> Result<Date, Unread> {
        let mut days = self.days;
        if days.len() > 1 {
            days.retain(|day| written(*day, None).is_some());
        }
        if days.len() > 1 && self.weekdays != 0 {
            let named = |day: &When| day.weekday().is_some_and(|at| self.weekdays & (1 << at) != 0);
            if days.iter().filter(|day| named(day)).count() == 1 {
                days.retain(named);
            }
        }
        let clock = self.clock.as_ref();
        let mail = self.mail;
        let dates =
            days.into_iter().filter_map(|day| written(day, clock.map(|clock| (clock, mail))));
        let mut dates: Vec<Date> = dates.collect();
        match dates.len() {
            0 => Err(Unread::NoDate),
            1 => Ok(dates.remove(0)),
            _ => {
                dates.sort();
                Err(Unread::Ambiguous(dates))
            }
        }
    }
}

/// The date as a record has it. A time without minutes is too vague for one, and left out.
fn written(day: When, clock: Option<(&Clock, bool)>) -> Option<Date> {
    let timed = clock.filter(|(clock, _)| clock.minute.is_some() && day.day.is_some());
    let day = match timed {
        // Midnight at the end of a day is that at the start of the next.
        Some((clock, _)) if clock.next_day => When::of_number(checked(day)?.number()? + 1)?,
        _ => day,
    };
    let mut text = format!("{:04}", day.year);
    if let Some(month) = day.month {
        write!(text, "-{month:02}").ok()?;
    }
    if let Some(day) = day.day {
        write!(text, "-{day:02}").ok()?;
    }
    if let Some((clock, mail)) = timed {
        clock.write(&mut text, mail).ok()?;
    }
    text.parse().ok()
}

/// The day, where there is one of that number in its month.
fn checked(day: When) -> Option<When> {
    written(day, None).map(|_| day)
}

/// What stands between a date and its time.
#[rustfmt::skip]
const BEFORE_TIME: &[&str] = &[
    "at", "t", "um", "a", "as", "las", "los", "alle", "ore", "om", "on", "v", "ve", "в", "о", "o",
    "kl", "klo", "godz", "saat", "ساعت", "الساعه",
];

#[derive(Clone)]
pub(super) struct Parser<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    pub(super) order: Order,
    /// Whether two digits may be a year in a date of numbers alone.
    pub(super) short_years: bool,
    weekdays: u8,
}

impl<'t> Parser<'t> {
    fn new(tokens: &'t [Token<'t>], order: Order, short_years: bool) -> Self {
        Self { tokens, at: 0, order, short_years, weekdays: 0 }
    }

    /// A date, with a time after it or before it, and nothing else.
    fn whole(mut self) -> Option<Parts> {
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
        self.weekday_behind();
        let is_day = parts.days.iter().all(|day| day.day.is_some());
        if self.at < self.tokens.len() && parts.clock.is_none() && is_day && !self.offset_alone() {
            self.filler();
            parts.clock = Some(self.clock()?);
            self.weekday_behind();
        }
        self.comment();
        parts.weekdays = self.weekdays;
        (self.at == self.tokens.len()).then_some(parts)
    }

    /// A date without its time, save in `Dec 21 09:30:00 2020`, where the time stands inside.
    fn day(&mut self) -> Option<Parts> {
        self.attempt(Self::eastern)
            .or_else(|| self.attempt(Self::numeric))
            .or_else(|| self.attempt(Self::day_first))
            .or_else(|| self.attempt(Self::year_before_name))
            .or_else(|| self.month_first())
    }

    /// `21st of December 2020`, `21. Dezember 2020`, `21-Dec-2020`, `21 Dec 20 09:30 GMT`.
    fn day_first(&mut self) -> Option<Parts> {
        self.any_word(&["the", "den", "der", "le", "el", "il", "am", "op", "d", "u"]);
        self.sign('.');
        let day = small(self.number()?)?;
        self.any_word(&["st", "nd", "rd", "th", "er", "e", "de", "º", "°"]);
        let dotted = self.sign('.') || self.sign('°');
        let _ = dotted || self.sign('-') || self.sign('/');
        self.any_word(&["of", "de", "di", "del"]);
        let start = self.at;
        if let Some(month) = self.attempt(Self::persian_month) {
            let year = self.year()?;
            return Some(Parts::one(super::calendar::of_persian(year, month, day)?));
        }
        let month = self.month()?;
        let is_short = matches!(self.tokens[start].kind, Kind::Word(word) if word.len() == 3);
        // In Polish and Czech the eleventh month, in Croatian, which puts a full stop, the tenth.
        let croatian = dotted && self.tokens[start].kind == Kind::Word("listopada");
        let _ = self.sign('.') || self.sign('-') || self.sign('/');
        self.sign(',');
        self.any_word(&["of", "de", "del"]);
        let year = match self.attempt(Self::year) {
            Some(year) => year,
            None => self.short_year()?,
        };
        self.after_year();
        let mut parts = Parts::one(When::new(year, month, day));
        if croatian && self.order == Order::Unknown {
            parts.days.push(When::new(year, 10, day));
        }
        parts.mail = is_short;
        Some(parts)
    }

    /// `December 21, 2020`, `Dec. 2020`, `Dec 21 09:30:00 UTC 2020`.
    fn month_first(&mut self) -> Option<Parts> {
        let month = self.month()?;
        self.sign('.');
        self.sign(',');
        self.any_word(&["of", "de", "del"]);
        if let Some(year) = self.attempt(Self::year) {
            self.after_year();
            return Some(Parts::one(When { year, month: Some(month), day: None }));
        }
        let _ = self.any_word(&["the"]) || self.sign('-') || self.sign('/');
        let day = small(self.number()?)?;
        self.any_word(&["st", "nd", "rd", "th"]);
        let _ = self.sign(',') || self.sign('.') || self.sign('-') || self.sign('/');
        let clock = if self.peek_year() { None } else { Some(self.clock()?) };
        let year = self.year()?;
        let mut parts = Parts::one(When::new(year, month, day));
        parts.clock = clock;
        Some(parts)
    }

    /// `2020 December 21`, `2020-Dec-21`.
    fn year_before_name(&mut self) -> Option<Parts> {
        let year = self.year()?;
        let _ = self.sign('.') || self.sign(',') || self.sign('-') || self.sign('/');
        let month = self.month()?;
        let _ = self.sign('.') || self.sign('-') || self.sign('/');
        let day = small(self.number()?)?;
        Some(Parts::one(When::new(year, month, day)))
    }

    fn month(&mut self) -> Option<u32> {
        let word = self.word()?;
        names::month(word).or_else(|| names::month_of_two(word, self.word()?))
    }

    fn persian_month(&mut self) -> Option<u32> {
        names::persian_month(self.word()?)
    }

    pub(super) fn year(&mut self) -> Option<u32> {
        self.number().filter(|digits| digits.len() == 4)?.parse().ok()
    }

    fn peek_year(&self) -> bool {
        self.clone().year().is_some()
    }

    /// Two digits, as the old forms of mail have them, with a time behind.
    fn short_year(&mut self) -> Option<u32> {
        let digits = self.number().filter(|digits| digits.len() == 2)?;
        self.clone().clock()?;
        of_two_digits(digits)
    }

    /// The word for `year` behind its number.
    fn after_year(&mut self) {
        if self.any_word(&["г", "года", "р", "року", "r", "م"]) {
            self.sign('.');
        }
    }

    /// Takes `Monday,` away.
    pub(super) fn weekday(&mut self) -> bool {
        let mut found = false;
        while let Some(days) = self.attempt(|parser| {
            let word = parser.word()?;
            // `pt` is a weekday only in Polish, and would hide the time of a place.
            Some(names::weekday(word)).filter(|days| *days != 0)
        }) {
            found = true;
            self.weekdays = if days == 0x7f { self.weekdays } else { days };
            // `segunda-feira`.
            let _ = self.sign('.') || self.glued_sign('-');
        }
        if found {
            self.sign(',');
            self.any_word(&["den", "der", "the", "le", "el", "il"]);
        }
        found
    }

    /// Takes a weekday behind a date away: `(Monday)`, `, Monday`, `Pazartesi`.
    fn weekday_behind(&mut self) {
        let found = self.attempt(|parser| {
            let bracketed = parser.sign('(');
            parser.sign(',');
            let found = parser.weekday() || parser.eastern_weekday();
            (found && (!bracketed || parser.sign(')'))).then_some(())
        });
        if found.is_none() {
            // The full stop after the last number, as Korean writes it.
            let ends = self.tokens.get(self.at + 1).is_some_and(|token| !token.glued);
            if ends && self.glued_sign('.') {
                self.weekday_behind();
            }
        }
    }

    pub(super) fn add_weekday(&mut self, place: u32) {
        self.weekdays = 1 << place;
    }

    /// Takes away what stands between a date and its time.
    fn filler(&mut self) {
        while [',', '|', '–', '—', '·', '•', ':'].into_iter().any(|sign| self.sign(sign)) {}
        // `2020-12-21 - 09:30`, but not the sign of an offset.
        if self.tokens.get(self.at + 1).is_some_and(|token| !token.glued) {
            self.sign('-');
        }
        while self.any_word(BEFORE_TIME) {
            self.sign('.');
        }
    }

    /// Takes the remark at the end away: `(CET)` in RFC 2822, `[Europe/Berlin]` in RFC 9557.
    fn comment(&mut self) {
        let last = self.tokens.last().map(|token| token.kind);
        let next = self.tokens.get(self.at).map(|token| token.kind);
        let pairs = [(Kind::Sign('('), Kind::Sign(')')), (Kind::Sign('['), Kind::Sign(']'))];
        if pairs.iter().any(|(open, close)| next == Some(*open) && last == Some(*close)) {
            self.at = self.tokens.len();
        }
    }

    /// Runs `part`, and goes back to where it began when it finds nothing.
    pub(super) fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (start, weekdays) = (self.at, self.weekdays);
        let found = part(self);
        if found.is_none() {
            (self.at, self.weekdays) = (start, weekdays);
        }
        found
    }

    pub(super) fn number(&mut self) -> Option<&'t str> {
        match self.tokens.get(self.at)?.kind {
            Kind::Number(digits) => {
                self.at += 1;
                Some(digits)
            }
            _ => None,
        }
    }

    pub(super) fn word(&mut self) -> Option<&'t str> {
        match self.tokens.get(self.at)?.kind {
            Kind::Word(word) => {
                self.at += 1;
                Some(word)
            }
            _ => None,
        }
    }

    pub(super) fn any_word(&mut self, words: &[&str]) -> bool {
        self.attempt(|parser| parser.word().filter(|word| words.contains(word))).is_some()
    }

    pub(super) fn word_is(&mut self, word: &str) -> bool {
        self.any_word(&[word])
    }

    pub(super) fn sign(&mut self, sign: char) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|token| token.kind == Kind::Sign(sign));
        self.at += usize::from(found);
        found
    }

    /// A sign with no white space before it.
    pub(super) fn glued_sign(&mut self, sign: char) -> bool {
        self.is_glued() && self.sign(sign)
    }

    /// Whether the next piece has no white space before it.
    pub(super) fn is_glued(&self) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.glued)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// The piece that was read last.
    pub(super) fn last(&self) -> Option<Kind<'t>> {
        self.tokens[..self.at].last().map(|token| token.kind)
    }
}

/// A number of one or two digits.
pub(super) fn small(digits: &str) -> Option<u32> {
    if digits.len() <= 2 { digits.parse().ok() } else { None }
}

/// A year of two digits as RFC 2822 reads it: of this century up to 49.
pub(super) fn of_two_digits(digits: &str) -> Option<u32> {
    let year = small(digits)?;
    Some(if year < 50 { 2000 + year } else { 1900 + year })
}
