//! Devices that run for a paid time, here a solarium.

use http::StatusCode;
use serde_json::{Value, json};

use super::{admitted, identified};
use crate::answer::{Answer, Outcome, Refusal};
use crate::journal::Effect;
use crate::member::Member;
use crate::request::{Request, amount, executes};
use crate::state::Studio;
use crate::texts::Notice;

/// Seconds and their price in cents.
const OFFERS: [(i64, i64); 3] = [(300, 300), (600, 550), (900, 750)];

fn money(cents: i64) -> Value {
    json!({"amount": amount(cents), "currency": "EUR"})
}

pub(crate) fn price(_studio: &mut Studio, _request: &Request) -> Outcome {
    let offer = |(seconds, cents)| json!({"durationInSeconds": seconds, "price": money(cents)});
    let selection: Vec<Value> = OFFERS.into_iter().map(offer).collect();
    Ok(Answer::json(&json!({"selection": selection}), Effect::Read))
}

pub(crate) fn identification(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let member = identified(studio, &body)?;
    let (text, effect) = match allowed(studio, member, request) {
        Ok(()) => (String::new(), Effect::DryRun { member: member.who(), device: request.device }),
        Err(refusal) => not_authorized(&refusal, request),
    };
    let authorized = text.is_empty();
    Ok(Answer::json(&json!({"text": text, "authorized": authorized}), effect))
}

pub(crate) fn usage(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let execute = executes(&body)?;
    // The published schema requires no duration; without one there is nothing that was offered.
    let seconds = body.get("durationInSeconds").and_then(Value::as_i64);
    let member = identified(studio, &body)?.clone();
    let offer = OFFERS.into_iter().find(|(offered, _)| Some(*offered) == seconds);
    let (_, cents) = offer.ok_or_else(|| Refusal::of(Notice::UnknownDuration, member.who()))?;
    let checked = allowed(studio, &member, request).and_then(|()| affordable(&member, cents));
    if execute {
        checked?;
        let who = studio.charge(member.id, cents)?;
        let effect = Effect::Charged { member: who, cents, device: request.device };
        return Ok(Answer::done(StatusCode::NO_CONTENT, effect));
    }
    let (text, effect) = match checked {
        Ok(()) => (String::new(), Effect::DryRun { member: member.who(), device: request.device }),
        Err(refusal) => not_authorized(&refusal, request),
    };
    let authorized = text.is_empty();
    Ok(Answer::json(&json!({"text": text, "authorized": authorized, "price": money(cents)}), effect))
}

/// Besides the usual checks, a solarium is closed to minors by law.
fn allowed(studio: &Studio, member: &Member, request: &Request) -> Result<(), Refusal> {
    admitted(studio, member, request)?;
    if member.is_minor(studio.today(request.now)) {
        return Err(Refusal::of(Notice::TooYoung, member.who()));
    }
    Ok(())
}

fn affordable(member: &Member, cents: i64) -> Result<(), Refusal> {
    if member.cents < cents { Err(Refusal::of(Notice::NoCredit, member.who())) } else { Ok(()) }
}

fn not_authorized(refusal: &Refusal, request: &Request) -> (String, Effect) {
    let code = refusal.notice.code().to_owned();
    (refusal.notice.text(request.language), Effect::Refused { member: refusal.member.clone(), code })
}
