//! Becoming a member, with nothing real but the desk: from the idle screen to a member number and a card, what
//! comes between, and what else there is for whoever is no member yet.

use std::path::Path;

use portico_tests::hands::{self, Person, at, draw, enter, fill, on_to, press, sign, step, there, tick_all};
use portico_tests::{Display, Launch, Outcome, Window};

use crate::tour::{Album, choose_pin};

const MEMBERS: &str = "localhost";
const TRAINERS: &str = "practice.html";
const TEAMS: &str = "staff.html";
const PAYMENT: &str = "payment://localhost/";

/// Everything included: with texts that are signed, and free modules.
const COMPLETE: i64 = 2001;
const COMPLETE_YEAR: i64 = 2101;
const BODY_ANALYSIS: i64 = 3011;
const DRINKS: i64 = 3021;
/// Paid from an account or by card, with one text that is ticked.
const BASIC: i64 = 2002;
const HEALTH: i64 = 5002;
const IBAN: &str = "DE89370400440532013000";
/// Has a card, which can be nobody else's.
const LENA: &str = "1001";

/// Plays it with a data folder of its own.
pub async fn play(data: &Path, album: &mut Album) -> Outcome {
    let window = Launch::of(data).with("--practice").open().await?;
    window.switch_to(TRAINERS).await?;
    window.press("practice-page-signUps").await?;
    window.wait_for("practice-contracts").await?;
    window.set_language("de").await?;
    window.switch_to(MEMBERS).await?;
    window.idle().await?;
    window.resize(1280, 800).await?;
    window.set_language("de").await?;
    album.take(&window, "joining-idle", "A desk at which people become members.").await?;

    offer_and_term(&window, album).await?;
    who(&window, album).await?;
    picture(&window, album).await?;
    account(&window, album).await?;
    texts(&window, album).await?;
    price_changed(&window, album).await?;
    member(&window, album).await?;
    waiting(&window, album).await?;
    card_and_code(&window, album).await?;
    minor(&window, album).await?;
    trial(&window, album).await?;
    team(&window, album).await
}

/// The same screen on a small display.
async fn small(window: &Window, album: &mut Album, name: &str) -> Outcome {
    window.resize(1024, 600).await?;
    album.take(window, name, "The same at 1024×600.").await?;
    window.resize(1280, 800).await
}

async fn offer_and_term(window: &Window, album: &mut Album) -> Outcome {
    press(window, "idle-join").await?;
    step(window, "start").await?;
    album.take(window, "joining-start", "What does somebody want?").await?;
    press(window, "join-aim-contract").await?;
    at(window, "offers").await?;
    window.wait_for(&format!("join-offer-{COMPLETE}")).await?;
    album.take(window, "joining-offers", "What the studio offers.").await?;
    press(window, &format!("join-offer-{COMPLETE}")).await?;
    at(window, "terms").await?;
    for module in [BODY_ANALYSIS, DRINKS] {
        hands::tick(window, &format!("join-module-{module}")).await?;
    }
    to_the_top(window).await?;
    album.take(window, "joining-terms", "How long, and what may be added.").await?;
    small(window, album, "joining-terms-small").await?;
    window
        .run("document.querySelector('[data-testid^=\"join-modules-\"]').scrollIntoView({ block: 'start' })")
        .await?;
    album.take(window, "joining-modules", "What may be added.").await
}

/// Waits until the price is the vendor's.
async fn priced(window: &Window) -> Outcome {
    there(window, "[data-testid=\"join-price\"][data-preview=\"shown\"]").await
}

async fn to_the_top(window: &Window) -> Outcome {
    window.run("document.querySelector('[data-testid=\"join-body\"]').scrollTop = 0").await.map(drop)
}

async fn who(window: &Window, album: &mut Album) -> Outcome {
    on_to(window, "details").await?;
    album.take(window, "joining-details", "Who is it?").await?;
    small(window, album, "joining-details-small").await?;
    press(window, "join-next").await?;
    window.wait_for("join-stuck").await?;
    album.take(window, "joining-details-missing", "What is missing is said where it is missing.").await?;
    fill(window, &Person::grown_up()).await?;
    press(window, "join-keys").await?;
    window.press("join-field-firstName").await?;
    window.wait_for("keyboard").await?;
    album.take(window, "joining-keyboard", "Without a keyboard there are keys on the screen.").await?;
    small(window, album, "joining-keyboard-small").await?;
    press(window, "join-keys").await?;
    press(window, "join-back").await?;
    at(window, "terms").await?;
    priced(window).await?;
    album
        .take(window, "joining-priced", "No price without an age: now it is that of what is put together.")
        .await?;
    on_to(window, "details").await
}

