//! Client ↔ practice studio: whole sales, top-ups and uses. Each of the two was written from the document
//! alone, so that what one says must mean the same to the other.

use std::sync::Arc;

use domain::{Currency, Identification, Language, Money, NotDone, Outcome};
use jiff::SignedDuration;
use magicline::{DeviceApi, Endpoint, Error, Http, Limits, Permit, outcome};
use sandbox::{Case, Effect, Fault, FaultPlan, Goods, HandClock, Options, Sandbox, WrongPrice};
use uuid::Uuid;

use crate::caller::{SUNBED, VENDING};
use crate::judge;

const ONE: Uuid = Uuid::from_u128(0x4671fde7_bb07_4fe5_aa0e_947d9ccb842f);
const TWO: Uuid = Uuid::from_u128(0x0b7c35fa_3d43_4f6f_8f0c_6d6f3a6a0f10);
const DE: Language = Language::DE;

struct Counter {
    studio: Sandbox,
    clock: Arc<HandClock>,
    vending: DeviceApi,
    time: DeviceApi,
}

impl Counter {
    async fn open() -> Self {
        let clock = Arc::new(HandClock::at("2026-03-04T09:00:00Z".parse().unwrap()));
        let options = Options { clock: clock.clone(), ..Options::default() };
        let studio = Sandbox::start(options).await.unwrap();
        let http = Http::new(Limits::default()).unwrap();
        let endpoint = Endpoint::parse(&studio.device_url()).unwrap();
        let device = |id| DeviceApi::new(&http, endpoint.clone(), studio.activate(id).unwrap().into());
        let (vending, time) = (device(VENDING), device(SUNBED));
        Self { studio, clock, vending, time }
    }

    fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    fn who(&self, case: Case) -> Identification {
        let digits = self.studio.card(case).unwrap().decimal.unwrap();
        Identification::Number { value: digits, format: domain::CardFormat::Decimal }
    }

    fn id(&self, case: Case) -> i64 {
        self.studio.card(case).unwrap().id
    }

    async fn hold(&self, case: Case, transaction: Uuid) -> Result<magicline::VendingMember, Error> {
        self.vending.vending_identify(&self.who(case), transaction, Currency::EUR, DE).await
    }

    async fn check(&self, case: Case, transaction: Uuid, cents: i64) -> Result<magicline::SaleCheck, Error> {
        self.vending.check_sale(&self.who(case), transaction, "1", euros(cents), DE).await
    }

    async fn charge(&self, case: Case, transaction: Uuid, cents: i64) -> Outcome<()> {
        outcome(self.vending.charge_sale(&self.who(case), transaction, "1", euros(cents), DE).await)
    }

    /// What was charged in the studio: member and cents.
    fn charged(&self) -> Vec<(i64, i64)> {
        self.studio.charges().iter().map(|charge| (charge.member, charge.cents)).collect()
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        for entry in self.studio.journal() {
            let faults = judge::request(entry.api, &entry.method, &entry.request);
            assert!(faults.is_empty(), "{}: {faults:#?}", entry.path);
        }
    }
}

