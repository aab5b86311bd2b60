//! From the tokeniser's calls to a [`Tree`], in linear time.
//!
//! This follows the tree construction of the HTML standard as far as text and structure need it:
//! void elements, implied end tags, scopes, raw text. It does not move nodes about (no foster
//! parenting, no adoption agency): an inline end tag that crosses a block is ignored, and whether a
//! text is linked is noted on the text itself.

use std::collections::HashMap;

use html5gum::{Emitter, Error, State, Tokenizer};

use super::tag::Tag;
use super::tree::{Attribute, Key, Node, Tree};

/// Reads a page. Never fails: whatever the input, there is a tree.
pub(super) fn build(html: &str) -> Tree {
    let mut builder = Builder::new(html.len());
    let tokenizer = Tokenizer::new_with_emitter(html, &mut builder);
    let Ok(()) = tokenizer.finish();
    builder.finish()
}

const NONE: u32 = u32::MAX;

/// An open element. The last four say, for this depth, which open element is the nearest border of
/// its sort, so that no end tag needs to search.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    name: u32,
    /// The depth of the next outer open element of the same name.
    outer: u32,
    scope: u32,
    inline: u32,
    item: u32,
    table: u32,
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    text: Vec<u8>,
    values: Vec<u8>,
    open: Vec<Open>,
    /// The depth of the innermost open element of each name.
    last: Vec<u32>,
    other_names: HashMap<Vec<u8>, u32>,
    /// Where the text that is being read starts in `text`.
    text_start: usize,
    /// The depth of the open link, whose text counts as linked.
    link: Option<usize>,
    foreign: u32,
    // The tag that is being read.
    tag_name: Vec<u8>,
    is_start: bool,
    self_closing: bool,
    tag_attributes: usize,
    attribute_name: Vec<u8>,
    attribute: Option<Attribute>,
    // Raw text.
    raw_name: Vec<u8>,
    skip_text: bool,
}

impl Builder {
    fn new(bytes: usize) -> Self {
        let mut builder = Self {
            nodes: Vec::with_capacity(bytes / 40),
            text: Vec::with_capacity(bytes / 4),
            values: Vec::with_capacity(bytes / 8),
            last: vec![NONE; Tag::COUNT],
            ..Self::default()
        };
        builder.nodes.push(Node {
            tag: Tag::Other,
            linked: false,
            parent: 0,
            end: 0,
            from: 0,
            to: 0,
        });
        builder.open.push(Open {
            node: 0,
            name: Tag::Text as u32,
            outer: NONE,
            scope: 0,
            inline: 0,
            item: 0,
            table: 0,
        });
        builder
    }

    fn finish(mut self) -> Tree {
        self.flush_text();
        let end = self.nodes.len() as u32;
        for open in &self.open {
            self.nodes[open.node as usize].end = end;
        }
        Tree {
            nodes: self.nodes,
            attributes: self.attributes,
            text: into_text(self.text),
            values: into_text(self.values),
        }
    }

    fn flush_text(&mut self) {
        let (from, to) = (self.text_start, self.text.len());
        if from < to {
            let node = self.nodes.len() as u32;
            let parent = self.open.last().map_or(0, |open| open.node);
            self.nodes.push(Node {
                tag: Tag::Text,
                linked: self.link.is_some(),
                parent,
                end: node + 1,
                from: from as u32,
                to: to as u32,
            });
            self.text_start = to;
        }
    }

    fn flush_attribute(&mut self) {
        self.resolve_attribute();
        if let Some(mut attribute) = self.attribute.take() {
            attribute.end = self.values.len() as u32;
            self.attributes.push(attribute);
        }
        self.attribute_name.clear();
    }

    fn resolve_attribute(&mut self) {
        if self.is_start && self.attribute.is_none() && !self.attribute_name.is_empty() {
            let at = self.values.len() as u32;
            self.attribute = Key::from_name(&self.attribute_name).map(|name| Attribute {
                name,
                start: at,
                end: at,
            });
        }
    }

    fn name_id(&mut self, tag: Tag) -> u32 {
        if tag != Tag::Other {
            return tag as u32;
        }
        if let Some(&id) = self.other_names.get(&self.tag_name) {
            return id;
        }
        let id = self.last.len() as u32;
        self.last.push(NONE);
        self.other_names.insert(self.tag_name.clone(), id);
        id
    }

    fn top(&self) -> Open {
        self.open[self.open.len() - 1]
    }

