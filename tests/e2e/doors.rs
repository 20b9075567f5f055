//! A door behind the real program, and how that ends.

use std::process::Command;

use portico_tests::{
    Launch, Outcome, Provisioned, SetupFile, Studio, Switched, VirtualReader, VirtualRelay, frame_of,
};

use crate::welcome;

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_is_open_is_shut_when_the_system_ends_portico() -> Outcome {
    let studio = Studio::open().await;
    let (mut reader, mut relay) = (VirtualReader::plugged_in(), VirtualRelay::plugged_in());
    let file = SetupFile::new(&studio).entrance(reader.path()).relay(relay.path());
    // As long as an output may be open.
    let file = SetupFile { outputs: vec![file.outputs[0].replace("0.2", "30")], ..file };
    let provisioned = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&provisioned.data()).open().await?;
    window.idle().await?;
    assert_eq!(relay.order().await?, Switched::Off);
    welcome(&window, &mut reader, &frame_of(Studio::guest(1))).await?;
    assert_eq!(relay.order().await?, Switched::On);
    let told = Command::new("kill").args(["-TERM", &window.process().to_string()]).status()?;
    assert!(told.success());
    assert_eq!(relay.order().await?, Switched::Off);
    assert_eq!(relay.rest(), b"");
    Ok(())
}
