//! The sign-up lane of the simulated desk: a draft is begun and filled in, signed and submitted with or
//! without a picture, and what the vendor refused is reopened and signed anew.
//!
//! What people know of a draft lies outside the process, as the member stands there and signs: whatever
//! was not heard of is done again. Between any two of the steps, and inside each, comes the kill.

use domain::Redacted;
use uuid::Uuid;

use super::bugs::Bug;
use super::checker::Rule;
use super::fact::{self, Fact};
use super::vendor::BadPicture;
use super::world::{Deed, Heard, World};
use crate::draft::{self, Draft, ResumeCode};
use crate::item::{Kind, NewItem, Reason, State};
use crate::row::{self, moment};
use crate::{ItemId, Listed, OutboxError, became, entrance};

/// More facts than that cannot be told apart by their amounts.
const MOST_FACTS: usize = 20;

/// A draft, as people know it.
pub(super) struct Signing {
    key: Uuid,
    begun: i64,
    at: Place,
    /// What it may hold: more than one when the last change was not heard of.
    may_hold: Vec<String>,
    /// How often something was entered.
    entered: u32,
    parked: bool,
    /// The code that finds it, if that is known.
    code: Option<ResumeCode>,
    signatures: Vec<Signature>,
}

/// One signature: the facts of the picture and of the contract.
#[derive(Clone, Copy)]
struct Signature {
    picture: Option<usize>,
    contract: usize,
}

/// Where it is. What nobody heard of may be in either of two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It may be a draft.
    Beginning,
    Draft,
    /// It may be a draft, or the items of its last signature.
    Submitting,
    Items,
    /// The same, the other way round.
    Reopening,
    /// It may be a draft, or gone.
    Dropping,
    Gone,
}

/// What becomes of drafts.
pub(super) const DRAFTS: [&str; 9] = [
    "begun",
    "found by its code",
    "given up",
    "wiped",
    "submitted",
    "submitted with a picture",
    "submitted twice",
    "written down late",
    "reopened",
];

