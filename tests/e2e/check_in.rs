//! Cards into the serial line, verdicts on the screen.

use portico_tests::{Outcome, frame_of};
use sandbox::{Case, Effect, Fault};

use crate::{Desk, OSKAR, hex, message};

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_card_gets_its_verdict() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.resize(1280, 800).await?;
    assert_eq!(window.idle().await?.language, "de");

    // Welcomed by the first name, after "one moment" and nothing else where the vendor takes one.
    desk.studio.fault_at_check_in(Fault::Latency { millis: 500 });
    let mark = window.mark().await?;
    desk.entrance.tap_rdm6300(OSKAR);
    let named =
        |shown: &portico_tests::Shown| shown.is_verdict("welcome") && message(shown).contains("Oskar");
    window.after(mark, "a welcome by name", named).await?;
    let shown: Vec<_> = window.since(mark).await?.iter().map(|shown| shown.screen.clone()).collect();
    let verdict = shown.iter().position(|screen| screen == "verdict").unwrap();
    assert_eq!(shown[verdict - 1], "screen-busy", "the member is told that the card was read: {shown:?}");
    desk.studio.clear_faults();

    // The same card held up anew is the same tap.
    let mark = window.mark().await?;
    let already = window.verdict_after(mark);
    let already = desk.entrance.hold_again(&frame_of(OSKAR), already).await?;
    assert_eq!(already.short(), "verdict already");
    assert!(message(&already).starts_with("Schon eingecheckt um "), "{already:?}");
    assert_eq!(desk.studio.identifications_of(&hex(&OSKAR)).len(), 1);

    // A birthday.
    let card = desk.studio.member(Case::Birthday);
    let mark = window.mark().await?;
    desk.say(&window, card.hex_msb.as_deref().unwrap()).await?;
    let birthday = window
        .after(mark, "a birthday", |shown| shown.hint.as_deref() == Some("Alles Gute zum Geburtstag!"))
        .await?;
    assert!(message(&birthday).contains("Friederike"), "{birthday:?}");

    // The vendor's own words for who may not come in, and for whom nobody knows.
    let blocked = desk.studio.member(Case::Blocked).hex_msb.unwrap();
    let refused = desk.say(&window, &blocked).await?;
    assert_eq!(refused.short(), "verdict refused");
    assert_eq!(message(&refused), "Dein Zugang ist gesperrt. Bitte sprich unser Team an.");
    let unknown = desk.say(&window, "04cafe00cafe80").await?;
    assert_eq!(unknown.short(), "verdict refused");
    assert_eq!(message(&unknown), "Diese Karte oder diesen Code kennen wir nicht.");

    // In the language chosen on the screen.
    window.idle().await?;
    window.set_language("en").await?;
    let unpaid = desk.studio.member(Case::Unpaid).hex_msb.unwrap();
    let refused = desk.say(&window, &unpaid).await?;
    assert_eq!(message(&refused), "There is an open payment. Please talk to our team.");
    assert_eq!(refused.language, "en");
    let asked = &desk.studio.identifications_of(&unpaid)[0];
    assert_eq!(asked.request.header("accept-language"), Some("en"));

    // What is no card is not asked about.
    let before = desk.studio.identifications().len();
    for (line, reason) in [
        ("08a1b2c3", "random"),
        ("88a1b2c3", "truncated"),
        ("00000000", "blank"),
        ("no card at all", "wrongForm"),
        ("\u{1}\u{2}", "garbled"),
    ] {
        // Without a pause between them two cards are one attempt.
        window.idle().await?;
        let shown = desk.say(&window, line).await?;
        assert_eq!(shown.short(), format!("verdict unreadable {reason}"), "{line:?}");
    }
    let mark = window.mark().await?;
    desk.entrance.send(b"\x0262E3086CED09\x03");
    let shown = window.verdict_after(mark).await?;
    assert_eq!(shown.short(), "verdict unreadable garbled", "a wrong checksum");
    assert_eq!(desk.studio.identifications().len(), before);

    // In by the entrance, out by the entrance, each once.
    let effects: Vec<_> =
        desk.studio.identifications_of(&hex(&OSKAR)).into_iter().map(|entry| entry.effect).collect();
    assert!(matches!(effects.as_slice(), [Effect::CheckedIn { device: 26, .. }]), "{effects:?}");
    Ok(())
}
