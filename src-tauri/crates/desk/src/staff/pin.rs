//! The staff PIN: what may be one, and its hash.
//!
//! A PIN has so few digits that its hash alone does not protect it from whoever holds the hash, so
//! that is kept in the keychain. What protects it at the desk are the waits of
//! [`Tries`](crate::tries::Tries).

use std::fmt;

use argon2::password_hash::rand_core::{OsRng, RngCore};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, Salt, SaltString};
use argon2::{Argon2, Params};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use wire::PinProblem;

/// Something that may be a PIN: 4 to 12 digits that are not the first anybody would try.
#[derive(Clone)]
pub struct Pin(SecretString);

impl Pin {
    /// Takes a PIN that somebody chose. Only digits are taken, because that is all the keys of the
    /// staff window can enter.
    ///
    /// # Errors
    /// It is no PIN, or one of the first that anybody would try.
    pub fn parse(text: &str) -> Result<Self, PinProblem> {
        let digits = text.as_bytes();
        if !(4..=12).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return Err(PinProblem::NotAPin);
        }
        // By how much each digit is above the one before. After 9 comes 0, as on a keyboard.
        let mut steps = digits.windows(2).map(|pair| match pair {
            [before, after] => (10 + after - before) % 10,
            _ => 0,
        });
        let first = steps.next().unwrap_or_default();
        if matches!(first, 0 | 1 | 9) && steps.all(|step| step == first) {
            return Err(PinProblem::TooEasy);
        }
        Ok(Self(text.into()))
    }

    /// How many digits it has.
    pub(super) fn digits(&self) -> usize {
        self.expose().len()
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(<redacted>)")
    }
}

/// Why there is no hash. Never carries the PIN.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum HashError {
    /// The system gives no random numbers, and a hash without them could be looked up in a table.
    #[error("This computer gives no random numbers to keep the PIN with. Restart it and try again.")]
    Random,
    /// The hash could not be calculated.
    #[error("The PIN could not be made ready for the keychain.")]
    Hash,
}

/// The hash of a PIN, as it is kept: argon2id with a salt of its own and the parameters beside it,
/// so that stronger ones can be used for the next PIN while this one still fits.
///
/// Blocks for 50 to 100 ms, which is what makes it a hash for PINs: callers use `spawn_blocking`.
///
/// # Errors
/// There are no random numbers, or it cannot be calculated.
pub fn hash(pin: &Pin) -> Result<SecretString, HashError> {
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    OsRng.try_fill_bytes(&mut salt).map_err(|_| HashError::Random)?;
    let salt = SaltString::encode_b64(&salt).map_err(|_| HashError::Hash)?;
    let hash = Argon2::default()
        .hash_password(pin.0.expose_secret().as_bytes(), &salt)
        .map_err(|_| HashError::Hash)?;
    Ok(hash.to_string().into())
}

/// Whether `pin`, as somebody entered it, is the one that was hashed. A hash that cannot be read
/// fits no PIN.
///
/// Blocks for 50 to 100 ms: callers use `spawn_blocking`.
pub fn matches(pin: &str, phc: &SecretString) -> bool {
    PasswordHash::new(phc.expose_secret())
        .is_ok_and(|known| Argon2::default().verify_password(pin.as_bytes(), &known).is_ok())
}

/// The hash of a PIN with salt and parameters of another one; `None` where that cannot be read.
///
/// Blocks for 50 to 100 ms: callers use `spawn_blocking`.
pub(super) fn hash_like(pin: &Pin, phc: &SecretString) -> Option<SecretString> {
    let known = PasswordHash::new(phc.expose_secret()).ok()?;
    Some(again(pin.expose(), &known)?.to_string().into())
}

/// Which of these hashes a PIN fits, as somebody entered it.
///
/// Blocks for 50 to 100 ms for each salt among them: callers use `spawn_blocking`.
pub(super) fn whose(pin: &str, hashes: &[&SecretString]) -> Option<usize> {
    let mut made: Vec<PasswordHash<'_>> = Vec::new();
    for (at, phc) in hashes.iter().enumerate() {
        let Ok(known) = PasswordHash::new(phc.expose_secret()) else { continue };
        let alike = |made: &&PasswordHash<'_>| {
            (made.algorithm, made.version, &made.params, made.salt)
                == (known.algorithm, known.version, &known.params, known.salt)
        };
        let found = match made.iter().find(alike) {
            Some(found) => found.hash,
            None => match again(pin, &known) {
                Some(new) => {
                    let hash = new.hash;
                    made.push(new);
                    hash
                }
                None => continue,
            },
        };
        // Compares in constant time.
        if found.is_some() && found == known.hash {
            return Some(at);
        }
    }
    None
}

/// The hash that this PIN has where `known` is the one of another.
fn again<'a>(pin: &str, known: &PasswordHash<'a>) -> Option<PasswordHash<'a>> {
    let params = Params::try_from(known).ok()?;
    Argon2::default()
        .hash_password_customized(pin.as_bytes(), Some(known.algorithm), known.version, params, known.salt?)
        .ok()
}

#[cfg(test)]
mod tests;
