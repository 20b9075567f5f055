//! What the member and the team see of a sale.

use domain::{Money, Redacted};
use wire::{
    AmountView, BoughtView, ChargeView, GoodsKind, GoodsView, HandOutBy, IntervalView, Ms, SaleAction,
    SaleEnd, SaleLine, SaleStage, SaleStep, SaleView, ShelfView,
};

use super::{Bought, Counter, Goods, Run, Sale, Shelf, Step};
use crate::check_in::Moment;

fn ms(moment: Moment) -> Ms {
    moment.wall.into()
}

impl Counter {
    /// What the place sells.
    pub fn goods(&self) -> GoodsKind {
        match self.terms.by {
            HandOutBy::Device => GoodsKind::Minutes,
            HandOutBy::Team | HandOutBy::Shelf | HandOutBy::Machine => GoodsKind::Products,
        }
    }

    /// What members and the team call it.
    pub fn name(&self) -> &str {
        &self.terms.name
    }

    /// What the member's screen shows; nothing while nobody stands here.
    pub fn screen(&self) -> Option<SaleView> {
        let sale = self.sale.as_ref()?;
        Some(SaleView {
            sale: sale.id.0,
            place: self.terms.name.clone(),
            goods: self.goods(),
            until_ms: self.ends_at(sale),
            step: self.step(sale),
        })
    }

    /// When the step ends by itself, where somebody can do something about it. What waits for a machine or
    /// for the vendor ends when they have answered.
    fn ends_at(&self, sale: &Sale) -> Option<Ms> {
        let waits_for_things = match &sale.step {
            Step::HandingOut { .. } => self.terms.by != HandOutBy::Team,
            Step::Charging { .. } => true,
            Step::Holding { .. }
            | Step::Asking { .. }
            | Step::Choosing { .. }
            | Step::Checking { .. }
            | Step::NewPrice { .. }
            | Step::LowCredit { .. }
            | Step::Beginning { .. }
            | Step::Done { .. }
            | Step::TopUp { .. }
            | Step::AtDesk { .. }
            | Step::TakingCash { .. }
            | Step::Receipt { .. }
            | Step::Over { .. } => false,
        };
        sale.step.until().filter(|_| !waits_for_things).map(ms)
    }

    fn step(&self, sale: &Sale) -> SaleStep {
        let credit = sale.credit.map(AmountView::from);
        let top_up = !self.terms.top_up.is_empty();
        match &sale.step {
            Step::Holding { bought, .. } => {
                SaleStep::HoldCard { bought: bought.as_ref().map(|bought| self.bought(bought)) }
            }
            Step::Asking { .. } => SaleStep::Asking,
            Step::Choosing { intervals, .. } => match self.terms.by {
                HandOutBy::Machine => SaleStep::ChooseAtMachine { credit },
                HandOutBy::Device => {
                    SaleStep::ChooseMinutes { intervals: intervals.iter().map(interval).collect() }
                }
                HandOutBy::Team | HandOutBy::Shelf => SaleStep::ChooseProduct {
                    credit,
                    shelves: self.shelves.iter().map(shelf).collect(),
                    top_up,
                },
            },
            Step::Checking { bought, .. } | Step::Beginning { bought } => {
                SaleStep::Checking { bought: self.bought(bought) }
            }
            Step::NewPrice { bought, before, .. } => {
                SaleStep::NewPrice { bought: self.bought(bought), shown_before: (*before).into() }
            }
            Step::LowCredit { bought, message, .. } => {
                let (bought, message) = (self.bought(bought), message.clone());
                SaleStep::LowCredit { bought, credit, message, top_up }
            }
            Step::HandingOut { bought, .. } => {
                SaleStep::HandingOut { bought: self.bought(bought), by: self.terms.by }
            }
            Step::Charging { bought, .. } => SaleStep::Charging { bought: self.bought(bought) },
            Step::Done { bought, charge, .. } => SaleStep::Done {
                credit: left(sale.credit, bought.price, *charge),
                runs_until_ms: self.running.map(|run| ms(run.until)),
                bought: self.bought(bought),
                charge: *charge,
            },
            Step::TopUp { .. } => {
                let one = |minor: &u32| AmountView::from(Money::new((*minor).into(), self.terms.currency));
                SaleStep::TopUp { credit, amounts: self.terms.top_up.iter().map(one).collect() }
            }
            Step::AtDesk { minor, .. } => {
                let chosen =
                    minor.map(|minor| AmountView::from(Money::new(minor.into(), self.terms.currency)));
                SaleStep::TopUpAtDesk { amount: chosen }
            }
            Step::TakingCash { amount: taken, .. } => SaleStep::TopUpAtDesk { amount: Some((*taken).into()) },
            Step::Receipt { amount: paid, item, charge, at, .. } => SaleStep::Receipt {
                amount: (*paid).into(),
                charge: *charge,
                before: credit,
                credit: match charge {
                    ChargeView::Booked => {
                        sale.credit.and_then(|credit| credit.plus(*paid)).map(AmountView::from)
                    }
                    ChargeView::Waiting | ChargeView::Unknown | ChargeView::Refused => None,
                },
                at_ms: ms(*at),
                number: item.to_string(),
            },
            Step::Over { end, .. } => SaleStep::Over {
                // Whoever waits for the team need not be told of a lock as well.
                locked_until_ms: sale.lock_until.filter(|_| *end != SaleEnd::HandOutUnknown).map(ms),
                end: end.clone(),
            },
        }
    }

