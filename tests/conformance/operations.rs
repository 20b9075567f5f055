//! The operations the product uses, and the tests that nothing is used beside this list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sandbox::{Api, Options, Sandbox};

use crate::caller::Caller;
use crate::client_sends::calls;
use crate::spec::document;
use crate::stories::{provoked_by_faults, stories};
use crate::unpublished;

/// One operation that is held to its document.
pub struct Row {
    pub api: Api,
    pub method: &'static str,
    pub path: &'static str,
    /// The client's functions that call it.
    pub client: &'static [&'static str],
    /// Published statuses that the practice studio has no occasion for. Everything else that is
    /// published must be provoked.
    pub never: &'static [u16],
}

const fn device(
    path: &'static str,
    method: &'static str,
    client: &'static [&'static str],
    never: &'static [u16],
) -> Row {
    Row { api: Api::Device, method, path, client, never }
}

const fn open(
    path: &'static str,
    method: &'static str,
    client: &'static [&'static str],
    never: &'static [u16],
) -> Row {
    Row { api: Api::Open, method, path, client, never }
}

const fn connect(
    path: &'static str,
    method: &'static str,
    client: &'static [&'static str],
    never: &'static [u16],
) -> Row {
    Row { api: Api::Connect, method, path, client, never }
}

/// Every operation of the practice studio; the client's are among them.
pub const OPERATIONS: [Row; 48] = [
    device("/open-api/device/cardreader/identification", "POST", &["identify"], &[]),
    device("/open-api/device/vending/identification", "POST", &["vending_identify"], &[]),
    device("/open-api/device/vending/sale", "POST", &["check_sale", "charge_sale"], &[]),
    device("/open-api/device/vending/revalue", "POST", &["revalue"], &[]),
    device("/open-api/device/time/price", "GET", &["time_prices"], &[400, 404]),
    device("/open-api/device/time/identification", "POST", &["time_identify"], &[]),
    device("/open-api/device/time/usage", "POST", &["check_usage", "charge_usage"], &[]),
    open("/v1/studios/information", "GET", &["check_key", "studio"], &[400, 404, 409]),
    open("/v1/studios/confirmActivation", "POST", &["confirm_activation"], &[400, 404, 409]),
    open("/v1/devices", "GET", &["devices"], &[400, 404, 409]),
    open("/v1/devices/{deviceId}/activate", "PUT", &["activate"], &[409]),
    open("/v1/customers/by", "GET", &["member_by", "may_look_members_up", "person_by_number"], &[409]),
    open("/v1/customers", "GET", &["members"], &[404, 409]),
    open("/v1/customers/search", "POST", &["search"], &[404, 409]),
    open("/v1/customers/{customerId}", "GET", &["person"], &[409]),
    open("/v1/customers/{customerId}/account/balances", "GET", &["balance"], &[409]),
    open("/v1/customers/{customerId}/access-code", "GET", &["access_code"], &[409]),
    open("/v1/customers/{customerId}/contracts", "GET", &["contracts"], &[409]),
    open("/v1/customers/{customerId}/activities/checkins", "GET", &["visits"], &[409]),
    open("/v1/customers/{customerId}/access-medium", "PUT", &[], &[]),
    open("/v1/customers/{customerId}/access-mediums", "POST", &["link_card"], &[]),
    open("/v1/checkin-vouchers/redeem", "POST", &["redeem_check_in_voucher"], &[409]),
    connect("/connect/v2/studio", "GET", &["studios"], &[400, 404, 409]),
    connect("/connect/v2/studio/{studioId}", "GET", &[], &[400, 409]),
    connect("/connect/v2/studio/details/{studioId}", "GET", &["studio"], &[400, 409]),
    connect("/connect/v2/studio/{studioId}/legalinfo", "GET", &[], &[400, 409]),
    connect(
        "/connect/v1/studio/{studioId}/communication-settings",
        "GET",
        &["message_categories"],
        &[400, 409],
    ),
    connect("/connect/v1/studio/{studioId}/sepa/agreement", "GET", &["mandate_text"], &[400, 409]),
    connect(
        "/connect/v1/studio/{studioId}/rate/{rateBundleId}/sepa/agreement",
        "GET",
        &["mandate_text"],
        &[400, 409],
    ),
    connect("/connect/v1/rate-bundle", "GET", &["offers"], &[409]),
    connect("/connect/v1/rate-bundle", "POST", &["sign"], &[]),
    connect("/connect/v2/preview", "POST", &["preview"], &[409]),
    connect("/connect/v1/contractvoucher/{contractVoucherCode}/validate", "GET", &["rate_voucher"], &[409]),
    connect(
        "/connect/v1/contractvoucher/{contractVoucherCode}/redeem",
        "POST",
        &["redeem_rate_voucher"],
        &[],
    ),
    connect("/connect/v1/bankaccount", "GET", &["bank_account"], &[409]),
    connect("/connect/v1/bankaccount/validate/accountholder", "GET", &["account_holder_valid"], &[404, 409]),
    connect("/connect/v1/validation/taxId", "POST", &["check_tax_id"], &[409]),
    connect("/connect/v1/addressdata/italy/province", "GET", &["province"], &[409]),
    connect("/connect/v1/i18n/countries", "GET", &["countries"], &[404, 409]),
    connect("/connect/v1/campaign", "GET", &["campaigns"], &[409]),
    connect("/connect/v1/referral", "GET", &["referrals"], &[409]),
    connect(
        "/connect/v1/terminal/customer-data-by-codicefiscale",
        "GET",
        &["birth_information"],
        &[404, 409],
    ),
    connect("/connect/v1/prospectimage/uploadurl", "GET", &["picture_place"], &[400, 404, 409]),
    connect("/connect/v1/lead", "POST", &["create_lead"], &[409]),
    connect("/connect/v1/lead/{uuid}", "GET", &[], &[409]),
    connect("/connect/v1/trialsession", "GET", &["trial_slots"], &[409]),
    connect("/connect/v1/trialsession/config/validation", "GET", &["trial_config"], &[409]),
    connect("/connect/v1/trialsession/book", "POST", &["book_trial"], &[]),
];

