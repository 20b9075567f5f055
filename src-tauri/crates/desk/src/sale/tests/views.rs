//! What the member and the team see at each step.

use wire::{AmountView, BoughtView, GoodsKind, GoodsView, Minor, Ms, SaleLine, SaleStage, SaleStep};

use super::*;

fn euros(minor: i64) -> AmountView {
    eur(minor).into()
}

fn ms(since_1970: i64) -> Ms {
    Timestamp::from_millisecond(since_1970).unwrap().into()
}

fn seen(desk: &Desk) -> SaleStep {
    desk.counter.screen().expect("somebody stands there").step
}

fn line(desk: &Desk) -> Option<SaleLine> {
    let id = desk.id().0;
    desk.counter.lines().into_iter().find(|line| line.sale == id && line.stage != SaleStage::Running)
}

fn product(minor: i64) -> BoughtView {
    let (shelf, name, picture) = ("1".into(), "Shake".into(), Some("picture 1".into()));
    BoughtView { goods: GoodsView::Product { shelf, name, picture }, price: euros(minor) }
}

fn ten_minutes(minor: i64) -> BoughtView {
    BoughtView { goods: GoodsView::Minutes { seconds: 600 }, price: euros(minor) }
}

#[test]
fn the_screen_names_the_place_and_the_sale() {
    for (by, at) in everywhere() {
        let desk = Desk::at(by, at);
        let (place, goods) = match by {
            HandOutBy::Device => ("Solarium", GoodsKind::Minutes),
            HandOutBy::Team | HandOutBy::Shelf | HandOutBy::Machine => ("Bar", GoodsKind::Products),
        };
        let view = desk.counter.screen().unwrap();
        assert_eq!((view.place.as_str(), view.goods, view.sale), (place, goods, desk.id().0));
        assert_eq!((desk.counter.name(), desk.counter.goods()), (place, goods));
    }
    let idle = Desk::of(HandOutBy::Team);
    assert_eq!(idle.counter.screen(), None);
    assert_eq!(idle.counter.lines(), []);
}

#[test]
fn the_seconds_on_the_screen_are_those_of_the_lock() {
    for by in EVERYTHING {
        // Some time passes before the answer does: the lock is older than that.
        let mut desk = Desk::of(by);
        let _ = desk.tap("anna");
        let asked = desk.now.wall.as_millisecond();
        desk.now = desk.now.after(Duration::from_secs(2));
        let expected = if by == HandOutBy::Device { Some(62) } else { Some(15) };
        let told = desk.granted();
        let _ = desk.give(Input::Told(desk.id(), told));
        let left = desk
            .counter
            .screen()
            .unwrap()
            .until_ms
            .map(|until| (Timestamp::from(until).as_millisecond() - asked) / 1000);
        assert_eq!(left, expected, "{by:?}");
        assert_eq!(line(&desk).unwrap().until_ms, desk.counter.screen().unwrap().until_ms);
    }
    for (at, checked) in [
        (At::NewPrice, Checked::OtherPrice(Some(eur(300)))),
        (At::LowCredit, Checked::Denied { words: None, credit: Some(eur(1)) }),
        (At::HandingOut, Checked::Cleared { credit: None }),
    ] {
        let mut desk = Desk::at(HandOutBy::Team, At::Checking);
        desk.now = desk.now.after(Duration::from_secs(3));
        let _ = desk.checked(checked);
        let _ = desk.kept(Kept::Beginning(true));
        assert_eq!(step(&desk.counter), Some(at));
        assert_eq!(desk.counter.screen().unwrap().until_ms, Some(ms(60_000)), "{at:?}: from the dry run on");
    }
}

#[test]
fn nothing_counts_down_while_the_vendor_or_a_machine_is_waited_for() {
    for (by, at) in everywhere() {
        let counts = match at {
            At::Asking | At::Checking | At::Beginning | At::Charging | At::TakingCash => false,
            At::HandingOut => by == HandOutBy::Team,
            At::Holding
            | At::Choosing
            | At::NewPrice
            | At::LowCredit
            | At::Done
            | At::TopUp
            | At::ToPay
            | At::Receipt
            | At::Over => true,
        };
        let desk = Desk::at(by, at);
        assert_eq!(desk.counter.screen().unwrap().until_ms.is_some(), counts, "{by:?} {at:?}");
        if let Some(line) = line(&desk) {
            assert_eq!(line.until_ms.is_some(), counts, "{by:?} {at:?}");
        }
    }
}

