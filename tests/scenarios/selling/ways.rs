//! Who or what hands out: the team, a shelf, a machine.

use desk::staff::Order;
use portico_tests::{
    Outcome, SetupFile, Studio, Switched, VirtualMachine, VirtualReader, VirtualRelay, frame_of,
};
use wire::{ChargeView, HandOutBy, SaleAction, SaleEnd, SaleStage, SaleStep, SaleView};

use super::{Shop, products, shelf};

#[tokio::test(flavor = "multi_thread")]
async fn a_shake_is_charged_once_after_it_was_handed_over() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let sale = shop.tap(Studio::guest(1), "the products", products).await?;
    shop.choose(sale, shelf("1")).await;
    let line = shop.line("somebody to hand over to", |line| line.stage == SaleStage::HandOver).await?;
    assert!(shop.charged().is_empty(), "nothing is charged before it is handed over");
    shop.team.order(Order::Sale { sale: line.sale, action: SaleAction::HandedOver }).await?;
    assert_eq!(shop.done().await?, ChargeView::Booked);
    assert_eq!(shop.charged(), [250]);
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_in_somewhere_else_pays_for_nobody() -> Outcome {
    let mut side_door = VirtualReader::plugged_in();
    let mut shop = Shop::stocked(|file| {
        file.place("side door", side_door.path(), "rdm6300", Studio::SIDE).bar("entrance", "")
    })
    .await?;
    let mark = shop.desk.mark();
    shop.desk.desk.buy(0).await;
    let asked = |sale: &SaleView| matches!(sale.step, SaleStep::HoldCard { .. }).then_some(());
    shop.desk.sale_after(mark, "a card is waited for", asked).await?;
    let tapped = shop.team.sees("a tap", |desk| (desk.taps.len() == 1).then_some(()));
    side_door.hold(&frame_of(Studio::guest(2)), tapped).await?;
    assert!(shop.studio.held().is_empty(), "nobody is held to a sale");
    // It is still the one at the screen who buys.
    let shown = shop.desk.sale_after(mark, "the products", products);
    shop.reader.hold(&frame_of(Studio::guest(1)), shown).await?;
    assert_eq!(shop.studio.held().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_team_does_not_hand_over_costs_nothing() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let sale = shop.tap(Studio::guest(1), "the products", products).await?;
    let mark = shop.desk.mark();
    shop.choose(sale, shelf("1")).await;
    let line = shop.line("somebody to hand over to", |line| line.stage == SaleStage::HandOver).await?;
    shop.team.order(Order::Sale { sale: line.sale, action: SaleAction::NotHandedOut }).await?;
    assert_eq!(shop.over(mark).await?, SaleEnd::NotHandedOut);
    assert!(shop.charged().is_empty());
    // Pressed twice, it is a button of a sale that is over.
    let again = shop.team.order(Order::Sale { sale: line.sale, action: SaleAction::HandedOver }).await;
    assert!(again.is_err());
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shelf_opens_once_after_the_dry_run_and_is_then_charged() -> Outcome {
    let mut relay = VirtualRelay::plugged_in();
    let mut shop = Shop::stocked(|file| file.shelf("entrance", relay.path())).await?;
    assert_eq!(relay.order().await?, Switched::Off, "before anything else");
    let sale = shop.tap(Studio::guest(1), "the products", products).await?;
    shop.choose(sale, shelf("1")).await;
    assert_eq!((relay.order().await?, relay.order().await?), (Switched::On, Switched::Off));
    assert_eq!(shop.done().await?, ChargeView::Booked);
    assert_eq!(shop.charged(), [250]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shelf_that_has_no_relay_hands_nothing_out() -> Outcome {
    let relay = VirtualRelay::plugged_in();
    let mut shop = Shop::stocked(|file| file.shelf("entrance", relay.path())).await?;
    let sale = shop.tap(Studio::guest(1), "the products", products).await?;
    let mark = shop.desk.mark();
    shop.choose(sale, shelf("2")).await;
    assert_eq!(shop.over(mark).await?, SaleEnd::NotHandedOut);
    assert!(shop.charged().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_hands_out_what_was_chosen_at_it_and_it_is_charged_after_success() -> Outcome {
    let machine = VirtualMachine::plugged_in();
    machine.credit_first();
    let mut shop = Shop::stocked(|file| file.machine("entrance", &machine.path())).await?;
    shop.tap(Studio::guest(1), "a choice at the machine", |sale| {
        matches!(&sale.step, SaleStep::ChooseAtMachine { credit: Some(_) }).then_some(())
    })
    .await?;
    machine.press("2.50", "5");
    shop.desk
        .sale("the machine at work", |sale| {
            matches!(&sale.step, SaleStep::HandingOut { by: HandOutBy::Machine, .. }).then_some(())
        })
        .await?;
    assert_eq!(shop.done().await?, ChargeView::Booked);
    assert_eq!((shop.charged(), machine.fallen().len()), (vec![250], 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_at_which_somebody_chose_first_asks_for_the_card() -> Outcome {
    let machine = VirtualMachine::plugged_in();
    let mut shop = Shop::stocked(|file| file.machine("entrance", &machine.path())).await?;
    let mark = shop.desk.mark();
    machine.press("2.50", "5");
    shop.desk
        .sale_after(mark, "a card is waited for", |sale| {
            matches!(&sale.step, SaleStep::HoldCard { bought: Some(_) }).then_some(())
        })
        .await?;
    let done = shop.desk.sale_after(mark, "the end", |sale| match &sale.step {
        SaleStep::Done { charge: ChargeView::Booked, .. } => Some(()),
        _ => None,
    });
    shop.reader.hold(&frame_of(Studio::guest(1)), done).await?;
    assert_eq!((shop.charged(), machine.fallen().len()), (vec![250], 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_in_pays_for_nothing_that_was_chosen_at_a_machine_with_its_own_reader() -> Outcome {
    let (machine, mut beside_it) = (VirtualMachine::plugged_in(), VirtualReader::plugged_in());
    let port = beside_it.path().to_owned();
    let with_machine =
        |file: SetupFile| file.counter_reader("beside it", &port).machine("beside it", &machine.path());
    let mut shop = Shop::stocked(with_machine).await?;
    let mark = shop.desk.mark();
    machine.press("2.50", "5");
    let waits = |sale: &SaleView| matches!(&sale.step, SaleStep::HoldCard { bought: Some(_) }).then_some(());
    shop.desk.sale_after(mark, "a card is waited for", waits).await?;
    let comes_in = shop.desk.mark();
    shop.reader.hold(&frame_of(Studio::guest(1)), shop.desk.verdict_after(comes_in)).await?;
    assert_eq!((shop.studio.movements(), machine.fallen().len()), (1, 0));
    shop.desk.sale_after(comes_in, "the card is waited for still", waits).await?;
    let done = shop.desk.sale_after(mark, "the end", |sale| match &sale.step {
        SaleStep::Done { charge: ChargeView::Booked, .. } => Some(()),
        _ => None,
    });
    beside_it.hold(&frame_of(Studio::guest(2)), done).await?;
    assert_eq!((shop.charged(), machine.fallen().len()), (vec![250], 1));
    assert_eq!(shop.studio.movements(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_that_cannot_be_reported_keeps_no_charge_waiting() -> Outcome {
    let mut shop = Shop::stocked(|file| file.offline("everybody").bar("entrance", "")).await?;
    // Opens the line; then the entrance's token is withdrawn, and the bar's is not.
    let verdict = shop.desk.verdict_after(shop.desk.mark());
    shop.reader.hold(&frame_of(Studio::guest(9)), verdict).await?;
    shop.studio.fault_at_check_in(sandbox::Fault::Unauthorized);
    shop.desk.idle().await?;
    let mark = shop.desk.mark();
    shop.reader.tap_rdm6300(Studio::guest(1));
    shop.desk.verdict_after(mark).await?;
    let waiting = |desk: &wire::StaffDesk| (desk.line.waiting == 1).then_some(());
    shop.team.sees("a check-in that waits", waiting).await?;
    shop.buy_a_shake(1).await?;
    assert_eq!(shop.charged(), [250]);
    Ok(())
}