/// The languages the vendor answers in. Not in the documents, which only refer to the list.
pub const LANGUAGES: [&str; 21] = [
    "cs", "de", "en", "es", "fr", "hu", "it", "nb", "nl", "pl", "ro", "ru", "sl", "sv", "tr", "de-CH",
    "de-LI", "en-CA", "en-GB", "en-US", "fr-LU",
];

/// The client's functions that go elsewhere than to an address that is published: where the studio keeps
/// its files, and where the document is too old to know (`unpublished.rs`).
const OUTSIDE: [&str; 5] = ["logo", "person_picture", "offer_picture", "upload_picture", "payment_session"];

/// What a path in the client begins with before a voucher's code is put into it.
const BEFORE_A_CODE: &str = "/connect/v1/contractvoucher";

const APIS: [Api; 3] = [Api::Device, Api::Open, Api::Connect];

/// The row of an operation, by its published path.
pub fn row(api: Api, method: &str, template: &str) -> Option<&'static Row> {
    // A `HEAD` stands for the `GET` of its path.
    let method = if method == "HEAD" { "GET" } else { method };
    OPERATIONS.iter().find(|row| row.api == api && row.method == method && row.path == template)
}

#[test]
fn every_operation_of_the_list_is_published() {
    for row in &OPERATIONS {
        let found = document(row.api).find(row.method, row.path).expect(row.path);
        assert_eq!(found.template, row.path);
        for never in row.never {
            assert!(found.statuses().contains(never), "{never} is not published for {}", row.path);
        }
    }
}

