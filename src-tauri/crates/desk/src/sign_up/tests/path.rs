//! The way through, and every way out of it.

use domain::{BlockId, CustomerId, Identification, ModuleId, TermId};
use jiff::civil::date;
use magicline::connect::Payment;
use wire::{
    AccountView, AttentionReason, CardLink, Id, PreviewView, RefusedReason, SignUpAim, SignUpChoices,
    SignUpField as F, SignUpInput, SignUpPart, SignUpStep, SignUpTrouble,
};

use super::super::*;
use super::world::*;

#[test]
fn a_contract_by_direct_debit_from_the_first_touch_to_the_card() {
    let mut world = World::new();
    assert_eq!(world.part(), Some(SignUpPart::Offers));
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    let sent = world.submission().expect("it is sent");
    proves(&sent.signed);
    let Submitted::Contract(request, agreed) = sent.what else { panic!("a contract") };
    assert_eq!(agreed, crate::transport::Agreed::of(&preview_of(&request)));
    assert_eq!(request.term, TermId(11));
    let Payment::DirectDebit { iban, holder, bic } = request.payment.expose() else { panic!("by debit") };
    assert_eq!((iban.as_str(), holder.as_str()), ("DE89370400440532013000", "Zoë Müller"));
    assert_eq!(bic.as_deref(), Some("COBADEFFXXX"));
    let signatures = request.signatures.expose();
    assert!(signatures.contract.is_some() && signatures.sepa.is_some());
    assert_eq!(signatures.text_blocks.iter().map(|it| it.text_block).collect::<Vec<_>>(), [BlockId(3)]);
    assert_eq!(world.view().step, SignUpStep::Submitting);
    world.tell(Input::Sent(made()));
    let done = |card| SignUpStep::Done {
        number: Some("M-1".into()),
        registration: None,
        payment: None,
        access_code: None,
        card,
    };
    assert_eq!(world.view().step, done(CardLink::HoldCard));
    assert!(world.sign_up.wants_card());
    world.tell(Input::Card(Identification::Barcode("1".into())));
    assert!(matches!(world.effects.pop_back(), Some(Effect::Link(CustomerId(99), _))));
    world.tell(Input::Card(Identification::Barcode("1".into())));
    assert!(world.effects.is_empty(), "a second tap links nothing");
    world.tell(Input::Linked(CardLink::Linked));
    assert_eq!(world.view().step, done(CardLink::Linked));
    world.page(SignUpInput::Leave);
    assert!(world.over);
}

/// One line for each agreement, with all it was given for and nothing of who gave it.
fn proves(signed: &[String]) {
    let lines: Vec<serde_json::Value> =
        signed.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let what: Vec<_> = lines.iter().map(|line| line["what"].to_string()).collect();
    assert_eq!(what, ["{\"text\":2}", "{\"text\":3}", "\"contract\"", "\"mandate\""]);
    for line in &lines {
        let names: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["amounts", "at", "drawn", "language", "term", "text", "what"]);
        assert_eq!((&line["language"], &line["term"]), (&"de".into(), &11.into()));
        assert_eq!(line["text"].as_str().map(str::len), Some(64), "SHA-256");
        assert!(line["at"].as_str().is_some_and(|at| at.ends_with('Z')), "in UTC");
        assert!(!line["amounts"].is_null());
    }
    let text = super::super::draft::fingerprint("Title 3\n<p>Text 3</p>");
    assert_eq!((&lines[1]["text"], &lines[1]["drawn"]), (&text.into(), &true.into()));
    let all = signed.concat();
    for personal in ["Zo", "1990", "DE89", "svg", "Hamburg"] {
        assert!(!all.contains(personal), "{personal}");
    }
}

