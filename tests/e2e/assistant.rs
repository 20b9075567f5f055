//! The set-up, from an empty data folder to the first welcome.

use std::path::Path;

use portico_tests::{Launch, Outcome, Shown, Studio, VirtualReader, Window, frame_of};
use sandbox::Scope;
use serde_json::json;

use crate::{OSKAR, hex, message};

/// The file that tells the application where a practice studio is.
pub fn card(studio: &Studio, folder: &Path) -> Outcome<std::path::PathBuf> {
    let path = folder.join("practice.json");
    let card = json!({
        "tenant": "nordlicht",
        "apiKey": studio.api_key(),
        "open": studio.open_url(),
        "device": studio.device_url(),
        "connect": studio.connect_url(),
        "control": studio.control_url(),
    });
    std::fs::write(&path, card.to_string())?;
    Ok(path)
}

async fn open(data: &Path, card: &Path) -> Outcome<Window> {
    Launch::of(data).with("--practice-at").with(card).open().await
}

/// Gives the account step an answer and waits for what came of it.
pub async fn account(window: &Window, tenant: &str, key: &str) -> Outcome<Shown> {
    window.fill("setup-tenant", tenant).await?;
    window.fill("setup-api-key", key).await?;
    let mark = window.mark().await?;
    window.press("setup-next").await?;
    window
        .after(mark, "the account was judged", |shown| {
            !shown.waiting && (shown.problem.is_some() || shown.step.as_deref() != Some("account"))
        })
        .await
}

