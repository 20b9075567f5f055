//! Names, as people have them: trimmed and composed (NFC), and not changed in any other way.

use unicode_normalization::UnicodeNormalization as _;

/// What the vendor takes for a name, second ones among them, in UTF-16 code units.
pub const LONGEST_NAME: usize = 100;

/// The first name of those who have one name only, for a vendor that requires two.
pub const NO_FIRST_NAME: &str = "-";

/// Any text that somebody typed, as it is sent: trimmed, and one spelling of every letter with an accent.
pub fn text(typed: &str) -> String {
    typed.trim().nfc().collect()
}

/// How long a text is to the vendor, which counts UTF-16 code units as Java does.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stay_as_people_have_them() {
        for (typed, sent) in [
            ("María José", "María José"),
            ("de la O y Núñez-Ibáñez", "de la O y Núñez-Ibáñez"),
            ("İlkay", "İlkay"),
            ("Işık", "Işık"),
            ("Zoe\u{308}", "Zoë"),
            ("d’Œuvre", "d’Œuvre"),
            ("-", "-"),
            ("Łukasz", "Łukasz"),
            ("van der Müller-Ćwikła", "van der Müller-Ćwikła"),
            (" \u{a0}Ana\t", "Ana"),
            ("mcQueen", "mcQueen"),
            ("o'neill", "o'neill"),
        ] {
            assert_eq!(text(typed), sent);
        }
    }

    #[test]
    fn a_text_is_as_long_as_the_vendor_counts_it() {
        assert_eq!(length(&"ä".repeat(LONGEST_NAME)), LONGEST_NAME);
        assert_eq!(length(&text(&"a\u{308}".repeat(LONGEST_NAME))), LONGEST_NAME, "composed");
        assert_eq!(length(&"😀".repeat(51)), 102, "the vendor counts each twice");
    }

    proptest! {
        #[test]
        fn what_is_sent_stays_as_it_is(typed in "\\PC{0,40}") {
            let once = text(&typed);
            prop_assert_eq!(text(&once), once);
        }
    }
}
