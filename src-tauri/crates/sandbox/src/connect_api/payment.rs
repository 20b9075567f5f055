//! Payment by card: the session a desk opens, and a widget of the practice studio's own that turns a card
//! into a token. The session's request and answer are the Open API's, which publishes the twin of the call.

use http::StatusCode;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::form::Form;
use super::known_studio;
use crate::answer::{Answer, Outcome, Reply};
use crate::books::PaymentSession;
use crate::journal::Effect;
use crate::request::{Request, cents};
use crate::state::Studio;

const WIDGET: &str = include_str!("payment-widget.js");
const PAGE: &str = include_str!("payment-widget.html");
const SCOPES: [&str; 2] = ["MEMBER_ACCOUNT", "ECOM"];
const CHOICES: [&str; 11] = [
    "CASH",
    "BANK_TRANSFER",
    "BACS",
    "SEPA",
    "CH_DD",
    "LSV",
    "CREDIT_CARD",
    "TWINT",
    "PAYPAL",
    "BANCONTACT",
    "IDEAL",
];

/// The card that works, and the one that is declined. Other numbers are none.
const GOOD_CARD: &str = "4111111111111111";
const BAD_CARD: &str = "4000000000000002";

pub(crate) fn open(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    if let Some(id) = body.number("studioId")? {
        known_studio(Some(id))?;
    }
    body.decimal("amount")?.ok_or_else(|| body.missing("amount"))?;
    let amount = cents(json.get("amount"))?.filter(|cents| *cents >= 0);
    let amount = amount.ok_or_else(|| body.invalid("amount", "is no amount of money"))?;
    body.one_of("scope", &SCOPES)?.ok_or_else(|| body.missing("scope"))?;
    body.filled("referenceText", 300)?;
    let choices = body.texts("permittedPaymentChoices")?.unwrap_or_default();
    if !choices.iter().all(|choice| CHOICES.contains(choice)) {
        return Err(body.invalid("permittedPaymentChoices", "has an unknown choice").into());
    }
    let (customer, payer) = (body.number("customerId")?, body.uuid("finionPayCustomerId")?);
    if customer.is_some() && payer.is_some() {
        return Err(body.invalid("customerId", "and finionPayCustomerId exclude each other").into());
    }
    let seconds = SignedDuration::from_secs(studio.settings.payment_session_seconds);
    let until = request.now.checked_add(seconds).unwrap_or(request.now);
    let token = format!("ups_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let body = json!({
        "token": token,
        "tokenValidUntil": until.to_string(),
        "finionPayCustomerId": payer.unwrap_or_else(Uuid::new_v4),
    });
    let effect = Effect::PaymentOpened { session: short(&token), until };
    studio.books.sessions.push(PaymentSession {
        token,
        until,
        cents: amount,
        request_token: None,
        contract: None,
    });
    Ok(Answer::json(&body, effect))
}

/// A session in the journal, where its token has no business.
fn short(token: &str) -> String {
    token.chars().take(8).collect()
}

/// Why a card's token cannot be used, if so.
pub(super) fn usable(studio: &Studio, token: &str, now: Timestamp) -> Result<(), &'static str> {
    let session =
        studio.books.sessions.iter().find(|session| session.request_token.as_deref() == Some(token));
    match session {
        None => Err("is unknown"),
        Some(session) if session.contract.is_some() => Err("has been used"),
        Some(session) if now >= session.until => Err("has lapsed with its session"),
        Some(_) => Ok(()),
    }
}

/// Notes that a card's token was used.
pub(super) fn spend(studio: &mut Studio, token: &str, contract: i64) {
    let sessions = studio.books.sessions.iter_mut();
    for session in sessions.filter(|session| session.request_token.as_deref() == Some(token)) {
        session.contract = Some(contract);
    }
}

pub(crate) fn widget(_studio: &mut Studio, _request: &Request) -> Outcome {
    Ok(Answer::file("text/javascript; charset=utf-8", WIDGET.into()))
}

pub(crate) fn page(_studio: &mut Studio, _request: &Request) -> Outcome {
    Ok(Answer::file("text/html; charset=utf-8", PAGE.into()))
}

/// What the widget asks before it shows a form: is this session open?
pub(crate) fn session(studio: &mut Studio, request: &Request) -> Outcome {
    let token = request.asked("userSessionToken").unwrap_or_default();
    let body = match find(studio, token, request.now) {
        Ok(session) => json!({"state": "OPEN", "tokenValidUntil": session.until.to_string()}),
        Err(state) => json!({"state": state}),
    };
    Ok(shared(StatusCode::OK, &body, Effect::Read))
}

/// A card that was typed into the widget.
pub(crate) fn card(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    let token = body.required("userSessionToken", 1000)?;
    let number: String = body.required("cardNumber", 100)?.chars().filter(char::is_ascii_digit).collect();
    let refused = |state: &str| {
        let reason = format!("the payment widget said {state}");
        shared(
            StatusCode::BAD_REQUEST,
            &json!({"state": state}),
            Effect::Rejected { code: "BAD_REQUEST", reason },
        )
    };
    let session = match find(studio, token, request.now) {
        Ok(session) => session,
        Err(state) => return Ok(refused(state)),
    };
    match number.as_str() {
        GOOD_CARD => {}
        BAD_CARD => return Ok(refused("DECLINED")),
        _ => return Ok(refused("INVALID_NUMBER")),
    }
    // One token a session, however often the card is entered.
    let card = session.request_token.get_or_insert_with(|| format!("prt_{}", Uuid::new_v4().simple()));
    let body = json!({"state": "ACCEPTED", "paymentRequestToken": card});
    Ok(shared(StatusCode::OK, &body, Effect::CardAccepted { session: short(token) }))
}

fn find<'a>(
    studio: &'a mut Studio,
    token: &str,
    now: Timestamp,
) -> Result<&'a mut PaymentSession, &'static str> {
    let session = studio.books.sessions.iter_mut().find(|session| session.token == token).ok_or("UNKNOWN")?;
    if session.contract.is_some() {
        Err("USED")
    } else if now >= session.until {
        Err("LAPSED")
    } else {
        Ok(session)
    }
}

/// An answer that a page from another origin may read: the widget runs inside the desk's own.
fn shared(status: StatusCode, body: &Value, effect: Effect) -> Answer {
    let reply =
        Reply::json(status, body).with(ACCESS_CONTROL_ALLOW_ORIGIN, "*").with(CACHE_CONTROL, "no-store");
    Answer { reply, effect }
}
