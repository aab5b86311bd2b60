//! The relations of an article as a picture: actors on a circle, a line for each tie.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fmt::Write as _;

use cableway_sdk::Document;

use super::html::escape;
use super::{is_real, text};

/// The most actors that are drawn; the table below has all.
const MOST: usize = 24;

/// An SVG of what is real; nothing where there is no such relation. The table below the picture says the same in words,
/// which is what a screen reader is led to.
pub(super) fn picture(document: &Document, number: usize) -> String {
    let relations: Vec<(&str, &str, &str, &str)> = document
        .annotations()
        .iter()
        .filter(|one| one.kind == "relation" && is_real(one))
        .map(|one| (text(one, "from"), text(one, "to"), one.label.as_str(), text(one, "polarity")))
        .collect();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (from, to, _, _) in &relations {
        for name in [from, to] {
            let next = places.len();
            if next < MOST {
                places.entry(name).or_insert(next);
            }
        }
    }
    if relations.is_empty() {
        return String::new();
    }
    let count = places.len().max(1) as f64;
    let at = |name: &str| {
        let angle = TAU * *places.get(name)? as f64 / count;
        Some((400.0 + 220.0 * angle.sin(), 270.0 - 210.0 * angle.cos()))
    };
    let mut out = format!(
        "<svg viewBox=\"0 0 800 540\" role=\"img\" aria-labelledby=\"picture-{number}\">\n\
         <title id=\"picture-{number}\">Relations between actors; the table that follows says the same</title>\n\
         <defs><marker id=\"arrow-{number}\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"8\" \
         markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\" fill=\"#808080\"/></marker></defs>\n"
    );
    for (from, to, label, polarity) in &relations {
        let (Some((x1, y1)), Some((x2, y2))) = (at(from), at(to)) else { continue };
        // Colour alone would not tell: what is negative is dashed.
        let style = match *polarity {
            "negative" => "stroke=\"#c5221f\" stroke-dasharray=\"6 4\"",
            "positive" => "stroke=\"#188038\"",
            _ => "stroke=\"#808080\"",
        };
        let length = ((x2 - x1).powi(2) + (y2 - y1).powi(2)).sqrt().max(1.0);
        let (dx, dy) = (16.0 * (x2 - x1) / length, 16.0 * (y2 - y1) / length);
        let _ = writeln!(
            out,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" {style} stroke-width=\"2\" \
             marker-end=\"url(#arrow-{number})\"><title>{}</title></line>",
            x1 + dx,
            y1 + dy,
            x2 - dx,
            y2 - dy,
            escape(&format!("{from} {label} {to}"))
        );
    }
    let mut by_place: Vec<(&usize, &&str)> =
        places.iter().map(|(name, place)| (place, name)).collect();
    by_place.sort_unstable();
    for (_, name) in by_place {
        let Some((x, y)) = at(name) else { continue };
        let (anchor, shift) = if x > 401.0 {
            ("start", 16.0)
        } else if x < 399.0 {
            ("end", -16.0)
        } else {
            ("middle", 0.0)
        };
        let lift = if shift == 0.0 { if y < 270.0 { -16.0 } else { 28.0 } } else { 5.0 };
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"10\" fill=\"#1a73e8\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            x + shift,
            y + lift,
            escape(name)
        );
    }
    out.push_str("</svg>\n");
    out
}
