//! What happens in a film, a game, or after `Suppose that`.

use cableway_sdk::Span;

use super::imagined::Imagined;
use super::status_table::Place;
use crate::dates;
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::work::Work;

/// The scene that is told while a text is gone through.
#[derive(Default)]
pub(super) struct Scene {
    /// The byte up to which it goes on: the end of its paragraph.
    until: usize,
    /// The sentence before speaks of one.
    named: bool,
}

impl Scene {
    /// Whether a sentence tells what happens in a film, a game, or after `Suppose that`.
    pub(super) fn hear(
        &mut self,
        work: &Work,
        sentence: &Sentence,
        analysis: &Analysis,
        marks: &[(usize, u64)],
    ) -> Imagined {
        let reading = &work.reading;
        let start = reading.tokens[sentence.first].start;
        let was_named = std::mem::take(&mut self.named);
        if marks.is_empty() && start >= self.until && !was_named {
            return Imagined::No;
        }
        if is_back_to_reality(reading, sentence) {
            self.until = 0;
            return Imagined::No;
        }
        if supposes(reading, sentence, analysis, marks) {
            self.until = work.block_end(start);
            return Imagined::Scene;
        }
        let mut told = Imagined::No;
        for (at, places) in marks {
            let is_scene = places & (Place::Scene.bit() | Place::Fictional.bit()) != 0
                || has_plot(reading, *at);
            if !is_scene && places & Place::Game.bit() == 0 || came_true(reading, *at) {
                continue;
            }
            let is_adjective = places & Place::Fictional.bit() != 0
                && reading.tokens.get(at + 1).is_some_and(|token| token.tag.is_noun());
            let is_whole = is_adjective || is_head(reading, *at, is_scene);
            let tells = is_whole
                && (within(reading, sentence, *at)
                    || is_scene && shows_how(reading, *at)
                    || is_scene && !is_adjective && shows(analysis, *at)
                    || (*at..sentence.end - 1).any(|at| reading.word(at) == ":"));
            if tells && is_scene {
                self.until = work.block_end(start);
                return Imagined::Scene;
            }
            self.named |= is_scene && is_whole;
            if tells {
                told = Imagined::Blows;
            } else if is_scene && is_whole {
                // What is said of a film is not in it.
                self.until = 0;
            }
        }
        let in_it = was_named
            && reading.lower(sentence.first) == "in"
            && matches!(reading.lower(sentence.first + 1), "it" | "this" | "them");
        if in_it {
            self.until = work.block_end(start);
        }
        let goes_on = start < self.until
            && (in_it || dates::dates(reading, sentence, work.date.as_deref()).is_empty());
        if goes_on { Imagined::Scene } else { told }
    }
}

/// The passages that happen in a film, a game, or after `Suppose that`: sentences in a row of one paragraph.
pub(super) fn passages(work: &Work) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for (sentence, frame) in work.reading.sentences.iter().zip(work.frames()) {
        if !frame.is_scene() || !sentence.kind.is_body() {
            continue;
        }
        let Some(span) = work.reading.span(sentence.first, sentence.end - 1) else { continue };
        let joined = all.last().copied().filter(|last| {
            let between = work.reading.text.get(last.end()..span.start()).unwrap_or_default();
            between.trim().is_empty()
                && work.block_end(last.start()) == work.block_end(span.start())
        });
        let whole = joined.and_then(|last| Span::new(last.start(), span.end()).ok());
        match (whole, all.last_mut()) {
            (Some(whole), Some(last)) => *last = whole,
            _ => all.push(span),
        }
    }
    all
}

/// `In reality`, `In fact`: what follows is told as it is.
fn is_back_to_reality(reading: &Reading, sentence: &Sentence) -> bool {
    let (first, second) = (reading.lower(sentence.first), reading.lower(sentence.first + 1));
    first == "in" && matches!(second, "reality" | "fact" | "truth" | "practice" | "real")
}

/// `a dream come true`, `the nightmare that came true`: it is there.
fn came_true(reading: &Reading, at: usize) -> bool {
    (at + 1..at + 4).any(|at| {
        matches!(reading.lower(at), "come" | "comes" | "came" | "coming")
            && reading.lower(at + 1) == "true"
    })
}

