//! A small HTTP server for who watches the process: `GET /health` and `GET /metrics`.
//!
//! It is there for one machine's own eyes, and must never be in the way: it answers from what is counted
//! anyway, bounds what a client can take of it in bytes, in time and in number, and ends with the run.

mod address;
mod answer;
mod connection;

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use cableway_engine::Metrics;

pub(crate) use address::parse;

/// How many clients are served at once; those beyond are sent away.
const MOST_CLIENTS: usize = 16;

/// How often to look for a client, and whether to end.
const LOOK: Duration = Duration::from_millis(20);

/// Serves until it is dropped.
pub(crate) struct Monitor {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Monitor {
    /// Listens at `address`; at a free port where it has the port 0.
    pub(crate) fn start(address: SocketAddr, metrics: Arc<Metrics>) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let body = move || serve(&listener, address, &metrics, &stopped);
        let thread = std::thread::Builder::new().name("monitor".to_owned()).spawn(body)?;
        Ok(Self { address, stop, thread: Some(thread) })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A server that panicked has nobody to serve.
            let _ = thread.join();
        }
    }
}

/// Counts the clients that are served, whatever becomes of them.
struct Served(Arc<AtomicUsize>);

impl Drop for Served {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn serve(listener: &TcpListener, own: SocketAddr, metrics: &Arc<Metrics>, stop: &AtomicBool) {
    let clients = Arc::new(AtomicUsize::new(0));
    while !stop.load(Ordering::Relaxed) {
        let Ok((stream, _)) = listener.accept() else {
            // There is nobody, or no more file descriptors: either may change.
            std::thread::sleep(LOOK);
            continue;
        };
        if clients.fetch_add(1, Ordering::Relaxed) >= MOST_CLIENTS {
            clients.fetch_sub(1, Ordering::Relaxed);
            connection::send_away(stream);
            continue;
        }
        let served = Served(Arc::clone(&clients));
        let metrics = Arc::clone(metrics);
        let body = move || {
            let _served = served;
            client(stream, own, &metrics);
        };
        // Where there are no more threads, the client is let go.
        let _ = std::thread::Builder::new().name("monitor client".to_owned()).spawn(body);
    }
}

fn client(stream: TcpStream, own: SocketAddr, metrics: &Metrics) {
    // Nobody is told what goes wrong with a client: it sees it.
    let _ = connection::serve(stream, |request| answer::answer(request, own, metrics));
}

#[cfg(test)]
mod tests;
