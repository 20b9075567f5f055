//! A relay in the house's network that is none: it answers as a Shelly of the second generation does (one
//! POST to `/rpc`, see Shelly's "RPC Protocol" and "Switch"), and tells what it would have switched.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A frame has around 150 bytes, its head a little more.
const LONGEST: usize = 16 * 1024;
/// How long somebody may take to say what they want.
const PATIENCE: Duration = Duration::from_secs(2);

/// A relay on a port of its own, until dropped. It needs a runtime to live in.
pub struct SimulatedRelay {
    address: SocketAddr,
    switch: watch::Sender<Switch>,
    task: JoinHandle<()>,
}

/// How the relay stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// Off.
    #[default]
    Off,
    /// On, until somebody switches it off.
    On,
    /// On, and off by itself at that time.
    OnUntil(Instant),
}

impl SimulatedRelay {
    /// A relay that is off.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let switch = watch::Sender::new(Switch::Off);
        let task = tokio::spawn(serve(listener, switch.clone()));
        Ok(Self { address, switch, task })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it stands, and every change that somebody orders. The end of a time is no change: it is known
    /// before.
    pub fn switch(&self) -> watch::Receiver<Switch> {
        self.switch.subscribe()
    }
}

impl Drop for SimulatedRelay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, switch: watch::Sender<Switch>) {
    while let Ok((stream, _)) = listener.accept().await {
        let switch = switch.clone();
        tokio::spawn(async move {
            match timeout(PATIENCE, talk(stream, &switch)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "somebody left the simulated relay"),
                Err(_) => tracing::debug!("somebody had nothing to say to the simulated relay"),
            }
        });
    }
}

/// One request, one answer.
async fn talk(mut stream: TcpStream, switch: &watch::Sender<Switch>) -> io::Result<()> {
    let frame = body(&mut stream).await?;
    let mut answer = Value::Null;
    switch.send_if_modified(|switch| {
        let before = *switch;
        answer = switch.answer(&frame, Instant::now());
        *switch != before
    });
    let answer = answer.to_string();
    let length = answer.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all((head + &answer).as_bytes()).await?;
    stream.shutdown().await
}

/// What follows the head of a request.
async fn body(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(body) = body_in(&bytes) {
            return Ok(body.to_vec());
        }
        if bytes.len() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// The body, once all of it is there.
fn body_in(request: &[u8]) -> Option<&[u8]> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(request.get(..end)?);
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let body = request.get(end + 4..)?;
    body.get(..length.unwrap_or(0))
}

/// A frame to the relay.
#[derive(Deserialize)]
struct Frame {
    id: u64,
    method: String,
    #[serde(default)]
    params: Params,
}

#[derive(Default, Deserialize)]
struct Params {
    id: u8,
    on: Option<bool>,
    toggle_after: Option<f64>,
}

impl Switch {
    /// How it stands at a time.
    pub fn at(self, now: Instant) -> Self {
        match self {
            Self::OnUntil(until) if until <= now => Self::Off,
            Self::Off | Self::On | Self::OnUntil(_) => self,
        }
    }

    fn is_on(self) -> bool {
        match self {
            Self::Off => false,
            Self::On | Self::OnUntil(_) => true,
        }
    }

    /// Does what a frame wants, and says what the device would say.
    fn answer(&mut self, frame: &[u8], now: Instant) -> Value {
        let Ok(Frame { id, method, params }) = serde_json::from_slice::<Frame>(frame) else {
            return json!({ "error": { "code": -103, "message": "Invalid frame" } });
        };
        let refused = |code: i64, message: &str| json!({ "id": id, "src": "practice", "error": { "code": code, "message": message } });
        if params.id != 0 {
            return refused(-105, "Argument 'id' not found!");
        }
        *self = self.at(now);
        let was_on = self.is_on();
        let result = match (method.as_str(), params.on) {
            ("Switch.GetStatus", _) => json!({ "id": 0, "output": was_on }),
            ("Switch.Set", Some(on)) => {
                let length = params.toggle_after.map(Duration::try_from_secs_f64);
                *self = match (on, length) {
                    (false, _) => Self::Off,
                    (true, None) => Self::On,
                    (true, Some(Ok(length))) => Self::OnUntil(now + length),
                    (true, Some(Err(_))) => return refused(-103, "Invalid argument 'toggle_after'!"),
                };
                json!({ "was_on": was_on })
            }
            ("Switch.Set", None) => return refused(-103, "Missing required argument 'on'!"),
            (_, _) => return refused(404, "No handler for the method"),
        };
        json!({ "id": id, "src": "practice", "result": result })
    }
}

