//! One client: its request, within limits of bytes and time, and the answer.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// The longest time that a client may take for its request, and again to take the answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most bytes of a request, and the most headers in it.
const MOST_BYTES: usize = 8 << 10;
const MOST_HEADERS: usize = 64;

/// How long to listen for what a client goes on saying once it has its answer.
const FAREWELL: Duration = Duration::from_millis(200);

/// What a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// Without what stands behind a `?`.
    pub(super) path: String,
    pub(super) host: Option<String>,
}

/// What it is told.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: &'static str,
    pub(super) content_type: &'static str,
    /// A further line of the head, with its line break.
    pub(super) header: &'static str,
    pub(super) body: String,
}

impl Answer {
    /// A status with its words as the body.
    pub(super) fn plain(status: &'static str) -> Self {
        let body = format!("{status}\n");
        Self { status, content_type: "text/plain; charset=utf-8", header: "", body }
    }
}

/// Reads a request and sends what `answer` makes of it; or why it is none.
pub(super) fn serve(
    mut stream: TcpStream,
    answer: impl FnOnce(&Request) -> Answer,
) -> io::Result<()> {
    // On some systems it would be as the listener is.
    stream.set_nonblocking(false)?;
    let (answer, with_body) = match read(&mut stream)? {
        Ok(request) => (answer(&request), request.method != "HEAD"),
        Err(status) => (Answer::plain(status), true),
    };
    write(&mut stream, &answer, with_body)
}

/// Says that there are too many clients, without waiting for anything.
pub(super) fn send_away(mut stream: TcpStream) {
    let answer = Answer::plain("503 Service Unavailable");
    // A client that takes nothing is let go.
    let _ = stream
        .set_nonblocking(true)
        .and_then(|()| stream.write_all(message(&answer, true).as_bytes()))
        .and_then(|()| stream.shutdown(Shutdown::Both));
}

/// The request; or the status for what is none.
fn read(stream: &mut TcpStream) -> io::Result<Result<Request, &'static str>> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::with_capacity(1 << 10);
    let mut chunk = [0; 1 << 10];
    loop {
        // A client that says a little now and then has no more time than others.
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err("408 Request Timeout"));
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(Err("400 Bad Request")),
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) if is_late(&error) => return Ok(Err("408 Request Timeout")),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if let Some(outcome) = parse(&bytes) {
            return Ok(outcome);
        }
        if bytes.len() >= MOST_BYTES {
            return Ok(Err("431 Request Header Fields Too Large"));
        }
    }
}

/// `None` while there is more to come.
fn parse(bytes: &[u8]) -> Option<Result<Request, &'static str>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Partial) => None,
        Err(httparse::Error::TooManyHeaders) => Some(Err("431 Request Header Fields Too Large")),
        Err(_) => Some(Err("400 Bad Request")),
        Ok(httparse::Status::Complete(_)) => {
            let path = request.path.unwrap_or_default();
            let host =
                request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("host"));
            Some(Ok(Request {
                method: request.method.unwrap_or_default().to_owned(),
                path: path.split('?').next().unwrap_or_default().to_owned(),
                host: host.map(|host| String::from_utf8_lossy(host.value).into_owned()),
            }))
        }
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn message(answer: &Answer, with_body: bool) -> String {
    let Answer { status, content_type, header, body } = answer;
    let length = body.len();
    let body = if with_body { body.as_str() } else { "" };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{header}\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}"
    )
}

fn write(stream: &mut TcpStream, answer: &Answer, with_body: bool) -> io::Result<()> {
    let end = Instant::now() + PATIENCE;
    let message = message(answer, with_body);
    let mut rest = message.as_bytes();
    while !rest.is_empty() {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        match stream.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // A connection that is closed with something unread takes the answer with it on its way.
    stream.shutdown(Shutdown::Write)?;
    let end = Instant::now() + FAREWELL;
    let mut chunk = [0; 1 << 10];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left))?;
        if !matches!(stream.read(&mut chunk), Ok(count) if count > 0) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<Result<(&str, &str), &'static str>>) {
        let found = parse(text.as_bytes());
        let found = found.map(|found| found.map(|request| (request.method, request.path)));
        let expect =
            expect.map(|expect| expect.map(|(method, path)| (method.to_owned(), path.to_owned())));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn requests() {
        check("GET /health HTTP/1.1\r\n\r\n", Some(Ok(("GET", "/health"))));
        check("HEAD /metrics?x=1 HTTP/1.0\r\nHost: a\r\n\r\n", Some(Ok(("HEAD", "/metrics"))));
        check("GET /heal", None);
        check("GET /health HTTP/1.1\r\nHost: a\r\n", None);
        check("\u{1}\u{2}\r\n\r\n", Some(Err("400 Bad Request")));
        check("GET /health HTTP/9.9\r\n\r\n", Some(Err("400 Bad Request")));
        let many = "A: b\r\n".repeat(65);
        check(
            &format!("GET / HTTP/1.1\r\n{many}\r\n"),
            Some(Err("431 Request Header Fields Too Large")),
        );
    }
}
