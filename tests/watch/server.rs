//! A server on loopback that counts who asks, and may let them wait or be in trouble.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

/// What the server answers, whether it does, and how often it was asked.
#[derive(Default)]
struct State {
    items: Vec<String>,
    is_held: bool,
    status: Option<&'static str>,
    asked: usize,
}

/// Serves one feed, and pages: `/0.html` is the first entry, and so on.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::<(Mutex<State>, Condvar)>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                // Whoever asks may be gone when the answer comes.
                std::thread::spawn(move || stream.and_then(|stream| answer(&stream, &shared)));
            }
        });
        Self { address, state }
    }

    /// An ingest stage `wire` that asks this server.
    pub(crate) fn stage(&self, keys: &str) -> String {
        format!(
            "[[ingest]]\nname = \"wire\"\nuse = \"feed\"\nurls = [\"http://{}/wire.xml\"]\nallow_private = true\n\
             robots = false\nper_host_seconds = 0\nretries = 0\nallow_empty = true\n{keys}\n",
            self.address
        )
    }

    /// An ingest stage `wire` that fetches the first pages of this server, as many as `count`.
    pub(crate) fn pages(&self, count: usize, keys: &str) -> String {
        let urls: Vec<String> =
            (0..count).map(|page| format!("\"http://{}/{page}.html\"", self.address)).collect();
        format!(
            "[[ingest]]\nname = \"wire\"\nuse = \"web\"\nurls = [{}]\nallow_private = true\nrobots = false\n\
             per_host_seconds = 0\nretries = 0\n{keys}\n",
            urls.join(", ")
        )
    }

    /// The address of a page.
    pub(crate) fn page(&self, page: usize) -> String {
        format!("http://{}/{page}.html", self.address)
    }

    /// The feed's entries from now on.
    pub(crate) fn set(&self, items: &[&str]) {
        self.with(|state| state.items = items.iter().map(ToString::to_string).collect());
    }

    /// Answers with this status alone.
    pub(crate) fn fail(&self, status: Option<&'static str>) {
        self.with(|state| state.status = status);
    }

    /// Lets who asks wait, or wait no more.
    pub(crate) fn hold(&self, is_held: bool) {
        self.with(|state| state.is_held = is_held);
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.with(|state| state.asked)
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let value = change(&mut self.state.0.lock().unwrap());
        self.state.1.notify_all();
        value
    }
}

fn answer(mut stream: &TcpStream, state: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let asked = lines.next().transpose()?.unwrap_or_default();
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let mut state_now = state.0.lock().unwrap();
    state_now.asked += 1;
    while state_now.is_held {
        state_now = state.1.wait(state_now).unwrap();
    }
    let page = asked.split_whitespace().nth(1).and_then(|path| path.strip_suffix(".html"));
    let page = page.and_then(|page| page.trim_start_matches('/').parse::<usize>().ok());
    let items: String = state_now
        .items
        .iter()
        .map(|item| {
            format!("<item><guid>{item}</guid><title>{item}</title><description>{item}.</description></item>")
        })
        .collect();
    let (media_type, body) = match page {
        Some(page) => {
            let text = state_now.items.get(page).map_or("", String::as_str);
            (
                "text/html",
                format!(
                    "<!doctype html><title>Wire</title><article><h1>Wire</h1><p>{text}</p></article>"
                ),
            )
        }
        None => ("application/rss+xml", feed(&items)),
    };
    let status = state_now.status.unwrap_or("200 OK");
    drop(state_now);
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn feed(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>"
    )
}
