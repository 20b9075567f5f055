//! The machine, step by step. What it may never do, whatever happens, is in [`saga`].

mod exits;
mod people;
mod saga;
mod views;

use domain::{CardFormat, Currency};
use jiff::Timestamp;
use wire::AttentionReason;

use super::*;

pub(super) const EVERYTHING: [HandOutBy; 4] =
    [HandOutBy::Team, HandOutBy::Shelf, HandOutBy::Machine, HandOutBy::Device];

pub(super) fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub(super) fn card(name: &str) -> Identification {
    Identification::Number { value: name.to_owned(), format: CardFormat::Decimal }
}

pub(super) fn shake() -> Bought {
    Bought { goods: Goods::Product("1".into()), price: eur(250) }
}

pub(super) fn minutes() -> Bought {
    Bought { goods: Goods::Minutes(600), price: eur(400) }
}

pub(super) fn shelves() -> Vec<Shelf> {
    let shelf = |shelf: &str, name: &str, minor, available| Shelf {
        shelf: shelf.into(),
        name: name.into(),
        price: eur(minor),
        available,
        picture: available.then(|| format!("picture {shelf}")),
    };
    vec![shelf("1", "Shake", 250, true), shelf("2", "Bar", 180, true), shelf("3", "Water", 90, false)]
}

pub(super) fn terms(by: HandOutBy) -> Terms {
    let minutes = by == HandOutBy::Device;
    Terms {
        name: if minutes { "Solarium" } else { "Bar" }.into(),
        by,
        idle: Duration::from_secs(if minutes { 60 } else { 15 }),
        draw: Duration::from_mins(1),
        top_up: if minutes { Vec::new() } else { vec![1000, 2000] },
        currency: Currency::EUR,
        shown_for: Duration::from_secs(6),
    }
}

/// A step to begin at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Holding,
    Asking,
    Choosing,
    Checking,
    NewPrice,
    LowCredit,
    Beginning,
    HandingOut,
    Charging,
    Done,
    TopUp,
    ToPay,
    TakingCash,
    Receipt,
    Over,
}

pub(super) const STEPS: [At; 15] = [
    At::Holding,
    At::Asking,
    At::Choosing,
    At::Checking,
    At::NewPrice,
    At::LowCredit,
    At::Beginning,
    At::HandingOut,
    At::Charging,
    At::Done,
    At::TopUp,
    At::ToPay,
    At::TakingCash,
    At::Receipt,
    At::Over,
];

/// A place, and the time there.
pub(super) struct Desk {
    pub(super) counter: Counter,
    pub(super) by: HandOutBy,
    pub(super) now: Moment,
    taps: u128,
}

impl Desk {
    pub(super) fn of(by: HandOutBy) -> Self {
        let now = Moment { instant: Instant::now(), wall: Timestamp::UNIX_EPOCH };
        let mut desk = Self { counter: Counter::new(terms(by), (1, 1)), by, now, taps: 0 };
        let _ = desk.give(Input::Shelves(shelves()));
        desk
    }

    /// One that Anna has brought that far.
    pub(super) fn at(by: HandOutBy, at: At) -> Self {
        let mut desk = Self::of(by);
        desk.bring("anna", at);
        desk
    }

    pub(super) fn give(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.counter.handle(input, self.now);
        assert!(self.counter.deadline().is_none_or(|at| at > self.now.instant), "nothing is due already");
        effects
    }

    /// The same, in words.
    pub(super) fn says(&mut self, input: Input) -> String {
        words(&self.give(input))
    }

    pub(super) fn fresh(&mut self) -> Fresh {
        self.taps += 1;
        let transaction = (self.by != HandOutBy::Device).then(|| Uuid::from_u128(1000 + self.taps));
        Fresh { key: Uuid::from_u128(self.taps), transaction }
    }

    pub(super) fn tap(&mut self, who: &str) -> Vec<Effect> {
        let fresh = self.fresh();
        self.give(Input::Tap(card(who), fresh))
    }

