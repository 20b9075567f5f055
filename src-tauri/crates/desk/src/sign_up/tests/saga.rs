//! Whole sign-ups against a small model of the world: the vendor, the disk, and somebody who does what the
//! screen asks for. Before every step a fault of every kind is put in, and everything that was said before
//! is said again. What must hold whatever happens is kept by the [`Books`].

use magicline::connect::{ContractRequest, Preview};
use proptest::prelude::*;
use wire::{PreviewView, SignUpAim, SignUpInput, SignUpPart, SignUpStep, SignatureOf};

use super::super::*;
use super::world::*;

/// Something that is done to a run before one of its turns.
#[derive(Clone, Copy, Debug)]
enum Meddling {
    Nothing,
    /// The vendor cannot be reached from now on, for so many turns.
    Down(usize),
    /// The vendor asks more from now on.
    Dearer,
    /// The program is killed, and the draft opened again.
    Killed,
    /// The disk takes nothing the next time.
    DiskFull,
    /// The answer to the next contract is lost; a look-up finds it.
    AnswerLost,
    /// Everything that was said so far is said again.
    AllAgain,
    /// Another term is chosen, and what follows has to be done anew.
    OtherTerm,
    /// The last button is pressed, whatever is shown.
    Press,
    /// Somebody gives another date of birth.
    OtherAge,
}

const EVERYTHING: [Meddling; 11] = [
    Meddling::Nothing,
    Meddling::Down(3),
    Meddling::Down(30),
    Meddling::Dearer,
    Meddling::Killed,
    Meddling::DiskFull,
    Meddling::AnswerLost,
    Meddling::AllAgain,
    Meddling::OtherTerm,
    Meddling::Press,
    Meddling::OtherAge,
];

/// What must hold whatever happens.
#[derive(Default)]
struct Books {
    /// What contracts cost that the vendor made.
    contracts: Vec<i64>,
    /// Prices that were on the screen when the last button was pressed, and when each signature was given.
    pressed: Option<Option<i64>>,
    signed: Vec<(SignatureOf, Option<i64>)>,
}

struct Saga {
    world: World,
    books: Books,
    surcharge: i64,
    down: usize,
    disk_full: bool,
    loses_answer: bool,
    /// What lies in the outbox.
    item: Option<Submission>,
    /// It arrived and nobody was told.
    lost: bool,
    /// A later look at the disk of what is a draft there.
    draft: Option<String>,
    turns: usize,
    done: bool,
    said: Vec<(Revision, SignUpInput)>,
    answers: Vec<(QuestionId, Box<Preview>)>,
}

impl Saga {
    fn new() -> Self {
        Self {
            world: World::new(),
            books: Books::default(),
            surcharge: 0,
            down: 0,
            disk_full: false,
            loses_answer: false,
            item: None,
            lost: false,
            draft: None,
            turns: 0,
            done: false,
            said: Vec::new(),
            answers: Vec::new(),
        }
    }

    fn preview(&self, request: &ContractRequest) -> Preview {
        let mut preview = preview_of(request);
        preview.base_price = preview.base_price.map(|price| eur(price.minor + self.surcharge));
        preview
    }

    fn page(&mut self, input: SignUpInput) {
        self.world.page(input.clone());
        self.said.push((self.world.revision, input));
    }

    /// The price that is on the screen: the vendor's, or that of the offer while it cannot be asked.
    fn shown(&self) -> Option<i64> {
        match self.world.view().preview {
            PreviewView::Shown { price } => price.base.map(|base| base.minor.0),
            PreviewView::Failed { .. } => self
                .world
                .sign_up
                .term()
                .and_then(|(_, term)| term.payment.payments.round())
                .map(|it| it.minor),
            PreviewView::None | PreviewView::Asking { .. } | PreviewView::Refused => None,
        }
    }

    /// Everything that was ordered is done, as far as the world lets it.
    fn settle(&mut self) {
        while let Some(effect) = self.world.effects.pop_front() {
            if let Effect::Submit(row, submission) = effect {
                assert!(self.item.is_none() && !self.lost, "sent twice");
                if std::mem::take(&mut self.disk_full) {
                    self.world.tell(Input::Sent(Sent::NotWritten));
                } else {
                    self.draft = Some(row.body.into_exposed());
                    self.world.kept = None;
                    self.item = Some(*submission);
                }
            } else if self.down > 0 {
                self.world.fail(effect);
            } else if let Effect::Price(number, request) = effect {
                let preview = Box::new(self.preview(&request));
                self.answers.push((number, preview.clone()));
                self.world.tell(Input::Priced(number, Priced::Ready(preview)));
            } else {
                self.world.answer(effect);
            }
        }
    }

