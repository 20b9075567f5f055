use std::time::Instant;

use domain::{DeviceId, DeviceModel, Identification, Language, Redacted};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use crate::answer::Answer;
use crate::endpoint::{self, Api, Endpoint};
use crate::error::Error;
use crate::http::{self, Call, Http, LONGEST_BODY};
use crate::logo::{self, Logo};
use crate::secret::{self, ApiKey};

const STUDIO: &str = "/v1/studios/information";
const MEMBER_BY: &str = "/v1/customers/by";

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
    pub studio_id: i64,
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

/// As much of a member as a greeting needs. Nothing else of the answer is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// First name.
    pub first_name: Redacted<Option<String>>,
    /// Date of birth.
    pub date_of_birth: Redacted<Option<Date>>,
    /// The preferred language, if the vendor also answers in it.
    pub language: Option<Language>,
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

    /// Looks a member up by what was held to the reader. Needs the right `CUSTOMER_READ`.
    ///
    /// `None`, without asking, for what the vendor cannot be asked by: PIN, wallet pass, and a QR
    /// code that is not JSON with a `uuid`.
    pub async fn member_by(&self, identification: &Identification) -> Result<Option<Member>, Error> {
        let mut url = self.endpoint.at(MEMBER_BY);
        match identification {
            Identification::Number { value, format } => {
                url.query_pairs_mut()
                    .append_pair("cardNumber", value)
                    .append_pair("cardNumberFormat", format.vendor());
            }
            Identification::QrCode(content) => {
                let Some(uuid) = uuid_in(content) else { return Ok(None) };
                url.query_pairs_mut().append_pair("qrCodeUuid", &uuid);
            }
            Identification::Barcode(content) => {
                url.query_pairs_mut().append_pair("barcode", content);
            }
            Identification::Pin(_) | Identification::WalletPass(_) => return Ok(None),
        }
        let found: Option<MemberAnswer> = self
            .call("member", Method::GET, url, |answer| {
                if answer.status == 404 && !answer.is_page() {
                    return Ok(None);
                }
                answer.json().map(Some)
            })
            .await?;
        Ok(found.map(Member::from))
    }

    /// Whether the key carries the right to look members up, asked with a customer number that
    /// nobody can have.
    pub async fn may_look_members_up(&self) -> Result<bool, Error> {
        let mut url = self.endpoint.at(MEMBER_BY);
        url.query_pairs_mut().append_pair("customerNumber", "portico-nobody");
        self.call("may look members up", Method::GET, url, |answer| match answer.status {
            403 if !answer.is_page() => Ok(false),
            400 | 404 if !answer.is_page() => Ok(true),
            _ => answer.json::<IgnoredAny>().map(|_| true),
        })
        .await
    }

    /// Fetches the studio's logo, at most 512 KiB, from where [`Studio::logo_url`] says. The key
    /// is not sent there, since it is not an address of the vendor's API.
    pub async fn logo(&self, url: &str) -> Result<Logo, Error> {
        let url = Url::parse(url).map_err(|_| Error::Unsendable)?;
        let loopback = endpoint::check(&url).map_err(|_| Error::Unsendable)?;
        let call = Call {
            api: Api::Open,
            operation: "logo",
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
            longest: logo::LONGEST,
        };
        http::send(&self.http.at(loopback), call, |answer| {
            let status = answer.status;
            // A picture server's refusal is none of the vendor's, whatever it looks like.
            if !(200..=299).contains(&status) {
                return Err(Error::NotTheVendor { status });
            }
            Logo::recognise(answer.whole()?).ok_or(Error::Garbled { status })
        })
        .await
    }

    async fn call<T>(
        &self,
        operation: &'static str,
        method: Method,
        url: Url,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let headers = self.headers.clone().ok_or(Error::CredentialUnusable)?;
        let longest = LONGEST_BODY;
        let call = Call { api: Api::Open, operation, method, url, headers, body: None, longest };
        http::send(&self.client, call, judge).await
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
    studio_id: i64,
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MemberAnswer {
    // Required by the specification and otherwise unused: without it this is not a member.
    #[serde(rename = "id")]
    _id: i64,
    first_name: Option<String>,
    date_of_birth: Option<String>,
    preferred_language: Option<LanguageAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LanguageAnswer {
    language_code: Option<String>,
    country_code: Option<String>,
}

impl From<MemberAnswer> for Member {
    fn from(found: MemberAnswer) -> Self {
        Self {
            first_name: Redacted::new(text(found.first_name)),
            date_of_birth: Redacted::new(found.date_of_birth.and_then(|date| date.parse().ok())),
            language: found.preferred_language.and_then(|language| language.spoken()),
        }
    }
}

impl LanguageAnswer {
    fn spoken(self) -> Option<Language> {
        let language = self.language_code?;
        self.country_code
            .and_then(|country| Language::exact(&format!("{language}-{country}")))
            .or_else(|| Language::exact(&language))
    }
}

fn text(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// The `uuid` of a member's QR code (Device API, `QrCodeContent`).
fn uuid_in(content: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct QrCode {
        uuid: String,
    }
    let QrCode { uuid } = serde_json::from_str(content).ok()?;
    let parts = uuid.split('-').map(|p| p.bytes().all(|b| b.is_ascii_hexdigit()).then_some(p.len()));
    parts.eq([8, 4, 4, 4, 12].map(Some)).then_some(uuid)
}
