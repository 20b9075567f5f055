//! A relay and a drawer on a real port: pseudo-terminals behind a link that plays the plug.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

mod house;

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use house::{BAUD, Desk, PATIENCE, Plug};
use outputs::{Failure, Output, OutputEvent, OutputSettings, OutputState, Pulse};

const ON: [u8; 4] = [0xa0, 0x01, 0x01, 0xa2];
const OFF: [u8; 4] = [0xa0, 0x01, 0x00, 0xa1];
const KICK: [u8; 5] = [0x1b, 0x70, 0x00, 0x19, 0xfa];

const SHORT: Duration = Duration::from_millis(200);
/// Longer than a test.
const LONG: Duration = Duration::from_secs(30);
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_relay_is_off_at_the_start_on_for_its_time_and_off_at_the_end() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    relay.expect(&OFF);
    relay.expect_silence();

    let order = Instant::now();
    desk.order(order);
    desk.expect_done(order);
    relay.expect(&ON);
    relay.expect(&OFF);
    assert!(order.elapsed() >= SHORT, "off too soon");

    assert!(desk.close() < Duration::from_millis(500));
    relay.expect(&OFF);
    relay.expect_silence();
}

#[test]
fn every_channel_is_its_own() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    for (channel, on, off) in [
        (2, [0xa0, 0x02, 0x01, 0xa3], [0xa0, 0x02, 0x00, 0xa2]),
        (4, [0xa0, 0x04, 0x01, 0xa5], [0xa0, 0x04, 0x00, 0xa4]),
    ] {
        let desk = Desk::open(plug.relay(channel, LONG));
        desk.expect_state(OutputState::Alive);
        let order = Instant::now();
        desk.order(order);
        desk.expect_done(order);
        desk.close();
        for bytes in [off, on, off] {
            relay.expect(&bytes);
        }
        relay.expect_silence();
    }
}

#[test]
fn dropping_an_output_that_is_on_switches_it_off_at_once() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, LONG));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    desk.order(order);
    desk.expect_done(order);
    assert!(desk.close() < Duration::from_millis(500));
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    relay.expect_silence();
}

#[test]
fn an_output_that_hangs_takes_no_more_orders_than_it_will_ever_look_at() {
    let plug = Plug::new();
    let settings = OutputSettings { name: "door".to_owned(), kind: plug.relay(1, SHORT) };
    let (go_on, held) = channel::<()>();
    let (tell, hangs) = channel();
    let output = Output::open(settings, move |_| {
        // Fails once nobody asks any more, as the other does when it may go on.
        let _ = tell.send(());
        let _ = held.recv();
    });
    hangs.recv_timeout(PATIENCE).unwrap();
    let now = Instant::now();
    let taken = (0..1000).take_while(|_| output.off(now) == Pulse::Ordered).count();
    assert!((1..1000).contains(&taken), "{taken}");
    // What was not given is not under way: no tap after it is taken for a part of it.
    for later in 1..4 {
        assert_eq!(output.pulse(now + later * 2 * SECOND), Pulse::Dead);
    }
    drop(go_on);
}

#[test]
fn a_desk_that_panics_leaves_no_door_open() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let settings = OutputSettings { name: "door".to_owned(), kind: plug.relay(1, LONG) };
    let (tell, alive) = channel();
    let output = Output::open(settings, move |event| match event {
        OutputEvent::State(_) => tell.send(()).unwrap(),
        OutputEvent::Done(_) | OutputEvent::Failed(_, _) => panic!("on purpose"),
    });
    alive.recv_timeout(PATIENCE).unwrap();
    let order = Instant::now();
    assert_eq!(output.pulse(order), Pulse::Ordered);
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    // The thread is gone once its end of this is.
    assert!(alive.recv_timeout(PATIENCE).is_err());
    for _ in 0..2 {
        assert_eq!(output.pulse(order + LONG + SECOND), Pulse::Dead);
    }
}

#[test]
fn unplugged_while_on_and_off_before_anything_else_when_it_is_back() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, LONG));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    desk.order(order);
    desk.expect_done(order);
    relay.expect(&OFF);
    relay.expect(&ON);
    plug.remove(relay);
    desk.expect_state(OutputState::Gone);

    let mut relay = plug.insert();
    desk.expect_state(OutputState::Alive);
    relay.expect(&OFF);
    relay.expect_silence();
    let again = order + SECOND;
    desk.order(again);
    desk.expect_done(again);
    relay.expect(&ON);
}

