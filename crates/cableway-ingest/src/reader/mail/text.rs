//! The plain text of a mail: what its sender wrote, what is quoted, and the signature.

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};

use super::part::Flow;
use crate::reader::text;

/// A signature has no more lines than this; what is longer is text.
const LONGEST_SIGNATURE: usize = 25;

/// What the sender of a quoted mail is said to have done, in the line above it.
const WROTE: &[&str] = &[
    "wrote",
    "writes",
    "said",
    "schrieb",
    "écrit",
    "escribió",
    "escribio",
    "ha scritto",
    "escreveu",
    "schreef",
    "skrev",
    "napisał",
    "пишет",
    "написал",
];

/// What stands over a mail that is quoted whole below an answer.
const ORIGINAL: &[&str] = &[
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
];

/// What stands over a mail that is handed on.
const FORWARDED: &[&str] = &[
    "forwarded message",
    "weitergeleitete nachricht",
    "message transféré",
    "mensaje reenviado",
    "messaggio inoltrato",
    "doorgestuurd bericht",
];

/// A line, and how deep it is quoted.
struct Line {
    depth: usize,
    text: String,
}

/// Reads the text of a mail into `builder`: the signature, the footer of a mailing list and the line that
/// says who is quoted as notes, quoted lines as quotations. Gives the number of blocks up to where a mail
/// begins that is handed on: quotations before it are what is answered.
pub(super) fn read(
    text: &str,
    flow: Flow,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<usize, StageError> {
    let mut forwarded = usize::MAX;
    let mut lines = lines(text, flow);
    let signature = lines.split_off(end_of_text(&lines));
    let mut part = String::new();
    let (mut at, mut before) = (0, 0);
    let mut quoted_to_the_end = false;
    while at < lines.len() {
        if at % 4096 == 0 {
            context.check()?;
        }
        let heads = if quoted_to_the_end { 0 } else { head_of_quotation(&lines[at..]) };
        if heads > 0 {
            text::read_body(&part, builder, context)?;
            part.clear();
            if is_forwarded(&lines[at].text) {
                forwarded = forwarded.min(builder.blocks().len());
            }
            let head: Vec<&str> = lines[at..at + heads].iter().map(|l| l.text.trim()).collect();
            builder.block(BlockKind::Note, &head.join(" "));
            quoted_to_the_end = is_original(&lines[at].text);
            at += heads;
            continue;
        }
        let Line { depth, text } = &lines[at];
        if *depth > 0 || quoted_to_the_end {
            if before != *depth && before > 0 {
                // Other words than those before, though no empty line stands between.
                part.push_str(">\n");
            }
            part.push_str("> ");
        } else if text.starts_with('>') {
            // Unquoted by the rules of flowed text, and no quotation.
            part.push(' ');
        }
        part.push_str(text);
        part.push('\n');
        before = *depth;
        at += 1;
    }
    text::read_body(&part, builder, context)?;
    for line in signature.iter().map(|line| line.text.trim()) {
        if !is_delimiter(line) && !is_footer_rule(line) {
            builder.block(BlockKind::Note, line);
        }
    }
    Ok(forwarded)
}

/// The lines of `text` without the marks of quotation, put together where they flow.
fn lines(text: &str, flow: Flow) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        let (depth, rest) = unquoted(line, flow.flowed);
        if !flow.flowed {
            lines.push(Line { depth, text: rest.to_owned() });
            continue;
        }
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let goes_on = rest.ends_with(' ') && rest != "-- ";
        let kept = if goes_on && flow.deletes_space { &rest[..rest.len() - 1] } else { rest };
        match lines.last_mut() {
            Some(last) if open && last.depth == depth && rest != "-- " => last.text.push_str(kept),
            _ => lines.push(Line { depth, text: kept.to_owned() }),
        }
        open = goes_on;
    }
    lines
}

/// How deep a line is quoted, and what is quoted.
fn unquoted(line: &str, flowed: bool) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    loop {
        let next = rest.strip_prefix('>').or_else(|| {
            // `> > twice` is quoted by two programs, each with a space of its own.
            (depth > 0 && !flowed).then(|| rest.strip_prefix(" >")).flatten()
        });
        match next {
            Some(next) => (depth, rest) = (depth + 1, next),
            None => break,
        }
    }
    if depth > 0 && !flowed {
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    (depth, rest)
}

/// Where the text ends and the signature, or the footer of a mailing list, begins.
fn end_of_text(lines: &[Line]) -> usize {
    let first = lines.len().saturating_sub(LONGEST_SIGNATURE + 1);
    let begins =
        |line: &Line| line.depth == 0 && (is_delimiter(&line.text) || is_footer_rule(&line.text));
    lines[first..].iter().position(begins).map_or(lines.len(), |at| first + at)
}

fn is_delimiter(line: &str) -> bool {
    line.trim_end() == "--"
}

/// True for the line of `_` that programs for mailing lists put over their footer.
fn is_footer_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 30 && line.bytes().all(|byte| byte == b'_')
}

/// How many lines from here say who is quoted below; 0 where none do.
fn head_of_quotation(lines: &[Line]) -> usize {
    let first = lines.first().map(|line| (line.depth, line.text.trim()));
    let Some((0, first)) = first else { return 0 };
    if first.is_empty() {
        return 0;
    }
    if is_original(first) {
        // The headers of the mail follow, up to an empty line.
        let is_header = |line: &&Line| !line.text.trim().is_empty();
        return lines.iter().take(10).take_while(is_header).count();
    }
    // `On Monday, 2 March 2026, Ada Moor wrote:`, over one line or two.
    for count in 1..=2 {
        let Some(last) = lines.get(count - 1) else { return 0 };
        if last.depth > 0 || last.text.trim().is_empty() {
            return 0;
        }
        let end = last.text.trim_end();
        let words = lines[..count].iter().map(|line| line.text.as_str()).collect::<Vec<_>>();
        let said = words.join(" ").to_lowercase();
        if end.ends_with(':') && said.len() <= 300 && WROTE.iter().any(|verb| said.contains(verb)) {
            let next = lines[count..].iter().find(|line| !line.text.trim().is_empty());
            return if next.is_some_and(|line| line.depth > 0) { count } else { 0 };
        }
    }
    0
}

/// True for a line over a mail that is quoted whole or handed on.
fn is_original(line: &str) -> bool {
    is_rule_that_says(line, ORIGINAL) || is_forwarded(line)
}

fn is_forwarded(line: &str) -> bool {
    is_rule_that_says(line, FORWARDED)
}

fn is_rule_that_says(line: &str, words: &[&str]) -> bool {
    let line = line.trim();
    line.starts_with("--")
        && line.len() <= 80
        && words.iter().any(|said| line.to_lowercase().contains(said))
}
