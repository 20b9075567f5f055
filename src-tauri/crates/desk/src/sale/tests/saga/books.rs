//! What the shelf, the disk and the vendor know, and what must hold between them.

use std::collections::{HashMap, HashSet};

use super::*;

/// What is known of one sale.
#[derive(Debug, Default)]
struct Page {
    /// Who, and the vendor's transaction.
    asked: Option<(Identification, Option<Uuid>)>,
    /// A dry run that has no answer yet.
    checking: Option<Bought>,
    /// What the vendor said yes to.
    cleared: Option<Bought>,
    /// What the desk wrote that it will hand out, under which key.
    noted: Option<(Uuid, Bought)>,
    /// That is on the disk.
    begun: bool,
    /// How often something was set in motion.
    moved: usize,
    /// Whoever hands out has said how it went; or somebody knows better, because it is a model.
    settled: bool,
    /// It was said that it is out.
    said_out: bool,
    /// What left the shelf.
    units: usize,
    /// That it is out was given to the disk, and how often the disk took it.
    out: bool,
    out_unknown: bool,
    on_disk: usize,
    not_out: bool,
    /// The key under which cash was written down.
    paid_in: Option<Uuid>,
}

/// What each side knows of every sale.
#[derive(Debug, Default)]
pub(super) struct Books {
    pages: HashMap<SaleId, Page>,
    keys: HashMap<Uuid, SaleId>,
    /// Transactions under which something was or may be charged.
    spent: HashSet<Uuid>,
}

impl Books {
    fn page(&mut self, id: SaleId) -> &mut Page {
        self.pages.entry(id).or_default()
    }

    /// Something is about to be told to the counter.
    pub(super) fn hears(&mut self, input: &Input, at: Option<(SaleId, At)>, by: HandOutBy) {
        match input {
            Input::Checked(id, checked) => {
                let page = self.page(*id);
                if let (Some(bought), Checked::Cleared { .. }) = (page.checking.take(), checked) {
                    page.cleared = Some(bought);
                }
            }
            Input::Written(id, Kept::Beginning(true)) => {
                let page = self.page(*id);
                page.begun |= page.noted.is_some();
            }
            Input::Written(id, Kept::End(Some(_))) => self.page(*id).on_disk += 1,
            Input::HandOut(id, end) => {
                let page = self.page(*id);
                if page.begun && !page.settled {
                    page.settled = true;
                    page.said_out = *end == HandOutEnd::Out;
                    page.units += usize::from(page.said_out);
                }
            }
            // A hand is at the button only while it is on the screen.
            Input::Team(id, action) if by == HandOutBy::Team && at == Some((*id, At::HandingOut)) => {
                let page = self.page(*id);
                if !page.settled && matches!(action, SaleAction::HandedOver | SaleAction::NotHandedOut) {
                    page.settled = true;
                    page.said_out = *action == SaleAction::HandedOver;
                    page.units += usize::from(page.said_out);
                }
            }
            Input::Wanted
            | Input::Tap(..)
            | Input::Choice(..)
            | Input::Told(..)
            | Input::Named(..)
            | Input::Written(..)
            | Input::Charge(..)
            | Input::Held(..)
            | Input::Team(..)
            | Input::Cash(..)
            | Input::Shelves(_)
            | Input::ChosenAtMachine(_)
            | Input::LeftMachine
            | Input::Ready(_)
            | Input::Runs(_)
            | Input::PageLost
            | Input::Tick => {}
        }
    }

    /// Nobody says of what slipped out that it is still there: the desk believes what it is told.
    pub(super) fn is_a_lie(&self, input: &Input) -> bool {
        let (Input::HandOut(id, HandOutEnd::NotOut) | Input::Team(id, SaleAction::NotHandedOut)) = input
        else {
            return false;
        };
        self.pages.get(id).is_some_and(|page| page.units > 0 && !page.said_out)
    }

    /// A unit leaves the shelf, and nobody says so.
    pub(super) fn slips_out(&mut self, id: SaleId) {
        let page = self.page(id);
        if page.begun && !page.settled {
            (page.settled, page.units) = (true, page.units + 1);
        }
    }

