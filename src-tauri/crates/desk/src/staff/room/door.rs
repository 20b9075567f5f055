//! The door of the team's window: whether it is locked, who comes in by which PIN, and what wrong ones cost.

use domain::PersonId;
use outbox::{Outbox, StaffAct};
use secrecy::{ExposeSecret, SecretString};
use wire::PinProblem;

use super::inside::Opened;
use super::{Around, Room};
use crate::staff::DoorOrder;
use crate::staff::people::{self, Me};
use crate::staff::pin::Pin;
use crate::staff::team::Team;
use crate::tries::{self, Tries, Whose};

/// Whether names may be seen.
pub(super) enum StaffDoor {
    /// Nobody has looked whether there is a PIN.
    Shut,
    NoPin(Option<PinProblem>),
    Locked(Option<PinProblem>),
    Open(Box<Opened>),
}

impl StaffDoor {
    pub(super) fn opened(&self) -> Option<&Opened> {
        match self {
            Self::Open(opened) => Some(opened),
            Self::Shut | Self::NoPin(_) | Self::Locked(_) => None,
        }
    }

    pub(super) fn opened_mut(&mut self) -> Option<&mut Opened> {
        match self {
            Self::Open(opened) => Some(opened),
            Self::Shut | Self::NoPin(_) | Self::Locked(_) => None,
        }
    }
}

/// Wrong PINs, as the store keeps them, or in memory while it cannot be read: whoever knows the PIN gets in, where
/// the window says what is wrong with the store.
#[derive(Default)]
pub(super) struct Guesses(Option<Tries>);

impl Guesses {
    pub(super) async fn read(&mut self, around: &Around) -> Tries {
        let since = match self.0.take() {
            Some(tries) if !tries.lacks_those_before() => return self.0.insert(tries).clone(),
            since => since,
        };
        let now = around.now();
        let tries = match (tries::kept(&around.outbox, Whose::Team, now).await, since) {
            (Ok(kept), None) => kept,
            (Ok(kept), Some(since)) => kept.and_then(&since, now),
            (Err(error), since) => {
                tracing::warn!(%error, "wrong PINs are counted without those of before");
                since.unwrap_or_else(|| Tries::without_those_before(now))
            }
        };
        self.0.insert(tries).clone()
    }

    /// Whether no PIN is looked at yet.
    pub(super) async fn have_to_wait(&mut self, around: &Around) -> bool {
        self.read(around).await.wait_until(around.now()).is_some()
    }

    /// One more, by whoever is signed in or by nobody.
    pub(super) async fn wrong(&mut self, around: &Around, who: Option<PersonId>) {
        let mut tries = self.read(around).await;
        tries.wrong(around.now());
        around.note(who, people::wrong_pin(&tries)).await;
        self.keep(&around.outbox, tries).await;
    }

    async fn keep(&mut self, outbox: &Outbox, tries: Tries) {
        tries::keep(outbox, Whose::Team, &tries).await;
        self.0 = Some(tries);
    }
}

impl Room {
    pub(super) async fn at_the_door(&mut self, order: DoorOrder) {
        match order {
            DoorOrder::Attach(front) => {
                self.front = Some(front);
                self.lock().await;
            }
            DoorOrder::Gone => {
                self.goes(StaffAct::Locked).await;
                self.front = None;
                self.door = StaffDoor::Shut;
            }
            DoorOrder::Lock => self.lock().await,
            DoorOrder::ChoosePin(pin) => self.choose(pin).await,
            DoorOrder::Unlock(pin) => self.unlock(pin).await,
        }
    }

    /// Whoever was signed in is not any more.
    pub(super) async fn lock(&mut self) {
        self.goes(StaffAct::Locked).await;
        self.shut().await;
    }

    /// Writes down that whoever is signed in goes, if anybody is, and by which kind of lock.
    pub(super) async fn goes(&self, how: StaffAct) {
        if let Some(opened) = self.door.opened() {
            self.around.note(Some(opened.me.id), how).await;
        }
    }

    async fn shut(&mut self) {
        self.door = match people::read(&self.around.parts).await {
            Ok(team) if team.people().is_empty() => StaffDoor::NoPin(None),
            Ok(_) => StaffDoor::Locked(None),
            Err(error) => {
                tracing::error!(%error, "the keychain does not give the staff PIN");
                StaffDoor::Locked(Some(PinProblem::Keychain))
            }
        };
    }

    /// Somebody signed in.
    async fn comes(&mut self, team: Team, me: Me) {
        self.around.note(Some(me.id), StaffAct::SignedIn).await;
        self.door = StaffDoor::Open(Opened::by(me, team, self.around.parts.pauses.staff));
    }

    async fn choose(&mut self, chosen: SecretString) {
        if !matches!(self.door, StaffDoor::NoPin(_)) {
            return;
        }
        let chosen = match Pin::parse(chosen.expose_secret()) {
            Ok(chosen) => chosen,
            Err(problem) => return self.door = StaffDoor::NoPin(Some(problem)),
        };
        // Somebody may have set one from the terminal meanwhile.
        self.shut().await;
        if !matches!(self.door, StaffDoor::NoPin(_)) {
            return;
        }
        let chosen = people::choose(&self.around.parts, chosen).await.ok();
        let team = people::read(&self.around.parts).await.ok();
        let come = team.zip(chosen).and_then(|(team, id)| Me::of(&team, id).map(|me| (team, me)));
        match come {
            Some((team, me)) => self.comes(team, me).await,
            None => self.door = StaffDoor::NoPin(Some(PinProblem::Keychain)),
        }
    }

    async fn unlock(&mut self, given: SecretString) {
        if !matches!(self.door, StaffDoor::Locked(_)) {
            return;
        }
        if self.guesses.have_to_wait(&self.around).await {
            return self.door = StaffDoor::Locked(Some(PinProblem::TooSoon));
        }
        let (team, whose) = match people::of_pin(&self.around.parts, given).await {
            Ok((team, _)) if team.people().is_empty() => return self.door = StaffDoor::NoPin(None),
            Ok(found) => found,
            Err(_) => return self.door = StaffDoor::Locked(Some(PinProblem::Keychain)),
        };
        let Some(me) = whose.and_then(|id| Me::of(&team, id)) else {
            self.guesses.wrong(&self.around, None).await;
            return self.door = StaffDoor::Locked(Some(PinProblem::Wrong));
        };
        let mut tries = self.guesses.read(&self.around).await;
        // With one PIN there is nobody to guess at others' with it.
        match team.people().len() {
            1 => tries.right(),
            _ => tries.right_of_many(self.around.now()),
        }
        self.comes(team, me).await;
        self.guesses.keep(&self.around.outbox, tries).await;
    }
}
