//! A page as a flat tree: the nodes in the order of their start tags, each with the place where its
//! subtree ends.
//!
//! So a subtree is a slice, walking is counting up, and nothing needs to recurse, however deep the
//! page is nested.

use super::tag::Tag;

/// The attributes that the reader makes use of; all others are dropped while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    AriaHidden,
    Charset,
    Class,
    Content,
    Datetime,
    Hidden,
    Href,
    HttpEquiv,
    Id,
    ItemProp,
    ItemScope,
    Lang,
    Name,
    Property,
    Rel,
    Role,
    Style,
    Type,
}

impl Key {
    pub(super) fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"aria-hidden" => Self::AriaHidden,
            b"charset" => Self::Charset,
            b"class" => Self::Class,
            b"content" => Self::Content,
            b"datetime" => Self::Datetime,
            b"hidden" => Self::Hidden,
            b"href" => Self::Href,
            b"http-equiv" => Self::HttpEquiv,
            b"id" => Self::Id,
            b"itemprop" => Self::ItemProp,
            b"itemscope" => Self::ItemScope,
            b"lang" | b"xml:lang" => Self::Lang,
            b"name" => Self::Name,
            b"property" => Self::Property,
            b"rel" => Self::Rel,
            b"role" => Self::Role,
            b"style" => Self::Style,
            b"type" => Self::Type,
            _ => return None,
        })
    }
}

/// An attribute: its value is a range of [`Tree::values`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    pub(super) name: Key,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// An element or a run of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) tag: Tag,
    /// Text inside a link.
    pub(super) linked: bool,
    pub(super) parent: u32,
    /// The first node after the subtree.
    pub(super) end: u32,
    /// The range of [`Tree::attributes`] of an element, of [`Tree::text`] of a text.
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A page. Node 0 is the root, an element of no name.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) text: String,
    pub(super) values: String,
}

impl Tree {
    /// The characters of a text node; nothing for an element.
    pub(super) fn text_of(&self, node: usize) -> &str {
        let node = &self.nodes[node];
        if node.tag == Tag::Text {
            self.text.get(node.from as usize..node.to as usize).unwrap_or_default()
        } else {
            ""
        }
    }

    /// The attributes of an element.
    pub(super) fn attributes_of(&self, node: usize) -> impl Iterator<Item = (Key, &str)> {
        let node = &self.nodes[node];
        let range = if node.tag == Tag::Text { 0..0 } else { node.from as usize..node.to as usize };
        self.attributes[range].iter().map(|attribute| {
            let value = self.values.get(attribute.start as usize..attribute.end as usize);
            (attribute.name, value.unwrap_or_default())
        })
    }

    /// The value of an attribute of an element; the first where it stands twice.
    pub(super) fn attribute(&self, node: usize, name: Key) -> Option<&str> {
        self.attributes_of(node).find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The nodes of the subtree, `node` itself among them.
    pub(super) fn subtree(&self, node: usize) -> std::ops::Range<usize> {
        node..self.nodes[node].end as usize
    }

    /// Appends the text of the subtree to `out`, white space collapsed, with a space at the border of
    /// each block. Stops after `limit` bytes.
    pub(super) fn collect_text(&self, node: usize, limit: usize, out: &mut String) {
        let mut at = node;
        let end = self.nodes[node].end as usize;
        while at < end && out.len() < limit {
            let here = &self.nodes[at];
            match here.tag {
                Tag::Text => push_collapsed(out, self.text_of(at)),
                Tag::Script | Tag::Style | Tag::Noscript | Tag::Svg | Tag::Template | Tag::Del => {
                    at = here.end as usize;
                    continue;
                }
                tag if tag.is_block() || tag.is_table_part() || tag == Tag::Br => {
                    push_collapsed(out, " ");
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// The text of the subtree on one line.
    pub(super) fn plain_text(&self, node: usize, limit: usize) -> String {
        let mut out = String::new();
        self.collect_text(node, limit, &mut out);
        out.truncate(out.trim_end().len());
        out
    }
}

/// True for a character that only says where a line may end, or which way bytes lie.
pub(super) fn is_no_text(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')
}

/// Appends `text` with every run of white space as one space, none at the start of `out`.
pub(super) fn push_collapsed(out: &mut String, text: &str) {
    let mut word_start = None;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() || is_no_text(c) {
            if let Some(start) = word_start.take() {
                out.push_str(&text[start..at]);
            }
            if c.is_whitespace() && !out.is_empty() && !out.ends_with([' ', '\n', '\t']) {
                out.push(' ');
            }
        } else if word_start.is_none() {
            word_start = Some(at);
        }
    }
    if let Some(start) = word_start {
        out.push_str(&text[start..]);
    }
}
