//! What stands below the last paragraph of an article and is no longer part of it: who the author is,
//! where to follow the paper, what the company does, whom the words belong to.
//!
//! Such lines are known by where they stand first and by their words second: only the last blocks of a
//! body are looked at, and never more than a small share of it.

use cableway_core::BlockKind;

use super::article::Part;
use super::blocks::{Block, Page};
use super::region;

/// The most blocks that a tail may have.
const MOST_BLOCKS: usize = 6;

/// A longer block is text.
const MOST_WORDS: u32 = 70;

/// Takes the tail off `parts`, which are those of the body.
pub(super) fn cut(page: &Page, parts: &mut Vec<Part>) {
    let words = |parts: &[Part]| -> u32 {
        parts
            .iter()
            .filter(|part| part.kind.is_body())
            .map(|part| page.blocks[part.block].words)
            .sum()
    };
    if let Some(at) = comments(page, parts) {
        parts.truncate(at);
    }
    let total = words(parts);
    // A press release ends with both, each under a heading of its own.
    for _ in 0..2 {
        let ends = |&at: &usize| is_contact(page, parts, at) || is_about(page, parts, at);
        match headings(page, parts).into_iter().flatten().find(ends) {
            Some(at) if words(&parts[at..]) * 4 <= total => parts.truncate(at),
            _ => break,
        }
    }
    let mut spare = total / 4;
    for _ in 0..MOST_BLOCKS {
        let Some(last) = parts.iter().rposition(|part| part.kind.is_body()) else { return };
        let block = &page.blocks[parts[last].block];
        if block.words > MOST_WORDS.min(spare) || !is_tail(page, block, parts[last].kind) {
            return;
        }
        spare -= block.words;
        parts.remove(last);
    }
}

/// The heading of the comments, which says how many there are: `12 comments`, `3 responses to “Boats”`.
fn comments(page: &Page, parts: &[Part]) -> Option<usize> {
    let says_so = |part: &Part| {
        let block = &page.blocks[part.block];
        let text = page.text_of(block);
        let mut words = text.split_whitespace();
        let counts = words.next().is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
        let what = words.next().unwrap_or_default().to_lowercase();
        // `3 responses to the crisis` heads a part of an article; the article's title stands in quotes.
        let is_whole = block.words <= 2 || text.contains(['“', '"', '„', '«', '‘']);
        let is_line = part.kind == BlockKind::Heading
            || (part.kind == BlockKind::Paragraph && block.words <= 2);
        is_line && counts && is_whole && COMMENTS.contains(&what.trim_end_matches([':', '.']))
    };
    parts.iter().position(says_so).filter(|&at| parts[..at].iter().any(|part| part.kind.is_body()))
}

const COMMENTS: [&str; 17] = [
    "comment",
    "comments",
    "reply",
    "replies",
    "response",
    "responses",
    "thoughts",
    "kommentar",
    "kommentare",
    "kommentarer",
    "commentaire",
    "commentaires",
    "comentario",
    "comentarios",
    "commenti",
    "reacties",
    "komentarze",
];

/// The last heading, and the last short line that may serve as one.
fn headings(page: &Page, parts: &[Part]) -> [Option<usize>; 2] {
    let is_line = |part: &Part| {
        let block = &page.blocks[part.block];
        part.kind == BlockKind::Paragraph && block.words <= 8 && !ends_a_line(page.text_of(block))
    };
    [
        parts.iter().rposition(|part| part.kind == BlockKind::Heading),
        parts.iter().rposition(is_line),
    ]
    .map(|found| found.filter(|&at| at > 0))
}

/// `Media contact`: whom to ask, under a heading of its own.
fn is_contact(page: &Page, parts: &[Part], at: usize) -> bool {
    let text = page.text_of(&page.blocks[parts[at].block]).to_lowercase();
    let name = text.trim_end_matches(':');
    CONTACTS.contains(&name)
}

const CONTACTS: [&str; 13] = [
    "contact",
    "contacts",
    "contact us",
    "contact information",
    "media contact",
    "media contacts",
    "press contact",
    "press contacts",
    "pressekontakt",
    "kontakt",
    "contact presse",
    "contacto",
    "contatti",
];

