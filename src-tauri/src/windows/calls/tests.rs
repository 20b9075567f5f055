use std::path::Path;

use super::*;
use crate::commands::ALL;

#[test]
fn a_window_may_call_what_its_file_names_and_nothing_else() {
    let rights = Rights::read().unwrap();
    for (window, address, allowed) in [
        ("kiosk", "front_attach", true),
        ("kiosk", "front_staff", true),
        ("kiosk", "staff_unlock", false),
        ("kiosk", "staff_act", false),
        ("kiosk", "setup_account", false),
        ("kiosk", "practice_tap", false),
        ("kiosk", "plugin%3Aevent%7Cemit", false),
        ("kiosk", "plugin:event|emit", false),
        ("kiosk", "plugin%3Awindow%7Cclose", false),
        ("kiosk", CHANNEL, true),
        ("kiosk", "", false),
        ("kiosk", "front_attach/", false),
        ("kiosk", "front-attach", false),
        ("kiosk", "FRONT_ATTACH", false),
        ("kiosk", "allow-front-attach", false),
        ("setup", "setup_account", true),
        ("setup", "front_attach", true),
        ("setup", "staff_unlock", false),
        ("staff", "staff_unlock", true),
        ("staff", "front_attach", false),
        ("practice", "practice_tap", true),
        ("practice", "staff_attach", false),
        // Somebody else's page has no file that names it.
        ("outside", "front_attach", false),
        ("", "front_attach", false),
    ] {
        assert_eq!(rights.allow(window, address), allowed, "{window} {address}");
    }
}

#[test]
fn every_capability_file_is_read_and_grants_commands_of_ours_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), CAPABILITIES.len(), "a file that is not in the list here grants nothing");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(CAPABILITIES.contains(&text.as_str()), "{}", file.display());
        let Capability { permissions, .. } = serde_json::from_str(&text).unwrap();
        assert!(permissions.iter().all(|name| command(name).is_some()), "{}", file.display());
    }
}

/// A command that no window may call, no page calls or that nobody declares is a slip of the pen in one of these places.
#[test]
fn the_list_of_commands_is_what_windows_may_call_and_what_the_page_calls() {
    let listed: BTreeSet<_> = ALL.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(listed.len(), ALL.len(), "one is listed twice");
    let windows = Rights::read().unwrap().windows;
    let granted: BTreeSet<_> = windows.values().flatten().cloned().collect();
    assert_eq!(granted, listed);
    let page = include_str!("../../../../ui/src/lib/backend/tauri.ts");
    let called = page.split("invoke").skip(1).filter_map(|call| {
        let (answer, rest) = call.split_once("('")?;
        let is_call = answer.is_empty() || (answer.starts_with('<') && answer.ends_with('>'));
        rest.split('\'').next().filter(|_| is_call)
    });
    let called: BTreeSet<_> = called.map(str::to_owned).collect();
    assert_eq!(called, listed);
    assert!(windows["setup"].is_superset(&windows["kiosk"]), "the assistant turns into the member's screen");
}

#[test]
fn what_the_log_says_is_a_command_or_nothing() {
    for (address, name) in [
        ("staff_unlock", "staff_unlock"),
        ("plugin%3Awindow%7Cset_fullscreen", "plugin:window|set_fullscreen"),
        ("Lena%20Albers", "no command"),
        ("4711", "no command"),
        ("\u{1b}[2J", "no command"),
    ] {
        assert_eq!(name_of(address), name);
    }
    assert_eq!(name_of(&"a".repeat(65)), "no command");
}

fn request(headers: &[(&str, &str)], body: &str) -> Request<Vec<u8>> {
    let mut request = Request::builder().method("POST").uri("ipc://localhost/front_language");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.as_bytes().to_vec()).unwrap()
}

#[test]
fn a_call_reaches_tauri_as_it_was_made_and_not_by_half() {
    let whole = [
        ("Tauri-Callback", "3"),
        ("Tauri-Error", "4"),
        ("Tauri-Invoke-Key", "key"),
        ("Origin", "tauri://localhost"),
        ("Content-Type", "application/json"),
    ];
    let taken = call("front_language", request(&whole, r#"{"language":"en"}"#)).unwrap();
    assert_eq!((taken.cmd.as_str(), taken.callback.0, taken.error.0), ("front_language", 3, 4));
    assert_eq!((taken.invoke_key.as_str(), taken.url.as_str()), ("key", "tauri://localhost"));
    assert!(matches!(taken.body, InvokeBody::Json(json) if json["language"] == "en"));
    let taken = call("front_language", request(&whole, "")).unwrap();
    assert!(matches!(taken.body, InvokeBody::Json(json) if json.as_object().unwrap().is_empty()));
    let bytes = call(CHANNEL, request(&whole[..4], "\u{1}")).unwrap();
    assert_eq!(bytes.cmd, "plugin:__TAURI_CHANNEL__|fetch");
    assert!(matches!(bytes.body, InvokeBody::Raw(bytes) if bytes == [1]));

    for missing in 0..4 {
        let mut some = whole.to_vec();
        some.remove(missing);
        assert!(call("front_language", request(&some, "{}")).is_none(), "without {}", whole[missing].0);
    }
    assert!(call("front_language", request(&whole, "{")).is_none());
    let mut other = whole;
    other[4].1 = "text/html";
    assert!(call("front_language", request(&other, "{}")).is_none());
}
