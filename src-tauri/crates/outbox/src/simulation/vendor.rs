//! A model of the vendor, written from `domain.md` and from nothing in this crate's policy.
//!
//! It counts what it did for every fact of the desk, because its real counterpart cannot: a check-in
//! has no identity there, a contract no key, and whether a repeated sale is charged twice is unproven
//! (each seed decides). It may act long after the desk gave up waiting, but less than
//! [`crate::policy::LATE`] after the whole request reached it: that much the policy assumes.

use std::collections::BTreeMap;
use std::time::Duration;

use uuid::Uuid;

use super::rng::Rng;
use crate::item::{Act, Family, Kind};

/// The longest the vendor asks to be left alone, in milliseconds.
pub(super) const LONGEST_WISH: i64 = 600_000;

/// What the vendor knows a fact by.
#[derive(Clone, Debug)]
pub(super) struct Dossier {
    pub(super) member: usize,
    pub(super) minor: i64,
    /// The vendor's rules say no to this one, always.
    pub(super) refused: bool,
    /// The vendor cannot make anything of the picture it names.
    pub(super) bad_picture: Option<BadPicture>,
    /// The credential was a one-time code and is used up.
    pub(super) once_only: bool,
    /// Customers with the same name, birthday and address who were there before.
    pub(super) namesakes: usize,
    /// Customers with the same particulars who sign the same thing elsewhere meanwhile.
    pub(super) twins: usize,
}

/// What the vendor says to a sign-up whose picture is of no use. Nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadPicture {
    Refused,
    /// 500, as it is published.
    Fault,
}

/// What the vendor did for a fact.
#[derive(Clone, Debug, Default)]
pub(super) struct Deeds {
    /// Requests that arrived whole.
    pub(super) seen: u32,
    /// How often it was done: checked in, charged, signed.
    pub(super) done: u32,
    /// When it was done first, counted over everything this vendor did.
    pub(super) first_done: Option<u64>,
    /// The numbers of the customers it made, the object keys of the pictures.
    pub(super) references: Vec<String>,
    /// The object keys the contracts came with.
    pub(super) pictures: Vec<Option<String>>,
    /// Somebody was identified by a credential that works once.
    pub(super) reused: bool,
    /// The transactions under which a dry run passed.
    rehearsed: Vec<Uuid>,
    /// It was to be executed under a transaction without a dry run.
    pub(super) unrehearsed: bool,
}

/// What is asked while the member stands at the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Live {
    Identify,
    DryRun,
}

/// A whole request.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) fact: usize,
    pub(super) kind: Kind,
    pub(super) act: Act,
    /// Asked by the desk, for somebody at the shelf, and not by the worker.
    pub(super) live: Option<Live>,
    pub(super) lane: String,
    pub(super) transaction: Option<Uuid>,
    pub(super) picture: Option<String>,
}

/// What the vendor answers.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// 2xx.
    Done(Option<String>),
    /// 400, 404, 409 with a reason.
    Refused,
    /// 401, or 403 without a reason.
    NoAccess,
    /// 408, 429 or 503, with or without `Retry-After`.
    Wait(Option<Duration>),
    /// 500.
    Fault,
    /// The customers found: those who have what was sent, and those who had the name before.
    Found { fitting: Vec<String>, namesakes: Vec<String> },
    /// 403: the right to look customers up is missing.
    MayNotLook,
    /// The member's credit.
    Credit(i64),
}

/// What happens to a sale under a transaction that has been charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeated {
    /// 204, and nothing is charged.
    Deduplicated,
    /// The lock is gone, so it is refused.
    Refused,
    /// Charged again while the lock lives.
    ChargedAgain,
}

/// What an identification means for a member who is locked to another transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SecondLock {
    Refused,
    TakesOver,
    /// Both transactions can be charged.
    Beside,
}

#[derive(Clone, Copy, Debug)]
struct Lock {
    transaction: Uuid,
    until: i64,
    charged: bool,
}

#[derive(Clone, Debug)]
struct Member {
    credit: i64,
    locks: Vec<Lock>,
}

/// How the vendor treats a credential.
#[derive(Clone, Debug, Default)]
pub(super) struct Access {
    pub(super) withdrawn: bool,
    /// How often it was withdrawn.
    pub(super) episodes: u32,
    /// When it was withdrawn or given back last.
    pub(super) changed_at: i64,
}