#[test]
fn a_product_is_shown_from_the_shelf_to_the_charge() {
    let at = |at| Desk::at(HandOutBy::Team, at);
    assert_eq!(seen(&at(At::Holding)), SaleStep::HoldCard { bought: None });
    assert_eq!(seen(&at(At::Asking)), SaleStep::Asking);
    let SaleStep::ChooseProduct { credit, shelves, top_up } = seen(&at(At::Choosing)) else { panic!() };
    assert_eq!((credit, top_up), (Some(euros(1000)), true));
    let told: Vec<_> = shelves.iter().map(|shelf| (shelf.name.as_str(), shelf.available)).collect();
    assert_eq!(told, [("Shake", true), ("Bar", true), ("Water", false)], "sold out, and in sight");
    assert_eq!(shelves[0].picture.as_deref(), Some("picture 1"));
    assert_eq!(seen(&at(At::Checking)), SaleStep::Checking { bought: product(250) });
    assert_eq!(seen(&at(At::Beginning)), SaleStep::Checking { bought: product(250) });
    assert_eq!(
        seen(&at(At::NewPrice)),
        SaleStep::NewPrice { bought: product(300), shown_before: euros(250) }
    );
    assert_eq!(
        seen(&at(At::LowCredit)),
        SaleStep::LowCredit {
            bought: product(250),
            credit: Some(euros(100)),
            message: Some("Not enough credit".into()),
            top_up: true,
        }
    );
    assert_eq!(seen(&at(At::HandingOut)), SaleStep::HandingOut { bought: product(250), by: HandOutBy::Team });
    assert_eq!(seen(&at(At::Charging)), SaleStep::Charging { bought: product(250) });
}

#[test]
fn what_is_left_is_told_once_it_is_certain() {
    for (charge, left) in [
        (ChargeView::Booked, Some(euros(750))),
        (ChargeView::Waiting, None),
        (ChargeView::Unknown, None),
        (ChargeView::Refused, None),
    ] {
        let mut desk = Desk::at(HandOutBy::Team, At::Charging);
        let _ = desk.give(Input::Charge(desk.id(), charge));
        let expected = SaleStep::Done { bought: product(250), charge, credit: left, runs_until_ms: None };
        assert_eq!(seen(&desk), expected);
        let _ = desk.give(Input::Charge(desk.id(), ChargeView::Booked));
        let SaleStep::Done { credit, .. } = seen(&desk) else { panic!() };
        assert_eq!(credit, Some(euros(750)), "it is known by now");
    }
    // The dry run knows the credit better than the identification did.
    let mut desk = Desk::at(HandOutBy::Team, At::Checking);
    let _ = desk.checked(Checked::Cleared { credit: Some(eur(700)) });
    let _ = desk.kept(Kept::Beginning(true));
    let _ = desk.team(SaleAction::HandedOver);
    let _ = desk.give(Input::Charge(desk.id(), ChargeView::Booked));
    let SaleStep::Done { credit, .. } = seen(&desk) else { panic!() };
    assert_eq!(credit, Some(euros(450)));
    // The vendor let the member have it without enough credit, so it was paid in another way.
    let mut desk = Desk::at(HandOutBy::Team, At::Checking);
    let _ = desk.checked(Checked::Cleared { credit: Some(eur(0)) });
    let _ = desk.kept(Kept::Beginning(true));
    let _ = desk.team(SaleAction::HandedOver);
    let _ = desk.give(Input::Charge(desk.id(), ChargeView::Booked));
    let SaleStep::Done { credit, .. } = seen(&desk) else { panic!() };
    assert_eq!(credit, None);
}

#[test]
fn a_top_up_ends_with_a_receipt() {
    let at = |at| Desk::at(HandOutBy::Team, at);
    let credit = Some(euros(1000));
    let amounts = vec![euros(1000), euros(2000)];
    assert_eq!(seen(&at(At::TopUp)), SaleStep::TopUp { credit: credit.clone(), amounts });
    assert_eq!(seen(&at(At::ToPay)), SaleStep::TopUpAtDesk { amount: Some(euros(2000)) });
    assert_eq!(seen(&at(At::TakingCash)), SaleStep::TopUpAtDesk { amount: Some(euros(2000)) });
    let mut by_team = at(At::Choosing);
    let _ = by_team.team(SaleAction::TopUp);
    assert_eq!(seen(&by_team), SaleStep::TopUpAtDesk { amount: None });

    let mut desk = at(At::Receipt);
    for (charge, after) in
        [(None, None), (Some(ChargeView::Unknown), None), (Some(ChargeView::Booked), Some(euros(3000)))]
    {
        if let Some(charge) = charge {
            let _ = desk.give(Input::Charge(desk.id(), charge));
        }
        let expected = SaleStep::Receipt {
            amount: euros(2000),
            charge: charge.unwrap_or(ChargeView::Waiting),
            before: credit.clone(),
            credit: after,
            at_ms: ms(0),
            number: ItemId(8).to_string(),
        };
        assert_eq!(seen(&desk), expected);
    }
}

