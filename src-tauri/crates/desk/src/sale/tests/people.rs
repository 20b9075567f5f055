//! One member after the other, and the same one again.

use super::*;

/// The transaction that is asked about.
fn transaction(effects: &[Effect]) -> Option<Uuid> {
    effects
        .iter()
        .find_map(|effect| if let Effect::Ask(_, _, transaction) = effect { *transaction } else { None })
}

#[test]
fn whoever_taps_second_waits_for_what_moves_and_takes_over_what_waits() {
    for (by, at) in everywhere() {
        let mut desk = Desk::at(by, at);
        let first = desk.id();
        let effects = words(&desk.tap("berta"));
        let denied = if by == HandOutBy::Machine { "deny, " } else { "" };
        let now = desk.counter.sale.as_ref().and_then(|sale| sale.who.clone());
        match at {
            At::Asking | At::Checking | At::Beginning | At::HandingOut | At::ToPay | At::TakingCash => {
                assert_eq!(effects, "bad", "{by:?} {at:?}");
                assert_eq!((step(&desk.counter), now), (Some(at), Some(card("anna"))), "{by:?} {at:?}");
                continue;
            }
            At::Choosing | At::NewPrice | At::LowCredit | At::TopUp => {
                assert_eq!(effects, format!("not out, {denied}ask"), "{by:?} {at:?}");
            }
            // It was switched on for Anna.
            At::Charging | At::Done if by == HandOutBy::Device => {
                assert_eq!(effects, "bad", "{at:?}");
                assert!(matches!(end(&desk.counter), Some(SaleEnd::InUse { .. })), "{at:?}");
                continue;
            }
            At::Holding | At::Charging | At::Done | At::Receipt | At::Over => {
                assert_eq!(effects, "ask", "{by:?} {at:?}");
            }
        }
        assert_eq!((step(&desk.counter), now), (Some(At::Asking), Some(card("berta"))), "{by:?} {at:?}");
        assert_ne!(desk.id(), first, "{by:?} {at:?}: it is another sale");
    }
}

#[test]
fn the_same_card_again_changes_nothing_while_its_member_chooses() {
    for (by, at) in everywhere() {
        if !matches!(at, At::Choosing | At::NewPrice | At::LowCredit | At::TopUp) {
            continue;
        }
        let mut desk = Desk::at(by, at);
        let id = desk.id();
        assert_eq!(words(&desk.tap("anna")), "", "{by:?} {at:?}");
        assert_eq!((desk.id(), step(&desk.counter)), (id, Some(at)), "{by:?} {at:?}");
    }
}

#[test]
fn whoever_comes_back_within_the_lock_goes_on_under_its_transaction() {
    for (at, alive, over) in [(At::Choosing, 14, 15), (At::NewPrice, 59, 60), (At::LowCredit, 59, 60)] {
        for (seconds, same) in [(alive, true), (over, false)] {
            let mut desk = Desk::at(HandOutBy::Team, at);
            let first = desk.counter.sale.as_ref().unwrap().transaction;
            let _ = desk.choose(SaleChoice::GiveUp);
            let _ = desk.wait(seconds);
            let again = transaction(&desk.tap("anna"));
            assert_eq!(again == first, same, "{at:?} after {seconds} s");
            assert!(again.is_some());
        }
    }
}

#[test]
fn a_lock_is_remembered_whatever_comes_between() {
    let first = |desk: &Desk| desk.counter.sale.as_ref().unwrap().transaction;
    for (what, between) in [
        ("Berta", [("berta", Told::NoToken)].as_slice()),
        ("an answer that is lost", &[("anna", Told::Unknown(Unknown::TimedOut))]),
        ("no connection", &[("anna", Told::NotDone(NotDone::NoConnection)), ("anna", Told::NoToken)]),
        ("Berta's lock", &[("berta", Told::Unknown(Unknown::TimedOut))]),
    ] {
        let mut desk = Desk::at(HandOutBy::Team, At::NewPrice);
        let transaction_of_anna = first(&desk);
        let _ = desk.choose(SaleChoice::GiveUp);
        for (who, told) in between {
            let _ = desk.wait(1);
            let _ = desk.tap(who);
            let _ = desk.give(Input::Told(desk.id(), told.clone()));
        }
        let _ = desk.wait(1);
        assert_eq!(transaction(&desk.tap("anna")), transaction_of_anna, "{what} in between");
    }
}

#[test]
fn nobody_else_gets_the_lock_of_another() {
    let mut desk = Desk::at(HandOutBy::Team, At::Choosing);
    let of_anna = desk.counter.sale.as_ref().unwrap().transaction;
    let _ = desk.choose(SaleChoice::GiveUp);
    let of_berta = transaction(&desk.tap("berta"));
    assert!(of_berta.is_some() && of_berta != of_anna);
}

