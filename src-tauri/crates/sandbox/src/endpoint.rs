//! The published calls: one table for finding them, their scopes and their names in faults.

use serde::{Deserialize, Serialize};

use crate::answer::Outcome;
use crate::connect_api::studio as connect_studio;
use crate::connect_api::{assets, contract, leads, lookup, payment, pictures, preview, rate_vouchers, trial};
use crate::device_api::{access, time, vending};
use crate::journal::Api;
use crate::open_api::{contracts, customers, studio, vouchers};
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
    CustomerContractRead,
    CustomerAccountRead,
    CheckinRead,
    CustomerAccessMediumWrite,
    CheckinVoucherWrite,
    PaymentWrite,
}

impl Scope {
    /// Every scope the practice studio knows.
    pub const ALL: [Self; 10] = [
        Self::StudioRead,
        Self::DeviceRead,
        Self::DeviceWrite,
        Self::CustomerRead,
        Self::CustomerContractRead,
        Self::CustomerAccountRead,
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
    /// The studio's key, and two scopes one of which it must carry.
    EitherKey(Scope, Scope),
    /// Everybody.
    Public,
}

pub(crate) struct Endpoint {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) guard: Guard,
    pub(crate) handler: fn(&mut Studio, &Request) -> Outcome,
}

type Handler = fn(&mut Studio, &Request) -> Outcome;
type Row = (&'static str, &'static str, Guard, Handler);

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

const OPEN: [Row; 17] = [
    ("GET", "/v1/studios/information", key(Scope::StudioRead), studio::information),
    ("POST", "/v1/studios/confirmActivation", Guard::Key(None), studio::confirm),
    ("GET", "/v1/devices", key(Scope::DeviceRead), studio::devices),
    ("PUT", "/v1/devices/{deviceId}/activate", key(Scope::DeviceWrite), studio::activate),
    ("GET", "/v1/customers/by", key(Scope::CustomerRead), customers::by),
    ("GET", "/v1/customers", key(Scope::CustomerRead), customers::list),
    ("POST", "/v1/customers/search", key(Scope::CustomerRead), customers::search),
    ("GET", "/v1/customers/{customerId}", key(Scope::CustomerRead), customers::one),
    (
        "GET",
        "/v1/customers/{customerId}/contracts",
        Guard::EitherKey(Scope::CustomerContractRead, Scope::CustomerRead),
        contracts::list,
    ),
    (
        "GET",
        "/v1/customers/{customerId}/account/balances",
        key(Scope::CustomerAccountRead),
        customers::balances,
    ),
    ("GET", "/v1/customers/{customerId}/access-code", key(Scope::CustomerRead), customers::access_code),
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

const fn get(path: &'static str, handler: Handler) -> Row {
    ("GET", path, Guard::Public, handler)
}

const fn post(path: &'static str, handler: Handler) -> Row {
    ("POST", path, Guard::Public, handler)
}

/// The published calls, then what only the practice studio has: uploads, its widget, files.
const CONNECT: [Row; 35] = [
    get("/connect/v2/studio", connect_studio::list),
    get("/connect/v2/studio/{studioId}", connect_studio::one),
    get("/connect/v2/studio/details/{studioId}", connect_studio::details),
    get("/connect/v2/studio/{studioId}/legalinfo", connect_studio::legal_info),
    get("/connect/v1/studio/{studioId}/communication-settings", connect_studio::communication),
    get("/connect/v1/studio/{studioId}/sepa/agreement", connect_studio::mandate),
    get("/connect/v1/studio/{studioId}/rate/{rateBundleId}/sepa/agreement", connect_studio::mandate_of_offer),
    get("/connect/v1/rate-bundle", contract::offers),
    post("/connect/v1/rate-bundle", contract::sign),
    post("/connect/v1/preview", preview::preview),
    post("/connect/v2/preview", preview::preview),
    get("/connect/v1/contractvoucher/{contractVoucherCode}/validate", rate_vouchers::validate),
    post("/connect/v1/contractvoucher/{contractVoucherCode}/redeem", rate_vouchers::redeem_code),
    get("/connect/v1/bankaccount", lookup::account),
    get("/connect/v1/bankaccount/validate/accountholder", lookup::holder),
    post("/connect/v1/validation/taxId", lookup::tax_id),
    get("/connect/v1/addressdata/italy/province", lookup::province),
    get("/connect/v1/i18n/countries", lookup::countries),
    get("/connect/v1/campaign", lookup::campaigns),
    get("/connect/v1/referral", lookup::referrals),
    get("/connect/v1/terminal/customer-data-by-codicefiscale", lookup::by_fiscal_code),
    get("/connect/v1/prospectimage/uploadurl", pictures::upload_url),
    post("/connect/v1/payment/user-payment-session", payment::open),
    post("/connect/v1/lead", leads::create),
    get("/connect/v1/lead/{uuid}", leads::read),
    get("/connect/v1/trialsession", trial::slots),
    get("/connect/v1/trialsession/config/validation", trial::config),
    post("/connect/v1/trialsession/book", trial::book),
    ("PUT", "/uploads/{objectKey}", Guard::Public, pictures::upload),
    get("/payment-widget.js", payment::widget),
    get("/payment-widget", payment::page),
    get("/payment-widget/session", payment::session),
    post("/payment-widget/card", payment::card),
    get("/assets/offers/{name}", assets::picture),
    get("/assets/documents/{name}", assets::document),
];

const fn rows(api: Api) -> &'static [Row] {
    match api {
        Api::Device => &DEVICE,
        Api::Open => &OPEN,
        Api::Connect => &CONNECT,
    }
}

