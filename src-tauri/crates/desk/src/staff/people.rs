//! The people of the team, in the window's words, and what is done about them.

use domain::{Permission, PersonId, Role};
use outbox::{Outbox, StaffAct};
use secrecy::{ExposeSecret, SecretString};
use tokio::task::spawn_blocking;
use vault::{Secrets, VaultError};
use wire::{MeView, PersonChange, PersonLine, PersonProblem, PinProblem, StaffRight, StaffRole};

use super::pin::Pin;
use super::rights;
use super::team::{Change, Name, Team, TeamError};
use crate::Parts;
use crate::tries::Tries;

pub(super) const fn role(role: StaffRole) -> Role {
    match role {
        StaffRole::Reception => Role::Reception,
        StaffRole::Manager => Role::Manager,
        StaffRole::Technician => Role::Technician,
    }
}

pub(super) const fn shown_role(role: Role) -> StaffRole {
    match role {
        Role::Reception => StaffRole::Reception,
        Role::Manager => StaffRole::Manager,
        Role::Technician => StaffRole::Technician,
    }
}

pub(super) const fn right(permission: Permission) -> StaffRight {
    match permission {
        Permission::Members => StaffRight::Members,
        Permission::Inbox => StaffRight::Inbox,
        Permission::Sales => StaffRight::Sales,
        Permission::SignUps => StaffRight::SignUps,
        Permission::Catalogue => StaffRight::Catalogue,
        Permission::Look => StaffRight::Look,
        Permission::Export => StaffRight::Export,
        Permission::People => StaffRight::People,
        Permission::Activity => StaffRight::Activity,
        Permission::LeaveKiosk => StaffRight::LeaveKiosk,
        Permission::Support => StaffRight::Support,
    }
}

/// Whoever is signed in.
#[derive(Clone, Debug)]
pub(super) struct Me {
    pub(super) id: PersonId,
    pub(super) name: Name,
    pub(super) role: Role,
}

impl Me {
    pub(super) fn of(team: &Team, id: PersonId) -> Option<Self> {
        team.person(id).map(|person| Self { id, name: person.name.clone(), role: person.role })
    }

    pub(super) fn view(&self) -> MeView {
        let may = Permission::ALL.into_iter().filter(|permission| self.role.may(*permission));
        MeView {
            id: self.id.0,
            name: self.name.expose().to_owned(),
            role: shown_role(self.role),
            may: may.map(right).collect(),
        }
    }
}

/// Everybody, in the window's words.
pub(super) fn lines(team: &Team) -> Vec<PersonLine> {
    let line = |person: &super::team::Person| PersonLine {
        id: person.id.0,
        name: person.name.expose().to_owned(),
        role: shown_role(person.role),
        last_manager: team.is_last_manager(person.id),
    };
    team.people().iter().map(line).collect()
}

/// Reads the team away from the async workers.
pub(super) async fn read(parts: &Parts) -> Result<Team, VaultError> {
    parts.keychain(Team::read).await
}

/// Whose PIN this is. Reads the team before, because the terminal may have changed it.
pub(super) async fn of_pin(parts: &Parts, pin: SecretString) -> Result<(Team, Option<PersonId>), VaultError> {
    let team = read(parts).await?;
    let asked = team.clone();
    let found = spawn_blocking(move || asked.of_pin(pin.expose_secret())).await;
    Ok((team, found.ok().flatten()))
}

/// Changes the team as the window wants it, and tells whom that was about.
pub(super) async fn change(parts: &Parts, wish: PersonChange) -> Result<PersonId, PersonProblem> {
    let change = parsed(wish)?;
    work(parts, move |team, secrets| team.change(secrets, change)).await
}

/// The first PIN there is.
pub(super) async fn choose(parts: &Parts, pin: Pin) -> Result<PersonId, PersonProblem> {
    work(parts, move |team, secrets| team.set_manager_pin(secrets, &pin)).await
}

