//! Feeds of the net, and the pages to which entries lead.

use std::iter;
use std::sync::Arc;

use cableway_core::{Context, Digest, Document, Item, ListError, StageError};
use url::Url;

use super::listing::{Listing, Source};
use super::parcel::{Page, Parcel};
use crate::http::{self, Ahead, Client, Work};
use crate::media::Forced;
use crate::reader;
use crate::unpack::unpack;

/// What is listed.
pub(super) type Listed = Result<Item, ListError>;

/// The entries of the feed at `url`.
pub(super) fn listing(
    client: &Client,
    url: &Url,
    allow_empty: bool,
    context: &Context<'_>,
) -> Result<Listing, StageError> {
    let fetched = client.fetch(url, &|| context.check().is_err())?;
    let bytes = unpack(&fetched.bytes, context)?;
    let source = Source {
        uri: url.to_string(),
        media_type: fetched.media_type,
        retrieved: fetched.retrieved,
        transient: false,
        base: Some(fetched.url),
    };
    Listing::new(&bytes, source, allow_empty, context)
}

/// The same entries, each with the page to which it leads. How many pages cannot be had is told at the end.
pub(super) fn with_pages<'a>(
    entries: impl Iterator<Item = Listed> + 'a,
    client: &Arc<Client>,
    connections: usize,
    context: &'a Context<'a>,
) -> Box<dyn Iterator<Item = Listed> + 'a> {
    let is_told = !client.asks_nobody();
    let client = Arc::clone(client);
    let work: Work<Listed, (Listed, Had)> = Arc::new(move |listed, over| match listed {
        Ok(item) => {
            let (item, had) = with_page(item, &client, over);
            (Ok(item), had)
        }
        Err(error) => (Err(error), Had::Now),
    });
    let size = |(listed, _): &(Listed, Had)| listed.as_ref().map_or(0, |item| item.bytes.len());
    let mut ahead = Ahead::new(entries, connections, work, size);
    let (mut kept, mut missing) = (Missed::default(), Missed::default());
    Box::new(iter::from_fn(move || {
        let Some((listed, had)) = ahead.next(&|| context.check().is_err()) else {
            std::mem::take(&mut kept).tell("they are read as they are in the cache");
            std::mem::take(&mut missing).tell("their text is the feed's own (`notes` say so)");
            return None;
        };
        match had {
            _ if !is_told => {}
            Had::Now => {}
            Had::Before(reason) => kept.add(reason),
            Had::Not(reason) => missing.add(reason),
        }
        Some(listed)
    }))
}

/// Whether the page of an entry could be had; why not, where it should have been.
enum Had {
    /// It was fetched, or the entry leads to none.
    Now,
    /// Not now, but in an earlier run.
    Before(String),
    /// Nor in an earlier run, or it is gone.
    Not(String),
}

/// Pages that cannot be had.
#[derive(Default)]
struct Missed {
    count: usize,
    first: String,
}

impl Missed {
    fn add(&mut self, reason: String) {
        if self.count == 0 {
            self.first = reason;
        }
        self.count += 1;
    }

    fn tell(self, consequence: &str) {
        if self.count > 0 {
            let Self { count, first } = self;
            tracing::warn!(
                "pages of entries that cannot be had: {count}; {consequence}, and the next run asks again; the first: \
                 {first}"
            );
        }
    }
}

/// The entry with its page, or with a note of why it has none: what the feed says is kept. A page that cannot be had for
/// now is taken from the cache, so that a bad hour of its server does not shorten a text that was whole.
fn with_page(item: Item, client: &Client, over: &dyn Fn() -> bool) -> (Item, Had) {
    let Ok(mut parcel) = Parcel::from_bytes(&item.bytes) else { return (item, Had::Now) };
    let link = parcel.entry().ok().and_then(|entry| entry.link);
    let mut had = Had::Now;
    let fetched = match link.as_deref().map(http::address) {
        None => Err("the entry has no link".to_owned()),
        Some(Err(reason)) => {
            had = Had::Not(reason.clone());
            Err(reason)
        }
        Some(Ok(url)) => {
            let fetched = client.fetch(&url, over).or_else(|error| {
                let reason = words(&error);
                let kept = client.kept(&url).filter(|_| http::may_pass(&error));
                let told = format!("{url}: {reason}");
                had = if kept.is_some() { Had::Before(told) } else { Had::Not(told) };
                kept.ok_or(reason)
            });
            fetched.map(|page| (page.url != url.as_str(), page))
        }
    };
    match fetched {
        Ok((is_moved, page)) => {
            let (url, media_type, retrieved) = (page.url, page.media_type, page.retrieved);
            parcel.page = Some(Page { url, is_moved, media_type, retrieved, bytes: page.bytes });
        }
        Err(reason) => parcel.notes.push(without_page(&reason)),
    }
    let item = match parcel.to_bytes() {
        Ok(bytes) => Item { bytes, ..item },
        Err(_) => item,
    };
    (item, had)
}

/// The document of an entry's page, with what the feed knows and the page does not say.
pub(super) fn full(
    page: Page,
    from_feed: Result<Document, StageError>,
    about_feed: &[String],
    uri: &str,
    context: &Context<'_>,
) -> Result<Document, StageError> {
    let Page { url, is_moved, media_type, retrieved, bytes } = page;
    // Most are about a text that is not taken, if all goes well.
    let notes = context.take_notes();
    // It is told by its own address what it is.
    let location = is_moved.then(|| url.clone());
    let item = Item { location, media_type, retrieved, ..Item::new(url, bytes) };
    let read = unpack(&item.bytes, context)
        .and_then(|bytes| reader::read(&bytes, &item, Forced::default(), context));
    let page = match read {
        Ok(documents) => documents.into_iter().next(),
        Err(error) => {
            context.take_notes();
            context.note(without_page(&words(&error)));
            None
        }
    };
    let Some(page) = page else {
        for note in notes {
            context.note(note);
        }
        return from_feed;
    };
    for note in about_feed {
        context.note(note);
    }
    let mut builder = Document::builder(uri);
    let source = page.source();
    builder.source.media_type.clone_from(&source.media_type);
    // The page alone: the item holds the entry as well, and the time.
    builder.source.bytes = u64::try_from(item.bytes.len()).ok();
    builder.source.digest = Some(Digest::of(&item.bytes));
    builder.source.retrieved.clone_from(&source.retrieved);
    builder.source.reader.clone_from(&source.reader);
    builder.meta = page.meta().clone();
    if let Ok(entry) = from_feed {
        let (meta, feed) = (&mut builder.meta, entry.meta());
        for (own, other) in [
            (&mut meta.title, &feed.title),
            (&mut meta.standfirst, &feed.standfirst),
            (&mut meta.publisher, &feed.publisher),
            (&mut meta.language, &feed.language),
            (&mut meta.url, &feed.url),
        ] {
            if own.is_none() {
                own.clone_from(other);
            }
        }
        if meta.authors.is_empty() {
            meta.authors.clone_from(&feed.authors);
        }
        if meta.tags.is_empty() {
            meta.tags.clone_from(&feed.tags);
        }
        if meta.published.is_none() {
            meta.published.clone_from(&feed.published);
        }
        if meta.modified.is_none() {
            meta.modified.clone_from(&feed.modified);
        }
    }
    for block in page.blocks() {
        builder.block(block.kind, page.slice(block.span).unwrap_or_default());
    }
    Ok(builder.build())
}

fn words(error: &StageError) -> String {
    error.chain().collect::<Vec<_>>().join(": ")
}

fn without_page(reason: &str) -> String {
    format!("the text is the feed's own, for the entry's page cannot be had: {reason}")
}
