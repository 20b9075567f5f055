//! The desk without a window: everything it would show is written down.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use desk::provision::{ProvisionError, Provisioning};
use desk::settings::{Endpoints, Stored, parse};
use desk::{Clock, Desk, Opening, Pauses, Practice};
use jiff::{SignedDuration, Timestamp};
use magicline::{ApiKey, Endpoint, Http, Limits, Tenant};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use wire::{
    Entered, FrontMessage, IdleView, OffersView, SaleView, Screen, SetupStep, SetupView, SignUpView,
    SlotsView, StudioView, VerdictView,
};

use crate::{Failure, MemorySecrets, Outcome, PATIENCE, SetupFile, Studio};

/// Where a desk is set up: a data folder and a keychain in memory. Outlives the desk, so that it can
/// be opened again.
pub struct Seat {
    _folder: TempDir,
    data: PathBuf,
    /// The keychain.
    pub secrets: Arc<MemorySecrets>,
    /// How long the vendor may take.
    pub limits: Limits,
    /// How far this computer's clock is off, in seconds.
    pub clock_off: Arc<AtomicI64>,
    /// How long the desk leaves something to people.
    pub pauses: Pauses,
}

/// A desk that runs.
pub struct Settled {
    /// The desk's handle.
    pub desk: Desk,
    record: Arc<Record>,
    task: JoinHandle<()>,
}

struct Record {
    screens: Mutex<Vec<Screen>>,
    studio: Mutex<Option<StudioView>>,
    offers: watch::Sender<Option<OffersView>>,
    slots: Mutex<Option<SlotsView>>,
    entered: Mutex<Vec<Entered>>,
    count: watch::Sender<usize>,
}

impl Default for Seat {
    fn default() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            data: folder.path().to_owned(),
            _folder: folder,
            secrets: Arc::default(),
            // Nobody has to wait eight seconds to see what happens after them.
            limits: Limits { connect: Duration::from_secs(1), total: Duration::from_secs(2) },
            clock_off: Arc::default(),
            // What people have mended is noticed at once.
            pauses: Pauses { store: Duration::from_millis(50), ..Pauses::default() },
        }
    }
}

impl Seat {
    /// The same with a data folder on a disk of its own.
    pub fn on(disk: &Path) -> Self {
        Self { data: disk.join("data"), ..Self::default() }
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Sets the desk up from a file, as `portico provision` does, and tells what was said.
    pub async fn provision(&self, studio: &Studio, file: &SetupFile) -> Result<Vec<String>, ProvisionError> {
        self.provision_with(&studio.api_key(), file).await
    }

    /// The same with a key of one's own.
    pub async fn provision_with(&self, key: &str, file: &SetupFile) -> Result<Vec<String>, ProvisionError> {
        let settings = parse(&file.text()).expect("a valid file");
        let secrets: Arc<dyn vault::Secrets> = Arc::clone(&self.secrets) as _;
        let provisioning = Provisioning {
            secrets,
            stored: self.stored(),
            http: Http::new(self.limits).expect("a client"),
            clock: Clock::system(),
            staff_pin: None,
        };
        let mut said = Vec::new();
        provisioning.run(&settings, ApiKey::parse(key).unwrap(), |line| said.push(line)).await?;
        Ok(said)
    }

    /// Sets this computer's clock, for desks that are open, too.
    pub fn set_clock(&self, off: SignedDuration) {
        self.clock_off.store(off.as_secs(), Ordering::Relaxed);
    }

    /// Opens the desk: for members when it is set up, else with the assistant.
    pub fn open(&self) -> Settled {
        self.open_with(None)
    }

    /// Opens the desk so that its assistant finds `studio`.
    pub fn open_in_practice(&self, studio: &Studio) -> Settled {
        let endpoint = |url: String| Endpoint::parse(&url).unwrap();
        self.open_with(Some(Practice {
            tenant: Tenant::parse("nordlicht").unwrap(),
            endpoints: Endpoints {
                open: endpoint(studio.open_url()),
                device: endpoint(studio.device_url()),
                connect: endpoint(studio.connect_url()),
            },
        }))
    }

    /// Puts this catalogue on the desk for the bar, as somebody with a spreadsheet would.
    pub fn stock(&self, csv: &str) {
        let file = self.data.join(format!("catalogue-{}.csv", Studio::BAR));
        std::fs::write(file, csv).expect("a place for the catalogue");
    }

    /// What is in the data folder.
    pub fn stored(&self) -> Stored {
        Stored::open(&self.data).expect("the data folder")
    }

    fn open_with(&self, practice: Option<Practice>) -> Settled {
        let stored = self.stored();
        let opening = Opening {
            installation: stored.installation().expect("an installation"),
            settings: stored.settings().expect("valid settings"),
            exports: self.data.join("exports"),
            pauses: self.pauses,
        };
        let (desk, waiting) = Desk::new();
        let secrets: Arc<dyn vault::Secrets> = Arc::clone(&self.secrets) as _;
        let http = Http::new(self.limits).expect("a client");
        let off = Arc::clone(&self.clock_off);
        let clock =
            Clock::new(move || Timestamp::now() + SignedDuration::from_secs(off.load(Ordering::Relaxed)));
        let task = tokio::spawn(waiting.run(secrets, stored, http, clock, practice, opening));
        Settled { desk, record: Arc::new(Record::default()), task }
    }
}

impl Default for Record {
    fn default() -> Self {
        Self {
            screens: Mutex::default(),
            studio: Mutex::default(),
            offers: watch::Sender::default(),
            slots: Mutex::default(),
            entered: Mutex::default(),
            count: watch::Sender::new(0),
        }
    }
}

impl Record {
    fn take(&self, message: FrontMessage) {
        match message {
            FrontMessage::Studio(view) => {
                *self.studio.lock().unwrap_or_else(PoisonError::into_inner) = Some(view);
            }
            FrontMessage::Screen(screen) => {
                let mut screens = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
                screens.push(screen);
                self.count.send_replace(screens.len());
            }
            FrontMessage::Change(change) => {
                let mut screens = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
                // A change of something else is none that a page could show.
                let Some(Screen::SignUp(before)) = screens.last().cloned() else { return };
                screens.push(Screen::SignUp(Box::new(before.after(*change))));
                self.count.send_replace(screens.len());
            }
            FrontMessage::Offers(view) => {
                self.offers.send_replace(Some(view));
            }
            FrontMessage::Slots(view) => {
                *self.slots.lock().unwrap_or_else(PoisonError::into_inner) = Some(view);
            }
            FrontMessage::Entered(entered) => {
                self.entered.lock().unwrap_or_else(PoisonError::into_inner).push(entered);
            }
            FrontMessage::Pictures { .. }
            | FrontMessage::Look(_)
            | FrontMessage::Light { .. }
            | FrontMessage::Viewing { .. } => {}
        }
    }

