//! Who is quoted, with which words.

mod behind;
mod speaker;

use cableway_sdk::{Annotation, Document, Span};
use memchr::memchr3_iter;
use schemars::JsonSchema;
use serde::Deserialize;

use self::behind::said_before;
pub(crate) use self::speaker::{according_to, is_no_speaker, pronoun_owner};
use self::speaker::{speaker_of, speaking};
use crate::events::{Party, name};
use crate::hash::WordMap;
use crate::stage::{actor_ids, classify_stage};
use crate::syntax::verb_kind::speaks;
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Modal};
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
            let found = speaker_of(work, span, last);
            let speaker = found.map(|(party, _)| party).or(last).filter(|_| !is_title(work, span));
            last = speaker;
            let verb = found.map(|(_, verb)| verb);
            let rule = match (verb, speaker) {
                (Some(_), _) => "in quotation marks, by",
                (None, Some(_)) => "in quotation marks, by the speaker before",
                (None, None) => "in quotation marks",
            };
            // One or two words that nobody is said to say are set off, not quoted.
            let words = span.slice(&work.reading.text).unwrap_or_default();
            if speaker.is_some()
                || words.split_whitespace().count() > 2
                    && !is_title(work, span)
                    && !is_set_off(work, span)
            {
                all.push(Quote { span, direct: true, speaker, rule, verb });
            }
        }
    }
    // Those in marks stand in the order of the text and do not overlap.
    let marked = all.clone();
    for (place, analysis) in work.analyses.iter().enumerate() {
        if work.reading.sentences[place].kind.is_body() {
            indirect(work, place, analysis, &marked, &mut all);
            all.extend(said_before(work, place, analysis).filter(|quote| {
                let next = marked.partition_point(|one| one.span.end() <= quote.span.start());
                marked.get(next).is_none_or(|one| one.span.start() >= quote.span.end())
            }));
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
    for at in memchr3_iter(b'"', 0xC2, 0xE2, slice.as_bytes()) {
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

/// How many bytes may stand between what is quoted and a pronoun for whoever says it: a mark and a space.
const BEHIND: usize = 4;

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
        // `explains why Peru left` tells what about, and none of the words.
        let asks = clause.opener.is_some_and(|opener| {
            matches!(
                reading.lower(opener),
                "why" | "what" | "how" | "whether" | "if" | "where" | "when" | "who"
            )
        });
        if asks || is_no_speaker(work, analysis, speaker) {
            continue;
        }
        let end = own_words(work, analysis, clause, (from, sentence.end));
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
        let who = speaking(work, analysis, speaker).map(|party| {
            // `“We waited.” He added …`: whoever is quoted right before goes on.
            let before = marked.partition_point(|quote| quote.span.end() <= party.span.start());
            let near = before.checked_sub(1).map(|at| &marked[at]).filter(|quote| {
                let is_pronoun =
                    matches!(party.span.slice(&reading.text), Some("He" | "She" | "he" | "she"));
                is_pronoun && party.span.start() - quote.span.end() <= BEHIND
            });
            near.and_then(|quote| quote.speaker).unwrap_or_else(|| pronoun_owner(work, party))
        });
        let is_nobody =
            speaker.subject.first().is_some_and(|group| match analysis.groups[*group].kind {
                GroupKind::Noun { head } => {
                    let pronoun = reading.lower(head).split(['\'', '’']).next().unwrap_or_default();
                    matches!(pronoun, "i" | "we" | "nobody")
                }
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

/// `I`, `we` and `nobody` say nothing but what the author says.
fn is_author(work: &Work, analysis: &Analysis, speaker: &Clause) -> bool {
    speaker.subject.first().is_some_and(|group| match analysis.groups[*group].kind {
        GroupKind::Noun { head } => {
            let pronoun = work.reading.lower(head).split(['\'', '’']).next().unwrap_or_default();
            matches!(pronoun, "i" | "we" | "nobody")
        }
        _ => true,
    })
}

/// Where what is said ends: before `, but` and the like with a verb of its own, and before `, and` with one whose time shows that
/// nobody reports it, which are the author's words again: `said it would stay, and Chile backs it`.
fn own_words(
    work: &Work,
    analysis: &Analysis,
    said: &Clause,
    (from, end): (usize, usize),
) -> usize {
    let reading = &work.reading;
    let is_reported =
        |one: &Clause| one.verb.modal.is_some() || one.verb.perfect || one.verb.is_past();
    let turns = |at: &usize| {
        // `…; that Chile would pay` goes on; `— a claim that few believe` is not said any more.
        if reading.word(*at) == ";" {
            let next = at + 1 + usize::from(reading.lower(*at + 1) == "and");
            return reading.lower(next) != "that";
        }
        if reading.word(*at) == "—" {
            return !(*at + 1..end).any(|at| reading.word(at) == "—");
        }
        if reading.word(*at) != "," {
            return false;
        }
        let mut after =
            analysis.clauses.iter().filter(|one| one.verb.finite && one.verb.head > *at);
        match reading.lower(*at + 1) {
            "but" | "so" | "yet" | "although" | "though" => after.next().is_some(),
            "and" => after.next().is_some_and(|next| {
                let own = next.subject.first().map(|group| analysis.groups[*group].first);
                let is_own = own.is_some_and(|own| own > *at && own <= *at + 4)
                    && reading.lower(*at + 2) != "that";
                // What is reported goes back in time: `would`, `had`; what goes on in the present, or only in the past behind
                // what had been, is no part of it.
                let is_back = said.verb.is_past() || said.verb.modal == Some(Modal::Would);
                let is_now = next.verb.modal.is_none() && next.verb.present;
                let had = said.verb.perfect && !said.verb.present && said.verb.modal.is_none();
                let is_plain = next.verb.modal.is_none()
                    && next.verb.is_past()
                    && !next.verb.perfect
                    && !next.verb.negated;
                is_own && is_reported(said) && is_back && (is_now || had && is_plain)
            }),
            _ => false,
        }
    };
    (from + 1..end).find(turns).unwrap_or(end)
}

/// The last word before a place in the text, with the word before that.
fn words_before(work: &Work, at: usize) -> [&str; 2] {
    let reading = &work.reading;
    let next = reading.tokens.partition_point(|token| token.start < at);
    // The mark itself stands between.
    let back = |many: usize| next.checked_sub(many).map_or("", |at| reading.lower(at));
    [back(2), back(3)]
}

/// `the so-called “peace law”`
fn is_set_off(work: &Work, span: Span) -> bool {
    matches!(words_before(work, span.start()), ["called", "-"] | ["socalled", _])
}

/// `the book “A Night in Lima”`: a title, which nobody says.
fn is_title(work: &Work, span: Span) -> bool {
    let [before, _] = words_before(work, span.start());
    let is_work = matches!(
        before,
        "book"
            | "film"
            | "song"
            | "novel"
            | "article"
            | "essay"
            | "report"
            | "project"
            | "paper"
            | "series"
            | "play"
            | "study"
            | "entitled"
            | "titled"
            | "headline"
    );
    let words = span.slice(&work.reading.text).unwrap_or_default();
    is_work && words.starts_with(char::is_uppercase) && !words.ends_with(['.', ',', '!', '?'])
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
