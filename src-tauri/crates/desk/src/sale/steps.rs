//! What follows from what happened, up to the vendor's yes.

use domain::{Identification, Money, NotDone, Redacted};
use outbox::Stage;
use uuid::Uuid;
use wire::{AttentionReason, ChargeView, HandOutBy, SaleChoice, SaleEnd};

use super::{
    Bought, CASH, Checked, Counter, Effect, Fresh, Goods, HOLD, HandOutEnd, Interval, Left, RECEIPT, Record,
    Sale, Shelf, Step, Told,
};
use crate::check_in::{Moment, reason};

impl Counter {
    /// Lets time pass.
    pub(super) fn advance(&mut self, now: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.running.is_some_and(|run| run.until.instant <= now.instant) {
            self.running = None;
            effects.push(Effect::Runs(None));
        }
        for unwritten in &mut self.unwritten {
            if unwritten.again.is_some_and(|again| again <= now.instant) {
                unwritten.again = None;
                effects.push(unwritten.effect());
            }
        }
        let over = |sale: &Sale| sale.step.until().is_some_and(|until| until.instant <= now.instant);
        if self.sale.as_ref().is_some_and(over) {
            effects.extend(self.time_is_over(now));
        }
        effects
    }

    fn time_is_over(&mut self, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        match &sale.step {
            Step::Holding { bought, .. } => {
                let deny = bought.is_some();
                self.sale = None;
                if deny { vec![Effect::Deny] } else { Vec::new() }
            }
            Step::Choosing { .. }
            | Step::NewPrice { .. }
            | Step::LowCredit { .. }
            | Step::TopUp { .. }
            | Step::AtDesk { .. } => self.over(SaleEnd::LeftAlone, now),
            Step::HandingOut { .. } => self.hand_out_ended(HandOutEnd::Unknown, now),
            Step::Charging { bought, .. } => {
                let bought = bought.clone();
                sale.step = Step::Done {
                    bought,
                    charge: ChargeView::Waiting,
                    until: now.after(self.terms.shown_for),
                };
                Vec::new()
            }
            Step::Done { .. } | Step::Receipt { .. } | Step::Over { .. } => {
                self.sale = None;
                Vec::new()
            }
            Step::Asking { .. }
            | Step::Checking { .. }
            | Step::Beginning { .. }
            | Step::TakingCash { .. } => Vec::new(),
        }
    }

    pub(super) fn wanted(&mut self, now: Moment) -> Vec<Effect> {
        let taken = |sale: &Sale| {
            let chosen_at_machine = matches!(sale.step, Step::Holding { bought: Some(_), .. });
            // Touched a moment too late: the card was quicker.
            chosen_at_machine || sale.step.is_busy() || sale.step.is_waiting()
        };
        if self.sale.as_ref().is_some_and(taken) {
            return Vec::new();
        }
        let effects = self.leave(now);
        match self.closed() {
            Some(end) => {
                self.start(None, Step::Over { end, until: now.after(self.terms.shown_for) }, now);
            }
            None => self.start(None, Step::Holding { bought: None, until: now.after(HOLD) }, now),
        }
        effects
    }

    pub(super) fn tap(&mut self, who: Identification, fresh: Fresh, now: Moment) -> Vec<Effect> {
        let mut bought = None;
        if let Some(sale) = &mut self.sale {
            if sale.step.is_busy() {
                return vec![Effect::Signal(false)];
            }
            if sale.step.is_waiting() && sale.who.as_ref() == Some(&who) {
                return Vec::new();
            }
            if let Step::Holding { bought: chosen, .. } = &mut sale.step {
                bought = chosen.take();
            }
        }
        let mut effects = self.leave(now);
        if let Some(end) = self.closed() {
            self.start(None, Step::Over { end, until: now.after(self.terms.shown_for) }, now);
            effects.push(Effect::Signal(false));
            effects.extend(bought.map(|_| Effect::Deny));
            return effects;
        }
        // The vendor still holds whoever gave up a moment ago to that transaction.
        let left = self.left_by(&who, now);
        let transaction = fresh.transaction.map(|new| left.as_ref().map_or(new, |left| left.transaction));
        self.start(Some((who.clone(), fresh.key, transaction)), Step::Asking { bought, since: now }, now);
        if let Some(sale) = &mut self.sale {
            sale.lock_until = left.map(|left| left.until);
            effects.push(Effect::Ask(sale.id, who, transaction));
        }
        effects
    }

