//! Everything the vendor can do wrong, and what the member sees of it.

use portico_tests::{Launch, Outcome, Studio, frame_of};
use sandbox::Fault;

use crate::{Desk, hex, message, welcome};

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_ends_in_its_verdict_and_is_never_asked_about_twice() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    let mut guests = 1..;

    for (fault, expected, notice) in [
        (Fault::Unauthorized, "attention accessWithdrawn", Some("accessWithdrawn")),
        (Fault::Forbidden, "refused", None),
        (Fault::TooManyRequests { retry_after_seconds: 60 }, "attention tooBusy", None),
        (Fault::ServiceUnavailable, "attention vendorPause", None),
        (Fault::InternalError, "unconfirmed vendorFault", None),
        (Fault::Hang, "unconfirmed noAnswer", None),
        (Fault::Reset, "unconfirmed answerLost", None),
        (Fault::HalfAnswer, "unconfirmed answerLost", None),
        (Fault::Garbage, "unconfirmed answerLost", None),
        (Fault::BrokenJson, "unconfirmed answerLost", None),
        (Fault::CaptivePortal, "attention notTheVendor", Some("notTheVendor")),
        (Fault::PortalRedirect, "attention notTheVendor", Some("notTheVendor")),
        (Fault::Latency { millis: 700 }, "welcome", None),
        (Fault::SlowDrip { millis_per_byte: 5 }, "welcome", None),
    ] {
        let guest = guests.next().unwrap();
        desk.studio.fault_at_check_in(fault.clone());
        let mark = window.mark().await?;
        let shown = desk.tap(&window, guest).await?;
        assert_eq!(shown.short(), format!("verdict {expected}"), "{fault:?}");
        assert!(!message(&shown).is_empty(), "{fault:?}: {shown:?}");
        let idle = window.after(mark, "idle again", |shown| shown.screen == "screen-idle").await?;
        assert_eq!(idle.notice.as_deref(), notice, "what meets the next member too: {fault:?}");

        desk.studio.clear_faults();
        let next = desk.tap(&window, guests.next().unwrap()).await?;
        assert_eq!(next.short(), "verdict welcome", "after {fault:?}");
        let idle = window.idle().await?;
        assert_eq!(idle.notice, None, "nothing is left of {fault:?}");

        let asked = desk.studio.identifications_of(&hex(&Studio::guest(guest)));
        assert_eq!(asked.len(), 1, "{fault:?} was asked about more than once: {asked:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_who_is_away_is_noticed_and_comes_back_by_itself() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.idle().await?;

    desk.studio.set_away(true).await?;
    let mark = window.mark().await?;
    let shown = desk.tap(&window, 1).await?;
    assert_eq!(shown.short(), "verdict attention noConnection");
    let idle = window.after(mark, "idle again", |shown| shown.screen == "screen-idle").await?;
    assert_eq!(idle.notice.as_deref(), Some("noConnection"));
    let asked = desk.studio.identifications_of(&hex(&Studio::guest(1)));
    assert!(asked.is_empty(), "nobody was there to ask: {asked:?}");

    // Nobody touches anything, and nothing is asked: the notice goes by itself.
    let before = desk.studio.identifications().len();
    desk.studio.set_away(false).await?;
    let quiet = |shown: &portico_tests::Shown| shown.screen == "screen-idle" && shown.notice.is_none();
    window.until("idle without a notice", quiet).await?;
    assert_eq!(desk.studio.identifications().len(), before, "no tap is repeated");
    assert_eq!(desk.tap(&window, 2).await?.short(), "verdict welcome");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_says_so_and_a_new_set_up_cures_it() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    assert!(desk.studio.revoke(Studio::ENTRANCE));
    let shown = desk.tap(&window, 1).await?;
    assert_eq!(shown.short(), "verdict attention accessWithdrawn");
    // The other device has a token of its own.
    let shown = desk.say(&window, &hex(&Studio::guest(2))).await?;
    assert_eq!(shown.short(), "verdict welcome");

    window.close().await?;
    desk.provisioned.again(&desk.studio).await?;
    let window = Launch::of(&desk.provisioned.data()).open().await?;
    assert_eq!(window.idle().await?.notice, None);
    welcome(&window, &mut desk.entrance, &frame_of(Studio::guest(3))).await?;
    Ok(())
}
