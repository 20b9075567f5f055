//! Everything the vendor can do wrong before anything is handed out, at every question of a sale and of
//! minutes: nothing goes out, nothing is charged, the member is told why, and may begin again.

use portico_tests::{Failure, Outcome, Studio, VirtualShelly};
use sandbox::{Api, Fault, FaultPlan};
use wire::{AttentionReason, ChargeView, SaleAction, SaleChoice, SaleEnd, SaleStage, SaleStep, SaleView};

use super::minutes::minutes;
use super::{Shop, products, shelf};

const PRICES: &str = "/open-api/device/time/price";
const TIME_IDENTIFICATION: &str = "/open-api/device/time/identification";

/// Something that goes wrong at the vendor.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// Its ports are closed.
    Away,
    /// The request is answered wrongly, and carried out or not.
    Plays(Fault, bool),
}

/// What the desk can know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    NotDone(AttentionReason),
    Refused,
    Unknown,
}

/// All of it.
pub(super) fn troubles() -> Vec<(Trouble, Class)> {
    let not_done = |fault, reason| (Trouble::Plays(fault, false), Class::NotDone(reason));
    let mut all = vec![
        (Trouble::Away, Class::NotDone(AttentionReason::NoConnection)),
        not_done(Fault::Unauthorized, AttentionReason::AccessWithdrawn),
        not_done(Fault::TooManyRequests { retry_after_seconds: 1 }, AttentionReason::TooBusy),
        not_done(Fault::ServiceUnavailable, AttentionReason::VendorPause),
        not_done(Fault::CaptivePortal, AttentionReason::NotTheVendor),
        not_done(Fault::PortalRedirect, AttentionReason::NotTheVendor),
        (Trouble::Plays(Fault::Forbidden, false), Class::Refused),
    ];
    for fault in [
        Fault::InternalError,
        Fault::Hang,
        Fault::Reset,
        Fault::HalfAnswer,
        Fault::Garbage,
        Fault::BrokenJson,
    ] {
        all.extend([false, true].map(|acted| (Trouble::Plays(fault.clone(), acted), Class::Unknown)));
    }
    all
}

impl Trouble {
    /// Lets it begin, on the requests that are meant.
    pub(super) async fn begin(&self, studio: &Studio, at: &Call) -> Outcome {
        match self {
            Self::Away => Ok(studio.set_away(true).await?),
            Self::Plays(fault, acted) => {
                studio.set_fault(at.plan(fault).carry_out(*acted));
                Ok(())
            }
        }
    }

    pub(super) async fn end(&self, studio: &Studio) -> Outcome {
        studio.clear_faults();
        Ok(studio.set_away(false).await?)
    }
}

