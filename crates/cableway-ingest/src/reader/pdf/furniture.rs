//! What is printed around every page: headers, footers, numbers of pages.

use std::collections::{BTreeSet, HashMap};

use super::Page;
use super::glyphs::Line;

/// So much of a page, at the top and at the bottom, may hold headers and footers.
const EDGE: f64 = 0.13;

/// A header or a footer has no more rows than this.
const MOST_ROWS: usize = 2;

/// It stands so much farther from the text than the text's lines from each other.
const APART: f64 = 1.5;

/// What one line says: itself, or with one number as its distance from the number of the page, or with
/// every number as `#`; and where it stands, roughly.
type Key = (String, i64);

/// Takes off what stands at the edge, apart from the text, and returns on other pages at the same place,
/// and numbers of pages. A page is never left empty.
pub(super) fn take_off(pages: &mut [Page]) {
    let mut seen: HashMap<Key, BTreeSet<usize>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for line in edges(page).into_iter().flatten().flatten() {
            let line = &page.lines[line];
            for said in alike(&line.text, number).into_iter().chain([masked(&line.text)]) {
                seen.entry((said, place(line))).or_default().insert(number);
            }
        }
    }
    let count = pages.len();
    for (number, page) in pages.iter_mut().enumerate() {
        let mut off: BTreeSet<usize> = BTreeSet::new();
        for edge in edges(page) {
            for row in edge {
                let gone = row.iter().filter(|line| {
                    let line = &page.lines[**line];
                    is_furniture(line, number, count, &seen)
                });
                let before = off.len();
                off.extend(gone);
                // What lies farther in is the text.
                if off.len() == before {
                    break;
                }
            }
        }
        if off.len() < page.lines.len() {
            let mut at = 0;
            page.lines.retain(|_| {
                at += 1;
                !off.contains(&(at - 1))
            });
        }
    }
}

/// The rows at the top and at the bottom, each from the outermost inwards, that are set apart from what
/// lies between: by a larger space or by another size. A row is the places of its lines in the page.
fn edges(page: &Page) -> [Vec<Vec<usize>>; 2] {
    let mut order: Vec<usize> = (0..page.lines.len()).collect();
    order.sort_by(|a, b| page.lines[*a].base.total_cmp(&page.lines[*b].base));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let line = &page.lines[at];
        match rows.last_mut() {
            Some(row) if line.base - page.lines[row[0]].base < 0.3 * line.size => row.push(at),
            _ => rows.push(vec![at]),
        }
    }
    let base = |row: &Vec<usize>| page.lines[row[0]].base;
    let mut gaps: Vec<f64> = rows.windows(2).map(|pair| base(&pair[1]) - base(&pair[0])).collect();
    gaps.sort_by(f64::total_cmp);
    // Paragraphs may be as many as lines: the smaller distances are those inside them.
    let leading = gaps.get(gaps.len() / 4).copied().unwrap_or(0.0);
    let size =
        |row: &Vec<usize>| row.iter().map(|line| page.lines[*line].size).fold(f64::MIN, f64::max);
    let run = |rows: &[Vec<usize>]| {
        let at_edge = |row: &&Vec<usize>| {
            let base = base(row);
            base < page.height * EDGE || base > page.height * (1.0 - EDGE)
        };
        let most = rows.iter().take(MOST_ROWS).take_while(at_edge).count();
        let ends = |length: &usize| {
            let Some(next) = rows.get(*length) else { return false };
            let last = &rows[*length - 1];
            let (own, other) = (size(last), size(next));
            let gap = (base(last) - base(next)).abs();
            gap > APART * leading.max(other) || (own - other).abs() > 0.06 * own.max(other)
        };
        let length = (1..=most).rev().find(ends).unwrap_or(0);
        rows[..length].to_vec()
    };
    let top = run(&rows);
    rows.reverse();
    [top, run(&rows)]
}

fn place(line: &Line) -> i64 {
    (line.base / 4.0).round() as i64
}