fn euros(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

/// The code and the words of a certain refusal.
fn refused<T: std::fmt::Debug>(result: Outcome<T>) -> (Option<String>, String) {
    let Outcome::NotDone(NotDone::Refused { message, code, .. }) = result else {
        panic!("no refusal: {result:?}");
    };
    (code, message.expect("words for the member").into_exposed())
}

#[tokio::test]
async fn a_whole_sale() {
    let counter = Counter::open().await;
    let hello = counter.hold(Case::Fine, ONE).await.unwrap();
    assert_eq!((hello.permit, hello.credit), (Permit::Granted, Some(euros(2500))));
    let held = counter.studio.holder(counter.id(Case::Fine)).unwrap();
    assert_eq!(held.transaction, ONE.to_string());
    let check = counter.check(Case::Fine, ONE, 250).await.unwrap();
    assert_eq!(
        (check.permit, check.credit, check.price),
        (Permit::Granted, Some(euros(2500)), Some(euros(250)))
    );
    assert!(counter.charged().is_empty());
    assert_eq!(counter.charge(Case::Fine, ONE, 250).await, Outcome::Done(()));
    let [charge] = &counter.studio.charges_in(&ONE.to_string())[..] else { panic!("one charge") };
    let goods = Goods::Product { shelf: "1".to_owned(), transaction: ONE.to_string() };
    assert_eq!((&charge.goods, charge.cents, charge.checked), (&goods, 250, true));
    assert_eq!(counter.hold(Case::Fine, TWO).await.unwrap().credit, Some(euros(2250)));
}

#[tokio::test]
async fn a_wrong_price_in_both_readings() {
    for reading in [WrongPrice::Refused, WrongPrice::Denied] {
        let counter = Counter::open().await;
        counter.studio.configure(|settings| settings.wrong_price = reading);
        counter.studio.set_shelf("1", Some(290));
        counter.hold(Case::Fine, ONE).await.unwrap();
        let words = "Der Preis hat sich geändert. Es wurde nichts verkauft.";
        let check = counter.check(Case::Fine, ONE, 250).await;
        let code = match reading {
            WrongPrice::Refused => {
                assert_eq!(refused(outcome(check)).1, words);
                Some("VENDING_PRICE_MISMATCH".to_owned())
            }
            WrongPrice::Denied => {
                let check = check.unwrap();
                let Permit::Denied(Some(said)) = &check.permit else { panic!("{check:?}") };
                assert_eq!((said.expose().as_str(), check.price), (words, Some(euros(290))));
                None
            }
        };
        assert_eq!(refused(counter.charge(Case::Fine, ONE, 250).await), (code, words.to_owned()));
        assert!(counter.charged().is_empty(), "{reading:?}");
        assert_eq!(counter.charge(Case::Fine, ONE, 290).await, Outcome::Done(()));
        assert_eq!(counter.charged(), [(counter.id(Case::Fine), 290)]);
    }
}

#[tokio::test]
async fn locks_and_both_time_outs() {
    let counter = Counter::open().await;
    counter.hold(Case::Fine, ONE).await.unwrap();
    let locked = outcome(counter.hold(Case::Fine, TWO).await);
    assert_eq!(refused(locked).0.as_deref(), Some("VENDING_CUSTOMER_LOCKED"));
    counter.pass(15);
    let late = outcome(counter.check(Case::Fine, ONE, 250).await);
    assert_eq!(refused(late).0.as_deref(), Some("VENDING_TRANSACTION_EXPIRED"));
    counter.hold(Case::Fine, TWO).await.unwrap();
    counter.pass(14);
    counter.check(Case::Fine, TWO, 250).await.unwrap();
    counter.pass(59);
    let locked = outcome(counter.hold(Case::Fine, ONE).await);
    assert_eq!(refused(locked).0.as_deref(), Some("VENDING_CUSTOMER_LOCKED"), "the check holds for longer");
    counter.pass(1);
    let late = refused(counter.charge(Case::Fine, TWO, 250).await);
    assert_eq!(late.0.as_deref(), Some("VENDING_TRANSACTION_EXPIRED"));
    assert!(counter.charged().is_empty() && counter.studio.held().is_empty());
}

#[tokio::test]
async fn too_little_a_top_up_and_then_enough() {
    let counter = Counter::open().await;
    for (case, credit, missing) in [(Case::LittleCredit, 100, 150), (Case::InDebt, -1250, 1500)] {
        let transaction = if case == Case::InDebt { TWO } else { ONE };
        let hello = counter.hold(case, transaction).await.unwrap();
        assert_eq!((hello.permit, hello.credit), (Permit::Granted, Some(euros(credit))));
        let check = counter.check(case, transaction, 250).await.unwrap();
        assert!(matches!(check.permit, Permit::Denied(Some(_))), "{case:?}: {check:?}");
        assert_eq!(
            refused(counter.charge(case, transaction, 250).await).0.as_deref(),
            Some("CREDIT_INSUFFICIENT")
        );
        let who = counter.who(case);
        counter.vending.revalue(&who, transaction, euros(missing), DE).await.unwrap();
        let [top_up] = &counter.studio.top_ups_in(&transaction.to_string())[..] else { panic!("one") };
        assert_eq!((top_up.member, top_up.cents), (counter.id(case), missing));
        assert_eq!(counter.check(case, transaction, 250).await.unwrap().permit, Permit::Granted);
        assert_eq!(counter.charge(case, transaction, 250).await, Outcome::Done(()));
        assert_eq!(counter.studio.credit(counter.id(case)), Some(0));
    }
}

#[tokio::test]
async fn a_use_of_the_solarium() {
    let counter = Counter::open().await;
    counter.studio.set_offer(600, Some(580));
    let who = counter.who(Case::Fine);
    let offers = counter.time.time_prices(DE).await.unwrap();
    let offers: Vec<_> = offers.iter().map(|one| (one.seconds, one.price)).collect();
    assert_eq!(offers, [(300, euros(300)), (600, euros(580)), (900, euros(750))]);
    assert_eq!(counter.time.time_identify(&who, DE).await, Ok(Permit::Granted));
    let check = counter.time.check_usage(&who, 600, DE).await.unwrap();
    assert_eq!((check.permit, check.price), (Permit::Granted, Some(euros(580))));
    assert!(counter.charged().is_empty());
    assert_eq!(counter.time.charge_usage(&who, 600, DE).await, Ok(()));
    let [charge] = &counter.studio.charges()[..] else { panic!("one charge") };
    assert_eq!((&charge.goods, charge.cents), (&Goods::Time { seconds: 600 }, 580));

    let minor = counter.who(Case::Minor);
    let Permit::Denied(Some(words)) = counter.time.time_identify(&minor, DE).await.unwrap() else {
        panic!("a minor was let in");
    };
    assert!(words.expose().contains("18"));
    let charged = outcome(counter.time.charge_usage(&minor, 600, DE).await);
    assert_eq!(refused(charged).0.as_deref(), Some("ACCESS_AGE_RESTRICTION"));
    assert_eq!(counter.charged().len(), 1);
}

/// The client must never be sure of what it cannot know, and never doubt what is certain.
#[tokio::test]
async fn what_the_client_is_sure_of_is_so() {
    for (fault, acts) in [
        (FaultPlan::new(Fault::Reset), true),
        (FaultPlan::new(Fault::Reset).carry_out(false), false),
        (FaultPlan::new(Fault::HalfAnswer), true),
        (FaultPlan::new(Fault::InternalError), false),
        (FaultPlan::new(Fault::InternalError).carry_out(true), true),
        (FaultPlan::new(Fault::Garbage).carry_out(true), true),
        (FaultPlan::new(Fault::BrokenJson), false),
        (FaultPlan::new(Fault::ServiceUnavailable), false),
        (FaultPlan::new(Fault::CaptivePortal), false),
    ] {
        let counter = Counter::open().await;
        counter.hold(Case::Fine, ONE).await.unwrap();
        counter.studio.set_fault(fault.clone().executions().times(1));
        counter.check(Case::Fine, ONE, 250).await.unwrap();
        let result = counter.charge(Case::Fine, ONE, 250).await;
        match &result {
            Outcome::Done(()) => assert!(acts, "{fault:?} counts as done"),
            Outcome::NotDone(_) => assert!(!acts, "{fault:?} counts as not done"),
            Outcome::Unknown(_) => {}
        }
        assert!(acts || !matches!(result, Outcome::Done(())), "{fault:?}");
        assert_eq!(counter.charged().len(), usize::from(acts), "{fault:?}");
        let sure = matches!(result, Outcome::NotDone(_));
        let certain = [Fault::ServiceUnavailable, Fault::CaptivePortal].contains(&fault.fault);
        assert_eq!(sure, certain, "{fault:?}: {result:?}");
        let last = counter.studio.journal().pop().unwrap();
        assert_eq!(matches!(last.effect, Effect::Charged { .. }), acts, "{fault:?}");
    }
}
