//! Whether the smallest text of the member's screen can be read from where members stand. Pure.

use domain::{Pixels, Viewing};

/// A sentence about it, and what to do where it cannot. `pixels` are those of the screen, if they are known.
pub(super) fn said(viewing: Viewing, pixels: Option<Pixels>) -> String {
    let distance = viewing.distance_cm().round();
    let Some(pixels) = pixels else {
        return format!(
            "Whether the smallest text can be read from {distance} cm is known once Portico has been open on this \
             screen."
        );
    };
    let sizes = viewing.sizes(pixels);
    let percent = |scale: f64| (scale * 100.0).round();
    let from = |scale: f64| viewing.legible_from(pixels, scale).floor();
    if sizes.needed <= 1.0 {
        return format!("The smallest text can be read from {distance} cm.");
    }
    let normal = percent(sizes.normal);
    if sizes.needed <= sizes.normal {
        return format!(
            "The smallest text would be too small from {distance} cm, so everything is shown at {normal} %."
        );
    }
    let near = from(sizes.normal);
    if sizes.needed <= sizes.larger {
        return format!(
            "The smallest text is too small from {distance} cm. Everything is shown at {normal} %, which can be read \
             from {near} cm, and at {larger} % for members who choose \"very large\".",
            larger = percent(sizes.larger)
        );
    }
    format!(
        "The smallest text is too small from {distance} cm. Everything is shown at {normal} %, which can be read from \
         {near} cm, and in \"very large\" from {larger} cm. Have members stand nearer, or use a larger screen.",
        larger = from(sizes.larger)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_is_shown_and_from_where_it_can_be_read() {
        let full = Some(Pixels { width: 1920.0, height: 1080.0 });
        for (diagonal, distance, pixels, words) in [
            (24.0, 30.0, full, "can be read from 30 cm."),
            (24.0, 50.0, full, "from 50 cm, so everything is shown at 127 %."),
            (
                24.0,
                60.0,
                full,
                "shown at 140 %, which can be read from 54 cm, and at 196 % for members who choose \"very large\".",
            ),
            (
                15.6,
                90.0,
                full,
                "from 90 cm. Everything is shown at 140 %, which can be read from 35 cm, and in \"very large\" from \
                 61 cm. Have members stand nearer",
            ),
            (24.0, 60.0, None, "once Portico has been open"),
        ] {
            let said = said(Viewing::new(diagonal, distance).unwrap(), pixels);
            assert!(said.contains(words), "{said} should say {words}");
        }
    }
}