/// Whether a line that is set apart at the edge of page `number`, of `count`, belongs to the page.
fn is_furniture(
    line: &Line,
    number: usize,
    count: usize,
    seen: &HashMap<Key, BTreeSet<usize>>,
) -> bool {
    // A rounded place has two neighbours.
    let found = |said: &str| {
        (place(line) - 1..=place(line) + 1)
            .filter_map(|place| seen.get(&(said.to_owned(), place)))
            .flatten()
            .copied()
            .collect::<BTreeSet<usize>>()
    };
    let kind = page_number(&line.text);
    if kind == Some(Numbered::InWords) {
        return true;
    }
    let is_first = kind.is_some() && line.text.trim() == (number + 1).to_string();
    if is_first && count == 1 {
        return true;
    }
    let speaks = line.text.chars().any(char::is_alphabetic);
    let same = alike(&line.text, number).iter().any(|said| {
        let times = found(said).len();
        // A number alone that goes on with the pages is theirs; the same number again is not.
        if kind.is_some() || !speaks {
            return kind.is_some() && times >= 2 && said.contains('\u{1}');
        }
        // Chapters may have headers of their own.
        times >= 2 && times * 2 > count || times >= 3.max(count / 8)
    });
    // Left and right pages may have headers of their own, too.
    same || kind.is_none() && speaks && {
        let pages = found(&masked(&line.text));
        let even = pages.iter().filter(|page| *page % 2 == 0).count();
        let odd = pages.len() - even;
        let most = pages.len() * 2 > count || even * 2 > count.div_ceil(2) || odd * 2 > count / 2;
        pages.len() >= 3 && most
    }
}

/// What a line says, with every number as `#`.
fn masked(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_numeric() {
            said.push(c);
        } else if !said.ends_with('#') {
            said.push('#');
        }
    }
    said
}

/// What a line says, and the same with one of its first numbers as the distance from `page`.
fn alike(text: &str, page: usize) -> Vec<String> {
    const MOST: usize = 4;
    let mut alike = vec![text.to_owned()];
    let page = i64::try_from(page).unwrap_or(i64::MAX);
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let number = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let value = number.parse().ok().filter(|_| number.len() <= 4).or_else(|| roman(number));
        if let Some(value) = value {
            let (before, after) = (&text[..at], &text[at + number.len()..]);
            alike.push(format!("{before}\u{1}{}{after}", value - page));
            if alike.len() > MOST {
                break;
            }
        }
        at += word.len();
    }
    alike
}