#[test]
fn no_contract_begins_before_the_studio_opens() {
    let opening = date(2027, 2, 1);
    let with = |default_start, use_from| {
        let mut facts = facts("DE");
        let mut details = studio("DE");
        details.studio.opening = Some(opening);
        facts.studio = Some(Arc::new(details));
        let mut offer = offer();
        offer.pre_use = magicline::connect::PreUse::Free;
        offer.terms = vec![magicline::connect::Term { default_start, use_from, ..term(11, 2990) }];
        facts.offers = Some(Arc::new(vec![offer]));
        World::with(rules(), facts, SignUpAim::Contract)
    };
    for (default_start, use_from, start, pre_use) in [
        (None, None, opening, None),
        (Some(date(2026, 12, 1)), None, opening, None),
        (Some(date(2027, 3, 1)), Some(date(2026, 12, 1)), date(2027, 3, 1), None),
        (Some(date(2027, 3, 1)), Some(opening), date(2027, 3, 1), Some(opening)),
    ] {
        let mut world = with(default_start, use_from);
        world.page(takes_term(11));
        let chosen = |world: &World| world.view().chosen;
        assert_eq!(chosen(&world).start, Some(start.to_string()));
        assert_eq!(chosen(&world).opening.as_deref(), Some("2027-02-01"), "the member is told");
        assert_eq!(world.sign_up.about().unwrap().pre_use, pre_use);
        world.page(SignUpInput::Start { date: "2027-01-31".into() });
        assert_eq!(chosen(&world).start, Some(start.to_string()), "not the day before");
        world.page(SignUpInput::Start { date: "2027-02-01".into() });
        assert_eq!(chosen(&world).start.as_deref(), Some("2027-02-01"));
    }
    // The day that was chosen before the vendor said when it opens.
    let mut world = World::new();
    world.go_to_details();
    let mut details = studio("DE");
    details.studio.opening = Some(opening);
    world.tell(Input::Facts(Box::new(Facts { studio: Some(Arc::new(details)), ..facts("DE") })));
    assert_eq!(world.view().chosen.start.as_deref(), Some("2027-02-01"));
    assert_eq!(World::new().view().chosen.opening, None);
}

#[test]
fn what_is_not_offered_today_cannot_be_had() {
    let today = date(2026, 11, 29);
    for (from, until, offered) in [
        (date(2026, 11, 1), today, true),
        (today, date(2026, 12, 24), true),
        (date(2026, 11, 1), date(2026, 11, 28), false),
        (date(2026, 11, 30), date(2026, 12, 24), false),
    ] {
        let mut facts = facts("DE");
        facts.offers =
            Some(Arc::new(vec![magicline::connect::Offer { offered: Some((from, until)), ..offer() }]));
        assert_eq!(facts.offered(today).count(), usize::from(offered), "what the page is shown");
        let mut world = World::with(rules(), facts, SignUpAim::Contract);
        world.page(takes_term(11));
        assert_eq!(world.view().chosen.term.is_some(), offered, "{from} to {until}");
        assert_eq!(world.view().trouble.is_none(), offered);
    }
    // Its last day ends while somebody is at it, and the vendor cannot be asked.
    let mut world = World::new();
    let last = magicline::connect::Offer { offered: Some((today, today)), ..offer() };
    world.tell(Input::Facts(Box::new(Facts { offers: Some(Arc::new(vec![last])), ..facts("DE") })));
    world.go_to_details();
    world.wait(Duration::from_secs(86_400));
    assert_eq!((world.part(), world.view().chosen.term), (Some(SignUpPart::Offers), None));
}

#[test]
fn nothing_goes_on_while_something_is_missing() {
    let mut world = World::new();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Offers));
    world.go_to_details();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Go { part: SignUpPart::Payment });
    assert_eq!(world.part(), Some(SignUpPart::Details), "not reached yet");
    world.page(SignUpInput::Go { part: SignUpPart::Offers });
    assert_eq!(world.part(), Some(SignUpPart::Offers));
    world.page(SignUpInput::Go { part: SignUpPart::Details });
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_none());
}

#[test]
fn more_free_modules_than_there_can_be_are_not_taken() {
    let mut world = World::new();
    world.page(takes_term(11));
    world.page(SignUpInput::Next);
    world.page(takes_modules(&[60, 61, 70, 999]));
    assert_eq!(
        world.view().chosen.modules,
        [60, 61, 70].map(|id| Id(ModuleId(id))),
        "what there is not is left out"
    );
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Terms));
    world.page(takes_modules(&[60, 70]));
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Details));
}

#[test]
fn changes_that_were_had_are_left_out_of_account() {
    let mut world = World::new();
    world.go_to_details();
    world.enter(F::FirstName, "New");
    let old = SignUpInput::Enter { field: F::FirstName, text: "Old".into() };
    world.tell(Input::Page(world.revision, Box::new(old.clone())));
    world.tell(Input::Page(Revision(1), Box::new(old)));
    assert_eq!(world.sign_up.name().as_deref(), Some("New"));
    assert_eq!(Revision(world.view().revision), world.revision);
}

