//! The order in which the lines of a page are read: column by column, and what stands across several
//! columns before or after all of what it parts.

use super::glyphs::Line;

/// A column has at least this many lines.
const FEWEST: usize = 3;

/// The space between columns is at least so wide, in points.
const NARROWEST: f64 = 7.0;

/// Columns are looked for in columns down to this depth.
const DEEPEST: usize = 3;

/// So many spaces between columns are kept in mind.
const MOST_KNOWN: usize = 8;

/// Lines that are read one after another, in one column.
pub(super) type Column = Vec<Line>;

/// The columns of a page in the order of reading. `known` are the spaces between columns of the pages
/// before: the last page of a text may have too few lines to show its own.
pub(super) fn order(lines: Vec<Line>, known: &mut Vec<f64>) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut pending = vec![(lines, 0)];
    while let Some((lines, depth)) = pending.pop() {
        let found = if depth < DEEPEST { gutter(&lines) } else { None };
        if let Some(found) = found
            && known.len() < MOST_KNOWN
            && known.iter().all(|other| (other - found).abs() > 2.0)
        {
            known.push(found);
        }
        let as_before = || known.iter().copied().find(|middle| parts_few(&lines, *middle));
        let Some(gutter) = found.or_else(|| as_before().filter(|_| depth < DEEPEST)) else {
            columns.push(lines);
            continue;
        };
        // What crosses the space between the columns parts the page into bands.
        let mut parts: Vec<Vec<Line>> = Vec::new();
        let (mut left, mut right, mut across): (Vec<Line>, Vec<Line>, Vec<Line>) =
            (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            if line.left < gutter && line.right > gutter {
                parts.extend([std::mem::take(&mut left), std::mem::take(&mut right)]);
                across.push(line);
                continue;
            }
            if !across.is_empty() {
                // Beside a line across there may be a line of the column that starts there.
                parts.push(std::mem::take(&mut across));
            }
            if line.right <= gutter {
                left.push(line);
            } else {
                right.push(line);
            }
        }
        parts.extend([left, right, across]);
        parts.retain(|part| !part.is_empty());
        pending.extend(parts.into_iter().rev().map(|part| (part, depth + 1)));
    }
    columns
}

/// The middle of the space between two columns; nothing where there is one column only. Linear in the
/// lines, but for their sorting.
#[expect(clippy::cast_sign_loss, reason = "what is below zero was raised to it")]
fn gutter(lines: &[Line]) -> Option<f64> {
    if lines.len() < 2 * FEWEST {
        return None;
    }
    let (first, last) = lines
        .iter()
        .fold((f64::MAX, f64::MIN), |(a, b), line| (a.min(line.left), b.max(line.right)));
    if last - first < 60.0 {
        return None;
    }
    // How many lines cover each point of the width.
    let cells = (last - first).clamp(0.0, 20_000.0) as usize + 1;
    let cell = |x: f64| ((x - first).max(0.0) as usize).min(cells - 1);
    let mut changes = vec![0_i64; cells + 1];
    for line in lines {
        changes[cell(line.left)] += 1;
        changes[cell(line.right) + 1] -= 1;
    }
    let covered: Vec<i64> = changes
        .iter()
        .scan(0, |covered, change| {
            *covered += change;
            Some(*covered)
        })
        .collect();
    // A few lines may cross it: headings, pictures' captions.
    let few = i64::try_from(lines.len() / 5).unwrap_or(i64::MAX);
    let crossed = || widest(&covered, few, first, lines);
    widest(&covered, 0, first, lines).or_else(crossed)
}

/// The middle of the widest space that no more than `most` lines cross and that parts columns.
fn widest(covered: &[i64], most: i64, first: f64, lines: &[Line]) -> Option<f64> {
    let mut best: Option<(usize, f64)> = None;
    let mut start = None;
    for (place, count) in covered.iter().enumerate() {
        if *count <= most && place + 1 < covered.len() {
            start.get_or_insert(place);
            continue;
        }
        let Some(from) = start.take() else { continue };
        let width = place - from;
        let middle = first + (from + place) as f64 / 2.0;
        let is_better = best.is_none_or(|(widest, _)| width > widest);
        if width as f64 >= NARROWEST && from > 0 && is_better && parts_columns(lines, middle) {
            best = Some((width, middle));
        }
    }
    best.map(|(_, middle)| middle)
}

/// Whether what stands on both sides of `middle` are columns of text, side by side, and not the cells of a
/// table.
fn parts_columns(lines: &[Line], middle: f64) -> bool {
    let left: Vec<&Line> = lines.iter().filter(|line| line.right <= middle).collect();
    let right: Vec<&Line> = lines.iter().filter(|line| line.left >= middle).collect();
    let across = lines.len() - left.len() - right.len();
    if left.len() < FEWEST || right.len() < FEWEST || across * 4 > left.len() + right.len() {
        return false;
    }
    let range = |side: &[&Line]| {
        side.iter().fold((f64::MAX, f64::MIN), |(a, b), line| (a.min(line.base), b.max(line.base)))
    };
    let ((a, b), (c, d)) = (range(&left), range(&right));
    let shared = b.min(d) - a.max(c);
    is_prose(&left, 9.0) && is_prose(&right, 9.0) && shared > 0.3 * (b - a).min(d - c)
}

/// Whether few lines, none of which crosses `middle`, stand in columns that another page has.
fn parts_few(lines: &[Line], middle: f64) -> bool {
    let (left, right): (Vec<&Line>, Vec<&Line>) =
        lines.iter().partition(|line| line.right <= middle);
    !left.is_empty()
        && !right.is_empty()
        && right.iter().all(|line| line.left >= middle)
        && is_prose(&left, 15.0)
        && is_prose(&right, 15.0)
}

/// Whether most lines are so wide, in units of their size, that they are no cells of a table.
fn is_prose(side: &[&Line], least: f64) -> bool {
    let mut widths: Vec<f64> =
        side.iter().map(|line| (line.right - line.left) / line.size).collect();
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() / 2).is_some_and(|width| *width >= least)
}
