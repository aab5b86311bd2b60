//! What makes a sentence a bad one to choose, whatever its subject.

use std::collections::BTreeSet;

use cableway_core::text::words;

/// What counts against a sentence: its name in the record, and how much. The sizes are in the unit of
/// the whole ([`super::choice`]): 0.1 is a quarter of what a good summary is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// It speaks of I, we or you: an opinion, or somebody's own words.
    FirstPerson,
    /// It has a quotation.
    Quotation,
    /// It begins with a word that points back: alone, nobody knows whom it means.
    PointsBack,
    /// It asks.
    Question,
    /// It has fewer than eight words.
    Short,
}

impl Fault {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FirstPerson => "first person",
            Self::Quotation => "quotation",
            Self::PointsBack => "points back",
            Self::Question => "question",
            Self::Short => "short",
        }
    }

    pub(super) fn size(self) -> f64 {
        match self {
            Self::FirstPerson | Self::Question | Self::Short => 0.08,
            Self::Quotation | Self::PointsBack => 0.015,
        }
    }
}

/// Fewer words than this are short.
const SHORT: usize = 8;
/// As many words of the first or second person are not chance.
const PERSONAL: usize = 2;

/// What counts against `sentence`. The words of a language without lists do not count.
pub(super) fn faults(sentence: &str, language: Option<&str>) -> BTreeSet<Fault> {
    let lists = Lists::of(language);
    let mut faults = BTreeSet::new();
    let (mut count, mut personal) = (0, 0);
    for word in words(sentence) {
        let lower = word.text.to_lowercase();
        if count == 0 && lists.pointing.contains(&lower.as_str()) {
            faults.insert(Fault::PointsBack);
        }
        personal += usize::from(lists.personal.contains(&lower.as_str()));
        count += 1;
        // No word after these can change anything.
        if count >= SHORT && personal >= PERSONAL {
            break;
        }
    }
    if personal >= PERSONAL {
        faults.insert(Fault::FirstPerson);
    }
    if count < SHORT {
        faults.insert(Fault::Short);
    }
    if quotes(sentence) {
        faults.insert(Fault::Quotation);
    }
    let last = sentence.trim_end_matches(|c: char| c.is_whitespace() || is_quote(c) || c == ')');
    if last.ends_with(['?', '？', '؟', '⁇', '⁈', '‽', '፧', '՞']) {
        faults.insert(Fault::Question);
    }
    faults
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' | '`' | '「' | '」' | '『' | '』'
    )
}

/// True where a quotation begins or ends in `sentence`; an apostrophe inside a word does not count.
fn quotes(sentence: &str) -> bool {
    let mut before = ' ';
    let mut rest = sentence.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match c {
            '’' => {}
            '\'' if !before.is_whitespace() || !next.is_alphabetic() => {}
            '`' if next != '`' => {}
            _ if is_quote(c) => return true,
            _ => {}
        }
        before = c;
    }
    false
}

/// Words of one language, in small letters.
#[derive(Clone, Copy)]
struct Lists {
    /// Of the first and second person.
    personal: &'static [&'static str],
    /// Pronouns and the like that take up what was said, where they begin a sentence.
    pointing: &'static [&'static str],
}

impl Lists {
    #[rustfmt::skip]
    fn of(language: Option<&str>) -> Self {
        let (personal, pointing): (&[&str], &[&str]) =
            match language.and_then(|tag| tag.split('-').next()) {
                Some("en") => (
                    &["i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours",
                      "i'm", "i've", "i'd", "i'll", "we're", "we've", "we'll", "you're", "i’m", "i’ve", "we’re", "we’ve"],
                    &["he", "she", "it", "they", "him", "his", "her", "their", "its", "this", "that", "these", "those"],
                ),
                Some("de") => (
                    &["ich", "mich", "mir", "mein", "meine", "wir", "uns", "unser", "unsere", "du", "dir", "dein"],
                    &["er", "sie", "es", "ihm", "ihr", "ihre", "sein", "seine", "dies", "diese", "dieser", "dieses", "das"],
                ),
                Some("fr") => (
                    &["je", "j", "moi", "mon", "ma", "mes", "nous", "notre", "nos", "vous", "votre", "vos", "tu"],
                    &["il", "elle", "ils", "elles", "son", "sa", "ses", "leur", "leurs", "ce", "cela", "cette", "ces"],
                ),
                Some("es") => (
                    &["yo", "mi", "mis", "nosotros", "nos", "nuestro", "nuestra", "tú", "tu", "usted", "ustedes"],
                    &["él", "ella", "ellos", "ellas", "su", "sus", "esto", "eso", "este", "esta", "ese", "esa"],
                ),
                Some("it") => (
                    &["io", "mi", "mio", "mia", "noi", "ci", "nostro", "nostra", "tu", "voi", "vostro"],
                    &["lui", "lei", "loro", "suo", "sua", "questo", "questa", "quello", "quella", "ciò"],
                ),
                Some("pt") => (
                    &["eu", "meu", "minha", "nós", "nosso", "nossa", "você", "vocês", "tu"],
                    &["ele", "ela", "eles", "elas", "seu", "sua", "isso", "isto", "este", "esta", "esse", "essa"],
                ),
                Some("nl") => (
                    &["ik", "mij", "mijn", "wij", "we", "ons", "onze", "jij", "je", "jullie", "u", "uw"],
                    &["hij", "zij", "ze", "het", "zijn", "haar", "hun", "dit", "dat", "deze", "die"],
                ),
                _ => (&[], &[]),
            };
        Self { personal, pointing }
    }
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[track_caller]
    fn check(sentence: &str, language: &str, expect: &[&str]) {
        let found: Vec<_> =
            faults(sentence, Some(language)).into_iter().map(super::Fault::name).collect();
        assert_eq!(found, expect, "{sentence}");
    }

    #[test]
    fn what_counts_against_a_sentence() {
        check("The harbour board's ferry will sail again on Monday morning.", "en", &[]);
        check("The ferry sails.", "en", &["short"]);
        check("Who will pay for the new ferry and its crew?", "en", &["question"]);
        check("“Who will pay for the new ferry then?”", "en", &["quotation", "question"]);
        check("She said that the ferry would sail again on Monday.", "en", &["points back"]);
        check("I think that we will never see our old ferry again.", "en", &["first person"]);
        check("The board called the plan ‘bold’ and said no more.", "en", &["quotation"]);
        check("The plan is 'bold ' , said the board of the harbour .", "en", &["quotation"]);
        check("The plan is `` bold , said the board of the harbour .", "en", &["quotation"]);
        check("The islanders' boats weren't there when the storm came in.", "en", &[]);
        check(
            "Wir haben unser Schiff seit Jahren nicht mehr gesehen, leider.",
            "de",
            &["first person"],
        );
        check("Wir haben unser Schiff seit Jahren nicht mehr gesehen, leider.", "cy", &[]);
        check("هل تبحر العبارة من جديد يوم الاثنين في الصباح الباكر؟", "ar", &["question"]);
    }
}
