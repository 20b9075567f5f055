//! How the outbox reaches the vendor: what was written down becomes a request, and its answer a
//! report. The one place where the outbox and the vendor's interfaces meet.

mod charge;
mod sign_up;

use std::collections::HashMap;
use std::sync::Arc;

use domain::{
    CardFormat, DeviceId, Identification, IdentificationKind, Language, NotDone, Outcome, Redacted,
};
use magicline::{DeviceApi, Error, Retry};
use outbox::{Act, Job, Kind, Report};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::Message;

pub(crate) use charge::{ChargeBody, What, worth_repeating};
pub(crate) use sign_up::Agreed;

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

/// Sends for the devices of this desk.
pub(crate) struct Vendor {
    pub(crate) devices: HashMap<DeviceId, Arc<DeviceApi>>,
    pub(crate) messages: mpsc::Sender<Message>,
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
        let Some(device) = job.lane.device_id().and_then(|id| self.devices.get(&id)) else {
            return Report::AccessWithdrawn;
        };
        let ended = match (job.kind, job.act) {
            (Kind::CheckIn, Act::Send) => check_in(device, job).await,
            (kind, _) if charge::is_charge(kind) => charge::perform(device, job).await.ok(),
            // Nothing on this desk writes these down yet, so there is nothing to send them with.
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
            ) => return Report::NotSent,
        };
        let Some(Ended { report, noticed }) = ended else {
            // Written down by this program, so this is a fault of it and not of the member.
            tracing::error!(item = %job.id, "an item that cannot be read back");
            return Report::Refused { words: None, code: None, trace_id: None };
        };
        if let Some(noticed) = noticed {
            // Fails only when the desk has ended.
            let _ = self.messages.send(noticed).await;
        }
        report
    }
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
        Err(error) => error,
    };
    let (status, retry) = (error.status(), error.retry());
    match magicline::outcome::<()>(Err(error)) {
        Outcome::Done(()) => Report::Delivered { reference: None, trace_id: None },
        // A refusal about the member has a reason; one about the credential has none.
        Outcome::NotDone(NotDone::Refused { message: None, code: None, .. }) if status == Some(403) => {
            Report::AccessWithdrawn
        }
        Outcome::NotDone(NotDone::Refused { message, code, trace_id }) => {
            Report::Refused { words: message, code, trace_id }
        }
        Outcome::NotDone(NotDone::AccessWithdrawn) => Report::AccessWithdrawn,
        Outcome::NotDone(NotDone::TooBusy | NotDone::VendorPause) => Report::Wait(match retry {
            Retry::After(wait) => Some(wait),
            Retry::Safe | Retry::Never | Retry::Unknown => None,
        }),
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
        Report::Wait(_) => "wait",
        Report::AccessWithdrawn => "access withdrawn",
        Report::Unknown(_) => "unknown",
        Report::Found(_) => "found",
        Report::MayNotLook => "may not look",
        Report::Credit(_) => "credit",
    }
}

#[cfg(test)]
mod tests {
    use domain::{CardFormat, Uid};

    use super::*;

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
