//! What a server answers, and what that means.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
use std::time::{Duration, SystemTime};

use cableway_core::{ErrorKind, StageError};
use flate2::read::MultiGzDecoder;
use ureq::Body;
use ureq::http::{HeaderMap, Response};

use super::address::Refused;
use super::client::Over;

/// How much is read at a time, in bytes.
const CHUNK: usize = 64 << 10;

/// An answer that is one.
#[derive(Debug)]
pub(super) enum Answer {
    Page(Page),
    /// To an address as the server writes it.
    Redirect(String),
    /// What was fetched before still holds.
    Unchanged,
}

/// The bytes of a page, and what the server says of them.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) media_type: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) may_be_kept: bool,
    pub(super) bytes: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: StageError,
    /// Whether another attempt may fare better.
    pub(super) may_pass: bool,
    /// When the server wants to be asked again.
    pub(super) after: Option<Duration>,
}

impl Failure {
    fn lasting(error: StageError) -> Self {
        Self { error, may_pass: false, after: None }
    }

    fn passing(error: StageError) -> Self {
        Self { error, may_pass: true, after: None }
    }
}

/// A status that is no success, as the cause of an error.
#[derive(Debug)]
struct Status(u16);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.0)
    }
}

impl Error for Status {}

/// Whether the server says that there is no such thing, or that it is not for us: a status of 400 to
/// 499 that is more than a request to be slower.
pub(super) fn is_refusal(error: &StageError) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(Status(status)) = error.downcast_ref() {
            return matches!(status, 400..=499) && *status != 429;
        }
        next = error.source();
    }
    false
}

/// Whether nothing was asked, for the address is not one of the open internet.
pub(super) fn is_private(error: &StageError) -> bool {
    error.source().is_some_and(<dyn Error>::is::<Refused>)
}

/// Reads a response to its end.
pub(super) fn read(
    response: Response<Body>,
    limit: u64,
    timeout: Duration,
    now: SystemTime,
    over: Over<'_>,
) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let headers = response.headers();
    match status {
        304 => return Ok(Answer::Unchanged),
        301 | 302 | 303 | 307 | 308 => {
            return match text(headers, "location") {
                Some(place) => Ok(Answer::Redirect(place)),
                None => Err(Failure::lasting(StageError::bad_input(format!(
                    "the server answers with a redirect ({status}) that leads nowhere"
                )))),
            };
        }
        200 | 203 => {}
        _ => return Err(refused(status, headers, now)),
    }
    let packing = text(headers, "content-encoding").unwrap_or_default();
    if !matches!(packing.to_ascii_lowercase().as_str(), "" | "identity" | "gzip" | "x-gzip") {
        return Err(Failure::lasting(StageError::bad_input(format!(
            "the server packs the page with `{packing}`, which it was not asked for"
        ))));
    }
    let directives = text(headers, "cache-control").unwrap_or_default().to_ascii_lowercase();
    let mut page = Page {
        media_type: text(headers, "content-type"),
        etag: text(headers, "etag"),
        last_modified: text(headers, "last-modified"),
        may_be_kept: !directives.contains("no-store"),
        bytes: Vec::new(),
    };
    page.bytes = body(response, limit, timeout, over)?;
    Ok(Answer::Page(page))
}

/// A header that is text, without the space around it; none where that leaves nothing.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn refused(status: u16, headers: &HeaderMap, now: SystemTime) -> Failure {
    let (kind, meaning) = match status {
        401 | 407 => (ErrorKind::BadInput, "wants to know who asks"),
        403 | 451 => (ErrorKind::BadInput, "does not hand the page out"),
        404 | 410 => (ErrorKind::BadInput, "has no such page"),
        429 => (ErrorKind::Io, "is asked too often"),
        400..=499 => (ErrorKind::BadInput, "does not take the request"),
        500..=599 => (ErrorKind::Io, "has trouble of its own"),
        _ => (ErrorKind::BadInput, "gives no page"),
    };
    let error = StageError::new(kind, format!("the server {meaning}")).with_source(Status(status));
    let may_pass = matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504);
    let after = text(headers, "retry-after").filter(|_| may_pass).and_then(|after| {
        match after.parse().map(Duration::from_secs) {
            Ok(after) => Some(after),
            Err(_) => {
                let date = httpdate::parse_http_date(&after).ok()?;
                Some(date.duration_since(now).unwrap_or_default())
            }
        }
    });
    Failure { error, may_pass, after }
}

fn body(
    response: Response<Body>,
    limit: u64,
    timeout: Duration,
    over: Over<'_>,
) -> Result<Vec<u8>, Failure> {
    let too_large = || {
        Failure::lasting(StageError::limit(format!(
            "the page has more than {limit} bytes (`bytes` under [limits])"
        )))
    };
    let body = response.into_body();
    // What is declared is no more than a hint, unless it is too much already.
    let declared = body.content_length().unwrap_or(0);
    if declared > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(declared).unwrap_or(0).min(1 << 20));
    let mut reader = body.into_reader();
    let mut chunk = vec![0; CHUNK];
    loop {
        if over() {
            let error = StageError::new(ErrorKind::Cancelled, "the run was cancelled");
            return Err(Failure::lasting(error));
        }
        let count = match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failure(error.into(), timeout)),
        };
        bytes.extend_from_slice(&chunk[..count]);
        if bytes.len() as u64 > limit {
            return Err(too_large());
        }
    }
}

/// What an error of the client means.
pub(super) fn failure(error: ureq::Error, timeout: Duration) -> Failure {
    match error {
        ureq::Error::Timeout(_) => {
            let seconds = timeout.as_secs_f64();
            let message = format!("no whole answer within {seconds} s (`timeout_seconds`)");
            Failure::passing(StageError::new(ErrorKind::Timeout, message))
        }
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            let message = "the server broke the connection off before the end of its answer";
            Failure::passing(StageError::new(ErrorKind::Io, message))
        }
        ureq::Error::Io(error) => Failure::passing(StageError::io("cannot be fetched", error)),
        ureq::Error::HostNotFound => {
            Failure::passing(StageError::new(ErrorKind::Io, "the server's name has no address"))
        }
        ureq::Error::Other(error) if error.is::<Refused>() => {
            let message = "is not fetched without `allow_private`";
            Failure::lasting(StageError::bad_input(message).with_source(error))
        }
        ureq::Error::LargeResponseHeader(..) => Failure::lasting(StageError::limit(format!(
            "the head of the answer has more than {} bytes",
            super::client::LONGEST_HEAD
        ))),
        ureq::Error::Protocol(error) => Failure::lasting(
            StageError::bad_input("the server's answer breaks the rules of HTTP")
                .with_source(error),
        ),
        error => {
            Failure::lasting(StageError::new(ErrorKind::Io, "cannot be fetched").with_source(error))
        }
    }
}

/// As many of the bytes as `most`, unpacked where they are packed, as far as that goes.
pub(super) fn unpacked(bytes: &[u8], most: usize) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes[..bytes.len().min(most)].to_vec();
    }
    let mut unpacked = Vec::new();
    // What was unpacked before an error counts.
    let _ = MultiGzDecoder::new(bytes).take(most as u64).read_to_end(&mut unpacked);
    unpacked
}
