//! The reception: members are looked up, checked in by hand, given cards, and signed up at the member's
//! screen from behind the counter.

use std::sync::{Arc, Mutex, PoisonError};

use desk::ReceptionOrder;
use desk::staff::{DoorOrder, Order};
use domain::{CustomerId, Redacted};
use portico_tests::{
    Failure, Outcome, PATIENCE, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of,
};
use sandbox::{Api, Case, Fault, FaultPlan, Scope};
use tokio::sync::watch;
use tokio::time::timeout;
use wire::{
    ByHand, CardProblem, Id, InboxTab, MemberCard, MemberLink, MemberList, MemberOrder, MemberPicture,
    MemberStatus, Part, ReceptionView, Screen, SignUpAction, SignUpAim, VerdictView,
};

use crate::{OSKAR, hold};

/// Nobody's yet.
const NEW: [u8; 5] = [0x4e, 0xa1, 0x5c, 0x07, 0x93];

/// Somebody at the unlocked window.
struct Reception {
    studio: Studio,
    reader: VirtualReader,
    desk: Settled,
    team: Team,
    views: Arc<Mutex<Vec<ReceptionView>>>,
    count: watch::Receiver<usize>,
    _seat: Seat,
}

impl Reception {
    async fn open() -> Outcome<Self> {
        Self::of(Studio::open().await).await
    }

    async fn of(studio: Studio) -> Outcome<Self> {
        let (mut reader, seat) = (VirtualReader::plugged_in(), Seat::default());
        let file = SetupFile::new(&studio).entrance(reader.path()).offline("directory").sign_up("");
        seat.provision(&studio, &file).await?;
        let desk = seat.open().watch().await;
        hold(&desk, &mut reader, &frame_of(Studio::guest(200))).await?;
        let team = Team::inside(&desk).await?;
        let (tell, count) = watch::channel(0);
        let views: Arc<Mutex<Vec<ReceptionView>>> = Arc::default();
        let kept = Arc::clone(&views);
        let front = move |view| {
            let mut views = kept.lock().unwrap_or_else(PoisonError::into_inner);
            views.push(view);
            tell.send_replace(views.len());
        };
        team.order(Order::Reception(ReceptionOrder::Attach(Box::new(front)))).await?;
        let reception = Self { studio, reader, desk, team, views, count, _seat: seat };
        reception
            .sees("the list", |view| match &view.list {
                MemberList::Ready { complete_ms: Some(_), .. } => Some(()),
                MemberList::Ready { .. }
                | MemberList::Preparing
                | MemberList::NoRight { .. }
                | MemberList::Unreadable => None,
            })
            .await?;
        Ok(reception)
    }

    async fn wants(&self, order: MemberOrder) -> Outcome {
        self.team.order(Order::Reception(ReceptionOrder::Member(order))).await
    }

    fn now(&self) -> Option<ReceptionView> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
    }

    async fn sees<T>(&self, what: &str, pick: impl Fn(&ReceptionView) -> Option<T>) -> Outcome<T> {
        let mut count = self.count.clone();
        let found = timeout(PATIENCE, async {
            loop {
                count.mark_unchanged();
                if let Some(found) = self.now().as_ref().and_then(&pick) {
                    return Some(found);
                }
                count.changed().await.ok()?;
            }
        });
        let found = found.await.ok().flatten();
        found.ok_or_else(|| Failure::new(format!("the reception never saw {what}; last: {:#?}", self.now())))
    }

    /// The member who is open, once it looks so.
    async fn member<T>(&self, what: &str, pick: impl Fn(&MemberCard) -> Option<T>) -> Outcome<T> {
        self.sees(what, |view| view.open.as_deref().and_then(&pick)).await
    }

    fn ids(&self, query: &str) -> (Vec<String>, usize) {
        let hits = self.desk.desk.look_up(&Redacted::new(query.to_owned()));
        let hits =
            hits.map(|hits| (hits.listed.iter().map(|found| found.id.to_string()).collect(), hits.total));
        hits.unwrap_or_default()
    }

    async fn opens(&self, case: Case) -> Outcome<u32> {
        let member = Id(CustomerId(self.studio.member(case).id));
        self.wants(MemberOrder::Open { member }).await?;
        self.member("the member", |card| (card.member.id == member).then_some(card.card)).await
    }

    async fn is_complete(&self) -> Outcome<MemberCard> {
        self.member("everything about the member", |card| {
            let all = card.record != Part::Asked
                && card.contracts != Part::Asked
                && card.visits != Part::Asked
                && card.account != Part::Asked
                && card.picture != MemberPicture::Asked;
            all.then(|| card.clone())
        })
        .await
    }

    async fn checks_in(&self, card: u32, reason: &str) -> Outcome {
        self.wants(MemberOrder::CheckIn { card, entrance: 0, reason: reason.to_owned() }).await
    }

    async fn ends(&self) -> Outcome<ByHand> {
        self.member("the end of the check-in", |card| {
            (!matches!(card.by_hand, ByHand::No | ByHand::Asking)).then(|| card.by_hand.clone())
        })
        .await
    }
}