    /// The outbox does what it does: it asks the price anew, compares, and posts once.
    fn send(&mut self) {
        if self.lost {
            if self.down == 0 {
                self.lost = false;
                self.world.tell(Input::Sent(made()));
            }
            return;
        }
        let Some(submission) = self.item.take() else { return };
        let Submitted::Contract(request, agreed) = &submission.what else { panic!("a contract") };
        if self.down > 0 {
            self.item = Some(submission);
            return self.world.tell(Input::Sent(Sent::Waiting));
        }
        let now = self.preview(request);
        if !agreed.holds(&now) {
            self.world.kept = self.draft.take();
            return self.world.tell(Input::Sent(Sent::PriceChanged));
        }
        let price = now.base_price.map(|price| price.minor);
        assert_eq!(self.books.pressed, Some(price), "what is paid is what was shown at the last press");
        for of in [SignatureOf::Contract, SignatureOf::Mandate] {
            let signed = self.books.signed.iter().rev().find(|(what, _)| *what == of).expect("signed");
            assert_eq!(signed.1, price, "and what was signed for: {of:?}");
        }
        let signatures = request.signatures.expose();
        assert!(signatures.contract.is_some() && signatures.sepa.is_some());
        self.books.contracts.extend(price);
        assert_eq!(self.books.contracts.len(), 1, "one contract");
        if std::mem::take(&mut self.loses_answer) {
            self.lost = true;
            self.world.tell(Input::Sent(Sent::Unknown));
        } else {
            self.world.tell(Input::Sent(made()));
        }
    }

    /// Somebody does what the screen asks for.
    fn turn(&mut self) {
        self.turns += 1;
        if self.down > 0 {
            self.down -= 1;
            if self.down == 0 {
                self.world.tell(Input::Reachable);
            }
        }
        self.settle();
        match self.world.view().step {
            SignUpStep::Start { .. } => self.page(SignUpInput::Aim { aim: SignUpAim::Contract }),
            SignUpStep::Part { part } => self.at(part),
            SignUpStep::PriceChanged => self.page(SignUpInput::TakePrice),
            SignUpStep::Submitting | SignUpStep::Waiting | SignUpStep::Unknown => self.send(),
            SignUpStep::Done { .. } => self.done = true,
            SignUpStep::Minor { .. }
            | SignUpStep::Paying
            | SignUpStep::Refused { .. }
            | SignUpStep::Parked { .. } => panic!("nobody led it there"),
        }
        self.settle();
        self.check();
    }

    fn at(&mut self, part: SignUpPart) {
        use wire::{PayBy, SignUpField as F};
        match part {
            SignUpPart::Offers => {
                if self.world.view().chosen.term.is_none() {
                    return self.page(takes_term(11));
                }
            }
            SignUpPart::Details => {
                let missing = self.world.view().problems.into_iter().find(|it| !it.doubt);
                if let Some(missing) = missing {
                    let known = [
                        (F::DateOfBirth, "1990-01-01"),
                        (F::Email, "zoe@example.org"),
                        (F::ZipCode, "20095"),
                    ];
                    let text =
                        known.iter().find(|(field, _)| *field == missing.field).map_or("Zoë", |it| it.1);
                    return self.page(SignUpInput::Enter { field: missing.field, text: text.into() });
                }
            }
            SignUpPart::Payment => {
                if self.world.view().chosen.pay_by.is_none() {
                    return self.page(SignUpInput::PayBy { by: PayBy::DirectDebit });
                }
                for (field, text) in [(F::AccountHolder, "Zoë"), (F::Iban, "DE89370400440532013000")] {
                    if self.world.view().problems.iter().any(|it| it.field == field && !it.doubt) {
                        return self.page(SignUpInput::Enter { field, text: text.into() });
                    }
                }
            }
            SignUpPart::Texts => {
                if let Some(input) = self.agreement() {
                    if let SignUpInput::Sign { what, .. } = &input {
                        let shown = self.shown();
                        self.books.signed.push((*what, shown));
                    }
                    return self.page(input);
                }
            }
            SignUpPart::Summary => return self.press(),
            SignUpPart::Terms | SignUpPart::Picture | SignUpPart::Slots => {}
        }
        self.page(SignUpInput::Next);
    }

    /// What is still to be agreed to.
    fn agreement(&self) -> Option<SignUpInput> {
        let view = self.world.view();
        if let Some(block) = view.texts.iter().find(|it| it.text.required && !it.confirmed && !it.signed) {
            let block = block.text.block;
            return Some(match block.0.0 {
                2 => SignUpInput::Confirm { block, yes: true },
                _ => SignUpInput::Sign { what: SignatureOf::Text { block }, svg: SVG.into() },
            });
        }
        let mut both = [SignatureOf::Contract, SignatureOf::Mandate].into_iter();
        let missing = both.find(|of| !view.signed.contains(of))?;
        Some(SignUpInput::Sign { what: missing, svg: SVG.into() })
    }

