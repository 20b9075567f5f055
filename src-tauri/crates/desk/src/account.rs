//! Checking a studio's account, always in the same order: is the address reachable, is the key
//! accepted, does it carry the rights the desk needs, is the clock right.
//!
//! The assistant, `portico provision` and `portico doctor` all ask through here, so that they
//! never disagree about what is wrong.

use std::fmt;

use domain::{NotDone, Redacted};
use jiff::{SignedDuration, Timestamp};
use magicline::{ApiKey, CheckInVoucher, Endpoint, Error, Http, OpenApi, Studio};
use wire::{CheckKind, CheckState, Right, SetupProblem};

use crate::settings::Endpoints;

/// A clock that differs by more than this is wrong: certificates and check-in times suffer.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// An account that passed every check.
#[derive(Debug)]
pub struct Account {
    /// Whose it is.
    pub studio: Studio,
    /// What the studio calls its devices.
    pub devices: Vec<magicline::Device>,
    /// The key may look members up (`CUSTOMER_READ`). Wanted for the first name, not needed.
    pub may_look_members_up: bool,
}

/// Checks an account and says before and after each check how it went.
///
/// # Errors
/// The first check that failed.
pub async fn check(
    http: &Http,
    endpoints: &Endpoints,
    key: ApiKey,
    now: Timestamp,
    mut progress: impl FnMut(CheckKind, CheckState),
) -> Result<Account, Trouble> {
    let open = OpenApi::new(http, endpoints.open.clone(), key);
    let host = endpoints.open.host();

    progress(CheckKind::Address, CheckState::Running);
    let checked = match open.check_key(now).await {
        Ok(checked) => checked,
        Err(error) => {
            let trouble = Trouble::of(&error, host);
            if trouble.problem == SetupProblem::KeyRefused {
                progress(CheckKind::Address, CheckState::Passed);
                progress(CheckKind::Key, CheckState::Failed);
            } else {
                progress(CheckKind::Address, CheckState::Failed);
            }
            return Err(trouble);
        }
    };
    progress(CheckKind::Address, CheckState::Passed);
    progress(CheckKind::Key, CheckState::Passed);

    progress(CheckKind::Rights, CheckState::Running);
    let rights =
        rights(&open, host).await.inspect_err(|_| progress(CheckKind::Rights, CheckState::Failed))?;
    progress(CheckKind::Rights, CheckState::Passed);

    progress(CheckKind::Clock, CheckState::Running);
    if let Some(ahead) = checked.clock.filter(|ahead| ahead.abs() > CLOCK_TOLERANCE) {
        progress(CheckKind::Clock, CheckState::Failed);
        // Rounded: the answer took a moment, and an hour must not read as 59 minutes.
        let minutes_ahead = (ahead.as_secs_f64() / 60.0).round() as i32;
        return Err(Trouble::plain(SetupProblem::ClockWrong { minutes_ahead }));
    }
    progress(CheckKind::Clock, CheckState::Passed);
    Ok(rights)
}

/// All rights are asked about before any is complained of, so that the studio's owner has to go to
/// the app store once. `DEVICE_WRITE` shows only when a device is activated.
async fn rights(open: &OpenApi, host: &str) -> Result<Account, Trouble> {
    let mut missing = Vec::new();
    let studio = permitted(open.studio().await, Right::StudioRead, &mut missing, host)?;
    let devices = permitted(open.devices().await, Right::DeviceRead, &mut missing, host)?;
    // It must not stop a set-up. Only a no is one: what could not be asked now can be later.
    let may_look_members_up = open.may_look_members_up().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "whether the key may look members up is not known; it is tried");
        true
    });
    match (studio, devices) {
        (Some(studio), Some(devices)) => Ok(Account { studio, devices, may_look_members_up }),
        (None, _) | (_, None) => Err(Trouble::plain(SetupProblem::RightMissing { rights: missing })),
    }
}

