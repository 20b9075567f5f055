//! Every way a sale can end before its time.

use domain::NotDone;

use super::*;

fn refused(words: &str) -> NotDone {
    let message = Some(Redacted::new(words.to_owned()));
    NotDone::Refused { message, code: None, trace_id: None }
}

fn over(message: &str) -> SaleEnd {
    SaleEnd::Refused { message: Some(message.into()) }
}

fn attention(reason: AttentionReason) -> SaleEnd {
    SaleEnd::Attention { reason }
}

#[test]
fn whoever_walks_away_is_waited_for_as_long_as_the_screen_says() {
    for (by, at) in everywhere() {
        let (seconds, ended, effects) = match at {
            At::Holding => (30, None, ""),
            At::Choosing if by == HandOutBy::Device => (60, Some(SaleEnd::LeftAlone), "not out"),
            At::Choosing => (15, Some(SaleEnd::LeftAlone), "not out"),
            At::NewPrice | At::LowCredit => (60, Some(SaleEnd::LeftAlone), "not out"),
            At::TopUp | At::ToPay => (180, Some(SaleEnd::LeftAlone), "not out"),
            At::HandingOut if by == HandOutBy::Team => (60, Some(SaleEnd::HandOutUnknown), "out unknown"),
            At::HandingOut if by == HandOutBy::Device => {
                (180, Some(SaleEnd::HandOutUnknown), "out unknown, switch off")
            }
            At::HandingOut => (180, Some(SaleEnd::HandOutUnknown), "out unknown"),
            At::Charging => (8, None, ""),
            At::Done | At::Over => (6, None, ""),
            At::Receipt => (20, None, ""),
            // An answer is on its way, and comes.
            At::Asking | At::Checking | At::Beginning | At::TakingCash => {
                let mut desk = Desk::at(by, at);
                assert_eq!(words(&desk.wait(3600)), "");
                assert_eq!(step(&desk.counter), Some(at), "{by:?}");
                continue;
            }
        };
        let mut desk = Desk::at(by, at);
        desk.now = desk.now.after(Duration::from_secs(seconds - 1));
        assert_eq!(desk.says(Input::Tick), "", "{by:?} {at:?}");
        assert_eq!(step(&desk.counter), Some(at), "{by:?} has another second");
        let denied = if by == HandOutBy::Machine && effects == "not out" { ", deny" } else { "" };
        assert_eq!(words(&desk.wait(1)), format!("{effects}{denied}"), "{by:?} {at:?}");
        assert_eq!(end(&desk.counter), ended, "{by:?} {at:?}");
        if at == At::Charging {
            assert_eq!(step(&desk.counter), Some(At::Done), "the screen goes on without the answer");
        } else if ended.is_none() {
            assert_eq!(step(&desk.counter), None, "{by:?} {at:?}");
        }
    }
}

#[test]
fn whoever_gives_up_is_gone_at_once_unless_something_moves() {
    for (by, at) in everywhere() {
        let mut desk = Desk::at(by, at);
        let effects = words(&desk.choose(SaleChoice::GiveUp));
        let left = step(&desk.counter);
        match at {
            At::Choosing | At::NewPrice | At::LowCredit | At::TopUp | At::ToPay => {
                let denied = if by == HandOutBy::Machine { ", deny" } else { "" };
                assert_eq!(effects, format!("not out{denied}"), "{by:?} {at:?}");
                assert_eq!(end(&desk.counter), Some(SaleEnd::GivenUp), "{by:?} {at:?}");
            }
            At::Holding | At::Charging | At::Done | At::Receipt | At::Over => {
                assert_eq!((effects.as_str(), left), ("", None), "{by:?} {at:?}");
            }
            At::Asking | At::Checking | At::Beginning | At::HandingOut | At::TakingCash => {
                assert_eq!((effects.as_str(), left), ("", Some(at)), "{by:?} {at:?}");
            }
        }
    }
}

#[test]
fn the_team_ends_what_waits_for_the_member_and_nothing_else() {
    for (by, at) in everywhere() {
        let mut desk = Desk::at(by, at);
        let _ = desk.team(SaleAction::End);
        match at {
            At::Choosing | At::NewPrice | At::LowCredit | At::TopUp | At::ToPay => {
                assert_eq!(end(&desk.counter), Some(SaleEnd::EndedByTeam), "{by:?} {at:?}");
            }
            At::Holding
            | At::Asking
            | At::Checking
            | At::Beginning
            | At::HandingOut
            | At::Charging
            | At::Done
            | At::TakingCash
            | At::Receipt
            | At::Over => assert_eq!(step(&desk.counter), Some(at), "{by:?} {at:?}"),
        }
    }
}