async fn picture(window: &Window, album: &mut Album) -> Outcome {
    on_to(window, "picture").await?;
    album.take(window, "joining-picture", "A picture, for whoever wants one.").await?;
    let path = album.last()?;
    window.type_at("[data-testid=\"join-file-input\"]", &path).await?;
    window.wait_for("join-take").await?;
    album.take(window, "joining-crop", "The part of it that is taken.").await?;
    press(window, "join-take").await?;
    there(window, "[data-testid=\"join-picture\"][data-picture=\"taken\"]").await
}

async fn account(window: &Window, album: &mut Album) -> Outcome {
    on_to(window, "payment").await?;
    hands::choose(window, "join-pay", "directDebit").await?;
    enter(window, "accountHolder", "Jule Sommer").await?;
    enter(window, "iban", IBAN).await?;
    window.wait_for("join-bank").await?;
    album.take(window, "joining-account", "How it is paid: the bank behind the number is shown.").await
}

async fn texts(window: &Window, album: &mut Album) -> Outcome {
    on_to(window, "texts").await?;
    window.wait_for("join-mandate").await?;
    to_the_top(window).await?;
    album.take(window, "joining-texts", "What is agreed to, word for word.").await?;
    let pad = format!("text-{HEALTH}");
    draw(window, &pad).await?;
    album
        .take(window, "joining-signature", "A text that is signed, with a finger or a name that is typed.")
        .await?;
    small(window, album, "joining-signature-small").await?;
    press(window, &format!("join-pad-{pad}-done")).await?;
    agree(window).await?;
    window.run("document.querySelector('[data-testid=\"join-mandate\"]').scrollIntoView()").await?;
    album.take(window, "joining-mandate", "The mandate, apart from everything else.").await?;
    on_to(window, "summary").await?;
    priced(window).await?;
    album
        .take(
            window,
            "joining-summary",
            "Everything once more, and what it costs directly above the last button.",
        )
        .await?;
    small(window, album, "joining-summary-small").await
}

/// Ticks and signs all there is.
async fn agree(window: &Window) -> Outcome {
    tick_all(window).await?;
    for pad in hands::unsigned(window).await? {
        sign(window, &pad).await?;
    }
    Ok(())
}

/// The vendor asks more than was agreed to.
async fn price_changed(window: &Window, album: &mut Album) -> Outcome {
    at_panel(window, &format!("practice-term-raise-{COMPLETE_YEAR}")).await?;
    press(window, "join-submit").await?;
    step(window, "priceChanged").await?;
    album
        .take(window, "joining-price-changed", "The studio’s system has another price: nothing is sent yet.")
        .await?;
    press(window, "join-submit").await?;
    at(window, "texts").await?;
    window.wait_for("join-mandate").await?;
    agree(window).await?;
    on_to(window, "summary").await
}

async fn member(window: &Window, album: &mut Album) -> Outcome {
    press(window, "join-submit").await?;
    step(window, "done").await?;
    window.wait_for("join-number").await?;
    there(window, "[data-card=\"holdCard\"]").await?;
    album.take(window, "joining-done", "A member: the number, and a card if there is one.").await?;
    small(window, album, "joining-done-small").await?;
    at_panel(window, &format!("practice-card-{LENA}")).await?;
    there(window, "[data-card=\"taken\"]").await?;
    album.take(window, "joining-card-taken", "A card that is somebody else’s.").await?;
    press(window, "join-leave").await?;
    window.idle().await?;
    window.switch_to(TRAINERS).await?;
    there(window, "[data-testid=\"practice-contracts\"][data-count=\"1\"]").await?;
    album.take(window, "panel-contracts", "The trainer’s panel: what the studio has received.").await?;
    window.switch_to(MEMBERS).await
}

/// From the idle screen to the payment, with the small offer.
async fn to_the_payment(window: &Window, person: &Person) -> Outcome {
    to_the_details(window).await?;
    fill(window, person).await?;
    on_to(window, "picture").await?;
    on_to(window, "payment").await
}

async fn to_the_details(window: &Window) -> Outcome {
    window.idle().await?;
    press(window, "idle-join").await?;
    step(window, "start").await?;
    press(window, "join-aim-contract").await?;
    at(window, "offers").await?;
    press(window, &format!("join-offer-{BASIC}")).await?;
    at(window, "terms").await?;
    on_to(window, "details").await
}

