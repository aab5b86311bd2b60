//! From an entry to a document.

use cableway_core::{BlockKind, Context, Date, Digest, Document, Item, StageError};

use super::content::{Content, one_line};
use super::cut::Head;
use super::entry::Entry;
use super::parcel::Parcel;
use crate::date::{self, Order};
use crate::reader::{html, language};

/// The version goes up when a change of the reader changes what it reads out.
const READER: &str = "feed/1";

/// A standfirst is no longer than this, in bytes: a longer summary is a second text.
const LONGEST_STANDFIRST: usize = 1000;

/// Makes the document of an entry: what the entry says, and its text through the reader of HTML.
pub(super) fn document(
    entry: Entry,
    parcel: &Parcel,
    item: &Item,
    context: &Context<'_>,
) -> Result<Document, StageError> {
    let mut builder = Document::builder(&item.uri);
    builder.source.retrieved.clone_from(&item.retrieved);
    builder.source.media_type = Some(parcel.format.media_type().to_owned());
    builder.source.reader = Some(READER.to_owned());
    // The entry alone: that the feed changed its title says nothing about the article.
    builder.source.bytes = u64::try_from(parcel.entry.len()).ok();
    builder.source.digest = Some(Digest::of(parcel.entry.as_bytes()));
    for note in &parcel.notes {
        context.note(note);
    }
    let head = &parcel.feed;
    let (body, summary) = match (entry.content, entry.summary) {
        (None, summary) => (summary, None),
        both => both,
    };
    let mut text = Blocks::default();
    if let Some(body) = &body {
        text.read(body, entry.title.as_deref(), &item.uri, context)?;
    }
    let language = [&entry.language, &head.language];
    let language = language.into_iter().flatten().find_map(|tag| language::normalise(tag));
    let order = language.as_deref().map_or(Order::Unknown, Order::of_language);
    let date = |field: Option<&(&'static str, String)>| {
        let (name, text) = field?;
        date::field(name, text, order, context)
    };
    let published = date(entry.published.as_ref());
    let meta = &mut builder.meta;
    meta.published = published.or(text.published.take());
    meta.modified = date(entry.modified.as_ref());
    meta.authors = [entry.authors, std::mem::take(&mut text.authors), head.authors.clone()]
        .into_iter()
        .find(|authors| !authors.is_empty())
        .unwrap_or_default();
    meta.standfirst = summary.and_then(|summary| standfirst(&summary, &text));
    meta.publisher =
        entry.publisher.or_else(|| head.publisher.clone()).or_else(|| head.title.clone());
    meta.language = language;
    meta.url = entry.link.filter(|link| link.contains("://"));
    meta.tags = entry.tags;
    let (title, standfirst) = (entry.title.clone(), meta.standfirst.clone());
    meta.title = entry.title;
    builder.block(BlockKind::Title, title.as_deref().unwrap_or_default());
    builder.block(BlockKind::Standfirst, standfirst.as_deref().unwrap_or_default());
    for (kind, text) in &text.list {
        builder.block(*kind, text);
    }
    if builder.text().is_empty() {
        return Err(StageError::bad_input("the entry has neither a title nor a text"));
    }
    if text.list.is_empty() {
        context.note("the feed gives the entry's title alone, without a text");
    }
    Ok(builder.build())
}

/// The blocks of an entry's text, and what the text itself says of its authors and its date.
#[derive(Default)]
struct Blocks {
    list: Vec<(BlockKind, String)>,
    authors: Vec<String>,
    published: Option<Date>,
}

impl Blocks {
    fn read(
        &mut self,
        body: &Content,
        title: Option<&str>,
        uri: &str,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        if !body.is_html {
            let paragraphs = body.text.split("\n\n").map(one_line);
            self.list.extend(paragraphs.map(|text| (BlockKind::Paragraph, text)));
            self.list.retain(|(_, text)| !text.is_empty());
            return Ok(());
        }
        // All of it is the article: that is what the reader has to be told.
        let page = format!("<html><body><article>{}</article></body></html>", body.text);
        let mut builder = Document::builder(uri);
        html::read_article(&page, &mut builder, context)?;
        let document = builder.build();
        for block in document.blocks() {
            let text = document.slice(block.span).unwrap_or_default();
            let kind = match block.kind {
                BlockKind::Title if Some(one_line(text).as_str()) == title => continue,
                BlockKind::Title => BlockKind::Heading,
                BlockKind::Standfirst => BlockKind::Paragraph,
                kind => kind,
            };
            self.list.push((kind, text.to_owned()));
        }
        if self.list.is_empty() {
            // What the reader takes for furniture is all that there is.
            let text = one_line(&html::plain_text(&body.text));
            self.list.extend((!text.is_empty()).then_some((BlockKind::Paragraph, text)));
        }
        let meta = document.meta();
        self.authors.clone_from(&meta.authors);
        self.published.clone_from(&meta.published);
        Ok(())
    }
}

/// The summary as the lines under the headline, unless it is the beginning of the text over again.
fn standfirst(summary: &Content, text: &Blocks) -> Option<String> {
    let line = summary.line();
    let told = line.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let told = told.trim_end_matches("Read more").trim_end_matches(|c: char| !c.is_alphanumeric());
    if told.is_empty() || line.len() > LONGEST_STANDFIRST {
        return None;
    }
    let mut begins = String::new();
    for (_, block) in &text.list {
        if begins.len() > 2 * line.len() {
            break;
        }
        begins.push_str(&one_line(block));
        begins.push(' ');
    }
    // A few words of difference do not make it another text.
    let start = &told[..told.floor_char_boundary(told.len() * 4 / 5)];
    (!begins.contains(start)).then_some(line)
}

impl Head {
    /// True where nothing is known of the feed.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
