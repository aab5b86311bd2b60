//! `cableway explain`.

use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};
use std::path::Path;

use cableway_core::{Annotation, Document, Span, StageKind, text};
use cableway_engine::{Explanation, Ledger, OnError, StepInfo, StepOutcome};

use crate::Exit;
use crate::arguments::Explain;
use crate::commands::{counted, pipeline};
use crate::logging::{error, say};
use crate::registry::registry;
use crate::table::time;

/// The most sentences that are shown for one label.
const MOST_EVIDENCE: usize = 4;
/// The characters that are shown of a block, and on each side of a piece of evidence.
const EXCERPT: usize = 70;
const MARGIN: usize = 30;
/// The characters that are shown of a sentence before its first piece of evidence, and behind the last.
const SENTENCE_MARGIN: usize = 60;

pub(crate) fn explain(arguments: &Explain) -> io::Result<Exit> {
    let pipeline = match pipeline(&arguments.pipeline, &registry()) {
        Ok(pipeline) => pipeline,
        Err(exit) => return Ok(exit),
    };
    let narrowed = Narrowed { stages: &arguments.stage, kinds: &arguments.kind };
    if let Err(message) = narrowed.check(pipeline.steps()) {
        error(&message, &[]);
        return Ok(Exit::Wrong);
    }
    let explanation = match cableway_engine::explain(pipeline, &arguments.input) {
        Ok(explanation) => explanation,
        Err(problem) => {
            let causes: Vec<String> = problem.chain().skip(1).collect();
            error(&problem.to_string(), &causes);
            if is_kept(&arguments.pipeline.file, &arguments.input) {
                say(
                    "its source is gone: the ledger keeps its documents as they were, and nothing can be read again\n",
                );
            }
            return Ok(Exit::Failed);
        }
    };
    let mut text = String::new();
    let exit = render(&mut text, &explanation, narrowed);
    stdout().write_all(text.as_bytes())?;
    Ok(exit)
}

/// Whether the ledger keeps what the source at `uri` was. One that cannot be read tells nothing.
fn is_kept(pipeline: &Path, uri: &str) -> bool {
    let ledger = Ledger::look(pipeline).ok().flatten();
    ledger.is_some_and(|ledger| ledger.keeps(uri).unwrap_or(false))
}

/// What is shown of all that the stages did: everything, where nothing is named.
#[derive(Clone, Copy)]
struct Narrowed<'a> {
    /// Names of stages.
    stages: &'a [String],
    /// Kinds of annotation.
    kinds: &'a [String],
}

impl Narrowed<'_> {
    /// What is wrong where a name fits nothing that this pipeline could show.
    fn check(self, steps: &[StepInfo]) -> Result<(), String> {
        let shown = || steps.iter().filter(|step| step.info.kind != StageKind::Export);
        for name in self.stages {
            if shown().any(|step| step.name.as_str() == name) {
                continue;
            }
            if steps.iter().any(|step| step.name.as_str() == name) {
                return Err(format!(
                    "`{name}` is an export stage: these write what the others have said, and there is nothing to explain"
                ));
            }
            let names = listed(shown().map(|step| step.name.as_str()));
            return Err(format!("no stage of this pipeline is called `{name}`; there are {names}"));
        }
        let kinds = || shown().flat_map(|step| &step.info.adds).map(String::as_str);
        for kind in self.kinds {
            if kinds().all(|known| known != kind) {
                let reason = match listed(kinds()).as_str() {
                    "" => "they give none at all".to_owned(),
                    known => format!("there are {known}"),
                };
                return Err(format!(
                    "no stage of this pipeline gives annotations of the kind `{kind}`; {reason}"
                ));
            }
        }
        if shown().any(|step| self.shows(step)) {
            return Ok(());
        }
        let stages = listed(self.stages.iter().map(String::as_str));
        let wanted = listed(self.kinds.iter().map(String::as_str));
        let of_kind = Narrowed { stages: &[], ..self };
        let givers =
            listed(shown().filter(|step| of_kind.shows(step)).map(|step| step.name.as_str()));
        Err(format!(
            "there is nothing to show: {stages} gives no annotations of the kind {wanted}; ask for {givers}"
        ))
    }

    fn shows(self, step: &StepInfo) -> bool {
        let is_named =
            self.stages.is_empty() || self.stages.iter().any(|name| name == step.name.as_str());
        let gives = |kind| step.info.adds.contains(kind);
        is_named && (self.kinds.is_empty() || self.kinds.iter().any(gives))
    }

    fn shows_annotation(self, annotation: &Annotation) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&annotation.kind)
    }
}

/// The names, each once and in code marks.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<String> = Vec::new();
    for name in names.map(|name| format!("`{name}`")) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all.join(", ")
}

