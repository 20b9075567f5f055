//! The desk: what happens at it, taps from the card to the door, and what staff decide.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::bugs::{self, Bug};
use super::checker::Rule;
use super::fact::{self, Decided, Fact};
use super::vendor::{Dossier, LONGEST_WISH, Request};
use super::wire::{Call, Caller};
use super::world::{Deed, Heard, MINUTE, Tap, World};
use crate::inbox::{self, Listed, Part};
use crate::item::{Act, Choice, Decision, Family, ItemId, Kind, Lane, NotRecorded, Report, TapEnd};
use crate::{OutboxError, Result, decide, entrance, lane, row, taps};

/// The kinds that are written down when they have happened, as often as they are listed.
const KINDS: [Kind; 12] = [
    Kind::CheckIn,
    Kind::CheckIn,
    Kind::Sale,
    Kind::Sale,
    Kind::TopUp,
    Kind::TimeUsage,
    Kind::TimeUsage,
    Kind::Contract,
    Kind::Contract,
    Kind::RateVoucher,
    Kind::Lead,
    Kind::TrialBooking,
];

impl World<'_> {
    /// Something happens: a member at a reader, or something to be written down.
    pub(super) fn happen(&mut self) {
        let only = self.bug.and_then(bugs::family_of);
        let sales = if only.is_some() { 600 } else { 300 };
        if self.rng.odds(sales) && only.is_none_or(|only| only == Family::Charge) {
            return self.begin_sale();
        }
        if self.rng.odds(400) && only.is_none_or(|only| only == Family::CheckIn) {
            let fact = self.invent(Kind::CheckIn, true);
            match self.bug {
                Some(Bug::AdmitFirst) => self.admit_first(fact),
                Some(_) | None => self.ask(fact),
            }
            return;
        }
        if self.rng.odds(250) && only.is_none_or(|only| only == Family::SignUp) {
            return self.begin_signing();
        }
        let kinds: Vec<Kind> =
            KINDS.into_iter().filter(|kind| only.is_none_or(|only| only == kind.family())).collect();
        let kind = *self.rng.pick(&kinds);
        if kind == Kind::Contract && self.rng.odds(600) {
            let picture = self.invent(Kind::Picture, false);
            self.write_down(picture);
            if self.dead || self.facts[picture].written.is_none() {
                return;
            }
            let contract = self.invent(kind, false);
            self.facts[contract].new.after = Some(self.facts[picture].new.key);
            self.facts[contract].after = Some(picture);
            return self.write_down(contract);
        }
        let fact = self.invent(kind, false);
        self.write_down(fact);
    }

    /// Something happens, or begins with a member at a reader.
    pub(super) fn invent(&mut self, kind: Kind, tap: bool) -> usize {
        self.invent_as(kind, tap, false)
    }

    /// Something that is yet to come out of a shelf.
    pub(super) fn invent_at_the_shelf(&mut self, kind: Kind) -> usize {
        self.invent_as(kind, false, true)
    }

    fn invent_as(&mut self, kind: Kind, tap: bool, at_the_shelf: bool) -> usize {
        let number = self.facts.len();
        let member = self.rng.index(self.members);
        let lane = match kind.family() {
            Family::CheckIn | Family::Charge => self.rng.pick(&self.lanes).clone(),
            Family::SignUp | Family::Picture => Lane::public(),
        };
        let wall = self.wall();
        let mut new = fact::new_item(number, kind, lane, &mut self.rng, wall);
        let ordered = match kind.family() {
            Family::CheckIn | Family::Charge => 900,
            Family::SignUp => 50,
            Family::Picture => 0,
        };
        if self.rng.odds(ordered) {
            new.order = fact::credential(member);
        }
        let minor = fact::minor(number, kind);
        let mut reusable = true;
        if kind.family() == Family::Charge {
            reusable = self.rng.odds(700);
            new.amount = Some(fact::amount(minor));
            new.charge = Some(match at_the_shelf {
                true => self.unidentified(kind, reusable),
                false => self.sold(&new.lane, kind, member, reusable),
            });
        } else if kind == Kind::Contract && self.rng.odds(500) {
            new.amount = domain::Currency::parse("CHF").map(|francs| domain::Money::new(minor, francs));
        }
        let refused = self.rng.odds(120);
        let namesakes = if self.rng.odds(300) { 1 } else { 0 };
        let twins = if self.rng.odds(100) { 2 } else { 0 };
        self.vendor.introduce(Dossier {
            member,
            minor,
            refused,
            bad_picture: None,
            once_only: !reusable,
            namesakes,
            twins,
        });
        let transaction = new.charge.as_ref().and_then(|charge| charge.transaction);
        if let Some(transaction) = transaction.filter(|_| kind.needs_dry_run() && !at_the_shelf) {
            self.vendor.rehearse(number, transaction, self.now);
        }
        self.facts.push(Fact {
            new,
            written: None,
            happened: self.now,
            tap,
            end: None,
            inside: false,
            reopened: false,
            decisions: Vec::new(),
            behind: Vec::new(),
            acted_at: 0,
            after: None,
            handover: None,
        });
        self.note(|| format!("fact {number}: {kind:?} of member {member}, tap {tap}"));
        number
    }

    /// A charge of somebody who is yet to be identified.
    fn unidentified(&mut self, kind: Kind, reusable: bool) -> crate::item::Charge {
        let transaction = (kind != Kind::TimeUsage).then(|| self.rng.uuid());
        fact::charge(transaction, self.lock_for, self.wall(), None, reusable)
    }

    /// What came before something was given for money: with a connection the member was identified.
    fn sold(&mut self, lane: &Lane, kind: Kind, member: usize, reusable: bool) -> crate::item::Charge {
        let transaction = (kind != Kind::TimeUsage).then(|| self.rng.uuid());
        let credit = match transaction {
            Some(transaction) if self.rng.odds(750) => {
                self.vendor.identify_live(member, lane.name(), transaction, self.now)
            }
            Some(_) | None => None,
        };
        fact::charge(transaction, self.lock_for, self.wall(), credit, reusable)
    }

    /// The facts of the same credential that wait for their turn, as far as the desk knows. A tap is
    /// asked about at once unless it would overtake another check-in.
    pub(super) fn queued_before(&mut self, number: usize) -> Vec<usize> {
        let Fact { new, tap, .. } = self.facts[number].clone();
        let Some(order) = new.order else { return Vec::new() };
        let mut queued = Vec::new();
        for earlier in 0..number {
            let fact = &self.facts[earlier];
            let (Some(id), true) = (fact.written, fact.new.order.as_ref() == Some(&order)) else { continue };
            if tap && fact.new.kind != Kind::CheckIn {
                continue;
            }
            let owed = !fact.tap || matches!(fact.end, Some((TapEnd::LetIn(_), true)));
            let Ok(item) = row::read(self.db(), id) else {
                self.violate(Rule::OneRow, || format!("fact {earlier} was acknowledged and is gone"));
                continue;
            };
            if owed && matches!(item.state, crate::State::Ready | crate::State::InFlight) {
                queued.push(earlier);
            }
        }
        queued
    }

    /// Writes a fact down; whoever does not hear that it was done does it again, later.
    pub(super) fn write_down(&mut self, number: usize) {
        self.unheard.retain(|fact| *fact != number);
        let behind = self.queued_before(number);
        let (new, now) = (self.facts[number].new.clone(), self.clock());
        match self.transact(Deed::Enqueue, |db, context| entrance::enqueue(db, context, &new, now)) {
            Heard::Done(id) => {
                self.is_behind(number, id, behind);
                self.facts[number].written = Some(id);
                self.note(|| format!("fact {number} is item {id}"));
            }
            Heard::Refused | Heard::Killed => self.unheard.push(number),
            Heard::Failed(error) => self.violate(Rule::Store, || format!("fact {number}: {error}")),
        }
    }

    /// What an item came after. Perhaps it had been written down long before, and nobody had heard.
    pub(super) fn is_behind(&mut self, number: usize, id: ItemId, mut queued: Vec<usize>) {
        queued.retain(|earlier| self.facts[*earlier].written.is_some_and(|earlier| earlier < id));
        self.facts[number].behind = queued;
    }

    /// The same key again changes nothing.
    pub(super) fn write_down_again(&mut self) {
        let written = (0..self.facts.len()).filter(|fact| self.facts[*fact].written.is_some());
        let written: Vec<usize> = written.collect();
        if written.is_empty() {
            return;
        }
        let number = *self.rng.pick(&written);
        let (new, now) = (self.facts[number].new.clone(), self.clock());
        let before = self.db().total_changes();
        let known = self.facts[number].written;
        match self.transact(Deed::Enqueue, |db, context| entrance::enqueue(db, context, &new, now)) {
            Heard::Done(id) => {
                let changed = self.db().total_changes() != before && self.bug.is_none();
                if Some(id) != known || changed {
                    self.violate(Rule::OneRow, || format!("fact {number} became {id}, not {known:?}"));
                }
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Store, || format!("fact {number}: {error}")),
        }
    }

    /// A member at a reader: written down, then asked about.
    fn ask(&mut self, number: usize) {
        let behind = self.queued_before(number);
        let (new, now) = (self.facts[number].new.clone(), self.clock());
        match self.transact(Deed::Ask, |db, context| taps::ask(db, context, &new, now)) {
            Heard::Done(asked) => {
                self.facts[number].behind = behind;
                self.facts[number].written = Some(asked.id);
                self.taps.push(Tap { fact: number, item: asked.id });
                self.note(|| format!("fact {number} is item {}, behind {:?}", asked.id, asked.behind));
                if asked.behind.is_some() {
                    self.tap_answered(number, Report::NotSent);
                } else {
                    self.call(Caller::Reader, number, Kind::CheckIn, Act::Send);
                }
            }
            // The desk goes on without its store, and nobody comes in by its own rules.
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Store, || format!("fact {number}: {error}")),
        }
    }

    fn call(&mut self, caller: Caller, fact: usize, kind: Kind, act: Act) {
        let lane = self.facts[fact].new.lane.name().to_owned();
        self.begin_call(
            caller,
            Request { fact, kind, act, live: None, lane, transaction: None, picture: None },
        );
    }

    pub(super) fn begin_call(&mut self, caller: Caller, request: Request) -> u64 {
        self.next_call += 1;
        let id = self.next_call;
        self.note(|| format!("call {id}: {:?} fact {} on {}", request.act, request.fact, request.lane));
        self.calls.push(Call::new(id, caller, request, self.now));
        id
    }

    /// What the desk makes of the answer about a tap; the door opens if the vendor said so.
    pub(super) fn tap_answered(&mut self, number: usize, report: Report) {
        let not_recorded = match report {
            Report::NotSent | Report::Declined => NotRecorded::NoConnection,
            Report::Wait(wait) => NotRecorded::VendorPause(wait),
            Report::AccessWithdrawn => NotRecorded::AccessWithdrawn,
            Report::Delivered { .. } => return self.tap_ended(number, TapEnd::CheckedIn),
            Report::Refused { trace_id, .. } => return self.tap_ended(number, TapEnd::Refused { trace_id }),
            Report::Unknown(why) => return self.tap_ended(number, TapEnd::Unknown(why)),
            Report::Found(_) | Report::MayNotLook | Report::Credit(_) | Report::Unreadable => {
                unreachable!("not an answer to a check-in")
            }
        };
        let end =
            if self.rng.odds(700) { TapEnd::LetIn(not_recorded) } else { TapEnd::TurnedAway(not_recorded) };
        self.tap_ended(number, end);
    }

    fn tap_ended(&mut self, number: usize, end: TapEnd) {
        self.note(|| format!("fact {number}: {end:?}"));
        self.facts[number].end = Some((end, false));
        if self.bug == Some(Bug::ForgetTapEnd) && self.rng.odds(100) {
            self.taps.retain(|tap| tap.fact != number);
        }
    }

    /// Writes down how a tap ended. Nobody comes in by the desk's own rules before that.
    pub(super) fn write_tap_end(&mut self, tap: usize) {
        let Tap { fact: number, item } = self.taps[tap];
        let Some((end, _)) = self.facts[number].end.clone() else { return };
        let now = self.clock();
        let subject = self.rng.odds(300).then(|| fact::personal(number, "found"));
        let heard = self.transact(Deed::Tapped, |db, context| {
            taps::tapped(db, context, item, &end, subject.as_deref(), now)
        });
        match heard {
            Heard::Done(()) => {
                self.taps.remove(tap);
                self.coverage.count("tap", tap_word(&end));
                self.facts[number].inside = matches!(end, TapEnd::LetIn(_));
                self.tap_told(number, &end);
                self.past_taps.push((item, end.clone()));
                self.facts[number].end = Some((end, true));
            }
            // Not let in after all: there would be no record of it.
            Heard::Refused => {
                if let TapEnd::LetIn(why) = end {
                    self.facts[number].end = Some((TapEnd::TurnedAway(why), false));
                }
            }
            Heard::Killed => {}
            Heard::Failed(error) => {
                self.violate(Rule::Store, || format!("the end of the tap of fact {number}: {error}"));
            }
        }
    }

    /// What the outbox now knows about the credential.
    fn tap_told(&mut self, number: usize, end: &TapEnd) {
        let lane = self.facts[number].new.lane.name().to_owned();
        self.count_if_stale(&lane, number);
        match end {
            TapEnd::CheckedIn | TapEnd::Refused { .. } => self.shadow(&lane).healthy = true,
            TapEnd::TurnedAway(NotRecorded::AccessWithdrawn)
            | TapEnd::LetIn(NotRecorded::AccessWithdrawn) => {
                self.shadow(&lane).healthy = false;
            }
            TapEnd::TurnedAway(NotRecorded::VendorPause(Some(wait)))
            | TapEnd::LetIn(NotRecorded::VendorPause(Some(wait))) => self.rests(&lane, *wait),
            TapEnd::TurnedAway(NotRecorded::NoConnection | NotRecorded::VendorPause(None))
            | TapEnd::LetIn(NotRecorded::NoConnection | NotRecorded::VendorPause(None))
            | TapEnd::Unknown(_) => {}
        }
    }

    /// The planted mistake: the door opens, and then it is written down.
    fn admit_first(&mut self, number: usize) {
        self.facts[number].tap = false;
        self.facts[number].inside = true;
        self.write_down(number);
    }

    /// The connection is back, and the desk noticed.
    pub(super) fn reachable(&mut self) {
        if let Heard::Failed(error) = self.transact(Deed::Reachable, |db, _| lane::open_failed(db)) {
            self.violate(Rule::Store, || error.to_string());
        }
    }

    /// A credential is replaced by a new one.
    pub(super) fn renew(&mut self, lane: &Lane) {
        self.vendor.give_back(lane.name(), self.now);
        let heard = self.transact(Deed::Renewed, |db, _| lane::open(db, lane));
        self.unsure_of_rests(LONGEST_WISH + MINUTE);
        if let Heard::Failed(error) = heard {
            self.violate(Rule::Store, || error.to_string());
        }
    }

    /// Staff look at the inbox, or at what waits, and decide something about one of the lines.
    pub(super) fn staff(&mut self) {
        let part = if self.rng.odds(700) { Part::Person } else { Part::Waiting };
        let now = self.clock();
        let listed = inbox::page(self.db(), part, None, None, 50, now).expect("a page");
        if listed.is_empty() {
            return;
        }
        let line = self.rng.pick(&listed).clone();
        let choice = *self.rng.pick(&Choice::ALL);
        self.decide(&line, choice);
    }

    /// Staff decide.
    pub(super) fn decide(&mut self, line: &Listed, choice: Choice) {
        let number = self.fact_of_item(line.id);
        let note = format!("note on {number}");
        let decision = match choice {
            Choice::TryNow => Decision::TryNow,
            Choice::SendAgain => Decision::SendAgain { note: Some(note) },
            Choice::WithoutPicture => Decision::WithoutPicture { note: self.rng.odds(500).then_some(note) },
            Choice::Done => Decision::Done { note: self.rng.odds(500).then_some(note) },
            Choice::Cancel => Decision::Cancel { note },
        };
        let (now, at, id) = (self.clock(), self.wall(), line.id);
        self.note(|| format!("staff: {decision:?} about item {id}, fact {number}"));
        let alone = self.bug == Some(Bug::KeepPicture);
        let heard = self.transact(Deed::Decide, |db, _| match alone {
            // The planted mistake: it forgets what it waits for.
            true => decide_alone(db, id, &decision, now),
            false => decide::decide(db, id, &decision, now),
        });
        let allowed = line.open_to.contains(&choice);
        match heard {
            Heard::Done(()) if allowed => {
                self.coverage.count("decision", decision_word(&decision));
                self.unsure_of_rests(LONGEST_WISH + MINUTE);
                self.facts[number].decisions.push(Decided { decision, at, heard: true });
            }
            Heard::Killed if allowed => {
                self.unsure_of_rests(LONGEST_WISH + MINUTE);
                self.facts[number].decisions.push(Decided { decision, at, heard: false });
            }
            Heard::Failed(OutboxError::NotPossible | OutboxError::BeingSent) if !allowed => {
                self.coverage.count("decision", "not possible");
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Done(()) => {
                self.violate(Rule::Inbox, || format!("{decision:?} about {id} was not offered"))
            }
            Heard::Failed(error) => {
                self.violate(Rule::Inbox, || format!("{decision:?} about {id} was offered: {error}"));
            }
        }
    }

    fn fact_of_item(&mut self, id: ItemId) -> usize {
        let item = row::read(self.db(), id).expect("a listed item");
        fact::fact_of(&item.body.expect("an open item has its body"))
    }

    /// The member's credit changes where this desk does not see it.
    pub(super) fn elsewhere(&mut self) {
        if self.elsewhere < 4 {
            let minor = fact::minor(0, Kind::Sale) * 5i64.pow(21 + self.elsewhere);
            self.elsewhere += 1;
            let member = self.rng.index(self.members);
            self.vendor.buys_elsewhere(member, minor);
        }
    }
}

