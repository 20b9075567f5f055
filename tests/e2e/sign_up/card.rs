//! The window in which a card is entered: somebody else's page, which can do nothing here but hand its token
//! over.

use portico_tests::{Failure, Outcome, Window};
use serde_json::json;

use super::page::{self, press, there};
use super::{MEMBERS, Office, people, to_the_picture};

const PAYMENT: &str = "payment://localhost/";

/// Opens the payment window and goes to it.
pub async fn opens(window: &Window) -> Outcome {
    press(window, "join-pay-open").await?;
    window.comes(PAYMENT).await?;
    there(window, "#payment-card").await
}

/// Enters a card in the practice studio's widget.
pub async fn enters(window: &Window, card: &str) -> Outcome {
    for (field, text) in [("card", card), ("expiry", "12/30"), ("code", "123")] {
        window.fill_at(&format!("#payment-{field}"), text).await?;
    }
    window.press_ready("#widget button[type=\"submit\"]").await
}

/// Pays by card: from the payment part and back to it.
pub async fn pays(window: &Window, card: &str) -> Outcome {
    page::at(window, "payment").await?;
    page::pay_by(window, "card").await?;
    opens(window).await?;
    enters(window, card).await?;
    is_back(window, true).await
}

/// Leaves the payment window, from whichever window, without a card.
pub async fn goes_back(window: &Window) -> Outcome {
    window.comes(PAYMENT).await?;
    window.press_at("#back").await?;
    is_back(window, false).await
}

/// The payment window is gone, and the member's screen knows whether there is a card.
async fn is_back(window: &Window, ready: bool) -> Outcome {
    window.window_count(1).await?;
    window.comes(MEMBERS).await?;
    there(window, &format!("[data-testid=\"join-card\"][data-ready=\"{ready}\"]")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payment_window_is_shut_in_and_hands_over_its_token_only() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::Person { account: None, ..people::sparing() };
    to_the_picture(&window, &person).await?;
    page::on_to(&window, "payment").await?;
    page::pay_by(&window, "card").await?;

    // Back by its own button, without a card.
    opens(&window).await?;
    assert_eq!(window.windows().await?, 2);
    goes_back(&window).await?;

    opens(&window).await?;
    // Nothing of ours can be called from it.
    for (command, arguments) in [
        ("front_attach", json!({})),
        ("front_language", json!({ "language": "en" })),
        ("front_sign_up", json!({ "signUp": 1, "revision": 99, "input": { "input": "discard" } })),
        ("staff_attach", json!({})),
        ("plugin:window|close", json!({})),
    ] {
        let answer = window.invoke(command, &arguments).await?;
        assert!(answer.is_err(), "{command}: {answer:?}");
    }
    // Another origin is neither asked nor gone to. The practice studio's own is another one at another port.
    let elsewhere = office.studio.open_url();
    let asked = window
        .run_async(&format!(
            "return await fetch('{elsewhere}/', {{ mode: 'no-cors' }}).then(() => 'answered')"
        ))
        .await?;
    assert_ne!(asked, json!("answered"), "{asked}");
    window
        .run(&format!("location.assign('{elsewhere}/elsewhere'); window.open('{elsewhere}/elsewhere')"))
        .await?;

    // A declined card stays here; the next one is taken.
    enters(&window, people::BAD_CARD).await?;
    there(&window, "[data-payment-state=\"DECLINED\"]").await?;
    assert_eq!(window.address().await?, PAYMENT);
    assert_eq!(window.windows().await?, 2);
    enters(&window, people::GOOD_CARD).await?;
    is_back(&window, true).await?;
    let gone_to =
        office.studio.journal().into_iter().filter(|entry| entry.path.contains("elsewhere")).count();
    assert_eq!(gone_to, 0);

    page::on_to(&window, "texts").await?;
    page::agree(&window, false).await?;
    page::on_to(&window, "summary").await?;
    let (contract, _) = office.signs(&window, &person).await?;
    let sessions = office.studio.payment_sessions();
    let paid = sessions.iter().find(|session| session.contract == Some(contract.id));
    let paid = paid.ok_or_else(|| Failure::new(format!("no session paid for it: {sessions:#?}")))?;
    assert_eq!(contract.card_token, paid.request_token);
    // The token was here for a moment and is nowhere now.
    let token = contract.card_token.unwrap();
    let page = window.run("return document.documentElement.outerHTML").await?.to_string();
    assert!(!page.contains(&token) && !window.printed().contains(&token));
    page::leave(&window).await
}
