//! What a sign-up has to be done, and what of it is written down and sent.

use domain::{Currency, CustomerId, Identification, Language, Redacted, StudioId};
use jiff::Timestamp;
use magicline::connect::{
    Birth, ContractRequest, LeadRequest, PaymentSessionRequest, Person, RedeemRequest, TrialRequest,
};
use outbox::Picture;
use url::Url;
use uuid::Uuid;
use wire::SignUpAim;

use super::numbers::{PaymentWindow, QuestionId};
use crate::transport::Agreed;

/// Something to do; what comes of it is an [`Input`](super::Input).
pub(crate) enum Effect {
    /// Ask what this costs, and come back with `Input::Priced`.
    Price(QuestionId, Box<ContractRequest>),
    /// Ask about an account number, and come back with `Input::Account`.
    Account(QuestionId, StudioId, Redacted<String>),
    /// Ask about an account holder, and come back with `Input::Holder`.
    Holder(QuestionId, Redacted<String>),
    /// Ask about a tax number, and come back with `Input::TaxId`.
    TaxId(QuestionId, StudioId, Redacted<Person>, Redacted<Birth>),
    /// Ask whether this is a rate voucher, and come back with `Input::Voucher`.
    Voucher(QuestionId, StudioId, Redacted<String>),
    /// Ask for the province of a postal code in Italy, and come back with `Input::Province`.
    Province(QuestionId, String),
    /// Ask what a codice fiscale tells, and come back with `Input::Birth`.
    Birth(QuestionId, Redacted<String>),
    /// Tell the page what was entered: something of it was not entered there.
    Entered,
    /// Write the draft down, beside everything else, and come back with `Input::Kept`.
    Keep(Box<Row>),
    /// Put the draft aside under a new code, and come back with `Input::Coded`.
    Park(Box<Row>),
    /// Open the draft with this code instead, or come back with `Input::NoSuchCode`.
    Resume(Redacted<String>),
    /// Forget the draft.
    Drop(Uuid),
    /// Open a payment session, and come back with `Input::Session`.
    OpenSession(PaymentWindow, Box<PaymentSessionRequest>),
    /// Show the payment window of this number.
    ShowPayment { window: PaymentWindow, session: Redacted<String> },
    /// Show something to read.
    ShowDocument { url: Url, title: String },
    /// Close whatever window is open beside the screen.
    CloseWindow,
    /// Make the draft something that is sent, follow it, and come back with `Input::Sent`.
    Submit(Box<Row>, Box<Submission>),
    /// Write the draft down, then redeem a check-in voucher, once, and come back with `Input::Redeemed`.
    Redeem {
        number: QuestionId,
        row: Box<Row>,
        code: Redacted<String>,
        person: Redacted<Person>,
        email: Redacted<String>,
    },
    /// Link a card, once, and come back with `Input::Linked`.
    Link(CustomerId, Identification),
    /// Nothing of it is shown any more.
    Over,
}

/// What is written down of a draft.
pub(crate) struct Row {
    pub(crate) key: Uuid,
    pub(crate) begun: Timestamp,
    pub(crate) name: Option<Redacted<String>>,
    /// Names no person.
    pub(crate) step: String,
    /// It was handed to the team.
    pub(crate) for_team: bool,
    pub(crate) body: Redacted<String>,
    pub(crate) picture: Option<Picture>,
}

/// What is sent.
pub(crate) struct Submission {
    pub(crate) what: Submitted,
    /// To be sent before the rest.
    pub(crate) picture: Option<Picture>,
    /// What was agreed to and signed, a line each: what for, and nothing of whom.
    pub(crate) signed: Vec<String>,
    /// The whole draft, for opening it again.
    pub(crate) draft: Redacted<String>,
    pub(crate) at: Timestamp,
    pub(crate) language: Language,
    pub(crate) currency: Currency,
}

/// What it is.
pub(crate) enum Submitted {
    Contract(Box<ContractRequest>, Agreed),
    RateVoucher(Box<RedeemRequest>),
    Lead(Box<LeadRequest>),
    Trial(Box<TrialRequest>),
}

/// The word for an aim in the list of drafts.
pub(crate) const fn aim_word(aim: SignUpAim) -> &'static str {
    match aim {
        SignUpAim::Open => "open",
        SignUpAim::Contract => "contract",
        SignUpAim::RateVoucher => "rate-voucher",
        SignUpAim::CheckInVoucher => "check-in-voucher",
        SignUpAim::Trial => "trial",
        SignUpAim::Lead => "lead",
    }
}

/// The aim with this word.
pub(crate) fn aim_of(word: &str) -> SignUpAim {
    [
        SignUpAim::Contract,
        SignUpAim::RateVoucher,
        SignUpAim::CheckInVoucher,
        SignUpAim::Trial,
        SignUpAim::Lead,
    ]
    .into_iter()
    .find(|aim| aim_word(*aim) == word)
    .unwrap_or(SignUpAim::Open)
}
