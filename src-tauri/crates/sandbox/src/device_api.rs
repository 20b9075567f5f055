//! The Device API: seven calls, one token per device.

pub(crate) mod access;
pub(crate) mod time;
pub(crate) mod vending;

use http::StatusCode;
use serde_json::Value;

use crate::answer::{Answer, Outcome, Refusal};
use crate::credential::Shown;
use crate::endpoint::Endpoint;
use crate::journal::{Effect, Recorded};
use crate::ledger::{Charge, Goods};
use crate::member::Member;
use crate::request::Request;
use crate::state::{Model, Studio};
use crate::texts::Notice;

/// Finds the device by its token and lets it do what its model is for.
pub(crate) fn answer(
    studio: &mut Studio,
    endpoint: &Endpoint,
    model: Model,
    recorded: &Recorded,
    mut request: Request,
) -> Outcome {
    let token = recorded.header("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let known = |device: &&crate::state::Device| token.is_some() && device.token.as_deref() == token;
    let Some(device) = studio.devices.iter().find(known) else {
        let effect = Effect::Refused { member: None, code: Notice::Unauthorized.code().to_owned() };
        return Ok(Answer::done(StatusCode::UNAUTHORIZED, effect));
    };
    if device.model != model {
        return Err(Notice::WrongModel.into());
    }
    request.device = device.id;
    (endpoint.handler)(studio, &request)
}

/// The member named by a request's `identification`.
fn identified<'a>(studio: &'a Studio, body: &Value) -> Result<&'a Member, Notice> {
    let identification = body.get("identification").ok_or(Notice::Malformed)?;
    studio.shown(&Shown::read(identification)?)
}

/// Takes the price of something off a member's credit and enters it in the books.
fn charge(
    studio: &mut Studio,
    member: i64,
    (goods, cents): (Goods, i64),
    checked: bool,
    request: &Request,
) -> Outcome {
    let (who, device) = (studio.charge(member, cents)?, request.device);
    let charge = Charge { member, goods: goods.clone(), cents, device, time: request.now, checked };
    studio.ledger.charges.push(charge);
    Ok(Answer::done(StatusCode::NO_CONTENT, Effect::Charged { member: who, goods, cents, device }))
}

/// An answer that says no in its body, in the language of the one who asked.
fn not_authorized(refusal: Refusal, request: &Request, body: impl FnOnce(String, bool) -> Value) -> Answer {
    let body = body(refusal.notice.text(request.language), false);
    let effect = Effect::Refused { member: refusal.member, code: refusal.notice.code().to_owned() };
    Answer::json(&body, effect)
}

/// The checks every device makes: may this member be here now?
fn admitted(studio: &Studio, member: &Member, request: &Request) -> Result<(), Refusal> {
    match member.refusal(&studio.local(request.now)) {
        None => Ok(()),
        Some(notice) => Err(Refusal::of(notice, member.who())),
    }
}
