use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener as Bound};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use outputs::{Kind, Shelly};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::PATIENCE;

/// What the device does with one request, once it has read all of it.
#[derive(Clone)]
pub enum Act {
    Answer(Vec<u8>),
    AnswerAndClose(Vec<u8>),
    Reset,
    Hang,
}

/// A relay that follows two scripts, one act a request: one for what sets it in motion and one for
/// what only looks. The last act of each is repeated.
pub struct Server {
    pub address: SocketAddr,
    pulses: Receiver<String>,
    /// Dropped by the test: the server ends.
    _stay: tokio::sync::oneshot::Sender<()>,
}

struct Scripts {
    pulses: VecDeque<Act>,
    looks: VecDeque<Act>,
}

impl Server {
    pub fn start(pulses: impl IntoIterator<Item = Act>, looks: impl IntoIterator<Item = Act>) -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap(), pulses, looks)
    }

    pub fn start_at(
        address: SocketAddr,
        pulses: impl IntoIterator<Item = Act>,
        looks: impl IntoIterator<Item = Act>,
    ) -> Self {
        let bound = Bound::bind(address).unwrap();
        bound.set_nonblocking(true).unwrap();
        let address = bound.local_addr().unwrap();
        let scripts = Scripts { pulses: pulses.into_iter().collect(), looks: looks.into_iter().collect() };
        let (tell, pulses) = channel();
        let (stay, leave) = tokio::sync::oneshot::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! {
                    () = serve(bound, Arc::new(Mutex::new(scripts)), tell) => {}
                    _ = leave => {}
                }
            });
        });
        Self { address, pulses, _stay: stay }
    }

    /// A relay that is well whenever somebody looks.
    pub fn acting(pulses: impl IntoIterator<Item = Act>) -> Self {
        Self::start(pulses, [ok(r#"{"id":0,"source":"init","output":false}"#)])
    }

    pub fn shelly(&self) -> Kind {
        shelly(self.address)
    }

    /// The next request that sets the relay in motion.
    pub fn pulse(&self) -> String {
        self.pulses.recv_timeout(PATIENCE).unwrap()
    }

    /// No further request that sets the relay in motion has arrived. A request arrives before its
    /// answer goes out.
    pub fn expect_no_pulse(&self) {
        assert!(self.pulses.try_recv().is_err(), "sent once more");
    }
}

pub fn shelly(address: SocketAddr) -> Kind {
    let address = address.to_string().parse().unwrap();
    Kind::Shelly(Shelly { address, channel: 0, length: Duration::from_secs(2) })
}

async fn serve(bound: Bound, scripts: Arc<Mutex<Scripts>>, tell: Sender<String>) {
    let listener = TcpListener::from_std(bound).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(follow(stream, scripts.clone(), tell.clone()));
    }
}

async fn follow(mut stream: TcpStream, scripts: Arc<Mutex<Scripts>>, tell: Sender<String>) {
    while let Some(text) = request(&mut stream).await {
        let moves = !text.contains("Switch.GetStatus");
        let act = {
            let mut scripts = scripts.lock().unwrap();
            let script = if moves { &mut scripts.pulses } else { &mut scripts.looks };
            if script.len() > 1 { script.pop_front().unwrap() } else { script.front().unwrap().clone() }
        };
        if moves {
            let _ = tell.send(text);
        }
        match act {
            Act::Answer(bytes) => stream.write_all(&bytes).await.unwrap(),
            Act::AnswerAndClose(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                return;
            }
            Act::Reset => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Act::Hang => std::future::pending().await,
        }
    }
}

async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |n| n.parse().unwrap()) {
                return Some(text.into_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// An answer as the device gives it.
pub fn respond(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// A frame with a result.
pub fn ok(result: &str) -> Act {
    let frame = format!(r#"{{"id":1,"src":"shellyplus1-a8032abe54dc","dst":"portico","result":{result}}}"#);
    Act::Answer(respond(200, "content-type: application/json\r\n", &frame))
}