/// Asks the practice studio, without a credential, for everything the vendor has published.
#[tokio::test]
async fn the_practice_studio_has_no_operation_beside_the_list() {
    let studio = Sandbox::start(Options::default()).await.unwrap();
    let caller = Caller::to(&studio);
    let mut found = BTreeSet::new();
    for api in APIS {
        for (method, path) in document(api).operations() {
            let told = caller.plain(api, &method, &path.replace(['{', '}'], "")).await;
            let error = told.json();
            let code = if api == Api::Connect { &error["message"] } else { &error["errorCode"] };
            let nothing_there = told.status == 404 && code == "NOT_FOUND";
            if !nothing_there && told.status != 405 {
                found.insert((api, method, path));
            }
        }
    }
    let listed: BTreeSet<_> =
        OPERATIONS.iter().map(|row| (row.api, row.method.to_owned(), row.path.to_owned())).collect();
    assert_eq!(found, listed, "left: the practice studio answers these; right: conformance covers these");
}

/// Finds what asking for the published cannot find: a path that nobody has published.
#[test]
fn neither_the_client_nor_the_practice_studio_names_a_path_beside_the_list() {
    let published = OPERATIONS.iter().map(|row| row.path);
    let known = published.chain(unpublished::PATHS).chain([BEFORE_A_CODE]);
    let listed: BTreeSet<String> = known.map(nameless).collect();
    for (at_least, name) in [(35, "magicline"), (45, "sandbox")] {
        let mut named = BTreeSet::new();
        for source in sources(name) {
            named.extend(paths_in(&source).into_iter().map(|path| nameless(&path)));
        }
        let strange: Vec<_> = named.difference(&listed).collect();
        assert!(strange.is_empty(), "{name} names {strange:?}, which conformance does not cover");
        assert!(named.len() >= at_least, "{name}: the search found only {named:?}");
    }
}

#[test]
fn every_call_of_the_client_is_made() {
    let mut public = BTreeSet::new();
    for source in sources("magicline") {
        for line in source.lines().filter_map(|line| line.trim().strip_prefix("pub async fn ")) {
            let name = line.split(['(', '<']).next().unwrap().to_owned();
            // The same call, and its answer is kept.
            if name.starts_with("hear_") {
                continue;
            }
            // The only name that both APIs have.
            assert!(public.insert(name.clone()) || name == "studio", "{name} is there twice");
        }
    }
    let made: BTreeSet<String> = calls().iter().map(|call| call.name().to_owned()).collect();
    assert_eq!(public, made, "left: functions of the client; right: calls that conformance makes");
    let listed = OPERATIONS.iter().flat_map(|row| row.client).chain(&OUTSIDE);
    assert_eq!(made, listed.map(|name| (*name).to_owned()).collect(), "right: the names in the list");
}

/// Every published status of every operation is provoked, or named as one that cannot be.
#[tokio::test]
async fn every_published_answer_is_provoked() {
    let studio = Sandbox::start(Options::default()).await.unwrap();
    let told = stories(&studio.members());
    let mut provoked: BTreeSet<(Api, &str, &str, u16)> = BTreeSet::new();
    for (status, ask) in told.iter().flat_map(|story| &story.steps) {
        let operation = document(ask.api).find(ask.method, ask.path.split('?').next().unwrap());
        if let Some(row) = operation.and_then(|operation| row(ask.api, ask.method, operation.template)) {
            provoked.insert((row.api, row.method, row.path, *status));
        }
    }
    for row in &OPERATIONS {
        let published = document(row.api).find(row.method, row.path).unwrap().statuses();
        provoked.extend(provoked_by_faults().map(|status| (row.api, row.method, row.path, status)));
        for status in published {
            let done = provoked.contains(&(row.api, row.method, row.path, status));
            let never = row.never.contains(&status);
            assert!(
                done != never,
                "{} {}: {status} is provoked: {done}, cannot be: {never}",
                row.method,
                row.path
            );
        }
    }
}

/// A path without the names of its parts, which are everybody's own.
fn nameless(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// String literals that begin like a path of the vendor's.
fn paths_in(source: &str) -> Vec<String> {
    let starts = ["/open-api/", "/v1/", "/connect/"];
    let found = source.split('"').filter(|text| starts.iter().any(|start| text.starts_with(start)));
    found.map(str::to_owned).collect()
}

/// The sources of a crate, each up to its unit tests.
fn sources(name: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates").join(name).join("src");
    let mut folders = vec![root];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                files.push(path);
            }
        }
    }
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()
    };
    files.into_iter().map(read).collect()
}
