//! The head of an article: credit, title, standfirst, byline, dates.

use cableway_core::{BlockKind, Context, DocumentBuilder};

use super::facts::{Fact, fact_of_line};
use super::front::{Front, front, speaks};
use super::notes::starts_as_note;
use super::shape::{
    is_capitalised, is_one_sentence, is_prose, may_be_title, starts_with_agency_dateline, words,
};
use super::units::{Shape, Unit};
use crate::reader::byline;

/// No head has more units.
const MOST: usize = 16;

/// The longest standfirst in bytes.
const LONGEST_STANDFIRST: usize = 700;

/// What some papers print over a headline, to say what sort of article it is.
const KICKERS: &[&str] = &[
    "analysis",
    "opinion",
    "commentary",
    "comment",
    "editorial",
    "exclusive",
    "interview",
    "essay",
    "feature",
    "news",
    "op-ed",
    "breaking",
    "explainer",
    "report",
    "review",
    "analyse",
    "kommentar",
    "meinung",
    "leitartikel",
    "tribune",
    "entretien",
    "éditorial",
    "reportage",
    "análisis",
    "opinión",
    "entrevista",
    "tribuna",
    "reportaje",
];

/// Reads the head into `builder` and says with which unit the body starts.
pub(super) fn read(
    units: &[Unit<'_>],
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> usize {
    let mut head = Head { units, context, title: false, standfirst: false };
    for (at, unit) in units.iter().enumerate().take(MOST) {
        let Some(text) = unit.short() else { return at };
        let Some(kind) = head.kind(at, &text, builder) else { return at };
        builder.block(kind, &text);
    }
    units.len().min(MOST)
}

struct Head<'a> {
    units: &'a [Unit<'a>],
    context: &'a Context<'a>,
    title: bool,
    standfirst: bool,
}

impl Head<'_> {
    /// What the unit at `at` is, with what it says put into the metadata; `None` where the body
    /// starts.
    fn kind(&mut self, at: usize, text: &str, builder: &mut DocumentBuilder) -> Option<BlockKind> {
        match self.units[at].shape {
            Shape::Underlined if !self.title && self.has_text_after(at) => {
                return Some(self.set_title(text, builder));
            }
            Shape::Prose => {}
            _ => return None,
        }
        if let Some(kind) = self.fact(at, text, builder) {
            return Some(kind);
        }
        if starts_as_note(text) && self.has_text_after(at) {
            return Some(BlockKind::Note);
        }
        if !self.title {
            if is_kicker(text) && self.title_follows(at) {
                return Some(BlockKind::Note);
            }
            let titled = may_be_title(text) && self.has_text_after(at)
                || speaks(text) && self.front(at + 1).is_some();
            return titled.then(|| self.set_title(text, builder));
        }
        if self.standfirst || !self.is_before_facts(at, text) {
            // Of several short lines over the day, one is the standfirst.
            let front = self.front(at).filter(|_| builder.meta.published.is_none())?;
            return (front.lines > 0 && self.has_text_after(at))
                .then(|| self.set_front(text, &front, builder));
        }
        // Between title and date a name alone may be the author's, or else a section's: no author.
        if (2..=4).contains(&words(text, 5)) && is_capitalised(text) && byline::is_name(text) {
            return Some(BlockKind::Byline);
        }
        self.standfirst = true;
        builder.meta.standfirst.get_or_insert_with(|| text.to_owned());
        Some(BlockKind::Standfirst)
    }

    fn set_front(&mut self, text: &str, front: &Front, builder: &mut DocumentBuilder) -> BlockKind {
        if self.standfirst || front.standfirst != Some(0) {
            return BlockKind::Byline;
        }
        self.standfirst = true;
        builder.meta.standfirst.get_or_insert_with(|| text.to_owned());
        BlockKind::Standfirst
    }

    /// The lines from `at` to the one that gives the day.
    fn front(&self, at: usize) -> Option<Front> {
        let lines = self.units.get(at..)?.iter();
        front(lines.map(|unit| unit.short().filter(|_| unit.shape == Shape::Prose)))
    }

    fn set_title(&mut self, text: &str, builder: &mut DocumentBuilder) -> BlockKind {
        self.title = true;
        builder.meta.title.get_or_insert_with(|| text.to_owned());
        BlockKind::Title
    }

    fn fact(&self, at: usize, text: &str, builder: &mut DocumentBuilder) -> Option<BlockKind> {
        match fact_of_line(text)? {
            // `By Land and Sea` is a title, unless a title follows or went before.
            Fact::Byline(..) if !self.title && !self.title_follows(at) => None,
            fact => Some(fact.enter(&mut builder.meta, self.context)),
        }
    }

    /// The units after `at`, as far as a head may reach, that state nothing about the article.
    fn others_after(&self, at: usize) -> impl Iterator<Item = (usize, &Unit<'_>)> {
        let near = self.units.iter().enumerate().skip(at + 1).take(MOST);
        near.filter(|(_, unit)| unit.short().is_none_or(|text| fact_of_line(&text).is_none()))
    }

    /// Whether prose follows, without which nothing is a head.
    fn has_text_after(&self, at: usize) -> bool {
        self.others_after(at).any(|(_, unit)| {
            unit.short().is_none_or(|text| is_prose(&text) || unit.shape != Shape::Prose)
        })
    }

    /// Whether a line follows that is a title over a text.
    fn title_follows(&self, at: usize) -> bool {
        self.others_after(at).next().is_some_and(|(place, unit)| {
            let title = unit.short().is_some_and(|text| {
                words(&text, 2) == 2
                    && (may_be_title(&text) || speaks(&text) && self.front(place + 1).is_some())
            });
            title && self.has_text_after(place)
        })
    }

    /// Whether `text` stands over a byline, a date or a report with a place in front, and these
    /// over the body.
    fn is_before_facts(&self, at: usize, text: &str) -> bool {
        if text.len() > LONGEST_STANDFIRST || words(text, 2) < 2 || !self.has_text_after(at) {
            return false;
        }
        for unit in &self.units[at + 1..] {
            let Some(next) = unit.short() else { return false };
            match fact_of_line(&next) {
                Some(Fact::Credit) => {}
                Some(_) => return true,
                None => {
                    return starts_with_agency_dateline(&next)
                        && text.len() <= 300
                        && words(text, 4) == 4
                        && is_one_sentence(text);
                }
            }
        }
        false
    }
}

fn is_kicker(text: &str) -> bool {
    text.len() <= 40 && KICKERS.contains(&text.to_lowercase().as_str())
}
