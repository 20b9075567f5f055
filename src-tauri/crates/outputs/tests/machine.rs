//! A vending machine behind its adapter, on a real port: a pseudo-terminal with a scripted machine at
//! the other end. What the desk hears is compared with what fell into the tray.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

#[path = "../../../../tests/support/failure.rs"]
mod failure;
#[path = "../../../../tests/support/line.rs"]
mod line;
#[allow(dead_code, reason = "tests of the real program play more of it")]
#[path = "../../../../tests/support/machine.rs"]
mod machine;

use std::time::Duration;

use domain::{Currency, Money};
use failure::{Failure, Outcome};
use machine::{Play, VirtualMachine};
use outputs::{Machine, MachineEvent, MachineSettings, OutputState};
use tokio::sync::mpsc::{UnboundedReceiver, error::TryRecvError, unbounded_channel};
use tokio::time::timeout;

/// Long enough for a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(30);

const fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

/// Holds one machine and hears its events.
struct Desk {
    machine: Machine,
    events: UnboundedReceiver<MachineEvent>,
}

impl Desk {
    fn open(at: &VirtualMachine) -> Self {
        let (send, events) = unbounded_channel();
        let port = at.path().to_str().unwrap().to_owned();
        let settings = MachineSettings { name: "fridge".to_owned(), port, baud: 115_200 };
        let machine = Machine::open(settings, Currency::EUR, move |event| {
            let _ = send.send(event);
        });
        Self { machine, events }
    }

    async fn next(&mut self) -> MachineEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("an event in time").expect("an event")
    }

    async fn expect(&mut self, event: MachineEvent) {
        assert_eq!(self.next().await, event);
    }

    async fn expect_chosen(&mut self, cents: i64, item: &str) {
        self.expect(MachineEvent::Chosen { price: euro(cents), item: item.to_owned() }).await;
    }

    /// Drops the machine: its thread must be gone, and everything it said was expected.
    fn close(mut self) {
        drop(self.machine);
        match self.events.try_recv() {
            Ok(event) => panic!("an event nobody waited for: {event:?}"),
            Err(TryRecvError::Empty) => panic!("the thread still runs"),
            Err(TryRecvError::Disconnected) => {}
        }
    }
}

/// A desk whose machine sells.
async fn selling() -> (VirtualMachine, Desk) {
    let mut machine = VirtualMachine::plugged_in();
    let mut desk = Desk::open(&machine);
    desk.expect(MachineEvent::State(OutputState::Alive)).await;
    assert_eq!(machine.until_told("C,1").await.unwrap(), ["C,0"], "a session of before is ended first");
    (machine, desk)
}

fn fallen(machine: &VirtualMachine) -> Vec<(String, String)> {
    machine.fallen().into_iter().map(|fallen| (fallen.price, fallen.item)).collect()
}

fn shake() -> (String, String) {
    ("2.50".to_owned(), "5".to_owned())
}

#[tokio::test]
async fn what_is_chosen_and_approved_comes_out_and_is_told_once() {
    let (mut machine, mut desk) = selling().await;
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    assert_eq!(machine.rest(), [""; 0], "nothing is approved before the desk says so");
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::Dispensed).await;
    assert_eq!(machine.until_told("C,VEND,2.50").await.unwrap(), [""; 0]);
    assert_eq!(fallen(&machine), [shake()]);

    desk.close();
    assert_eq!(machine.until_told("C,0").await.unwrap(), [""; 0], "off at the end");
    assert_eq!(machine.rest(), [""; 0]);
}

#[tokio::test]
async fn a_credit_is_shown_first() {
    let (mut machine, mut desk) = selling().await;
    machine.credit_first();
    machine.press("1.20", "12");
    // The adapter says that it is enabled a moment after it was switched on.
    loop {
        desk.machine.offer(euro(1000));
        match desk.next().await {
            MachineEvent::Left => {}
            MachineEvent::Chosen { price, item } => {
                assert_eq!((price, item.as_str()), (euro(120), "12"));
                break;
            }
            event @ (MachineEvent::State(_)
            | MachineEvent::Dispensed
            | MachineEvent::NotDispensed
            | MachineEvent::Unknown) => panic!("{event:?}"),
        }
    }
    assert_eq!(machine.until_told("C,START,10.00").await.unwrap(), [""; 0]);
    desk.machine.approve(euro(120));
    desk.expect(MachineEvent::Dispensed).await;
    assert_eq!(fallen(&machine).len(), 1);
    desk.close();
}

#[tokio::test]
async fn a_jam_is_not_dispensed() {
    let (machine, mut desk) = selling().await;
    machine.plan(Play::Jam);
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::NotDispensed).await;
    assert_eq!(fallen(&machine), []);

    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::Dispensed).await;
    assert_eq!(fallen(&machine), [shake()], "the next one comes out");
    desk.close();
}

#[tokio::test]
async fn nothing_comes_out_that_was_denied() {
    let (mut machine, mut desk) = selling().await;
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.machine.deny();
    assert_eq!(machine.until_told("C,STOP").await.unwrap(), [""; 0]);
    // Too late.
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::NotDispensed).await;
    desk.close();
    assert_eq!(machine.until_told("C,0").await.unwrap(), [""; 0]);
    assert_eq!(fallen(&machine), []);
}