/// Whether check-in vouchers can be redeemed with this key (`CHECKIN_VOUCHER_WRITE`). Nobody has the voucher
/// that is asked with, so nothing can come of it but a word about the right.
pub(crate) async fn may_redeem_visits(open: &OpenApi) -> Result<bool, Error> {
    let hidden = |text: &str| Redacted::new(text.to_owned());
    let voucher = CheckInVoucher {
        code: hidden("portico-nobody"),
        first_name: hidden("Nobody"),
        last_name: hidden("Nobody"),
        email: hidden("nobody@portico.invalid"),
    };
    match open.redeem_check_in_voucher(&voucher).await {
        Ok(_) => Ok(true),
        Err(Error::Status(refusal)) if refusal.status == 403 => Ok(false),
        Err(Error::Status(refusal)) if matches!(refusal.status, 400 | 404 | 409 | 422) => Ok(true),
        Err(error) => Err(error),
    }
}

fn permitted<T>(
    answer: Result<T, Error>,
    right: Right,
    missing: &mut Vec<Right>,
    host: &str,
) -> Result<Option<T>, Trouble> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.refused_with() == Some(403) => {
            missing.push(right);
            Ok(None)
        }
        Err(error) => Err(Trouble::of(&error, host)),
    }
}

/// What is wrong with an account, for the assistant as a code and for a terminal as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The stable code and what its sentence needs.
    pub problem: SetupProblem,
    /// The vendor's number for the call, when there is one.
    pub trace_id: Option<String>,
}

impl Trouble {
    /// A problem nobody at the vendor has a number for.
    pub const fn plain(problem: SetupProblem) -> Self {
        Self { problem, trace_id: None }
    }

    /// What an error of the Open API at `host` means to the person setting up.
    pub fn of(error: &Error, host: &str) -> Self {
        let host = host.to_owned();
        let outcome: domain::Outcome<()> = magicline::outcome(Err(error.clone()));
        let (problem, trace_id) = match outcome {
            domain::Outcome::Done(()) => (SetupProblem::VendorFault, None),
            domain::Outcome::NotDone(why) => match why {
                NotDone::Refused { trace_id, .. } => (SetupProblem::VendorFault, trace_id),
                NotDone::AccessWithdrawn => (SetupProblem::KeyRefused, None),
                NotDone::TooBusy | NotDone::VendorPause => (SetupProblem::VendorBusy, None),
                NotDone::NoConnection => (SetupProblem::AddressUnreachable { host }, None),
                NotDone::CertificateWrong => (SetupProblem::CertificateWrong { host }, None),
                NotDone::NotTheVendor => (SetupProblem::NotTheVendor { host }, None),
            },
            domain::Outcome::Unknown(why) => match why {
                domain::Unknown::TimedOut => (SetupProblem::VendorBusy, None),
                domain::Unknown::AnswerLost
                | domain::Unknown::VendorFault
                | domain::Unknown::AnswerGarbled => (SetupProblem::VendorFault, None),
            },
        };
        Self { problem, trace_id }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sentence(&self.problem))?;
        match &self.trace_id {
            Some(trace_id) => write!(f, " (trace id {trace_id})"),
            None => Ok(()),
        }
    }
}

