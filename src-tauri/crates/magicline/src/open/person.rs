//! One member, as the team sees them at the desk: the whole record, the visits, the account, and what they
//! can be identified by.

use domain::{CardFormat, Currency, CustomerId, Identification, Money, Redacted, Standing};
use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::Method;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::customer::{date, number};
use super::member::{DaysAnswer, MemberAnswer};
use super::{OpenApi, text};
use crate::answer::Answer;
use crate::endpoint::Api;
use crate::error::Error;
use crate::logo::{self, Logo};

/// A member's record, as far as the team at the desk needs it. Addresses, accounts and whatever else the
/// answer has are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The vendor's number for them.
    pub id: CustomerId,
    /// The number they go by.
    pub number: Redacted<Option<String>>,
    /// First name.
    pub first_name: Redacted<Option<String>>,
    /// Surname.
    pub last_name: Redacted<Option<String>>,
    /// Date of birth.
    pub date_of_birth: Redacted<Option<Date>>,
    /// The vendor's word for what they are: `MEMBER`, `PROSPECT`, `FORMER_MEMBER`, or one that is new.
    pub status: Option<String>,
    /// Whether the record lets them in.
    pub standing: Standing,
    /// Restrictions and pauses with their reasons, as the studio wrote them.
    pub closed: Vec<Pause>,
    /// Where the picture lies, for [`OpenApi::person_picture`]. Unchecked, and good for 15 minutes.
    pub picture: Redacted<Option<String>>,
    /// What they can be identified by at a device, cards first. No PIN: that is the member's own.
    pub keys: Vec<Key>,
}

/// Something a member can be identified by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(pub Identification);

/// Days on which a member may not come in, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The first day; `None` when it has always been so.
    pub from: Option<Date>,
    /// The last day; `None` when no end is known.
    pub to: Option<Date>,
    /// Why, in the studio's words.
    pub reason: Redacted<Option<String>>,
    /// It is a pause of the contract, not a restriction of access.
    pub idle: bool,
}

/// A visit of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// When it began.
    pub from: Timestamp,
    /// When it ended, if it did.
    pub to: Option<Timestamp>,
}

/// Some of a member's visits, in the vendor's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitSlice {
    /// The visits.
    pub visits: Vec<Visit>,
    /// Where the next slice starts, for [`OpenApi::visits`]; `None` after the last one.
    pub next: Option<String>,
}

/// What a member has and owes. Amounts that cannot be read are missing: they are only shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What they can spend (`consumptionCredit`).
    pub credit: Redacted<Option<Money>>,
    /// The account; negative when they owe.
    pub account: Redacted<Option<Money>>,
    /// How far they are dunned, in the studio's words.
    pub dunning: Redacted<Option<String>>,
    /// What they owe was given to an agency.
    pub in_collection: bool,
}

impl OpenApi {
    /// A member's record (`GET /v1/customers/{customerId}`). Needs the right `CUSTOMER_READ`; `None` when
    /// there is no such customer.
    pub async fn person(&self, customer: CustomerId) -> Result<Option<Person>, Error> {
        let spelled = CardFormat::Decimal;
        let mut url = self.endpoint.at(&format!("/v1/customers/{customer}"));
        url.query_pairs_mut().append_pair("cardNumberFormat", spelled.vendor());
        self.call("person", Method::GET, url, |answer| one(answer, spelled)).await
    }

    /// The record of whoever goes by this number (`GET /v1/customers/by`). Needs the right `CUSTOMER_READ`.
    pub async fn person_by_number(&self, number: &Redacted<String>) -> Result<Option<Person>, Error> {
        let spelled = CardFormat::Decimal;
        let mut url = self.endpoint.at("/v1/customers/by");
        url.query_pairs_mut()
            .append_pair("customerNumber", number.expose())
            .append_pair("cardNumberFormat", spelled.vendor());
        self.call("person by number", Method::GET, url, |answer| one(answer, spelled)).await
    }

    /// A member's visits from one day to another, at most a year later: those behind `after`, which is the
    /// [`VisitSlice::next`] of the slice before, or the first ones
    /// (`GET /v1/customers/{customerId}/activities/checkins`). Needs the right `CHECKIN_READ`. A visit whose
    /// beginning cannot be read is left out. In which order they come is not published.
    pub async fn visits(
        &self,
        customer: CustomerId,
        (from, until): (Date, Date),
        after: Option<&str>,
    ) -> Result<VisitSlice, Error> {
        let mut url = self.endpoint.at(&format!("/v1/customers/{customer}/activities/checkins"));
        url.query_pairs_mut()
            .append_pair("fromDate", &from.to_string())
            .append_pair("toDate", &until.to_string())
            .append_pair("sliceSize", "50")
            .extend_pairs(after.map(|after| ("offset", after)));
        self.call("visits", Method::GET, url, |answer| {
            let found: VisitsAnswer = answer.json()?;
            let next = found.offset.filter(|next| found.has_next && !next.trim().is_empty());
            Ok(VisitSlice {
                visits: found.result.into_iter().filter_map(VisitAnswer::read).collect(),
                // One that leads nowhere new would be followed for ever.
                next: next.filter(|next| after != Some(next)),
            })
        })
        .await
    }

