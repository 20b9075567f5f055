mod said;
mod time;
mod vending;

use domain::{CardFormat, Identification, IdentificationKind, Language};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method};
use secrecy::SecretString;
use serde::Serialize;
use url::Url;

use crate::answer::Answer;
use crate::endpoint::{Api, Endpoint};
use crate::error::Error;
use crate::http::{self, Call, Http, LONGEST_BODY};
use crate::secret;

pub use said::Permit;
pub(crate) use said::written;
pub use time::{Interval, UsageCheck};
pub use vending::{SaleCheck, VendingMember};

/// The Device API, as one device.
#[derive(Clone)]
pub struct DeviceApi {
    client: Client,
    // Made once, so that nothing is left to do at a tap but to write the card's number.
    identification: Url,
    headers: Option<HeaderMap>,
    endpoint: Endpoint,
}

impl DeviceApi {
    /// A device that was activated with `token`.
    pub fn new(http: &Http, endpoint: Endpoint, token: SecretString) -> Self {
        let headers = secret::header("Bearer ", &token).map(|token| {
            let mut headers = http::headers(Some(("authorization", token)));
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers
        });
        let identification = endpoint.at("/open-api/device/cardreader/identification");
        Self { client: http.to(&endpoint), identification, headers, endpoint }
    }

    /// Checks a member in, out or through, whatever the device is configured for
    /// (`POST /open-api/device/cardreader/identification`).
    ///
    /// With `execute` false only checks whether it would be allowed. `language` is the one of the
    /// vendor's words in a refusal. The call has no identity of its own: one whose outcome is
    /// unknown ([`outcome`](crate::outcome)) must not be repeated.
    pub async fn identify(
        &self,
        identification: &Identification,
        execute: bool,
        language: Language,
    ) -> Result<(), Error> {
        let operation = if execute { "identify" } else { "identify (dry run)" };
        let body = CardReaderIdentification { identification: identification.into(), execute };
        self.post(operation, self.identification.clone(), &body, language, Answer::done).await
    }

    /// Sends `body` to `url` and lets `judge` read the answer.
    async fn post<T>(
        &self,
        operation: &'static str,
        url: Url,
        body: &impl Serialize,
        language: Language,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let body = serde_json::to_vec(body).map_err(|_| Error::Unsendable)?;
        let headers = self.headers(language)?;
        self.send(operation, Method::POST, url, headers, Some(body), judge).await
    }

    /// Asks for what is at `url` and lets `judge` read the answer.
    async fn get<T>(
        &self,
        operation: &'static str,
        url: Url,
        language: Language,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut headers = self.headers(language)?;
        headers.remove(CONTENT_TYPE);
        self.send(operation, Method::GET, url, headers, None, judge).await
    }

    fn headers(&self, language: Language) -> Result<HeaderMap, Error> {
        let mut headers = self.headers.clone().ok_or(Error::CredentialUnusable)?;
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language.tag()));
        Ok(headers)
    }

    async fn send<T>(
        &self,
        operation: &'static str,
        method: Method,
        url: Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let call = Call { api: Api::Device, operation, method, url, headers, body, longest: LONGEST_BODY };
        http::send(&self.client, call, judge).await
    }
}

impl std::fmt::Debug for DeviceApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceApi").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct CardReaderIdentification<'a> {
    identification: Content<'a>,
    #[serde(rename = "shouldExecuteAction")]
    execute: bool,
}

/// One of the five contents, told apart by `type`; only a number has a `format`.
#[derive(Serialize)]
struct Content<'a> {
    #[serde(rename = "type")]
    kind: IdentificationKind,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<CardFormat>,
}

impl<'a> From<&'a Identification> for Content<'a> {
    fn from(identification: &'a Identification) -> Self {
        let format = match identification {
            Identification::Number { format, .. } => Some(*format),
            Identification::QrCode(_)
            | Identification::Barcode(_)
            | Identification::Pin(_)
            | Identification::WalletPass(_) => None,
        };
        Self { kind: identification.kind(), value: identification.value(), format }
    }
}
