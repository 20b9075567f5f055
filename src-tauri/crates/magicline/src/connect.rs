//! The Connect API: signing up, with everything before and around it. Public, and one account's.
//!
//! ```text
//! studio.rs offer.rs check.rs preview.rs sign.rs picture.rs payment.rs voucher.rs lead.rs trial.rs
//!     what can be asked, and what the answers mean
//! contract.rs body.rs      what a member fills in, kept in the desk's form and sent in the vendor's
//! frequency.rs textblock.rs amount.rs      prices, texts and exact numbers, wherever they stand
//! ```
//!
//! Three rules hold for what is read. What a member has to know before signing is never passed over: if
//! it cannot be read, whatever it belongs to is left out. Everything else that cannot be read is left
//! out by itself. And nothing that is only new fails an answer.

mod amount;
mod body;
mod check;
mod contract;
mod frequency;
mod heard;
mod lead;
mod offer;
mod offer_answer;
mod payment;
mod picture;
mod preview;
mod sign;
mod studio;
mod textblock;
mod trial;
mod voucher;

use domain::Language;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method};
use serde::Serialize;
use url::Url;

use crate::answer::Answer;
use crate::endpoint::{Api, Endpoint};
use crate::error::Error;
use crate::http::{self, Call, Http};
use crate::logo::{self, Logo};

pub use amount::Percent;
pub use check::{BankAccount, BirthInformation, Country, Province, TaxIdCheck, TaxIdProblem};
pub use contract::{
    Address, Applicant, Birth, BlockSignature, Channel, Contact, ContractRequest, Document, DocumentKind,
    Gender, Payment, Person, Preference, Prospect, Signatures,
};
pub use frequency::{Adjustment, AgePrice, MonthDay, PaymentFrequency, Payments, Span, SpanUnit};
pub use heard::{Heard, read_countries, read_message_categories, read_offers, read_studio};
pub use lead::{Campaign, LeadMade, LeadRequest, Referral};
pub use offer::{
    AdjustmentRule, BonusPeriod, BonusPlace, ChangeKind, Direction, Extension, FlatFee, Module, ModuleTerm,
    NoticeFrom, Offer, PaymentChoice, PreUse, Term, Trial, Volume,
};
pub use payment::{PaymentSession, PaymentSessionRequest};
pub use picture::PicturePlace;
pub use preview::{
    CompanyShare, Effect, Lasting, Preview, PreviewAnswer, PreviewItem, Voucher, VoucherKind, VoucherProblem,
};
pub use sign::{PICTURE_UNUSABLE, Signed};
pub use studio::{
    ChannelDefault, LegalContent, LegalKind, LegalText, MessageCategory, StudioAddress, StudioDetails,
    StudioEntry,
};
pub use textblock::{Asks, Attachment, TextBlock};
pub use trial::{Booking, FieldMode, Slot, TrialConfig, TrialRequest, TrialSlots};
pub use voucher::{RateVoucher, RateVoucherAnswer, RedeemRequest, Redeemed};

/// The Connect API of one account. It is public: there is no credential, and what is asked for is
/// named with each call.
#[derive(Clone)]
pub struct ConnectApi {
    http: Http,
    client: Client,
    endpoint: Endpoint,
    headers: HeaderMap,
}

/// The longest answer that is read unless more is said: texts of contracts are long.
const LONGEST_ANSWER: usize = 2 * 1024 * 1024;

/// The longest list of offers or studios that is read. 60 terms with 200 modules each, and 2 KiB of
/// consent to each module, fit; so do 500 studios with all the rules of their time zones.
const LONGEST_LIST: usize = 32 * 1024 * 1024;

impl ConnectApi {
    /// The account at `endpoint`.
    pub fn new(http: &Http, endpoint: Endpoint) -> Self {
        Self { http: http.clone(), client: http.to(&endpoint), endpoint, headers: http::headers(None) }
    }

    fn at(&self, path: &str) -> Url {
        self.endpoint.at(path)
    }

    /// Fetches the picture of an offer or module, at most 512 KiB, from where the vendor says that it lies. Its
    /// address is a signed one, and takes no key.
    pub async fn offer_picture(&self, url: &str) -> Result<Logo, Error> {
        logo::fetch(&self.http, Api::Connect, "offer picture", url).await
    }

    /// Asks for what is at `url` and lets `judge` read the answer.
    async fn get<T>(
        &self,
        operation: &'static str,
        url: Url,
        language: Option<Language>,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.get_up_to(LONGEST_ANSWER, operation, url, language, judge).await
    }

    async fn get_up_to<T>(
        &self,
        longest: usize,
        operation: &'static str,
        url: Url,
        language: Option<Language>,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let headers = self.headers(language);
        let (api, method) = (Api::Connect, Method::GET);
        self.send(Call { api, operation, method, url, headers, body: None, longest }, judge).await
    }

    /// Sends `body` and lets `judge` read the answer.
    async fn post<T>(
        &self,
        operation: &'static str,
        url: Url,
        body: &impl Serialize,
        language: Option<Language>,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let body = Some(serde_json::to_vec(body).map_err(|_| Error::Unsendable)?);
        let mut headers = self.headers(language);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let (api, method) = (Api::Connect, Method::POST);
        self.send(Call { api, operation, method, url, headers, body, longest: LONGEST_ANSWER }, judge).await
    }

    fn headers(&self, language: Option<Language>) -> HeaderMap {
        let mut headers = self.headers.clone();
        if let Some(language) = language {
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language.tag()));
        }
        headers
    }

    /// This API's 404 is published without a body, so one that is empty is the vendor's here.
    async fn send<T>(&self, call: Call, judge: impl FnOnce(Answer) -> Result<T, Error>) -> Result<T, Error> {
        let judge = |answer: Answer| if answer.is_bare(404) { Err(answer.refused()) } else { judge(answer) };
        http::send(&self.client, call, judge).await
    }
}

impl std::fmt::Debug for ConnectApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectApi").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// What was asked for, or `None` where the vendor has nothing of the kind: 404, or `ENTITY_NOT_FOUND`
/// with another status.
fn found_or_none<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(Error::Status(refusal)) if refusal.status == 404 || refusal.has("ENTITY_NOT_FOUND") => Ok(None),
        Err(error) => Err(error),
    }
}
