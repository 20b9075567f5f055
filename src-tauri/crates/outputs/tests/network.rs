//! A Shelly and a receipt printer on real connections.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

mod house;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use house::{Act, Desk, PATIENCE, Server, ok, respond};
use outputs::{Drawer, Failure, Kind, OutputEvent, OutputState, Pulse, Unknown};

const KICK: [u8; 5] = [0x1b, 0x70, 0x00, 0x19, 0xfa];
const SECOND: Duration = Duration::from_secs(1);

fn switched() -> Act {
    ok(r#"{"was_on":false}"#)
}

fn error(status: u16, code: i64) -> Act {
    let frame =
        format!(r#"{{"id":1,"src":"shelly","dst":"portico","error":{{"code":{code},"message":"no"}}}}"#);
    Act::Answer(respond(status, "", &frame))
}

/// An address where nobody listens.
fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn a_shelly_gets_one_order_and_switches_itself_off() {
    let server = Server::acting([switched()]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    server.expect_no_pulse();
    let order = Instant::now();
    desk.order(order);
    desk.expect_done(order);
    let request = server.pulse();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /rpc HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    let frame: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(frame["method"], "Switch.Set");
    assert_eq!(frame["params"], serde_json::json!({ "id": 0, "on": true, "toggle_after": 2 }));

    assert_eq!(desk.output.pulse(order + SECOND), Pulse::Coalesced, "open");
    let again = order + SECOND * 60;
    desk.order(again);
    desk.expect_done(again);
    server.pulse();
    desk.close();
    server.expect_no_pulse();
}

/// Each way an order can go wrong: what is reported, and that whoever taps again is let through.
fn goes_wrong(act: Act, failure: Failure, state: Option<OutputState>) {
    let server = Server::acting([act, switched()]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    desk.order(order);
    desk.expect_failure(order, failure);
    if let Some(state) = state {
        desk.expect_state(state);
    }
    assert_eq!(desk.output.pulse(order + SECOND / 2), Pulse::TooSoon);
    let again = order + SECOND;
    desk.order(again);
    // A look may have come before it, and the device is well when looked at.
    loop {
        match desk.next() {
            OutputEvent::Done(done) => {
                assert_eq!(done, again);
                break;
            }
            OutputEvent::State(state) => assert_eq!(state, OutputState::Alive),
            event @ OutputEvent::Failed(_, _) => panic!("{event:?}"),
        }
    }
    server.pulse();
    server.pulse();
    server.expect_no_pulse();
}

#[test]
fn a_refusal_is_final() {
    goes_wrong(error(200, -105), Failure::Refused { code: -105 }, Some(OutputState::Unsuitable));
    goes_wrong(error(500, -103), Failure::Refused { code: -103 }, Some(OutputState::Unsuitable));
}

#[test]
fn something_that_is_no_shelly_is_told_apart() {
    let page = Act::Answer(respond(404, "content-type: text/html\r\n", "<html>"));
    goes_wrong(page, Failure::NotTheDevice { status: 404 }, Some(OutputState::Unsuitable));
    let away = Act::Answer(respond(302, "location: http://127.0.0.1:1/\r\n", ""));
    goes_wrong(away, Failure::NotTheDevice { status: 302 }, Some(OutputState::Unsuitable));
}

#[test]
fn a_password_is_an_error_of_its_own() {
    let challenge =
        "www-authenticate: Digest qop=\"auth\", realm=\"shellyplus1\", nonce=\"1\", algorithm=SHA-256\r\n";
    let locked = || Act::Answer(respond(401, challenge, ""));
    let server = Server::start([locked()], [locked()]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Locked);
    let order = Instant::now();
    desk.order(order);
    desk.expect_failure(order, Failure::PasswordNeeded);
    server.pulse();
    desk.close();
    server.expect_no_pulse();
}

#[test]
fn a_fault_of_the_device_leaves_it_open_whether_it_was_done() {
    let fault = Act::Answer(respond(500, "", "oops"));
    goes_wrong(fault, Failure::Unknown(Unknown::DeviceFault), None);
    let page = Act::Answer(respond(200, "", "<html>"));
    goes_wrong(page, Failure::Unknown(Unknown::Garbled), None);
}

#[test]
fn an_answer_that_is_lost_is_never_asked_for_again() {
    let broken = Failure::Unknown(Unknown::Broken);
    goes_wrong(Act::Reset, broken, None);
    goes_wrong(Act::AnswerAndClose(Vec::new()), broken, None);
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":1,\"result\":{".to_vec();
    goes_wrong(Act::AnswerAndClose(half), broken, None);
}

#[test]
fn an_answer_that_does_not_end_is_cut_off() {
    let long = Act::Answer(respond(200, "", &"x".repeat(100_000)));
    goes_wrong(long, Failure::Unknown(Unknown::Broken), None);
}

#[test]
fn a_device_that_is_silent_for_too_long_is_unknown() {
    let started = Instant::now();
    goes_wrong(Act::Hang, Failure::Unknown(Unknown::TimedOut), None);
    let taken = started.elapsed();
    assert!(SECOND * 2 <= taken && taken < SECOND * 3, "given up after {taken:?}");
}

#[test]
fn an_order_that_is_nearly_too_old_has_little_time() {
    let server = Server::acting([Act::Hang]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    let started = Instant::now();
    let order = started.checked_sub(Duration::from_millis(2500)).unwrap();
    desk.order(order);
    desk.expect_failure(order, Failure::Unknown(Unknown::TimedOut));
    assert!(started.elapsed() < SECOND * 2, "took {:?}", started.elapsed());
    server.pulse();
    server.expect_no_pulse();
}

#[test]
fn an_order_that_is_too_old_is_not_sent() {
    let server = Server::acting([switched()]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    let order = Instant::now().checked_sub(SECOND * 3).unwrap();
    desk.order(order);
    desk.expect_failure(order, Failure::Late);
    desk.order(order + SECOND * 3);
    desk.expect_done(order + SECOND * 3);
    server.pulse();
    server.expect_no_pulse();
}

#[test]
fn a_shelly_that_is_not_there_is_found_later() {
    let address = nobody();
    let desk = Desk::open(house::shelly(address));
    desk.expect_state(OutputState::Gone);
    let order = Instant::now();
    desk.order(order);
    desk.expect_failure(order, Failure::NotReached(OutputState::Gone));
    let server = Server::start_at(address, [switched()], [ok("{}")]);
    desk.expect_state(OutputState::Alive);
    server.expect_no_pulse();
}

#[test]
fn an_order_does_not_wait_for_a_look() {
    let server = Server::start([switched()], [Act::Hang]);
    let desk = Desk::open(server.shelly());
    let order = Instant::now();
    desk.order(order);
    desk.expect_done(order);
    desk.expect_state(OutputState::Alive);
}

#[test]
fn dropping_an_output_does_not_wait_for_the_device() {
    let server = Server::acting([Act::Hang]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    desk.order(Instant::now());
    server.pulse();
    assert!(desk.close() < Duration::from_millis(500));
}

fn params(request: &str) -> serde_json::Value {
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let frame: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(frame["method"], "Switch.Set");
    frame["params"].clone()
}

#[test]
fn a_shelly_keeps_paid_time_itself_and_is_switched_off_before_it() {
    let server = Server::acting([switched()]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, SECOND * 600), Pulse::Ordered);
    desk.expect_done(order);
    let on = serde_json::json!({ "id": 0, "on": true, "toggle_after": 600 });
    assert_eq!(params(&server.pulse()), on);
    assert_eq!(desk.output.run(order + SECOND * 599, SECOND), Pulse::Busy);
    assert_eq!(desk.output.pulse(order + SECOND * 599), Pulse::Busy);

    let off = order + SECOND * 300;
    assert_eq!(desk.output.off(off), Pulse::Ordered);
    desk.expect_done(off);
    assert_eq!(params(&server.pulse()), serde_json::json!({ "id": 0, "on": false }));
    let again = off + SECOND;
    assert_eq!(desk.output.run(again, SECOND), Pulse::Ordered, "free again");
    desk.expect_done(again);
    server.pulse();
    desk.close();
    server.expect_no_pulse();
}

#[test]
fn a_run_of_which_nobody_knows_is_switched_off() {
    let server = Server::acting([Act::Reset, switched()]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, SECOND * 600), Pulse::Ordered);
    desk.expect_failure(order, Failure::Unknown(Unknown::Broken));
    let off = order.checked_sub(SECOND * 60).unwrap();
    assert_eq!(desk.output.off(off), Pulse::Ordered, "it is never too late");
    desk.expect_done(off);
    server.pulse();
    assert_eq!(params(&server.pulse()), serde_json::json!({ "id": 0, "on": false }));
    desk.close();
    server.expect_no_pulse();
}

#[test]
fn a_run_that_could_not_be_switched_off_goes_on() {
    let server = Server::acting([switched(), Act::Reset]);
    let desk = Desk::open(server.shelly());
    desk.expect_state(OutputState::Alive);
    let order = Instant::now();
    assert_eq!(desk.output.run(order, SECOND * 600), Pulse::Ordered);
    desk.expect_done(order);
    let off = order + SECOND;
    assert_eq!(desk.output.off(off), Pulse::Ordered);
    desk.expect_failure(off, Failure::Unknown(Unknown::Broken));
    assert_eq!(desk.output.run(off + SECOND, SECOND), Pulse::Busy);
}

fn drawer(address: SocketAddr) -> Kind {
    Kind::Drawer(Drawer::Network(address.to_string().parse().unwrap()))
}

/// Everything that comes on the next connection, until its writing side ends.
fn received(printer: &TcpListener) -> (Vec<u8>, TcpStream) {
    let (mut stream, _) = printer.accept().unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    (bytes, stream)
}

#[test]
fn a_printer_in_the_network_gets_its_five_bytes_and_is_let_go() {
    let printer = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = Desk::open(drawer(printer.local_addr().unwrap()));
    desk.expect_state(OutputState::Alive);
    assert_eq!(received(&printer).0, b"", "a look writes nothing");
    let order = Instant::now();
    desk.order(order);
    assert_eq!(received(&printer).0, KICK);
    desk.expect_done(order);
    assert_eq!(desk.output.pulse(order + SECOND / 2), Pulse::TooSoon);
    desk.order(order + SECOND);
    let (bytes, mut stream) = received(&printer);
    assert_eq!(bytes, KICK);
    // Whether the other end still listens is a matter of milliseconds, so only that it may talk.
    let _ = stream.write_all(b"\x14\x00\x00\x0f");
    drop(stream);
    desk.expect_done(order + SECOND);
    desk.close();
    printer.set_nonblocking(true).unwrap();
    assert!(printer.accept().is_err(), "one connection more");
}

#[test]
fn a_printer_that_is_not_there() {
    let desk = Desk::open(drawer(nobody()));
    desk.expect_state(OutputState::Gone);
    let order = Instant::now();
    desk.order(order);
    desk.expect_failure(order, Failure::NotReached(OutputState::Gone));
    assert_eq!(desk.output.run(order + SECOND, SECOND), Pulse::Unsuitable);
}
