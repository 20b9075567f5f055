//! What the USB numbers of a port tell about what is on it.
//!
//! Mostly they tell little: an adapter has the numbers of its own chip, whatever is behind it. So nothing
//! here allows to write to a port; it only says what to listen for, what a person may choose, and what
//! to be careful with. The numbers are from the USB ID list (`usb.ids`, 2025-07-26) unless another
//! source is named at the entry.
//!
//! Not here: PC/SC readers and readers that type, which have no serial port.

use crate::Framing;

/// What is known of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// A reader or scanner, as its maker calls it, and the families it may be set to, the usual one first.
    /// Which one it is, is heard; one that has to be asked is a person's choice.
    Reader {
        /// `TWN4`, `GAT Writer 5250B`.
        name: &'static str,
        /// What it may speak.
        framings: &'static [Framing],
    },
    /// A serial adapter. Behind it may be a reader, a printer, or a relay that opens a door.
    Adapter {
        /// `CH340`, `FT232`.
        chip: &'static str,
        /// Relays are sold with this very chip and without a name of their own (LCUS).
        often_a_relay: bool,
    },
    /// A reader that speaks a protocol of its own, as it comes out of the box.
    Refused(RefusedFamily),
    /// Nothing is known of what has these numbers.
    Nothing,
}

/// Readers that are not spoken to. Each has to be switched to keyboard or line output with the program
/// of its maker; then it is a reader like any other.
///
/// None has a USB number that only it has. A device that gives itself such a name is known by it; for
/// the others (RS-485, network, a bare adapter) a person says which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusedFamily {
    /// STid with SSCP: both sides prove who they are and encrypt, with keys the studio does not have.
    StidSscp,
    /// D-Logic uFR: it has to be asked in a protocol of its own, and RTS, which other readers draw their
    /// power from, holds it in reset. So it stays silent on a port that listens.
    Ufr,
    /// Gantner GAT Writer 6000F: spoken to by its maker's library only.
    GatWriter6000F,
    /// deister electronic: it has to be asked in a protocol of its own.
    Deister,
}

impl RefusedFamily {
    /// Every one of them, for a list to choose from.
    pub const ALL: &[Self] = &[Self::StidSscp, Self::Ufr, Self::GatWriter6000F, Self::Deister];

    /// What is written on it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StidSscp => "STid (SSCP)",
            Self::Ufr => "D-Logic uFR",
            Self::GatWriter6000F => "Gantner GAT Writer 6000F",
            Self::Deister => "deister electronic",
        }
    }

    /// The words by which such a device names itself or its maker, in lower case.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::StidSscp => &["stid", "sscp"],
            Self::Ufr => &["ufr", "d-logic"],
            Self::GatWriter6000F => &["6000f"],
            Self::Deister => &["deister"],
        }
    }
}

impl Known {
    /// What is known of a device by its USB numbers and what it says of itself (product, maker).
    pub fn of(vendor: u16, product: u16, says: &[&str]) -> Self {
        let words = || says.iter().flat_map(|text| text.split(|char: char| !is_in_word(char)));
        let named = |family: &&RefusedFamily| {
            words().any(|word| family.words().contains(&word.to_lowercase().as_str()))
        };
        if let Some(family) = RefusedFamily::ALL.iter().find(named) {
            return Self::Refused(*family);
        }
        let row = DEVICES.iter().find(|(device, _)| *device == (vendor, product));
        row.map_or(Self::Nothing, |(_, known)| *known)
    }
}

fn is_in_word(char: char) -> bool {
    char.is_alphanumeric() || char == '-'
}

const fn adapter(chip: &'static str) -> Known {
    Known::Adapter { chip, often_a_relay: false }
}

const fn scanner(name: &'static str) -> Known {
    Known::Reader { name, framings: &[Framing::Line, Framing::Gap] }
}

