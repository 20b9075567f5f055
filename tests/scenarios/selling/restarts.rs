//! The desk ends at every step, without a word or in order, and is opened again: it comes back to where it
//! stood. Nothing is charged that nobody knows to be out, and what is out is charged by itself.

use desk::staff::Order;
use portico_tests::{
    Outcome, Play, Settled, Studio, Switched, Team, VirtualMachine, VirtualRelay, VirtualShelly,
};
use wire::{
    ChargeView, InboxTab, ItemAction, ItemReason, ItemState, SaleAction, SaleChoice, SaleStage, SaleStep,
};

use super::books::Stand;
use super::minutes::minutes;
use super::{Shop, products, shelf};

/// How the desk ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// As a power cut would end it.
    Cut,
    /// As somebody who closes the program would.
    Closed,
}

impl Shop {
    /// Ends the desk, and opens another one at the same place.
    async fn again(self, end: End) -> Outcome<Self> {
        let Self { studio, reader, desk, seat, .. } = self;
        match end {
            End::Cut => desk.kill().await,
            End::Closed => desk.close().await?,
        }
        let desk: Settled = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        Ok(Self { studio, reader, desk, team, seat })
    }

    /// A bar with one member before its shelves.
    async fn chosen(&mut self) -> Outcome<u32> {
        let sale = self.tap(Studio::guest(1), "the products", products).await?;
        self.choose(sale, shelf("1")).await;
        self.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
        Ok(sale)
    }

