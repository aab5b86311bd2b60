//! Options that a text announces: `Tbilisi has three options.`

use std::sync::LazyLock;

use cableway_sdk::BlockKind;

use super::markers::{KINDS, ORDINALS, cardinal, ordinal};
use super::paired::subject_before;
use super::unmarked::{Opened, block_end, named, whole, whose};
use crate::hash::WordMap;
use crate::syntax::{Modal, Reading, Sentence, Tag};
use crate::vocabulary::asks;
use crate::work::Work;

/// What was said of options to come: `Tbilisi has three options.`
#[derive(Clone, Debug, Default)]
pub(super) struct Announced {
    actor: Option<String>,
    /// Whose those are that were last announced, under the headings behind it, too.
    owner: Option<String>,
    /// Whose the last one was, whom `it` may stand for.
    last: Option<String>,
    /// How many are still to come, where the text says.
    left: Option<u32>,
    /// Where its block ends; list items may follow it.
    block_end: usize,
    open: bool,
    /// True where only labels open them: `measures` are much else.
    labels_only: bool,
    kind: Option<&'static str>,
    /// True under a heading or after a colon, which reach over the items after them.
    heading: bool,
}

impl Announced {
    /// Whose options they are.
    pub(super) fn actor(&self) -> Option<&str> {
        self.actor.as_deref().filter(|_| self.open)
    }

    /// Whose options are that a number opens: those that somebody was said to have before.
    pub(super) fn owner(&self) -> Option<&str> {
        self.actor().or(self.owner.as_deref())
    }

    /// How many are announced and still to come, where the text says.
    pub(super) fn count(&self) -> Option<u32> {
        self.left.filter(|_| self.open)
    }

    /// Takes in what a sentence announces: `has three options`, a heading `What Norway can do`.
    pub(super) fn hear(&mut self, work: &Work, place: usize, is_heading: bool) -> bool {
        let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
        if is_heading {
            let about = is_about_options(reading, sentence);
            *self = Self {
                actor: named(work, sentence).filter(|_| about),
                open: about,
                heading: true,
                owner: self.owner.take(),
                ..Self::default()
            };
            return about;
        }
        // `What can Zambia do about its dam?`
        let asks = reading.word(sentence.end - 1) == "?"
            && reading.lower(sentence.first) == "what"
            && matches!(reading.lower(sentence.first + 1), "can" | "could" | "should" | "might")
            && (sentence.first + 2..sentence.end).any(|at| reading.lower(at) == "do");
        if asks {
            *self = Self {
                actor: named(work, sentence),
                block_end: block_end(work, place),
                open: true,
                ..Self::default()
            };
            return true;
        }
        let Some((count, noun)) = counted(reading, sentence) else { return false };
        let noun = CHOICES.get(noun).copied();
        let actor = whose(work, &work.analyses[place]).or_else(|| named(work, sentence));
        let are_options = noun.is_some_and(|noun| noun.kind == "option" && !noun.loose);
        *self = Self {
            labels_only: noun.is_some_and(|noun| noun.loose),
            kind: noun.map(|noun| noun.kind),
            last: None,
            owner: actor.clone().filter(|_| are_options && count > 1),
            actor,
            left: (count > 0).then_some(count),
            block_end: block_end(work, place),
            open: true,
            heading: reading.word(sentence.end - 1) == ":",
        };
        true
    }

