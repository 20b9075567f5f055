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
        let mut headers = self.headers.clone().ok_or(Error::CredentialUnusable)?;
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language.tag()));
        let body = CardReaderIdentification { identification: identification.into(), execute };
        let call = Call {
            api: Api::Device,
            operation: if execute { "identify" } else { "identify (dry run)" },
            method: Method::POST,
            url: self.identification.clone(),
            headers,
            body: Some(serde_json::to_vec(&body).map_err(|_| Error::Unsendable)?),
            longest: LONGEST_BODY,
        };
        http::send(&self.client, call, Answer::done).await
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
