//! Every screen at every size and in both languages: nothing cut off, nothing outside, nothing small.

use std::path::Path;

use portico_tests::{
    Launch, Outcome, Provisioned, Reach, SetupFile, Size, Studio, VirtualReader, Window, faults_of_layout,
    frame_of, line_of,
};
use sandbox::{Case, Fault, Scope};

use crate::axe::Axe;
use crate::staff::{call, choose_pin, enter, is, press_item};
use crate::{Desk, hex};

/// Forty letters, as long as the vendor's field for a first name allows for.
pub const LONG_NAME: &str = "Wolfeschlegelsteinhausenbergerdorffarian";
const LONG_CARD: [u8; 5] = [0xc1, 0x40, 0x40, 0x40, 0x40];

/// Looks at one screen in all sizes.
pub struct Eyes {
    language: &'static str,
    reach: Reach,
    sizes: Vec<Size>,
    found: Vec<String>,
    /// Looks in place of the eyes.
    axe: Option<Axe>,
}

impl Eyes {
    fn of(reach: Reach, language: &'static str) -> Self {
        Self { language, reach, sizes: Size::ALL.to_vec(), found: Vec::new(), axe: None }
    }

    /// The same for what is done on tablets, which are held upright as well.
    pub fn for_tablets(reach: Reach, language: &'static str) -> Self {
        let mut eyes = Self::of(reach, language);
        eyes.sizes.push(Size(800, 1280));
        eyes
    }

    /// The same in other sizes; `speak` says in which language.
    pub fn in_sizes(reach: Reach, sizes: &[Size]) -> Self {
        Self { sizes: sizes.to_vec(), ..Self::of(reach, "de") }
    }

    /// What follows is in another language.
    pub fn speak(&mut self, language: &'static str) {
        self.language = language;
    }

    /// The same for the team's window.
    pub fn for_team(language: &'static str) -> Self {
        Self::of(Reach::Team, language)
    }

    /// Finds what axe finds, in one size.
    fn of_axe(language: &'static str) -> Outcome<Self> {
        Ok(Self { axe: Some(Axe::new()?), ..Self::of(Reach::Member, language) })
    }

    pub async fn look(&mut self, window: &Window, what: &str) -> Outcome {
        if let Some(axe) = &mut self.axe {
            axe.look(window, what).await?;
            self.found = axe.found().to_vec();
            return Ok(());
        }
        for size in self.sizes.clone() {
            window.resize(size.0, size.1).await?;
            let faults = faults_of_layout(window, self.reach).await?;
            let place = format!("{what}, {}, {}×{}", self.language, size.0, size.1);
            self.found.extend(faults.into_iter().map(|fault| format!("{place}: {fault}")));
            // With PORTICO_PICTURES naming a folder, every screen can be looked at.
            if let Ok(folder) = std::env::var("PORTICO_PICTURES") {
                let name = format!("{}-{}x{}-{}.png", what.replace(' ', "-"), size.0, size.1, self.language);
                window.screenshot(&Path::new(&folder).join(name)).await?;
            }
        }
        Ok(())
    }

    pub fn found(&self) -> &[String] {
        &self.found
    }

    pub fn end(self) {
        assert!(self.found.is_empty(), "{} faults:\n{}", self.found.len(), self.found.join("\n"));
    }
}

