//! What the program says in a terminal, and how it ends.

use std::path::Path;

use portico_tests::{
    Launch, Outcome, Provisioned, Said, SetupFile, Studio, Switched, VirtualMachine, VirtualReader,
    VirtualRelay, portico,
};
use serde_json::Value;

async fn doctor(data: &Path, json: bool) -> Said {
    let mut arguments = vec!["--data-dir".as_ref(), data.as_os_str(), "doctor".as_ref()];
    if json {
        arguments.push("--json".as_ref());
    }
    portico(&arguments, "", &[]).await
}

async fn page(data: &Path) -> Outcome<(Option<i32>, Value)> {
    let said = doctor(data, true).await;
    Ok((said.code, serde_json::from_str(&said.out)?))
}

fn names(page: &Value) -> Vec<&str> {
    page["checks"].as_array().into_iter().flatten().filter_map(|check| check["name"].as_str()).collect()
}

fn check<'a>(page: &'a Value, name: &str) -> &'a Value {
    page["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap_or(&Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_knows_what_works() -> Outcome {
    let empty = tempfile::tempdir()?;
    let (code, found) = page(empty.path()).await?;
    assert_eq!((code, &found["ok"]), (Some(1), &Value::Bool(false)));
    assert_eq!(check(&found, "keychain")["ok"], true);
    assert_eq!(check(&found, "set-up")["ok"], false);
    let said = doctor(empty.path(), false).await;
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("FAIL  set-up") && said.out.ends_with("see FAIL above.\n"), "{}", said.out);

    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let provisioned = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let data = provisioned.data();
    let (code, found) = page(&data).await?;
    assert_eq!((code, &found["ok"]), (Some(0), &Value::Bool(true)), "{found:#}");
    assert_eq!(
        names(&found),
        [
            "versions",
            "store",
            "keychain",
            "reader entrance",
            "open api",
            "clock",
            "device 26",
            "connect api",
            "speech"
        ]
    );
    let said = doctor(&data, false).await;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.ends_with("Everything works.\n"), "{}", said.out);
    assert_eq!(studio.movements(), 0, "the doctor checks nobody in");

    // Each thing that can be broken, and nothing else with it.
    reader.unplug();
    let (code, found) = page(&data).await?;
    assert_eq!((code, &check(&found, "reader entrance")["ok"]), (Some(1), &Value::Bool(false)));
    assert_eq!(check(&found, "device 26")["ok"], true);
    reader.replug();
    assert!(studio.revoke(Studio::ENTRANCE));
    let (code, found) = page(&data).await?;
    assert_eq!((code, &check(&found, "device 26")["ok"]), (Some(1), &Value::Bool(false)));
    assert_eq!(check(&found, "open api")["ok"], true);
    studio.set_fault(sandbox::FaultPlan::new(sandbox::Fault::WrongClock { seconds: 7230 }));
    let (_, found) = page(&data).await?;
    assert_eq!(check(&found, "clock")["ok"], false);
    assert!(check(&found, "clock")["detail"].as_str().unwrap().contains("120 minutes slow"), "{found:#}");
    studio.clear_faults();
    studio.set_away(true).await?;
    let (code, found) = page(&data).await?;
    assert_eq!(code, Some(1));
    for name in ["open api", "device 26", "connect api"] {
        assert_eq!(check(&found, name)["ok"], false, "{name}: {found:#}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_reaches_for_doors_and_opens_none() -> Outcome {
    let studio = Studio::open().await;
    let mut relay = VirtualRelay::plugged_in();
    let machine = VirtualMachine::plugged_in();
    let file = SetupFile::new(&studio)
        .keyboard("scanner", "QR_CODE", Studio::ENTRANCE)
        .pin_pad("pad", Studio::SIDE)
        .relay(relay.path())
        .machine("scanner", &machine.path());
    let provisioned = Provisioned::new(&studio, &file).await?;
    let catalogue = provisioned.data().join(format!("catalogue-{}.csv", Studio::BAR));
    std::fs::write(&catalogue, "shelf;name;price\n1;Shake;2,50\n")?;
    let (code, found) = page(&provisioned.data()).await?;
    assert_eq!(code, Some(0), "{found:#}");
    let said = |name| check(&found, name)["detail"].as_str().unwrap_or_default();
    assert!(said("reader scanner").contains("cannot be checked"), "{found:#}");
    assert!(said("reader pad").contains("on the member's screen"), "{found:#}");
    assert!(said("output turnstile").contains("It was not opened."), "{found:#}");
    assert!(said("machine fridge").contains("can be opened"), "{found:#}");
    assert_eq!(said("catalogue Bar"), "Products: 1.");
    assert_eq!(relay.order().await?, Switched::Off);
    assert_eq!(relay.order().await?, Switched::Off);
    assert_eq!(relay.rest(), b"");

    std::fs::write(&catalogue, "shelf;name;price\n1;Shake;2,50\n2;Bar;free\n")?;
    let (code, found) = page(&provisioned.data()).await?;
    assert_eq!(code, Some(1));
    let damaged = check(&found, "catalogue Bar")["detail"].as_str().unwrap_or_default().to_owned();
    assert!(damaged.contains("line 3"), "{damaged}");
    assert_eq!(relay.order().await?, Switched::Off);
    assert_eq!(relay.order().await?, Switched::Off);

    relay.unplug();
    let (code, found) = page(&provisioned.data()).await?;
    assert_eq!((code, &check(&found, "output turnstile")["ok"]), (Some(1), &Value::Bool(false)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_says_nothing_that_is_not_for_a_person() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let provisioned = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    assert_eq!(provisioned.said().err, "");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_desk_at_a_time() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path());
    let provisioned = Provisioned::new(&studio, &file).await?;
    let data = provisioned.data();
    let window = Launch::of(&data).open().await?;
    window.idle().await?;

    let second = portico(&["--data-dir".as_ref(), data.as_os_str()], "", &[]).await;
    assert_eq!(second.code, Some(75));
    assert_eq!(second.err, format!("Portico is already running with {}.\n", data.display()));
    let again = provisioned.beside().join("desk.toml");
    let arguments = ["--data-dir".as_ref(), data.as_os_str(), "provision".as_ref(), again.as_os_str()];
    let second = portico(&arguments, &studio.api_key(), &[]).await;
    assert_eq!(second.code, Some(75));
    assert!(second.err.contains("already running"), "{}", second.err);
    // The doctor may look all the same, and leaves the reader to the one who has it.
    let (code, found) = page(&data).await?;
    assert_eq!(code, Some(0), "{found:#}");
    let detail = check(&found, "reader entrance")["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("held by the running Portico"), "{detail}");
    window.idle().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_there_is_no_desk() -> Outcome {
    let nowhere = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")];
    let sentence = "This computer offers no keychain to this session";
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let said = portico(&["--data-dir".as_ref(), data.as_os_str()], "", &nowhere).await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains(sentence), "{said:?}");

    let arguments = ["--data-dir".as_ref(), data.as_os_str(), "doctor".as_ref(), "--json".as_ref()];
    let said = portico(&arguments, "", &nowhere).await;
    let found: Value = serde_json::from_str(&said.out)?;
    assert_eq!((said.code, &check(&found, "keychain")["ok"]), (Some(1), &Value::Bool(false)));

    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let file = folder.path().join("desk.toml");
    std::fs::write(&file, SetupFile::new(&studio).entrance(reader.path()).text())?;
    let arguments = ["--data-dir".as_ref(), data.as_os_str(), "provision".as_ref(), file.as_os_str()];
    let said = portico(&arguments, &studio.api_key(), &nowhere).await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains(sentence), "{said:?}");
    assert!(studio.journal().is_empty(), "no token is asked for that could not be kept");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_wrong_is_refused_with_its_line() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let good = SetupFile::new(&studio).entrance(reader.path()).text();
    let folder = tempfile::tempdir()?;
    let (data, path) = (folder.path().join("data"), folder.path().join("desk.toml"));
    let key = studio.api_key();
    let provision = async |text: &str, key: &str| {
        std::fs::write(&path, text).unwrap();
        let arguments = ["--data-dir".as_ref(), data.as_os_str(), "provision".as_ref(), path.as_os_str()];
        portico(&arguments, key, &[]).await
    };
    let second = "[[devices]]\nid = 27\nreader = \"entrance\"\n";
    for (text, words) in [
        (good.replace("framing =", "framming ="), "line 15, unknown field `framming`"),
        (
            format!("{good}{second}"),
            "line 21, device 27: members check in at the reader \"entrance\" already, with device 26",
        ),
        (
            good.replace("reader = \"entrance\"", "reader = \"exit\""),
            "line 18, device 26: there is no reader named \"exit\"",
        ),
        (good.replace("\"nordlicht\"", "\"nord/licht\""), "line 2, tenant"),
        (good.replace("open = \"http://127.0.0.1", "open = \"http://10.0.0.1"), "line 5, endpoints"),
    ] {
        let said = provision(&text, &key).await;
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{words}");
        // The path, the line and one sentence; the punctuation between them is not what matters.
        let err = said.err.replace(": ", ", ");
        assert!(
            err.contains(&words.replace(": ", ", ")) && err.lines().count() == 1,
            "{words}\n{}",
            said.err
        );
    }
    for (key, words) in [
        ("", "No API key."),
        ("\n", "The API key is empty."),
        ("half a key\n", "contains a blank"),
        ("not-the-key\n", "The API key was refused."),
    ] {
        let said = provision(&good, key).await;
        assert_eq!(said.code, Some(1), "{key:?}");
        assert!(said.err.contains(words) && said.err.lines().count() == 1, "{key:?}: {}", said.err);
        assert!(!said.err.contains("half a key"), "{}", said.err);
    }
    let said = provision(&good.replace("id = 26", "id = 99"), &key).await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.lines().count() == 1, "{}", said.err);
    assert!(
        said.err.contains("device 99: the studio has no such device") && said.err.contains("26 (Eingang)")
    );

    // A key as it comes out of a file: with its line break, or with that of another system.
    for end in ["", "\n", "\r\n"] {
        let said = provision(&good, &format!("{key}{end}")).await;
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{end:?}");
    }
    Ok(())
}
