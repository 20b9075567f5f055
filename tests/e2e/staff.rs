//! The team's window, after its PIN.

use std::time::Duration;

use portico_tests::{Outcome, Window, frame_of};
use sandbox::{Effect, Fault};
use serde_json::json;

use crate::{Desk, OSKAR, hex, message};

const CTRL: char = '\u{E009}';
const ALT: char = '\u{E00A}';
const MEMBERS: &str = "localhost";
const TEAMS: &str = "staff.html";

/// What stands in the list now: state, reason and text of each item.
async fn items(window: &Window) -> Outcome<Vec<[String; 3]>> {
    let script = "return [...document.querySelectorAll('[data-item]')].map(
        (item) => [item.dataset.state, item.dataset.reason ?? '', item.innerText])";
    Ok(serde_json::from_value(window.run(script).await?)?)
}

pub async fn enter(window: &Window, pin: &str) -> Outcome {
    for digit in pin.chars() {
        window.press(&format!("pin-{digit}")).await?;
    }
    window.press("pin-enter").await
}

pub async fn is(window: &Window, state: &str) -> Outcome {
    let there = format!("return document.querySelector('[data-staff=\"{state}\"]') !== null");
    window.holds(&format!("the team's window {state}"), &there).await
}

pub async fn press_item(window: &Window, action: &str) -> Outcome {
    let there = format!("return document.querySelector('[data-item] [data-action=\"{action}\"]') !== null");
    window.holds(&format!("the button {action}"), &there).await?;
    window.run(&format!("document.querySelector('[data-item] [data-action=\"{action}\"]').click()")).await?;
    Ok(())
}

/// The keys that open the team's window from the member's screen.
pub async fn shortcut(window: &Window) -> Outcome {
    window.chord(&[CTRL, ALT, 's']).await
}

/// Opens the team's window from the member's screen, where nobody has chosen a PIN yet.
pub async fn call(window: &Window) -> Outcome {
    shortcut(window).await?;
    window.comes(TEAMS).await?;
    is(window, "choosePin").await
}

pub async fn choose_pin(window: &Window) -> Outcome {
    enter(window, "2580").await?;
    enter(window, "2580").await?;
    is(window, "open").await
}

