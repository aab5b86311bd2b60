//! ZIP archives: their members in the order of the list at the archive's end.

use std::io::{self, Read, Seek, SeekFrom};

use cableway_core::StageError;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Container, Lost, Member, Work, tidy};

/// No archive may list more members than this: their names alone take memory.
const MOST_MEMBERS: u64 = 250_000;

/// How much is unpacked at a time.
const CHUNK: usize = 64 << 10;

/// An open archive.
pub(crate) struct Archive<R> {
    zip: ZipArchive<R>,
    /// The member that is next.
    place: usize,
    hidden: bool,
    /// How many members have the name of a later one, which alone is listed.
    covered: u64,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the list of members.
    ///
    /// # Errors
    /// When there is none, as in an archive that was cut off, or a far too long one.
    pub(crate) fn open(mut reader: R) -> Result<Self, StageError> {
        let unreadable = |error| StageError::io("cannot be read", error);
        let count = promised(&mut reader).map_err(unreadable)?;
        if count > MOST_MEMBERS {
            return Err(StageError::limit(format!(
                "is an archive of {count} members, more than {MOST_MEMBERS}: split it, or unpack it first"
            )));
        }
        reader.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let zip = ZipArchive::new(reader).map_err(|error| match error {
            ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                StageError::io("cannot be read", error)
            }
            error => StageError::bad_input(
                "is an archive (ZIP) whose list of members cannot be read: it is damaged or cut off",
            )
            .with_source(error),
        })?;
        let covered = count.saturating_sub(zip.len() as u64);
        Ok(Self { zip, place: 0, hidden: false, covered })
    }

    /// The same, with the members whose names start with a dot.
    pub(crate) fn with_hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }

    /// What the archive is read from.
    pub(crate) fn into_inner(self) -> R {
        self.zip.into_inner()
    }

    /// True for what is one document to its user, packed as an archive: DOCX, EPUB and their kin.
    pub(crate) fn is_document(&self) -> bool {
        let has = |name: &str| self.zip.index_for_name(name).is_some();
        has("[Content_Types].xml")
            || has("word/document.xml")
            || has("META-INF/container.xml")
            || self.has_mimetype()
    }

    /// Whether the first member is called `mimetype`, as in EPUB and the formats of other offices.
    fn has_mimetype(&self) -> bool {
        matches!(self.zip.name_for_index(0), Some(Ok(name)) if name == "mimetype")
    }

    /// The name of member `place` as part of a URI; none where it is left out.
    fn name(&mut self, place: usize, work: &Work<'_>) -> Result<Option<String>, Lost> {
        let entry = self.zip.by_index_data(place).map_err(|error| Lost {
            name: Some(format!("{}", place + 1)),
            error: damaged(error),
        })?;
        if !entry.is_file() {
            return Ok(None);
        }
        let name = match (std::str::from_utf8(entry.name_raw()), entry.name()) {
            (Ok(name), _) => tidy(name),
            (Err(_), Ok(name)) => tidy(&name),
            (Err(_), Err(_)) => tidy(&String::from_utf8_lossy(entry.name_raw())),
        };
        let hidden = |part: &str| part.starts_with('.') && !self.hidden;
        let is_junk = name.split('/').any(|part| {
            matches!(part, "__MACOSX" | ".DS_Store" | "Thumbs.db" | "desktop.ini") || hidden(part)
        });
        Ok((!name.is_empty() && !is_junk && (work.wanted)(&name)).then_some(name))
    }

    /// Unpacks member `place`.
    fn unpack(&mut self, place: usize, work: &mut Work<'_>) -> Result<Vec<u8>, StageError> {
        let limit = work.limit;
        let entry = self.zip.by_index_data(place).map_err(damaged)?;
        if entry.encrypted() {
            return Err(StageError::bad_input(
                "is encrypted: unpack it with its password, and let the pipeline read what comes out",
            ));
        }
        let size = entry.size();
        if size > limit {
            return Err(StageError::limit(format!(
                "unpacks to {size} bytes, which is more than {limit} (`bytes` under [limits])"
            )));
        }
        let mut file = self.zip.by_index(place).map_err(damaged)?;
        let mut bytes = Vec::new();
        loop {
            work.context.check()?;
            let count = file
                .by_ref()
                .take(CHUNK as u64)
                .read_to_end(&mut bytes)
                .map_err(|error| damaged(ZipError::Io(error)))?;
            work.budget.spend(count as u64)?;
            if bytes.len() as u64 > limit {
                return Err(StageError::limit(format!(
                    "unpacks to more than {limit} bytes (`bytes` under [limits])"
                )));
            }
            if count == 0 {
                return Ok(bytes);
            }
        }
    }
}

impl<R: Read + Seek> Container for Archive<R> {
    fn next(&mut self, work: &mut Work<'_>) -> Option<Result<Member, Lost>> {
        loop {
            let place = self.place;
            if work.context.check().is_err() {
                return None;
            }
            if place >= self.zip.len() {
                let covered = std::mem::take(&mut self.covered);
                let members = if covered == 1 {
                    "member of the archive has"
                } else {
                    "members of the archive have"
                };
                let error = StageError::bad_input(format!(
                    "{covered} {members} the name of a later one, which alone was read: unpack it and give \
                     each file a name of its own"
                ));
                return (covered > 0).then_some(Err(Lost { name: None, error }));
            }
            self.place += 1;
            let name = match self.name(place, work) {
                Ok(Some(name)) => name,
                Ok(None) => continue,
                Err(lost) => return Some(Err(lost)),
            };
            return Some(match self.unpack(place, work) {
                Ok(bytes) => {
                    Ok(Member { name, part: None, bytes, media_type: None, retrieved: None })
                }
                Err(error) if work.budget.is_spent() => Err(Lost { name: None, error }),
                Err(error) => Err(Lost { name: Some(name), error }),
            });
        }
    }
}

fn damaged(error: ZipError) -> StageError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            StageError::bad_input("is encrypted: unpack it with its password first")
        }
        ZipError::CompressionMethodNotSupported(method) => StageError::bad_input(format!(
            "is packed by method {method}, which is not read here: pack the archive with deflate"
        )),
        ZipError::UnsupportedArchive(what) => StageError::bad_input(format!(
            "is packed in a way that is not read here ({what}): pack the archive with deflate"
        )),
        ZipError::Io(error) => unpackable().with_source(error),
        error => unpackable().with_source(error),
    }
}

fn unpackable() -> StageError {
    StageError::bad_input("is damaged in its archive and cannot be unpacked")
}

/// How many members the record at the archive's end promises; 0 where there is none.
fn promised(reader: &mut (impl Read + Seek)) -> io::Result<u64> {
    // The record has 22 bytes and a comment of up to 64 KiB behind it.
    const FARTHEST: u64 = 22 + 0xffff + 76;
    let size = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(size.saturating_sub(FARTHEST)))?;
    let mut tail = Vec::new();
    reader.take(FARTHEST).read_to_end(&mut tail)?;
    let last = |mark: &[u8]| tail.windows(mark.len()).rposition(|window| window == mark);
    let Some(end) = last(b"PK\x05\x06").and_then(|at| tail.get(at + 10..at + 12)) else {
        return Ok(0);
    };
    let short = u64::from(u16::from_le_bytes([end[0], end[1]]));
    let long = last(b"PK\x06\x06")
        .and_then(|at| tail.get(at + 32..at + 40))
        .and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
    Ok(long.map_or(short, |long| long.max(short)))
}
