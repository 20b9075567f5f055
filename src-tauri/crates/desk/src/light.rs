//! Lights the screen in its hours.

use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::Clock;
use crate::message::{Message, PageMessage};
use crate::schedule::Schedule;

/// A clock that is set, or a computer that slept, is followed after this long.
const LOOKING: Duration = Duration::from_mins(1);

/// Says whether the screen is lit, now and at every change, for as long as the desk runs.
pub(crate) async fn follow(schedule: Schedule, clock: Clock, messages: mpsc::Sender<Message>) {
    let mut told = None;
    loop {
        let now = clock.wall();
        let (lit, change) = schedule.at(&now.to_zoned(TimeZone::system()));
        let light = Message::Page(PageMessage::Light(lit));
        if told.replace(lit) != Some(lit) && messages.send(light).await.is_err() {
            return;
        }
        let left = change.and_then(|change| Duration::try_from(change.duration_since(now)).ok());
        sleep(left.map_or(LOOKING, |left| left.min(LOOKING))).await;
    }
}