#[test]
fn minutes_and_machines_have_their_own_ways_to_choose() {
    let SaleStep::ChooseMinutes { intervals } = seen(&Desk::at(HandOutBy::Device, At::Choosing)) else {
        panic!()
    };
    let told: Vec<_> = intervals.iter().map(|one| (one.seconds, one.price.minor)).collect();
    assert_eq!(told, [(300, Minor(200)), (600, Minor(400))]);
    let desk = Desk::at(HandOutBy::Device, At::Done);
    assert_eq!(
        seen(&desk),
        SaleStep::Done {
            bought: ten_minutes(400),
            charge: ChargeView::Booked,
            credit: None,
            runs_until_ms: Some(ms(600_000)),
        }
    );
    assert_eq!(
        seen(&Desk::at(HandOutBy::Machine, At::Choosing)),
        SaleStep::ChooseAtMachine { credit: Some(euros(1000)) }
    );
    let mut desk = Desk::of(HandOutBy::Machine);
    let unknown = Bought { goods: Goods::Product("77".into()), price: eur(120) };
    let _ = desk.give(Input::ChosenAtMachine(unknown));
    let goods = GoodsView::Product { shelf: "77".into(), name: "77".into(), picture: None };
    let bought = Some(BoughtView { goods, price: euros(120) });
    assert_eq!(seen(&desk), SaleStep::HoldCard { bought }, "what the catalogue does not know has its number");
}

#[test]
fn an_end_says_how_long_the_lock_lives() {
    // From the identification, from the dry run, and when nobody knows from the last moment it can have begun.
    for (at, seconds) in [(At::Choosing, Some(15)), (At::NewPrice, Some(60)), (At::LowCredit, Some(60))] {
        let mut desk = Desk::at(HandOutBy::Shelf, at);
        let _ = desk.wait(5);
        let _ = desk.choose(SaleChoice::GiveUp);
        let until = seconds.map(|seconds: i64| ms(seconds * 1000));
        assert_eq!(seen(&desk), SaleStep::Over { end: SaleEnd::GivenUp, locked_until_ms: until }, "{at:?}");
    }
    let mut desk = Desk::at(HandOutBy::Shelf, At::Asking);
    let _ = desk.wait(5);
    let _ = desk.give(Input::Told(desk.id(), Told::Unknown(Unknown::TimedOut)));
    let lost = SaleStep::Over { end: SaleEnd::NoAnswer, locked_until_ms: Some(ms(20_000)) };
    assert_eq!(seen(&desk), lost);
    // Still the old one, although this time nothing was locked.
    let _ = desk.wait(5);
    let _ = desk.tap("anna");
    let _ = desk.give(Input::Told(desk.id(), Told::NoToken));
    let SaleStep::Over { locked_until_ms, .. } = seen(&desk) else { panic!() };
    assert_eq!(locked_until_ms, Some(ms(20_000)));
    // Over is over.
    let mut desk = Desk::at(HandOutBy::Shelf, At::Choosing);
    let _ = desk.wait(15);
    assert_eq!(seen(&desk), SaleStep::Over { end: SaleEnd::LeftAlone, locked_until_ms: None });
    // Minutes lock nobody.
    let mut desk = Desk::at(HandOutBy::Device, At::Choosing);
    let _ = desk.choose(SaleChoice::GiveUp);
    assert_eq!(seen(&desk), SaleStep::Over { end: SaleEnd::GivenUp, locked_until_ms: None });
    // Whoever waits for the team need not know.
    let mut desk = Desk::at(HandOutBy::Shelf, At::HandingOut);
    let _ = desk.give(Input::HandOut(desk.id(), HandOutEnd::Unknown));
    assert_eq!(seen(&desk), SaleStep::Over { end: SaleEnd::HandOutUnknown, locked_until_ms: None });
}

