//! What lets people in who have just come: a card for a new member, a voucher for a guest.

use domain::{CustomerId, Identification, Redacted};
use serde::{Deserialize, Serialize};

use super::{LONGEST_BODY, OpenApi, text};
use crate::answer::Answer;
use crate::error::Error;

/// What became of linking a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardLink {
    /// It opens the door for this customer now.
    Linked,
    /// The vendor does not take it, most likely because it is somebody's already.
    Taken,
}

/// A check-in voucher and who uses it, for [`OpenApi::redeem_check_in_voucher`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckInVoucher {
    /// Its code.
    pub code: Redacted<String>,
    /// First name.
    pub first_name: Redacted<String>,
    /// Surname.
    pub last_name: Redacted<String>,
    /// E-mail address.
    pub email: Redacted<String>,
}

impl OpenApi {
    /// Gives a customer a card (`POST /v1/customers/{customerId}/access-mediums`). Needs the right
    /// `CUSTOMER_ACCESS_MEDIUM_WRITE`. Anything but a card's number is [`Error::Unsendable`].
    ///
    /// The number is sent in the form it has: the request names none, so it must be the studio's.
    ///
    /// How the vendor says that a card is taken is not published. It is told by 409, or by a 400 whose
    /// code speaks of something that is there, in use or not unique; any other refusal is an error.
    pub async fn link_card(&self, customer: CustomerId, card: &Identification) -> Result<CardLink, Error> {
        let value = match card {
            Identification::Number { value, .. } => value,
            Identification::QrCode(_)
            | Identification::Barcode(_)
            | Identification::Pin(_)
            | Identification::WalletPass(_) => return Err(Error::Unsendable),
        };
        let url = self.endpoint.at(&format!("/v1/customers/{customer}/access-mediums"));
        let body = MediumBody { kind: "CARD_NUMBER", value };
        match self.post_up_to(LONGEST_BODY, "link card", url, &body, Answer::done).await {
            Ok(()) => Ok(CardLink::Linked),
            Err(Error::Status(refusal))
                if refusal.status == 409 || refusal.status == 400 && is_taken(refusal.code()) =>
            {
                Ok(CardLink::Taken)
            }
            Err(error) => Err(error),
        }
    }

    /// Redeems a check-in voucher and returns the code that lets its user in
    /// (`POST /v1/checkin-vouchers/redeem`). Needs the right `CHECKIN_VOUCHER_WRITE`.
    ///
    /// The call has no identity of its own: one whose outcome is unknown
    /// ([`outcome`](crate::outcome)) may have used the voucher up.
    pub async fn redeem_check_in_voucher(&self, voucher: &CheckInVoucher) -> Result<Redacted<String>, Error> {
        let body = VoucherBody {
            voucher_code: voucher.code.expose().trim(),
            firstname: voucher.first_name.expose(),
            lastname: voucher.last_name.expose(),
            email: voucher.email.expose(),
        };
        let url = self.endpoint.at("/v1/checkin-vouchers/redeem");
        self.post_up_to(LONGEST_BODY, "redeem check-in voucher", url, &body, |answer| {
            let garbled = Error::Garbled { status: answer.status };
            let found: RedeemedAnswer = answer.json()?;
            text(Some(found.studio_access_code)).map(Redacted::new).ok_or(garbled)
        })
        .await
    }
}

fn is_taken(code: Option<&str>) -> bool {
    let code = code.unwrap_or_default().to_ascii_uppercase();
    ["ALREADY", "EXIST", "UNIQUE", "DUPLICATE", "TAKEN", "IN_USE", "ASSIGNED", "CONFLICT"]
        .iter()
        .any(|word| code.contains(word) && !code.contains("NOT_EXIST") && !code.contains("NOT_ASSIGNED"))
}

#[derive(Serialize)]
struct MediumBody<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VoucherBody<'a> {
    voucher_code: &'a str,
    firstname: &'a str,
    lastname: &'a str,
    email: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedeemedAnswer {
    studio_access_code: String,
}