    fn since(&self, mark: usize) -> Vec<Screen> {
        let screens = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
        screens.get(mark..).unwrap_or_default().to_vec()
    }
}

impl Settled {
    /// Looks at the desk as a window would, from now on.
    pub async fn watch(self) -> Self {
        let record = Arc::clone(&self.record);
        self.desk.attach(move |message| record.take(message)).await;
        self
    }

    /// A place in the record: everything later happened after this call.
    pub fn mark(&self) -> usize {
        *self.record.count.borrow()
    }

    /// What was shown from `mark` on.
    pub fn since(&self, mark: usize) -> Vec<Screen> {
        self.record.since(mark)
    }

    /// Whose desk the window was told it is.
    pub fn studio(&self) -> Option<StudioView> {
        self.record.studio.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the studio offers, as the page was told last.
    pub fn offers(&self) -> Option<OffersView> {
        self.record.offers.borrow().clone()
    }

    /// Waits until the page was told of offers like these.
    pub async fn offers_like(&self, what: &str, like: impl Fn(&OffersView) -> bool) -> Outcome {
        let mut told = self.record.offers.subscribe();
        let found = timeout(PATIENCE, told.wait_for(|offers| offers.as_ref().is_some_and(&like))).await;
        found.map(drop).map_err(|_| Failure::new(format!("never offered: {what}")))
    }

    /// The free slots, as the page was told last.
    pub fn slots(&self) -> Option<SlotsView> {
        self.record.slots.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What went back to the page of drafts that were opened again.
    pub fn entered(&self) -> Vec<Entered> {
        self.record.entered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for something of a sign-up, from `mark` on.
    pub async fn sign_up_after<T>(
        &self,
        mark: usize,
        what: &str,
        pick: impl Fn(&SignUpView) -> Option<T>,
    ) -> Outcome<T> {
        self.after(mark, what, |screen| match screen {
            Screen::SignUp(view) => pick(view),
            Screen::Starting
            | Screen::Setup(_)
            | Screen::Idle(_)
            | Screen::Busy { .. }
            | Screen::Verdict { .. }
            | Screen::Sale(_)
            | Screen::OutOfOrder { .. } => None,
        })
        .await
    }

    /// Waits for a step of a sale, from `mark` on.
    pub async fn sale_after<T>(
        &self,
        mark: usize,
        what: &str,
        pick: impl Fn(&SaleView) -> Option<T>,
    ) -> Outcome<T> {
        self.after(mark, what, |screen| match screen {
            Screen::Sale(sale) => pick(sale),
            Screen::Starting
            | Screen::Setup(_)
            | Screen::Idle(_)
            | Screen::Busy { .. }
            | Screen::Verdict { .. }
            | Screen::SignUp(_)
            | Screen::OutOfOrder { .. } => None,
        })
        .await
    }

    /// The same, counting what is shown now.
    pub async fn sale<T>(&self, what: &str, pick: impl Fn(&SaleView) -> Option<T>) -> Outcome<T> {
        self.sale_after(self.mark().saturating_sub(1), what, pick).await
    }

    /// Waits until `pick` finds something in what was shown from `mark` on.
    pub async fn after<T>(&self, mark: usize, what: &str, pick: impl Fn(&Screen) -> Option<T>) -> Outcome<T> {
        let mut count = self.record.count.subscribe();
        let found = timeout(PATIENCE, async {
            loop {
                count.mark_unchanged();
                if let Some(found) = self.since(mark).iter().find_map(&pick) {
                    return Some(found);
                }
                count.changed().await.ok()?;
            }
        })
        .await;
        found.ok().flatten().ok_or_else(|| {
            Failure::new(format!("never came: {what}; shown since then: {:#?}", self.since(mark)))
        })
    }

    /// The same, counting what is shown now.
    pub async fn until<T>(&self, what: &str, pick: impl Fn(&Screen) -> Option<T>) -> Outcome<T> {
        self.after(self.mark().saturating_sub(1), what, pick).await
    }

    /// The first verdict about a tap that came after `mark`. One from before may still get its name.
    pub async fn verdict_after(&self, mark: usize) -> Outcome<VerdictView> {
        let before = self.since(0).iter().take(mark).filter_map(tap_of).max().unwrap_or_default();
        self.after(mark, "a verdict", |screen| match screen {
            Screen::Verdict { tap, verdict, .. } if *tap > before => Some(verdict.clone()),
            Screen::Verdict { .. }
            | Screen::Starting
            | Screen::Setup(_)
            | Screen::Idle(_)
            | Screen::Busy { .. }
            | Screen::Sale(_)
            | Screen::SignUp(_)
            | Screen::OutOfOrder { .. } => None,
        })
        .await
    }

    /// Waits for the idle screen and tells its notice.
    pub async fn idle(&self) -> Outcome<Option<wire::AttentionReason>> {
        Ok(self.idle_view().await?.notice)
    }

    /// Waits for the idle screen.
    pub async fn idle_view(&self) -> Outcome<IdleView> {
        self.until("the idle screen", |screen| match screen {
            Screen::Idle(view) => Some(view.clone()),
            Screen::Starting
            | Screen::Setup(_)
            | Screen::Verdict { .. }
            | Screen::Busy { .. }
            | Screen::Sale(_)
            | Screen::SignUp(_)
            | Screen::OutOfOrder { .. } => None,
        })
        .await
    }

    /// Waits for the assistant to have this question open and nothing on its way.
    pub async fn question(&self, step: SetupStep) -> Outcome<SetupView> {
        self.until(&format!("the question {step:?}"), |screen| match screen {
            Screen::Setup(view) if view.step == step && !view.working => Some(SetupView::clone(view)),
            Screen::Setup(_)
            | Screen::Starting
            | Screen::Idle(_)
            | Screen::Verdict { .. }
            | Screen::Busy { .. }
            | Screen::Sale(_)
            | Screen::SignUp(_)
            | Screen::OutOfOrder { .. } => None,
        })
        .await
    }

    /// Ends the desk in order.
    pub async fn close(self) -> Outcome {
        let closed = timeout(PATIENCE, self.desk.close()).await;
        closed.map_err(|_| Failure::new("the desk does not close"))
    }

    /// Ends the desk without a word, as a power cut would.
    pub async fn kill(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn tap_of(screen: &Screen) -> Option<u32> {
    match screen {
        Screen::Busy { tap } | Screen::Verdict { tap, .. } => Some(*tap),
        Screen::Starting
        | Screen::Setup(_)
        | Screen::Idle(_)
        | Screen::Sale(_)
        | Screen::SignUp(_)
        | Screen::OutOfOrder { .. } => None,
    }
}
