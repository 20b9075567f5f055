mod customer;
mod medium;
mod member;
mod person;

use std::time::Instant;

use domain::{DeviceId, DeviceModel, StudioId};
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::answer::Answer;
use crate::endpoint::{Api, Endpoint};
use crate::error::Error;
use crate::http::{self, Call, Http, LONGEST_BODY};
use crate::logo::{self, Logo};
use crate::secret::{self, ApiKey};

pub use customer::{Contract, Customer, Search};
pub use medium::{CardLink, CheckInVoucher};
pub use member::{Member, MemberSlice};
pub use person::{Balance, Key, Pause, Person, Visit, VisitSlice};

const STUDIO: &str = "/v1/studios/information";

/// The longest slice of members that is read. One of 500 does not fit into [`LONGEST_BODY`]: a record
/// has 1 to 2 KiB, and more with a signed picture address and the fields a studio adds of its own.
/// This leaves each of 500 records 16 KiB, and is what a desk's computer can hold for a moment.
const LONGEST_SLICE: usize = 8 * 1024 * 1024;

/// The Open API, as one studio.
#[derive(Clone)]
pub struct OpenApi {
    http: Http,
    client: Client,
    endpoint: Endpoint,
    headers: Option<HeaderMap>,
}

/// An accepted key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// How far this computer's clock is ahead of the vendor's; negative when behind, `None` when
    /// the vendor did not say. Good to about a second.
    pub clock: Option<SignedDuration>,
}

/// What the desk shows of the studio. Empty texts count as missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Studio {
    /// The vendor's number for the studio.
    pub studio_id: StudioId,
    /// Its name.
    pub name: Option<String>,
    /// Street, without the house number.
    pub street: Option<String>,
    /// House number.
    pub house_number: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Where the logo lies, for [`OpenApi::logo`]. Unchecked.
    pub logo_url: Option<String>,
}

/// A device as listed in the vendor's system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its number.
    pub id: DeviceId,
    /// What the studio calls it; may be empty.
    pub name: String,
    /// Whether it has been activated. Activating again hands out a new token.
    pub active: bool,
    /// What it is for.
    pub model: DeviceModel,
}

impl OpenApi {
    /// A studio whose key is `key`.
    pub fn new(http: &Http, endpoint: Endpoint, key: ApiKey) -> Self {
        let headers = secret::header("", key.secret()).map(|key| http::headers(Some(("x-api-key", key))));
        Self { http: http.clone(), client: http.to(&endpoint), endpoint, headers }
    }

    /// Asks whether the key is accepted (`HEAD`), whatever its rights: 401 is
    /// [`Error::Status`] with status 401. `now` is this computer's time, for comparing clocks.
    ///
    /// A refusal for a missing right (403) means that the key itself was accepted. 404 and 405
    /// say that this address does not take `HEAD`; the next call tells about the key then.
    pub async fn check_key(&self, now: Timestamp) -> Result<KeyCheck, Error> {
        let started = Instant::now();
        self.call("check key", Method::HEAD, self.endpoint.at(STUDIO), |answer| {
            let clock = answer
                .date()
                .and_then(|date| Timestamp::try_from(date).ok())
                .map(|date| (now + started.elapsed()).duration_since(date));
            match answer.status {
                403 if !answer.is_page() => {}
                404 | 405 => {}
                _ => drop(answer.success()?),
            }
            Ok(KeyCheck { clock })
        })
        .await
    }

    /// The studio that the key belongs to. Needs the right `STUDIO_READ`.
    pub async fn studio(&self) -> Result<Studio, Error> {
        let found: StudioAnswer =
            self.call("studio", Method::GET, self.endpoint.at(STUDIO), Answer::json).await?;
        Ok(Studio {
            studio_id: found.studio_id,
            name: text(found.name),
            street: text(found.street),
            house_number: text(found.house_number),
            zip: text(found.zip),
            city: text(found.city),
            logo_url: text(found.logo_url),
        })
    }

    /// The studio's devices. Needs the right `DEVICE_READ`. One without a number is left out:
    /// nothing could be done with it.
    pub async fn devices(&self) -> Result<Vec<Device>, Error> {
        let found: Vec<DeviceAnswer> =
            self.call("devices", Method::GET, self.endpoint.at("/v1/devices"), Answer::json).await?;
        let device = |device: DeviceAnswer| {
            Some(Device {
                id: device.id?,
                name: device.name.unwrap_or_default(),
                active: device.active.unwrap_or_default(),
                model: DeviceModel::from_vendor(device.model.as_deref().unwrap_or_default()),
            })
        };
        Ok(found.into_iter().filter_map(device).collect())
    }

    /// Activates a device and returns its token, which the vendor hands out only here. Needs the
    /// right `DEVICE_WRITE`. A token that the device had before may stop working.
    pub async fn activate(&self, id: DeviceId) -> Result<SecretString, Error> {
        let url = self.endpoint.at(&format!("/v1/devices/{id}/activate"));
        self.call("activate", Method::PUT, url, |answer| {
            let garbled = Error::Garbled { status: answer.status };
            let found: ActivationAnswer = answer.json()?;
            let token = found.access_token.trim();
            if found.id.is_some_and(|found| found != id) {
                return Err(garbled);
            }
            let token = SecretString::from(token);
            // One that could not be sent back would only fail at the first member's tap.
            if secret::header("Bearer ", &token).is_none() {
                return Err(garbled);
            }
            Ok(token)
        })
        .await
    }

    /// Completes the activation, after which the vendor sends webhooks.
    pub async fn confirm_activation(&self) -> Result<(), Error> {
        let url = self.endpoint.at("/v1/studios/confirmActivation");
        self.call("confirm activation", Method::POST, url, Answer::done).await
    }

    /// Fetches the studio's logo, at most 512 KiB, from where [`Studio::logo_url`] says. The key
    /// is not sent there, since it is not an address of the vendor's API.
    pub async fn logo(&self, url: &str) -> Result<Logo, Error> {
        logo::fetch(&self.http, Api::Open, "logo", url).await
    }

    async fn call<T>(
        &self,
        operation: &'static str,
        method: Method,
        url: Url,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.call_up_to(LONGEST_BODY, operation, method, url, judge).await
    }

    async fn call_up_to<T>(
        &self,
        longest: usize,
        operation: &'static str,
        method: Method,
        url: Url,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let headers = self.headers.clone().ok_or(Error::CredentialUnusable)?;
        let call = Call { api: Api::Open, operation, method, url, headers, body: None, longest };
        http::send(&self.client, call, judge).await
    }

    async fn post_up_to<T>(
        &self,
        longest: usize,
        operation: &'static str,
        url: Url,
        body: &impl Serialize,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let body = Some(serde_json::to_vec(body).map_err(|_| Error::Unsendable)?);
        let mut headers = self.headers.clone().ok_or(Error::CredentialUnusable)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let (api, method) = (Api::Open, Method::POST);
        http::send(&self.client, Call { api, operation, method, url, headers, body, longest }, judge).await
    }
}

impl std::fmt::Debug for OpenApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenApi").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StudioAnswer {
    studio_id: StudioId,
    name: Option<String>,
    street: Option<String>,
    house_number: Option<String>,
    zip: Option<String>,
    city: Option<String>,
    logo_url: Option<String>,
}

#[derive(Deserialize)]
struct DeviceAnswer {
    id: Option<DeviceId>,
    name: Option<String>,
    active: Option<bool>,
    model: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActivationAnswer {
    id: Option<DeviceId>,
    access_token: String,
}

/// Trimmed; `None` when nothing is left.
pub(crate) fn text(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}
