//! Cuts a text into units: paragraphs, list items, quoted passages.

use cableway_core::{Context, StageError};

use super::facts::fact_of_line;
use super::shape::{ends_sentence, may_be_title, starts_small};
use crate::date;

/// Lines that are wrapped are no longer than this, in characters.
const WIDEST: usize = 100;

/// So many units at the start may be lines that state something about the article.
const HEAD: usize = 8;

/// A part of the text that becomes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    /// The lines as they stand, marks and all.
    pub(super) raw: &'a str,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Prose,
    /// A line with a rule of `=` or `-` under it, which is not part of the unit.
    Underlined,
    Bullet,
    Number(u32),
    /// Lines that begin with `>`.
    Quote,
}

impl Unit<'_> {
    /// Writes the unit's words to `out`, with white space normalised and marks taken off.
    pub(super) fn write(&self, out: &mut String) {
        out.clear();
        match self.shape {
            Shape::Quote => {
                for line in self.raw.lines() {
                    push_normalised(out, line.trim_start_matches([' ', '\t', '>']));
                }
            }
            Shape::Bullet | Shape::Number(_) => {
                let marked = self.raw.trim_start();
                push_normalised(
                    out,
                    marked.split_once(char::is_whitespace).map_or("", |(_, text)| text),
                );
            }
            Shape::Prose | Shape::Underlined => push_normalised(out, self.raw),
        }
    }

    /// The words, if they are short enough to be anything but prose.
    pub(super) fn short(&self) -> Option<String> {
        (self.raw.len() <= 3000).then(|| {
            let mut out = String::new();
            self.write(&mut out);
            out
        })
    }
}

/// Appends `text` with every run of white space as one space. Where a line ends between two
/// characters of a script without spaces, there is none.
fn push_normalised(out: &mut String, text: &str) {
    for line in text.split('\n') {
        // A soft hyphen says where a word may be parted, and is no letter of it.
        let words = line.split_whitespace().filter(|word| word.chars().any(|c| c != '\u{ad}'));
        for (place, word) in words.enumerate() {
            let last = out.chars().next_back();
            let unspaced = |c: Option<char>| c.is_some_and(is_unspaced);
            let joined = place == 0 && unspaced(last) && unspaced(word.chars().next());
            if last.is_some() && !joined {
                out.push(' ');
            }
            word.split('\u{ad}').for_each(|piece| out.push_str(piece));
        }
    }
}

/// True for Chinese and Japanese characters and their punctuation.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Where a line stands in the text, without its end.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
}

/// The units of `text`, in order. Every word is in one of them.
pub(super) fn cut<'a>(text: &'a str, context: &Context<'_>) -> Result<Vec<Unit<'a>>, StageError> {
    let layout = Layout::of(text);
    let mut cutter = Cutter { text, layout, lines: Vec::new(), units: Vec::new() };
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        if number % 4096 == 0 {
            context.check()?;
        }
        cutter.line(Line { start, end: start + line.len() });
        start += line.len() + 1;
    }
    cutter.flush();
    context.check()?;
    let mut units = cutter.units;
    keep_numbers_in_order(&mut units);
    Ok(units)
}

/// How paragraphs are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// By empty lines.
    Spaced,
    /// By every end of a line.
    Lines,
    /// By indented first lines or short last lines; no line has more characters than this.
    Wrapped(usize),
}

impl Layout {
    fn of(text: &str) -> Self {
        let (mut seen, mut empty) = (false, false);
        for line in text.lines() {
            if line.trim().is_empty() {
                empty = seen;
            } else if empty {
                return Self::Spaced;
            } else {
                seen = true;
            }
        }
        // A sample is enough, and bounds the work.
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.trim().is_empty()).take(400).collect();
        let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let full = lines.iter().filter(|line| width(line) * 10 >= widest * 7).count();
        let open = lines.iter().filter(|line| !ends_sentence(line)).count();
        let wrapped = lines.len() >= 5
            && (50..=WIDEST).contains(&widest)
            && full * 10 >= lines.len() * 6
            && open * 2 > lines.len();
        if wrapped { Self::Wrapped(widest) } else { Self::Lines }
    }
}