fn value<T: Clone>(part: &Part<T>) -> Outcome<T> {
    match part {
        Part::Here { value } => Ok(value.clone()),
        Part::Asked | Part::NoRight { .. } | Part::Nothing | Part::Silent { .. } => {
            Err(Failure::new("a part is not here".to_owned()))
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_found_by_name_and_number_and_everything_about_them_comes() -> Outcome {
    let reception = Reception::open().await?;
    let lena = reception.studio.member(Case::FineSevenBytes);
    for query in ["lena brandt", "BRA le", &lena.customer_number, &lena.customer_number[2..]] {
        assert_eq!(reception.ids(query).0.first(), Some(&lena.id.to_string()), "{query}");
    }
    let (listed, total) = reception.ids("probe");
    assert!(listed.len() == 20 && total > 100, "many of one name are counted: {total}");
    let guest = |hits: (Vec<String>, usize)| (hits.0.first().cloned(), hits.1);
    let (best, total) = guest(reception.ids("probe gast17"));
    assert_eq!(total, 11, "and told apart by a second word: 17, and 170 to 179");
    assert_eq!(best, guest(reception.ids("gast17 probe")).0);

    let number = reception.opens(Case::FineSevenBytes).await?;
    let card = reception.is_complete().await?;
    let record = value(&card.record)?;
    assert_eq!((record.status, record.may_enter, record.has_key), (MemberStatus::Member, true, true));
    assert!(value(&card.contracts)?[0].end.is_some());
    assert!(!value(&card.visits)?.is_empty(), "she has been here often");
    assert!(value(&card.account)?.credit.is_some());
    assert_eq!(card.picture, MemberPicture::Here);
    let picture = reception.desk.desk.member_picture(number).map(Redacted::into_exposed);
    assert!(picture.is_some_and(|data| data.starts_with("data:image/")));
    assert!(reception.studio.identifications().len() <= 1, "nobody was checked in by looking");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_key_may_not_see_is_left_out_and_named() -> Outcome {
    let reception = Reception::open().await?;
    reception.studio.set_scopes([Scope::CustomerRead]);
    reception.opens(Case::Unpaid).await?;
    let card = reception.is_complete().await?;
    let right = |right: &str| right.to_owned();
    assert!(value(&card.record)?.blocked);
    assert_eq!(card.visits, Part::NoRight { right: right("CHECKIN_READ") });
    assert_eq!(card.account, Part::NoRight { right: right("CUSTOMER_ACCOUNT_READ") });
    // Given meanwhile: what is missing is asked for again, and nothing else.
    reception.studio.set_scopes(Scope::ALL);
    reception.wants(MemberOrder::Again { card: card.card }).await?;
    let card = reception.is_complete().await?;
    assert!(value(&card.account)?.dunning.is_some());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_fails_says_so_and_an_earlier_member_never_lands_on_a_later_one() -> Outcome {
    let reception = Reception::open().await?;
    let visits = "/v1/customers/{customerId}/activities/checkins";
    reception.studio.set_fault(FaultPlan::new(Fault::ServiceUnavailable).on(Api::Open).at(visits));
    let first = reception.opens(Case::FineSevenBytes).await?;
    let second = reception.opens(Case::Birthday).await?;
    assert_ne!(first, second);
    let card = reception.is_complete().await?;
    assert!(matches!(card.visits, Part::Silent { .. }), "{:?}", card.visits);
    assert_eq!(card.member.id.0.0, reception.studio.member(Case::Birthday).id);
    assert!(reception.checks_in(first, "x").await.is_err(), "nothing is done to whoever is not open");
    reception.studio.clear_faults();
    reception.wants(MemberOrder::Again { card: second }).await?;
    value(&reception.is_complete().await?.visits)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_at_a_reader_finds_its_member_without_checking_in() -> Outcome {
    let mut reception = Reception::open().await?;
    let before = reception.studio.identifications().len();
    reception.wants(MemberOrder::AwaitCard).await?;
    reception.reader.tap_rdm6300(OSKAR);
    let name = reception.member("whose card it is", |card| card.member.first_name.clone()).await?;
    assert_eq!(name, "Oskar");
    assert_eq!(reception.studio.identifications().len(), before, "nobody checked in");
    // Only one card is taken: the next one is somebody who wants to come in.
    let mark = reception.desk.mark();
    reception.reader.tap_rdm6300(Studio::guest(5));
    assert!(matches!(reception.desk.verdict_after(mark).await?, VerdictView::Welcome { .. }));

    reception.wants(MemberOrder::AwaitCard).await?;
    reception.reader.tap_rdm6300(NEW);
    let problem = reception.sees("a card of nobody", |view| view.card_problem).await?;
    assert_eq!(problem, CardProblem::Nobody);
    let number =
        reception.studio.member(Case::Fine).decimal.ok_or_else(|| Failure::new("a card".to_owned()))?;
    reception.wants(MemberOrder::CardNumber { number }).await?;
    let fine = Id(CustomerId(reception.studio.member(Case::Fine).id));
    reception.member("the card's member", |card| (card.member.id == fine).then_some(())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_checked_in_by_hand_once_with_a_reason() -> Outcome {
    let reception = Reception::open().await?;
    let card = reception.opens(Case::FineFourBytes).await?;
    assert!(reception.checks_in(card, "  ").await.is_err(), "a reason is needed");
    let before = reception.studio.identifications().len();
    reception.checks_in(card, "Karte vergessen").await?;
    assert_eq!(reception.ends().await?, ByHand::Done);
    assert!(reception.checks_in(card, "noch einmal").await.is_err(), "not twice by a second press");
    assert_eq!(reception.studio.identifications().len(), before + 1);
    reception
        .team
        .sees("a line among the taps", |desk| {
            desk.taps.iter().any(|tap| tap.verdict == wire::TapVerdict::Welcome).then_some(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_card_is_checked_in_by_the_code_that_the_studio_gives() -> Outcome {
    let reception = Reception::open().await?;
    let card = reception.opens(Case::Pin).await?;
    let record = reception.is_complete().await?.record;
    assert!(!value(&record)?.has_key, "a PIN is the member's own");
    reception.checks_in(card, "Karte vergessen").await?;
    assert_eq!(reception.ends().await?, ByHand::Done);
    let last = reception.studio.identifications().pop().ok_or_else(|| Failure::new("a call".to_owned()))?;
    let body = String::from_utf8_lossy(&last.request.body);
    assert!(body.contains("QR_CODE"), "{body}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_studio_without_codes_says_that_a_card_is_needed() -> Outcome {
    let reception = Reception::open().await?;
    let code = "/v1/customers/{customerId}/access-code";
    reception.studio.set_fault(FaultPlan::new(Fault::Forbidden).on(Api::Open).at(code));
    let card = reception.opens(Case::Pin).await?;
    let before = reception.studio.identifications().len();
    reception.checks_in(card, "Karte vergessen").await?;
    assert_eq!(reception.ends().await?, ByHand::NoKey);
    assert_eq!(reception.studio.identifications().len(), before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_no_and_what_nobody_knows_are_told_as_they_are() -> Outcome {
    let reception = Reception::open().await?;
    let blocked = reception.opens(Case::Blocked).await?;
    reception.checks_in(blocked, "Karte vergessen").await?;
    assert!(matches!(reception.ends().await?, ByHand::Refused { words: Some(_) }));

    reception.studio.fault_at_check_in(Fault::Reset);
    let card = reception.opens(Case::FineFourBytes).await?;
    reception.checks_in(card, "Karte vergessen").await?;
    assert_eq!(reception.ends().await?, ByHand::Unknown);
    assert!(reception.checks_in(card, "noch einmal").await.is_err(), "it may have checked them in");
    reception.studio.clear_faults();
    reception.team.items(InboxTab::Person, 1).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_device_api_the_check_in_is_written_down_and_reported_later() -> Outcome {
    let reception = Reception::open().await?;
    let card = reception.opens(Case::FineFourBytes).await?;
    reception.is_complete().await?;
    reception.studio.fault_at_check_in(Fault::ServiceUnavailable);
    let before = reception.studio.movements();
    reception.checks_in(card, "Lesegerät defekt").await?;
    assert_eq!(reception.ends().await?, ByHand::LetIn);
    assert_eq!(reception.studio.movements(), before);
    reception.team.items(InboxTab::Waiting, 1).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_card_becomes_the_members() -> Outcome {
    let mut reception = Reception::open().await?;
    let card = reception.opens(Case::Pin).await?;
    for (uid, expected) in [(OSKAR, MemberLink::Taken), (NEW, MemberLink::Linked)] {
        reception.wants(MemberOrder::LinkCard { card }).await?;
        reception.reader.tap_rdm6300(uid);
        reception.member(&format!("{expected:?}"), |card| (card.link == expected).then_some(())).await?;
    }
    let mark = reception.desk.mark();
    reception.reader.tap_rdm6300(NEW);
    assert!(matches!(reception.desk.verdict_after(mark).await?, VerdictView::Welcome { .. }));
    reception
        .studio
        .set_scopes(Scope::ALL.into_iter().filter(|one| *one != Scope::CustomerAccessMediumWrite));
    reception.wants(MemberOrder::LinkCard { card }).await?;
    reception.reader.tap_rdm6300(Studio::guest(7));
    let right = "CUSTOMER_ACCESS_MEDIUM_WRITE".to_owned();
    let missing = MemberLink::NoRight { right };
    reception.member("the missing right", |card| (card.link == missing).then_some(())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_studios_system_finds_whoever_is_not_on_the_list() -> Outcome {
    let reception = Reception::open().await?;
    let former = reception.studio.member(Case::Former);
    assert_eq!(reception.ids(&former.customer_number).1, 0, "the list has members only");
    reception.wants(MemberOrder::Search { query: former.name.clone() }).await?;
    let id = Id(CustomerId(former.id));
    reception
        .sees("the former member", |view| match &view.asked.as_ref()?.found {
            Part::Here { value } => value.iter().any(|hit| hit.id == id).then_some(()),
            Part::Asked | Part::NoRight { .. } | Part::Nothing | Part::Silent { .. } => None,
        })
        .await?;
    reception.wants(MemberOrder::Open { member: CustomerId(former.id).into() }).await?;
    let status = value(&reception.is_complete().await?.record)?.status;
    assert_eq!(status, MemberStatus::Former);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_goes_to_the_members_screen_with_its_name_and_back() -> Outcome {
    let reception = Reception::open().await?;
    let begin = || MemberOrder::BeginSignUp {
        aim: SignUpAim::Contract,
        first_name: " Anna ".to_owned(),
        last_name: "Neumann".to_owned(),
    };
    // Whoever came last is still being welcomed.
    reception.desk.idle().await?;
    reception.wants(begin()).await?;
    reception.desk.until("a sign-up", |screen| matches!(screen, Screen::SignUp(_)).then_some(())).await?;
    assert!(reception.wants(begin()).await.is_err(), "somebody is at the screen");
    let line = reception
        .team
        .sees("the sign-up", |desk| desk.sign_ups.iter().find(|line| line.on_screen).cloned())
        .await?;
    assert_eq!(line.name.as_deref(), Some("Anna Neumann"));
    assert!(reception.desk.entered().iter().any(|entered| entered.fields.len() == 2), "typed once");
    reception.team.show(&line, SignUpAction::PutAside).await?;
    reception.desk.idle().await?;
    reception
        .team
        .sees("the parked draft", |desk| {
            desk.sign_ups.iter().any(|parked| parked.draft == line.draft && !parked.on_screen).then_some(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_takes_everything_away() -> Outcome {
    let mut reception = Reception::open().await?;
    let card = reception.opens(Case::FineSevenBytes).await?;
    reception.is_complete().await?;
    reception.wants(MemberOrder::AwaitCard).await?;
    reception.team.order(DoorOrder::Lock).await?;
    assert!(reception.wants(MemberOrder::Close).await.is_err());
    // The reception hears of the lock by itself; a card that comes afterwards checks in.
    let mark = reception.desk.mark();
    reception.reader.tap_rdm6300(Studio::guest(9));
    assert!(matches!(reception.desk.verdict_after(mark).await?, VerdictView::Welcome { .. }));
    assert_eq!(reception.desk.desk.look_up(&Redacted::new("lena".to_owned())), None);
    assert!(reception.desk.desk.member_picture(card).is_none());
    Ok(())
}