#[test]
fn what_was_or_may_be_charged_is_never_bought_under_again() {
    for at in [At::Charging, At::Done, At::Receipt] {
        let mut desk = Desk::at(HandOutBy::Shelf, at);
        let first = desk.counter.sale.as_ref().unwrap().transaction;
        let again = transaction(&desk.tap("anna"));
        assert!(again.is_some() && again != first, "{at:?}");
    }
    let mut desk = Desk::at(HandOutBy::Shelf, At::HandingOut);
    let first = desk.counter.sale.as_ref().unwrap().transaction;
    let _ = desk.give(Input::HandOut(desk.id(), HandOutEnd::Unknown));
    let again = transaction(&desk.tap("anna"));
    assert!(again.is_some() && again != first, "nobody knows");
    // Cash that the disk may have taken, and a member who then goes.
    let mut desk = Desk::at(HandOutBy::Team, At::TakingCash);
    let first = desk.counter.sale.as_ref().unwrap().transaction;
    let _ = desk.kept(Kept::TopUp(None));
    let _ = desk.choose(SaleChoice::GiveUp);
    let again = transaction(&desk.tap("anna"));
    assert!(again.is_some() && again != first, "perhaps it is topped up under it");
    // What jammed was certainly not charged, and holds her still.
    let mut desk = Desk::at(HandOutBy::Shelf, At::HandingOut);
    let first = desk.counter.sale.as_ref().unwrap().transaction;
    let _ = desk.give(Input::HandOut(desk.id(), HandOutEnd::NotOut));
    assert_eq!(transaction(&desk.tap("anna")), first);
}

#[test]
fn minutes_have_no_transaction_and_no_lock() {
    let mut desk = Desk::at(HandOutBy::Device, At::NewPrice);
    let _ = desk.choose(SaleChoice::GiveUp);
    assert!(desk.counter.left.is_empty());
    assert_eq!(transaction(&desk.tap("anna")), None);
    assert_eq!(step(&desk.counter), Some(At::Asking));
}

#[test]
fn a_place_is_chosen_only_where_nobody_is_thrown_out() {
    for (by, at) in everywhere() {
        let mut desk = Desk::at(by, at);
        assert_eq!(desk.says(Input::Wanted), "", "{by:?} {at:?}");
        let chosen = match at {
            At::Holding | At::Receipt | At::Over => Some(At::Holding),
            At::Charging | At::Done if by == HandOutBy::Device => Some(At::Over),
            At::Charging | At::Done => Some(At::Holding),
            At::Asking
            | At::Choosing
            | At::Checking
            | At::NewPrice
            | At::LowCredit
            | At::Beginning
            | At::HandingOut
            | At::TopUp
            | At::ToPay
            | At::TakingCash => Some(at),
        };
        assert_eq!(step(&desk.counter), chosen, "{by:?} {at:?}");
    }
}

#[test]
fn a_choice_at_the_machine_lets_it_wait_for_no_one() {
    let chosen = || {
        let mut desk = Desk::of(HandOutBy::Machine);
        let _ = desk.give(Input::ChosenAtMachine(shake()));
        desk
    };
    // Nobody holds up a card.
    assert_eq!(words(&chosen().wait(30)), "deny");
    assert_eq!(words(&chosen().choose(SaleChoice::GiveUp)), "deny");
    // The one at the machine goes, or takes something else.
    assert_eq!(chosen().says(Input::LeftMachine), "");
    let mut desk = chosen();
    let bar = Bought { goods: Goods::Product("2".into()), price: eur(180) };
    assert_eq!(desk.says(Input::ChosenAtMachine(bar.clone())), "");
    // The screen is touched by somebody else: the choice stands.
    assert_eq!(desk.says(Input::Wanted), "");
    let _ = desk.tap("anna");
    let told = desk.granted();
    let effects = desk.says(Input::Told(desk.id(), told));
    assert!(effects.ends_with("check shelf 2 180"), "{effects}");
    // While something is under way the machine is told no.
    for at in possible(HandOutBy::Machine) {
        let mut desk = Desk::at(HandOutBy::Machine, at);
        let effects = desk.says(Input::ChosenAtMachine(shake()));
        match at {
            At::Choosing => assert_eq!(effects, "write Chosen, check shelf 1 250"),
            At::Holding | At::Charging | At::Done | At::Receipt | At::Over => {
                assert_eq!((effects.as_str(), step(&desk.counter)), ("", Some(At::Holding)), "{at:?}");
            }
            // The same once more, from somebody who chose while their card was looked at.
            At::Checking | At::Beginning => {
                assert_eq!((effects.as_str(), step(&desk.counter)), ("", Some(at)));
                let effects = desk.says(Input::ChosenAtMachine(bar.clone()));
                assert_eq!((effects.as_str(), step(&desk.counter)), ("deny", Some(at)), "something else");
            }
            At::Asking
            | At::NewPrice
            | At::LowCredit
            | At::HandingOut
            | At::TopUp
            | At::ToPay
            | At::TakingCash => assert_eq!((effects.as_str(), step(&desk.counter)), ("deny", Some(at))),
        }
    }
    // The machine went away in between.
    let mut desk = chosen();
    let _ = desk.give(Input::Ready(false));
    assert_eq!(words(&desk.tap("anna")), "bad, deny");
}

