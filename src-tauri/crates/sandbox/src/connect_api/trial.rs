//! Trial sessions: free slots, what has to be filled in, and booking one.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;

use super::checks::GENDERS;
use super::contract::same;
use super::form::Form;
use super::leads::prospect;
use super::offers::{Words, words};
use super::order::{NAME, TEXT, age};
use super::reject::{Code, Reject};
use super::{asked, asked_studio, known_studio, preferences, tongue};
use crate::answer::{Answer, Outcome};
use crate::books::TrialBooking;
use crate::journal::Effect;
use crate::member::{Birth, Member};
use crate::open_api::shape::status;
use crate::request::Request;
use crate::settings::SlotTimes;
use crate::state::Studio;

pub(crate) const SESSION: Words = words("Probetraining", "Trial session");

const HOURS: [i8; 5] = [10, 12, 15, 17, 18];
const LENGTH: SignedDuration = SignedDuration::from_mins(60);
/// No more days than this are listed at once.
const MOST_DAYS: usize = 92;

/// A slot as it is told; what is booked must be exactly what was told.
struct Slot {
    start: Timestamp,
    from: String,
    to: String,
}

pub(crate) fn slots(studio: &mut Studio, request: &Request) -> Outcome {
    asked_studio(request, "studioId")?;
    let day = |name| -> Result<Date, Reject> {
        let wrong = || Reject::new(Code::BadRequest, format!("{name} is no date"));
        asked(request, name)?.parse().map_err(|_| wrong())
    };
    let (from, to) = (day("startDate")?, day("endDate")?);
    if to < from {
        return Err(Reject::invalid("endDate is before startDate").into());
    }
    let free = from
        .series(1.day())
        .take_while(|day| *day <= to)
        .take(MOST_DAYS)
        .flat_map(|day| offered(studio, day));
    let free: Vec<Value> = free
        .filter(|slot| is_free(studio, slot.start, request.now))
        .map(|slot| json!({"startDateTime": slot.from, "endDateTime": slot.to}))
        .collect();
    let tongue = tongue(studio, request);
    let body = json!({
        "name": SESSION.pick(tongue),
        "description": words(
            "Eine Stunde mit einer Trainerin oder einem Trainer: ankommen, ausprobieren, Fragen stellen.",
            "An hour with a coach: arrive, try things out, ask questions.",
        ).pick(tongue),
        "bookingWithoutResourcesAllowed": true,
        "slots": free,
    });
    Ok(Answer::json(&body, Effect::Listed { count: free.len() }))
}

pub(crate) fn config(studio: &mut Studio, request: &Request) -> Outcome {
    asked_studio(request, "studioId")?;
    let minimum = studio.settings.trial_minimum_age;
    let mut body = json!({
        "nameMode": "MANDATORY",
        "emailMode": "MANDATORY",
        "telephoneMode": "OPTIONAL",
        "dateOfBirthMode": if minimum.is_some() { "MANDATORY" } else { "OPTIONAL" },
        "genderMode": "OPTIONAL",
        "addressMode": "OPTIONAL",
        "zipMode": "OPTIONAL",
        "placeOfBirthMode": "INACTIVE",
        "taxIdMode": "INACTIVE",
    });
    if let Some(age) = minimum {
        body["minimumAge"] = json!(age);
    }
    Ok(Answer::json(&body, Effect::Read))
}

pub(crate) fn book(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    known_studio(Some(body.required_number("studioId")?))?;
    body.flag("trainerRequired")?.ok_or_else(|| body.missing("trainerRequired"))?;
    body.text("note", TEXT)?;
    body.text("referralCode", TEXT)?;
    if body.number("participants")?.is_some_and(|participants| participants < 1) {
        return Err(body.invalid("participants", "is less than one").into());
    }
    let written = body.filled("startDateTime", TEXT)?;
    let customer = body.required_object("leadCustomer")?;
    let visitor = Visitor::read(studio, &customer, request)?;
    visitor.may_book(studio, request.now)?;
    let start = free_slot(studio, &body, written, request.now)?;
    let (member, uuid, number) = visitor.come(studio);
    let who = studio.member(member).map(Member::who).ok_or_else(|| Reject::invalid("nobody came"))?;
    let id = studio.new_id();
    let booking = TrialBooking {
        id,
        member,
        name: who.name.clone(),
        slot: start,
        written: written.to_owned(),
        time: request.now,
    };
    studio.books.bookings.push(booking);
    let answer = json!({"id": id, "uuid": uuid, "customerNumber": number});
    Ok(Answer::json(&answer, Effect::TrialBooked { member: who, booking: id, slot: start }))
}

/// All slots of a day, taken or not. None on Sundays.
fn offered(studio: &Studio, day: Date) -> Vec<Slot> {
    if day.weekday() == Weekday::Sunday {
        return Vec::new();
    }
    let slot = |(hour, number): (i8, usize)| {
        let start = day.at(hour, 0, 0, 0).to_zoned(studio.zone.clone()).ok()?.timestamp();
        let end = start.checked_add(LENGTH).ok()?;
        let utc = match studio.settings.slot_times {
            SlotTimes::Both => number.is_multiple_of(2),
            SlotTimes::Utc => true,
            SlotTimes::Zoned => false,
        };
        let write = |at: Timestamp| if utc { in_utc(at) } else { in_zone(studio, at) };
        Some(Slot { start, from: write(start), to: write(end) })
    };
    HOURS.into_iter().zip(0..).filter_map(slot).collect()
}