    pub(super) fn id(&self) -> SaleId {
        self.counter.current().expect("somebody stands there")
    }

    /// Lets time pass up to and including the last moment.
    pub(super) fn wait(&mut self, seconds: u64) -> Vec<Effect> {
        self.now = self.now.after(Duration::from_secs(seconds));
        self.give(Input::Tick)
    }

    pub(super) fn bought(&self) -> Bought {
        if self.by == HandOutBy::Device { minutes() } else { shake() }
    }

    pub(super) fn granted(&self) -> Told {
        match self.by {
            HandOutBy::Device => {
                let intervals = vec![
                    Interval { seconds: 300, price: eur(200) },
                    Interval { seconds: 600, price: eur(400) },
                ];
                Told::Granted { credit: None, intervals }
            }
            HandOutBy::Team | HandOutBy::Shelf | HandOutBy::Machine => {
                Told::Granted { credit: Some(eur(1000)), intervals: Vec::new() }
            }
        }
    }

    /// What somebody does to choose.
    pub(super) fn choosing(&self) -> Input {
        let choice = match self.by {
            HandOutBy::Machine => return Input::ChosenAtMachine(shake()),
            HandOutBy::Device => SaleChoice::Minutes { seconds: 600 },
            HandOutBy::Team | HandOutBy::Shelf => SaleChoice::Product { shelf: "1".into() },
        };
        Input::Choice(self.id(), choice)
    }

    /// What says that it is out.
    pub(super) fn out(&self) -> Input {
        match self.by {
            HandOutBy::Team => Input::Team(self.id(), SaleAction::HandedOver),
            HandOutBy::Shelf | HandOutBy::Machine | HandOutBy::Device => {
                Input::HandOut(self.id(), HandOutEnd::Out)
            }
        }
    }

    pub(super) fn choose(&mut self, choice: SaleChoice) -> Vec<Effect> {
        self.give(Input::Choice(self.id(), choice))
    }

    pub(super) fn team(&mut self, action: SaleAction) -> Vec<Effect> {
        self.give(Input::Team(self.id(), action))
    }

    pub(super) fn checked(&mut self, checked: Checked) -> Vec<Effect> {
        self.give(Input::Checked(self.id(), checked))
    }

    pub(super) fn kept(&mut self, kept: Kept) -> Vec<Effect> {
        self.give(Input::Written(self.id(), kept))
    }

    /// Brings somebody to a step, the usual way.
    pub(super) fn bring(&mut self, who: &str, at: At) {
        match at {
            At::Holding => drop(self.give(Input::Wanted)),
            At::Asking => drop(self.tap(who)),
            At::Choosing => {
                self.bring(who, At::Asking);
                let told = self.granted();
                drop(self.give(Input::Told(self.id(), told)));
            }
            At::Checking => {
                self.bring(who, At::Choosing);
                drop(self.give(self.choosing()));
            }
            At::NewPrice => {
                self.bring(who, At::Checking);
                drop(self.checked(Checked::OtherPrice(Some(eur(300)))));
            }
            At::LowCredit => {
                self.bring(who, At::Checking);
                let words = Some(Redacted::new("Not enough credit".to_owned()));
                drop(self.checked(Checked::Denied { words, credit: Some(eur(100)) }));
            }
            At::Beginning => {
                self.bring(who, At::Checking);
                drop(self.checked(Checked::Cleared { credit: None }));
            }
            At::HandingOut => {
                self.bring(who, At::Beginning);
                drop(self.kept(Kept::Beginning(true)));
            }
            At::Charging => {
                self.bring(who, At::HandingOut);
                drop(self.give(self.out()));
            }
            At::Done => {
                self.bring(who, At::Charging);
                drop(self.kept(Kept::End(Some(ItemId(7)))));
                drop(self.give(Input::Charge(self.id(), ChargeView::Booked)));
            }
            At::TopUp => {
                self.bring(who, At::Choosing);
                drop(self.choose(SaleChoice::TopUp));
            }
            At::ToPay => {
                self.bring(who, At::TopUp);
                drop(self.choose(SaleChoice::TopUpBy { minor: 2000 }));
            }
            At::TakingCash => {
                self.bring(who, At::ToPay);
                drop(self.give(Input::Cash(self.id(), 2000)));
            }
            At::Receipt => {
                self.bring(who, At::TakingCash);
                drop(self.kept(Kept::TopUp(Some(ItemId(8)))));
            }
            At::Over => {
                self.bring(who, At::Asking);
                drop(self.give(Input::Told(self.id(), Told::NoToken)));
            }
        }
        if let Some(step) = step(&self.counter) {
            let elsewhere = !possible(self.by).contains(&at);
            assert!(step == at || elsewhere, "{who} is at {step:?} and not at {at:?}");
        }
    }
}

