//! Paying by card: the vendor's session, its token, and every way it comes to nothing.

use desk::PaymentWindow;
use portico_tests::{Outcome, Page};
use wire::{PayBy, SignUpAction, SignUpAim, SignUpInput, SignUpPart, SignUpStep, SignUpTrouble};

use super::people::{self, Person};
use super::{Office, part};

const SESSION: &str = "/connect/v1/payment/user-payment-session";

fn payer() -> Person {
    people::sparing().paying(PayBy::Card)
}

/// Somebody who wants to pay by card, and has not yet.
async fn at_payment(office: &Office) -> Outcome<Page<'_>> {
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2111, &[]).await?;
    payer().details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    page.does(SignUpInput::PayBy { by: PayBy::Card }).await?;
    Ok(page)
}

async fn to_the_end(page: &mut Page<'_>) -> Outcome {
    page.on_to(SignUpPart::Texts).await?;
    page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_the_card_pays_for_the_contract_and_the_session_takes_nothing() -> Outcome {
    let office = Office::open().await?;
    let mut page = at_payment(&office).await?;
    let view = page.pay_by_card(&office.studio, people::GOOD_CARD).await?;
    assert!(view.chosen.card_ready);
    assert!(office.desk.desk.outside().borrow().is_none(), "the window is closed");
    to_the_end(&mut page).await?;
    page.done().await?;
    let [session] = office.studio.payment_sessions().try_into().expect("one session");
    let contract = office.contract()?;
    // The contract collects its first payment by the card; taken here, it would be paid twice.
    assert_eq!((session.cents, contract.cents, session.contract), (0, 749, Some(contract.id)));
    assert_eq!(contract.card_token, session.request_token);
    assert_eq!((contract.payment, contract.mandate_signed), (Some("CREDIT_CARD"), false));
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_card_nothing_goes_on_and_another_try_is_a_new_session() -> Outcome {
    let office = Office::open().await?;
    let mut page = at_payment(&office).await?;
    let stays = async |page: &mut Page<'_>, why: &str| -> Outcome {
        let view = page.does(SignUpInput::Next).await?;
        assert_eq!((&view.step, view.chosen.card_ready), (&part(SignUpPart::Payment), false), "{why}");
        Ok(())
    };
    stays(&mut page, "nothing was opened").await?;
    page.pay_by_card(&office.studio, people::BAD_CARD).await?;
    stays(&mut page, "the card was declined").await?;

    // The window was closed by hand.
    let (window, _) = page.window().await?;
    office.desk.desk.paid(window, None).await;
    page.at(SignUpPart::Payment).await?;
    stays(&mut page, "closed").await?;

    // Somebody went back, and only then the window had something to say.
    let (window, session) = page.window().await?;
    page.does(SignUpInput::Back).await?;
    let late = office.studio.card_token(&session, people::GOOD_CARD).await?;
    assert!(late.is_some());
    office.desk.desk.paid(window, late.map(domain::Redacted::new)).await;
    stays(&mut page, "too late").await?;

    // Another window's word is none.
    let (window, _) = page.window().await?;
    let another = PaymentWindow { nth: window.nth + 1, ..window };
    office.desk.desk.paid(another, Some(domain::Redacted::new("prt_of_another".to_owned()))).await;
    let view = page.does(SignUpInput::Next).await?;
    assert_eq!(view.step, SignUpStep::Paying);
    page.does(SignUpInput::Back).await?;

    let view = page.pay_by_card(&office.studio, people::GOOD_CARD).await?;
    assert!(view.chosen.card_ready);
    assert_eq!(office.studio.payment_sessions().len(), 5);
    to_the_end(&mut page).await?;
    page.done().await?;
    office.contract()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_lapses_closes_the_window() -> Outcome {
    let office = Office::open().await?;
    office.studio.configure(|settings| settings.payment_session_seconds = 1);
    let mut page = at_payment(&office).await?;
    page.does(SignUpInput::OpenPayment).await?;
    let view = page.at(SignUpPart::Payment).await?;
    assert!(!view.chosen.card_ready);
    assert!(office.desk.desk.outside().borrow().is_none());
    office.studio.configure(|settings| settings.payment_session_seconds = 900);
    page.pay_by_card(&office.studio, people::GOOD_CARD).await?;
    to_the_end(&mut page).await?;
    page.done().await?;
    office.contract()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_not_to_be_had_is_told_and_can_be_asked_for_again() -> Outcome {
    use sandbox::{Fault, FaultPlan};
    let office = Office::open().await?;
    let mut page = at_payment(&office).await?;
    for fault in [Fault::Forbidden, Fault::InternalError, Fault::Reset, Fault::Garbage, Fault::Hang] {
        office.studio.set_fault(FaultPlan::new(fault.clone()).at(SESSION));
        page.press(SignUpInput::OpenPayment).await;
        let told = |view: &wire::SignUpView| {
            let at_payment = view.step == part(SignUpPart::Payment);
            (at_payment && matches!(view.trouble, Some(SignUpTrouble::NotLoaded { .. }))).then_some(())
        };
        page.sees(&format!("that there is no session, {fault:?}"), told).await?;
        office.studio.clear_faults();
    }
    page.pay_by_card(&office.studio, people::GOOD_CARD).await?;
    to_the_end(&mut page).await?;
    page.done().await?;
    office.contract()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_lapsed_before_the_last_press_makes_no_contract_and_is_entered_anew() -> Outcome {
    let office = Office::open().await?;
    let mut page = at_payment(&office).await?;
    page.pay_by_card(&office.studio, people::GOOD_CARD).await?;
    office.studio.lapse_payment_sessions();
    to_the_end(&mut page).await?;
    let told =
        |view: &wire::SignUpView| (view.trouble == Some(super::mended_in(SignUpPart::Payment))).then_some(());
    page.sees("a card that is not taken, and where another is entered", told).await?;
    assert!(office.studio.contracts().is_empty());
    page.leave().await?;

    let for_team = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.for_team).cloned();
    let draft = office.team.sees("what was entered", for_team).await?;
    let mark = office.desk.mark();
    office.team.show(&draft, SignUpAction::Show).await?;
    let mut page = Page::shown_after(&office.desk, mark).await?;
    assert_eq!(
        draft.refused.as_deref(),
        Some("VALIDATION_FAILED"),
        "the team sees the vendor's own constant"
    );
    page.does(SignUpInput::Go { part: SignUpPart::Payment }).await?;
    page.pay_by_card(&office.studio, people::GOOD_CARD).await?;
    to_the_end(&mut page).await?;
    page.done().await?;
    office.contract()?;
    page.leave().await?;
    office.nothing_left().await
}