#[test]
fn nobody_under_age_gets_a_contract_but_something_else() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    // Eighteen tomorrow: whoever signs has to be of age on that day, whenever it starts.
    world.enter(F::DateOfBirth, "2008-11-30");
    world.answer_all();
    assert!(!world.sign_up.calls_team());
    world.page(SignUpInput::Next);
    assert_eq!(world.view().step, SignUpStep::Minor { trial: true, lead: true, age: 18 });
    assert!(world.sign_up.calls_team());
    world.page(SignUpInput::Submit);
    world.page(SignUpInput::Next);
    assert!(world.submission().is_none());
    world.page(SignUpInput::Back);
    assert_eq!(world.part(), Some(SignUpPart::Details));
    for start in ["2026-11-30", "2027-06-01"] {
        world.page(SignUpInput::Start { date: start.into() });
        world.answer_all();
        world.page(SignUpInput::Next);
        assert_eq!(
            world.view().step,
            SignUpStep::Minor { trial: true, lead: true, age: 18 },
            "a later start is no way round"
        );
        world.page(SignUpInput::Back);
    }
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Aim { aim: SignUpAim::Lead });
    assert_eq!(world.part(), Some(SignUpPart::Details));
    assert_eq!(world.sign_up.name().as_deref(), Some("Zoë van der Müller-Ćwikła"), "nothing is typed twice");
    let mut allowed = World::with(SignUpRules { minors: true, ..rules() }, facts("DE"), SignUpAim::Contract);
    allowed.go_to_details();
    allowed.fill_in_details();
    allowed.enter(F::DateOfBirth, "2010-01-01");
    allowed.page(SignUpInput::Next);
    assert_eq!(allowed.part(), Some(SignUpPart::Picture));
}

/// What is on its way for the first time is not told again, and what is over stays so.
#[test]
fn whatever_comes_late_changes_nothing_that_is_over() {
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    world.tell(Input::Sent(made()));
    let done = world.view();
    for sent in [Sent::Waiting, Sent::Unknown, Sent::PriceChanged, Sent::NotWritten] {
        world.tell(Input::Sent(sent));
    }
    world.tell(Input::Coded(Some(Redacted::new("7CFHJK".into()))));
    world.tell(Input::NoSuchCode);
    world.tell(Input::Paid(PaymentWindow { sign_up: SignUpId(1), nth: 1 }, Some(Redacted::new("t".into()))));
    world.tell(Input::Discard);
    assert_eq!(world.view(), done);
    assert!(world.effects.is_empty() && !world.over);
}

#[test]
fn a_slot_that_was_taken_meanwhile_can_be_chosen_anew() {
    let mut facts = facts("DE");
    let slot = |hour: i64| FreeSlot {
        start: format!("2026-12-01T{hour:02}:00:00.000+01:00[Europe/Berlin]"),
        starts_at: format!("2026-12-01T{hour:02}:00:00+01:00").parse().unwrap(),
        ends_at: None,
    };
    let day = jiff::civil::date(2026, 11, 29);
    let slots = |list| Slots {
        name: None,
        description: None,
        from: day,
        to: jiff::civil::date(2026, 12, 12),
        trainer_optional: false,
        list,
    };
    facts.slots = Some(Arc::new(slots(vec![slot(9), slot(10)])));
    let mut world = World::with(rules(), facts.clone(), SignUpAim::Trial);
    world.page(SignUpInput::Slot { slot: 1 });
    world.page(SignUpInput::Next);
    world.fill_in_details();
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    let Some(Submitted::Trial(request)) = world.submission().map(|it| it.what) else { panic!("a trial") };
    assert_eq!(request.start, "2026-12-01T10:00:00.000+01:00[Europe/Berlin]", "not a character changed");
    assert!(request.with_trainer);
    world.tell(Input::Sent(Sent::Refused(Refusal { reason: RefusedReason::SlotTaken, mend: Mend::Slot })));
    facts.slots = Some(Arc::new(slots(vec![slot(9)])));
    world.tell(Input::Facts(Box::new(facts.clone())));
    world.page(SignUpInput::Back);
    assert_eq!((world.part(), world.view().chosen.slot), (Some(SignUpPart::Slots), None));
    world.page(SignUpInput::Slot { slot: 0 });
    // Gone before it was sent, as the next list says.
    facts.slots = Some(Arc::new(slots(vec![])));
    world.tell(Input::Facts(Box::new(facts)));
    assert_eq!(world.view().chosen.slot, None);
}

