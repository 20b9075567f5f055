//! How the outbox reaches the vendor: what was written down becomes a request, and its answer a
//! report. The one place where the outbox and the vendor's interfaces meet.

mod charge;
mod sign_up;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{
    CardFormat, DeviceId, Identification, IdentificationKind, Language, NotDone, Outcome, Redacted,
};
use magicline::{ConnectApi, DeviceApi, Endpoint, Error, OpenApi, Retry};
use outbox::{Act, Job, Kind, Outbox, Report};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::message::SignUpMessage;
use crate::tasks::Tasks;
use crate::{Message, connection};

pub(crate) use charge::{ChargeBody, What, worth_repeating};
pub(crate) use sign_up::{Agreed, SignUpBody, SignedUp, Terms, code};
use sign_up::{Attempt, Connection};

/// Who it is about, as it is written down. All there is to write about a check-in.
#[derive(Deserialize, Serialize)]
pub(crate) struct Who {
    kind: IdentificationKind,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<CardFormat>,
    language: String,
}

impl Who {
    pub(crate) fn new(identification: &Identification, language: Language) -> Self {
        let format = match identification {
            Identification::Number { format, .. } => Some(*format),
            Identification::QrCode(_)
            | Identification::Barcode(_)
            | Identification::Pin(_)
            | Identification::WalletPass(_) => None,
        };
        Self {
            kind: identification.kind(),
            value: identification.value().to_owned(),
            format,
            language: language.tag().to_owned(),
        }
    }

    pub(crate) fn write(&self) -> Redacted<String> {
        Redacted::new(serde_json::to_string(self).unwrap_or_default())
    }

    fn read_whole(body: &Redacted<String>) -> Option<(Identification, Language)> {
        serde_json::from_str::<Self>(body.expose()).ok()?.read()
    }

    fn read(self) -> Option<(Identification, Language)> {
        let Self { kind, value, format, language } = self;
        let identification = match kind {
            IdentificationKind::Number => Identification::Number { value, format: format? },
            IdentificationKind::QrCode => Identification::QrCode(value),
            IdentificationKind::Barcode => Identification::Barcode(value),
            IdentificationKind::Pin => Identification::Pin(value),
            IdentificationKind::WalletPass => Identification::WalletPass(value),
        };
        Some((identification, Language::nearest(&language)))
    }
}

/// Sends for the devices of this desk, and for whoever becomes a member at it.
pub(crate) struct Vendor {
    pub(crate) devices: HashMap<DeviceId, Arc<DeviceApi>>,
    /// Also where nobody signs up any more: what was agreed to before is still sent.
    pub(crate) connect: Arc<ConnectApi>,
    /// `None`: there is no key that may look customers up.
    pub(crate) members: Option<Arc<OpenApi>>,
    pub(crate) back: Back,
    pub(crate) messages: mpsc::Sender<Message>,
}

/// Notices that the Connect API, which is apart from the devices', can be reached again.
pub(crate) struct Back {
    endpoint: Endpoint,
    outbox: Outbox,
    watching: Mutex<Tasks>,
}

impl Back {
    pub(crate) fn new(endpoint: Endpoint, outbox: Outbox) -> Self {
        Self { endpoint, outbox, watching: Mutex::default() }
    }

    fn watch(&self) {
        let mut watching = self.watching.lock().unwrap_or_else(PoisonError::into_inner);
        if !watching.are_busy() {
            let (endpoint, outbox) = (self.endpoint.clone(), self.outbox.clone());
            watching.spawn(async move {
                connection::until_reachable(&endpoint).await;
                let noted = outbox.reachable().await;
                noted.inspect_err(|error| tracing::warn!(%error, "what waits goes on later")).ok();
            });
        }
    }
}

impl outbox::Transport for Vendor {
    async fn perform(&self, job: &Job) -> Report {
        let report = self.attempt(job).await;
        tracing::info!(item = %job.id, kind = job.kind.word(), attempt = job.attempt, report = name(&report), "outbox");
        report
    }
}

