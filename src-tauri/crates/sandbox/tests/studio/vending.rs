use jiff::SignedDuration;
use sandbox::{Case, Charge, Effect, Goods, Held, RepeatedSale, TopUp, WrongPrice};
use serde_json::{Value, json};

use crate::bench::{Bench, ENTRANCE, Got, SHAKES};

const ONE: &str = "4671fde7-bb07-4fe5-aa0e-947d9ccb842f";
const TWO: &str = "b6a4f0cc-0f6c-4b5e-9a52-0c5f6a4a7d11";

async fn identify(bench: &Bench, case: Case, transaction: &str) -> Got {
    let body = json!({"identification": bench.shown(case), "transactionId": transaction});
    bench.device(SHAKES, "/open-api/device/vending/identification", &body).await
}

async fn sell(bench: &Bench, case: Case, transaction: &str, price: f64, execute: bool) -> Got {
    shelf(bench, case, transaction, ("1", price), execute).await
}

async fn shelf(bench: &Bench, case: Case, transaction: &str, what: (&str, f64), execute: bool) -> Got {
    let body = json!({
        "identification": bench.shown(case), "transactionId": transaction,
        "productId": what.0, "price": what.1, "shouldExecuteAction": execute,
    });
    bench.device(SHAKES, "/open-api/device/vending/sale", &body).await
}

async fn top_up(bench: &Bench, case: Case, transaction: &str, amount: Value) -> Got {
    let body = json!({"identification": bench.shown(case), "transactionId": transaction, "amount": amount});
    bench.device(SHAKES, "/open-api/device/vending/revalue", &body).await
}

fn credit(bench: &Bench, case: Case) -> i64 {
    bench.studio.credit(bench.id(case)).unwrap()
}

#[tokio::test]
async fn a_sale_goes_through_its_three_steps() {
    let bench = Bench::new().await;
    let hello = identify(&bench, Case::Fine, ONE).await;
    let expected = json!({"text": "", "authorized": true, "consumptionCredit": 25.0, "transactionId": ONE});
    assert_eq!((hello.status, hello.json()), (200, expected));
    let dry = sell(&bench, Case::Fine, ONE, 2.5, false).await;
    let expected = json!({"text": "", "authorized": true, "consumptionCredit": 25.0, "transactionId": ONE, "price": 2.5});
    assert_eq!((dry.status, dry.json()), (200, expected));
    assert_eq!(credit(&bench, Case::Fine), 2500);
    let sold = sell(&bench, Case::Fine, ONE, 2.5, true).await;
    assert_eq!((sold.status, sold.body.as_str()), (204, ""));
    assert_eq!(credit(&bench, Case::Fine), 2250);
    assert!(matches!(bench.last().effect, Effect::Charged { cents: 250, device: 31, .. }));
    assert_eq!(identify(&bench, Case::Fine, TWO).await.status, 200, "the lock is released by the sale");
}

#[tokio::test]
async fn only_the_transaction_that_holds_a_member_may_go_on() {
    let bench = Bench::new().await;
    identify(&bench, Case::Fine, ONE).await;
    for got in [
        identify(&bench, Case::Fine, TWO).await,
        sell(&bench, Case::Fine, TWO, 2.5, false).await,
        sell(&bench, Case::Fine, TWO, 2.5, true).await,
        top_up(&bench, Case::Fine, TWO, json!(5)).await,
    ] {
        assert_eq!((got.status, got.code().as_str()), (400, "VENDING_CUSTOMER_LOCKED"));
    }
    assert_eq!(credit(&bench, Case::Fine), 2500);
    assert_eq!(identify(&bench, Case::FineEm4100, TWO).await.status, 200, "others are free");
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200, "and so is the door");
}

