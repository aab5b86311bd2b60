//! What speaks for the kind of a name: the words around it, its form.

use super::lists::{Cue, LISTS};
use super::reading::{Gap, Reading, Shape};

/// What speaks for each kind, from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    pub(super) person: f64,
    pub(super) place: f64,
    pub(super) organisation: f64,
}

impl Evidence {
    /// Both together, as independent signs.
    pub(super) fn and(self, other: Self) -> Self {
        let join = |one: f64, other: f64| 1.0 - (1.0 - one) * (1.0 - other);
        Self {
            person: join(self.person, other.person),
            place: join(self.place, other.place),
            organisation: join(self.organisation, other.organisation),
        }
    }
}

/// What the words before and behind say.
pub(super) fn around(reading: &Reading<'_>, first: usize, end: usize) -> Evidence {
    let mut evidence = Evidence::default();
    let joined = |at: usize| reading.tokens.get(at).is_some_and(|token| token.gap == Gap::Space);
    if joined(end)
        && !reading.tokens[end - 1].possessive
        && matches!(LISTS.cue(reading.word(end)), Some(Cue::Speech))
    {
        evidence.person = 0.45;
    }
    let before = first.checked_sub(1).filter(|_| joined(first) && !reading.tokens[first].first);
    if let Some(before) = before {
        let word = reading.word(before);
        match LISTS.cue(word) {
            Some(Cue::Locative) => evidence.place = 0.5,
            Some(Cue::Title) => evidence.person = 0.7,
            Some(Cue::Speech) => evidence.person = 0.45,
            _ if word == "the" => evidence.organisation = 0.3,
            _ if matches!(word, "from" | "to" | "of") => evidence.place = 0.2,
            _ => {}
        }
    }
    // `Ada Lindqvist, 45,` and `Ada Lindqvist, who`
    let next = reading.tokens.get(end).filter(|token| token.gap == Gap::Break);
    if next.is_some()
        && (reading.word(end) == "who"
            || reading.tokens[end].shape == Shape::Number && reading.word(end).len() == 2)
    {
        evidence.person = evidence.person.max(0.5);
    }
    evidence
}

/// What companies have behind their names, as far as it is no word that names have otherwise.
pub(super) fn is_legal_form(word: &str) -> bool {
    matches!(
        word,
        "AB" | "AG"
            | "AS"
            | "ASA"
            | "BV"
            | "B.V."
            | "KG"
            | "NV"
            | "N.V."
            | "Oy"
            | "Oyj"
            | "Pty"
            | "SA"
            | "S.A."
            | "SE"
            | "SpA"
            | "S.p.A."
            | "SARL"
            | "Ltda"
            | "GmbH"
            | "Kft"
            | "OAO"
            | "OOO"
            | "PJSC"
    )
}

/// True for words that are formed from others, as names seldom are: `Challenges`, `National`, `Reading`.
pub(super) fn has_word_ending(word: &str) -> bool {
    let endings = [
        "able", "al", "als", "ance", "ary", "ed", "ence", "est", "ful", "ges", "ible", "ic", "ics",
        "ies", "ing", "ings", "ion", "ions", "ism", "ity", "ive", "less", "ly", "ment", "ments",
        "ness", "ogy", "ous", "ship", "sts", "ure", "ures",
    ];
    word.len() > 5 && endings.iter().any(|ending| word.ends_with(ending))
}

/// True for the first word of a block that a dash soon follows: `PROVO, Utah (AP) — `.
pub(super) fn in_dateline(reading: &Reading<'_>, at: usize) -> bool {
    let token = reading.tokens[at];
    let line = reading.text.get(..token.start).unwrap_or_default();
    if !(line.is_empty() || line.ends_with('\n')) {
        return false;
    }
    let rest = reading.text.get(token.end..).unwrap_or_default();
    let head: String = rest.chars().take(40).collect();
    let dash = [" - ", " – ", " — ", " -- "].iter().filter_map(|dash| head.find(dash)).min();
    dash.and_then(|dash| head.get(..dash)).is_some_and(|head| {
        !head.contains(". ") && (head.is_empty() || head.starts_with([',', ' ']))
    })
}

pub(super) fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}