const DEVICES: &[((u16, u16), Known)] = &[
    // Also ELATEC's own Elatec.NET, which asks readers with these numbers in the Simple Protocol. With
    // another firmware the same reader types lines (CDC); as a keyboard it is 09D8:0410.
    ((0x09d8, 0x0420), Known::Reader { name: "TWN4", framings: &[Framing::Line, Framing::Twn4Simple] }),
    // An FT232 with numbers that Gantner had put into it; from one driver, like the protocol itself.
    ((0x0403, 0xed6b), Known::Reader { name: "GAT Writer 5250B", framings: &[Framing::Gat5250b] }),
    ((0x05e0, 0x1701), scanner("Symbol scanner")),
    ((0x0c2e, 0x0700), scanner("Metrologic scanner")),
    ((0x0c2e, 0x0720), scanner("Metrologic scanner")),
    // The device descriptor of an LCUS-1 relay has these numbers, no serial number and no maker.
    ((0x1a86, 0x7523), Known::Adapter { chip: "CH340", often_a_relay: true }),
    ((0x1a86, 0x7522), Known::Adapter { chip: "CH340", often_a_relay: true }),
    ((0x1a86, 0x5523), Known::Adapter { chip: "CH341", often_a_relay: true }),
    ((0x0403, 0x6001), adapter("FT232")),
    ((0x0403, 0x6010), adapter("FT2232")),
    ((0x0403, 0x6011), adapter("FT4232")),
    ((0x0403, 0x6014), adapter("FT232H")),
    // FT230X and FT231X (Linux kernel, ftdi_sio_ids.h: FTDI_FTX_PID).
    ((0x0403, 0x6015), adapter("FT23x")),
    ((0x10c4, 0xea60), adapter("CP210x")),
    ((0x10c4, 0xea61), adapter("CP210x")),
    ((0x10c4, 0xea63), adapter("CP210x")),
    ((0x10c4, 0xea70), adapter("CP2105")),
    ((0x10c4, 0xea71), adapter("CP2108")),
    ((0x067b, 0x2303), adapter("PL2303")),
    ((0x067b, 0x23a3), adapter("PL2303")),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn devices_are_known_by_their_numbers_and_readers_to_refuse_by_their_names() {
        let twn4 = Known::Reader { name: "TWN4", framings: &[Framing::Line, Framing::Twn4Simple] };
        let ch340 = Known::Adapter { chip: "CH340", often_a_relay: true };
        let ft232 = Known::Adapter { chip: "FT232", often_a_relay: false };
        for (vendor, product, says, known) in [
            (0x09d8, 0x0420, &[][..], twn4),
            (0x09d8, 0x0420, &["TWN4 CDC", "ELATEC"], twn4),
            (0x09d8, 0x0410, &[], Known::Nothing),
            (0x1a86, 0x7523, &["USB Serial"], ch340),
            (0x0403, 0x6001, &["FT232R USB UART", "FTDI"], ft232),
            (0x10c4, 0xea60, &[], Known::Adapter { chip: "CP210x", often_a_relay: false }),
            (0x067b, 0x2303, &[], Known::Adapter { chip: "PL2303", often_a_relay: false }),
            (0xffff, 0xffff, &["FT232R USB UART"], Known::Nothing),
            (0x0403, 0x6001, &["uFR", "D-Logic"], Known::Refused(RefusedFamily::Ufr)),
            (0x0403, 0x6001, &["UFR Nano"], Known::Refused(RefusedFamily::Ufr)),
            (0x0403, 0x6001, &["ARC-W", "STid"], Known::Refused(RefusedFamily::StidSscp)),
            (0x1111, 0x2222, &["deister electronic GmbH"], Known::Refused(RefusedFamily::Deister)),
            (0x0403, 0xed6b, &["GAT Writer 6000F"], Known::Refused(RefusedFamily::GatWriter6000F)),
            (0x0403, 0x6001, &["Stidham Serial", "Bufr"], ft232),
        ] {
            assert_eq!(Known::of(vendor, product, says), known, "{vendor:04x}:{product:04x} {says:?}");
        }
    }

    #[test]
    fn no_device_is_listed_twice() {
        let numbers: HashSet<_> = DEVICES.iter().map(|(numbers, _)| numbers).collect();
        assert_eq!(numbers.len(), DEVICES.len());
    }

    #[test]
    fn a_reader_that_has_to_be_asked_is_never_the_only_guess_unless_it_is_nothing_else() {
        for (numbers, known) in DEVICES {
            if let Known::Reader { framings, .. } = known {
                let only_asked = framings.iter().all(|framing| framing.asks());
                assert!(!only_asked || *numbers == (0x0403, 0xed6b), "{numbers:04x?}");
            }
        }
    }

    #[test]
    fn whatever_is_refused_is_refused_by_its_own_name() {
        for family in RefusedFamily::ALL {
            assert_eq!(Known::of(0, 0, &[family.name()]), Known::Refused(*family));
        }
    }

    #[test]
    fn the_packages_rules_let_the_desk_open_every_device_that_is_known() {
        const RULES: &str = include_str!("../../../package/linux/70-portico-readers.rules");
        let rules: Vec<&str> = RULES.lines().filter(|line| line.starts_with("ATTRS{idVendor}")).collect();
        let matched = |vendor: u16, product: u16| {
            let wanted = (format!("\"{vendor:04x}\""), format!("{product:04x}"));
            let of_vendor = rules.iter().filter(|line| line.contains(&wanted.0));
            let products =
                of_vendor.filter_map(|line| line.split("idProduct}==\"").nth(1)?.split('"').next());
            products.flat_map(|products| products.split('|')).any(|product| product == wanted.1)
        };
        for ((vendor, product), _) in DEVICES {
            assert!(matched(*vendor, *product), "{vendor:04x}:{product:04x} is in no rule");
        }
        let listed: usize = rules.iter().map(|line| 1 + line.matches('|').count()).sum();
        assert_eq!(listed, DEVICES.len(), "a rule is about a device that is not known");
    }
}
