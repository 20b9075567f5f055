//! What the desk is made of: the edges it reaches the world through.

use std::fmt;
use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use magicline::{Http, Tenant};
use readers::{Listener, PcscReader, PcscSettings};
use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until, timeout};
use vault::{Secrets, Slot, VaultError};
use wire::SetupProblem;

use crate::account::Trouble;
use crate::message::{Message, SetupMessage};
use crate::settings::{Endpoints, Installation, Settings, StoreError, Stored};
use crate::setup::{Heard, Listening, Tried};

/// A keychain that waits for its password in another window must not stop the desk for longer.
const KEYCHAIN_PATIENCE: Duration = Duration::from_secs(5);

/// Tells the time of day. Replaced in tests.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// A clock of one's own.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What the wall clock says.
    pub fn wall(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The practice studio that stands in for the vendor.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Its tenant.
    pub tenant: Tenant,
    /// Where it listens, on this computer.
    pub endpoints: Endpoints,
}

/// How long the desk leaves something to people. Shorter in tests.
#[derive(Clone, Copy, Debug)]
pub struct Pauses {
    /// How long a store that cannot be opened is left alone: room is made on a disk, a keychain is
    /// unlocked, by people.
    pub store: Duration,
    /// Without a hand on it the team's window locks after this: it shows names.
    pub staff: Duration,
    /// How long the vendor may still be working on a request whose answer was lost.
    pub late: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { store: Duration::from_secs(10), staff: Duration::from_secs(5 * 60), late: outbox::LATE }
    }
}

/// What a desk is opened with.
#[derive(Debug)]
pub struct Opening {
    /// Who this installation is.
    pub installation: Installation,
    /// What it is set up to be; `None` opens the assistant.
    pub settings: Option<Settings>,
    /// Where the team's exports go.
    pub exports: PathBuf,
    /// How long it leaves something to people.
    pub pauses: Pauses,
}

/// The edges of the desk.
pub struct Parts {
    /// The keychain.
    pub secrets: Arc<dyn Secrets>,
    /// The data folder.
    pub stored: Stored,
    /// The connection pool.
    pub http: Http,
    /// The time of day.
    pub clock: Clock,
    /// Set when nothing is real.
    pub practice: Option<Practice>,
    /// Where the team's exports go.
    pub exports: PathBuf,
    /// How long it leaves something to people.
    pub pauses: Pauses,
    pub(crate) messages: mpsc::Sender<Message>,
}

impl Parts {
    /// A secret from the keychain.
    pub(crate) async fn get(&self, slot: Slot) -> Result<Option<SecretString>, VaultError> {
        let secrets = Arc::clone(&self.secrets);
        keychain(move || secrets.get(slot)).await
    }

    /// A secret into the keychain.
    pub(crate) async fn put(&self, slot: Slot, secret: SecretString) -> Result<(), Trouble> {
        let secrets = Arc::clone(&self.secrets);
        keychain(move || secrets.set(slot, &secret)).await.map_err(|error| {
            tracing::error!(%slot, %error, "the keychain did not take a secret");
            Trouble::plain(SetupProblem::KeychainRefused)
        })
    }

    /// Has something done with the keychain away from the async workers.
    pub(crate) async fn keychain<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Secrets) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let secrets = Arc::clone(&self.secrets);
        keychain(move || work(&*secrets)).await
    }

    /// Reads or writes the data folder away from the async workers.
    pub(crate) async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stored) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stored = self.stored.clone();
        let folder = self.stored.folder().to_owned();
        match spawn_blocking(move || work(&stored)).await {
            Ok(result) => result,
            Err(stopped) => Err(StoreError::Io { path: folder, source: stopped.into() }),
        }
    }

    /// Listens to a reader for the tap step of the set-up. What it says carries `number`. `None` for one
    /// that types, which the window listens to.
    pub(crate) fn listen_for_set_up(&self, number: u32, tried: &Tried) -> Option<Listening> {
        let messages = self.messages.clone();
        // Never blocks: the desk closes the reader itself, and would wait for its thread.
        let tell = move |heard| drop(messages.try_send(Message::Setup(SetupMessage::Heard(number, heard))));
        match tried {
            Tried::Serial { port, tuning } => {
                let listener = Listener::spawn(port.clone(), *tuning, move |sound| tell(Heard::Port(sound)));
                Some(Listening::Port { _listener: listener })
            }
            Tried::Contactless { name } => {
                let settings = PcscSettings { reader: Some(name.clone()), ..PcscSettings::default() };
                let reader = PcscReader::spawn(settings, move |event| tell(Heard::Contactless(event)));
                Some(Listening::Contactless { _reader: reader })
            }
            Tried::Keyboard => None,
        }
    }
}

/// Waits until then, or for ever.
pub(crate) async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

async fn keychain<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    match timeout(KEYCHAIN_PATIENCE, spawn_blocking(work)).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) | Err(_) => Err(VaultError::Silent),
    }
}
