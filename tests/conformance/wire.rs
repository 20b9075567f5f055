//! A wire between the client and the practice studio that hears both.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use sandbox::Recorded;

use crate::judge::Told;

/// A question and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    pub sent: Recorded,
    pub told: Told,
}

impl Exchange {
    /// Where it went, without its query.
    pub fn path(&self) -> &str {
        self.sent.uri.split('?').next().unwrap()
    }
}

/// A laid wire; dropping it takes it away.
pub struct Wire {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Exchange>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Wire {
    /// Lays a wire to the server at this base address.
    pub fn to(url: &str) -> Self {
        let server: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (heard, stopped) = (Arc::clone(&heard), Arc::clone(&stopped));
            move || {
                for stream in listener.incoming() {
                    if stopped.load(Ordering::SeqCst) {
                        break;
                    }
                    let heard = Arc::clone(&heard);
                    // A connection that is opened and not used must not keep the next one waiting.
                    std::thread::spawn(move || {
                        let _gone = pass(&stream.unwrap(), server, &heard);
                    });
                }
            }
        });
        Self { address, heard, stopped, thread: Some(thread) }
    }

    /// Base address of this end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was heard since the last time.
    pub fn heard(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        let _woken = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

/// Passes one request on and its answer back. What is heard is noted before the client has it.
fn pass(client: &TcpStream, server: SocketAddr, heard: &Mutex<Vec<Exchange>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(client);
    let first = line(&mut reader)?;
    let mut parts = first.split(' ').map(str::to_owned);
    let (Some(method), Some(uri)) = (parts.next(), parts.next()) else { return Ok(()) };
    let headers = headers(&mut reader)?;
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;

    let mut to = TcpStream::connect(server)?;
    let mut text = format!("{first}\r\nconnection: close\r\n");
    for (name, value) in &headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    to.write_all(&[text.as_bytes(), b"\r\n", &body].concat())?;
    let mut answer = Vec::new();
    to.read_to_end(&mut answer)?;
    heard.lock().unwrap().push(Exchange {
        method,
        sent: Recorded { uri, headers, body },
        told: told(&answer)?,
    });
    let mut client = client;
    client.write_all(&answer)
}

fn line(reader: &mut impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

fn headers(reader: &mut impl BufRead) -> std::io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = line(reader)?;
        let Some((name, value)) = line.split_once(':') else { return Ok(headers) };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
}

/// An answer whose end is the end of its connection.
fn told(mut answer: &[u8]) -> std::io::Result<Told> {
    let status = line(&mut answer)?.split(' ').nth(1).unwrap().parse().unwrap();
    let headers = headers(&mut answer)?;
    let content_type = headers.into_iter().find(|(name, _)| name == "content-type").map(|(_, value)| value);
    Ok(Told { status, content_type, body: answer.to_vec() })
}
