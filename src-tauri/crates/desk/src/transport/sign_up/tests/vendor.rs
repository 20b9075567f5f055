//! A vendor on a socket that gives one answer after the other, each on a connection of its own.

use std::sync::{Arc, LazyLock, Mutex};

use domain::{Currency, Language};
use magicline::connect::{Preview, PreviewAnswer};
use magicline::{ApiKey, ConnectApi, Endpoint, Http, Limits, OpenApi};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Reading the system's certificates takes longer than a test. No connection is used twice.
static HTTP: LazyLock<Http> = LazyLock::new(|| Http::new(Limits::default()).unwrap());

/// First line and body of a request.
type Asked = (String, String);

pub struct Vendor {
    endpoint: Endpoint,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Vendor {
    /// Status 0 breaks the connection off in place of an answer.
    pub async fn answers<'a>(answers: impl IntoIterator<Item = (u16, &'a str)>) -> Self {
        Self::open(answers, false).await
    }

    /// The first answer names a place for a picture here.
    pub async fn with_a_place<'a>(answers: impl IntoIterator<Item = (u16, &'a str)>) -> Self {
        Self::open(answers, true).await
    }

    async fn open<'a>(answers: impl IntoIterator<Item = (u16, &'a str)>, place: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut answers: Vec<_> =
            answers.into_iter().map(|(status, body)| (status, body.to_owned())).collect();
        if place {
            answers[0].1 = format!(r#"{{"objectKey":"key-1","uploadUrl":"{base}/place"}}"#);
        }
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            for (status, body) in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                heard.lock().unwrap().push(request);
                if status != 0 {
                    let length = body.len();
                    let answer = format!(
                        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                    );
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        });
        Self { endpoint: Endpoint::parse(&base).unwrap(), asked }
    }

    pub fn connect(&self) -> ConnectApi {
        ConnectApi::new(&HTTP, self.endpoint.clone())
    }

    pub fn members(&self) -> OpenApi {
        let key = ApiKey::parse("1a2b3c4d-0000-4000-8000-000000000000").unwrap();
        OpenApi::new(&HTTP, self.endpoint.clone(), key)
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(line, _)| line.clone()).collect()
    }

    pub fn bodies(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }
}

async fn read(stream: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    let (head, body) = loop {
        let mut more = [0; 4096];
        let count = stream.read(&mut more).await.unwrap();
        assert!(count > 0, "a whole request");
        bytes.extend_from_slice(&more[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    let line: Vec<_> = head.split(' ').take(2).collect();
    (line.join(" "), body)
}

/// What the client makes of a preview.
pub fn preview(answer: &str) -> Preview {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let vendor = Vendor::answers([(200, answer)]).await;
        let asked = vendor.connect().preview(&super::request(), Currency::EUR, Language::DE).await;
        match asked.unwrap() {
            PreviewAnswer::Ready(preview) => *preview,
            PreviewAnswer::VoucherRefused(problem) => panic!("{problem:?}"),
        }
    })
}
