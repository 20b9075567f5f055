//! The trainer's controls: the same as the library's handle, for other processes.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use http::StatusCode;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::books::Contract;
use crate::endpoint::Scope;
use crate::faults::FaultPlan;
use crate::ledger::{Charge, Held, TopUp};
use crate::settings::{self, Settings};
use crate::{Core, MemberCard};

/// Nobody waits longer than this for a journal entry in one request.
const LONGEST_WAIT: u64 = 30_000;

/// A weak link, so that the controls' port does not keep the studio alive after its handle is gone.
type Link = State<Weak<Core>>;

pub(crate) fn router(core: &Arc<Core>) -> Router {
    Router::new()
        .route("/practice", get(overview))
        .route("/practice/members", get(members))
        .route("/practice/devices", get(devices))
        .route("/practice/devices/{id}/revoke", post(revoke))
        .route("/practice/scopes", put(scopes))
        .route("/practice/settings", get(settings).put(change_settings))
        .route("/practice/shelves/{shelf}", put(shelf))
        .route("/practice/offers/{seconds}", put(offer))
        .route("/practice/charges", get(charges))
        .route("/practice/top-ups", get(top_ups))
        .route("/practice/locks", get(locks))
        .route("/practice/contracts", get(contracts))
        .route("/practice/payment-sessions/lapse", post(lapse))
        .route("/practice/fault", get(faults).post(add_fault).delete(clear_faults))
        .route("/practice/away", post(away))
        .route("/practice/clock", post(clock))
        .route("/practice/journal", get(journal))
        .route("/practice/journal", delete(clear_journal))
        .route("/practice/reset", post(reset))
        .with_state(Arc::downgrade(core))
}

/// The studio, unless it is closing at this very moment.
fn core(link: &Weak<Core>) -> Result<Arc<Core>, StatusCode> {
    link.upgrade().ok_or(StatusCode::SERVICE_UNAVAILABLE)
}

async fn overview(State(link): Link) -> Result<Json<Value>, StatusCode> {
    let core = core(&link)?;
    let now = core.shared.now();
    let mut studio = core.shared.studio();
    let who_is_in = studio.who_is_in(now);
    Ok(Json(json!({
        "open_url": core.open.url(),
        "device_url": core.device.url(),
        "connect_url": core.connect.url(),
        "api_key": studio.key,
        "scopes": studio.scopes,
        "now": now,
        "who_is_in": who_is_in,
        "confirmed": studio.confirmed,
        "vouchers": studio.vouchers,
    })))
}

async fn members(State(link): Link) -> Result<Json<Vec<MemberCard>>, StatusCode> {
    Ok(Json(core(&link)?.members()))
}

async fn devices(State(link): Link) -> Result<Json<Value>, StatusCode> {
    let core = core(&link)?;
    let devices = core.shared.studio().devices.clone();
    Ok(Json(json!(devices)))
}

