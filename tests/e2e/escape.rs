//! Whoever stands in front of the member's screen tries to get out of it.

mod attempts;
mod screens;

use portico_tests::{Display, Failure, Keyboard, Launch, Lookout, Outcome, Sight, Window};
use serde_json::{Value, json};

use crate::staff::{call, choose_pin, enter, is};
use crate::{Desk, welcome};
use attempts::{CHORDS, CONTROL, SCRIPTS};
use portico_tests::{Studio, frame_of};

const MEMBERS: &str = "localhost";
const TEAMS: &str = "staff.html";

/// A kiosk as in a studio, with somebody who tries.
struct Kiosk {
    desk: Desk,
    window: Window,
    display: Display,
    keyboard: Keyboard,
    page: Value,
    guest: u32,
}

/// What must not change: the page itself, where it is, how large, at which scale, and that nothing is selected
/// or in full screen of its own.
const PAGE: &str =
    "return [window.__same ?? 'another page', location.href, innerWidth, innerHeight, devicePixelRatio,
    visualViewport.scale, scrollX + scrollY, getSelection().toString(), document.fullscreenElement === null,
    document.querySelectorAll('iframe').length, history.length]";

impl Kiosk {
    async fn open() -> Outcome<Self> {
        let kiosk = Self::open_as(Launch::held).await?;
        let whole = kiosk.display.whole()?;
        kiosk.display.window_at("the member's window on the whole screen", whole).await?;
        Ok(kiosk)
    }

    async fn open_as(how: impl FnOnce(Launch) -> Launch) -> Outcome<Self> {
        let mut desk = Desk::new(|file| file).await?;
        let window = desk.open_as(how(Launch::of(&desk.provisioned.data()))).await?;
        let (display, keyboard) = (Display::open()?, Keyboard::plugged_in()?);
        window.holds("a page that has the keys", "return document.hasFocus()").await?;
        window.idle().await?;
        window.run("window.__same = 'the same'").await?;
        let page = window.run(PAGE).await?;
        Ok(Self { desk, window, display, keyboard, page, guest: 0 })
    }