/// What a problem says in a terminal. The window takes its sentences from the message files.
pub fn sentence(problem: &SetupProblem) -> String {
    match problem {
        SetupProblem::TenantInvalid => {
            "The tenant has characters no account name has. It is the first part of the studio's address.".into()
        }
        SetupProblem::KeyInvalid => "The API key is empty or has a blank inside. Copy it again, whole.".into(),
        SetupProblem::AddressUnreachable { host } => {
            format!("{host} cannot be reached. Check the tenant's spelling and this computer's network.")
        }
        SetupProblem::NotTheVendor { host } => format!(
            "{host} answers, but not like the studio's system. Does this network want a log-in, or is a proxy in the way?"
        ),
        SetupProblem::CertificateWrong { host } => format!(
            "The certificate of {host} is not trusted. Check this computer's clock, and whether something inspects its traffic."
        ),
        SetupProblem::KeyRefused => {
            "The API key was refused. Copy it from the activation e-mail again; it may have been replaced by a newer one.".into()
        }
        SetupProblem::RightMissing { rights } => {
            let names: Vec<_> = rights.iter().map(|right| right_name(*right)).collect();
            format!(
                "The API key lacks the right {}. Ask the studio's owner to grant it in the vendor's app store.",
                names.join(" and ")
            )
        }
        SetupProblem::ClockWrong { minutes_ahead } if *minutes_ahead < 0 => {
            format!("This computer's clock is {} minutes slow. Set it right and try again.", -minutes_ahead)
        }
        SetupProblem::ClockWrong { minutes_ahead } => {
            format!("This computer's clock is {minutes_ahead} minutes fast. Set it right and try again.")
        }
        SetupProblem::VendorBusy => "The studio's system is busy. Try again in a minute.".into(),
        SetupProblem::VendorFault => "The studio's system gave an answer nobody can read. Try again in a few minutes.".into(),
        SetupProblem::NoDevices => "The studio has no device yet. Create one in the vendor's system first.".into(),
        SetupProblem::DeviceGone => "The device is not in the studio's list.".into(),
        SetupProblem::DeviceUnsuited => "The device is not a card reader, and this version plays no other.".into(),
        SetupProblem::DeviceTaken => "The device has a reader on this desk already.".into(),
        SetupProblem::ActivationRefused => "The studio's system refused to activate the device.".into(),
        SetupProblem::ActivationUnknown => {
            "The answer to the activation was lost. Activating again is safe.".into()
        }
        SetupProblem::ConfirmationFailed => "The studio's system did not confirm the integration. Trying again is safe.".into(),
        SetupProblem::KeychainRefused => "The keychain did not take the secret. Unlock it and try again.".into(),
        SetupProblem::PortMissing => "The reader's port is not there. Check its cable.".into(),
        SetupProblem::PortInUse => "Another program uses the reader's port. Close it and try again.".into(),
        SetupProblem::PortForbidden => {
            "This user may not open the reader's port. On Linux, add the user to the group \"dialout\".".into()
        }
        SetupProblem::PortTaken { device } => format!("The reader of {device} is there already."),
        SetupProblem::CardServiceMissing => {
            "The system's card service does not run. Install and start pcscd.".into()
        }
        SetupProblem::ReaderHeldByKernel => {
            "The kernel's driver pn533_usb holds the reader. Put it on the blacklist and plug the reader in again.".into()
        }
        SetupProblem::NotSaved => "The settings could not be written to disk.".into(),
        SetupProblem::Closed => "The set-up is finished; this window may not change it any more.".into(),
    }
}

/// The vendor's constant for a right.
const fn right_name(right: Right) -> &'static str {
    match right {
        Right::DeviceRead => "DEVICE_READ",
        Right::DeviceWrite => "DEVICE_WRITE",
        Right::StudioRead => "STUDIO_READ",
        Right::CustomerRead => "CUSTOMER_READ",
    }
}

/// Activates a device and says what is wrong in the terms of the set-up.
///
/// # Errors
/// It is not activated, or nobody knows; then there is no token all the same.
pub async fn activate(
    open: &OpenApi,
    endpoint: &Endpoint,
    device: domain::DeviceId,
) -> Result<secrecy::SecretString, Trouble> {
    open.activate(device).await.map_err(|error| {
        let trace_id = Trouble::of(&error, endpoint.host()).trace_id;
        let problem = match error.refused_with() {
            Some(403) => SetupProblem::RightMissing { rights: vec![Right::DeviceWrite] },
            Some(404) => SetupProblem::DeviceGone,
            Some(400 | 409) => SetupProblem::ActivationRefused,
            _ => match magicline::outcome::<()>(Err(error.clone())) {
                domain::Outcome::Unknown(_) => SetupProblem::ActivationUnknown,
                domain::Outcome::Done(()) | domain::Outcome::NotDone(_) => {
                    Trouble::of(&error, endpoint.host()).problem
                }
            },
        };
        Trouble { problem, trace_id }
    })
}

/// What became of the confirmation of the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The vendor took it.
    Taken,
    /// The vendor said no, as it may to an integration without webhooks or one that was confirmed
    /// before. The desk works all the same.
    Declined,
}

/// Confirms the integration, after which its state at the vendor is complete.
///
/// # Errors
/// The vendor could not be asked. A no of the vendor is none.
pub async fn confirm(open: &OpenApi, endpoint: &Endpoint) -> Result<Confirmation, Trouble> {
    match open.confirm_activation().await {
        Ok(()) => Ok(Confirmation::Taken),
        Err(error) if matches!(error.refused_with(), Some(400 | 403 | 404 | 409)) => {
            tracing::warn!(%error, "the confirmation of the integration was declined");
            Ok(Confirmation::Declined)
        }
        Err(error) => Err(Trouble {
            problem: SetupProblem::ConfirmationFailed,
            trace_id: Trouble::of(&error, endpoint.host()).trace_id,
        }),
    }
}
