//! Everything the vendor can do wrong. Whatever it is, the journal has each tap once.

use portico_tests::{Outcome, Studio};
use sandbox::{Ended, Fault};
use wire::{AttentionReason, UnconfirmedReason, VerdictView};

use crate::{Entrance, hex};

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_has_its_verdict_and_no_tap_is_sent_twice() -> Outcome {
    let mut entrance = Entrance::open().await?;
    let attention = |reason| VerdictView::Attention { reason };
    let unconfirmed = |reason| VerdictView::Unconfirmed { reason, first_name: None };
    let welcome = VerdictView::Welcome { first_name: None, birthday: false };
    let mut guests = 1..;
    // Names would come at any time; they are not what this is about.
    entrance.studio.fault_at_look_up(Fault::Forbidden);
    for (fault, carried_out, expected) in [
        (Fault::Unauthorized, false, attention(AttentionReason::AccessWithdrawn)),
        (Fault::TooManyRequests { retry_after_seconds: 1 }, false, attention(AttentionReason::TooBusy)),
        (Fault::ServiceUnavailable, false, attention(AttentionReason::VendorPause)),
        (Fault::CaptivePortal, false, attention(AttentionReason::NotTheVendor)),
        (Fault::PortalRedirect, false, attention(AttentionReason::NotTheVendor)),
        (Fault::InternalError, false, unconfirmed(UnconfirmedReason::VendorFault)),
        (Fault::InternalError, true, unconfirmed(UnconfirmedReason::VendorFault)),
        (Fault::Hang, false, unconfirmed(UnconfirmedReason::NoAnswer)),
        (Fault::Hang, true, unconfirmed(UnconfirmedReason::NoAnswer)),
        (Fault::Latency { millis: 30_000 }, true, unconfirmed(UnconfirmedReason::NoAnswer)),
        (Fault::Reset, false, unconfirmed(UnconfirmedReason::AnswerLost)),
        (Fault::Reset, true, unconfirmed(UnconfirmedReason::AnswerLost)),
        (Fault::HalfAnswer, true, unconfirmed(UnconfirmedReason::AnswerLost)),
        (Fault::Garbage, true, unconfirmed(UnconfirmedReason::AnswerLost)),
        (Fault::BrokenJson, true, unconfirmed(UnconfirmedReason::AnswerLost)),
        (Fault::Latency { millis: 50 }, true, welcome.clone()),
        (Fault::SlowDrip { millis_per_byte: 1 }, true, welcome.clone()),
        (Fault::WrongClock { seconds: -86_400 }, true, welcome.clone()),
    ] {
        let place = "/open-api/device/cardreader/identification";
        let plan = sandbox::FaultPlan::new(fault.clone()).on(sandbox::Api::Device).at(place);
        entrance.studio.set_fault(plan.carry_out(carried_out));
        let card = Studio::guest(guests.next().unwrap());
        assert_eq!(entrance.tap(card).await?, expected, "{fault:?}");
        entrance.studio.clear_faults();
        entrance.studio.fault_at_look_up(Fault::Forbidden);

        let next = Studio::guest(guests.next().unwrap());
        assert_eq!(entrance.tap(next).await?, welcome, "after {fault:?}");
        for card in [card, next] {
            let asked = entrance.studio.identifications_of(&hex(&card));
            // A request that still hangs at the vendor has not been written down yet.
            let hangs = matches!(fault, Fault::Latency { millis } if millis > 1_000) && asked.is_empty();
            assert!(asked.len() == 1 || hangs, "{fault:?}: {asked:#?}");
        }
    }
    assert_eq!(entrance.desk.idle().await?, None, "nothing is left of any of them");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_speaks_in_the_vendors_words_or_in_ours() -> Outcome {
    let mut entrance = Entrance::open().await?;
    entrance.studio.fault_at_check_in(Fault::Forbidden);
    let refused = entrance.tap(Studio::guest(1)).await?;
    assert_eq!(refused, VerdictView::Refused { message: Some("Dafür fehlt die Berechtigung.".to_owned()) });
    entrance.studio.clear_faults();
    let unknown = entrance.tap([0xca, 0xfe, 0xca, 0xfe, 0x01]).await?;
    let words = "Diese Karte oder diesen Code kennen wir nicht.".to_owned();
    assert_eq!(unknown, VerdictView::Refused { message: Some(words) });
    let ended = entrance.studio.identifications().pop().unwrap().ended;
    assert_eq!(ended, Ended::Answered { status: 404 });
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_vendor_is_noticed_and_comes_back_by_itself() -> Outcome {
    let mut entrance = Entrance::open().await?;
    entrance.studio.set_away(true).await?;
    let away = VerdictView::Attention { reason: AttentionReason::NoConnection };
    for guest in 1..4 {
        assert_eq!(entrance.tap(Studio::guest(guest)).await?, away);
    }
    assert_eq!(entrance.desk.idle().await?, Some(AttentionReason::NoConnection));
    let before = entrance.studio.journal().len();
    entrance.studio.set_away(false).await?;
    let quiet = |screen: &wire::Screen| match screen {
        wire::Screen::Idle(view) => view.notice.is_none().then_some(()),
        _ => None,
    };
    entrance.desk.until("idle without a notice", quiet).await?;
    assert_eq!(entrance.studio.journal().len(), before, "coming back asks nothing and repeats nothing");
    assert!(matches!(entrance.tap(Studio::guest(4)).await?, VerdictView::Welcome { .. }));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_connection_that_was_closed_costs_nobody_a_tap() -> Outcome {
    let mut entrance = Entrance::open().await?;
    for guest in 1..6 {
        // Closes every connection, and opens the ports again at once.
        entrance.studio.set_away(true).await?;
        entrance.studio.set_away(false).await?;
        let card = Studio::guest(guest);
        let verdict = entrance.tap(card).await?;
        assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
        assert_eq!(entrance.studio.identifications_of(&hex(&card)).len(), 1);
    }
    Ok(())
}