    /// What a sentence after an announcement opens.
    pub(super) fn next(&mut self, work: &Work, place: usize) -> Option<Opened> {
        let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
        if !self.open || self.left == Some(0) {
            return None;
        }
        if let Some(opened) = self.labelled(work, place) {
            self.left = self.left.map(|left| left - 1);
            self.last.clone_from(&opened.actor);
            return Some(opened);
        }
        if self.labels_only {
            return None;
        }
        let is_item = sentence.kind == BlockKind::ListItem;
        let first = reading.tokens[sentence.first].start;
        if !is_item && !self.heading && first >= self.block_end {
            self.open = false;
            return None;
        }
        let rule = if is_item || self.heading {
            // Only the first sentence of an item opens it.
            let starts = place == 0 || block_end(work, place - 1) <= first;
            let label = label_end(reading, sentence);
            (starts && (is_item || label.is_some() || is_numbered(reading, sentence)))
                .then_some("item under what announces options")?
        } else {
            let analysis = &work.analyses[place];
            let clause = analysis.clauses.iter().find(|one| one.verb.finite)?;
            let may = clause.verb.modal == Some(Modal::May) && !clause.verb.negated;
            let subject = clause.subject.first().map(|group| analysis.groups[*group].first)?;
            let stands = matches!(reading.lower(subject), "he" | "she" | "it" | "they" | "we")
                || self.actor.is_none() && whose(work, analysis).is_some()
                || whose(work, analysis).as_deref() == self.actor();
            (may && stands && subject < sentence.first + 3)
                .then_some("what may be done, after options are announced")?
        };
        self.left = self.left.map(|left| left - 1);
        let label = label_end(reading, sentence).is_some();
        let kind = if label && !is_item { "scenario" } else { "option" };
        if self.actor.is_none() && !is_item && !self.heading {
            // `There are two possibilities. Sweden can wait.`
            self.actor = whose(work, &work.analyses[place]);
        }
        let own = if label { named(work, sentence) } else { None };
        Some(Opened {
            kind,
            words: whole(reading, sentence)?,
            actor: own.or_else(|| self.actor.clone()),
            rule,
            alone: false,
            number: None,
        })
    }

    /// `One: to ask for proof.`, `Second, it could pay.`, `In the third, nothing is signed.`
    fn labelled(&self, work: &Work, place: usize) -> Option<Opened> {
        let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
        let (number, after) = label(reading, sentence)?;
        let first = (after..sentence.end)
            .find(|at| !matches!(reading.tokens[*at].tag, Tag::Mark | Tag::To))?;
        let last = (first..sentence.end).rev().find(|at| reading.tokens[*at].tag != Tag::Mark)?;
        // `The first, sanctions, has a long record`
        let analysis = &work.analyses[place];
        let aside = (first + 1..sentence.end.min(first + 12)).find(|at| {
            reading.word(*at) == ","
                && analysis.clauses.iter().any(|one| {
                    let group = analysis.groups[one.group].first;
                    one.verb.finite && group == at + 1
                })
                && !analysis.clauses.iter().any(|one| one.verb.finite && one.verb.head < *at)
        });
        let is_named = reading.lower(sentence.first) == "the" && reading.word(after - 1) == ",";
        let last = aside.filter(|_| is_named).map_or(last, |comma| comma - 1);
        let is_pronoun = matches!(reading.lower(first), "it" | "he" | "she" | "they");
        let actor = whose(work, &work.analyses[place])
            .or_else(|| self.actor.clone())
            .or_else(|| self.last.clone().filter(|_| is_pronoun));
        Some(Opened {
            kind: self.kind.unwrap_or("option"),
            words: reading.span(first, last)?,
            actor,
            rule: "label, after options are announced",
            alone: false,
            number: Some(number),
        })
    }
}

/// The number of a label at the start of a sentence, and the token behind it.
fn label(reading: &Reading, sentence: &Sentence) -> Option<(u32, usize)> {
    let first = sentence.first;
    let word = |at: usize| if at < sentence.end { reading.lower(at) } else { "" };
    let in_it = usize::from(matches!(word(first), "in" | "under"));
    let the = first + in_it + usize::from(word(first + in_it) == "the");
    let number = ordinal(word(the).trim_end_matches("ly"))
        .filter(|_| in_it == 0 || the > first + in_it)
        .or_else(|| cardinal(word(the)).filter(|_| the == first));
    let marked = matches!(word(the + 1), ":" | ",");
    number.filter(|_| marked).map(|number| (number, the + 2))
}

