//! What adapter and machine do. Pure: lines and the time come in, lines go out.

use std::time::{Duration, Instant};

use domain::{Currency, Money};
use wire::{AmountView, PracticeButton, PracticeMachine, PracticeMachineState, PracticeMachineWish};

use super::Button;

/// How long a spiral turns.
const TURN: Duration = Duration::from_secs(2);

/// The machine and its adapter.
#[derive(Debug)]
pub struct Works {
    buttons: Vec<Button>,
    bus: Bus,
    /// The spiral that turns. It goes on whatever becomes of the adapter.
    turning: Option<Turning>,
    tray: Vec<String>,
    jams: bool,
    connected: bool,
}

/// Where the sale stands, as the adapter knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bus {
    Off,
    Ready,
    /// A credit is shown.
    Credit(Money),
    /// The machine waits for an answer, with or without a credit shown.
    Asking(Button, Option<Money>),
    HandingOut,
}

#[derive(Clone, Debug)]
struct Turning {
    button: Button,
    until: Instant,
}

impl Works {
    /// A machine whose cable is in and that nobody has switched on.
    pub fn new(buttons: Vec<Button>) -> Self {
        Self { buttons, bus: Bus::Off, turning: None, tray: Vec::new(), jams: false, connected: true }
    }

    /// Whether the cable is in.
    pub fn connected(&self) -> bool {
        self.connected
    }

    /// The adapter was told a line; what it says to that.
    pub fn hear(&mut self, told: &str, now: Instant) -> Vec<String> {
        if let Some(credit) = told.strip_prefix("C,START,") {
            return self.start(credit);
        }
        if let Some(price) = told.strip_prefix("C,VEND,") {
            return self.approved(price, now);
        }
        match (told, self.bus.clone()) {
            ("C,0", _) => {
                self.bus = Bus::Off;
                says(["c,0"])
            }
            ("C,1", Bus::Off) => {
                self.bus = Bus::Ready;
                says(["c,STATUS,INACTIVE", "c,1", "c,STATUS,DISABLED", "r,ACK", "c,STATUS,ENABLED"])
            }
            ("C,1", _) => says(["c,ERR,\"cashless is on\""]),
            // The choice is refused; the credit stays until it is taken back, too.
            ("C,STOP", Bus::Asking(_, Some(credit))) => self.show(credit),
            ("C,STOP", Bus::Asking(_, None) | Bus::Credit(_)) => self.ready(),
            ("C,STOP", _) => says(["c,ERR,-3"]),
            (other, _) => vec![format!("c,UNKNOWN,\"{other}\"")],
        }
    }

    /// Somebody does something at the machine; what the adapter says to that.
    pub fn wish(&mut self, wish: PracticeMachineWish) -> Vec<String> {
        match wish {
            PracticeMachineWish::Press { item } => self.press(&item),
            PracticeMachineWish::GiveUp => match self.bus {
                Bus::Asking(..) => [says(["c,ERR,VEND 1"]), self.ready()].concat(),
                Bus::Credit(_) => self.ready(),
                Bus::Off | Bus::Ready | Bus::HandingOut => Vec::new(),
            },
            PracticeMachineWish::Jam { next } => {
                self.jams = next;
                Vec::new()
            }
            PracticeMachineWish::Cable { connected } => {
                self.connected = connected;
                // The adapter lives on the cable and remembers nothing.
                self.bus = Bus::Off;
                Vec::new()
            }
            PracticeMachineWish::Empty => {
                self.tray.clear();
                Vec::new()
            }
        }
    }

    /// When [`Works::tick`] has something to do.
    pub fn due(&self) -> Option<Instant> {
        self.turning.as_ref().map(|turning| turning.until)
    }

    /// Time has passed; what the adapter says to that.
    pub fn tick(&mut self, now: Instant) -> Vec<String> {
        let Some(turning) = self.turning.take_if(|turning| turning.until <= now) else { return Vec::new() };
        let stuck = std::mem::take(&mut self.jams);
        if !stuck {
            self.tray.push(turning.button.name);
        }
        // An adapter that was pulled or switched off meanwhile knows of no sale.
        if self.bus != Bus::HandingOut {
            return Vec::new();
        }
        let word = if stuck { "c,ERR,VEND 3" } else { "c,VEND,SUCCESS" };
        [says([word]), self.ready()].concat()
    }

