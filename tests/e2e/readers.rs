//! Readers that misbehave: pulled cables, noise, torn frames.

use portico_tests::{Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader, frame_of};

use crate::{Desk, OSKAR, hex, welcome};

/// What the application may grow by while it reads ten megabytes of noise.
const GROWTH_MB: u64 = 24;

#[tokio::test(flavor = "multi_thread")]
async fn an_unplugged_reader_is_out_of_order_until_it_is_back() -> Outcome {
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path());
    let provisioned = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&provisioned.data()).open().await?;
    window.idle().await?;
    welcome(&window, &mut reader, &frame_of(OSKAR)).await?;
    window.idle().await?;

    for guest in [1, 2] {
        reader.unplug();
        let shown = window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;
        assert_eq!(shown.reason.as_deref(), Some("readerGone"));
        reader.replug();
        window.idle().await?;
        let mark = window.mark().await?;
        reader.tap_rdm6300(Studio::guest(guest));
        assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
        window.idle().await?;
    }

    // In the middle of a number: nothing of it counts, and nothing of it joins the next card.
    let before = studio.identifications().len();
    reader.send(b"\x0262E3086C");
    reader.unplug();
    window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;
    reader.replug();
    window.idle().await?;
    let mark = window.mark().await?;
    reader.tap_rdm6300(Studio::guest(3));
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    assert_eq!(studio.identifications().len(), before + 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_of_noise_do_no_harm() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.idle().await?;
    let asked = desk.studio.identifications().len();
    let before = window.megabytes()?;

    let mark = window.mark().await?;
    desk.entrance = desk.entrance.send_much(noise(10 * 1024 * 1024)).await;
    let shown = window.verdict_after(mark).await?;
    assert_eq!(shown.short(), "verdict unreadable garbled");
    assert_eq!(desk.studio.identifications().len(), asked, "noise is no card");

    let guest = Studio::guest(1);
    welcome(&window, &mut desk.entrance, &frame_of(guest)).await?;
    assert_eq!(desk.studio.identifications_of(&hex(&guest)).len(), 1);
    let after = window.megabytes()?;
    assert!(after <= before + GROWTH_MB, "grew from {before} to {after} MB");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn torn_doubled_and_tangled_frames() -> Outcome {
    let mut desk = Desk::new(|file| file).await?;
    let window = desk.open().await?;
    window.idle().await?;
    let [one, two] = [Studio::guest(1), Studio::guest(2)];

    // Broken off: not a card.
    let mark = window.mark().await?;
    desk.entrance.send(&frame_of(one)[..9]);
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict unreadable garbled");
    assert!(desk.studio.identifications_of(&hex(&one)).is_empty());

    // Twice in one breath: one tap.
    let mark = window.mark().await?;
    desk.entrance.send(&frame_of(one).repeat(2));
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    window.idle().await?;
    assert_eq!(desk.studio.identifications_of(&hex(&one)).len(), 1);

    // Half of one and then another whole: the other.
    let mark = window.mark().await?;
    desk.entrance.send(&[&frame_of(one)[..6], &frame_of(two)].concat());
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    assert_eq!(desk.studio.identifications_of(&hex(&two)).len(), 1);
    assert_eq!(desk.studio.identifications_of(&hex(&one)).len(), 1);
    window.idle().await?;

    // Two cards tangled byte by byte: neither.
    let before = desk.studio.identifications().len();
    let tangled: Vec<u8> = frame_of(Studio::guest(3))
        .into_iter()
        .zip(frame_of(Studio::guest(4)))
        .flat_map(<[u8; 2]>::from)
        .collect();
    let mark = window.mark().await?;
    desk.entrance.send(&tangled);
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict unreadable garbled");
    assert_eq!(desk.studio.identifications().len(), before);
    Ok(())
}

/// Bytes without a pattern, the same at every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
