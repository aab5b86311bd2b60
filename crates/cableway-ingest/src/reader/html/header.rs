//! What stands above the body: the headline, and the lines between the two that are no text of the
//! article, known by their words and marks.

use cableway_core::BlockKind;

use super::article::{Part, bare};
use super::blocks::{Block, Page};
use super::credit;
use super::marks;
use super::region::{self, Region};
use super::tag::Tag;
use super::tree::Tree;
use crate::date;

/// A headline of this score is the page's title as well.
pub(super) const SURE: u32 = 6;

/// The blocks that may be the headline, each with its score, the best first.
pub(super) fn headlines(page: &Page, titles: &[&str]) -> Vec<(u32, usize)> {
    // A longer one is a mistake of the page, and would be searched for in vain at every heading.
    let titles: Vec<String> = titles
        .iter()
        .filter(|title| title.len() <= 1000)
        .map(|title| bare(title))
        .filter(|title| !title.is_empty())
        .collect();
    let mut found = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let named = block.marks & marks::HEADLINE != 0;
        let Some(heading) = block.heading.or(named.then_some(Tag::H3)) else { continue };
        if block.words > 60 {
            continue;
        }
        let text = bare(page.text_of(block));
        if text.len() < 2 {
            continue;
        }
        let same = titles.contains(&text);
        let alike = titles.iter().any(|title| {
            text.len() > 12 && (title.contains(&text) || text.contains(title.as_str()))
        });
        let score = 8 * u32::from(same)
            + 4 * u32::from(alike)
            + 2 * u32::from(heading == Tag::H1)
            + u32::from(named);
        if score >= 2 {
            found.push((score, at));
        }
    }
    found.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
    found
}

/// What stands between the headline and the body: standfirst, byline, date line, picture.
pub(super) fn header_parts(
    tree: &Tree,
    page: &Page,
    region: &Region,
    headline: Option<usize>,
    body: &[Part],
    description: Option<&str>,
) -> Vec<Part> {
    let Some(headline) = headline else { return Vec::new() };
    let mut parts = vec![Part { kind: BlockKind::Title, block: headline }];
    let first = body.first().map_or(page.blocks.len(), |part| part.block);
    let description = description.map(bare).filter(|text| text.len() > 20);
    for at in headline + 1..first.min(headline + 40) {
        let block = &page.blocks[at];
        if region.removed[block.node as usize] {
            continue;
        }
        let text = page.text_of(block);
        if let Some(kind) = header_kind(block, text, description.as_deref()) {
            parts.push(Part { kind, block: at });
        } else if is_lead(tree, page, block) {
            parts.push(Part { kind: BlockKind::Paragraph, block: at });
        }
    }
    parts
}

/// A paragraph of running text above the element that holds the others: a picture parts them.
fn is_lead(tree: &Tree, page: &Page, block: &Block) -> bool {
    let tag = tree.nodes[block.node as usize].tag;
    tag == Tag::P
        && block.kind == BlockKind::Paragraph
        && block.words >= 25
        && block.link_density() < 0.3
        && region::prose(page, block) > 0.0
        && region::ends_a_sentence(page.text_of(block))
}

fn header_kind(block: &Block, text: &str, description: Option<&str>) -> Option<BlockKind> {
    if block.kind == BlockKind::Caption || block.marks & (marks::CAPTION | marks::CREDIT) != 0 {
        let is_credit = block.marks & marks::CREDIT != 0 || credit::is_credit(text, block.words);
        return Some(if is_credit { BlockKind::Credit } else { BlockKind::Caption });
    }
    if is_byline(block, text) {
        return Some(BlockKind::Byline);
    }
    if is_dateline(block, text) {
        return Some(BlockKind::Dateline);
    }
    if block.link_density() > 0.5 || block.words < 4 || block.words > 100 {
        return None;
    }
    let named = block.marks & marks::STANDFIRST != 0;
    let described = description.is_some_and(|description| {
        let text = bare(text);
        text.len() > 20 && (description.starts_with(&text) || text.starts_with(description))
    });
    let subtitle = matches!(block.heading, Some(Tag::H2)) && block.words >= 6;
    (named || described || subtitle).then_some(BlockKind::Standfirst)
}

