//! What a studio's colours make of the screen: every colour of the calm screens, such that all of it can be
//! read whatever was chosen.

use domain::{Colour, Need};

/// Text on what is behind it.
pub const TEXT: f64 = 4.5;
/// Text and colours for whoever asks for more contrast.
pub const MORE: f64 = 7.0;
/// Parts, such as the frame of a button, on what is behind them.
pub const PARTS: f64 = 3.0;

/// The screen's own colours, where the studio has chosen only the other one.
const ACCENT: Colour = Colour::new(0x1f, 0x4b, 0xb5);
const DARK_ACCENT: Colour = Colour::new(0x8f, 0xb2, 0xff);
const WAY: Colour = Colour::new(0xff, 0xee, 0xbf);
const DARK_WAY: Colour = Colour::new(0xff, 0xe2, 0xa0);
const WRONG: Colour = Colour::new(0xb3, 0x26, 0x1e);
const DARK_WRONG: Colour = Colour::new(0xff, 0xb4, 0xab);

/// The colours a studio can choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Of what is chosen and pressed.
    pub accent: Option<Colour>,
    /// Behind everything.
    pub background: Option<Colour>,
}

/// Every colour of the calm screens.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// While the system is set to light.
    pub light: Tokens,
    /// While it is set to dark.
    pub dark: Tokens,
    /// With more contrast, on black.
    pub more_accent: Colour,
    /// What is shown differently from what was chosen.
    pub corrections: Vec<Correction>,
}

/// Colours by what they are for; the names are those of `ui/src/styles/tokens.css`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the style sheet says what each is for")]
pub struct Tokens {
    pub ground: Colour,
    pub panel: Colour,
    pub ink: Colour,
    pub quiet: Colour,
    pub line: Colour,
    pub accent: Colour,
    pub accent_ink: Colour,
    pub rings: [Colour; 3],
    pub way: Colour,
    pub sign: Colour,
    pub floor: Colour,
    pub floor_ink: Colour,
    pub wrong: Colour,
}

/// A colour that could not be shown as it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What the colour is for.
    pub part: Part,
    /// On which screen.
    pub screen: Screen,
    /// As it was chosen.
    pub given: Colour,
    /// As it is shown.
    pub shown: Colour,
}

/// A colour that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Of what is chosen and pressed.
    Accent,
    /// Behind everything.
    Background,
}

/// A screen, by how the system is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// With more contrast.
    More,
}

impl Correction {
    /// Whether it was too bright, and not too dark.
    pub fn too_bright(&self) -> bool {
        self.given.luminance() > self.shown.luminance()
    }

    /// A sentence for a terminal.
    pub fn sentence(&self) -> String {
        let Self { given, shown, .. } = self;
        let how = if self.too_bright() { "bright" } else { "dark" };
        let (what, screen) = match (self.part, self.screen) {
            (Part::Accent, Screen::Light) => ("accent", "to be seen on the light screen"),
            (Part::Accent, Screen::Dark) => ("accent", "to be seen on the dark screen"),
            (Part::Accent, Screen::More) => ("accent", "for high contrast"),
            (Part::Background, Screen::Light | Screen::Dark | Screen::More) => {
                ("background", "to be read on, in black or in white")
            }
        };
        format!("Your {what} {given} is too {how} {screen}: {shown} is shown instead.")
    }
}

impl Palette {
    /// The screen in these colours; `None` where none was chosen.
    pub fn of(chosen: Chosen) -> Option<Self> {
        if chosen == Chosen::default() {
            return None;
        }
        let mut corrections = Vec::new();
        let accent = chosen.accent.unwrap_or(ACCENT);
        let (_, _, hue) = accent.oklch();
        let (light, dark) = grounds(chosen, hue, &mut corrections);
        let light = tokens(chosen, light, Screen::Light, &mut corrections);
        let dark = tokens(chosen, dark, Screen::Dark, &mut corrections);
        let more = [Need { against: Colour::BLACK, ratio: MORE }];
        let more_accent = accent.corrected(&more);
        note(&mut corrections, Part::Accent, Screen::More, chosen.accent, more_accent);
        Some(Self { light, dark, more_accent, corrections })
    }
}

