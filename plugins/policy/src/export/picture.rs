//! The relations of an article as a picture: actors on an ellipse, a line for each tie.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;
use std::fmt::Write as _;

use cableway_sdk::Document;

use super::html::escape;
use super::{is_real, text};

/// The most actors that are drawn; the table above it has all.
const MOST: usize = 24;

/// The picture's width.
const WIDTH: f64 = 960.0;

/// How far from the middle the actors stand sideways. Names need the rest of the width.
const ASIDE: f64 = 250.0;

/// The same up and down, at most.
const MOST_UP: f64 = 225.0;

/// What names need above and below the actors.
const MARGIN: f64 = 65.0;

/// The most characters of a line of a name. Half the picture less the radius holds as many, in any usual font.
const LINE: usize = 24;

/// Where actors stand: few of them need little height.
#[derive(Clone, Copy)]
struct Ellipse {
    count: usize,
    up: f64,
}

impl Ellipse {
    /// One for so many actors, 1 or more.
    fn new(count: usize) -> Self {
        let up = if count <= 2 { 35.0 } else { (40.0 + 20.0 * count as f64).min(MOST_UP) };
        Self { count, up }
    }

    fn height(self) -> f64 {
        2.0 * (self.up + MARGIN)
    }

    /// Two stand side by side; more begin at the top.
    fn at(self, place: usize) -> (f64, f64) {
        let turn = if self.count == 2 { TAU / 4.0 } else { 0.0 };
        let angle = TAU * place as f64 / self.count as f64 - turn;
        (WIDTH / 2.0 + ASIDE * angle.sin(), self.height() / 2.0 - self.up * angle.cos())
    }
}

/// A tie as it is drawn.
struct Tie<'a> {
    from: &'a str,
    to: &'a str,
    label: &'a str,
    polarity: &'a str,
}

/// An SVG of what is real, with a legend; nothing where there is no such relation. Its description says the same in words, and so
/// does the table above it.
pub(super) fn picture(document: &Document, number: usize) -> String {
    let mut ties: Vec<Tie<'_>> = Vec::new();
    for one in document.annotations() {
        if one.kind == "relation" && is_real(one) {
            let tie = Tie {
                from: text(one, "from"),
                to: text(one, "to"),
                label: &one.label,
                polarity: text(one, "polarity"),
            };
            let is_same = |other: &Tie<'_>| {
                (other.from, other.to, other.label) == (tie.from, tie.to, tie.label)
            };
            if !ties.iter().any(is_same) {
                ties.push(tie);
            }
        }
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut actors: BTreeSet<&str> = BTreeSet::new();
    for tie in &ties {
        for name in [tie.from, tie.to] {
            let next = places.len();
            actors.insert(name);
            if next < MOST {
                places.entry(name).or_insert(next);
            }
        }
    }
    if ties.is_empty() {
        return String::new();
    }
    let ellipse = Ellipse::new(places.len().max(1));
    let at = |name: &str| places.get(name).map(|place| ellipse.at(*place));
    ties.retain(|tie| at(tie.from).is_some() && at(tie.to).is_some());
    let said: Vec<String> =
        ties.iter().map(|tie| format!("{} {} {}", tie.from, tie.label, tie.to)).collect();
    let mut out = format!(
        "<figure>\n<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"picture-{number}\">\n\
         <svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"picture-{number}\" aria-describedby=\"said-{number}\">\n\
         <title id=\"picture-{number}\">Relations between actors</title>\n\
         <desc id=\"said-{number}\">{}. The table above says the same.</desc>\n\
         <defs><marker id=\"arrow-{number}\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"8\" \
         markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\" fill=\"#808080\"/></marker></defs>\n",
        WIDTH,
        ellipse.height(),
        escape(&said.join("; "))
    );
    for (tie, said) in ties.iter().zip(&said) {
        if let (Some(from), Some(to)) = (at(tie.from), at(tie.to)) {
            line(&mut out, tie, said, (from, to), number);
        }
    }
    let mut by_place: Vec<(&usize, &&str)> =
        places.iter().map(|(name, place)| (place, name)).collect();
    by_place.sort_unstable();
    for (_, name) in by_place {
        if let Some(place) = at(name) {
            actor(&mut out, name, place, ellipse.height() / 2.0);
        }
    }
    out.push_str("</svg>\n</div>\n<figcaption>Dashed red ties are hostile, green ones friendly, grey ones neither.");
    out.push_str(" Drawn is what is told as real; the table has all.");
    if actors.len() > MOST {
        // Writing to a string cannot fail.
        let _ = write!(out, " {MOST} of {} actors are drawn.", actors.len());
    }
    out.push_str("</figcaption>\n</figure>\n");
    out
}