/// Steps: wait so many seconds, do this, expect that status.
#[tokio::test]
async fn the_two_time_outs_run_from_their_own_step() {
    #[derive(Clone, Copy)]
    enum Do {
        Identify(&'static str),
        Dry,
        Sell,
    }
    use Do::{Dry, Identify, Sell};
    type Steps = &'static [(i64, Do, u16)];
    let table: [(&str, Steps); 8] = [
        ("idle, just in time", &[(0, Identify(ONE), 200), (14, Dry, 200), (59, Sell, 204)]),
        ("idle, over", &[(0, Identify(ONE), 200), (15, Dry, 400)]),
        ("idle, over for execution", &[(0, Identify(ONE), 200), (15, Sell, 400)]),
        ("without a dry run", &[(0, Identify(ONE), 200), (14, Sell, 204)]),
        ("draw, over", &[(0, Identify(ONE), 200), (10, Dry, 200), (60, Sell, 400)]),
        (
            "a second dry run gives new time",
            &[(0, Identify(ONE), 200), (10, Dry, 200), (50, Dry, 200), (50, Sell, 204)],
        ),
        (
            "another may start when idle is over",
            &[(0, Identify(ONE), 200), (14, Identify(TWO), 400), (1, Identify(TWO), 200)],
        ),
        (
            "draw holds longer than idle",
            &[(0, Identify(ONE), 200), (1, Dry, 200), (59, Identify(TWO), 400), (1, Identify(TWO), 200)],
        ),
    ];
    for (what, steps) in table {
        let bench = Bench::new().await;
        for (number, (wait, step, status)) in steps.iter().enumerate() {
            bench.pass(*wait);
            let got = match *step {
                Identify(transaction) => identify(&bench, Case::Fine, transaction).await,
                Dry => sell(&bench, Case::Fine, ONE, 2.5, false).await,
                Sell => sell(&bench, Case::Fine, ONE, 2.5, true).await,
            };
            assert_eq!(got.status, *status, "{what}, step {number}: {}", got.body);
        }
    }
}

#[tokio::test]
async fn time_outs_are_settings() {
    let bench = Bench::new().await;
    bench.studio.configure(|settings| {
        settings.idle_timeout_seconds = 5;
        settings.draw_timeout_seconds = 7;
    });
    identify(&bench, Case::Fine, ONE).await;
    bench.pass(4);
    assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, false).await.status, 200);
    bench.pass(7);
    assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, true).await.code(), "VENDING_TRANSACTION_EXPIRED");
    identify(&bench, Case::Fine, TWO).await;
    bench.pass(5);
    assert_eq!(sell(&bench, Case::Fine, TWO, 2.5, false).await.status, 400);
}

#[tokio::test]
async fn price_and_shelf_must_be_those_of_the_studio() {
    let bench = Bench::new().await;
    identify(&bench, Case::Fine, ONE).await;
    let table = [
        (("1", 2.49), 400, "VENDING_PRICE_MISMATCH"),
        (("1", 2.501), 400, "VENDING_PRICE_MISMATCH"),
        (("1", 3.2), 400, "VENDING_PRICE_MISMATCH"),
        (("9", 2.5), 404, "VENDING_PRODUCT_NOT_FOUND"),
    ];
    for (what, status, code) in table {
        for execute in [false, true] {
            let got = shelf(&bench, Case::Fine, ONE, what, execute).await;
            assert_eq!((got.status, got.code().as_str()), (status, code), "{what:?}");
        }
    }
    assert_eq!(shelf(&bench, Case::Fine, ONE, ("4", 1.29), true).await.status, 204);
    assert_eq!(credit(&bench, Case::Fine), 2500 - 129);
}

#[tokio::test]
async fn too_little_credit_is_said_first_and_refused_then() {
    let bench = Bench::new().await;
    assert_eq!(identify(&bench, Case::LittleCredit, ONE).await.json()["authorized"], true);
    let dry = sell(&bench, Case::LittleCredit, ONE, 2.5, false).await;
    assert_eq!((dry.status, &dry.json()["authorized"]), (200, &json!(false)));
    assert_eq!(dry.json()["text"], "Dein Guthaben reicht nicht aus.");
    let sold = sell(&bench, Case::LittleCredit, ONE, 2.5, true).await;
    assert_eq!((sold.status, sold.code().as_str()), (400, "CREDIT_INSUFFICIENT"));
    assert_eq!(credit(&bench, Case::LittleCredit), 100);
    assert_eq!(top_up(&bench, Case::LittleCredit, ONE, json!(1.5)).await.status, 204);
    assert_eq!(sell(&bench, Case::LittleCredit, ONE, 2.5, true).await.status, 204);
    assert_eq!(credit(&bench, Case::LittleCredit), 0);
}

