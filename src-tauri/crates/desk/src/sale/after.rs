//! What follows after the vendor's yes: what the disk says, handing out, the charge, cash, and what
//! happens at a machine.

use domain::Money;
use wire::{AttentionReason, ChargeView, HandOutBy, SaleAction, SaleEnd};

use super::{
    Bought, CASH, CHARGING, Counter, DISK, Effect, Goods, HOLD, HandOutEnd, Kept, MOTION, RECEIPT, Record,
    Run, Sale, SaleId, Step, Unwritten,
};
use crate::check_in::Moment;

impl Counter {
    pub(super) fn kept(&mut self, id: SaleId, kept: Kept, now: Moment) -> Vec<Effect> {
        if let Kept::End(item) = kept {
            match item {
                Some(_) => self.unwritten.retain(|unwritten| unwritten.sale != id),
                None => {
                    let lost = self.unwritten.iter_mut().find(|unwritten| unwritten.sale == id);
                    lost.into_iter().for_each(|unwritten| unwritten.again = Some(now.instant + DISK));
                }
            }
            return Vec::new();
        }
        let (terms, in_use) = (&self.terms, self.in_use());
        let Some(sale) = self.sale.as_mut().filter(|sale| sale.id == id) else { return Vec::new() };
        // It was found running since this sale began. Nothing has moved yet.
        if let (Kept::Beginning(true), Step::Beginning { .. }, Some(end)) = (&kept, &sale.step, in_use) {
            return self.over(end, now);
        }
        let lapsed = sale.lock_until.is_some_and(|until| until.instant <= now.instant);
        match (kept, &sale.step) {
            // The disk took so long that the vendor's yes is over. Nothing has moved yet.
            (Kept::Beginning(true), Step::Beginning { .. }) if lapsed => {
                self.over(SaleEnd::NotHandedOut, now)
            }
            (Kept::Beginning(true), Step::Beginning { bought }) => {
                let bought = bought.clone();
                let until = match terms.by {
                    HandOutBy::Team => sale.lock_until.unwrap_or_else(|| now.after(terms.draw)),
                    HandOutBy::Shelf | HandOutBy::Machine | HandOutBy::Device => now.after(MOTION),
                };
                sale.step = Step::HandingOut { bought: bought.clone(), until };
                match terms.by {
                    HandOutBy::Team => Vec::new(),
                    HandOutBy::Shelf | HandOutBy::Machine | HandOutBy::Device => {
                        vec![Effect::HandOut(id, bought)]
                    }
                }
            }
            (Kept::Beginning(false), Step::Beginning { .. }) => {
                self.over(SaleEnd::Attention { reason: AttentionReason::StoreFault }, now)
            }
            (Kept::TopUp(Some(item)), Step::TakingCash { amount, at }) => {
                let (amount, at) = (*amount, *at);
                let (charge, until) = (ChargeView::Waiting, now.after(RECEIPT));
                sale.step = Step::Receipt { amount, item, charge, at, until };
                Vec::new()
            }
            (Kept::TopUp(None), Step::TakingCash { amount, .. }) => {
                let minor = u32::try_from(amount.minor).ok();
                sale.step = Step::AtDesk { minor, until: now.after(CASH) };
                Vec::new()
            }
            (Kept::Beginning(_) | Kept::TopUp(_) | Kept::End(_), _) => Vec::new(),
        }
    }

    pub(super) fn hand_out_ended(&mut self, end: HandOutEnd, now: Moment) -> Vec<Effect> {
        let Some(sale) = &mut self.sale else { return Vec::new() };
        let Step::HandingOut { bought, .. } = &sale.step else { return Vec::new() };
        let bought = bought.clone();
        let shown_until = now.after(self.terms.shown_for);
        let mut effects = Vec::new();
        match end {
            HandOutEnd::NotOut => return self.over(SaleEnd::NotHandedOut, now),
            HandOutEnd::Out => {
                if let Goods::Minutes(seconds) = bought.goods {
                    let until = now.after(std::time::Duration::from_secs(seconds.into()));
                    self.running = Some(Run { sale: sale.id, until });
                    effects.push(Effect::Runs(Some(until)));
                }
                sale.step = Step::Charging { bought, until: now.after(CHARGING) };
            }
            HandOutEnd::Unknown => {
                if matches!(bought.goods, Goods::Minutes(_)) {
                    effects.push(Effect::SwitchOff);
                }
                sale.step = Step::Over { end: SaleEnd::HandOutUnknown, until: shown_until };
            }
        }
        sale.written = false;
        let out = end == HandOutEnd::Out;
        let unwritten = Unwritten { sale: sale.id, key: sale.key, out, again: None };
        // What follows from the disk comes first: nothing is told that it does not know.
        effects.insert(0, unwritten.effect());
        self.unwritten.push(unwritten);
        effects
    }

