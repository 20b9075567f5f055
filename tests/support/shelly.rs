//! A Shelly relay in the network, as far as the desk talks to it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::{Failure, Outcome, PATIENCE};

/// A relay that is well whenever somebody looks, and notes what sets it in motion.
pub struct VirtualShelly {
    /// Where it is.
    pub address: SocketAddr,
    notes: Arc<Notes>,
    task: JoinHandle<()>,
}

struct Notes {
    pulses: Mutex<Vec<String>>,
    count: watch::Sender<usize>,
    /// Whether what sets it in motion is answered now.
    answers: watch::Sender<bool>,
}

impl VirtualShelly {
    /// A relay that answers with this status and frame when it is set in motion.
    pub async fn answering(status: u16, frame: &'static str) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let notes = Arc::new(Notes {
            pulses: Mutex::default(),
            count: watch::Sender::new(0),
            answers: watch::Sender::new(true),
        });
        let kept = Arc::clone(&notes);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&kept), status, frame));
            }
        });
        Ok(Self { address, notes, task })
    }

    /// A relay that does what it is told.
    pub async fn obedient() -> Outcome<Self> {
        Self::answering(200, r#"{"id":1,"src":"shellyplus1","result":{"was_on":false}}"#).await
    }

    /// Does what it is told and says nothing about it until [`Self::answer`].
    pub fn keep_silent(&self) {
        self.notes.answers.send_replace(false);
    }

    /// Says what it kept to itself, and answers at once from now on.
    pub fn answer(&self) {
        self.notes.answers.send_replace(true);
    }

    /// The bodies of the requests that set it in motion, oldest first.
    pub fn pulses(&self) -> Vec<String> {
        self.notes.pulses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it was set in motion so often, and says how the last time.
    pub async fn moved(&self, times: usize) -> Outcome<String> {
        let mut count = self.notes.count.subscribe();
        let moved = timeout(PATIENCE, count.wait_for(|count| *count >= times)).await;
        drop(moved.map_err(|_| Failure::new("the relay in the network is told nothing"))?);
        self.pulses().pop().ok_or_else(|| Failure::new("the relay in the network was told nothing"))
    }
}

impl Notes {
    fn note(&self, body: String) {
        let mut pulses = self.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        pulses.push(body);
        self.count.send_replace(pulses.len());
    }
}

impl Drop for VirtualShelly {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn talk(mut stream: TcpStream, notes: Arc<Notes>, status: u16, frame: &'static str) {
    while let Some(body) = request(&mut stream).await {
        let (status, frame) = if body.contains("Switch.GetStatus") {
            (200, r#"{"id":1,"src":"shellyplus1","result":{"id":0,"output":false}}"#)
        } else {
            notes.note(body);
            // Fails only when nobody holds it any more.
            let _ = notes.answers.subscribe().wait_for(|answers| *answers).await;
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
