//! What a server answered: whether it is a page at all, and its payload as it was meant.

use std::io::Read as _;

use cableway_core::StageError;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use crate::container::Work;

/// No answer has more headers than this.
const MOST_HEADERS: usize = 256;

/// How much is unpacked at a time.
const CHUNK: usize = 64 << 10;

/// An answer that brought something.
pub(super) struct Answer<'a> {
    pub(super) media_type: Option<String>,
    packed: Option<String>,
    chunked: bool,
    body: &'a [u8],
}

/// Takes an answer apart; `None` for one that brought nothing, such as an error or a redirection.
pub(super) fn answer(bytes: &[u8]) -> Result<Option<Answer<'_>>, StageError> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parser = httparse::ParserConfig::default()
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .parse_response(&mut response, bytes);
    let broken = || StageError::bad_input("the answer of the server in its record is broken");
    let start = match parser {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => return Err(broken()),
        Err(error) => return Err(broken().with_source(error)),
    };
    // 204 and 205 have no content, 206 has part of it.
    if !matches!(response.code, Some(200..=203)) {
        return Ok(None);
    }
    let get = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.map(|header| String::from_utf8_lossy(header.value).trim().to_owned())
    };
    let packed = get("content-encoding").map(|value| value.to_ascii_lowercase());
    Ok(Some(Answer {
        media_type: get("content-type"),
        packed: packed.filter(|value| !value.is_empty() && value != "identity"),
        chunked: get("transfer-encoding")
            .is_some_and(|value| value.to_ascii_lowercase().contains("chunked")),
        body: &bytes[start..],
    }))
}

impl Answer<'_> {
    /// The payload, put together and unpacked. Many programs undo either before they write the archive,
    /// and leave the header as it was.
    pub(super) fn payload(&self, work: &mut Work<'_>) -> Result<Vec<u8>, StageError> {
        let whole = self.chunked.then(|| unchunked(self.body)).flatten();
        let body = whole.as_deref().unwrap_or(self.body);
        let is_gzip = body.starts_with(&[0x1f, 0x8b]);
        match self.packed.as_deref() {
            Some("gzip" | "x-gzip") if is_gzip => unpack(GzDecoder::new(body), work),
            Some("deflate") if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
                unpack(ZlibDecoder::new(body), work)
                    .or_else(|_| unpack(DeflateDecoder::new(body), work))
            }
            Some(other @ ("br" | "zstd" | "compress")) if !starts_as_text(body) => {
                Err(StageError::bad_input(format!(
                    "is packed with `{other}`, which is not read here: let the crawl ask for gzip"
                )))
            }
            _ => Ok(whole.unwrap_or_else(|| self.body.to_vec())),
        }
    }
}

fn starts_as_text(body: &[u8]) -> bool {
    body.iter().take(64).all(|byte| !matches!(byte, 0..=8 | 14..=31 | 127..))
}

fn unpack(mut reader: impl std::io::Read, work: &mut Work<'_>) -> Result<Vec<u8>, StageError> {
    let mut bytes = Vec::new();
    loop {
        work.context.check()?;
        let count =
            reader.by_ref().take(CHUNK as u64).read_to_end(&mut bytes).map_err(|error| {
                StageError::bad_input("the answer of the server is packed, and damaged or cut off")
                    .with_source(error)
            })?;
        work.budget.spend(count as u64)?;
        if bytes.len() as u64 > work.limit {
            return Err(StageError::limit(format!(
                "unpacks to more than {} bytes (`bytes` under [limits])",
                work.limit
            )));
        }
        if count == 0 {
            return Ok(bytes);
        }
    }
}

/// A body without the lengths of its chunks; `None` where it has none.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = rest.iter().take(1024).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(digits, 16).ok()?;
        rest = &rest[end + 1..];
        if length == 0 {
            return Some(whole);
        }
        // The last chunk may be cut off, and is still worth having.
        let Some(chunk) = rest.get(..length) else {
            whole.extend_from_slice(rest);
            return (!whole.is_empty()).then_some(whole);
        };
        whole.extend_from_slice(chunk);
        rest = &rest[length..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(whole);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn chunks_are_put_together() {
        let check = |body: &str, expect: Option<&str>| {
            let whole = super::unchunked(body.as_bytes()).map(|b| String::from_utf8(b).unwrap());
            assert_eq!(whole.as_deref(), expect, "{body:?}");
        };
        check("3\r\nThe\r\n6;x=y\r\n ferry\r\n0\r\n\r\n", Some("The ferry"));
        check("3\nThe\n0\n", Some("The"));
        check("9\r\nThe", Some("The"));
        check("<html>\n", None);
        check("", None);
    }
}
