//! How large letters have to be where members stand and read, and how large they are. Pure.
//!
//! The page computes the same from [`Viewing::least_text`] and its own pixels; both are tested with one table,
//! `tests/fixtures/text-sizes.json`.

use std::f64::consts::PI;

/// The angle that a capital H has to fill for whoever reads it, in degrees (EN 301 549, 5.1.4).
const ANGLE: f64 = 0.7;
/// How high a capital H is, as a part of the size it is written in (Atkinson Hyperlegible Next; our headings are in
/// a larger one).
const CAPITAL: f64 = 0.668;
const CM_PER_INCH: f64 = 2.54;

/// The smallest that is written on the member's screens, in hundredths of the shorter side.
const SMALLEST: f64 = 2.4;
/// Hundredths are no smaller than this, in pixels.
const LEAST_UNIT: f64 = 5.9;
/// Nothing is written smaller than this, in pixels.
const FLOOR: f64 = 20.0;
/// By how much everything grows by itself at the most: with more, too little of a screen is in sight at once.
const NORMAL_MOST: f64 = 1.4;
/// By how much everything grows for members who choose "very large", in any case and where it is needed.
const LARGER: f64 = 1.4;
const LARGER_MOST: f64 = 2.4;

/// How large the member's screen is, and from where it is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewing {
    diagonal_inches: f64,
    distance_cm: f64,
}

/// The pixels of a screen, as a page counts them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pixels {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextSizes {
    /// By how much everything has to grow for the smallest letters to be large enough; 1 where they are.
    pub needed: f64,
    /// By how much it grows by itself.
    pub normal: f64,
    /// By how much it grows in "very large".
    pub larger: f64,
}

impl Viewing {
    /// From how far members read, unless something else is said: as far as an arm reaches. In centimetres.
    pub const DISTANCE_CM: f64 = 60.0;
    /// The diagonals there are, in inches.
    pub const DIAGONALS: std::ops::RangeInclusive<f64> = 5.0..=100.0;
    /// The distances somebody may read from, in centimetres.
    pub const DISTANCES: std::ops::RangeInclusive<f64> = 20.0..=500.0;

    /// `None` where one of them is out of its range.
    pub fn new(diagonal_inches: f64, distance_cm: f64) -> Option<Self> {
        (Self::DIAGONALS.contains(&diagonal_inches) && Self::DISTANCES.contains(&distance_cm))
            .then_some(Self { diagonal_inches, distance_cm })
    }

    /// The diagonal of the screen, in inches.
    pub const fn diagonal_inches(self) -> f64 {
        self.diagonal_inches
    }

    /// From how far it is read, in centimetres.
    pub const fn distance_cm(self) -> f64 {
        self.distance_cm
    }

    /// The least size of letters, as a part of the screen's diagonal.
    pub fn least_text(self) -> f64 {
        let capital = ANGLE * PI / 180.0 * self.distance_cm;
        capital / CAPITAL / (self.diagonal_inches * CM_PER_INCH)
    }

    /// How large everything is on a screen of these pixels that is filled by the member's window.
    pub fn sizes(self, pixels: Pixels) -> TextSizes {
        let least = self.least_text() * pixels.width.hypot(pixels.height);
        let needed = if least <= FLOOR { 1.0 } else { (least / pixels.smallest()).max(1.0) };
        let normal = needed.min(NORMAL_MOST);
        TextSizes { needed, normal, larger: (normal * LARGER).max(needed.min(LARGER_MOST)) }
    }

    /// From how far the smallest letters can be read when everything has grown by `scale`, in centimetres.
    pub fn legible_from(self, pixels: Pixels, scale: f64) -> f64 {
        let least = self.least_text() * pixels.width.hypot(pixels.height);
        self.distance_cm * (pixels.smallest() * scale).max(FLOOR) / least
    }
}

impl Pixels {
    /// The size of the smallest letters before anything has grown, were there no floor.
    fn smallest(self) -> f64 {
        SMALLEST * (self.width.min(self.height) / 100.0).max(LEAST_UNIT)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        diagonal_inches: f64,
        distance_cm: f64,
        screen: [f64; 2],
        least_text: f64,
        needed: f64,
        normal: f64,
        larger: f64,
    }

    #[test]
    fn letters_are_as_large_as_distance_and_screen_ask_for() {
        let table: Vec<Row> =
            serde_json::from_str(include_str!("../../../../tests/fixtures/text-sizes.json")).unwrap();
        assert!(table.len() > 5);
        for row in table {
            let what =
                format!("{} inches from {} cm, {:?}", row.diagonal_inches, row.distance_cm, row.screen);
            let viewing = Viewing::new(row.diagonal_inches, row.distance_cm).unwrap();
            let [width, height] = row.screen;
            let sizes = viewing.sizes(Pixels { width, height });
            for (found, expected) in [
                (viewing.least_text() * 100.0, row.least_text * 100.0),
                (sizes.needed, row.needed),
                (sizes.normal, row.normal),
                (sizes.larger, row.larger),
            ] {
                assert!((found - expected).abs() < 0.005, "{what}: {found} instead of {expected}");
            }
        }
    }

    /// 7.3 mm at 60 cm and 24.4 mm at 2 m.
    #[test]
    fn a_capital_is_as_high_as_the_standard_says() {
        for (distance, millimetres) in [(60.0, 7.33), (200.0, 24.43)] {
            let viewing = Viewing::new(24.0, distance).unwrap();
            let capital = viewing.least_text() * CAPITAL * 24.0 * CM_PER_INCH * 10.0;
            assert!((capital - millimetres).abs() < 0.01, "{capital} mm at {distance} cm");
        }
    }

    #[test]
    fn what_is_shown_is_legible_from_where_it_is_needed_or_nearer() {
        let pixels = Pixels { width: 1920.0, height: 1080.0 };
        for (distance, enough) in [(30.0, true), (50.0, true), (60.0, false), (90.0, false)] {
            let viewing = Viewing::new(24.0, distance).unwrap();
            let sizes = viewing.sizes(pixels);
            let from = viewing.legible_from(pixels, sizes.normal);
            assert_eq!(from > distance - 0.01, enough, "{distance} cm: {from}");
            assert!(viewing.legible_from(pixels, sizes.needed) > distance - 0.01, "{distance} cm");
        }
    }

    #[test]
    fn no_screen_is_endless_and_nobody_reads_from_the_street() {
        for (diagonal, distance) in [
            (4.9, 60.0),
            (100.5, 60.0),
            (24.0, 19.0),
            (24.0, 501.0),
            (f64::NAN, 60.0),
            (24.0, f64::INFINITY),
            (-24.0, 60.0),
        ] {
            assert_eq!(Viewing::new(diagonal, distance), None, "{diagonal} inches, {distance} cm");
        }
    }
}
