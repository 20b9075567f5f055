//! Alone in its process, because it counts what the whole process holds.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "this is test code")]

mod desk;

use std::fs;
use std::time::Instant;

use desk::{CARD, Desk, PATIENCE, Plug};
use readers::{Framing, ReaderState};

fn held() -> (usize, usize) {
    let count = |folder: &str| fs::read_dir(folder).unwrap().count();
    (count("/proc/self/task"), count("/proc/self/fd"))
}

/// The kernel may list a thread for a moment after it was joined.
fn expect_held(expected: (usize, usize), when: &str) {
    let started = Instant::now();
    while held() != expected && started.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    assert_eq!(held(), expected, "threads and files after {when}");
}

#[test]
fn unplugging_in_the_middle_of_a_frame_two_hundred_times_and_fifty_restarts_leave_nothing_behind() {
    let plug = Plug::new("loose");
    let before = held();
    {
        let first = plug.insert();
        let desk = Desk::open(plug.settings(Framing::Rdm6300));
        desk.expect_state(ReaderState::Alive);
        let running = held();
        let mut end = first;
        for round in 0..200 {
            end.send(CARD);
            desk.expect_card();
            end.send(&CARD[..1 + round % (CARD.len() - 1)]);
            plug.remove(end);
            desk.expect_state(ReaderState::Gone);
            end = plug.insert();
            desk.expect_state(ReaderState::Alive);
        }
        expect_held(running, "two hundred unpluggings");
        desk.close();
        for _ in 0..50 {
            let desk = Desk::open(plug.settings(Framing::Rdm6300));
            desk.expect_state(ReaderState::Alive);
            desk.close();
        }
        plug.remove(end);
    }
    expect_held(before, "everything");
}
