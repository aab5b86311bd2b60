//! Who speaks in an interview: in turns that begin with a name or with `A:`, and in answers to questions that stand as paragraphs
//! of their own.

use std::collections::BTreeMap;

use cableway_sdk::{BlockKind, Document, Span};

use crate::events::Party;
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::work::Work;

/// How many paragraphs must be questions, and be answered, before a text is an interview.
const QUESTIONS: usize = 2;

/// The longest label of a turn, in tokens.
const LABEL: usize = 4;

/// The paragraphs of an interview with who says them, in the order of the text; nothing for other texts.
pub(crate) fn turns(work: &Work, document: &Document) -> Vec<(Span, Party)> {
    let reading = &work.reading;
    let blocks: Vec<Span> = document.body().map(|block| block.span).collect();
    let labels: Vec<Option<(usize, usize)>> =
        blocks.iter().map(|block| label(reading, *block)).collect();
    // How often each label begins a paragraph.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (first, last) in labels.iter().flatten() {
        let words = reading.span(*first, *last).and_then(|span| span.slice(&reading.text));
        *counts.entry(words.unwrap_or_default()).or_default() += 1;
    }
    // What is numbered or lettered on, `Option A:`, `Option B:`, comes once each.
    let in_turns = counts.values().sum::<usize>() > QUESTIONS
        && counts.len() > 1
        && counts.values().any(|count| *count > 1);
    if in_turns {
        // `Interview: Ida Holm` is no turn.
        let is_turn = |(first, last): (usize, usize)| {
            let words = reading.span(first, last).and_then(|span| span.slice(&reading.text));
            words.is_some_and(|words| counts.get(words).is_some_and(|count| *count > 1))
        };
        let front = blocks.iter().zip(&labels).find(|(_, label)| label.is_some_and(is_turn));
        let guest = || guest(work, front.map_or(0, |(block, _)| block.start()));
        let mut guest_known: Option<Option<Party>> = None;
        let mut speaker: Option<Party> = None;
        let mut all = Vec::new();
        for (block, label) in blocks.iter().zip(&labels) {
            if let Some((first, last)) = *label {
                speaker = match reading.lower(first) {
                    "q" | "question" => None,
                    "a" | "answer" => *guest_known.get_or_insert_with(guest),
                    _ => named(work, first, last),
                };
            }
            all.extend(speaker.map(|party| (*block, party)));
        }
        return all;
    }
    let asks = |span: &Span| {
        span.slice(&reading.text).is_some_and(|words| words.trim_end().ends_with('?'))
    };
    let answered = blocks.windows(2).filter(|pair| asks(&pair[0]) && !asks(&pair[1])).count();
    if answered < QUESTIONS {
        return Vec::new();
    }
    let begin = blocks.iter().position(asks).unwrap_or_default();
    let Some(party) = guest(work, blocks[begin].start()) else { return Vec::new() };
    blocks[begin..].iter().filter(|span| !asks(span)).map(|span| (*span, party)).collect()
}

/// Who says what stands at a place.
pub(crate) fn speaker_at(turns: &[(Span, Party)], at: usize) -> Option<Party> {
    let next = turns.partition_point(|(block, _)| block.end() <= at);
    turns.get(next).filter(|(block, _)| block.start() <= at).map(|(_, party)| *party)
}

/// `Holm:`, `A:`: the first and the last token of what a paragraph begins with, before a colon.
fn label(reading: &Reading, block: Span) -> Option<(usize, usize)> {
    let first = reading.tokens.partition_point(|token| token.start < block.start());
    let colon = (first + 1..first + 1 + LABEL).find(|at| reading.word(*at) == ":")?;
    let is_word = |at: usize| reading.is_capital(at) && reading.tokens[at].tag != Tag::Mark;
    let inside = reading.tokens.get(colon).is_some_and(|token| token.end <= block.end());
    // `Option A:` is nobody's name.
    let is_lettered =
        colon - first > 1 && reading.word(colon - 1).len() == 1 && reading.is_capital(colon - 1);
    (inside && !is_lettered && (first..colon).all(is_word)).then_some((first, colon - 1))
}

/// The actor that a label names, by its whole name or its last word; the words themselves where there is none.
fn named(work: &Work, first: usize, last: usize) -> Option<Party> {
    let span = work.reading.span(first, last)?;
    let words = span.slice(&work.reading.text)?;
    let is_called = |name: &str| {
        name.eq_ignore_ascii_case(words)
            || name.rsplit(' ').next().is_some_and(|last| last.eq_ignore_ascii_case(words))
    };
    let known = work.cast.within(first, last).first().map(|one| one.actor).or_else(|| {
        let persons = work.cast.actors.iter().enumerate();
        let mut fitting =
            persons.filter(|(_, actor)| actor.kind.is_person() && is_called(&actor.name));
        let (place, _) = fitting.next()?;
        fitting.next().is_none().then_some(place)
    });
    let state = known.and_then(|actor| work.cast.actors[actor].state);
    Some(Party { actor: known, state, span })
}