#[tokio::test]
async fn a_credit_that_stays_after_a_denial_is_taken_back() {
    let (mut machine, mut desk) = selling().await;
    machine.press("9.00", "7");
    desk.expect_chosen(900, "7").await;
    desk.machine.deny();
    machine.until_told("C,STOP").await.unwrap();
    machine.credit_first();
    machine.press("9.00", "8");
    loop {
        desk.machine.offer(euro(300));
        match desk.next().await {
            MachineEvent::Left => {}
            MachineEvent::Chosen { item, .. } => {
                assert_eq!(item, "8");
                break;
            }
            event @ (MachineEvent::State(_)
            | MachineEvent::Dispensed
            | MachineEvent::NotDispensed
            | MachineEvent::Unknown) => panic!("{event:?}"),
        }
    }
    machine.until_told("C,START,3.00").await.unwrap();
    desk.machine.deny();
    assert_eq!(machine.until_told("C,STOP").await.unwrap(), [""; 0], "the choice");
    assert_eq!(machine.until_told("C,STOP").await.unwrap(), [""; 0], "the credit");
    desk.close();
    assert_eq!(fallen(&machine), []);
}

#[tokio::test]
async fn a_member_who_left_gets_nothing() {
    let (mut machine, mut desk) = selling().await;
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    machine.leave();
    desk.expect(MachineEvent::Left).await;
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::NotDispensed).await;
    desk.close();
    assert_eq!(machine.until_told("C,0").await.unwrap(), [""; 0], "nothing was approved blindly");
    assert_eq!(fallen(&machine), []);
}

#[tokio::test]
async fn another_price_is_not_approved() {
    let (mut machine, mut desk) = selling().await;
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.machine.approve(euro(200));
    desk.expect(MachineEvent::NotDispensed).await;
    assert_eq!(machine.until_told("C,STOP").await.unwrap(), [""; 0]);
    desk.close();
    assert_eq!(fallen(&machine), []);
}

#[tokio::test]
async fn unplugged_before_the_approval_nothing_comes_out() {
    let (mut machine, mut desk) = selling().await;
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    machine.unplug();
    desk.expect(MachineEvent::State(OutputState::Gone)).await;
    desk.expect(MachineEvent::Left).await;
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::NotDispensed).await;
    desk.machine.offer(euro(250));
    desk.expect(MachineEvent::Left).await;

    machine.replug();
    desk.expect(MachineEvent::State(OutputState::Alive)).await;
    assert_eq!(machine.until_told("C,1").await.unwrap(), ["C,0"], "no order of before is given now");
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.close();
    assert_eq!(fallen(&machine), []);
}

#[tokio::test]
async fn unplugged_after_the_approval_nobody_knows() {
    for falls in [false, true] {
        let (machine, mut desk) = selling().await;
        machine.plan(Play::Vanish { falls });
        machine.press("2.50", "5");
        desk.expect_chosen(250, "5").await;
        desk.machine.approve(euro(250));
        desk.expect(MachineEvent::State(OutputState::Gone)).await;
        desk.expect(MachineEvent::Unknown).await;
        machine.replug();
        desk.expect(MachineEvent::State(OutputState::Alive)).await;
        desk.close();
        assert_eq!(fallen(&machine).len(), usize::from(falls));
    }
}

#[tokio::test]
async fn a_machine_that_forgets_what_it_sold_leaves_it_unknown() {
    let (machine, mut desk) = selling().await;
    machine.plan(Play::Forget { falls: true });
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.machine.approve(euro(250));
    desk.expect(MachineEvent::Unknown).await;
    assert_eq!(fallen(&machine), [shake()]);
    desk.close();
}

#[tokio::test]
async fn lines_that_are_said_twice_count_once() {
    let (mut machine, mut desk) = selling().await;
    machine.say_everything_twice();
    for (plan, outcome) in
        [(Play::Dispense, MachineEvent::Dispensed), (Play::Jam, MachineEvent::NotDispensed)]
    {
        machine.plan(plan);
        machine.press("2.50", "5");
        desk.expect_chosen(250, "5").await;
        desk.machine.approve(euro(250));
        desk.expect(outcome).await;
        machine.until_told("C,VEND,2.50").await.unwrap();
    }
    desk.close();
    assert_eq!(machine.until_told("C,0").await.unwrap(), [""; 0]);
    assert_eq!(fallen(&machine), [shake()]);
}

#[tokio::test]
async fn a_machine_that_takes_its_time_is_waited_for() {
    for (end, outcome, falls) in
        [(Play::Dispense, MachineEvent::Dispensed, 1), (Play::Jam, MachineEvent::NotDispensed, 0)]
    {
        let (mut machine, mut desk) = selling().await;
        machine.plan(Play::Wait);
        machine.press("2.50", "5");
        desk.expect_chosen(250, "5").await;
        desk.machine.approve(euro(250));
        machine.until_told("C,VEND,2.50").await.unwrap();
        machine.finish(end);
        desk.expect(outcome).await;
        assert_eq!(fallen(&machine).len(), falls);
        desk.close();
    }
}

#[tokio::test]
async fn noise_on_the_line_sells_nothing() {
    let (mut machine, mut desk) = selling().await;
    machine.say("c,VEND,SUCCESS");
    machine.say("\u{7f}\u{0}c,STATUS,VEND,1.00,5");
    machine.say("c,STATUS,VEND,1.0");
    machine.say("c,ERR,VEND 3");
    assert_eq!(machine.until_told("C,STOP").await.unwrap(), [""; 0], "a price nobody can read is denied");
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.close();
    assert_eq!(fallen(&machine), []);
}

#[tokio::test]
async fn a_desk_that_ends_while_something_is_handed_out_says_nothing_more() {
    let (mut machine, mut desk) = selling().await;
    machine.plan(Play::Wait);
    machine.press("2.50", "5");
    desk.expect_chosen(250, "5").await;
    desk.machine.approve(euro(250));
    machine.until_told("C,VEND,2.50").await.unwrap();
    desk.close();
    assert_eq!(machine.until_told("C,0").await.unwrap(), [""; 0]);
}
