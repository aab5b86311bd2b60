//! The table at the end of a run.

use std::fmt::Write as _;
use std::time::Duration;

use cableway_engine::RunReport;

/// One line for each stage: what it worked on, how long it took, its share, what it failed on.
pub(crate) fn render(report: &RunReport) -> String {
    let total: Duration = report.stages.iter().map(|stage| stage.time).sum();
    let header = ["stage", "", "documents", "skipped", "failed", "time", "share"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for stage in &report.stages {
        let share = 100.0 * stage.time.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE);
        rows.push(vec![
            stage.name.to_string(),
            stage.kind.to_string(),
            stage.documents.to_string(),
            count(stage.skipped),
            count(stage.failures),
            time(stage.time),
            format!("{share:.0} %"),
        ]);
    }
    columns(&rows, 2)
}

/// Rows under each other: the first `left` columns start at the left, as words do, the others end at the
/// right, as numbers do.
pub(crate) fn columns(rows: &[Vec<String>], left: usize) -> String {
    let mut widths = vec![0; rows.first().map_or(0, Vec::len)];
    for row in rows {
        widen(&mut widths, row);
    }
    let mut out = String::new();
    for row in rows {
        out.push_str(&line(row, &widths, left));
        out.push('\n');
    }
    out
}

/// Makes each of `widths`, in characters, at least that of its cell.
pub(crate) fn widen(widths: &mut [usize], row: &[String]) {
    for (width, cell) in widths.iter_mut().zip(row) {
        *width = (*width).max(cell.chars().count());
    }
}

/// One row of [`columns`], for whoever does not have all of them at once.
pub(crate) fn line(row: &[String], widths: &[usize], left: usize) -> String {
    let mut line = String::new();
    for (place, (cell, width)) in row.iter().zip(widths).enumerate() {
        // Writing to a string cannot fail.
        let _ = if place < left {
            write!(line, "{cell:<width$}  ")
        } else {
            write!(line, "{cell:>width$}  ")
        };
    }
    line.truncate(line.trim_end().len());
    line
}

fn count(count: u64) -> String {
    if count == 0 { "-".to_owned() } else { count.to_string() }
}

/// A time in the unit that fits it.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds >= 60.0 {
        format!("{} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    } else if seconds >= 1.0 {
        format!("{seconds:.2} s")
    } else {
        format!("{:.1} ms", seconds * 1e3)
    }
}
