//! Every screen of a sign-up, with names as long as there are: whether all of it can be read and touched, and
//! what axe finds.

use portico_tests::{Failure, Outcome, Reach, Studio, Window};
use sandbox::{Fault, FaultPlan, codes};

use super::page::{self, id, press, there};
use super::{MEMBERS, OTHER_CARD, Office, card};
use crate::axe::Axe;
use crate::layout::{Eyes, LONG_NAME};

const LONG_LAST_NAME: &str = "Donaudampfschifffahrtselektrizitätenhaup";
const IBAN: &str = "DE89 3704 0044 0532 0130 00";

/// Who looks.
enum Eye {
    Layout(Eyes),
    Axe(Axe),
}

impl Eye {
    async fn look(&mut self, window: &Window, what: &str) -> Outcome {
        let what = format!("join {what}");
        match self {
            Self::Layout(eyes) => {
                eyes.look(window, &what).await?;
                window.resize(1280, 800).await
            }
            Self::Axe(axe) => axe.look(window, &what).await,
        }
    }
}

/// Types into those of these fields that are there.
async fn fill(window: &Window, fields: &[(&str, &str)]) -> Outcome {
    for (field, text) in fields {
        let asked =
            format!("return document.querySelector('{}') !== null", id(&format!("join-field-{field}")));
        if window.run(&asked).await? == true {
            page::enter(window, field, text).await?;
        }
    }
    Ok(())
}

