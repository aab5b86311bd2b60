//! What the user is told.

use std::fmt::Write as _;
use std::time::Duration;

use cableway_engine::RunReport;
use cableway_engine::watch::Agendum;

use crate::commands::counted;
use crate::commands::run::FATES;
use crate::table;

/// What is watched, on one line.
pub(super) fn watching(file: &str, agenda: &[Agendum]) -> String {
    let local: Vec<&str> = agenda
        .iter()
        .filter(|agendum| agendum.every.is_none())
        .map(|agendum| agendum.name.as_str())
        .collect();
    let mut parts = Vec::new();
    if !local.is_empty() {
        parts.push(format!("{} when files change", local.join(", ")));
    }
    for agendum in agenda {
        if let Some(every) = agendum.every {
            parts.push(format!("{} every {}", agendum.name, time(every)));
        }
    }
    format!("watching {file}: {}; Ctrl-C stops\n", parts.join(", "))
}

/// A time as the pipeline file has it.
fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(24 * 60 * 60, 'd'), (60 * 60, 'h'), (60, 'm')];
    let unit = units.into_iter().find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}

/// How many documents a run has worked on.
pub(super) fn worked_on(report: &RunReport) -> u64 {
    (report.documents + report.quarantined).saturating_sub(report.unchanged)
}

/// Whether a run has done anything that the user should hear of.
pub(super) fn is_news(report: &RunReport) -> bool {
    report.delivered || FATES.iter().any(|(fate, _)| report.removed.count(*fate) > 0)
}

/// What a run did, on one line, and the first document in quarantine on another.
pub(super) fn ran(report: &RunReport) -> String {
    let mut parts = Vec::new();
    if worked_on(report) > 0 {
        parts.push(format!("worked on {}", counted(worked_on(report), "document")));
    }
    if report.delivered {
        parts.push(format!("{} written", counted(report.documents, "document")));
    }
    if report.quarantined > 0 {
        parts.push(format!("{} in quarantine", report.quarantined));
    }
    for (fate, what) in FATES {
        let count = report.removed.count(fate);
        if count > 0 {
            parts.push(format!("{} gone and {what}", counted(count, "source")));
        }
    }
    if report.unreachable.kept > 0 {
        let sources = counted(report.unreachable.kept, "source");
        parts.push(format!("{sources} could not be had and kept for now"));
    }
    let mut text = format!("{}, {}\n", parts.join(", "), table::time(report.elapsed));
    if let Some(first) = report.first_quarantined.as_ref().filter(|_| worked_on(report) > 0) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  in quarantine: {first}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (seconds, expect) in
            [(1, "1s"), (90, "90s"), (600, "10m"), (7200, "2h"), (86_400, "1d"), (90_000, "25h")]
        {
            assert_eq!(time(Duration::from_secs(seconds)), expect);
        }
    }
}
