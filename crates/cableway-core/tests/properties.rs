//! What holds for every document: it survives its wire form, and all its spans slice.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_core::{
    Annotation, Annotations, Block, BlockKind, Document, Note, Record, SchemaTag, Score, Sentence,
    Source, Span, StageName, Summary,
};
use proptest::prelude::*;
use serde_json::Value;

/// Words with characters of one to four bytes, and with what JSON must escape.
const TEXT: &str = "[a-c é–中😀\"\\\\\u{0}\n\u{2028}.]{0,40}";

fn kind() -> impl Strategy<Value = BlockKind> {
    use BlockKind::{
        Byline, Caption, Code, Credit, Dateline, Heading, ListItem, Note, Paragraph, Quotation,
        Standfirst, Table, Title,
    };
    proptest::sample::select(vec![
        Heading, Paragraph, ListItem, Quotation, Table, Code, Title, Standfirst, Byline, Dateline,
        Caption, Credit, Note,
    ])
}

/// JSON whose numbers survive being written and read.
fn attribute() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(|number| Value::from(number.round() / 8.0)),
        TEXT.prop_map(Value::from),
        prop::collection::vec(TEXT.prop_map(Value::from), 0..3).prop_map(Value::from),
    ]
}

/// A span of `text` from two wishes, on the next character boundaries.
fn fitting(text: &str, (from, length): (usize, usize)) -> Option<Span> {
    let next = |mut at: usize| {
        while at < text.len() && !text.is_char_boundary(at) {
            at += 1;
        }
        at.min(text.len())
    };
    let start = next(from % (text.len() + 1));
    Span::new(start, next(start + length)).ok()
}

prop_compose! {
    /// A document as stages make them: blocks, metadata, annotations with links, summaries, notes.
    fn document()(
        blocks in prop::collection::vec((kind(), TEXT), 0..6),
        title in proptest::option::of(TEXT),
        section in proptest::option::of(TEXT),
        authors in prop::collection::vec(TEXT, 0..3),
        places in prop::collection::vec((0..500_usize, 1..20_usize), 0..6),
        scores in prop::collection::vec(0.0..=1.0_f64, 6),
        attribute in attribute(),
        note in TEXT,
    ) -> Document {
        let mut builder = Document::builder("inbox/ä b.txt");
        builder.meta.title = title;
        builder.meta.section = section;
        builder.meta.authors = authors;
        for (kind, text) in &blocks {
            builder.block(*kind, text);
        }
        let mut document = builder.build();
        let stage: StageName = "desk".parse().unwrap();
        let spans: Vec<Span> =
            places.into_iter().filter_map(|place| fitting(document.text(), place)).collect();

        let mut annotations = Annotations::new(stage.clone());
        for (number, span) in spans.iter().enumerate() {
            let annotation = Annotation::new("topic", format!("label {number}"))
                .with_score(Score::new(scores[number]).unwrap())
                .with_span(*span)
                .with_attribute("why", attribute.clone());
            let annotation =
                if number > 0 { annotation.with_link("after", "desk-1") } else { annotation };
            annotations.push(annotation);
        }
        document.add_annotations(&stage, &["topic"], annotations).unwrap();
        if !spans.is_empty() {
            let sentence = Sentence::new("As it says.", spans);
            document.add_summary(&stage, Summary::new(vec![sentence])).unwrap();
        }
        document.add_note(&stage, note);
        document
    }
}

/// A record in which every span is whatever somebody wrote into it.
fn foreign_record() -> impl Strategy<Value = Record> {
    let span = (0..24_usize, 1..12_usize)
        .prop_map(|(start, length)| Span::new(start, start + length).unwrap());
    let spans = prop::collection::vec(span, 0..4);
    ("[aé中😀]{0,12}", spans.clone(), spans.clone(), spans).prop_map(
        |(text, blocks, evidence, sources)| {
            let stage: StageName = "desk".parse().unwrap();
            let mut annotation = Annotation::new("topic", "ships").with_spans(evidence);
            "desk-1".clone_into(&mut annotation.id);
            let sentences = vec![Sentence::new("As it says.", sources)];
            Record {
                schema: SchemaTag,
                id: cableway_core::DocumentId::from_uri("a.txt"),
                source: Source { uri: "a.txt".to_owned(), ..Source::default() },
                meta: cableway_core::Meta::default(),
                text: text.into(),
                blocks: blocks
                    .into_iter()
                    .map(|span| Block { kind: BlockKind::Paragraph, span })
                    .collect(),
                annotations: vec![annotation],
                summaries: vec![Summary { stage: stage.clone(), sentences }],
                notes: vec![Note { stage, message: String::new() }],
            }
        },
    )
}

fn all_spans(record: &Record) -> Vec<Span> {
    let blocks = record.blocks.iter().map(|block| block.span);
    let evidence = record.annotations.iter().flat_map(|annotation| annotation.spans.clone());
    let sentences = record.summaries.iter().flat_map(|summary| &summary.sentences);
    blocks.chain(evidence).chain(sentences.flat_map(|sentence| sentence.spans.clone())).collect()
}

proptest! {
    #[test]
    fn a_record_round_trips(document in document()) {
        let json = serde_json::to_string(document.record()).unwrap();
        prop_assert!(!json.contains('\n'), "a record is one line");
        let read: Record = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
        prop_assert_eq!(Document::try_from(read).unwrap(), document);
    }

    /// The core accepts a record exactly when all its spans slice, blocks stand in order, and the
    /// sentence has evidence.
    #[test]
    fn no_accepted_span_fails_to_slice(record in foreign_record()) {
        let spans = all_spans(&record);
        let all_slice = spans.iter().all(|span| record.text.get(span.range()).is_some());
        let in_order =
            record.blocks.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start());
        let has_evidence = !record.summaries[0].sentences[0].spans.is_empty();
        let outcome = Document::try_from(record);
        prop_assert_eq!(outcome.is_ok(), all_slice && in_order && has_evidence, "{:?}", outcome);
        if let Ok(document) = outcome {
            for span in spans {
                prop_assert!(document.slice(span).is_some_and(|words| !words.is_empty()));
            }
        }
    }

    #[test]
    fn what_a_builder_builds_is_accepted(
        blocks in prop::collection::vec((kind(), ".{0,30}"), 0..8)
    ) {
        let mut builder = Document::builder("a.txt");
        let mut expected = Vec::new();
        for (kind, text) in &blocks {
            if let Some(span) = builder.block(*kind, text) {
                expected.push((span, text.trim()));
            }
        }
        let document = builder.build();
        for (span, text) in expected {
            prop_assert_eq!(document.slice(span), Some(text));
        }
        prop_assert_eq!(Document::try_from(document.clone().into_record()).unwrap(), document);
    }

    /// Bytes from anywhere give a record or an error, and an accepted one is sound.
    #[test]
    fn any_json_is_read_or_refused(start in any::<u64>(), end in any::<u64>(), text in ".{0,8}") {
        let json = serde_json::json!({
            "schema": "cableway.record/1", "id": "x", "source": {"uri": "u"}, "text": text,
            "blocks": [{"kind": "paragraph", "span": [start, end]}],
        });
        let record: Result<Record, _> = serde_json::from_value(json);
        if let Ok(document) = record.map_err(|_| ()).and_then(|r| Document::try_from(r).map_err(|_| ())) {
            prop_assert!(document.slice(document.blocks()[0].span).is_some());
        }
    }
}