#[derive(Clone, Debug)]
struct Pending {
    call: u64,
    request: Request,
    act_by: i64,
    late: bool,
}

/// How things go at this vendor, in parts of a thousand.
#[derive(Clone, Debug, Default)]
pub(super) struct Moods {
    /// The request lies around before it is acted on.
    pub(super) late: u64,
    /// The request is never acted on.
    pub(super) dropped: u64,
    /// 429 with `Retry-After`.
    pub(super) busy: u64,
    /// 408, 503, 429 without.
    pub(super) cancelled: u64,
    /// 500, before or after the work was done.
    pub(super) fault: u64,
}

pub(super) struct Vendor {
    rng: Rng,
    pub(super) moods: Moods,
    pub(super) away: bool,
    pub(super) may_look: bool,
    repeated: Repeated,
    second_lock: SecondLock,
    /// The idle time-out, which counts from the identification.
    idle_for: i64,
    /// The product-draw time-out, which counts from the dry run.
    draw_for: i64,
    /// The planted mistake of a transport: the credit is read, and no dry run follows.
    pub(super) reads_only: bool,
    pub(super) access: BTreeMap<String, Access>,
    members: Vec<Member>,
    dossiers: Vec<Dossier>,
    pub(super) deeds: Vec<Deeds>,
    pending: Vec<Pending>,
    references: u32,
    sequence: u64,
}

impl Vendor {
    pub(super) fn new(mut rng: Rng, members: usize, lanes: &[String], moods: Moods, lock_for: i64) -> Self {
        let draw_for = lock_for * *rng.pick(&[50, 100, 200]) / 100;
        Self {
            moods,
            away: false,
            may_look: rng.odds(850),
            repeated: *rng.pick(&[Repeated::Deduplicated, Repeated::Refused, Repeated::ChargedAgain]),
            second_lock: *rng.pick(&[SecondLock::Refused, SecondLock::TakesOver, SecondLock::Beside]),
            idle_for: lock_for,
            draw_for,
            reads_only: false,
            access: lanes.iter().map(|lane| (lane.clone(), Access::default())).collect(),
            members: vec![Member { credit: 1_000_000_000_000_000, locks: Vec::new() }; members],
            dossiers: Vec::new(),
            deeds: Vec::new(),
            pending: Vec::new(),
            references: 0,
            sequence: 0,
            rng,
        }
    }

    /// Something happened that the vendor may hear of.
    pub(super) fn introduce(&mut self, dossier: Dossier) {
        self.dossiers.push(dossier);
        self.deeds.push(Deeds::default());
    }

    /// The vendor's rules say no to a fact.
    pub(super) fn refuses(&mut self, fact: usize) {
        self.dossiers[fact].refused = true;
    }

    /// The vendor does nothing for a fact as long as it names a picture.
    pub(super) fn dislikes_picture_of(&mut self, fact: usize, says: BadPicture) {
        self.dossiers[fact].bad_picture = Some(says);
    }

    /// A whole request arrived at `now`.
    pub(super) fn receive(&mut self, call: u64, request: Request, now: i64) {
        if request.live.is_none() {
            self.deeds[request.fact].seen += 1;
        }
        if self.rng.odds(self.moods.dropped) {
            return;
        }
        let late = self.rng.odds(self.moods.late);
        let longest = crate::policy::LATE.as_millis() as i64 - 1;
        let act_by = now + if late { self.rng.between(0, longest) } else { self.rng.between(0, 1500) };
        self.pending.push(Pending { call, request, act_by, late });
    }

    /// When the next request is acted on at the latest.
    pub(super) fn acts_next(&self) -> Option<i64> {
        self.pending.iter().map(|pending| pending.act_by).min()
    }

    /// It may still do what it was asked to do for a fact.
    pub(super) fn may_still_do(&self, fact: usize) -> bool {
        let sends = |pending: &Pending| pending.request.fact == fact && pending.request.act == Act::Send;
        self.pending.iter().any(sends)
    }

    /// Acts on the requests that have lain around long enough.
    pub(super) fn act_until(&mut self, now: i64) -> Vec<(u64, Answer)> {
        let mut answers = Vec::new();
        while let Some(due) = self.pending.iter().position(|pending| pending.act_by <= now) {
            let pending = self.pending.remove(due);
            answers.push((pending.call, self.act(&pending.request, now)));
        }
        answers
    }

