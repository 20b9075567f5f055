//! Time devices that run, over the end of the program and for each by itself.

use domain::DeviceId;
use tokio::task::JoinSet;

use super::folder::*;
use super::support::*;
use crate::*;

const LAMP: DeviceId = DeviceId(41);
const CHAIR: DeviceId = DeviceId(42);

async fn runs(desk: &Desk) -> [Option<i64>; 2] {
    let [lamp, chair] = [desk.runs_until(LAMP).await.unwrap(), desk.runs_until(CHAIR).await.unwrap()];
    [lamp.map(seconds), chair.map(seconds)]
}

#[tokio::test]
async fn what_runs_is_known_at_the_next_start_and_each_device_stands_alone() {
    let folder = folder();
    for (device, until, expected) in [
        (LAMP, Some(600), [Some(600), None]),
        (CHAIR, Some(60), [Some(600), Some(60)]),
        (LAMP, Some(900), [Some(900), Some(60)]),
        (CHAIR, None, [Some(900), None]),
        (CHAIR, None, [Some(900), None]),
        (LAMP, None, [None, None]),
    ] {
        let desk = Desk::opened(folder.path()).await;
        desk.runs(device, until.map(at)).await.unwrap();
        assert_eq!(runs(&desk).await, expected);
        drop(desk);
        assert_eq!(runs(&Desk::opened(folder.path()).await).await, expected, "at the next start");
    }
}

#[tokio::test]
async fn devices_that_are_switched_on_at_once_do_not_take_each_other_away() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let mut tasks = JoinSet::new();
    // More than can wait for the store at a time.
    for device in 0..600 {
        let outbox = Outbox::clone(&desk);
        tasks.spawn(async move { outbox.runs(DeviceId(device), Some(at(device))).await });
    }
    for written in tasks.join_all().await {
        written.unwrap();
    }
    for device in 0..600 {
        assert_eq!(desk.runs_until(DeviceId(device)).await.unwrap().map(seconds), Some(device));
    }
}

#[tokio::test]
async fn a_store_that_cannot_be_read_does_not_say_that_nothing_runs() {
    let folder = folder();
    let desk = Desk::new(folder.path());
    assert!(matches!(desk.runs_until(LAMP).await, Err(OutboxError::Store(Trouble::NotOpen))));
    assert!(matches!(desk.runs(LAMP, None).await, Err(OutboxError::Store(Trouble::NotOpen))));
}