    /// The counter wants something done.
    pub(super) fn sees(&mut self, effect: &Effect) {
        match effect {
            Effect::Ask(id, who, transaction) => {
                assert!(transaction.is_none_or(|one| !self.spent.contains(&one)), "it is spent");
                let page = self.page(*id);
                assert_eq!(page.asked, None, "a sale is one identification");
                page.asked = Some((who.clone(), *transaction));
            }
            Effect::Check(id, who, transaction, bought) => {
                let page = self.page(*id);
                assert_eq!(page.asked, Some((who.clone(), *transaction)), "of whoever stands there");
                assert!(page.noted.is_none(), "nothing is checked that is handed out");
                page.checking = Some(bought.clone());
            }
            Effect::Write(stage, record) => {
                let page = self.pages.entry(record.sale).or_default();
                assert_eq!(page.asked, Some((record.who.clone(), record.transaction)));
                let first = *self.keys.entry(record.key).or_insert(record.sale);
                assert_eq!(first, record.sale, "a key is one sale's");
                let over = page.out || page.out_unknown || page.not_out || page.paid_in.is_some();
                assert!(!over, "it is over: {page:?}");
                if *stage == Stage::HandingOut {
                    assert!(page.cleared.is_some(), "the vendor has not said yes");
                    assert_eq!(page.cleared, record.bought, "yes to exactly this");
                    assert_eq!(page.noted, None, "once");
                    page.noted = record.bought.clone().map(|bought| (record.key, bought));
                }
            }
            Effect::HandOut(id, bought) => {
                let page = self.page(*id);
                assert!(page.begun, "it is not on the disk");
                assert_eq!(page.cleared.as_ref(), Some(bought));
                page.moved += 1;
                assert_eq!(page.moved, 1, "twice");
            }
            Effect::Out(id, key) => {
                let page = self.page(*id);
                assert!(page.said_out && page.units == 1, "nobody said that it is out: {page:?}");
                assert!(!page.out_unknown && !page.not_out, "{page:?}");
                assert_eq!(page.noted.as_ref().map(|(key, _)| key), Some(key));
                page.out = true;
                self.spend(*id);
            }
            Effect::OutUnknown(id, key) => {
                let page = self.page(*id);
                assert!(page.begun && !page.out && !page.not_out, "{page:?}");
                assert_eq!(page.noted.as_ref().map(|(key, _)| key), Some(key));
                page.out_unknown = true;
                self.spend(*id);
            }
            Effect::NotOut(key) => {
                let id = self.keys[key];
                let page = self.page(id);
                assert!(!page.out && !page.out_unknown, "{page:?}");
                assert_eq!(page.units, 0, "it is out: {page:?}");
                page.not_out = true;
            }
            Effect::TopUp(record) => {
                let page = self.page(record.sale);
                assert_eq!(page.asked, Some((record.who.clone(), record.transaction)));
                assert!(!page.out && !page.out_unknown && page.moved == 0, "{page:?}");
                // The disk takes a key once, so that the same again is the same top-up.
                assert_eq!(*page.paid_in.get_or_insert(record.key), record.key);
                assert_eq!((record.bought.as_ref(), page.noted.as_ref()), (None, None));
                self.spend(record.sale);
            }
            Effect::MarkPrice(..)
            | Effect::Offer(_)
            | Effect::Deny
            | Effect::SwitchOff
            | Effect::Runs(_)
            | Effect::Signal(_) => {}
        }
    }

    fn spend(&mut self, id: SaleId) {
        let transaction = self.page(id).asked.as_ref().and_then(|(_, transaction)| *transaction);
        self.spent.extend(transaction);
    }

    /// What left a shelf is on its way to the disk, or the screen still waits for it.
    pub(super) fn weigh(&self, at: Option<(SaleId, At)>) {
        for (id, page) in &self.pages {
            let open = at == Some((*id, At::HandingOut));
            assert!(page.units <= 1, "{id:?} {page:?}");
            assert!(page.units == 0 || page.out || page.out_unknown || open, "{id:?} {page:?}");
            assert!(page.units == 0 || page.begun, "a power cut now would forget it: {id:?} {page:?}");
        }
    }

    /// Everybody has gone: what is out is owed or in the inbox, and on the disk as that.
    pub(super) fn close(&self) {
        self.weigh(None);
        for (id, page) in &self.pages {
            assert!(!(page.out || page.out_unknown) || page.on_disk > 0, "{id:?} {page:?}");
            assert!(!page.out || page.units == 1, "charged for nothing: {id:?} {page:?}");
            let in_motion = page.moved > 0;
            assert!(!in_motion || page.out || page.out_unknown || page.not_out, "{id:?} {page:?}");
        }
    }

    /// Units that left a shelf, charges, and what a person has to find out.
    pub(super) fn tally(&self) -> (usize, usize, usize) {
        let count = |what: fn(&Page) -> bool| self.pages.values().filter(|page| what(page)).count();
        (count(|page| page.units == 1), count(|page| page.out), count(|page| page.out_unknown))
    }
}