    fn bought(&self, bought: &Bought) -> BoughtView {
        let goods = match &bought.goods {
            Goods::Minutes(seconds) => GoodsView::Minutes { seconds: *seconds },
            Goods::Product(shelf) => {
                let known = self.shelves.iter().find(|known| known.shelf == *shelf);
                GoodsView::Product {
                    name: known.map_or_else(|| shelf.clone(), |known| known.name.clone()),
                    picture: known.and_then(|known| known.picture.clone()),
                    shelf: shelf.clone(),
                }
            }
        };
        BoughtView { goods, price: bought.price.into() }
    }

    /// What the team sees: the sale that is under way, and the device that runs.
    pub fn lines(&self) -> Vec<SaleLine> {
        let sale = self.sale.as_ref().and_then(|sale| self.line(sale));
        sale.into_iter().chain(self.running.map(|run| self.run(run))).collect()
    }

    fn line(&self, sale: &Sale) -> Option<SaleLine> {
        let top_up = !self.terms.top_up.is_empty();
        let (stage, actions) = match &sale.step {
            Step::Asking { .. } | Step::Checking { .. } | Step::Beginning { .. } => {
                (SaleStage::Choosing, Vec::new())
            }
            Step::Choosing { .. } | Step::NewPrice { .. } | Step::LowCredit { .. } => {
                let actions = top_up.then_some(SaleAction::TopUp).into_iter().chain([SaleAction::End]);
                (SaleStage::Choosing, actions.collect())
            }
            Step::HandingOut { .. } => match self.terms.by {
                HandOutBy::Team => {
                    (SaleStage::HandOver, vec![SaleAction::HandedOver, SaleAction::NotHandedOut])
                }
                HandOutBy::Shelf | HandOutBy::Machine | HandOutBy::Device => {
                    (SaleStage::HandingOut, Vec::new())
                }
            },
            Step::Charging { .. } => (SaleStage::Charging, Vec::new()),
            Step::TopUp { .. } => {
                (SaleStage::TopUp { minor: None }, vec![SaleAction::TopUp, SaleAction::End])
            }
            Step::AtDesk { minor, .. } => {
                (SaleStage::TopUp { minor: *minor }, vec![SaleAction::TopUp, SaleAction::End])
            }
            Step::TakingCash { amount, .. } => {
                (SaleStage::TopUp { minor: u32::try_from(amount.minor).ok() }, Vec::new())
            }
            Step::Holding { .. } | Step::Done { .. } | Step::Receipt { .. } | Step::Over { .. } => {
                return None;
            }
        };
        Some(SaleLine {
            sale: sale.id.0,
            place: self.terms.name.clone(),
            name: sale.name.clone().map(Redacted::into_exposed),
            bought: sale.step.bought().map(|bought| self.bought(bought)),
            credit: sale.credit.map(AmountView::from),
            stage,
            until_ms: self.ends_at(sale),
            actions,
        })
    }

    fn run(&self, run: Run) -> SaleLine {
        SaleLine {
            sale: run.sale.0,
            place: self.terms.name.clone(),
            name: None,
            bought: None,
            credit: None,
            stage: SaleStage::Running,
            until_ms: Some(ms(run.until)),
            actions: vec![SaleAction::SwitchOff],
        }
    }
}

fn shelf(shelf: &Shelf) -> ShelfView {
    ShelfView {
        shelf: shelf.shelf.clone(),
        name: shelf.name.clone(),
        price: shelf.price.into(),
        picture: shelf.picture.clone(),
        available: shelf.available,
    }
}

fn interval(interval: &super::Interval) -> IntervalView {
    IntervalView { seconds: interval.seconds, price: interval.price.into() }
}

/// What is left of the credit, once that is certain. What costs more than there was has been paid otherwise, and
/// nobody said what of.
fn left(credit: Option<Money>, price: Money, charge: ChargeView) -> Option<AmountView> {
    match charge {
        ChargeView::Booked => credit?.minus(price).filter(|left| left.minor >= 0).map(AmountView::from),
        ChargeView::Waiting | ChargeView::Unknown | ChargeView::Refused => None,
    }
}
