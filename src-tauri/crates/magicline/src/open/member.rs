//! Members, as far as the door needs them: one by what was held to a reader, or all of them slice by slice.

use domain::{
    CardFormat, ClosedDays, CredentialMark, CustomerId, Identification, Language, Redacted, Standing,
    uuid_in_qr_code,
};
use jiff::civil::Date;
use reqwest::Method;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::customer::number;
use super::{LONGEST_SLICE, OpenApi, text};
use crate::error::Error;

const MEMBER_BY: &str = "/v1/customers/by";

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
pub(super) struct MemberAnswer {
    pub(super) id: Option<CustomerId>,
    pub(super) customer_number: Option<Value>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) date_of_birth: Option<String>,
    pub(super) preferred_language: Option<LanguageAnswer>,
    pub(super) status: Option<String>,
    pub(super) access_refusal: Option<bool>,
    pub(super) access_restrictions: Option<Vec<DaysAnswer>>,
    pub(super) idle_periods: Option<Vec<DaysAnswer>>,
    pub(super) card_numbers: Option<Vec<String>>,
    pub(super) access_mediums: Option<Vec<MediumAnswer>>,
    pub(super) uuid: Option<String>,
    pub(super) image_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DaysAnswer {
    pub(super) start_date: Option<String>,
    pub(super) end_date: Option<String>,
    pub(super) reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MediumAnswer {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LanguageAnswer {
    pub(super) language_code: Option<String>,
    pub(super) country_code: Option<String>,
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
            number: Redacted::new(number(self.customer_number)),
            date_of_birth: Redacted::new(self.date_of_birth.and_then(|date| date.parse().ok())),
            language: self.preferred_language.and_then(LanguageAnswer::spoken),
        })
    }

    pub(super) fn standing(&self) -> Standing {
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
    pub(super) fn days(&self) -> ClosedDays {
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
