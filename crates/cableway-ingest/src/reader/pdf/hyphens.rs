//! Joins lines, with the hyphens at their ends undone.

use std::collections::{HashMap, HashSet};

use super::Page;

/// Appends a line to a paragraph.
pub(super) fn join(text: &mut String, line: &str, words: &Words) {
    let is_unspaced = |c: char| matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}');
    let (last, next) = (text.chars().next_back(), line.chars().next());
    let hyphen = last.filter(|c| HYPHENS.contains(c));
    if let Some(hyphen) = hyphen {
        let bare_text = &text[..text.len() - hyphen.len_utf8()];
        let start = bare_text.rsplit(char::is_whitespace).next().unwrap_or_default();
        let end = line.split_whitespace().next().unwrap_or_default();
        let parted = start.chars().next_back().is_some_and(char::is_alphabetic)
            && next.is_some_and(char::is_lowercase);
        // `long-term` stays, or what has a hyphen already.
        let kept = words.keep_hyphen(start, end) || start.contains('-');
        if hyphen == '\u{ad}' || parted && !kept {
            let length = bare_text.len();
            text.truncate(length);
        }
        text.push_str(line);
        return;
    }
    if !(last.is_some_and(is_unspaced) && next.is_some_and(is_unspaced)) {
        text.push(' ');
    }
    text.push_str(line);
}

/// How often the words of the document are found, to tell a hyphen that parts a word at the end of a
/// line from one that belongs to it.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: HashMap<String, usize>,
    /// Those that certainly no hyphen has parted: neither before one at the end of a line, nor first in
    /// a line.
    whole: HashSet<String>,
}

impl Words {
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut words = Self::default();
        for line in pages.iter().flat_map(|page| &page.lines) {
            let mut line = line.text.split_whitespace().enumerate().peekable();
            while let Some((place, word)) = line.next() {
                let is_cut = line.peek().is_none() && word.ends_with(HYPHENS);
                let word = bare(word);
                if place > 0 && !is_cut {
                    words.whole.insert(word.clone());
                }
                if !is_cut {
                    *words.all.entry(word).or_default() += 1;
                }
            }
        }
        words
    }

    /// Whether the hyphen between the end of a line and the start of the next one belongs to the word.
    fn keep_hyphen(&self, start: &str, end: &str) -> bool {
        let count = |word: String| self.all.get(&bare(&word)).copied().unwrap_or(0);
        let (joined, parted) = (count(format!("{start}{end}")), count(format!("{start}-{end}")));
        if joined + parted > 0 {
            return parted > joined;
        }
        let (start, end) = (bare(start), bare(end));
        !FUSED.contains(&&*start) && self.whole.contains(&start) && self.whole.contains(&end)
    }
}

/// What may stand at the end of a line in the middle of a word.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

/// First parts of English words that are written in one, though both parts are words: `in|to`,
/// `under|stand`, `some|times`.
const FUSED: &[&str] = &[
    "a", "after", "an", "any", "be", "can", "every", "for", "further", "he", "her", "here", "him",
    "how", "i", "in", "it", "may", "me", "mean", "more", "my", "never", "no", "none", "not", "on",
    "our", "out", "over", "some", "the", "them", "there", "to", "under", "up", "what", "when",
    "where", "who", "with", "your",
];

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::glyphs::Line;
    use super::*;

    /// The text that lines make.
    fn joined(lines: &[&str]) -> String {
        let line = |text: &str| Line {
            left: 50.0,
            right: 300.0,
            base: 50.0,
            size: 10.0,
            bold: false,
            text: text.to_owned(),
        };
        let lines: Vec<Line> = lines.iter().map(|text| line(text)).collect();
        let words = Words::of(&[Page { lines: lines.clone(), height: 800.0 }]);
        let mut text = lines[0].text.clone();
        for line in &lines[1..] {
            join(&mut text, &line.text, &words);
        }
        text
    }

    #[test]
    fn hyphens_at_the_ends_of_lines() {
        let check = |lines: &[&str], expect: &str| {
            let text = joined(lines);
            assert!(text.contains(expect), "{text}");
        };
        check(&["The ferry of the har-", "bour sails."], "harbour");
        // Found so elsewhere.
        check(&["A co-", "operation, and one more co-operation"], "A co-operation");
        check(&["A co-", "operation, and one more cooperation"], "A cooperation");
        // Both parts are words, and the whole is none.
        check(&["The well-", "known lock works well and is known", "to all"], "well-known");
        // Parts at the ends of lines are no words.
        check(&["The well-", "known lock"], "wellknown");
        check(&["Few under-", "stand why we stand under it"], "understand");
        check(&["It is state-of-the-", "art work"], "state-of-the-art");
        check(&["The har\u{ad}", "bour"], "harbour");
    }
}