/// The value of a small Roman number, below 90.
fn roman(number: &str) -> Option<i64> {
    const TENS: [&str; 9] = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    if number.is_empty() || number.len() > 8 {
        return None;
    }
    let number = number.to_ascii_lowercase();
    (0_i64..).zip(TENS).find_map(|(tens, start)| {
        let rest = number.strip_prefix(start)?;
        let ones = (0_i64..).zip(ONES).find(|(_, end)| *end == rest)?;
        Some(tens * 10 + ones.0)
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbered {
    /// `Page 7 of 9`.
    InWords,
    /// `7`, `- 7 -`, `vii`.
    Alone,
}

/// Whether a line is the number of a page, and how it is written.
fn page_number(text: &str) -> Option<Numbered> {
    const WORDS: &[&str] = &["page", "seite", "página", "pagina", "p", "s"];
    const BETWEEN: &[&str] = &["of", "von", "de", "di", "sur"];
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '/' | '.' | '[' | ']')
        })
        .filter(|part| !part.is_empty())
        .collect();
    let is_number = |part: &&&str| {
        part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()) || roman(part).is_some()
    };
    let is_word = |part: &&&str| WORDS.contains(*part);
    let numbers = parts.iter().filter(is_number).count();
    let words = parts.iter().filter(is_word).count();
    let between = parts.iter().filter(|part| BETWEEN.contains(*part)).count();
    if !(1..=2).contains(&numbers) || numbers + words + between != parts.len() {
        return None;
    }
    Some(if words > 0 { Numbered::InWords } else { Numbered::Alone })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages() {
        for text in ["Page 3 of 9", "Seite 4", "| Page 8 |", "p. xiv"] {
            assert_eq!(page_number(text), Some(Numbered::InWords), "{text}");
        }
        for text in ["7", "- 12 -", "xiv", "3/9", "| 8 |", "2026", "3 of 9"] {
            assert_eq!(page_number(text), Some(Numbered::Alone), "{text}");
        }
        for text in ["The ferry", "Page", "7 ferries", "", "1 2 3", "civil", "12,345"] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }

    #[test]
    fn roman_numbers() {
        for (text, value) in [("i", 1), ("XIV", 14), ("xl", 40), ("lxxxix", 89)] {
            assert_eq!(roman(text), Some(value), "{text}");
        }
        for text in ["", "iiii", "vx", "ferry", "lc"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }

    fn line(base: f64, size: f64, text: &str) -> Line {
        Line { left: 50.0, right: 300.0, base, size, bold: false, text: text.to_owned() }
    }

    /// What is left of pages of 800 points that hold these lines.
    fn left(pages: &[Vec<Line>]) -> Vec<Vec<String>> {
        let mut pages: Vec<Page> =
            pages.iter().map(|lines| Page { lines: lines.clone(), height: 800.0 }).collect();
        take_off(&mut pages);
        pages
            .into_iter()
            .map(|page| page.lines.into_iter().map(|line| line.text).collect())
            .collect()
    }

    /// `count` pages of 30 lines, the first and the last of which are `edge`.
    fn flush(count: usize, edge: impl Fn(usize) -> String) -> Vec<Vec<Line>> {
        let page = |number: usize| {
            let text = |at: usize| match at {
                0 | 29 => edge(number),
                _ => format!("The keeper of lock {number} wrote line {at} of the book"),
            };
            (0..30).map(|at| line(60.0 + 24.0 * at as f64, 11.0, &text(at))).collect()
        };
        (0..count).map(page).collect()
    }

    #[test]
    fn the_first_and_last_lines_of_a_text_stay() {
        let all: [fn(usize) -> String; 4] = [
            |number| format!("Question No. {}: when does the ferry sail?", number + 7),
            |number| format!("{} {},{} 4.{number}", 1950 + 7 * number, 3 + number, 100 + number),
            |number| format!("On {number} March the council met."),
            |_| "The ferry sails.".to_owned(),
        ];
        for edge in all {
            for count in [2, 3, 8] {
                let pages = flush(count, edge);
                assert!(left(&pages).iter().all(|page| page.len() == 30), "{}", edge(1));
            }
        }
    }

    #[test]
    fn headers_and_numbers_that_are_set_apart_go() {
        let pages = |count: usize, top: fn(usize) -> String, bottom: fn(usize) -> String| {
            let mut pages = flush(count, |number| format!("Nobody says word {number} here"));
            for (number, page) in pages.iter_mut().enumerate() {
                page.insert(0, line(20.0, 11.0, &top(number)));
                page.push(line(796.0, 11.0, &bottom(number)));
            }
            left(&pages).iter().map(|page| 32 - page.len()).collect::<Vec<_>>()
        };
        let name: fn(usize) -> String = |_| "Harbour Weekly".to_owned();
        let number: fn(usize) -> String = |number| format!("- {} -", number + 41);
        let sides: fn(usize) -> String = |number| match number % 2 {
            0 => format!("{number} Harbour Weekly"),
            _ => format!("The lock {number}"),
        };
        let words: fn(usize) -> String = |number| format!("Page {} of 9", number + 1);
        assert_eq!(pages(2, name, number), [2; 2]);
        assert_eq!(pages(3, name, words), [2; 3]);
        assert_eq!(pages(8, sides, number), [2; 8]);
        // Years and numbers that do not go on with the pages are what a table says.
        let years: fn(usize) -> String = |number| (1950 + 7 * number).to_string();
        let same: fn(usize) -> String = |_| "2026".to_owned();
        assert_eq!(pages(4, years, same), [0; 4]);
        // On two pages of nine it is no header.
        let rare: fn(usize) -> String = |number| match number {
            3 | 6 => "The ferry sails.".to_owned(),
            _ => "abcdefghi"[number..=number].to_owned(),
        };
        assert_eq!(pages(9, rare, years), [0; 9]);
    }

    #[test]
    fn no_page_is_left_empty() {
        let page = vec![line(30.0, 8.0, "Harbour Weekly"), line(780.0, 8.0, "Page 1 of 1")];
        assert_eq!(left(&vec![page; 4]), vec![vec!["Harbour Weekly", "Page 1 of 1"]; 4]);
    }
}
