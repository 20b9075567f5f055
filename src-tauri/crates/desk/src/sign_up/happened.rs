//! What can happen to a sign-up.

use domain::{CustomerId, Identification, Language, Redacted};
use jiff::Timestamp;
use jiff::civil::Date;
use magicline::connect::{BirthInformation, Province, TaxIdProblem, VoucherProblem};
use outbox::Picture;
use wire::{AttentionReason, CardLink, SignUpInput};

use super::facts::Facts;
use super::numbers::{PaymentWindow, QuestionId, Revision};
use super::price::Priced;
use super::refusal::{NotRedeemed, Refusal};

/// Something that happened.
pub(crate) enum Input {
    /// Somebody did something at the member's screen; the number counts the page's changes.
    Page(Revision, Box<SignUpInput>),
    /// The member's picture, a JPEG.
    Picture(Picture),
    /// The screen speaks this language now.
    Language(Language),
    /// This is known now.
    Facts(Box<Facts>),
    /// The answer to a question about the price.
    Priced(QuestionId, Priced),
    /// What the vendor says about an account number.
    Account(QuestionId, Answer<AccountSaid>),
    /// Whether the vendor takes the account holder.
    Holder(QuestionId, Answer<bool>),
    /// What the vendor says about a tax number.
    TaxId(QuestionId, Answer<Vec<TaxIdProblem>>),
    /// What the vendor says about a rate voucher.
    Voucher(QuestionId, Answer<VoucherSaid>),
    /// The province of a postal code, if it has one.
    Province(QuestionId, Answer<Option<Province>>),
    /// What a codice fiscale tells of a birth.
    Birth(QuestionId, Answer<Redacted<Option<BirthInformation>>>),
    /// The draft is on the disk, or is not.
    Kept(bool),
    /// The draft was put aside under this code, or could not be.
    Coded(Option<Redacted<String>>),
    /// The code that was typed belongs to nothing here.
    NoSuchCode,
    /// The code that was typed was not looked at: after so many wrong ones, none is before then.
    CodeMustWait(Timestamp),
    /// The code that was typed was not looked at: the store cannot be read.
    CodeNotLookedUp,
    /// The vendor opened a payment session, or did not.
    Session(PaymentWindow, Answer<Session>),
    /// The payment window of this number ended: with the vendor's token, or without.
    Paid(PaymentWindow, Option<Redacted<String>>),
    /// What became of what was sent.
    Sent(Sent),
    /// The draft that was opened is one because the vendor did not take it, and was not changed since.
    RefusedBefore(Refusal),
    /// A check-in voucher was redeemed, or not.
    Redeemed(QuestionId, Answer<Result<Redacted<String>, NotRedeemed>>),
    /// A card was held to a reader while one is waited for.
    Card(Identification),
    /// What became of linking a card.
    Linked(CardLink),
    /// The team takes it from the screen.
    PutAside,
    /// The team throws it away.
    Discard,
    /// The vendor can be reached again.
    Reachable,
    /// A deadline passed.
    Tick,
}

/// An answer of the vendor, or why there is none.
pub(crate) type Answer<T> = Result<T, AttentionReason>;

/// What the vendor says about an account number.
#[derive(Clone, PartialEq)]
pub(crate) struct AccountSaid {
    pub(crate) problem: Option<wire::Problem>,
    pub(crate) bank: Option<String>,
    pub(crate) bic: Option<String>,
}

/// What the vendor says about a code, asked whether it is a rate voucher.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum VoucherSaid {
    /// It is one.
    Rate { name: Option<String>, term: Option<String>, from: Option<Date>, to: Option<Date> },
    /// It is none, or none that is good.
    Not(VoucherProblem),
}

/// A session for entering a card's particulars.
pub(crate) struct Session {
    pub(crate) token: Redacted<String>,
    pub(crate) valid_until: Timestamp,
}

/// What became of what was sent.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    /// The vendor has it.
    Done(Box<Made>),
    /// It is written down, and waits for the vendor.
    Waiting,
    /// Nobody knows whether the vendor has it.
    Unknown,
    /// It costs something else by now. It is a draft again.
    PriceChanged,
    /// The vendor did not take it. It is a draft again, for the team unless it is mended at once.
    Refused(Refusal),
    /// It could not be written down, and is a draft as before.
    NotWritten,
}

/// What the vendor made of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    /// For linking a card.
    pub(crate) customer: Option<CustomerId>,
    pub(crate) number: Option<Redacted<String>>,
    pub(crate) registration: Option<Redacted<String>>,
    pub(crate) payment: Option<Redacted<String>>,
}
