//! Light and buzzer of readers that take the command of the ACR122U.
//!
//! "Bi-color LED and buzzer control", ACR122U Application Programming Interface V2.04, 6.2 (the same
//! in ACR122T V2.02 and, as "ACR122U compatible commands", in later manuals of ACS):
//! `FF 00 40 P2 04 T1 T2 N B`. In P2, bits 0–3 say what stays lit and are not used here; bit 4 is red
//! and bit 5 green at first, bit 6 lets red blink and bit 7 green. T1 is how long the lamp shines and
//! T2 how long it does not, in 100 ms; N is how often; B is 1 for a buzzer that sounds during T1. The
//! reader answers when it is done.

use std::ffi::CStr;

use pcsc::{Context, Error, Protocols, Scope, ShareMode};

use super::card::{exchange, leave};
use crate::Signal;

/// 200 ms of green and one beep.
const GOOD: &[u8] = &[0xff, 0x00, 0x40, 0xa0, 0x04, 0x02, 0x01, 0x01, 0x01];
/// Three times half a second of red and a beep. The reader is busy with it for 3 s.
const BAD: &[u8] = &[0xff, 0x00, 0x40, 0x50, 0x04, 0x05, 0x05, 0x03, 0x01];

/// "Pass this on to the reader", as the drivers of Windows and everybody else's number it.
const ESCAPE: u32 = if cfg!(windows) { 3500 } else { 1 };

/// Shows a signal on a slot that has such a lamp; for as long as it shines.
pub(super) fn show(slot: &CStr, signal: Signal) -> Result<(), Error> {
    let command = match signal {
        Signal::Good => GOOD,
        Signal::Bad => BAD,
    };
    let mut buffer = [0; 16];
    // A context of its own: one that waits for cards can do nothing else meanwhile.
    let context = Context::establish(Scope::User)?;
    match exchange(&context, slot, command, &mut buffer) {
        Ok(_) => Ok(()),
        // The way without a card. On Linux the driver takes it only if its Info.plist allows that.
        Err(Error::NoSmartcard | Error::RemovedCard | Error::UnresponsiveCard | Error::UnpoweredCard) => {
            let reader = context.connect(slot, ShareMode::Direct, Protocols::UNDEFINED)?;
            let shown = reader.control(pcsc::ctl_code(ESCAPE.into()), command, &mut buffer).map(drop);
            leave(reader);
            shown
        }
        Err(error) => Err(error),
    }
}
