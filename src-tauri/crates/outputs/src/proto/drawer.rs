//! A cash drawer on a receipt printer.

/// `ESC p 0 25 250`: 50 ms on the first drawer's pin, then 500 ms of rest (units of 2 ms; Epson
/// ESC/POS, "Generate pulse"). The printer answers nothing.
pub(crate) const OPEN: [u8; 5] = [0x1b, 0x70, 0x00, 0x19, 0xfa];