    pub(super) fn charged(&mut self, charge: ChargeView, now: Moment) -> Vec<Effect> {
        let shown_until = now.after(self.terms.shown_for);
        let Some(sale) = &mut self.sale else { return Vec::new() };
        match &mut sale.step {
            Step::Charging { bought, .. } => {
                sale.step = Step::Done { bought: bought.clone(), charge, until: shown_until };
            }
            Step::Done { charge: shown, .. } | Step::Receipt { charge: shown, .. } => *shown = charge,
            Step::Holding { .. }
            | Step::Asking { .. }
            | Step::Choosing { .. }
            | Step::Checking { .. }
            | Step::NewPrice { .. }
            | Step::LowCredit { .. }
            | Step::Beginning { .. }
            | Step::HandingOut { .. }
            | Step::TopUp { .. }
            | Step::AtDesk { .. }
            | Step::TakingCash { .. }
            | Step::Over { .. } => {}
        }
        Vec::new()
    }

    pub(super) fn team(&mut self, id: SaleId, action: SaleAction, now: Moment) -> Vec<Effect> {
        if action == SaleAction::SwitchOff && self.running.is_some_and(|run| run.sale == id) {
            self.running = None;
            return vec![Effect::SwitchOff, Effect::Runs(None)];
        }
        let terms = &self.terms;
        let Some(sale) = self.sale.as_mut().filter(|sale| sale.id == id) else { return Vec::new() };
        match (action, &sale.step) {
            (SaleAction::HandedOver, Step::HandingOut { .. }) if terms.by == HandOutBy::Team => {
                self.hand_out_ended(HandOutEnd::Out, now)
            }
            (SaleAction::NotHandedOut, Step::HandingOut { .. }) if terms.by == HandOutBy::Team => {
                self.hand_out_ended(HandOutEnd::NotOut, now)
            }
            (SaleAction::End, step) if step.is_waiting() => self.over(SaleEnd::EndedByTeam, now),
            (SaleAction::TopUp, step) if step.is_waiting() && !terms.top_up.is_empty() => {
                let minor = if let Step::AtDesk { minor, .. } = step { *minor } else { None };
                sale.step = Step::AtDesk { minor, until: now.after(CASH) };
                self.end_machine_session()
            }
            (
                SaleAction::HandedOver
                | SaleAction::NotHandedOut
                | SaleAction::End
                | SaleAction::TopUp
                | SaleAction::SwitchOff,
                _,
            ) => Vec::new(),
        }
    }

    pub(super) fn cash(&mut self, minor: u32, now: Moment) -> Vec<Effect> {
        let terms = &self.terms;
        let Some(sale) = &mut self.sale else { return Vec::new() };
        if !sale.step.is_waiting() || terms.top_up.is_empty() || minor == 0 {
            return Vec::new();
        }
        let amount = Money::new(minor.into(), terms.currency);
        let Some(record) = sale.record() else { return Vec::new() };
        sale.step = Step::TakingCash { amount, at: now };
        sale.paid_in = true;
        let mut effects = Vec::new();
        if std::mem::take(&mut sale.written) {
            effects.push(Effect::NotOut(sale.key));
        }
        effects.push(Effect::TopUp(Box::new(Record { bought: None, amount: Some(amount), ..record })));
        effects
    }

    pub(super) fn chosen_at_machine(&mut self, bought: Bought, now: Moment) -> Vec<Effect> {
        match self.sale.as_ref().map(|sale| &sale.step) {
            Some(Step::Choosing { .. }) => self.check(bought, now),
            // Whoever chose while their card was looked at: the machine says it again when it is offered the
            // credit, and is about to have its answer.
            Some(Step::Checking { bought: chosen, .. } | Step::Beginning { bought: chosen })
                if *chosen == bought =>
            {
                Vec::new()
            }
            None
            | Some(
                Step::Holding { .. }
                | Step::Charging { .. }
                | Step::Done { .. }
                | Step::Receipt { .. }
                | Step::Over { .. },
            ) => {
                if let Some(Sale { step: Step::Holding { bought, .. }, .. }) = &mut self.sale {
                    // The machine knows best that it is something else now.
                    *bought = None;
                }
                let effects = self.leave(now);
                self.start(None, Step::Holding { bought: Some(bought), until: now.after(HOLD) }, now);
                effects
            }
            Some(
                Step::Asking { .. }
                | Step::Checking { .. }
                | Step::NewPrice { .. }
                | Step::LowCredit { .. }
                | Step::Beginning { .. }
                | Step::HandingOut { .. }
                | Step::TopUp { .. }
                | Step::AtDesk { .. }
                | Step::TakingCash { .. },
            ) => vec![Effect::Deny],
        }
    }

    pub(super) fn left_machine(&mut self, now: Moment) -> Vec<Effect> {
        match self.sale.as_ref().map(|sale| &sale.step) {
            Some(Step::Choosing { .. }) => self.over(SaleEnd::GivenUp, now),
            // There is nothing left to deny.
            Some(Step::Holding { bought: Some(_), .. }) => {
                self.sale = None;
                Vec::new()
            }
            Some(_) | None => Vec::new(),
        }
    }
}

impl Unwritten {
    pub(super) fn effect(&self) -> Effect {
        match self.out {
            true => Effect::Out(self.sale, self.key),
            false => Effect::OutUnknown(self.sale, self.key),
        }
    }
}