#[tokio::test]
async fn who_may_not_come_in_may_not_buy() {
    let bench = Bench::new().await;
    let got = identify(&bench, Case::Blocked, ONE).await;
    assert_eq!((got.status, &got.json()["authorized"]), (200, &json!(false)));
    assert!(got.json()["text"].as_str().unwrap().contains("gesperrt"));
    assert!(matches!(bench.last().effect, Effect::Refused { member: Some(_), .. }));
    assert_eq!(identify(&bench, Case::Blocked, TWO).await.status, 200, "no lock was taken");
}

#[tokio::test]
async fn a_repeated_sale_is_answered_as_set() {
    use RepeatedSale::{ChargedAgain, Deduplicated, Refused};
    for (setting, status, left) in
        [(Refused, 400, 2250), (Deduplicated, 204, 2250), (ChargedAgain, 204, 2000)]
    {
        let bench = Bench::new().await;
        bench.studio.configure(|settings| settings.repeated_sale = setting);
        identify(&bench, Case::Fine, ONE).await;
        assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, true).await.status, 204);
        assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, true).await.status, status, "{setting:?}");
        assert_eq!(credit(&bench, Case::Fine), left, "{setting:?}");
        assert_eq!(sell(&bench, Case::FineEm4100, ONE, 2.5, true).await.status, 400, "not for somebody else");
        assert_eq!(sell(&bench, Case::Fine, TWO, 2.5, true).await.status, 400, "not for another transaction");
    }
}

#[tokio::test]
async fn credit_is_raised_by_positive_whole_cents_only() {
    let bench = Bench::new().await;
    let table =
        [(json!(5.25), 204), (json!(0), 400), (json!(-1), 400), (json!(0.001), 400), (json!("5"), 400)];
    for (amount, status) in table {
        assert_eq!(top_up(&bench, Case::Fine, ONE, amount.clone()).await.status, status, "{amount}");
    }
    assert_eq!(credit(&bench, Case::Fine), 3025);
}

#[tokio::test]
async fn a_transaction_has_a_number_in_the_published_form() {
    let bench = Bench::new().await;
    for bad in ["", "7", "4671fde7bb074fe5aa0e947d9ccb842f", "{4671fde7-bb07-4fe5-aa0e-947d9ccb842}"] {
        assert_eq!(identify(&bench, Case::Fine, bad).await.status, 400, "{bad}");
    }
    assert_eq!(identify(&bench, Case::Fine, &ONE.to_uppercase()).await.status, 200);
}

#[tokio::test]
async fn a_price_can_change_between_the_steps_of_a_sale() {
    let bench = Bench::new().await;
    identify(&bench, Case::Fine, ONE).await;
    assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, false).await.status, 200);
    bench.studio.set_shelf("1", Some(290));
    let got = sell(&bench, Case::Fine, ONE, 2.5, true).await;
    assert_eq!((got.status, got.code().as_str()), (400, "VENDING_PRICE_MISMATCH"));
    assert!(bench.studio.charges().is_empty());
    assert_eq!(sell(&bench, Case::Fine, ONE, 2.9, true).await.status, 204);
    let [charge] = &bench.studio.charges()[..] else { panic!("one charge") };
    assert_eq!((charge.cents, charge.checked), (290, false), "at that price it was never checked");
    bench.studio.set_shelf("1", None);
    identify(&bench, Case::Fine, TWO).await;
    assert_eq!(sell(&bench, Case::Fine, TWO, 2.9, false).await.code(), "VENDING_PRODUCT_NOT_FOUND");
}

