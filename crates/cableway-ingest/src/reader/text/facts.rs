//! Lines around an article that state one thing: whose picture, whose words, which day.

use cableway_core::{BlockKind, Context, Date, Meta};

use super::shape::{self, ends_sentence, is_capitalised, words};
use crate::date::{self, LineDates, Order, dates_of_line, dates_without_place};
use crate::reader::byline;

/// No line of this sort is longer, in bytes.
const LONGEST: usize = 240;

/// What a line states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Whose picture it is.
    Credit,
    /// When the article was published or changed.
    Dates(LineDates),
    /// Who wrote it: `By Jane Doe`, with the day where the line gives it too. No names where it
    /// gives an office alone (`By our correspondent`).
    Byline(Vec<String>, LineDates),
}

impl Fact {
    /// Enters what the line says where nothing is known yet; what kind of block the line is.
    pub(crate) fn enter(self, meta: &mut Meta, context: &Context<'_>) -> BlockKind {
        match self {
            Self::Credit => BlockKind::Credit,
            Self::Dates(dates) => {
                fill_dates(meta, dates, context);
                BlockKind::Dateline
            }
            Self::Byline(names, dates) => {
                if meta.authors.is_empty() {
                    meta.authors = names;
                }
                fill_dates(meta, dates, context);
                BlockKind::Byline
            }
        }
    }
}

/// What stands before a picture's owner. A colon follows.
const CREDITS: &[&str] = &[
    "source",
    "sources",
    "credit",
    "credits",
    "photo",
    "photos",
    "photo credit",
    "photo source",
    "photograph",
    "photography",
    "photographer",
    "picture",
    "pictures",
    "image",
    "images",
    "image credit",
    "image source",
    "picture credit",
    "illustration",
    "graphic",
    "cover photo",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "bildquelle",
    "bildnachweis",
    "bildrechte",
    "fotonachweis",
    "quelle",
    "quellen",
    "grafik",
    "titelbild",
    "crédit",
    "crédits",
    "crédit photo",
    "crédits photo",
    "crédit image",
    "photo d'illustration",
    "photo d’illustration",
    "fuente",
    "fuentes",
    "fotografía",
    "crédito",
    "créditos",
    "imagen",
    "foto de portada",
    "ilustración",
    "infografía",
];

/// What stands before a photographer without a colon.
const CREDITS_BY: &[&str] = &[
    "photo by ",
    "photos by ",
    "photograph by ",
    "image by ",
    "picture by ",
    "illustration by ",
    "photo courtesy of ",
    "image courtesy of ",
    "foto von ",
    "photo de ",
    "foto de ",
];

/// What stands before an author's name, in small letters.
const BYLINES: &[&str] = &[
    "by ",
    "by: ",
    "written by ",
    "words by ",
    "story by ",
    "report by ",
    "text by ",
    "analysis by ",
    "commentary by ",
    "interview by ",
    "interview: ",
    "interviewed by ",
    "posted by ",
    "posted by: ",
    "from our ",
    "author: ",
    "authors: ",
    "von ",
    "von: ",
    "autor: ",
    "autorin: ",
    "autoren: ",
    "par ",
    "par : ",
    "auteur : ",
    "auteurs : ",
    "auteur: ",
    "auteurs: ",
    "por ",
    "por: ",
    "autora: ",
    "autores: ",
];

/// What stands between the last two names.
const CONJUNCTIONS: &[&str] = &[" and ", " & ", " und ", " et ", " y "];

/// What `line`, whose white space is normalised, states, if it states one thing and no more.
pub(crate) fn fact_of_line(line: &str) -> Option<Fact> {
    if line.len() > LONGEST {
        return None;
    }
    if is_credit(line) {
        return Some(Fact::Credit);
    }
    match byline(line) {
        // `By Ada Moor, 4 May 2021` has the form of a date with its place, too.
        Some(Fact::Byline(names, dates)) if !names.is_empty() => Some(Fact::Byline(names, dates)),
        other => dates_of_line(line).map(Fact::Dates).or(other).or_else(|| dated_byline(line)),
    }
}

/// `Posted on 4 May 2021 by Jane Doe`, `4 May 2021 | By Jane Doe`: the day before the name.
fn dated_byline(line: &str) -> Option<Fact> {
    if !line.contains(char::is_numeric) {
        return None;
    }
    // No small form of these letters has another length.
    let at = line.find(" by ").or_else(|| line.find(" By "))?;
    let names = line[at + 1..].trim_end_matches(['|', '·', '•', ' ']);
    let dates =
        dates_without_place(line[..at].trim_end_matches([' ', '|', '·', '•', ',', '–', '—', '-']))?;
    match byline(names)? {
        Fact::Byline(names, more) if more == LineDates::default() => {
            Some(Fact::Byline(names, dates))
        }
        _ => None,
    }
}