async fn members_screens(mut eyes: Eyes) -> Outcome {
    let language = eyes.language;
    // A verdict has to stay while it is looked at in four sizes.
    let mut desk = Desk::new(|file| file.language(language).verdict_seconds(30)).await?;
    desk.studio.add_guest(LONG_NAME, LONG_CARD).await?;
    let window = Launch::of(&desk.provisioned.data()).open().await?;
    window.idle().await?;
    eyes.look(&window, "idle").await?;
    window.press("lower-controls-toggle").await?;
    eyes.look(&window, "idle lowered").await?;
    window.press("lower-controls-toggle").await?;
    window.press("contrast-toggle").await?;
    eyes.look(&window, "idle contrast").await?;
    window.press("contrast-toggle").await?;

    let mark = window.mark().await?;
    let long = window.after(mark, "the long name", |shown| crate::message(shown).contains(LONG_NAME));
    desk.entrance.hold(&frame_of(LONG_CARD), long).await?;
    eyes.look(&window, "welcome long").await?;
    desk.studio.fault_at_look_up(Fault::Forbidden);
    let mark = window.mark().await?;
    let named = window.after(mark, "a welcome", |shown| shown.is_verdict("welcome"));
    desk.side.hold(&line_of(&hex(&Studio::guest(100))), named).await?;
    eyes.look(&window, "welcome unnamed").await?;
    desk.studio.clear_faults();
    let birthday = desk.studio.member(Case::Birthday).hex_msb.unwrap();
    let mark = window.mark().await?;
    desk.say(&window, &birthday).await?;
    window.after(mark, "her name", |shown| crate::message(shown).contains("Friederike")).await?;
    eyes.look(&window, "birthday").await?;
    for case in [Case::Unpaid, Case::Blocked] {
        desk.say(&window, &desk.studio.member(case).hex_msb.unwrap()).await?;
        eyes.look(&window, &format!("refused {case:?}")).await?;
    }
    for line in ["08a1b2c3", "88a1b2c3", "00000000", "no card", "\u{1}"] {
        let shown = desk.say(&window, line).await?;
        eyes.look(&window, &shown.short()).await?;
    }

    let mut guests = 1..;
    for fault in [
        Fault::Unauthorized,
        Fault::TooManyRequests { retry_after_seconds: 60 },
        Fault::ServiceUnavailable,
        Fault::InternalError,
        Fault::Reset,
        Fault::CaptivePortal,
    ] {
        desk.studio.fault_at_check_in(fault);
        let shown = desk.tap(&window, guests.next().unwrap()).await?;
        eyes.look(&window, &shown.short()).await?;
        desk.studio.clear_faults();
    }
    desk.studio.fault_at_check_in(Fault::Hang);
    let mark = window.mark().await?;
    desk.entrance.tap_rdm6300(Studio::guest(guests.next().unwrap()));
    window.after(mark, "one moment", |shown| shown.screen == "screen-busy").await?;
    eyes.look(&window, "busy").await?;
    window.after(mark, "no answer", |shown| shown.screen == "verdict").await?;
    eyes.look(&window, "unconfirmed noAnswer").await?;
    desk.studio.clear_faults();
    let twice = guests.next().unwrap();
    desk.tap(&window, twice).await?;
    let mark = window.mark().await?;
    let already = window.verdict_after(mark);
    let already = desk.entrance.hold_again(&frame_of(Studio::guest(twice)), already).await?;
    assert_eq!(already.short(), "verdict already");
    eyes.look(&window, "already").await?;

    desk.entrance.unplug();
    desk.side.unplug();
    // The verdict stays for its thirty seconds before the desk is out of order.
    window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;
    eyes.look(&window, "out of order").await?;
    eyes.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn members_screens_in_german() -> Outcome {
    members_screens(Eyes::of(Reach::Member, "de")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn members_screens_in_english() -> Outcome {
    members_screens(Eyes::of(Reach::Member, "en")).await
}

async fn teams_window(mut eyes: Eyes) -> Outcome {
    let language = eyes.language;
    let mut desk = Desk::new(|file| file.language(language).offline("everybody")).await?;
    desk.studio.add_guest(LONG_NAME, LONG_CARD).await?;
    let window = desk.open().await?;
    // One item in each part of the inbox, with the longest name, and an alarm.
    desk.studio.fault_at_check_in(Fault::Reset);
    let mark = window.mark().await?;
    let unknown = window.after(mark, "unknown", |shown| shown.is_verdict("unconfirmed"));
    desk.entrance.hold(&frame_of(LONG_CARD), unknown).await?;
    desk.studio.clear_faults();
    for guest in [1, 2] {
        desk.studio.fault_at_check_in(Fault::Unauthorized);
        desk.tap(&window, guest).await?;
        desk.studio.clear_faults();
    }

    call(&window).await?;
    eyes.look(&window, "team choose PIN").await?;
    choose_pin(&window).await?;
    window.holds("the item", "return document.querySelector('[data-state=\"unknown\"]') !== null").await?;
    eyes.look(&window, "team inbox").await?;
    press_item(&window, "done").await?;
    window.wait_for("staff-dialog").await?;
    eyes.look(&window, "team dialog").await?;
    window.fill("staff-note", "An der Theke geklärt; sie hatte ihre Karte einer Freundin geliehen.").await?;
    window.press("staff-confirm").await?;
    window.wait_for("staff-none").await?;
    window.press("staff-tab-over").await?;
    window.holds("it is over", "return document.querySelector('[data-state=\"closed\"]') !== null").await?;
    eyes.look(&window, "team over").await?;
    window.press("staff-tab-waiting").await?;
    window.holds("it waits", "return document.querySelector('[data-state=\"waiting\"]') !== null").await?;
    eyes.look(&window, "team waiting").await?;
    window.press("staff-lock").await?;
    is(&window, "locked").await?;
    enter(&window, "0852").await?;
    window.wait_for("staff-problem").await?;
    eyes.look(&window, "team locked").await?;
    eyes.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_window_in_german() -> Outcome {
    teams_window(Eyes::of(Reach::Team, "de")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_window_in_english() -> Outcome {
    teams_window(Eyes::of(Reach::Team, "en")).await
}

async fn notices(mut eyes: Eyes) -> Outcome {
    let language = eyes.language;
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path()).language(language);
    let provisioned = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&provisioned.data()).open().await?;
    window.idle().await?;
    for (guest, fault) in [(1, Fault::Unauthorized), (2, Fault::CaptivePortal)] {
        studio.fault_at_check_in(fault);
        let mark = window.mark().await?;
        let noticed = window.after(mark, "a notice", |shown| shown.notice.is_some());
        let shown = reader.hold(&frame_of(Studio::guest(guest)), noticed).await?;
        eyes.look(&window, &format!("notice {}", shown.notice.unwrap_or_default())).await?;
        studio.clear_faults();
    }
    studio.set_away(true).await?;
    let mark = window.mark().await?;
    reader.tap_rdm6300(Studio::guest(3));
    window.after(mark, "a notice", |shown| shown.notice.as_deref() == Some("noConnection")).await?;
    eyes.look(&window, "notice noConnection").await?;
    eyes.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_in_german() -> Outcome {
    notices(Eyes::of(Reach::Member, "de")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_in_english() -> Outcome {
    notices(Eyes::of(Reach::Member, "en")).await
}

async fn assistant(mut eyes: Eyes) -> Outcome {
    let language = eyes.language;
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let folder = tempfile::tempdir()?;
    let card = folder.path().join("practice.json");
    let places = serde_json::json!({
        "tenant": "nordlicht", "apiKey": studio.api_key(), "open": studio.open_url(),
        "device": studio.device_url(), "connect": studio.connect_url(), "control": studio.control_url(),
    });
    std::fs::write(&card, places.to_string())?;
    let window = Launch::of(&folder.path().join("data")).with("--practice-at").with(&card).open().await?;
    let step = async |name: &str| window.until(name, |shown| shown.is_step(name)).await;
    step("account").await?;
    window.set_language(language).await?;
    eyes.look(&window, "account").await?;

    let account = async |key: &str| -> Outcome {
        window.fill("setup-tenant", "nordlicht").await?;
        window.fill("setup-api-key", key).await?;
        let mark = window.mark().await?;
        window.press("setup-next").await?;
        let judged = |shown: &portico_tests::Shown| {
            !shown.waiting && (shown.problem.is_some() || shown.step.as_deref() != Some("account"))
        };
        window.after(mark, "the account was judged", judged).await?;
        Ok(())
    };
    account("wrong").await?;
    eyes.look(&window, "account refused").await?;
    studio.set_scopes([Scope::CustomerRead]);
    account(&studio.api_key()).await?;
    eyes.look(&window, "account rights").await?;
    studio.set_scopes(Scope::ALL);
    account(&studio.api_key()).await?;
    step("studio").await?;
    eyes.look(&window, "studio").await?;
    window.press("setup-next").await?;
    step("devices").await?;
    eyes.look(&window, "devices").await?;
    window.press("setup-device-26").await?;
    window.press("setup-next").await?;
    step("reader").await?;
    eyes.look(&window, "reader").await?;
    window.press("setup-port-other").await?;
    window.fill("setup-port-path", reader.path().to_str().unwrap()).await?;
    eyes.look(&window, "reader typed").await?;
    window.press("setup-how-family").await?;
    eyes.look(&window, "reader family").await?;
    window.press("setup-how-find-out").await?;
    window.press("setup-next").await?;
    step("tap").await?;
    eyes.look(&window, "tap").await?;
    let garbled = window.until("a garbled tap", |shown| shown.tap.as_deref() == Some("garbled"));
    reader.hold_again(b"\x0262E3\x03", garbled).await?;
    eyes.look(&window, "tap garbled").await?;
    let read = window.until("a tap", |shown| shown.tap.as_deref() == Some("read"));
    reader.hold(&frame_of(crate::OSKAR), read).await?;
    eyes.look(&window, "tap read").await?;
    window.press("setup-next").await?;
    step("offline").await?;
    eyes.look(&window, "offline").await?;
    window.press("setup-offline-directory").await?;
    window.press("setup-next").await?;
    step("more").await?;
    eyes.look(&window, "more").await?;
    window.press("setup-more-done").await?;
    step("language").await?;
    eyes.look(&window, "language").await?;
    eyes.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn assistant_in_german() -> Outcome {
    assistant(Eyes::of(Reach::Member, "de")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn assistant_in_english() -> Outcome {
    assistant(Eyes::of(Reach::Member, "en")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_members_screens() -> Outcome {
    members_screens(Eyes::of_axe("de")?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_the_teams_window() -> Outcome {
    teams_window(Eyes::of_axe("en")?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_with_notices() -> Outcome {
    notices(Eyes::of_axe("en")?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_the_assistant() -> Outcome {
    assistant(Eyes::of_axe("en")?).await
}
