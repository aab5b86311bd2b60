//! The stage `files`.

use std::fs::File;
use std::path::Path;
use std::{io, iter};

use cableway_core::{
    ConfigError, Context, Document, Ingest, Item, KeyPath, ListError, Origin, Place, Setup, Stage,
    StageError, StageInfo, StageKind,
};
use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::container::{self, Content, Members, Source};
use crate::media::{Forced, MediaType};
use crate::reader;
use crate::steady::{self, Watched};
use crate::unpack::unpack;
use crate::walk::{Found, Walk};

/// Reads files: web pages, plain text, Markdown, mail, PDF, DOCX and EPUB, also packed with gzip or
/// Zstandard, and all that is in archives (ZIP), web archives (WARC) and mailboxes.
///
/// Files come in the order of `paths`, and within each sorted by name. What a file is, its name and
/// its bytes tell; what is plainly no article (an image, a program) is refused.
#[derive(Debug)]
pub struct Files {
    walk: Walk,
    forced: Forced,
    allow_empty: bool,
}

/// What a pipeline may tell `files`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilesConfig {
    /// The files to read: each entry is a file, a folder (all that is in it, however deep), a glob
    /// such as `inbox/**/*.html`, or `-` for standard input. Relative to the pipeline file. A file
    /// that several entries name is read once.
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// What to leave out, in the patterns of a `.gitignore`: `drafts/`, `*.bak`, `!keep.bak`.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// What all these files are, whatever they are called; without it, each file's name and content
    /// tell.
    #[serde(default)]
    pub media_type: Option<MediaType>,
    /// The charset of all these files, such as `windows-1251`; without it, each file tells its own.
    #[serde(default)]
    pub charset: Option<String>,
    /// Whether an entry of `paths` may find nothing. Without it that ends the run, so that a
    /// mistyped path is not taken for an empty folder.
    #[serde(default)]
    pub allow_empty: bool,
    /// Whether to read files, and folders, whose names start with a dot. Those that `paths` spells
    /// out are read anyway.
    #[serde(default)]
    pub hidden: bool,
}

impl Stage for Files {
    type Config = FilesConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Ingest,
            "files",
            "reads web pages, text, Markdown, mail, PDF, Word and EPUB, also in archives and mailboxes",
        )
        .version("2")
    }

    fn new(config: FilesConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let walk = Walk::new(setup, &config.paths, &config.exclude, config.hidden);
        let charset = config.charset.as_deref().and_then(|label| {
            let charset = Encoding::for_label_no_replacement(label.as_bytes());
            if charset.is_none() {
                let hint = "one of those that browsers know: `utf-8`, `windows-1252`, `shift_jis`";
                let path = Place::Config(KeyPath::from("charset"));
                problems.add(path, format!("unknown charset `{label}`"), Some(hint.to_owned()));
            }
            charset
        });
        match walk {
            Ok(walk) => problems.or(Self {
                walk,
                forced: Forced { media_type: config.media_type, charset },
                allow_empty: config.allow_empty,
            }),
            Err(mut error) => {
                error.problems.append(&mut problems.problems);
                Err(error)
            }
        }
    }
}

impl Ingest for Files {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let files = self.walk.found(self.allow_empty, context);
        Box::new(files.flat_map(move |found| -> Box<dyn Iterator<Item = _> + 'a> {
            let found = match found {
                Ok(found) => found,
                Err(error) => return Box::new(iter::once(Err(error))),
            };
            let opened = read(&found, |source| {
                container::open(source, self.forced.media_type, self.walk.hidden(), context)
            });
            let transient = found.is_standard_input();
            match opened {
                Ok((Content::Whole(bytes), _)) => {
                    let item = Item { transient, ..Item::new(found.uri, bytes) };
                    Box::new(iter::once(Ok(item)))
                }
                Ok((Content::Members(container, size), watched)) => {
                    let end = steady::at_end(found.uri.clone(), watched);
                    let members = Members::new(found.uri.clone(), container, size, context)
                        .transient(transient)
                        .with_hidden(self.walk.hidden())
                        .only(move |inside| self.walk.takes_member(&found, inside));
                    Box::new(members.chain(end))
                }
                Err(error) => Box::new(iter::once(Err(ListError::Item { uri: found.uri, error }))),
            }
        }))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let bytes = unpack(&item.bytes, context)?;
        reader::read(&bytes, item, self.forced, context)
    }

    fn reads(&self, path: &Path) -> bool {
        self.walk.reads(path)
    }

    fn origin(&self) -> Origin {
        self.walk.origin()
    }

    fn enters(&self, path: &Path) -> bool {
        self.walk.enters(path)
    }
}

/// The bytes of a file, unless they are more than `limit`.
#[cfg(any(feature = "feed", feature = "web"))]
pub(crate) fn load(found: &Found, limit: u64) -> Result<Vec<u8>, StageError> {
    read(found, |source| container::whole(source, limit)).map(|(bytes, _)| bytes)
}

/// Reads a file with `take`, again where it changes meanwhile; or standard input, once.
fn read<T>(
    found: &Found,
    take: impl Fn(Source) -> Result<T, StageError>,
) -> Result<(T, Option<Watched>), StageError> {
    if found.is_standard_input() {
        return Ok((take(Source::Stream(Box::new(io::stdin())))?, None));
    }
    let open =
        || File::open(&found.path).map_err(|error| StageError::io("cannot be opened", error));
    steady::read(open, |file| take(Source::File(file)))
}
