//! The camera of the member's screen, from a picture to a tap.

use std::time::Instant;

use readers::camera::Held;
use readers::{Frame, ReaderEvent, ReaderState, ReadingSettings, interpret};
use wire::CameraState;

/// One picture at a time is looked at: a page that hands over more than that is refused, and nothing
/// piles up.
pub(crate) struct Camera {
    reading: ReadingSettings,
    held: Held,
    looking: bool,
}

impl Camera {
    pub(crate) fn new(reading: ReadingSettings) -> Self {
        Self { reading, held: Held::default(), looking: false }
    }

    /// Whether a picture may be looked at now; if so, [`Self::seen`] says what came of it.
    pub(crate) fn begins(&mut self) -> bool {
        !std::mem::replace(&mut self.looking, true)
    }

    /// These codes were on the picture, which was taken at `at`. One that is newly held up is a tap.
    pub(crate) fn seen(&mut self, codes: Vec<Frame>, at: Instant) -> Option<ReaderEvent> {
        self.looking = false;
        let code = self.held.look(codes)?;
        Some(match interpret(&code, &self.reading) {
            Ok(identification) => ReaderEvent::Credential(identification, at),
            Err(why) => ReaderEvent::Unreadable(why),
        })
    }
}

/// What it is in the terms of any reader.
pub(crate) fn state_of(camera: CameraState) -> ReaderState {
    match camera {
        CameraState::Running => ReaderState::Alive,
        CameraState::Missing => ReaderState::Gone,
        CameraState::InUse => ReaderState::InUse,
        CameraState::Denied => ReaderState::Forbidden,
    }
}

#[cfg(test)]
mod tests {
    use domain::Identification;

    use super::*;
    use crate::settings::CameraSettings;

    #[test]
    fn one_picture_at_a_time_is_looked_at_and_a_code_that_stays_is_one_tap() {
        let mut camera = Camera::new(CameraSettings::default().reading);
        let now = Instant::now();
        assert!(camera.begins());
        assert!(!camera.begins(), "the first is still looked at");
        let code = || vec![Frame::Text("code".to_owned())];
        let tap = ReaderEvent::Credential(Identification::QrCode("code".to_owned()), now);
        assert_eq!(camera.seen(code(), now), Some(tap));
        assert!(camera.begins());
        assert_eq!(camera.seen(code(), now), None);
        assert!(camera.begins(), "a picture on which there is nothing new ends the look, too");
    }
}
