//! From a mail's headers to metadata.

use cableway_core::{Context, Date, Meta};
use mail_parser::{HeaderName, HeaderValue, Message};

use crate::charset;
use crate::date::{self, Order};
use crate::reader::language;

/// Fills `meta` from the headers of `message`, and where they say nothing from `page`, what its HTML
/// says of itself.
pub(super) fn fill(message: &Message<'_>, page: Meta, meta: &mut Meta, context: &Context<'_>) {
    let saved = raw(message, "Snapshot-Content-Location");
    *meta = page;
    if let Some(address) = saved {
        // A saved page: sender and date are those of the saving.
        meta.url = meta.url.take().or(Some(address));
        if meta.title.is_none() {
            meta.title = subject(message);
        }
        return;
    }
    if let Some(title) = subject(message) {
        meta.title = Some(title);
    }
    let senders: Vec<String> = message.from().into_iter().flat_map(senders).collect();
    if !senders.is_empty() {
        meta.authors = senders;
    }
    if let Some(published) = published(message, context) {
        meta.published = Some(published);
    }
    if let Some(address) = raw(message, "Archived-At") {
        meta.url = Some(address.trim_matches(['<', '>']).to_owned());
    }
    if meta.language.is_none()
        && let Some(HeaderValue::Text(said)) = message.header(HeaderName::ContentLanguage)
    {
        meta.language = language::normalise(said);
    }
    let keywords: Vec<String> = match message.keywords() {
        HeaderValue::Text(text) => text.split(',').map(one_line).collect(),
        HeaderValue::TextList(list) => list.iter().map(|text| one_line(text)).collect(),
        _ => Vec::new(),
    };
    for keyword in keywords {
        if !keyword.is_empty() && !meta.tags.contains(&keyword) {
            meta.tags.push(keyword);
        }
    }
}

/// A note on a mail that gives no document, so that what its headers say is not lost.
pub(super) fn summary(meta: &Meta) -> String {
    let subject = meta.title.as_deref().unwrap_or("(none)");
    let mut said = format!("the mail has no text of its own; subject: {subject}");
    if !meta.authors.is_empty() {
        said.push_str("; sender: ");
        said.push_str(&meta.authors.join(", "));
    }
    if let Some(sent) = &meta.published {
        said.push_str("; sent: ");
        said.push_str(sent.as_str());
    }
    said
}

fn senders<'a>(from: &'a mail_parser::Address<'_>) -> impl Iterator<Item = String> + 'a {
    from.iter().filter_map(|sender| {
        let name = sender.name().map(one_line).filter(|name| !name.is_empty());
        let name = name.or_else(|| sender.address().map(one_line))?;
        let bare = name.trim_matches(['"', '\'', '<', '>', ' ']);
        (!bare.is_empty()).then(|| bare.to_owned())
    })
}

fn subject(message: &Message<'_>) -> Option<String> {
    let mut subject = message.subject().map(one_line)?;
    if subject.contains('\u{fffd}')
        && let Some(header) =
            message.headers().iter().find(|header| header.name == HeaderName::Subject)
        && let Some(raw) =
            message.raw_message.get(header.offset_start as usize..header.offset_end as usize)
        && !raw.windows(2).any(|window| window == b"=?")
    {
        // Against the rules, but many a program puts the bytes of its own charset here.
        let guessed = charset::decode(raw, None, None, &Context::default());
        subject = one_line(&guessed);
    }
    (!subject.is_empty()).then_some(subject)
}

fn published(message: &Message<'_>, context: &Context<'_>) -> Option<Date> {
    let written = raw(message, "Date")?;
    // A comment may name the time zone once more: `+0100 (CET)`.
    let plain = written.split('(').next().unwrap_or_default();
    date::field("published", plain, Order::Unknown, context)
}

/// The header of this name as it stands, on one line.
fn raw(message: &Message<'_>, name: &'static str) -> Option<String> {
    let header =
        message.headers().iter().find(|header| header.name.as_str().eq_ignore_ascii_case(name))?;
    let bytes =
        message.raw_message.get(header.offset_start as usize..header.offset_end as usize)?;
    let text = one_line(&String::from_utf8_lossy(bytes));
    (!text.is_empty()).then_some(text)
}

/// In one line, and without control characters.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