impl Vendor {
    async fn attempt(&self, job: &Job) -> Report {
        if sign_up::is_sign_up(job.kind) {
            return self.sign_up(job).await;
        }
        let Some(device) = job.lane.device_id().and_then(|id| self.devices.get(&id)) else {
            return Report::AccessWithdrawn;
        };
        let ended = match (job.kind, job.act) {
            (Kind::CheckIn, Act::Send) => check_in(device, job).await,
            (kind, _) if charge::is_charge(kind) => charge::perform(device, job).await.ok(),
            // No attempt of theirs does this, and sign-ups have gone another way.
            (
                Kind::CheckIn
                | Kind::Sale
                | Kind::TopUp
                | Kind::TimeUsage
                | Kind::Contract
                | Kind::RateVoucher
                | Kind::Lead
                | Kind::TrialBooking
                | Kind::Picture,
                Act::Send | Act::LookUp | Act::ReadCredit,
            ) => None,
        };
        let Some(Ended { report, noticed }) = ended else { return unreadable(job) };
        if let Some(noticed) = noticed {
            // Fails only when the desk has ended.
            let _ = self.messages.send(noticed).await;
        }
        report
    }

    async fn sign_up(&self, job: &Job) -> Report {
        let (members, outbox) = (self.members.as_deref(), Some(&self.back.outbox));
        let to = Connection { connect: &self.connect, members, outbox };
        let Some(Attempt { report, result }) = sign_up::perform(to, job).await else {
            return unreadable(job);
        };
        if let Some(result) = result {
            let message = Message::SignUp(SignUpMessage::Result(job.id, Box::new(result)));
            // Fails only when the desk has ended.
            let _ = self.messages.send(message).await;
        }
        if report == Report::NotSent {
            self.back.watch();
        }
        report
    }
}

/// Written down by this program, so this is a fault of it, and not of the member or the vendor.
fn unreadable(job: &Job) -> Report {
    tracing::error!(item = %job.id, "an item that cannot be read back");
    Report::Unreadable
}

async fn check_in(device: &DeviceApi, job: &Job) -> Option<Ended> {
    let (identification, language) = Who::read_whole(&job.body)?;
    Some(Ended::of(device.identify(&identification, true, language).await))
}

/// How an attempt ended, and what it tells about the connection.
struct Ended {
    report: Report,
    noticed: Option<Message>,
}

impl Ended {
    fn of(result: Result<(), Error>) -> Self {
        let noticed = noticed(&result);
        Self { report: report(result), noticed }
    }

    /// The vendor said something else than that it is done.
    const fn answered(report: Report) -> Self {
        Self { report, noticed: Some(Message::Answers) }
    }
}

/// What an answer, or that there was none, tells about the connection.
pub(crate) fn noticed<T>(answer: &Result<T, Error>) -> Option<Message> {
    match answer {
        Ok(_) | Err(Error::Status(_)) => Some(Message::Answers),
        Err(Error::NoConnection) => Some(Message::Unreachable),
        Err(
            Error::CertificateWrong
            | Error::CredentialUnusable
            | Error::Unsendable
            | Error::TimedOut
            | Error::AnswerLost
            | Error::NotTheVendor { .. }
            | Error::Garbled { .. },
        ) => None,
    }
}

/// What the outbox learns from an answer of the vendor.
pub(crate) fn report(result: Result<(), Error>) -> Report {
    let error = match result {
        Ok(()) => return Report::Delivered { reference: None, trace_id: None },
        // No later attempt can make a request of it.
        Err(Error::Unsendable) => return Report::Unreadable,
        Err(error) => error,
    };
    let (status, retry) = (error.status(), error.retry());
    match magicline::outcome::<()>(Err(error)) {
        Outcome::Done(()) => Report::Delivered { reference: None, trace_id: None },
        Outcome::NotDone(NotDone::Refused { message, code, trace_id }) => {
            Report::Refused { words: message, code, trace_id }
        }
        Outcome::NotDone(NotDone::AccessWithdrawn) => Report::AccessWithdrawn,
        Outcome::NotDone(NotDone::TooBusy | NotDone::VendorPause) => Report::Wait(match retry {
            Retry::After(wait) => Some(wait),
            Retry::Safe | Retry::Never | Retry::Unknown => None,
        }),
        // A proxy that wants a log-in (407) let nothing through.
        Outcome::NotDone(NotDone::NotTheVendor) if matches!(status, Some(400..=406 | 408..=499)) => {
            Report::Declined
        }
        Outcome::NotDone(NotDone::NoConnection | NotDone::CertificateWrong | NotDone::NotTheVendor) => {
            Report::NotSent
        }
        Outcome::Unknown(why) => Report::Unknown(why),
    }
}