    /// What a member has and owes (`GET /v1/customers/{customerId}/account/balances`). Needs the right
    /// `CUSTOMER_ACCOUNT_READ`.
    pub async fn balance(&self, customer: CustomerId) -> Result<Balance, Error> {
        let url = self.endpoint.at(&format!("/v1/customers/{customer}/account/balances"));
        self.call("balance", Method::GET, url, |answer| {
            let found: BalanceAnswer = answer.json()?;
            Ok(Balance {
                credit: Redacted::new(found.consumption_credit.and_then(|amount| amount.read())),
                account: Redacted::new(found.account_balance.and_then(|amount| amount.read())),
                dunning: Redacted::new(text(found.dunning_level)),
                in_collection: found.in_debt_collection.unwrap_or(false),
            })
        })
        .await
    }

    /// A code that lets a member in at a device, whether they have a card or not
    /// (`GET /v1/customers/{customerId}/access-code`). Needs the right `CUSTOMER_READ`. It lapses. `None`
    /// where the studio gives no codes, or one in a form that no device reads.
    pub async fn access_code(&self, customer: CustomerId) -> Result<Option<Identification>, Error> {
        let url = self.endpoint.at(&format!("/v1/customers/{customer}/access-code"));
        self.call("access code", Method::GET, url, |answer| {
            if answer.status == 404 && !answer.is_page() {
                return Ok(None);
            }
            let found: CodeAnswer = answer.json()?;
            let code = text(found.content).filter(|_| found.format.as_deref() == Some("QR_CODE"));
            Ok(code.map(Identification::QrCode))
        })
        .await
    }

    /// Fetches a member's picture, at most 512 KiB, from where [`Person::picture`] says. The key is not
    /// sent there.
    pub async fn person_picture(&self, url: &Redacted<String>) -> Result<Logo, Error> {
        logo::fetch(&self.http, Api::Open, "member's picture", url.expose()).await
    }
}

fn one(answer: Answer, spelled: CardFormat) -> Result<Option<Person>, Error> {
    if answer.status == 404 && !answer.is_page() {
        return Ok(None);
    }
    let garbled = Error::Garbled { status: answer.status };
    answer.json::<MemberAnswer>()?.person(spelled).map(Some).ok_or(garbled)
}

impl MemberAnswer {
    fn person(self, spelled: CardFormat) -> Option<Person> {
        let closed = |list: &Option<Vec<DaysAnswer>>, idle| {
            let pause = move |days: &DaysAnswer| {
                let domain::ClosedDays { from, to } = days.days();
                Pause { from, to, reason: Redacted::new(text(days.reason.clone())), idle }
            };
            list.iter().flatten().map(pause).collect::<Vec<_>>()
        };
        Some(Person {
            id: self.id?,
            standing: self.standing(),
            closed: [closed(&self.access_restrictions, false), closed(&self.idle_periods, true)].concat(),
            keys: self.keys(spelled),
            number: Redacted::new(number(self.customer_number)),
            first_name: Redacted::new(text(self.first_name)),
            last_name: Redacted::new(text(self.last_name)),
            date_of_birth: Redacted::new(date(self.date_of_birth)),
            status: text(self.status),
            picture: Redacted::new(text(self.image_url)),
        })
    }

    fn keys(&self, spelled: CardFormat) -> Vec<Key> {
        let card = |number: &String| {
            let value = number.trim().to_owned();
            (!value.is_empty()).then_some(Identification::Number { value, format: spelled })
        };
        let cards = self.card_numbers.iter().flatten().filter_map(card);
        let others = self.access_mediums.iter().flatten().filter_map(|medium| {
            let value = text(medium.value.clone())?;
            match medium.kind.as_deref()? {
                "BARCODE" => Some(Identification::Barcode(value)),
                "WALLET_PASS" => Some(Identification::WalletPass(value)),
                _ => None,
            }
        });
        let mut keys = Vec::new();
        for key in cards.chain(others).map(Key) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VisitsAnswer {
    result: Vec<VisitAnswer>,
    #[serde(default)]
    has_next: bool,
    offset: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VisitAnswer {
    check_in_date_time: Option<String>,
    check_out_date_time: Option<String>,
}

impl VisitAnswer {
    fn read(self) -> Option<Visit> {
        let moment = |text: Option<String>| text?.trim().parse::<Timestamp>().ok();
        Some(Visit { from: moment(self.check_in_date_time)?, to: moment(self.check_out_date_time) })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BalanceAnswer {
    account_balance: Option<AmountAnswer>,
    consumption_credit: Option<AmountAnswer>,
    dunning_level: Option<String>,
    in_debt_collection: Option<bool>,
}

#[derive(Deserialize)]
struct AmountAnswer {
    amount: Option<Box<RawValue>>,
    currency: Option<String>,
}

impl AmountAnswer {
    fn read(self) -> Option<Money> {
        Money::parse(self.amount?.get(), Currency::parse(&self.currency?)?).ok()
    }
}

#[derive(Deserialize)]
struct CodeAnswer {
    format: Option<String>,
    content: Option<String>,
}
