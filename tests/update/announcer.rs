//! Where desks ask for newer versions and fetch them, and what it was asked.

use std::io;
use std::path::Path;
use std::sync::Arc;

use portico_tests::{Failure, Outcome, PATIENCE};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

/// What is told to desks that ask.
#[derive(Clone, Debug)]
pub struct Told {
    /// For how many per cent of them it is.
    pub percent: u8,
    /// Instead of the version that the file was signed for.
    pub version: Option<&'static str>,
    /// A byte of the file is another one than when it was signed.
    pub tampered: bool,
}

impl Told {
    /// The release as it was made, for this part of all desks.
    pub const fn for_percent(percent: u8) -> Self {
        Self { percent, version: None, tampered: false }
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// The version of whoever looked, each time.
    pub looks: Vec<String>,
    /// How often the file was fetched to its end.
    pub fetched: usize,
}

impl Heard {
    /// How often this version has looked.
    pub fn looks_of(&self, version: &str) -> usize {
        self.looks.iter().filter(|from| *from == version).count()
    }
}

/// A web server for one release.
pub struct Announcer {
    announcement: Value,
    file: Vec<u8>,
    told: watch::Sender<Told>,
    heard: watch::Sender<Heard>,
}

impl Announcer {
    /// One with the announcement and the file that lie in a folder, where the announcement says that it is.
    pub async fn open(folder: &Path, platform: &str) -> Outcome<Arc<Self>> {
        let announcement: Value = serde_json::from_slice(&std::fs::read(folder.join("latest.json"))?)?;
        let url = announcement["platforms"][platform]["url"].as_str().unwrap_or_default();
        let place = url.strip_prefix("http://").and_then(|rest| rest.split_once('/'));
        let (host, name) = place.ok_or_else(|| Failure::new(format!("{platform} is not announced")))?;
        let listener = TcpListener::bind(host).await?;
        let announcer = Arc::new(Self {
            file: std::fs::read(folder.join(name))?,
            announcement,
            told: watch::Sender::new(Told::for_percent(0)),
            heard: watch::Sender::default(),
        });
        let serving = Arc::clone(&announcer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = Arc::clone(&serving);
                // Whoever hangs up in the middle has heard less, and that is all.
                tokio::spawn(async move { serving.answer(stream).await.unwrap_or_default() });
            }
        });
        Ok(announcer)
    }

    /// The version of the release.
    pub fn version(&self) -> String {
        self.announcement["version"].as_str().unwrap_or_default().to_owned()
    }

    /// The file as it was signed.
    pub fn file(&self) -> &[u8] {
        &self.file
    }

    /// Tells desks something else from now on.
    pub fn tell(&self, told: Told) {
        self.told.send_replace(told);
    }

    /// What was asked for so far.
    pub fn heard(&self) -> Heard {
        self.heard.borrow().clone()
    }

    /// Waits until enough was asked for.
    pub async fn until(&self, what: &str, enough: impl FnMut(&Heard) -> bool) -> Outcome<Heard> {
        let mut heard = self.heard.subscribe();
        match timeout(2 * PATIENCE, heard.wait_for(enough)).await {
            Ok(heard) => Ok(heard?.clone()),
            Err(_) => Err(Failure::new(format!("never asked for: {what}; but: {:?}", self.heard()))),
        }
    }

    async fn answer(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut first = String::new();
        stream.read_line(&mut first).await?;
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 0 && !line.trim().is_empty() {
            line.clear();
        }
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let told = self.told.borrow().clone();
        match path.split_once("latest.json?from=") {
            Some(("/stable/", from)) => {
                let body = self.announced(&told).to_string();
                send(&mut stream, "200 OK", body.as_bytes()).await?;
                // Behind an encoded plus is what only makes it long enough.
                let version = from.split("%2B").next().unwrap_or_default().to_owned();
                self.heard.send_modify(|heard| heard.looks.push(version));
            }
            None if path.ends_with(".AppImage") => {
                let mut file = self.file.clone();
                if let Some(byte) = file.last_mut().filter(|_| told.tampered) {
                    *byte ^= 1;
                }
                send(&mut stream, "200 OK", &file).await?;
                self.heard.send_modify(|heard| heard.fetched += 1);
            }
            Some(_) | None => send(&mut stream, "404 Not Found", b"").await?,
        }
        Ok(())
    }

    fn announced(&self, told: &Told) -> Value {
        let mut announced = self.announcement.clone();
        announced["rollout"] = json!(told.percent);
        if let Some(version) = told.version {
            announced["version"] = json!(version);
        }
        announced
    }
}

async fn send(stream: &mut BufReader<TcpStream>, status: &str, body: &[u8]) -> io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}