/// Who is interviewed: the person that the title or the standfirst names, or a paragraph before the first question, which ends
/// at `front`; of names that nobody is known by, one that does something comes before others.
fn guest(work: &Work, front: usize) -> Option<Party> {
    let reading = &work.reading;
    let mut unknown = None;
    for (sentence, analysis) in reading.sentences.iter().zip(&work.analyses) {
        let is_title = sentence.kind == BlockKind::Title;
        if reading.tokens[sentence.first].start >= front {
            break;
        }
        let mentions = work.cast.within(sentence.first, sentence.end - 1);
        let person = mentions.iter().find(|one| {
            work.cast.actors[one.actor].kind.is_person()
                && !is_credit(reading, analysis, sentence.first, one.first)
        });
        if let Some(one) = person {
            let state = work.cast.actors[one.actor].state;
            return Some(Party { actor: Some(one.actor), state, span: one.span });
        }
        if !is_title && unknown.is_none() {
            unknown = name(work, sentence, analysis);
        }
    }
    unknown
}

/// `Interview by Ida Holm`, `Questions: Ida Holm`: a name without a verb that stands behind `by` or a colon is whose work it is.
fn is_credit(reading: &Reading, analysis: &Analysis, first: usize, name: usize) -> bool {
    let before = name.checked_sub(1).filter(|at| *at >= first).map_or("", |at| reading.lower(at));
    matches!(before, "by" | ":") && !analysis.clauses.iter().any(|one| one.verb.finite)
}

/// The first name of two words or more in a sentence that is no actor's: one that is a subject, or else the first of all.
fn name(work: &Work, sentence: &Sentence, analysis: &Analysis) -> Option<Party> {
    let reading = &work.reading;
    let is_part = |at: usize| {
        let hyphen = reading.word(at) == "-" && reading.tokens[at].joined;
        let after_hyphen = at > sentence.first
            && reading.word(at - 1) == "-"
            && reading.tokens[at].joined
            && reading.tokens[at - 1].joined;
        hyphen
            || after_hyphen
            || reading.tokens[at].tag == Tag::Proper && work.cast.at(at).is_none()
    };
    let is_subject = |at: usize| {
        let mut clauses = analysis.clauses.iter().filter(|one| one.verb.finite);
        clauses.any(|one| {
            one.subject.iter().any(|group| {
                let group = analysis.groups[*group];
                group.first <= at && at <= group.last
            })
        })
    };
    let mut found = None;
    let mut at = sentence.first;
    while at < sentence.end {
        let end = (at..sentence.end).find(|at| !is_part(*at)).unwrap_or(sentence.end);
        if end > at + 1
            && reading.tokens[at].tag == Tag::Proper
            && !is_credit(reading, analysis, sentence.first, at)
        {
            let party = Party { actor: None, state: None, span: reading.span(at, end - 1)? };
            if is_subject(at) {
                return Some(party);
            }
            found = found.or(Some(party));
        }
        at = end.max(at + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Context, Document};

    use super::turns;
    use crate::events::name;
    use crate::work::Work;

    #[track_caller]
    fn check(blocks: &[(BlockKind, &str)], expect: &[&str]) {
        let mut builder = Document::builder("a.txt");
        for (kind, text) in blocks {
            builder.block(*kind, text);
        }
        let document = builder.build();
        let work = Work::new(&document, &Context::default()).unwrap();
        let told: Vec<String> = turns(&work, &document)
            .into_iter()
            .map(|(span, party)| {
                let words = document.slice(span).unwrap();
                format!("{}: {}", name(&work, &party), words.rsplit(' ').next().unwrap())
            })
            .collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn turns_with_names() {
        check(
            &[
                (BlockKind::Paragraph, "Ida Holm, an analyst, said that Peru would wait."),
                (BlockKind::Paragraph, "Holm: Peru will wait."),
                (BlockKind::Paragraph, "Daily: And Chile?"),
                (BlockKind::Paragraph, "Holm: Chile may leave."),
            ],
            &["Ida Holm: wait.", "Daily: Chile?", "Ida Holm: leave."],
        );
    }

    #[test]
    fn questions_and_answers() {
        let title = (BlockKind::Standfirst, "Ida Holm, minister of Peru, on the sea");
        check(
            &[
                title,
                (BlockKind::Paragraph, "Q: Will Peru wait?"),
                (BlockKind::Paragraph, "A: It may."),
                (BlockKind::Paragraph, "It has time."),
                (BlockKind::Paragraph, "Q: And Chile?"),
                (BlockKind::Paragraph, "A: Perhaps."),
            ],
            &["Ida Holm: may.", "Ida Holm: time.", "Ida Holm: Perhaps."],
        );
        check(
            &[
                (BlockKind::Standfirst, "The retired judge Ama Sule-kora on the sea"),
                (BlockKind::Paragraph, "Will Peru wait?"),
                (BlockKind::Paragraph, "It may."),
                (BlockKind::Paragraph, "And Chile?"),
                (BlockKind::Paragraph, "Perhaps."),
            ],
            &["Ama Sule-kora: may.", "Ama Sule-kora: Perhaps."],
        );
    }

    #[test]
    fn other_texts_have_no_turns() {
        check(
            &[
                (BlockKind::Title, "Ida Holm goes"),
                (BlockKind::Paragraph, "Lima: a city that waits."),
                (BlockKind::Paragraph, "Will Peru wait?"),
                (BlockKind::Paragraph, "It may."),
            ],
            &[],
        );
    }
}