async fn revoke(State(link): Link, Path(device): Path<i64>) -> Result<StatusCode, StatusCode> {
    let known = core(&link)?.revoke(device);
    Ok(if known { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scopes {
    scopes: BTreeSet<Scope>,
}

async fn scopes(State(link): Link, Json(wish): Json<Scopes>) -> Result<StatusCode, StatusCode> {
    core(&link)?.set_scopes(wish.scopes);
    Ok(StatusCode::NO_CONTENT)
}

async fn settings(State(link): Link) -> Result<Json<Settings>, StatusCode> {
    let core = core(&link)?;
    let settings = core.shared.studio().settings.clone();
    Ok(Json(settings))
}

async fn change_settings(State(link): Link, Json(wish): Json<Settings>) -> Result<StatusCode, StatusCode> {
    core(&link)?.shared.studio().change(|settings| *settings = wish);
    Ok(StatusCode::NO_CONTENT)
}

/// A price; null takes what it is for out of the catalogue.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    cents: Option<u32>,
}

async fn shelf(
    State(link): Link,
    Path(shelf): Path<String>,
    Json(price): Json<Price>,
) -> Result<StatusCode, StatusCode> {
    let core = core(&link)?;
    settings::set(&mut core.shared.studio().settings.shelves, shelf, price.cents.map(i64::from));
    Ok(StatusCode::NO_CONTENT)
}

async fn offer(
    State(link): Link,
    Path(seconds): Path<u32>,
    Json(price): Json<Price>,
) -> Result<StatusCode, StatusCode> {
    let core = core(&link)?;
    let cents = price.cents.map(i64::from);
    settings::set(&mut core.shared.studio().settings.offers, i64::from(seconds), cents);
    Ok(StatusCode::NO_CONTENT)
}

async fn charges(State(link): Link) -> Result<Json<Vec<Charge>>, StatusCode> {
    let core = core(&link)?;
    let charges = core.shared.studio().ledger.charges.clone();
    Ok(Json(charges))
}

async fn top_ups(State(link): Link) -> Result<Json<Vec<TopUp>>, StatusCode> {
    let core = core(&link)?;
    let top_ups = core.shared.studio().ledger.top_ups.clone();
    Ok(Json(top_ups))
}

async fn locks(State(link): Link) -> Result<Json<Vec<Held>>, StatusCode> {
    let core = core(&link)?;
    let now = core.shared.now();
    let held = core.shared.studio().held(now);
    Ok(Json(held))
}

async fn contracts(State(link): Link) -> Result<Json<Vec<Contract>>, StatusCode> {
    let core = core(&link)?;
    let contracts = core.shared.studio().books.contracts.clone();
    Ok(Json(contracts))
}

async fn lapse(State(link): Link) -> Result<StatusCode, StatusCode> {
    core(&link)?.lapse_payment_sessions();
    Ok(StatusCode::NO_CONTENT)
}

async fn faults(State(link): Link) -> Result<Json<Vec<FaultPlan>>, StatusCode> {
    Ok(Json(core(&link)?.shared.faults.list()))
}

async fn add_fault(State(link): Link, Json(plan): Json<FaultPlan>) -> Result<StatusCode, StatusCode> {
    core(&link)?.shared.faults.add(plan);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_faults(State(link): Link) -> Result<StatusCode, StatusCode> {
    core(&link)?.shared.faults.clear();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Away {
    away: bool,
}

async fn away(State(link): Link, Json(wish): Json<Away>) -> Result<Response, StatusCode> {
    let done = core(&link)?.set_away(wish.away).await;
    Ok(match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => (StatusCode::CONFLICT, problem.to_string()).into_response(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: i64,
}

async fn clock(State(link): Link, Json(wish): Json<Advance>) -> Result<Json<Value>, StatusCode> {
    let core = core(&link)?;
    core.advance(SignedDuration::from_secs(wish.advance_seconds));
    Ok(Json(json!({"now": core.shared.now()})))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait_millis: u64,
}

/// The entries after a number; with `wait_millis` the answer waits for the first of them.
async fn journal(State(link): Link, Query(since): Query<Since>) -> Result<Json<Value>, StatusCode> {
    let mut newest = core(&link)?.shared.journal.subscribe();
    let patience = Duration::from_millis(since.wait_millis.min(LONGEST_WAIT));
    // Too long a wait is answered with an empty list, which says it all.
    let _waited = tokio::time::timeout(patience, newest.wait_for(|number| *number > since.after)).await;
    Ok(Json(json!(core(&link)?.shared.journal.after(since.after))))
}

async fn clear_journal(State(link): Link) -> Result<StatusCode, StatusCode> {
    core(&link)?.shared.journal.clear();
    Ok(StatusCode::NO_CONTENT)
}

async fn reset(State(link): Link) -> Result<StatusCode, StatusCode> {
    core(&link)?.reset();
    Ok(StatusCode::NO_CONTENT)
}
