//! A QR code before the camera of the real window.
//!
//! To hold a code up, the camera is a canvas that the test draws on, put in place of the one the web view
//! would open: a test computer has none. Everything behind that is real, from the video to the studio.

use std::process::Stdio;

use portico_tests::{
    Launch, Lookout, Outcome, PATIENCE, Provisioned, Reach, SetupFile, Shown, Sight, Size, Studio, Window,
    bin, faults_of_layout, squares_of,
};
use sandbox::Case;
use serde_json::json;
use tokio::process::Command;
use tokio::time::timeout;

use crate::Desk;
use crate::assistant::{account, card, step};

/// A desk whose only reader is the camera.
struct Camera {
    studio: Studio,
    window: Window,
    _provisioned: Provisioned,
}

impl Camera {
    async fn open() -> Outcome<Self> {
        let studio = Studio::open().await;
        let file = SetupFile::new(&studio).camera("camera", Studio::ENTRANCE);
        let provisioned = Provisioned::new(&studio, &file).await?;
        let window = Launch::of(&provisioned.data()).open().await?;
        Ok(Self { studio, window, _provisioned: provisioned })
    }

    /// Plugs in a camera that sees a white wall, and waits until the page looks through it.
    async fn plug_in(&self) -> Outcome<Shown> {
        self.window
            .run(
                "const canvas = document.createElement('canvas');
                 Object.assign(canvas, { width: 640, height: 480 });
                 const context = canvas.getContext('2d');
                 let drawing = () => {};
                 const draw = () => {
                   context.fillStyle = '#ddd';
                   context.fillRect(0, 0, 640, 480);
                   context.fillStyle = '#222';
                   drawing();
                 };
                 setInterval(draw, 50);
                 window.__show = (across, dark) => {
                   const square = 6;
                   const [left, top] = [(640 - across * square) / 2, (480 - across * square) / 2];
                   drawing = () => dark.forEach((at) => context.fillRect(
                     left + (at % across) * square, top + Math.floor(at / across) * square, square, square));
                   draw();
                 };
                 const devices = navigator.mediaDevices;
                 window.__asked = [];
                 devices.getUserMedia = async (wish) => {
                   window.__asked.push(wish);
                   // Without a rate, WebKitGTK's canvas gives no pictures while the page rests.
                   return canvas.captureStream(20);
                 };
                 devices.dispatchEvent(new Event('devicechange'));",
            )
            .await?;
        self.window.idle().await
    }

    /// Holds this code up.
    async fn show(&self, code: &str) -> Outcome {
        let (across, dark) = squares_of(code);
        let dark: Vec<_> = dark.iter().enumerate().filter(|(_, dark)| **dark).map(|(at, _)| at).collect();
        self.window.run(&format!("window.__show({across}, {})", json!(dark))).await?;
        Ok(())
    }

