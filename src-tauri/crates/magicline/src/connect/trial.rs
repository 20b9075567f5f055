//! Trial sessions: free slots, what has to be filled in, booking one.

use domain::{CampaignId, Language, Redacted, ReferralId, StudioId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::amount::{count, each, text};
use super::contract::{Prospect, exposed};
use super::lead::{LeadAnswer, LeadMade};
use super::{ConnectApi, body};
use crate::answer::Answer;
use crate::error::Error;

/// What can be booked (`ConnectApiBookableItemDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialSlots {
    /// What the session is called.
    pub name: Option<String>,
    /// What it is like.
    pub description: Option<String>,
    /// Whether the prospect may go without a trainer; otherwise there must be one.
    pub trainer_optional: bool,
    /// When it can be had, in the vendor's order.
    pub slots: Vec<Slot>,
}

/// A time at which a session can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The start as the vendor wrote it, to be sent back with not a character changed.
    pub start: String,
    /// The same as a point in time.
    pub starts_at: Timestamp,
    /// The end, if the vendor says.
    pub ends_at: Option<Timestamp>,
}

/// What the studio wants filled in for a session (`ConnectApiTrialSessionLeadConfigDto`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialConfig {
    /// First and last name. The booking demands them all the same.
    pub name: FieldMode,
    /// E-mail address.
    pub email: FieldMode,
    /// Telephone number.
    pub phone: FieldMode,
    /// Date of birth; mandatory where there is a [`TrialConfig::minimum_age`].
    pub birth_date: FieldMode,
    /// Place of birth.
    pub birth_place: FieldMode,
    /// Gender.
    pub gender: FieldMode,
    /// Tax number.
    pub tax_id: FieldMode,
    /// The whole address.
    pub address: FieldMode,
    /// The postal code alone.
    pub zip: FieldMode,
    /// In years.
    pub minimum_age: Option<u32>,
}

/// Whether something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldMode {
    /// `INACTIVE`: not shown.
    Hidden,
    /// `OPTIONAL`, and whatever was published after this program was built.
    Optional,
    /// `MANDATORY`
    Mandatory,
}

/// A session to be booked, for [`book_trial`](ConnectApi::book_trial). `Serialize` writes the desk's
/// own form, in the open: only an encrypted store may hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialRequest {
    /// The studio.
    pub studio: StudioId,
    /// [`Slot::start`].
    pub start: String,
    /// With a trainer. Must be, unless [`TrialSlots::trainer_optional`].
    pub with_trainer: bool,
    /// Who comes.
    pub prospect: Prospect,
    /// Who they are already, as a lead (`customerUUID`).
    #[serde(with = "exposed")]
    pub lead: Redacted<Option<Uuid>>,
    /// For the studio, at most 300 characters.
    #[serde(with = "exposed")]
    pub note: Redacted<Option<String>>,
    /// How many come.
    pub participants: Option<u32>,
    /// How they heard of the studio (`referrerId`).
    pub referral: Option<ReferralId>,
    /// Which campaign brought them (`sourceCampaignId`).
    pub campaign: Option<CampaignId>,
    /// The code of the member who brought them.
    #[serde(with = "exposed")]
    pub referral_code: Redacted<Option<String>>,
}

/// What became of a booking that the vendor answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booking {
    /// It is booked, for this prospect.
    Booked(LeadMade),
    /// `CONFLICT`: the slot is gone. Ask for the free ones anew.
    SlotTaken,
    /// `TRIALSESSION_ALREADY_BOOKED`: this prospect has one.
    AlreadyBooked,
    /// `ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION`
    ActiveMember,
}

impl ConnectApi {
    /// The free slots from one day to another, both included (`GET /connect/v1/trialsession`). One
    /// whose time cannot be read is left out.
    pub async fn trial_slots(
        &self,
        studio: StudioId,
        from: Date,
        to: Date,
        language: Language,
    ) -> Result<TrialSlots, Error> {
        let mut url = self.of_studio("/connect/v1/trialsession", studio);
        url.query_pairs_mut()
            .append_pair("startDate", &from.to_string())
            .append_pair("endDate", &to.to_string());
        let judge = |answer: Answer| answer.json().map(SlotsAnswer::read);
        self.get("trial slots", url, Some(language), judge).await
    }

