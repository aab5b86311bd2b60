//! Reads PDF documents: the text in the order in which people read it, without what is printed around
//! every page.
//!
//! `hayro` interprets the pages, mends broken cross-references and undoes encryption without a password.
//! It was chosen over `pdf-extract`, which gives up on both a broken list of objects and a file that was
//! cut off. From its glyphs, lines are put together (`glyphs`), brought into order (`columns`), rid of
//! page headers and numbers (`furniture`) and joined to paragraphs (`flow`).

mod columns;
mod facts;
mod flow;
mod furniture;
mod glyphs;
mod hyphens;
mod size;

use std::panic::{AssertUnwindSafe, catch_unwind};

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{InterpreterCache, InterpreterSettings, TransformExt as _, interpret_page};

use self::glyphs::{Collector, Line, Stopped, Upright};

/// No document has more pages that are read than this.
const MOST_PAGES: usize = 20_000;

/// The lines of one page.
struct Page {
    lines: Vec<Line>,
    height: f64,
}

/// What is read out of a document before it is put in order.
struct Raw {
    pages: Vec<Page>,
    facts: facts::Facts,
    /// Glyphs that say which character they stand for, and those that do not.
    known: usize,
    unknown: usize,
    pictures: usize,
    /// Characters that run in another direction than most of their page.
    left_out: usize,
}

/// Reads a whole document into `builder`.
///
/// # Errors
/// When it is damaged beyond repair, needs a password, holds no text, or unpacks to more than the limit.
pub(crate) fn read(
    bytes: &[u8],
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    size::check(bytes, context)?;
    // The interpreter meets with what nobody foresaw. Nothing of it is looked at after a panic.
    let raw = catch_unwind(AssertUnwindSafe(|| interpret(bytes, context))).unwrap_or_else(|payload| {
        Err(match payload.downcast::<Stopped>() {
            Ok(stopped) => stopped.0,
            Err(payload) => {
                // Dropping a payload runs foreign code, which might panic again.
                std::mem::forget(payload);
                StageError::bad_input(
                    "the PDF document is damaged in a way that it cannot be read: print it to a new one",
                )
            }
        })
    })?;
    let Raw { mut pages, facts, known, unknown, pictures, left_out } = raw;
    if known == 0 {
        // The end, which may lie far from the last object, tells of a file that came whole.
        let is_whole = bytes.windows(5).rev().take(2048).any(|window| window == b"%%EOF");
        return Err(StageError::bad_input(match (unknown, pictures) {
            _ if !is_whole && says_encrypted(bytes) => ENCRYPTED_AND_BROKEN,
            _ if !is_whole => "the PDF document is cut off, and no text is in what is there of it",
            (0, 0) => "the PDF document has no text in it",
            (0, _) => {
                "the PDF document is a scan: there are pictures of its pages, and no text in it; run text \
                 recognition (OCR) over it first"
            }
            _ => {
                "the PDF document does not say which characters its glyphs stand for: run text recognition \
                 (OCR) over it first"
            }
        }));
    }
    if unknown * 20 > known {
        context.note(format!(
            "{unknown} of {} glyphs of the PDF document do not say which character they stand for",
            known + unknown
        ));
    }
    if left_out > 0 {
        if pages.iter().all(|page| page.lines.is_empty()) {
            return Err(StageError::bad_input(format!(
                "all {left_out} characters of the PDF document run aslant, which is not read: print it to a \
                 new one with its text upright"
            )));
        }
        context.note(format!(
            "{left_out} characters of the PDF document run in another direction than most of their page and \
             were left out"
        ));
    }
    furniture::take_off(&mut pages);
    facts.fill(&mut builder.meta);
    let pieces = flow::pieces(pages, context)?;
    fill(&pieces, builder);
    Ok(())
}

