//! What the tests share: a studio at a fixed time and a client for it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Response, StatusCode};
use sandbox::{Case, Entry, HandClock, Options, Sandbox};
use serde_json::{Value, json};

pub const ENTRANCE: i64 = 26;
pub const EXIT: i64 = 27;
pub const SHAKES: i64 = 31;
pub const SOLARIUM: i64 = 41;

pub const ACCESS: &str = "/open-api/device/cardreader/identification";

pub struct Bench {
    pub studio: Sandbox,
    pub clock: Arc<HandClock>,
    pub client: Client,
}

pub struct Got {
    pub status: u16,
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The one error code of the Connect API; nothing for a 404, which has no body there.
    pub fn category(&self) -> String {
        if self.status == 404 {
            assert_eq!(self.body, "");
            return String::new();
        }
        let body = self.json();
        assert_eq!(body["errorCodes"].as_array().map(Vec::len), Some(1), "{}", self.body);
        body["errorCodes"][0].as_str().unwrap().to_owned()
    }

    pub fn code(&self) -> String {
        self.json()["errorCode"].as_str().unwrap_or_default().to_owned()
    }
}

pub fn client() -> Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A Wednesday morning at ten in Kiel.
pub fn morning() -> Timestamp {
    "2026-03-04T09:00:00Z".parse().unwrap()
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(HandClock::at(morning()));
        let mut options = Options { clock: clock.clone(), ..Options::default() };
        change(&mut options);
        Self { studio: Sandbox::start(options).await.unwrap(), clock, client: client() }
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    pub fn id(&self, case: Case) -> i64 {
        self.studio.card(case).unwrap().id
    }

    pub fn shown(&self, case: Case) -> Value {
        self.studio.card(case).unwrap().identification()
    }

    pub fn token(&self, device: i64) -> String {
        let known = self.studio.devices().into_iter().find(|known| known.id == device).unwrap().token;
        known.unwrap_or_else(|| self.studio.activate(device).unwrap())
    }

    pub async fn device(&self, device: i64, path: &str, body: &Value) -> Got {
        let url = format!("{}{path}", self.studio.device_url());
        let request = self.client.post(url).bearer_auth(self.token(device)).json(body);
        got(request.send().await.unwrap()).await
    }

    pub async fn enter(&self, device: i64, case: Case, execute: bool) -> Got {
        let body = json!({"identification": self.shown(case), "shouldExecuteAction": execute});
        self.device(device, ACCESS, &body).await
    }

    pub async fn open(&self, method: &str, path: &str, body: Option<Value>) -> Got {
        got(self.open_raw(method, path, body).await).await
    }

    pub async fn open_raw(&self, method: &str, path: &str, body: Option<Value>) -> Response {
        let url = format!("{}{path}", self.studio.open_url());
        let request =
            self.client.request(method.parse().unwrap(), url).header("x-api-key", self.studio.api_key());
        let request = if let Some(body) = body { request.json(&body) } else { request };
        request.send().await.unwrap()
    }

    pub async fn connect(&self, method: &str, path: &str, body: Option<&Value>) -> Got {
        got(self.connect_raw(method, path, body, None).await).await
    }

    pub async fn connect_raw(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        language: Option<&str>,
    ) -> Response {
        let url = format!("{}{path}", self.studio.connect_url());
        let mut request = self.client.request(method.parse().unwrap(), url);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(language) = language {
            request = request.header("accept-language", language);
        }
        request.send().await.unwrap()
    }

    pub async fn ask(&self, path: &str) -> Value {
        let got = self.connect("GET", path, None).await;
        assert_eq!(got.status, 200, "{path}: {}", got.body);
        got.json()
    }

    pub fn last(&self) -> Entry {
        self.studio.journal().pop().unwrap()
    }

    pub fn names_in(&self) -> Vec<String> {
        self.studio.who_is_in().into_iter().map(|who| who.name).collect()
    }
}

pub async fn got(response: Response) -> Got {
    let status: StatusCode = response.status();
    Got { status: status.as_u16(), body: response.text().await.unwrap() }
}
