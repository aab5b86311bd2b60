//! What the styles of a document make of a paragraph.

use std::collections::HashMap;

use cableway_core::{BlockKind, StageError};

use crate::reader::package::xml::{Part, Xml, attribute, name};

/// Styles refer to those that they are based on; no chain of them is longer.
const LONGEST_CHAIN: usize = 20;

/// What a style says of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Block(BlockKind),
    /// A heading of this level, from 1.
    Heading(u8),
    /// An entry of a table of contents or of an index: no text of the document.
    Index,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    level: Option<u8>,
    listed: bool,
}

/// The paragraph styles of a document, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, StageError> {
        let mut styles = HashMap::new();
        let mut open: Option<(String, Style)> = None;
        let mut parts = Xml::new(text, "styles.xml");
        while let Some(part) = parts.next()? {
            match part {
                Part::Open(element) if name(&element) == "style" => {
                    let id = attribute(&element, "styleId").unwrap_or_default();
                    open = Some((id, Style::default()));
                }
                Part::Open(element) => {
                    let Some((_, style)) = &mut open else { continue };
                    let value = || attribute(&element, "val");
                    match name(&element) {
                        "name" => style.name = value().unwrap_or_default().to_lowercase(),
                        "basedOn" => style.based_on = value(),
                        "outlineLvl" => style.level = value().and_then(|level| level.parse().ok()),
                        "numPr" => style.listed = true,
                        _ => {}
                    }
                }
                Part::Close(name) if name == "style" => {
                    if let Some((id, style)) = open.take() {
                        styles.insert(id, style);
                    }
                }
                _ => {}
            }
        }
        Ok(Self(styles))
    }

    /// What the style of this id, or one that it is based on, says; nothing where none says anything.
    pub(super) fn look(&self, id: &str) -> Option<Look> {
        let mut id = id;
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = self.0.get(id) else {
                // Programs that write no styles use the names of the usual ones.
                return look_of_name(&id.to_lowercase());
            };
            if let Some(look) = look_of_name(&style.name).or_else(|| style.look()) {
                return Some(look);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }
}

impl Style {
    fn look(&self) -> Option<Look> {
        match self.level {
            Some(level @ 0..=8) => Some(Look::Heading(level + 1)),
            _ if self.listed => Some(Look::Block(BlockKind::ListItem)),
            _ => None,
        }
    }
}

/// What a style of this name, in small letters, is. Files have the names of Word's own styles in
/// English, whatever the language of the program.
fn look_of_name(name: &str) -> Option<Look> {
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(level) = bare.strip_prefix("heading") {
        return level.parse().ok().filter(|level| (1..=9).contains(level)).map(Look::Heading);
    }
    if bare.strip_prefix("toc").is_some_and(|rest| rest.parse::<u8>().is_ok() || rest == "heading")
    {
        return Some(Look::Index);
    }
    let kind = match &*bare {
        "title" => BlockKind::Title,
        "subtitle" => BlockKind::Standfirst,
        "quote" | "intensequote" | "blocktext" | "blockquote" | "quotations" => {
            BlockKind::Quotation
        }
        "caption" | "imagecaption" | "tablecaption" => BlockKind::Caption,
        "author" => BlockKind::Byline,
        "date" => BlockKind::Dateline,
        "sourcecode" | "htmlpreformatted" | "plaintext" | "preformattedtext" => BlockKind::Code,
        "footnotetext" | "endnotetext" => BlockKind::Note,
        "tableofcontents" | "tableoffigures" | "tableofauthorities" => return Some(Look::Index),
        bare if bare.starts_with("listbullet") || bare.starts_with("listnumber") => {
            BlockKind::ListItem
        }
        _ => return None,
    };
    Some(Look::Block(kind))
}