    /// The depth of the innermost open `tag`, where it is deeper than `border`.
    fn above(&self, tag: Tag, border: u32) -> Option<usize> {
        let depth = self.last[tag as usize];
        (depth != NONE && depth >= border).then_some(depth as usize)
    }

    /// Ends the open element at `depth` and all inside it.
    fn close(&mut self, depth: usize) {
        let end = self.nodes.len() as u32;
        while self.open.len() > depth.max(1)
            && let Some(open) = self.open.pop()
        {
            let node = &mut self.nodes[open.node as usize];
            node.end = end;
            if matches!(node.tag, Tag::Svg | Tag::Math) {
                self.foreign = self.foreign.saturating_sub(1);
            }
            self.last[open.name as usize] = open.outer;
        }
        if self.link.is_some_and(|link| link >= self.open.len()) {
            self.link = None;
        }
    }

    fn close_if(&mut self, tag: Tag, border: u32) {
        if let Some(depth) = self.above(tag, border) {
            self.close(depth);
        }
    }

    /// Ends what the start tag `tag` implies to be over.
    fn imply_ends(&mut self, tag: Tag) {
        if tag.is_block() {
            match tag {
                Tag::Li => self.close_if(Tag::Li, self.top().item),
                Tag::Dt | Tag::Dd => {
                    let item = self.top().item;
                    self.close_if(Tag::Dt, item);
                    self.close_if(Tag::Dd, item);
                }
                _ => {}
            }
            self.close_if(Tag::P, self.top().scope);
            let top = self.top();
            let top_tag = self.nodes[top.node as usize].tag;
            if tag.is_heading() && top_tag.is_heading() {
                self.close(self.open.len() - 1);
            }
            return;
        }
        let table = self.top().table;
        match tag {
            Tag::Td | Tag::Th => {
                self.close_if(Tag::Td, table);
                self.close_if(Tag::Th, table);
                self.close_if(Tag::Caption, table);
            }
            Tag::Tr => self.close_if(Tag::Tr, table),
            Tag::Thead | Tag::Tbody | Tag::Tfoot => {
                for part in [Tag::Thead, Tag::Tbody, Tag::Tfoot, Tag::Tr, Tag::Caption] {
                    self.close_if(part, table);
                }
            }
            Tag::Option | Tag::Optgroup => self.close_if(Tag::Option, self.top().scope),
            Tag::A => self.close_if(Tag::A, self.top().inline),
            Tag::Rb | Tag::Rt | Tag::Rp | Tag::Rtc => {
                for part in [Tag::Rb, Tag::Rt, Tag::Rp] {
                    self.close_if(part, self.top().inline);
                }
            }
            Tag::Body => self.close_if(Tag::Head, 0),
            _ => {}
        }
    }

    fn start_tag(&mut self) -> Option<State> {
        let tag = Tag::from_name(&self.tag_name);
        let repeated =
            matches!(tag, Tag::Html | Tag::Head | Tag::Body) && self.last[tag as usize] != NONE;
        if repeated {
            self.attributes.truncate(self.tag_attributes);
            return None;
        }
        let foreign = self.foreign > 0;
        if !foreign {
            self.imply_ends(tag);
        }
        let node = self.nodes.len() as u32;
        let top = self.top();
        self.nodes.push(Node {
            tag,
            linked: false,
            parent: top.node,
            end: node + 1,
            from: self.tag_attributes as u32,
            to: self.attributes.len() as u32,
        });
        if tag == Tag::A {
            let has_href =
                self.attributes[self.tag_attributes..].iter().any(|a| a.name == Key::Href);
            self.link = has_href.then_some(self.open.len());
        }
        if tag.is_void() || (foreign && self.self_closing) {
            return None;
        }
        self.push_open(tag, node, top);
        if matches!(tag, Tag::Svg | Tag::Math) {
            if self.self_closing {
                self.foreign += 1;
                self.close(self.open.len() - 1);
                return None;
            }
            self.foreign += 1;
        }
        self.raw_state(tag, foreign)
    }

    fn push_open(&mut self, tag: Tag, node: u32, top: Open) {
        let depth = self.open.len() as u32;
        let name = self.name_id(tag);
        let pick = |is: bool, outer: u32| if is { depth } else { outer };
        let open = Open {
            node,
            name,
            outer: self.last[name as usize],
            scope: pick(tag.is_scope(), top.scope),
            inline: pick(tag.stops_inline_end(), top.inline),
            item: pick(tag.stops_item_end(), top.item),
            table: pick(tag == Tag::Table, top.table),
        };
        self.last[name as usize] = depth;
        self.open.push(open);
    }

