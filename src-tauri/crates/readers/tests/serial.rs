//! A reader on a real port: pseudo-terminals behind a link that plays the plug.
#![cfg(unix)]

mod desk;

use std::time::{Duration, Instant};

use desk::{CARD, Desk, Plug, credential};
use readers::{Framing, ReaderEvent, ReaderState, SerialReader, Signal, Unreadable, probe};

#[test]
fn a_card_is_read() {
    let plug = Plug::new("card");
    let mut end = plug.insert();
    let desk = Desk::open(plug.settings(Framing::Rdm6300));
    desk.expect_state(ReaderState::Alive);
    let before = Instant::now();
    end.send(CARD);
    let ReaderEvent::Credential(identification, at) = desk.next() else { panic!("no credential") };
    assert_eq!(identification, credential());
    assert!(before <= at && at <= Instant::now());
}

#[test]
fn silence_ends_a_burst_and_an_unfinished_frame() {
    let plug = Plug::new("gap");
    let mut end = plug.insert();
    let desk = Desk::open(plug.settings(Framing::Gap));
    desk.expect_state(ReaderState::Alive);
    end.send(b"62E3086CED");
    desk.expect_card();
    drop(desk);

    let desk = Desk::open(plug.settings(Framing::Rdm6300));
    desk.expect_state(ReaderState::Alive);
    end.send(&CARD[..6]);
    assert_eq!(desk.next(), ReaderEvent::Unreadable(Unreadable::Garbled));
    end.send(CARD);
    desk.expect_card();
}

#[test]
fn nobody_waits_longer_than_the_frame_needs() {
    let plug = Plug::new("quick");
    let mut end = plug.insert();
    for framing in [Framing::Rdm6300, Framing::Gap] {
        let mut settings = plug.settings(framing);
        settings.reading.gap = Duration::from_millis(1);
        let desk = Desk::open(settings);
        desk.expect_state(ReaderState::Alive);
        let tap = |_| {
            let started = Instant::now();
            end.send(CARD);
            desk.next();
            started.elapsed()
        };
        // The best of many, because the machine may be busy with something else.
        let best = (0..20).map(tap).min().unwrap();
        assert!(best < Duration::from_millis(20), "{framing:?} took {best:?}");
    }
}

#[test]
fn unplugged_and_plugged_in_again_elsewhere() {
    let plug = Plug::new("replug");
    let mut end = plug.insert();
    let desk = Desk::open(plug.settings(Framing::Line));
    desk.expect_state(ReaderState::Alive);
    end.send(b"62E3");
    plug.remove(end);
    desk.expect_state(ReaderState::Gone);
    assert_eq!(probe(&plug.path()), Err(ReaderState::Gone));

    let mut end = plug.insert();
    desk.expect_state(ReaderState::Alive);
    end.send(b"6CED0801\r62E3086CED\r");
    let ReaderEvent::Credential(first, _) = desk.next() else { panic!("no credential") };
    assert_eq!(first.value(), "6ced0801", "the half from before is forgotten");
    desk.expect_card();
}

#[test]
fn a_reader_that_is_not_there_yet_is_reported_once_and_found_later() {
    let plug = Plug::new("late");
    let desk = Desk::open(plug.settings(Framing::Rdm6300));
    desk.expect_state(ReaderState::Gone);
    desk.expect_nothing_for(Duration::from_millis(400));
    let mut end = plug.insert();
    desk.expect_state(ReaderState::Alive);
    end.send(CARD);
    desk.expect_card();
}

#[test]
fn a_port_another_program_holds_is_used_as_soon_as_it_is_free() {
    let plug = Plug::new("busy");
    let mut end = plug.insert();
    let holder = serialport::new(plug.path(), desk::BAUD).open().unwrap();
    assert_eq!(probe(&plug.path()), Err(ReaderState::InUse));
    let desk = Desk::open(plug.settings(Framing::Rdm6300));
    desk.expect_state(ReaderState::InUse);
    drop(holder);
    desk.expect_state(ReaderState::Alive);
    end.send(CARD);
    desk.expect_card();
    assert_eq!(probe(&plug.path()), Err(ReaderState::InUse), "by ourselves");
    drop(desk);
    assert_eq!(probe(&plug.path()), Ok(()));
}