/// Whether the part at `at` is told of who stands behind the article: `About Harbour Lines`.
///
/// In English every heading may have capitals (`About the Data`): what it names is somebody only where
/// the text below opens with that name, never writes it small, and it is of several words or leads on.
fn is_about(page: &Page, parts: &[Part], at: usize) -> bool {
    let text = page.text_of(&page.blocks[parts[at].block]);
    let Some((first, name)) = text.split_once(char::is_whitespace) else { return false };
    let known = ["about", "über", "sobre", "acerca", "informazioni", "over", "à", "om"];
    if !known.contains(&first.to_lowercase().as_str()) || text.ends_with('?') {
        return false;
    }
    // An article or a preposition between the two is written small.
    let name = name.trim_end_matches(':').trim_start();
    let name = match name.split_once(' ') {
        Some((word, rest)) if word.starts_with(char::is_lowercase) => rest.trim_start(),
        _ => name,
    };
    if !name.starts_with(char::is_uppercase) {
        return false;
    }
    let below: Vec<&Block> = parts[at + 1..].iter().map(|part| &page.blocks[part.block]).collect();
    let Some(first) = below.first() else { return false };
    let opening: String = page.text_of(first).chars().take(OPENING).collect();
    let small = name.to_lowercase();
    let written_small = parts.iter().filter(|part| part.kind.is_body()).any(|part| {
        let text = page.text_of(&page.blocks[part.block]);
        let mut words =
            text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        // A word of an address is small whatever it names.
        if small.contains(' ') { text.contains(&small) } else { words.any(|word| word == small) }
    });
    let is_compound = name.contains([' ', '-']) || name.chars().skip(1).any(char::is_uppercase);
    let leads_on =
        || below.iter().any(|block| block.linked > 0 || page.text_of(block).contains(['@', '/']));
    opening.contains(name) && !written_small && (is_compound || leads_on())
}

/// Who is told of is named within so many characters.
const OPENING: usize = 120;

fn ends_a_line(text: &str) -> bool {
    region::ends_a_sentence(text) && !text.ends_with(':')
}

fn is_tail(page: &Page, block: &Block, kind: BlockKind) -> bool {
    let text = page.text_of(block);
    match kind {
        BlockKind::Paragraph => {
            let leads_on = block.linked > 0 || text.contains("://");
            is_legal(text) || is_imprint(text) || (leads_on && asks_to_follow(text))
        }
        BlockKind::Heading => true,
        _ => false,
    }
}

/// `This document is subject to copyright.`; not a paragraph about copyright.
fn is_legal(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower.contains("all rights reserved") {
        return true;
    }
    // `© 2020`, `Copyright Harbour Post`.
    if let Some((before, after)) = lower.split_once('©') {
        return before.len() < 20 || after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    }
    let Some(at) = lower.find("copyright") else { return false };
    let after = lower[at + "copyright".len()..].trim_start_matches([' ', ':', ',']);
    let of_itself = || {
        ["this ", "these ", "our "]
            .iter()
            .any(|word| OWN.iter().any(|own| names(&lower, word, own)))
    };
    after.starts_with(|c: char| c.is_ascii_digit())
        || after.starts_with("(c)")
        || (FORBIDS.iter().any(|word| lower.contains(word)) && of_itself())
}

/// How a legal line says what may not be done.
const FORBIDS: [&str; 8] = [
    "subject to",
    "protected by",
    "may not be",
    "permission",
    "reproduc",
    "republish",
    "redistribut",
    "is copyright",
];

/// What a page calls itself.
const OWN: [&str; 11] = [
    "article", "story", "text", "document", "material", "page", "content", "report", "site",
    "work", "post",
];

/// Whether `word` stands before `own` in `text`.
fn names(text: &str, word: &str, own: &str) -> bool {
    text.match_indices(word).any(|(at, _)| text[at + word.len()..].starts_with(own))
}

/// `Reporting by Ada Quill, editing by Ben Roe`; `Updated at 1:23 p.m.`
fn is_imprint(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '[', '—', '-', ' ']);
    let mut words = text.split_whitespace().take(3).map(str::to_lowercase);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first.as_str() {
        "additional" => second == "reporting",
        "reporting" | "writing" | "editing" | "edited" | "compiled" => second == "by",
        "updated" | "updated:" => text.len() < 60 && text.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// `Follow us on …`, `Ada Quill is … Follow her on …`, in a block with a link.
fn asks_to_follow(text: &str) -> bool {
    const FIRST: [&str; 4] = ["Follow ", "Subscribe ", "Contact ", "Listen to "];
    const ANYWHERE: [&str; 5] =
        ["Follow us", "Follow him", "Follow her", "Follow them", "Follow me"];
    FIRST.iter().any(|lead| text.starts_with(lead))
        || ANYWHERE.iter().any(|lead| text.contains(lead))
}