async fn come_in(window: &Window) -> Outcome {
    call(window).await?;
    choose_pin(window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_settles_what_a_program_cannot() -> Outcome {
    let mut desk = Desk::new(|file| file.offline("everybody")).await?;
    let window = desk.open().await?;
    desk.studio.fault_at_check_in(Fault::Reset);
    let mark = window.mark().await?;
    desk.entrance.tap_rdm6300(OSKAR);
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict unconfirmed answerLost");
    desk.studio.clear_faults();
    // Something waits for the team, and the member's screen says no more than that.
    window.until("a sign for the team", |shown| shown.screen == "screen-idle").await?;
    window.wait_for("idle-team").await?;

    come_in(&window).await?;
    window.holds("the item", "return document.querySelector('[data-state=\"unknown\"]') !== null").await?;
    let [[state, reason, text]] = <[_; 1]>::try_from(items(&window).await?).unwrap();
    assert_eq!((state.as_str(), reason.as_str()), ("unknown", "answerLost"));
    assert!(text.contains("Oskar Lindner"), "{text}");

    // What cannot be taken back says what will happen, and asks once.
    press_item(&window, "done").await?;
    window.wait_for("staff-dialog").await?;
    window.fill("staff-note", "stand in Magicline").await?;
    window.press("staff-confirm").await?;
    window.wait_for("staff-none").await?;
    window.press("staff-tab-over").await?;
    window.holds("it is over", "return document.querySelector('[data-state=\"closed\"]') !== null").await?;
    let over = items(&window).await?;
    assert!(over[0][2].contains("stand in Magicline") && !over[0][2].contains("Oskar"), "{over:?}");
    assert_eq!(desk.studio.identifications_of(&hex(&OSKAR)).len(), 1, "and nothing was sent again");

    window.press("staff-lock").await?;
    is(&window, "locked").await?;
    let left = window.run("return document.body.innerHTML").await?.to_string();
    assert!(!left.contains("Magicline") && !left.contains("Lindner"), "something outlived the lock");
    enter(&window, "0852").await?;
    window.wait_for("staff-problem").await?;
    enter(&window, "2580").await?;
    is(&window, "open").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_the_member_comes_in_and_the_team_sees_it_go_out() -> Outcome {
    let mut desk = Desk::new(|file| file.offline("directory")).await?;
    let window = desk.open().await?;
    come_in(&window).await?;
    window
        .holds(
            "the member list",
            "return /\\d/.test(document.querySelector('[data-testid=\"line-directory\"]')?.innerText ?? '')",
        )
        .await?;
    window.switch_to(MEMBERS).await?;
    desk.studio.set_away(true).await?;
    let mark = window.mark().await?;
    desk.entrance.tap_rdm6300(OSKAR);
    let shown = window.verdict_after(mark).await?;
    assert_eq!(shown.short(), "verdict unconfirmed letIn");
    assert!(message(&shown).contains("Oskar") && !message(&shown).contains("Lindner"), "{shown:?}");

    window.switch_to(TEAMS).await?;
    window.press("staff-tab-waiting").await?;
    window.holds("it waits", "return document.querySelector('[data-state=\"waiting\"]') !== null").await?;
    window
        .holds(
            "the line says that the vendor is away",
            "return document.querySelector('[data-testid=\"line-vendor\"]')?.dataset.state === 'unreachable'",
        )
        .await?;
    desk.studio.set_away(false).await?;
    window.wait_for("line-calm").await?;
    let asked = desk.studio.identifications_of(&hex(&OSKAR));
    assert_eq!(asked.len(), 1);
    assert!(matches!(asked[0].effect, Effect::CheckedIn { .. }));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_that_stays_on_the_studios_name_calls_the_team() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.idle().await?;
    window.hold_at(80.0, 40.0, Duration::from_secs(4)).await?;
    window.comes(TEAMS).await?;
    is(&window, "choosePin").await?;
    // The member's screen still serves, and a second call brings no second window.
    window.switch_to(MEMBERS).await?;
    assert_eq!(window.windows().await?, 2);
    shortcut(&window).await?;
    let mark = window.mark().await?;
    desk.entrance
        .hold(&frame_of(OSKAR), window.after(mark, "a welcome", |s| s.is_verdict("welcome")))
        .await?;
    assert_eq!(window.windows().await?, 2);

    // Each window may do its own things only.
    for command in ["staff_attach", "staff_unlock", "staff_act", "staff_export", "staff_filter"] {
        let answer = window.invoke(command, &json!({})).await?;
        assert!(
            answer.as_ref().is_err_and(|refused| refused.contains("not allowed")),
            "{command}: {answer:?}"
        );
    }
    window.switch_to(TEAMS).await?;
    for (command, arguments) in [
        ("front_language", json!({ "language": "en" })),
        ("front_attach", json!({})),
        ("setup_account", json!({ "tenant": "other", "apiKey": "other" })),
        ("plugin:window|close", json!({})),
    ] {
        let answer = window.invoke(command, &arguments).await?;
        assert!(
            answer.as_ref().is_err_and(|refused| refused.contains("not allowed")),
            "{command}: {answer:?}"
        );
    }
    // And nothing but the PIN while it is locked.
    for (command, arguments) in [
        ("staff_filter", json!({ "filter": { "tab": "over", "kind": null } })),
        ("staff_act", json!({ "id": "1", "action": "done", "note": "" })),
        ("staff_export", json!({})),
        ("staff_dismiss", json!({ "file": "x" })),
    ] {
        assert!(window.invoke(command, &arguments).await?.is_err(), "{command} was taken while locked");
    }
    Ok(())
}