/// Fills in the dates that are not known yet. One that can mean several days is read as the language
/// of `meta` is written; where that does not settle it, it is left out with a note.
pub(crate) fn fill_dates(meta: &mut Meta, dates: LineDates, context: &Context<'_>) {
    let order = meta.language.as_deref().map_or(Order::Unknown, Order::of_language);
    let fill = |slot: &mut Option<Date>, date: Option<Date>| {
        if slot.is_none() {
            *slot = date;
        }
    };
    fill(&mut meta.published, dates.published);
    fill(&mut meta.modified, dates.modified);
    for unclear in dates.unclear {
        let (field, slot) = if unclear.modified {
            ("modified", &mut meta.modified)
        } else {
            ("published", &mut meta.published)
        };
        if slot.is_none() {
            *slot = date::field(field, &unclear.text, order, context);
        }
    }
}

/// True for `Photo: Jane Doe`.
pub(super) fn is_credit(line: &str) -> bool {
    if line.len() > 160 || words(line, 21) > 20 {
        return false;
    }
    let lower = line.to_lowercase();
    if CREDITS_BY.iter().any(|label| lower.starts_with(label)) {
        return !ends_sentence(line) && words(line, 13) <= 12;
    }
    let Some((label, owner)) = lower.split_once(':') else {
        return false;
    };
    !owner.trim().is_empty() && CREDITS.contains(&label.trim_end())
}

fn byline(line: &str) -> Option<Fact> {
    let lower = line.to_lowercase();
    let lead =
        BYLINES.iter().filter(|lead| lower.starts_with(*lead)).max_by_key(|lead| lead.len())?;
    // No lead has a letter whose small form has another length.
    let (names, dates) = split_dates(line.get(lead.len()..)?);
    let names = names.trim().trim_end_matches(['·', '•', '|']).trim_end();
    let with_day = dates != LineDates::default();
    // `John Roe Jr.` ends no sentence.
    let sentence = ends_sentence(names)
        && names.split_whitespace().next_back().is_none_or(|last| last.len() > 5);
    if names.is_empty() || sentence || names.ends_with([':', ',']) {
        return None;
    }
    // `By Monday, the boat was back`: what follows a name is a place or an office.
    let tail = names.split(", ").nth(1).unwrap_or_default();
    if shape::starts_small(tail) && !tail.starts_with("and ") {
        return None;
    }
    // `From our correspondent in Lima`, `By the foreign desk · 4 May 2021`
    let office = lead.starts_with("from") || with_day && is_office(names);
    if office {
        let short = words(names, 9) <= 8 && !names.contains(|c: char| c.is_ascii_digit());
        return short.then_some(Fact::Byline(Vec::new(), dates));
    }
    let mut authors = authors(names);
    let plausible = if authors.is_empty() {
        let office = is_capitalised(names) || !byline::is_name(names);
        office && words(names, 6) <= 5 && !names.contains(|c: char| c.is_ascii_digit())
    } else {
        authors.iter().all(|name| is_capitalised(name))
    };
    // One word is an agency, and an agency is no author.
    authors.retain(|name| words(name, 2) == 2);
    plausible.then_some(Fact::Byline(authors, dates))
}

/// True for `the foreign desk`, `our staff`.
fn is_office(names: &str) -> bool {
    let first = names.split(' ').next().unwrap_or_default();
    matches!(first, "the" | "The" | "our" | "a" | "an") && words(names, 7) <= 6
}

/// Takes a date off the end: `Jane Doe | 4 May 2021`, `Jane Doe, Brussels, 4 May 2021`, `Jane Doe on 4 May 2021`.
fn split_dates(text: &str) -> (&str, LineDates) {
    let separators = ["|", " · ", " • ", " – ", " — ", " - ", ". ", ", ", " on ", " "];
    let mut cuts: Vec<(usize, usize)> = separators
        .iter()
        .flat_map(|mark| text.match_indices(mark).take(12).map(|(at, mark)| (at, mark.len())))
        .collect();
    cuts.sort_unstable();
    for (at, length) in cuts {
        if let Some(dates) = dates_without_place(text[at + length..].trim()) {
            return (&text[..at], dates);
        }
    }
    (text, LineDates::default())
}

/// The names, without what follows the last of them: a place, a paper, an office.
fn authors(text: &str) -> Vec<String> {
    let mut text = text;
    for border in [
        " (", " | ", " – ", " — ", " - ", " in ", " for ", " at ", " für ", " pour ", " para ",
        " en ",
    ] {
        text = text.split(border).next().unwrap_or(text);
    }
    let last =
        CONJUNCTIONS.iter().filter_map(|mark| text.rfind(mark).map(|at| (at, mark.len()))).max();
    let (listed, last) = match last {
        Some((at, length)) => (text[..at].trim_end_matches(','), &text[at + length..]),
        None => ("", text),
    };
    // After the last name a comma leads on to something else, but for a degree.
    let mut end = last.len();
    let mut at = 0;
    for (place, part) in last.split(", ").enumerate() {
        if place > 0 && !byline::is_title_after_name(part) {
            end = at - 2;
            break;
        }
        at += part.len() + 2;
    }
    let mut names: Vec<String> = Vec::new();
    for part in CONJUNCTIONS.iter().fold(vec![listed], |parts, mark| {
        parts.into_iter().flat_map(|part| part.split(mark)).collect()
    }) {
        names.extend(byline::split(part));
    }
    names.extend(byline::split(&last[..end]));
    names
}
