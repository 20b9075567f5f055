//! Sessions of the vendor's payment widget.

use domain::{Money, Redacted, StudioId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::ConnectApi;
use super::amount::text;
use super::offer::PaymentChoice;
use crate::answer::Answer;
use crate::device::written;
use crate::error::Error;

/// What a payment widget is to be opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSessionRequest {
    /// The studio.
    pub studio: StudioId,
    /// What is paid at once: 0 "to capture a payment instrument for future recurring payments". In the
    /// studio's currency.
    pub amount: Money,
    /// How it may be paid: [`Offer::payment_choices`](super::Offer::payment_choices).
    pub choices: Vec<PaymentChoice>,
    /// What the bank statement says.
    pub reference: Redacted<String>,
    /// [`PaymentSession::payer`] of an earlier session of the same person.
    pub payer: Redacted<Option<Uuid>>,
}

/// A session of the payment widget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSession {
    /// For the widget (`userSessionToken`).
    pub token: Redacted<String>,
    /// When it lapses, and with it the token that the widget returns.
    pub valid_until: Timestamp,
    /// Whom the payment service knows the person by (`finionPayCustomerId`).
    pub payer: Redacted<Option<Uuid>>,
}

impl ConnectApi {
    /// Opens a session of the payment widget (`POST /connect/v1/payment/user-payment-session`).
    /// Takes no money; one that nobody uses lapses.
    ///
    /// The call is not in the specification. What is sent and read is the Open API's
    /// `POST /v1/payments/user-session` for members' accounts, and the studio, which that one knows by
    /// its key.
    pub async fn payment_session(&self, request: &PaymentSessionRequest) -> Result<PaymentSession, Error> {
        let body = SessionBody {
            studio_id: request.studio,
            amount: written(request.amount)?,
            scope: "MEMBER_ACCOUNT",
            permitted_payment_choices: request.choices.iter().map(|choice| permitted(*choice)).collect(),
            reference_text: request.reference.expose(),
            finion_pay_customer_id: *request.payer.expose(),
        };
        let url = self.at("/connect/v1/payment/user-payment-session");
        self.post("payment session", url, &body, None, |answer: Answer| {
            let garbled = Error::Garbled { status: answer.status };
            answer.json::<SessionAnswer>()?.read().ok_or(garbled)
        })
        .await
    }
}

/// The widget calls a direct debit by its scheme; everything else is called the same.
const fn permitted(choice: PaymentChoice) -> &'static str {
    match choice {
        PaymentChoice::DirectDebit => "SEPA",
        PaymentChoice::Cash | PaymentChoice::BankTransfer | PaymentChoice::Card | PaymentChoice::Twint => {
            choice.vendor()
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionBody<'a> {
    studio_id: StudioId,
    amount: Box<RawValue>,
    scope: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permitted_payment_choices: Vec<&'static str>,
    reference_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    finion_pay_customer_id: Option<Uuid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionAnswer {
    token: String,
    token_valid_until: String,
    finion_pay_customer_id: Option<String>,
}

impl SessionAnswer {
    fn read(self) -> Option<PaymentSession> {
        Some(PaymentSession {
            token: Redacted::new(text(Some(self.token))?),
            valid_until: self.token_valid_until.trim().parse().ok()?,
            payer: Redacted::new(
                self.finion_pay_customer_id.and_then(|payer| Uuid::parse_str(payer.trim()).ok()),
            ),
        })
    }
}