    /// What the studio wants filled in (`GET /connect/v1/trialsession/config/validation`).
    pub async fn trial_config(&self, studio: StudioId) -> Result<TrialConfig, Error> {
        let url = self.of_studio("/connect/v1/trialsession/config/validation", studio);
        self.get("trial config", url, None, |answer| answer.json().map(ConfigAnswer::read)).await
    }

    /// Books a session (`POST /connect/v1/trialsession/book`). The call has no identity of its own:
    /// one whose outcome is unknown ([`outcome`](crate::outcome)) may have booked one.
    pub async fn book_trial(&self, request: &TrialRequest) -> Result<Booking, Error> {
        let url = self.at("/connect/v1/trialsession/book");
        let judge = |answer: Answer| answer.json().map(LeadAnswer::read);
        match self.post("book trial", url, &body::trial(request), None, judge).await {
            Ok(lead) => Ok(Booking::Booked(lead)),
            Err(Error::Status(refusal)) if (400..=499).contains(&refusal.status) => {
                if refusal.has("TRIALSESSION_ALREADY_BOOKED") {
                    Ok(Booking::AlreadyBooked)
                } else if refusal.has("ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION") {
                    Ok(Booking::ActiveMember)
                } else if refusal.has("CONFLICT") {
                    Ok(Booking::SlotTaken)
                } else {
                    Err(Error::Status(refusal))
                }
            }
            Err(error) => Err(error),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SlotsAnswer {
    name: Option<String>,
    description: Option<String>,
    booking_without_resources_allowed: Option<bool>,
    slots: Option<Vec<Box<RawValue>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SlotAnswer {
    start_date_time: String,
    end_date_time: Option<String>,
}

impl SlotsAnswer {
    fn read(self) -> TrialSlots {
        let slot = |one: SlotAnswer| {
            Some(Slot {
                starts_at: instant(&one.start_date_time)?,
                ends_at: one.end_date_time.as_deref().and_then(instant),
                start: one.start_date_time,
            })
        };
        TrialSlots {
            name: text(self.name),
            description: text(self.description),
            trainer_optional: self.booking_without_resources_allowed.unwrap_or_default(),
            slots: each(self.slots.as_deref()).filter_map(slot).collect(),
        }
    }
}

/// Both published forms: `2021-08-23T09:00:00.000Z` and
/// `2021-08-23T11:00:00.000+02:00[Europe/Berlin]`. The offset decides, not the name behind it.
fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.split('[').next()?.parse().ok()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigAnswer {
    name_mode: Option<String>,
    email_mode: Option<String>,
    telephone_mode: Option<String>,
    date_of_birth_mode: Option<String>,
    place_of_birth_mode: Option<String>,
    gender_mode: Option<String>,
    tax_id_mode: Option<String>,
    address_mode: Option<String>,
    zip_mode: Option<String>,
    #[serde(default, deserialize_with = "count")]
    minimum_age: Option<u32>,
}

impl ConfigAnswer {
    /// What is not named is not asked for.
    fn read(self) -> TrialConfig {
        let mode = |constant: Option<String>| match constant.as_deref() {
            None | Some("INACTIVE") => FieldMode::Hidden,
            Some("MANDATORY") => FieldMode::Mandatory,
            Some(_) => FieldMode::Optional,
        };
        let birth_date = mode(self.date_of_birth_mode);
        TrialConfig {
            name: mode(self.name_mode),
            email: mode(self.email_mode),
            phone: mode(self.telephone_mode),
            birth_date: if self.minimum_age.is_some() { FieldMode::Mandatory } else { birth_date },
            birth_place: mode(self.place_of_birth_mode),
            gender: mode(self.gender_mode),
            tax_id: mode(self.tax_id_mode),
            address: mode(self.address_mode),
            zip: mode(self.zip_mode),
            minimum_age: self.minimum_age,
        }
    }
}