/// The steps that a place has.
pub(super) fn possible(by: HandOutBy) -> Vec<At> {
    let has = |at: &At| match at {
        At::TopUp | At::ToPay | At::TakingCash | At::Receipt | At::LowCredit => by != HandOutBy::Device,
        // A machine shows its own prices.
        At::NewPrice => by != HandOutBy::Machine,
        At::Holding
        | At::Asking
        | At::Choosing
        | At::Checking
        | At::Beginning
        | At::HandingOut
        | At::Charging
        | At::Done
        | At::Over => true,
    };
    STEPS.into_iter().filter(has).collect()
}

pub(super) fn everywhere() -> impl Iterator<Item = (HandOutBy, At)> {
    EVERYTHING.into_iter().flat_map(|by| possible(by).into_iter().map(move |at| (by, at)))
}

/// How far a counter is.
pub(super) fn step(counter: &Counter) -> Option<At> {
    Some(match &counter.sale.as_ref()?.step {
        Step::Holding { .. } => At::Holding,
        Step::Asking { .. } => At::Asking,
        Step::Choosing { .. } => At::Choosing,
        Step::Checking { .. } => At::Checking,
        Step::NewPrice { .. } => At::NewPrice,
        Step::LowCredit { .. } => At::LowCredit,
        Step::Beginning { .. } => At::Beginning,
        Step::HandingOut { .. } => At::HandingOut,
        Step::Charging { .. } => At::Charging,
        Step::Done { .. } => At::Done,
        Step::TopUp { .. } => At::TopUp,
        Step::AtDesk { .. } => At::ToPay,
        Step::TakingCash { .. } => At::TakingCash,
        Step::Receipt { .. } => At::Receipt,
        Step::Over { .. } => At::Over,
    })
}

/// Why a sale ended.
pub(super) fn end(counter: &Counter) -> Option<SaleEnd> {
    if let Step::Over { end, .. } = &counter.sale.as_ref()?.step { Some(end.clone()) } else { None }
}

