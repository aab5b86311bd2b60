//! A server on loopback that does exactly what it is told, right or wrong.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What is done for a request, step by step.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// These bytes are sent.
    Send(Vec<u8>),
    /// These bytes are sent again and again, until nobody listens any more.
    Endless(Vec<u8>),
    /// One byte at a time, so much time between two.
    Trickle(Vec<u8>, Duration),
    /// Nothing happens until the client gives up.
    Hang,
    /// The connection ends, in the middle of whatever was sent.
    Close,
}

/// A request: its path, then its headers with names in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
}

#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    is_over: Arc<AtomicBool>,
}

/// A whole answer.
pub(crate) fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
    vec![Step::Send([head.as_bytes(), body].concat())]
}

pub(crate) fn page(title: &str) -> Vec<Step> {
    let body = format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>\
         <p>The ferry sails at nine, says the harbour master of {title}.</p></article></body></html>"
    );
    answer("200 OK", "content-type: text/html; charset=utf-8\r\n", body)
}

impl Server {
    /// Answers each request as `answers` says; `count` is how often its path was asked for before.
    pub(crate) fn start(
        answers: impl Fn(&Request, usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (log, over, answers) = (Arc::clone(&requests), Arc::clone(&is_over), Arc::new(answers));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let (log, over, answers) =
                    (Arc::clone(&log), Arc::clone(&over), Arc::clone(&answers));
                thread::spawn(move || serve(&stream.unwrap(), &log, &over, answers.as_ref()));
            }
        });
        Self { address, requests, is_over }
    }

    /// The full address of `path`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// What was asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }

    /// `text` without what differs from run to run.
    pub(crate) fn plain(&self, text: &str) -> String {
        text.replace(&self.address.to_string(), "HOST")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // It waits for one more.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    stream: &TcpStream,
    log: &Mutex<Vec<Request>>,
    over: &AtomicBool,
    answers: &dyn Fn(&Request, usize) -> Vec<Step>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read_request(&mut reader) {
        let count = {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            log.iter().filter(|earlier| earlier.path == request.path).count() - 1
        };
        for step in answers(&request, count) {
            if run(&step, stream, over).is_none() {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
        }
    }
}

/// `None` where the connection is over.
fn run(step: &Step, mut stream: &TcpStream, over: &AtomicBool) -> Option<()> {
    match step {
        Step::Send(bytes) => stream.write_all(bytes).ok(),
        Step::Endless(bytes) => {
            while !over.load(Ordering::Relaxed) {
                stream.write_all(bytes).ok()?;
            }
            None
        }
        Step::Trickle(bytes, pause) => {
            for byte in bytes {
                stream.write_all(&[*byte]).ok()?;
                thread::sleep(*pause);
            }
            Some(())
        }
        Step::Hang => {
            // A client that gives up ends the connection: then there is nothing more to read.
            stream.set_read_timeout(Some(Duration::from_millis(20))).ok()?;
            let mut rest = [0; 4096];
            while !over.load(Ordering::Relaxed) {
                match stream.read(&mut rest) {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) if is_timeout(&error) => {}
                    Err(_) => break,
                }
            }
            None
        }
        Step::Close => None,
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
            None => return Some(Request { path, headers }),
        }
    }
}
