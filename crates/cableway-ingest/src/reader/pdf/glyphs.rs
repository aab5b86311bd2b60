//! From glyphs to lines: what stands on one height, close together and in one size.

use std::panic::resume_unwind;

use cableway_core::{Context, StageError};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};

/// Fonts measure in thousandths of their size.
const UNITS: f64 = 1000.0;

/// No page has more glyphs that are looked at than this.
const MOST_GLYPHS: usize = 500_000;

/// No page is drawn in more steps than this: runs of glyphs, pictures and clipped areas. A dense map of a
/// city has some ten thousands.
const MOST_STEPS: usize = 200_000;

/// A gap of this part of the size is a blank.
const BLANK: f64 = 0.17;

/// A gap of this part of the size parts two lines beside each other: columns, cells of a table.
const GAP: f64 = 1.2;

/// The same for what was not drawn one after the other: where columns stand close together, each is
/// drawn by itself.
const GAP_OF_ROW: f64 = 0.7;

/// A line, or what of it stands in one column. Lengths are in points, from the upper left corner.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where it stands, from the top.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) text: String,
}

/// What an interpreter that would go on too long is unwound with: it has no other way to be stopped.
pub(super) struct Stopped(pub(super) StageError);

/// Takes in the glyphs of a page.
pub(super) struct Collector<'c> {
    context: &'c Context<'c>,
    area: Rect,
    pub(super) known: usize,
    pub(super) unknown: usize,
    pub(super) pictures: usize,
    steps: usize,
    /// Characters that run in none of the four directions.
    askew: usize,
    /// What runs in each of the four directions, as it stands once the page is turned for it.
    turned: [Turned; 4],
}

/// What runs in one direction: to the right, down, up, to the left.
#[derive(Default)]
struct Turned {
    characters: usize,
    runs: Vec<Line>,
}

/// A page, turned so that most of its text is upright.
pub(super) struct Upright {
    pub(super) lines: Vec<Line>,
    /// The height of the page as it was turned.
    pub(super) height: f64,
    /// Characters that run in another direction, and are not among the lines.
    pub(super) left_out: usize,
}

impl<'c> Collector<'c> {
    pub(super) fn new(area: Rect, context: &'c Context<'c>) -> Self {
        let turned = Default::default();
        Self { context, area, known: 0, unknown: 0, pictures: 0, steps: 0, askew: 0, turned }
    }

    /// A few forms that draw each other several times can draw without end.
    fn go_on(&mut self) {
        self.steps += 1;
        let may = if self.steps > MOST_STEPS {
            Err(StageError::limit(format!(
                "a page of the PDF document takes more than {MOST_STEPS} steps to draw: print it to a new one"
            )))
        } else {
            self.context.check()
        };
        if let Err(error) = may {
            resume_unwind(Box::new(Stopped(error)));
        }
    }

    fn glyph(&mut self, text: &str, place: Affine, advance: f64, bold: bool) {
        let [.., x, y] = place.as_coeffs();
        if !self.area.inflate(1.0, 1.0).contains(Point::new(x, y)) {
            // What lies outside is not seen.
            return;
        }
        let characters = text.chars().filter(|c| !c.is_whitespace()).count();
        let turns = turns(self.area.width(), self.area.height());
        let level =
            turns.into_iter().map(|turn| turn * place).zip(&mut self.turned).find(|(place, _)| {
                let [along, slope, ..] = place.as_coeffs();
                along > 0.0 && slope.abs() <= along * 0.2
            });
        match level {
            Some((place, turned)) => {
                turned.characters += characters;
                turned.glyph(text, place, advance, bold);
            }
            None => self.askew += characters,
        }
    }

    /// The lines of the page, from the top and from the left, in the direction that most of it has.
    pub(super) fn lines(self) -> Upright {
        let all = self.askew + self.turned.iter().map(|turned| turned.characters).sum::<usize>();
        let upright = self.area.height();
        let heights = [upright, self.area.width(), self.area.width(), upright];
        let mut most = (Turned::default(), upright);
        for (turned, height) in self.turned.into_iter().zip(heights) {
            if turned.characters > most.0.characters {
                most = (turned, height);
            }
        }
        let (turned, height) = most;
        Upright { left_out: all - turned.characters, lines: lines(turned.runs), height }
    }
}

/// What turns a page of this size so that what runs to the right, down, up, to the left is upright.
fn turns(width: f64, height: f64) -> [Affine; 4] {
    [
        Affine::IDENTITY,
        Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]),
        Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]),
        Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
    ]
}

