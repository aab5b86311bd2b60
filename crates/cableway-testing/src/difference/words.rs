//! Changes in words.

use std::fmt;

use serde_json::Value;

use super::change::What;
use super::quote::{count, elements, quote, quotes, shown};
use super::sequence::missing;

impl fmt::Display for What {
    #[expect(clippy::too_many_lines, reason = "some for each variant, and none depends on another")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecordAdded { position } => write!(f, "record added at {position}"),
            Self::RecordRemoved { position } => write!(f, "record removed, was at {position}"),
            Self::RecordMoved { from, to } => write!(f, "record moved from {from} to {to}"),
            Self::Quarantined { error, records } => {
                write!(f, "quarantined{}: {}", of_records(*records), shown(error))
            }
            Self::Released { error, records } => {
                let records = of_records(*records);
                write!(f, "no longer quarantined{records}; it was for: {}", shown(error))
            }
            Self::QuarantineChanged { from, to } => {
                write!(f, "quarantined for another reason: {} → {}", shown(from), shown(to))
            }
            Self::LabelGained { kind, label, score, evidence } => {
                write!(f, "{kind} `{}` gained", shown(label))?;
                write_reasons(f, score.as_ref(), evidence)
            }
            Self::LabelLost { kind, label, score, evidence } => {
                write!(f, "{kind} `{}` lost", shown(label))?;
                write_reasons(f, score.as_ref(), evidence)
            }
            Self::LabelFlipped { kind, from, to, evidence_before, evidence } => {
                write!(f, "{kind} flipped: `{}` → `{}`", shown(from), shown(to))?;
                if evidence_before == evidence {
                    write_reasons(f, None, evidence)
                } else {
                    write!(f, ", on {} → {}", or_nothing(evidence_before), or_nothing(evidence))
                }
            }
            Self::LabelsReordered => write!(f, "the same labels in another order"),
            Self::ScoreChanged { kind, label, from, to } => {
                write!(
                    f,
                    "score of {kind} `{}`: {}",
                    shown(label),
                    arrow(from.as_ref(), to.as_ref())
                )
            }
            Self::EvidenceMoved { of, words, from, to } => {
                let (from, to) = (elements(from), elements(to));
                write!(f, "evidence of {of} moved: {}, {from} → {to}", quotes(words))
            }
            Self::EvidenceChanged { of, lost, gained } => {
                write!(f, "evidence of {of}: {}", lost_and_gained(&quotes(lost), &quotes(gained)))
            }
            Self::AttributeChanged { of, name, from, to } => {
                write!(f, "`{}` of {of}: {}", shown(name), arrow(from.as_ref(), to.as_ref()))
            }
            Self::LinksChanged { of, from, to } => {
                write!(f, "links of {of}: {} → {}", or_nothing(from), or_nothing(to))
            }
            Self::SummaryGained { sentences } => {
                let number = count(sentences.len(), "sentence");
                write!(f, "summary gained, {number}: {}", quotes(sentences))
            }
            Self::SummaryLost { sentences } => {
                let number = count(sentences.len(), "sentence");
                write!(f, "summary lost, {number}: {}", quotes(sentences))
            }
            Self::SentenceIn { position, words } => {
                write!(f, "sentence in at {position}: {}", quote(words))
            }
            Self::SentenceOut { position, words } => {
                write!(f, "sentence out, was at {position}: {}", quote(words))
            }
            Self::SentenceMoved { from, to, words } => {
                write!(f, "sentence moved from {from} to {to}: {}", quote(words))
            }
            Self::MetadataChanged { field, from, to } => {
                write!(f, "{}: {}", shown(field), arrow(from.as_ref(), to.as_ref()))
            }
            Self::SourceChanged { field, from, to } => {
                write!(f, "source, {}: {}", shown(field), arrow(from.as_ref(), to.as_ref()))
            }
            Self::TextChanged { from, to } => write!(f, "text: {} → {}", quote(from), quote(to)),
            Self::BlockAdded { kind, words } => write!(f, "{kind} added: {}", quote(words)),
            Self::BlockRemoved { kind, words } => write!(f, "{kind} removed: {}", quote(words)),
            Self::BlockKindChanged { from, to, words } => {
                write!(f, "{from} is now a {to}: {}", quote(words))
            }
            Self::BlockMoved { kind, words } => {
                write!(f, "{kind} at another place of the text: {}", quote(words))
            }
            Self::NoteIn { note } => write!(f, "note in: {}", quote(note)),
            Self::NoteOut { note } => write!(f, "note out: {}", quote(note)),
            Self::Other { path, from, to } => {
                write!(f, "`{}`: {}", shown(path), arrow(from.as_ref(), to.as_ref()))
            }
        }
    }
}

/// How strongly a label is held, and on what words.
fn write_reasons(
    f: &mut fmt::Formatter<'_>,
    score: Option<&Value>,
    evidence: &[String],
) -> fmt::Result {
    if let Some(score) = score {
        write!(f, ", score {}", shown(&score.to_string()))?;
    }
    if evidence.is_empty() { Ok(()) } else { write!(f, ", on {}", quotes(evidence)) }
}

fn or_nothing(words: &[String]) -> String {
    if words.is_empty() { "nothing".to_owned() } else { quotes(words) }
}

/// More than one record, or none, is worth a word.
fn of_records(records: usize) -> String {
    if records == 1 { String::new() } else { format!(" ({})", count(records, "record")) }
}

/// A value before and now. Of lists, what is in one only.
fn arrow(from: Option<&Value>, to: Option<&Value>) -> String {
    let value = |value: &Value| match value {
        Value::String(text) => quote(text),
        other => shown(&other.to_string()),
    };
    match (from, to) {
        (Some(Value::Array(from)), Some(Value::Array(to))) => {
            let (lost, gained) = (missing(from, to), missing(to, from));
            if lost.is_empty() && gained.is_empty() {
                return format!("{} → {}", elements(from), elements(to));
            }
            lost_and_gained(&elements(&lost), &elements(&gained))
        }
        (Some(from), Some(to)) => format!("{} → {}", value(from), value(to)),
        (Some(from), None) => format!("{} → nothing", value(from)),
        (None, Some(to)) => format!("nothing → {}", value(to)),
        (None, None) => "nothing".to_owned(),
    }
}

/// What is not there any more, and what was not there; either may be empty.
fn lost_and_gained(lost: &str, gained: &str) -> String {
    match (lost, gained) {
        (lost, "") => format!("lost {lost}"),
        ("", gained) => format!("gained {gained}"),
        (lost, gained) => format!("lost {lost}, gained {gained}"),
    }
}
