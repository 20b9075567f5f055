//! People who might become members, and how they came.

use domain::{CampaignId, LeadId, Redacted, ReferralId, StudioId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use url::Url;
use uuid::Uuid;

use super::amount::{each, text};
use super::contract::{Prospect, exposed};
use super::{ConnectApi, body};
use crate::error::Error;

/// Somebody the studio may write or call, for [`create_lead`](ConnectApi::create_lead). `Serialize`
/// writes the desk's own form, in the open: only an encrypted store may hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRequest {
    /// The studio.
    pub studio: StudioId,
    /// Who might become a member.
    pub prospect: Prospect,
    /// For the studio, at most 1000 characters.
    #[serde(with = "exposed")]
    pub notes: Redacted<Option<String>>,
    /// Which campaign brought them (`sourceCampaignId`).
    pub campaign: Option<CampaignId>,
    /// Language and country: `de_DE`.
    pub locale: Option<String>,
}

/// A lead in the vendor's system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadMade {
    /// Its number there.
    pub id: LeadId,
    /// The number the prospect goes by.
    pub customer_number: Redacted<Option<String>>,
    /// For booking or signing later as the same person
    /// ([`Applicant::lead`](super::Applicant::lead)).
    pub uuid: Redacted<Option<Uuid>>,
}

/// A way of having heard of the studio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Its number.
    pub id: ReferralId,
    /// What the studio calls it.
    pub name: String,
}

/// A marketing campaign of the studio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its number.
    pub id: CampaignId,
    /// What the studio calls it.
    pub name: String,
}

impl ConnectApi {
    /// Makes a lead (`POST /connect/v1/lead`). The call has no identity of its own: one whose outcome
    /// is unknown ([`outcome`](crate::outcome)) may have made one.
    pub async fn create_lead(&self, request: &LeadRequest) -> Result<LeadMade, Error> {
        let url = self.at("/connect/v1/lead");
        let judge = |answer: crate::answer::Answer| answer.json().map(LeadAnswer::read);
        self.post("create lead", url, &body::lead(request), None, judge).await
    }

    /// The ways of having heard of the studio (`GET /connect/v1/referral`).
    pub async fn referrals(&self, studio: StudioId) -> Result<Vec<Referral>, Error> {
        let url = self.of_studio("/connect/v1/referral", studio);
        self.get("referrals", url, None, |answer| {
            let list: Vec<Box<RawValue>> = answer.json()?;
            let read = |one: ReferralAnswer| Referral { id: one.id, name: one.kind };
            Ok(each(Some(&list)).map(read).collect())
        })
        .await
    }

    /// The studio's marketing campaigns (`GET /connect/v1/campaign`).
    pub async fn campaigns(&self, studio: StudioId) -> Result<Vec<Campaign>, Error> {
        let url = self.of_studio("/connect/v1/campaign", studio);
        self.get("campaigns", url, None, |answer| {
            let list: Vec<Box<RawValue>> = answer.json()?;
            let read = |one: CampaignAnswer| Campaign { id: one.id, name: one.name };
            Ok(each(Some(&list)).map(read).collect())
        })
        .await
    }

    pub(super) fn of_studio(&self, path: &str, studio: StudioId) -> Url {
        let mut url = self.at(path);
        url.query_pairs_mut().append_pair("studioId", &studio.to_string());
        url
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeadAnswer {
    id: LeadId,
    customer_number: Option<String>,
    uuid: Option<String>,
}

impl LeadAnswer {
    pub fn read(self) -> LeadMade {
        LeadMade {
            id: self.id,
            customer_number: Redacted::new(text(self.customer_number)),
            uuid: Redacted::new(self.uuid.and_then(|uuid| Uuid::parse_str(uuid.trim()).ok())),
        }
    }
}

#[derive(Deserialize)]
struct ReferralAnswer {
    id: ReferralId,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct CampaignAnswer {
    id: CampaignId,
    name: String,
}
