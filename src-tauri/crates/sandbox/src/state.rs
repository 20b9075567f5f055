//! The studio itself: who is a member, who is in, what is owed, which token is good.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use serde::Serialize;
use uuid::Uuid;

use crate::answer::Refusal;
use crate::books::Books;
use crate::connect_api::country;
use crate::credential::Shown;
use crate::endpoint::Scope;
use crate::journal::Who;
use crate::ledger::{Held, Ledger};
use crate::member::Member;
use crate::seed;
use crate::settings::Settings;
use crate::texts::Notice;

/// The number of the practice studio.
pub(crate) const STUDIO_ID: i64 = 4711;
/// The name of the practice studio.
pub(crate) const STUDIO_NAME: &str = "Studio Nordlicht";

/// What a device is, in the vendor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the vendor's")]
pub enum Model {
    #[serde(rename = "GENERIC_CARD_READER")]
    CardReader,
    #[serde(rename = "GENERIC_VENDING_READER")]
    VendingReader,
    #[serde(rename = "GENERIC_TIME_READER")]
    TimeReader,
}

/// A device of the practice studio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Device {
    /// Number of the device.
    pub id: i64,
    /// What the studio calls it.
    pub name: String,
    /// Whether it has been activated.
    pub active: bool,
    /// What it is.
    pub model: Model,
    /// The token it has to show at the moment.
    pub token: Option<String>,
}

/// One visit of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Number of the visit.
    pub id: i64,
    /// Number of the member.
    pub member: i64,
    /// When the member came.
    pub from: Timestamp,
    /// When the member went; nothing while in.
    pub to: Option<Timestamp>,
}

pub(crate) struct Lock {
    pub(crate) transaction: Uuid,
    pub(crate) until: Timestamp,
    /// The shelf and the price that were checked last, and granted.
    pub(crate) checked: Option<(String, i64)>,
}

pub(crate) struct Studio {
    pub(crate) settings: Settings,
    pub(crate) key: String,
    pub(crate) scopes: BTreeSet<Scope>,
    pub(crate) devices: Vec<Device>,
    pub(crate) members: Vec<Member>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) locks: HashMap<i64, Lock>,
    /// Completed sales: transaction and the member who paid.
    pub(crate) completed: HashMap<Uuid, i64>,
    /// Uses that were checked and granted: member, device, seconds and cents.
    pub(crate) checked_uses: HashSet<(i64, i64, i64, i64)>,
    pub(crate) ledger: Ledger,
    /// Check-in vouchers and whether they have been used.
    pub(crate) vouchers: BTreeMap<String, bool>,
    pub(crate) confirmed: bool,
    pub(crate) zone: TimeZone,
    pub(crate) books: Books,
    /// The day the practice began, from which limited offers and vouchers count.
    pub(crate) opened: Date,
    next_id: i64,
    windows: HashMap<(&'static str, &'static str), (i64, u32)>,
}

impl Studio {
    pub(crate) fn new(now: Timestamp, key: String, settings: Settings, crowd: usize) -> Self {
        let zone = zone_of(&settings);
        let local = now.to_zoned(zone.clone());
        let members = seed::members(&local, crowd);
        let mut studio = Self {
            settings,
            key,
            scopes: Scope::ALL.into(),
            devices: devices(),
            members,
            visits: Vec::new(),
            locks: HashMap::new(),
            completed: HashMap::new(),
            checked_uses: HashSet::new(),
            ledger: Ledger::default(),
            vouchers: seed::VOUCHERS.iter().map(|code| ((*code).to_owned(), false)).collect(),
            confirmed: false,
            zone,
            books: Books::default(),
            opened: local.date(),
            next_id: 500_000,
            windows: HashMap::new(),
        };
        studio.remember_visits(&local);
        studio
    }

    /// The first member has a history that needs more than one page.
    fn remember_visits(&mut self, now: &Zoned) {
        let Some(regular) = self.members.first().map(|member| member.id) else { return };
        for days in (1..=14).rev() {
            let from = now.saturating_sub((days * 2).days()).timestamp();
            let to = from.checked_add(SignedDuration::from_mins(75)).ok();
            let id = self.new_id();
            self.visits.push(Visit { id, member: regular, from, to });
        }
    }