    /// Acts on the request of a call now, unless it is to lie around.
    pub(super) fn act_on(&mut self, call: u64, now: i64) -> Option<Answer> {
        let found = self.pending.iter().position(|pending| pending.call == call && !pending.late)?;
        let pending = self.pending.remove(found);
        Some(self.act(&pending.request, now))
    }

    /// Whom a fact is about.
    pub(super) fn member_of(&self, fact: usize) -> usize {
        self.dossiers[fact].member
    }

    /// The desk identifies a member who stands before it, to sell: the credit, or nothing.
    pub(super) fn identify_live(
        &mut self,
        member: usize,
        lane: &str,
        transaction: Uuid,
        now: i64,
    ) -> Option<i64> {
        if self.away || self.access.get(lane).is_some_and(|access| access.withdrawn) {
            return None;
        }
        self.lock(member, transaction, now)
    }

    /// The member buys, or tops up, where this desk does not see it.
    pub(super) fn buys_elsewhere(&mut self, member: usize, minor: i64) {
        self.members[member].credit -= minor;
    }

    pub(super) fn withdraw(&mut self, lane: &str, now: i64) {
        if let Some(access) = self.access.get_mut(lane).filter(|access| !access.withdrawn) {
            *access = Access { withdrawn: true, episodes: access.episodes + 1, changed_at: now };
        }
    }

    pub(super) fn give_back(&mut self, lane: &str, now: i64) {
        if let Some(access) = self.access.get_mut(lane).filter(|access| access.withdrawn) {
            *access = Access { withdrawn: false, changed_at: now, ..*access };
        }
    }

    /// Everything works from now on.
    pub(super) fn heal(&mut self, now: i64) {
        self.moods = Moods::default();
        self.away = false;
        let names: Vec<String> = self.access.keys().cloned().collect();
        names.iter().for_each(|lane| self.give_back(lane, now));
    }

    fn act(&mut self, request: &Request, now: i64) -> Answer {
        if self.access.get(&request.lane).is_some_and(|access| access.withdrawn) {
            return Answer::NoAccess;
        }
        if self.rng.odds(self.moods.busy) {
            return Answer::Wait(Some(Duration::from_millis(self.rng.between(500, LONGEST_WISH) as u64)));
        }
        if self.rng.odds(self.moods.cancelled) {
            return Answer::Wait(None);
        }
        if self.rng.odds(self.moods.fault) {
            if self.rng.odds(500) {
                self.carry_out(request, now);
            }
            return Answer::Fault;
        }
        self.carry_out(request, now)
    }

    fn carry_out(&mut self, request: &Request, now: i64) -> Answer {
        if let Some(live) = request.live {
            return self.carry_out_live(live, request, now);
        }
        let dossier = &self.dossiers[request.fact];
        match request.act {
            Act::LookUp => self.look_up(request.fact),
            Act::ReadCredit => {
                self.deeds[request.fact].reused |= dossier.once_only;
                self.read_credit(request, now)
            }
            Act::Send if dossier.refused => Answer::Refused,
            Act::Send => match request.kind.family() {
                Family::CheckIn => {
                    self.done(request.fact);
                    Answer::Done(None)
                }
                Family::Charge => self.charge(request, now),
                Family::SignUp => match dossier.bad_picture.filter(|_| request.picture.is_some()) {
                    Some(BadPicture::Refused) => Answer::Refused,
                    Some(BadPicture::Fault) => Answer::Fault,
                    None => {
                        self.done(request.fact);
                        self.deeds[request.fact].pictures.push(request.picture.clone());
                        Answer::Done(Some(self.refer(request.fact, "customer")))
                    }
                },
                Family::Picture => Answer::Done(Some(self.refer(request.fact, "picture"))),
            },
        }
    }

    /// For somebody at the shelf. Time devices have no transaction: nothing is locked, and no credit told.
    fn carry_out_live(&mut self, live: Live, request: &Request, now: i64) -> Answer {
        let Dossier { member, refused, .. } = self.dossiers[request.fact];
        match (live, request.transaction) {
            (Live::Identify, Some(transaction)) => {
                self.lock(member, transaction, now).map_or(Answer::Refused, Answer::Credit)
            }
            (Live::DryRun, _) if refused => Answer::Refused,
            (Live::DryRun, Some(transaction)) if !self.rehearse(request.fact, transaction, now) => {
                Answer::Refused
            }
            (Live::Identify | Live::DryRun, _) => Answer::Done(None),
        }
    }

