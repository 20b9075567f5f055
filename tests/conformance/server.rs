//! A server on this computer that gives every request the same answer.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::Value;

/// A running server; dropping it ends it.
pub struct Canned {
    address: SocketAddr,
    answer: Arc<Mutex<Vec<u8>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Canned {
    /// Opens a free port.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (answer, stopped) = (Arc::clone(&answer), Arc::clone(&stopped));
            move || {
                for stream in listener.incoming() {
                    if stopped.load(Ordering::SeqCst) {
                        break;
                    }
                    let answer = answer.lock().unwrap().clone();
                    // A client that hangs up early shows in what the client says about it.
                    let _gone = exchange(stream.unwrap(), &answer);
                }
            }
        });
        Self { address, answer, stopped, thread: Some(thread) }
    }

    /// Base address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Says how to answer from now on.
    pub fn answers(&self, status: u16, body: Option<&Value>) {
        let (kind, body) = match body {
            Some(body) => ("content-type: application/json\r\n", body.to_string()),
            None => ("", String::new()),
        };
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status} -\r\n{kind}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        *self.answer.lock().unwrap() = text.into_bytes();
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        let _woken = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

fn exchange(stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut reader = BufReader::new(&stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    (&stream).write_all(answer)
}
