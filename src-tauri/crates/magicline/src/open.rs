mod customer;
mod medium;
mod person;

use std::time::Instant;

use domain::{
    CardFormat, ClosedDays, CredentialMark, CustomerId, DeviceId, DeviceModel, Identification, Language,
    Redacted, Standing, StudioId, uuid_in_qr_code,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method};
use secrecy::SecretString;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::answer::Answer;
use crate::endpoint::{Api, Endpoint};
use crate::error::Error;
use crate::http::{self, Call, Http, LONGEST_BODY};
use crate::logo::{self, Logo};
use crate::secret::{self, ApiKey};

pub use customer::{Contract, Customer, Search};
pub use medium::{CardLink, CheckInVoucher};
pub use person::{Balance, Key, Pause, Person, Visit, VisitSlice};

const STUDIO: &str = "/v1/studios/information";
const MEMBER_BY: &str = "/v1/customers/by";

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

/// As much of a member as a greeting and the door need. Nothing else of the answer is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The vendor's number for the member.
    pub id: CustomerId,
    /// First name.
    pub first_name: Redacted<Option<String>>,
    /// Surname.
    pub last_name: Redacted<Option<String>>,
    /// The number the member goes by.
    pub number: Redacted<Option<String>>,
    /// Date of birth.
    pub date_of_birth: Redacted<Option<Date>>,
    /// The preferred language, if the vendor also answers in it.
    pub language: Option<Language>,
    /// Whether the record lets the member in.
    pub standing: Standing,
    /// What the member can be known by at a reader, each once.
    pub marks: Vec<CredentialMark>,
}