#[tokio::test]
async fn a_wrong_price_may_be_denied_with_the_right_one() {
    let bench = Bench::new().await;
    bench.studio.configure(|settings| settings.wrong_price = WrongPrice::Denied);
    identify(&bench, Case::Fine, ONE).await;
    for execute in [false, true] {
        let got = sell(&bench, Case::Fine, ONE, 2.49, execute).await;
        let expected = json!({
            "text": "Der Preis hat sich geändert. Es wurde nichts verkauft.", "authorized": false,
            "consumptionCredit": 25.0, "transactionId": ONE, "price": 2.5,
        });
        assert_eq!((got.status, got.json()), (200, expected), "{execute}");
        let refused = bench.last().effect;
        assert!(matches!(&refused, Effect::Refused { code, .. } if code == "VENDING_PRICE_MISMATCH"));
    }
    assert!(bench.studio.charges().is_empty());
    bench.pass(14);
    assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, true).await.status, 204, "and the transaction goes on");
}

#[tokio::test]
async fn a_denied_price_gives_no_new_time() {
    let bench = Bench::new().await;
    bench.studio.configure(|settings| settings.wrong_price = WrongPrice::Denied);
    identify(&bench, Case::Fine, ONE).await;
    let until = bench.studio.holder(bench.id(Case::Fine)).unwrap().until;
    bench.pass(10);
    sell(&bench, Case::Fine, ONE, 2.49, false).await;
    assert_eq!(bench.studio.holder(bench.id(Case::Fine)).unwrap().until, until);
}

#[tokio::test]
async fn whether_a_second_identification_gives_new_time_is_a_setting() {
    for (renews, status) in [(true, 200), (false, 400)] {
        let bench = Bench::new().await;
        bench.studio.configure(|settings| settings.identification_renews = renews);
        identify(&bench, Case::Fine, ONE).await;
        bench.pass(10);
        assert_eq!(identify(&bench, Case::Fine, ONE).await.status, 200);
        bench.pass(10);
        assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, false).await.status, status, "{renews}");
        bench.pass(60);
        assert_eq!(identify(&bench, Case::Fine, ONE).await.status, 200, "what is over can begin again");
        assert_eq!(sell(&bench, Case::Fine, ONE, 2.5, false).await.status, 200);
    }
}

#[tokio::test]
async fn whether_a_top_up_ends_the_transaction_is_a_setting() {
    for (ends, status) in [(false, 204), (true, 400)] {
        let bench = Bench::new().await;
        bench.studio.configure(|settings| settings.top_up_ends_transaction = ends);
        identify(&bench, Case::LittleCredit, ONE).await;
        assert_eq!(top_up(&bench, Case::LittleCredit, ONE, json!(5)).await.status, 204);
        assert_eq!(bench.studio.holder(bench.id(Case::LittleCredit)).is_none(), ends);
        assert_eq!(sell(&bench, Case::LittleCredit, ONE, 2.5, true).await.status, status, "{ends}");
    }
}

#[tokio::test]
async fn purses_that_are_borderline() {
    let bench = Bench::new().await;
    for (case, authorized, status, left) in [
        (Case::Fine, true, 204, 2250),
        (Case::JustEnough, true, 204, 0),
        (Case::LittleCredit, false, 400, 100),
        (Case::NoCredit, false, 400, 0),
        (Case::InDebt, false, 400, -1250),
    ] {
        let hello = identify(&bench, case, ONE).await.json();
        assert_eq!(hello["authorized"], true, "{case:?}");
        assert_eq!(hello["consumptionCredit"].as_f64().unwrap() * 100.0, credit(&bench, case) as f64);
        assert_eq!(sell(&bench, case, ONE, 2.5, false).await.json()["authorized"], authorized, "{case:?}");
        assert_eq!(sell(&bench, case, ONE, 2.5, true).await.status, status, "{case:?}");
        assert_eq!(credit(&bench, case), left, "{case:?}");
    }
}