impl Turned {
    fn glyph(&mut self, text: &str, place: Affine, advance: f64, bold: bool) {
        let [along, slope, slant, up, x, y] = place.as_coeffs();
        let size = slant.hypot(up) * UNITS;
        let width = along.hypot(slope) * advance;
        if !(0.5..=2000.0).contains(&size) {
            return;
        }
        let blank = text.chars().all(char::is_whitespace);
        if let Some(last) = self.runs.last_mut() {
            let gap = x - last.right;
            let level = (y - last.base).abs() < 0.25 * size.max(last.size);
            // The same glyph a little beside itself is a poor man's bold.
            let again =
                level && last.text.ends_with(text) && (x - last.right + width).abs() < 0.1 * size;
            if again && !blank && text.len() == 1 {
                return;
            }
            // Notes of a smaller size above the line belong to it.
            let raised = last.base - y;
            let small = size < 0.8 * last.size && (-0.2..0.6).contains(&(raised / last.size));
            let alike = (size - last.size).abs() < 0.15 * last.size;
            if (level && alike || small) && (-0.5 * size..GAP * size).contains(&gap) {
                if gap > BLANK * size && !last.text.ends_with(' ') && !blank {
                    last.text.push(' ');
                }
                last.text.push_str(text);
                last.right = last.right.max(x + width);
                last.bold &= bold || blank;
                return;
            }
        }
        if !blank {
            let text = text.to_owned();
            self.runs.push(Line { left: x, right: x + width, base: y, size, bold, text });
        }
    }
}

/// The lines that runs make, from the top and from the left.
fn lines(mut runs: Vec<Line>) -> Vec<Line> {
    runs.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<Line> = Vec::new();
    // Where the lines of the height at hand begin.
    let mut row = 0;
    for run in runs {
        let level = |line: &Line| (run.base - line.base).abs() < 0.3 * run.size.max(line.size);
        if lines.get(row).is_some_and(|first| !level(first)) {
            row = lines.len();
        }
        lines.push(run);
    }
    join_rows(lines)
}

/// Joins what stands beside each other on one height, and closely.
fn join_rows(runs: Vec<Line>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut row: Vec<Line> = Vec::new();
    let mut end = |row: &mut Vec<Line>| {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        let start = lines.len();
        for run in row.drain(..) {
            match lines[start..].last_mut() {
                Some(last) if run.left - last.right < GAP_OF_ROW * run.size.min(last.size) => {
                    let blank = run.left - last.right > BLANK * run.size;
                    if blank && !last.text.ends_with(' ') {
                        last.text.push(' ');
                    }
                    last.bold &= run.bold;
                    // A note's number does not make the line smaller.
                    if run.text.len() > last.text.len() {
                        last.size = run.size;
                        last.base = run.base;
                    }
                    last.text.push_str(&run.text);
                    last.right = last.right.max(run.right);
                }
                _ => lines.push(run),
            }
        }
    };
    for run in runs {
        let level = row
            .last()
            .is_none_or(|last| (run.base - last.base).abs() < 0.3 * run.size.max(last.size));
        if !level {
            end(&mut row);
        }
        row.push(run);
    }
    end(&mut row);
    for line in &mut lines {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        line.text = words.join(" ");
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Takes ligatures apart and leaves out what is no character.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            '\u{a0}' | '\t' => plain.push(' '),
            // Private characters are pictures of a font's own.
            c if c.is_control()
                || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{feff}') => {}
            c => plain.push(c),
        }
    }
    plain
}

fn is_bold(run: &GlyphRun<'_, '_>) -> bool {
    let Some(Glyph::Outline(glyph)) = run.glyphs().first().map(|glyph| &**glyph) else {
        return false;
    };
    glyph.font_data().is_some_and(|font| {
        let name = font.postscript_name.unwrap_or_default().to_lowercase();
        font.weight.is_some_and(|weight| weight >= 600)
            || ["bold", "black", "heavy", "cmbx"].iter().any(|word| name.contains(word))
    })
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.go_on();
        let bold = is_bold(run);
        for glyph in run.glyphs() {
            if self.known + self.unknown >= MOST_GLYPHS {
                return;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => plain(c.encode_utf8(&mut [0; 4])),
                Some(BfString::String(text)) => plain(&text),
                None => String::new(),
            };
            if text.is_empty() {
                self.unknown += 1;
                continue;
            }
            self.known += 1;
            let advance = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0));
            self.glyph(&text, props.transform * glyph.transform(), advance, bold);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.go_on();
        self.pictures += 1;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {
        self.go_on();
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
