//! XML as a flat run of parts: `quick-xml` knows no entities but those of XML itself, so that none can
//! unfold into gigabytes, and nothing here goes deeper with the depth of elements.

use std::borrow::Cow;

use cableway_core::StageError;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What comes next in a document.
pub(crate) enum Part<'a> {
    /// An element begins; one without content is closed at once.
    Open(BytesStart<'a>),
    /// An element of this name, without its prefix, ends.
    Close(String),
    Text(Cow<'a, str>),
}

/// A document that is being read.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    name: &'a str,
}

impl<'a> Xml<'a> {
    /// Begins to read `text`; `name` is the part's name for errors.
    pub(crate) fn new(text: &'a str, name: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, name }
    }

    /// The next part; `None` at the end.
    ///
    /// # Errors
    /// When the text is no XML from here on.
    pub(crate) fn next(&mut self) -> Result<Option<Part<'a>>, StageError> {
        loop {
            let event = self.reader.read_event().map_err(|error| {
                StageError::bad_input(format!("part `{}` is damaged: it is no XML", self.name))
                    .with_source(error)
            })?;
            return Ok(Some(match event {
                Event::Start(element) | Event::Empty(element) => Part::Open(element),
                Event::End(element) => Part::Close(element.local_name().into_inner().to_owned()),
                Event::Text(text) => Part::Text(text.xml_content(XmlVersion::Implicit1_0)),
                Event::CData(text) => Part::Text(text.xml_content(XmlVersion::Implicit1_0)),
                Event::GeneralRef(reference) => {
                    let known = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        _ => resolve_xml_entity(&reference).map(str::to_owned),
                    };
                    Part::Text(Cow::Owned(known.unwrap_or_default()))
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }
}

/// The name of an element without its prefix.
pub(crate) fn name<'e>(element: &'e BytesStart<'_>) -> &'e str {
    element.local_name().into_inner()
}

/// The attribute of this name, whatever its prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false).flatten().find_map(|attribute| {
        let is_meant = attribute.key.local_name().into_inner() == name;
        let value = is_meant.then(|| attribute.normalized_value(XmlVersion::Implicit1_0))?;
        Some(value.ok()?.into_owned())
    })
}

/// `text` in one line, and without control characters.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
