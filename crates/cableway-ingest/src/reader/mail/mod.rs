//! Reads mails (EML), and pages saved as MHTML: the mail itself as one document, and what is attached
//! to it as further ones, each at the mail's URI with `!/` and its name. Archives and mailboxes among
//! what is attached are opened.

mod headers;
mod part;
mod text;

use std::collections::HashSet;

use cableway_core::{
    BlockKind, Context, Digest, Document, DocumentBuilder, Item, ListError, Meta, StageError,
};
use mail_parser::{Message, MessageParser, MessagePart, PartType};

use self::part::Attachment;
use crate::charset;
use crate::container::{self, Content, Members, Source, tidy};
use crate::media::{self, Forced, MediaType};
use crate::reader::html;
use crate::unpack::unpack;

/// Mails inside mails are read down to this depth.
const DEEPEST: usize = 3;

/// No mail gives more documents than this besides itself.
const MOST_PARTS: usize = 500;

/// A plain text of so many times the words is not what the HTML beside it says: that is a stub, such as
/// `See this mail in your browser`.
const STUB: usize = 3;

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
    let mut reading = Reading {
        item,
        forced,
        context,
        documents: Vec::new(),
        room: MOST_PARTS,
        bytes: context.limits().bytes,
        lost: None,
    };
    while let Some(Place { uri, depth, what }) = pending.pop() {
        context.check()?;
        match what {
            Pending::Mail(message) if part::is_encrypted(&message) => {
                if depth == 0 {
                    return Err(StageError::bad_input(ENCRYPTED));
                }
                reading.leave_out(&uri, ENCRYPTED);
            }
            Pending::Mail(mut message) => {
                reading.mail(&message, &uri, depth)?;
                let mut below = attached(&mut message, &uri, depth + 1);
                if depth >= DEEPEST {
                    reading.cut(&mut below, 0, &uri, "they lie too deep in other mails");
                }
                let room = reading.room;
                reading.cut(&mut below, room, &uri, TOO_MANY);
                below.reverse();
                pending.append(&mut below);
            }
            Pending::Attachment(attachment) => {
                let bytes = match reading.attachment(attachment, &uri, depth)? {
                    Found::Nothing => continue,
                    Found::Mail(bytes) => bytes,
                    Found::Members(members) => {
                        pending.extend(members.into_iter().rev());
                        continue;
                    }
                };
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

const ENCRYPTED: &str = "the mail is encrypted: open it in a program for mail that has the key, and save it unencrypted";

/// Why those beyond [`MOST_PARTS`] are left out.
const TOO_MANY: &str = "no more than 500 are read with one mail";

/// What is to be done with an attachment that is no document, or was read.
enum Found {
    Nothing,
    /// The bytes of a mail.
    Mail(Vec<u8>),
    /// What lies in a container.
    Members(Vec<Place<'static>>),
}

struct Reading<'a> {
    item: &'a Item,
    forced: Forced,
    context: &'a Context<'a>,
    documents: Vec<Document>,
    /// How many attachments may still be read.
    room: usize,
    /// How many bytes may still come out of attached containers.
    bytes: u64,
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
        builder.source.reader = Some("mail/2".to_owned());
        if depth > 0 {
            let raw = message.raw_message();
            builder.source.bytes = u64::try_from(raw.len()).ok();
            builder.source.digest = Some(Digest::of(raw));
        }
        let (mut blocks, mut page) = self.body(message, context)?;
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
        if blocks.is_empty() {
            if !message.attachments.is_empty() {
                context.note(headers::summary(&builder.meta));
            }
        } else {
            self.documents.push(builder.build());
        }
        self.hand_on(before, (depth > 0).then_some(uri));
        Ok(())
    }

    /// The blocks of the mail's text, and what a page in it says of itself: those of its HTML, unless there
    /// is none, or only a stub beside the plain text.
    fn body(
        &self,
        message: &Message<'_>,
        context: &Context<'_>,
    ) -> Result<(Vec<(BlockKind, String)>, Meta), StageError> {
        let words = |blocks: &[(BlockKind, String)]| {
            let body = blocks.iter().filter(|(kind, _)| kind.is_body());
            body.map(|(_, text)| text.split_whitespace().count()).sum::<usize>()
        };
        let (mut html, mut plain, mut page) = (Vec::new(), Vec::new(), Meta::default());
        if message.html_bodies().any(|part| matches!(part.body, PartType::Html(_))) {
            for part in message.html_bodies() {
                self.part(message, part, &mut html, &mut page, context)?;
            }
        }
        let in_html = words(&html);
        if in_html > 0 && message.text_body == message.html_body {
            return Ok((html, page));
        }
        let notes = context.take_notes();
        for part in message.text_bodies() {
            self.part(message, part, &mut plain, &mut page, context)?;
        }
        if in_html == 0 {
            let more = context.take_notes();
            for note in notes.into_iter().chain(more) {
                context.note(note);
            }
            return Ok((plain, page));
        }
        if words(&plain) >= STUB * in_html {
            return Ok((plain, page));
        }
        context.take_notes();
        for note in notes {
            context.note(note);
        }
        Ok((html, page))
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
        let mut answered = 0;
        if part::is_html(part) {
            let in_page = html::declared_charset(&bytes);
            let declared = declared.or(in_page.as_deref());
            let text = charset::decode(&bytes, declared, self.forced.charset, context);
            html::read_article(&text, &mut builder, context)?;
            if page.is_empty() {
                *page = std::mem::take(&mut builder.meta);
            }
        } else {
            let text = charset::decode(&bytes, declared, self.forced.charset, context);
            answered = text::read(&text, part::flow(part), &mut builder, context)?;
        }
        let is_own = |kind: BlockKind| kind.is_body() && kind != BlockKind::Quotation;
        // Where nothing is said to it, what is quoted is what the mail has to say.
        if !builder.blocks().iter().any(|block| is_own(block.kind)) {
            answered = 0;
        }
        for (at, block) in builder.blocks().iter().enumerate() {
            if let Some(text) = block.span.slice(builder.text()) {
                let is_answered = block.kind == BlockKind::Quotation && at < answered;
                let kind = if is_answered { BlockKind::Note } else { block.kind };
                blocks.push((kind, text.to_owned()));
            }
        }
        Ok(())
    }

    /// What is attached as a document of its own, unless it is a mail or a container.
    fn attachment(
        &mut self,
        attachment: Attachment,
        uri: &str,
        depth: usize,
    ) -> Result<Found, StageError> {
        let Attachment { bytes, media_type, retrieved } = attachment;
        let context = self.context;
        let before = context.take_notes();
        let opened = match container::open(Source::Memory(bytes), None, false, context) {
            Ok(Content::Members(container, size)) => {
                self.hand_on(before, Some(uri));
                let members = Members::new(uri.to_owned(), container, size, context);
                return Ok(Found::Members(self.members(members, uri, depth)));
            }
            Ok(Content::Whole(bytes)) => Ok(bytes),
            Err(error) => Err(error),
        };
        let read = opened.and_then(|bytes| {
            let item = Item { media_type, retrieved, ..Item::new(uri, bytes) };
            let bytes = unpack(&item.bytes, context)?;
            let forced = Forced::default();
            let chosen = media::choose(&bytes, &item, forced, context)?;
            if chosen == MediaType::Mail {
                return Ok(Found::Mail(bytes.into_owned()));
            }
            let mut document = crate::reader::read_one(&bytes, &item, chosen, forced, context)?;
            let source = document.source_mut();
            source.bytes = u64::try_from(item.bytes.len()).ok();
            source.digest = Some(Digest::of(&item.bytes));
            source.retrieved = item.retrieved.clone().or_else(|| self.item.retrieved.clone());
            self.documents.push(document);
            Ok(Found::Nothing)
        });
        context.check()?;
        self.hand_on(before, Some(uri));
        Ok(read.unwrap_or_else(|error| {
            self.leave_out(uri, error.message());
            Found::Nothing
        }))
    }

    /// What lies in the container that is attached at `uri`, as far as there is room for it.
    fn members(&mut self, members: Members<'_>, uri: &str, depth: usize) -> Vec<Place<'static>> {
        let mut places = Vec::new();
        for member in members {
            match member {
                Ok(Item { uri, bytes, media_type, retrieved, .. }) => {
                    let left = self.bytes.checked_sub(bytes.len() as u64);
                    let (Some(room), Some(left)) = (self.room.checked_sub(1), left) else {
                        let why = if left.is_none() {
                            "what is attached unpacks to more than `bytes` under [limits]"
                        } else {
                            TOO_MANY
                        };
                        self.leave_out(&uri, &format!("{why}; what comes after it was, too"));
                        break;
                    };
                    (self.room, self.bytes) = (room, left);
                    let what = Pending::Attachment(Attachment { bytes, media_type, retrieved });
                    places.push(Place { uri, depth: depth + 1, what });
                }
                Err(ListError::Item { uri, error }) => self.leave_out(&uri, error.message()),
                Err(ListError::Source(error)) => self.leave_out(uri, error.message()),
            }
        }
        places
    }

    /// Leaves out all but the first `room` of what is attached to the mail at `uri`, with a note.
    fn cut(&mut self, below: &mut Vec<Place<'_>>, room: usize, uri: &str, why: &str) {
        let count = below.len();
        if count > room {
            below.truncate(room);
            let message = format!("{} of {count} attachments were left out: {why}", count - room);
            let message = match self.name(uri) {
                Some(name) => format!("attachment `{name}`: {message}"),
                None => message,
            };
            self.context.note(&*message);
            self.lost.get_or_insert(message);
        }
        self.room -= below.len().min(self.room);
    }

    /// The name of what is attached at `uri`, from the mail on; none for the mail itself.
    fn name<'u>(&self, uri: &'u str) -> Option<&'u str> {
        uri.strip_prefix(&*self.item.uri)?.strip_prefix("!/")
    }

    /// Puts the notes that were there `before` back in front of those that were left since. The latter
    /// are of the attachment at `uri`, if there is one, and say so.
    fn hand_on(&self, before: Vec<String>, uri: Option<&str>) {
        let own = self.context.take_notes();
        for note in before {
            self.context.note(note);
        }
        let name = uri.and_then(|uri| self.name(uri));
        for note in own {
            match name {
                Some(name) => self.context.note(format!("attachment `{name}`: {note}")),
                None => self.context.note(note),
            }
        }
    }

    fn leave_out(&mut self, uri: &str, why: &str) {
        let name = self.name(uri).unwrap_or(uri);
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
