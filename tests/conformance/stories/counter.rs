//! What is asked at the counter: sales, top-ups and time.

use sandbox::{Api, Case, RepeatedSale, WrongPrice};
use serde_json::{Value, json};

use super::{
    Cards, OTHER_TRANSACTION, PRICE, REVALUE, SALE, Story, TIME, TRANSACTION, device, sale, story, usage,
    vend,
};
use crate::caller::Ask;

pub fn vending(cards: &Cards<'_>) -> Vec<Story> {
    let fine = cards.shown(Case::Fine);
    let poor = cards.shown(Case::NoCredit);
    let sold = |fine: &Value| {
        vec![(200, vend(fine, TRANSACTION)), (200, sale(fine, 2.5, false)), (204, sale(fine, 2.5, true))]
    };
    let mut again = sold(&fine);
    again.push((400, sale(&fine, 2.5, true)));
    let mut twice = sold(&fine);
    twice.push((204, sale(&fine, 2.5, true)));
    let raise = |who: &Value, amount: f64| {
        device(REVALUE, json!({"identification": who, "transactionId": TRANSACTION, "amount": amount}))
    };
    let sold_in = |transaction: &str| {
        device(
            SALE,
            json!({"identification": fine, "transactionId": transaction, "productId": "1", "price": 2.5}),
        )
    };
    vec![
        story("sold, and sold again", again),
        Story {
            about: "sold once, although asked twice",
            prepare: |studio| {
                studio.configure(|settings| settings.repeated_sale = RepeatedSale::Deduplicated)
            },
            steps: twice.clone(),
        },
        Story {
            about: "sold twice",
            prepare: |studio| {
                studio.configure(|settings| settings.repeated_sale = RepeatedSale::ChargedAgain)
            },
            steps: twice,
        },
        story("checked twice, and sold without a check", {
            let mut steps = sold(&fine);
            steps.insert(1, (200, sale(&fine, 2.5, false)));
            steps.extend([(200, vend(&fine, OTHER_TRANSACTION)), (204, sold_in(OTHER_TRANSACTION))]);
            steps
        }),
        story("may not", vec![(200, vend(&cards.shown(Case::Blocked), TRANSACTION))]),
        story(
            "cannot pay",
            vec![
                (200, vend(&poor, TRANSACTION)),
                (200, sale(&poor, 2.5, false)),
                (400, sale(&poor, 2.5, true)),
            ],
        ),
        story(
            "held by another until the sale is over",
            vec![
                (200, vend(&fine, TRANSACTION)),
                (400, vend(&fine, OTHER_TRANSACTION)),
                (400, sold_in(OTHER_TRANSACTION)),
                (200, vend(&fine, TRANSACTION)),
                (200, sale(&fine, 2.5, false)),
                (400, vend(&fine, OTHER_TRANSACTION)),
                (204, sale(&fine, 2.5, true)),
                (200, vend(&fine, OTHER_TRANSACTION)),
            ],
        ),
        Story {
            about: "walked away after the identification",
            prepare: |studio| studio.configure(|settings| settings.idle_timeout_seconds = 0),
            steps: vec![
                (200, vend(&fine, TRANSACTION)),
                (400, sale(&fine, 2.5, false)),
                (400, sale(&fine, 2.5, true)),
                (200, vend(&fine, OTHER_TRANSACTION)),
            ],
        },
        Story {
            about: "walked away after the check",
            prepare: |studio| studio.configure(|settings| settings.draw_timeout_seconds = 0),
            steps: vec![
                (200, vend(&fine, TRANSACTION)),
                (200, sale(&fine, 2.5, false)),
                (400, sale(&fine, 2.5, true)),
                (200, vend(&fine, OTHER_TRANSACTION)),
            ],
        },
        Story {
            about: "another price, which is told",
            prepare: |studio| {
                studio.configure(|settings| settings.wrong_price = WrongPrice::Denied);
                studio.set_shelf("1", Some(290));
            },
            steps: vec![
                (200, vend(&fine, TRANSACTION)),
                (200, sale(&fine, 2.5, false)),
                (200, sale(&fine, 2.5, true)),
                (200, sale(&fine, 2.9, false)),
                (204, sale(&fine, 2.9, true)),
            ],
        },
        Story {
            about: "another price, which is not told",
            prepare: |studio| studio.set_shelf("1", Some(290)),
            steps: vec![
                (200, vend(&fine, TRANSACTION)),
                (400, sale(&fine, 2.5, false)),
                (400, sale(&fine, 2.5, true)),
                (204, sale(&fine, 2.9, true)),
            ],
        },
        story(
            "wrong price, wrong shelf, wrong transaction",
            vec![
                (400, sale(&fine, 2.5, true)),
                (400, sale(&fine, 2.49, false)),
                (
                    404,
                    device(
                        SALE,
                        json!({"identification": fine, "transactionId": TRANSACTION, "productId": "99", "price": 2.5}),
                    ),
                ),
                (400, vend(&fine, "1")),
            ],
        ),
        story(
            "topped up",
            vec![(204, raise(&fine, 5.25)), (400, raise(&fine, -5.0)), (400, raise(&fine, 0.001))],
        ),
        story(
            "topped up in the middle, and then enough",
            vec![
                (200, vend(&poor, TRANSACTION)),
                (200, sale(&poor, 2.5, false)),
                (204, raise(&poor, 2.5)),
                (200, sale(&poor, 2.5, false)),
                (204, sale(&poor, 2.5, true)),
            ],
        ),
        Story {
            about: "topped up, which ended the sale",
            prepare: |studio| studio.configure(|settings| settings.top_up_ends_transaction = true),
            steps: vec![
                (200, vend(&poor, TRANSACTION)),
                (204, raise(&poor, 2.5)),
                (400, sale(&poor, 2.5, false)),
                (200, vend(&poor, OTHER_TRANSACTION)),
            ],
        },
        story("in debt", vec![(200, vend(&cards.shown(Case::InDebt), TRANSACTION))]),
    ]
}

