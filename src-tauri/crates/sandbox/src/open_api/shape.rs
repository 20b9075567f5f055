//! How members, visits and means of entry look in the Open API.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::credential::{Form, Medium};
use crate::member::{Home, Member, Standing};
use crate::state::{STUDIO_ID, STUDIO_NAME, Visit};

pub(crate) fn medium(id: i64, medium: &Medium, form: Form) -> Value {
    let (kind, value) = match medium {
        Medium::Card(bytes) => ("CARD_NUMBER", form.write(bytes)),
        Medium::Barcode(code) => ("BARCODE", code.clone()),
        Medium::Pin(code) => ("PIN", code.clone()),
        Medium::WalletPass(pass) => ("WALLET_PASS", pass.to_string()),
    };
    json!({"id": id, "type": kind, "value": value})
}

/// What is not known about a member is left out, as the vendor does.
pub(crate) fn customer(member: &Member, form: Form, today: Date, assets: &str) -> Value {
    let media: Vec<Value> = member.mediums.iter().map(|(id, known)| medium(*id, known, form)).collect();
    let cards: Vec<Value> = media
        .iter()
        .filter(|medium| medium["type"] == "CARD_NUMBER")
        .map(|medium| medium["value"].clone())
        .collect();
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            fields.insert(name.to_owned(), value);
        }
    };
    put("id", json!(member.id));
    put("customerNumber", json!(member.number()));
    put("firstName", json!(member.first));
    put("lastName", json!(member.last));
    put("dateOfBirth", json!(member.born(today).map(|date| date.to_string())));
    put("email", json!(member.email));
    put("gender", json!(member.gender));
    let invented = Home {
        street: "Am Leuchtturm".to_owned(),
        house_number: (member.id % 100).to_string(),
        zip: "24103".to_owned(),
        city: "Kiel".to_owned(),
        country: "DE".to_owned(),
    };
    let home = member.home.as_ref().unwrap_or(&invented);
    put("street", json!(home.street));
    put("houseNumber", json!(home.house_number));
    put("zipCode", json!(home.zip));
    put("city", json!(home.city));
    put("country", json!(home.country));
    put("status", json!(status(member)));
    put("cardNumbers", json!(cards));
    put("imageUrl", json!(format!("{assets}/assets/members/{}", member.id)));
    put("idlePeriods", json!(idle_periods(member)));
    put("accessRefusal", json!(matches!(member.standing, Standing::Blocked | Standing::Unpaid)));
    put("accessRestrictions", json!(restrictions(member)));
    put("uuid", json!(member.uuid));
    put("studioId", json!(STUDIO_ID));
    put("preferredLanguage", json!({"languageCode": member.language}));
    put("accessMediums", json!(media));
    Value::Object(fields)
}

pub(crate) fn status(member: &Member) -> &'static str {
    match member.standing {
        Standing::Trial => "PROSPECT",
        Standing::Former => "FORMER_MEMBER",
        Standing::Fine
        | Standing::Blocked
        | Standing::Unpaid
        | Standing::Paused { .. }
        | Standing::NotStarted { .. }
        | Standing::Hours { .. } => "MEMBER",
    }
}

fn idle_periods(member: &Member) -> Vec<Value> {
    let Standing::Paused { from, to } = member.standing else { return Vec::new() };
    vec![json!({
        "id": member.id * 10 + 1,
        "startDate": from.to_string(),
        "endDate": to.to_string(),
        "reason": "Reha",
        "contract": {"id": member.id * 10, "rateName": "Nordlicht Komplett"},
    })]
}

fn restrictions(member: &Member) -> Vec<Value> {
    if matches!(member.standing, Standing::Blocked) {
        vec![json!({"reason": "Hausverbot"})]
    } else {
        Vec::new()
    }
}

pub(crate) fn visit(visit: &Visit, zone: &TimeZone) -> Value {
    let written =
        |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let mut shape = json!({
        "checkinId": visit.id,
        "checkInDateTime": written(visit.from),
        "studioId": STUDIO_ID,
        "studioName": STUDIO_NAME,
    });
    if let Some(to) = visit.to {
        shape["checkOutDateTime"] = json!(written(to));
    }
    shape
}
