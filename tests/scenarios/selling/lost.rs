//! Everything the vendor can do wrong once something is handed out, or cash is taken: it is charged once,
//! or the team sees that it is not, or that nobody knows.

use std::sync::Arc;

use desk::staff::Order;
use portico_tests::{Failure, Outcome, Studio, VirtualShelly};
use sandbox::{Fault, RepeatedSale};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wire::{
    AttentionReason, ChargeView, HandOutBy, InboxTab, ItemAction, ItemReason, ItemState, SaleAction,
    SaleChoice, SaleStage, SaleStep, SaleView,
};

use super::books::Stand;
use super::faults::{Call, Class, Trouble, troubles};
use super::minutes::minutes;
use super::{Shop, products, shelf};

/// More desks at once would only wait for each other.
const AT_ONCE: usize = 6;

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goods {
    Shake,
    Minutes,
    Credit,
}

impl Goods {
    const fn cents(self) -> i64 {
        match self {
            Self::Shake => 250,
            Self::Minutes => 550,
            Self::Credit => 2000,
        }
    }

    /// The request that is for money.
    const fn call(self) -> Call {
        match self {
            Self::Shake => Call::Execute(Studio::SALE),
            Self::Minutes => Call::Execute(Studio::USAGE),
            Self::Credit => Call::Any(Studio::REVALUE),
        }
    }
}

/// A desk at which one member buys one thing.
struct Errand {
    goods: Goods,
    shop: Shop,
    lamp: VirtualShelly,
}

impl Errand {
    async fn open(goods: Goods) -> Outcome<Self> {
        let lamp = VirtualShelly::obedient().await?;
        let address = lamp.address.to_string();
        let shop = match goods {
            Goods::Shake => Shop::stocked(|file| file.bar("entrance", "")).await?,
            Goods::Credit => Shop::stocked(|file| file.bar("entrance", "top-up = [\"20\"]\n")).await?,
            Goods::Minutes => Shop::open(|file| file.solarium_at("entrance", &address)).await?,
        };
        Ok(Self { goods, shop, lamp })
    }

    /// Up to where the shelf, the lamp or the till is next.
    async fn before(&mut self) -> Outcome<u32> {
        let guest = Studio::guest(1);
        let shop = &mut self.shop;
        match self.goods {
            Goods::Shake => {
                let sale = shop.tap(guest, "the products", products).await?;
                shop.choose(sale, shelf("1")).await;
                shop.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
                Ok(sale)
            }
            Goods::Credit => {
                let sale = shop.tap(guest, "the products", products).await?;
                shop.choose(sale, SaleChoice::TopUp).await;
                shop.choose(sale, SaleChoice::TopUpBy { minor: 2000 }).await;
                let wanted = SaleStage::TopUp { minor: Some(2000) };
                shop.line("an amount to take", |line| line.stage == wanted).await?;
                Ok(sale)
            }
            Goods::Minutes => {
                let sale = shop.tap(guest, "the minutes", minutes).await?;
                self.lamp.keep_silent();
                shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
                self.lamp.moved(1).await?;
                let by_device = |sale: &SaleView| {
                    matches!(sale.step, SaleStep::HandingOut { by: HandOutBy::Device, .. }).then_some(())
                };
                shop.desk.sale("a lamp that is switched on", by_device).await?;
                Ok(sale)
            }
        }
    }

    /// It is out, it is on, or the money is in the till.
    async fn out(&self, sale: u32) -> Outcome {
        match self.goods {
            Goods::Shake => self.shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await,
            Goods::Credit => self.shop.team.order(Order::TopUp { sale, minor: 2000 }).await,
            Goods::Minutes => {
                self.lamp.answer();
                Ok(())
            }
        }
    }

    /// Waits until the screen says that the charge stands like this.
    async fn says(&self, mark: usize, wanted: ChargeView) -> Outcome {
        self.shop
            .desk
            .sale_after(mark, &format!("a charge that is {wanted:?}"), |sale| match &sale.step {
                SaleStep::Done { charge, .. } | SaleStep::Receipt { charge, .. } => {
                    (*charge == wanted).then_some(())
                }
                _ => None,
            })
            .await
    }

    /// What a connection that goes away makes of a charge: nothing was sent, or it was sent into a connection that
    /// was closed a moment ago, and then nobody knows.
    async fn cut_off(&self, mark: usize, class: Class) -> Outcome<Class> {
        let charge = |sale: &SaleView| match &sale.step {
            SaleStep::Done { charge: ChargeView::Unknown, .. }
            | SaleStep::Receipt { charge: ChargeView::Unknown, .. } => Some(Class::Unknown),
            SaleStep::Done { charge: ChargeView::Waiting, .. }
            | SaleStep::Receipt { charge: ChargeView::Waiting, .. } => Some(class),
            _ => None,
        };
        self.shop.desk.sale_after(mark, "a charge that waits or is unknown", charge).await
    }

    fn booked(&self) -> usize {
        self.shop.studio.charges().len() + self.shop.studio.top_ups().len()
    }

