//! Documents that are packed as ZIP archives of XML: what DOCX and EPUB share.

pub(crate) mod xml;

use std::io::{Cursor, Read as _};

use cableway_core::{Context, StageError};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::charset;

/// How much is unpacked at a time.
const CHUNK: u64 = 64 << 10;

/// An open package.
pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still come out of it.
    left: u64,
    context: &'a Context<'a>,
}

impl<'a> Package<'a> {
    /// Opens `bytes`. `what` is said of them in the error, such as `the Word document`.
    ///
    /// # Errors
    /// When they are no archive, or one that was cut off.
    pub(crate) fn open(
        bytes: &'a [u8],
        what: &str,
        context: &'a Context<'a>,
    ) -> Result<Self, StageError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            StageError::bad_input(format!(
                "{what} is damaged or cut off: its list of parts is gone"
            ))
            .with_source(error)
        })?;
        Ok(Self { zip, left: context.limits().bytes, context })
    }

    /// The bytes of a part; `None` where there is none of this name.
    ///
    /// # Errors
    /// When it is damaged or encrypted, and when all parts together unpack to more than the limit.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, StageError> {
        let name = name.trim_start_matches('/');
        let damaged =
            || StageError::bad_input(format!("part `{name}` is damaged and cannot be unpacked"));
        let mut file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged().with_source(error)),
        };
        let mut bytes = Vec::new();
        loop {
            self.context.check()?;
            let count = file
                .by_ref()
                .take(CHUNK)
                .read_to_end(&mut bytes)
                .map_err(|error| damaged().with_source(error))?;
            let Some(left) = self.left.checked_sub(count as u64) else {
                let limit = self.context.limits().bytes;
                return Err(StageError::limit(format!(
                    "unpacks to more than {limit} bytes (`bytes` under [limits])"
                )));
            };
            self.left = left;
            if count == 0 {
                return Ok(Some(bytes));
            }
        }
    }

    /// A part of text.
    ///
    /// # Errors
    /// As with [`Package::read`].
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, StageError> {
        let context = self.context;
        let bytes = self.read(name)?;
        Ok(bytes.map(|bytes| charset::decode(&bytes, Some("utf-8"), None, context).into_owned()))
    }
}

/// The name of the part that `target` leads to from the part `from`.
pub(crate) fn resolve(from: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect(),
    };
    if !target.starts_with('/') {
        parts.pop();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    #[test]
    fn targets_are_resolved() {
        let check = |from, target, expect: &str| assert_eq!(super::resolve(from, target), expect);
        check("word/document.xml", "styles.xml", "word/styles.xml");
        check("", "word/document.xml", "word/document.xml");
        check("OEBPS/book.opf", "text/one.xhtml#top", "OEBPS/text/one.xhtml");
        check("OEBPS/x/book.opf", "../../../one.xhtml", "one.xhtml");
        check("word/document.xml", "/word/other.xml", "word/other.xml");
    }
}