fn somebody(born: &str) -> [(&'static str, &str); 12] {
    [
        ("firstName", LONG_NAME),
        ("lastName", LONG_LAST_NAME),
        ("gender", "FEMALE"),
        ("dateOfBirth", born),
        ("street", "Prinzessin-Friederike-Charlotte-von-Preußen-Allee"),
        ("houseNumber", "1234a-d"),
        ("zipCode", "24105"),
        ("city", "Hellschen-Heringsand-Unterschaar"),
        ("email", "donaudampfschifffahrt@elektrizitaeten.example"),
        ("mobile", "0171 2345678"),
        ("placeOfBirth", "Kiel"),
        ("taxId", ""),
    ]
}

const GROWN_UP: &str = "1990-02-28";

async fn ask(window: &Window, eye: &mut Eye, button: &str, what: &str) -> Outcome {
    press(window, button).await?;
    window.wait_for("join-ask").await?;
    eye.look(window, what).await?;
    press(window, "join-ask-stay").await
}

/// Ends a sign-up that was begun and leaves nothing of it.
async fn discard(window: &Window) -> Outcome {
    press(window, "join-leave").await?;
    press(window, "join-ask-discard").await?;
    window.idle().await?;
    Ok(())
}

async fn the_start(window: &Window, eye: &mut Eye) -> Outcome {
    eye.look(window, "idle").await?;
    window.press("cancel-open").await?;
    window.wait_for("cancel-page").await?;
    eye.look(window, "cancel page").await?;
    window.press("cancel-close").await?;
    page::begin(window).await?;
    eye.look(window, "start").await?;
    press(window, "join-start-code").await?;
    window.fill_at(&id("join-code"), "AAAAAA").await?;
    press(window, "join-code-go").await?;
    there(window, &format!("{}[aria-invalid=\"true\"]", id("join-code"))).await?;
    eye.look(window, "start code").await?;
    press(window, "join-start-voucher").await?;
    window.fill_at(&id("join-voucher"), codes::RATE_EXPIRED).await?;
    press(window, "join-voucher-check").await?;
    there(window, "[data-voucher=\"bad\"]").await?;
    eye.look(window, "start voucher").await?;
    press(window, "join-leave").await?;
    window.idle().await?;
    Ok(())
}

async fn offers_and_details(window: &Window, eye: &mut Eye) -> Outcome {
    page::begin(window).await?;
    press(window, "join-aim-contract").await?;
    page::at(window, "offers").await?;
    window.wait_for("join-offer-2001").await?;
    eye.look(window, "offers").await?;
    press(window, "join-offer-2001").await?;
    page::at(window, "terms").await?;
    for module in [3011, 3013, 3021] {
        window.press_at(&id(&format!("join-module-{module}"))).await?;
    }
    window.wait_for("join-price-main").await?;
    eye.look(window, "terms").await?;
    page::on_to(window, "details").await?;
    eye.look(window, "details").await?;
    press(window, "join-next").await?;
    window.wait_for("join-stuck").await?;
    eye.look(window, "details missing").await?;
    fill(window, &somebody(GROWN_UP)).await?;
    eye.look(window, "details filled").await?;
    press(window, "join-keys").await?;
    window.press_at(&id("join-field-firstName")).await?;
    window.wait_for("keyboard").await?;
    eye.look(window, "details keyboard").await?;
    window.run("document.activeElement.blur()").await?;
    press(window, "join-keys").await?;
    ask(window, eye, "join-leave", "ask leave").await?;
    ask(window, eye, "join-help", "ask help").await?;
    window.run(super::interrupted::HELD).await?;
    window.strike(super::interrupted::SHIFT).await?;
    window.run("window.due()").await?;
    window.wait_for("join-still").await?;
    eye.look(window, "still there").await?;
    window.press("join-still-yes").await?;
    page::on_to(window, "picture").await
}

async fn picture_and_payment(office: &Office, window: &Window, eye: &mut Eye) -> Outcome {
    eye.look(window, "picture").await?;
    let picture = office.provisioned.beside().join("picture.png");
    window.screenshot(&picture).await?;
    page::give_picture(window, &picture).await?;
    window.wait_for("join-take").await?;
    eye.look(window, "picture crop").await?;
    press(window, "join-take").await?;
    there(window, "[data-picture=\"taken\"]").await?;
    eye.look(window, "picture taken").await?;
    page::on_to(window, "payment").await?;
    eye.look(window, "payment").await?;
    page::pay_by(window, "directDebit").await?;
    page::enter(window, "accountHolder", LONG_NAME).await?;
    page::enter(window, "iban", "DE89 3704 0044 0532 0130 01").await?;
    press(window, "join-next").await?;
    there(window, &format!("{}[aria-invalid=\"true\"]", id("join-field-iban"))).await?;
    eye.look(window, "payment wrong").await?;
    page::enter(window, "iban", IBAN).await?;
    window.wait_for("join-bank").await?;
    eye.look(window, "payment debit").await?;
    page::on_to(window, "texts").await
}

async fn texts_and_the_end(office: &Office, window: &Window, eye: &mut Eye) -> Outcome {
    page::demanded(window, true).await?;
    eye.look(window, "texts").await?;
    press(window, "join-next").await?;
    there(window, "[data-missing=\"true\"]").await?;
    press(window, "join-code-5001").await?;
    eye.look(window, "texts missing").await?;
    page::agree(window, true).await?;
    eye.look(window, "texts signed").await?;
    page::on_to(window, "summary").await?;
    press(window, "join-voucher-open").await?;
    there(window, &format!("{}:not([aria-disabled=\"true\"])", id("join-submit"))).await?;
    eye.look(window, "summary").await?;

    office.studio.set_price(2101, 4290);
    page::submit(window).await?;
    page::step(window, "priceChanged").await?;
    eye.look(window, "price changed").await?;
    press(window, "join-submit").await?;
    page::agree(window, true).await?;
    page::on_to(window, "summary").await?;
    office.studio.set_fault(FaultPlan::new(Fault::Hang).at(Studio::CONTRACT).method("POST"));
    page::submit(window).await?;
    page::step(window, "submitting").await?;
    eye.look(window, "submitting").await?;
    page::step(window, "unknown").await?;
    eye.look(window, "unknown").await?;
    office.studio.clear_faults();
    page::leave(window).await
}

async fn cards_and_codes(window: &Window, eye: &mut Eye) -> Outcome {
    page::choose(window, 2002, 2111, &[]).await?;
    fill(window, &somebody(GROWN_UP)).await?;
    page::on_to(window, "picture").await?;
    page::on_to(window, "payment").await?;
    page::pay_by(window, "card").await?;
    eye.look(window, "payment card").await?;
    card::opens(window).await?;
    window.switch_to(MEMBERS).await?;
    page::step(window, "paying").await?;
    eye.look(window, "paying").await?;
    card::goes_back(window).await?;
    press(window, "join-leave").await?;
    press(window, "join-ask-park").await?;
    page::step(window, "parked").await?;
    eye.look(window, "parked").await?;
    page::leave(window).await?;

    let young = format!("{}-01-01", jiff::Zoned::now().year() - 16);
    page::choose(window, 2002, 2111, &[]).await?;
    fill(window, &somebody(&young)).await?;
    press(window, "join-next").await?;
    page::step(window, "minor").await?;
    eye.look(window, "minor").await?;
    press(window, "join-minor-lead").await?;
    page::at(window, "details").await?;
    eye.look(window, "lead details").await?;
    discard(window).await
}

async fn without_a_contract(office: &Office, window: &Window, eye: &mut Eye) -> Outcome {
    page::begin(window).await?;
    press(window, "join-aim-lead").await?;
    page::at(window, "details").await?;
    fill(window, &somebody(GROWN_UP)).await?;
    page::on_to(window, "summary").await?;
    eye.look(window, "lead summary").await?;
    office.studio.set_away(true).await?;
    page::submit(window).await?;
    page::step(window, "waiting").await?;
    eye.look(window, "waiting").await?;
    office.studio.set_away(false).await?;
    page::step(window, "done").await?;
    eye.look(window, "lead done").await?;
    page::leave(window).await?;

    press(window, "idle-trial").await?;
    page::at(window, "slots").await?;
    window.wait_for("join-times").await?;
    eye.look(window, "slots").await?;
    window.press_at("[data-testid=\"join-times\"] button").await?;
    page::on_to(window, "details").await?;
    fill(window, &somebody(GROWN_UP)).await?;
    page::on_to(window, "summary").await?;
    eye.look(window, "trial summary").await?;
    office.studio.set_fault(FaultPlan::new(Fault::Forbidden).at("/connect/v1/trialsession/book"));
    page::submit(window).await?;
    page::step(window, "refused").await?;
    eye.look(window, "refused").await?;
    office.studio.clear_faults();
    page::leave(window).await
}

async fn members_at_last(office: &mut Office, window: &Window, eye: &mut Eye) -> Outcome {
    page::choose(window, 2006, 2151, &[]).await?;
    fill(window, &somebody("1971-03-04")).await?;
    page::on_to(window, "picture").await?;
    page::on_to(window, "payment").await?;
    page::debit(window, LONG_NAME, IBAN).await?;
    page::agree(window, true).await?;
    page::on_to(window, "summary").await?;
    page::submit(window).await?;
    page::done(window).await?;
    let card = |state: &str| format!("[data-card=\"{state}\"]");
    there(window, &card("holdCard")).await?;
    eye.look(window, "done").await?;
    office.reader.tap_rdm6300(Studio::guest(3));
    there(window, &card("taken")).await?;
    eye.look(window, "done card taken").await?;
    office.reader.tap_rdm6300(OTHER_CARD);
    there(window, &card("linked")).await?;
    eye.look(window, "done card linked").await?;
    page::leave(window).await?;

    page::begin(window).await?;
    press(window, "join-start-voucher").await?;
    window.fill_at(&id("join-voucher"), codes::CHECK_IN[0]).await?;
    press(window, "join-voucher-check").await?;
    window.wait_for("join-voucher-visit").await?;
    eye.look(window, "start what for").await?;
    press(window, "join-voucher-visit").await?;
    page::at(window, "details").await?;
    fill(window, &somebody(GROWN_UP)).await?;
    page::on_to(window, "summary").await?;
    page::submit(window).await?;
    page::step(window, "done").await?;
    eye.look(window, "done access").await?;
    page::leave(window).await
}

async fn every_screen(eye: &mut Eye, language: &'static str) -> Outcome {
    let mut office = Office::at(|_| (), |file| file.language(language).sign_up("").card()).await?;
    let window = office.window().await?;
    the_start(&window, eye).await?;
    offers_and_details(&window, eye).await?;
    picture_and_payment(&office, &window, eye).await?;
    texts_and_the_end(&office, &window, eye).await?;
    cards_and_codes(&window, eye).await?;
    without_a_contract(&office, &window, eye).await?;
    members_at_last(&mut office, &window, eye).await
}

/// Goes through all screens; what was found up to where it could not go on is told as well.
async fn looked_through(mut eye: Eye, language: &'static str) -> Outcome {
    let went = every_screen(&mut eye, language).await;
    let found = match &eye {
        Eye::Layout(eyes) => eyes.found(),
        Eye::Axe(axe) => axe.found(),
    };
    let stopped = went.err().map(|failure| failure.to_string());
    if found.is_empty() && stopped.is_none() {
        return Ok(());
    }
    let stopped = stopped.unwrap_or_default();
    Err(Failure::new(format!("{} faults:\n{}\n{stopped}", found.len(), found.join("\n"))))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_a_sign_up_can_be_read_in_german() -> Outcome {
    looked_through(Eye::Layout(Eyes::for_tablets(Reach::Member, "de")), "de").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_a_sign_up_can_be_read_in_english() -> Outcome {
    looked_through(Eye::Layout(Eyes::for_tablets(Reach::Member, "en")), "en").await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_screen_of_a_sign_up() -> Outcome {
    looked_through(Eye::Axe(Axe::new()?), "de").await
}
