//! Shelly relays of the second generation and later: JSON-RPC in one POST to `/rpc` (Shelly, "RPC
//! Protocol", "RPC Channels", "Switch" and "Common Errors").

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Number, Value, json};

use crate::{Failure, Unknown};

/// Answers have around 200 bytes.
pub(crate) const LONGEST_ANSWER: usize = 16 * 1024;

/// Any number does, because every frame has a connection of its own.
const ID: u64 = 1;

/// Switches a channel on; the device switches it off again by itself after `length`.
pub(crate) fn pulse(channel: u8, length: Duration) -> Vec<u8> {
    let seconds = if length.subsec_nanos() == 0 {
        Some(Number::from(length.as_secs()))
    } else {
        Number::from_f64(length.as_secs_f64())
    };
    frame("Switch.Set", json!({ "id": channel, "on": true, "toggle_after": seconds }))
}

/// Switches a channel off. A time that was set for it is forgotten with it.
pub(crate) fn off(channel: u8) -> Vec<u8> {
    frame("Switch.Set", json!({ "id": channel, "on": false }))
}

/// Asks for the state of a channel, which changes nothing.
pub(crate) fn status(channel: u8) -> Vec<u8> {
    frame("Switch.GetStatus", json!({ "id": channel }))
}

fn frame(method: &str, params: Value) -> Vec<u8> {
    json!({ "jsonrpc": "2.0", "id": ID, "src": "portico", "method": method, "params": params })
        .to_string()
        .into_bytes()
}

#[derive(Deserialize)]
struct Frame {
    id: Option<u64>,
    result: Option<Value>,
    error: Option<ErrorObject>,
}

#[derive(Deserialize)]
struct ErrorObject {
    code: i64,
}

/// What an answer says. `body` is `None` when it did not arrive whole or is too long.
///
/// A frame with an error comes with status 200 (mongoose-os, `mg_rpc_channel_http.c`); it counts
/// with any status.
pub(crate) fn judge(status: u16, body: Option<&[u8]>) -> Result<(), Failure> {
    /// "Deadline exceeded": the device does not know either.
    const DEADLINE: i64 = -104;
    if status == 401 {
        return Err(Failure::PasswordNeeded);
    }
    let frame = body.and_then(|body| serde_json::from_slice::<Frame>(body).ok());
    match frame {
        Some(Frame { error: Some(ErrorObject { code }), .. }) => Err(match code {
            401 => Failure::PasswordNeeded,
            DEADLINE => Failure::Unknown(Unknown::DeviceFault),
            code => Failure::Refused { code },
        }),
        Some(Frame { id: Some(ID), result: Some(_), error: None }) if status == 200 => Ok(()),
        Some(_) | None => Err(match status {
            300..=499 => Failure::NotTheDevice { status },
            500..=599 => Failure::Unknown(Unknown::DeviceFault),
            _ => Failure::Unknown(if body.is_some() { Unknown::Garbled } else { Unknown::Broken }),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_what_the_device_takes() {
        let read = |bytes: Vec<u8>| serde_json::from_slice::<Value>(&bytes).unwrap();
        let pulse = |millis| read(pulse(0, Duration::from_millis(millis)));
        assert_eq!(
            pulse(2000),
            json!({
                "jsonrpc": "2.0", "id": 1, "src": "portico", "method": "Switch.Set",
                "params": { "id": 0, "on": true, "toggle_after": 2 },
            })
        );
        assert_eq!(pulse(4 * 60 * 60 * 1000)["params"]["toggle_after"], json!(14400));
        assert_eq!(
            read(off(2)),
            json!({
                "jsonrpc": "2.0", "id": 1, "src": "portico", "method": "Switch.Set",
                "params": { "id": 2, "on": false },
            })
        );
        assert_eq!(pulse(500)["params"]["toggle_after"], json!(0.5));
        assert_eq!(pulse(1200)["params"]["toggle_after"], json!(1.2));
        assert_eq!(
            read(status(3)),
            json!({
                "jsonrpc": "2.0", "id": 1, "src": "portico", "method": "Switch.GetStatus",
                "params": { "id": 3 },
            })
        );
    }

    #[test]
    fn answers() {
        let refused = |code| Err(Failure::Refused { code });
        let unknown = |why| Err(Failure::Unknown(why));
        let other = |status| Err(Failure::NotTheDevice { status });
        for (status, body, judged) in [
            (
                200,
                r#"{"id":1,"src":"shellyplus1-a8032abe54dc","dst":"portico","result":{"was_on":false}}"#,
                Ok(()),
            ),
            (200, r#"{"id":1,"result":{"was_on":true}}"#, Ok(())),
            (
                200,
                r#"{"id":1,"error":{"code":-105,"message":"Argument 'id', value 3 not found!"}}"#,
                refused(-105),
            ),
            (500, r#"{"id":1,"error":{"code":-103,"message":"Missing required 'id'"}}"#, refused(-103)),
            (200, r#"{"id":1,"result":{},"error":{"code":-109,"message":"overpower"}}"#, refused(-109)),
            (200, r#"{"id":1,"error":{"code":401,"message":"{}"}}"#, Err(Failure::PasswordNeeded)),
            (
                200,
                r#"{"id":1,"error":{"code":-104,"message":"Deadline exceeded"}}"#,
                unknown(Unknown::DeviceFault),
            ),
            (401, "", Err(Failure::PasswordNeeded)),
            (401, r#"{"id":1,"result":{}}"#, Err(Failure::PasswordNeeded)),
            (200, r#"{"id":2,"result":{}}"#, unknown(Unknown::Garbled)),
            (200, r#"{"id":1}"#, unknown(Unknown::Garbled)),
            (200, r#"{"ison":true}"#, unknown(Unknown::Garbled)),
            (200, "<html>", unknown(Unknown::Garbled)),
            (200, "", unknown(Unknown::Garbled)),
            (204, r#"{"id":1,"result":{}}"#, unknown(Unknown::Garbled)),
            (301, "", other(301)),
            (404, "Not Found", other(404)),
            (500, "", unknown(Unknown::DeviceFault)),
            (503, r#"{"id":1,"result":{}}"#, unknown(Unknown::DeviceFault)),
        ] {
            assert_eq!(judge(status, Some(body.as_bytes())), judged, "{status} {body}");
        }
        assert_eq!(judge(200, None), unknown(Unknown::Broken));
        assert_eq!(judge(404, None), other(404));
    }
}