/// `By A Person`, or a block that is marked as one and is short.
pub(super) fn is_byline(block: &Block, text: &str) -> bool {
    let by = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "))
        && text[3..].starts_with(|c: char| c.is_uppercase() || c == '@');
    block.words <= 14 && !region::ends_a_sentence(text) && by
        || block.words <= 12
            && block.marks & marks::BYLINE != 0
            && !text.bytes().any(|b| b.is_ascii_digit())
}

/// A date and little else.
pub(super) fn is_dateline(block: &Block, text: &str) -> bool {
    if block.words > 14 {
        return false;
    }
    if block.marks & marks::DATELINE != 0 && text.bytes().any(|b| b.is_ascii_digit()) {
        return true;
    }
    date::parse(text).is_some() || date::dates_of_line(text).is_some() || looks_like_date(text)
}

/// A time of day and no more, as stands over each entry of a report that grows: `10:42`, `10.42 am`.
pub(super) fn is_time_alone(text: &str) -> bool {
    let text = text.trim();
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(text);
    let (Ok(hour), Some(sign)) = (text[..hours].parse::<u32>(), text[hours..].chars().next())
    else {
        return false;
    };
    if !(1..=2).contains(&hours) || !matches!(sign, ':' | '.' | 'h') {
        return false;
    }
    let rest = &text[hours + 1..];
    let minutes = digits(rest);
    let Ok(minute) = rest[..minutes].parse::<u32>() else { return false };
    let unit = rest[minutes..].trim().replace('.', "").to_lowercase();
    let has_unit = matches!(
        unit.as_str(),
        "am" | "pm" | "uhr" | "h" | "gmt" | "utc" | "bst" | "cet" | "cest" | "est" | "edt" | "et"
    );
    // `10.42` alone is a number.
    let is_clock = has_unit || (unit.is_empty() && sign != '.');
    minutes == 2 && hour < 24 && minute < 60 && is_clock
}

/// `Published 21 Dec 2020 09:30`, `Updated: Dec. 21, 2020`, `3 hours ago`.
fn looks_like_date(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (mut numbers, mut months, mut other, mut year) = (0, 0, 0, false);
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            numbers += 1;
            year |= word.len() == 4;
        } else if is_month(word) {
            months += 1;
        } else if !matches!(
            word,
            "published"
                | "updated"
                | "posted"
                | "on"
                | "at"
                | "am"
                | "pm"
                | "a"
                | "p"
                | "m"
                | "est"
                | "edt"
                | "gmt"
                | "bst"
                | "ist"
                | "et"
                | "pt"
                | "utc"
                | "last"
                | "modified"
                | "first"
                | "date"
                | "mon"
                | "tue"
                | "wed"
                | "thu"
                | "fri"
                | "sat"
                | "sun"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "st"
                | "nd"
                | "rd"
                | "th"
                | "pst"
                | "pdt"
                | "min"
                | "read"
                | "minutes"
                | "ago"
                | "hours"
                | "hour"
                | "days"
                | "day"
        ) {
            other += 1;
        }
    }
    let dated = numbers >= 1 && (months == 1 || months == 2) && (year || numbers >= 2);
    if dated && year && other == 1 && says_published(&lower) {
        return true;
    }
    let ago = numbers == 1 && lower.ends_with(" ago");
    other == 0 && (dated || ago)
}

fn says_published(line: &str) -> bool {
    ["updated", "published", "posted", "last updated"].iter().any(|lead| line.starts_with(lead))
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    word == "sept"
        || MONTHS.iter().any(|month| *month == word || (word.len() == 3 && month.starts_with(word)))
}