/// What is behind everything, light and dark. A dark background holds on either; a light one is darkened for
/// the dark screen, which is what somebody who sets it to dark asks for.
fn grounds(chosen: Chosen, hue: f64, corrections: &mut Vec<Correction>) -> (Colour, Colour) {
    let (_, chroma, _) = chosen.accent.unwrap_or(ACCENT).oklch();
    let dark = Colour::of_oklch(0.19, chroma.min(0.035), hue);
    let Some(given) = chosen.background else {
        return (Colour::of_oklch(0.962, chroma.min(0.01), hue), dark);
    };
    let ground = readable(given);
    note(corrections, Part::Background, Screen::Light, Some(given), ground);
    if !ground.is_light() {
        return (ground, ground);
    }
    let (_, chroma, hue) = given.oklch();
    (ground, Colour::of_oklch(0.19, chroma.min(0.035), hue))
}

/// The nearest colour on which black or white can be read easily.
fn readable(given: Colour) -> Colour {
    let on = |ink| given.corrected(&[Need { against: ink, ratio: MORE }]);
    let (under_black, under_white) = (on(Colour::BLACK), on(Colour::WHITE));
    let far = |colour: Colour| (colour.oklch().0 - given.oklch().0).abs();
    if far(under_black) <= far(under_white) { under_black } else { under_white }
}

fn tokens(chosen: Chosen, ground: Colour, screen: Screen, corrections: &mut Vec<Correction>) -> Tokens {
    let bright = ground.is_light();
    let (height, ground_chroma, ground_hue) = ground.oklch();
    let panel = match bright {
        true => Colour::WHITE,
        false => Colour::of_oklch(height + 0.05, ground_chroma, ground_hue),
    };
    let own = if bright { ACCENT } else { DARK_ACCENT };
    let (_, chroma, hue) = chosen.accent.unwrap_or(own).oklch();
    let shade = |lightness: f64, most: f64| Colour::of_oklch(lightness, chroma.min(most), hue);
    let on_both = |ratio| [Need { against: ground, ratio }, Need { against: panel, ratio }];

    let accent = chosen.accent.unwrap_or(own).corrected(&on_both(PARTS));
    note(corrections, Part::Accent, screen, chosen.accent, accent);
    let way = if bright { WAY } else { DARK_WAY };
    let floor = match bright {
        true => shade(0.24, 0.06),
        false => shade((height - 0.06).max(0.0), 0.03),
    };
    let ring = |step: f64, most: f64| match bright {
        true => shade(height - step, most),
        false => shade(height + step * 0.85, most),
    };
    Tokens {
        ground,
        panel,
        ink: shade(if bright { 0.25 } else { 0.96 }, 0.05)
            .corrected(&[Need { against: ground, ratio: MORE }, Need { against: panel, ratio: TEXT }]),
        quiet: shade(if bright { 0.4 } else { 0.84 }, 0.05).corrected(&on_both(TEXT)),
        line: shade(if bright { 0.64 } else { 0.62 }, 0.06).corrected(&on_both(PARTS)),
        accent,
        accent_ink: accent.ink(TEXT),
        rings: [ring(0.09, 0.05), ring(0.21, 0.09), ring(0.36, 0.13)],
        way,
        sign: shade(0.36, 0.15).corrected(&[Need { against: way, ratio: TEXT }]),
        floor,
        floor_ink: shade(0.97, 0.01).corrected(&[Need { against: floor, ratio: MORE }]),
        wrong: if bright { WRONG } else { DARK_WRONG }.corrected(&on_both(TEXT)),
    }
}

