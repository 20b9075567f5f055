//! The solarium: on for exactly what was bought, and charged once it is on.

use desk::staff::Order;
use portico_tests::{Outcome, Studio, Switched, VirtualRelay};
use wire::{ChargeView, SaleAction, SaleChoice, SaleEnd, SaleStage, SaleStep, SaleView};

use super::Shop;

pub(super) fn minutes(sale: &SaleView) -> Option<u32> {
    match &sale.step {
        SaleStep::ChooseMinutes { intervals } if intervals.len() == 3 => Some(sale.sale),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_are_charged_once_the_lamp_is_on_and_it_is_somebodys_until_they_are_over() -> Outcome {
    let mut relay = VirtualRelay::plugged_in();
    let mut shop = Shop::open(|file| file.solarium("entrance", relay.path())).await?;
    assert_eq!(relay.order().await?, Switched::Off, "before anything else");
    let sale = shop.tap(Studio::guest(1), "the minutes", minutes).await?;
    shop.choose(sale, SaleChoice::Minutes { seconds: 600 }).await;
    assert_eq!(relay.order().await?, Switched::On);
    assert_eq!(shop.done().await?, ChargeView::Booked);
    assert_eq!(shop.charged(), [550]);

    let running = shop.line("that it runs", |line| line.stage == SaleStage::Running).await?;
    let mark = shop.desk.mark();
    shop.desk.desk.buy(0).await;
    assert!(matches!(shop.over(mark).await?, SaleEnd::InUse { .. }));

    shop.team.order(Order::Sale { sale: running.sale, action: SaleAction::SwitchOff }).await?;
    assert_eq!(relay.order().await?, Switched::Off);
    shop.team.sees("that it stands still", |desk| desk.sales.is_empty().then_some(())).await?;
    assert_eq!(shop.charged(), [550], "what was bought stays bought");
    Ok(())
}