    /// Takes out the lock that somebody left behind, if it lives.
    fn left_by(&mut self, who: &Identification, now: Moment) -> Option<Left> {
        self.left.retain(|left| now.instant < left.until.instant);
        let place = self.left.iter().position(|left| left.who == *who)?;
        Some(self.left.swap_remove(place))
    }

    /// Why nobody can buy here now, if so.
    fn closed(&self) -> Option<SaleEnd> {
        self.in_use().or_else(|| (!self.ready).then_some(SaleEnd::NothingForSale))
    }

    /// Somebody has it still.
    pub(super) fn in_use(&self) -> Option<SaleEnd> {
        self.running.map(|run| SaleEnd::InUse { until_ms: run.until.wall.into() })
    }

    pub(super) fn start(
        &mut self,
        who: Option<(Identification, Uuid, Option<Uuid>)>,
        step: Step,
        now: Moment,
    ) {
        let (who, key, transaction) = match who {
            Some((who, key, transaction)) => (Some(who), key, transaction),
            None => (None, Uuid::nil(), None),
        };
        self.sale = Some(Sale {
            id: self.number(),
            key,
            began: now,
            transaction,
            who,
            name: None,
            credit: None,
            lock_until: None,
            written: false,
            paid_in: false,
            unseen: false,
            step,
        });
    }

    /// Whoever stood there has gone.
    pub(super) fn leave(&mut self, now: Moment) -> Vec<Effect> {
        let effects = self.forget(now);
        self.sale = None;
        effects
    }