struct Cutter<'a> {
    text: &'a str,
    layout: Layout,
    /// The lines since the last border between paragraphs.
    lines: Vec<Line>,
    units: Vec<Unit<'a>>,
}

impl<'a> Cutter<'a> {
    fn slice(&self, line: Line) -> &'a str {
        &self.text[line.start..line.end]
    }

    fn line(&mut self, line: Line) {
        let words = self.slice(line).trim();
        if words.is_empty() {
            self.flush();
        } else if is_rule(words) {
            self.rule(words);
        } else {
            if self.starts_paragraph(line) {
                self.flush();
            }
            self.lines.push(line);
        }
    }

    /// A line of marks alone: under a line it makes a heading of it, elsewhere it is a border.
    fn rule(&mut self, marks: &str) {
        let over = match (self.lines.as_slice(), self.layout) {
            ([.., over], Layout::Lines) | ([over], _) => Some(*over),
            _ => None,
        };
        if let Some(over) = over {
            let words = self.slice(over);
            let fits = marks.starts_with('=')
                || (marks.starts_with('-') && marks.len() * 2 >= width(words.trim()));
            if fits && may_be_title(words.trim()) {
                self.lines.pop();
                self.flush();
                self.units.push(Unit { raw: words, shape: Shape::Underlined });
                return;
            }
        }
        self.flush();
    }

    /// Whether a paragraph starts with `line` where no empty line says so.
    fn starts_paragraph(&self, line: Line) -> bool {
        let (Layout::Wrapped(widest), Some(&before)) = (self.layout, self.lines.last()) else {
            return false;
        };
        let (line, before) = (self.slice(line), self.slice(before));
        let indented = |line: &str| line.starts_with([' ', '\t', '\u{3000}']);
        let first_of_all = self.units.is_empty() && self.lines.len() == 1;
        (indented(line) && !indented(before))
            || (has_room_for(before, line, widest) && (first_of_all || ends_sentence(before)))
    }

    fn push(&mut self, from: usize, to: usize, shape: Shape) {
        if let (Some(first), Some(last)) = (self.lines.get(from), self.lines.get(to - 1)) {
            self.units.push(Unit { raw: &self.text[first.start..last.end], shape });
        }
    }

    /// Makes units of the lines since the last border.
    fn flush(&mut self) {
        let count = self.lines.len();
        let (mut from, mut shape) = (0, Shape::Prose);
        for at in 0..count {
            let line = self.slice(self.lines[at]);
            let listed = matches!(shape, Shape::Bullet | Shape::Number(_));
            let may_list = at == 0 || listed || {
                let before = self.slice(self.lines[at - 1]).trim_end();
                before.ends_with(':') || self.layout == Layout::Lines
            };
            let next = match mark_of(line) {
                Some(Shape::Quote) => Some(Shape::Quote),
                Some(item) if may_list => Some(item),
                _ if shape == Shape::Quote => Some(Shape::Prose),
                _ if listed && self.layout == Layout::Lines => Some(Shape::Prose),
                _ => None,
            };
            let Some(next) = next else { continue };
            let empty_quote = line.trim_matches([' ', '\t', '>']).is_empty();
            if next != Shape::Quote || shape != Shape::Quote || empty_quote {
                self.group(from, at, shape);
                (from, shape) = (at, next);
            }
        }
        self.group(from, count, shape);
        self.lines.clear();
    }

    fn group(&mut self, from: usize, to: usize, shape: Shape) {
        if from == to {
        } else if shape == Shape::Prose {
            self.prose(from, to);
        } else {
            self.push(from, to, shape);
        }
    }

    /// One paragraph of wrapped lines, or one for each line.
    fn prose(&mut self, from: usize, to: usize) {
        let mut from = from;
        if self.layout == Layout::Lines {
            return self.each(from, to);
        }
        if self.units.len() < HEAD {
            // Lines that state something stand alone, and so do those between them.
            let states = |at: &usize| {
                let words: Vec<&str> =
                    self.slice(self.lines[*at]).split_whitespace().take(40).collect();
                words.len() < 40 && fact_of_line(&words.join(" ")).is_some()
            };
            if let Some(last) = (from..to.min(from + 6)).rev().find(states) {
                let mut first = from;
                for at in from..=last {
                    // A title may be wrapped too.
                    if at == last || !starts_small(self.slice(self.lines[at + 1])) {
                        self.push(first, at + 1, Shape::Prose);
                        first = at + 1;
                    }
                }
                from = first;
            } else if self.units.is_empty() && self.is_title_over_text(from, to) {
                self.push(from, from + 1, Shape::Prose);
                from += 1;
            }
        }
        if (from..to).any(|at| width(self.slice(self.lines[at])) > WIDEST) {
            self.each(from, to);
        } else if from < to {
            self.push(from, to, Shape::Prose);
        }
    }

    fn each(&mut self, from: usize, to: usize) {
        for at in from..to {
            self.push(at, at + 1, Shape::Prose);
        }
    }

    /// Whether the first line was ended on purpose: the next word had room in it.
    fn is_title_over_text(&self, from: usize, to: usize) -> bool {
        if to - from < 2 {
            return false;
        }
        let (first, second) = (self.slice(self.lines[from]), self.slice(self.lines[from + 1]));
        // A few lines tell the width.
        let widest =
            (from + 1..to.min(from + 50)).map(|at| width(self.slice(self.lines[at]))).max();
        may_be_title(first.trim())
            && !starts_small(second)
            && has_room_for(first, second, widest.unwrap_or(0))
    }
}

