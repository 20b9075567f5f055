//! What the names of the card service's readers tell.
//!
//! Linux: `ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (serial) 00 00`; the last two words are
//! the places of reader and slot. Windows: `ACS ACR1252 Dual Reader PICC 0`.

/// Whether a slot may be contactless. A reader for contacts (`ICC`) or for the reader's own key card
/// (`SAM`) says so in a word of its own; `PICC` is contactless. What Windows plays by software has no
/// slot at all.
pub(super) fn is_contactless(name: &str) -> bool {
    let played =
        ["Windows Hello", "Microsoft Virtual Smart Card"].iter().any(|played| name.starts_with(played));
    !played && !words(name).any(|word| word == "ICC" || word == "SAM")
}

/// Whether `wanted`, a part of a name in either case, means this reader. Nothing wanted means all.
pub(super) fn is_meant(name: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| name.to_lowercase().contains(&wanted.trim().to_lowercase()))
}

/// Whether the reader is known to take the command for light and buzzer of the ACR122U. Windows calls
/// it `ACS ACR122`. The ACR122L knows the same command with other lights.
pub(super) fn has_lamp(name: &str) -> bool {
    words(name).any(|word| matches!(word, "ACR122" | "ACR122U" | "ACR122T"))
}

/// The names as a person knows them: without the places at the end, which depend on the order in
/// which readers were plugged in. Where that leaves the same for two readers, they keep their places.
pub(super) fn labels(names: &[String]) -> Vec<String> {
    let short: Vec<&str> = names.iter().map(|name| without_place(name)).collect();
    let is_unique = |label: &str| short.iter().filter(|other| **other == label).count() == 1;
    let label =
        |(name, short): (&String, &&str)| if is_unique(short) { (*short).to_owned() } else { name.clone() };
    names.iter().zip(&short).map(label).collect()
}

fn without_place(name: &str) -> &str {
    let split = |text: &str, is_place: fn(&str) -> bool| {
        text.rsplit_once(' ').filter(|(_, place)| is_place(place)).map(|(before, _)| before.len())
    };
    let is_two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let both = split(name, is_two_digits).and_then(|end| split(&name[..end], is_two_digits));
    both.or_else(|| split(name, is_number)).map_or(name, |end| &name[..end])
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACR122U: &str = "ACS ACR122U PICC Interface 00 00";
    const DUAL: &str = "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 01 00";
    const DUAL_SAM: &str = "ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 01";
    const OMNIKEY: &str = "HID Global OMNIKEY 5022 Smart Card Reader [OMNIKEY 5022 CL] 02 00";

    #[test]
    fn every_slot_but_those_for_contacts_and_keys() {
        for name in [
            ACR122U,
            DUAL,
            OMNIKEY,
            "ACS ACR122 0",
            "Identiv uTrust 3700 F CL Reader 0",
            "Virtual PCD 00 00",
            "SAMSON CL 0",
            "Iccold 00 00",
        ] {
            assert!(is_contactless(name), "{name}");
        }
        for name in [
            DUAL_SAM,
            "ACS ACR1281 1S Dual Reader ICC 0",
            "ACS ACR1281U-C1 (ICC) 00 01",
            "X SAM-Slot 0",
            "Windows Hello for Business 1",
            "Microsoft Virtual Smart Card 0",
        ] {
            assert!(!is_contactless(name), "{name}");
        }
    }

    #[test]
    fn a_part_of_the_name_in_either_case_is_enough() {
        for (wanted, expected) in [
            (None, true),
            (Some("acr122u"), true),
            (Some(" ACR122U PICC "), true),
            (Some("00 00"), true),
            (Some("ACR1252"), false),
            (Some("01 00"), false),
        ] {
            assert_eq!(is_meant(ACR122U, wanted), expected, "{wanted:?}");
        }
    }

    #[test]
    fn only_readers_with_the_lamp_get_its_command() {
        for (name, expected) in [
            (ACR122U, true),
            ("ACS ACR122 0", true),
            ("ACS ACR122T 0", true),
            ("ACS ACR122L 0", false),
            (DUAL, false),
            (OMNIKEY, false),
            ("Virtual PCD 00 00", false),
        ] {
            assert_eq!(has_lamp(name), expected, "{name}");
        }
    }

    #[test]
    fn people_do_not_know_places_unless_they_have_to() {
        let told = |names: &[&str]| labels(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            told(&[ACR122U, DUAL]),
            ["ACS ACR122U PICC Interface", "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC]"]
        );
        let second = "ACS ACR122U PICC Interface 01 00";
        assert_eq!(told(&[ACR122U, second, OMNIKEY])[..2], [ACR122U, second]);
        for (name, label) in [
            ("ACS ACR122 0", "ACS ACR122"),
            ("OMNIKEY 5427 CK 12", "OMNIKEY 5427 CK"),
            ("OMNIKEY 5427 CK", "OMNIKEY 5427 CK"),
            ("Reader AB 0A 1F", "Reader AB"),
            ("Reader 7 AB", "Reader 7 AB"),
            ("00 00", "00"),
            ("", ""),
        ] {
            assert_eq!(told(&[name]), [label]);
        }
    }
}