/// What is decided about an item as if it waited for nothing.
fn decide_alone(db: &Connection, id: ItemId, decision: &Decision, now: Timestamp) -> Result<()> {
    let before = row::read(db, id)?.waits_for.map(|before| before.0);
    let waits_for = |before: Option<i64>| {
        db.execute("UPDATE item SET waits_for = ?2 WHERE id = ?1", params![id.0, before])
    };
    let is_cancelled = decision.choice() == Choice::Cancel;
    if is_cancelled {
        waits_for(None)?;
    }
    decide::decide(db, id, decision, now)?;
    if is_cancelled {
        waits_for(before)?;
    }
    Ok(())
}

pub(super) fn request_of(job: &crate::Job) -> Request {
    Request {
        fact: fact::fact_of(job.body.expose()),
        kind: job.kind,
        act: job.act,
        live: None,
        lane: job.lane.name().to_owned(),
        transaction: job.transaction,
        picture: job.reference_before.clone(),
    }
}

pub(super) const TAP_ENDS: [&str; 9] = [
    "checked in",
    "refused",
    "turned away without connection",
    "turned away by a pause",
    "turned away without access",
    "let in without connection",
    "let in by a pause",
    "let in without access",
    "unknown",
];

const fn tap_word(end: &TapEnd) -> &'static str {
    match end {
        TapEnd::CheckedIn => "checked in",
        TapEnd::Refused { .. } => "refused",
        TapEnd::TurnedAway(NotRecorded::NoConnection) => "turned away without connection",
        TapEnd::TurnedAway(NotRecorded::VendorPause(_)) => "turned away by a pause",
        TapEnd::TurnedAway(NotRecorded::AccessWithdrawn) => "turned away without access",
        TapEnd::LetIn(NotRecorded::NoConnection) => "let in without connection",
        TapEnd::LetIn(NotRecorded::VendorPause(_)) => "let in by a pause",
        TapEnd::LetIn(NotRecorded::AccessWithdrawn) => "let in without access",
        TapEnd::Unknown(_) => "unknown",
    }
}

pub(super) const DECISIONS: [&str; 6] =
    ["try now", "send again", "without picture", "done", "cancel", "not possible"];

const fn decision_word(decision: &Decision) -> &'static str {
    match decision {
        Decision::TryNow => "try now",
        Decision::SendAgain { .. } => "send again",
        Decision::WithoutPicture { .. } => "without picture",
        Decision::Done { .. } => "done",
        Decision::Cancel { .. } => "cancel",
    }
}
