//! Who is quoted, with which words.

use cableway_sdk::{Annotation, Document, Span};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::events::{Party, is_known, name, party, subjects};
use crate::hash::WordMap;
use crate::stage::{actor_ids, classify_stage};
use crate::syntax::verb_kind::speaks;
use crate::syntax::{Analysis, Governor, GroupKind};
use crate::tables::tables;
use crate::work::Work;

/// Finds quotations, in quotation marks and without, and who says them.
///
/// One annotation `quote` for each, labelled `direct` or `indirect`. The first span is what is said, without the
/// marks; the second, where there is one, is who says it. Attributes: `speaker`, `iso` of the speaker's state, `entry`, the line
/// of the table that the speaker was found by, and `rule`, what made it a quotation. What stands in marks inside an indirect
/// one is told alone; one or two words in marks that nobody is said to say are none.
/// Where the article has annotations `actor`, a link with the role `speaker` leads to the speaker's. A quotation inside
/// another one is a part of it and none of its own.
#[derive(Debug)]
pub struct Quotes {}

/// What a pipeline may tell `quotes`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotesConfig {}

classify_stage!(
    Quotes,
    QuotesConfig,
    "quotes",
    "finds what is quoted, in marks and without, and who says it",
    "quote",
    annotations
);

/// Words that somebody says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quote {
    pub(crate) span: Span,
    pub(crate) direct: bool,
    pub(crate) speaker: Option<Party>,
    /// What made it a quotation.
    pub(crate) rule: &'static str,
    /// The base form of the verb of saying.
    pub(crate) verb: Option<&'static str>,
}

fn annotations(work: &Work, document: &Document) -> Vec<Annotation> {
    let ids = actor_ids(document);
    work.quotes(document).iter().map(|quote| annotation(work, &ids, quote)).collect()
}

fn annotation(work: &Work, ids: &WordMap<&str, &str>, quote: &Quote) -> Annotation {
    let label = if quote.direct { "direct" } else { "indirect" };
    let rule = match quote.verb {
        Some(verb) => format!("{} `{verb}`", quote.rule),
        None => quote.rule.to_owned(),
    };
    let mut annotation =
        Annotation::new("quote", label).with_span(quote.span).with_attribute("rule", rule);
    let Some(party) = quote.speaker else { return annotation };
    let speaker = name(work, &party);
    annotation = annotation.with_span(party.span).with_attribute("speaker", speaker.clone());
    if let Some(entry) = party.actor.and_then(|actor| work.cast.actors[actor].entry.as_ref()) {
        annotation = annotation.with_attribute("entry", entry.clone());
    }
    if let Some(state) = party.state {
        annotation = annotation.with_attribute("iso", tables().states[state].iso);
    }
    let known = ids.get(speaker.as_str());
    match known {
        Some(id) => annotation.with_link("speaker", *id),
        None => annotation,
    }
}

/// All quotations of the body, in the order of the text.
pub(crate) fn quotes(work: &Work, document: &Document) -> Vec<Quote> {
    let mut all = Vec::new();
    for block in document.body() {
        let mut last: Option<Party> = None;
        for span in marked(&work.reading.text, block.span) {
            let found = speaker_of(work, span);
            let speaker = found.map(|(party, _)| party).or(last);
            last = speaker;
            let verb = found.map(|(_, verb)| verb);
            let rule = match (verb, speaker) {
                (Some(_), _) => "in quotation marks, by",
                (None, Some(_)) => "in quotation marks, by the speaker before",
                (None, None) => "in quotation marks",
            };
            // One or two words that nobody is said to say are set off, not quoted.
            let words = span.slice(&work.reading.text).unwrap_or_default();
            if speaker.is_some() || words.split_whitespace().count() > 2 {
                all.push(Quote { span, direct: true, speaker, rule, verb });
            }
        }
    }
    // Those in marks stand in the order of the text and do not overlap.
    let marked = all.clone();
    for (place, analysis) in work.analyses.iter().enumerate() {
        if work.reading.sentences[place].kind.is_body() {
            indirect(work, place, analysis, &marked, &mut all);
        }
    }
    all.sort_by_key(|quote| quote.span);
    all
}

