//! Vending: a transaction holds the member until the sale is made or the time is over.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{admitted, identified};
use crate::answer::{Answer, Outcome, Refusal};
use crate::journal::Effect;
use crate::member::Member;
use crate::request::{Request, amount, cents, executes, transaction};
use crate::settings::RepeatedSale;
use crate::state::{Lock, SHELVES, Studio};
use crate::texts::Notice;

pub(crate) fn identification(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let transaction = transaction(&body)?;
    let member = identified(studio, &body)?.clone();
    unless_held_by_another(studio, &member, transaction, request)?;
    let shown = |text: String, authorized: bool| {
        json!({
            "text": text,
            "authorized": authorized,
            "consumptionCredit": amount(member.cents),
            "transactionId": transaction.to_string(),
        })
    };
    if let Err(refusal) = admitted(studio, &member, request) {
        return Ok(not_authorized(&refusal, &shown(refusal.notice.text(request.language), false)));
    }
    hold(studio, &member, transaction, studio.settings.idle_timeout_seconds, request);
    let effect = Effect::Locked { member: member.who(), transaction: transaction.to_string() };
    Ok(Answer::json(&shown(String::new(), true), effect))
}

pub(crate) fn sale(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let (transaction, execute) = (transaction(&body)?, executes(&body)?);
    let price = cents(body.get("price"))?;
    let shelf = body.get("productId").and_then(Value::as_str).ok_or(Notice::Malformed)?;
    let member = identified(studio, &body)?.clone();
    let refuse = |notice| Refusal::of(notice, member.who());
    unless_held_by_another(studio, &member, transaction, request)?;
    let asked = SHELVES.iter().find(|(name, _)| *name == shelf).map(|(_, price)| *price);
    let asked = asked.ok_or_else(|| refuse(Notice::UnknownProduct))?;
    if price != Some(asked) {
        return Err(refuse(Notice::PriceMismatch));
    }
    if studio.lock(member.id, request.now).is_none() {
        return repeated(studio, &member, transaction, asked, execute, request);
    }
    if execute {
        complete(studio, &member, transaction, asked, request)
    } else {
        dry_run(studio, &member, transaction, asked, request)
    }
}

/// Top-ups need no identification before them, but respect a transaction that is under way.
pub(crate) fn revalue(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let transaction = transaction(&body)?;
    let raise = cents(body.get("amount"))?.filter(|cents| *cents > 0);
    let member = identified(studio, &body)?.clone();
    unless_held_by_another(studio, &member, transaction, request)?;
    let raise = raise.ok_or_else(|| Refusal::of(Notice::BadAmount, member.who()))?;
    let purse = studio.member_mut(member.id)?;
    purse.cents = purse.cents.saturating_add(raise);
    Ok(Answer::done(StatusCode::NO_CONTENT, Effect::ToppedUp { member: member.who(), cents: raise }))
}

fn dry_run(
    studio: &mut Studio,
    member: &Member,
    transaction: Uuid,
    price: i64,
    request: &Request,
) -> Outcome {
    hold(studio, member, transaction, studio.settings.draw_timeout_seconds, request);
    let shown = |text: String, authorized: bool| {
        json!({
            "text": text,
            "authorized": authorized,
            "consumptionCredit": amount(member.cents),
            "transactionId": transaction.to_string(),
            "price": amount(price),
        })
    };
    if member.cents < price {
        let refusal = Refusal::of(Notice::NoCredit, member.who());
        return Ok(not_authorized(&refusal, &shown(refusal.notice.text(request.language), false)));
    }
    let effect = Effect::DryRun { member: member.who(), device: request.device };
    Ok(Answer::json(&shown(String::new(), true), effect))
}

fn complete(
    studio: &mut Studio,
    member: &Member,
    transaction: Uuid,
    price: i64,
    request: &Request,
) -> Outcome {
    let who = studio.charge(member.id, price)?;
    studio.locks.remove(&member.id);
    studio.completed.insert(transaction, member.id);
    let effect = Effect::Charged { member: who, cents: price, device: request.device };
    Ok(Answer::done(StatusCode::NO_CONTENT, effect))
}

/// A sale that no live transaction covers: too late, or sent a second time.
fn repeated(
    studio: &mut Studio,
    member: &Member,
    transaction: Uuid,
    price: i64,
    execute: bool,
    request: &Request,
) -> Outcome {
    let expired = || Err(Refusal::of(Notice::NoTransaction, member.who()));
    let again = execute && studio.completed.get(&transaction) == Some(&member.id);
    if !again {
        return expired();
    }
    match studio.settings.repeated_sale {
        RepeatedSale::Refused => expired(),
        RepeatedSale::Deduplicated => {
            Ok(Answer::done(StatusCode::NO_CONTENT, Effect::RepeatIgnored { member: member.who() }))
        }
        RepeatedSale::ChargedAgain => complete(studio, member, transaction, price, request),
    }
}

fn unless_held_by_another(
    studio: &Studio,
    member: &Member,
    transaction: Uuid,
    request: &Request,
) -> Result<(), Refusal> {
    match studio.lock(member.id, request.now) {
        Some(lock) if lock.transaction != transaction => Err(Refusal::of(Notice::Locked, member.who())),
        Some(_) | None => Ok(()),
    }
}

fn hold(studio: &mut Studio, member: &Member, transaction: Uuid, seconds: i64, request: &Request) {
    let until = request.now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(jiff::Timestamp::MAX);
    studio.locks.insert(member.id, Lock { transaction, until });
}

fn not_authorized(refusal: &Refusal, body: &Value) -> Answer {
    let code = refusal.notice.code().to_owned();
    Answer::json(body, Effect::Refused { member: refusal.member.clone(), code })
}