/// What is set out behind a colon in the sentence that announces it: `has three options: (a) pay, (b) wait or (c) leave`, `has two
/// choices: it can buy the ships or it can lease them`.
pub(super) fn inline(work: &Work, place: usize) -> Vec<Opened> {
    let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
    let Some((count, noun)) = counted(reading, sentence) else { return Vec::new() };
    let kind = CHOICES.get(noun).map_or("option", |noun| noun.kind);
    let colon = (sentence.first..sentence.end - 1).find(|at| reading.word(*at) == ":");
    let Some(colon) = colon.filter(|at| at + 2 < sentence.end && count > 1) else {
        return Vec::new();
    };
    let labels: Vec<usize> = (colon + 1..sentence.end - 2)
        .filter(|at| reading.word(*at) == "(" && reading.word(*at + 2) == ")")
        .collect();
    // `to wait, as it has long done, or to pay`
    let verbs: Vec<usize> = (colon + 1..sentence.end - 1)
        .filter(|at| {
            reading.tokens[*at].tag == Tag::To
                && (at - 1 == colon || matches!(reading.lower(at - 1), "," | "or"))
        })
        .collect();
    let starts: Vec<usize> = if labels.len() as u32 == count {
        labels.iter().map(|at| at + 3).collect()
    } else if verbs.len() as u32 == count && verbs.first() == Some(&(colon + 1)) {
        verbs
    } else {
        let splits = (colon + 1..sentence.end).filter(|at| {
            reading.lower(*at) == "or" || reading.word(*at) == "," && reading.lower(*at + 1) != "or"
        });
        std::iter::once(colon + 1).chain(splits.map(|at| at + 1)).collect()
    };
    if starts.len() as u32 != count {
        return Vec::new();
    }
    let is_pronoun = matches!(reading.lower(sentence.first), "it" | "they");
    let before = || {
        let actor = subject_before(work, place).filter(|_| is_pronoun)?;
        Some(work.cast.actors[actor].name.to_string())
    };
    let actor = whose(work, &work.analyses[place]).or_else(before);
    // `one is to pay, the other is to wait`
    let told = |from: usize, end: usize| {
        let names = matches!(reading.lower(from), "one" | "the" | "another");
        let to = (from + 1..end.min(from + 4)).find(|at| reading.tokens[*at].tag == Tag::To);
        to.filter(|_| names).map_or(from, |to| to + 1)
    };
    let is_loose = |at: usize| {
        matches!(reading.tokens[at].tag, Tag::Mark | Tag::Coordinator | Tag::To | Tag::Modal)
            || matches!(reading.lower(at), "it" | "they" | "either" | "or" | "(")
    };
    let parts = starts.iter().enumerate().filter_map(|(part, start)| {
        let end = match (labels.get(part + 1), starts.get(part + 1)) {
            (Some(label), _) => *label,
            (None, Some(next)) => next - 1,
            (None, None) => sentence.end,
        };
        let first = (told(*start, end)..end).find(|at| !is_loose(*at))?;
        // What an aside tells is no part of it.
        let aside = (first..end)
            .find(|at| reading.word(*at) == "," && reading.lower(at + 1) == "as" && at + 1 < end);
        let last = (first..aside.unwrap_or(end))
            .rev()
            .find(|at| !matches!(reading.tokens[*at].tag, Tag::Mark | Tag::Coordinator))?;
        Some(Opened {
            kind,
            words: reading.span(first, last)?,
            actor: actor.clone(),
            rule: "list behind what announces options",
            alone: false,
            number: None,
        })
    });
    parts.collect()
}

/// A noun for what one may choose from, or what may come.
#[derive(Clone, Copy, Debug)]
struct Noun {
    kind: &'static str,
    /// True where it is said of much else: `three measures`.
    loose: bool,
}

