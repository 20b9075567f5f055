//! Leads: people who want to hear from the studio.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::checks::GENDERS;
use super::form::Form;
use super::known_studio;
use super::lookup::CAMPAIGNS;
use super::order::{NAME, TEXT, age};
use super::preferences;
use super::reject::{Code, Reject};
use crate::answer::{Answer, Outcome};
use crate::books::Lead;
use crate::journal::Effect;
use crate::member::{Birth, Case, Member, Standing};
use crate::request::Request;
use crate::state::{STUDIO_ID, Studio};

/// Fields of the address, with the name each has when a lead is read.
const ADDRESS: [(&str, &str); 3] = [("street", "street"), ("houseNumber", "houseNumber"), ("city", "city")];
const DETAILS: [(&str, &str); 9] = [
    ("additionalAddressInformation", "additionalInformation"),
    ("streetBlock", "block"),
    ("door", "door"),
    ("floor", "floor"),
    ("portal", "portal"),
    ("province", "province"),
    ("provinceCode", "provinceCode"),
    ("stairway", "stairway"),
    ("streetType", "streetType"),
];

/// Fields of the person, with the name each has when a lead is read, and the longest they may be.
const PERSON: [(&str, &str, usize); 4] = [
    ("firstname2", "secondFirstname", NAME),
    ("lastname2", "secondLastname", NAME),
    ("taxId", "taxId", TEXT),
    ("phone", "phone", TEXT),
];

pub(crate) fn create(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    known_studio(Some(body.required_number("studioId")?))?;
    let (first, last) = (body.filled("firstname", NAME)?, body.filled("lastname", NAME)?);
    let (email, gender) = (body.text("email", TEXT)?, body.one_of("gender", &GENDERS)?);
    let born = body.date("dateOfBirth")?;
    let today = studio.today(request.now);
    if born.is_some_and(|born| !(0..=100).contains(&age(born, today))) {
        return Err(body.invalid("dateOfBirth", "gives an age that is not between 0 and 100 years").into());
    }
    body.text("notes", 1000)?;
    body.text("locale", TEXT)?;
    preferences::check(&body)?;
    if body.number("sourceCampaignId")?.is_some_and(|id| !CAMPAIGNS.iter().any(|(known, ..)| *known == id)) {
        return Err(body.invalid("sourceCampaignId", "is no campaign of this studio").into());
    }
    let mut shown = shown(&body, (first, last), email)?;
    let (id, uuid) = (studio.new_id(), Uuid::new_v4());
    shown.insert("customerUUID".to_owned(), json!(uuid));
    let person = prospect(id, uuid, (first, last), email, (born.map(Birth::On), gender));
    let (who, customer_number) = (person.who(), person.number());
    studio.members.push(person);
    let body = json!({"id": id, "uuid": uuid, "customerNumber": customer_number});
    studio.books.leads.push(Lead {
        uuid,
        member: id,
        customer_number,
        name: who.name.clone(),
        time: request.now,
        shown: Value::Object(shown),
    });
    Ok(Answer::json(&body, Effect::Interested { member: who, lead: uuid }))
}

pub(crate) fn read(studio: &mut Studio, request: &Request) -> Outcome {
    let uuid = request.parts.last().and_then(|part| Uuid::try_parse(part).ok());
    let uuid = uuid.ok_or_else(|| Reject::new(Code::BadRequest, "uuid is none"))?;
    let lead = studio.books.leads.iter().find(|lead| lead.uuid == uuid);
    let lead = lead.ok_or_else(|| Reject::new(Code::NotFound, "there is no such lead"))?;
    Ok(Answer::json(&lead.shown, Effect::Read))
}

/// A person who is no member yet.
pub(crate) fn prospect(
    id: i64,
    uuid: Uuid,
    (first, last): (&str, &str),
    email: Option<&str>,
    (birth, gender): (Option<Birth>, Option<&'static str>),
) -> Member {
    Member {
        id,
        case: Case::SignedUp,
        note: "Left an address or booked a trial session here.".to_owned(),
        first: first.trim().to_owned(),
        last: Some(last.trim().to_owned()),
        birth,
        gender: Some(gender.unwrap_or("UNISEX")),
        language: "de",
        email: email.map_or_else(|| format!("lead{id}@nordlicht.example"), |email| email.trim().to_owned()),
        uuid,
        shows_qr: true,
        standing: Standing::Trial,
        cents: 0,
        mediums: Vec::new(),
        home: None,
        picture: None,
    }
}

/// The lead as it is told to whoever knows its number.
fn shown(
    body: &Form,
    (first, last): (&str, &str),
    email: Option<&str>,
) -> Result<Map<String, Value>, Reject> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    put("firstname", json!(first));
    put("lastname", json!(last));
    put("studioId", json!(STUDIO_ID));
    for (given, told, most) in PERSON {
        if let Some(text) = body.text(given, most)? {
            put(told, json!(text));
        }
    }
    if let Some(email) = email {
        put("email", json!(email));
    }
    if let Some(born) = body.date("dateOfBirth")? {
        put("dateOfBirth", json!(born.to_string()));
    }
    if let Some(gender) = body.one_of("gender", &GENDERS)? {
        put("gender", json!(gender));
    }
    let (mut address, mut details) = (Map::new(), Map::new());
    for (given, told) in ADDRESS {
        if let Some(text) = body.text(given, if given == "houseNumber" { NAME } else { TEXT })? {
            address.insert(told.to_owned(), json!(text));
        }
    }
    if let Some(zip) = body.text("zipCode", NAME)? {
        address.insert("zip".to_owned(), json!(zip));
    }
    if let Some(country) = body.text("countryCode", TEXT)?.filter(|code| code.len() == 2) {
        address.insert("country".to_owned(), json!(country));
    }
    for (given, told) in DETAILS {
        if let Some(text) = body.text(given, TEXT)? {
            details.insert(told.to_owned(), json!(text));
        }
    }
    if !details.is_empty() {
        address.insert("details".to_owned(), Value::Object(details));
    }
    if !address.is_empty() {
        put("address", Value::Object(address));
    }
    Ok(fields)
}