#[test]
fn unplugged_while_idle() {
    let plug = Plug::new();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Gone);
    for _ in 0..2 {
        let mut relay = plug.insert();
        desk.expect_state(OutputState::Alive);
        relay.expect(&OFF);
        plug.remove(relay);
        desk.expect_state(OutputState::Gone);
    }
}

#[test]
fn an_order_for_a_relay_that_is_not_there_is_answered_at_once_and_not_kept() {
    let plug = Plug::new();
    let desk = Desk::open(plug.relay(1, LONG));
    desk.expect_state(OutputState::Gone);
    let order = Instant::now();
    desk.order(order);
    desk.expect_failure(order, Failure::NotReached(OutputState::Gone));
    let mut relay = plug.insert();
    desk.expect_state(OutputState::Alive);
    desk.close();
    relay.expect(&OFF);
    relay.expect(&OFF);
    relay.expect_silence();
}

#[test]
fn an_order_does_not_wait_for_the_next_attempt_to_open() {
    let plug = Plug::new();
    let desk = Desk::open(plug.relay(1, LONG));
    desk.expect_state(OutputState::Gone);
    let mut relay = plug.insert();
    let order = Instant::now();
    desk.order(order);
    desk.expect_state(OutputState::Alive);
    desk.expect_done(order);
    relay.expect(&OFF);
    relay.expect(&ON);
}

#[test]
fn a_second_order_is_not_sent_while_the_first_is_open() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, LONG));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    desk.order(order);
    assert_eq!(desk.output.pulse(order), Pulse::Coalesced, "under way");
    desk.expect_done(order);
    assert_eq!(desk.output.pulse(order + SECOND * 29), Pulse::Coalesced, "open");
    desk.close();
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    relay.expect_silence();
}

#[test]
fn an_order_that_is_too_old_moves_nothing() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, LONG));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now().checked_sub(SECOND * 3).unwrap();
    desk.order(order);
    desk.expect_failure(order, Failure::Late);
    desk.close();
    relay.expect(&OFF);
    relay.expect(&OFF);
    relay.expect_silence();
}

#[test]
fn a_port_another_program_holds_is_used_as_soon_as_it_is_free() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let holder = serialport::new(plug.path(), BAUD).open().unwrap();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::InUse);
    let order = Instant::now();
    desk.order(order);
    desk.expect_failure(order, Failure::NotReached(OutputState::InUse));
    drop(holder);
    desk.expect_state(OutputState::Alive);
    relay.expect(&OFF);
}

#[test]
fn a_drawer_gets_its_five_bytes_and_nothing_else() {
    let plug = Plug::new();
    let mut printer = plug.insert();
    let desk = Desk::open(plug.drawer());
    desk.expect_state(OutputState::Alive);
    printer.say(b"\x14\x00\x00\x0f");
    let order = Instant::now();
    desk.order(order);
    desk.expect_done(order);
    assert_eq!(desk.output.pulse(order + SECOND / 2), Pulse::TooSoon);
    desk.order(order + SECOND);
    desk.expect_done(order + SECOND);
    desk.close();
    printer.expect(&KICK);
    printer.expect(&KICK);
    printer.expect_silence();
}

#[test]
fn a_desk_that_hangs_does_not_hang_the_one_who_stops_it() {
    let plug = Plug::new();
    let _relay = plug.insert();
    let (hold, held) = channel::<()>();
    let (entered, inside) = channel();
    let settings = OutputSettings { name: "door".to_owned(), kind: plug.relay(1, SHORT) };
    let output = Output::open(settings, move |_| {
        entered.send(()).unwrap();
        let _ = held.recv();
    });
    inside.recv_timeout(PATIENCE).unwrap();
    let now = Instant::now();
    assert_eq!(output.pulse(now), Pulse::Ordered);
    assert!(now.elapsed() < Duration::from_millis(100), "the caller waited");
    drop(output);
    assert!(now.elapsed() < Duration::from_secs(2));
    drop(hold);
    assert!(inside.recv_timeout(PATIENCE).is_err(), "no event after the end");
}

#[test]
fn paid_time_is_as_long_as_it_was_bought_and_nobody_elses() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, SECOND), Pulse::Ordered);
    assert_eq!(desk.output.run(order, SECOND), Pulse::Busy, "under way");
    desk.expect_done(order);
    assert_eq!(desk.output.pulse(order + SECOND / 2), Pulse::Busy, "it runs");
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    assert!(order.elapsed() >= SECOND, "off too soon");
    let again = order + SECOND * 2;
    assert_eq!(desk.output.run(again, LONG), Pulse::Ordered, "free again");
    desk.expect_done(again);
    relay.expect(&ON);
    desk.close();
    relay.expect(&OFF);
    relay.expect_silence();
}

