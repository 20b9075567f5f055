//! Topping up: cash is taken, the drawer opens, the credit grows once.

use desk::staff::Order;
use portico_tests::{Outcome, Studio};
use wire::{ChargeView, Minor, SaleChoice, SaleStage, SaleStep, SaleView};

use super::{Shop, products};

fn receipt(sale: &SaleView) -> Option<(Minor, Option<Minor>)> {
    match &sale.step {
        SaleStep::Receipt { amount, charge: ChargeView::Booked, credit, .. } => {
            Some((amount.minor, credit.as_ref().map(|credit| credit.minor)))
        }
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amount_that_the_member_chose_is_paid_in_once_the_cash_was_taken() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "top-up = [\"10\", \"20\"]\n")).await?;
    let sale = shop.tap(Studio::guest(1), "the products", products).await?;
    let credit =
        shop.studio.held().first().and_then(|held| shop.studio.credit(held.member)).expect("a member");
    shop.choose(sale, SaleChoice::TopUp).await;
    shop.choose(sale, SaleChoice::TopUpBy { minor: 2000 }).await;
    let wanted = SaleStage::TopUp { minor: Some(2000) };
    shop.line("an amount to take", |line| line.stage == wanted).await?;
    assert!(shop.studio.top_ups().is_empty(), "nothing before the cash is there");
    shop.team.order(Order::TopUp { sale, minor: 2000 }).await?;
    let (paid, now) = shop.desk.sale("the receipt", receipt).await?;
    assert_eq!((paid, now), (Minor(2000), Some(Minor(credit + 2000))));
    let paid_in: Vec<_> = shop.studio.top_ups().iter().map(|top_up| top_up.cents).collect();
    assert_eq!(paid_in, [2000]);
    // Pressed twice, the money was taken once.
    assert!(shop.team.order(Order::TopUp { sale, minor: 2000 }).await.is_err());
    Ok(())
}