#[test]
fn without_a_yes_to_the_card_nothing_is_written_down() {
    for by in EVERYTHING {
        for (told, ended) in [
            (Told::Denied(Some(Redacted::new("No contract".into()))), over("No contract")),
            (Told::Denied(None), SaleEnd::Refused { message: None }),
            (Told::NoToken, attention(AttentionReason::TokenMissing)),
            (Told::NotDone(refused("In use at another device")), over("In use at another device")),
            (Told::NotDone(NotDone::NoConnection), attention(AttentionReason::NoConnection)),
            (Told::NotDone(NotDone::VendorPause), attention(AttentionReason::VendorPause)),
            (Told::Unknown(Unknown::TimedOut), SaleEnd::NoAnswer),
        ] {
            let mut desk = Desk::at(by, At::Asking);
            let effects = desk.says(Input::Told(desk.id(), told.clone()));
            let denied = if by == HandOutBy::Machine { ", deny" } else { "" };
            assert_eq!(effects, format!("bad{denied}"), "{by:?} {told:?}");
            assert_eq!(end(&desk.counter), Some(ended), "{by:?} {told:?}");
        }
    }
}

#[test]
fn without_a_yes_to_the_product_nothing_is_handed_out() {
    let words_of = |words: &str| Some(Redacted::new(words.to_owned()));
    for by in EVERYTHING {
        for (checked, ended) in [
            (Checked::Denied { words: words_of("Not today"), credit: None }, over("Not today")),
            (Checked::NotDone(refused("Another device")), over("Another device")),
            (Checked::NotDone(NotDone::TooBusy), attention(AttentionReason::TooBusy)),
            (Checked::Unknown(Unknown::AnswerLost), SaleEnd::NoAnswer),
            (Checked::OtherPrice(None), SaleEnd::PriceRefused),
        ] {
            let mut desk = Desk::at(by, At::Checking);
            let effects = words(&desk.checked(checked.clone()));
            let marked = match (&checked, by) {
                (Checked::OtherPrice(_), HandOutBy::Team | HandOutBy::Shelf | HandOutBy::Machine) => {
                    "mark 1 None, "
                }
                _ => "",
            };
            let denied = if by == HandOutBy::Machine { ", deny" } else { "" };
            assert_eq!(effects, format!("{marked}not out{denied}"), "{by:?} {checked:?}");
            assert_eq!(end(&desk.counter), Some(ended), "{by:?} {checked:?}");
            assert_eq!(words(&desk.kept(Kept::Beginning(true))), "", "{by:?} {checked:?}");
        }
    }
}

#[test]
fn what_a_machine_asks_for_is_not_haggled_over() {
    let mut desk = Desk::at(HandOutBy::Machine, At::Checking);
    assert_eq!(words(&desk.checked(Checked::OtherPrice(Some(eur(300))))), "mark 1 Some(300), not out, deny");
    assert_eq!(end(&desk.counter), Some(SaleEnd::PriceRefused));
}

#[test]
fn a_disk_that_does_not_take_it_hands_nothing_out() {
    for by in EVERYTHING {
        let mut desk = Desk::at(by, At::Beginning);
        let denied = if by == HandOutBy::Machine { ", deny" } else { "" };
        assert_eq!(words(&desk.kept(Kept::Beginning(false))), format!("not out{denied}"), "{by:?}");
        assert_eq!(end(&desk.counter), Some(attention(AttentionReason::StoreFault)), "{by:?}");
        assert_eq!(words(&desk.kept(Kept::Beginning(true))), "", "{by:?}: too late");
    }
}

#[test]
fn a_disk_that_is_slower_than_the_lock_hands_nothing_out() {
    for by in [HandOutBy::Team, HandOutBy::Shelf, HandOutBy::Machine] {
        let mut desk = Desk::at(by, At::Beginning);
        let _ = desk.wait(59);
        assert_eq!(step(&desk.counter), Some(At::Beginning));
        let _ = desk.wait(1);
        let effects = words(&desk.kept(Kept::Beginning(true)));
        assert!(effects.starts_with("not out"), "{by:?}: {effects}");
        assert_eq!(end(&desk.counter), Some(SaleEnd::NotHandedOut), "{by:?}");
    }
}