impl World<'_> {
    /// Somebody begins to sign up.
    pub(super) fn begin_signing(&mut self) {
        let (key, begun) = (self.rng.uuid(), self.wall());
        self.note(|| format!("draft {key} is begun"));
        self.coverage.count("draft", "begun");
        self.signings.push(Signing {
            key,
            begun,
            at: Place::Beginning,
            may_hold: Vec::new(),
            entered: 0,
            parked: false,
            code: None,
            signatures: Vec::new(),
        });
        self.enter(self.signings.len() - 1);
    }

    /// Sign-ups go on by a few steps, in any order.
    pub(super) fn go_on_with_drafts(&mut self) {
        for _ in 0..self.rng.between(1, 6) {
            if self.signings.is_empty() || self.dead || self.violation.is_some() {
                return;
            }
            let which = self.rng.index(self.signings.len());
            self.go_on_with_draft(which);
        }
    }

    fn go_on_with_draft(&mut self, which: usize) {
        match self.signings[which].at {
            Place::Draft => match self.rng.below(20) {
                0..5 => self.enter(which),
                5..7 => self.make_code(which),
                7 => self.find_by_code(which),
                8 => self.give_up(which),
                9 if self.rng.odds(200) => self.wipe(),
                _ => self.sign(which),
            },
            Place::Items => match self.rng.below(10) {
                0 => self.enter_late(which),
                1 => self.submit_again(which),
                _ => self.reopen(which),
            },
            Place::Beginning | Place::Submitting | Place::Reopening | Place::Dropping => self.repeat(which),
            Place::Gone => {}
        }
    }

    /// What was not heard of is done again.
    fn repeat(&mut self, which: usize) {
        match self.signings[which].at {
            Place::Beginning => self.enter(which),
            Place::Submitting => self.submit(which),
            Place::Reopening => self.reopen(which),
            Place::Dropping => self.give_up(which),
            Place::Draft | Place::Items | Place::Gone => {}
        }
    }

    /// Nothing is left that nobody heard of, and some of what was reopened is signed anew.
    pub(super) fn finish_drafts(&mut self) {
        for which in 0..self.signings.len() {
            self.repeat(which);
            let Signing { at, signatures, .. } = &self.signings[which];
            if *at == Place::Draft && !signatures.is_empty() && self.rng.odds(500) {
                self.sign(which);
            }
        }
    }

    fn draft_of(&mut self, which: usize) -> Draft {
        let parked = self.rng.odds(200);
        let signing = &mut self.signings[which];
        signing.entered += 1;
        signing.parked |= parked;
        Draft {
            key: signing.key,
            begun_at: moment(signing.begun),
            subject: Some(Redacted::new(fact::personal(which, "somebody"))),
            step: "details".to_owned(),
            parked: signing.parked,
            body: Redacted::new(fact::personal(which, &format!("entered {}", signing.entered))),
            picture: None,
        }
    }

    /// Something more is entered, and the draft written down.
    fn enter(&mut self, which: usize) {
        let (draft, now) = (self.draft_of(which), self.clock());
        let body = draft.body.expose().clone();
        self.signings[which].may_hold.push(body.clone());
        match self.transact(Deed::Draft, |db, _| draft::put(db, &draft, now)) {
            Heard::Done(()) => {
                self.signings[which].at = Place::Draft;
                self.signings[which].may_hold = vec![body];
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Draft, || format!("draft {which}: {error}")),
        }
    }

    /// A draft is written down that was submitted: the desk was slow.
    fn enter_late(&mut self, which: usize) {
        let (draft, now) = (self.draft_of(which), self.clock());
        match self.transact(Deed::Draft, |db, _| draft::put(db, &draft, now)) {
            Heard::Failed(OutboxError::NotPossible) => self.coverage.count("draft", "written down late"),
            Heard::Refused | Heard::Killed => {}
            Heard::Done(()) => self.violate(Rule::Draft, || format!("draft {which} rises from its items")),
            Heard::Failed(error) => self.violate(Rule::Store, || format!("draft {which}: {error}")),
        }
    }

    fn make_code(&mut self, which: usize) {
        let (key, now) = (self.signings[which].key, self.clock());
        self.signings[which].code = None;
        match self.transact(Deed::Draft, |db, context| draft::code::new_code(db, context, key, now)) {
            Heard::Done(code) => self.signings[which].code = Some(code),
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Draft, || format!("draft {which}: {error}")),
        }
    }

    fn find_by_code(&mut self, which: usize) {
        let Some(code) = self.signings[which].code.clone() else { return };
        let found = self.undone(|db, context| draft::code::by_code(db, context, &code)).flatten();
        self.coverage.count("draft", "found by its code");
        if found.map(|found| found.key) != Some(self.signings[which].key) {
            self.violate(Rule::Draft, || format!("draft {which} is not found by its code"));
        }
    }

    fn give_up(&mut self, which: usize) {
        let (key, now) = (self.signings[which].key, self.clock());
        self.signings[which].at = Place::Dropping;
        match self.transact(Deed::Draft, |db, _| draft::drop_one(db, key, now)) {
            Heard::Done(()) => {
                self.coverage.count("draft", "given up");
                self.signings[which].at = Place::Gone;
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Store, || format!("draft {which}: {error}")),
        }
    }

    /// Every draft is older than the studio wants them to become.
    fn wipe(&mut self) {
        let known = |signing: &Signing| matches!(signing.at, Place::Draft | Place::Items | Place::Gone);
        if !self.signings.iter().all(known) {
            return;
        }
        let (before, now) = (moment(i64::from(u32::MAX) * 1000), self.clock());
        let heard = self.transact(Deed::Draft, |db, _| draft::wipe(db, before, now));
        let at = match heard {
            Heard::Done(_) => Place::Gone,
            Heard::Refused | Heard::Killed => Place::Dropping,
            Heard::Failed(error) => return self.violate(Rule::Store, || format!("wiping: {error}")),
        };
        self.coverage.count("draft", "wiped");
        for signing in self.signings.iter_mut().filter(|signing| signing.at == Place::Draft) {
            signing.at = at;
        }
    }

    /// The member signs: from now on it is to be submitted, once.
    fn sign(&mut self, which: usize) {
        if self.facts.len() + 2 > MOST_FACTS {
            return;
        }
        let picture = self.rng.odds(600).then(|| self.invent(Kind::Picture, false));
        let kind = *self.rng.pick(&[Kind::Contract, Kind::Contract, Kind::Contract, Kind::Lead]);
        let contract = self.invent(kind, false);
        if let Some(picture) = picture {
            self.facts[contract].new.after = Some(self.facts[picture].new.key);
            self.facts[contract].after = Some(picture);
        }
        if self.rng.odds(250) {
            self.vendor.refuses(contract);
        } else if picture.is_some() && self.rng.odds(250) {
            let says = *self.rng.pick(&[BadPicture::Refused, BadPicture::Fault]);
            self.vendor.dislikes_picture_of(contract, says);
        }
        self.note(|| format!("draft {which} is signed: {picture:?}, {contract}"));
        self.signings[which].signatures.push(Signature { picture, contract });
        self.signings[which].at = Place::Submitting;
        self.submit(which);
    }

    fn items_of(&self, which: usize) -> (Vec<usize>, Vec<NewItem>) {
        let last = self.signings[which].signatures.last();
        let facts: Vec<usize> =
            last.into_iter().flat_map(|last| last.picture.into_iter().chain([last.contract])).collect();
        let items = facts.iter().map(|fact| self.facts[*fact].new.clone()).collect();
        (facts, items)
    }

    fn submit(&mut self, which: usize) {
        let (facts, items) = self.items_of(which);
        let behind: Vec<Vec<usize>> = facts.iter().map(|fact| self.queued_before(*fact)).collect();
        match self.transact_submit(which, &items) {
            Heard::Done(ids) => {
                self.note(|| format!("draft {which} is items {ids:?}"));
                self.coverage.count("draft", "submitted");
                if ids.len() > 1 {
                    self.coverage.count("draft", "submitted with a picture");
                }
                for ((fact, id), behind) in facts.into_iter().zip(ids).zip(behind) {
                    self.is_behind(fact, id, behind);
                    self.facts[fact].written = Some(id);
                }
                self.signings[which].at = Place::Items;
                self.signings[which].code = None;
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Store, || format!("draft {which} signed: {error}")),
        }
    }

    fn transact_submit(&mut self, which: usize, items: &[NewItem]) -> Heard<Vec<ItemId>> {
        let (key, now) = (self.signings[which].key, self.clock());
        if self.bug == Some(Bug::DraftFirst) {
            // The planted mistake: the draft goes, and then come the items.
            match self.transact(Deed::Submit, |db, _| draft::drop_one(db, key, now)) {
                Heard::Done(()) => {}
                Heard::Failed(error) => return Heard::Failed(error),
                Heard::Refused => return Heard::Refused,
                Heard::Killed => return Heard::Killed,
            }
            return self.transact(Deed::Submit, |db, context| {
                items.iter().map(|item| entrance::submit(db, context, item, key, now)).collect()
            });
        }
        let signed = ["the contract".to_owned(), "the mandate".to_owned()];
        self.transact(Deed::Submit, |db, context| {
            draft::turning::submit_signed(db, context, key, (items, &signed), now)
        })
    }

    /// The same again changes nothing, however long after.
    fn submit_again(&mut self, which: usize) {
        let (facts, items) = self.items_of(which);
        let before = self.db().total_changes();
        let known: Vec<_> = facts.iter().map(|fact| self.facts[*fact].written).collect();
        match self.transact_submit(which, &items) {
            Heard::Done(ids) => {
                self.coverage.count("draft", "submitted twice");
                let changed = self.db().total_changes() != before && self.bug.is_none();
                if ids.iter().copied().map(Some).ne(known) || changed {
                    self.violate(Rule::OneRow, || format!("draft {which} became {ids:?} as well"));
                }
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Store, || format!("draft {which} again: {error}")),
        }
    }

    /// Staff reopen what they see in the inbox, if it was submitted as a draft.
    pub(super) fn reopen_listed(&mut self, listed: &Listed) -> bool {
        let is_it = |signing: &Signing| {
            let contract = signing.signatures.last().map(|last| last.contract);
            let written = contract.and_then(|contract| self.facts[contract].written);
            signing.at == Place::Items && written == Some(listed.id)
        };
        let Some(which) = self.signings.iter().position(is_it) else { return false };
        let in_doubt = self.bug == Some(Bug::ReopenUnknown) && listed.state == State::Unknown;
        if listed.reopens || in_doubt {
            self.reopen(which);
        }
        listed.reopens || in_doubt
    }

    /// Staff reopen what was refused; now and then they try with what was not.
    fn reopen(&mut self, which: usize) {
        let Some(Signature { contract, .. }) = self.signings[which].signatures.last().copied() else {
            return;
        };
        let (key, body) = (self.facts[contract].new.key, self.facts[contract].new.body.expose().clone());
        let became = became::of_key(self.db(), key).expect("an answer");
        let Some(became) = became else {
            return self.violate(Rule::Lost, || format!("fact {contract} was submitted and is gone"));
        };
        let in_doubt = self.bug == Some(Bug::ReopenUnknown) && became.state == State::Unknown;
        let again = self.signings[which].at == Place::Reopening && became.reason == Some(Reason::Reopened);
        let allowed = became.reopens || in_doubt || again;
        if !allowed && !self.rng.odds(50) {
            // They decided otherwise meanwhile.
            self.signings[which].at = Place::Items;
            return;
        }
        let now = self.clock();
        self.facts[contract].reopened |= allowed;
        let heard = self.transact(Deed::Reopen, |db, _| {
            if in_doubt {
                // The planted mistake.
                db.execute(
                    "UPDATE item SET state = 'wedged', reason = 'refused', maybe_sent = 0, by_hand = 0 WHERE id = ?1",
                    [became.id.0],
                )?;
            }
            draft::turning::reopen(db, became.id, "details", now)
        });
        self.signings[which].at = match heard {
            Heard::Done(_) if allowed => {
                self.note(|| format!("draft {which} is one again"));
                self.coverage.count("draft", "reopened");
                self.signings[which].may_hold = vec![body];
                self.signings[which].parked = true;
                Place::Draft
            }
            Heard::Refused | Heard::Killed if allowed => {
                self.signings[which].may_hold = vec![body];
                Place::Reopening
            }
            Heard::Failed(OutboxError::NotPossible | OutboxError::BeingSent) if !allowed => Place::Items,
            Heard::Refused | Heard::Killed => Place::Items,
            Heard::Done(_) => {
                return self.violate(Rule::Inbox, || format!("fact {contract} was reopened: {became:?}"));
            }
            Heard::Failed(error) => {
                return self.violate(Rule::Inbox, || format!("fact {contract} is not reopened: {error}"));
            }
        };
    }

    /// Every draft is where it should be, with what was entered, and nowhere else.
    pub(super) fn check_drafts(&mut self) {
        for which in 0..self.signings.len() {
            let (facts, items) = self.items_of(which);
            let Signing { key, at, .. } = self.signings[which];
            let draft = draft::open(self.db(), key).expect("a draft");
            let there: Vec<bool> = items
                .iter()
                .map(|item| row::find(self.db(), item.key).expect("an answer").is_some())
                .collect();
            let reopened = self.was_reopened(&facts);
            let (all, some) = (there.iter().all(|there| *there), there.contains(&true));
            let is_draft = draft.is_some();
            let fine = match at {
                Place::Beginning | Place::Dropping => true,
                Place::Draft => is_draft,
                Place::Gone => !is_draft,
                Place::Items => !is_draft && all,
                Place::Submitting => is_draft != some && all == some,
                Place::Reopening => is_draft == reopened,
            };
            let held = draft.map(|draft| draft.body.into_exposed());
            // Signed: what it held last is not looked at, it is what was signed.
            let right = held.is_none_or(|held| self.signings[which].may_hold.contains(&held));
            if !fine || !right {
                self.violate(Rule::Draft, || {
                    format!("draft {which} is {at:?}: a draft {is_draft}, items {there:?}, right {right}")
                });
            }
        }
    }

    fn was_reopened(&mut self, facts: &[usize]) -> bool {
        let Some(contract) = facts.last().map(|fact| self.facts[*fact].new.key) else { return false };
        let became = became::of_key(self.db(), contract).expect("an answer");
        became.is_some_and(|became| became.reason == Some(Reason::Reopened))
    }

    /// Of all signatures of a draft one is done, and more only when people had one sent once more.
    pub(super) fn check_signatures(&mut self, facts: &[Fact]) {
        for which in 0..self.signings.len() {
            let contracts = self.signings[which].signatures.iter().map(|signature| signature.contract);
            let (mut done, mut wanted) = (0, 1);
            for contract in contracts {
                done += self.vendor.deeds[contract].done;
                wanted += facts[contract].sent_again();
            }
            if done > wanted {
                self.violate(Rule::Twice, || format!("draft {which} is done {done} times, wanted {wanted}"));
            }
        }
    }
}
