//! Rate vouchers: a contract that is paid for already.

use domain::{Redacted, StudioId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::amount::{date, text};
use super::contract::{Applicant, exposed};
use super::preview::VoucherProblem;
use super::sign::refusal_of_picture;
use super::{ConnectApi, body};
use crate::answer::Answer;
use crate::error::Error;

/// What the vendor says of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateVoucherAnswer {
    /// It can be redeemed.
    Good(RateVoucher),
    /// It cannot.
    Refused(VoucherProblem),
}

/// What a rate voucher gives (`ConnectApiContractVoucherDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateVoucher {
    /// What the contract is called.
    pub name: Option<String>,
    /// How long it runs, in the vendor's words.
    pub term: Option<String>,
    /// The first day on which it can be redeemed, where there is one.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
}

/// A voucher to be redeemed, for [`redeem_rate_voucher`](ConnectApi::redeem_rate_voucher).
/// `Serialize` writes the desk's own form, in the open: only an encrypted store may hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemRequest {
    /// The studio.
    pub studio: StudioId,
    /// The voucher's code.
    #[serde(with = "exposed")]
    pub code: Redacted<String>,
    /// The first day of the contract.
    pub start: Date,
    /// The first day of use, where it comes before.
    pub pre_use: Option<Date>,
    /// Whose it is.
    pub applicant: Applicant,
}

/// A voucher that was redeemed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// The number that the new member goes by, if the vendor said.
    pub customer_number: Redacted<Option<String>>,
}

impl ConnectApi {
    /// Asks what a rate voucher gives (`GET /connect/v1/contractvoucher/{code}/validate`).
    pub async fn rate_voucher(
        &self,
        code: &Redacted<String>,
        studio: StudioId,
    ) -> Result<RateVoucherAnswer, Error> {
        let Some(mut url) = self.at_voucher(code, "validate") else {
            return Ok(RateVoucherAnswer::Refused(VoucherProblem::Unknown));
        };
        url.query_pairs_mut().append_pair("organizationUnitId", &studio.to_string());
        let judge = |answer: Answer| answer.json().map(VoucherAnswer::read);
        match self.get("rate voucher", url, None, judge).await {
            Ok(voucher) => Ok(RateVoucherAnswer::Good(voucher)),
            Err(Error::Status(refusal)) => match VoucherProblem::in_refusal(&refusal) {
                Some(problem) => Ok(RateVoucherAnswer::Refused(problem)),
                None if refusal.status == 404 || refusal.has("ENTITY_NOT_FOUND") => {
                    Ok(RateVoucherAnswer::Refused(VoucherProblem::Unknown))
                }
                None => Err(Error::Status(refusal)),
            },
            Err(error) => Err(error),
        }
    }

    /// Makes a customer and the contract that a voucher gives
    /// (`POST /connect/v1/contractvoucher/{code}/redeem`).
    ///
    /// The call has no identity of its own: one whose outcome is unknown
    /// ([`outcome`](crate::outcome)) must not be repeated before the customer was looked for. A picture that cannot
    /// be read is a refusal, as it is for [`sign`](Self::sign).
    pub async fn redeem_rate_voucher(&self, request: &RedeemRequest) -> Result<Redeemed, Error> {
        let url = self.at_voucher(&request.code, "redeem").ok_or(Error::Unsendable)?;
        let judge = |answer: Answer| {
            let found: RedeemedAnswer = answer.json()?;
            Ok(Redeemed { customer_number: Redacted::new(text(found.customer_number)) })
        };
        let redeemed = self.post("redeem rate voucher", url, &body::redemption(request), None, judge).await;
        redeemed.map_err(|error| match request.applicant.picture.expose() {
            Some(_) => refusal_of_picture(error, &request.applicant),
            None => error,
        })
    }

    /// The address of a code as somebody typed it, if it can be part of one.
    fn at_voucher(&self, code: &Redacted<String>, what: &str) -> Option<url::Url> {
        let code = code.expose().trim();
        // These would be taken for steps in the path.
        if matches!(code, "" | "." | "..") {
            return None;
        }
        let mut url = self.at("/connect/v1/contractvoucher");
        url.path_segments_mut().ok()?.push(code).push(what);
        Some(url)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VoucherAnswer {
    rate_name: Option<String>,
    rate_detail_term: Option<String>,
    validity_period: Option<PeriodAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeriodAnswer {
    start_date: Option<String>,
    end_date: Option<String>,
}

impl VoucherAnswer {
    fn read(self) -> RateVoucher {
        let period = self.validity_period.as_ref();
        RateVoucher {
            name: text(self.rate_name),
            term: text(self.rate_detail_term),
            from: date(period.and_then(|period| period.start_date.as_deref())),
            to: date(period.and_then(|period| period.end_date.as_deref())),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedeemedAnswer {
    customer_number: Option<String>,
}