/// What takes longer than a keychain: a PIN is hashed in between.
async fn work(
    parts: &Parts,
    work: impl FnOnce(&Team, &dyn Secrets) -> Result<PersonId, TeamError> + Send + 'static,
) -> Result<PersonId, PersonProblem> {
    let done = parts.keychain(move |secrets| {
        Ok(Team::read(secrets).map_err(TeamError::from).and_then(|team| work(&team, secrets)))
    });
    match done.await {
        Ok(Ok(id)) => Ok(id),
        Ok(Err(error)) => Err(problem(error)),
        Err(error) => {
            tracing::error!(%error, "the team was not changed");
            Err(PersonProblem::Keychain)
        }
    }
}

fn parsed(wish: PersonChange) -> Result<Change, PersonProblem> {
    Ok(match wish {
        PersonChange::Add { name, role: given, pin } => {
            Change::Add(Name::parse(&name).map_err(problem)?, role(given), parse_pin(&pin)?)
        }
        PersonChange::Rename { id, name } => {
            Change::Rename(PersonId(id), Name::parse(&name).map_err(problem)?)
        }
        PersonChange::Role { id, role: given } => Change::Role(PersonId(id), role(given)),
        PersonChange::Pin { id, pin } => Change::Pin(PersonId(id), parse_pin(&pin)?),
        PersonChange::Remove { id } => Change::Remove(PersonId(id)),
    })
}

pub(super) fn parse_pin(pin: &str) -> Result<Pin, PersonProblem> {
    Pin::parse(pin).map_err(|problem| match problem {
        PinProblem::TooEasy => PersonProblem::PinTooEasy,
        PinProblem::NotAPin | PinProblem::Wrong | PinProblem::TooSoon | PinProblem::Keychain => {
            PersonProblem::NotAPin
        }
    })
}

fn problem(error: TeamError) -> PersonProblem {
    match error {
        TeamError::NameMissing => PersonProblem::NameMissing,
        TeamError::NameTooLong => PersonProblem::NameTooLong,
        TeamError::NameTaken => PersonProblem::NameTaken,
        TeamError::PinTaken => PersonProblem::PinTaken,
        TeamError::PinTooShort => PersonProblem::PinTooShort,
        TeamError::LastManager => PersonProblem::LastManager,
        TeamError::TooMany => PersonProblem::TooMany,
        TeamError::Gone => PersonProblem::Gone,
        TeamError::Hash(_) | TeamError::Keychain(_) => {
            tracing::error!(%error, "the team was not changed");
            PersonProblem::Keychain
        }
    }
}

/// Whether an answer tells somebody a PIN that is not theirs, and so is a guess that came true, or tells that
/// they do not know their own.
pub(super) const fn is_a_guess(problem: PersonProblem) -> bool {
    match problem {
        PersonProblem::PinTaken | PersonProblem::PinWrong => true,
        PersonProblem::NameMissing
        | PersonProblem::NameTooLong
        | PersonProblem::NameTaken
        | PersonProblem::NotAPin
        | PersonProblem::PinTooEasy
        | PersonProblem::PinTooShort
        | PersonProblem::TooSoon
        | PersonProblem::LastManager
        | PersonProblem::TooMany
        | PersonProblem::Gone
        | PersonProblem::Keychain => false,
    }
}

/// Writes down what somebody did. A store that cannot be written keeps nobody from their work, and says so
/// itself.
pub(super) async fn note(outbox: &Outbox, parts: &Parts, who: Option<PersonId>, act: StaffAct) {
    let word = act.word();
    if let Err(error) = outbox.note(who, act, parts.clock.wall()).await {
        tracing::warn!(%error, event = word, "what the team did is not written down");
    }
}

/// A wrong PIN, by whoever is signed in or by nobody.
pub(super) fn wrong_pin(tries: &Tries) -> StaffAct {
    StaffAct::WrongPin { in_a_row: tries.in_a_row() }
}

/// What is written down of a change.
pub(super) fn act(wish: &PersonChange, whom: PersonId) -> StaffAct {
    rights::person_act(wish, whom)
}