#[tokio::test]
async fn the_journal_and_the_books_tell_the_whole_story() {
    let bench = Bench::new().await;
    let id = bench.id(Case::LittleCredit);
    let start = bench.studio.now();
    let after = |seconds| start + SignedDuration::from_secs(seconds);
    identify(&bench, Case::LittleCredit, &ONE.to_uppercase()).await;
    let held = Held { member: id, transaction: ONE.to_owned(), until: after(15) };
    assert_eq!(bench.studio.holder(id), Some(held));
    bench.pass(1);
    top_up(&bench, Case::LittleCredit, ONE, json!(10)).await;
    bench.pass(1);
    shelf(&bench, Case::LittleCredit, ONE, ("2", 3.2), false).await;
    assert_eq!(bench.studio.held().iter().map(|held| held.until).collect::<Vec<_>>(), [after(62)]);
    bench.pass(1);
    shelf(&bench, Case::LittleCredit, ONE, ("2", 3.2), true).await;
    assert_eq!(bench.studio.held(), []);

    let goods = Goods::Product { shelf: "2".to_owned(), transaction: ONE.to_owned() };
    let charge = Charge { member: id, goods, cents: 320, device: SHAKES, time: after(3), checked: true };
    for charges in
        [bench.studio.charges(), bench.studio.charges_of(id), bench.studio.charges_in(&ONE.to_uppercase())]
    {
        assert_eq!(charges, std::slice::from_ref(&charge));
    }
    assert!(bench.studio.charges_of(1).is_empty() && bench.studio.charges_in(TWO).is_empty());
    let transaction = ONE.to_owned();
    let top_up = TopUp { member: id, cents: 1000, transaction, device: SHAKES, time: after(1) };
    assert_eq!(bench.studio.top_ups_in(ONE), std::slice::from_ref(&top_up));
    assert_eq!((bench.studio.top_ups(), bench.studio.top_ups_in(TWO)), (vec![top_up], vec![]));

    let told: Vec<String> = bench.studio.journal().into_iter().map(|entry| entry.summary).collect();
    let who = "Nele Hartwig (1013)";
    assert_eq!(
        told,
        [
            format!("{who} is held by the vending transaction {ONE} until 2026-03-04T09:00:15Z"),
            format!("the credit of {who} was raised by 10.00 EUR in transaction {ONE}"),
            format!(
                "{who} may have shelf 2 in transaction {ONE} for 3.20 EUR at device 31, nothing was taken"
            ),
            format!("{who} was charged 3.20 EUR at device 31 for shelf 2 in transaction {ONE}"),
        ]
    );
    bench.studio.reset();
    assert!(bench.studio.charges().is_empty() && bench.studio.top_ups().is_empty());
}

#[tokio::test]
async fn the_books_show_what_was_never_checked() {
    let bench = Bench::new().await;
    identify(&bench, Case::Fine, ONE).await;
    sell(&bench, Case::Fine, ONE, 2.5, true).await;
    identify(&bench, Case::Fine, TWO).await;
    shelf(&bench, Case::Fine, TWO, ("2", 3.2), false).await;
    shelf(&bench, Case::Fine, TWO, ("3", 1.5), true).await;
    // Another shelf at the same price is another product all the same.
    bench.studio.set_shelf("3", Some(320));
    identify(&bench, Case::FineEm4100, TWO).await;
    shelf(&bench, Case::FineEm4100, TWO, ("2", 3.2), false).await;
    shelf(&bench, Case::FineEm4100, TWO, ("3", 3.2), true).await;
    assert_eq!(bench.studio.charges().iter().map(|charge| charge.checked).collect::<Vec<_>>(), [false; 3]);
}

#[tokio::test]
async fn a_member_is_held_up_to_the_time_out_and_not_at_it() {
    let bench = Bench::new().await;
    identify(&bench, Case::Fine, ONE).await;
    for (wait, holds) in [(14, true), (1, false)] {
        bench.pass(wait);
        assert_eq!(bench.studio.holder(bench.id(Case::Fine)).is_some(), holds);
        let other = identify(&bench, Case::Fine, TWO).await.status;
        assert_eq!(other, if holds { 400 } else { 200 }, "what is told is what counts");
    }
}