#[test]
fn what_could_not_be_asked_is_asked_again() {
    for how in 0..2 {
        let mut world = World::new();
        world.go_to_details();
        world.enter(F::DateOfBirth, "1990-01-01");
        let Some(Effect::Price(number, _)) = world.effects.pop_front() else { panic!("asked") };
        world.tell(Input::Priced(number, Priced::Failed(AttentionReason::NoConnection)));
        assert!(world.effects.is_empty() && world.sign_up.deadline().is_some());
        match how {
            0 => world.tell(Input::Reachable),
            _ => world.wait(AGAIN),
        }
        world.answer_all();
        assert!(matches!(world.view().preview, PreviewView::Shown { .. }), "{how}");
        assert_eq!(world.sign_up.deadline(), None);
    }
}

#[test]
fn a_check_in_voucher_is_redeemed_once() {
    let facts = Facts { visits: Some(true), ..facts("DE") };
    let mut world = World::with(rules(), facts, SignUpAim::Open);
    let choices = SignUpChoices { contract: true, trial: true, lead: true };
    assert_eq!(world.view().step, SignUpStep::Start { choices, code: wire::CodeView::Unsaid });
    world.page(SignUpInput::Voucher { code: "CHVB1".into() });
    world.answer_all();
    world.page(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher });
    assert_eq!(world.view().aim, SignUpAim::CheckInVoucher);
    for (field, text) in [(F::FirstName, "A"), (F::LastName, "B"), (F::Email, "a@b.example")] {
        world.enter(field, text);
    }
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    world.page(SignUpInput::Submit);
    assert_eq!(world.effects.len(), 1);
    let Some(Effect::Redeem { number, .. }) = world.effects.pop_front() else { panic!("redeemed") };
    world.tell(Input::Redeemed(number, Ok(Ok(Redacted::new("c0de".into())))));
    let SignUpStep::Done { access_code, .. } = world.view().step else { panic!("done") };
    assert_eq!(access_code.as_deref(), Some("c0de"));
    assert_eq!(world.kept, None, "nothing is left of it");
}

#[test]
fn putting_aside_shows_a_code_once_it_is_on_the_disk() {
    let mut world = World::new();
    world.page(SignUpInput::Park { team: true });
    assert!(world.effects.is_empty(), "there is nothing to keep");
    world.go_to_details();
    world.enter(F::FirstName, "Zoë");
    world.page(SignUpInput::Park { team: true });
    let Some(Effect::Park(row)) = world.effects.pop_back() else { panic!("parked") };
    assert!(row.for_team && row.step == "contract");
    assert_eq!(row.name.map(Redacted::into_exposed).as_deref(), Some("Zoë"));
    world.tell(Input::Coded(None));
    assert_eq!(world.view().trouble, Some(SignUpTrouble::NotKept));
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Park { team: false });
    world.tell(Input::Coded(Some(Redacted::new("7CFHJK".into()))));
    assert!(matches!(world.view().step, SignUpStep::Parked { code, days: 7, .. } if code == "7CFHJK"));
}

#[test]
fn a_draft_is_kept_from_the_first_thing_entered_and_opened_as_it_was() {
    let mut world = World::new();
    assert_eq!(world.kept, None);
    world.go_to_texts();
    world.agree();
    let kept = Draft::read(world.kept.as_ref().expect("kept")).expect("read back");
    let key = (Uuid::from_u128(7), world.now.wall);
    let (opened, _) = SignUp::open(SignUpId(2), key, Arc::new(rules()), facts("DE"), kept, world.now);
    let mut again = World::new();
    again.sign_up = opened;
    again.answer_all();
    again.tell(Input::Tick);
    let mut effects = again.sign_up.handle(Input::Tick, again.now);
    again.effects.extend(effects.drain(..));
    assert_eq!(again.part(), Some(SignUpPart::Texts));
    let entered = again.sign_up.entered();
    assert!(entered.fields.iter().all(|field| field.field != F::Iban));
    assert!(entered.fields.iter().any(|field| field.text == "Zoë"));
    world.page(SignUpInput::Discard);
    assert!(world.over && world.kept.is_none());
}

#[test]
fn leaving_keeps_what_was_begun_and_nothing_else() {
    let mut world = World::new();
    world.page(SignUpInput::Leave);
    assert!(world.over && world.kept.is_none());
    let mut world = World::new();
    world.go_to_details();
    world.page(SignUpInput::Leave);
    assert!(world.over && world.kept.is_some());
}

