use tempfile::TempDir;
use wire::{PracticeMachineState, PracticeSwitched};

use super::*;

async fn studio() -> (PracticeStudio, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let studio = PracticeStudio::open(&Stored::open(folder.path()).unwrap()).await.unwrap();
    (studio, folder)
}

/// What the panel shows at this moment.
async fn shown(studio: &PracticeStudio) -> wire::PracticeView {
    let mut shown = None;
    studio
        .watch(|view| {
            shown = Some(view);
            false
        })
        .await;
    shown.expect("the panel shows something at once")
}

#[tokio::test]
async fn everything_there_is_stands_on_the_panel() {
    let (studio, _folder) = studio().await;
    let view = shown(&studio).await;
    let switched: Vec<_> = view.relays.iter().map(|relay| (relay.switches, relay.on)).collect();
    let [door, lamp, drawer] = [PracticeSwitched::Door, PracticeSwitched::Lamp, PracticeSwitched::Drawer];
    assert_eq!(switched, [(door, false), (lamp, false), (drawer, false)]);
    assert_eq!(view.machine.is_some(), cfg!(unix));
    assert!(view.machine.is_none_or(|machine| machine.state == PracticeMachineState::Off));
    assert!(view.cards.iter().any(|card| card.credit.is_some()));
    assert_eq!(view.shelves.len(), 4);
}

#[tokio::test]
async fn the_vendor_raises_a_price_and_the_panel_says_so() {
    let (studio, _folder) = studio().await;
    let price = async || shown(&studio).await.shelves[0].price.minor.0;
    let before = price().await;
    studio.change_price("1", 20);
    assert_eq!(price().await, before + 20);
    studio.change_price("1", -100_000);
    assert_eq!(price().await, 10, "nothing is given away");
    studio.change_price("no such shelf", 20);
    assert_eq!(studio.sandbox.settings().shelves.len(), 4);
}

#[tokio::test]
async fn whoever_taps_is_held_elsewhere_while_that_is_the_fault() {
    let (studio, _folder) = studio().await;
    let held = async || shown(&studio).await.cards.iter().filter(|card| card.held_until_ms.is_some()).count();
    let card = shown(&studio).await.cards[0].id.clone();
    studio.tap(&card).unwrap();
    assert_eq!(held().await, 0);
    studio.fault(Some(PracticeFaultKind::Held)).await.unwrap();
    studio.tap(&card).unwrap();
    assert_eq!(held().await, 1);
}

#[tokio::test]
async fn a_lost_charge_leaves_everything_else_alone() {
    let (studio, _folder) = studio().await;
    for (kind, carried_out) in
        [(PracticeFaultKind::ChargeAnswerLost, true), (PracticeFaultKind::ChargeLost, false)]
    {
        studio.fault(Some(kind)).await.unwrap();
        let plans = studio.sandbox.faults();
        assert_eq!(plans.len(), CHARGES.len() + 1);
        for plan in plans {
            let path = plan.target.path.as_deref().unwrap_or_default();
            assert_eq!(plan.carry_out, Some(carried_out), "{path}");
            assert_eq!(plan.target.execute, CHARGES.contains(&path).then_some(true), "{path}");
        }
    }
    studio.fault(None).await.unwrap();
    assert!(studio.sandbox.faults().is_empty());
}
