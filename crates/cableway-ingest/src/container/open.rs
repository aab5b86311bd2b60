//! Finds out whether a file is a container, by its first bytes, and opens it.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use cableway_core::{Context, StageError};

use super::Container;
use crate::media::MediaType;
use crate::unpack;

/// How much of a file is looked at to tell what it is.
const START: usize = 64 << 10;

/// How much is read at a time.
const CHUNK: usize = 64 << 10;

/// Where bytes come from.
pub(crate) enum Source {
    File(File),
    /// What can be read once only, and is read into memory for that.
    Stream(Box<dyn Read + Send>),
    Memory(Vec<u8>),
}

/// What is in a file.
pub(crate) enum Content {
    /// One item: its bytes, packed as they were.
    Whole(Vec<u8>),
    /// A container and its size in bytes.
    Members(Box<dyn Container>, u64),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    #[cfg(feature = "zip")]
    Zip,
    #[cfg(feature = "mail")]
    Mbox,
    #[cfg(feature = "warc")]
    Warc,
}

/// Opens a file, or a member of a container. `forced` is what the pipeline says that all files are;
/// with `hidden`, members of archives whose names start with a dot are wanted, too.
///
/// # Errors
/// When it cannot be read, is an item and larger than the limit, or is a container and damaged.
pub(crate) fn open(
    source: Source,
    forced: Option<MediaType>,
    hidden: bool,
    context: &Context<'_>,
) -> Result<Content, StageError> {
    let limit = context.limits().bytes;
    let source = match source {
        Source::Stream(reader) => Source::Memory(load(reader, 0, limit)?),
        source => source,
    };
    let start = source.start().map_err(unreadable)?;
    let start = unpack::start_of(&start);
    match form(&start, forced) {
        None => whole(source, limit).map(Content::Whole),
        #[cfg(feature = "zip")]
        Some(Form::Zip) => zip(source, hidden, context),
        #[cfg(feature = "mail")]
        Some(Form::Mbox) => {
            let size = source.size();
            let reader = unpack::streaming(source.reader()).map_err(unreadable)?;
            Ok(Content::Members(Box::new(super::mbox::Mbox::new(reader)), size))
        }
        #[cfg(feature = "warc")]
        Some(Form::Warc) => {
            let size = source.size();
            // Gzip is undone record by record, so that a damaged one costs itself.
            let is_gzip = source.start().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
            let reader = source.reader();
            let reader =
                if is_gzip { reader } else { unpack::streaming(reader).map_err(unreadable)? };
            Ok(Content::Members(Box::new(super::warc::Warc::new(reader)), size))
        }
    }
}

/// What `start`, the unpacked beginning of a file, is the beginning of.
#[allow(unused_variables, reason = "without any container there is nothing to tell apart")]
fn form(start: &[u8], forced: Option<MediaType>) -> Option<Form> {
    #[cfg(feature = "zip")]
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Some(Form::Zip);
    }
    #[cfg(feature = "warc")]
    if super::warc::begins(start) {
        return Some(Form::Warc);
    }
    // A mailbox is text, and the pipeline may say that it is to be read as such.
    #[cfg(feature = "mail")]
    if matches!(forced, None | Some(MediaType::Mail)) && super::mbox::begins(start) {
        return Some(Form::Mbox);
    }
    None
}

#[cfg(feature = "zip")]
fn zip(source: Source, hidden: bool, context: &Context<'_>) -> Result<Content, StageError> {
    use super::zip::Archive;
    let limit = context.limits().bytes;
    let size = source.size();
    if let Source::File(file) = &source
        && source.start().map_err(unreadable)?.starts_with(b"PK")
    {
        let file = file.try_clone().map_err(unreadable)?;
        let archive = Archive::open(BufReader::with_capacity(CHUNK, file))?;
        if !archive.is_document() {
            return Ok(Content::Members(Box::new(archive.with_hidden(hidden)), size));
        }
        let mut file = archive.into_inner().into_inner();
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        return whole(source, limit).map(Content::Whole);
    }
    // The list of an archive's members stands at its end: what is packed once more comes into memory.
    let bytes = match source {
        Source::Memory(bytes) => bytes,
        source => load(source.reader(), 0, limit)?,
    };
    if bytes.starts_with(b"PK") {
        let archive = Archive::open(Cursor::new(bytes))?;
        return Ok(if archive.is_document() {
            Content::Whole(archive.into_inner().into_inner())
        } else {
            Content::Members(Box::new(archive.with_hidden(hidden)), size)
        });
    }
    let archive = Archive::open(Cursor::new(unpack::unpack(&bytes, context)?.into_owned()))?;
    Ok(if archive.is_document() {
        Content::Whole(bytes)
    } else {
        Content::Members(Box::new(archive.with_hidden(hidden)), size)
    })
}

/// The bytes of `source` as they are, whatever they hold, unless they are more than `limit`.
pub(crate) fn whole(source: Source, limit: u64) -> Result<Vec<u8>, StageError> {
    let size = source.size();
    match source {
        Source::Memory(bytes) => Ok(bytes),
        source => {
            if size > limit {
                return Err(StageError::limit(format!(
                    "has {size} bytes, which is more than {limit} (`bytes` under [limits])"
                )));
            }
            load(source.reader(), size, limit)
        }
    }
}

impl Source {
    fn size(&self) -> u64 {
        match self {
            Self::File(file) => file.metadata().map_or(0, |metadata| metadata.len()),
            Self::Stream(_) => 0,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The first bytes, which stay to be read.
    fn start(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::File(file) => {
                let mut file: &File = file;
                let mut start = Vec::with_capacity(START);
                file.take(START as u64).read_to_end(&mut start)?;
                file.seek(SeekFrom::Start(0))?;
                Ok(Cow::Owned(start))
            }
            Self::Memory(bytes) => Ok(Cow::Borrowed(&bytes[..bytes.len().min(START)])),
            Self::Stream(_) => Ok(Cow::Borrowed(&[])),
        }
    }

    fn reader(self) -> Box<dyn BufRead + Send> {
        match self {
            Self::File(file) => Box::new(BufReader::with_capacity(CHUNK, file)),
            Self::Stream(reader) => Box::new(BufReader::with_capacity(CHUNK, reader)),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes)),
        }
    }
}

/// All bytes of `reader`, which promises `size`, unless they are more than `limit`: a file may grow
/// while it is read.
fn load(reader: impl Read, size: u64, limit: u64) -> Result<Vec<u8>, StageError> {
    // One more than the file has, so that its end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    let count = reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| StageError::io("cannot be read", error))?;
    if count as u64 > limit {
        let message = format!("has more than {limit} bytes (`bytes` under [limits])");
        return Err(StageError::limit(message));
    }
    Ok(bytes)
}

fn unreadable(error: io::Error) -> StageError {
    StageError::io("cannot be read", error)
}