    /// Ends what the next member must not see. What is being handed out goes on: somebody stands there for it.
    pub(super) fn end_unseen(&mut self, now: Moment) -> Vec<Effect> {
        let Some(sale) = self.sale.as_mut().filter(|sale| sale.unseen) else { return Vec::new() };
        match sale.step.is_anybodys() {
            Some(true) => self.leave(now),
            Some(false) => {
                sale.unseen = false;
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Nothing more comes of the sale: its row goes, its lock is remembered.
    fn forget(&mut self, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        if !sale.step.is_open() {
            return Vec::new();
        }
        let left = match (&sale.who, sale.transaction, sale.lock_until) {
            (Some(who), Some(transaction), Some(until)) if !sale.paid_in => {
                Some(Left { who: who.clone(), transaction, until })
            }
            _ => None,
        };
        let mut effects = Vec::new();
        if std::mem::take(&mut sale.written) {
            effects.push(Effect::NotOut(sale.key));
        }
        if self.terms.by == HandOutBy::Machine && (sale.who.is_some() || sale.step.bought().is_some()) {
            effects.push(Effect::Deny);
        }
        if let Some(left) = left {
            self.remember(left, now);
        }
        effects
    }

    /// Whoever comes back while the vendor still holds them goes on under the same transaction.
    pub(super) fn remember(&mut self, left: Left, now: Moment) {
        self.left.retain(|other| now.instant < other.until.instant && other.who != left.who);
        if now.instant < left.until.instant {
            self.left.push(left);
        }
    }

    pub(super) fn over(&mut self, end: SaleEnd, now: Moment) -> Vec<Effect> {
        let effects = self.forget(now);
        if let Some(sale) = &mut self.sale {
            sale.lock_until = sale.lock_until.filter(|until| now.instant < until.instant);
            sale.step = Step::Over { end, until: now.after(self.terms.shown_for) };
        }
        effects
    }

    /// The vendor did not do it.
    fn not_done(&mut self, why: &NotDone, now: Moment) -> Vec<Effect> {
        let end = match reason(why) {
            Ok(reason) => SaleEnd::Attention { reason },
            Err(message) => SaleEnd::Refused { message },
        };
        self.over(end, now)
    }

    pub(super) fn told(&mut self, told: Told, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        let Step::Asking { bought, since } = &mut sale.step else { return Vec::new() };
        let (bought, since) = (bought.take(), *since);
        let mut effects = vec![Effect::Signal(matches!(told, Told::Granted { .. }))];
        let held = sale.transaction.is_some();
        match told {
            Told::Granted { credit, intervals } => {
                sale.credit = credit;
                sale.lock_until = held.then(|| since.after(self.terms.idle));
                effects.extend(self.write(Stage::Identified));
                effects.extend(match bought {
                    Some(bought) => self.check(bought, now),
                    None => self.offer(intervals, now),
                });
            }
            Told::Denied(words) => {
                let message = words.map(Redacted::into_exposed);
                effects.extend(self.over(SaleEnd::Refused { message }, now));
            }
            Told::NoToken => {
                let reason = AttentionReason::TokenMissing;
                effects.extend(self.over(SaleEnd::Attention { reason }, now));
            }
            Told::NotDone(why) => effects.extend(self.not_done(&why, now)),
            Told::Unknown(_) => {
                sale.lock_until = held.then(|| now.after(self.terms.idle));
                effects.extend(self.over(SaleEnd::NoAnswer, now));
            }
        }
        effects
    }

    /// Lets the member choose, if there is anything to choose.
    fn offer(&mut self, intervals: Vec<Interval>, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        let until = sale.lock_until.unwrap_or_else(|| now.after(self.terms.idle));
        let mut effects = Vec::new();
        let something = match self.terms.by {
            HandOutBy::Team | HandOutBy::Shelf => self.shelves.iter().any(|shelf| shelf.available),
            HandOutBy::Device => !intervals.is_empty(),
            HandOutBy::Machine => {
                effects.extend(sale.credit.map(Effect::Offer));
                sale.credit.is_some()
            }
        };
        if !something {
            return self.over(SaleEnd::NothingForSale, now);
        }
        sale.step = Step::Choosing { intervals, until };
        effects
    }

    pub(super) fn named(&mut self, name: Redacted<String>) -> Vec<Effect> {
        if let Some(sale) = &mut self.sale {
            sale.name = Some(name);
        }
        Vec::new()
    }

    pub(super) fn choice(&mut self, choice: SaleChoice, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        match (choice, &mut sale.step) {
            // What a machine waits for cannot be put off, nor how long the vendor holds somebody.
            (SaleChoice::Stay, Step::Holding { bought: None, until }) => {
                *until = now.after(HOLD);
                Vec::new()
            }
            (SaleChoice::Stay, Step::Receipt { until, .. }) => {
                *until = now.after(RECEIPT);
                Vec::new()
            }
            (SaleChoice::GiveUp, step) if step.is_waiting() => self.over(SaleEnd::GivenUp, now),
            (SaleChoice::GiveUp, Step::Holding { .. } | Step::Done { .. } | Step::Charging { .. })
            | (SaleChoice::GiveUp, Step::Receipt { .. } | Step::Over { .. }) => self.leave(now),
            (SaleChoice::Product { shelf }, Step::Choosing { .. }) => {
                match self.shelves.iter().find(|known| known.shelf == shelf && known.available) {
                    Some(Shelf { price, .. }) if self.terms.by != HandOutBy::Machine => {
                        let bought = Bought { goods: Goods::Product(shelf), price: *price };
                        self.check(bought, now)
                    }
                    Some(_) | None => Vec::new(),
                }
            }
            (SaleChoice::Minutes { seconds }, Step::Choosing { intervals, .. }) => {
                match intervals.iter().find(|interval| interval.seconds == seconds) {
                    Some(Interval { price, .. }) => {
                        let bought = Bought { goods: Goods::Minutes(seconds), price: *price };
                        self.check(bought, now)
                    }
                    None => Vec::new(),
                }
            }
            (SaleChoice::TakePrice, Step::NewPrice { bought, .. }) => {
                let bought = bought.clone();
                self.check(bought, now)
            }
            (SaleChoice::Back, Step::NewPrice { intervals, .. } | Step::LowCredit { intervals, .. }) => {
                let intervals = std::mem::take(intervals);
                self.offer(intervals, now)
            }
            (SaleChoice::Back, Step::AtDesk { .. }) if sale.paid_in => self.over(SaleEnd::GivenUp, now),
            (SaleChoice::Back, Step::TopUp { .. } | Step::AtDesk { .. }) => match sale.lock_until {
                Some(until) if now.instant < until.instant => self.offer(Vec::new(), now),
                Some(_) | None => self.over(SaleEnd::LeftAlone, now),
            },
            (SaleChoice::TopUp, Step::Choosing { .. } | Step::LowCredit { .. })
                if !self.terms.top_up.is_empty() =>
            {
                sale.step = Step::TopUp { until: now.after(CASH) };
                self.end_machine_session()
            }
            (SaleChoice::TopUpBy { minor }, Step::TopUp { .. }) if self.terms.top_up.contains(&minor) => {
                sale.step = Step::AtDesk { minor: Some(minor), until: now.after(CASH) };
                Vec::new()
            }
            // Touched a moment too late.
            (
                SaleChoice::GiveUp
                | SaleChoice::Product { .. }
                | SaleChoice::Minutes { .. }
                | SaleChoice::TakePrice
                | SaleChoice::Back
                | SaleChoice::TopUp
                | SaleChoice::TopUpBy { .. }
                | SaleChoice::Stay,
                _,
            ) => Vec::new(),
        }
    }

    pub(super) fn end_machine_session(&self) -> Vec<Effect> {
        if self.terms.by == HandOutBy::Machine { vec![Effect::Deny] } else { Vec::new() }
    }

    pub(super) fn check(&mut self, bought: Bought, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        let Some(who) = sale.who.clone() else { return Vec::new() };
        let intervals = sale.step.take_intervals();
        let ask = Effect::Check(sale.id, who, sale.transaction, bought.clone());
        sale.step = Step::Checking { bought, intervals, since: now };
        self.write(Stage::Chosen).into_iter().chain([ask]).collect()
    }

    pub(super) fn checked(&mut self, checked: Checked, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        let Step::Checking { bought, intervals, since } = &mut sale.step else { return Vec::new() };
        let (bought, intervals, since) = (bought.clone(), std::mem::take(intervals), *since);
        let drawn = sale.transaction.map(|_| since.after(self.terms.draw));
        let until = drawn.unwrap_or_else(|| now.after(self.terms.idle));
        match checked {
            Checked::Cleared { credit } => {
                (sale.credit, sale.lock_until) = (credit.or(sale.credit), drawn);
                sale.step = Step::Beginning { bought };
                self.write(Stage::HandingOut).into_iter().collect()
            }
            Checked::OtherPrice(price) => {
                sale.lock_until = drawn;
                let mark = match &bought.goods {
                    Goods::Product(shelf) => Some(Effect::MarkPrice(shelf.clone(), price)),
                    Goods::Minutes(_) => None,
                };
                let rest = match price {
                    // What a machine shows is not ours to change.
                    Some(price) if self.terms.by != HandOutBy::Machine => {
                        let before = bought.price;
                        let bought = Bought { price, ..bought };
                        sale.step = Step::NewPrice { bought, before, intervals, until };
                        Vec::new()
                    }
                    Some(_) | None => self.over(SaleEnd::PriceRefused, now),
                };
                mark.into_iter().chain(rest).collect()
            }
            Checked::Denied { words, credit } => {
                (sale.credit, sale.lock_until) = (credit.or(sale.credit), drawn);
                let message = words.map(Redacted::into_exposed);
                let short = |credit: Money| {
                    credit.currency == bought.price.currency && credit.minor < bought.price.minor
                };
                if sale.credit.is_some_and(short) {
                    sale.step = Step::LowCredit { bought, message, intervals, until };
                    return self.end_machine_session();
                }
                self.over(SaleEnd::Refused { message }, now)
            }
            Checked::NotDone(why) => self.not_done(&why, now),
            Checked::Unknown(_) => {
                sale.lock_until = sale.transaction.map(|_| now.after(self.terms.draw));
                self.over(SaleEnd::NoAnswer, now)
            }
        }
    }

    /// Writes down how far the sale is.
    fn write(&mut self, stage: Stage) -> Option<Effect> {
        let sale = self.sale.as_mut()?;
        sale.written = true;
        let record = sale.record()?;
        Some(Effect::Write(stage, Box::new(record)))
    }
}

impl Sale {
    pub(super) fn record(&self) -> Option<Record> {
        let bought = self.step.bought().cloned();
        Some(Record {
            sale: self.id,
            key: self.key,
            who: self.who.clone()?,
            name: self.name.clone(),
            transaction: self.transaction,
            amount: bought.as_ref().map(|bought| bought.price),
            bought,
            credit: self.credit,
            began: self.began,
            lock_until: self.lock_until,
        })
    }
}