/// A tie between two places. It bends to the right of its way, so that there and back are two lines.
fn line(
    out: &mut String,
    tie: &Tie<'_>,
    said: &str,
    ((x1, y1), (x2, y2)): ((f64, f64), (f64, f64)),
    number: usize,
) {
    // Colour alone would not tell: what is negative is dashed.
    let style = match tie.polarity {
        "negative" => "stroke=\"#d93025\" stroke-dasharray=\"6 4\"",
        "positive" => "stroke=\"#1e8e3e\"",
        _ => "stroke=\"#808080\"",
    };
    let length = ((x2 - x1).powi(2) + (y2 - y1).powi(2)).sqrt().max(1.0);
    let (across, up) = ((x2 - x1) / length, (y2 - y1) / length);
    let bend = length / 12.0;
    let (cx, cy) = (f64::midpoint(x1, x2) - up * bend, f64::midpoint(y1, y2) + across * bend);
    let (dx, dy) = (16.0 * across, 16.0 * up);
    let _ = writeln!(
        out,
        "<path d=\"M{:.1} {:.1}Q{cx:.1} {cy:.1} {:.1} {:.1}\" fill=\"none\" {style} stroke-width=\"2\" \
         marker-end=\"url(#arrow-{number})\"><title>{}</title></path>",
        x1 + dx,
        y1 + dy,
        x2 - dx,
        y2 - dy,
        escape(said)
    );
}

/// An actor with its name, on the side that looks outward.
fn actor(out: &mut String, name: &str, (x, y): (f64, f64), half: f64) {
    let middle = WIDTH / 2.0;
    let (anchor, shift) = if x > middle + 1.0 {
        ("start", 16.0)
    } else if x < middle - 1.0 {
        ("end", -16.0)
    } else {
        ("middle", 0.0)
    };
    let lines = lines(name);
    let more = 19.0 * (lines.len() - 1) as f64;
    let lift = match (shift == 0.0, y < half) {
        (true, true) => -16.0 - more,
        (true, false) => 28.0,
        _ => 5.0 - more / 2.0,
    };
    let _ = write!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"10\" fill=\"#1a73e8\"/><text text-anchor=\"{anchor}\">"
    );
    for (place, line) in lines.iter().enumerate() {
        let _ = write!(
            out,
            "<tspan x=\"{:.1}\" y=\"{:.1}\">{}</tspan>",
            x + shift,
            y + lift + 19.0 * place as f64,
            escape(line)
        );
    }
    out.push_str("</text>\n");
}

/// A name in at most two lines that fit beside the circle; what does not fit ends in `…`.
fn lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() || line.chars().count() + 1 + word.chars().count() <= LINE || count == 2
        {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    for line in &mut lines {
        if line.chars().count() > LINE {
            *line = line.chars().take(LINE - 1).chain(['…']).collect();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Ellipse, MOST, WIDTH, lines};

    #[test]
    fn few_actors_need_little_height() {
        assert!(Ellipse::new(2).height() <= 200.0);
        let heights: Vec<f64> = (1..=MOST).map(|count| Ellipse::new(count).height()).collect();
        assert!(heights.is_sorted() && heights[MOST - 1] <= 580.0, "{heights:?}");
        let [(x1, y1), (x2, y2)] = [0, 1].map(|place| Ellipse::new(2).at(place));
        assert!(x1 < WIDTH / 2.0 && x2 > WIDTH / 2.0 && (y1 - y2).abs() < 1e-9);
        // Names of two lines beside actors that follow one another do not touch.
        for count in 3..=MOST {
            let ellipse = Ellipse::new(count);
            let mut right: Vec<f64> = (0..count)
                .map(|place| ellipse.at(place))
                .filter(|(x, _)| *x > WIDTH / 2.0 + 200.0)
                .map(|(_, y)| y)
                .collect();
            right.sort_by(f64::total_cmp);
            assert!(right.windows(2).all(|two| two[1] - two[0] > 40.0), "{count}: {right:?}");
        }
    }

    #[test]
    fn a_name_fits_beside_its_circle() {
        assert_eq!(lines("Peru"), ["Peru"]);
        assert_eq!(
            lines("Government of the United States"),
            ["Government of the United", "States"]
        );
        assert_eq!(lines(&"x".repeat(40)), ["x".repeat(23) + "…"]);
        let long = "Ministry of Foreign Affairs and of Trade and of Fish of Peru";
        assert_eq!(lines(long), ["Ministry of Foreign", "Affairs and of Trade an…"]);
    }
}