    /// Nobody has got out: the same page as before in the only window, and a card is welcomed.
    async fn is_shut(&mut self, after: &str) -> Outcome {
        self.guest = self.guest % 150 + 1;
        let shown = self.desk.tap(&self.window, self.guest).await?;
        assert_eq!(shown.short(), "verdict welcome", "after {after}");
        assert_eq!(self.window.run(PAGE).await?, self.page, "after {after}");
        assert_eq!(self.window.windows().await?, 1, "after {after}");
        let seen = self.display.windows()?;
        assert_eq!(seen.len(), 1, "after {after}: {seen:?}");
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_leads_out() -> Outcome {
    let mut kiosk = Kiosk::open().await?;
    for (name, keys) in CHORDS {
        kiosk.keyboard.chord(keys)?;
        kiosk.is_shut(name).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_button_of_a_mouse_leads_out() -> Outcome {
    let mut kiosk = Kiosk::open().await?;
    for (name, button, held) in [
        ("the right button", 3, &[][..]),
        ("the middle button", 2, &[]),
        ("the button for going back", 8, &[]),
        ("the button for going on", 9, &[]),
        ("zooming in with the wheel", 4, &[CONTROL]),
        ("zooming out with the wheel", 5, &[CONTROL]),
        ("the wheel", 5, &[]),
    ] {
        for place in [(400, 500), (60, 40), (1270, 1270)] {
            kiosk.keyboard.click(place, button, held)?;
        }
        kiosk.is_shut(name).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_page_can_do_leads_out() -> Outcome {
    let mut kiosk = Kiosk::open().await?;
    let there = format!("{}/connect/v2/studio", kiosk.desk.studio.connect_url());
    for (name, script) in SCRIPTS {
        let ran = kiosk.window.run(&script.replace("THERE", &there)).await;
        ran.map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
        let shut = kiosk.is_shut(name).await;
        shut.map_err(|failure| Failure::new(format!("after {name}: {failure}")))?;
    }
    let asked: Vec<_> =
        kiosk.desk.studio.journal().into_iter().filter(|entry| entry.api == sandbox::Api::Connect).collect();
    assert!(asked.is_empty(), "{asked:?}");
    Ok(())
}

/// Waits for the keys to be lost and to come back, however soon.
const LOSES_THE_KEYS: &str = "const once = { once: true };
    window.__back = new Promise((back) =>
      addEventListener('blur', () => addEventListener('focus', back, once), once))
      .then(() => {});";

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_closed_squeezed_or_covered_comes_back() -> Outcome {
    let folder = tempfile::tempdir()?;
    let plugged = screens::Plugged::are(folder.path(), &[("ELO", screens::LEFT)])?;
    let mut kiosk = Kiosk::open_as(|launch| launch.held().screens(&plugged.0)).await?;
    kiosk.display.window_at("the member's window on its whole screen", screens::LEFT).await?;
    kiosk.page = kiosk.window.run(PAGE).await?;
    let [whole] = <[_; 1]>::try_from(kiosk.display.windows()?).unwrap();

    kiosk.display.ask_to_close(&whole)?;
    kiosk.is_shut("Alt+F4").await?;

    kiosk.display.squeeze(&whole)?;
    kiosk.display.until("a window of 640×480", |seen| seen[0].place.2 == 640).await?;
    kiosk.display.window_at("the member's window", whole.place).await?;
    kiosk.window.holds("a page as large as the screen", "return innerWidth === 1366").await?;
    kiosk.is_shut("squeezing").await?;

    let other = Display::open()?;
    kiosk.window.run(LOSES_THE_KEYS).await?;
    other.intrude()?;
    let back = kiosk.window.run_async("await window.__back; return document.hasFocus();").await?;
    assert_eq!(back, true, "a page that took the keys back");
    drop(other);
    kiosk.display.until("nobody else", |seen| seen.len() == 1).await?;
    kiosk.is_shut("another program").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_other_windows_is_refused_and_logged_without_what_was_said() -> Outcome {
    let mut kiosk = Kiosk::open().await?;
    let mut lookout = Lookout::at(&kiosk.desk.provisioned.data())?;
    let secret =
        json!({ "pin": "258046", "tenant": "Lena Albers", "apiKey": "Lena Albers", "note": "Lena Albers" });
    let commands = [
        "staff_attach",
        "staff_unlock",
        "staff_choose_pin",
        "staff_act",
        "staff_export",
        "staff_kiosk",
        "staff_kiosk_attach",
        "staff_support",
        "staff_drawer",
        "setup_account",
        "setup_back",
        "practice_tap",
        "practice_fault",
        "plugin:window|close",
        "plugin:window|set_fullscreen",
        "plugin:webview|create_webview_window",
        "plugin:event|emit",
        "plugin:path|resolve_directory",
    ];
    for command in commands {
        let answer = kiosk.window.invoke(command, &secret).await?;
        assert!(answer.as_ref().is_err_and(|said| said.contains("not allowed")), "{command}: {answer:?}");
        let line = loop {
            if let Sight::Line(line) = lookout.next().await?
                && line.message() == "a page called what it may not"
            {
                break line;
            }
        };
        assert_eq!((line.text("command"), line.text("window")), (command, "kiosk"));
        let line = format!("{line:?}");
        assert!(!line.contains("Albers") && !line.contains("258046"), "{line}");
    }
    // What is no command of anybody's may be somebody's name.
    assert!(kiosk.window.invoke("Lena Albers", &json!({})).await?.is_err());
    let rest = format!("{:?}", lookout.rest()?);
    assert!(rest.contains("no command") && !rest.contains("Albers"), "{rest}");
    // There is one way for calls.
    let other = kiosk.window.run("return typeof window.webkit?.messageHandlers?.ipc?.postMessage").await?;
    assert_ne!(other, "function", "a second way");
    // And what is allowed still goes through.
    assert_eq!(kiosk.window.invoke("front_language", &json!({ "language": "de" })).await?, Ok(json!(null)));
    kiosk.is_shut("calls").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_leaves_the_kiosk_with_its_pin_and_not_without() -> Outcome {
    let mut kiosk = Kiosk::open().await?;
    let window = &kiosk.window;
    call(window).await?;
    choose_pin(window).await?;
    window.press("staff-lock").await?;
    is(window, "locked").await?;
    for wish in ["leave", "showDesktop", "swapScreens"] {
        let answer = window.invoke("staff_kiosk", &json!({ "wish": wish })).await?;
        assert!(answer.is_err(), "{wish} while locked");
    }
    window.switch_to(MEMBERS).await?;
    kiosk.desk.tap(&kiosk.window, 151).await?;

    let window = &kiosk.window;
    window.switch_to(TEAMS).await?;
    enter(window, "2580").await?;
    is(window, "open").await?;
    window.press("staff-kiosk").await?;
    // One screen, and a session without a desktop.
    let offered =
        "return [...document.querySelectorAll('#kiosk-choices button')].map((one) => one.dataset.testid)";
    assert_eq!(window.run(offered).await?, json!(["kiosk-leave"]));
    window.press("kiosk-leave").await?;
    window.wait_for("staff-dialog").await?;
    window.press("staff-back").await?;
    window
        .holds("no question", "return document.querySelector('[data-testid=\"staff-dialog\"]') === null")
        .await?;
    window.press("staff-kiosk").await?;
    window.press("kiosk-leave").await?;
    // The window goes while it is being pressed.
    let _ = window.press("staff-confirm").await;
    window.ends().await?;

    // In order: the data folder is free, and the desk opens again.
    let (mut desk, held) = (kiosk.desk, Launch::held);
    drop(kiosk.window);
    let again = held(Launch::of(&desk.provisioned.data())).open().await?;
    again.idle().await?;
    welcome(&again, &mut desk.entrance, &frame_of(Studio::guest(152))).await?;
    Ok(())
}