/// What stands in quotation marks, the outermost ones; the spans are without the marks.
fn marked(text: &str, block: Span) -> Vec<Span> {
    let mut all = Vec::new();
    let Some(slice) = block.slice(text) else { return all };
    let mut open: Option<(usize, char)> = None;
    // The bytes that such marks begin with: to look at all characters would take longer than all else here.
    let begins = |(_, byte): &(usize, u8)| matches!(byte, b'"' | 0xC2 | 0xE2);
    for (at, _) in slice.bytes().enumerate().filter(begins) {
        let Some(c) = slice[at..].chars().next() else { break };
        match (open, c) {
            (None, '“' | '"' | '„' | '«') => open = Some((at + c.len_utf8(), c)),
            (Some((start, by)), '”' | '"' | '»' | '“') => {
                let closes = match by {
                    '"' => c == '"',
                    '„' => matches!(c, '“' | '”'),
                    '«' => c == '»',
                    _ => c == '”',
                };
                if closes {
                    open = None;
                    let span = Span::new(block.start() + start, block.start() + at);
                    all.extend(span.ok().filter(|span| {
                        span.slice(text).is_some_and(|words| !words.trim().is_empty())
                    }));
                }
            }
            _ => {}
        }
    }
    all
}

/// Who says what stands in marks: the subject of the verb of saying nearest to it in the sentences that it touches.
fn speaker_of(work: &Work, span: Span) -> Option<(Party, &'static str)> {
    let reading = &work.reading;
    let start = reading.tokens.partition_point(|token| token.end < span.start());
    let end = reading.tokens.partition_point(|token| token.start <= span.end()).saturating_sub(1);
    let first = reading.sentence_of(start.min(reading.tokens.len().checked_sub(1)?))?;
    let last = reading.sentence_of(end.min(reading.tokens.len() - 1)).unwrap_or(first);
    // After a comma inside the marks, the words of saying follow; they may be taken for a sentence.
    let mut best: Option<(usize, Party, &'static str)> = None;
    for place in first..=last {
        let analysis = &work.analyses[place];
        for clause in &analysis.clauses {
            let token = &reading.tokens[clause.verb.head];
            let inside = token.start >= span.start() && token.end <= span.end();
            if inside
                || !(speaks(clause.verb.lemma)
                    || matches!(clause.verb.lemma, "demand" | "call" | "accuse" | "respond"))
            {
                continue;
            }
            let distance = if token.start >= span.end() {
                token.start - span.end()
            } else {
                span.start().saturating_sub(token.end)
            };
            let Some(party) = subjects(work, analysis, clause).into_iter().next() else { continue };
            let is_in_quote = party.span.start() >= span.start() && party.span.end() <= span.end();
            if !is_in_quote && best.is_none_or(|(nearest, _, _)| distance < nearest) {
                best = Some((distance, party, clause.verb.lemma));
            }
        }
    }
    best.map(|(_, party, verb)| (pronoun_owner(work, party), verb))
}

/// How many mentions before a pronoun are looked at.
const LOOK_BACK: usize = 64;

/// `According to Ida Holm, …`
pub(crate) fn according_to(work: &Work, analysis: &Analysis) -> Option<Party> {
    let reading = &work.reading;
    let at = analysis.groups.iter().position(|group| {
        let first = group.first;
        reading.lower(first) == "to" && first > 0 && reading.lower(first - 1) == "according"
    })?;
    party(work, analysis, at + 1).filter(is_known)
}

/// `he` is the person who was the subject of the sentence before, where one was: whoever is named in what that person
/// said is not the one who goes on speaking. Else it is the last person named before.
pub(crate) fn pronoun_owner(work: &Work, party: Party) -> Party {
    let pronoun = party.span.slice(&work.reading.text).unwrap_or_default();
    if party.actor.is_some() || !matches!(pronoun, "he" | "she" | "He" | "She") {
        return party;
    }
    let before = work.cast.mentions.partition_point(|one| one.span.start() < party.span.start());
    let is_person = |actor: usize| work.cast.actors[actor].kind.is_person();
    let subject = || {
        let token = work.reading.tokens.partition_point(|one| one.start < party.span.start());
        let place = work.reading.sentence_of(token)?.checked_sub(1)?;
        let analysis = &work.analyses[place];
        let says = analysis.clauses.iter().find(|one| speaks(one.verb.lemma))?;
        let by = subjects(work, analysis, says).into_iter().next()?.actor?;
        is_person(by).then_some(by)
    };
    let last = || {
        let mut near = work.cast.mentions[..before].iter().rev().take(LOOK_BACK);
        near.find(|one| is_person(one.actor)).map(|one| one.actor)
    };
    subject().or_else(last).map_or(party, |actor| Party {
        actor: Some(actor),
        state: work.cast.actors[actor].state,
        span: party.span,
    })
}

/// What follows a verb of speaking: `said that the talks had failed`.
fn indirect(
    work: &Work,
    place: usize,
    analysis: &Analysis,
    marked: &[Quote],
    all: &mut Vec<Quote>,
) {
    let reading = &work.reading;
    let sentence = &reading.sentences[place];
    for (by, speaker) in analysis.clauses.iter().enumerate() {
        if !speaks(speaker.verb.lemma) || speaker.verb.negated || !speaker.verb.finite {
            continue;
        }
        let content = |at: &usize| {
            let clause = &analysis.clauses[*at];
            *at > by && clause.governor == Some((Governor::Content, by)) && clause.verb.finite
        };
        let Some(first) = (0..analysis.clauses.len()).find(content) else { continue };
        let clause = &analysis.clauses[first];
        let subject = clause.subject.iter().copied().find(|group| *group > speaker.group);
        let from = match (clause.opener, subject) {
            (Some(opener), _) if opener > speaker.verb.head => opener + 1,
            (_, Some(group)) => analysis.groups[group].first,
            _ => continue,
        };
        let end = own_words(work, analysis, from, sentence.end);
        let Some(last) =
            (from..end).rev().find(|at| !matches!(reading.word(*at), "." | "”" | "\"" | "!" | "?"))
        else {
            continue;
        };
        let Some(span) = reading.span(from, last) else { continue };
        let next = marked.partition_point(|quote| quote.span.end() <= span.start());
        if marked.get(next).is_some_and(|quote| quote.span.start() <= span.start()) {
            continue;
        }
        // What stands in marks inside tells it in its own words.
        let holds = marked[next..].iter().take_while(|quote| quote.span.start() < span.end());
        if holds.count() > 0 {
            continue;
        }
        let who = subjects(work, analysis, speaker)
            .into_iter()
            .next()
            .map(|party| pronoun_owner(work, party));
        let is_nobody =
            speaker.subject.first().is_some_and(|group| match analysis.groups[*group].kind {
                GroupKind::Noun { head } => matches!(reading.lower(head), "i" | "we" | "nobody"),
                _ => true,
            });
        if !is_nobody {
            all.push(Quote {
                span,
                direct: false,
                speaker: who,
                rule: "content of",
                verb: Some(speaker.verb.lemma),
            });
        }
    }
}

/// Where what is said ends: before `, but` and the like with a verb of its own, which are the author's words again.
fn own_words(work: &Work, analysis: &Analysis, from: usize, end: usize) -> usize {
    let reading = &work.reading;
    let turns = |at: &usize| {
        reading.word(*at) == ","
            && matches!(reading.lower(*at + 1), "but" | "so" | "yet" | "although" | "though")
            && analysis.clauses.iter().any(|one| one.verb.finite && one.verb.head > *at)
    };
    (from + 1..end).find(turns).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Context, Document};

    use super::{name, quotes};
    use crate::work::Work;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut builder = Document::builder("a.txt");
        builder.meta.published = "2021-03-03".parse().ok();
        builder.block(BlockKind::Paragraph, text);
        let document = builder.build();
        let work = Work::new(&document, &Context::default()).unwrap();
        let told = quotes(&work, &document).into_iter().map(|quote| {
            let words = document.slice(quote.span).unwrap();
            let kind = if quote.direct { "direct" } else { "indirect" };
            let speaker = quote.speaker.map_or_else(|| "-".to_owned(), |party| name(&work, &party));
            format!("{kind} {speaker}: {words}")
        });
        assert_eq!(told.collect::<Vec<_>>().join("\n"), expect, "{text}");
    }

    #[test]
    fn direct_and_indirect() {
        check("\"We will not go,\" said Ida Holm, an analyst.", "direct Ida Holm: We will not go,");
        check("Peru said that the talks had failed.", "indirect Peru: the talks had failed");
        check("Peru called the offer “an insult”.", "direct Peru: an insult");
    }

    #[test]
    fn a_quotation_inside_another_is_part_of_it() {
        check(
            "“Nobody said ‘never’ to Chile,” Ida Holm told reporters.",
            "direct Ida Holm: Nobody said ‘never’ to Chile,",
        );
    }
}
