//! Reaching the card service, and its list of slots.

use std::ffi::CString;

use pcsc::{Context, Error, Scope};

use super::names::{is_contactless, is_meant};
use crate::ReaderState;

/// Reaches the card service.
///
/// # Errors
///
/// The state a reader is in that cannot reach it.
pub(super) fn establish() -> Result<Context, ReaderState> {
    Context::establish(Scope::User).map_err(|error| {
        tracing::debug!(%error, "card service not reached");
        state_after(error)
    })
}

/// Windows stops its service when the last reader is unplugged and starts it with the next one, so
/// that there it is the reader that is missing.
pub(super) fn state_after(error: Error) -> ReaderState {
    if matches!(error, Error::SecurityViolation | Error::NoAccess) {
        ReaderState::Forbidden
    } else if cfg!(windows) {
        ReaderState::Gone
    } else {
        ReaderState::ServiceMissing
    }
}

/// The contactless slots there are, of readers that `wanted`, a part of a name, means.
pub(super) fn slots(context: &Context, wanted: Option<&str>) -> Result<Vec<CString>, Error> {
    let mut slots = context.list_readers_owned()?;
    slots.retain(|slot| {
        let name = slot.to_string_lossy();
        is_contactless(&name) && is_meant(&name, wanted)
    });
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_meaning() {
        let missing = if cfg!(windows) { ReaderState::Gone } else { ReaderState::ServiceMissing };
        for (error, state) in [
            (Error::NoService, missing),
            (Error::ServiceStopped, missing),
            (Error::CommError, missing),
            (Error::SecurityViolation, ReaderState::Forbidden),
            (Error::NoAccess, ReaderState::Forbidden),
        ] {
            assert_eq!(state_after(error), state, "{error:?}");
        }
    }
}
