//! The ways out of a sale: each of them says what it is, and nothing is charged that was not handed out.

use desk::staff::Order;
use portico_tests::{Outcome, Play, Studio, VirtualMachine, VirtualRelay, frame_of};
use sandbox::{Case, WrongPrice};
use wire::{
    Minor, OutputCondition, ProductChange, SaleAction, SaleChoice, SaleEnd, SaleStage, SaleStep, SaleView,
    VerdictView,
};

use super::books::Stand;
use super::minutes::minutes;
use super::{Shop, products, shelf};

const SPARE: [u8; 5] = [0x51, 0x5e, 0x0a, 0xfa, 0x11];

impl Shop {
    async fn at_the_shelves(&mut self) -> Outcome<u32> {
        self.tap(Studio::guest(1), "the products", products).await
    }

    /// The mark of a refused price at shelf 1 in the team's view: the vendor's price, if it said one.
    async fn mark_of_price(&self) -> Outcome<Option<Minor>> {
        self.team
            .sees("a marked price", |desk| {
                let product = desk.catalogues.first()?.products.first()?;
                product.price_refused.as_ref().map(|refused| refused.vendor.as_ref().map(|to| to.minor))
            })
            .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_credit_is_said_and_just_enough_is_enough() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    shop.studio.give_card(Case::LittleCredit, SPARE).await?;
    let sale = shop.tap(SPARE, "the products", products).await?;
    let mark = shop.desk.mark();
    shop.choose(sale, shelf("1")).await;
    let low = |sale: &SaleView| matches!(sale.step, SaleStep::LowCredit { .. }).then_some(());
    shop.desk.sale_after(mark, "too little credit", low).await?;
    assert!(shop.charged().is_empty());
    shop.choose(sale, SaleChoice::GiveUp).await;
    assert_eq!(shop.over(mark).await?, SaleEnd::GivenUp);

    let just = [0x52, 0x5e, 0x0a, 0xfa, 0x12];
    shop.studio.give_card(Case::JustEnough, just).await?;
    let sale = shop.tap(just, "the products", products).await?;
    shop.choose(sale, shelf("1")).await;
    shop.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
    shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
    shop.done().await?;
    assert_eq!(shop.studio.credit(shop.studio.member(Case::JustEnough).id), Some(0));
    shop.balances(&[250]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_price_is_the_members_choice_where_it_is_told_and_an_end_where_not() -> Outcome {
    for told in [true, false] {
        let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
        let wrong_price = if told { WrongPrice::Denied } else { WrongPrice::Refused };
        shop.studio.configure(|settings| settings.wrong_price = wrong_price);
        shop.studio.set_shelf("1", Some(270));
        let sale = shop.at_the_shelves().await?;
        let mark = shop.desk.mark();
        shop.choose(sale, shelf("1")).await;
        if !told {
            assert_eq!(shop.over(mark).await?, SaleEnd::PriceRefused);
            assert_eq!(shop.mark_of_price().await?, None);
            shop.balances(&[]).await?;
            continue;
        }
        let new = |sale: &SaleView| match &sale.step {
            SaleStep::NewPrice { bought, shown_before } => Some((bought.price.minor, shown_before.minor)),
            _ => None,
        };
        assert_eq!(shop.desk.sale_after(mark, "the other price", new).await?, (Minor(270), Minor(250)));
        assert_eq!(shop.mark_of_price().await?, Some(Minor(270)));
        shop.choose(sale, SaleChoice::TakePrice).await;
        shop.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
        shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
        shop.done().await?;
        assert_eq!(shop.charged(), [270]);
        shop.balances(&[270]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_away_giving_up_and_the_team_end_a_sale_and_the_lock_lets_only_its_owner_go_on() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "idle-seconds = 5\n")).await?;
    shop.at_the_shelves().await?;
    let mark = shop.desk.mark();
    assert_eq!(shop.over(mark).await?, SaleEnd::LeftAlone, "nobody chose anything");

    let sale = shop.tap(Studio::guest(2), "the products", products).await?;
    let held = shop.studio.held();
    let mark = shop.desk.mark();
    shop.choose(sale, SaleChoice::GiveUp).await;
    assert_eq!(shop.over(mark).await?, SaleEnd::GivenUp);
    // Back within the lock: the same transaction.
    let sale = shop.tap(Studio::guest(2), "the products", products).await?;
    let now = shop.studio.held();
    assert!(now.iter().all(|now| held.iter().any(|held| held.transaction == now.transaction)), "{now:?}");
    let mark = shop.desk.mark();
    shop.team.order(Order::Sale { sale, action: SaleAction::End }).await?;
    assert_eq!(shop.over(mark).await?, SaleEnd::EndedByTeam);
    shop.balances(&[]).await?;
    shop.team.calm().await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_card_at_the_entrance_is_a_check_in_and_leaves_the_sale_alone() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let sale = shop.at_the_shelves().await?;
    let verdict = shop.desk.verdict_after(shop.desk.mark());
    let verdict = shop.reader.hold(&frame_of(Studio::guest(2)), verdict).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    shop.choose(sale, shelf("1")).await;
    shop.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
    shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
    shop.item(Stand::DELIVERED).await?;
    shop.balances(&[250]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_jams_costs_nothing_and_one_that_says_nothing_is_looked_at() -> Outcome {
    for (play, falls) in [
        (Play::Jam, None),
        (Play::Vanish { falls: false }, Some(false)),
        (Play::Vanish { falls: true }, Some(true)),
        (Play::Forget { falls: true }, Some(true)),
    ] {
        let machine = VirtualMachine::plugged_in();
        machine.credit_first();
        machine.plan(play);
        let mut shop = Shop::stocked(|file| file.machine("entrance", &machine.path())).await?;
        let chooses = |sale: &SaleView| matches!(sale.step, SaleStep::ChooseAtMachine { .. }).then_some(());
        shop.tap(Studio::guest(1), "a choice at the machine", chooses).await?;
        let mark = shop.desk.mark();
        machine.press("2.50", "5");
        let end = shop.over(mark).await?;
        assert!(shop.charged().is_empty(), "{play:?}");
        let Some(falls) = falls else {
            assert_eq!(end, SaleEnd::NotHandedOut);
            shop.balances(&[]).await?;
            continue;
        };
        assert_eq!(end, SaleEnd::HandOutUnknown, "{play:?}");
        shop.item(Stand::HAND_OUT_UNKNOWN).await?;
        assert_eq!(machine.fallen().len(), usize::from(falls));
        shop.balances(if falls { &[250] } else { &[] }).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_whose_cable_is_out_hands_nothing_out() -> Outcome {
    let mut relay = VirtualRelay::plugged_in();
    let mut shop = Shop::stocked(|file| file.shelf("entrance", relay.path())).await?;
    relay.order().await?;
    let sale = shop.at_the_shelves().await?;
    relay.unplug();
    let gone = |desk: &wire::StaffDesk| {
        desk.line.outputs.iter().any(|output| output.state == OutputCondition::Gone).then_some(())
    };
    shop.team.sees("a relay that is gone", gone).await?;
    let mark = shop.desk.mark();
    shop.choose(sale, shelf("1")).await;
    assert_eq!(shop.over(mark).await?, SaleEnd::NotHandedOut);
    shop.balances(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minor_gets_no_minutes() -> Outcome {
    let relay = VirtualRelay::plugged_in();
    let mut shop = Shop::open(|file| file.solarium("entrance", relay.path())).await?;
    shop.studio.give_card(Case::Minor, SPARE).await?;
    let end = |sale: &SaleView| match &sale.step {
        SaleStep::Over { end, .. } => Some(end.clone()),
        step => minutes(sale).map(|_| panic!("a minor may choose: {step:?}")),
    };
    let end = shop.tap(SPARE, "a refusal", end).await?;
    assert!(matches!(end, SaleEnd::Refused { message: Some(_) }), "{end:?}");
    shop.balances(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sold_out_cannot_be_chosen() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let change = ProductChange::Available { available: false };
    shop.team.order(Order::Product { place: 0, shelf: "1".to_owned(), change }).await?;
    let sale = shop.at_the_shelves().await?;
    shop.choose(sale, shelf("1")).await;
    let mark = shop.desk.mark();
    shop.choose(sale, SaleChoice::GiveUp).await;
    assert_eq!(shop.over(mark).await?, SaleEnd::GivenUp, "nothing was chosen");
    shop.balances(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_falls_over_takes_a_members_choice_with_it() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    shop.at_the_shelves().await?;
    let mark = shop.desk.mark();
    shop.desk = shop.desk.watch().await;
    shop.desk.idle().await?;
    let shown = shop.desk.since(mark);
    assert!(!shown.iter().any(|screen| matches!(screen, wire::Screen::Sale(_))), "{shown:#?}");
    assert!(shop.charged().is_empty());
    // Whoever comes next buys as ever.
    let sale = shop.tap(Studio::guest(2), "the products", products).await?;
    shop.choose(sale, shelf("1")).await;
    shop.line("a hand-over", |line| line.stage == SaleStage::HandOver).await?;
    // What is being handed over is shown again.
    let mark = shop.desk.mark();
    shop.desk = shop.desk.watch().await;
    shop.desk.sale_after(mark, "the same sale", |again| (again.sale == sale).then_some(())).await?;
    shop.team.order(Order::Sale { sale, action: SaleAction::HandedOver }).await?;
    shop.done().await?;
    shop.balances(&[250]).await
}