    /// Changes settings; a studio that moves to another country has that country's time.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        self.zone = zone_of(&self.settings);
    }

    pub(crate) fn new_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    pub(crate) fn local(&self, now: Timestamp) -> Zoned {
        now.to_zoned(self.zone.clone())
    }

    pub(crate) fn today(&self, now: Timestamp) -> Date {
        self.local(now).date()
    }

    pub(crate) fn device(&mut self, id: i64) -> Option<&mut Device> {
        self.devices.iter_mut().find(|device| device.id == id)
    }

    pub(crate) fn activate(&mut self, id: i64) -> Option<String> {
        let device = self.device(id)?;
        let token = Uuid::new_v4().to_string();
        device.active = true;
        device.token = Some(token.clone());
        Some(token)
    }

    pub(crate) fn member(&self, id: i64) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    pub(crate) fn member_mut(&mut self, id: i64) -> Result<&mut Member, Notice> {
        self.members.iter_mut().find(|member| member.id == id).ok_or(Notice::UnknownCustomer)
    }

    /// The member who shows this.
    pub(crate) fn shown(&self, shown: &Shown) -> Result<&Member, Notice> {
        let is = |member: &&Member| match shown {
            Shown::QrCode(id) => member.uuid == *id,
            Shown::Barcode(code) if *code == member.access_code() => true,
            Shown::Card(_) | Shown::Barcode(_) | Shown::Pin(_) | Shown::WalletPass(_) => {
                member.mediums.iter().any(|(_, medium)| shown.fits(medium))
            }
        };
        self.members.iter().find(is).ok_or(Notice::UnknownCustomer)
    }

    /// Takes credit off, or refuses.
    pub(crate) fn charge(&mut self, id: i64, cents: i64) -> Result<Who, Refusal> {
        let member = self.member_mut(id)?;
        if member.cents < cents {
            return Err(Refusal::of(Notice::NoCredit, member.who()));
        }
        member.cents -= cents;
        Ok(member.who())
    }

    /// The visit of a member who is in. Whoever forgot to check out is out by the next morning.
    pub(crate) fn open_visit(&mut self, member: i64, now: Timestamp) -> Option<&mut Visit> {
        self.close_forgotten(now);
        self.visits.iter_mut().find(|visit| visit.member == member && visit.to.is_none())
    }

    pub(crate) fn who_is_in(&mut self, now: Timestamp) -> Vec<Who> {
        self.close_forgotten(now);
        let open = self.visits.iter().filter(|visit| visit.to.is_none());
        open.filter_map(|visit| self.member(visit.member)).map(Member::who).collect()
    }

    fn close_forgotten(&mut self, now: Timestamp) {
        let today = self.today(now);
        for visit in self.visits.iter_mut().filter(|visit| visit.to.is_none()) {
            let came = visit.from.to_zoned(self.zone.clone());
            if came.date() < today {
                visit.to = Some(came.end_of_day().map_or(visit.from, |end| end.timestamp()));
            }
        }
    }

    /// The transaction that holds a member, if its time is not over.
    pub(crate) fn lock(&self, member: i64, now: Timestamp) -> Option<&Lock> {
        self.locks.get(&member).filter(|lock| now < lock.until)
    }

    /// Holds a member as long as a product may be drawn, in a transaction that nobody here knows.
    pub(crate) fn hold_elsewhere(&mut self, member: i64, now: Timestamp) {
        let seconds = SignedDuration::from_secs(self.settings.draw_timeout_seconds);
        let until = now.checked_add(seconds).unwrap_or(Timestamp::MAX);
        self.locks.insert(member, Lock { transaction: Uuid::new_v4(), until, checked: None });
    }

    /// Everybody whom a transaction holds, by number.
    pub(crate) fn held(&self, now: Timestamp) -> Vec<Held> {
        let living = self.locks.iter().filter(|(_, lock)| now < lock.until);
        let mut held: Vec<Held> = living
            .map(|(member, lock)| Held {
                member: *member,
                transaction: lock.transaction.to_string(),
                until: lock.until,
            })
            .collect();
        held.sort_by_key(|held| held.member);
        held
    }

    /// Counts a request to one endpoint; the seconds to wait if it is one too many.
    pub(crate) fn count(
        &mut self,
        method: &'static str,
        path: &'static str,
        now: Timestamp,
    ) -> Result<(), u64> {
        let Some(limit) = self.settings.requests_per_minute else { return Ok(()) };
        let (minute, second) = (now.as_second().div_euclid(60), now.as_second().rem_euclid(60));
        let window = self.windows.entry((method, path)).or_insert((minute, 0));
        if window.0 != minute {
            *window = (minute, 0);
        }
        window.1 = window.1.saturating_add(1);
        if window.1 > limit { Err(60 - second.unsigned_abs()) } else { Ok(()) }
    }
}

fn zone_of(settings: &Settings) -> TimeZone {
    TimeZone::get(country::facts(settings.country).zone).unwrap_or(TimeZone::UTC)
}

fn devices() -> Vec<Device> {
    let device = |id, name: &str, model, token: Option<String>| Device {
        id,
        name: name.to_owned(),
        active: token.is_some(),
        model,
        token,
    };
    // The two that are active have a token that nobody was told: as after a lost computer.
    let lost = || Some(Uuid::new_v4().to_string());
    vec![
        device(26, "Eingang", Model::CardReader, None),
        device(27, "Ausgang", Model::CardReader, None),
        device(31, "Shake-Bar", Model::VendingReader, lost()),
        device(32, "Automat", Model::VendingReader, None),
        device(41, "Solarium 1", Model::TimeReader, lost()),
    ]
}