pub async fn step(window: &Window, step: &str) -> Outcome<Shown> {
    window.until(&format!("the question {step}"), |shown| shown.is_step(step)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_the_first_welcome() -> Outcome {
    let studio = Studio::open().await;
    let folder = tempfile::tempdir()?;
    let (data, card) = (folder.path().join("data"), card(&studio, folder.path())?);
    let mut reader = VirtualReader::plugged_in();

    let window = open(&data, &card).await?;
    let first = step(&window, "account").await?;
    assert_eq!(first.checks, "waiting waiting waiting waiting");

    // What is wrong with an account, each in its own words.
    let key = studio.api_key();
    assert_eq!(account(&window, "a/b", &key).await?.problem.as_deref(), Some("tenantInvalid"));
    assert_eq!(account(&window, "nordlicht", "a b").await?.problem.as_deref(), Some("keyInvalid"));
    let refused = account(&window, "nordlicht", "not-the-key").await?;
    assert_eq!(refused.problem.as_deref(), Some("keyRefused"));
    assert_eq!(refused.checks, "passed failed waiting waiting");
    studio.set_scopes(Scope::ALL.into_iter().filter(|scope| *scope != Scope::DeviceRead));
    let lacking = account(&window, "nordlicht", &key).await?;
    assert_eq!(lacking.problem.as_deref(), Some("rightMissing"));
    assert_eq!(lacking.checks, "passed passed failed waiting");
    let sentence = window.run("return document.querySelector('[data-testid=setup-error]').innerText").await?;
    assert!(sentence.as_str().is_some_and(|text| text.contains("DEVICE_READ")), "{sentence}");
    studio.set_scopes(Scope::ALL);
    studio.set_away(true).await?;
    let away = account(&window, "nordlicht", &key).await?;
    assert_eq!(away.problem.as_deref(), Some("addressUnreachable"));
    assert_eq!(away.checks, "failed waiting waiting waiting");
    studio.set_away(false).await?;
    studio.set_fault(sandbox::Fault::WrongClock { seconds: -3600 });
    let clock = account(&window, "nordlicht", &key).await?;
    assert_eq!(clock.problem.as_deref(), Some("clockWrong"));
    assert_eq!(clock.checks, "passed passed passed failed");
    studio.clear_faults();

    // As it is pasted from the e-mail.
    let accepted = account(&window, "https://nordlicht.open-api.magicline.com/", &key).await?;
    assert_eq!(accepted.step.as_deref(), Some("studio"), "{accepted:?}");
    let name = "return document.querySelector('[data-testid=setup-studio-name]').textContent";
    assert_eq!(window.run(name).await?, "Studio Nordlicht");
    let logo = "return document.querySelector('.answer img')?.src.slice(0, 10)";
    assert_eq!(window.run(logo).await?, "data:image");

    window.press("setup-next").await?;
    step(&window, "devices").await?;
    assert!(!studio.is_confirmed());

    // Left in the middle, as in a power cut, and taken up where it was.
    window.kill().await?;
    let window = open(&data, &card).await?;
    step(&window, "devices").await?;
    window.press("setup-device-26").await?;
    window.press("setup-next").await?;
    step(&window, "reader").await?;
    assert!(studio.is_confirmed());
    assert!(studio.devices().iter().any(|device| device.id == 26 && device.active));
    window.kill().await?;
    let window = open(&data, &card).await?;
    step(&window, "reader").await?;

    // A port that is not there, then the right one.
    window.press("setup-port-other").await?;
    window.fill("setup-port-path", "/dev/no-such-reader").await?;
    window.press("setup-next").await?;
    window.until("the port is missing", |shown| shown.problem.as_deref() == Some("portMissing")).await?;
    window.press("setup-back").await?;
    step(&window, "reader").await?;
    window.press("setup-port-other").await?;
    window.fill("setup-port-path", reader.path().to_str().unwrap()).await?;
    window.press("setup-next").await?;
    step(&window, "tap").await?;
    let garbled = window.until("a garbled tap", |shown| shown.tap.as_deref() == Some("garbled"));
    reader.hold_again(b"\x0262E3\x03", garbled).await?;
    let numbered = async |state: &str| -> Outcome<Shown> {
        let is_so =
            |shown: &Shown| shown.tap.as_deref() == Some("read") && shown.number.as_deref() == Some(state);
        window.until(&format!("a number that is {state}"), is_so).await
    };
    // A card the studio does not know: its number is typed, and never leaves the desk.
    reader.hold(&frame_of([0x4c, 0x11, 0x22, 0x33, 0x44]), numbered("assumed")).await?;
    for (typed, expected) in [("034,13124", "notLearned"), ("4C11223344", "learned")] {
        window.fill("setup-number", typed).await?;
        window.press("setup-number-learn").await?;
        numbered(expected).await?;
    }
    reader.hold(&frame_of(OSKAR), numbered("confirmed")).await?;
    assert_eq!(studio.identifications().len(), 0, "nobody is checked in by the set-up");
    window.press("setup-next").await?;
    step(&window, "offline").await?;
    window.press("setup-offline-directory").await?;
    window.press("setup-next").await?;
    step(&window, "more").await?;
    window.press("setup-more-done").await?;
    step(&window, "language").await?;
    window.press("setup-language-en").await?;
    window.press("setup-next").await?;
    let idle = window.idle().await?;
    assert_eq!(idle.language, "en");

    // The set-up is over, although the window is still the one it had.
    for (command, arguments) in [
        ("setup_account", json!({ "tenant": "other", "apiKey": "other" })),
        ("setup_device", json!({ "id": "27" })),
        ("setup_reader", json!({ "choice": { "kind": "keyboard" } })),
        ("setup_typed", json!({ "burst": { "strokes": [] } })),
        ("setup_number", json!({ "number": "62e3086ced" })),
        ("setup_more", json!({ "another": true })),
        ("setup_back", json!({})),
    ] {
        let refused = window.invoke(command, &arguments).await?;
        assert_eq!(refused, Err("{\"code\":\"closed\"}".to_owned()), "{command}");
    }
    let practice = window.invoke("practice_tap", &json!({ "card": "1001" })).await?;
    assert!(practice.as_ref().is_err_and(|refused| refused.contains("not allowed")), "{practice:?}");

    let mark = window.mark().await?;
    let named = window.after(mark, "a welcome by name", |shown| message(shown).contains("Oskar"));
    reader.hold(&frame_of(OSKAR), named).await?;
    assert_eq!(studio.identifications_of(&hex(&OSKAR)).len(), 1);

    // The next start is the members' screen.
    window.kill().await?;
    let window = Launch::of(&data).open().await?;
    let idle = window.idle().await?;
    assert_eq!(idle.language, "en");
    let refused = window.invoke("setup_back", &json!({})).await?;
    assert!(refused.as_ref().is_err_and(|refused| refused.contains("not allowed")), "{refused:?}");
    Ok(())
}