#[test]
fn what_did_not_come_out_is_not_charged() {
    for by in [HandOutBy::Shelf, HandOutBy::Machine, HandOutBy::Device] {
        let mut desk = Desk::at(by, At::HandingOut);
        let effects = desk.says(Input::HandOut(desk.id(), HandOutEnd::NotOut));
        let denied = if by == HandOutBy::Machine { ", deny" } else { "" };
        assert_eq!(effects, format!("not out{denied}"), "{by:?}");
        assert_eq!(end(&desk.counter), Some(SaleEnd::NotHandedOut), "{by:?}");
        assert_eq!(desk.says(Input::HandOut(desk.id(), HandOutEnd::Out)), "", "{by:?}: it was said");
    }
    let mut desk = Desk::at(HandOutBy::Team, At::HandingOut);
    assert_eq!(words(&desk.team(SaleAction::NotHandedOut)), "not out");
    assert_eq!(words(&desk.team(SaleAction::HandedOver)), "");
}

#[test]
fn what_nobody_knows_is_for_a_person_to_find_out() {
    for (by, effects) in [
        (HandOutBy::Shelf, "out unknown"),
        (HandOutBy::Machine, "out unknown"),
        (HandOutBy::Device, "out unknown, switch off"),
    ] {
        let mut desk = Desk::at(by, At::HandingOut);
        assert_eq!(desk.says(Input::HandOut(desk.id(), HandOutEnd::Unknown)), effects, "{by:?}");
        assert_eq!(end(&desk.counter), Some(SaleEnd::HandOutUnknown), "{by:?}");
        assert_eq!(desk.says(Input::HandOut(desk.id(), HandOutEnd::Out)), "", "{by:?}: it is in the inbox");
    }
}

#[test]
fn only_the_team_hands_out_by_hand() {
    for by in [HandOutBy::Shelf, HandOutBy::Machine, HandOutBy::Device] {
        for action in [SaleAction::HandedOver, SaleAction::NotHandedOut] {
            let mut desk = Desk::at(by, At::HandingOut);
            assert_eq!(words(&desk.team(action)), "", "{by:?}");
            assert_eq!(step(&desk.counter), Some(At::HandingOut), "{by:?}");
        }
    }
}

#[test]
fn that_it_is_out_is_written_until_the_disk_takes_it() {
    for (by, end_said, effect) in [
        (HandOutBy::Team, HandOutEnd::Out, "out"),
        (HandOutBy::Shelf, HandOutEnd::Out, "out"),
        (HandOutBy::Shelf, HandOutEnd::Unknown, "out unknown"),
    ] {
        let mut desk = Desk::at(by, At::HandingOut);
        let id = desk.id();
        assert_eq!(desk.says(Input::HandOut(id, end_said)), effect);
        for _ in 0..3 {
            assert_eq!(words(&desk.wait(1)), "", "it is being written");
            assert_eq!(desk.says(Input::Written(id, Kept::End(None))), "");
            assert_eq!(words(&desk.wait(1)), "");
            assert_eq!(words(&desk.wait(1)), effect, "again");
        }
        // The next one may stand there by now.
        let _ = desk.wait(30);
        desk.bring("berta", At::Choosing);
        assert_eq!(desk.says(Input::Written(id, Kept::End(Some(ItemId(3))))), "");
        assert_eq!(words(&desk.wait(5)), "", "once is enough");
        assert_eq!(step(&desk.counter), Some(At::Choosing));
    }
}

#[test]
fn low_credit_leads_to_the_desk_and_to_a_receipt() {
    for by in [HandOutBy::Team, HandOutBy::Shelf, HandOutBy::Machine] {
        let mut desk = Desk::at(by, At::Checking);
        let denied = if by == HandOutBy::Machine { "deny" } else { "" };
        let low = Checked::Denied { words: None, credit: Some(eur(249)) };
        assert_eq!(words(&desk.checked(low)), denied, "{by:?}");
        assert_eq!(step(&desk.counter), Some(At::LowCredit), "{by:?}");
        assert_eq!(words(&desk.choose(SaleChoice::TopUp)), denied, "{by:?}");
        assert_eq!(words(&desk.choose(SaleChoice::TopUpBy { minor: 1500 })), "", "was not offered");
        assert_eq!(step(&desk.counter), Some(At::TopUp), "{by:?}");
        let _ = desk.choose(SaleChoice::TopUpBy { minor: 2000 });
        assert_eq!(desk.says(Input::Cash(desk.id(), 2000)), "not out, top up 2000", "{by:?}");
        assert_eq!(desk.says(Input::Cash(desk.id(), 2000)), "", "{by:?}: once");
        // The disk fails first: the cash is there, and the team tries again.
        assert_eq!(words(&desk.kept(Kept::TopUp(None))), "");
        assert_eq!(step(&desk.counter), Some(At::ToPay), "{by:?}");
        assert_eq!(desk.says(Input::Cash(desk.id(), 2000)), "top up 2000", "{by:?}");
        assert_eq!(words(&desk.kept(Kept::TopUp(Some(ItemId(5))))), "");
        assert_eq!(step(&desk.counter), Some(At::Receipt), "{by:?}");
        assert_eq!(words(&desk.wait(20)), "");
        assert_eq!(step(&desk.counter), None, "{by:?}");
    }
}

