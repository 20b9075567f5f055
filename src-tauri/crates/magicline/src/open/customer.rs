//! Finding a customer and what they have signed: after a contract of which nobody knows whether it was
//! made.

use domain::{ContractId, CustomerId, Redacted};
use jiff::civil::Date;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{LONGEST_SLICE, OpenApi, text};
use crate::answer::Answer;
use crate::error::Error;

/// Whom to look for, for [`OpenApi::search`]. What is `None` or blank is not asked by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The vendor finds everybody whose first name starts so.
    pub first_name: Redacted<Option<String>>,
    /// The vendor finds everybody whose surname starts so.
    pub last_name: Redacted<Option<String>>,
    /// Date of birth.
    pub date_of_birth: Redacted<Option<Date>>,
    /// E-mail address.
    pub email: Redacted<Option<String>>,
}

/// A customer that was found: members, prospects and former members alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
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
    /// E-mail address.
    pub email: Redacted<Option<String>>,
    /// Whether they have contracts (`status` is `MEMBER`).
    pub member: bool,
}

/// A contract of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The vendor's number for it.
    pub id: ContractId,
    /// What it is called (`rateName`).
    pub name: Option<String>,
    /// The day it was made.
    pub created: Option<Date>,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day, where there is one.
    pub end: Option<Date>,
    /// Whether the vendor calls it `ACTIVE`; `None` for anything but that and `INACTIVE`.
    pub active: Option<bool>,
}

impl OpenApi {
    /// The studio's customers that match (`POST /v1/customers/search`). Needs the right
    /// `CUSTOMER_READ`. Changes nothing and may be repeated.
    ///
    /// A record without a number, or one that cannot be read, fails the answer: whoever looks for a
    /// customer must not take one that is passed over for one that is not there.
    pub async fn search(&self, search: &Search) -> Result<Vec<Customer>, Error> {
        let blank = |text: &&str| !text.trim().is_empty();
        let body = SearchBody {
            first_name: search.first_name.expose().as_deref().filter(blank),
            last_name: search.last_name.expose().as_deref().filter(blank),
            date_of_birth: *search.date_of_birth.expose(),
            email: search.email.expose().as_deref().filter(blank),
        };
        let url = self.endpoint.at("/v1/customers/search");
        self.post_up_to(LONGEST_SLICE, "search", url, &body, |answer| {
            let found: Vec<CustomerAnswer> = answer.json()?;
            Ok(found.into_iter().map(CustomerAnswer::read).collect())
        })
        .await
    }

    /// Everything a customer has signed (`GET /v1/customers/{customerId}/contracts`). Needs the right
    /// `CUSTOMER_CONTRACT_READ` or `CUSTOMER_READ`. A contract without a number fails the answer, as
    /// with [`OpenApi::search`].
    pub async fn contracts(&self, customer: CustomerId) -> Result<Vec<Contract>, Error> {
        let url = self.endpoint.at(&format!("/v1/customers/{customer}/contracts"));
        self.call_up_to(LONGEST_SLICE, "contracts", Method::GET, url, |answer: Answer| {
            let found: Vec<ContractAnswer> = answer.json()?;
            Ok(found.into_iter().map(ContractAnswer::read).collect())
        })
        .await
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomerAnswer {
    id: CustomerId,
    customer_number: Option<Value>,
    first_name: Option<String>,
    last_name: Option<String>,
    date_of_birth: Option<String>,
    email: Option<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContractAnswer {
    id: ContractId,
    rate_name: Option<String>,
    created_date: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    contract_status: Option<String>,
}

impl CustomerAnswer {
    fn read(self) -> Customer {
        Customer {
            id: self.id,
            number: Redacted::new(number(self.customer_number)),
            first_name: Redacted::new(text(self.first_name)),
            last_name: Redacted::new(text(self.last_name)),
            date_of_birth: Redacted::new(date(self.date_of_birth)),
            email: Redacted::new(text(self.email)),
            member: self.status.as_deref() == Some("MEMBER"),
        }
    }
}

impl ContractAnswer {
    fn read(self) -> Contract {
        Contract {
            id: self.id,
            name: text(self.rate_name),
            created: date(self.created_date),
            start: date(self.start_date),
            end: date(self.end_date),
            active: match self.contract_status.as_deref() {
                Some("ACTIVE") => Some(true),
                Some("INACTIVE") => Some(false),
                _ => None,
            },
        }
    }
}

/// A text by the document; a number is taken, too.
pub(super) fn number(number: Option<Value>) -> Option<String> {
    text(match number? {
        Value::String(number) => Some(number),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

pub(super) fn date(text: Option<String>) -> Option<Date> {
    text?.trim().parse().ok()
}
