//! Colours, how well one is seen on another, and the nearest one that is seen well enough.
//!
//! Luminance and contrast are those of WCAG 2.2 (relative luminance, contrast ratio). What is corrected keeps
//! its hue and as much of its chroma as the screen can show: only its lightness changes, in OKLCH
//! (CSS Color 4, after Björn Ottosson), where equal steps look equal.

use std::fmt;

/// Steps of lightness that are tried, from none to all of it.
const STEPS: u32 = 1000;

/// A colour of the screen (sRGB, 8 bits a part). Written `#rrggbb`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour([u8; 3]);

/// A colour must differ so much from another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// The colour beside or behind it.
    pub against: Colour,
    /// The least contrast ratio, 1 to 21.
    pub ratio: f64,
}

impl Colour {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// A colour of its red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Reads `#rrggbb`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        // A sign would pass for a digit.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// A colour by its lightness (0 to 1), chroma (0 is grey) and hue (in radians). What no screen shows loses
    /// chroma until one does.
    pub fn of_oklch(lightness: f64, chroma: f64, hue: f64) -> Self {
        let lightness = lightness.clamp(0.0, 1.0);
        let part = |chroma: f64| linear_of(lightness, chroma * hue.cos(), chroma * hue.sin());
        let shown = |chroma: f64| part(chroma).iter().all(|part| (-0.0005..=1.0005).contains(part));
        let (mut low, mut high) = (0.0, chroma.max(0.0));
        if shown(high) {
            low = high;
        }
        for _ in 0..16 {
            let middle = f64::midpoint(low, high);
            if shown(middle) { low = middle } else { high = middle }
        }
        Self(part(low).map(encoded))
    }

    /// Lightness (0 to 1), chroma and hue (in radians).
    pub fn oklch(self) -> (f64, f64, f64) {
        let [red, green, blue] = self.0.map(linear);
        let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let lightness = 0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short;
        let a = 1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short;
        let b = 0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short;
        (lightness, a.hypot(b), b.atan2(a))
    }

    /// Relative luminance: 0 is black, 1 is white.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio of two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// Whether it differs enough from everything.
    pub fn meets(self, needs: &[Need]) -> bool {
        needs.iter().all(|need| self.contrast(need.against) >= need.ratio)
    }

    /// The colour itself where it differs enough from everything; else the one of the nearest lightness that
    /// does. Where none does, black or white, whichever falls less short.
    #[must_use]
    pub fn corrected(self, needs: &[Need]) -> Self {
        if self.meets(needs) {
            return self;
        }
        let (lightness, chroma, hue) = self.oklch();
        let steps = (1..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
        let nearest = steps
            .flat_map(|step| [lightness - step, lightness + step])
            .filter(|tried| (-0.001..=1.001).contains(tried))
            .map(|tried| Self::of_oklch(tried, chroma, hue))
            .find(|tried| tried.meets(needs));
        let worst = |colour: Self| {
            needs.iter().map(|need| colour.contrast(need.against) / need.ratio).fold(f64::INFINITY, f64::min)
        };
        let end = if worst(Self::BLACK) >= worst(Self::WHITE) { Self::BLACK } else { Self::WHITE };
        nearest.unwrap_or(end)
    }

    /// White where it can be read on this colour, else black, which can.
    #[must_use]
    pub fn ink(self, ratio: f64) -> Self {
        if self.contrast(Self::WHITE) >= ratio || self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// Whether black is seen better on it than white.
    pub fn is_light(self) -> bool {
        self.contrast(Self::BLACK) >= self.contrast(Self::WHITE)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Debug for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 255")]
fn encoded(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let part = if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (part * 255.0).round() as u8
}

fn linear_of(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colours() -> impl Strategy<Value = Colour> {
        any::<[u8; 3]>().prop_map(Colour)
    }

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn six_digits_are_a_colour_and_nothing_else_is() {
        for (text, read) in [
            ("#ffee00", Some(Colour::new(255, 238, 0))),
            ("#0A0b0C", Some(Colour::new(10, 11, 12))),
            ("ffee00", None),
            ("#fe0", None),
            ("#ffee0", None),
            ("#ffee000", None),
            ("#+fee00", None),
            ("#ffee0é", None),
            ("red", None),
            ("", None),
        ] {
            assert_eq!(Colour::parse(text), read, "{text}");
        }
    }

    /// The published examples of WCAG 2 and of the editors' tools.
    #[test]
    fn contrast_is_the_one_of_the_standard() {
        for (one, other, ratio) in [
            ("#000000", "#ffffff", 21.0),
            ("#ffffff", "#ffffff", 1.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#ff0000", "#ffffff", 4.00),
            ("#0000ff", "#ffffff", 8.59),
            ("#ffee00", "#ffffff", 1.20),
        ] {
            let found = colour(one).contrast(colour(other));
            assert!((found - ratio).abs() < 0.01, "{one} on {other}: {found}");
        }
    }

    #[test]
    fn lightness_is_the_one_of_the_standard() {
        for (text, lightness, chroma) in [
            ("#ffffff", 1.0, 0.0),
            ("#000000", 0.0, 0.0),
            ("#ff0000", 0.628, 0.258),
            ("#0000ff", 0.452, 0.313),
        ] {
            let (l, c, _) = colour(text).oklch();
            assert!((l - lightness).abs() < 0.001 && (c - chroma).abs() < 0.001, "{text}: {l} {c}");
        }
    }

    #[test]
    fn a_yellow_that_is_lost_on_white_is_darkened_and_stays_yellow() {
        let needs = [Need { against: Colour::WHITE, ratio: 4.5 }];
        let (given, shown) = (colour("#ffee00"), colour("#ffee00").corrected(&needs));
        assert!(shown.meets(&needs) && shown.contrast(Colour::WHITE) < 4.7, "{shown}");
        assert!((given.oklch().2 - shown.oklch().2).abs() < 0.05, "{shown}");
    }

    proptest! {
        #[test]
        fn a_colour_survives_its_own_measures(given in colours()) {
            let (lightness, chroma, hue) = given.oklch();
            let again = Colour::of_oklch(lightness, chroma, hue);
            for (one, two) in given.0.into_iter().zip(again.0) {
                prop_assert!(one.abs_diff(two) <= 1, "{given} {again}");
            }
        }

        #[test]
        fn what_is_written_is_read(given in colours()) {
            prop_assert_eq!(Colour::parse(&given.to_string()), Some(given));
        }

        #[test]
        fn a_corrected_colour_is_seen(given in colours(), against in colours(), ratio in 1.0..4.5_f64) {
            let needs = [Need { against, ratio }];
            prop_assert!(given.corrected(&needs).meets(&needs));
        }

        #[test]
        fn a_colour_that_is_seen_stays_as_it_is(given in colours(), against in colours()) {
            let needs = [Need { against, ratio: given.contrast(against) }];
            prop_assert_eq!(given.corrected(&needs), given);
        }

        #[test]
        fn the_correction_is_the_smallest_one(given in colours(), ratio in 3.0..7.0_f64) {
            let needs = [Need { against: Colour::WHITE, ratio }];
            let shown = given.corrected(&needs);
            if shown != given {
                // One step of brightness less, and it would not do.
                prop_assert!(shown.contrast(Colour::WHITE) < ratio * 1.06 + 0.1, "{given} {shown}");
            }
        }

        #[test]
        fn there_is_always_an_ink(given in colours()) {
            prop_assert!(given.ink(4.5).contrast(given) >= 4.5);
        }
    }
}