fn render(out: &mut String, explanation: &Explanation, narrowed: Narrowed<'_>) -> Exit {
    let reader = &explanation.reader;
    if !explanation.listed {
        say(&format!(
            "warning: no ingest stage lists `{}`; it is read as if `{}` did\n",
            explanation.uri, reader.name
        ));
    }
    let documents = match &explanation.documents {
        Ok(documents) => documents,
        Err(problem) => {
            let _ = writeln!(out, "{}\n\n{} {}", explanation.uri, reader.info.kind, reader.name);
            failure(out, reader, problem);
            return Exit::Quarantined;
        }
    };
    if documents.is_empty() {
        let _ = writeln!(out, "{}: `{}` finds no document in it", explanation.uri, reader.name);
    }
    let mut exit = Exit::Done;
    for (place, (document, outcomes)) in documents.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        ingest(out, explanation, document, narrowed.shows(reader));
        for outcome in outcomes {
            // A failure tells why nothing is heard of the stages behind it.
            if narrowed.shows(&outcome.step) || outcome.error.is_some() {
                step(out, document, outcome, narrowed);
            }
            if outcome.error.is_some() && outcome.step.policy.on_error != OnError::SkipStage {
                exit = Exit::Quarantined;
            }
        }
    }
    exit
}

/// The document's name, and where `whole` what the ingest stage read.
fn ingest(out: &mut String, explanation: &Explanation, document: &Document, whole: bool) {
    let source = document.source();
    let reader = source.reader.as_deref().unwrap_or("no reader");
    let stage = &explanation.reader;
    // Writing to a string cannot fail.
    let part = source.part.as_ref().map_or_else(String::new, |part| format!("{part}, "));
    let _ = writeln!(out, "{}  ({part}id {})", source.uri, document.id());
    if !whole {
        return;
    }
    out.push('\n');
    let _ = writeln!(
        out,
        "{} {}  {}, {}  {}",
        stage.info.kind,
        stage.name,
        reader,
        counted(document.text().len() as u64, "byte") + " of text",
        time(explanation.time)
    );
    let meta = document.meta();
    let fields = [
        ("title", meta.title.clone()),
        ("standfirst", meta.standfirst.clone()),
        ("authors", (!meta.authors.is_empty()).then(|| meta.authors.join("; "))),
        ("publisher", meta.publisher.clone()),
        ("published", meta.published.as_ref().map(ToString::to_string)),
        ("modified", meta.modified.as_ref().map(ToString::to_string)),
        ("language", meta.language.clone()),
        ("url", meta.url.clone()),
        ("section", meta.section.clone()),
        ("tags", (!meta.tags.is_empty()).then(|| meta.tags.join(", "))),
    ];
    for (name, value) in fields {
        let value = value.unwrap_or_else(|| "-".to_owned());
        let _ = writeln!(out, "  {name:<11} {}", shorten(&value, EXCERPT));
    }
    for block in document.blocks() {
        let kind = serde_json::to_value(block.kind).unwrap_or_default();
        let words = document.slice(block.span).unwrap_or_default();
        let mark = if block.kind.is_body() { ' ' } else { '·' };
        let kind = kind.as_str().unwrap_or_default();
        let _ = writeln!(
            out,
            "  {mark} {kind:<10} {:>12}  {}",
            block.span.to_string(),
            shorten(words, EXCERPT)
        );
    }
    for note in document.notes().iter().filter(|note| note.stage == stage.name) {
        let _ = writeln!(out, "  note: {}", note.message);
    }
}

fn step(out: &mut String, document: &Document, outcome: &StepOutcome, narrowed: Narrowed<'_>) {
    let step = &outcome.step;
    let used = if step.name.as_str() == step.info.id {
        String::new()
    } else {
        format!(" ({})", step.info.id)
    };
    let _ = writeln!(out, "\n{} {}{used}  {}", step.info.kind, step.name, time(outcome.time));
    if let Some(when) = &step.when {
        let holds = if outcome.worked { "holds" } else { "does not hold: the document passes by" };
        let _ = writeln!(out, "  when {}: {holds}", when.source);
    }
    let shown = |one: &&Annotation| narrowed.shows_annotation(one);
    for annotation in outcome.annotations.iter().filter(shown) {
        self::annotation(out, document, annotation);
    }
    if let Some(summary) = &outcome.summary {
        for sentence in &summary.sentences {
            let spans: Vec<String> = sentence.spans.iter().map(Span::to_string).collect();
            let _ = writeln!(out, "  {:>12}  {}", spans.join(" "), sentence.text);
            for (name, value) in &sentence.attributes {
                let _ = writeln!(out, "      {name} = {value}");
            }
        }
    }
    // Of a failure, the note says what is told below.
    for note in outcome.notes.iter().filter(|_| outcome.error.is_none()) {
        let _ = writeln!(out, "  note: {}", note.message);
    }
    for remark in &outcome.remarks {
        let _ = writeln!(out, "  ({remark})");
    }
    let silent = !outcome.annotations.iter().any(|one| shown(&one)) && outcome.summary.is_none();
    if outcome.worked && silent && outcome.notes.is_empty() && outcome.error.is_none() {
        let _ = writeln!(out, "  nothing to say");
    }
    if let Some(problem) = &outcome.error {
        failure(out, step, problem);
    }
}