pub fn time(cards: &Cards<'_>) -> Vec<Story> {
    let fine = cards.shown(Case::Fine);
    let poor = cards.shown(Case::NoCredit);
    let identify = |identification: &Value| device(TIME, json!({"identification": identification}));
    vec![
        story("prices", vec![(200, Ask::new(Api::Device, "GET", PRICE))]),
        story(
            "used",
            vec![(200, identify(&fine)), (200, usage(&fine, 300, false)), (204, usage(&fine, 300, true))],
        ),
        story(
            "used twice, each time checked",
            [300, 900]
                .into_iter()
                .flat_map(|seconds| [(200, usage(&fine, seconds, false)), (204, usage(&fine, seconds, true))])
                .collect(),
        ),
        Story {
            about: "another price by the time it is used",
            prepare: |studio| studio.set_offer(300, Some(99_999)),
            steps: vec![
                (200, Ask::new(Api::Device, "GET", PRICE)),
                (200, usage(&fine, 300, false)),
                (400, usage(&fine, 300, true)),
                (204, usage(&fine, 600, true)),
            ],
        },
        Story {
            about: "nothing is offered",
            prepare: |studio| studio.configure(|settings| settings.offers.clear()),
            steps: vec![(200, Ask::new(Api::Device, "GET", PRICE)), (400, usage(&fine, 300, false))],
        },
        story(
            "too young",
            vec![
                (200, identify(&cards.shown(Case::Minor))),
                (200, usage(&cards.shown(Case::Minor), 300, false)),
                (400, usage(&cards.shown(Case::Minor), 300, true)),
            ],
        ),
        story(
            "cannot pay for the time",
            vec![(200, usage(&poor, 300, false)), (400, usage(&poor, 300, true))],
        ),
        story("no such time", vec![(400, usage(&fine, 1, false)), (400, identify(&json!({"type": "PIN"})))]),
    ]
}
