//! Studios: where they are, what they speak and are paid in, what their legal texts are.

use domain::{CategoryId, Currency, StudioId};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::amount::{date, each, text};
use super::contract::Channel;
use super::{ConnectApi, LONGEST_LIST};
use crate::answer::Answer;
use crate::error::Error;

/// A studio of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudioEntry {
    /// The vendor's number for it.
    pub id: StudioId,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: StudioAddress,
    /// What it is paid in, if that is a currency known here.
    pub currency: Option<Currency>,
    /// The name of its time zone: `Europe/Berlin`.
    pub zone: Option<String>,
    /// Before this day no contract may start.
    pub opening: Option<Date>,
    /// From this day on it is closed, for good or for a while.
    pub closing: Option<Date>,
    /// Whether contracts can be signed online, if the vendor says.
    pub has_offers: Option<bool>,
    /// Whether trial sessions can be booked online, if the vendor says.
    pub trial_bookable: Option<bool>,
    /// What the trial session is called.
    pub trial_name: Option<String>,
}

/// A studio and what only its own page tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudioDetails {
    /// What the list of studios tells as well.
    pub studio: StudioEntry,
    /// The language it starts in: `de_DE`.
    pub locale: Option<String>,
    /// Whether members are rewarded for bringing others.
    pub referral_program: bool,
    /// For questions.
    pub email: Option<String>,
    /// For questions.
    pub phone: Option<String>,
    /// Imprint, privacy, terms, revocation: one for each language there is.
    pub legal: Vec<LegalText>,
}

/// Where a studio is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudioAddress {
    /// Without the number.
    pub street: Option<String>,
    /// House number.
    pub house_number: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or province.
    pub province: Option<String>,
    /// ISO 3166-1 alpha-2: `DE`. Decides what a contract has to ask.
    pub country: Option<String>,
}

/// A legal text of the studio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalText {
    /// Which of the legal texts it is.
    pub kind: LegalKind,
    /// Its language (`de_DE`); `None` when there is one for all.
    pub locale: Option<String>,
    /// Where it is, or itself.
    pub content: LegalContent,
}

/// Which legal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegalKind {
    /// `IMPRINT`
    Imprint,
    /// `PRIVACY`
    Privacy,
    /// `TERMS_AND_CONDITIONS`
    Terms,
    /// `REVOCATION`
    Revocation,
    /// One published after this program was built.
    Other,
}

/// A legal text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegalContent {
    /// `EXTERNAL_URL`: its address. Unchecked.
    Link(String),
    /// `TEXT`
    Text(String),
}

/// Something a studio writes about (`ConnectApiStudioCommunicationConfigurationDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageCategory {
    /// Its number, for [`Preference`](super::Preference).
    pub id: CategoryId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// How it can be written about. Channels that are not known here are left out.
    pub channels: Vec<ChannelDefault>,
}

/// What holds for a channel unless the member says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelDefault {
    /// Which channel.
    pub channel: Channel,
    /// Whether it is used.
    pub active: bool,
    /// Whether the member may say otherwise.
    pub overridable: bool,
}

impl ConnectApi {
    /// The chain's studios, in the vendor's order (`GET /connect/v2/studio`).
    pub async fn studios(&self) -> Result<Vec<StudioEntry>, Error> {
        let judge = |answer: Answer| {
            let list: Vec<Box<RawValue>> = answer.json()?;
            Ok(each(Some(&list)).map(StudioAnswer::entry).collect())
        };
        self.get_up_to(LONGEST_LIST, "studios", self.at("/connect/v2/studio"), None, judge).await
    }

    /// One studio (`GET /connect/v2/studio/details/{studioId}`).
    pub async fn studio(&self, studio: StudioId) -> Result<StudioDetails, Error> {
        self.hear_studio(studio).await.map(|heard| heard.said)
    }

    /// What the studio writes about, every message category there is
    /// (`GET /connect/v1/studio/{studioId}/communication-settings`).
    ///
    /// A category that cannot be read fails the answer: preferences are complete or not sent at all.
    pub async fn message_categories(&self, studio: StudioId) -> Result<Vec<MessageCategory>, Error> {
        self.hear_message_categories(studio).await.map(|heard| heard.said)
    }
}