    /// What a transport does to read the credit: an identification and, for what is handed out, a dry run
    /// under the same transaction. It can fail between the two.
    fn read_credit(&mut self, request: &Request, now: i64) -> Answer {
        let Dossier { member, refused, .. } = self.dossiers[request.fact];
        let Some(transaction) = request.transaction else { return Answer::Refused };
        let Some(credit) = self.lock(member, transaction, now) else { return Answer::Refused };
        if request.kind.needs_dry_run() && !self.reads_only {
            if self.rng.odds(self.moods.fault) {
                return Answer::Fault;
            }
            if refused || !self.rehearse(request.fact, transaction, now) {
                return Answer::Refused;
            }
        }
        Answer::Credit(credit)
    }

    /// A dry run passes while the lock lives, and the other time-out counts from then on.
    pub(super) fn rehearse(&mut self, fact: usize, transaction: Uuid, now: i64) -> bool {
        let member = &mut self.members[self.dossiers[fact].member];
        let lives = |lock: &&mut Lock| lock.transaction == transaction && now < lock.until;
        let Some(lock) = member.locks.iter_mut().find(lives) else { return false };
        lock.until = now + self.draw_for;
        self.deeds[fact].rehearsed.push(transaction);
        true
    }

    fn look_up(&self, fact: usize) -> Answer {
        if !self.may_look {
            return Answer::MayNotLook;
        }
        let Dossier { namesakes, twins, .. } = self.dossiers[fact];
        let mut fitting = self.deeds[fact].references.clone();
        fitting.extend((0..twins).map(|twin| format!("twin-{fact}-{twin}")));
        let namesakes = (0..namesakes).map(|namesake| format!("namesake-{fact}-{namesake}")).collect();
        Answer::Found { fitting, namesakes }
    }

    /// An identification locks the member to a transaction and shows the credit.
    fn lock(&mut self, member: usize, transaction: Uuid, now: i64) -> Option<i64> {
        let member = &mut self.members[member];
        member.locks.retain(|lock| now < lock.until && lock.transaction != transaction);
        match self.second_lock {
            SecondLock::Refused if !member.locks.is_empty() => return None,
            SecondLock::TakesOver => member.locks.clear(),
            SecondLock::Refused | SecondLock::Beside => {}
        }
        member.locks.push(Lock { transaction, until: now + self.idle_for, charged: false });
        Some(member.credit)
    }

    fn charge(&mut self, request: &Request, now: i64) -> Answer {
        let Dossier { member, minor, .. } = self.dossiers[request.fact];
        let Some(transaction) = request.transaction else {
            // There is nothing to tell a repetition by.
            self.members[member].credit -= minor;
            self.done(request.fact);
            return Answer::Done(None);
        };
        if request.kind.needs_dry_run() && !self.deeds[request.fact].rehearsed.contains(&transaction) {
            self.deeds[request.fact].unrehearsed = true;
            return Answer::Refused;
        }
        let member = &mut self.members[member];
        let lives = |lock: &&mut Lock| lock.transaction == transaction && now < lock.until;
        let Some(lock) = member.locks.iter_mut().find(lives) else { return Answer::Refused };
        match (lock.charged, self.repeated) {
            (true, Repeated::Deduplicated) => return Answer::Done(None),
            (true, Repeated::Refused) => return Answer::Refused,
            (true, Repeated::ChargedAgain) | (false, _) => {}
        }
        lock.charged = true;
        member.credit -= minor;
        self.done(request.fact);
        Answer::Done(None)
    }

    fn done(&mut self, fact: usize) {
        self.sequence += 1;
        let deeds = &mut self.deeds[fact];
        deeds.done += 1;
        deeds.first_done.get_or_insert(self.sequence);
    }

    fn refer(&mut self, fact: usize, what: &str) -> String {
        self.references += 1;
        let reference = format!("{what}-{}", self.references);
        self.deeds[fact].references.push(reference.clone());
        reference
    }
}