#[cfg(test)]
mod tests {
    use outputs::{Kind, Output, OutputEvent, OutputSettings, OutputState, Pulse, Shelly};
    use tokio::sync::mpsc;

    use super::*;

    fn ask(switch: &mut Switch, frame: &Value, now: Instant) -> Value {
        switch.answer(frame.to_string().as_bytes(), now)
    }

    #[test]
    fn it_switches_itself_off() {
        let start = Instant::now();
        let later = |seconds| start + Duration::from_secs(seconds);
        let set = |params: Value| json!({ "id": 7, "method": "Switch.Set", "params": params });
        let status = json!({ "id": 8, "method": "Switch.GetStatus", "params": { "id": 0 } });
        let mut switch = Switch::Off;
        let on = set(json!({ "id": 0, "on": true, "toggle_after": 600 }));
        assert_eq!(ask(&mut switch, &on, start)["result"], json!({ "was_on": false }));
        assert_eq!(switch, Switch::OnUntil(later(600)));
        assert_eq!(ask(&mut switch, &status, later(599))["result"]["output"], json!(true));
        assert_eq!(switch.at(later(600)), Switch::Off);
        assert_eq!(ask(&mut switch, &status, later(600))["result"]["output"], json!(false));
        let half = set(json!({ "id": 0, "on": true, "toggle_after": 0.5 }));
        assert_eq!(ask(&mut switch, &half, start)["id"], json!(7));
        assert_eq!(switch, Switch::OnUntil(start + Duration::from_millis(500)));
        let off = set(json!({ "id": 0, "on": false }));
        assert_eq!(ask(&mut switch, &off, start)["result"], json!({ "was_on": true }));
        assert_eq!(switch, Switch::Off);
        ask(&mut switch, &set(json!({ "id": 0, "on": true })), start);
        assert_eq!(switch.at(later(100_000)), Switch::On);
    }

    #[test]
    fn what_it_does_not_know_it_refuses_and_does_not_do() {
        let now = Instant::now();
        let set = |params: Value| json!({ "id": 7, "method": "Switch.Set", "params": params }).to_string();
        for (frame, code) in [
            (set(json!({ "id": 1, "on": true })), -105),
            (set(json!({ "id": 0 })), -103),
            (set(json!({ "id": 0, "on": true, "toggle_after": -1 })), -103),
            (json!({ "id": 7, "method": "Cover.Open", "params": { "id": 0 } }).to_string(), 404),
            ("<html>".to_owned(), -103),
        ] {
            let mut switch = Switch::Off;
            let answer = switch.answer(frame.as_bytes(), now);
            assert_eq!((answer["error"]["code"].as_i64(), switch), (Some(code), Switch::Off), "{frame}");
        }
    }

    #[test]
    fn a_request_is_read_when_all_of_it_is_there() {
        let whole = b"POST /rpc HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde";
        for end in 0..whole.len() {
            assert_eq!(body_in(&whole[..end]), None, "after {end} bytes");
        }
        assert_eq!(body_in(whole), Some(&b"abcde"[..]));
        assert_eq!(body_in(b"GET / HTTP/1.1\r\n\r\n"), Some(&b""[..]));
        assert_eq!(body_in(b"POST / HTTP/1.1\r\ncontent-length: many\r\n\r\nx"), Some(&b""[..]));
    }

    #[tokio::test]
    async fn the_real_output_switches_it() {
        let relay = SimulatedRelay::start().await.unwrap();
        let mut switch = relay.switch();
        let (tell, mut told) = mpsc::unbounded_channel();
        let settings = OutputSettings {
            name: "lamp".to_owned(),
            kind: Kind::Shelly(Shelly {
                address: relay.address().to_string().parse().unwrap(),
                channel: 0,
                length: Duration::from_secs(2),
            }),
        };
        let output = Output::open(settings, move |event| {
            let _ = tell.send(event);
        });
        assert_eq!(told.recv().await, Some(OutputEvent::State(OutputState::Alive)));
        let now = Instant::now();
        assert_eq!(output.run(now, Duration::from_mins(10)), Pulse::Ordered);
        assert_eq!(told.recv().await, Some(OutputEvent::Done(now)));
        let on = *switch.borrow_and_update();
        let Switch::OnUntil(until) = on else { panic!("{on:?}") };
        assert!(until.duration_since(now) >= Duration::from_mins(10), "as long as it was bought for");
        let now = Instant::now();
        assert_eq!(output.off(now), Pulse::Ordered);
        assert_eq!(told.recv().await, Some(OutputEvent::Done(now)));
        assert_eq!(*switch.borrow_and_update(), Switch::Off);
    }
}
