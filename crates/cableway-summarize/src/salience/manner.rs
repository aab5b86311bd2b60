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
    /// It takes up what was said in the first sentences, left out because the standfirst says it: it
    /// begins with a word that points back, or with a definite article and no name.
    TakesUp,
}

impl Fault {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FirstPerson => "first person",
            Self::Quotation => "quotation",
            Self::PointsBack => "points back",
            Self::Question => "question",
            Self::Short => "short",
            Self::TakesUp => "takes up what the standfirst says",
        }
    }

    pub(super) fn size(self) -> f64 {
        match self {
            Self::FirstPerson | Self::Question | Self::Short | Self::TakesUp => 0.08,
            Self::Quotation | Self::PointsBack => 0.015,
        }
    }
}

/// Fewer words than this are short.
const SHORT: usize = 8;
/// As many words of the first or second person are not chance.
const PERSONAL: usize = 2;

/// What counts against `sentence`. The words of a language without lists do not count. `lacks_lead` says
/// that a sentence before it is left out, because the standfirst says it.
pub(super) fn faults(sentence: &str, language: Option<&str>, lacks_lead: bool) -> BTreeSet<Fault> {
    let lists = Lists::of(language);
    if lacks_lead && lists.takes_up(sentence) {
        return faults_of(sentence, lists).into_iter().chain([Fault::TakesUp]).collect();
    }
    faults_of(sentence, lists)
}

fn faults_of(sentence: &str, lists: Lists) -> BTreeSet<Fault> {
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
    /// Definite articles.
    definite: &'static [&'static str],
}

impl Lists {
    #[rustfmt::skip]
    fn of(language: Option<&str>) -> Self {
        let (personal, pointing, definite): (&[&str], &[&str], &[&str]) =
            match language.and_then(|tag| tag.split('-').next()) {
                Some("en") => (
                    &["i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours",
                      "i'm", "i've", "i'd", "i'll", "we're", "we've", "we'll", "you're", "i’m", "i’ve", "we’re", "we’ve"],
                    &["he", "she", "it", "they", "him", "his", "her", "their", "its", "this", "that", "these", "those"],
                    &["the"],
                ),
                Some("de") => (
                    &["ich", "mich", "mir", "mein", "meine", "wir", "uns", "unser", "unsere", "du", "dir", "dein"],
                    &["er", "sie", "es", "ihm", "ihr", "ihre", "sein", "seine", "dies", "diese", "dieser", "dieses", "das"],
                    &["der", "die", "das", "den", "dem"],
                ),
                Some("fr") => (
                    &["je", "j", "moi", "mon", "ma", "mes", "nous", "notre", "nos", "vous", "votre", "vos", "tu"],
                    &["il", "elle", "ils", "elles", "son", "sa", "ses", "leur", "leurs", "ce", "cela", "cette", "ces"],
                    &["le", "la", "les", "l"],
                ),
                Some("es") => (
                    &["yo", "mi", "mis", "nosotros", "nos", "nuestro", "nuestra", "tú", "tu", "usted", "ustedes"],
                    &["él", "ella", "ellos", "ellas", "su", "sus", "esto", "eso", "este", "esta", "ese", "esa"],
                    &["el", "la", "los", "las"],
                ),
                Some("it") => (
                    &["io", "mi", "mio", "mia", "noi", "ci", "nostro", "nostra", "tu", "voi", "vostro"],
                    &["lui", "lei", "loro", "suo", "sua", "questo", "questa", "quello", "quella", "ciò"],
                    &["il", "lo", "la", "i", "gli", "le", "l"],
                ),
                Some("pt") => (
                    &["eu", "meu", "minha", "nós", "nosso", "nossa", "você", "vocês", "tu"],
                    &["ele", "ela", "eles", "elas", "seu", "sua", "isso", "isto", "este", "esta", "esse", "essa"],
                    &["o", "a", "os", "as"],
                ),
                Some("nl") => (
                    &["ik", "mij", "mijn", "wij", "we", "ons", "onze", "jij", "je", "jullie", "u", "uw"],
                    &["hij", "zij", "ze", "het", "zijn", "haar", "hun", "dit", "dat", "deze", "die"],
                    &["de", "het"],
                ),
                _ => (&[], &[], &[]),
            };
        Self { personal, pointing, definite }
    }

    /// True where `sentence` begins with a word that points back, or with a definite article and no
    /// name: `The vote was close`, but not `The Harbour Board`. In German every noun is written like a name.
    fn takes_up(self, sentence: &str) -> bool {
        let mut words = words(sentence).map(|word| word.text);
        let Some(first) = words.next().map(str::to_lowercase) else { return false };
        let is_german = self.definite.contains(&"dem");
        let is_name = |word: &str| {
            !is_german && word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        };
        let behind = words.next();
        // A ship or a work, in quotation marks: `Die „Greta Ohlsen“`.
        let is_quoted = sentence
            .split_whitespace()
            .nth(1)
            .is_some_and(|word| word.starts_with(|c: char| is_quote(c) && c != '\'' && c != '’'));
        // `l'île` is one word or two.
        let elided = first.split_once(['\'', '’']).map_or(first.as_str(), |(article, _)| article);
        self.pointing.contains(&first.as_str())
            || self.definite.contains(&elided) && !is_quoted && !behind.is_some_and(is_name)
    }
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[track_caller]
    fn check(sentence: &str, language: &str, expect: &[&str]) {
        let found: Vec<_> =
            faults(sentence, Some(language), false).into_iter().map(super::Fault::name).collect();
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

    #[test]
    fn what_takes_up_a_sentence_that_is_left_out() {
        let check = |sentence: &str, language: &str, expect: bool| {
            let found = faults(sentence, Some(language), true);
            assert_eq!(found.contains(&super::Fault::TakesUp), expect, "{sentence}");
        };
        check("The vote was 13 to none.", "en", true);
        check("They voted on Friday.", "en", true);
        check("The Harbour Board met on Friday.", "en", false);
        check("Mayor Lind voted on Friday.", "en", false);
        check("Der Beschluss fiel am Freitag.", "de", true);
        check("Die „Greta Ohlsen“ fuhr am Freitag.", "de", false);
        check("L'île vote vendredi.", "fr", true);
        check("La Rochelle vote vendredi.", "fr", false);
        check("Bydd y fferi yn hwylio.", "cy", false);
    }
}