#[test]
fn the_team_sees_how_far_it_is_and_what_it_can_do() {
    use SaleAction::{End, HandedOver, NotHandedOut, TopUp};
    for (by, at) in everywhere() {
        let expected = match at {
            At::Holding | At::Done | At::Receipt | At::Over => None,
            At::Asking | At::Checking | At::Beginning => Some((SaleStage::Choosing, vec![])),
            At::Choosing | At::NewPrice | At::LowCredit if by == HandOutBy::Device => {
                Some((SaleStage::Choosing, vec![End]))
            }
            At::Choosing | At::NewPrice | At::LowCredit => Some((SaleStage::Choosing, vec![TopUp, End])),
            At::HandingOut if by == HandOutBy::Team => {
                Some((SaleStage::HandOver, vec![HandedOver, NotHandedOut]))
            }
            At::HandingOut => Some((SaleStage::HandingOut, vec![])),
            At::Charging => Some((SaleStage::Charging, vec![])),
            At::TopUp => Some((SaleStage::TopUp { minor: None }, vec![TopUp, End])),
            At::ToPay => Some((SaleStage::TopUp { minor: Some(2000) }, vec![TopUp, End])),
            At::TakingCash => Some((SaleStage::TopUp { minor: Some(2000) }, vec![])),
        };
        let mut desk = Desk::at(by, at);
        let _ = desk.give(Input::Named(desk.id(), Redacted::new("Anna Adler".into())));
        let line = line(&desk);
        let told = line.as_ref().map(|line| (line.stage, line.actions.clone()));
        assert_eq!(told, expected, "{by:?} {at:?}");
        if let Some(line) = line {
            assert_eq!(line.name.as_deref(), Some("Anna Adler"), "{by:?} {at:?}");
            let chosen = matches!(
                at,
                At::Checking | At::NewPrice | At::LowCredit | At::Beginning | At::HandingOut | At::Charging
            );
            assert_eq!(line.bought.is_some(), chosen, "{by:?} {at:?}");
        }
        // Each button does something.
        for action in expected.into_iter().flat_map(|(_, actions)| actions) {
            let mut desk = Desk::at(by, at);
            let before = (desk.counter.screen(), desk.counter.lines());
            desk.now = desk.now.after(Duration::from_secs(1));
            let effects = desk.team(action);
            let changed = before != (desk.counter.screen(), desk.counter.lines());
            assert!(changed || !effects.is_empty(), "{by:?} {at:?} {action:?}");
        }
    }
}

#[test]
fn a_device_that_runs_is_in_the_list_of_the_team() {
    let mut desk = Desk::at(HandOutBy::Device, At::Done);
    let runner = desk.id().0;
    let _ = desk.wait(6);
    let [line] = &desk.counter.lines()[..] else { panic!("it runs") };
    assert_eq!((line.sale, line.stage, line.until_ms), (runner, SaleStage::Running, Some(ms(600_000))));
    assert_eq!(line.actions, [SaleAction::SwitchOff]);
    let _ = desk.wait(594);
    assert_eq!(desk.counter.lines(), []);
}

#[test]
fn nothing_of_one_member_is_left_for_the_next() {
    for (by, at) in everywhere() {
        for next in possible(by) {
            let mut desk = Desk::at(by, at);
            let _ = desk.give(Input::Named(desk.id(), Redacted::new("Anna Adler".into())));
            // Whatever she waits for comes, and then she goes.
            let (told, id) = (desk.granted(), desk.id());
            for input in [
                Input::Told(id, told),
                Input::Checked(id, Checked::Cleared { credit: Some(eur(12_345)) }),
                Input::Written(id, Kept::Beginning(true)),
                Input::HandOut(id, HandOutEnd::Out),
                Input::Written(id, Kept::End(Some(ItemId(1)))),
                Input::Written(id, Kept::TopUp(Some(ItemId(1)))),
                Input::Choice(id, SaleChoice::GiveUp),
                Input::Choice(id, SaleChoice::GiveUp),
                Input::Team(id, SaleAction::SwitchOff),
            ] {
                let _ = desk.give(input);
            }
            assert_eq!(step(&desk.counter), None, "{by:?} {at:?}: Anna has gone");
            desk.bring("berta", next);
            let sale = desk.counter.sale.as_ref().unwrap();
            assert_ne!(sale.credit, Some(eur(12_345)), "{by:?} {at:?} {next:?}");
            assert!(sale.name.is_none() && sale.who != Some(card("anna")), "{by:?} {at:?} {next:?}");
            let told = format!("{:?}{:?}", desk.counter.screen(), desk.counter.lines());
            assert!(!told.contains("Anna") && !told.contains("12345"), "{by:?} {at:?} {next:?}: {told}");
        }
    }
}
