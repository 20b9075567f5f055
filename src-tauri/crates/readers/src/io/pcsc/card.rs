//! One question to a card.

use std::ffi::CStr;

use domain::Redacted;
use pcsc::{Card, Context, Disposition, Error, Protocols, ShareMode};

/// Asks the reader for the card's number: "get data" of the PC/SC specification, part 3, 3.2.2.1.
const GET_UID: &[u8] = &[0xff, 0xca, 0x00, 0x00, 0x00];
/// The longest answer without a length of its own: 256 bytes and the status.
const MAX_ANSWER: usize = 258;

/// What came of asking a card for its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Its number, first byte first: 4, 7 or 10 bytes (ISO 14443) or 8 (ISO 15693, FeliCa).
    Number(Redacted<Vec<u8>>),
    /// It answered, but has no number that could be one.
    Numberless,
    /// It was gone before it had answered, or said nothing that could be understood.
    Lost,
    /// Another program keeps it busy, or the reader is just going away.
    Later,
}

/// The service went away.
pub(super) struct ServiceLost;

/// Asks the card on a slot for its number.
pub(super) fn ask(context: &Context, slot: &CStr) -> Result<Answer, ServiceLost> {
    let mut buffer = [0; MAX_ANSWER];
    match exchange(context, slot, GET_UID, &mut buffer) {
        Ok(answer) => Ok(understand(answer)),
        Err(error) => {
            tracing::debug!(%error, "card not read");
            after(error)
        }
    }
}

/// Sends one command to the card on a slot, or to the slot by way of its card.
pub(super) fn exchange<'a>(
    context: &Context,
    slot: &CStr,
    command: &[u8],
    buffer: &'a mut [u8],
) -> Result<&'a [u8], Error> {
    let card = context.connect(slot, ShareMode::Shared, Protocols::ANY)?;
    let answer = card.transmit(command, buffer);
    leave(card);
    answer
}

/// Lets go of a card as it is. Dropped, it would be reset, under the hands of every other program.
pub(super) fn leave(card: Card) {
    if let Err((card, error)) = card.disconnect(Disposition::LeaveCard) {
        tracing::debug!(%error, "card not let go");
        drop(card);
    }
}

fn understand(answer: &[u8]) -> Answer {
    match answer {
        [number @ .., 0x90, 0x00] if matches!(number.len(), 4 | 7 | 8 | 10) => number_of(number),
        // "No information given": what readers say when the card went out of the field.
        [0x63, 0x00] | [] | [_] => Answer::Lost,
        [.., high, low] => {
            tracing::debug!(length = answer.len(), status = format!("{high:02X}{low:02X}"), "no number");
            Answer::Numberless
        }
    }
}

fn number_of(bytes: &[u8]) -> Answer {
    Answer::Number(Redacted::new(bytes.to_vec()))
}

/// What it means that a card could not be asked.
fn after(error: Error) -> Result<Answer, ServiceLost> {
    let busy = [Error::SharingViolation, Error::ResetCard, Error::ReaderUnavailable, Error::UnknownReader];
    if service_is_lost(error) {
        Err(ServiceLost)
    } else if busy.contains(&error) {
        Ok(Answer::Later)
    } else {
        Ok(Answer::Lost)
    }
}

/// Whether an error says that a context is of no use any more.
pub(super) fn service_is_lost(error: Error) -> bool {
    matches!(
        error,
        Error::NoService
            | Error::ServiceStopped
            | Error::Shutdown
            | Error::SystemCancelled
            | Error::InvalidHandle
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_of_a_card_is_a_number() {
        let answer = |length: u8, status: [u8; 2]| [(0..length).collect(), status.to_vec()].concat();
        for length in 0..=16 {
            let expected = if [4, 7, 8, 10].contains(&length) {
                number_of(&(0..length).collect::<Vec<_>>())
            } else {
                Answer::Numberless
            };
            assert_eq!(understand(&answer(length, [0x90, 0x00])), expected, "{length} bytes");
            assert_eq!(understand(&answer(length, [0x62, 0x82])), Answer::Numberless, "{length} bytes");
        }
        for (bytes, expected) in [
            (&[][..], Answer::Lost),
            (&[0x90], Answer::Lost),
            (&[0x63, 0x00], Answer::Lost),
            (&[0x6a, 0x81], Answer::Numberless),
            (&[0x6d, 0x00], Answer::Numberless),
            (&[1, 2, 3, 4, 0x90, 0x01], Answer::Numberless),
        ] {
            assert_eq!(understand(bytes), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn every_failure_has_a_meaning() {
        for (error, expected) in [
            (Error::NoSmartcard, Some(Answer::Lost)),
            (Error::RemovedCard, Some(Answer::Lost)),
            (Error::UnresponsiveCard, Some(Answer::Lost)),
            (Error::UnpoweredCard, Some(Answer::Lost)),
            (Error::NotTransacted, Some(Answer::Lost)),
            (Error::CommError, Some(Answer::Lost)),
            (Error::InsufficientBuffer, Some(Answer::Lost)),
            (Error::SharingViolation, Some(Answer::Later)),
            (Error::ResetCard, Some(Answer::Later)),
            (Error::ReaderUnavailable, Some(Answer::Later)),
            (Error::UnknownReader, Some(Answer::Later)),
            (Error::NoService, None),
            (Error::ServiceStopped, None),
            (Error::InvalidHandle, None),
        ] {
            assert_eq!(after(error).ok(), expected, "{error:?}");
        }
    }
}
