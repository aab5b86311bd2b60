//! The page cut into blocks: runs of text with no block border inside, each with what the choice of
//! the article needs to know of it.

use cableway_core::{BlockKind, Context, StageError};

use super::marks::{self, Marker, Marks};
use super::tag::Tag;
use super::tree::{Key, Tree, is_no_text, push_collapsed};

/// A run of text that a browser would show as one block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// The element that it stands in.
    pub(super) node: u32,
    /// The first node of its text.
    pub(super) first: usize,
    /// Its range of [`Page::text`].
    pub(super) start: usize,
    pub(super) end: usize,
    /// Bytes of text, not counting white space.
    pub(super) bytes: u32,
    /// How many of them are linked.
    pub(super) linked: u32,
    pub(super) words: u32,
    /// The marks of the elements around it that say what it is: byline, caption and so on.
    pub(super) marks: Marks,
    /// The nearest heading element it stands in, if any: `H1` to `H6`.
    pub(super) heading: Option<Tag>,
}

impl Block {
    /// The share of the text that is linked, from 0 to 1.
    pub(super) fn link_density(&self) -> f64 {
        if self.bytes == 0 { 0.0 } else { f64::from(self.linked) / f64::from(self.bytes) }
    }
}

/// All blocks of a page in order, and the marks of its elements.
pub(super) struct Page {
    pub(super) blocks: Vec<Block>,
    pub(super) text: String,
    /// One for each node of the tree.
    pub(super) marks: Vec<Marks>,
}

impl Page {
    pub(super) fn text_of(&self, block: &Block) -> &str {
        self.text.get(block.start..block.end).unwrap_or_default()
    }
}

/// Cuts the page into blocks, leaving out what is never text of an article.
pub(super) fn cut(tree: &Tree, context: &Context<'_>) -> Result<Page, StageError> {
    let mut cutter = Cutter {
        tree,
        marker: Marker::default(),
        page: Page { blocks: Vec::new(), text: String::new(), marks: vec![0; tree.nodes.len()] },
        frames: Vec::new(),
        current: Current::default(),
    };
    cutter.run(context)?;
    Ok(cutter.page)
}

/// An open element that matters for the blocks inside it.
struct Frame {
    end: u32,
    node: u32,
    kind: BlockKind,
    marks: Marks,
    heading: Option<Tag>,
    block: bool,
    preformatted: bool,
    table: bool,
}

/// The most nodes of a card that are looked at.
const LARGEST_CARD: usize = 200;

/// The marks that say what a block is.
const KINDS: Marks = marks::HEADLINE
    | marks::STANDFIRST
    | marks::BYLINE
    | marks::DATELINE
    | marks::CAPTION
    | marks::CREDIT;

/// The most nodes that an element may have for its marks to hold for all blocks inside it.
const LARGEST_NAMED: usize = 40;

#[derive(Default)]
struct Current {
    /// The first node with text.
    first: usize,
    start: usize,
    linked: u32,
    bytes: u32,
    /// What all texts of the block are marked as.
    marks: Option<Marks>,
    /// Line breaks since the last word.
    breaks: u32,
}

struct Cutter<'t> {
    tree: &'t Tree,
    marker: Marker<'t>,
    page: Page,
    frames: Vec<Frame>,
    current: Current,
}

/// Whether the subtree is never text of an article, whatever it is called.
fn is_dropped(tag: Tag) -> bool {
    use Tag::{
        Applet, Audio, Button, Canvas, Datalist, Del, Dialog, Embed, Iframe, Input, Map, Math,
        Meter, Noembed, Noframes, Noscript, Object, Optgroup, Option, Progress, Rp, Rt, Script,
        Select, Style, Svg, Template, Textarea, Title, Video,
    };
    matches!(
        tag,
        Applet
            | Audio
            | Button
            | Canvas
            | Datalist
            | Del
            | Dialog
            | Embed
            | Iframe
            | Input
            | Map
            | Math
            | Meter
            | Noembed
            | Noframes
            | Noscript
            | Object
            | Optgroup
            | Option
            | Progress
            | Rp
            | Rt
            | Script
            | Select
            | Style
            | Svg
            | Template
            | Textarea
            | Title
            | Video
    )
}

