use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// A studio's key for the Open API, sent as `x-api-key`. Prints `<redacted>`, never the key.
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// Why a text is not an API key. Says nothing of the text itself.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing was left after trimming.
    #[error("The API key is empty.")]
    Empty,
    /// White space in the middle, a control character, or something that is not plain ASCII.
    #[error("The API key contains a blank or another character that no API key has.")]
    Character,
}

impl ApiKey {
    /// Takes a key as it was typed or pasted; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let key = text.trim();
        if key.is_empty() {
            return Err(KeyError::Empty);
        }
        if !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(KeyError::Character);
        }
        Ok(Self(SecretString::from(key)))
    }

    /// The key itself, for the keychain.
    pub const fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(<redacted>)")
    }
}

/// `prefix` and `secret` as a header value, or `None` when no header can carry them.
///
/// Marked sensitive: it prints as `Sensitive` and HTTP/2 keeps it out of its compression table.
pub(crate) fn header(prefix: &str, secret: &SecretString) -> Option<HeaderValue> {
    let secret = secret.expose_secret();
    if secret.is_empty() || !secret.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let mut value = HeaderValue::try_from(format!("{prefix}{secret}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_as_it_was_pasted() {
        for text in ["3f9c-77aa", " 3f9c-77aa ", "3f9c-77aa\n", "\t3f9c-77aa\r\n", "\u{a0}3f9c-77aa"] {
            assert_eq!(ApiKey::parse(text).unwrap().secret().expose_secret(), "3f9c-77aa", "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_without_repeating_it() {
        for (text, error) in [
            ("", KeyError::Empty),
            (" \r\n", KeyError::Empty),
            ("geheim 1", KeyError::Character),
            ("geheim\u{a0}1", KeyError::Character),
            ("geheim\n1", KeyError::Character),
            ("geheim\u{0}1", KeyError::Character),
            ("geheimé", KeyError::Character),
            ("geheim\u{7f}", KeyError::Character),
        ] {
            let found = ApiKey::parse(text).unwrap_err();
            assert_eq!(found, error, "{text:?}");
            assert!(!format!("{found} {found:?}").contains("geheim"));
        }
    }

    #[test]
    fn neither_key_nor_header_prints_it() {
        let key = ApiKey::parse("geheim").unwrap();
        let value = header("Bearer ", key.secret()).unwrap();
        assert_eq!(value.as_bytes(), b"Bearer geheim");
        assert!(!format!("{key:?} {value:?}").contains("geheim"));
    }

    #[test]
    fn a_token_no_header_can_carry_makes_none() {
        for token in ["", "a b", "a\n", "ä"] {
            assert!(header("Bearer ", &SecretString::from(token)).is_none(), "{token:?}");
        }
    }
}
