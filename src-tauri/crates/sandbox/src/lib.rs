//! The practice studio: the vendor's interfaces on loopback ports, with invented members, for training
//! staff and for tests. It is written from the published specification alone and shares no code with
//! the clients it serves, so that a misreading on either side shows.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use sandbox::{Fault, FaultPlan, Options, Sandbox};
//!
//! let studio = Sandbox::start(Options::default()).await?;
//! studio.set_fault(FaultPlan::new(Fault::Reset).at("/open-api/device/cardreader/identification").times(1));
//! println!("{} {}", studio.device_url(), studio.open_url());
//! # Ok(())
//! # }
//! ```

#![warn(clippy::missing_errors_doc)]

mod answer;
mod books;
mod clock;
pub mod codes;
mod connect_api;
mod control;
mod credential;
mod device_api;
mod endpoint;
mod faults;
mod front;
mod journal;
mod ledger;
mod member;
mod open_api;
mod request;
mod seed;
mod server;
mod settings;
mod state;
mod tap;
mod texts;

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

pub use books::{Contract, Lead, PaymentSession, Picture, TermOnOffer, TrialBooking, VoucherUse};
pub use clock::{Clock, HandClock, SystemClock};
pub use endpoint::Scope;
pub use faults::{Fault, FaultPlan, Target};
pub use journal::{Api, Effect, Ended, Entry, Recorded, Who};
pub use ledger::{Charge, Goods, Held, TopUp};
pub use member::{Case, MemberCard};
pub use seed::crowd_card;
pub use settings::{
    BadVoucher, Country, ReaderMode, RepeatedSale, Settings, SlotTimes, Spelling, WrongPrice,
};
pub use state::{Device, Model, Visit};

use front::Shared;
use server::{Port, Serves};
use state::Studio;

/// The API key unless another one is given. It opens nothing but a practice studio.
pub const PRACTICE_KEY: &str = "nordlicht-practice-key";

/// How a practice studio is to be started.
#[derive(Clone)]
pub struct Options {
    /// Port of the Open API; 0 takes a free one.
    pub open_port: u16,
    /// Port of the Device API.
    pub device_port: u16,
    /// Port of the Connect API.
    pub connect_port: u16,
    /// Port of the trainer's controls.
    pub control_port: u16,
    /// The key of the Open API.
    pub api_key: String,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// What the studio owner has set.
    pub settings: Settings,
    /// So many more members, to make lists long.
    pub crowd: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            open_port: 0,
            device_port: 0,
            connect_port: 0,
            control_port: 0,
            api_key: PRACTICE_KEY.to_owned(),
            clock: Arc::new(SystemClock),
            settings: Settings::default(),
            crowd: 0,
        }
    }
}

/// A running practice studio. Dropping the last clone closes its ports and all connections. The codes of
/// its vouchers are in [`codes`].
#[derive(Clone)]
pub struct Sandbox {
    core: Arc<Core>,
    control: Arc<Port>,
}

/// What the controls drive; without the controls' own port, which would otherwise keep itself alive.
pub(crate) struct Core {
    shared: Arc<Shared>,
    open: Port,
    device: Port,
    connect: Port,
    seed: (String, Settings, usize),
}

