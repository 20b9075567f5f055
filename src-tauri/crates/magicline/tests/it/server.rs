use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use magicline::{ApiKey, ConnectApi, DeviceApi, Endpoint, Http, Limits, OpenApi};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

pub const TOKEN: &str = "53cda15a-5652-4f62-9b97-508f870ff40b";
pub const KEY: &str = "studio-key-0815";

/// What the server does with one request, once it has read all of it.
#[derive(Clone)]
pub enum Act {
    Answer(Vec<u8>),
    AnswerAndClose(Vec<u8>),
    AnswerAndReset(Vec<u8>),
    Hang,
}

/// One request as it arrived.
pub struct Seen {
    pub text: String,
    /// Which connection it came on, counted from 0.
    pub connection: usize,
}

impl Seen {
    pub fn line(&self) -> &str {
        self.text.lines().next().unwrap()
    }

    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().1
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.body()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        head.lines()
            .skip(1)
            .find_map(|line| line.split_once(": ").filter(|(n, _)| *n == name).map(|(_, v)| v))
    }
}

/// A server that follows a script, one act a request; the last act is repeated.
pub struct Server {
    pub address: SocketAddr,
    seen: mpsc::UnboundedReceiver<Seen>,
}

impl Server {
    pub async fn start(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script: Arc<Mutex<VecDeque<Act>>> = Arc::new(Mutex::new(script.into_iter().collect()));
        let (tell, seen) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(follow(stream, connection, script.clone(), tell.clone()));
            }
        });
        Self { address, seen }
    }

    pub async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::start([Act::Answer(answer.into())]).await
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint::parse(&format!("http://{}", self.address)).unwrap()
    }

    pub fn device(&self) -> DeviceApi {
        DeviceApi::new(&http(), self.endpoint(), SecretString::from(TOKEN))
    }

    pub fn open(&self) -> OpenApi {
        OpenApi::new(&http(), self.endpoint(), ApiKey::parse(KEY).unwrap())
    }

    pub fn connect(&self) -> ConnectApi {
        ConnectApi::new(&http(), self.endpoint())
    }

    /// Every request that has arrived so far. A request arrives before its answer goes out.
    pub fn seen(&mut self) -> Vec<Seen> {
        std::iter::from_fn(|| self.seen.try_recv().ok()).collect()
    }

    pub fn only(&mut self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request");
        seen.remove(0)
    }
}

async fn follow(
    mut stream: TcpStream,
    connection: usize,
    script: Arc<Mutex<VecDeque<Act>>>,
    tell: mpsc::UnboundedSender<Seen>,
) {
    while let Some(text) = request(&mut stream).await {
        let act = {
            let mut script = script.lock().unwrap();
            if script.len() > 1 { script.pop_front().unwrap() } else { script.front().unwrap().clone() }
        };
        let _ = tell.send(Seen { text, connection });
        match act {
            Act::Answer(bytes) => stream.write_all(&bytes).await.unwrap(),
            Act::AnswerAndClose(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                return;
            }
            Act::AnswerAndReset(bytes) => {
                stream.write_all(&bytes).await.unwrap();
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
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = std::str::from_utf8(&bytes[..end]).unwrap();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if bytes.len() - end - 4 >= length.map_or(0, |n| n.parse().unwrap()) {
                return Some(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

thread_local! {
    // Reading the system's certificates takes long, and every test has a thread of its own.
    static HTTP: Http = Http::new(Limits::default()).unwrap();
}

pub fn http() -> Http {
    HTTP.with(Http::clone)
}

/// A client that waits, for answers that are large.
pub fn patient() -> Http {
    let minutes = Duration::from_secs(600);
    Http::new(Limits { connect: minutes, total: minutes }).unwrap()
}

/// A client that gives up soon, for servers that never answer.
pub fn impatient() -> Http {
    Http::new(Limits { connect: Duration::from_millis(100), total: Duration::from_millis(200) }).unwrap()
}

/// An answer with a content length that fits.
pub fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    promise(status, headers, body.as_ref().len(), body)
}

/// An answer that announces `length` bytes of body.
pub fn promise(status: u16, headers: &str, length: usize, body: impl AsRef<[u8]>) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body.as_ref()].concat()
}

pub const HTML: &str = "content-type: text/html; charset=utf-8\r\n";
pub const JSON: &str = "content-type: application/json\r\n";
