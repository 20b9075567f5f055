//! One attempt at a time, and how it ended.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Redacted;
use magicline::connect::{
    Applicant, Booking, ContractRequest, LeadMade, Preview, PreviewAnswer, TrialRequest, VoucherProblem,
};
use magicline::{ConnectApi, Error, OpenApi};
use outbox::{Act, Job, Outbox, Report};

use super::super::report;
use super::look_up::Signer;
use super::{Agreed, SignUpBody, SignedUp, Terms, code};

/// How often a place that does not take the picture is tried before a person is asked.
const PICTURE_TRIES: u32 = 5;

/// What an attempt is made with.
pub(in super::super) struct Connection<'a> {
    pub(in super::super) connect: &'a ConnectApi,
    pub(in super::super) members: Option<&'a OpenApi>,
    /// Where it is known what is wanted still.
    pub(in super::super) outbox: Option<&'a Outbox>,
}

/// How an attempt ended, and what the vendor gave.
pub(in super::super) struct Attempt {
    pub(in super::super) report: Report,
    pub(in super::super) result: Option<SignedUp>,
}

impl From<Report> for Attempt {
    fn from(report: Report) -> Self {
        Self { report, result: None }
    }
}

/// Makes one attempt; `None`: it cannot be made of what was written down.
pub(in super::super) async fn perform(to: Connection<'_>, job: &Job) -> Option<Attempt> {
    let picture = job.reference_before.as_deref();
    Some(match (job.act, SignUpBody::read(&job.body)?) {
        (Act::Send, SignUpBody::Contract { mut request, agreed, terms, .. }) => {
            with_picture(&mut request.applicant, picture);
            contract(to.connect, &request, &agreed, &terms).await?
        }
        (Act::Send, SignUpBody::RateVoucher { mut request, .. }) => {
            with_picture(&mut request.applicant, picture);
            match to.connect.redeem_rate_voucher(&request).await {
                Ok(redeemed) => delivered(
                    None,
                    SignedUp { number: given(redeemed.customer_number), ..SignedUp::default() },
                ),
                Err(error) => refused_or(error).into(),
            }
        }
        (Act::Send, SignUpBody::Lead { request, .. }) => match to.connect.create_lead(&request).await {
            Ok(made) => lead(made),
            Err(error) => refused_or(error).into(),
        },
        (Act::Send, SignUpBody::Trial { request, .. }) => trial(to.connect, &request).await,
        (Act::Send, SignUpBody::Picture { jpeg }) => {
            self::picture(to, BASE64_STANDARD.decode(jpeg).ok()?, job).await.into()
        }
        (Act::LookUp, SignUpBody::Contract { request, terms, .. }) => {
            let signer = Signer::new(&request.applicant, request.start, terms.at);
            signer.look_up(to.members).await.into()
        }
        (Act::LookUp, SignUpBody::RateVoucher { request, terms, .. }) => {
            let signer = Signer::new(&request.applicant, request.start, terms.at);
            signer.look_up(to.members).await.into()
        }
        // A customer shows neither when they became one nor that they asked for a trial session, and
        // nothing says that a prospect is found at all.
        (Act::LookUp, SignUpBody::Lead { .. } | SignUpBody::Trial { .. }) => Report::MayNotLook.into(),
        (Act::LookUp, SignUpBody::Picture { .. }) | (Act::ReadCredit, _) => return None,
    })
}

fn with_picture(applicant: &mut Applicant, key: Option<&str>) {
    if let Some(key) = key {
        applicant.picture = Redacted::new(Some(key.to_owned()));
    }
}

async fn contract(
    connect: &ConnectApi,
    request: &ContractRequest,
    agreed: &Agreed,
    terms: &Terms,
) -> Option<Attempt> {
    let (currency, language) = (terms.currency()?, terms.language());
    let now = match connect.preview(request, currency, language).await {
        Ok(PreviewAnswer::Ready(preview)) => preview,
        Ok(PreviewAnswer::VoucherRefused(problem)) => return Some(refused(of_voucher(problem)).into()),
        Err(error) => return Some(unasked(error).into()),
    };
    if let Some(why) = changed(agreed, &now) {
        return Some(refused(why).into());
    }
    Some(match connect.sign(request, language).await {
        Ok(signed) => {
            let customer = signed.customer;
            let result = SignedUp {
                customer,
                number: given(signed.member_number),
                registration: given(signed.registration_url),
                payment: given(signed.payment_url),
            };
            delivered(customer.map(|id| id.to_string()), result)
        }
        Err(error) => refused_or(error).into(),
    })
}