/// The nouns of `data/choices.tsv`.
static CHOICES: LazyLock<WordMap<&'static str, Noun>> = LazyLock::new(|| {
    let lines = include_str!("../../data/choices.tsv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let nouns = rows.flat_map(|(kind, words)| {
        let kind = kind.split(' ').collect::<Vec<_>>();
        let noun = Noun {
            kind: if kind[0] == "scenario" { "scenario" } else { "option" },
            loose: kind.len() > 1,
        };
        words.split(';').map(move |word| (word, noun))
    });
    nouns.collect()
});

/// Words one of which stands in all that [`counted`], [`markers`](super::markers::markers) and what looks for words to choose
/// by need.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    const OTHERS: [&str; 15] = [
        "dilemma",
        "ways",
        "plan",
        "choose",
        "chooses",
        "choice",
        "decide",
        "either",
        "case",
        "another",
        "others",
        "combination",
        "mix",
        "mixture",
        "blend",
    ];
    CHOICES.keys().copied().chain(KINDS).chain(ORDINALS).chain(OTHERS)
}

/// `has two choices`, `There are several ways forward`, `Gavi's dilemma`: how many, 0 where that is not said, and of what.
fn counted<'a>(reading: &'a Reading, sentence: &Sentence) -> Option<(u32, &'a str)> {
    if sentence.asked & asks::OPTION == 0 {
        return None;
    }
    (sentence.first + 1..sentence.end)
        .find_map(|at| {
            let (before, word) = (reading.lower(at - 1), reading.lower(at));
            let count = || cardinal(before).filter(|count| *count > 1);
            match word {
                "dilemma" => Some(2),
                // `faces a stark choice.`
                "choice" if at + 2 >= sentence.end => Some(2),
                "ways" if matches!(reading.lower(at + 1), "forward" | "out" | "ahead" | "to") => {
                    Some(count().unwrap_or(0))
                }
                _ => {
                    let noun = CHOICES.get(word)?;
                    let vague =
                        matches!(before, "several" | "some" | "few" | "following" | "these");
                    count().or_else(|| (vague && !noun.loose).then_some(0))
                }
            }
            .map(|count| (count, word))
        })
        // `Three futures can be imagined.`
        .or_else(|| {
            let first = sentence.first;
            let count = cardinal(reading.lower(first)).filter(|count| *count > 1)?;
            CHOICES.get(reading.lower(first + 1)).map(|_| (count, reading.lower(first + 1)))
        })
}

/// What a sentence announces two of, which `Either … or …` may then tell.
pub(super) fn announces_two(reading: &Reading, sentence: &Sentence) -> Option<&'static str> {
    let (count, noun) = counted(reading, sentence)?;
    (count == 2).then(|| CHOICES.get(noun).map_or("option", |noun| noun.kind))
}

/// A heading over options: `Options for Norway`, `What Norway can do`, `Scenarios for 2025`.
fn is_about_options(reading: &Reading, sentence: &Sentence) -> bool {
    let mut words = (sentence.first..sentence.end).map(|at| reading.lower(at));
    let has_noun = words.clone().any(|word| {
        matches!(word, "options" | "choices" | "scenarios" | "alternatives" | "possibilities")
    });
    let asks = words.next() == Some("what") && words.clone().any(|word| word == "do");
    has_noun || asks && words.any(|word| matches!(word, "can" | "could" | "should" | "might"))
}

/// `Best case: …`: the token of the colon, in the first words.
fn label_end(reading: &Reading, sentence: &Sentence) -> Option<usize> {
    let first = sentence.first + 1..sentence.end.min(sentence.first + 4);
    first.into_iter().find(|at| reading.word(*at) == ":" && at + 1 < sentence.end)
}

pub(super) fn is_numbered(reading: &Reading, sentence: &Sentence) -> bool {
    reading.tokens[sentence.first].tag == Tag::Number
        && matches!(reading.word(sentence.first + 1), "." | ")" | ":")
}