/// What is at a path.
pub(crate) enum Found {
    /// The call, and the parts of its path that stand for something.
    Here(Endpoint, Vec<String>),
    OtherMethod,
    Nothing,
}

/// Looks a request up; a `HEAD` is looked up as the `GET` it stands for.
pub(crate) fn find(api: Api, method: &str, path: &str) -> Found {
    let wanted = if method == "HEAD" { "GET" } else { method };
    let mut found = Found::Nothing;
    for &(method, published, guard, handler) in rows(api) {
        let Some(parts) = fits(published, path).filter(|parts| !is_elsewhere(published, parts)) else {
            continue;
        };
        if method == wanted {
            return Found::Here(Endpoint { method, path: published, guard, handler }, parts);
        }
        found = Found::OtherMethod;
    }
    found
}

/// Whether a path that could be one customer's is another published call, which the practice studio lacks.
fn is_elsewhere(published: &str, parts: &[String]) -> bool {
    const CALLS: [&str; 2] = ["additional-information-fields", "benefits"];
    published == "/v1/customers/{customerId}" && parts.iter().any(|part| CALLS.contains(&part.as_str()))
}

/// Whether a call does nothing if it is asked to do nothing.
pub(crate) fn has_dry_runs(published: &str) -> bool {
    ["/cardreader/identification", "/vending/sale", "/time/usage"].iter().any(|end| published.ends_with(end))
}

/// The values of the `{…}` parts; nothing if the path is another.
fn fits(published: &str, path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let (mut wanted, mut given) = (published.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parts),
            (Some(part), Some(value)) if part.starts_with('{') && !value.is_empty() => {
                parts.push(value.to_owned());
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
                Some(("/v1/devices/{deviceId}/activate", &["26"][..])),
            ),
            (Api::Open, "GET", "/v1/customers/by", Some(("/v1/customers/by", &[][..]))),
            (Api::Open, "HEAD", "/v1/customers", Some(("/v1/customers", &[][..]))),
            (
                Api::Connect,
                "GET",
                "/connect/v1/studio/1/rate/2/sepa/agreement",
                Some(("/connect/v1/studio/{studioId}/rate/{rateBundleId}/sepa/agreement", &["1", "2"][..])),
            ),
            (Api::Open, "GET", "/v1/devices/26/activate", None),
            (Api::Open, "PUT", "/v1/devices//activate", None),
            (Api::Open, "GET", "/v1/devices/", None),
            (Api::Device, "GET", "/v1/devices", None),
        ];
        for (api, method, path, expected) in table {
            let found = match find(api, method, path) {
                Found::Here(endpoint, parts) => Some((endpoint.path, parts)),
                Found::OtherMethod | Found::Nothing => None,
            };
            let expected = expected.map(|(path, parts): (_, &[&str])| {
                (path, parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>())
            });
            assert_eq!(found, expected, "{method} {path}");
        }
        assert!(matches!(find(Api::Open, "GET", "/v1/devices/26/activate"), Found::OtherMethod));
    }
}
