//! The published calls: one table for finding them, their scopes and their names in faults.

use serde::{Deserialize, Serialize};

use crate::answer::Outcome;
use crate::connect_api;
use crate::device_api::{access, time, vending};
use crate::journal::Api;
use crate::open_api::{customers, studio, vouchers};
use crate::request::Request;
use crate::state::{Model, Studio};

/// A permission of the API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are the vendor's")]
pub enum Scope {
    StudioRead,
    DeviceRead,
    DeviceWrite,
    CustomerRead,
    CheckinRead,
    CustomerAccessMediumWrite,
    CheckinVoucherWrite,
    PaymentWrite,
}

impl Scope {
    /// Every scope the practice studio knows.
    pub const ALL: [Self; 8] = [
        Self::StudioRead,
        Self::DeviceRead,
        Self::DeviceWrite,
        Self::CustomerRead,
        Self::CheckinRead,
        Self::CustomerAccessMediumWrite,
        Self::CheckinVoucherWrite,
        Self::PaymentWrite,
    ];
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A device of this model, by its token.
    Device(Model),
    /// The studio's key, and the scope it must carry.
    Key(Option<Scope>),
    /// Everybody.
    Public,
}

pub(crate) struct Endpoint {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) guard: Guard,
    pub(crate) handler: fn(&mut Studio, &Request) -> Outcome,
}

type Row = (&'static str, &'static str, Guard, fn(&mut Studio, &Request) -> Outcome);

const CARD: Guard = Guard::Device(Model::CardReader);
const VENDING: Guard = Guard::Device(Model::VendingReader);
const TIME: Guard = Guard::Device(Model::TimeReader);

const DEVICE: [Row; 7] = [
    ("POST", "/open-api/device/cardreader/identification", CARD, access::identification),
    ("POST", "/open-api/device/vending/identification", VENDING, vending::identification),
    ("POST", "/open-api/device/vending/sale", VENDING, vending::sale),
    ("POST", "/open-api/device/vending/revalue", VENDING, vending::revalue),
    ("GET", "/open-api/device/time/price", TIME, time::price),
    ("POST", "/open-api/device/time/identification", TIME, time::identification),
    ("POST", "/open-api/device/time/usage", TIME, time::usage),
];

const fn key(scope: Scope) -> Guard {
    Guard::Key(Some(scope))
}

const OPEN: [Row; 13] = [
    ("GET", "/v1/studios/information", key(Scope::StudioRead), studio::information),
    ("POST", "/v1/studios/confirmActivation", Guard::Key(None), studio::confirm),
    ("GET", "/v1/devices", key(Scope::DeviceRead), studio::devices),
    ("PUT", "/v1/devices/{deviceId}/activate", key(Scope::DeviceWrite), studio::activate),
    ("GET", "/v1/customers/by", key(Scope::CustomerRead), customers::by),
    ("GET", "/v1/customers", key(Scope::CustomerRead), customers::list),
    ("POST", "/v1/customers/search", key(Scope::CustomerRead), customers::search),
    ("GET", "/v1/customers/{customerId}/activities/checkins", key(Scope::CheckinRead), customers::checkins),
    (
        "PUT",
        "/v1/customers/{customerId}/access-medium",
        key(Scope::CustomerAccessMediumWrite),
        customers::link,
    ),
    (
        "POST",
        "/v1/customers/{customerId}/access-mediums",
        key(Scope::CustomerAccessMediumWrite),
        customers::link,
    ),
    ("POST", "/v1/checkin-vouchers/redeem", key(Scope::CheckinVoucherWrite), vouchers::redeem),
    ("GET", "/assets/logo.svg", Guard::Public, studio::logo),
    ("GET", "/assets/members/{customerId}", Guard::Public, studio::picture),
];

const CONNECT: [Row; 1] = [("GET", "/connect/v2/studio", Guard::Public, connect_api::studios)];

const fn rows(api: Api) -> &'static [Row] {
    match api {
        Api::Device => &DEVICE,
        Api::Open => &OPEN,
        Api::Connect => &CONNECT,
    }
}

/// What is at a path.
pub(crate) enum Found {
    Here(Endpoint, Option<String>),
    OtherMethod,
    Nothing,
}

/// Looks a request up; a `HEAD` is looked up as the `GET` it stands for.
pub(crate) fn find(api: Api, method: &str, path: &str) -> Found {
    let wanted = if method == "HEAD" { "GET" } else { method };
    let mut found = Found::Nothing;
    for &(method, published, guard, handler) in rows(api) {
        let Some(id) = fits(published, path) else { continue };
        if method == wanted {
            return Found::Here(Endpoint { method, path: published, guard, handler }, id);
        }
        found = Found::OtherMethod;
    }
    found
}

/// Whether a call does nothing if it is asked to do nothing.
pub(crate) fn has_dry_runs(published: &str) -> bool {
    ["/cardreader/identification", "/vending/sale", "/time/usage"].iter().any(|end| published.ends_with(end))
}

/// The value of the `{…}` part, if the path has one; nothing if the path is another.
#[allow(clippy::option_option, reason = "outer: does it fit; inner: has it a part to fill in")]
fn fits(published: &str, path: &str) -> Option<Option<String>> {
    let mut id = None;
    let (mut wanted, mut given) = (published.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(id),
            (Some(part), Some(value)) if part.starts_with('{') && !value.is_empty() => {
                id = Some(value.to_owned())
            }
            (Some(part), Some(value)) if part == value => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_with_its_number() {
        let table = [
            (
                Api::Open,
                "PUT",
                "/v1/devices/26/activate",
                Some(("/v1/devices/{deviceId}/activate", Some("26"))),
            ),
            (Api::Open, "GET", "/v1/customers/by", Some(("/v1/customers/by", None))),
            (Api::Open, "HEAD", "/v1/customers", Some(("/v1/customers", None))),
            (Api::Open, "GET", "/v1/devices/26/activate", None),
            (Api::Open, "PUT", "/v1/devices//activate", None),
            (Api::Open, "GET", "/v1/devices/", None),
            (Api::Device, "GET", "/v1/devices", None),
        ];
        for (api, method, path, expected) in table {
            let found = match find(api, method, path) {
                Found::Here(endpoint, id) => Some((endpoint.path, id)),
                Found::OtherMethod | Found::Nothing => None,
            };
            assert_eq!(
                found,
                expected.map(|(path, id): (_, Option<&str>)| (path, id.map(str::to_owned))),
                "{method} {path}"
            );
        }
        assert!(matches!(find(Api::Open, "GET", "/v1/devices/26/activate"), Found::OtherMethod));
    }
}
