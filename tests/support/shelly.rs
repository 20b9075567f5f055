//! A Shelly relay in the network, as far as the desk talks to it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::Outcome;

/// A relay that is well whenever somebody looks, and notes what sets it in motion.
pub struct VirtualShelly {
    /// Where it is.
    pub address: SocketAddr,
    pulses: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl VirtualShelly {
    /// A relay that answers with this status and frame when it is set in motion.
    pub async fn answering(status: u16, frame: &'static str) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let pulses = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&pulses);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&notes), status, frame));
            }
        });
        Ok(Self { address, pulses, task })
    }

    /// A relay that does what it is told.
    pub async fn obedient() -> Outcome<Self> {
        Self::answering(200, r#"{"id":1,"src":"shellyplus1","result":{"was_on":false}}"#).await
    }

    /// The bodies of the requests that set it in motion, oldest first.
    pub fn pulses(&self) -> Vec<String> {
        self.pulses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for VirtualShelly {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn talk(mut stream: TcpStream, notes: Arc<Mutex<Vec<String>>>, status: u16, frame: &'static str) {
    while let Some(body) = request(&mut stream).await {
        let (status, frame) = if body.contains("Switch.GetStatus") {
            (200, r#"{"id":1,"src":"shellyplus1","result":{"id":0,"output":false}}"#)
        } else {
            notes.lock().unwrap_or_else(PoisonError::into_inner).push(body);
            (status, frame)
        };
        let length = frame.len();
        let answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{frame}"
        );
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The body of the next request.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(body.to_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