#[test]
fn a_refusal_and_a_lost_answer_are_told_as_they_are() {
    for (sent, wanted) in [
        (
            Sent::Refused(Refusal::for_team(RefusedReason::AlreadyMember)),
            SignUpStep::Refused { reason: RefusedReason::AlreadyMember },
        ),
        (Sent::Unknown, SignUpStep::Unknown),
        (Sent::Waiting, SignUpStep::Waiting),
    ] {
        let mut world = World::new();
        world.go_to_summary();
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_some());
        world.tell(Input::Sent(sent));
        assert_eq!(world.view().step, wanted);
        for input in [SignUpInput::Submit, SignUpInput::Next, SignUpInput::TakePrice, SignUpInput::Back] {
            world.page(input);
        }
        assert!(world.submission().is_none(), "{wanted:?}");
        assert_eq!(world.view().step, wanted);
    }
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    world.tell(Input::Sent(Sent::NotWritten));
    assert_eq!(world.view().trouble, Some(SignUpTrouble::NotKept));
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some(), "nothing was written, so it can be pressed again");
}

/// What the disk says late is about a draft that is none any more.
#[test]
fn what_was_sent_is_not_called_unkept() {
    let mut world = World::new();
    world.go_to_summary();
    world.tell(Input::Kept(false));
    assert_eq!(world.view().trouble, Some(SignUpTrouble::NotKept));
    world.tell(Input::Kept(true));
    world.page(SignUpInput::Submit);
    for input in [Input::Kept(false), Input::Sent(Sent::Waiting), Input::Kept(false), Input::Sent(made())] {
        world.tell(input);
        assert_eq!(world.view().trouble, None);
    }
    assert!(matches!(world.view().step, SignUpStep::Done { .. }));
}

#[test]
fn whoever_wants_no_picture_goes_on_without_one() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    world.answer_all();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Picture));
    world.tell(Input::Picture(outbox::Picture::new(b"PICTURE".to_vec())));
    world.page(SignUpInput::NoPicture);
    assert_eq!(world.part(), Some(SignUpPart::Payment));
    assert_eq!(world.view().picture, wire::PictureState::None);
}

/// The vendor could not use it: everything else stays, and it goes on with another one or without.
#[test]
fn a_picture_that_was_refused_is_taken_anew_or_left_out() {
    let refused = || {
        let mut world = World::new();
        world.go_to_summary();
        world.page(SignUpInput::Go { part: SignUpPart::Picture });
        world.tell(Input::Picture(outbox::Picture::new(b"PICTURE".to_vec())));
        world.page(SignUpInput::Go { part: SignUpPart::Summary });
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_some_and(|it| it.picture.is_some()));
        world.tell(Input::Sent(Sent::Refused(Refusal {
            reason: RefusedReason::Picture,
            mend: Mend::Picture,
        })));
        world.page(SignUpInput::Back);
        assert_eq!(world.part(), Some(SignUpPart::Picture));
        assert_eq!(world.view().picture, wire::PictureState::Refused);
        world
    };
    let mut world = refused();
    world.page(SignUpInput::NoPicture);
    assert_eq!(world.view().picture, wire::PictureState::None);
    world.page(SignUpInput::Go { part: SignUpPart::Summary });
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some_and(|it| it.picture.is_none()), "and what was signed still holds");
    let mut world = refused();
    world.tell(Input::Picture(outbox::Picture::new(b"OTHER".to_vec())));
    assert_eq!(world.view().picture, wire::PictureState::Taken);
}

#[test]
fn the_view_holds_no_account_number_signature_or_picture() {
    let mut world = World::new();
    world.go_to_details();
    world.tell(Input::Picture(outbox::Picture::new(b"PICTURE".to_vec())));
    world.page(SignUpInput::Go { part: SignUpPart::Offers });
    let mut world = World::new();
    world.go_to_texts();
    world.agree();
    let view = world.view();
    assert!(
        matches!(&view.account, AccountView::Kept { masked, checked: true, .. } if masked == "DE89 •••• 3000")
    );
    let all = serde_json::to_string(&view).unwrap();
    for secret in ["0440532", "0532 0130", "svg", "M1 2L3 4", "PICTURE", "UElDVFVSRQ"] {
        assert!(!all.contains(secret), "{secret}");
    }
}
