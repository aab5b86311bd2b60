//! The difference of two texts, line by line.

use std::fmt;

use serde::{Serialize, Serializer};

use super::sequence::stretches;

/// Which of two texts a line is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// In both.
    Same,
    /// In the old text only.
    Removed,
    /// In the new text only.
    Added,
}

impl Sign {
    /// The character that stands before the line in a diff.
    pub fn as_char(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// A line of either text, without its end. In JSON it is one text, with the sign before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which text it is in.
    pub sign: Sign,
    /// What it says.
    pub text: String,
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.sign.as_char(), self.text))
    }
}

/// Lines that differ, with some before and behind them that do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hunk {
    /// The first line in the old text, from 1.
    pub old_start: usize,
    /// The first line in the new text, from 1.
    pub new_start: usize,
    /// The lines of both, in order: of those that differ the old ones first.
    pub lines: Vec<Line>,
}

impl Hunk {
    fn extend(&mut self, sign: Sign, lines: &[&str]) {
        self.lines.extend(lines.iter().map(|text| Line { sign, text: (*text).to_owned() }));
    }

    /// How many lines of the old text it has, and how many of the new.
    pub fn lengths(&self) -> (usize, usize) {
        let count = |sign| self.lines.iter().filter(|line| line.sign != sign).count();
        (count(Sign::Added), count(Sign::Removed))
    }

    /// The line that stands before a hunk in a unified diff: `@@ -1,7 +1,8 @@`.
    pub fn heading(&self) -> String {
        let (old, new) = self.lengths();
        // A range without lines is named by the line before it.
        let start = |start: usize, length: usize| if length == 0 { start - 1 } else { start };
        let (old_start, new_start) = (start(self.old_start, old), start(self.new_start, new));
        format!("@@ -{old_start},{old} +{new_start},{new} @@")
    }
}

/// Where two texts differ. Shown, it is a unified diff without the lines that name the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextDifference {
    /// Where they differ, in order; nothing for texts of the same lines.
    pub hunks: Vec<Hunk>,
}

impl TextDifference {
    /// True where the texts have the same lines.
    pub fn is_empty(&self) -> bool {
        self.hunks.is_empty()
    }

    /// How many lines are in the old text only, and how many in the new text only.
    pub fn counts(&self) -> (usize, usize) {
        let lines = || self.hunks.iter().flat_map(|hunk| &hunk.lines);
        let count = |sign| lines().filter(|line| line.sign == sign).count();
        (count(Sign::Removed), count(Sign::Added))
    }
}

impl fmt::Display for TextDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for hunk in &self.hunks {
            writeln!(f, "{}", hunk.heading())?;
            for line in &hunk.lines {
                writeln!(f, "{}{}", line.sign.as_char(), line.text)?;
            }
        }
        Ok(())
    }
}

/// Compares two texts line by line, and keeps `context` lines before and behind each difference. Whether
/// the last line has an end is not told.
///
/// ```
/// use cableway_testing::difference::compare_lines;
///
/// let difference = compare_lines("one\ntwo\nthree\nfour\n", "one\ntwo\n3\nfour\n", 1);
/// assert_eq!(difference.to_string(), "@@ -2,3 +2,3 @@\n two\n-three\n+3\n four\n");
/// assert!(compare_lines("a", "a\n", 1).is_empty());
/// ```
pub fn compare_lines(old: &str, new: &str, context: usize) -> TextDifference {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut hunks: Vec<Hunk> = Vec::new();
    // The lines since the last difference, which are the same.
    let mut between = 0..0;
    for step in stretches(&old, &new) {
        if step.is_same {
            between = step.old;
            continue;
        }
        let far = between.len() > 2 * context;
        match hunks.last_mut() {
            Some(hunk) if !far => hunk.extend(Sign::Same, &old[between.clone()]),
            last => {
                if let Some(hunk) = last {
                    hunk.extend(Sign::Same, &old[between.clone()][..context]);
                }
                let kept = between.len().min(context);
                let mut hunk = Hunk {
                    old_start: step.old.start - kept + 1,
                    new_start: step.new.start - kept + 1,
                    lines: Vec::new(),
                };
                hunk.extend(Sign::Same, &old[step.old.start - kept..step.old.start]);
                hunks.push(hunk);
            }
        }
        if let Some(hunk) = hunks.last_mut() {
            hunk.extend(Sign::Removed, &old[step.old.clone()]);
            hunk.extend(Sign::Added, &new[step.new]);
        }
        between = step.old.end..step.old.end;
    }
    if let Some(hunk) = hunks.last_mut() {
        hunk.extend(Sign::Same, &old[between.clone()][..between.len().min(context)]);
    }
    TextDifference { hunks }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts whose lines are the words.
    #[track_caller]
    fn check(old: &str, new: &str, context: usize, expect: &str) {
        let lines = |text: &str| text.replace(' ', "\n");
        assert_eq!(compare_lines(&lines(old), &lines(new), context).to_string(), expect);
    }

    #[test]
    fn hunks_have_context() {
        check("a", "a", 3, "");
        check("", "", 3, "");
        check("", "a", 3, "@@ -0,0 +1,1 @@\n+a\n");
        check("a", "", 3, "@@ -1,1 +0,0 @@\n-a\n");
        check("a b c d e", "a b x d e", 1, "@@ -2,3 +2,3 @@\n b\n-c\n+x\n d\n");
        check("a b c d e", "a b d e", 0, "@@ -3,1 +2,0 @@\n-c\n");
    }

    #[test]
    fn hunks_that_touch_are_one() {
        check("a 1 2 b", "x 1 2 y", 1, "@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n-b\n+y\n");
        check(
            "a 1 2 3 b",
            "x 1 2 3 y",
            1,
            "@@ -1,2 +1,2 @@\n-a\n+x\n 1\n@@ -4,2 +4,2 @@\n 3\n-b\n+y\n",
        );
    }

    #[test]
    fn lines_are_counted() {
        let difference = compare_lines("a\nb\nc", "a\nx", 3);
        assert_eq!(difference.counts(), (2, 1));
    }

    proptest! {
        /// The lines of all hunks, put into the old text, give the new one.
        #[test]
        fn a_difference_can_be_applied(
            old in proptest::collection::vec("[abc]", 0..20),
            new in proptest::collection::vec("[abc]", 0..20),
            context in 0..4_usize,
        ) {
            let difference = compare_lines(&old.join("\n"), &new.join("\n"), context);
            let mut applied: Vec<String> = Vec::new();
            let mut next = 0;
            for hunk in &difference.hunks {
                applied.extend_from_slice(&old[next..hunk.old_start - 1]);
                prop_assert_eq!(applied.len(), hunk.new_start - 1);
                next = hunk.old_start - 1;
                for line in &hunk.lines {
                    if line.sign != Sign::Added {
                        prop_assert_eq!(&old[next], &line.text);
                        next += 1;
                    }
                    if line.sign != Sign::Removed {
                        applied.push(line.text.clone());
                    }
                }
            }
            applied.extend_from_slice(&old[next..]);
            prop_assert_eq!(applied, new);
        }
    }
}