/// A request to the vendor.
#[derive(Clone, Copy, Debug)]
pub(super) enum Call {
    Any(&'static str),
    DryRun(&'static str),
    Execute(&'static str),
}

impl Call {
    fn plan(self, fault: &Fault) -> FaultPlan {
        let plan = FaultPlan::new(fault.clone()).on(Api::Device);
        match self {
            Self::Any(path) => plan.at(path),
            Self::DryRun(path) => plan.at(path).dry_runs(),
            Self::Execute(path) => plan.at(path).executions(),
        }
    }
}

/// How a sale has to end without anything being handed out.
fn has_to_end(class: Class, end: &SaleEnd) -> bool {
    match (class, end) {
        (Class::NotDone(wanted), SaleEnd::Attention { reason }) => wanted == *reason,
        (Class::Refused, SaleEnd::Refused { message: Some(message) }) => !message.is_empty(),
        (Class::Unknown, end) => *end == SaleEnd::NoAnswer,
        (Class::NotDone(_) | Class::Refused, _) => false,
    }
}

/// The end of a sale, and whether the screen speaks of a lock.
fn end(sale: &SaleView) -> Option<(SaleEnd, bool)> {
    match &sale.step {
        SaleStep::Over { end, locked_until_ms } => Some((end.clone(), locked_until_ms.is_some())),
        _ => None,
    }
}

impl Shop {
    /// A shake, from the card to the charge.
    pub(super) async fn buy_a_shake(&mut self, guest: u32) -> Outcome {
        let sale = self.tap(Studio::guest(guest), "the products", products).await?;
        self.choose(sale, shelf("1")).await;
        let line =
            self.line("a hand-over", |line| line.sale == sale && line.stage == SaleStage::HandOver).await?;
        self.team.order(desk::staff::Order::Sale { sale: line.sale, action: SaleAction::HandedOver }).await?;
        match self.done().await? {
            ChargeView::Booked => Ok(()),
            other => Err(Failure::new(format!("a shake without any trouble is {other:?}"))),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_the_identification_the_member_begins_again() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let at = Call::Any(Studio::VENDING_IDENTIFICATION);
    for ((trouble, class), guest) in troubles().into_iter().zip(1..) {
        trouble.begin(&shop.studio, &at).await?;
        let (end, locked) = shop.tap(Studio::guest(guest), &format!("an end of {trouble:?}"), end).await?;
        assert!(has_to_end(class, &end), "{trouble:?}: {end:?}");
        assert_eq!(locked, class == Class::Unknown, "{trouble:?}: what may be locked is said to be");
        trouble.end(&shop.studio).await?;
        // Whatever the vendor made of it, the same member comes to the products at once.
        let begun = shop.buy_a_shake(guest).await;
        begun.map_err(|failure| Failure::new(format!("after {trouble:?}: {failure}")))?;
        assert_eq!(shop.charged(), vec![250; guest as usize], "{trouble:?}");
    }
    shop.balances(&vec![250; troubles().len()]).await?;
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_the_dry_run_nothing_is_handed_out() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let at = Call::DryRun(Studio::SALE);
    for ((trouble, class), guest) in troubles().into_iter().zip(1..) {
        let sale = shop.tap(Studio::guest(guest), "the products", products).await?;
        trouble.begin(&shop.studio, &at).await?;
        let mark = shop.desk.mark();
        shop.choose(sale, shelf("1")).await;
        let (end, locked) = shop.desk.sale_after(mark, &format!("an end of {trouble:?}"), end).await?;
        assert!(has_to_end(class, &end), "{trouble:?}: {end:?}");
        assert!(locked, "{trouble:?}: the member is locked since the identification");
        trouble.end(&shop.studio).await?;
        assert_eq!(shop.charged().len() + 1, guest as usize, "{trouble:?}");
        let begun = shop.buy_a_shake(guest).await;
        begun.map_err(|failure| Failure::new(format!("after {trouble:?}: {failure}")))?;
    }
    shop.balances(&vec![250; troubles().len()]).await?;
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_that_was_lost_or_put_off_once_is_asked_once_more() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let mut guests = 1..;
    let mut bought = Vec::new();
    for (trouble, class) in troubles() {
        let (Trouble::Plays(fault, acted), Class::Unknown | Class::NotDone(AttentionReason::VendorPause)) =
            (&trouble, class)
        else {
            continue;
        };
        let plan = Call::DryRun(Studio::SALE).plan(fault).carry_out(*acted);
        shop.studio.set_fault(plan.times(1));
        let begun = shop.buy_a_shake(guests.next().unwrap_or(1)).await;
        begun.map_err(|failure| Failure::new(format!("{trouble:?}: {failure}")))?;
        bought.push(250);
        assert_eq!(shop.charged(), bought, "{trouble:?}");
    }
    shop.balances(&bought).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_before_minutes_the_lamp_stays_dark() -> Outcome {
    let lamp = VirtualShelly::obedient().await?;
    let mut shop = Shop::open(|file| file.solarium_at("entrance", &lamp.address.to_string())).await?;
    let mut guests = 1..;
    for at in [Call::Any(PRICES), Call::Any(TIME_IDENTIFICATION), Call::DryRun(Studio::USAGE)] {
        for (trouble, class) in troubles() {
            let guest = Studio::guest(guests.next().unwrap_or(1));
            let what = format!("an end of {trouble:?} at {at:?}");
            let (end, locked) = match at {
                Call::Any(_) => {
                    trouble.begin(&shop.studio, &at).await?;
                    shop.tap(guest, &what, end).await?
                }
                Call::DryRun(_) | Call::Execute(_) => {
                    let sale = shop.tap(guest, "the minutes", minutes).await?;
                    trouble.begin(&shop.studio, &at).await?;
                    let mark = shop.desk.mark();
                    shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
                    shop.desk.sale_after(mark, &what, end).await?
                }
            };
            assert!(has_to_end(class, &end), "{trouble:?} at {at:?}: {end:?}");
            assert!(!locked, "{trouble:?} at {at:?}: minutes lock nobody");
            trouble.end(&shop.studio).await?;
            let sale = shop.tap(guest, "the minutes", minutes).await?;
            let mark = shop.desk.mark();
            shop.choose(sale, SaleChoice::GiveUp).await;
            assert_eq!(shop.over(mark).await?, SaleEnd::GivenUp);
        }
    }
    assert!(lamp.pulses().is_empty(), "nothing was switched on: {:?}", lamp.pulses());
    assert!(shop.charged().is_empty());
    shop.balances(&[]).await?;
    shop.team.calm().await
}