/// For the log: how it ended, and nothing about whom.
const fn name(report: &Report) -> &'static str {
    match report {
        Report::Delivered { .. } => "delivered",
        Report::Refused { .. } => "refused",
        Report::NotSent => "not sent",
        Report::Declined => "declined",
        Report::Wait(_) => "wait",
        Report::AccessWithdrawn => "access withdrawn",
        Report::Unknown(_) => "unknown",
        Report::Unreadable => "unreadable",
        Report::Found(_) => "found",
        Report::MayNotLook => "may not look",
        Report::Credit(_) => "credit",
    }
}

#[cfg(test)]
mod tests {
    use domain::{CardFormat, Uid};
    use magicline::{Http, Limits, Refusal};
    use outbox::{ItemId, Lane, Rules};

    use super::*;

    #[test]
    fn what_the_outbox_learns_from_a_4xx() {
        let traced = |status| Refusal { trace_id: Some("t".to_owned()), ..Refusal::of(status) };
        let status = |status| Error::Status(traced(status));
        let refused = Report::Refused { words: None, code: None, trace_id: Some("t".to_owned()) };
        for (error, expected) in [
            (status(401), Report::AccessWithdrawn),
            // About this member: nothing in the document says that words have to come along.
            (status(403), refused.clone()),
            (status(400), refused),
            (Error::NotTheVendor { status: 400 }, Report::Declined),
            (Error::NotTheVendor { status: 404 }, Report::Declined),
            (Error::NotTheVendor { status: 407 }, Report::NotSent),
            (Error::NotTheVendor { status: 302 }, Report::NotSent),
            (Error::NotTheVendor { status: 200 }, Report::NotSent),
            (Error::NoConnection, Report::NotSent),
        ] {
            assert_eq!(report(Err(error.clone())), expected, "{error:?}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_back_is_no_refusal_and_goes_nowhere() {
        let http = Http::new(Limits::default()).unwrap();
        // Nobody is there: what goes out comes back as not sent.
        let nowhere = Endpoint::parse("http://127.0.0.1:9").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (messages, mut heard) = mpsc::channel(1);
        let device = DeviceApi::new(&http, nowhere.clone(), "token".into());
        let vendor = Vendor {
            devices: HashMap::from([(DeviceId(7), Arc::new(device))]),
            connect: Arc::new(ConnectApi::new(&http, nowhere.clone())),
            members: None,
            back: Back::new(nowhere, Outbox::new(folder.path(), Rules::default())),
            messages,
        };
        for (kind, act) in Kind::ALL.iter().flat_map(|kind| Act::ALL.iter().map(move |act| (*kind, *act))) {
            for body in ["", "{}", "{\"kind\":\"NUMBER\",\"value\":\"1\",\"language\":\"de\"}", "[1"] {
                let job = Job {
                    id: ItemId(1),
                    kind,
                    act,
                    lane: if sign_up::is_sign_up(kind) { Lane::public() } else { Lane::device(DeviceId(7)) },
                    attempt: 1,
                    transaction: None,
                    reference_before: None,
                    body: Redacted::new(body.to_owned()),
                };
                assert_eq!(vendor.attempt(&job).await, Report::Unreadable, "{kind:?} {act:?} {body}");
            }
        }
        assert!(heard.try_recv().is_err(), "and nobody hears of a vendor that answers");
    }

    #[test]
    fn a_check_in_is_read_back_as_it_was_written() {
        let uid = Uid::new(&[0x62, 0xe3, 0x08, 0x6c, 0xed]).unwrap();
        for identification in [
            Identification::card(&uid, CardFormat::HexLsb),
            Identification::QrCode("{\"uuid\":\"x\"}".into()),
            Identification::Barcode("12".into()),
            Identification::Pin("1234".into()),
            Identification::WalletPass("w".into()),
        ] {
            let body = Who::new(&identification, Language::DE).write();
            assert_eq!(Who::read_whole(&body), Some((identification, Language::DE)));
        }
    }
}
