//! Cards into the serial line, verdicts on the screen.

use std::path::Path;

use portico_tests::{
    Failure, Launch, Outcome, Provisioned, SetupFile, Shown, Studio, VirtualReader, Window, frame_of, line_of,
};
use sandbox::Case;

/// A card reader of the RDM6300 kind and one that ends its lines, both at one desk.
struct Desk {
    studio: Studio,
    entrance: VirtualReader,
    side: VirtualReader,
    provisioned: Provisioned,
}

impl Desk {
    async fn new() -> Outcome<Self> {
        let studio = Studio::open().await;
        let (entrance, side) = (VirtualReader::plugged_in(), VirtualReader::plugged_in());
        let file = SetupFile::new(&studio).entrance(entrance.path()).place(
            "side",
            side.path(),
            "line",
            Studio::SIDE,
        );
        let provisioned = Provisioned::new(&studio, &file).await?;
        Ok(Self { studio, entrance, side, provisioned })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_becomes_a_verdict() -> Outcome {
    let Desk { studio, mut entrance, mut side, provisioned } = Desk::new().await?;
    let window = Launch::of(&provisioned.data()).open().await?;
    window.idle().await?;
    let mark = window.mark().await?;
    let oskar = [0x62, 0xe3, 0x08, 0x6c, 0xed];
    entrance
        .hold(
            &frame_of(oskar),
            window.after(mark, "Oskar by name", |shown| {
                shown.is_verdict("welcome")
                    && shown.message.as_deref().is_some_and(|text| text.contains("Oskar"))
            }),
        )
        .await?;
    window.screenshot(Path::new("/tmp/pt/welcome.png")).await?;
    println!("{:#?}", window.since(0).await?);
    println!("windows {}", window.windows().await?);
    window.resize(1024, 600).await?;
    window.screenshot(Path::new("/tmp/pt/welcome2.png")).await?;
    println!("{:?}", portico_tests::faults_of_layout(&window).await?);
    Ok(())
}