#[test]
fn a_run_can_be_ended_before_its_time() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, LONG), Pulse::Ordered);
    desk.expect_done(order);
    // However late, it is switched off.
    let off = order.checked_sub(LONG).unwrap();
    assert_eq!(desk.output.off(order + SECOND), Pulse::Ordered);
    desk.expect_done(order + SECOND);
    assert_eq!(desk.output.off(off), Pulse::Ordered);
    desk.expect_done(off);
    let again = order + SECOND * 2;
    assert_eq!(desk.output.run(again, LONG), Pulse::Ordered, "free again");
    desk.expect_done(again);
    for bytes in [OFF, ON, OFF, OFF, ON] {
        relay.expect(&bytes);
    }
    desk.close();
    relay.expect(&OFF);
    relay.expect_silence();
}

#[test]
fn a_run_that_was_unplugged_goes_on_for_the_rest_of_its_time() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    let length = SECOND * 4;
    assert_eq!(desk.output.run(order, length), Pulse::Ordered);
    desk.expect_done(order);
    for bytes in [OFF, ON] {
        relay.expect(&bytes);
    }
    plug.remove(relay);
    desk.expect_state(OutputState::Gone);
    assert_eq!(desk.output.run(order + SECOND, LONG), Pulse::Busy, "it is still somebody's");

    let mut relay = plug.insert();
    desk.expect_state(OutputState::Alive);
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    assert!(order.elapsed() >= length, "off too soon");
    relay.expect_silence();
    let again = order + length * 2;
    assert_eq!(desk.output.run(again, LONG), Pulse::Ordered, "free again");
    desk.expect_done(again);
}

#[test]
fn a_run_that_ended_while_it_was_unplugged_stays_off() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, LONG), Pulse::Ordered);
    desk.expect_done(order);
    for bytes in [OFF, ON] {
        relay.expect(&bytes);
    }
    plug.remove(relay);
    desk.expect_state(OutputState::Gone);
    let off = order + SECOND;
    assert_eq!(desk.output.off(off), Pulse::Ordered);
    desk.expect_failure(off, Failure::NotReached(OutputState::Gone));

    let mut relay = plug.insert();
    desk.expect_state(OutputState::Alive);
    let again = off + SECOND;
    desk.order(again);
    desk.expect_done(again);
    // The one at the start, and the pulse: nothing of the run.
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    relay.expect_silence();
}

#[test]
fn a_run_whose_time_passed_while_it_was_unplugged_does_not_even_flash() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, SECOND), Pulse::Ordered);
    desk.expect_done(order);
    for bytes in [OFF, ON] {
        relay.expect(&bytes);
    }
    plug.remove(relay);
    desk.expect_state(OutputState::Gone);
    let after = loop {
        let now = Instant::now();
        match desk.output.pulse(now) {
            Pulse::Busy => std::thread::yield_now(),
            Pulse::Ordered => break now,
            pulse @ (Pulse::Coalesced | Pulse::TooSoon | Pulse::Unsuitable | Pulse::Dead) => {
                panic!("{pulse:?}")
            }
        }
    };
    desk.expect_failure(after, Failure::NotReached(OutputState::Gone));

    let mut relay = plug.insert();
    desk.expect_state(OutputState::Alive);
    desk.order(after + SECOND);
    desk.expect_done(after + SECOND);
    for bytes in [OFF, ON, OFF] {
        relay.expect(&bytes);
    }
    relay.expect_silence();
}

#[test]
fn a_drawer_is_not_run() {
    let plug = Plug::new();
    let mut printer = plug.insert();
    let desk = Desk::open(plug.drawer());
    desk.expect_state(OutputState::Alive);
    let now = Instant::now();
    assert_eq!(desk.output.run(now, SECOND), Pulse::Unsuitable);
    assert_eq!(desk.output.off(now), Pulse::Unsuitable);
    desk.close();
    printer.expect_silence();
}

#[test]
fn a_run_has_a_length_somebody_would_sell() {
    let plug = Plug::new();
    let mut relay = plug.insert();
    let desk = Desk::open(plug.relay(1, SHORT));
    desk.expect_state(OutputState::Alive);
    for length in [Duration::ZERO, SECOND / 2, SECOND * 4 * 60 * 60 + SHORT] {
        assert_eq!(desk.output.run(Instant::now(), length), Pulse::Unsuitable);
    }
    desk.close();
    relay.expect(&OFF);
    relay.expect(&OFF);
    relay.expect_silence();
}