impl Sandbox {
    /// Opens the ports and seeds the studio.
    ///
    /// # Errors
    /// A port is taken.
    #[allow(
        clippy::unused_async,
        reason = "opening ports needs a runtime, which a caller has only when awaiting"
    )]
    pub async fn start(options: Options) -> io::Result<Self> {
        let Options { open_port, device_port, connect_port, control_port, api_key, clock, settings, crowd } =
            options;
        let studio = Studio::new(clock.now(), api_key.clone(), settings.clone(), crowd);
        let shared = Arc::new(Shared {
            studio: Mutex::new(studio),
            faults: faults::Faults::default(),
            journal: journal::Journal::new(),
            clock,
            shift: Mutex::new(SignedDuration::ZERO),
            assets: OnceLock::new(),
            connect: OnceLock::new(),
        });
        let port = |number, api| Port::open(number, Serves::Api(api, Arc::clone(&shared)));
        let open = port(open_port, Api::Open)?;
        let assets = open.url();
        let device = port(device_port, Api::Device)?;
        let connect = port(connect_port, Api::Connect)?;
        let own = connect.url();
        shared.assets.get_or_init(|| assets);
        shared.connect.get_or_init(|| own);
        let core = Arc::new(Core { shared, open, device, connect, seed: (api_key, settings, crowd) });
        let control = Port::open(control_port, Serves::Control(control::router(&core)))?;
        Ok(Self { core, control: Arc::new(control) })
    }

    /// Base address of the Open API.
    #[must_use]
    pub fn open_url(&self) -> String {
        self.core.open.url()
    }

    /// Base address of the Device API.
    #[must_use]
    pub fn device_url(&self) -> String {
        self.core.device.url()
    }

    /// Base address of the Connect API.
    #[must_use]
    pub fn connect_url(&self) -> String {
        self.core.connect.url()
    }

    /// Base address of the trainer's controls.
    #[must_use]
    pub fn control_url(&self) -> String {
        self.control.url()
    }

    /// The key of the Open API.
    #[must_use]
    pub fn api_key(&self) -> String {
        self.core.shared.studio().key.clone()
    }

    /// The cards of all members.
    #[must_use]
    pub fn members(&self) -> Vec<MemberCard> {
        self.core.members()
    }

    /// The card of the member who is there for this case.
    #[must_use]
    pub fn card(&self, case: Case) -> Option<MemberCard> {
        self.members().into_iter().find(|card| card.case == case)
    }

    /// The devices, with the tokens that are good now.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        self.core.shared.studio().devices.clone()
    }

    /// Activates a device as the Open API would, and tells its new token.
    #[must_use]
    pub fn activate(&self, device: i64) -> Option<String> {
        self.core.shared.studio().activate(device)
    }

    /// Makes a device's token worthless; false if there is no such device.
    pub fn revoke(&self, device: i64) -> bool {
        self.core.revoke(device)
    }

    /// Gives the API key exactly these scopes.
    pub fn set_scopes(&self, scopes: impl IntoIterator<Item = Scope>) {
        self.core.set_scopes(scopes.into_iter().collect());
    }

    /// The settings now.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.core.shared.studio().settings.clone()
    }

    /// Changes settings.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.core.shared.studio().change(change);
    }

    /// Plays a fault, in addition to those already set.
    pub fn set_fault(&self, plan: impl Into<FaultPlan>) {
        self.core.shared.faults.add(plan.into());
    }

    /// The faults that are set and not used up.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultPlan> {
        self.core.shared.faults.list()
    }

    /// Ends all faults; a studio that is away stays away.
    pub fn clear_faults(&self) {
        self.core.shared.faults.clear();
    }

    /// Closes the three APIs' ports, so that connections are refused, or opens them again at the same
    /// place.
    ///
    /// # Errors
    /// A port could not be opened again.
    pub async fn set_away(&self, away: bool) -> io::Result<()> {
        self.core.set_away(away).await
    }

    /// Moves the practice studio's time against its clock.
    pub fn advance(&self, by: SignedDuration) {
        self.core.advance(by);
    }

    /// The practice studio's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.core.shared.now()
    }

    /// Everything that was asked, oldest first.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.core.shared.journal.after(0)
    }

    /// The same from the entry after this one on.
    #[must_use]
    pub fn journal_after(&self, number: u64) -> Vec<Entry> {
        self.core.shared.journal.after(number)
    }

    /// The number of the newest journal entry; changes with every request that ends, and goes to 0 with a
    /// reset.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.core.shared.journal.subscribe()
    }

    /// Waits for the first entry that is meant, among those already there and those to come.
    pub async fn wait_for(&self, meant: impl Fn(&Entry) -> bool) -> Entry {
        let mut newest = self.subscribe();
        loop {
            newest.mark_unchanged();
            if let Some(entry) = self.journal().into_iter().find(&meant) {
                return entry;
            }
            if newest.changed().await.is_err() {
                // The sender lives as long as this handle, so this is never reached.
                std::future::pending::<()>().await;
            }
        }
    }

    /// The members who are in the studio.
    #[must_use]
    pub fn who_is_in(&self) -> Vec<Who> {
        self.core.shared.studio().who_is_in(self.now())
    }

    /// The visits of a member, oldest first.
    #[must_use]
    pub fn checkins(&self, member: i64) -> Vec<Visit> {
        self.core.shared.studio().visits.iter().filter(|visit| visit.member == member).cloned().collect()
    }

    /// Whether the integration has been confirmed.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.core.shared.studio().confirmed
    }

    /// Starts over: seed data, no faults, no journal, real time, all scopes. Tokens of devices die.
    pub fn reset(&self) {
        self.core.reset();
    }
}

impl Core {
    pub(crate) fn members(&self) -> Vec<MemberCard> {
        let studio = self.shared.studio();
        let now = self.shared.now();
        studio.members.iter().map(|member| member.card(now, &studio.zone)).collect()
    }

    pub(crate) fn revoke(&self, device: i64) -> bool {
        self.shared.studio().device(device).is_some_and(|device| {
            device.token = None;
            true
        })
    }

    pub(crate) fn set_scopes(&self, scopes: BTreeSet<Scope>) {
        self.shared.studio().scopes = scopes;
    }

    pub(crate) async fn set_away(&self, away: bool) -> io::Result<()> {
        for port in [&self.open, &self.device, &self.connect] {
            port.set_away(away).await?;
        }
        Ok(())
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        let mut shift = self.shared.shift.lock().unwrap_or_else(PoisonError::into_inner);
        *shift = shift.saturating_add(by);
    }

    pub(crate) fn reset(&self) {
        *self.shared.shift.lock().unwrap_or_else(PoisonError::into_inner) = SignedDuration::ZERO;
        let (key, settings, crowd) = self.seed.clone();
        *self.shared.studio() = Studio::new(self.shared.now(), key, settings, crowd);
        self.shared.faults.clear();
        self.shared.journal.clear();
    }
}