/// What is to be done, in words.
pub(super) fn words(effects: &[Effect]) -> String {
    let goods = |bought: &Bought| match &bought.goods {
        Goods::Product(shelf) => format!("shelf {shelf} {}", bought.price.minor),
        Goods::Minutes(seconds) => format!("{seconds} s {}", bought.price.minor),
    };
    let word = |effect: &Effect| match effect {
        Effect::Ask(..) => "ask".to_owned(),
        Effect::Check(_, _, _, bought) => format!("check {}", goods(bought)),
        Effect::Write(stage, _) => format!("write {stage:?}"),
        Effect::HandOut(_, bought) => format!("hand out {}", goods(bought)),
        Effect::Out(..) => "out".into(),
        Effect::OutUnknown(..) => "out unknown".into(),
        Effect::NotOut(_) => "not out".into(),
        Effect::TopUp(record) => format!("top up {}", record.amount.unwrap().minor),
        Effect::MarkPrice(shelf, price) => format!("mark {shelf} {:?}", price.map(|price| price.minor)),
        Effect::Offer(credit) => format!("offer {}", credit.minor),
        Effect::Deny => "deny".into(),
        Effect::SwitchOff => "switch off".into(),
        Effect::Runs(Some(_)) => "runs".into(),
        Effect::Runs(None) => "runs no more".into(),
        Effect::Signal(true) => "good".into(),
        Effect::Signal(false) => "bad".into(),
    };
    effects.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_sale_goes_through_step_by_step_whoever_hands_out() {
    for (by, offered, checked, moved, out) in [
        (HandOutBy::Team, "", "shelf 1 250", "", "out"),
        (HandOutBy::Shelf, "", "shelf 1 250", "hand out shelf 1 250", "out"),
        (HandOutBy::Machine, ", offer 1000", "shelf 1 250", "hand out shelf 1 250", "out"),
        (HandOutBy::Device, "", "600 s 400", "hand out 600 s 400", "out, runs"),
    ] {
        let mut desk = Desk::of(by);
        assert_eq!(words(&desk.tap("anna")), "ask", "{by:?}");
        let told = desk.granted();
        assert_eq!(desk.says(Input::Told(desk.id(), told)), format!("good, write Identified{offered}"));
        assert_eq!(desk.says(desk.choosing()), format!("write Chosen, check {checked}"));
        assert_eq!(words(&desk.checked(Checked::Cleared { credit: None })), "write HandingOut", "{by:?}");
        assert_eq!(words(&desk.kept(Kept::Beginning(true))), moved, "{by:?}");
        assert_eq!(desk.says(desk.out()), out, "{by:?}");
        assert_eq!(step(&desk.counter), Some(At::Charging), "{by:?}");
        assert_eq!(words(&desk.kept(Kept::End(Some(ItemId(1))))), "");
        assert_eq!(desk.says(Input::Charge(desk.id(), ChargeView::Booked)), "");
        assert_eq!(step(&desk.counter), Some(At::Done), "{by:?}");
        assert_eq!(words(&desk.wait(6)), "");
        assert_eq!(step(&desk.counter), None, "{by:?}");
        let runs = if by == HandOutBy::Device { "runs no more" } else { "" };
        assert_eq!(words(&desk.wait(600)), runs, "{by:?}");
        assert_eq!(desk.counter.deadline(), None, "{by:?} is at rest");
    }
}

#[test]
fn what_was_chosen_at_the_machine_waits_for_a_card() {
    let mut desk = Desk::of(HandOutBy::Machine);
    assert_eq!(desk.says(Input::ChosenAtMachine(shake())), "");
    assert!(desk.counter.waits_for_card());
    assert_eq!(words(&desk.tap("anna")), "ask");
    let told = desk.granted();
    let id = desk.id();
    assert_eq!(desk.says(Input::Told(id, told)), "good, write Identified, write Chosen, check shelf 1 250");
    assert_eq!(words(&desk.checked(Checked::Cleared { credit: None })), "write HandingOut");
    assert_eq!(words(&desk.kept(Kept::Beginning(true))), "hand out shelf 1 250");
}

#[test]
fn the_member_takes_the_price_of_the_vendor_or_leaves_it() {
    for by in [HandOutBy::Team, HandOutBy::Shelf, HandOutBy::Device] {
        let mut desk = Desk::at(by, At::Checking);
        let marked = if by == HandOutBy::Device { "" } else { "mark 1 Some(300)" };
        assert_eq!(words(&desk.checked(Checked::OtherPrice(Some(eur(300))))), marked);
        let what = if by == HandOutBy::Device { "600 s" } else { "shelf 1" };
        let check = format!("write Chosen, check {what} 300");
        assert_eq!(words(&desk.choose(SaleChoice::TakePrice)), check);
        assert_eq!(words(&desk.checked(Checked::Cleared { credit: None })), "write HandingOut");

        let mut desk = Desk::at(by, At::NewPrice);
        assert_eq!(words(&desk.choose(SaleChoice::Back)), "");
        assert_eq!(step(&desk.counter), Some(At::Choosing));
        let check = format!("write Chosen, check {what} {}", desk.bought().price.minor);
        assert_eq!(desk.says(desk.choosing()), check, "there is still something to choose");
    }
}
