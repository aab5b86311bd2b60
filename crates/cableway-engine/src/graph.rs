//! The pipeline as a drawing.

use std::fmt::Write as _;

use cableway_core::StageKind;

use crate::pipeline::{Pipeline, StepInfo};

/// In which language to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// Mermaid, which Markdown viewers draw.
    Mermaid,
    /// DOT, which Graphviz draws.
    Dot,
}

/// Draws the stages of `pipeline` with their conditions, from ingest to export.
pub fn graph(pipeline: &Pipeline, format: GraphFormat) -> String {
    let steps = pipeline.steps();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = match format {
        GraphFormat::Mermaid => writeln!(out, "flowchart LR"),
        GraphFormat::Dot => {
            writeln!(out, "digraph {:?} {{\n  rankdir=LR;\n  node [shape=box];", pipeline.name)
        }
    };
    for (place, step) in steps.iter().enumerate() {
        let _ = match format {
            GraphFormat::Mermaid => writeln!(out, "  s{place}[\"{}\"]", mermaid(step)),
            GraphFormat::Dot => writeln!(out, "  s{place} [label={:?}];", lines(step).join("\n")),
        };
    }
    let last = |kind: StageKind| {
        steps.iter().enumerate().filter(move |(_, step)| step.info.kind == kind).map(|(at, _)| at)
    };
    let middle: Vec<usize> = (0..steps.len()).filter(|&at| is_middle(&steps[at])).collect();
    let edges: Vec<(usize, usize)> = match (middle.first(), middle.last()) {
        (Some(&first), Some(&end)) => last(StageKind::Ingest)
            .map(|from| (from, first))
            .chain(middle.windows(2).map(|pair| (pair[0], pair[1])))
            .chain(last(StageKind::Export).map(|to| (end, to)))
            .collect(),
        _ => last(StageKind::Ingest)
            .flat_map(|from| last(StageKind::Export).map(move |to| (from, to)))
            .collect(),
    };
    for (from, to) in edges {
        let _ = match format {
            GraphFormat::Mermaid => writeln!(out, "  s{from} --> s{to}"),
            GraphFormat::Dot => writeln!(out, "  s{from} -> s{to};"),
        };
    }
    if format == GraphFormat::Dot {
        out.push_str("}\n");
    }
    out
}

fn is_middle(step: &StepInfo) -> bool {
    matches!(step.info.kind, StageKind::Classify | StageKind::Summarize)
}

fn lines(step: &StepInfo) -> Vec<String> {
    let name = if step.name.as_str() == step.info.id {
        format!("{}: {}", step.info.kind, step.name)
    } else {
        format!("{}: {} ({})", step.info.kind, step.name, step.info.id)
    };
    let when = step.when.as_ref().map(|when| format!("when {}", when.source));
    [Some(name), when].into_iter().flatten().collect()
}

fn mermaid(step: &StepInfo) -> String {
    let escape = |line: String| {
        line.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
    };
    lines(step).into_iter().map(escape).collect::<Vec<_>>().join("<br/>")
}
