//! A picture of a new member with the camera of the real window. The camera is the one that WebKitGTK makes up;
//! everything from the page's question for it to the studio is as it is at a desk.

use portico_tests::{Launch, Outcome, Window};
use serde_json::{Value, json};

use super::page::{press, there};
use super::{Office, on_to_the_summary, page, people, to_the_picture};

/// What is seen in a picture on the page, as a hundred patches of grey.
const PATCHES: &str = "
    const patches = (source) => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 10, height: 10 });
      const context = canvas.getContext('2d');
      context.drawImage(source, 0, 0, 10, 10);
      const { data } = context.getImageData(0, 0, 10, 10);
      return Array.from({ length: 100 }, (_, at) => (data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 3);
    };";

async fn patches_of(window: &Window, source: &str) -> Outcome<Vec<f64>> {
    let seen = window.run(&format!("{PATCHES} return patches({source})")).await?;
    Ok(seen.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
}

/// How far two pictures are from each other, from 0 to 255 a patch.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!((one.len(), other.len()), (100, 100));
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).sum::<f64>() / 100.0
}

/// Width and height of a JPEG, from the first of its frames.
fn size_of(jpeg: &[u8]) -> Option<(u16, u16)> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = *jpeg.get(at..at + 4)? else { return None };
        if matches!(marker, 0xc0..=0xc2) {
            let two = |from: usize| Some(u16::from_be_bytes(jpeg.get(from..from + 2)?.try_into().ok()?));
            return Some((two(at + 7)?, two(at + 5)?));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_by_the_camera_is_at_the_studio_before_the_contract() -> Outcome {
    // No reader of this desk is a camera.
    let office = Office::open().await?;
    let window = office.window_by(Launch::made_up_camera).await?;
    let person = people::sparing();
    to_the_picture(&window, &person).await?;
    // What is opened is watched, and opened all the same.
    window
        .run(
            "const devices = navigator.mediaDevices;
             const real = devices.getUserMedia.bind(devices);
             window.__opened = [];
             devices.getUserMedia = async (wish) => {
               const stream = await real(wish);
               window.__opened.push({ wish, stream });
               return stream;
             };",
        )
        .await?;
    press(&window, "join-camera").await?;
    let sees = "const video = document.querySelector('[data-testid=\"join-picture\"] video');
                return video !== null && video.videoWidth > 0 && video.readyState >= 2 && !video.paused";
    window.holds("what the camera sees", sees).await?;
    let wish = window.run("return window.__opened.map(({ wish }) => wish)").await?;
    assert_eq!((wish.as_array().map(Vec::len), &wish[0]["audio"]), (Some(1), &json!(false)), "{wish}");

    // At once: the web view knows how large a picture is before there is one.
    press(&window, "join-shoot").await?;
    const CANVAS: &str = "document.querySelector('[data-testid=\"join-picture\"] canvas')";
    there(&window, "[data-testid=\"join-picture\"] canvas").await?;
    let ended = "return window.__opened.every(({ stream }) => stream.getTracks().every((it) => it.readyState === 'ended'))";
    window.holds("a camera that is let go", ended).await?;
    let whole = patches_of(&window, CANVAS).await?;
    let crop = |what: &str, to: f64| {
        format!(
            "const range = document.querySelector('[data-testid=\"join-{what}\"]');
             range.value = '{to}';
             range.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        )
    };
    for (what, to) in [("zoom", 2.0), ("across", 0.0), ("down", 0.25)] {
        window.run(&crop(what, to)).await?;
    }
    let is_cut =
        format!("const canvas = {CANVAS}; return canvas.width === canvas.height && canvas.width < 800");
    window.holds("a part of it", &is_cut).await?;
    let cut = patches_of(&window, CANVAS).await?;
    assert!(distance(&whole, &[255.0; 100]) > 20.0, "nothing is on it: {whole:?}");
    assert!(distance(&whole, &cut) > 5.0, "it is cut and looks as before: {whole:?}, {cut:?}");
    page::take_picture(&window).await?;
    on_to_the_summary(&window, &person).await?;
    let (contract, post) = office.signs(&window, &person).await?;

    // One picture arrived, as bytes and before the contract, and it is the one that was cut.
    let pictures = office.studio.pictures();
    assert_eq!(pictures.len(), 1);
    let picture = &pictures[0];
    assert_eq!((picture.member, picture.content_type), (Some(contract.member), Some("image/jpeg")));
    assert_eq!(post["customer"]["imageObjectKey"], json!(picture.key));
    let journal = office.studio.journal();
    let put = journal.iter().position(|entry| entry.method == "PUT" && entry.request.body == picture.bytes);
    let posted = journal
        .iter()
        .position(|entry| entry.method == "POST" && entry.path == portico_tests::Studio::CONTRACT);
    assert!(put.is_some() && put < posted, "{put:?}, {posted:?}");
    let bytes = &picture.bytes;
    assert!(bytes.starts_with(&[0xff, 0xd8]) && bytes.ends_with(&[0xff, 0xd9]), "this is no JPEG");
    let (width, height) = size_of(bytes).expect("a size");
    assert!(width == height && width < 800, "{width} × {height}");
    use base64::Engine;
    let address = format!("data:image/jpeg;base64,{}", base64::prelude::BASE64_STANDARD.encode(bytes));
    let arrived = window
        .run_async(&format!(
            "{PATCHES}
             const picture = new Image();
             picture.src = '{address}';
             await picture.decode();
             return patches(picture)"
        ))
        .await?;
    let arrived: Vec<f64> = arrived.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let far = distance(&cut, &arrived);
    assert!(far < 4.0, "another picture arrived, {far} a patch: {cut:?}, {arrived:?}");
    page::leave(&window).await
}
