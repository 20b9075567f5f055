//! The lines of the adapter, 8N1 at 115200 baud.
//!
//! What is relied on, from the facts the project gathered and from the adapter's public documentation
//! (docs.qibixx.com, "Cashless Device - Accept a Vend Request from VMC in Always Idle" and "Vending
//! Sessions Examples"):
//!
//! - told: `C,0` and `C,1` (off and on), `C,START,<credit>`, `C,VEND,<price>` (approve), `C,STOP` (deny, or
//!   end a session);
//! - said: `c,STATUS,INACTIVE` (no machine on the bus asked for anything yet), `DISABLED`, `ENABLED`,
//!   `IDLE,<credit>` (a session is open) or `IDLE` (one is just ending), `VEND,<price>,<item>`;
//!   `c,VEND,SUCCESS`; `c,ERR,VEND 3` when nothing came out; `c,0` and `c,1`, and `r,ACK` for the bus
//!   itself, which mean nothing here.
//!
//! What is assumed, because only programs of other people say so: an error *without* quotes carries the
//! number of the machine's own word about the sale (MDB, cashless device, VEND: 1 cancelled, 3 failed; 5
//! is read as a reset of the bus), and an error *with* quotes is the adapter's refusal of an order, with
//! a negative number: `c,ERR,"START -3"`, `c,ERR,"VEND -3"` (not in this state), `c,ERR,"VEND -2"`, and
//! words as in `c,ERR,"cashless is on"`. Both CR and LF end a line; LF is sent.

use domain::{Currency, Money};

/// The longest line that means something has 40 bytes.
const LONGEST: usize = 120;
/// MDB numbers items with 16 bits.
const LONGEST_ITEM: usize = 16;

/// What the adapter said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The bus is silent.
    Inactive,
    /// The machine takes no cashless sale now.
    Disabled,
    /// The machine would sell. No session is open.
    Enabled,
    /// A session is open, with a credit, or is just ending, without.
    Idle { credit: bool },
    /// The machine wants to sell this.
    Vend { price: Money, item: String },
    /// The machine wants to sell something, for a price nobody can read.
    Unreadable,
    /// It came out.
    Success,
    /// The member or the machine gave the choice up.
    Cancelled,
    /// Nothing came out.
    Failed,
    /// The adapter refused the approval.
    ApprovalRefused,
    /// The adapter refused to open a session.
    StartRefused,
}

/// What the adapter is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tell {
    /// Takes part in the bus no more; every session is over.
    Off,
    On,
    Start(Money),
    Approve(Money),
    Stop,
}

impl Tell {
    pub(super) fn line(self) -> String {
        match self {
            Self::Off => "C,0\n".to_owned(),
            Self::On => "C,1\n".to_owned(),
            Self::Start(credit) => format!("C,START,{}\n", credit.decimal()),
            Self::Approve(price) => format!("C,VEND,{}\n", price.decimal()),
            Self::Stop => "C,STOP\n".to_owned(),
        }
    }
}

/// Cuts bytes into lines, however they arrive.
#[derive(Debug)]
pub(super) struct Lines {
    currency: Currency,
    held: Vec<u8>,
    /// The line is longer than any that means something, so none of it does.
    too_long: bool,
}

impl Lines {
    pub(super) const fn new(currency: Currency) -> Self {
        Self { currency, held: Vec::new(), too_long: false }
    }

    /// What the lines say that end in these bytes. What means nothing here is left out.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Said> {
        let mut said = Vec::new();
        for &byte in bytes {
            match byte {
                b'\r' | b'\n' => {
                    if !self.too_long
                        && let Ok(line) = std::str::from_utf8(&self.held)
                    {
                        said.extend(read(line.trim(), self.currency));
                    }
                    self.held.clear();
                    self.too_long = false;
                }
                _ if self.held.len() == LONGEST => self.too_long = true,
                byte => self.held.push(byte),
            }
        }
        said
    }
}

fn read(line: &str, currency: Currency) -> Option<Said> {
    let rest = line.strip_prefix("c,")?;
    if let Some(status) = rest.strip_prefix("STATUS,") {
        return self::status(status, currency);
    }
    if let Some(error) = rest.strip_prefix("ERR,") {
        return self::error(error);
    }
    (rest == "VEND,SUCCESS").then_some(Said::Success)
}

fn status(status: &str, currency: Currency) -> Option<Said> {
    let (word, values) = match status.split_once(',') {
        Some((word, values)) => (word, Some(values)),
        None => (status, None),
    };
    match (word, values) {
        ("INACTIVE", None) => Some(Said::Inactive),
        ("DISABLED", None) => Some(Said::Disabled),
        ("ENABLED", None) => Some(Said::Enabled),
        ("IDLE", credit) => Some(Said::Idle { credit: credit.is_some() }),
        ("VEND", values) => Some(vend(values, currency).unwrap_or(Said::Unreadable)),
        _ => None,
    }
}

/// A price that is not exactly one is nobody's to guess: neither of what is finer than the currency,
/// nor with a comma in it, nor of less than nothing.
fn vend(values: Option<&str>, currency: Currency) -> Option<Said> {
    let (price, item) = values?.split_once(',')?;
    let item = item.trim();
    if item.is_empty() || item.len() > LONGEST_ITEM || !item.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return None;
    }
    let price = Money::parse(price.trim(), currency).ok().filter(|price| price.minor >= 0)?;
    Some(Said::Vend { price, item: item.to_owned() })
}

fn error(error: &str) -> Option<Said> {
    match error.trim() {
        "VEND 1" => Some(Said::Cancelled),
        "VEND 3" => Some(Said::Failed),
        refused if refused.starts_with("\"VEND -") => Some(Said::ApprovalRefused),
        refused if refused.starts_with("\"START -") => Some(Said::StartRefused),
        other => {
            tracing::warn!(error = ?other, "the adapter reports an error");
            None
        }
    }
}

#[cfg(test)]
mod tests;
