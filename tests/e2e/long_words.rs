//! The screens that have buttons in a row, in the languages whose words are longest, on a small screen and on a tablet
//! held upright: one visit to each window. Every screen in German and English is in `layout`; every screen with
//! made-up words that are longer still is looked at in Chromium (`npm run pictures -- --check`).

use portico_tests::{
    Launch, Outcome, Provisioned, Reach, SetupFile, Shown, Size, Studio, VirtualReader, Window, frame_of,
};
use sandbox::Fault;

use crate::layout::Eyes;
use crate::sign_up::page;
use crate::staff::{call, choose_pin, enter, is, press_item};
use crate::{Desk, OSKAR};

/// Those whose short messages are longest, all taken together.
const LANGUAGES: [&str; 7] = ["fr", "nl", "it", "es", "hu", "pl", "ru"];
const SIZES: [Size; 2] = [Size(1024, 600), Size(800, 1280)];
const STOCK: &str =
    "Fach;Name;Preis\n1;Eiweißshake Vanille-Karamell mit Hafer;2,50\n2;Riegel;3,20\n3;Wasser;1,50\n";

/// Puts a catalogue into the data folder.
fn stock(desk: &Provisioned) -> Outcome {
    std::fs::write(desk.data().join(format!("catalogue-{}.csv", Studio::BAR)), STOCK)?;
    Ok(())
}

/// Chooses a language where it has a button, or else behind the globe.
async fn choose(window: &Window, tag: &str) -> Outcome {
    let button = format!("return document.querySelector('[data-testid=\"language-{tag}\"]') !== null");
    if window.run(&button).await? == true {
        window.press(&format!("language-{tag}")).await?;
    } else {
        window.press("language-more").await?;
        window.press(&format!("languages-{tag}")).await?;
    }
    let spoken = format!("return document.documentElement.lang === '{tag}'");
    window.holds(&format!("the language {tag}"), &spoken).await
}

async fn idle_and_keys(window: &Window, eyes: &mut Eyes) -> Outcome {
    eyes.look(window, "idle with everything").await?;
    window.press("lower-controls-toggle").await?;
    eyes.look(window, "idle with everything lowered").await?;
    window.press("lower-controls-toggle").await?;
    window.press("pin-open").await?;
    window.wait_for("screen-pin").await?;
    eyes.look(window, "PIN pad").await?;
    window.press("pin-close").await?;
    window.idle().await?;
    Ok(())
}

async fn a_sale(reader: &mut VirtualReader, window: &Window, eyes: &mut Eyes, guest: u32) -> Outcome {
    let at = async |step: &'static str| {
        let there = move |shown: &Shown| shown.screen == "screen-sale" && shown.step.as_deref() == Some(step);
        window.until(step, there).await
    };
    window.press("buy-0").await?;
    at("holdCard").await?;
    eyes.look(window, "hold the card").await?;
    reader.hold(&frame_of(Studio::guest(guest)), at("chooseProduct")).await?;
    eyes.look(window, "choose a product").await?;
    window.press("sale-leave").await?;
    window.idle().await?;
    Ok(())
}

async fn a_sign_up(window: &Window, eyes: &mut Eyes) -> Outcome {
    page::begin(window).await?;
    eyes.look(window, "join start").await?;
    page::press(window, "join-aim-contract").await?;
    page::at(window, "offers").await?;
    window.wait_for("join-offer-2001").await?;
    eyes.look(window, "join offers").await?;
    page::press(window, "join-offer-2001").await?;
    page::at(window, "terms").await?;
    window.wait_for("join-price-main").await?;
    eyes.look(window, "join terms").await?;
    page::press(window, "join-leave").await?;
    window.wait_for("join-ask").await?;
    eyes.look(window, "join leave").await?;
    page::press(window, "join-ask-discard").await?;
    window.idle().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn members_buttons_in_a_row() -> Outcome {
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio)
        .entrance(reader.path())
        .pin_pad("pad", Studio::SIDE)
        .bar("entrance", "idle-seconds = 5\n")
        .sign_up("")
        .card();
    let provisioned = Provisioned::new(&studio, &file).await?;
    stock(&provisioned)?;
    let window = Launch::of(&provisioned.data()).open().await?;
    window.idle().await?;
    let mut eyes = Eyes::in_sizes(Reach::Member, &SIZES);
    for (guest, language) in (1..).zip(LANGUAGES) {
        eyes.speak(language);
        choose(&window, language).await?;
        idle_and_keys(&window, &mut eyes).await?;
        a_sale(&mut reader, &window, &mut eyes, guest).await?;
        a_sign_up(&window, &mut eyes).await?;
    }
    eyes.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_teams_buttons_in_a_row() -> Outcome {
    let mut desk = Desk::new(|file| file.offline("everybody").bar("side", "").sign_up("")).await?;
    stock(&desk.provisioned)?;
    let window = Launch::of(&desk.provisioned.data()).open().await?;
    window.idle().await?;
    desk.studio.fault_at_check_in(Fault::Reset);
    let mark = window.mark().await?;
    let unknown = window.after(mark, "unknown", |shown| shown.is_verdict("unconfirmed"));
    desk.entrance.hold(&frame_of(OSKAR), unknown).await?;
    desk.studio.clear_faults();

    call(&window).await?;
    choose_pin(&window).await?;
    let mut eyes = Eyes::in_sizes(Reach::Team, &SIZES[..1]);
    for language in LANGUAGES {
        eyes.speak(language);
        window.press("staff-lock").await?;
        is(&window, "locked").await?;
        choose(&window, language).await?;
        eyes.look(&window, "team locked").await?;
        enter(&window, "2580").await?;
        is(&window, "open").await?;
        let item = "return document.querySelector('[data-state=\"unknown\"]') !== null";
        window.holds("the item", item).await?;
        eyes.look(&window, "team inbox").await?;
        press_item(&window, "cancel").await?;
        window.wait_for("staff-dialog").await?;
        eyes.look(&window, "team dialog").await?;
        window.press("staff-back").await?;
        for page in ["staff-catalogue-open", "staff-me", "staff-help-open"] {
            window.press(page).await?;
            eyes.look(&window, page).await?;
        }
        window.press("staff-help-open").await?;
    }
    eyes.end();
    Ok(())
}