fn note(corrections: &mut Vec<Correction>, part: Part, screen: Screen, given: Option<Colour>, shown: Colour) {
    if let Some(given) = given.filter(|given| *given != shown) {
        corrections.push(Correction { part, screen, given, shown });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn maybe() -> impl Strategy<Value = Option<Colour>> {
        proptest::option::of(any::<[u8; 3]>().prop_map(|[red, green, blue]| Colour::new(red, green, blue)))
    }

    fn wrong_in(tokens: &Tokens) -> Vec<String> {
        let Tokens { ground, panel, ink, quiet, line, accent, accent_ink, .. } = *tokens;
        let Tokens { way, sign, floor, floor_ink, wrong, .. } = *tokens;
        [
            ("ink on ground", ink, ground, MORE),
            ("ink on panel", ink, panel, TEXT),
            ("quiet on ground", quiet, ground, TEXT),
            ("quiet on panel", quiet, panel, TEXT),
            ("wrong on ground", wrong, ground, TEXT),
            ("wrong on panel", wrong, panel, TEXT),
            ("line on ground", line, ground, PARTS),
            ("line on panel", line, panel, PARTS),
            ("accent on ground", accent, ground, PARTS),
            ("accent on panel", accent, panel, PARTS),
            ("accent's ink", accent_ink, accent, TEXT),
            ("sign on way", sign, way, TEXT),
            ("floor's ink", floor_ink, floor, MORE),
        ]
        .into_iter()
        .filter(|(_, one, other, ratio)| one.contrast(*other) < *ratio)
        .map(|(what, one, other, _)| format!("{what}: {one} on {other}, {:.2}", one.contrast(other)))
        .collect()
    }

    #[test]
    fn a_studio_that_chooses_nothing_keeps_the_screen_as_it_is() {
        assert_eq!(Palette::of(Chosen::default()), None);
    }

    #[test]
    fn what_can_be_seen_is_shown_as_it_was_chosen() {
        let teal = Colour::new(0x00, 0x7a, 0x6c);
        let chosen = Chosen { accent: Some(teal), background: Some(Colour::WHITE) };
        let palette = Palette::of(chosen).unwrap();
        assert_eq!((palette.light.accent, palette.light.ground), (teal, Colour::WHITE));
        assert!(!palette.corrections.iter().any(|one| one.screen == Screen::Light), "{palette:?}");
    }

    #[test]
    fn what_cannot_be_seen_is_said() {
        let yellow = Colour::new(0xff, 0xee, 0x00);
        let palette = Palette::of(Chosen { accent: Some(yellow), background: None }).unwrap();
        assert_ne!(palette.light.accent, yellow);
        assert_eq!((palette.dark.accent, palette.more_accent), (yellow, yellow));
        let [one] = palette.corrections.as_slice() else { panic!("{palette:?}") };
        assert!(one.too_bright());
        let sentence = format!(
            "Your accent #ffee00 is too bright to be seen on the light screen: {} is shown instead.",
            palette.light.accent
        );
        assert_eq!(one.sentence(), sentence);
    }

    #[test]
    fn black_stays_black_on_either_screen_and_white_gets_dark() {
        let black = Palette::of(Chosen { accent: None, background: Some(Colour::BLACK) }).unwrap();
        assert_eq!((black.light.ground, black.dark.ground), (Colour::BLACK, Colour::BLACK));
        let white = Palette::of(Chosen { accent: None, background: Some(Colour::WHITE) }).unwrap();
        assert!(white.light.ground == Colour::WHITE && !white.dark.ground.is_light());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn everything_can_be_read_whatever_is_chosen(accent in maybe(), background in maybe()) {
            let Some(palette) = Palette::of(Chosen { accent, background }) else { return Ok(()) };
            prop_assert_eq!(wrong_in(&palette.light), Vec::<String>::new());
            prop_assert_eq!(wrong_in(&palette.dark), Vec::<String>::new());
            prop_assert!(palette.more_accent.contrast(Colour::BLACK) >= MORE);
            for (part, given) in [(Part::Accent, accent), (Part::Background, background)] {
                let said = palette.corrections.iter().filter(|one| one.part == part);
                prop_assert!(said.into_iter().all(|one| Some(one.given) == given && one.shown != one.given));
            }
        }
    }
}