    /// What somebody who stands before it sees.
    pub fn view(&self) -> PracticeMachine {
        let (state, credit) = match &self.bus {
            _ if self.turning.is_some() => (PracticeMachineState::HandingOut, None),
            Bus::Off => (PracticeMachineState::Off, None),
            Bus::Ready => (PracticeMachineState::Ready, None),
            Bus::Credit(credit) => (PracticeMachineState::Credit, Some(*credit)),
            Bus::Asking(_, credit) => (PracticeMachineState::Asking, *credit),
            Bus::HandingOut => (PracticeMachineState::HandingOut, None),
        };
        let asked = match &self.bus {
            Bus::Asking(button, _) => Some(button),
            Bus::Off | Bus::Ready | Bus::Credit(_) | Bus::HandingOut => None,
        };
        let pressed = self.turning.as_ref().map(|turning| &turning.button).or(asked);
        let button = |button: &Button| PracticeButton {
            item: button.item.clone(),
            name: button.name.clone(),
            price: button.price.into(),
        };
        PracticeMachine {
            state,
            credit: credit.map(AmountView::from),
            buttons: self.buttons.iter().map(button).collect(),
            pressed: pressed.map(|button| button.item.clone()),
            tray: self.tray.clone(),
            jams: self.jams,
            connected: self.connected,
        }
    }

    fn press(&mut self, item: &str) -> Vec<String> {
        // A button does nothing while the machine is busy.
        let credit = match self.bus {
            Bus::Ready if self.turning.is_none() => None,
            Bus::Credit(credit) if self.turning.is_none() => Some(credit),
            Bus::Off | Bus::Ready | Bus::Credit(_) | Bus::Asking(..) | Bus::HandingOut => return Vec::new(),
        };
        let Some(button) = self.buttons.iter().find(|button| button.item == item).cloned() else {
            return Vec::new();
        };
        let line = format!("c,STATUS,VEND,{},{}", button.price.decimal(), button.item);
        self.bus = Bus::Asking(button, credit);
        vec![line]
    }

    fn start(&mut self, credit: &str) -> Vec<String> {
        let credit = Money::parse(credit, self.currency());
        match (&self.bus, credit) {
            (Bus::Ready, Ok(credit)) if self.turning.is_none() => self.show(credit),
            (Bus::Ready | Bus::Off | Bus::Credit(_) | Bus::Asking(..) | Bus::HandingOut, _) => {
                says(["c,ERR,\"START -3\""])
            }
        }
    }

    fn approved(&mut self, price: &str, now: Instant) -> Vec<String> {
        match self.bus.clone() {
            Bus::Asking(button, _) if button.price.decimal() == price && self.turning.is_none() => {
                self.bus = Bus::HandingOut;
                self.turning = Some(Turning { button, until: now + TURN });
                says(["r,ACK"])
            }
            Bus::Off | Bus::Ready | Bus::Credit(_) | Bus::Asking(..) | Bus::HandingOut => {
                says(["c,ERR,\"VEND -3\""])
            }
        }
    }

    fn currency(&self) -> Currency {
        self.buttons.first().map_or(Currency::EUR, |button| button.price.currency)
    }

    fn show(&mut self, credit: Money) -> Vec<String> {
        self.bus = Bus::Credit(credit);
        vec![format!("c,STATUS,IDLE,{}", credit.decimal())]
    }

    /// The session ends.
    fn ready(&mut self) -> Vec<String> {
        self.bus = Bus::Ready;
        says(["c,STATUS,IDLE", "c,STATUS,ENABLED"])
    }
}

