//! The body of an article and the remarks that follow it.

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};

use super::facts::{Fact, fact_of_line, is_credit};
use super::notes::is_closing_note;
use super::shape::{ends_sentence, is_prose, may_be_heading, words};
use super::units::{Shape, Unit};

/// No article has more remarks after it.
const MOST_NOTES: usize = 12;

/// Reads the units from `start` on into `builder`.
pub(super) fn read(
    units: &[Unit<'_>],
    start: usize,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let end = end_of_body(units, start, &builder.meta.authors);
    let mut text = String::new();
    let mut before = BlockKind::Title;
    for at in start..end {
        if at % 4096 == 0 {
            context.check()?;
        }
        let unit = &units[at];
        unit.write(&mut text);
        before = match unit.shape {
            Shape::Bullet | Shape::Number(_) => BlockKind::ListItem,
            Shape::Quote => BlockKind::Quotation,
            Shape::Underlined => BlockKind::Heading,
            Shape::Prose if words(&text, 13) <= 12 && is_credit(&text) => BlockKind::Credit,
            Shape::Prose => {
                let follows = before != BlockKind::Paragraph
                    || at.checked_sub(1).is_some_and(|at| ends_sentence(units[at].raw));
                let heads = follows && is_heading(unit, &text) && leads_on(&units[at + 1..end]);
                if heads { BlockKind::Heading } else { BlockKind::Paragraph }
            }
        };
        builder.block(before, &text);
    }
    for unit in &units[end..] {
        unit.write(&mut text);
        let kind = match fact_of_line(&text) {
            Some(fact) => fact.enter(&mut builder.meta, context),
            None => BlockKind::Note,
        };
        builder.block(kind, &text);
    }
    Ok(())
}

/// Where the remarks after the body start. At least one unit is left to the body.
fn end_of_body(units: &[Unit<'_>], start: usize, authors: &[String]) -> usize {
    let mut end = units.len();
    while end > start + 1 && units.len() - end < MOST_NOTES {
        let closes = units[end - 1].short().is_some_and(|text| {
            is_closing_note(&text, authors)
                || match fact_of_line(&text) {
                    Some(Fact::Credit) => true,
                    // A day alone may be the end of a letter, or of a list.
                    Some(Fact::Dates(_)) => {
                        text.starts_with(char::is_alphabetic) && is_labelled(&text)
                    }
                    Some(Fact::Byline(names, _)) => !names.is_empty(),
                    None => false,
                }
        });
        if !closes {
            break;
        }
        end -= 1;
    }
    end
}

/// True for a line of dates that says what they are the dates of.
fn is_labelled(text: &str) -> bool {
    const LABELS: &[&str] = &[
        "publi", "pubbl", "gepubl", "first", "post", "updat", "last", "modif", "veröff", "ersch",
        "aktual", "zuletzt", "paru", "mis", "actual", "atual", "aggior", "bijgew", "date", "stand",
    ];
    let lower = text.to_lowercase();
    LABELS.iter().any(|label| lower.starts_with(label))
}

fn is_heading(unit: &Unit<'_>, text: &str) -> bool {
    unit.shape == Shape::Prose && !unit.raw.trim().contains('\n') && may_be_heading(text)
}

/// Whether what follows is what a heading stands over: prose, or a second heading and then prose.
fn leads_on(after: &[Unit<'_>]) -> bool {
    let is_text = |unit: &Unit<'_>| unit.shape != Shape::Prose || is_prose(unit.raw);
    match after {
        [first, ..] if is_text(first) => true,
        [first, second, ..] => {
            first.short().is_some_and(|text| is_heading(first, &text)) && is_text(second)
        }
        _ => false,
    }
}
