//! The whole desk without a window: a reader made of a pseudo-terminal, the practice studio over real
//! HTTP, a keychain in memory. What the window itself has to show is tested in `e2e`.

#![cfg(unix)]
// Outside `#[test]` functions the exception for tests does not reach.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one screen; all others are not it")]

mod camera;
mod check_in;
mod crashes;
mod doors;
mod faults;
mod offline;
mod pins;
mod provisioning;
mod readers;
mod reception;
mod roles;
mod selling;
mod set_up;
mod sign_up;
mod store;
mod team;
mod typed;

use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, VirtualReader, frame_of};
use wire::VerdictView;

/// Oskar Lindner's card, one of 125 kHz.
const OSKAR: [u8; 5] = [0x62, 0xe3, 0x08, 0x6c, 0xed];

/// One reader at the entrance, set up and open.
struct Entrance {
    studio: Studio,
    reader: VirtualReader,
    seat: Seat,
    desk: Settled,
}

impl Entrance {
    async fn open() -> Outcome<Self> {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let mut reader = VirtualReader::plugged_in();
        seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
        let desk = seat.open().watch().await;
        hold(&desk, &mut reader, &frame_of(Studio::guest(200))).await?;
        Ok(Self { studio, reader, seat, desk })
    }

    /// Taps a card for an instant and waits for the verdict.
    async fn tap(&mut self, uid: [u8; 5]) -> Outcome<VerdictView> {
        let mark = self.desk.mark();
        self.reader.tap_rdm6300(uid);
        self.desk.verdict_after(mark).await
    }
}

/// Lets a card lie on a reader until there is a verdict.
async fn hold(desk: &Settled, reader: &mut VirtualReader, bytes: &[u8]) -> Outcome<VerdictView> {
    let verdict = desk.verdict_after(desk.mark());
    reader.hold(bytes, verdict).await
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