    /// Nobody knows whether it was handed out; the team does this about it.
    async fn decide(&self, action: ItemAction) -> Outcome {
        let item = self.item(Stand::HAND_OUT_UNKNOWN).await?;
        assert!(self.charged().is_empty(), "nothing is charged that nobody knows to be out");
        self.team.act(&item, action, "gezählt").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_not_chosen_begins_again_and_nothing_is_charged() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
        shop.tap(Studio::guest(1), "the products", products).await?;
        let mut shop = shop.again(end).await?;
        assert!(shop.charged().is_empty(), "{end:?}");
        shop.team.calm().await?;
        // The vendor holds the first one, because it cannot be told that a sale is given up.
        shop.buy_a_shake(2).await?;
        shop.studio.advance(jiff::SignedDuration::from_secs(16));
        shop.buy_a_shake(1).await?;
        shop.balances(&[250, 250]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_handed_out_is_charged_once_the_team_says_so_and_not_before() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
        shop.chosen().await?;
        let shop = shop.again(end).await?;
        shop.decide(ItemAction::SendAgain).await?;
        shop.item(Stand::DELIVERED).await?;
        assert_eq!(shop.charged(), [250], "{end:?}");
        shop.balances(&[250]).await?;
        shop.team.calm().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_handed_out_and_was_not_costs_nothing() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
        shop.chosen().await?;
        let shop = shop.again(end).await?;
        shop.decide(ItemAction::Cancel).await?;
        shop.team.calm().await?;
        assert!(shop.charged().is_empty(), "{end:?}");
        shop.balances(&[]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_out_is_charged_by_itself_after_the_next_start() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
        let sale = shop.chosen().await?;
        shop.studio.set_away(true).await?;
        shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
        assert_eq!(shop.done().await?, ChargeView::Waiting);
        shop.studio.set_away(false).await?;
        let shop = shop.again(end).await?;
        shop.item(Stand::DELIVERED).await?;
        assert_eq!(shop.charged(), [250], "{end:?}");
        shop.balances(&[250]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_that_was_taken_is_paid_in_by_itself_after_the_next_start() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "top-up = [\"20\"]\n")).await?;
        let sale = shop.tap(Studio::guest(1), "the products", products).await?;
        shop.choose(sale, SaleChoice::TopUp).await;
        shop.line("a top-up", |line| line.stage == SaleStage::TopUp { minor: None }).await?;
        shop.studio.set_away(true).await?;
        shop.team.order(Order::TopUp { sale, minor: 2000 }).await?;
        let waits = Stand::new(InboxTab::Waiting, ItemState::Waiting, ItemReason::NoConnection);
        shop.item(waits).await?;
        shop.studio.set_away(false).await?;
        let shop = shop.again(end).await?;
        shop.item(Stand::DELIVERED).await?;
        let paid_in: Vec<_> = shop.studio.top_ups().iter().map(|top_up| top_up.cents).collect();
        assert_eq!(paid_in, [2000], "{end:?}");
        shop.balances(&[2000]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lamp_on_a_cable_is_off_after_the_next_start_and_free() -> Outcome {
    let mut relay = VirtualRelay::plugged_in();
    let mut shop = Shop::open(|file| file.solarium("entrance", relay.path())).await?;
    assert_eq!(relay.order().await?, Switched::Off);
    let sale = shop.tap(Studio::guest(1), "the minutes", minutes).await?;
    shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
    assert_eq!(relay.order().await?, Switched::On);
    assert_eq!(shop.done().await?, ChargeView::Booked);
    let mut shop = shop.again(End::Cut).await?;
    assert_eq!(relay.order().await?, Switched::Off);
    shop.tap(Studio::guest(2), "the minutes", minutes).await?;
    assert_eq!(shop.charged(), [550]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lamp_that_switches_itself_off_is_still_somebodys_after_the_next_start() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let lamp = VirtualShelly::obedient().await?;
        let address = lamp.address.to_string();
        let mut shop = Shop::open(|file| file.solarium_at("entrance", &address)).await?;
        let sale = shop.tap(Studio::guest(1), "the minutes", minutes).await?;
        shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
        assert_eq!(shop.done().await?, ChargeView::Booked);
        let shop = shop.again(end).await?;
        shop.line("a lamp that runs", |line| line.stage == SaleStage::Running).await?;
        assert_eq!((lamp.pulses().len(), shop.charged()), (1, vec![550]), "{end:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lamp_that_had_not_answered_is_neither_charged_nor_forgotten() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let lamp = VirtualShelly::obedient().await?;
        let address = lamp.address.to_string();
        let mut shop = Shop::open(|file| file.solarium_at("entrance", &address)).await?;
        let sale = shop.tap(Studio::guest(1), "the minutes", minutes).await?;
        lamp.keep_silent();
        shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
        lamp.moved(1).await?;
        let shop = shop.again(end).await?;
        shop.decide(ItemAction::SendAgain).await?;
        shop.item(Stand::DELIVERED).await?;
        assert_eq!(shop.charged(), [550], "{end:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_was_at_work_when_the_power_went_is_asked_about() -> Outcome {
    let machine = VirtualMachine::plugged_in();
    machine.credit_first();
    machine.plan(Play::Wait);
    let mut shop = Shop::stocked(|file| file.machine("entrance", &machine.path())).await?;
    let waits = |sale: &wire::SaleView| matches!(sale.step, SaleStep::ChooseAtMachine { .. }).then_some(());
    shop.tap(Studio::guest(1), "a choice at the machine", waits).await?;
    machine.press("2.50", "5");
    let works = |sale: &wire::SaleView| matches!(sale.step, SaleStep::HandingOut { .. }).then_some(());
    shop.desk.sale("the machine at work", works).await?;
    let shop = shop.again(End::Cut).await?;
    shop.item(Stand::HAND_OUT_UNKNOWN).await?;
    assert!(shop.charged().is_empty());
    shop.balances(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_charged_after_its_lock_is_identified_and_tried_anew_first() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    shop.chosen().await?;
    let shop = shop.again(End::Cut).await?;
    let later = jiff::SignedDuration::from_secs(90);
    shop.studio.advance(later);
    shop.seat.set_clock(later);
    shop.decide(ItemAction::SendAgain).await?;
    shop.item(Stand::DELIVERED).await?;
    assert_eq!(shop.charged(), [250]);
    shop.team.calm().await
}
