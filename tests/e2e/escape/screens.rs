//! Two screens on one computer: members look at one, the team at the other.

use portico_tests::{Display, Launch, Outcome, Window};

use super::TEAMS;
use crate::Desk;
use crate::staff::{call, choose_pin};

/// Left and right on the virtual display.
const LEFT: (i16, i16, u16, u16) = (0, 0, 1366, 768);
const RIGHT: (i16, i16, u16, u16) = (1366, 0, 1194, 1024);
/// What one screen of this display is.
const WHOLE: (i16, i16, u16, u16) = (0, 0, 2560, 2560);

async fn swap(window: &Window) -> Outcome {
    window.press("staff-kiosk").await?;
    window.press("kiosk-swap").await
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_team_have_a_screen_each_through_swaps_cables_and_starts() -> Outcome {
    let mut display = Display::open()?;
    display.plug_in("members", LEFT)?;
    display.plug_in("team", RIGHT)?;
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open_as(Launch::of(&desk.provisioned.data()).held()).await?;
    display.window_at("the member's window", LEFT).await?;
    call(&window).await?;
    choose_pin(&window).await?;
    display.window_at("the team's window", RIGHT).await?;
    display.window_at("still the member's window", LEFT).await?;

    swap(&window).await?;
    window.holds("the team on the left", "return innerWidth === 1366 && innerHeight === 768").await?;
    display.until("the members on the right", |seen| seen.iter().any(|one| one.place == RIGHT)).await?;

    // The right screen is unplugged: the members are on what is left, the team in front of them.
    display.unplug()?;
    display.window_at("the member's window on the only screen", LEFT).await?;
    display.until("the team's in front of it", |seen| seen.iter().any(|one| one.place.2 == 1180)).await?;
    // And is back, in the same place as before.
    display.plug_in("team", RIGHT)?;
    display.window_at("the member's window on the right again", RIGHT).await?;
    display.window_at("the team's on the left again", LEFT).await?;

    // It is known at the next start, too.
    window.kill().await?;
    let window = desk.open_as(Launch::of(&desk.provisioned.data()).held()).await?;
    display.window_at("the member's window where it was", RIGHT).await?;
    window.chord(&[super::CTRL, super::ALT, 's']).await?;
    window.comes(TEAMS).await?;
    display.window_at("the team's window where it was", LEFT).await?;
    display.unplug()?;
    display.unplug()?;
    display.window_at("the member's window on the whole of it", WHOLE).await
}
