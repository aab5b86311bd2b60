//! From the parser's events to blocks. Nesting is counted, never followed.

use cableway_core::{BlockKind, Context, StageError};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::reader::html;

/// A block before it is in the document.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    /// The level of a heading, from 1; 0 for all else.
    pub(super) level: usize,
    pub(super) footnote: bool,
}

/// The blocks of `text`, in order, none of them empty.
pub(super) fn cut(text: &str, context: &Context<'_>) -> Result<Vec<Block>, StageError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let mut cutter = Cutter::default();
    for (number, event) in Parser::new_ext(text, options).enumerate() {
        if number % 4096 == 0 {
            context.check()?;
        }
        cutter.event(event);
    }
    cutter.end(BlockKind::Paragraph, 0);
    Ok(cutter.blocks)
}

#[derive(Default)]
struct Cutter {
    blocks: Vec<Block>,
    /// The text of the open block.
    text: String,
    /// What the pictures of the open block show.
    shown: String,
    quotes: usize,
    items: usize,
    footnotes: usize,
    pictures: usize,
    code: bool,
    html: bool,
    cell: bool,
}

impl Cutter {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text) | Event::Html(text) if self.code || self.html => {
                self.text.push_str(&text);
            }
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => {
                self.push(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::InlineHtml(tag) if tag.starts_with("<br") || tag.starts_with("<BR") => {
                self.push(" ");
            }
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }

    fn push(&mut self, text: &str) {
        let out = if self.pictures > 0 { &mut self.shown } else { &mut self.text };
        push_collapsed(out, text, self.cell);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } => {
                if self.pictures == 0 {
                    push_collapsed(&mut self.shown, " ", false);
                }
                self.pictures += 1;
            }
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Superscript
            | Tag::Subscript
            | Tag::TableHead
            | Tag::TableRow => {}
            Tag::TableCell => self.cell = true,
            // Text of a tight list item ends where a list inside it starts.
            _ => {
                self.end(BlockKind::Paragraph, 0);
                match tag {
                    Tag::BlockQuote(_) => self.quotes += 1,
                    Tag::Item => self.items += 1,
                    Tag::FootnoteDefinition(_) => self.footnotes += 1,
                    Tag::CodeBlock(_) => self.code = true,
                    Tag::HtmlBlock => self.html = true,
                    _ => {}
                }
            }
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.pictures = self.pictures.saturating_sub(1),
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
            TagEnd::TableCell => {
                self.cell = false;
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\t');
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.text.truncate(self.text.trim_end_matches('\t').len());
                self.text.push('\n');
            }
            TagEnd::Table => self.end(BlockKind::Table, 0),
            TagEnd::Heading(level) => self.end(BlockKind::Heading, level as usize),
            TagEnd::CodeBlock => {
                self.end(BlockKind::Code, 0);
                self.code = false;
            }
            TagEnd::HtmlBlock => {
                self.html = false;
                self.text = html::plain_text(&self.text);
                self.end(BlockKind::Paragraph, 0);
            }
            _ => {
                self.end(BlockKind::Paragraph, 0);
                match tag {
                    TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
                    TagEnd::Item => self.items = self.items.saturating_sub(1),
                    TagEnd::FootnoteDefinition => self.footnotes = self.footnotes.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }

    /// Ends the open block. What stands around a paragraph says more of it than that it is one.
    fn end(&mut self, kind: BlockKind, level: usize) {
        let mut text = std::mem::take(&mut self.text);
        let shown = std::mem::take(&mut self.shown);
        let alone = text.trim().is_empty();
        let kind = match kind {
            BlockKind::Code | BlockKind::Table => kind,
            _ if self.footnotes > 0 => BlockKind::Note,
            _ if alone => BlockKind::Caption,
            _ if self.quotes > 0 => BlockKind::Quotation,
            BlockKind::Paragraph if self.items > 0 => BlockKind::ListItem,
            _ => kind,
        };
        if alone {
            text = shown;
        }
        text.truncate(text.trim_end().len());
        if text.trim_start().is_empty() {
            return;
        }
        let level = if kind == BlockKind::Heading { level } else { 0 };
        self.blocks.push(Block { kind, text, level, footnote: self.footnotes > 0 });
    }
}

/// Appends `text` with every run of white space as one space, none at the start of a block or of a
/// cell.
fn push_collapsed(out: &mut String, text: &str, cell: bool) {
    for (place, word) in text.split(char::is_whitespace).enumerate() {
        let open = out.is_empty() || out.ends_with(' ') || (cell && out.ends_with(['\t', '\n']));
        if place > 0 && !open {
            out.push(' ');
        }
        // A soft hyphen says where a word may be parted, and is no letter of it.
        word.split('\u{ad}').for_each(|piece| out.push_str(piece));
    }
}