#[test]
fn what_came_while_nobody_listened_is_forgotten() {
    let plug = Plug::new("stale");
    let mut end = plug.insert();
    end.send(b"DEADBEEF\r");
    let desk = Desk::open(plug.settings(Framing::Line));
    desk.expect_state(ReaderState::Alive);
    end.send(b"62E3086CED\r");
    desk.expect_card();
}

#[test]
fn something_that_is_no_port_is_gone() {
    let plug = Plug::new("file");
    std::fs::write(plug.path(), "").unwrap();
    assert_eq!(probe(&plug.path()), Err(ReaderState::Gone));
    Desk::open(plug.settings(Framing::Line)).expect_state(ReaderState::Gone);
}

#[test]
fn nothing_is_ever_sent_to_a_reader_that_only_talks() {
    let plug = Plug::new("mute");
    let mut end = plug.insert();
    assert_eq!(probe(&plug.path()), Ok(()));
    for framing in Framing::ALL.iter().filter(|framing| !framing.asks()) {
        let desk = Desk::open(plug.settings(*framing));
        desk.expect_state(ReaderState::Alive);
        desk.signal(Signal::Good);
        end.send(CARD);
        desk.next();
    }
    assert_eq!(end.received(), b"");
}

#[test]
fn a_reader_that_has_to_be_asked_is_asked_and_shows_the_verdict() {
    let plug = Plug::new("asked");
    let mut end = plug.insert();
    let desk = Desk::open(plug.settings(Framing::Twn4Simple));
    desk.expect_state(ReaderState::Alive);
    assert_eq!(end.question(), "0004FF");
    end.send(b"000454574E34\r");
    assert_eq!(end.question(), "0500FF");
    end.send(b"0000\r");
    assert_eq!(end.question(), "0500FF");
    end.send(b"000140280562E3086CED\r");
    desk.expect_card();
    for (signal, beep) in [(Signal::Good, "04076460093C000000"), (Signal::Bad, "040764580264000000")] {
        desk.signal(signal);
        // One question may have been on its way.
        let mut question = end.question();
        if question == "0500FF" {
            end.send(b"0000\r");
            question = end.question();
        }
        assert_eq!(question, beep);
        end.send(b"00\r");
    }
    assert_eq!(end.question(), "0500FF", "and on it goes");
}

#[test]
fn a_question_without_an_answer_is_asked_again() {
    let plug = Plug::new("deaf");
    let mut end = plug.insert();
    let desk = Desk::open(plug.settings(Framing::Twn4Simple));
    desk.expect_state(ReaderState::Alive);
    assert_eq!(end.question(), "0004FF");
    assert_eq!(end.question(), "0500FF");
    end.send(b"000140280562E3086CED\r");
    desk.expect_card();
}

#[test]
fn stopping_does_not_take_longer_than_a_blink() {
    let plug = Plug::new("stop");
    let end = plug.insert();
    let listening = Desk::open(plug.settings(Framing::Rdm6300));
    listening.expect_state(ReaderState::Alive);
    assert!(listening.close() < Duration::from_millis(150));
    plug.remove(end);
    let waiting = Desk::open(plug.settings(Framing::Rdm6300));
    waiting.expect_state(ReaderState::Gone);
    assert!(waiting.close() < Duration::from_millis(150));
}

#[test]
fn a_desk_that_hangs_does_not_hang_the_one_who_stops_it() {
    let plug = Plug::new("hang");
    let _end = plug.insert();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = std::sync::mpsc::channel();
    let reader = SerialReader::spawn(plug.settings(Framing::Line), move |_| {
        entered.send(()).unwrap();
        let _ = held.recv();
    });
    inside.recv_timeout(desk::PATIENCE).unwrap();
    let started = Instant::now();
    drop(reader);
    assert!(started.elapsed() < Duration::from_millis(500));
    drop(hold);
    assert!(inside.recv_timeout(desk::PATIENCE).is_err(), "no event after the end");
}
