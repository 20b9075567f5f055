//! LCUS-1, -2 and -4 relays: `A0`, channel, 1 or 0, and the sum of the three. They answer nothing and
//! do not switch themselves off (sold with this protocol under many names; wiki.diustou.com, "USB
//! Relay", has all channels).

/// The order to switch a channel (1 to 4) on or off.
pub(crate) const fn switch(channel: u8, on: bool) -> [u8; 4] {
    const START: u8 = 0xa0;
    let state = on as u8;
    [START, channel, state, START.wrapping_add(channel).wrapping_add(state)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_its_checksum() {
        for (channel, on, bytes) in [
            (1, true, [0xa0, 0x01, 0x01, 0xa2]),
            (1, false, [0xa0, 0x01, 0x00, 0xa1]),
            (2, true, [0xa0, 0x02, 0x01, 0xa3]),
            (2, false, [0xa0, 0x02, 0x00, 0xa2]),
            (3, true, [0xa0, 0x03, 0x01, 0xa4]),
            (3, false, [0xa0, 0x03, 0x00, 0xa3]),
            (4, true, [0xa0, 0x04, 0x01, 0xa5]),
            (4, false, [0xa0, 0x04, 0x00, 0xa4]),
        ] {
            assert_eq!(switch(channel, on), bytes, "{channel} {on}");
        }
    }
}
