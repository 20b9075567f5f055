//! What the desk talks about, and the rules that need no network, disk or clock.
//!
//! Nothing in here performs I/O. Time is an argument. Types that hold personal data print
//! `<redacted>` so that no log line, error or `Debug` output can give them away.

#![warn(clippy::missing_errors_doc)]

pub mod address;
pub mod birth;
mod colour;
mod credential;
mod device;
pub mod email;
pub mod iban;
pub mod identity;
mod language;
mod mark;
mod money;
mod numbers;
mod outcome;
pub mod person;
pub mod phone;
mod redacted;
mod role;
mod standing;
mod viewing;

pub use colour::{Colour, Need};
pub use credential::{CardFormat, Identification, IdentificationKind, Uid, UidError};
pub use device::DeviceModel;
pub use language::Language;
pub use mark::{CredentialMark, is_uuid, uuid_in_qr_code};
pub use money::{Currency, Money, MoneyError};
pub use numbers::{
    BlockId, CampaignId, CategoryId, ContractId, CustomerId, DeviceId, LeadId, ModuleId, NoNumber, OfferId,
    ReferralId, StudioId, TermId,
};
pub use outcome::{NotDone, Outcome, Unknown};
pub use redacted::Redacted;
pub use role::{Permission, PersonId, Role};
pub use standing::{ClosedDays, Standing};
pub use viewing::{Pixels, TextSizes, Viewing};