fn says<const N: usize>(lines: [&str; N]) -> Vec<String> {
    lines.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn works() -> Works {
        let button = |item: &str, name: &str, cents| Button {
            item: item.to_owned(),
            name: name.to_owned(),
            price: Money::new(cents, Currency::EUR),
        };
        let mut works = Works::new(vec![button("1", "Wasser", 150), button("2", "Shake", 320)]);
        let said = works.hear("C,1", Instant::now());
        assert_eq!(said.last().map(String::as_str), Some("c,STATUS,ENABLED"));
        works
    }

    fn press(works: &mut Works, item: &str) -> Vec<String> {
        works.wish(PracticeMachineWish::Press { item: item.to_owned() })
    }

    #[test]
    fn a_product_falls_once_and_is_told_once() {
        let (mut works, now) = (works(), Instant::now());
        assert_eq!(works.hear("C,START,25.00", now), ["c,STATUS,IDLE,25.00"]);
        assert_eq!(press(&mut works, "2"), ["c,STATUS,VEND,3.20,2"]);
        assert_eq!(works.view().pressed.as_deref(), Some("2"));
        assert_eq!(works.hear("C,VEND,1.50", now), ["c,ERR,\"VEND -3\""], "another price is no approval");
        assert_eq!(works.hear("C,VEND,3.20", now), ["r,ACK"]);
        assert_eq!(works.hear("C,VEND,3.20", now), ["c,ERR,\"VEND -3\""]);
        assert!(works.tick(now).is_empty());
        assert!(works.view().tray.is_empty());
        assert_eq!(press(&mut works, "1"), [""; 0], "one at a time");
        assert_eq!(works.tick(now + TURN), ["c,VEND,SUCCESS", "c,STATUS,IDLE", "c,STATUS,ENABLED"]);
        assert_eq!(works.view().tray, ["Shake"]);
        assert!(works.tick(now + TURN).is_empty());
        works.wish(PracticeMachineWish::Empty);
        assert!(works.view().tray.is_empty());
    }

    #[test]
    fn only_one_product_gets_stuck() {
        let (mut works, mut now) = (works(), Instant::now());
        works.wish(PracticeMachineWish::Jam { next: true });
        for (word, tray) in [("c,ERR,VEND 3", 0), ("c,VEND,SUCCESS", 1)] {
            press(&mut works, "1");
            works.hear("C,VEND,1.50", now);
            now += TURN;
            assert_eq!(works.tick(now).first().map(String::as_str), Some(word));
            assert_eq!((works.view().tray.len(), works.view().jams), (tray, false));
        }
    }

    #[test]
    fn what_turns_when_the_cable_is_pulled_falls_and_nobody_is_told() {
        let (mut works, now) = (works(), Instant::now());
        press(&mut works, "1");
        works.hear("C,VEND,1.50", now);
        works.wish(PracticeMachineWish::Cable { connected: false });
        assert!(works.tick(now + TURN).is_empty());
        assert_eq!(works.view().tray, ["Wasser"]);
        works.wish(PracticeMachineWish::Cable { connected: true });
        assert_eq!(works.view().state, PracticeMachineState::Off, "until it is switched on");
        assert_eq!(press(&mut works, "1"), [""; 0]);
    }

    #[test]
    fn a_refusal_leaves_the_credit_and_giving_up_does_not() {
        let (mut works, now) = (works(), Instant::now());
        assert_eq!(works.hear("C,START,1.00", now), ["c,STATUS,IDLE,1.00"]);
        press(&mut works, "2");
        assert_eq!(works.hear("C,STOP", now), ["c,STATUS,IDLE,1.00"]);
        assert_eq!(works.view().state, PracticeMachineState::Credit);
        press(&mut works, "2");
        let gone = works.wish(PracticeMachineWish::GiveUp);
        assert_eq!(gone, ["c,ERR,VEND 1", "c,STATUS,IDLE", "c,STATUS,ENABLED"]);
        assert_eq!(works.view().credit, None);
        assert_eq!(works.hear("C,START,x", now), ["c,ERR,\"START -3\""]);
        assert_eq!(works.hear("nonsense", now), ["c,UNKNOWN,\"nonsense\""]);
    }
}
