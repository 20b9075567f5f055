//! What the page may not do.

use portico_tests::{Outcome, Window};
use serde_json::json;

use crate::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn the_members_screen_may_choose_a_language_and_hand_on_what_is_entered_and_nothing_else() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.idle().await?;

    for (command, arguments) in [
        ("setup_account", json!({ "tenant": "other", "apiKey": "other" })),
        ("setup_studio", json!({ "confirmed": true })),
        ("setup_device", json!({ "id": "26" })),
        ("setup_ports", json!({})),
        ("setup_reader", json!({ "choice": { "port": "/dev/null", "baud": 9600, "framing": "line" } })),
        ("setup_tap", json!({ "accepted": true })),
        ("setup_language", json!({ "language": "en" })),
        ("setup_back", json!({})),
        ("practice_tap", json!({ "card": "1001" })),
        ("practice_fault", json!({ "kind": "hang" })),
        ("practice_cable", json!({ "connected": false })),
        ("plugin:event|emit", json!({ "event": "front", "payload": null })),
        ("plugin:event|listen", json!({ "event": "front", "target": { "kind": "Any" }, "handler": 0 })),
        ("plugin:window|close", json!({})),
        ("plugin:window|set_fullscreen", json!({ "value": false })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "more" } })),
        ("plugin:app|version", json!({})),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
    ] {
        let answer = window.invoke(command, &arguments).await?;
        let refused = answer.as_ref().err().map(String::as_str).unwrap_or_default();
        assert!(refused.contains("not allowed"), "{command} was not refused: {answer:?}");
    }
    assert_eq!(window.invoke("front_language", &json!({ "language": "en" })).await?, Ok(json!(null)));
    // This desk has neither a reader that types nor a PIN pad.
    let key = json!({ "code": "Digit7", "key": "7", "shift": false, "altGraph": false });
    let burst = json!({ "burst": { "strokes": vec![key; 5] } });
    assert_eq!(window.invoke("front_typed", &burst).await?, Ok(json!(null)));
    let pin = window.invoke("front_pin", &json!({ "digits": "40817" })).await?;
    assert!(pin.as_ref().is_err_and(|refused| !refused.contains("not allowed")), "{pin:?}");
    let refused = desk.say(&window, &desk.studio.member(sandbox::Case::Blocked).hex_msb.unwrap()).await?;
    assert_eq!(crate::message(&refused), "Your access is blocked. Please talk to our team.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_cannot_leave_or_be_handled_like_a_browser() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.idle().await?;
    let elsewhere = format!("{}/connect/v2/studio", desk.studio.connect_url());

    // To another address, which exists and would have noticed.
    for script in [
        format!("location.href = '{elsewhere}'"),
        format!("location.assign('{elsewhere}')"),
        format!(
            "const way = document.createElement('a'); way.href = '{elsewhere}'; document.body.append(way);
             way.click(); way.remove()"
        ),
        format!(
            "const way = document.createElement('a'); way.href = '{elsewhere}'; way.target = '_blank';
             document.body.append(way); way.click(); way.remove()"
        ),
        format!(
            "const form = document.createElement('form'); form.action = '{elsewhere}';
             document.body.append(form); form.submit(); form.remove()"
        ),
        format!("window.open('{elsewhere}')"),
        format!(
            "const frame = document.createElement('iframe'); frame.src = '{elsewhere}';
             document.body.append(frame); frame.remove()"
        ),
        "location.href = 'https://example.com/'".to_owned(),
        "location.href = 'data:text/html,gone'".to_owned(),
        "location.href = 'file:///etc/passwd'".to_owned(),
    ] {
        window.run(&script).await?;
    }
    // Nor by what the page could fetch itself.
    let fetched = window
        .run_async(&format!(
            "const said = new Promise((go) => document.addEventListener('securitypolicyviolation',
               (event) => go(event.effectiveDirective), {{ once: true }}));
             const answer = await fetch('{elsewhere}').then(() => 'came', () => 'refused');
             return [answer, await said];"
        ))
        .await?;
    assert_eq!(fetched, json!(["refused", "connect-src"]));

    // The page is the same one, still serves, and nobody was asked.
    assert_eq!(desk.tap(&window, 1).await?.short(), "verdict welcome");
    assert_eq!(window.windows().await?, 1);
    let address = window.run("return location.href").await?;
    assert!(address.as_str().is_some_and(|address| address.starts_with("tauri://localhost")), "{address}");
    let asked: Vec<_> =
        desk.studio.journal().into_iter().filter(|entry| entry.api == sandbox::Api::Connect).collect();
    assert!(asked.is_empty(), "{asked:?}");

    window.idle().await?;
    for event in [
        "new MouseEvent('contextmenu', { bubbles: true, cancelable: true })",
        "new WheelEvent('wheel', { bubbles: true, cancelable: true, ctrlKey: true, deltaY: -120 })",
        "new Event('gesturestart', { bubbles: true, cancelable: true })",
        "new DragEvent('dragstart', { bubbles: true, cancelable: true })",
        "new DragEvent('drop', { bubbles: true, cancelable: true })",
        "new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: 'F5' })",
        "new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: 'p', ctrlKey: true })",
        "new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: '+', ctrlKey: true })",
        "new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: 'ArrowLeft', altKey: true })",
    ] {
        assert!(prevented(&window, event).await?, "{event}");
    }
    // A finger on a button is still a finger on a button.
    let usual = "new PointerEvent('pointerdown', { bubbles: true, cancelable: true })";
    assert!(!prevented(&window, usual).await?);

    window.double_click("h1").await?;
    let selected = window.run("return getSelection().toString()").await?;
    assert_eq!(selected, "", "text can be selected");
    Ok(())
}

async fn prevented(window: &Window, event: &str) -> Outcome<bool> {
    let script = format!("return !document.querySelector('h1').dispatchEvent({event})");
    Ok(window.run(&script).await? == true)
}
