//! Plain requests to the practice studio, without the client.

use reqwest::{Client, Method};
use sandbox::{Api, Sandbox};
use serde_json::Value;

use crate::judge::Told;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Whoever may: the right device for the path, or the studio's key.
    Right,
    /// Nobody.
    Missing,
    /// Somebody with a token or key that was never handed out.
    Wrong,
    /// The device with this number.
    Device(i64),
}

/// What is sent in the body.
#[derive(Clone, Debug)]
pub enum Content {
    Nothing,
    Json(Value),
    Bytes(&'static str),
}

/// One request.
#[derive(Clone, Debug)]
pub struct Ask {
    pub api: Api,
    pub method: &'static str,
    pub path: String,
    pub credential: Credential,
    pub language: Option<&'static str>,
    pub content: Content,
}

impl Ask {
    /// A request of somebody who may.
    pub fn new(api: Api, method: &'static str, path: impl Into<String>) -> Self {
        let (credential, language, content) = (Credential::Right, None, Content::Nothing);
        Self { api, method, path: path.into(), credential, language, content }
    }

    /// With a JSON body.
    pub fn json(mut self, body: Value) -> Self {
        self.content = Content::Json(body);
        self
    }

    /// With a body that need not be JSON.
    pub fn bytes(mut self, body: &'static str) -> Self {
        self.content = Content::Bytes(body);
        self
    }

    /// With `<uuid>` in its path filled in from the answer before.
    pub fn after(&self, told: Option<&Told>) -> Self {
        let mut ask = self.clone();
        if ask.path.contains("<uuid>") {
            let before = told.expect("an answer before").json();
            ask.path = ask.path.replace("<uuid>", before["uuid"].as_str().expect("a UUID"));
        }
        ask
    }

    /// By somebody else.
    pub fn by(mut self, credential: Credential) -> Self {
        self.credential = credential;
        self
    }

    /// In a language.
    pub fn in_language(mut self, tag: &'static str) -> Self {
        self.language = Some(tag);
        self
    }
}

/// A connection to a practice studio whose devices are activated.
pub struct Caller {
    http: Client,
    urls: [(Api, String); 3],
    key: String,
    tokens: Vec<(i64, String)>,
}

/// The devices of the practice studio that stand for the three models.
pub const READER: i64 = 26;
/// Sells.
pub const VENDING: i64 = 31;
/// Runs for a time.
pub const SUNBED: i64 = 41;

impl Caller {
    /// Activates the devices and gets ready to ask.
    pub fn to(studio: &Sandbox) -> Self {
        // Installs the provider of cryptography that any client needs, even for plain loopback.
        magicline::Http::new(magicline::Limits::default()).unwrap();
        Self {
            http: Client::builder().no_proxy().build().unwrap(),
            urls: [
                (Api::Device, studio.device_url()),
                (Api::Open, studio.open_url()),
                (Api::Connect, studio.connect_url()),
            ],
            key: studio.api_key(),
            tokens: [READER, VENDING, SUNBED].map(|id| (id, studio.activate(id).unwrap())).into(),
        }
    }

    /// Asks without a credential or a body.
    pub async fn plain(&self, api: Api, method: &str, path: &str) -> Told {
        self.send(self.request(api, method, path)).await
    }

    /// Asks.
    pub async fn ask(&self, ask: &Ask) -> Told {
        let mut request = self.request(ask.api, ask.method, &ask.path);
        match (ask.api, ask.credential) {
            (Api::Connect, _) | (_, Credential::Missing) => {}
            (Api::Device, Credential::Wrong) => request = request.bearer_auth("never-handed-out"),
            (Api::Device, Credential::Device(id)) => request = request.bearer_auth(self.token(id)),
            (Api::Device, Credential::Right) => {
                request = request.bearer_auth(self.token(device_for(&ask.path)))
            }
            (Api::Open, Credential::Right) => request = request.header("X-API-KEY", &self.key),
            (Api::Open, Credential::Wrong | Credential::Device(_)) => {
                request = request.header("X-API-KEY", "never-handed-out");
            }
        }
        if let Some(tag) = ask.language {
            request = request.header("accept-language", tag);
        }
        let request = match &ask.content {
            Content::Nothing => request,
            Content::Json(body) => request.json(body),
            Content::Bytes(body) => request.header("content-type", "application/json").body(*body),
        };
        self.send(request).await
    }

    fn request(&self, api: Api, method: &str, path: &str) -> reqwest::RequestBuilder {
        let base = self.urls.iter().find(|(of, _)| *of == api).map(|(_, url)| url).unwrap();
        self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{base}{path}"))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Told {
        let answer = request.send().await.unwrap();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        Told {
            status: answer.status().as_u16(),
            content_type: kind,
            body: answer.bytes().await.unwrap().into(),
        }
    }

    fn token(&self, device: i64) -> &str {
        self.tokens.iter().find(|(id, _)| *id == device).map(|(_, token)| token.as_str()).unwrap()
    }
}

/// Which device a path of the Device API is for.
fn device_for(path: &str) -> i64 {
    [("/vending/", VENDING), ("/time/", SUNBED)]
        .into_iter()
        .find_map(|(part, device)| path.contains(part).then_some(device))
        .unwrap_or(READER)
}