    async fn take_away(&self) -> Outcome {
        self.window.run("window.__show(0, [])").await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_code_before_the_camera_arrives_byte_for_byte() -> Outcome {
    let camera = Camera::open().await?;
    let window = &camera.window;
    // The computer has no camera, and the desk no other reader.
    let missing =
        window.until("out of order", |shown| shown.reason.as_deref() == Some("cameraMissing")).await?;
    assert_eq!(missing.screen, "screen-out-of-order");

    camera.plug_in().await?;
    let asked = window.run("return window.__asked").await?;
    assert_eq!(asked[0]["audio"], json!(false), "{asked}");
    assert_eq!(asked.as_array().map(Vec::len), Some(1), "{asked}");

    let code = camera.studio.member(Case::ProspectQr).qr_code.expect("a QR code");
    let mark = window.mark().await?;
    camera.show(&code).await?;
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    assert_eq!(camera.studio.identifications_of(&code).len(), 1, "{code} arrived otherwise");

    // It is still held up when the desk is ready for the next member, whose code is another one.
    window.idle().await?;
    let mut next: serde_json::Value = serde_json::from_str(&code).unwrap();
    next["app_version"] = json!("9.9.9-rc_1+z/y@");
    let next = next.to_string();
    let mark = window.mark().await?;
    camera.show(&next).await?;
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    assert_eq!(camera.studio.identifications_of(&next).len(), 1, "{next} arrived otherwise");
    assert_eq!(camera.studio.identifications().len(), 2, "one that lies there is one tap");
    camera.take_away().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_told_of_a_camera_that_sees_and_nothing_of_it_is_on_the_page() -> Outcome {
    let studio = Studio::open().await;
    // With a PIN pad the idle screen is as full as it gets.
    let file = SetupFile::new(&studio).camera("camera", Studio::ENTRANCE).pin_pad("pad", Studio::SIDE);
    let provisioned = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&provisioned.data()).made_up_camera().open().await?;
    window.idle().await?;
    for (language, word) in [("de", "Kamera"), ("en", "camera")] {
        window.set_language(language).await?;
        let hint = format!("return document.querySelector('.hint')?.textContent.includes('{word}') ?? false");
        window.holds("a camera that sees", &hint).await?;
        for size in Size::ALL {
            window.resize(size.0, size.1).await?;
            let faults = faults_of_layout(&window, Reach::Member).await?;
            assert!(faults.is_empty(), "{language}, {size:?}: {faults:#?}");
        }
    }
    let shown = window.run("return document.querySelectorAll('video, canvas').length").await?;
    assert_eq!(shown, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_chosen_in_the_assistant_sees_as_soon_as_members_are_served() -> Outcome {
    let studio = Studio::open().await;
    let folder = tempfile::tempdir()?;
    let card = card(&studio, folder.path())?;
    let launch = Launch::of(&folder.path().join("data")).with("--practice-at").with(&card);
    let window = launch.made_up_camera().open().await?;
    step(&window, "account").await?;
    account(&window, "nordlicht", &studio.api_key()).await?;
    step(&window, "studio").await?;
    window.press("setup-next").await?;
    step(&window, "devices").await?;
    window.press("setup-device-26").await?;
    window.press("setup-next").await?;
    step(&window, "reader").await?;
    window.wait_for("setup-reader-camera").await?;
    window.press("setup-reader-camera").await?;
    window.press("setup-next").await?;
    step(&window, "offline").await?;
    window.press("setup-offline-refuse").await?;
    window.press("setup-next").await?;
    step(&window, "more").await?;
    window.press("setup-more-done").await?;
    step(&window, "language").await?;
    window.press("setup-language-de").await?;
    window.press("setup-next").await?;
    window.idle().await?;
    let hint = "return document.querySelector('.hint')?.textContent.includes('Kamera') ?? false";
    window.holds("a camera that sees", hint).await
}

/// A web view that is driven asks nobody whether a page may use a camera, so this one is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_may_use_the_camera_without_a_person_who_says_so() -> Outcome {
    let studio = Studio::open().await;
    let file = SetupFile::new(&studio).camera("camera", Studio::ENTRANCE);
    let provisioned = Provisioned::new(&studio, &file).await?;
    let mut lookout = Lookout::at(&provisioned.data())?;
    let _portico = Command::new(bin())
        .arg("--data-dir")
        .arg(provisioned.data())
        .env("PORTICO_MADE_UP_CAMERA", "1")
        .env_remove("TAURI_WEBVIEW_AUTOMATION")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    // The first is what holds until the page has looked.
    let mut states = Vec::new();
    while states.len() < 2 {
        if let Sight::Line(line) = timeout(PATIENCE, lookout.next()).await??
            && line.message() == "reader"
        {
            states.push(line.text("state").to_owned());
        }
    }
    assert_eq!(states, ["Alive", "Alive"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_camera_in_the_settings_the_page_has_none() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open_as(Launch::of(&desk.provisioned.data()).made_up_camera()).await?;
    window.idle().await?;
    let answer = window
        .run_async(
            "return await Promise.resolve()
               .then(() => navigator.mediaDevices.getUserMedia({ video: true }))
               .then(() => 'opened', (error) => error.name)",
        )
        .await?;
    assert_ne!(answer, "opened");
    assert_ne!(answer, "NotFoundError", "it was looked for");
    let picture = window
        .run_async(
            "return await window.__TAURI_INTERNALS__.invoke('front_picture', new Uint8Array([1, 0, 1, 0, 255]))
               .then(() => 'looked at', () => 'refused')",
        )
        .await?;
    assert_eq!(picture, "refused");
    // The camera of a desk that has none says nothing about it.
    assert_eq!(window.invoke("front_camera", &json!({ "state": "missing" })).await?, Ok(json!(null)));
    assert_eq!(desk.tap(&window, 1).await?.short(), "verdict welcome");
    Ok(())
}
