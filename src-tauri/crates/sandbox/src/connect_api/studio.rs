//! The studio: where it is, when it is open, what it may send, and the text of its mandate.

use serde_json::{Value, json};

use super::country::{Facts, facts};
use super::offers::{Tongue, Words, words};
use super::reject::{Code, Reject};
use super::{known_studio, tongue};
use crate::answer::{Answer, Outcome};
use crate::journal::Effect;
use crate::request::Request;
use crate::state::{STUDIO_ID, STUDIO_NAME, Studio};

/// The creditor identifier the Bundesbank publishes for tests.
const CREDITOR: &str = "DE98ZZZ09999999999";

/// Message categories and what may be sent by default on the channels below.
pub(crate) const CATEGORIES: [(i64, Words, Words, [bool; 4]); 3] = [
    (
        71,
        words("Vertrag", "Contract"),
        words("Alles, was deinen Vertrag betrifft", "Everything about your contract"),
        [true, true, false, true],
    ),
    (
        72,
        words("Training", "Training"),
        words("Kurse, Termine und Trainingspläne", "Classes, appointments and training plans"),
        [false, true, false, false],
    ),
    (
        73,
        words("Angebote", "Offers"),
        words("Neues und Angebote des Studios", "News and offers of the studio"),
        [false, false, false, false],
    ),
];

pub(crate) const CHANNELS: [&str; 4] = ["LETTER", "EMAIL", "TEXT_MESSAGE", "PHONE"];

pub(crate) fn list(studio: &mut Studio, request: &Request) -> Outcome {
    let prefix = request.asked("addressSearchQuery").unwrap_or_default().to_lowercase();
    let place = facts(studio.settings.country);
    let here = place.city.to_lowercase().starts_with(&prefix) || place.zip.starts_with(&prefix);
    // The practice studio carries no tags, so asking for one finds nothing.
    let found: Vec<Value> = if here && request.asked("studioTags").is_none() {
        vec![describe(studio, request)]
    } else {
        Vec::new()
    };
    Ok(Answer::json(&Value::from(found.clone()), Effect::Listed { count: found.len() }))
}

pub(crate) fn one(studio: &mut Studio, request: &Request) -> Outcome {
    known_studio(request.id().ok())?;
    Ok(Answer::json(&describe(studio, request), Effect::Read))
}

pub(crate) fn details(studio: &mut Studio, request: &Request) -> Outcome {
    known_studio(request.id().ok())?;
    let mut details = describe(studio, request);
    details["defaultLocale"] = json!(facts(studio.settings.country).locale);
    details["centralLegalLinks"] = links();
    details["referralProgramActive"] = json!(true);
    details["trialSessionHours"] = json!([hours("MONDAY", "SATURDAY", 10, 19)]);
    Ok(Answer::json(&details, Effect::Read))
}

pub(crate) fn legal_info(_studio: &mut Studio, request: &Request) -> Outcome {
    known_studio(request.id().ok())?;
    Ok(Answer::json(&json!({"legalLinks": links()}), Effect::Read))
}

pub(crate) fn communication(studio: &mut Studio, request: &Request) -> Outcome {
    known_studio(request.id().ok())?;
    let tongue = tongue(studio, request);
    let channel = |(name, active): (&str, bool)| json!({"communicationChannel": name, "active": active, "customerOverridable": true});
    let category = |(id, name, description, active): (i64, Words, Words, [bool; 4])| {
        json!({
            "messageCategory": {
                "databaseId": id, "optlock": 0, "name": name.pick(tongue),
                "shortDescription": name.pick(tongue), "publicDescription": description.pick(tongue),
                "showAsterisk": id == 71,
            },
            "communicationChannels": CHANNELS.into_iter().zip(active).map(channel).collect::<Vec<_>>(),
        })
    };
    let settings: Vec<Value> = CATEGORIES.into_iter().map(category).collect();
    Ok(Answer::json(&json!(settings), Effect::Listed { count: settings.len() }))
}

pub(crate) fn mandate(studio: &mut Studio, request: &Request) -> Outcome {
    known_studio(request.id().ok())?;
    let tongue = tongue(studio, request);
    Ok(Answer::json(&json!(mandate_text(facts(studio.settings.country), tongue)), Effect::Read))
}