    /// How the tokeniser reads on inside `tag`.
    fn raw_state(&mut self, tag: Tag, foreign: bool) -> Option<State> {
        let state = match tag {
            Tag::Script => State::ScriptData,
            Tag::Style | Tag::Xmp | Tag::Iframe | Tag::Noembed | Tag::Noframes => State::RawText,
            Tag::Textarea => State::RcData,
            Tag::Title if !foreign => State::RcData,
            Tag::Plaintext => State::PlainText,
            _ => return None,
        };
        self.raw_name.clear();
        self.raw_name.extend_from_slice(&self.tag_name);
        self.skip_text = match tag {
            Tag::Script => !self.attributes[self.tag_attributes..].iter().any(|attribute| {
                attribute.name == Key::Type
                    && self.values[attribute.start as usize..attribute.end as usize]
                        .to_ascii_lowercase()
                        .ends_with(b"ld+json")
            }),
            Tag::Title | Tag::Xmp | Tag::Plaintext => false,
            _ => true,
        };
        Some(state)
    }

    fn end_tag(&mut self) {
        self.skip_text = false;
        let tag = Tag::from_name(&self.tag_name);
        let top = self.top();
        let depth = match tag {
            Tag::Html | Tag::Body | Tag::Br => None,
            Tag::Other => {
                let name = self.other_names.get(&self.tag_name).copied();
                let depth = name.map_or(NONE, |name| self.last[name as usize]);
                (depth != NONE && depth >= top.inline).then_some(depth as usize)
            }
            // The standard takes the form alone off the stack; what it leaves open stays open here.
            Tag::Form => {
                let form = self.open.len() - 1;
                (self.nodes[top.node as usize].tag == Tag::Form).then_some(form)
            }
            Tag::Li | Tag::Dt | Tag::Dd => self.above(tag, top.item),
            Tag::Table => self.above(tag, 0),
            tag if tag.is_table_part() => self.above(tag, top.table),
            tag if tag.is_heading() => [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6]
                .iter()
                .filter_map(|&heading| self.above(heading, top.scope))
                .max(),
            tag if tag.is_block() || tag.is_scope() || tag == Tag::Head => {
                self.above(tag, top.scope)
            }
            Tag::Noscript | Tag::Select => self.above(tag, top.scope),
            _ => self.above(tag, top.inline),
        };
        if let Some(depth) = depth {
            self.close(depth);
        }
        if tag == Tag::A {
            self.link = None;
        }
    }
}

/// Pieces of valid UTF-8 make valid UTF-8; if ever they did not, the offsets must stay right.
fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let ascii = |byte: u8| if byte.is_ascii() { byte as char } else { '?' };
        error.into_bytes().into_iter().map(ascii).collect()
    })
}

impl Emitter for &mut Builder {
    type Token = std::convert::Infallible;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.raw_name.clear();
        self.raw_name.extend_from_slice(last_start_tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.flush_text();
    }

    fn emit_error(&mut self, _: Error) {}

    /// Looking for errors that nobody hears of took a fifth of the time of reading a page.
    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Self::Token> {
        None
    }

    #[inline]
    fn emit_string(&mut self, text: &[u8]) {
        if !self.skip_text {
            self.text.extend_from_slice(text);
        }
    }

    fn init_start_tag(&mut self) {
        self.tag_name.clear();
        self.is_start = true;
        self.self_closing = false;
        self.tag_attributes = self.attributes.len();
    }

    fn init_end_tag(&mut self) {
        self.tag_name.clear();
        self.is_start = false;
    }

    fn init_comment(&mut self) {}

    fn emit_current_tag(&mut self) -> Option<State> {
        self.flush_attribute();
        self.flush_text();
        if self.is_start {
            self.start_tag()
        } else {
            self.end_tag();
            None
        }
    }

    fn emit_current_comment(&mut self) {
        self.flush_text();
    }

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {
        self.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag_name.extend_from_slice(name);
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {}

    fn init_attribute(&mut self) {
        self.flush_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute_name.extend_from_slice(name);
    }

    #[inline]
    fn push_attribute_value(&mut self, value: &[u8]) {
        self.resolve_attribute();
        if self.attribute.is_some() {
            self.values.extend_from_slice(value);
        }
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.is_start && !self.raw_name.is_empty() && self.raw_name == self.tag_name
    }
}