/// Why the contract must not be posted, if so.
pub(super) fn changed(agreed: &Agreed, now: &Preview) -> Option<&'static str> {
    match now.voucher {
        Some(Err(problem)) => Some(of_voucher(problem)),
        Some(Ok(_)) | None => (!agreed.holds(now)).then_some(code::PRICE_CHANGED),
    }
}

/// The vendor's constant for what is wrong with a voucher, where it has one.
const fn of_voucher(problem: VoucherProblem) -> &'static str {
    match problem {
        VoucherProblem::Unknown => "VOUCHER_VALIDATION_FAILED_INVALID_CODE",
        VoucherProblem::NotHere => "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE",
        VoucherProblem::NotNow => "VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD",
        VoucherProblem::NotForThisOffer => "VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE",
        VoucherProblem::Other => code::VOUCHER_REFUSED,
    }
}

async fn trial(connect: &ConnectApi, request: &TrialRequest) -> Attempt {
    match connect.book_trial(request).await {
        Ok(Booking::Booked(made)) => lead(made),
        Ok(Booking::SlotTaken) => refused(code::CONFLICT).into(),
        Ok(Booking::AlreadyBooked) => refused(code::ALREADY_BOOKED).into(),
        Ok(Booking::ActiveMember) => refused(code::ACTIVE_MEMBER).into(),
        Err(error) => refused_or(error).into(),
    }
}

/// Every attempt has a place of its own: one that was used or has lapsed takes nothing.
async fn picture(to: Connection<'_>, jpeg: Vec<u8>, job: &Job) -> Report {
    let place = match to.connect.picture_place().await {
        Ok(place) => place,
        Err(error) => return refused_or(error),
    };
    // The contract may have been cancelled since, and nothing of the picture has left yet.
    if let Some(outbox) = to.outbox
        && outbox.is_unwanted(job.id).await.is_ok_and(|unwanted| unwanted)
    {
        return Report::Refused { words: None, code: None, trace_id: None };
    }
    match to.connect.upload_picture(&place, jpeg).await {
        Ok(()) => Report::Delivered { reference: Some(place.key().expose().clone()), trace_id: None },
        Err(Error::NotTheVendor { status: 400..=499 }) => match job.attempt < PICTURE_TRIES {
            true => Report::Wait(None),
            false => refused(code::PICTURE_REFUSED),
        },
        Err(error) => refused_or(error),
    }
}

fn lead(made: LeadMade) -> Attempt {
    delivered(
        Some(made.id.to_string()),
        SignedUp { number: given(made.customer_number), ..SignedUp::default() },
    )
}

/// It is called by the number that people know, where there is one.
fn delivered(id: Option<String>, result: SignedUp) -> Attempt {
    let reference = result.number.as_ref().map(|number| number.expose().clone()).or(id);
    Attempt { report: Report::Delivered { reference, trace_id: None }, result: Some(result) }
}

fn given(text: Redacted<Option<String>>) -> Option<Redacted<String>> {
    text.into_exposed().map(Redacted::new)
}

fn refused(code: &str) -> Report {
    Report::Refused { words: None, code: Some(code.to_owned()), trace_id: None }
}

/// An error of a question in front of the contract: whatever became of the question, nothing was posted.
fn unasked(error: Error) -> Report {
    let report = refused_or(error);
    if matches!(report, Report::Unknown(_)) { Report::Wait(None) } else { report }
}

/// What the outbox learns from an error. What the vendor says to a refusal is meant for developers, and is
/// never passed on; its constants are.
pub(super) fn refused_or(error: Error) -> Report {
    let codes = match &error {
        // Published without a body.
        Error::Status(refusal) if refusal.status == 404 && refusal.codes.is_empty() => {
            Some(code::NOT_FOUND.to_owned())
        }
        Error::Status(refusal) => Some(refusal.codes.join(" ")).filter(|codes| !codes.is_empty()),
        Error::NoConnection
        | Error::CertificateWrong
        | Error::CredentialUnusable
        | Error::Unsendable
        | Error::TimedOut
        | Error::AnswerLost
        | Error::NotTheVendor { .. }
        | Error::Garbled { .. } => None,
    };
    let mut report = report(Err(error));
    if let Report::Refused { words, code, .. } = &mut report {
        *words = None;
        *code = codes.or(code.take());
    }
    report
}