    fn press(&mut self) {
        let shown = self.shown();
        let was_summary = self.world.part() == Some(SignUpPart::Summary);
        self.page(SignUpInput::Submit);
        if self.world.view().step == SignUpStep::Submitting && was_summary {
            self.books.pressed = Some(shown);
        } else if was_summary {
            // Something that was there is not any more.
            let missing =
                self.world.sign_up.path().into_iter().find(|it| !self.world.sign_up.is_complete(*it));
            if let Some(part) = missing {
                self.page(SignUpInput::Go { part });
            }
        }
    }

    fn meddle(&mut self, meddling: Meddling) {
        match meddling {
            Meddling::Nothing => {}
            Meddling::Down(turns) => self.down = turns,
            Meddling::Dearer => self.surcharge += 100,
            Meddling::Killed => self.kill(),
            Meddling::DiskFull => self.disk_full = true,
            Meddling::AnswerLost => self.loses_answer = true,
            Meddling::AllAgain => {
                for (revision, input) in self.said.clone() {
                    self.world.tell(Input::Page(revision, Box::new(input)));
                }
                for (number, preview) in self.answers.clone() {
                    self.world.tell(Input::Priced(number, Priced::Ready(preview)));
                }
            }
            Meddling::OtherTerm => self.page(takes_term(12)),
            Meddling::Press => self.press(),
            Meddling::OtherAge => {
                let field = wire::SignUpField::DateOfBirth;
                self.page(SignUpInput::Enter { field, text: "1977-07-07".into() });
            }
        }
        self.settle();
    }

    /// What is in memory is gone. A draft that was kept is opened by somebody.
    fn kill(&mut self) {
        self.world.effects.clear();
        if !self.world.sign_up.is_being_filled_in() {
            // The outbox has it, and goes on by itself.
            return;
        }
        let key = (Uuid::from_u128(7), self.world.now.wall);
        let now = self.world.now;
        let (rules, facts) = (Arc::new(rules()), facts("DE"));
        let (sign_up, effects) = match self.world.kept.as_deref().and_then(Draft::read) {
            Some(draft) => SignUp::open(SignUpId(2), key, rules, facts, draft, now),
            None => SignUp::begin(SignUpId(2), key.0, rules, facts, SignUpAim::Contract, now),
        };
        self.world.sign_up = sign_up;
        self.world.revision = Revision(0);
        self.said.clear();
        self.answers.clear();
        self.world.effects.extend(effects.into_iter().filter(is_question));
    }

    /// It is a draft on the disk, or in the outbox, or a contract; never two of them, and never nothing once
    /// something was entered.
    fn check(&self) {
        let is_draft = self.world.kept.is_some();
        let is_item = self.item.is_some() || self.lost;
        let is_contract = !self.books.contracts.is_empty() && !self.lost;
        let places = usize::from(is_draft) + usize::from(is_item) + usize::from(is_contract);
        let begun = self.world.sign_up.draft.has_something();
        assert!(
            places <= 1 && (places == 1 || !begun),
            "draft {is_draft} item {is_item} contract {is_contract}"
        );
    }
}

fn run(before: usize, meddling: Meddling) -> Saga {
    let mut saga = Saga::new();
    while !saga.done {
        assert!(
            saga.turns < 200,
            "it never ends with {meddling:?} before {before}: {:?}",
            saga.world.view().step
        );
        if saga.turns == before {
            saga.meddle(meddling);
        }
        saga.turn();
    }
    saga
}

#[test]
fn without_a_fault_there_is_one_contract() {
    let saga = run(0, Meddling::Nothing);
    assert_eq!(saga.books.contracts.len(), 1);
    assert!(saga.turns > 20, "{} turns are a whole sign-up", saga.turns);
}

#[test]
fn a_fault_of_every_kind_before_every_step_makes_one_contract_at_the_price_that_was_signed() {
    let turns = run(0, Meddling::Nothing).turns;
    let mut longer = 0;
    for meddling in EVERYTHING {
        for before in 0..turns {
            let saga = run(before, meddling);
            assert_eq!(saga.books.contracts.len(), 1, "{meddling:?} before {before}");
            longer += usize::from(saga.turns > turns);
        }
    }
    assert!(longer > 50, "the faults are felt: {longer}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Several faults in whatever order.
    #[test]
    fn whatever_happens_the_books_are_right(
        meddlings in prop::collection::vec((0_usize..40, 0..EVERYTHING.len()), 0..6),
    ) {
        let mut saga = Saga::new();
        while !saga.done {
            prop_assert!(saga.turns < 600, "it never ends: {:?}", saga.world.view().step);
            for (before, which) in &meddlings {
                if *before == saga.turns {
                    saga.meddle(EVERYTHING[*which]);
                }
            }
            saga.turn();
        }
        prop_assert_eq!(saga.books.contracts.len(), 1);
    }
}
