//! A Cableway plugin with one stage, `atom`: articles as an Atom feed (RFC 4287), for every reader and
//! every other program that takes one.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cableway_sdk::{
    Annotation, ConfigError, Document, ErrorKind, Export, KeyPath, Setup, Stage, StageError,
    StageInfo, StageKind,
};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use schemars::JsonSchema;
use serde::Deserialize;

/// When an entry without any date was updated: RFC 4287 asks for a date, and an invented one of today
/// would make every run another one.
const UNDATED: &str = "1970-01-01T00:00:00Z";

/// Writes articles as an Atom feed: title, link, dates, authors, labels as categories, and the first
/// summary.
#[derive(Debug)]
pub struct Atom {
    config: AtomConfig,
    path: PathBuf,
    /// The entries so far: the feed's own date, which comes before them, is that of the newest.
    entries: Vec<u8>,
    newest: String,
}

/// What a pipeline may tell `atom`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtomConfig {
    /// The file to write.
    pub path: PathBuf,
    /// The title of the feed.
    pub title: String,
    /// The feed's name for ever: a URI, such as `https://desk.example/feed`.
    pub id: String,
    /// The kinds of annotation whose labels are categories.
    #[serde(default = "topics")]
    pub categories: Vec<String>,
}

fn topics() -> Vec<String> {
    vec!["topic".to_owned()]
}

impl Stage for Atom {
    type Config = AtomConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "atom", "writes articles as an Atom feed").version("1")
    }

    fn new(config: AtomConfig, setup: &Setup) -> Result<Self, ConfigError> {
        for (key, value) in [("title", &config.title), ("id", &config.id)] {
            if value.trim().is_empty() {
                return Err(ConfigError::at(KeyPath::from(key), "must not be empty"));
            }
        }
        let path = setup.resolve(&config.path);
        Ok(Self { config, path, entries: Vec::new(), newest: UNDATED.to_owned() })
    }
}

impl Export for Atom {
    fn open(&mut self) -> Result<(), StageError> {
        if self.path.is_dir() {
            let message = format!("`{}` is a folder", self.path.display());
            return Err(StageError::new(ErrorKind::Io, message));
        }
        std::fs::create_dir_all(self.folder()).map_err(|error| self.cannot_write(error))?;
        // Whether the place can be written to is better known before the work. What a run left there that was
        // killed goes with it.
        let partial = self.partial();
        File::create(&partial)
            .and_then(|_| std::fs::remove_file(&partial))
            .map_err(|error| self.cannot_write(error))
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.entries.push(b'\n');
        let mut entry = Writer::new_with_indent(std::mem::take(&mut self.entries), b' ', 2);
        let updated = write_entry(&mut entry, document, &self.config.categories)
            .map_err(|error| self.cannot_write(error))?;
        self.entries = entry.into_inner();
        if updated > self.newest {
            self.newest = updated;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        let feed = self.feed().map_err(|error| self.cannot_write(error))?;
        let partial = self.partial();
        let put = || {
            let mut file = File::create(&partial)?;
            file.write_all(&feed)?;
            file.sync_all()?;
            std::fs::rename(&partial, &self.path)
        };
        put().map_err(|error| {
            // The feed is as it was; half a new one is of no use.
            let _ = std::fs::remove_file(&partial);
            self.cannot_write(error)
        })
    }

    fn target(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}

impl Atom {
    fn folder(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Where the feed is written before it takes its place. Always the same name: what is left of a run that was
    /// killed is found by the next.
    fn partial(&self) -> PathBuf {
        let mut name = std::ffi::OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(".partial");
        self.folder().join(name)
    }

    fn cannot_write(&self, error: std::io::Error) -> StageError {
        StageError::io(format!("cannot write `{}`", self.config.path.display()), error)
    }

    fn feed(&self) -> std::io::Result<Vec<u8>> {
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let mut feed = BytesStart::new("feed");
        feed.push_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
        xml.write_event(Event::Start(feed))?;
        element(&mut xml, "title", &self.config.title)?;
        element(&mut xml, "id", &self.config.id)?;
        element(&mut xml, "updated", &self.newest)?;
        let mut bytes = xml.into_inner();
        bytes.extend_from_slice(&self.entries);
        bytes.extend_from_slice(b"\n</feed>\n");
        Ok(bytes)
    }
}

type Xml = Writer<Vec<u8>>;

/// Writes an entry, and gives the time of its last change.
fn write_entry(xml: &mut Xml, document: &Document, kinds: &[String]) -> std::io::Result<String> {
    let meta = document.meta();
    let published = meta.published.as_ref().map(|date| moment(date.as_str()));
    let modified = meta.modified.as_ref().map(|date| moment(date.as_str()));
    let updated = modified.or_else(|| published.clone()).unwrap_or_else(|| UNDATED.to_owned());

    xml.write_event(Event::Start(BytesStart::new("entry")))?;
    element(xml, "title", meta.title.as_deref().unwrap_or(&document.source().uri))?;
    element(xml, "id", &entry_id(document))?;
    if let Some(url) = &meta.url {
        let mut link = BytesStart::new("link");
        link.push_attribute(("href", url.as_str()));
        xml.write_event(Event::Empty(link))?;
    }
    element(xml, "updated", &updated)?;
    if let Some(published) = published {
        element(xml, "published", &published)?;
    }
    let names: Vec<&str> = match (&meta.authors[..], &meta.publisher) {
        ([], Some(house)) => vec![house],
        // RFC 4287 asks for an author: who it is, the source does not say.
        ([], None) => vec!["unknown"],
        (authors, _) => authors.iter().map(String::as_str).collect(),
    };
    for name in names {
        xml.write_event(Event::Start(BytesStart::new("author")))?;
        element(xml, "name", name)?;
        xml.write_event(Event::End(BytesEnd::new("author")))?;
    }
    for annotation in document.annotations() {
        if kinds.contains(&annotation.kind) {
            category(xml, annotation)?;
        }
    }
    if let Some(summary) = document.summaries().first() {
        let sentences: Vec<&str> =
            summary.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
        element(xml, "summary", &sentences.join(" "))?;
    }
    xml.write_event(Event::End(BytesEnd::new("entry")))?;
    Ok(updated)
}

fn category(xml: &mut Xml, annotation: &Annotation) -> std::io::Result<()> {
    let mut category = BytesStart::new("category");
    category.push_attribute(("term", annotation.label.as_str()));
    category.push_attribute(("scheme", format!("urn:cableway:{}", annotation.kind).as_str()));
    xml.write_event(Event::Empty(category))
}

/// The document's name as a URI, which lasts as long as the document does.
fn entry_id(document: &Document) -> String {
    let id = document.id().as_str();
    let escaped: String = id
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("urn:cableway:document:{escaped}")
}

/// A date as RFC 3339 wants it: a day begins at midnight of the universal time.
fn moment(date: &str) -> String {
    let Some((day, time)) = date.split_once('T') else {
        let rest = match date.len() {
            4 => "-01-01",
            7 => "-01",
            _ => "",
        };
        return format!("{date}{rest}T00:00:00Z");
    };
    let (clock, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    // Without a zone the universal time is as good as any.
    let zone = if zone.is_empty() { "Z" } else { zone };
    format!("{day}T{clock}{seconds}{zone}")
}

fn element(xml: &mut Xml, name: &str, text: &str) -> std::io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new(name)))?;
    // XML has no place for most control characters, not even escaped.
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    xml.write_event(Event::Text(BytesText::new(&text)))?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}

cableway_sdk::plugin! {
    export: [Atom],
}