fn in_utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

fn in_zone(studio: &Studio, at: Timestamp) -> String {
    let zone = studio.zone.iana_name().unwrap_or("UTC");
    format!("{}[{zone}]", at.to_zoned(studio.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S.000%:z"))
}

fn is_free(studio: &Studio, start: Timestamp, now: Timestamp) -> bool {
    let taken = studio.books.bookings.iter().any(|booking| booking.slot == start);
    start > now && !taken && !studio.books.lost_slots.contains(&start)
}

/// The slot that is written exactly like this, if it is still free.
fn free_slot(studio: &Studio, body: &Form, written: &str, now: Timestamp) -> Result<Timestamp, Reject> {
    let unknown = || body.invalid("startDateTime", "is none of the slots that were offered");
    let instant: Timestamp =
        written.split('[').next().and_then(|text| text.parse().ok()).ok_or_else(unknown)?;
    let day = instant.to_zoned(studio.zone.clone()).date();
    let slot = offered(studio, day).into_iter().find(|slot| slot.from == written).ok_or_else(unknown)?;
    if is_free(studio, slot.start, now) {
        Ok(slot.start)
    } else {
        Err(Reject::new(Code::Conflict, "the slot is taken, please reload"))
    }
}

/// Who wants to come.
struct Visitor<'a> {
    first: &'a str,
    last: &'a str,
    email: &'a str,
    born: Option<Date>,
    gender: Option<&'static str>,
    known_as: Option<Uuid>,
}

impl<'a> Visitor<'a> {
    fn read(studio: &Studio, customer: &Form<'a>, request: &Request) -> Result<Self, Reject> {
        let (first, last) = (customer.filled("firstname", NAME)?, customer.filled("lastname", NAME)?);
        for (name, most) in [
            ("secondFirstname", NAME),
            ("secondLastname", NAME),
            ("phone", TEXT),
            ("placeOfBirth", TEXT),
            ("taxId", TEXT),
            ("customerUUID", TEXT),
        ] {
            customer.text(name, most)?;
        }
        if let Some(address) = customer.object("address")? {
            for (name, most) in [("street", TEXT), ("houseNumber", TEXT), ("city", TEXT), ("zip", NAME)] {
                address.text(name, most)?;
            }
        }
        preferences::check(customer)?;
        // Mandatory fields that are missing fail the validation, as the call's own description says.
        let born = customer.date("dateOfBirth")?;
        if let Some(minimum) = studio.settings.trial_minimum_age {
            let born = born.ok_or_else(|| customer.invalid("dateOfBirth", "is mandatory"))?;
            if age(born, studio.today(request.now)) < minimum {
                return Err(customer.invalid("dateOfBirth", "is below the minimum age"));
            }
        }
        let email = customer.text("email", TEXT)?.filter(|email| email.contains('@'));
        let email = email.ok_or_else(|| customer.invalid("email", "is mandatory"))?;
        let gender = customer.one_of("gender", &GENDERS)?;
        let known_as = customer.text("customerUUID", TEXT)?.and_then(|id| Uuid::try_parse(id).ok());
        Ok(Self { first, last, email, born, gender, known_as })
    }

    fn is(&self, member: &Member) -> bool {
        let named =
            same(&member.first, self.first) && same(member.last.as_deref().unwrap_or_default(), self.last);
        Some(member.uuid) == self.known_as || (named && same(&member.email, self.email))
    }

    fn may_book(&self, studio: &Studio, now: Timestamp) -> Result<(), Reject> {
        let known: Vec<&Member> = studio.members.iter().filter(|member| self.is(member)).collect();
        if known.iter().any(|member| status(member) == "MEMBER") {
            return Err(Reject::new(Code::TrialForMembers, "members do not book trial sessions"));
        }
        let booked = |member: &Member| {
            studio.books.bookings.iter().any(|booking| booking.member == member.id && booking.slot > now)
        };
        if known.into_iter().any(booked) {
            return Err(Reject::new(Code::TrialAlreadyBooked, "there is a trial session already"));
        }
        Ok(())
    }

    /// The lead this is, or a new one: number, UUID and customer number.
    fn come(&self, studio: &mut Studio) -> (i64, Uuid, String) {
        if let Some(known) = studio.members.iter().find(|member| self.is(member)) {
            return (known.id, known.uuid, known.number());
        }
        let (id, uuid) = (studio.new_id(), Uuid::new_v4());
        let (name, birth) = ((self.first, self.last), self.born.map(Birth::On));
        let person = prospect(id, uuid, name, Some(self.email), (birth, self.gender));
        let number = person.number();
        studio.members.push(person);
        (id, uuid, number)
    }
}
