//! What the room knows of whoever is in it: who comes and goes, who is of the team, and what they did.

use domain::PersonId;
use outbox::{StaffAct, StaffEvent};
use secrecy::{ExposeSecret, SecretString};
use wire::{ActivityWish, PersonAnswer, PersonChange, PersonProblem};

use super::{Door, Opened, Room};
use crate::staff::NotTaken;
use crate::staff::activity::Looked;
use crate::staff::people::{self, Me};
use crate::staff::team::Team;

impl Room {
    /// Whoever was signed in is not any more.
    pub(super) async fn goes(&self, how: Option<&'static str>) {
        if let Door::Open(opened) = &self.door {
            let act = StaffAct { event: StaffEvent::Locked, times: 0, detail: how.map(str::to_owned) };
            people::note(&self.outbox, &self.parts, Some(opened.me.id), act).await;
        }
    }

    /// Somebody signed in.
    pub(super) async fn comes(&mut self, team: Team, me: Me) {
        people::note(&self.outbox, &self.parts, Some(me.id), StaffAct::of(StaffEvent::SignedIn)).await;
        self.door = Door::Open(Opened::by(me, team, self.parts.pauses.staff));
    }

    pub(super) async fn person(&mut self, wish: PersonChange) -> Result<StaffAct, PersonProblem> {
        let now = self.parts.clock.wall();
        let gives_a_pin = matches!(wish, PersonChange::Add { .. } | PersonChange::Pin { .. });
        if gives_a_pin && self.tries().await.wait_until(now).is_some() {
            return Err(PersonProblem::TooSoon);
        }
        let whom = people::change(&self.parts, wish.clone()).await?;
        Ok(people::act(&wish, whom))
    }

    /// The old PIN is asked for: the window may have been left open.
    pub(super) async fn own_pin(
        &mut self,
        old: SecretString,
        new: SecretString,
    ) -> Result<StaffAct, PersonProblem> {
        let me = self.opened().map_err(|NotTaken| PersonProblem::Gone)?.me.id;
        if self.tries().await.wait_until(self.parts.clock.wall()).is_some() {
            return Err(PersonProblem::TooSoon);
        }
        let (_, whose) = people::of_pin(&self.parts, old).await.map_err(|_| PersonProblem::Keychain)?;
        if whose != Some(me) {
            return Err(PersonProblem::PinWrong);
        }
        let wish = PersonChange::Pin { id: me.0, pin: new.expose_secret().to_owned() };
        let whom = people::change(&self.parts, wish.clone()).await?;
        Ok(people::act(&wish, whom))
    }

    /// What came of a change is shown, and what it told about somebody's PIN is a wrong one.
    pub(super) async fn answered(&mut self, done: Result<StaffAct, PersonProblem>) -> Result<(), NotTaken> {
        let team = people::read(&self.parts).await.ok();
        let opened = self.opened()?;
        let who = opened.me.id;
        opened.answer =
            PersonAnswer { number: opened.answer.number + 1, problem: done.as_ref().err().copied() };
        if let Some(team) = team {
            if let Some(me) = Me::of(&team, who) {
                opened.me = me;
            }
            opened.team = team;
        }
        match done {
            Ok(act) => {
                people::note(&self.outbox, &self.parts, Some(who), act).await;
                // Whoever took themselves out of the team is not in it.
                if let Door::Open(opened) = &self.door
                    && opened.team.person(who).is_none()
                {
                    self.goes(None).await;
                    self.shut().await;
                }
            }
            Err(problem) if people::is_a_guess(problem) => {
                let mut tries = self.tries().await;
                tries.wrong(self.parts.clock.wall());
                people::note(&self.outbox, &self.parts, Some(who), people::wrong_pin(&tries)).await;
                self.keep(tries).await;
            }
            Err(_) => {}
        }
        Ok(())
    }

    pub(super) async fn look(&mut self, wish: ActivityWish) -> Result<(), NotTaken> {
        let (exports, language, now) = (self.exports.clone(), self.language, self.parts.clock.wall());
        let outbox = self.outbox.clone();
        let opened = self.opened()?;
        match wish {
            ActivityWish::Show { person } => opened.activity = Some(Looked::at(person.map(PersonId))),
            ActivityWish::More => opened.activity.as_mut().ok_or(NotTaken)?.more(),
            ActivityWish::Hide => opened.activity = None,
            ActivityWish::Export => {
                let looked = opened.activity.clone().ok_or(NotTaken)?;
                let exported = looked.export(&outbox, &opened.team, exports, language, now).await;
                opened.activity = Some(Looked { exported: Some(exported), ..looked });
            }
        }
        Ok(())
    }
}
