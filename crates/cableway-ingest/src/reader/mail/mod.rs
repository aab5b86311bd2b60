//! Reads mails (EML), and pages saved as MHTML: the mail itself as one document, and what is attached
//! to it as further ones, each at the mail's URI with `!/` and its name.

mod headers;
mod part;
mod text;

use std::collections::HashSet;

use cableway_core::{
    BlockKind, Context, Digest, Document, DocumentBuilder, Item, Meta, StageError,
};
use mail_parser::{Message, MessageParser, MessagePart, PartType};

use self::part::Attachment;
use crate::charset;
use crate::container::tidy;
use crate::media::{self, Forced, MediaType};
use crate::reader::html;

/// Mails inside mails are read down to this depth.
const DEEPEST: usize = 3;

/// No mail gives more documents than this.
const MOST_PARTS: usize = 500;

/// What is still to be read of an item.
enum Pending<'x> {
    Mail(Box<Message<'x>>),
    Attachment(Attachment),
}

struct Place<'x> {
    uri: String,
    depth: usize,
    what: Pending<'x>,
}

/// Reads a mail and what is attached to it.
///
/// # Errors
/// When it is no mail, or there is no text in it nor in what is attached.
pub(crate) fn read(
    bytes: &[u8],
    item: &Item,
    forced: Forced,
    context: &Context<'_>,
) -> Result<Vec<Document>, StageError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(StageError::limit("the mail is larger than 4 GiB"));
    }
    let message = MessageParser::new().parse(bytes).ok_or_else(|| {
        StageError::bad_input("is no mail: it does not begin with headers such as `From:`")
    })?;
    let mut pending =
        vec![Place { uri: item.uri.clone(), depth: 0, what: Pending::Mail(Box::new(message)) }];
    let mut reading = Reading { item, forced, context, documents: Vec::new(), lost: None };
    while let Some(Place { uri, depth, what }) = pending.pop() {
        context.check()?;
        match what {
            Pending::Mail(mut message) => {
                reading.mail(&message, &uri, depth)?;
                let mut below = attached(&mut message, &uri, depth + 1);
                if depth >= DEEPEST && !below.is_empty() {
                    reading.leave_out(&uri, "it lies too deep in other mails");
                } else if pending.len() + below.len() > MOST_PARTS {
                    reading.leave_out(&uri, "it has too many attachments");
                } else {
                    below.reverse();
                    pending.append(&mut below);
                }
            }
            Pending::Attachment(attachment) => {
                let Some(bytes) = reading.attachment(attachment, &uri)? else { continue };
                // Parsed apart from the mail that it came in, it has to own what it refers to.
                match MessageParser::new().parse(&bytes).map(Message::into_owned) {
                    Some(inner) => {
                        let what = Pending::Mail(Box::new(inner));
                        pending.push(Place { uri, depth, what });
                    }
                    None => reading.leave_out(&uri, "it is no mail"),
                }
            }
        }
    }
    if reading.documents.is_empty() {
        let more = reading.lost.map_or_else(String::new, |lost| format!(", and {lost}"));
        return Err(StageError::bad_input(format!("no text found in the mail{more}")));
    }
    Ok(reading.documents)
}

struct Reading<'a> {
    item: &'a Item,
    forced: Forced,
    context: &'a Context<'a>,
    documents: Vec<Document>,
    /// Why the first part that was left out was.
    lost: Option<String>,
}

