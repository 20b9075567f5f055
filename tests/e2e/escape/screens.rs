//! Two screens on one computer: members look at one, the team at the other. The display has one; the program is
//! told of others on it, and puts its windows there.

use std::path::{Path, PathBuf};

use portico_tests::{Display, Launch, Outcome, Window};
use serde_json::json;

use super::TEAMS;
use crate::Desk;
use crate::staff::{call, choose_pin, enter, is, shortcut};

pub type Place = (i16, i16, u16, u16);

/// Left and right on the virtual display.
pub const LEFT: Place = (0, 0, 1366, 768);
const RIGHT: Place = (1366, 0, 1100, 900);

/// The cables.
pub struct Plugged(pub PathBuf);

impl Plugged {
    pub fn are(folder: &Path, there: &[(&str, Place)]) -> Outcome<Self> {
        let plugged = Self(folder.join("made-up-screens"));
        plugged.now(there)?;
        Ok(plugged)
    }

    fn now(&self, there: &[(&str, Place)]) -> Outcome {
        let one = |(name, (x, y, width, height)): &(&str, Place)| json!({ "name": name, "x": x, "y": y, "width": width, "height": height });
        let beside = self.0.with_extension("new");
        std::fs::write(&beside, json!(there.iter().map(one).collect::<Vec<_>>()).to_string())?;
        std::fs::rename(beside, &self.0)?;
        Ok(())
    }
}

async fn open(desk: &mut Desk, plugged: &Plugged) -> Outcome<Window> {
    desk.open_as(Launch::of(&desk.provisioned.data()).held().screens(&plugged.0)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_team_have_a_screen_each_through_swaps_cables_and_starts() -> Outcome {
    let (display, folder) = (Display::open()?, tempfile::tempdir()?);
    let both = [("ELO", LEFT), ("DELL", RIGHT)];
    let plugged = Plugged::are(folder.path(), &both)?;
    let mut desk = Desk::new(|file| file).await?;
    let window = open(&mut desk, &plugged).await?;
    display.window_at("the member's window", LEFT).await?;
    call(&window).await?;
    choose_pin(&window).await?;
    display.window_at("the team's window", RIGHT).await?;
    display.window_at("still the member's window", LEFT).await?;

    window.press("staff-kiosk").await?;
    window.press("kiosk-swap").await?;
    window.holds("the team's page on the left", "return innerWidth === 1366 && innerHeight === 768").await?;
    display.window_at("the member's window on the right", RIGHT).await?;

    // The right screen is unplugged: the members are on what is left, the team in front of them.
    plugged.now(&both[..1])?;
    let in_front = "return innerWidth === 1180 && innerHeight === 760";
    window.holds("the team's page in front", in_front).await?;
    display.window_at("the member's window on the only screen", LEFT).await?;
    // And is back, in the same place as before.
    plugged.now(&both)?;
    window.holds("the team's page on the left again", "return innerWidth === 1366").await?;
    display.window_at("the member's window on the right again", RIGHT).await?;

    // It is known at the next start, too.
    window.kill().await?;
    let window = open(&mut desk, &plugged).await?;
    display.window_at("the member's window where it was", RIGHT).await?;
    shortcut(&window).await?;
    window.comes(TEAMS).await?;
    is(&window, "locked").await?;
    enter(&window, "2580").await?;
    is(&window, "open").await?;
    display.window_at("the team's window where it was", LEFT).await
}
