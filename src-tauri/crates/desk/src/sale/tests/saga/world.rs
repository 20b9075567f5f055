//! Everything around a place: who answers, who does something, and how else it can go.

use super::*;

/// Something that was asked of the world and has no answer yet.
#[derive(Clone, Debug)]
pub(super) enum Question {
    Told(SaleId),
    Checked(SaleId),
    Beginning(SaleId),
    Motion(SaleId),
    End(SaleId),
    TopUp(SaleId),
}

/// Whoever answers a place and whatever else happens around it.
pub(super) struct World {
    pub(super) desk: Desk,
    pub(super) books: Books,
    pub(super) given: Vec<Input>,
    pub(super) turns: usize,
    open: Vec<Question>,
    coming: Vec<&'static str>,
}

impl World {
    /// How many ways a turn can go at most; the way 0 is the usual one.
    pub(super) const WAYS: usize = 9;

    pub(super) fn of(by: HandOutBy, coming: &[&'static str]) -> Self {
        let coming = coming.iter().rev().copied().collect();
        let (desk, books) = (Desk::of(by), Books::default());
        Self { desk, books, given: Vec::new(), turns: 0, open: Vec::new(), coming }
    }

    fn at(&self) -> Option<(SaleId, At)> {
        Some((self.desk.counter.current()?, step(&self.desk.counter)?))
    }

    pub(super) fn give(&mut self, input: Input) {
        if self.books.is_a_lie(&input) {
            return;
        }
        self.books.hears(&input, self.at(), self.desk.by);
        self.given.push(input.clone());
        for effect in self.desk.give(input) {
            self.books.sees(&effect);
            self.open.extend(match effect {
                Effect::Ask(id, ..) => Some(Question::Told(id)),
                Effect::Check(id, ..) => Some(Question::Checked(id)),
                Effect::Write(Stage::HandingOut, record) => Some(Question::Beginning(record.sale)),
                Effect::HandOut(id, _) => Some(Question::Motion(id)),
                Effect::Out(id, _) | Effect::OutUnknown(id, _) => Some(Question::End(id)),
                Effect::TopUp(record) => Some(Question::TopUp(record.sale)),
                Effect::Write(..)
                | Effect::NotOut(_)
                | Effect::MarkPrice(..)
                | Effect::Offer(_)
                | Effect::Deny
                | Effect::SwitchOff
                | Effect::Runs(_)
                | Effect::Signal(_) => None,
            });
        }
        self.books.weigh(self.at());
        let stuck = self.at().is_some() && self.desk.counter.deadline().is_none() && self.open.is_empty();
        assert!(!stuck, "nothing can go on from {:?}", self.at());
    }

    pub(super) fn repeat(&mut self, number: usize) {
        let input = match self.given.get(number) {
            None => return,
            // Another tap is another number.
            Some(Input::Tap(who, _)) => Input::Tap(who.clone(), self.desk.fresh()),
            Some(input) => input.clone(),
        };
        self.give(input);
    }

    pub(super) fn wait(&mut self, time: Duration) {
        self.desk.now = self.desk.now.after(time);
        self.give(Input::Tick);
    }

    pub(super) fn tap(&mut self, who: &str) {
        let fresh = self.desk.fresh();
        self.give(Input::Tap(card(who), fresh));
    }

    /// The next thing happens, in one of its ways. False when nothing is left to happen.
    pub(super) fn turn(&mut self, way: usize) -> bool {
        self.turns += 1;
        if !self.open.is_empty() {
            let question = self.open.remove(0);
            self.answer(&question, way);
            return true;
        }
        match self.at() {
            Some((id, at)) => self.person(id, at, way),
            None if self.desk.counter.running.is_some() => self.let_time_pass(),
            None => match self.coming.pop() {
                Some(who) => self.comes(who, way),
                None => return false,
            },
        }
        true
    }

    fn answer(&mut self, question: &Question, way: usize) {
        let input = match *question {
            Question::Told(id) => Input::Told(
                id,
                match way {
                    1 => Told::Denied(None),
                    2 => Told::NoToken,
                    3 => Told::NotDone(NotDone::NoConnection),
                    4 => Told::NotDone(NotDone::Refused { message: None, code: None, trace_id: None }),
                    5 => Told::Unknown(Unknown::TimedOut),
                    6 => Told::Granted { credit: None, intervals: Vec::new() },
                    _ => self.desk.granted(),
                },
            ),
            Question::Checked(id) => Input::Checked(
                id,
                match way {
                    1 => Checked::OtherPrice(Some(eur(300))),
                    2 => Checked::OtherPrice(None),
                    3 => Checked::Denied { words: None, credit: Some(eur(10)) },
                    4 => Checked::Denied { words: None, credit: None },
                    5 => Checked::NotDone(NotDone::VendorPause),
                    6 => Checked::Unknown(Unknown::AnswerLost),
                    _ => Checked::Cleared { credit: None },
                },
            ),
            Question::Beginning(id) => Input::Written(id, Kept::Beginning(way != 1)),
            Question::TopUp(id) => Input::Written(id, Kept::TopUp((way != 1).then_some(ItemId(9)))),
            Question::End(id) => Input::Written(id, Kept::End((way != 1).then_some(ItemId(9)))),
            Question::Motion(id) => {
                let end = match way {
                    1 => HandOutEnd::NotOut,
                    2 => HandOutEnd::Unknown,
                    3 => {
                        self.books.slips_out(id);
                        HandOutEnd::Unknown
                    }
                    // Nobody ever says anything.
                    4 => return,
                    5 => return self.books.slips_out(id),
                    _ => HandOutEnd::Out,
                };
                Input::HandOut(id, end)
            }
        };
        self.give(input);
    }

    fn comes(&mut self, who: &str, way: usize) {
        match way {
            1 => self.give(Input::Wanted),
            2 if self.desk.by == HandOutBy::Machine => self.give(Input::ChosenAtMachine(shake())),
            3 => self.give(Input::Ready(false)),
            4 => self.give(Input::Ready(true)),
            _ => self.tap(who),
        }
    }

    /// Whoever stands there, or the team, does something.
    fn person(&mut self, id: SaleId, at: At, way: usize) {
        let choice = |choice| Input::Choice(id, choice);
        let team = |action| Input::Team(id, action);
        let usual = match at {
            At::Holding => None,
            At::Choosing => Some(self.desk.choosing()),
            At::NewPrice => Some(choice(SaleChoice::TakePrice)),
            At::LowCredit if self.desk.by == HandOutBy::Device => None,
            At::LowCredit => Some(choice(SaleChoice::TopUp)),
            At::TopUp => Some(choice(SaleChoice::TopUpBy { minor: 1000 })),
            At::ToPay => Some(Input::Cash(id, 1000)),
            At::HandingOut if self.desk.by == HandOutBy::Team => Some(team(SaleAction::HandedOver)),
            At::Charging => Some(Input::Charge(id, ChargeView::Booked)),
            At::Asking
            | At::Checking
            | At::Beginning
            | At::HandingOut
            | At::Done
            | At::TakingCash
            | At::Receipt
            | At::Over => None,
        };
        let other = match (way, at) {
            (1, _) => Some(choice(SaleChoice::GiveUp)),
            (2, At::HandingOut) => {
                // The team hands it over, and nobody touches the button.
                self.books.slips_out(id);
                None
            }
            (2, _) => None,
            (3, At::HandingOut) => Some(team(SaleAction::NotHandedOut)),
            (3, _) => Some(team(SaleAction::End)),
            (4, _) => return self.tap("stranger"),
            (5, _) => Some(choice(SaleChoice::Back)),
            (6, At::Charging) => Some(Input::Charge(id, ChargeView::Unknown)),
            (6, _) => Some(team(SaleAction::TopUp)),
            (7, _) => Some(Input::Cash(id, 1500)),
            (8, At::Holding | At::Choosing) => Some(Input::LeftMachine),
            (8, _) => Some(Input::Wanted),
            (_, At::Holding) => return self.tap("anna"),
            _ => usual,
        };
        match other {
            Some(input) => self.give(input),
            // Nothing until the time is over.
            None => self.let_time_pass(),
        }
    }

    fn let_time_pass(&mut self) {
        if let Some(deadline) = self.desk.counter.deadline() {
            self.wait(deadline - self.desk.now.instant);
        }
    }

    /// Everything is answered, nobody does anything: the place comes to rest, and the books are right.
    pub(super) fn leave_alone(&mut self) {
        for _ in 0..50 {
            while !self.open.is_empty() {
                let question = self.open.remove(0);
                self.answer(&question, 0);
            }
            self.let_time_pass();
        }
        assert_eq!(self.at(), None, "the screen is stuck");
        assert_eq!(self.desk.counter.deadline(), None);
        assert!(self.desk.counter.unwritten.is_empty(), "everything is on the disk");
        self.books.close();
    }

    /// Anything at all, about this sale, another one or none.
    pub(super) fn anything(&mut self, kind: u8, off: i8, what: u8) {
        let current = self.desk.counter.current().map_or(1, |id| id.0);
        let id = SaleId(current.saturating_add_signed(off.into()));
        let way = usize::from(what);
        let charges = [ChargeView::Booked, ChargeView::Waiting, ChargeView::Unknown, ChargeView::Refused];
        let choices = [
            SaleChoice::Product { shelf: "1".into() },
            SaleChoice::Product { shelf: "3".into() },
            SaleChoice::Minutes { seconds: 600 },
            SaleChoice::TakePrice,
            SaleChoice::Back,
            SaleChoice::TopUp,
            SaleChoice::TopUpBy { minor: 2000 },
            SaleChoice::TopUpBy { minor: 2001 },
            SaleChoice::Stay,
            SaleChoice::GiveUp,
        ];
        let actions = [
            SaleAction::HandedOver,
            SaleAction::NotHandedOut,
            SaleAction::End,
            SaleAction::TopUp,
            SaleAction::SwitchOff,
        ];
        match kind % 17 {
            0 => self.answer(&Question::Told(id), way % 8),
            1 => self.answer(&Question::Checked(id), way % 8),
            2 => self.answer(&Question::Beginning(id), 1),
            3 => self.answer(&Question::TopUp(id), 1),
            4 => self.answer(&Question::End(id), 1),
            5 => self.give(Input::HandOut(id, [HandOutEnd::NotOut, HandOutEnd::Unknown][way % 2])),
            6 | 7 => self.give(Input::Choice(id, choices[way % choices.len()].clone())),
            8 => self.give(Input::Team(id, actions[way % actions.len()])),
            9 => self.give(Input::Cash(id, what.into())),
            10 => self.give(Input::Charge(id, charges[way % 3])),
            11 => self.give(Input::Named(id, Redacted::new("Anna".into()))),
            12 if self.desk.by == HandOutBy::Machine => self.give(Input::ChosenAtMachine(shake())),
            13 => self.give(Input::LeftMachine),
            16 => self.give(Input::PageLost),
            14 => self.give(Input::Ready(what > 40)),
            15 => self.give(Input::Runs(self.desk.now.after(Duration::from_secs(60 + u64::from(what))))),
            _ => self.give(Input::Wanted),
        }
    }
}