impl Reading<'_> {
    /// The mail itself as a document, if there is text in it.
    fn mail(&mut self, message: &Message<'_>, uri: &str, depth: usize) -> Result<(), StageError> {
        let context = self.context;
        let before = context.take_notes();
        let mut builder = DocumentBuilder::from_item(self.item);
        uri.clone_into(&mut builder.source.uri);
        builder.source.media_type = Some(MediaType::Mail.as_str().to_owned());
        builder.source.reader = Some("mail/1".to_owned());
        if depth > 0 {
            let raw = message.raw_message();
            builder.source.bytes = u64::try_from(raw.len()).ok();
            builder.source.digest = Some(Digest::of(raw));
        }
        let mut blocks = Vec::new();
        let mut page = Meta::default();
        let has_html = message.html_bodies().any(|part| matches!(part.body, PartType::Html(_)));
        if has_html {
            for part in message.html_bodies() {
                self.part(message, part, &mut blocks, &mut page, context)?;
            }
        }
        if !blocks.iter().any(|(kind, _): &(BlockKind, String)| kind.is_body()) {
            blocks.clear();
            for part in message.text_bodies() {
                self.part(message, part, &mut blocks, &mut page, context)?;
            }
        }
        for part in message.attachments().filter(|part| part::is_cut_off(part)) {
            context.note("the mail is cut off: part of it has no end");
            self.part(message, part, &mut blocks, &mut page, context)?;
        }
        headers::fill(message, page, &mut builder.meta, context);
        let shows_title = blocks.iter().any(|(kind, _)| *kind == BlockKind::Title);
        if !blocks.is_empty()
            && !shows_title
            && let Some(title) = &builder.meta.title
        {
            builder.block(BlockKind::Title, &title.clone());
        }
        for (kind, text) in &blocks {
            builder.block(*kind, text);
        }
        if !blocks.is_empty() {
            self.documents.push(builder.build());
        }
        self.hand_on(before, (depth > 0).then_some(uri));
        Ok(())
    }

    /// The blocks of one part of the mail's body, and what a page says of itself.
    fn part(
        &self,
        message: &Message<'_>,
        part: &MessagePart<'_>,
        blocks: &mut Vec<(BlockKind, String)>,
        page: &mut Meta,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        if !matches!(part.body, PartType::Html(_) | PartType::Text(_)) {
            return Ok(());
        }
        let bytes = part::bytes(message, part, context);
        let declared = part::charset(part);
        let mut builder = DocumentBuilder::from_item(self.item);
        if part::is_html(part) {
            let in_page = html::declared_charset(&bytes);
            let declared = declared.or(in_page.as_deref());
            let text = charset::decode(&bytes, declared, self.forced.charset, context);
            html::read(&text, &mut builder, context)?;
            if page.is_empty() {
                *page = std::mem::take(&mut builder.meta);
            }
        } else {
            let text = charset::decode(&bytes, declared, self.forced.charset, context);
            text::read(&text, part::flow(part), &mut builder, context)?;
        }
        for block in builder.blocks() {
            if let Some(text) = block.span.slice(builder.text()) {
                blocks.push((block.kind, text.to_owned()));
            }
        }
        Ok(())
    }

    /// What is attached as a document of its own; its bytes back where it is a mail.
    fn attachment(
        &mut self,
        attachment: Attachment,
        uri: &str,
    ) -> Result<Option<Vec<u8>>, StageError> {
        let Attachment { bytes, media_type } = attachment;
        let item = Item { media_type, ..Item::new(uri, bytes) };
        let context = self.context;
        let before = context.take_notes();
        let read =
            media::choose(&item.bytes, &item, Forced::default(), context).and_then(|chosen| {
                if chosen == MediaType::Mail {
                    return Ok(None);
                }
                crate::reader::read_one(&item.bytes, &item, chosen, Forced::default(), context)
                    .map(Some)
            });
        self.context.check()?;
        self.hand_on(before, Some(uri));
        match read {
            Ok(None) => return Ok(Some(item.bytes)),
            Ok(Some(mut document)) => {
                let source = document.source_mut();
                source.bytes = u64::try_from(item.bytes.len()).ok();
                source.digest = Some(Digest::of(&item.bytes));
                source.retrieved.clone_from(&self.item.retrieved);
                self.documents.push(document);
            }
            Err(error) => self.leave_out(uri, error.message()),
        }
        Ok(None)
    }

    /// Puts the notes that were there `before` back in front of those that were left since. The latter
    /// are of the attachment at `uri`, if there is one, and say so.
    fn hand_on(&self, before: Vec<String>, uri: Option<&str>) {
        let own = self.context.take_notes();
        for note in before {
            self.context.note(note);
        }
        let name = uri.map(|uri| uri.rsplit_once("!/").map_or(uri, |(_, name)| name));
        for note in own {
            match name {
                Some(name) => self.context.note(format!("attachment `{name}`: {note}")),
                None => self.context.note(note),
            }
        }
    }

    fn leave_out(&mut self, uri: &str, why: &str) {
        let name = uri.rsplit_once("!/").map_or(uri, |(_, name)| name);
        let message = format!("attachment `{name}` was left out: {why}");
        self.context.note(&*message);
        self.lost.get_or_insert(message);
    }
}

/// What is attached to `message`, in order, each with a URI of its own.
fn attached<'x>(message: &mut Message<'x>, uri: &str, depth: usize) -> Vec<Place<'x>> {
    let mut names = HashSet::new();
    let mut places = Vec::new();
    for (number, id) in (1..).zip(message.attachments.clone()) {
        let Some(part) = message.parts.get(id as usize) else { continue };
        if part::is_cut_off(part) {
            continue;
        }
        let is_mail = matches!(part.body, PartType::Message(_));
        let Some(name) = part::name(part, number, is_mail) else { continue };
        let mut name = tidy(&name);
        if name.is_empty() || !names.insert(name.clone()) {
            name = format!("{number}/{name}");
            names.insert(name.clone());
        }
        let what = if is_mail {
            let body = &mut message.parts[id as usize].body;
            let PartType::Message(inner) = std::mem::take(body) else { continue };
            Pending::Mail(Box::new(inner))
        } else {
            Pending::Attachment(part::attachment(message, part))
        };
        places.push(Place { uri: format!("{uri}!/{name}"), depth, what });
    }
    places
}