/// Some of a studio's members, in the vendor's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSlice {
    /// The members.
    pub members: Vec<Member>,
    /// Where the next slice starts, for [`OpenApi::members`]; `None` after the last one.
    pub next: Option<String>,
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
        // The answer spells card numbers as it was asked to, and in decimal when nothing was said.
        let mut spelled = CardFormat::Decimal;
        match identification {
            Identification::Number { value, format } => {
                spelled = *format;
                url.query_pairs_mut()
                    .append_pair("cardNumber", value)
                    .append_pair("cardNumberFormat", format.vendor());
            }
            Identification::QrCode(content) => {
                let Some(uuid) = uuid_in_qr_code(content) else { return Ok(None) };
                url.query_pairs_mut().append_pair("qrCodeUuid", &uuid);
            }
            Identification::Barcode(content) => {
                url.query_pairs_mut().append_pair("barcode", content);
            }
            Identification::Pin(_) | Identification::WalletPass(_) => return Ok(None),
        }
        self.call("member", Method::GET, url, |answer| {
            if answer.status == 404 && !answer.is_page() {
                return Ok(None);
            }
            let garbled = Error::Garbled { status: answer.status };
            // The specification demands a number: without one this is not a member.
            answer.json::<MemberAnswer>()?.member(spelled).map(Some).ok_or(garbled)
        })
        .await
    }

    /// Some of the studio's members: those behind `after`, which is the [`MemberSlice::next`] of the
    /// slice before, or the first ones. Needs the right `CUSTOMER_READ`. Prospects and former members
    /// are not listed.
    ///
    /// `size` is brought into the vendor's bounds, 50 to 500. A record without a number is left out:
    /// nobody could tell whose it is. A slice that leads nowhere new is [`Error::Garbled`], because
    /// whoever followed it would ask for ever.
    pub async fn members(&self, after: Option<&str>, size: u16) -> Result<MemberSlice, Error> {
        let spelled = CardFormat::Decimal;
        let mut url = self.endpoint.at("/v1/customers");
        url.query_pairs_mut()
            .append_pair("sliceSize", &size.clamp(50, 500).to_string())
            .append_pair("customerStatus", "MEMBER")
            .append_pair("cardNumberFormat", spelled.vendor())
            .extend_pairs(after.map(|after| ("offset", after)));
        self.call_up_to(LONGEST_SLICE, "members", Method::GET, url, |answer| {
            let garbled = Error::Garbled { status: answer.status };
            let found: SliceAnswer = answer.json()?;
            let next = found.has_next.then_some(found.offset);
            if next.as_deref().is_some_and(|next| next.trim().is_empty() || after == Some(next)) {
                return Err(garbled);
            }
            let members = found.result.into_iter().filter_map(|member| member.member(spelled)).collect();
            Ok(MemberSlice { members, next })
        })
        .await
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SliceAnswer {
    result: Vec<MemberAnswer>,
    has_next: bool,
    offset: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MemberAnswer {
    id: Option<CustomerId>,
    customer_number: Option<Value>,
    first_name: Option<String>,
    last_name: Option<String>,
    date_of_birth: Option<String>,
    preferred_language: Option<LanguageAnswer>,
    status: Option<String>,
    access_refusal: Option<bool>,
    access_restrictions: Option<Vec<DaysAnswer>>,
    idle_periods: Option<Vec<DaysAnswer>>,
    card_numbers: Option<Vec<String>>,
    access_mediums: Option<Vec<MediumAnswer>>,
    uuid: Option<String>,
    image_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DaysAnswer {
    start_date: Option<String>,
    end_date: Option<String>,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct MediumAnswer {
    #[serde(rename = "type")]
    kind: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LanguageAnswer {
    language_code: Option<String>,
    country_code: Option<String>,
}

impl MemberAnswer {
    /// What is kept of the record, whose card numbers are spelled in `spelled`.
    fn member(self, spelled: CardFormat) -> Option<Member> {
        Some(Member {
            id: self.id?,
            standing: self.standing(),
            marks: self.marks(spelled),
            first_name: Redacted::new(text(self.first_name)),
            last_name: Redacted::new(text(self.last_name)),
            number: Redacted::new(customer::number(self.customer_number)),
            date_of_birth: Redacted::new(self.date_of_birth.and_then(|date| date.parse().ok())),
            language: self.preferred_language.and_then(LanguageAnswer::spoken),
        })
    }

    fn standing(&self) -> Standing {
        let closed = self.access_restrictions.iter().chain(&self.idle_periods).flatten();
        Standing {
            member: self.status.as_deref() == Some("MEMBER"),
            // The specification demands it. A record that leaves it out says nothing for the member.
            blocked: self.access_refusal.unwrap_or(true),
            closed: closed.map(DaysAnswer::days).collect(),
        }
    }

    fn marks(&self, spelled: CardFormat) -> Vec<CredentialMark> {
        let card = |number: &String| {
            CredentialMark::of(&Identification::Number { value: number.clone(), format: spelled })
        };
        let cards = self.card_numbers.iter().flatten().filter_map(card);
        let media = self.access_mediums.iter().flatten().filter_map(|medium| medium.mark(spelled));
        let uuid = self.uuid.as_deref().and_then(CredentialMark::of_uuid);
        let mut marks = Vec::new();
        for mark in cards.chain(media).chain(uuid) {
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
        marks
    }
}

impl DaysAnswer {
    /// A date that cannot be read leaves its side open: rather closed for too long than not at all.
    fn days(&self) -> ClosedDays {
        let day = |text: &Option<String>| text.as_deref().and_then(|day| day.trim().parse().ok());
        ClosedDays { from: day(&self.start_date), to: day(&self.end_date) }
    }
}

impl MediumAnswer {
    fn mark(&self, spelled: CardFormat) -> Option<CredentialMark> {
        let value = self.value.as_deref()?;
        match self.kind.as_deref()? {
            // That the form asked for holds for these too is published for `cardNumbers` alone. Read
            // in the wrong one, a number could be somebody else's; in decimal, both readings agree.
            "CARD_NUMBER" if spelled == CardFormat::Decimal => CredentialMark::of_card_number(value),
            "PIN" => CredentialMark::of_pin(value),
            "BARCODE" => CredentialMark::of_barcode(value),
            "WALLET_PASS" => CredentialMark::of_wallet_pass(value),
            _ => None,
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

/// Trimmed; `None` when nothing is left.
pub(crate) fn text(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}