/// `Suppose that …`, `Now imagine …`, `Let us assume …`
fn supposes(
    reading: &Reading,
    sentence: &Sentence,
    analysis: &Analysis,
    marks: &[(usize, u64)],
) -> bool {
    let opens = |(at, places): &&(usize, u64)| {
        places & Place::Imagine.bit() != 0 && *at < sentence.first + 4
    };
    let Some((at, _)) = marks.iter().find(opens) else { return false };
    // An order to the reader, with nothing before it but what leads up to it.
    let leads = |at: usize| {
        matches!(
            reading.lower(at),
            "let" | "us" | "now" | "but" | "and" | "so" | "just" | "then" | "“" | "\"" | ","
        )
    };
    let next = reading.tokens.get(at + 1).map(|token| token.tag);
    // `Assume nothing.`, `Picture the scene.`: nothing is told in it, nor is anything new named.
    let tells = analysis.clauses.iter().any(|clause| clause.verb.head > *at)
        || matches!(next, Some(Tag::Number | Tag::Proper))
        || matches!(reading.lower(at + 1), "a" | "an" | "another" | "some" | "that" | "for" | "if");
    tells
        && (sentence.first..*at).all(leads)
        && !matches!(
            next,
            Some(
                Tag::Noun
                    | Tag::Be
                    | Tag::Have
                    | Tag::Modal
                    | Tag::Past
                    | Tag::Present
                    | Tag::Gerund
            )
        )
        && !matches!(reading.word(at + 1), ":" | "." | ",")
}

/// True where a noun is the last of its name, and has no owner's mark: not `film festival`, `the film's star`, `a series of
/// raids`.
fn is_head(reading: &Reading, at: usize, is_scene: bool) -> bool {
    let next = reading.tokens.get(at + 1);
    reading.tokens[at].tag != Tag::Gerund
        && (next.is_none_or(|token| token.tag != Tag::Noun) || shows_how(reading, at))
        && (!matches!(reading.lower(at + 1), "'s" | "’s") || has_plot(reading, at))
        && (is_scene || reading.lower(at + 1) != "of")
}

/// `The film shows how …`, where the verb could be a noun.
fn shows_how(reading: &Reading, at: usize) -> bool {
    matches!(reading.lower(at + 2), "how" | "that" | "what") && reading.lower(at + 1).ends_with('s')
}

/// `the exercise's scenario`
fn has_plot(reading: &Reading, at: usize) -> bool {
    matches!(reading.lower(at + 1), "'s" | "’s")
        && matches!(reading.lower(at + 2), "scenario" | "script" | "plot" | "story")
}

/// `in the film`, `during our tabletop exercise`: a preposition stands before a noun, with little between.
fn within(reading: &Reading, sentence: &Sentence, at: usize) -> bool {
    let from = sentence.first.max(at.saturating_sub(5));
    let between = |one: &usize| {
        matches!(
            reading.tokens[*one].tag,
            Tag::Determiner
                | Tag::Adjective
                | Tag::Noun
                | Tag::Possessive
                | Tag::Number
                | Tag::Pronoun
                | Tag::Participle
                | Tag::Proper
                | Tag::Gerund
        ) || matches!(reading.word(*one), "'s" | "’s" | "-")
    };
    // `In a dream come true`, `In the nightmare of Aleppo`: of these figures nothing may stand between them and what is told.
    let is_figure =
        matches!(reading.lower(at), "dream" | "nightmare" | "daydream" | "fantasy" | "fiction");
    let goes_on = reading.tokens.get(at + 1).is_none_or(|next| {
        next.tag.is_noun()
            || matches!(next.tag, Tag::Mark | Tag::Determiner | Tag::Pronoun | Tag::Proper)
    });
    if is_figure && !goes_on {
        return false;
    }
    let before = (from..at).rev().find(|one| !between(one));
    before.is_some_and(|one| match reading.lower(one) {
        "in" | "during" | "under" | "throughout" => true,
        // `According to the plot of the film`
        "to" => one > 0 && reading.lower(one - 1) == "according",
        "of" => (sentence.first..one).rev().take(6).any(|at| reading.lower(at) == "according"),
        _ => false,
    })
}

/// `The novel tells how …`: it is the subject of a verb in the present that is no passive.
fn shows(analysis: &Analysis, at: usize) -> bool {
    analysis.clauses.first().is_some_and(|clause| {
        let verb = &clause.verb;
        verb.finite
            && verb.present
            && !verb.perfect
            && !verb.passive
            && verb.lemma != "be"
            && clause.subject.first().is_some_and(|group| {
                let group = analysis.groups[*group];
                group.first <= at && at <= group.last
            })
    })
}
