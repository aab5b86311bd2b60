//! What was measured, as Markdown.

use std::fmt::Write as _;

use super::score::{Figures, runs_without};
use super::speed::Speed;
use super::{Extractor, Texts, published};
use crate::bench::measure::Measured;
use crate::bench::report::memory_of;

/// How many of the worst pages are shown, and how many runs of words of each.
const WORST: usize = 10;
const RUNS: usize = 4;
/// A longer run of words is cut.
const WORDS: usize = 30;

/// Ours and the others' on the same pages.
pub(super) fn figures(us: &Extractor, peers: &[Extractor]) -> String {
    let mut text = String::from(
        "| extractor | version | F1 | precision | recall | exact |\n|---|---|---:|---:|---:|---:|\n",
    );
    for extractor in std::iter::once(us).chain(peers) {
        let Figures { precision, recall, f1, exact } = extractor.figures;
        let Extractor { name, version, .. } = extractor;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {name} | {version} | {f1:.4} | {precision:.4} | {recall:.4} | {exact:.3} |"
        );
    }
    text
}

/// Whether the scorer gives the others what the benchmark gives them.
pub(super) fn published(peers: &[Extractor], pages: usize) -> String {
    let mut text = format!(
        "## Against the published figures\n\n\
         On the same pages all four figures must be the published ones; on a part of them, lie within \
         {} published deviations.\n\n\
         | extractor | F1 here | F1 published | agrees |\n|---|---:|---:|---|\n",
        published::DEVIATIONS
    );
    for peer in peers {
        let Some(row) = published::of(&peer.name) else { continue };
        let (f1, deviation) = row.f1;
        let wrong = row.disagreements(&peer.figures, pages);
        let agrees = if wrong.is_empty() {
            "yes".to_owned()
        } else {
            format!("**no: {}**", wrong.join(", "))
        };
        let _ = writeln!(
            text,
            "| {} | {:.3} | {f1:.3} ± {deviation:.3} | {agrees} |",
            peer.name, peer.figures.f1
        );
    }
    text
}

/// Pages and bytes a second, of the difference between two runs.
pub(super) fn speed(speed: &Speed) -> String {
    let Speed { short, long, many } = speed;
    let documents = long.documents.saturating_sub(short.documents) as f64;
    let megabytes = long.bytes.saturating_sub(short.bytes) as f64 / 1e6;
    let mut text = format!(
        "## Speed on one core\n\n\
         The pages, unpacked, {} times against {} times over; one worker; what the longer run took more.\n\n\
         | what | pages/s | MB/s |\n|---|---:|---:|\n",
        long.documents, short.documents
    );
    let mut row = |what: &str, seconds: f64| {
        let seconds = seconds.max(1e-9);
        let _ =
            writeln!(text, "| {what} | {:.0} | {:.1} |", documents / seconds, megabytes / seconds);
    };
    if let (Some(short), Some(long)) = (short.processor, long.processor) {
        row("processor time of the whole command", long.saturating_sub(short).as_secs_f64());
    }
    row("time of the stage that reads", seconds_of_ingest(long) - seconds_of_ingest(short));
    let _ = writeln!(
        text,
        "\n## Memory\n\n| pages | workers | MB | peak memory |\n|---:|---:|---:|---:|\n\
         | {} | 1 | {:.0} | {} |\n| {} | 1 | {:.0} | {} |\n| {} | 2 | {:.0} | {} |",
        short.documents,
        short.bytes as f64 / 1e6,
        memory_of(short.peak),
        long.documents,
        long.bytes as f64 / 1e6,
        memory_of(long.peak),
        many.documents,
        many.bytes as f64 / 1e6,
        memory_of(many.peak),
    );
    text
}

fn seconds_of_ingest(run: &Measured) -> f64 {
    let ingest = run.stages.iter().filter(|stage| stage.kind == "ingest");
    ingest.map(|stage| stage.milliseconds / 1e3).sum()
}

/// The pages that lost most, with the longest runs of words that are wrong.
pub(super) fn worst(us: &Extractor, truth: &Texts, texts: &Texts) -> String {
    let mut pages: Vec<_> = us.pages.iter().collect();
    pages.sort_by(|a, b| a.1.f1().total_cmp(&b.1.f1()));
    let mut text = format!("## The {WORST} worst pages\n");
    for (id, page) in pages.into_iter().take(WORST) {
        let body = truth.get(id).map_or("", String::as_str);
        let ours = texts.get(id).map_or("", String::as_str);
        let _ = writeln!(
            text,
            "\n{id}: F1 {:.3}; {} shingles right, {} missed, {} let in",
            page.f1(),
            page.right,
            page.missed,
            page.let_in
        );
        for (what, runs) in
            [("missed", runs_without(body, ours)), ("let in", runs_without(ours, body))]
        {
            for run in runs.iter().take(RUNS) {
                let words: Vec<&str> = run.split(' ').collect();
                let shown = words[..words.len().min(WORDS)].join(" ");
                let more = words.len().saturating_sub(WORDS);
                let more = if more > 0 { format!(" … and {more} more") } else { String::new() };
                let _ = writeln!(text, "- {what}: {shown}{more}");
            }
            if runs.len() > RUNS {
                let _ = writeln!(text, "- {what}: {} shorter runs", runs.len() - RUNS);
            }
        }
    }
    text
}
