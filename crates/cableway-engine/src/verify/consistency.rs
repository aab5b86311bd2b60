//! What a record says of itself, without its source.

use std::collections::HashSet;

use cableway_core::{Record, Span, Violation};

use super::trouble::What;

/// A piece of text that a record quotes.
pub(super) struct Quotation<'a> {
    /// What quotes it: an annotation's id, or a summary and its sentence.
    pub(super) owner: String,
    pub(super) span: Span,
    pub(super) words: &'a str,
}

/// All that a record quotes. A span that does not slice the text quotes nothing.
pub(super) fn quotations(record: &Record) -> impl Iterator<Item = Quotation<'_>> {
    let annotations = record
        .annotations
        .iter()
        .flat_map(|annotation| annotation.spans.iter().map(|&span| (annotation.id.clone(), span)));
    let sentences = record.summaries.iter().flat_map(|summary| {
        (1..).zip(&summary.sentences).flat_map(move |(place, sentence)| {
            let owner = sentence_name(summary.stage.as_str(), place);
            sentence.spans.iter().map(move |&span| (owner.clone(), span))
        })
    });
    annotations.chain(sentences).filter_map(|(owner, span)| {
        Some(Quotation { owner, span, words: span.slice(&record.text)? })
    })
}

fn sentence_name(stage: &str, place: usize) -> String {
    format!("{stage}, sentence {place}")
}

/// Everything in which a record breaks the promises of a document. The first one of each part is told.
pub(super) fn contradictions(record: &Record) -> Vec<String> {
    let mut found = Vec::new();
    let mut tell = |violation: Violation| found.push(violation.to_string());
    let mut end = 0;
    for (place, block) in (1..).zip(&record.blocks) {
        if let Some(violation) = outside(block.span, record, || format!("block {place}")) {
            tell(violation);
        } else if block.span.start() < end {
            tell(Violation::BlockOrder { block: place });
        }
        end = block.span.end();
    }
    let mut ids = HashSet::new();
    for annotation in &record.annotations {
        let id = &annotation.id;
        if id.is_empty() || !ids.insert(id.as_str()) {
            tell(Violation::AnnotationId { id: id.clone() });
        }
        for (field, value) in [("kind", &annotation.kind), ("label", &annotation.label)] {
            if value.trim().is_empty() {
                tell(Violation::EmptyField { annotation: id.clone(), field });
            }
        }
        let owner = || format!("annotation `{id}`");
        annotation
            .spans
            .iter()
            .filter_map(|&span| outside(span, record, owner))
            .for_each(&mut tell);
    }
    for annotation in &record.annotations {
        for link in annotation.links.iter().filter(|link| !ids.contains(link.to.as_str())) {
            let (annotation, to) = (annotation.id.clone(), link.to.clone());
            tell(Violation::DanglingLink { annotation, to });
        }
    }
    for summary in &record.summaries {
        if summary.sentences.is_empty() {
            tell(Violation::EmptySummary);
        }
        for (place, sentence) in (1..).zip(&summary.sentences) {
            if sentence.text.trim().is_empty() || sentence.spans.is_empty() {
                tell(Violation::EmptySentence { sentence: place });
            }
            let owner = || sentence_name(summary.stage.as_str(), place);
            let spans = sentence.spans.iter();
            spans.filter_map(|&span| outside(span, record, owner)).for_each(&mut tell);
        }
    }
    found
}

fn outside(span: Span, record: &Record, owner: impl Fn() -> String) -> Option<Violation> {
    if span.slice(&record.text).is_some() {
        return None;
    }
    let (owner, length) = (owner(), record.text.len());
    Some(if span.end() > length {
        Violation::SpanOutside { owner, span, length }
    } else {
        Violation::SpanInCharacter { owner, span }
    })
}

/// How the sentences of one summary compare with the words that they rest on.
pub(super) struct Compared<'a> {
    pub(super) stage: &'a str,
    /// How many are word for word.
    pub(super) same: u64,
    /// How many are not.
    pub(super) different: u64,
    /// What does not hold; none where all are word for word.
    pub(super) trouble: Option<What>,
}

/// Compares each sentence that rests on one span with the words there. White space counts for one blank.
pub(super) fn sentences(record: &Record) -> impl Iterator<Item = Compared<'_>> {
    record.summaries.iter().map(move |summary| {
        let stage = summary.stage.as_str();
        let mut compared = Compared { stage, same: 0, different: 0, trouble: None };
        for (place, sentence) in (1..).zip(&summary.sentences) {
            let [span] = sentence.spans[..] else { continue };
            let Some(words) = span.slice(&record.text) else { continue };
            if words.split_whitespace().eq(sentence.text.split_whitespace()) {
                compared.same += 1;
                continue;
            }
            compared.different += 1;
            match &mut compared.trouble {
                Some(What::Sentence { more, .. }) => *more += 1,
                trouble => {
                    *trouble = Some(What::Sentence {
                        owner: sentence_name(stage, place),
                        span,
                        expected: words.to_owned(),
                        found: sentence.text.clone(),
                        more: 0,
                    });
                }
            }
        }
        compared
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &str, expect: &[&str]) {
        let json = format!(
            r#"{{"schema": "cableway.record/1", "id": "x", "source": {{"uri": "a"}}, "text": "Zażółć gęślą.", {parts}}}"#
        );
        let record: Record = serde_json::from_str(&json).unwrap();
        assert_eq!(contradictions(&record), expect, "{parts}");
        // What the core refuses is found, and nothing else.
        assert_eq!(cableway_core::Document::try_from(record).is_ok(), expect.is_empty(), "{parts}");
    }

    #[test]
    fn every_broken_promise_is_told() {
        check(r#""notes": []"#, &[]);
        check(
            r#""blocks": [{"kind": "title", "span": [0, 3]}, {"kind": "paragraph", "span": [2, 90]}]"#,
            &[
                "block 1: span 0..3 cuts a character of the text in two",
                "block 2: span 2..90 is outside the text, which has 20 bytes",
            ],
        );
        check(
            r#""blocks": [{"kind": "title", "span": [0, 4]}, {"kind": "paragraph", "span": [2, 10]}]"#,
            &["block 2 starts before the block in front of it ends"],
        );
        check(
            r#""annotations": [{"id": "a-1", "stage": "a", "kind": " ", "label": "b", "spans": [[3, 4]]},
               {"id": "a-1", "stage": "a", "kind": "b", "label": "c", "links": [{"role": "of", "to": "a-9"}]}]"#,
            &[
                "annotation `a-1` has an empty kind",
                "annotation `a-1`: span 3..4 cuts a character of the text in two",
                "annotation id `a-1` is empty or used twice",
                "annotation `a-1` links to `a-9`, which the document does not have",
            ],
        );
        check(
            r#""summaries": [{"stage": "a", "sentences": []}, {"stage": "b", "sentences": [{"text": "A.", "spans": []}]},
               {"stage": "c", "sentences": [{"text": "B.", "spans": [[0, 99]]}]}]"#,
            &[
                "a summary has at least one sentence",
                "summary sentence 1 has no words or no span of evidence",
                "c, sentence 1: span 0..99 is outside the text, which has 20 bytes",
            ],
        );
    }
}