impl Cutter<'_> {
    fn run(&mut self, context: &Context<'_>) -> Result<(), StageError> {
        let tree = self.tree;
        self.frames.push(Frame {
            end: tree.nodes.len() as u32,
            node: 0,
            kind: BlockKind::Paragraph,
            marks: 0,
            heading: None,
            block: true,
            preformatted: false,
            table: false,
        });
        let mut at = 1;
        while at < tree.nodes.len() {
            if at % 4096 == 0 {
                context.check()?;
            }
            self.leave(at as u32);
            let node = &tree.nodes[at];
            if node.tag == Tag::Text {
                self.add_text(at);
            } else if is_dropped(node.tag) || self.is_aside_in_words(at) {
                at = node.end as usize;
                continue;
            } else {
                self.enter(at);
            }
            at += 1;
        }
        self.leave(tree.nodes.len() as u32);
        self.flush();
        Ok(())
    }

    /// Closes the frames that end before node `at`.
    fn leave(&mut self, at: u32) {
        while self.frames.len() > 1 && self.frames[self.frames.len() - 1].end <= at {
            let last = self.frames.len() - 1;
            if self.frames[last].block {
                self.flush();
            }
            self.frames.pop();
        }
    }

    fn enter(&mut self, at: usize) {
        let node = self.tree.nodes[at];
        let marks = self.marker.marks(self.tree, at);
        self.page.marks[at] = marks;
        match node.tag {
            Tag::Br => return self.line_break(),
            Tag::Hr => return self.flush(),
            Tag::Wbr | Tag::Img | Tag::Source | Tag::Meta | Tag::Link => return,
            _ => {}
        }
        let outer = &self.frames[self.frames.len() - 1];
        if outer.table {
            return self.table_part(node.tag);
        }
        let tag = node.tag;
        let in_words =
            matches!(self.tree.nodes[outer.node as usize].tag, Tag::P) || outer.heading.is_some();
        let block = tag.is_block()
            || tag.is_table_part()
            || tag == Tag::Body
            || tag == Tag::Legend
            || (tag == Tag::Other && !in_words && !self.inside_words());
        let table = tag == Tag::Table && is_data_table(self.tree, at);
        // A name on a large element says little about each of its lines.
        let small = node.end as usize - at <= LARGEST_NAMED
            && !matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article);
        let own = if small { marks & KINDS } else { 0 };
        if !block && own == 0 {
            return;
        }
        let frame = Frame {
            end: node.end,
            node: if block { at as u32 } else { outer.node },
            kind: kind_inside(tag, table, outer.kind),
            marks: outer.marks | own,
            heading: if tag.is_heading() { Some(tag) } else { outer.heading },
            block,
            preformatted: outer.preformatted || matches!(tag, Tag::Pre | Tag::Listing | Tag::Xmp),
            table,
        };
        if block {
            self.flush();
        }
        self.frames.push(frame);
    }

    /// Whether `at` is shown only where a word is pointed at, or only read out: a `span` among the words
    /// that is hidden, or that opens with a picture and holds links, as a card about a person does.
    fn is_aside_in_words(&mut self, at: usize) -> bool {
        let node = &self.tree.nodes[at];
        if node.tag != Tag::Span || node.end as usize - at < 2 {
            return false;
        }
        if self.tree.attribute(at, Key::AriaHidden).is_none()
            && self.marker.marks(self.tree, at) & marks::HIDDEN != 0
        {
            return true;
        }
        let mut inside = self.tree.subtree(at).skip(1).take(LARGEST_CARD);
        let opens_with_picture = inside
            .by_ref()
            .map(|inner| (self.tree.nodes[inner].tag, self.tree.text_of(inner).trim().is_empty()))
            .find(|&(tag, empty)| tag == Tag::Img || tag == Tag::A || !empty)
            .is_some_and(|(tag, _)| tag == Tag::Img);
        opens_with_picture
            && self.page.text.len() > self.current.start
            && inside.filter(|&inner| self.tree.nodes[inner].tag == Tag::A).take(2).count() == 2
    }

    /// True when the block that is being read has words already, with no blank after them.
    fn inside_words(&self) -> bool {
        self.page.text.len() > self.current.start && !self.page.text.ends_with(char::is_whitespace)
    }

    fn line_break(&mut self) {
        let frame = &self.frames[self.frames.len() - 1];
        if frame.preformatted {
            self.page.text.push('\n');
        } else if frame.table {
            push_collapsed(&mut self.page.text, " ");
        } else {
            self.current.breaks += 1;
            if self.current.breaks >= 2 {
                self.flush();
            } else if self.page.text.len() > self.current.start {
                push_collapsed(&mut self.page.text, " ");
            }
        }
    }

    fn table_part(&mut self, tag: Tag) {
        let text = &mut self.page.text;
        if text.len() == self.current.start {
            return;
        }
        match tag {
            Tag::Tr | Tag::Caption => {
                text.truncate(text.trim_end_matches([' ', '\t']).len());
                if text.len() > self.current.start && !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            Tag::Td | Tag::Th => {
                text.truncate(text.trim_end_matches(' ').len());
                if !text.ends_with('\n') {
                    text.push('\t');
                }
            }
            tag if tag.is_block() => push_collapsed(text, " "),
            _ => {}
        }
    }

    fn add_text(&mut self, at: usize) {
        let text = self.tree.text_of(at);
        let frame = &self.frames[self.frames.len() - 1];
        let before = self.page.text.len();
        if frame.preformatted {
            self.page.text.extend(text.chars().filter(|&c| !is_no_text(c)));
        } else if before > self.current.start {
            push_collapsed(&mut self.page.text, text);
        } else {
            push_collapsed(&mut self.page.text, text.trim_start());
        }
        let added = self.page.text[before..].bytes().filter(|b| !b.is_ascii_whitespace()).count();
        if added == 0 {
            return;
        }
        if self.current.bytes == 0 {
            self.current.first = at;
        }
        self.current.breaks = 0;
        // A caption with its credit beside it is a caption as a whole.
        let credit = frame.marks & marks::CREDIT != 0;
        let own = frame.marks | if credit { marks::CAPTION } else { 0 };
        self.current.marks = Some(self.current.marks.map_or(own, |all| all & own));
        let added = added as u32;
        self.current.bytes += added;
        if self.tree.nodes[at].linked {
            self.current.linked += added;
        }
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        let page = &mut self.page;
        let start = self.current.start.min(page.text.len());
        let end = start + page.text[start..].trim_end().len();
        let frame = &self.frames[self.frames.len() - 1];
        if start < end {
            page.text.truncate(end);
            let spaced = page.text[start..end].split_ascii_whitespace().count() as u32;
            // Scripts without blanks between words: about six bytes make one.
            let words =
                if self.current.bytes > 25 * spaced { self.current.bytes / 6 } else { spaced };
            page.blocks.push(Block {
                kind: frame.kind,
                node: frame.node,
                first: self.current.first,
                start,
                end,
                bytes: self.current.bytes,
                linked: self.current.linked,
                words,
                marks: self.current.marks.unwrap_or(frame.marks),
                heading: frame.heading,
            });
            page.text.push('\n');
        } else {
            page.text.truncate(start);
        }
        self.current = Current { start: self.page.text.len(), ..Current::default() };
    }
}