#[test]
fn whoever_is_still_there_has_what_goes_by_itself_for_as_long_again() {
    for (at, seconds) in [(At::Holding, 30), (At::Receipt, 20)] {
        let mut desk = Desk::at(HandOutBy::Team, at);
        for times in 0..12 {
            assert_eq!(words(&desk.wait(seconds - 1)), "");
            assert_eq!(words(&desk.choose(SaleChoice::Stay)), "");
            assert_eq!(step(&desk.counter), Some(at), "time {times}");
        }
        let _ = desk.wait(seconds);
        assert_eq!(step(&desk.counter), None, "{at:?}");
    }
    // The vendor holds a member for so long and no longer.
    let mut desk = Desk::at(HandOutBy::Team, At::Choosing);
    let _ = desk.wait(14);
    assert_eq!(words(&desk.choose(SaleChoice::Stay)), "");
    let _ = desk.wait(1);
    assert_eq!(end(&desk.counter), Some(SaleEnd::LeftAlone));
}

#[test]
fn enough_credit_and_a_no_is_no_matter_of_credit() {
    let mut desk = Desk::at(HandOutBy::Team, At::Checking);
    let _ = desk.checked(Checked::Denied { words: None, credit: Some(eur(250)) });
    assert_eq!(end(&desk.counter), Some(SaleEnd::Refused { message: None }));
}

#[test]
fn after_cash_was_written_down_nothing_is_bought_under_the_same_transaction() {
    let mut desk = Desk::at(HandOutBy::Team, At::TakingCash);
    let _ = desk.kept(Kept::TopUp(None));
    assert_eq!(words(&desk.choose(SaleChoice::Back)), "");
    assert_eq!(end(&desk.counter), Some(SaleEnd::GivenUp));
}

#[test]
fn whoever_topped_up_goes_on_under_what_the_vendor_still_holds_them_to() {
    let held = Uuid::from_u128(77);
    // (who taps then, after how long, under what)
    for (who, later, same) in [("anna", 2, true), ("anna", 12, false), ("berta", 2, false)] {
        let mut desk = Desk::at(HandOutBy::Team, At::Receipt);
        let until = desk.now.after(Duration::from_secs(12));
        assert_eq!(desk.says(Input::Held(card("anna"), held, until)), "");
        let _ = desk.wait(later);
        let effects = desk.tap(who);
        let asked =
            effects.iter().find_map(|effect| if let Effect::Ask(.., under) = effect { *under } else { None });
        assert_eq!(asked.unwrap() == held, same, "{who} after {later} s");
    }
}

#[test]
fn the_team_takes_cash_from_whoever_stands_there() {
    for (at, minor) in
        [(At::Choosing, None), (At::LowCredit, None), (At::TopUp, None), (At::ToPay, Some(2000))]
    {
        let mut desk = Desk::at(HandOutBy::Team, at);
        let _ = desk.team(SaleAction::TopUp);
        let Some(Sale { step: Step::AtDesk { minor: kept, .. }, .. }) = &desk.counter.sale else {
            panic!("{at:?}")
        };
        assert_eq!(*kept, minor, "{at:?}: what the member chose stays");
        assert_eq!(desk.says(Input::Cash(desk.id(), 0)), "", "nothing is no cash");
        assert_eq!(desk.says(Input::Cash(desk.id(), 1250)), "not out, top up 1250", "{at:?}");
    }
    let mut desk = Desk::at(HandOutBy::Device, At::Choosing);
    assert_eq!(desk.says(Input::Cash(desk.id(), 1250)), "", "minutes are not topped up");
    assert_eq!(words(&desk.team(SaleAction::TopUp)), "");
}

