//! The real window, a real serial line, the real keychain and real HTTP, against the practice studio.
//!
//! Starting the application takes the longest, so that a test here is a whole visit and not one
//! check. What needs no window is tested in `scenarios`.

#![cfg(target_os = "linux")]
// Outside `#[test]` functions the exception for tests does not reach.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

mod anything;
mod assistant;
mod axe;
mod camera;
mod check_in;
mod doors;
mod escape;
mod faults;
mod kill;
mod layout;
mod long_words;
mod look;
mod practice;
mod privacy;
mod readers;
mod reception;
mod rights;
mod roles;
mod selling;
mod sign_up;
mod speech;
mod staff;
mod terminal;
mod watchdog;
mod wedge;

use portico_tests::{
    Failure, Launch, Outcome, Provisioned, SetupFile, Shown, Studio, VirtualReader, Window, frame_of, line_of,
};

/// Oskar Lindner's card, one of 125 kHz.
const OSKAR: [u8; 5] = [0x62, 0xe3, 0x08, 0x6c, 0xed];

/// A desk with a reader of the RDM6300 kind at the entrance and one that ends its lines beside it.
struct Desk {
    studio: Studio,
    entrance: VirtualReader,
    side: VirtualReader,
    provisioned: Provisioned,
}

impl Desk {
    /// Sets a desk up; `adjust` may change the file first.
    async fn new(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let studio = Studio::open().await;
        let (entrance, side) = (VirtualReader::plugged_in(), VirtualReader::plugged_in());
        let file = SetupFile::new(&studio).entrance(entrance.path()).place(
            "side",
            side.path(),
            "line",
            Studio::SIDE,
        );
        let provisioned = Provisioned::new(&studio, &adjust(file)).await?;
        Ok(Self { studio, entrance, side, provisioned })
    }

    /// Opens the window and waits until both readers are being listened to.
    async fn open(&mut self) -> Outcome<Window> {
        self.open_as(Launch::of(&self.provisioned.data())).await
    }

    async fn open_as(&mut self, launch: Launch) -> Outcome<Window> {
        let window = launch.open().await?;
        window.idle().await?;
        let (first, second) = (Studio::guest(199), Studio::guest(200));
        welcome(&window, &mut self.entrance, &frame_of(first)).await?;
        welcome(&window, &mut self.side, &line_of(&hex(&second))).await?;
        Ok(window)
    }

    /// Taps a guest's card at the entrance and waits for the verdict.
    async fn tap(&mut self, window: &Window, guest: u32) -> Outcome<Shown> {
        let mark = window.mark().await?;
        self.entrance.tap_rdm6300(Studio::guest(guest));
        window.verdict_after(mark).await
    }

    /// Says something at the side reader and waits for the verdict.
    async fn say(&mut self, window: &Window, line: &str) -> Outcome<Shown> {
        let mark = window.mark().await?;
        self.side.send(&line_of(line));
        let verdict = window.verdict_after(mark).await;
        verdict.map_err(|failure| Failure::new(format!("after the reader said {line:?}: {failure}")))
    }
}

/// Lets a card lie on a reader until it was welcomed.
async fn welcome(window: &Window, reader: &mut VirtualReader, bytes: &[u8]) -> Outcome<Shown> {
    let mark = window.mark().await?;
    let welcomed = window.after(mark, "a welcome", |shown| shown.is_verdict("welcome"));
    reader.hold(bytes, welcomed).await
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What this variable of the environment says.
fn number(name: &str) -> Outcome<Option<u64>> {
    Ok(std::env::var(name).ok().map(|text| text.parse()).transpose()?)
}

/// The words of the message, for looking into them.
fn message(shown: &Shown) -> &str {
    shown.message.as_deref().unwrap_or_default()
}
