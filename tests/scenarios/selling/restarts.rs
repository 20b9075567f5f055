//! The program ends in the middle of a sale, and begins again: what was handed out is charged, what may
//! have been is asked about, and what was not costs nothing.

use desk::staff::Order;
use portico_tests::{Outcome, Play, Studio, Switched, Team, VirtualMachine, VirtualRelay, VirtualShelly};
use wire::{
    InboxTab, ItemAction, ItemReason, ItemState, SaleAction, SaleChoice, SaleEnd, SaleStage, SaleStep,
};

use super::books::Stand;
use super::minutes::minutes;
use super::{Shop, products, shelf};

/// It was about to be handed out when the program ended.
const GIVEN_UP: Stand = Stand::new(InboxTab::Over, ItemState::Closed, ItemReason::NotHandedOut);

impl Shop {
    /// The program ends without a word, and begins again.
    async fn after_a_power_cut(self) -> Outcome<Self> {
        let Self { studio, reader, desk, team, seat } = self;
        drop(team);
        desk.kill().await;
        let desk = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        Ok(Self { studio, reader, desk, team, seat })
    }

    /// A shake is waiting for somebody to hand it over.
    async fn until_hand_over(&mut self, guest: u32) -> Outcome<u32> {
        let sale = self.tap(Studio::guest(guest), "the products", products).await?;
        self.choose(sale, shelf("1")).await;
        self.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
        Ok(sale)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_out_is_charged_after_the_power_is_back() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let sale = shop.until_hand_over(1).await?;
    shop.studio.set_away(true).await?;
    shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
    shop.done().await?;
    let shop = shop.after_a_power_cut().await?;
    shop.studio.set_away(false).await?;
    shop.item(Stand::DELIVERED).await?;
    assert_eq!(shop.charged(), [250]);
    shop.balances(&[250]).await?;
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_been_handed_out_is_for_the_team_to_say() -> Outcome {
    for (action, note, charged) in
        [(ItemAction::SendAgain, "", vec![250]), (ItemAction::Cancel, "stands on the counter", Vec::new())]
    {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
        shop.until_hand_over(1).await?;
        let shop = shop.after_a_power_cut().await?;
        let item = shop.item(Stand::HAND_OUT_UNKNOWN).await?;
        assert_eq!(item.name.as_deref(), Some("Gast1 Probe"), "the team knows whom to ask");
        assert!(shop.charged().is_empty(), "nothing is charged by itself");
        shop.team.act(&item, action, note).await?;
        shop.team.calm().await?;
        assert_eq!(shop.charged(), charged);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_only_chosen_costs_nothing_and_the_member_begins_again() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "idle-seconds = 5\ndraw-seconds = 5\n")).await?;
    shop.studio.configure(|settings| settings.idle_timeout_seconds = 5);
    shop.tap(Studio::guest(1), "the products", products).await?;
    let mut shop = shop.after_a_power_cut().await?;
    let read = |desk: &wire::StaffDesk| (desk.catalogues.first()?.products.len() == 4).then_some(());
    shop.team.sees("the catalogue", read).await?;
    // The vendor still holds the member to a transaction that nobody has any more.
    shop.studio.advance(jiff::SignedDuration::from_secs(6));
    let sale = shop.until_hand_over(1).await?;
    shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
    shop.item(Stand::DELIVERED).await?;
    assert_eq!(shop.charged(), [250]);
    shop.balances(&[250]).await?;
    shop.team.calm().await
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
    let shop = shop.after_a_power_cut().await?;
    shop.item(Stand::HAND_OUT_UNKNOWN).await?;
    assert!(shop.charged().is_empty());
    shop.balances(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_jams_costs_nothing_and_one_that_falls_silent_is_asked_about() -> Outcome {
    let machine = VirtualMachine::plugged_in();
    machine.credit_first();
    let mut shop = Shop::stocked(|file| file.machine("entrance", &machine.path())).await?;
    let waits = |sale: &wire::SaleView| matches!(sale.step, SaleStep::ChooseAtMachine { .. }).then_some(());
    for (guest, play, end) in [
        (1, Play::Jam, SaleEnd::NotHandedOut),
        (2, Play::Forget { falls: false }, SaleEnd::HandOutUnknown),
        (3, Play::Vanish { falls: true }, SaleEnd::HandOutUnknown),
    ] {
        machine.plan(play);
        shop.tap(Studio::guest(guest), "a choice at the machine", waits).await?;
        let mark = shop.desk.mark();
        machine.press("2.50", "5");
        assert_eq!(shop.over(mark).await?, end, "{play:?}");
        assert!(shop.charged().is_empty(), "{play:?}");
    }
    shop.item(GIVEN_UP).await?;
    assert_eq!(shop.team.items(InboxTab::Person, 2).await?.len(), 2, "both that nobody knows");
    assert_eq!(machine.fallen().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_that_was_taken_is_paid_in_after_the_power_is_back() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "top-up = [\"20\"]\n")).await?;
    let sale = shop.tap(Studio::guest(1), "the products", products).await?;
    shop.choose(sale, SaleChoice::TopUp).await;
    shop.choose(sale, SaleChoice::TopUpBy { minor: 2000 }).await;
    let wanted = SaleStage::TopUp { minor: Some(2000) };
    shop.line("an amount to take", |line| line.stage == wanted).await?;
    shop.studio.set_away(true).await?;
    shop.team.order(Order::TopUp { sale, minor: 2000 }).await?;
    let receipt = |sale: &wire::SaleView| matches!(sale.step, SaleStep::Receipt { .. }).then_some(());
    shop.desk.sale("the receipt", receipt).await?;
    let shop = shop.after_a_power_cut().await?;
    shop.studio.set_away(false).await?;
    shop.item(Stand::DELIVERED).await?;
    let paid_in: Vec<_> = shop.studio.top_ups().iter().map(|top_up| top_up.cents).collect();
    assert_eq!(paid_in, [2000]);
    shop.balances(&[2000]).await?;
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serial_lamp_is_off_at_the_start_and_one_that_keeps_the_time_is_still_somebodys() -> Outcome {
    let mut relay = VirtualRelay::plugged_in();
    let mut shop = Shop::open(|file| file.solarium("entrance", relay.path())).await?;
    assert_eq!(relay.order().await?, Switched::Off, "before anything else");
    let sale = shop.tap(Studio::guest(1), "the minutes", minutes).await?;
    shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
    assert_eq!(relay.order().await?, Switched::On);
    shop.done().await?;
    let shop = shop.after_a_power_cut().await?;
    assert_eq!(relay.order().await?, Switched::Off);
    shop.item(Stand::DELIVERED).await?;
    shop.balances(&[550]).await?;

    let shelly = VirtualShelly::obedient().await?;
    let address = shelly.address.to_string();
    let mut shop = Shop::open(|file| file.solarium_at("entrance", &address)).await?;
    let sale = shop.tap(Studio::guest(1), "the minutes", minutes).await?;
    shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
    shop.line("that it runs", |line| line.stage == SaleStage::Running).await?;
    shop.item(Stand::DELIVERED).await?;
    let shop = shop.after_a_power_cut().await?;
    shop.line("that it still runs", |line| line.stage == SaleStage::Running).await?;
    let mark = shop.desk.mark();
    shop.desk.desk.buy(0).await;
    assert!(matches!(shop.over(mark).await?, SaleEnd::InUse { .. }));
    shop.balances(&[550]).await
}
