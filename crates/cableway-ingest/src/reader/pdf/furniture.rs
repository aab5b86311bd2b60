//! What is printed around every page: headers, footers, numbers of pages.

use std::collections::HashMap;

use super::Page;

/// So much of a page, at the top and at the bottom, may hold headers and footers.
const EDGE: f64 = 0.13;

/// Takes off lines that stand at the same place of several pages and say the same, but for numbers, and
/// numbers that stand alone at the edge.
pub(super) fn take_off(pages: &mut [Page]) {
    let count = pages.len();
    let mut seen: HashMap<(String, i64), usize> = HashMap::new();
    for page in pages.iter() {
        let mut keys: Vec<_> = page
            .lines
            .iter()
            .filter(|line| is_edge(line.base, page.height))
            .map(|line| key(&line.text, line.base))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for (text, place) in keys {
            *seen.entry((text, place)).or_default() += 1;
        }
    }
    // Left and right pages may have headers of their own, and chapters, too.
    let often = 2.max(count / 8);
    for page in pages {
        let height = page.height;
        let bases = || page.lines.iter().map(|line| line.base);
        let (top, bottom) = (bases().fold(f64::MAX, f64::min), bases().fold(f64::MIN, f64::max));
        page.lines.retain(|line| {
            if !is_edge(line.base, height) {
                return true;
            }
            let (text, place) = key(&line.text, line.base);
            // A rounded place has two neighbours.
            let times = (place - 1..=place + 1)
                .filter_map(|place| seen.get(&(text.clone(), place)))
                .sum::<usize>();
            let outermost = (line.base - top).abs() < 1.0 || (line.base - bottom).abs() < 1.0;
            !(times >= often || outermost && is_page_number(&line.text, count))
        });
    }
}

fn is_edge(base: f64, height: f64) -> bool {
    base < height * EDGE || base > height * (1.0 - EDGE)
}

/// What a line says, with every number as `#`, and where it stands, roughly.
fn key(text: &str, base: f64) -> (String, i64) {
    let mut said = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_numeric() {
            said.push(c);
        } else if !said.ends_with('#') {
            said.push('#');
        }
    }
    (said, (base / 4.0).round() as i64)
}

/// True for `7`, `- 7 -`, `Page 7 of 9`, `vii`.
fn is_page_number(text: &str, pages: usize) -> bool {
    const WORDS: &[&str] =
        &["page", "seite", "página", "pagina", "p", "s", "of", "von", "de", "di", "sur"];
    let lower = text.to_lowercase();
    let mut parts = lower
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '/' | '.' | '[' | ']')
        })
        .filter(|part| !part.is_empty())
        .peekable();
    let is_roman = |part: &str| part.len() <= 6 && part.chars().all(|c| "ivxlc".contains(c));
    let is_number = |part: &str| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
    let numbers = parts.clone().filter(|part| is_number(part) || is_roman(part)).count();
    let all = parts.clone().count();
    // A year stands on a title page, alone and at the bottom.
    let is_year = all == 1 && lower.len() == 4 && pages < 1000;
    parts.peek().is_some()
        && (1..=2).contains(&numbers)
        && !is_year
        && parts.all(|part| is_number(part) || is_roman(part) || WORDS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn numbers_of_pages() {
        for text in ["7", "- 12 -", "Page 3 of 9", "Seite 4", "xiv", "3/9", "| 8 |"] {
            assert!(is_page_number(text, 9), "{text}");
        }
        for text in ["2026", "The ferry", "Page", "7 ferries", "", "1 2 3"] {
            assert!(!is_page_number(text, 9), "{text}");
        }
    }
}