pub(super) fn categories(answer: Answer) -> Result<Vec<MessageCategory>, Error> {
    let list: Vec<CategoryAnswer> = answer.json()?;
    Ok(list.into_iter().map(CategoryAnswer::read).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StudioAnswer {
    id: StudioId,
    studio_name: String,
    address: Option<AddressAnswer>,
    currency_code: Option<String>,
    zone_id: Option<Value>,
    opening_date: Option<String>,
    closing_date: Option<String>,
    has_rate_bundles: Option<bool>,
    trial_session_bookable: Option<bool>,
    trial_session_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DetailsAnswer {
    default_locale: Option<String>,
    referral_program_active: Option<bool>,
    studio_email: Option<String>,
    studio_phone: Option<String>,
    central_legal_links: Option<Vec<Box<RawValue>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddressAnswer {
    street: Option<String>,
    house_number: Option<String>,
    zip_code: Option<String>,
    city: Option<String>,
    province: Option<String>,
    country_code: Option<String>,
    country_code_alpha2: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LegalAnswer {
    central_legal_link_document_type: Option<String>,
    content: Option<String>,
    legal_link_type: Option<String>,
    contents: Option<Vec<LocaleAnswer>>,
    legal_link_types: Option<Vec<LocaleAnswer>>,
}

#[derive(Deserialize)]
struct LocaleAnswer {
    locale: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CategoryAnswer {
    message_category: CategoryNameAnswer,
    communication_channels: Option<Vec<Box<RawValue>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CategoryNameAnswer {
    database_id: CategoryId,
    name: Option<String>,
    public_description: Option<String>,
    short_description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChannelAnswer {
    communication_channel: String,
    active: Option<bool>,
    customer_overridable: Option<bool>,
}

impl StudioAnswer {
    fn entry(self) -> StudioEntry {
        // Published as an object with all of the zone's rules; the plain name is taken as well.
        let zone = match self.zone_id {
            Some(Value::String(name)) => Some(name),
            Some(Value::Object(mut zone)) => match zone.remove("id") {
                Some(Value::String(name)) => Some(name),
                _ => None,
            },
            _ => None,
        };
        StudioEntry {
            id: self.id,
            name: self.studio_name,
            address: self.address.map(AddressAnswer::read).unwrap_or_default(),
            currency: self.currency_code.as_deref().and_then(Currency::parse),
            zone: text(zone),
            opening: date(self.opening_date.as_deref()),
            closing: date(self.closing_date.as_deref()),
            has_offers: self.has_rate_bundles,
            trial_bookable: self.trial_session_bookable,
            trial_name: text(self.trial_session_name),
        }
    }
}

impl AddressAnswer {
    fn read(self) -> StudioAddress {
        let alpha2 = |code: String| (code.len() == 2).then(|| code.to_ascii_uppercase());
        StudioAddress {
            street: text(self.street),
            house_number: text(self.house_number),
            zip: text(self.zip_code),
            city: text(self.city),
            province: text(self.province),
            country: text(self.country_code_alpha2)
                .and_then(alpha2)
                .or_else(|| text(self.country_code).and_then(alpha2)),
        }
    }
}

/// The same object is read twice: what every studio has, and what stands here only.
pub(super) fn details(answer: Answer) -> Result<StudioDetails, Error> {
    let status = answer.status;
    let raw: Box<RawValue> = answer.json()?;
    let garbled = |_| Error::Garbled { status };
    let studio: StudioAnswer = serde_json::from_str(raw.get()).map_err(garbled)?;
    let more: DetailsAnswer = serde_json::from_str(raw.get()).map_err(garbled)?;
    Ok(StudioDetails {
        studio: studio.entry(),
        locale: text(more.default_locale),
        referral_program: more.referral_program_active.unwrap_or_default(),
        email: text(more.studio_email),
        phone: text(more.studio_phone),
        legal: each(more.central_legal_links.as_deref()).flat_map(LegalAnswer::texts).collect(),
    })
}

impl LegalAnswer {
    /// One for each language, or the one for all where there are none.
    fn texts(self) -> Vec<LegalText> {
        let kind = match self.central_legal_link_document_type.as_deref() {
            Some("IMPRINT") => LegalKind::Imprint,
            Some("PRIVACY") => LegalKind::Privacy,
            Some("TERMS_AND_CONDITIONS") => LegalKind::Terms,
            Some("REVOCATION") => LegalKind::Revocation,
            _ => LegalKind::Other,
        };
        let types = self.legal_link_types.unwrap_or_default();
        let one = |locale: Option<String>, content: Option<String>| {
            let own = types.iter().find(|one| one.locale == locale).and_then(|one| one.value.as_deref());
            let content = legal_content(own.or(self.legal_link_type.as_deref()), text(content)?);
            Some(LegalText { kind, locale: text(locale), content })
        };
        let contents = self.contents.unwrap_or_default().into_iter();
        let each: Vec<_> = contents.filter_map(|content| one(content.locale, content.value)).collect();
        if each.is_empty() { one(None, self.content).into_iter().collect() } else { each }
    }
}

/// A kind that is not known, or not said, is told by the content.
fn legal_content(kind: Option<&str>, content: String) -> LegalContent {
    let link = match kind {
        Some("EXTERNAL_URL") => true,
        Some("TEXT") => false,
        _ => content.starts_with("https://") || content.starts_with("http://"),
    };
    if link { LegalContent::Link(content) } else { LegalContent::Text(content) }
}

impl CategoryAnswer {
    fn read(self) -> MessageCategory {
        let channel = |one: ChannelAnswer| {
            Some(ChannelDefault {
                channel: Channel::of(&one.communication_channel)?,
                active: one.active.unwrap_or_default(),
                overridable: one.customer_overridable.unwrap_or_default(),
            })
        };
        let category = self.message_category;
        MessageCategory {
            id: category.database_id,
            name: text(category.name).unwrap_or_default(),
            description: text(category.public_description).or_else(|| text(category.short_description)),
            channels: each(self.communication_channels.as_deref()).filter_map(channel).collect(),
        }
    }
}