/// Whether the first word of `next` would have fitted behind `line` in `widest` characters, with
/// some to spare.
fn has_room_for(line: &str, next: &str, widest: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    width(line.trim_end()) + 1 + width(word) + 3 <= widest
}

/// The number of characters of a line, counted only as far as it matters.
fn width(line: &str) -> usize {
    line.chars().take(WIDEST + 1).count()
}

/// True for `-----`, `* * *`, `====` and the like.
fn is_rule(words: &str) -> bool {
    let mut marks = words.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    matches!(first, '-' | '=' | '*' | '_' | '~' | '#' | '–' | '—')
        && words.len() <= 400
        && marks.clone().count() >= 2
        && marks.all(|mark| mark == first)
}

/// The shape that the mark at the start of a line gives it.
fn mark_of(line: &str) -> Option<Shape> {
    let line = line.trim_start();
    if line.starts_with('>') {
        return Some(Shape::Quote);
    }
    let (mark, rest) = line.split_once([' ', '\t'])?;
    if matches!(mark, "-" | "*" | "•" | "‣" | "◦" | "▪" | "·") {
        return Some(Shape::Bullet);
    }
    let number = mark.strip_suffix(['.', ')'])?;
    let digits = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = number.parse().ok().filter(|_| digits)?;
    // `21. Dezember` is a day.
    let next = rest.split_whitespace().next().unwrap_or_default();
    let is_day = next.len() <= 20 && date::parse(&format!("{number}. {next} 2000")).is_some();
    (!is_day).then_some(Shape::Number(number))
}

/// A number in front makes an item of a list only where the next or the last item has the next or
/// the last number; elsewhere it is part of a paragraph or of a heading.
fn keep_numbers_in_order(units: &mut [Unit<'_>]) {
    let number = |unit: Option<&Unit<'_>>| match unit.map(|unit| unit.shape) {
        Some(Shape::Number(number)) => Some(number),
        _ => None,
    };
    let mut before = None;
    for at in 0..units.len() {
        let this = number(units.get(at));
        if let Some(this) = this {
            let after = number(units.get(at + 1));
            let follows = before.is_some_and(|before| before + 1 == this);
            if !follows && after != Some(this + 1) {
                units[at].shape = Shape::Prose;
            }
        }
        before = this;
    }
}