    /// Where the item has to be.
    fn stand(&self, trouble: &Trouble, class: Class) -> Stand {
        let waits = |reason| Stand::new(InboxTab::Waiting, ItemState::Waiting, reason);
        match class {
            Class::NotDone(AttentionReason::AccessWithdrawn) => waits(ItemReason::AccessWithdrawn),
            Class::NotDone(AttentionReason::TooBusy | AttentionReason::VendorPause) => {
                waits(ItemReason::VendorPause)
            }
            Class::NotDone(_) => waits(ItemReason::NoConnection),
            Class::Refused => Stand::new(InboxTab::Person, ItemState::Stuck, ItemReason::Refused),
            Class::Unknown => {
                let reason = match trouble {
                    Trouble::Plays(Fault::Hang, _) => ItemReason::NoAnswer,
                    // Half of an answer that says so is enough.
                    Trouble::Plays(Fault::InternalError, _) | Trouble::Plays(Fault::HalfAnswer, false) => {
                        ItemReason::VendorFault
                    }
                    Trouble::Plays(..) | Trouble::Away => ItemReason::AnswerLost,
                };
                match self.goods {
                    // Its outcome can be found out by the credit, once no lock and no late work can be in
                    // the way.
                    Goods::Shake | Goods::Credit => waits(reason),
                    Goods::Minutes => Stand::new(InboxTab::Person, ItemState::Unknown, reason),
                }
            }
        }
    }

    /// One errand with one trouble, to where nothing more comes of it by itself.
    async fn run(goods: Goods, trouble: &Trouble, class: Class, repeated: RepeatedSale) -> Outcome {
        let mut errand = Self::open(goods).await?;
        errand.shop.studio.configure(|settings| settings.repeated_sale = repeated);
        let handed = [goods.cents()];
        let sale = errand.before().await?;
        trouble.begin(&errand.shop.studio, &goods.call()).await?;
        let mark = errand.shop.desk.mark();
        errand.out(sale).await?;
        let class = match trouble {
            Trouble::Away => errand.cut_off(mark, class).await?,
            Trouble::Plays(..) => class,
        };
        let shown = match class {
            Class::NotDone(_) => ChargeView::Waiting,
            Class::Refused => ChargeView::Refused,
            Class::Unknown => ChargeView::Unknown,
        };
        errand.says(mark, shown).await?;
        let item = errand.shop.item(errand.stand(trouble, class)).await?;
        let acted = matches!(trouble, Trouble::Plays(_, true));
        assert_eq!(errand.booked(), usize::from(acted), "what the vendor has");
        errand.shop.balances(&handed).await?;

        trouble.end(&errand.shop.studio).await?;
        match class {
            Class::Unknown => {
                // Nothing is sent again before the vendor's own books can be asked.
                assert_eq!(errand.booked(), usize::from(acted), "sent again blindly");
                assert!(!item.actions.contains(&ItemAction::TryNow) || item.next_try_ms.is_some());
                return errand.shop.balances(&handed).await;
            }
            // By itself after five minutes and after the half minute the vendor asks for, or at once.
            Class::Refused
            | Class::NotDone(AttentionReason::AccessWithdrawn | AttentionReason::VendorPause) => {
                errand.shop.team.act(&item, ItemAction::TryNow, "").await?;
            }
            // By itself.
            Class::NotDone(_) => {}
        }
        errand.shop.item(Stand::DELIVERED).await?;
        if class != Class::Refused {
            // What needs a person is not followed on the member's screen.
            errand.says(mark, ChargeView::Booked).await?;
        }
        assert_eq!(errand.booked(), 1, "charged once");
        errand.shop.balances(&handed).await?;
        errand.shop.team.calm().await
    }
}

/// Each with a desk of its own, because what waits keeps waiting there.
async fn with_every_trouble(goods: Goods, repeated: RepeatedSale) -> Outcome {
    let (turns, mut errands) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    for (trouble, class) in troubles() {
        let turns = Arc::clone(&turns);
        errands.spawn(async move {
            let _turn = turns.acquire().await;
            let run = tokio::spawn({
                let trouble = trouble.clone();
                async move { Errand::run(goods, &trouble, class, repeated).await }
            });
            let words = match run.await {
                Ok(Ok(())) => return None,
                Ok(Err(failure)) => failure.to_string(),
                Err(panicked) => match panicked.into_panic().downcast::<String>() {
                    Ok(words) => *words,
                    Err(_) => "it panicked".to_owned(),
                },
            };
            Some(format!("{goods:?}, {trouble:?}, a repeated sale is {repeated:?}: {words}"))
        });
    }
    let failed: Vec<_> = errands.join_all().await.into_iter().flatten().collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n"))) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shake_is_charged_once_or_in_sight_where_a_repeated_sale_is_refused() -> Outcome {
    with_every_trouble(Goods::Shake, RepeatedSale::Refused).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shake_is_charged_once_or_in_sight_where_a_repeated_sale_is_recognised() -> Outcome {
    with_every_trouble(Goods::Shake, RepeatedSale::Deduplicated).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shake_is_charged_once_or_in_sight_where_a_repeated_sale_is_charged_again() -> Outcome {
    with_every_trouble(Goods::Shake, RepeatedSale::ChargedAgain).await
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_are_charged_once_or_in_sight() -> Outcome {
    with_every_trouble(Goods::Minutes, RepeatedSale::ChargedAgain).await
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_is_paid_in_once_or_in_sight() -> Outcome {
    with_every_trouble(Goods::Credit, RepeatedSale::ChargedAgain).await
}