/// The studio's system is gone when the last button is pressed.
async fn waiting(window: &Window, album: &mut Album) -> Outcome {
    to_the_payment(window, &Person::second()).await?;
    hands::choose(window, "join-pay", "directDebit").await?;
    enter(window, "accountHolder", "Emre Yıldız").await?;
    enter(window, "iban", IBAN).await?;
    window.wait_for("join-bank").await?;
    on_to(window, "texts").await?;
    window.wait_for("join-mandate").await?;
    agree(window).await?;
    on_to(window, "summary").await?;
    priced(window).await?;
    at_panel(window, "practice-fault-away").await?;
    press(window, "join-submit").await?;
    step(window, "waiting").await?;
    album.take(window, "joining-waiting", "No connection: it is kept, and said so.").await?;
    at_panel(window, "practice-fault-none").await?;
    step(window, "done").await?;
    album.take(window, "joining-waited", "The connection is back, and so is the number.").await?;
    press(window, "join-leave").await?;
    window.idle().await.map(drop)
}

/// A card in the vendor's window, and on another day.
async fn card_and_code(window: &Window, album: &mut Album) -> Outcome {
    to_the_payment(window, &Person::third()).await?;
    hands::choose(window, "join-pay", "card").await?;
    album.take(window, "joining-by-card", "By card: in a window that is not ours.").await?;
    let display = Display::open()?;
    let before = display.windows()?.len();
    press(window, "join-pay-open").await?;
    step(window, "paying").await?;
    album.take(window, "joining-paying", "Behind the payment window.").await?;
    if album.released() {
        display.until("the payment window", |seen| seen.len() > before).await?;
    } else {
        window.comes(PAYMENT).await?;
        there(window, "#payment-card").await?;
        album.take(window, "payment-window", "The payment window: the vendor’s page, shut in.").await?;
        window.switch_to(MEMBERS).await?;
    }
    press(window, "join-back").await?;
    at(window, "payment").await?;
    press(window, "join-leave").await?;
    window.wait_for("join-ask").await?;
    album.take(window, "joining-leave", "Whoever leaves is asked what is to be kept.").await?;
    press(window, "join-ask-park").await?;
    step(window, "parked").await?;
    album.take(window, "joining-parked", "Put aside: a code brings it back.").await?;
    press(window, "join-leave").await?;
    window.idle().await.map(drop)
}

async fn minor(window: &Window, album: &mut Album) -> Outcome {
    to_the_details(window).await?;
    fill(window, &Person::young()).await?;
    press(window, "join-next").await?;
    step(window, "minor").await?;
    album
        .take(window, "joining-minor", "Under 18: no contract at this desk, but a session or a call.")
        .await?;
    press(window, "join-leave").await?;
    press(window, "join-ask-discard").await?;
    window.idle().await.map(drop)
}

async fn trial(window: &Window, album: &mut Album) -> Outcome {
    press(window, "idle-trial").await?;
    at(window, "slots").await?;
    window.wait_for("join-times").await?;
    hands::first_slot(window).await?;
    album.take(window, "joining-slots", "A trial session: when is there room?").await?;
    small(window, album, "joining-slots-small").await?;
    on_to(window, "details").await?;
    fill(window, &Person::fourth()).await?;
    on_to(window, "summary").await?;
    album.take(window, "joining-trial-summary", "The session once more.").await?;
    at_panel(window, "practice-take-slots").await?;
    press(window, "join-submit").await?;
    step(window, "refused").await?;
    album.take(window, "joining-slot-taken", "Somebody was faster.").await?;
    press(window, "join-refused-slots").await?;
    at(window, "slots").await?;
    album.take(window, "joining-slots-none", "No room is left in these days.").await?;
    press(window, "join-leave").await?;
    press(window, "join-ask-discard").await?;
    window.idle().await.map(drop)
}

/// What the team sees of it.
async fn team(window: &Window, album: &mut Album) -> Outcome {
    window.chord(&['\u{E009}', '\u{E00A}', 's']).await?;
    window.comes(TEAMS).await?;
    window.wait_for("pin-pad").await?;
    choose_pin(window).await?;
    window.wait_for("staff-sign-up").await?;
    album.take(window, "team-draft", "The team’s window: a sign-up that was put aside.").await?;
    window.switch_to(MEMBERS).await
}

/// Presses something on the trainer's panel.
async fn at_panel(window: &Window, testid: &str) -> Outcome {
    window.switch_to(TRAINERS).await?;
    hands::tick(window, testid).await?;
    window.switch_to(MEMBERS).await
}
