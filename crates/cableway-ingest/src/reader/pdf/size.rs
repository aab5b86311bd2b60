//! How much the parts of a document unpack to: the interpreter unpacks each as a whole, and a small file
//! can hold gigabytes.

use cableway_core::{Context, StageError};
use flate2::bufread::ZlibDecoder;

/// The parts together may unpack to so many times the limit for one of them: pages stay in memory.
const ALL: u64 = 4;

const KEYWORD: &[u8] = b"stream";

/// Unpacks all streams of `bytes` that are packed with deflate, twice where they are packed twice, and
/// keeps none of it. What lies encrypted or in a text form is not seen through.
///
/// # Errors
/// When one stream unpacks to more than the run's limit of bytes, or all to four times that.
pub(super) fn check(bytes: &[u8], context: &Context<'_>) -> Result<(), StageError> {
    let limit = context.limits().bytes;
    let mut all = 0;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..]) {
        at += found + KEYWORD.len();
        let rest = &bytes[at..];
        let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.first().is_none_or(|byte| byte & 0x0f != 8) {
            continue;
        }
        let once = counted(ZlibDecoder::new(rest), limit, context)?;
        let twice = ZlibDecoder::new(std::io::BufReader::new(ZlibDecoder::new(rest)));
        let most = once.max(counted(twice, limit, context)?);
        all += most;
        if most > limit || all > limit.saturating_mul(ALL) {
            return Err(StageError::limit(format!(
                "a part of the PDF document unpacks to more than {limit} bytes, or all of them to {ALL} times \
                 as much (`bytes` under [limits])"
            )));
        }
    }
    Ok(())
}

fn find(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = from + bytes[from..].iter().position(|byte| *byte == b's')?;
        if bytes[found..].starts_with(KEYWORD) {
            return Some(found);
        }
        from = found + 1;
    }
}

/// How many bytes come out, counted to a little more than `limit`. Damage ends the count.
fn counted(
    mut reader: impl std::io::Read,
    limit: u64,
    context: &Context<'_>,
) -> Result<u64, StageError> {
    let mut buffer = [0; 16 << 10];
    let mut count = 0;
    while count <= limit {
        context.check()?;
        match reader.by_ref().read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(more) => count += more as u64,
        }
    }
    Ok(count)
}