/// Goes through all pages.
fn interpret(bytes: &[u8], context: &Context<'_>) -> Result<Raw, StageError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| unreadable(error, bytes))?;
    let cache = InterpreterCache::new();
    let mut raw = Raw {
        pages: Vec::new(),
        facts: facts::Facts::of(pdf.metadata()),
        known: 0,
        unknown: 0,
        pictures: 0,
        left_out: 0,
    };
    let limit = context.limits().bytes;
    let mut length = 0;
    for page in pdf.pages().iter().take(MOST_PAGES) {
        context.check()?;
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let start = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut interpreter =
            hayro_interpret::Context::new(start, area, &cache, pdf.xref(), settings);
        let mut collector = Collector::new(area, context);
        interpret_page(page, &mut interpreter, &mut collector);
        raw.known += collector.known;
        raw.unknown += collector.unknown;
        raw.pictures += collector.pictures;
        let Upright { lines, height, left_out } = collector.lines();
        raw.left_out += left_out;
        // Many pages may show one text.
        length += lines.iter().map(|line| line.text.len() as u64).sum::<u64>();
        if length > limit {
            return Err(StageError::limit(format!(
                "the text of the PDF document is larger than {limit} bytes (`bytes` under [limits])"
            )));
        }
        raw.pages.push(Page { lines, height });
    }
    if pdf.pages().len() > MOST_PAGES {
        context.note(format!("only the first {MOST_PAGES} pages of the PDF document were read"));
    }
    Ok(raw)
}

const ENCRYPTED_AND_BROKEN: &str = "the PDF document is encrypted, and in a way that it cannot be read, or \
     damaged besides: save it without encryption first";

/// Whether the file names a dictionary of encryption, which no other has.
fn says_encrypted(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    let follows = |window: &[u8]| {
        window.starts_with(KEY)
            && window.last().is_some_and(|next| next.is_ascii_whitespace() || *next == b'<')
    };
    bytes.windows(KEY.len() + 1).any(follows)
}

fn unreadable(error: LoadPdfError, bytes: &[u8]) -> StageError {
    StageError::bad_input(match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "the PDF document is encrypted and needs a password: save it without one first"
        }
        LoadPdfError::Decryption(_) => {
            "the PDF document is encrypted in a way that is not read here: save it without encryption first"
        }
        LoadPdfError::Invalid if says_encrypted(bytes) => ENCRYPTED_AND_BROKEN,
        LoadPdfError::Invalid => {
            "the PDF document is damaged or cut off: no pages can be found in it"
        }
    })
}

/// The blocks of the document. The heading that the document's properties repeat, or else the largest on
/// the first page, is the title.
fn fill(pieces: &[flow::Piece], builder: &mut DocumentBuilder) {
    let first: Vec<usize> = pieces
        .iter()
        .enumerate()
        .take_while(|(_, piece)| piece.page == 0)
        .filter(|(_, piece)| piece.kind == BlockKind::Heading)
        .map(|(place, _)| place)
        .collect();
    let same = |place: &&usize| {
        let title = builder.meta.title.as_deref().unwrap_or_default();
        letters(&pieces[**place].text) == letters(title)
    };
    let largest = first
        .iter()
        .copied()
        .reduce(|a, b| if pieces[b].size > pieces[a].size + 0.1 { b } else { a });
    let is_larger = |place: &usize| {
        // A heading like others is no title.
        let size = pieces[*place].size;
        let alike = |piece: &flow::Piece| {
            piece.kind == BlockKind::Heading && (piece.size - size).abs() < 0.1
        };
        pieces.iter().filter(|piece| alike(piece)).count() == 1
    };
    let title = first.iter().find(same).copied().or_else(|| largest.filter(is_larger));
    let (mut before_body, mut notes) = (true, Vec::new());
    for (place, piece) in pieces.iter().enumerate() {
        let mut kind = piece.kind;
        if Some(place) == title {
            kind = BlockKind::Title;
            if builder.meta.title.is_none() {
                builder.meta.title = Some(piece.text.clone());
            }
        } else if kind == BlockKind::Note {
            notes.push(&piece.text);
            continue;
        } else if kind == BlockKind::Paragraph && before_body {
            kind = facts::opening(&piece.text, &mut builder.meta);
            before_body = kind != BlockKind::Paragraph;
        }
        builder.block(kind, &piece.text);
    }
    // Footnotes would part the sentences that go over a page.
    for note in notes {
        builder.block(BlockKind::Note, note);
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