fn annotation(out: &mut String, document: &Document, annotation: &Annotation) {
    let score = annotation.score.map_or_else(String::new, |score| format!("  {score}"));
    let _ = writeln!(out, "  {}: {}{score}", annotation.kind, annotation.label);
    for (name, value) in &annotation.attributes {
        match value.as_object() {
            // Which terms, or parts of a query, it rests on, and how often each occurs.
            Some(parts) => {
                for (part, count) in parts {
                    let _ = writeln!(out, "      {name}: {count} × {part}");
                }
            }
            None => {
                let _ = writeln!(out, "      {name} = {value}");
            }
        }
    }
    let sentences = by_sentence(document, &annotation.spans);
    for (sentence, spans) in sentences.iter().take(MOST_EVIDENCE) {
        let places: Vec<String> = spans.iter().map(Span::to_string).collect();
        let words = match sentence {
            Some(sentence) => in_sentence(document, *sentence, spans),
            None => spans.first().map(|span| in_context(document, *span)).unwrap_or_default(),
        };
        let _ = writeln!(out, "      {:>12}  {words}", places.join(" "));
    }
    let shown: usize = sentences.iter().take(MOST_EVIDENCE).map(|(_, spans)| spans.len()).sum();
    if let Some(more) = annotation.spans.len().checked_sub(shown).filter(|more| *more > 0) {
        let _ = writeln!(out, "      and {more} more");
    }
}

/// The spans, grouped by the sentence that they stand in; one that is in no single sentence is alone.
fn by_sentence(document: &Document, spans: &[Span]) -> Vec<(Option<Span>, Vec<Span>)> {
    let mut out: Vec<(Option<Span>, Vec<Span>)> = Vec::new();
    for &span in spans {
        if let Some((Some(sentence), group)) = out.last_mut()
            && sentence.start() <= span.start()
            && span.end() <= sentence.end()
        {
            group.push(span);
            continue;
        }
        out.push((sentence_around(document, span), vec![span]));
    }
    out
}

/// The sentence that holds all of `span`.
fn sentence_around(document: &Document, span: Span) -> Option<Span> {
    let holds = |outer: Span| outer.start() <= span.start() && span.end() <= outer.end();
    let block = document.blocks().iter().find(|block| holds(block.span))?.span;
    let sentences = text::sentence_iter(document.slice(block)?);
    let in_text = |sentence: Span| {
        Span::new(block.start() + sentence.start(), block.start() + sentence.end()).ok()
    };
    sentences.filter_map(in_text).find(|sentence| holds(*sentence))
}

/// A sentence with the words under `spans` marked; of what stands far from them, not all.
fn in_sentence(document: &Document, sentence: Span, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut at = sentence.start();
    let text = document.text();
    for (number, span) in spans.iter().enumerate() {
        if span.start() < at {
            continue;
        }
        let between = &text[at..span.start()];
        let head = if number == 0 { 0 } else { MARGIN };
        let tail = if number == 0 { SENTENCE_MARGIN } else { MARGIN };
        out.push_str(&without_middle(between, head, tail));
        out.push('[');
        out.push_str(&shorten(document.slice(*span).unwrap_or_default(), EXCERPT));
        out.push(']');
        at = span.end();
    }
    out.push_str(&without_middle(&text[at..sentence.end()], SENTENCE_MARGIN, 0));
    out.replace(['\n', '\t'], " ")
}

/// The first `head` and the last `tail` characters of `text`, where it has more.
fn without_middle(text: &str, head: usize, tail: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= head + tail {
        return text.to_owned();
    }
    let start: String = characters[..head].iter().collect();
    let end: String = characters[characters.len() - tail..].iter().collect();
    format!("{start}…{end}")
}

fn failure(out: &mut String, step: &StepInfo, problem: &cableway_core::StageError) {
    let chain: Vec<String> = problem.chain().collect();
    let _ = writeln!(out, "  failed ({}): {}", problem.kind(), chain.join(": "));
    let then = match step.policy.on_error {
        OnError::Quarantine => "in a run, the document goes to quarantine here",
        OnError::SkipStage => "the document goes on without the stage (`on_error`)",
        OnError::Stop => "in a run, this ends it: no output is replaced (`on_error`)",
    };
    let _ = writeln!(out, "  {then}");
}

/// The words under a span, marked, with some of what stands around them.
fn in_context(document: &Document, span: Span) -> String {
    let text = document.text();
    let words = document.slice(span).unwrap_or_default();
    let before: Vec<char> = text[..span.start()].chars().rev().take(MARGIN).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text[span.end()..].chars().take(MARGIN).collect();
    let line = |text: &str| text.replace('\n', " ");
    format!("…{}[{}]{}…", line(&before), shorten(words, EXCERPT), line(&after))
}

fn shorten(text: &str, most: usize) -> String {
    let text = text.replace(['\n', '\t'], " ");
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most).collect();
    format!("{}…", kept.trim_end())
}
