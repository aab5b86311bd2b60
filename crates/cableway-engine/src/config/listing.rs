//! How an ingest stage is asked: the keys `removed`, `unreachable` and `every`.

use std::time::Duration;

use cableway_core::{StageEntry, StageKind};

use crate::config::check::Checker;
use crate::config::layers::StageDraft;
use crate::config::node::Entry;
use crate::diagnostic::{Diagnostic, did_you_mean};

/// What a pipeline says about asking an ingest stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Whether documents stay whose source is gone.
    pub(crate) keeps: bool,
    /// Whether documents stay while their source cannot be had for a reason that may pass.
    pub(crate) bridges: bool,
    /// How long `watch` lets others than this machine's files alone.
    pub(crate) every: Duration,
}

impl Default for Listing {
    fn default() -> Self {
        Self { keeps: false, bridges: false, every: Duration::from_mins(10) }
    }
}

/// The shortest time between two questions to others.
const SHORTEST: Duration = Duration::from_secs(1);

/// The longest: a year.
const LONGEST: Duration = Duration::from_hours(24 * 366);

impl Checker<'_> {
    /// Takes the keys out of the stage's table, and reports what is wrong with them.
    pub(super) fn listing(&mut self, draft: &mut StageDraft, entry: &StageEntry) -> Listing {
        let info = &entry.info;
        let mut listing =
            Listing { keeps: info.window, bridges: info.remote, ..Listing::default() };
        if draft.kind != StageKind::Ingest {
            return listing;
        }
        for (key, keeps) in [("removed", &mut listing.keeps), ("unreachable", &mut listing.bridges)]
        {
            let Some(entry) = draft.table.take(key) else { continue };
            match entry.node.as_str() {
                Some("keep") => *keeps = true,
                Some("withdraw") => *keeps = false,
                other => {
                    let hint = other.and_then(|word| did_you_mean(word, ["keep", "withdraw"]));
                    let message = format!("`{key}` must be \"keep\" or \"withdraw\"");
                    let diagnostic = Diagnostic::error(entry.node.location, message);
                    self.diagnostics.push(diagnostic.with_optional_hint(hint));
                }
            }
        }
        if let Some(every) = draft.table.take("every") {
            match time(&every) {
                Ok(time) => listing.every = time,
                Err(message) => self
                    .diagnostics
                    .push(Diagnostic::error(every.node.location, message).with_hint(
                        "a number with `s`, `m`, `h` or `d`, such as `every = \"10m\"`",
                    )),
            }
        }
        listing
    }
}

/// Reads a time such as `10m`.
fn time(entry: &Entry) -> Result<Duration, String> {
    let Some(text) = entry.node.as_str() else {
        return Err(format!("`every` must be a string, not {}", entry.node.type_name()));
    };
    let text = text.trim();
    let unit = text.chars().next_back().and_then(|unit| match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(60 * 60),
        'd' => Some(24 * 60 * 60),
        _ => None,
    });
    let number = |unit: u64| {
        let number: u64 = text[..text.len() - 1].trim_end().parse().ok()?;
        number.checked_mul(unit).map(Duration::from_secs)
    };
    match unit.and_then(number) {
        Some(time) if (SHORTEST..=LONGEST).contains(&time) => Ok(time),
        Some(_) => Err("`every` must be at least `1s`, and at most a year".to_owned()),
        None => Err("`every` is no time".to_owned()),
    }
}
