//! Nobody's name, card or key in anything that was written.

use portico_tests::{Launch, Outcome, Traces, frame_of, portico};
use sandbox::{Case, Fault};

use crate::{Desk, OSKAR, hex, message, welcome};

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_day_leaves_no_trace_of_anybody() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let home = desk.provisioned.beside().join("home");
    std::fs::create_dir(&home)?;
    let launch = Launch::of(&desk.provisioned.data()).home(&home);
    let window = desk.open_as(launch).await?;

    // Everything that can happen to somebody whose name is known.
    let named = |name: &'static str| move |shown: &portico_tests::Shown| message(shown).contains(name);
    let mark = window.mark().await?;
    welcome(&window, &mut desk.entrance, &frame_of(OSKAR)).await?;
    window.after(mark, "a welcome by name", named("Oskar")).await?;
    let (birthday, blocked) = (desk.studio.member(Case::Birthday), desk.studio.member(Case::Blocked));
    let mark = window.mark().await?;
    desk.say(&window, birthday.hex_msb.as_deref().unwrap()).await?;
    window.after(mark, "a welcome by name", named("Friederike")).await?;
    let refused = desk.say(&window, blocked.hex_msb.as_deref().unwrap()).await?;
    assert!(message(&refused).contains("gesperrt"));
    desk.say(&window, "04cafe00cafe80").await?;
    let shown = desk.say(&window, "04cafe00cafe80 twice").await?;
    assert!(shown.is_verdict("unreadable"), "{shown:?}");
    let mut guests = 1..;
    for fault in [Fault::Reset, Fault::InternalError, Fault::Garbage, Fault::Unauthorized, Fault::Forbidden] {
        desk.studio.set_fault(fault);
        desk.tap(&window, guests.next().unwrap()).await?;
        desk.studio.clear_faults();
    }
    desk.studio.set_away(true).await?;
    desk.tap(&window, guests.next().unwrap()).await?;
    desk.studio.set_away(false).await?;
    desk.entrance.unplug();
    desk.side.unplug();
    window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;

    let mut traces = Traces::default();
    traces.add("the API key", &desk.studio.api_key());
    for device in desk.studio.devices() {
        if let Some(token) = device.token {
            traces.add(&format!("the token of device {}", device.id), &token);
        }
    }
    let oskar = desk.studio.member(Case::FineEm4100);
    for member in [&oskar, &birthday, &blocked] {
        for part in member.name.split(' ') {
            traces.add("a member's name", part);
        }
        let number = member.hex_msb.as_deref().unwrap();
        let bytes: Vec<u8> = (0..number.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&number[at..at + 2], 16).unwrap())
            .collect();
        traces.add_card("a member's card", &bytes);
    }
    for guest in 1..guests.next().unwrap() {
        let card = portico_tests::Studio::guest(guest);
        traces.add_card("a guest's card", &card);
        assert!(desk.studio.identifications_of(&hex(&card)).len() <= 1);
    }
    traces.add("a card nobody knows", "04cafe00cafe80");
    traces.add("the vendor's words for a member", "Dein Zugang ist gesperrt");

    // The search itself: what may be there is found where it is.
    let data = desk.provisioned.data();
    let mut allowed = Traces::default();
    allowed.add("the studio's name", "Studio Nordlicht");
    assert!(!allowed.found_in(&data).is_empty(), "the search does not search");
    let mut said = Traces::default();
    said.add("the log", "whether this check-in was recorded is not known");
    assert!(!said.found_in(&data.join("logs")).is_empty(), "the log was not looked at");

    // What is given to whoever helps is made of all that, and is searched like it.
    let bundle = desk.provisioned.beside().join("support.txt");
    let arguments = ["--data-dir".as_ref(), data.as_os_str(), "support".as_ref(), bundle.as_os_str()];
    let said_of_support = portico(&arguments, "", &[]).await;
    assert_eq!(said_of_support.code, Some(0), "{}", said_of_support.err);
    let bundled = std::fs::read(&bundle)?;
    assert!(!said.found_in_bytes("the bundle", &bundled).is_empty(), "the log is not in the bundle");
    assert!(String::from_utf8_lossy(&bundled).contains("name = \"entrance\""), "the settings are not in it");

    let printed = window.printed();
    let provisioning = format!("{:?}", desk.provisioned.said());
    drop(window);
    let mut found = traces.found_in(&data);
    found.extend(traces.found_in_bytes("the bundle for whoever helps", &bundled));
    found.extend(traces.found_in(&home));
    found.extend(traces.found_in_bytes("what the window's program printed", printed.as_bytes()));
    found.extend(traces.found_in_bytes("what provisioning printed", provisioning.as_bytes()));
    assert!(found.is_empty(), "{found:#?}");
    assert!(Traces::files_in(&data) >= 3);
    Ok(())
}
