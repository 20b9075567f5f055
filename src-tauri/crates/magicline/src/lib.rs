//! The vendor's APIs as the desk uses them: the Device API for check-in, vending and time devices, the
//! Open API for setting up and for looking members up, and the Connect API for becoming a member.
//!
//! ```text
//! device/  open/  connect/   a module an API: which requests exist, what their answers mean; one file
//!       \    |    /           more a model of device, or a subject
//!         http.rs            sends one request; knows time limits, size limits and the log line
//!            |
//!        answer.rs           what an answer says: done, refused, not the vendor, garbled
//!            |
//!        error.rs            the one error, what may be repeated, and the domain's outcome
//! endpoint.rs  secret.rs     checked addresses and keys
//! ```
//!
//! Whatever asks the vendor fails with [`Error`], whose variants say how, so functions have no section about it of
//! their own; where something else can go wrong, they say what.
//!
//! Nothing here repeats a request. Whether one may be repeated is [`Error::retry`]; whether it is,
//! the caller decides. No type in here prints a key, a token, a card number or a body, nor what somebody
//! fills in to become a member: those parts have no `Debug` at all, and stand in a
//! [`Redacted`](domain::Redacted).

mod answer;
pub mod connect;
mod device;
mod endpoint;
mod error;
mod http;
mod logo;
mod open;
mod secret;

pub use connect::ConnectApi;
pub use device::{DeviceApi, Interval, Permit, SaleCheck, UsageCheck, VendingMember};
pub use endpoint::{Api, Endpoint, EndpointError, Tenant, TenantError};
pub use error::{Error, Refusal, Retry, outcome};
pub use http::{Http, HttpError, Limits};
pub use logo::Logo;
pub use open::{
    Balance, CardLink, CheckInVoucher, Contract, Customer, Device, Key, KeyCheck, Member, MemberSlice,
    OpenApi, Pause, Person, Search, Studio, Visit, VisitSlice,
};
pub use secret::{ApiKey, KeyError};