fn kind_inside(tag: Tag, table: bool, outer: BlockKind) -> BlockKind {
    match tag {
        _ if table => BlockKind::Table,
        _ if tag.is_heading() => BlockKind::Heading,
        Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => BlockKind::Code,
        Tag::Figcaption => BlockKind::Caption,
        Tag::Blockquote => BlockKind::Quotation,
        Tag::Li | Tag::Dd | Tag::Dt if outer != BlockKind::Caption => BlockKind::ListItem,
        Tag::Article | Tag::Main | Tag::Td | Tag::Th => BlockKind::Paragraph,
        _ => outer,
    }
}

/// Whether a table holds data rather than the layout of the page: two columns and two rows at least,
/// no table inside, and no long cells.
fn is_data_table(tree: &Tree, table: usize) -> bool {
    let (mut rows, mut cells, mut heads, mut paragraphs, mut bytes) =
        (0u32, 0u32, 0u32, 0u32, 0usize);
    for at in table + 1..tree.nodes[table].end as usize {
        let node = &tree.nodes[at];
        match node.tag {
            Tag::Table | Tag::Form | Tag::Article => return false,
            Tag::Tr => rows += 1,
            Tag::Td => cells += 1,
            Tag::Th => {
                cells += 1;
                heads += 1;
            }
            Tag::P | Tag::Div | Tag::Li | Tag::Ul | Tag::Blockquote => paragraphs += 1,
            Tag::Text => bytes += tree.text_of(at).trim().len(),
            tag if tag.is_heading() => paragraphs += 2,
            _ => {}
        }
    }
    if rows < 2 || cells < 2 * rows.min(2) {
        return false;
    }
    let average = bytes / cells.max(1) as usize;
    heads > 0 && average < 300 || (average < 80 && paragraphs <= cells + rows && cells >= 2 * rows)
}
