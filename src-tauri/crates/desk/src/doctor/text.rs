//! Whether the smallest text of the member's screen can be read from where members stand. Pure.

use std::fmt;

use domain::{Pixels, Viewing};

use super::found::Code;

/// How the smallest text is, from this many centimetres. Scales are those that everything is shown at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Text {
    distance: f64,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    /// Nobody knows the screen yet.
    Unmeasured,
    Legible,
    /// As large as it has to be.
    Enlarged {
        normal: f64,
    },
    /// Legible from as near as `near`, and from the distance only for whoever chooses "very large".
    VeryLarge {
        normal: f64,
        near: f64,
        larger: f64,
    },
    /// Not from the distance at all, but from as near as `larger_near`.
    TooSmall {
        normal: f64,
        near: f64,
        larger_near: f64,
    },
}

impl Text {
    /// `pixels` are those of the screen, if they are known.
    pub(super) fn of(viewing: Viewing, pixels: Option<Pixels>) -> Self {
        let how = pixels.map_or(How::Unmeasured, |pixels| {
            let sizes = viewing.sizes(pixels);
            let (normal, larger) = (sizes.normal, sizes.larger);
            let near = viewing.legible_from(pixels, normal);
            if sizes.needed <= 1.0 {
                How::Legible
            } else if sizes.needed <= normal {
                How::Enlarged { normal }
            } else if sizes.needed <= larger {
                How::VeryLarge { normal, near, larger }
            } else {
                How::TooSmall { normal, near, larger_near: viewing.legible_from(pixels, larger) }
            }
        });
        Self { distance: viewing.distance_cm(), how }
    }

    pub(super) const fn code(&self) -> Code {
        match self.how {
            How::Unmeasured => Code::TextUnmeasured,
            How::Legible => Code::TextLegible,
            How::Enlarged { .. } => Code::TextEnlarged,
            How::VeryLarge { .. } => Code::TextLegibleVeryLarge,
            How::TooSmall { .. } => Code::TextTooSmall,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let distance = self.distance.round();
        let percent = |scale: f64| (scale * 100.0).round();
        match self.how {
            How::Unmeasured => write!(
                f,
                "Whether the smallest text can be read from {distance} cm is known once Portico has been open on \
                 this screen."
            ),
            How::Legible => write!(f, "The smallest text can be read from {distance} cm."),
            How::Enlarged { normal } => write!(
                f,
                "The smallest text would be too small from {distance} cm, so everything is shown at {} %.",
                percent(normal)
            ),
            How::VeryLarge { normal, near, larger } => write!(
                f,
                "The smallest text is too small from {distance} cm. Everything is shown at {} %, which can be read \
                 from {} cm, and at {} % for members who choose \"very large\".",
                percent(normal),
                near.floor(),
                percent(larger)
            ),
            How::TooSmall { normal, near, larger_near } => write!(
                f,
                "The smallest text is too small from {distance} cm. Everything is shown at {} %, which can be read \
                 from {} cm, and in \"very large\" from {} cm. Have members stand nearer, or use a larger screen.",
                percent(normal),
                near.floor(),
                larger_near.floor()
            ),
        }
    }
}
