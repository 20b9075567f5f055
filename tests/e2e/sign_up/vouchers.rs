//! One sign-up with each type of voucher.

use portico_tests::{Outcome, Window};
use sandbox::codes;

use super::page::{self, id, press, there};
use super::{Office, people};

/// Enters a voucher where there is a field for one, and waits until it is known to be good or bad.
async fn enter(window: &Window, code: &str, wanted: &str) -> Outcome {
    window.fill_at(&id("join-voucher"), code).await?;
    press(window, "join-voucher-check").await?;
    there(window, &format!("[data-testid=\"join-voucher-said\"][data-voucher=\"{wanted}\"]")).await
}

/// A voucher that changes what is paid is entered at the end, when its price is seen.
async fn with_discount(office: &Office, window: &Window, code: &str, email: &'static str) -> Outcome {
    let mut person = people::sparing();
    person.typed.retain(|(field, ..)| *field != "email");
    person.typed.push(("email", email, "/customer/email", email));
    super::to_the_summary(window, &person).await?;
    press(window, "join-voucher-open").await?;
    enter(window, "NORD-NOTHING", "bad").await?;
    enter(window, code, "good").await?;
    // What was signed was for another price, and the voucher's own conditions are to be agreed to: the last
    // button leads there.
    press(window, "join-submit").await?;
    page::at(window, "texts").await?;
    there(window, "[data-testid=\"join-trouble\"][data-trouble=\"signAnew\"]").await?;
    for tick in page::demanded(window, true).await?.ticks {
        if window.run(&format!("return document.querySelector('{}').checked", id(&tick))).await? == false {
            window.press_at(&id(&tick)).await?;
        }
    }
    for (number, pad) in (11..).zip(page::demanded(window, true).await?.pads) {
        let done =
            format!("return document.querySelector('{}').dataset.signed", id(&format!("join-sign-{pad}")));
        if window.run(&done).await? == "false" {
            page::sign(window, &pad, number).await?;
        }
    }
    page::on_to(window, "summary").await?;
    page::submit(window).await?;
    let number = page::done(window).await?;
    let contracts = office.studio.contracts();
    let contract = contracts.last().unwrap();
    assert_eq!((contract.voucher.as_deref(), &contract.customer_number), (Some(code), &number));
    let uses = office.studio.voucher_uses();
    assert!(uses.iter().any(|used| used.code == code && used.contract == contract.id), "{uses:?}");
    if code == codes::CREDIT {
        assert_eq!(office.studio.credit(contract.member), Some(2500));
    }
    page::leave(window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_of_each_type_is_shown_and_redeemed() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    with_discount(&office, &window, codes::PERCENT, "one@beispiel.example").await?;
    with_discount(&office, &window, codes::AMOUNT, "two@beispiel.example").await?;
    with_discount(&office, &window, codes::CREDIT, "three@beispiel.example").await?;
    assert_eq!(office.studio.contracts().len(), 3);

    // One that is a contract by itself.
    page::begin(&window).await?;
    press(&window, "join-start-voucher").await?;
    window.fill_at(&id("join-voucher"), codes::RATE).await?;
    press(&window, "join-voucher-check").await?;
    let person = people::sparing();
    person.details(&window).await?;
    page::on_to(&window, "picture").await?;
    page::on_to(&window, "summary").await?;
    page::submit(&window).await?;
    let number = page::done(&window).await?;
    let contracts = office.studio.contracts();
    let contract = contracts.last().unwrap();
    assert_eq!(
        (contract.voucher.as_deref(), contract.term, &contract.customer_number, contracts.len()),
        (Some(codes::RATE), 2151, &number, 4)
    );
    page::leave(&window).await?;

    // And one that opens the door once.
    page::begin(&window).await?;
    press(&window, "join-start-voucher").await?;
    window.fill_at(&id("join-voucher"), codes::CHECK_IN[0]).await?;
    press(&window, "join-voucher-check").await?;
    press(&window, "join-voucher-visit").await?;
    page::at(&window, "details").await?;
    for (field, text) in [("firstName", "Kim"), ("lastName", "Ng"), ("email", "kim@beispiel.example")] {
        page::enter(&window, field, text).await?;
    }
    page::on_to(&window, "summary").await?;
    page::submit(&window).await?;
    page::step(&window, "done").await?;
    let code = page::text(&window, "[data-testid=\"join-access\"] .number").await?;
    assert!(code.starts_with("GAST"), "{code}");
    page::leave(&window).await?;
    assert_eq!(office.studio.contracts().len(), 4);
    Ok(())
}