#[test]
fn the_way_back_from_a_top_up_ends_with_the_lock() {
    for (seconds, back) in [(14, At::Choosing), (15, At::Over)] {
        for at in [At::TopUp, At::ToPay] {
            let mut desk = Desk::at(HandOutBy::Team, at);
            let _ = desk.wait(seconds);
            let _ = desk.choose(SaleChoice::Back);
            assert_eq!(step(&desk.counter), Some(back), "{at:?} after {seconds} s");
        }
    }
}

#[test]
fn answers_that_come_after_the_lock_open_nothing() {
    for (at, seconds) in [(At::Asking, 15), (At::Checking, 60)] {
        let mut desk = Desk::at(HandOutBy::Team, at);
        let _ = desk.wait(seconds);
        let told = desk.granted();
        let late = if at == At::Asking {
            Input::Told(desk.id(), told)
        } else {
            Input::Checked(desk.id(), Checked::OtherPrice(Some(eur(300))))
        };
        let _ = desk.give(late);
        assert_eq!(end(&desk.counter), Some(SaleEnd::LeftAlone), "{at:?}");
    }
}

#[test]
fn nothing_for_sale_is_said_and_not_shown() {
    let mut desk = Desk::of(HandOutBy::Team);
    let mut sold_out = shelves();
    sold_out.iter_mut().for_each(|shelf| shelf.available = false);
    let _ = desk.give(Input::Shelves(sold_out));
    desk.bring("anna", At::Asking);
    let told = desk.granted();
    assert_eq!(desk.says(Input::Told(desk.id(), told)), "good, write Identified, not out");
    assert_eq!(end(&desk.counter), Some(SaleEnd::NothingForSale));

    for by in [HandOutBy::Device, HandOutBy::Machine] {
        let mut desk = Desk::at(by, At::Asking);
        let nothing = Told::Granted { credit: None, intervals: Vec::new() };
        let _ = desk.give(Input::Told(desk.id(), nothing));
        assert_eq!(end(&desk.counter), Some(SaleEnd::NothingForSale), "{by:?}");
    }

    let mut desk = Desk::of(HandOutBy::Machine);
    let _ = desk.give(Input::Ready(false));
    assert_eq!(words(&desk.tap("anna")), "bad");
    assert_eq!(end(&desk.counter), Some(SaleEnd::NothingForSale));
    let _ = desk.give(Input::Ready(true));
    assert_eq!(words(&desk.tap("anna")), "ask");
}

#[test]
fn a_page_that_was_lost_shows_nothing_of_a_member_when_it_is_back() {
    for (by, at) in everywhere() {
        let mut desk = Desk::at(by, at);
        let effects = desk.says(Input::PageLost);
        let denied = if by == HandOutBy::Machine { ", deny" } else { "" };
        let (goes_on, expected) = match at {
            At::Holding | At::Over | At::Receipt => (false, String::new()),
            At::Choosing | At::NewPrice | At::LowCredit | At::TopUp | At::ToPay => {
                (false, format!("not out{denied}"))
            }
            // The answer decides.
            At::Asking | At::Checking => (true, String::new()),
            // It is in somebody's hands.
            At::Beginning | At::HandingOut | At::Charging | At::Done | At::TakingCash => {
                (true, String::new())
            }
        };
        assert_eq!(effects, expected, "{by:?} {at:?}");
        assert_eq!(step(&desk.counter), goes_on.then_some(at), "{by:?} {at:?}");
    }
    // Somebody who was being asked about is not there when the answer comes.
    for by in EVERYTHING {
        let mut desk = Desk::at(by, At::Asking);
        let _ = desk.give(Input::PageLost);
        let told = desk.granted();
        let effects = desk.says(Input::Told(desk.id(), told));
        assert!(effects.contains("not out"), "{by:?}: {effects}");
        assert_eq!(step(&desk.counter), None, "{by:?}");
    }
    // What was chosen before is handed out, and said.
    for by in EVERYTHING {
        let mut desk = Desk::at(by, At::Checking);
        let _ = desk.give(Input::PageLost);
        let _ = desk.checked(Checked::Cleared { credit: None });
        let _ = desk.kept(Kept::Beginning(true));
        let _ = desk.give(desk.out());
        let _ = desk.kept(Kept::End(Some(ItemId(7))));
        let _ = desk.give(Input::Charge(desk.id(), ChargeView::Booked));
        assert_eq!(step(&desk.counter), Some(At::Done), "{by:?}");
    }
}