/// The same for an offer, in the language of the query.
pub(crate) fn mandate_of_offer(studio: &mut Studio, request: &Request) -> Outcome {
    let number = |at: usize| request.parts.get(at).and_then(|part| part.parse::<i64>().ok());
    known_studio(number(0))?;
    let known = studio.offers().iter().any(|offer| Some(offer.id) == number(1));
    if !known {
        return Err(Reject::new(Code::NotFound, "there is no such rate bundle").into());
    }
    let asked = request.asked("language").map(str::to_lowercase);
    let tongue = match asked.as_deref() {
        Some(tag) if tag.starts_with("de") => Tongue::German,
        Some(tag) if tag.starts_with("en") => Tongue::English,
        Some(_) | None => tongue(studio, request),
    };
    Ok(Answer::json(&json!(mandate_text(facts(studio.settings.country), tongue)), Effect::Read))
}

fn mandate_text(place: &Facts, tongue: Tongue) -> String {
    let creditor = format!("{STUDIO_NAME}, {}", place.line());
    match tongue {
        Tongue::German => format!(
            "Gläubiger: {creditor}. Gläubiger-Identifikationsnummer: {CREDITOR}. Die Mandatsreferenz wird separat \
             mitgeteilt.\n\nIch ermächtige {STUDIO_NAME}, Zahlungen von meinem Konto mittels Lastschrift einzuziehen. \
             Zugleich weise ich mein Kreditinstitut an, die von {STUDIO_NAME} auf mein Konto gezogenen Lastschriften \
             einzulösen.\n\nHinweis: Ich kann innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die \
             Erstattung des belasteten Betrages verlangen. Es gelten dabei die mit meinem Kreditinstitut vereinbarten \
             Bedingungen. Das Mandat gilt für wiederkehrende Zahlungen."
        ),
        Tongue::English => format!(
            "Creditor: {creditor}. Creditor identifier: {CREDITOR}. The mandate reference will follow.\n\nBy signing \
             this mandate form, you authorise (A) {STUDIO_NAME} to send instructions to your bank to debit your account \
             and (B) your bank to debit your account in accordance with the instructions from {STUDIO_NAME}.\n\nAs part \
             of your rights, you are entitled to a refund from your bank under the terms and conditions of your \
             agreement with your bank. A refund must be claimed within 8 weeks starting from the date on which your \
             account was debited. The mandate is for recurrent payments."
        ),
    }
}

fn hours(from: &str, to: &str, opens: i32, closes: i32) -> Value {
    let clock = |hour: i32| json!({"hour": hour, "minute": 0, "second": 0, "nano": 0});
    json!({"dayOfWeekFrom": from, "dayOfWeekTo": to, "timeFrom": clock(opens), "timeTo": clock(closes)})
}

fn links() -> Value {
    let link = |(id, kind, page): (i64, &str, &str)| {
        let url = format!("https://nordlicht.example/{page}");
        json!({
            "databaseId": id, "optlock": 0, "legalOrganizationUnitId": STUDIO_ID,
            "centralLegalLinkDocumentType": kind, "legalLinkType": "EXTERNAL_URL", "content": url,
            "contents": [{"locale": "de", "value": url}, {"locale": "en", "value": format!("{url}?lang=en")}],
            "legalLinkTypes": [
                {"locale": "de", "value": "EXTERNAL_URL"}, {"locale": "en", "value": "EXTERNAL_URL"},
            ],
        })
    };
    let links = [
        (81, "IMPRINT", "impressum"),
        (82, "PRIVACY", "datenschutz"),
        (83, "TERMS_AND_CONDITIONS", "agb"),
        (84, "REVOCATION", "widerruf"),
    ];
    json!(links.map(link))
}

fn describe(studio: &Studio, request: &Request) -> Value {
    let place = facts(studio.settings.country);
    let trial = super::trial::SESSION.pick(tongue(studio, request));
    let mut shown = json!({
        "id": STUDIO_ID,
        "studioName": STUDIO_NAME,
        "studioPhone": place.phone,
        "studioEmail": "team@nordlicht.example",
        "currencyCode": place.currency,
        "hasRateBundles": true,
        "trialSessionBookable": true,
        "trialSessionName": trial,
        "zoneId": {"id": studio.zone.iana_name().unwrap_or("UTC")},
        "address": place.address(),
        "openingHours": [hours("MONDAY", "FRIDAY", 6, 23), hours("SATURDAY", "SUNDAY", 8, 21)],
        "studioTags": [],
    });
    if let Some(day) = studio.settings.opening_date {
        shown["openingDate"] = json!(day.to_string());
    }
    shown
}
