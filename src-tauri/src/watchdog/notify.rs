//! What systemd is told: that Portico is ready, that it lives, that it ends (`sd_notify(3)`).
//!
//! `WATCHDOG_PID` is left out of account: in a kiosk session it is the compositor's, which starts
//! Portico and passes the variables on.

use std::ffi::OsString;
use std::time::Duration;

/// Who wants to hear, if anybody does.
#[derive(Debug, Default)]
pub struct Outside {
    /// The socket, as systemd names it.
    socket: Option<OsString>,
    /// How long Portico may be silent.
    watchdog: Option<Duration>,
}

/// Something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The member's screen is there.
    Ready,
    /// Everything answers.
    Alive,
    /// The end has begun.
    Stopping,
}

impl Word {
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only systemd is told"))]
    const fn text(self) -> &'static str {
        match self {
            Self::Ready => "READY=1",
            Self::Alive => "WATCHDOG=1",
            Self::Stopping => "STOPPING=1",
        }
    }
}

impl Outside {
    /// As the environment says.
    pub fn of_environment() -> Self {
        Self::new(std::env::var_os("NOTIFY_SOCKET"), std::env::var("WATCHDOG_USEC").ok().as_deref())
    }

    pub(super) fn new(socket: Option<OsString>, watchdog_usec: Option<&str>) -> Self {
        let microseconds = watchdog_usec.and_then(|text| text.parse().ok()).filter(|given| *given > 0);
        Self {
            socket: socket.filter(|name| !name.is_empty()),
            watchdog: microseconds.map(Duration::from_micros),
        }
    }

    /// How often it has to be told that everything answers: twice as often as it asks for.
    pub fn every(&self) -> Option<Duration> {
        self.socket.as_ref().and(self.watchdog).map(|longest| longest / 2)
    }

    /// Says it. Nobody is kept waiting, and nothing depends on it.
    #[cfg(target_os = "linux")]
    pub fn say(&self, word: Word) {
        let Some(socket) = &self.socket else { return };
        if let Err(error) = send(socket, word.text()) {
            tracing::warn!(%error, ?word, "systemd was not told");
        }
    }

    /// There is no systemd here.
    #[cfg(not(target_os = "linux"))]
    pub fn say(&self, _: Word) {}
}

/// A name that begins with `@` is one without a file.
#[cfg(target_os = "linux")]
fn send(socket: &std::ffi::OsStr, text: &str) -> std::io::Result<()> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let address = match socket.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(socket)?,
    };
    let datagrams = UnixDatagram::unbound()?;
    datagrams.set_nonblocking(true)?;
    datagrams.send_to_addr(text.as_bytes(), &address)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_what_is_asked_for_and_only_where_somebody_listens() {
        for (socket, watchdog, every) in [
            (Some("/run/systemd/notify"), Some("30000000"), Some(15_000)),
            (Some("@notify"), Some("5000000"), Some(2_500)),
            (Some("/run/systemd/notify"), None, None),
            (Some("/run/systemd/notify"), Some("soon"), None),
            (Some("/run/systemd/notify"), Some("0"), None),
            (Some(""), Some("30000000"), None),
            (None, Some("30000000"), None),
        ] {
            let outside = Outside::new(socket.map(OsString::from), watchdog);
            assert_eq!(outside.every(), every.map(Duration::from_millis), "{socket:?} {watchdog:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn words_arrive_at_both_kinds_of_socket() {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::{SocketAddr, UnixDatagram};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("portico-{}-notify", std::process::id());
        let sockets = [
            (UnixDatagram::bind(&path).unwrap(), path.clone().into_os_string()),
            (
                UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap(),
                OsString::from(format!("@{name}")),
            ),
        ];
        for (socket, given) in sockets {
            let outside = Outside::new(Some(given.clone()), None);
            for word in [Word::Ready, Word::Alive, Word::Stopping] {
                outside.say(word);
                let mut heard = [0; 64];
                let length = socket.recv(&mut heard).unwrap();
                assert_eq!(&heard[..length], word.text().as_bytes(), "{given:?}");
            }
        }
        // Nobody there is no reason to stop.
        Outside::new(Some(folder.path().join("gone").into_os_string()), None).say(Word::Ready);
    }
}