#[test]
fn whoever_leaves_the_machine_ends_the_choice() {
    let mut desk = Desk::at(HandOutBy::Machine, At::Choosing);
    assert_eq!(desk.says(Input::LeftMachine), "not out, deny");
    assert_eq!(end(&desk.counter), Some(SaleEnd::GivenUp));
    for at in possible(HandOutBy::Machine).into_iter().filter(|at| *at != At::Choosing) {
        let mut desk = Desk::at(HandOutBy::Machine, at);
        assert_eq!(desk.says(Input::LeftMachine), "", "{at:?}");
        assert_eq!(step(&desk.counter), Some(at));
    }
}

#[test]
fn a_device_that_runs_is_in_use_until_its_time_or_the_team_ends_it() {
    let mut desk = Desk::at(HandOutBy::Device, At::Done);
    let runner = desk.id();
    let _ = desk.wait(300);
    assert!(!desk.counter.is_at_rest(), "nobody stands there, but it runs");
    let _ = desk.give(Input::Wanted);
    assert!(matches!(end(&desk.counter), Some(SaleEnd::InUse { .. })));
    assert_eq!(words(&desk.wait(299)), "");
    assert_eq!(words(&desk.wait(1)), "runs no more");
    assert!(desk.counter.is_at_rest());
    assert_eq!(words(&desk.tap("berta")), "ask");
    assert!(!desk.counter.is_at_rest());
    assert_eq!(desk.says(Input::Team(runner, SaleAction::SwitchOff)), "", "it is off");

    let mut desk = Desk::at(HandOutBy::Device, At::Done);
    assert_eq!(words(&desk.team(SaleAction::SwitchOff)), "switch off, runs no more");
    assert_eq!(words(&desk.team(SaleAction::SwitchOff)), "");
    assert_eq!(words(&desk.tap("berta")), "ask");
}

#[test]
fn a_device_that_ran_before_the_start_is_found_running() {
    let mut desk = Desk::of(HandOutBy::Device);
    let _ = desk.give(Input::Runs(desk.now.after(Duration::from_secs(120))));
    assert_eq!(words(&desk.tap("anna")), "bad");
    assert!(matches!(end(&desk.counter), Some(SaleEnd::InUse { .. })));
    let [line] = &desk.counter.lines()[..] else { panic!("it is in the list of the team") };
    let id = SaleId(line.sale);
    assert_eq!(desk.says(Input::Team(id, SaleAction::SwitchOff)), "switch off, runs no more");

    // What was switched on a moment ago counts more than what was remembered.
    let mut desk = Desk::at(HandOutBy::Device, At::Charging);
    let _ = desk.give(Input::Runs(desk.now.after(Duration::from_secs(5))));
    let _ = desk.wait(599);
    assert_eq!(words(&desk.tap("berta")), "bad");
}

#[test]
fn a_device_that_is_found_running_while_somebody_buys_is_not_switched_on_for_them() {
    for at in possible(HandOutBy::Device) {
        let mut desk = Desk::at(HandOutBy::Device, at);
        let _ = desk.give(Input::Runs(desk.now.after(Duration::from_secs(500))));
        assert_eq!(step(&desk.counter), Some(at), "nobody is turned away in the middle");
        if at == At::Beginning {
            assert_eq!(words(&desk.kept(Kept::Beginning(true))), "not out");
            assert!(matches!(end(&desk.counter), Some(SaleEnd::InUse { .. })));
        }
    }
}

#[test]
fn what_was_switched_on_or_touched_for_another_sale_is_nobodys() {
    for (by, at) in everywhere() {
        for other in [0, 2, 999] {
            let mut desk = Desk::at(by, at);
            let other = SaleId(other);
            let told = desk.granted();
            for input in [
                Input::Choice(other, SaleChoice::GiveUp),
                Input::Told(other, told),
                Input::Named(other, Redacted::new("Berta".into())),
                Input::Checked(other, Checked::Cleared { credit: None }),
                Input::Written(other, Kept::Beginning(true)),
                Input::Written(other, Kept::TopUp(Some(ItemId(1)))),
                Input::HandOut(other, HandOutEnd::Out),
                Input::Charge(other, ChargeView::Unknown),
                Input::Team(other, SaleAction::HandedOver),
                Input::Team(other, SaleAction::SwitchOff),
                Input::Cash(other, 1000),
            ] {
                let before = desk.counter.screen();
                assert_eq!(desk.says(input.clone()), "", "{by:?} {at:?} {input:?}");
                assert_eq!(desk.counter.screen(), before, "{by:?} {at:?} {input:?}");
            }
        }
    }
}
